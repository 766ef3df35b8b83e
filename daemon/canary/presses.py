"""Buttons under messages: who pressed one is obeyed once, or told why not.

A press is an outside claim. It counts only with the incident's number and the seal we put into the button, while the
incident is open, and the first time it arrives.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial

import sqlalchemy as sa
import structlog

from canary import handling
from canary.app import App, CycleOutcome
from canary.core.message import notice_key
from canary.core.model import IncidentState, Suite, Target
from canary.errors import CanaryError, DeliveryError, UsageError
from canary.sinks.base import Press, Pressable
from canary.sinks.slack_payload import ACKNOWLEDGE, PROBE, SILENCE, button_value
from canary.storage import presses, queries
from canary.storage.cycles import MANUAL
from canary.storage.queries import StoredIncident

SILENCE_FOR = timedelta(hours=4)  # as the button says
_VALUE = re.compile(r"([1-9][0-9]{0,17}):[0-9a-f]{16}")

log = structlog.get_logger(__name__)

Spawn = Callable[[Awaitable[None]], None]


@dataclass(frozen=True, slots=True)
class Answer:
    """What a press led to. ``words`` are for who pressed, "" where the edited message says it; ``probe`` is to be asked."""

    words: str = ""
    probe: StoredIncident | None = None


def obey(connection: sa.Connection, press: Press, now: datetime) -> Answer:
    """Do what the button says, once, in one transaction; who pressed stands in the incident's history."""
    number = _number(press)
    first = presses.take(connection, press.id, at=now, by=press.by, action=press.action, incident_id=number)
    if not first:
        return Answer("This press was taken before; nothing was done a second time.")
    try:
        answer = _do(connection, press, number, now)
    except UsageError as error:
        presses.conclude(connection, press.id, f"refused: {error}")
        return Answer(f"Not done: {error}.")
    presses.conclude(connection, press.id, "done")
    return answer


def _number(press: Press) -> int | None:
    found = _VALUE.fullmatch(press.value)
    return int(found[1]) if found else None


def _do(connection: sa.Connection, press: Press, number: int | None, now: datetime) -> Answer:
    deed = _DEEDS.get(press.action)
    if deed is None:
        raise UsageError("this button is of no kind that this Canary knows")
    return deed(connection, _incident(connection, press, number), press.by, now)


def _incident(connection: sa.Connection, press: Press, number: int | None) -> StoredIncident:
    stored = queries.find_incident(connection, number) if number is not None else None
    if stored is None or press.value != _value_of(stored):
        raise UsageError(
            "this Canary does not know that incident; two that keep their own databases need a Slack app each"
        )
    if stored.state == IncidentState.RESOLVED:
        raise UsageError(f"incident {stored.id} is resolved already")
    return stored


def _value_of(stored: StoredIncident) -> str:
    return button_value(stored.id, notice_key(stored.target, stored.suite, stored.key, stored.vantage))


def _acknowledge(connection: sa.Connection, stored: StoredIncident, by: str, now: datetime) -> Answer:
    taken = handling.acknowledge(connection, stored.id, by, now)
    if taken.already:
        return Answer(f"{taken.by} has it since {taken.at:%Y-%m-%d %H:%M} UTC.")
    return Answer()


def _silence(connection: sa.Connection, stored: StoredIncident, by: str, now: datetime) -> Answer:
    reason = "silenced by its button in Slack"
    handling.silence(connection, by, reason, now, now + SILENCE_FOR, now, incident_id=stored.id)
    return Answer()


def _probe(connection: sa.Connection, stored: StoredIncident, by: str, now: datetime) -> Answer:
    return Answer(probe=stored)


Deed = Callable[[sa.Connection, StoredIncident, str, datetime], Answer]
_DEEDS: dict[str, Deed] = {ACKNOWLEDGE: _acknowledge, SILENCE: _silence, PROBE: _probe}


# --- live ------------------------------------------------------------------------------------------


async def listen(app: App, spawn: Spawn) -> None:
    """Obey what people press under the messages of *app*'s sinks, until cancelled. *spawn* runs what takes long."""
    sinks = [sink for sink in app.sinks.values() if isinstance(sink, Pressable)]
    try:
        await asyncio.gather(*(sink.listen(partial(_pressed, _Desk(app, sink, spawn))) for sink in sinks))
    except Exception:
        log.exception("buttons do nothing from now on; please report this")


class _Desk:
    """Where the presses of one sink are dealt with."""

    def __init__(self, app: App, sink: Pressable, spawn: Spawn) -> None:
        self.app, self.sink, self.spawn = app, sink, spawn
        self.asking: set[tuple[str, str]] = set()  # target x suite


async def _pressed(desk: _Desk, press: Press) -> None:
    """Whatever goes wrong with one press stays with it."""
    told = log.bind(action=press.action, by=press.by, value=press.value)
    try:
        answer = await desk.app.database.run(obey, press, desk.app.now())
        told.info("button pressed", answer=answer.words or "done")
        if answer.probe is not None:
            answer = _begin_probe(desk, press, answer.probe)
        if answer.words:
            await desk.sink.answer(press, answer.words, privately=True)
    except CanaryError as error:
        told.warning("a press came to nothing", error=str(error))
    except Exception:
        told.exception("a press failed; please report this")


def _begin_probe(desk: _Desk, press: Press, stored: StoredIncident) -> Answer:
    """Ask again beside whatever else goes on; the answer comes into the thread when it is there."""
    pair = (stored.target, stored.suite)
    if stored.vantage != desk.app.vantage:
        return Answer(f"Not done: it is asked from {stored.vantage}, and this is {desk.app.vantage}.")
    if pair in desk.asking:
        return Answer("It is being asked already; the outcome will stand in the thread.")
    try:
        ((target, suite),) = desk.app.pairs([stored.target], [stored.suite])
    except UsageError as error:
        return Answer(f"Not done: {error}.")
    desk.asking.add(pair)
    desk.spawn(_ask(desk, press, target, suite))
    return Answer("Asking now; the outcome will stand in the thread.")


async def _ask(desk: _Desk, press: Press, target: Target, suite: Suite) -> None:
    """One more cycle, which counts like `canary run`'s."""
    try:
        outcome = await desk.app.run_cycle(target, suite, desk.app.now(), origin=MANUAL)
        said = outcome_line(outcome, press.by)
    except CanaryError as error:
        said = f"Asked again for {press.by}: failed: {error}"
    finally:
        desk.asking.discard((target.name, suite.name))
    try:
        await desk.sink.answer(press, said, privately=False)
    except DeliveryError as error:
        log.warning("the outcome of a re-probe was not told", error=str(error), outcome=said)


def outcome_line(outcome: CycleOutcome, by: str) -> str:
    """What came of asking again: how many answered, how many are bad, whether it is as it used to be."""
    head = f"Asked again at {outcome.key.slot:%H:%M} UTC for {by}:"
    settled = outcome.settled
    if settled is None:
        return f"{head} {outcome.why_not}"
    parts = [f"{settled.answered} answered"]
    if settled.answered:
        parts.append(f"{outcome.progress.invalid} of {outcome.progress.answered} fail their checks")
    if settled.unmeasured:
        parts.append(f"{settled.unmeasured} could not be measured")
    if settled.report is not None and settled.report.match_ratio is not None:
        parts.append(f"{settled.report.match_ratio:.0%} as in the baseline")
    changes = [f"{t.incident.kind.value} {t.incident.state.value}" for t in settled.transitions]
    return f"{head} {', '.join(parts)}; {', '.join(changes) or 'the incident stands as it did'}."
