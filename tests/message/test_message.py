"""What the person on call reads, for every kind and state of an incident."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary.core.alerting import Reason
from canary.core.budget import Account
from canary.core.drift.harness import Doubt
from canary.core.drift.registry import DETECTORS
from canary.core.message import (
    EXCERPT_CHARS,
    Notice,
    as_text,
    budget_notice,
    compose,
    duration,
    excerpts,
    trial_notice,
)
from canary.core.model import FailureKind, Incident, IncidentState, Kind, Severity
from canary.core.reasons import reason_words
from support.notices import AT, EVIDENCE, notice, transition


def test_one_screen_answers_what_since_when_how_sure_and_what_now() -> None:
    text = as_text(notice())
    for needed in (
        "gpt-4o-mini: answers got worse in ticket-triage",
        "Began between 2026-11-20 00:00 and 01:00 UTC",
        "hallucination 3.2×, fingerprint 1.1× the alarm threshold",
        "12 of 15 failing; 80% failing, baseline 2.0%",
        "grounded_ids, json_schema",
        "served model gpt-4o-mini-2024-07-18 → gpt-4o-mini-2026-11-19",
        "was | Parcel TKT-10442 is late.",
        "now | Parcel TKT-99999 is late.",
        "and 1 more: angry",
        "$ canary diff gpt-4o-mini ticket-triage/shipping-delay",
        "$ canary report drift --target gpt-4o-mini",
        "Runbook: https://runbooks.example/llm?a=1&b=2",
    ):
        assert needed in text
    assert len(text.splitlines()) <= 30


def test_identity_is_called_evidence_and_not_the_cause() -> None:
    assert any("evidence, not cause" in label for label, _ in notice().facts)


@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("state", IncidentState)
def test_every_kind_in_every_state_has_words(kind: Kind, state: IncidentState) -> None:
    made = notice(kind=kind, state=state, cause="timeout" if kind is Kind.OUTAGE else "output")
    assert made.title
    assert made.summary.endswith(".")
    assert made.steps
    assert made.resolved is (state is IncidentState.RESOLVED)


def test_no_two_kinds_read_the_same() -> None:
    told = {(notice(kind=kind).title, notice(kind=kind).summary) for kind in Kind}
    assert len(told) == len(Kind)


@pytest.mark.parametrize("cause", FailureKind)
def test_an_outage_names_its_cause_and_never_speaks_of_changed_outputs(cause: FailureKind) -> None:
    made = notice(kind=Kind.OUTAGE, cause=cause.value, evidence={})
    assert "outputs" not in made.fallback
    assert made.steps[0] == "canary check --online"


def test_an_unknown_cause_of_outage_is_said_to_be_unknown() -> None:
    assert "cannot be measured" in notice(kind=Kind.OUTAGE, cause="gremlins").title


def test_a_resolved_incident_says_how_long_it_lasted_and_asks_for_nothing() -> None:
    made = notice("recovered", state=IncidentState.RESOLVED, resolved_at=AT + timedelta(minutes=20))
    assert made.title.startswith("Resolved: ")
    assert made.summary.startswith("Over after 2 h 25 min")
    assert made.comparisons == ()
    assert not made.news


@pytest.mark.parametrize(
    ("reason", "prefix"),
    [
        ("severity_rose", "Worse: "),
        ("still_open", "Still open: "),
        ("kind_changed", "Now: "),
        ("confirmed", "Confirmed: "),
    ],
)
def test_a_later_state_says_why_it_is_told_again(reason: str, prefix: str) -> None:
    assert notice(reason).title.startswith(prefix)


def test_only_news_rings_again() -> None:
    assert [
        notice(reason).news for reason in ("severity_rose", "still_open", "kind_changed", "recovered")
    ] == [
        True,
        True,
        False,
        False,
    ]
    assert notice("again", state=IncidentState.REOPENED).news


def test_every_state_of_an_incident_has_the_same_key() -> None:
    assert (
        notice().key
        == notice("recovered", state=IncidentState.RESOLVED).key
        == "gpt-4o-mini/ticket-triage/validity:100"
    )


def test_nothing_known_but_the_kind_still_makes_a_message() -> None:
    bare = transition(
        evidence={}, signals=(), onset_cycle=None, onset_after=None, onset_before=None, opened_at=None
    )
    made = compose("t", "s", bare)
    assert made.summary == "More answers fail their checks than the baseline allows."
    assert dict(made.facts) == {
        "Severity": "critical",
        "Reason": "a change was noticed for the first time",
    }


@settings(deadline=None)  # drawing nested values takes a while on a busy machine
@given(
    st.dictionaries(
        st.sampled_from([*EVIDENCE]),
        st.recursive(
            st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=5),
            lambda inner: (
                st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3)
            ),
            max_leaves=8,
        ),
    )
)
def test_evidence_of_any_shape_makes_a_message(evidence: dict[str, object]) -> None:
    assert as_text(notice(evidence=evidence))


def test_a_drill_is_marked_before_anything_else() -> None:
    assert compose("t", "s", transition(), mark="DRILL").title.startswith("[DRILL] ")


def test_names_with_spaces_are_quoted_in_commands() -> None:
    made = compose("my target", "a suite", transition())
    assert made.steps[0] == "canary diff 'my target' 'a suite/shipping-delay'"


def test_a_notice_survives_the_outbox() -> None:
    made = notice()
    assert Notice.from_plain(json.loads(json.dumps(made.to_plain()))) == made


def test_excerpts_show_the_difference_however_late_it_comes() -> None:
    same = "The weather in the north is fine. " * 100
    old, new = excerpts(same + "It costs 10 euros.", same + "It costs 99 euros.")
    assert old is not None
    assert new is not None
    assert old.startswith("…")
    assert "10 euros" in old
    assert "99 euros" in new


@given(st.text(max_size=600), st.text(max_size=600), st.text(max_size=600))
def test_excerpts_are_bounded(common: str, old: str, new: str) -> None:
    for shown in excerpts(common + old, common + new):
        assert shown is not None
        assert 0 < len(shown) <= EXCERPT_CHARS + 1


def test_outputs_that_look_alike_are_said_to() -> None:
    made = notice(outputs={"shipping-delay": ("yes", "yes\u200b")})
    assert made.comparisons[0].note == "They differ only in characters that do not show."


def test_equal_outputs_are_not_shown_as_a_change() -> None:
    assert notice(outputs={"shipping-delay": ("same", "same")}).comparisons[0].old is None


def test_an_empty_output_is_shown_as_empty() -> None:
    assert notice(outputs={"shipping-delay": ("text", "")}).comparisons[0].new == "(empty)"


def test_text_keeps_its_limit() -> None:
    assert len(as_text(notice(), limit=300)) <= 300


@pytest.mark.parametrize(
    ("span", "said"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=40), "40 s"),
        (timedelta(minutes=5, seconds=3), "5 min 3 s"),
        (timedelta(hours=2), "2 h"),
        (timedelta(days=3, hours=4, minutes=59), "3 d 4 h"),
        (timedelta(days=1, minutes=5), "1 d"),
    ],
)
def test_spans_are_said_in_two_units(span: timedelta, said: str) -> None:
    assert duration(span) == said


def test_the_trial_message_cannot_be_mistaken() -> None:
    made = trial_notice(AT, "host-1")
    assert made.title.startswith("[TEST]")
    assert "Nothing is wrong" in made.summary


def test_the_budget_is_announced_before_it_bites_and_when_it_does() -> None:
    near, spent = (
        budget_notice(Account(None, 5.0, 4.2), ["low"], AT),
        budget_notice(Account(None, 5.0, 5.01), ["low"], AT),
    )
    assert (near.severity, spent.severity) == (Severity.WARNING, Severity.CRITICAL)
    assert near.key == spent.key
    assert "$4.20 of $5.00" in near.summary
    assert "low criticality rest first" in near.summary
    own = budget_notice(Account("gpt", 5.0, 4.2), [], AT)
    assert (own.target, own.key) == ("gpt", f"{near.key}/gpt")
    assert "the day's budget of gpt" in own.title


def test_the_first_people_hear_of_a_suspicion_does_not_say_that_it_got_worse() -> None:
    heard = replace(transition("severity_rose"), previous=IncidentState.SUSPECTED)
    assert not compose("t", "s", heard).title.startswith("Worse")


# --- who closed it, and in whose words -------------------------------------------------------------


def closed(reason: str, **evidence: object) -> Notice:
    made = transition(reason, state=IncidentState.RESOLVED, evidence={**EVIDENCE, **evidence})
    return compose("t", "s", made, by="ann")


def test_an_incident_that_an_approval_closed_names_the_person_and_their_words() -> None:
    said = closed("baseline_approved", approved={"baseline": 2, "words": "the May version,\nas announced"})
    assert said.summary == "Closed by ann, who approved baseline 2: the May version, as announced."
    assert "back within the baseline" not in as_text(said)


def test_an_incident_that_a_person_closed_is_not_said_to_have_recovered() -> None:
    said = closed("resolved_by_person")
    assert said.summary == "Closed by ann. A change that is still there opens another."
    assert "back within" not in as_text(said)


def test_a_persons_words_are_bounded_and_clean() -> None:
    said = closed("baseline_approved", approved={"baseline": 2, "words": "x\x1b[2J" + "y" * 5000})
    assert "\x1b" not in said.summary
    assert len(said.summary) < 400


def test_what_is_over_is_told_in_the_past_tense() -> None:
    labels = {label for label, _ in closed("recovered").facts}
    assert {"Evidence was", "Samples then", "Checks that failed", "Lasted"} <= labels
    assert not {"How sure", "Samples", "Checks now failing"} & labels


def test_whoever_took_an_incident_on_is_named_and_the_command_for_it_is_gone() -> None:
    taken = replace(transition("acknowledged"), incident=notice_incident(IncidentState.ACKNOWLEDGED))
    said = compose("t", "s", taken, by="ann", incident_id="3")
    assert said.summary.startswith("Taken on by ann. Began ")
    assert said.title.startswith("Acknowledged: ")
    assert not said.news
    assert not any("ack" in step for step in said.steps)


def notice_incident(state: IncidentState) -> Incident:
    return transition(state=state).incident


# --- what is said is so ----------------------------------------------------------------------------


def test_drift_with_failing_checks_does_not_say_that_checks_pass() -> None:
    assert "pass" not in notice(kind=Kind.DRIFT).summary
    assert "checks fail" in notice(kind=Kind.DRIFT).summary
    assert "checks still pass" in notice(kind=Kind.DRIFT, evidence={}).summary


def test_over_a_ceiling_no_baseline_is_spoken_of_as_the_measure() -> None:
    said = notice(evidence={"reason": "ceiling", "rate": 0.8, "ceiling": 0.5}).summary
    assert said.endswith("More answers are made up than the ceiling allows, whatever the baseline.")


@pytest.mark.parametrize("kind", Kind)
def test_no_message_claims_an_approval_that_nobody_gave(kind: Kind) -> None:
    assert "approved baseline" not in as_text(notice(kind=kind, evidence={}))


@pytest.mark.parametrize(
    ("kind", "evidence", "said"),
    [
        (Kind.QUALITY, {"rate": 0.8, "baseline_rate": 0.5, "reason": "ceiling"}, "80% failing, ceiling 50%"),
        (Kind.QUALITY, {"rate": 0.8, "ceiling": 0.5, "reason": "ceiling"}, "80% failing, ceiling 50%"),
        (
            Kind.QUALITY,
            {"rate": 0.8, "ceiling": 0.5, "baseline_rate": 0.02, "reason": "ceiling"},
            "80% failing, ceiling 50%, baseline 2.0%",
        ),
        (Kind.QUALITY, {"rate": 0.8, "baseline_rate": 0.02}, "80% failing, baseline 2.0%"),
        (Kind.OUTAGE, {"rate": 1.0, "baseline_rate": 0.05}, "100% unmeasured, tolerated 5.0%"),
    ],
)
def test_a_share_is_held_against_what_it_was_held_against(
    kind: Kind, evidence: dict[str, object], said: str
) -> None:
    assert dict(notice(kind=kind, evidence=evidence).facts)["Samples"] == said


@pytest.mark.parametrize(
    "reason", ["severity_rose", "outlived_a_regime", "unmeasured_over_bound", "something_of_later"]
)
def test_no_raw_name_of_a_reason_reaches_people(reason: str) -> None:
    assert reason not in as_text(notice(evidence={**EVIDENCE, "reason": reason}))
    assert reason not in as_text(notice(reason, evidence={}))


def test_every_reason_that_the_detectors_name_has_words() -> None:
    named = {*Reason, *Doubt, *DETECTORS}
    assert {name for name in named if reason_words(name) == name.replace("_", " ")} == set()


@pytest.mark.parametrize(("many", "hidden"), [(7, 0), (8, 0), (9, 2)])
def test_a_list_never_hides_just_one(many: int, hidden: int) -> None:
    prompts = [{"prompt": f"p{n}"} for n in range(many)]
    more = notice(evidence={"prompts": prompts}).more
    assert more.startswith(f"and {many - 2} more: p2, p3")
    assert more.count(", ") == many - 2 - 1 - hidden + (hidden > 0)
    assert more.endswith("…") == (hidden > 0)


def test_the_notice_knows_its_incidents_number() -> None:
    assert notice().incident == "12"
