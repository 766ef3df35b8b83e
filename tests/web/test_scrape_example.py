"""The example of a guarded scrape in docs/security.md is one that Prometheus takes and `canary` loads."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from canary.settings import load
from support.process import write_config

PAGE = Path(__file__).parent.parent.parent / "docs" / "security.md"
HASH = "$2y$12$EixZaYVK1fsbw1ZfbX3OXePaWxn96p36WQoeG6Lruj3vjPGga31lW"


def example(name: str) -> str:
    found = re.search(rf"```yaml\n# {re.escape(name)}\n(.*?)```", PAGE.read_text(), re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.skipif(shutil.which("promtool") is None, reason="promtool is not installed")
def test_prometheus_takes_the_scrape_configuration(tmp_path: Path) -> None:
    token = tmp_path / "token"
    token.write_text("t")
    config = tmp_path / "prometheus.yml"
    config.write_text(example("prometheus.yml").replace("/etc/prometheus/canary-token", str(token)))
    run = subprocess.run(["promtool", "check", "config", config], capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_canary_takes_its_half(tmp_path: Path) -> None:
    (tmp_path / "web-token").write_text("t\n")
    half = yaml.safe_load(example("canary.yaml").replace("$2y$12$...", HASH))
    path = write_config(tmp_path, "sqlite:///c.db", "http://127.0.0.1:9", **half)
    access = load(path, {"CANARY_TEST_KEY": "k", "CREDENTIALS_DIRECTORY": str(tmp_path)}).access
    assert access is not None
    assert access.bearer_token is not None
    assert access.basic == {"oncall": HASH}
