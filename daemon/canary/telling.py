"""What has happened -> what people are told of it: a decision with a named reason, and the notifications it owes.

Reads the transitions nobody has decided on, and what was withheld and may be told now. Each pass is one transaction,
and one process at a time does it. Knows nothing of why a transition happened, nor of how a sink delivers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import orjson
import sqlalchemy as sa

from canary.core.alerting import incident_from_json
from canary.core.drift import State
from canary.core.message import Member, Notice, compose, group_notice, silence_words
from canary.core.model import IncidentState, Kind, Severity, Target, Transition
from canary.core.routing import Route, destinations
from canary.core.telling import (
    Candidate,
    Decision,
    News,
    Situation,
    Why,
    Word,
    decide,
    gather,
    wants_look,
)
from canary.storage import cycles, incidents, observations, watch
from canary.storage import telling as desk
from canary.storage.engine import Database
from canary.storage.queries import StoredIncident
from canary.storage.telling import Group, Pending, Silence
from canary.storage.watch import WatchKey
from canary.watched import provider_of


@dataclass(frozen=True, slots=True)
class Ear:
    """What a sink makes of messages: whether it edits what it showed, and whether it takes many incidents as one."""

    edits: bool
    gathers: bool


@dataclass(frozen=True, slots=True)
class Audience:
    """Who is there to be told, and by which rules."""

    ears: Mapping[str, Ear]
    targets: Mapping[str, Target]
    routes: Sequence[Route] = ()
    repeat_every: timedelta = timedelta(hours=4)
    mark: str = ""  # stands before every title: an exercise is not to be mistaken
    textless: frozenset[str] = frozenset()  # suites that store hashes only

    def provider(self, target: str) -> str:
        """Whose models they are; a target that is no longer configured stands for itself."""
        found = self.targets.get(target)
        return provider_of(found) if found is not None else target

    def owner(self, target: str) -> str | None:
        """The team of a target."""
        found = self.targets.get(target)
        return found.owner if found is not None else None

    def destinations(self, stored: StoredIncident, told: Severity | None) -> Mapping[str, str | None]:
        """Sink -> channel for an incident that is, or was *told* to be, so grave."""
        worst = Severity.worst((Severity(stored.severity), told or Severity.INFO))
        return destinations(self.routes, self.ears, self.owner(stored.target), worst)


def tell(
    database: Database, audience: Audience, now: datetime, measuring: frozenset[str] = frozenset()
) -> int:
    """Decide on all there is to decide on; returns on how many incidents. Raises StorageError.

    *measuring* names the providers whose targets are being asked at this moment: their first incidents wait a
    little for the others, so that a provider's trouble is one message.
    """
    if database.read(desk.nothing_to_do, now, audience.repeat_every):
        return 0
    return database.call(_tell, audience, now, measuring)


def _tell(connection: sa.Connection, audience: Audience, now: datetime, measuring: frozenset[str]) -> int:
    if not desk.alone(connection):
        return 0
    elsewhere = {audience.provider(target) for target in cycles.under_way(connection)}
    return _Pass(connection, audience, now, measuring | elsewhere).run()


@dataclass(slots=True)
class _Touched:
    """A group with something new to say."""

    group: Group
    aloud: bool = False
    again: bool = False  # a reminder


@dataclass(slots=True)
class _Pass:
    """One look at everything undecided."""

    connection: sa.Connection
    audience: Audience
    now: datetime
    measuring: frozenset[str]
    silences: Sequence[Silence] = ()
    touched: dict[int, _Touched] = field(default_factory=dict)
    count: int = 0

    def run(self) -> int:
        self.silences = silences = desk.active_silences(self.connection, self.now)
        dark, grave = desk.dark_targets(self.connection), desk.grave(self.connection)
        pending = desk.undecided(self.connection, self.now)
        pending += desk.unsilenced(self.connection, silences, [each.stored.id for each in pending])
        first: dict[int, tuple[Pending, Decision]] = {}
        for found in pending:
            situation = self._awake(found, _situation(found, silences, dark, grave))
            if not found.news and found.belief.withheld and not wants_look(found.belief, situation, self.now):
                continue
            decision = decide(situation, found.news, found.belief, self.now)
            each = self._in_state(found, decision, situation.state)
            if decision.word is Word.ALOUD and not each.belief.heard:
                first[each.stored.id] = (each, decision)
            else:
                self._carry_out(each, decision)
        self._first_heard(first)
        self._remind()
        for touched in self.touched.values():
            self._refresh(touched)
        return self.count

    # --- one incident ----------------------------------------------------------------------------

    def _awake(self, each: Pending, situation: Situation) -> Situation:
        """The situation once its silence is over: in the state it was in before."""
        if situation.silenced or situation.state is not IncidentState.SILENCED:
            return situation
        return replace(situation, state=desk.awake(self.connection, each.stored.id))

    def _carry_out(self, each: Pending, decision: Decision) -> None:
        group = self._open_group(each)
        if group is not None and decision.word is not Word.NONE:
            self._touch(group, aloud=False)
            change = self._settle(each, decision, Why.GROUPED, group.id, told=False)
            self._owe(each, decision, change, gathered=True)
            return
        aloud = decision.word is Word.ALOUD
        change = self._settle(each, decision, decision.reason, each.group, told=aloud)
        self._owe(each, decision, change, gathered=False)

    def _settle(
        self, each: Pending, decision: Decision, reason: str, group: int | None, *, told: bool
    ) -> int:
        """Store the decision; returns the transition it is about."""
        self.count += 1
        wished = [i for i, news in zip(each.transitions, each.news, strict=True) if news.wished]
        desk.decided(self.connection, wished, str(reason), told=told)
        for number, news in zip(each.transitions, each.news, strict=True):
            if not news.wished:
                desk.decided(self.connection, [number], _unwished(news, decision), told=False)
        desk.believe(self.connection, each.stored.id, decision.belief, group)
        return each.transitions[-1] if each.news else self._record(each, str(reason), told=told)

    def _record(self, each: Pending, reason: str, *, told: bool) -> int:
        """A decision that no transition called for is one itself."""
        incident = incident_from_json(each.stored.content)
        change = Transition(incident, incident.state, reason, told, incident.opened_cycle, self.now)
        return incidents.note(self.connection, each.stored.id, change, now=self.now, decision=reason)

    def _in_state(self, each: Pending, decision: Decision, awake: IncidentState) -> Pending:
        """The incident marked as silenced, or no longer so and *awake* again."""
        state = IncidentState(each.stored.state)
        silenced = decision.reason == Why.SILENCED
        if silenced == (state is IncidentState.SILENCED) or state in _UNMARKED:
            return each
        marked = IncidentState.SILENCED if silenced else awake
        return _marked(self.connection, each, marked, self.now)

    def _owe(self, each: Pending, decision: Decision, change: int, *, gathered: bool) -> None:
        """Notify the sinks that are to have it: what is told as a group goes to those that take no groups."""
        if decision.word is Word.NONE:
            return
        ears = self.audience.ears
        quiet = decision.word is Word.QUIET
        chosen = {
            name: channel
            for name, channel in self._destinations(each).items()
            if not (gathered and ears[name].gathers) and (not quiet or ears[name].edits)
        }
        if not chosen:
            return
        notice = self._notice(each, decision)
        owed = {name: replace(notice, channel=channel).to_plain() for name, channel in chosen.items()}
        dedupe = f"transition/{change}"
        incidents.owe(self.connection, owed, dedupe=dedupe, now=self.now, transition_id=change)

    def _destinations(self, each: Pending) -> Mapping[str, str | None]:
        return self.audience.destinations(each.stored, each.belief.severity)

    def _notice(self, each: Pending, decision: Decision) -> Notice:
        stored, target = each.stored, self.audience.targets.get(each.stored.target)
        incident = incident_from_json(stored.content)
        previous = incident.state if each.belief.heard else IncidentState.SUSPECTED
        aloud = decision.word is Word.ALOUD
        change = Transition(incident, previous, decision.reason, aloud, incident.opened_cycle, self.now)
        notice = compose(
            stored.target,
            stored.suite,
            change,
            outputs=observations.load_compared(self.connection, incident.evidence.get("prompts", ())),
            owner=target.owner if target else None,
            runbook=target.runbook if target else None,
            incident_id=None if self.audience.mark else str(stored.id),  # of an exercise nobody acts on it
            mark=self.audience.mark,
            by=next((news.by for news in reversed(each.news) if news.by), None),
            vantage=stored.vantage,
            silenced=_silenced(stored, self.silences),
            keeps_text=stored.suite not in self.audience.textless,
        )
        return replace(notice, quiet=not aloud, news=notice.news and aloud)

    # --- reminders -------------------------------------------------------------------------------

    def _remind(self) -> None:
        for each in desk.reminders(self.connection, self.now, self.audience.repeat_every):
            belief = replace(each.belief, told_at=self.now)
            decision = Decision(Word.ALOUD, Why.STILL_OPEN, belief)
            group = self._open_group(each)
            if group is not None:
                self._touch(group, aloud=True, again=True)
            change = self._settle(each, decision, Why.STILL_OPEN, each.group, told=True)
            self._owe(each, decision, change, gathered=group is not None)

    # --- groups ----------------------------------------------------------------------------------

    def _first_heard(self, first: Mapping[int, tuple[Pending, Decision]]) -> None:
        for vantage in sorted({each.stored.vantage for each, _ in first.values()}):
            mine = {i: pair for i, pair in first.items() if pair[0].stored.vantage == vantage}
            self._gather(vantage, mine)

    def _gather(self, vantage: str, first: Mapping[int, tuple[Pending, Decision]]) -> None:
        groups = desk.open_groups(self.connection, vantage)
        candidates = [
            Candidate(number, each.stored.target, self.audience.provider(each.stored.target), each.since)
            for number, (each, _) in first.items()
        ]
        joined = {provider: group.joined_at for provider, group in groups.items()}
        found = gather(candidates, joined, self.measuring, self.now)
        for number in found.alone:
            self._carry_out(*first[number])
        for provider, numbers in found.joining.items():
            self._join(groups[provider], [first[number] for number in numbers])
        for provider, numbers in found.forming.items():
            new = [first[number] for number in numbers]
            worst = Severity.worst(Severity(each.stored.severity) for each, _ in new)
            group = desk.add_group(self.connection, provider, vantage, worst, self.now)
            self._touch(group, aloud=True)
            self._join(group, new)

    def _join(self, group: Group, new: Sequence[tuple[Pending, Decision]]) -> None:
        for each, decision in new:
            change = self._settle(each, decision, Why.GROUPED, group.id, told=True)
            self._owe(each, decision, change, gathered=True)
        self._touch(replace(group, joined_at=self.now), aloud=False)

    def _open_group(self, each: Pending) -> Group | None:
        if each.group is None:
            return None
        group = self.touched[each.group].group if each.group in self.touched else None
        group = group or desk.find_group(self.connection, each.group)
        return group if group is not None and group.resolved_at is None else None

    def _touch(self, group: Group, *, aloud: bool, again: bool = False) -> None:
        known = self.touched.setdefault(group.id, _Touched(group))
        known.group = replace(known.group, joined_at=max(known.group.joined_at, group.joined_at))
        known.aloud |= aloud
        known.again |= again

    def _refresh(self, touched: _Touched) -> None:
        """Bring the group's message up to what its members are now."""
        members = desk.members(self.connection, touched.group.id)
        worst = Severity.worst(Severity(m.stored.severity) for m in members)
        over = all(m.stored.state == IncidentState.RESOLVED for m in members)
        aloud = touched.aloud or over or worst.rank > touched.group.severity.rank
        group = replace(
            touched.group,
            severity=worst,
            resolved_at=self.now if over else None,
            told_at=self.now if aloud else touched.group.told_at,
        )
        desk.save_group(self.connection, group)
        self._owe_group(group, members, aloud=aloud, again=touched.again)

    def _owe_group(self, group: Group, members: Sequence[Pending], *, aloud: bool, again: bool) -> None:
        """One message for each destination, with the members that are told there."""
        by_place: dict[tuple[str, str | None], list[Pending]] = {}
        for each in members:
            for name, channel in self._destinations(each).items():
                ear = self.audience.ears[name]
                if ear.gathers and (aloud or ear.edits):
                    by_place.setdefault((name, channel), []).append(each)
        for (name, channel), mine in by_place.items():
            notice = group_notice(
                group.provider,
                [_member(each) for each in mine],
                number=group.id,
                opened_at=group.opened_at,
                at=self.now,
                again=again,
                mark=self.audience.mark,
            )
            key = notice.key + (f"/{channel}" if channel else "")
            notice = replace(notice, key=key, channel=channel, quiet=not aloud, news=notice.news and aloud)
            dedupe = f"{key}/{incidents.owed_of(self.connection, key)}"
            incidents.owe(self.connection, {name: notice.to_plain()}, dedupe=dedupe, now=self.now)


_UNMARKED = (IncidentState.RESOLVED, IncidentState.SUSPECTED)


def _unwished(news: News, decision: Decision) -> str:
    """Why a transition that people need not hear of was recorded only."""
    grounds = {Why.INFORMATION_ONLY, Why.SUSPECTED_ONLY, Why.SILENCED, Why.INHIBITED, Why.NEVER_TOLD}
    return str(decision.reason) if decision.reason in grounds else news.reason


def _situation(
    each: Pending,
    silences: Sequence[Silence],
    dark: set[tuple[str, str]],
    grave: Mapping[tuple[str, str, str], set[int]],
) -> Situation:
    stored = each.stored
    outage = stored.kind in (Kind.OUTAGE, Kind.HARNESS)
    return Situation(
        IncidentState(stored.state),
        Severity(stored.severity),
        each.reopened,
        any(silence.covers(stored) for silence in silences),
        not outage and (stored.target, stored.vantage) in dark,
        not outage and bool(grave.get((stored.target, stored.suite, stored.vantage), set()) - {stored.id}),
    )


def _silenced(stored: StoredIncident, silences: Sequence[Silence]) -> str:
    """The silence that keeps people from it longest, in words; empty if none does."""
    longest = max((s for s in silences if s.covers(stored)), key=lambda s: s.ends_at, default=None)
    return silence_words(longest.by, longest.ends_at, longest.reason) if longest else ""


def _key(each: Pending) -> WatchKey:
    return WatchKey(each.stored.target, each.stored.suite, each.stored.vantage)


def _member(each: Pending) -> Member:
    stored = each.stored
    cause = str(stored.content.get("cause", ""))
    return Member(
        stored.id,
        stored.target,
        stored.suite,
        Kind(stored.kind),
        cause,
        Severity(stored.severity),
        stored.state,
    )


def _marked(connection: sa.Connection, each: Pending, state: IncidentState, now: datetime) -> Pending:
    """The incident in another state by a decision of people, for them and for its detectors."""
    key = _key(each)
    before = watch.load(connection, key, for_update=True)
    if before.state is not None:
        marked = State.from_json(orjson.loads(before.state)).marked(each.stored.key, state)
        text = orjson.dumps(marked.to_json()).decode()
        watch.save(connection, key, replace(before, state=text), now)
    return replace(each, stored=incidents.mark(connection, each.stored.id, state, now))
