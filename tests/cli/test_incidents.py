"""``canary incidents``: silences by hand, several at once, who knows; and what reached nobody, in ``report``."""

from __future__ import annotations

import json
import shutil
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.app import audience_of, utc_now
from canary.settings import load
from canary.sinks import open_sinks
from canary.storage import incidents, tables
from canary.storage.engine import Database
from canary.telling import tell
from support.history import HOUR, QUIET, START, TURNING, Lived, live, sqlite, write_config

CYCLES = 26
NOW = START + CYCLES * HOUR
HOSTILE = "ann\x1b[31m<!channel>\nroot"


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("incidents")
    live(write_config(folder, sqlite(folder)), CYCLES)
    return folder


@pytest.fixture
def lived(past: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    folder = shutil.copytree(past, tmp_path / "copy")
    path = write_config(folder, f"sqlite:///{folder}/canary.db", targets=[QUIET, TURNING])
    return Lived(path, monkeypatch).at(NOW)


def database(lived: Lived) -> Database:
    return Database(f"sqlite:///{lived.path.parent}/canary.db")


def found(lived: Lived) -> list[dict[str, Any]]:
    return list(json.loads(lived.ask("incidents", "list", "--json"))["incidents"])


def number(lived: Lived, kind: str = "quality") -> str:
    return next(str(each["id"]) for each in found(lived) if each["kind"] == kind)


def decide(lived: Lived) -> None:
    """What the daemon does within two seconds."""
    settings = load(lived.path, {})
    with database(lived) as store:
        tell(store, audience_of(settings, open_sinks(settings.alerts, utc_now)), lived.now)


def shown(lived: Lived, which: str) -> str:
    return lived.ask("incidents", "show", which)


# --- silences --------------------------------------------------------------------------------------


def test_a_silence_is_seen_wherever_the_incident_is(lived: Lived) -> None:
    which = number(lived)
    said = lived.ask(
        "incidents", "silence", which, "--for", "4h", "--reason", "vendor has a ticket", "--by", "ann"
    )
    assert said.startswith(f"silence 1: nobody hears of incident {which} until 2026-03-02 06:00Z, by ann")
    assert "canary incidents unsilence 1" in said
    head, *lines = lived.ask("incidents", "list").splitlines()
    assert "silenced until" in head
    (line,) = [each for each in lines if each.split()[0] == which]
    assert line.split()[1] == "silenced"
    assert "2026-03-02 06:00Z" in line
    decide(lived)
    said = shown(lived, which)
    assert "Silenced by ann until 2026-03-02 06:00 UTC: vendor has a ticket." in said
    assert "silenced by a person's word, by ann (critical, not told: silenced)" in said


def test_silences_are_listed_and_ended_by_number(lived: Lived) -> None:
    assert lived.ask("incidents", "silences") == "No silence holds, and none is planned.\n"
    plan = ("incidents", "silence", "--target", "quiet", "--suite", "tickets", "--reason", "model update")
    said = lived.ask(*plan, "--from", "22:00", "--until", "02:00", "--by", "ann")
    assert "quiet x tickets from 2026-03-02 22:00Z until 2026-03-03 02:00Z" in said
    lived.ask("incidents", "silence", "--suite", "tickets", "--for", "1h", "--reason", "now", "--by", "bob")
    _, now, planned = lived.ask("incidents", "silences").splitlines()
    assert now.split()[:4] == ["2", "active", "suite", "tickets"]
    assert planned.split()[:5] == ["1", "planned", "quiet", "x", "tickets"]
    document = json.loads(lived.ask("incidents", "silences", "--json"))["silences"]
    assert [(each["id"], each["by"], each["reason"]) for each in document] == [
        (2, "bob", "now"),
        (1, "ann", "model update"),
    ]
    lived.ask("incidents", "unsilence", "1")
    assert len(json.loads(lived.ask("incidents", "silences", "--json"))["silences"]) == 1
    assert "no silence 1 holds or is planned" in lived.ask("incidents", "unsilence", "1", code=2)


@pytest.mark.parametrize(
    ("place", "when", "words"),
    [
        (["1", "--target", "quiet"], ["--for", "1h"], "not both"),
        (["--target", "nobody"], ["--for", "1h"], "no target named nobody; known: quiet, turning"),
        (["--suite", "other"], ["--for", "1h"], "no suite named other; known: tickets"),
        ([], ["--for", "1h"], "name one"),
        (["--target", "quiet"], ["--until", "2020-01-01T00:00Z"], "past"),
        (["--target", "quiet"], ["--until", "soon"], "write 22:00"),
        (["--target", "quiet"], ["--for", "9999999w"], "longer than any clock"),
        (["999"], ["--for", "1h"], "no incident 999"),
    ],
)
def test_a_silence_that_cannot_be_says_why(
    lived: Lived, place: list[str], when: list[str], words: str
) -> None:
    assert words in lived.ask("incidents", "silence", *place, *when, "--reason", "x", code=2)


def test_a_hostile_name_or_reason_is_shown_as_plain_text(lived: Lived) -> None:
    which = number(lived)
    said = lived.ask("incidents", "silence", which, "--for", "4h", "--reason", HOSTILE, "--by", HOSTILE)
    said += lived.ask("incidents", "silences") + lived.ask("incidents", "list")
    decide(lived)
    said += shown(lived, which)
    assert "\x1b" not in said
    assert not any(line.startswith("root") for line in said.splitlines())


# --- several at once -------------------------------------------------------------------------------


def test_several_are_decided_on_at_once_and_one_that_cannot_be_keeps_no_other_back(lived: Lived) -> None:
    mine = [str(each["id"]) for each in found(lived) if each["state"] == "open"]
    assert len(mine) >= 2
    assert "there is no incident 999" in lived.ask("incidents", "ack", *mine, "999", mine[0], code=2)
    assert {each["state"] for each in found(lived) if str(each["id"]) in mine} == {"acknowledged"}
    lived.ask("incidents", "resolve", *mine)
    assert {each["state"] for each in found(lived) if str(each["id"]) in mine} == {"resolved"}


def test_the_list_is_narrowed_by_state_and_target(lived: Lived) -> None:
    def ids(*options: str) -> set[int]:
        return {
            each["id"] for each in json.loads(lived.ask("incidents", "list", "--json", *options))["incidents"]
        }

    everything = {each["id"]: each for each in found(lived)}
    assert ids("--state", "open", "--state", "resolved") == {
        i for i, each in everything.items() if each["state"] in ("open", "resolved")
    }
    assert ids("--target", "quiet") == set()
    assert ids("--target", "turning", "--state", "open")
    assert len(ids("--limit", "1")) == 1
    assert lived.ask("incidents", "list", "--target", "quiet") == "No such incident.\n"


# --- who knows -------------------------------------------------------------------------------------


def notification(lived: Lived, **values: Any) -> None:
    """As if the newest one had gone otherwise."""

    def change(connection: sa.Connection) -> None:
        newest = connection.execute(
            sa.select(sa.func.max(tables.notification.c.id)).where(
                tables.notification.c.notice["kind"].as_string() == "quality"
            )
        ).scalar()
        connection.execute(
            sa.update(tables.notification).where(tables.notification.c.id == newest).values(**values)
        )

    with database(lived) as store:
        store.call(change)


FAILED = {
    "state": incidents.FAILED,
    "error": "channel_not_found: invite the bot",
    "sink": "slack",
    "attempts": 1,
}


def test_show_says_what_each_sink_took(lived: Lived) -> None:
    which = number(lived)
    assert "Who knows\n  log: sent at 2026-03-0" in shown(lived, which)
    assert "a change was noticed for the first time (critical, told)" in shown(lived, which)
    notification(lived, **FAILED)
    assert "slack: failed, given up at 2026-03-0" in shown(lived, which)
    assert "channel_not_found: invite the bot" in shown(lived, which)
    document = json.loads(lived.ask("incidents", "show", which, "--json"))
    assert [each["state"] for each in document["notifications"]][-1:] == ["failed"]
    assert {each["decision"] for each in document["transitions"]} >= {"first_seen"}


def test_what_failed_for_good_is_named_in_status_and_incidents_until_the_sink_takes_something(
    lived: Lived,
) -> None:
    assert "did not take" not in lived.ask("report", "status")
    notification(lived, **FAILED)
    for view in ("status", "incidents"):
        said = lived.ask("report", view)
        assert "slack did not take 1 failed for good, since 2026-03-0" in said
        assert "channel_not_found: invite the bot. Next: canary check --online" in said
    document = json.loads(lived.ask("report", "incidents", "--format", "json"))
    assert [(each["sink"], each["state"]) for each in document["undelivered"]] == [("slack", "failed")]
    with database(lived) as store:
        store.call(mended, NOW)
    assert "did not take" not in lived.ask("report", "status")
    assert "slack did not take 1 failed for good" in lived.ask("report", "incidents")


def mended(connection: sa.Connection, now: Any) -> None:
    """The sink takes another message."""
    plain = connection.execute(sa.select(tables.notification.c.notice).limit(1)).scalar()
    assert plain is not None
    incidents.owe(connection, {"slack": plain}, dedupe="later", now=now)
    connection.execute(
        sa.update(tables.notification)
        .where(tables.notification.c.dedupe == "later")
        .values(state=incidents.SENT, sent_at=now)
    )


def test_what_waits_is_named_after_ten_minutes(lived: Lived) -> None:
    young = NOW - timedelta(minutes=9)
    waiting = {"state": incidents.PENDING, "error": None, "sent_at": None, "attempts": 0}
    notification(lived, **waiting, created_at=young)
    assert "did not take" not in lived.ask("report", "status")
    notification(lived, created_at=NOW - timedelta(minutes=10))
    said = lived.ask("report", "status")
    assert "log did not take 1 waiting" in said
    assert "is `canary daemon` running?" in said
    assert "As usual" not in said
