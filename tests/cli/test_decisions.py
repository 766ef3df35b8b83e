"""``canary incidents`` and ``canary baseline``: what a person decides, and what others are told of it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.app import audience_of, utc_now
from canary.core.message import Notice
from canary.core.reasons import reason_words
from canary.settings import load
from canary.sinks import open_sinks
from canary.storage import tables
from canary.storage.engine import Database
from canary.telling import tell
from support.history import HOUR, QUIET, START, TURNING, Lived, live, sqlite, write_config

CYCLES = 26
NOW = START + CYCLES * HOUR
OWNED = {**TURNING, "owner": "payments", "runbook": "https://runbooks.example/llm"}


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("past")
    path = write_config(folder, sqlite(folder), targets=[QUIET, OWNED])
    live(path, CYCLES)
    return folder


@pytest.fixture
def lived(past: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    """The same past for each test, which may change it."""
    folder = shutil.copytree(past, tmp_path / "copy")
    path = write_config(folder, f"sqlite:///{folder}/canary.db", targets=[QUIET, OWNED])
    return Lived(path, monkeypatch).at(NOW)


def read(lived: Lived, query: Any) -> list[Any]:
    database = Database(f"sqlite:///{lived.path.parent}/canary.db")
    found: Callable[[sa.Connection], list[Any]] = lambda connection: list(connection.execute(query))  # noqa: E731
    rows = database.read(found)
    database.close()
    return rows


def notices(lived: Lived) -> list[Notice]:
    """All that is owed to anybody, once it is decided who is told of what has happened."""
    settings = load(lived.path, {})
    database = Database(settings.database.reveal())
    tell(database, audience_of(settings, open_sinks(settings.alerts, utc_now)), lived.now)
    database.close()
    rows = read(lived, sa.select(tables.notification).order_by(tables.notification.c.id))
    return [Notice.from_plain(row.notice) for row in rows]


def number_of(lived: Lived, kind: str) -> str:
    """The newest open one of that kind."""
    mine = tables.incident.c.kind == kind, tables.incident.c.state == "open"
    (row,) = read(lived, sa.select(sa.func.max(tables.incident.c.id)).where(*mine))
    return str(row[0])


def quality(lived: Lived) -> str:
    return number_of(lived, "quality")


def test_the_list_has_a_head_and_the_numbers_that_the_others_take(lived: Lived) -> None:
    head, *lines = lived.ask("incidents", "list").splitlines()
    assert head.split() == ["id", "state", "severity", "kind", "target", "suite", "since", "resolved"]
    assert [quality(lived), "open", "critical", "quality", "turning", "tickets"] in [
        line.split()[:6] for line in lines
    ]


def test_one_begins_with_its_number_and_state_and_tells_its_history_in_words(lived: Lived) -> None:
    number = quality(lived)
    said = lived.ask("incidents", "show", number)
    assert said.startswith(f"Incident {number}: open, critical\n")
    assert "Owner" in said
    assert "Runbook: https://runbooks.example/llm" in said
    assert "a change was noticed for the first time" in said
    assert "_" not in said.split("What happened")[1]


def test_whoever_takes_one_on_is_shown_in_the_message_without_ringing(lived: Lived) -> None:
    number = quality(lived)
    before = len(notices(lived))
    assert "acknowledged by ann" in lived.ask("incidents", "ack", number, "--by", "ann")
    (told,) = notices(lived)[before:]
    assert (told.state, told.news, told.quiet, told.resolved) == ("acknowledged", False, True, False)
    assert told.summary.startswith("Taken on by ann. ")
    assert (told.owner, told.runbook) == ("payments", "https://runbooks.example/llm")
    assert told.comparisons[0].new is not None


def test_taking_one_on_twice_changes_nothing_and_names_who_has_it(lived: Lived) -> None:
    number = quality(lived)
    lived.ask("incidents", "ack", number, "--by", "ann")
    before = notices(lived)
    said = lived.at(NOW + HOUR).ask("incidents", "ack", number, "--by", "bob")
    assert "already taken on by ann at 2026-03-02 02:00Z; nothing was changed" in said
    assert notices(lived) == before
    assert "bob" not in lived.ask("incidents", "show", number)


def test_one_that_a_person_closed_is_told_so_to_those_who_had_heard_of_it(lived: Lived) -> None:
    number = quality(lived)
    lived.ask("incidents", "resolve", number, "--by", "ann")
    told = next(n for n in reversed(notices(lived)) if n.incident == number)
    assert told.resolved
    assert told.summary.startswith("Closed by ann. ")
    assert told.owner == "payments"
    assert "Closed by ann. " in lived.ask("incidents", "show", number)


def test_a_drift_is_told_once_the_graver_news_of_the_same_answers_are_over(lived: Lived) -> None:
    number = number_of(lived, "drift")
    assert [n for n in notices(lived) if n.incident == number] == []
    assert "people are woken about the same outputs already" in str(decisions(lived, number))
    lived.ask("incidents", "resolve", quality(lived), "--by", "ann")
    (told,) = [n for n in notices(lived) if n.incident == number]
    assert told.title == "turning: outputs changed in tickets"


def decisions(lived: Lived, number: str) -> list[str]:
    mine = tables.transition.c.incident_id == int(number)
    rows = read(lived, sa.select(tables.transition.c.decision).where(mine))
    return [reason_words(row.decision) for row in rows]


def test_an_approval_closes_with_the_name_and_the_reason(lived: Lived) -> None:
    number = number_of(lived, "drift")
    lived.ask("incidents", "resolve", quality(lived), "--by", "ann")
    assert number in [n.incident for n in notices(lived)]
    lived.ask("baseline", "capture", "--target", "turning", "--suite", "tickets", "--cycles", "6")
    (captured,) = read(lived, sa.select(sa.func.max(tables.baseline.c.id)))
    words = "the new version,\nas \x1b[2J<!channel> announced"
    lived.ask("baseline", "approve", str(captured[0]), "--by", "ann", "--reason", words)
    told = next(n for n in notices(lived) if n.incident == number and n.resolved)
    assert told.summary.startswith(f"Closed by ann, who approved baseline {captured[0]}: the new version, as")
    assert told.runbook == "https://runbooks.example/llm"
    said = lived.ask("incidents", "show", number)
    assert f"Closed by ann, who approved baseline {captured[0]}: the new version, as" in said
    assert "\x1b" not in said + told.summary
    assert "back within the baseline" not in said + told.summary


def test_baselines_are_a_table_with_those_in_force_marked(lived: Lived) -> None:
    head, *lines = lived.ask("baseline", "list").splitlines()
    assert head.split()[:4] == ["id", "in", "force", "state"]
    assert [line.split()[1] for line in lines] == ["yes", "yes"]
    lived.ask("baseline", "capture", "--target", "turning", "--suite", "tickets", "--cycles", "6")
    assert lived.ask("baseline", "list").splitlines()[-1].split()[1:3] == ["no", "captured"]
