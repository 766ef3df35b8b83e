"""How ``canary demo`` ends: no command is named that asks a database which is gone."""

from __future__ import annotations

from pathlib import Path

import pytest
from rich.console import Console

from canary.cli.demo import _report
from support.history import TURNING, live, sqlite, write_config


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("demo")
    drifting = {**TURNING, "script": {"seed": 7, "phases": [{"from_cycle": 12, "hallucinate": 1.0}]}}
    live(write_config(made, sqlite(made), targets=[drifting]), 16)
    return made


def test_a_demo_that_keeps_nothing_says_how_to_keep_it(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _report(folder, Console(), kept=False)
    said = capsys.readouterr().out
    assert "turning  tickets" in said
    assert "canary diff" not in said
    assert "canary demo --keep DIR" in said


def test_a_demo_that_is_kept_says_what_its_commands_need(
    folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _report(folder, Console(), kept=True)
    said = capsys.readouterr().out
    assert "Next: canary diff turning tickets/" in said
    assert f"export CANARY_CONFIG={folder}/canary.yaml" in said
