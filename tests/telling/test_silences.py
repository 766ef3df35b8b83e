"""Silences: what people hear before, while and after they asked for quiet, through the real store and outbox."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from canary import handling
from canary.app import App
from canary.cli.incidents.deciding import moment
from canary.core.message import Notice
from canary.errors import UsageError
from canary.storage import queries, telling
from canary.storage.queries import StoredIncident
from support.world import HOUR, Inbox, World, question

OPENS = 9  # the cycle in which the answers get worse


def ticket(name: str) -> dict[str, Any]:
    return question(
        name,
        f"Summarise TKT-1044{name[-1]}.",
        validate=["nonempty", {"grounded_ids": {"pattern": "TKT-\\d{4,}"}}],
        examples={"pass": [f"TKT-1044{name[-1]} is late."], "fail": ["TKT-99999 is late."]},
    )


def worse(world: World, *, until: int | None = None) -> World:
    """The target invents tickets from then on, or *until* a cycle."""
    phase = {"from_cycle": OPENS, "hallucinate": 1.0} | ({"to_cycle": until} if until else {})
    world.prompts = [ticket(f"p{n}") for n in range(4)]
    world.target |= {"samples": 3, "script": {"seed": 3, "phases": [phase]}}
    world.config["alerts"] = {"repeat_every": "90d"}
    world.sinks["inbox"] = world.inbox = Inbox(edits=True)
    return world


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> World:
    return worse(World(tmp_path, database_url))


@pytest.fixture
def own_world(tmp_path: Path, sqlite_url: str) -> World:
    return worse(World(tmp_path, sqlite_url))


def quality(app: App) -> StoredIncident:
    """The one open incident that people are told of."""
    (found,) = [i for i in app.database.read(queries.open_incidents) if i.kind == "quality"]
    return found


def silence(app: App, hours: float, **place: Any) -> int:
    now = app.now()
    made = app.database.call(
        handling.silence, "ann", "vendor has a ticket", now, now + hours * HOUR, now, **place
    )
    return made.id


def loud(world: World) -> list[Notice]:
    """The messages about it that are no mere edits; a drift of the same outputs has its own."""
    return world.inbox.loud("quality")


def edits(world: World) -> list[Notice]:
    return [notice for notice in world.inbox.notices if notice.quiet and notice.kind == "quality"]


def decisions(app: App, incident: int) -> list[tuple[str, str, bool]]:
    history = app.database.read(queries.transitions_of, incident)
    return [(each["reason"], each["decision"], each["notify"]) for each in history]


async def tell(app: App) -> None:
    while await app.deliver():
        pass


async def test_a_silence_of_a_told_incident_stands_in_its_message_and_its_end_is_told(world: World) -> None:
    async with world.app() as app:
        for _ in range(OPENS + 1):
            await world.hour(app)
        (opened,) = loud(world)
        silence(app, 2.5, incident_id=quality(app).id)
        assert quality(app).state == "silenced"
        await tell(app)
        edit = edits(world)[-1]
        assert (edit.key, edit.quiet, edit.state) == (opened.key, True, "silenced")
        until = (world.clock() + 2.5 * HOUR).strftime("%Y-%m-%d %H:%M")
        assert edit.summary.startswith(f"Silenced by ann until {until} UTC: vendor has a ticket.")
        assert edit.title.startswith("Silenced: ")
        for _ in range(3):
            await world.hour(app)
            assert len(loud(world)) == 1
        await world.hour(app)
        again = loud(world)[1:]
        assert [(each.reason, each.state) for each in again] == [("silence_ended", "open")]
        assert again[0].title.startswith("Still open after its silence: ")
        assert ("silenced_by_person", "silenced", False) in decisions(app, quality(app).id)
        assert decisions(app, quality(app).id)[-1] == ("silence_ended", "silence_ended", True)


async def test_what_opens_during_a_planned_change_is_told_only_if_it_outlasts_it(world: World) -> None:
    async with world.app() as app:
        for _ in range(OPENS - 1):
            await world.hour(app)
        now = app.now()
        start, end = now + timedelta(minutes=30), now + 3.5 * HOUR
        app.database.call(
            handling.silence, "ann", "a planned update", start, end, now, target="model", suite="s"
        )
        for _ in range(4):
            await world.hour(app)
            assert [n for n in world.inbox.notices if n.kind != "performance"] == []
        assert quality(app).state == "silenced"
        await world.hour(app)
        (told,) = loud(world)
        assert told.reason == "silence_ended"
        assert decisions(app, quality(app).id)[0] == ("first_seen", "silenced", False)


async def test_a_planned_change_that_comes_and_goes_disturbs_nobody(own_world: World) -> None:
    world = worse(own_world, until=OPENS + 1)
    async with world.app() as app:
        silence(app, 200, target="model")
        for _ in range(30):
            await world.hour(app)
        assert [n for n in world.inbox.notices if n.kind != "performance"] == []
        (stored,) = [i for i in app.database.read(_all) if i.kind == "quality"]
        assert stored.state == "resolved"
        assert decisions(app, stored.id)[-1] == ("recovered", "never_told", False)


def _all(connection: sa.Connection) -> list[StoredIncident]:
    return [each for n in range(1, 9) if (each := queries.find_incident(connection, n))]


async def test_a_resolution_is_told_through_a_silence(own_world: World) -> None:
    world = worse(own_world, until=OPENS + 1)
    async with world.app() as app:
        for _ in range(OPENS + 1):
            await world.hour(app)
        silence(app, 200, suite="s")
        for _ in range(20):
            await world.hour(app)
        assert [each.resolved for each in loud(world)] == [False, True]


async def test_a_silence_that_is_ended_early_ends_at_once_and_says_who_did_it(own_world: World) -> None:
    async with own_world.app() as app:
        for _ in range(OPENS + 1):
            await own_world.hour(app)
        number = silence(app, 100, incident_id=quality(app).id)
        await tell(app)
        app.database.call(handling.unsilence, number, "bob", app.now())
        await tell(app)
        assert loud(own_world)[-1].reason == "silence_ended"
        assert quality(app).state == "open"
        assert app.database.read(telling.silences, app.now()) == []
        with pytest.raises(UsageError, match="canary incidents silences"):
            app.database.call(handling.unsilence, number, "bob", app.now())


async def test_a_longer_silence_over_a_shorter_one_is_the_one_that_counts(own_world: World) -> None:
    async with own_world.app() as app:
        for _ in range(OPENS + 1):
            await own_world.hour(app)
        silence(app, 1, incident_id=quality(app).id)
        await tell(app)
        silence(app, 5, incident_id=quality(app).id)
        await tell(app)
        until = (own_world.clock() + 5 * HOUR).strftime("%Y-%m-%d %H:%M")
        assert f"until {until} UTC" in edits(own_world)[-1].summary
        for _ in range(4):
            await own_world.hour(app)
        assert len(loud(own_world)) == 1


async def test_a_silence_nobody_had_time_to_notice_changes_nothing(own_world: World) -> None:
    async with own_world.app() as app:
        for _ in range(OPENS + 1):
            await own_world.hour(app)
        number = silence(app, 1, incident_id=quality(app).id)
        app.database.call(handling.unsilence, number, "ann", app.now())
        await tell(app)
        assert quality(app).state == "open"
        assert len(loud(own_world)) == 1


async def test_what_cannot_be_silenced_says_why(own_world: World) -> None:
    async with own_world.app() as app:
        now, call = app.now(), app.database.call

        def refused(match: str, start: datetime, end: datetime, reason: str = "why", **place: Any) -> None:
            with pytest.raises(UsageError, match=match):
                call(handling.silence, "ann", reason, start, end, now, **place)

        refused("name one", now, now + HOUR)
        refused("needs a reason", now, now + HOUR, reason="  ", target="model")
        refused("past", now - 2 * HOUR, now - HOUR, target="model")
        refused("before it begins", now + HOUR, now + HOUR, target="model")
        refused("no incident 7", now, now + HOUR, incident_id=7)
        assert app.database.read(telling.silences, now) == []


# --- times as people write them --------------------------------------------------------------------

NOW = datetime(2026, 3, 1, 21, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("22:00", datetime(2026, 3, 1, 22, tzinfo=UTC)),
        ("21:30", datetime(2026, 3, 2, 21, 30, tzinfo=UTC)),
        ("2:05", datetime(2026, 3, 2, 2, 5, tzinfo=UTC)),
        ("2026-03-05T22:00Z", datetime(2026, 3, 5, 22, tzinfo=UTC)),
        ("2026-03-05 22:00", datetime(2026, 3, 5, 22, tzinfo=UTC)),
        ("2026-03-05T22:00+02:00", datetime(2026, 3, 5, 20, tzinfo=UTC)),
    ],
)
def test_a_time_is_utc_and_a_time_of_day_is_the_next_one(text: str, expected: datetime) -> None:
    assert moment(text, NOW, "--until") == expected


@given(st.text(max_size=30))
def test_any_text_is_a_time_or_refused(text: str) -> None:
    with contextlib.suppress(UsageError):
        assert moment(text, NOW, "--until").tzinfo is not None


def test_what_is_no_time_says_what_to_write() -> None:
    with pytest.raises(UsageError, match="--until 'tomorrow' is no time: write 22:00"):
        moment("tomorrow", NOW, "--until")


async def test_who_has_taken_it_on_still_has_it_after_a_silence_and_nobody_is_rung(world: World) -> None:
    async with world.app() as app:
        for _ in range(OPENS + 1):
            await world.hour(app)
        number = quality(app).id
        app.database.call(handling.acknowledge, number, "ann", app.now())
        await tell(app)
        silence(app, 1.5, incident_id=number)
        rung = len(loud(world))
        for _ in range(4):
            await world.hour(app)
        assert quality(app).state == "acknowledged"
        assert len(loud(world)) == rung


async def test_a_silence_covers_what_the_silenced_incident_explains(world: World) -> None:
    async with world.app() as app:
        for _ in range(OPENS + 3):
            await world.hour(app)
        kinds = {each.kind for each in app.database.read(queries.open_incidents)}
        assert kinds == {"quality", "drift"}
        silence(app, 5, incident_id=quality(app).id)
        rung = len(loud(world))
        for _ in range(3):
            await world.hour(app)
        assert len(loud(world)) == rung
