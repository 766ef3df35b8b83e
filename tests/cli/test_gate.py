"""``canary gate``: an exit code that a pipeline may rely on, and one line on why."""

from __future__ import annotations

import contextlib
import json
import shutil
from datetime import datetime
from pathlib import Path

import pytest

from canary.cli import main
from support.history import HOUR, QUIET, START, TURNING, Captured, Lived, live, sqlite, write_config

CYCLES = 26
NOW = START + CYCLES * HOUR
TARGETS = [QUIET, TURNING, {**QUIET, "name": "unasked"}]


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("gate")
    live(write_config(folder, sqlite(folder)), CYCLES)
    return folder


@pytest.fixture
def lived(past: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    folder = shutil.copytree(past, tmp_path / "copy")
    path = write_config(folder, f"sqlite:///{folder}/canary.db", targets=TARGETS)
    return Lived(path, monkeypatch).at(NOW)


def quality(lived: Lived) -> str:
    found = json.loads(lived.ask("incidents", "list", "--json"))["incidents"]
    return next(str(each["id"]) for each in found if each["kind"] == "quality")


def json_of(lived: Lived, target: str, code: int, *more: str) -> str:
    out = Captured()
    with contextlib.redirect_stdout(out):
        assert main(["--config", str(lived.path), "gate", "--target", target, "--json", *more]) == code
    return out.text()


def test_a_quiet_target_passes(lived: Lived) -> None:
    assert lived.ask("gate", "--target", "quiet").startswith("quiet is healthy: no open incident")


def test_an_open_incident_is_refused_with_the_next_step(lived: Lived) -> None:
    document = json.loads(json_of(lived, "turning", 1))
    assert (document["state"], document["exit_code"]) == ("incident", 1)
    assert document["message"].startswith("turning has an open incident: critical quality in tickets since")
    assert document["message"].endswith(f"Next: canary incidents show {quality(lived)}")
    assert document["incidents"][0]["kind"] == "quality"


@pytest.mark.parametrize("deed", [["ack"], ["silence", "--for", "4h", "--reason", "known"]])
def test_silence_and_acknowledgement_mend_nothing(lived: Lived, deed: list[str]) -> None:
    lived.ask("incidents", deed[0], quality(lived), *deed[1:])
    assert json.loads(json_of(lived, "turning", 1))["incidents"][0]["state"] in ("acknowledged", "silenced")


def test_a_resolved_incident_lets_pass(lived: Lived) -> None:
    found = json.loads(lived.ask("incidents", "list", "--target", "turning", "--json"))["incidents"]
    lived.ask("incidents", "resolve", *(str(i["id"]) for i in found if i["state"] != "resolved"))
    assert lived.ask("gate", "--target", "turning").startswith("turning is healthy")


def test_what_was_not_measured_lately_is_neither_healthy_nor_refused(lived: Lived) -> None:
    lived.at(NOW + 3 * HOUR)
    said = lived.ask("gate", "--target", "quiet", code=3)
    assert "not measured within 2 h" in said
    assert said.rstrip().endswith("Next: canary run --target quiet")
    assert lived.ask("gate", "--target", "quiet", "--max-age", "5h")


def test_an_open_incident_outweighs_an_old_measurement(lived: Lived) -> None:
    lived.at(NOW + 30 * HOUR)
    assert json.loads(json_of(lived, "turning", 1))["state"] == "incident"


def test_a_cycle_of_which_less_than_half_was_answered_measures_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    failing = {**QUIET, "script": {"phases": [{"from_cycle": 1, "fail": "server_error", "share": 0.9}]}}
    path = write_config(tmp_path, sqlite(tmp_path), targets=[failing])
    live(path, 1)
    lived = Lived(path, monkeypatch).at(START + HOUR)
    assert "still learning its baseline on tickets" in lived.ask("gate", "--target", "quiet")
    live(path, 1, first=3)
    lived.at(START + 4 * HOUR)
    assert "tickets last at 2026-03-01 00:00Z" in lived.ask("gate", "--target", "quiet", code=3)


def test_one_never_run_and_one_unknown(lived: Lived) -> None:
    assert "tickets never" in lived.ask("gate", "--target", "unasked", code=3)
    assert "known: quiet, turning, unasked" in lived.ask("gate", "--target", "nobody", code=2)
    assert "it is asked: tickets" in lived.ask("gate", "--target", "quiet", "--suite", "other", code=2)


def test_the_document_says_when_each_suite_was_measured(lived: Lived) -> None:
    document = json.loads(json_of(lived, "quiet", 0))
    (suite,) = document["suites"]
    assert (suite["suite"], suite["learning"]) == ("tickets", False)
    assert datetime.fromisoformat(suite["last_measured"]) == NOW - HOUR
