"""Who hears of a change, and who does not: one named decision for each incident with news. Pure.

What the detectors make of a target is one thing, what people have been told of it another. ``decide`` compares the two;
silences, outages of the same target and people's patience with a flapping one stand between them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from canary.core.model import IncidentState, Severity

HOLD_OFF = timedelta(hours=1)  # between two messages about an incident that comes and goes
GROUP_FROM = 3  # targets of one provider in trouble together are one trouble
GROUP_WAIT = timedelta(seconds=30)  # for others of the provider that are being measured at this moment
GROUP_JOIN = timedelta(hours=1)  # since its newest member; whoever comes later is a trouble of its own


class Word(StrEnum):
    """How a state is brought to people."""

    ALOUD = "aloud"  # a message that people must notice
    QUIET = "quiet"  # an edit of what they have; nothing where there is nothing to edit
    NONE = "none"


class Why(StrEnum):
    """The named reasons of decisions that are not simply the transition's own."""

    NEVER_TOLD = "never_told"
    INFORMATION_ONLY = "information_only"
    SUSPECTED_ONLY = "suspected_only"
    NOTHING_NEW = "nothing_new"
    SILENCED = "silenced"
    INHIBITED = "inhibited"
    EXPLAINED = "explained"
    HELD_OFF = "held_off"
    GROUPED = "grouped"
    STILL_OPEN = "still_open"
    SILENCE_ENDED = "silence_ended"
    INHIBITION_ENDED = "inhibition_ended"
    EXPLANATION_ENDED = "explanation_ended"
    HOLD_OFF_ENDED = "hold_off_ended"


_LIFTED = {
    Why.SILENCED: Why.SILENCE_ENDED,
    Why.INHIBITED: Why.INHIBITION_ENDED,
    Why.EXPLAINED: Why.EXPLANATION_ENDED,
    Why.HELD_OFF: Why.HOLD_OFF_ENDED,
}


@dataclass(frozen=True, slots=True)
class News:
    """A transition nobody has decided on: why it happened, whether people should hear of it, who did it."""

    reason: str
    wished: bool
    by: str | None = None


@dataclass(frozen=True, slots=True)
class Belief:
    """What people believe of an incident: that it is there (``heard``), how grave, when they last heard anything.

    ``withheld`` is why they do not know how it stands now; None if they do.
    """

    heard: bool = False
    severity: Severity | None = None
    told_at: datetime | None = None
    withheld: Why | None = None


@dataclass(frozen=True, slots=True)
class Situation:
    """An incident as it is now, and what may stand between it and people."""

    state: IncidentState
    severity: Severity
    reopened: int = 0
    silenced: bool = False
    inhibited: bool = False  # its target cannot be measured: what is left of the outputs says little
    explained: bool = False  # people are woken about the same outputs already


@dataclass(frozen=True, slots=True)
class Decision:
    """What people get, why, and what they believe afterwards."""

    word: Word
    reason: str
    belief: Belief


def decide(situation: Situation, news: Sequence[News], belief: Belief, now: datetime) -> Decision:
    """What people hear of *situation*, which has *news* or was withheld before."""
    if situation.state is IncidentState.RESOLVED:
        return _resolved(situation, news, belief, now)
    if situation.severity is Severity.INFO:
        return Decision(Word.NONE, Why.INFORMATION_ONLY, belief)
    if situation.state is IncidentState.SUSPECTED:
        return Decision(Word.NONE, Why.SUSPECTED_ONLY, belief)
    barred = _barred(situation)
    if barred is not None:
        return _withheld(belief, barred)
    return _open(situation, news, belief, now)


def _barred(situation: Situation) -> Why | None:
    if situation.silenced:
        return Why.SILENCED
    if situation.severity is Severity.CRITICAL:
        return None
    if situation.inhibited:
        return Why.INHIBITED
    return Why.EXPLAINED if situation.explained else None


def _withheld(belief: Belief, why: Why) -> Decision:
    word = Word.QUIET if belief.heard else Word.NONE
    return Decision(word, why, Belief(belief.heard, belief.severity, belief.told_at, why))


def _resolved(situation: Situation, news: Sequence[News], belief: Belief, now: datetime) -> Decision:
    """A resolution is told whatever is silenced or down, to those who heard of what it resolves."""
    if not belief.heard:
        return Decision(Word.NONE, Why.NEVER_TOLD, Belief(False, None, belief.told_at))
    if _holds_off(situation, news, belief, now):
        return _withheld(belief, Why.HELD_OFF)
    return Decision(Word.ALOUD, _own(news) or Why.HOLD_OFF_ENDED, Belief(False, None, now))


def _open(situation: Situation, news: Sequence[News], belief: Belief, now: datetime) -> Decision:
    severity = Severity.worst((situation.severity, belief.severity or Severity.INFO))
    rose = belief.severity is not None and situation.severity.rank > belief.severity.rank
    told = Belief(True, severity, now)
    if not belief.heard:
        return _first(situation, news, belief, now, told)
    if belief.withheld is Why.SILENCED:
        taken_on = situation.state is IncidentState.ACKNOWLEDGED and not rose  # who has it need not be rung
        return Decision(Word.QUIET if taken_on else Word.ALOUD, Why.SILENCE_ENDED, told)
    wished = _own(news)
    if wished is None or (not rose and _holds_off(situation, news, belief, now)):
        reason = Why.HELD_OFF if wished else _last(news)
        return Decision(Word.QUIET, reason, Belief(True, severity, belief.told_at))
    return Decision(Word.ALOUD, wished, told)


def _first(
    situation: Situation, news: Sequence[News], belief: Belief, now: datetime, told: Belief
) -> Decision:
    """People do not know of it, or believe that it is over."""
    if _own(news) is None and belief.withheld is None:
        return Decision(Word.NONE, _last(news), belief)
    if _holds_off(situation, news, belief, now):
        held = Belief(False, belief.severity, belief.told_at, Why.HELD_OFF)
        return Decision(Word.QUIET, Why.HELD_OFF, held)
    return Decision(Word.ALOUD, _own(news) or _LIFTED[belief.withheld or Why.SILENCED], told)


def _holds_off(situation: Situation, news: Sequence[News], belief: Belief, now: datetime) -> bool:
    """Whether an incident that comes and goes was told of too lately. What a person did is never held back."""
    if any(each.by for each in news) or not situation.reopened or belief.told_at is None:
        return False
    return abs(now - belief.told_at) < HOLD_OFF  # later than now: the clock was set back


def _own(news: Sequence[News]) -> str | None:
    """Why the first of the news that people should hear of happened: later ones only add to it."""
    return next((each.reason for each in news if each.wished), None)


def _last(news: Sequence[News]) -> str:
    return news[-1].reason if news else str(Why.NOTHING_NEW)


def wants_look(belief: Belief, situation: Situation, now: datetime) -> bool:
    """Whether what was withheld may be told now, though nothing has happened."""
    if belief.withheld is None:
        return False
    if belief.withheld is Why.HELD_OFF:
        return belief.told_at is None or abs(now - belief.told_at) >= HOLD_OFF
    return situation.state is IncidentState.RESOLVED or _barred(situation) is None


# --- groups ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """An incident that people are to hear of for the first time."""

    incident: int
    target: str
    provider: str
    since: datetime  # it has waited since


@dataclass(frozen=True, slots=True)
class Gathered:
    """Where each candidate goes: into a group that is there, into a new one, on its own, or it waits."""

    joining: Mapping[str, tuple[int, ...]]  # provider -> incidents
    forming: Mapping[str, tuple[int, ...]]
    alone: tuple[int, ...]
    waiting: tuple[int, ...]


def gather(
    candidates: Iterable[Candidate],
    groups: Mapping[str, datetime],
    measuring: frozenset[str],
    now: datetime,
) -> Gathered:
    """*groups* are the open ones, provider -> when the newest member joined; *measuring* the providers now being asked."""
    joining: dict[str, tuple[int, ...]] = {}
    forming: dict[str, tuple[int, ...]] = {}
    alone: list[int] = []
    waiting: list[int] = []
    for provider, mine in _by_provider(candidates).items():
        ids = tuple(each.incident for each in mine)
        joined = groups.get(provider)
        if joined is not None and abs(now - joined) <= GROUP_JOIN:
            joining[provider] = ids
        elif provider in measuring and abs(now - min(each.since for each in mine)) < GROUP_WAIT:
            waiting += ids
        elif len({each.target for each in mine}) >= GROUP_FROM:
            forming[provider] = ids
        else:
            alone += ids
    return Gathered(joining, forming, tuple(alone), tuple(waiting))


def _by_provider(candidates: Iterable[Candidate]) -> dict[str, list[Candidate]]:
    found: dict[str, list[Candidate]] = {}
    for each in candidates:
        found.setdefault(each.provider, []).append(each)
    return found
