"""Buttons over Socket Mode: obeyed once, refused where they make no sense, and never in anybody's way."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
import structlog
from hypothesis import given
from hypothesis import strategies as st

from canary import presses
from canary.app import App, open_app
from canary.core.message import notice_key
from canary.core.model import Secret
from canary.presses import obey
from canary.settings import load
from canary.settings.values import Slack as Settings
from canary.sinks import slack as slack_sink
from canary.sinks import slack_socket
from canary.sinks.base import Press
from canary.sinks.slack import SlackBot
from canary.sinks.slack_payload import ACKNOWLEDGE, PROBE, SILENCE, button_value
from canary.sinks.slack_socket import SlackSocket, press_of
from canary.storage import queries
from canary.storage import telling as desk
from canary.storage.tables import incident, transition
from canary.storage.tables import press as press_table
from support.slack_server import Slack, refuse, slack_server
from support.world import HOUR, World

WORSE_AT = 9
BY = "ann (Slack U0ANN)"


@pytest.fixture
async def server() -> AsyncIterator[Slack]:
    async with slack_server() as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> World:
    made = World(tmp_path, database_url)
    made.prompts = [
        {**prompt, "validate": [{"regex": "it is"}], "examples": {"pass": ["it is"], "fail": ["Sorry."]}}
        for prompt in made.prompts
    ]
    made.target |= {"samples": 3}
    made.target["script"] = {"seed": 3, "phases": [{"from_cycle": WORSE_AT, "hallucinate": 1.0}]}
    return made


class Night:
    """A daemon's app with an open incident that Slack shows, and its socket open."""

    def __init__(self, app: App, server: Slack, world: World, tasks: set[asyncio.Task[Any]]) -> None:
        self.app, self.server, self.world, self.tasks = app, server, world, tasks

    @property
    def ref(self) -> str:
        (ref,) = [r for r, m in self.server.roots().items() if "answers got worse" in m["text"]]
        return ref

    @property
    def shown(self) -> str:
        return json.dumps(self.server.messages[self.ref], ensure_ascii=False)

    def buttons(self) -> list[str]:
        blocks = [b for b in self.server.messages[self.ref]["blocks"] if b["type"] == "actions"]
        return [button["text"]["text"] for block in blocks for button in block["elements"]]

    async def press(self, action: str, at: str = "1.0", value: str | None = None) -> None:
        """Press, and wait until whoever pressed has been answered or the deed is in the database."""
        before = len(self.server.whispers), self.outcomes()
        await self.server.press(self.ref, action, at, value)
        await until(lambda: (len(self.server.whispers), self.outcomes()) != before)
        await asyncio.sleep(0.1)
        while await self.app.deliver():
            pass

    def outcomes(self) -> list[str]:
        query = sa.select(press_table.c.outcome).order_by(press_table.c.at, press_table.c.id)
        return [row.outcome for row in self.app.database.read(lambda c: c.execute(query).all())]

    def deeds(self) -> list[tuple[str, str]]:
        query = sa.select(transition).where(transition.c.by.is_not(None)).order_by(transition.c.id)
        rows = self.app.database.read(lambda c: c.execute(query).all())
        return [(row.reason, row.by) for row in rows]

    def incident(self) -> queries.StoredIncident:
        query = sa.select(incident).where(incident.c.kind == "quality")
        return self.app.database.read(lambda c: queries.stored_incident(c.execute(query).one()))


async def until(there: Callable[[], bool], seconds: float = 10.0) -> None:
    async with asyncio.timeout(seconds):
        while not there():
            await asyncio.sleep(0.02)


@asynccontextmanager
async def night(world: World, server: Slack) -> AsyncIterator[Night]:
    bot = slack_sink.open_slack(
        Settings(Secret("xoxb-good"), None, "#llm-oncall", server.api_url, Secret("xapp-good")), pace=0.0
    )
    world.write()
    settings = load(world.folder / "canary.yaml", {})
    async with open_app(settings, sinks={"slack": bot}, now=world.clock, pace=0.0) as app:
        for _ in range(WORSE_AT + 2):
            await world.hour(app)
        tasks: set[asyncio.Task[Any]] = set()
        listening = asyncio.create_task(
            presses.listen(app, lambda work: tasks.add(asyncio.ensure_future(work)))
        )
        await server.connected.wait()
        yield Night(app, server, world, tasks)
        listening.cancel()
        with suppress(asyncio.CancelledError):
            await listening
        await asyncio.gather(*tasks)


async def test_who_acknowledges_is_stored_and_the_message_says_so(world: World, server: Slack) -> None:
    async with night(world, server) as it:
        assert it.buttons() == ["Acknowledge", "Silence 4h", "Re-probe now"]
        await it.press(ACKNOWLEDGE)
        assert it.deeds() == [("acknowledged", BY)]
        assert f"Taken on by {BY}" in it.shown
        assert it.buttons() == ["Silence 4h", "Re-probe now"]
        assert server.acknowledged == ["e-1.0-canary_acknowledge"]
        assert server.whispers == []


async def test_silence_is_for_four_hours_and_shown(world: World, server: Slack) -> None:
    async with night(world, server) as it:
        await it.press(SILENCE)
        (found,) = it.app.database.read(desk.silences, world.clock())
        assert (found.by, found.ends_at - found.starts_at) == (BY, timedelta(hours=4))
        assert it.incident().state == "silenced"
        assert it.buttons() == ["Acknowledge", "Re-probe now"]


async def test_asking_again_counts_as_a_cycle_and_its_outcome_stands_in_the_thread(
    world: World, server: Slack
) -> None:
    async with night(world, server) as it:
        cycles = it.app.database.read(queries.status)[0].cycles
        world.clock.at += timedelta(minutes=7)
        await it.press(PROBE)
        await asyncio.gather(*it.tasks)
        assert it.app.database.read(queries.status)[0].cycles == cycles + 1
        said = server.thread(it.ref)[-1]["text"]
        assert f"for {BY}: 18 answered, " in said
        assert "fail their checks" in said
        assert "Asking now" in server.whispers[0]["text"]


async def test_the_same_press_is_obeyed_once_however_often_it_comes(world: World, server: Slack) -> None:
    async with night(world, server) as it:
        for _ in range(3):
            await it.press(ACKNOWLEDGE)
        assert it.deeds() == [("acknowledged", BY)]
        assert it.outcomes() == ["done"]
        assert [w["user"] for w in server.whispers] == ["U0ANN", "U0ANN"]
        assert "nothing was done a second time" in server.whispers[0]["text"]


async def test_what_makes_no_sense_is_refused_with_the_reason(world: World, server: Slack) -> None:
    async with night(world, server) as it:
        good = it.incident()
        foreign = button_value(good.id, "other/key@elsewhere")
        for number, (action, value) in enumerate(
            [
                ("canary_launch", None),
                (ACKNOWLEDGE, foreign),
                (ACKNOWLEDGE, "999999:0123456789abcdef"),
                (ACKNOWLEDGE, "1; drop table incident"),
                (ACKNOWLEDGE, str(good.id)),
            ]
        ):
            await it.press(action, f"2.{number}", value)
        assert len(server.whispers) == 5
        assert "no kind" in server.whispers[0]["text"]
        assert all("does not know that incident" in w["text"] for w in server.whispers[1:])
        assert all(outcome.startswith("refused: ") for outcome in it.outcomes())
        assert it.deeds() == []


async def test_a_button_of_what_is_over_is_refused(world: World, server: Slack) -> None:
    async with night(world, server) as it:
        stored = it.incident()
        before = json.loads(json.dumps(server.messages[it.ref]))
        world.target["script"] = {"seed": 3}
        from canary.handling import close

        it.app.database.call(close, stored.id, "bob", world.clock())
        while await it.app.deliver():
            pass
        assert it.buttons() == []
        server.messages[it.ref] = before  # somebody's screen is old
        await it.press(ACKNOWLEDGE)
        assert "resolved already" in server.whispers[0]["text"]
        assert ("acknowledged", BY) not in it.deeds()


async def test_a_lost_socket_is_opened_again_and_cycles_go_on(
    world: World, server: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_socket, "FIRST_WAIT", 0.01)
    async with night(world, server) as it:
        server.refusals["apps.connections.open"] = refuse("internal_error")
        server.connected.clear()
        server.sockets[-1].transport.abort()
        await it.world.hour(it.app)
        del server.refusals["apps.connections.open"]
        await server.connected.wait()
        await it.press(ACKNOWLEDGE)
        assert it.deeds() == [("acknowledged", BY)]


async def test_a_database_that_is_away_costs_one_press_and_no_socket(world: World, server: Slack) -> None:
    async with night(world, server) as it:
        real = it.app.database.run
        it.app.database.run = broken  # type: ignore[assignment, method-assign]
        with structlog.testing.capture_logs() as logs:
            await server.press(it.ref, ACKNOWLEDGE)
            await until(lambda: any("please report" in each["event"] for each in logs))
        it.app.database.run = real  # type: ignore[method-assign]
        await it.press(ACKNOWLEDGE, "2.0")
        assert it.deeds() == [("acknowledged", BY)]


async def broken(*_: object) -> None:
    raise RuntimeError("a fault")


# --- the socket by itself ---


@asynccontextmanager
async def listening(server: Slack, token: str = "xapp-good") -> AsyncIterator[list[Press]]:
    taken: list[Press] = []

    async def take(press: Press) -> None:
        taken.append(press)

    socket = SlackSocket(Secret(token), server.api_url)
    task = asyncio.create_task(socket.listen(take))
    yield taken
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await socket.aclose()


async def test_a_press_is_confirmed_before_it_is_obeyed(server: Slack) -> None:
    slow = asyncio.Event()

    async def take(press: Press) -> None:
        await slow.wait()

    socket = SlackSocket(Secret("xapp-good"), server.api_url)
    task = asyncio.create_task(socket.listen(take))
    await server.connected.wait()
    server.messages["C0LLM:1.0"] = {"blocks": []}
    for number in range(3):
        await server.press("C0LLM:1.0", ACKNOWLEDGE, f"{number}.0", "1:0123456789abcdef")
    await until(lambda: len(server.acknowledged) == 3, 3.0)
    task.cancel()
    with suppress(asyncio.CancelledError):
        await task
    await socket.aclose()


async def test_what_is_no_press_is_confirmed_and_passed_over(server: Slack) -> None:
    async with listening(server) as taken:
        await server.connected.wait()
        junk: list[dict[str, Any] | str] = [
            "not json",
            "[" * 50_000,
            {"type": "events_api", "envelope_id": "e1", "payload": {"event": {}}},
            {"type": "interactive", "envelope_id": "e2", "payload": {"type": "view_submission"}},
            {"type": "interactive", "envelope_id": "e3", "payload": {"type": "block_actions", "actions": 7}},
            {"type": "interactive", "envelope_id": ["e4"]},
        ]
        for each in junk:
            await server.envelope(each)
        await until(lambda: len(server.acknowledged) == 3)
        assert taken == []


async def test_slack_may_move_the_socket_elsewhere(server: Slack, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack_socket, "FIRST_WAIT", 0.01)
    async with listening(server):
        for _ in range(3):
            await server.connected.wait()
            server.connected.clear()
            await server.envelope({"type": "disconnect", "reason": "refresh_requested"})
        await server.connected.wait()


async def test_a_bad_token_is_told_with_the_way_out_and_tried_seldom(server: Slack) -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)
        await asyncio.sleep(60 if len(slept) > 1 else 0)

    socket = SlackSocket(Secret("xapp-bad"), server.api_url, sleep)
    with structlog.testing.capture_logs() as logs:
        task = asyncio.create_task(socket.listen(_unheard))
        await until(lambda: len(slept) == 2)
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
    await socket.aclose()
    assert min(slept) >= 300
    assert "alerts.slack.app_token" in logs[0]["error"]
    assert "xapp-bad" not in str(logs)


async def _unheard(press: Press) -> None:
    raise AssertionError


async def test_without_an_app_level_token_there_are_no_buttons(server: Slack) -> None:
    bot = slack_sink.open_slack(Settings(Secret("xoxb-good"), None, "#llm-oncall", server.api_url))
    assert isinstance(bot, SlackBot)
    await asyncio.wait_for(bot.listen(_unheard), 1.0)
    await bot.aclose()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=9) | st.just("block_actions"),
    lambda below: (
        st.lists(below, max_size=3)
        | st.dictionaries(
            st.sampled_from(["type", "payload", "actions", "user", "container", "id", "action_id", "value"]),
            below,
        )
    ),
    max_leaves=12,
)


@given(JSON, JSON)
def test_no_envelope_trips_the_reader(envelope: Any, payload: Any) -> None:
    for each in (envelope, {"type": "interactive", "payload": payload}):
        found = press_of(each)
        assert found is None or len(found.id) < 400


Work = Callable[[], Awaitable[None]]


def test_two_daemons_on_one_database_obey_a_press_once(world: World) -> None:
    """Both were handed the envelope; the table decides."""

    async def both() -> list[str]:
        async with slack_server() as server, night(world, server) as it:
            stored = it.incident()
            value = button_value(
                stored.id, notice_key(stored.target, stored.suite, stored.key, stored.vantage)
            )
            pressed = Press("C/1/a/1", ACKNOWLEDGE, value, "ann", "U0ANN", "C0LLM:1.0")
            now = world.clock() + HOUR
            answers = await asyncio.gather(*(it.app.database.run(obey, pressed, now) for _ in range(8)))
            assert it.deeds() == [("acknowledged", "ann")]
            return [answer.words for answer in answers]

    words = asyncio.run(both())
    assert words.count("") == 1
