"""``canary diff``: which prompt, which two outputs, and that they cannot speak to the terminal."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import sqlalchemy as sa

from canary.storage.engine import Database
from support.history import HOUR, QUIET, START, SUITE, TURNING, Lived, live, sqlite, write_config
from support.process import canary, on_terminal

CYCLES = 26
NOW = START + CYCLES * HOUR


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("past")
    path = write_config(folder, sqlite(folder), targets=[QUIET, always_wrong()])
    live(path, CYCLES)
    return path


def always_wrong() -> dict[str, object]:
    """From the 20th cycle on every answer is another one."""
    return {**TURNING, "script": {"seed": 7, "phases": [{"from_cycle": 20, "hallucinate": 1.0}]}}


@pytest.fixture
def lived(past: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    return Lived(past, monkeypatch).at(NOW)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    return Lived(write_config(tmp_path, sqlite(tmp_path)), monkeypatch).at(NOW)


def test_the_baselines_output_stands_beside_the_latest(lived: Lived) -> None:
    said = lived.ask("diff", "turning", "tickets/lost").splitlines()
    assert "-TKT-10443 is lost." in said
    assert any(line in said for line in ("+TKT-55555 is lost.", "+TKT-44444 is late."))
    assert "\x1b" not in "".join(said)


def test_the_header_says_when_how_often_and_by_whom(lived: Lived) -> None:
    said = lived.ask("diff", "turning", "lost")
    assert "frozen, 12 cycles, 2026-03-01 00:00Z - 2026-03-01 11:00Z" in said
    assert "seen 36 times of 36" in said
    assert "cycle 2026-03-02 01:00Z" in said
    assert "served by scripted" in said


def test_equal_outputs_are_said_to_be_equal(lived: Lived) -> None:
    said = lived.ask("diff", "quiet", "late")
    assert "The latest output is the baseline's most frequent one." in said
    assert said.count("TKT-10442 is late.") == 1


def test_the_output_that_an_open_incident_names_goes_before_the_latest(fresh: Lived, tmp_path: Path) -> None:
    """It fails now and then: the latest answer may well be the baseline's, and is not what the message was about."""
    turning = {**TURNING, "script": {"seed": 7, "phases": [{"from_cycle": 20, "hallucinate": 0.7}]}}
    target = {**turning, "script": {**turning["script"], "phases": [
        {"from_cycle": 20, "to_cycle": 25, "hallucinate": 0.9}]}}  # fmt: skip
    fresh.path = write_config(tmp_path, f"sqlite:///{tmp_path}/canary.db", targets=[target])
    live(fresh.path, 26)
    said = fresh.ask("diff", "turning", "lost")
    assert "new       the new output that incident " in said
    assert "which fails grounded_ids" in said
    assert "the latest answer (cycle 2026-03-02 01:00Z, 3 of its 3 samples) is another" in said
    assert "-TKT-10443 is lost." in said.splitlines()


def test_without_a_baseline_the_latest_is_shown_and_the_code_is_3(fresh: Lived) -> None:
    live(fresh.path, 2)
    said = fresh.ask("diff", "quiet", "late", code=3)
    assert "has no baseline yet" in said
    assert "TKT-10442 is late." in said


def test_a_prompt_that_was_never_answered_has_nothing_to_compare(fresh: Lived, tmp_path: Path) -> None:
    failing = {**QUIET, "script": {"phases": [{"from_cycle": 0, "fail": "auth"}]}}
    fresh.path = write_config(tmp_path, f"sqlite:///{tmp_path}/canary.db", targets=[failing])
    live(fresh.path, 1)
    assert "was never answered" in fresh.ask("diff", "quiet", "late", code=3)


def test_a_wrong_name_is_answered_with_the_candidates(lived: Lived) -> None:
    assert "candidates: tickets/late, tickets/lost" in lived.ask("diff", "quiet", "lots", code=2)
    assert "target quite has no cycles yet; stored are quiet, turning" in lived.ask(
        "diff", "quite", "late", code=2
    )
    assert "known: here" in lived.ask("diff", "quiet", "late", "--vantage", "there", code=2)


def test_a_bare_id_must_be_unique(fresh: Lived, tmp_path: Path) -> None:
    (tmp_path / "canaries" / "others.yaml").write_text(json.dumps({**SUITE, "suite": "others"}))
    both = [{**QUIET, "suites": ["tickets", "others"]}]
    fresh.path = write_config(tmp_path, f"sqlite:///{tmp_path}/canary.db", targets=both)
    live(fresh.path, 1)
    assert "not unique; candidates: others/late, tickets/late" in fresh.ask("diff", "quiet", "late", code=2)
    assert "no baseline yet" in fresh.ask("diff", "quiet", "others/late", code=3)


def test_a_text_that_is_kept_no_longer_is_said_to_be_gone(fresh: Lived) -> None:
    live(fresh.path, 13)
    database = Database(f"sqlite:///{fresh.path.parent}/canary.db")
    database.call(lambda connection: connection.execute(sa.text("DELETE FROM output")))
    database.close()
    assert "baseline and latest is kept no longer" in fresh.ask("diff", "quiet", "late")


HOSTILE = "TKT-10442 \x1b]0;owned\x07is\x1b[2J \u202elate\x00.\ud800\r\nsecond"


@pytest.fixture
def turned(fresh: Lived, tmp_path: Path) -> Lived:
    """Its baseline says that a ticket is late, its last cycle that it is lost."""
    suite = json.loads(json.dumps(SUITE))
    suite["prompts"][0]["examples"] = {"pass": ["TKT-10442 is late."], "fail": ["TKT-10442 is lost."]}
    target = {**QUIET, "script": {"phases": [{"from_cycle": 12, "hallucinate": 1.0}]}}
    fresh.path = write_config(tmp_path, f"sqlite:///{tmp_path}/canary.db", targets=[target], suite=suite)
    live(fresh.path, 13)
    return fresh


def test_hostile_outputs_are_harmless(turned: Lived) -> None:
    replace_text(turned, "TKT-10442 is late.", HOSTILE)
    said = turned.ask("diff", "quiet", "late")
    assert not set(said) & set("\x1b\x07\x00\r\u202e\ud800")
    assert "-TKT-10442 is late." in said
    assert "-second" in said
    assert "+TKT-10442 is lost." in said


def test_a_difference_that_cannot_be_seen_is_spelt_out(turned: Lived) -> None:
    replace_text(turned, "TKT-10442 is lost.", "TKT-10442 is\u200b late.")
    said = turned.ask("diff", "quiet", "late")
    assert '-"TKT-10442 is late."' in said
    assert '+"TKT-10442 is\\u200b late."' in said


def test_an_endless_output_is_cut(turned: Lived) -> None:
    replace_text(turned, "TKT-10442 is lost.", "x\n" * 10_000 + "y" * 100_000)
    said = turned.ask("diff", "quiet", "late")
    assert "(and 8001 more lines)" in said
    assert len(said) < 20_000


def replace_text(lived: Lived, old: str, new: str) -> None:
    """As if the model had said it: the text behind the hash is another."""
    opened = Database(f"sqlite:///{lived.path.parent}/canary.db")
    change = sa.text("UPDATE output SET text = :new, escaped = true WHERE text = :old")
    opened.call(lambda connection: connection.execute(change, {"new": json.dumps(new), "old": old}))
    opened.close()


async def test_the_real_command(past: Path) -> None:
    code, out, err = await canary("--config", past, "diff", "turning", "lost")
    assert (code, err) == (0, "")
    assert "+++ new" in out


def test_a_terminal_gets_colours(past: Path) -> None:
    code, said = on_terminal("--config", past, "diff", "turning", "lost")
    assert code == 0
    assert b"\x1b[31m-TKT-10443 is lost." in said
