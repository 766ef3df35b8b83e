"""What people hear of an incident, whatever happens to it: properties of the pure decision."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import IncidentState, Severity
from canary.core.telling import (
    GROUP_WAIT,
    HOLD_OFF,
    Belief,
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

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OPEN = Situation(IncidentState.OPEN, Severity.WARNING)
HEARD = Belief(True, Severity.WARNING, NOW - timedelta(hours=3))


def one(reason: str, by: str | None = None, *, wished: bool = True) -> tuple[News, ...]:
    return (News(reason, wished, by),)


def test_a_first_incident_is_told_aloud_for_its_own_reason() -> None:
    decision = decide(OPEN, one("first_seen"), Belief(), NOW)
    assert (decision.word, decision.reason) == (Word.ALOUD, "first_seen")
    assert decision.belief == Belief(True, Severity.WARNING, NOW)


def test_information_and_suspicions_are_recorded_only() -> None:
    info = decide(replace(OPEN, severity=Severity.INFO), one("first_seen", wished=False), Belief(), NOW)
    assert (info.word, info.reason) == (Word.NONE, Why.INFORMATION_ONLY)
    suspected = replace(OPEN, state=IncidentState.SUSPECTED)
    assert decide(suspected, one("suspected", wished=False), Belief(), NOW).reason == Why.SUSPECTED_ONLY


def test_what_was_never_told_is_never_called_off() -> None:
    decision = decide(replace(OPEN, state=IncidentState.RESOLVED), one("recovered"), Belief(), NOW)
    assert (decision.word, decision.reason) == (Word.NONE, Why.NEVER_TOLD)


def test_a_silence_withholds_a_change_and_never_its_end() -> None:
    silenced = replace(OPEN, silenced=True)
    first = decide(silenced, one("first_seen"), Belief(), NOW)
    assert (first.word, first.reason, first.belief.withheld) == (Word.NONE, Why.SILENCED, Why.SILENCED)
    known = decide(silenced, one("severity_rose"), HEARD, NOW)
    assert (known.word, known.reason) == (Word.QUIET, Why.SILENCED)
    over = decide(replace(silenced, state=IncidentState.RESOLVED), one("recovered"), known.belief, NOW)
    assert (over.word, over.reason) == (Word.ALOUD, "recovered")


def test_what_is_still_open_when_its_silence_ends_is_told() -> None:
    for belief in (Belief(withheld=Why.SILENCED), replace(HEARD, withheld=Why.SILENCED)):
        assert wants_look(belief, OPEN, NOW)
        assert not wants_look(belief, replace(OPEN, silenced=True), NOW)
        assert (decide(OPEN, (), belief, NOW).word, decide(OPEN, (), belief, NOW).reason) == (
            Word.ALOUD,
            Why.SILENCE_ENDED,
        )


def test_who_has_taken_it_on_is_not_rung_for_it_when_a_silence_ends() -> None:
    taken = replace(OPEN, state=IncidentState.ACKNOWLEDGED)
    decision = decide(taken, (), replace(HEARD, withheld=Why.SILENCED), NOW)
    assert (decision.word, decision.reason) == (Word.QUIET, Why.SILENCE_ENDED)


def test_an_outage_inhibits_a_drift_but_nothing_critical() -> None:
    dark = replace(OPEN, inhibited=True)
    decision = decide(dark, one("first_seen"), Belief(), NOW)
    assert (decision.word, decision.reason) == (Word.NONE, Why.INHIBITED)
    assert decide(OPEN, (), decision.belief, NOW).reason == Why.INHIBITION_ENDED
    assert (
        decide(replace(dark, severity=Severity.CRITICAL), one("first_seen"), Belief(), NOW).word is Word.ALOUD
    )


def test_a_drift_of_answers_that_people_are_woken_about_is_no_second_message() -> None:
    explained = replace(OPEN, explained=True)
    first = decide(explained, one("first_seen"), Belief(), NOW)
    assert (first.word, first.reason) == (Word.NONE, Why.EXPLAINED)
    assert decide(OPEN, (), first.belief, NOW).reason == Why.EXPLANATION_ENDED
    known = decide(explained, one("confirmed"), HEARD, NOW)
    assert (known.word, known.reason) == (Word.QUIET, Why.EXPLAINED)
    assert decide(OPEN, (), known.belief, NOW).word is Word.QUIET  # they know of it
    grave = replace(explained, severity=Severity.CRITICAL)
    assert decide(grave, one("first_seen"), Belief(), NOW).word is Word.ALOUD


def test_one_that_comes_back_within_the_hour_waits_and_is_then_told_as_it_stands() -> None:
    again = Situation(IncidentState.REOPENED, Severity.WARNING, reopened=1)
    lately = Belief(told_at=NOW - 10 * MINUTE)
    held = decide(again, one("reopened"), lately, NOW)
    assert (held.word, held.reason) == (Word.QUIET, Why.HELD_OFF)
    assert not wants_look(held.belief, again, NOW)
    later = NOW + 50 * MINUTE
    assert wants_look(held.belief, again, later)
    assert (decide(again, (), held.belief, later).word, decide(again, (), held.belief, later).reason) == (
        Word.ALOUD,
        Why.HOLD_OFF_ENDED,
    )
    over = decide(replace(again, state=IncidentState.RESOLVED), (), held.belief, later)
    assert (over.word, over.reason) == (Word.NONE, Why.NEVER_TOLD)


def test_a_grave_turn_is_never_held_back_nor_what_a_person_did() -> None:
    again = Situation(IncidentState.REOPENED, Severity.CRITICAL, reopened=2)
    lately = replace(HEARD, told_at=NOW - MINUTE)
    assert decide(again, one("severity_rose"), lately, NOW).word is Word.ALOUD
    closed = replace(again, state=IncidentState.RESOLVED)
    assert decide(closed, one("resolved_by_person", "ann"), lately, NOW).word is Word.ALOUD


# --- whatever happens ------------------------------------------------------------------------------


@dataclass
class Life:
    """An incident with what people believe of it, moved by events."""

    situation: Situation = field(default_factory=lambda: replace(OPEN, state=IncidentState.RESOLVED))
    belief: Belief = field(default_factory=Belief)
    now: datetime = NOW
    episodes: int = 0
    loud: list[tuple[datetime, Decision, bool]] = field(default_factory=list)

    def happen(self, event: str) -> None:
        before = self.situation
        news = getattr(self, event)() or ()
        look = news or wants_look(self.belief, self.situation, self.now)
        newly = self.situation.silenced and self.belief.withheld is None
        if look or (newly and self.situation.state is not IncidentState.RESOLVED):
            self.tell(news, rose=self.situation.severity.rank > before.severity.rank)

    def tell(self, news: tuple[News, ...], *, rose: bool) -> None:
        decision = decide(self.situation, news, self.belief, self.now)
        if decision.word is Word.ALOUD:
            self.loud.append((self.now, decision, rose))
        if self.situation.severity is Severity.INFO:
            assert decision.word is Word.NONE
        if decision.word is Word.ALOUD and self.situation.state is IncidentState.RESOLVED:
            assert self.belief.heard
        self.belief = decision.belief

    def begins(self) -> tuple[News, ...]:
        if self.situation.state is not IncidentState.RESOLVED:
            return ()
        self.episodes += 1
        again = self.episodes > 1
        state = IncidentState.REOPENED if again else IncidentState.OPEN
        self.situation = replace(
            self.situation, state=state, reopened=self.episodes - 1, severity=Severity.WARNING
        )
        return one("reopened" if again else "first_seen")

    def worsens(self) -> tuple[News, ...]:
        if self.situation.state is IncidentState.RESOLVED or self.situation.severity is Severity.CRITICAL:
            return ()
        self.situation = replace(self.situation, severity=Severity.CRITICAL)
        return one("severity_rose")

    def ends(self) -> tuple[News, ...]:
        if self.situation.state is IncidentState.RESOLVED:
            return ()
        self.situation = replace(self.situation, state=IncidentState.RESOLVED)
        return one("recovered")

    def stirs(self) -> tuple[News, ...]:
        return () if self.situation.state is IncidentState.RESOLVED else one("signal_added", wished=False)

    def goes_dark(self) -> None:
        self.situation = replace(self.situation, inhibited=True)

    def lights_up(self) -> None:
        self.situation = replace(self.situation, inhibited=False)

    def is_explained(self) -> None:
        self.situation = replace(self.situation, explained=True)

    def is_unexplained(self) -> None:
        self.situation = replace(self.situation, explained=False)

    def is_silenced(self) -> None:
        self.situation = replace(self.situation, silenced=True)

    def is_heard(self) -> None:
        self.situation = replace(self.situation, silenced=False)

    def waits(self) -> None:
        self.now += 10 * MINUTE

    def waits_long(self) -> None:
        self.now += HOLD_OFF


EVENTS = [
    "begins",
    "worsens",
    "ends",
    "stirs",
    "goes_dark",
    "lights_up",
    "is_silenced",
    "is_explained",
    "is_unexplained",
    "is_heard",
    "waits",
]
events = st.lists(st.sampled_from([*EVENTS, "waits_long"]), max_size=60)


@given(events)
def test_once_nothing_stands_between_people_believe_what_is(story: list[str]) -> None:
    life = Life()
    for event in [
        *story,
        "lights_up",
        "is_unexplained",
        "is_heard",
        "waits_long",
        "stirs",
        "waits_long",
        "stirs",
    ]:
        life.happen(event)
    assert life.belief.heard == (life.situation.state is not IncidentState.RESOLVED)
    assert life.belief.withheld is None
    if life.belief.heard:
        assert life.belief.severity is not None
        assert life.belief.severity.rank >= life.situation.severity.rank


@given(events)
def test_one_that_comes_and_goes_is_told_at_most_once_an_hour_unless_it_gets_grave(story: list[str]) -> None:
    life = Life()
    for event in story:
        life.happen(event)
    calm = [
        at
        for at, decision, rose in life.loud
        if not rose and decision.reason not in (Why.SILENCE_ENDED, "first_seen")
    ]
    # the first episode's own end is no flapping
    assert all(later - earlier >= HOLD_OFF for earlier, later in pairwise(calm[1:]))


@given(events)
def test_nothing_is_told_while_it_is_silenced_but_ends(story: list[str]) -> None:
    life = Life()
    for event in story:
        said = len(life.loud)
        life.happen(event)
        if life.situation.silenced and life.situation.state is not IncidentState.RESOLVED:
            assert len(life.loud) == said


# --- groups ----------------------------------------------------------------------------------------


def candidates(count: int, *, provider: str = "p", since: datetime = NOW, first: int = 0) -> list[Candidate]:
    return [Candidate(n, f"t{n}", provider, since) for n in range(first, first + count)]


def test_two_are_two_and_three_are_one() -> None:
    assert gather(candidates(2), {}, frozenset(), NOW).alone == (0, 1)
    assert gather(candidates(3), {}, frozenset(), NOW).forming == {"p": (0, 1, 2)}


def test_several_incidents_of_one_target_are_no_group() -> None:
    same = [Candidate(n, "t", "p", NOW) for n in range(5)]
    assert gather(same, {}, frozenset(), NOW).alone == (0, 1, 2, 3, 4)


def test_while_others_of_the_provider_are_measured_the_first_ones_wait_but_not_long() -> None:
    asked = frozenset({"p"})
    assert gather(candidates(1), {}, asked, NOW).waiting == (0,)
    assert gather(candidates(1), {}, frozenset({"q"}), NOW).alone == (0,)
    late = NOW + GROUP_WAIT
    assert gather([*candidates(1), *candidates(1, since=late, first=9)], {}, asked, late).alone == (0, 9)


def test_whoever_comes_while_the_group_grows_joins_it() -> None:
    found = gather(candidates(1), {"p": NOW - 59 * MINUTE}, frozenset(), NOW)
    assert found.joining == {"p": (0,)}
    assert gather(candidates(1), {"p": NOW - 61 * MINUTE}, frozenset(), NOW).alone == (0,)


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(0, 5), st.integers(0, 90)), max_size=40))
def test_every_candidate_goes_to_exactly_one_place(drawn: list[tuple[int, int, int]]) -> None:
    made = [
        Candidate(n, f"t{target}", f"p{provider}", NOW - age * timedelta(seconds=1))
        for n, (target, provider, age) in enumerate(drawn)
    ]
    found = gather(made, {"p1": NOW}, frozenset({"p2", "p3"}), NOW)
    groups = [*found.joining.values(), *found.forming.values()]
    placed = [*found.alone, *found.waiting, *(n for group in groups for n in group)]
    assert sorted(placed) == [each.incident for each in made]
