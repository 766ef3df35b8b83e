"""``make audit`` never passes what it could not look up."""

from __future__ import annotations

import importlib.util
import subprocess
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

FILE = Path(__file__).parent.parent.parent / "tools" / "audit.py"
FINE = {"name": "a", "version": "1", "vulns": []}
BROKEN = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "c", "skip_reason": "not found"}


@pytest.fixture
def tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("audit_tool", FILE)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize(
    ("found", "code", "said"),
    [
        ([FINE], 0, "1 of 1 looked up, 0 known vulnerabilities"),
        ([FINE, BROKEN], 1, "b 2: PYSEC-1, fixed in 2.1"),
        ([FINE, UNKNOWN], 1, "c: not looked up: not found"),
        ([UNKNOWN], 75, "NOT DONE"),
        ([], 75, "NOT DONE"),
    ],
)
def test_what_was_not_looked_up_is_never_called_fine(
    tool: ModuleType,
    found: list[dict[str, Any]],
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(tool, "audit", lambda service: (found, "cannot be reached"))
    assert tool.main() == code
    assert said in capsys.readouterr().out


def test_a_service_that_cannot_be_reached_is_named(
    tool: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def away(*args: Any, **more: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.CompletedProcess(args, 1, "", "Traceback\nConnectionError: no such host\n")

    monkeypatch.setattr(subprocess, "run", away)
    assert tool.main() == 75
    assert "pypi: ConnectionError: no such host" in capsys.readouterr().out
