"""Events: who is paged when, and what they read; against a loopback server that answers as PagerDuty does."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary.core.message import Comparison, Member, Notice, group_notice, trial_notice
from canary.core.model import IncidentState, Kind, Secret, Severity
from canary.errors import DeliveryError
from canary.sinks.pagerduty import PagerDuty, action, event
from support.notices import AT, notice
from support.servers import Server, always, in_turn, response, serve

ACCEPTED = response({"status": "success", "message": "Event processed", "dedup_key": "k"}, 202)
KEY = "0123456789abcdef0123456789abcdef"


def refused(*errors: str) -> bytes:
    body = {"status": "invalid event", "message": "Event object is invalid", "errors": errors}
    return response(body, 400)


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serve(always(ACCEPTED)) as running:
        yield running


@pytest.fixture
async def sink(server: Server) -> AsyncIterator[PagerDuty]:
    opened = PagerDuty(Secret(KEY), f"{server.url}/v2/enqueue")
    yield opened
    await opened.aclose()


def actions(server: Server) -> list[tuple[str, str]]:
    return [(asked.json["event_action"], asked.json["dedup_key"]) for asked in server.journal]


# --- who is paged when ---


@pytest.mark.parametrize(
    ("state", "quiet", "what"),
    [
        (IncidentState.OPEN, False, "trigger"),
        (IncidentState.REOPENED, False, "trigger"),
        (IncidentState.ACKNOWLEDGED, True, "acknowledge"),
        (IncidentState.RESOLVED, False, "resolve"),
        (IncidentState.RESOLVED, True, "resolve"),
        (IncidentState.SILENCED, True, "resolve"),
        (IncidentState.REOPENED, True, None),  # held off: people heard of it within the hour
        (IncidentState.OPEN, True, None),
    ],
)
def test_what_each_state_does(state: IncidentState, quiet: bool, what: str | None) -> None:
    assert action(replace(notice(state=state), quiet=quiet)) == what


def test_who_joins_a_group_whose_others_are_over_pages_though_the_group_was_told() -> None:
    def member(number: int, state: IncidentState) -> Member:
        return Member(number, f"t{number}", "s", Kind.QUALITY, "validity", Severity.CRITICAL, state.value)

    def told(*members: Member) -> Notice:
        return replace(group_notice("openai", members, number=7, opened_at=AT, at=AT), quiet=True)

    over = told(member(1, IncidentState.RESOLVED))
    joined = told(member(1, IncidentState.RESOLVED), member(2, IncidentState.OPEN))
    assert [(action(each), each.key) for each in (over, joined)] == [
        ("resolve", "group/7"),
        ("trigger", "group/7"),
    ]


async def test_an_incident_lives_under_one_key(server: Server, sink: PagerDuty) -> None:
    for state in (IncidentState.OPEN, IncidentState.ACKNOWLEDGED, IncidentState.RESOLVED):
        await sink.send(notice(state=state), None)
    key = "gpt-4o-mini/ticket-triage/validity:100"
    assert actions(server) == [("trigger", key), ("acknowledge", key), ("resolve", key)]
    assert {asked.json["routing_key"] for asked in server.journal} == {KEY}
    assert set(server.journal[2].json) == {"routing_key", "event_action", "dedup_key"}


async def test_a_test_message_is_resolved_at_once(server: Server, sink: PagerDuty) -> None:
    await sink.send(trial_notice(AT, "host"), None)
    assert [what for what, _ in actions(server)] == ["trigger", "resolve"]
    assert len({key for _, key in actions(server)}) == 1


async def test_check_pages_nobody(server: Server, sink: PagerDuty) -> None:
    assert await sink.check() is None
    assert actions(server) == [("resolve", "canary/check")]


async def test_check_finds_a_wrong_key() -> None:
    wrong = "Length of 'routing_key' is incorrect (should be 32 characters)"
    async with serve(always(refused(wrong))) as server:
        sink = PagerDuty(Secret("short"), server.url)
        said = await sink.check() or ""
        await sink.aclose()
    assert "alerts.pagerduty.routing_key" in said
    assert "should be 32 characters" in said


# --- what they read ---


def test_a_page_says_what_happened_since_when_how_sure_and_what_to_do() -> None:
    page = event(notice(), "trigger")
    payload, details = page["payload"], page["payload"]["custom_details"]
    assert payload["summary"].startswith("gpt-4o-mini: answers got worse in ticket-triage. Began between")
    assert (payload["severity"], payload["source"]) == ("critical", "gpt-4o-mini")
    assert (payload["component"], payload["class"], payload["group"]) == (
        "ticket-triage",
        "quality",
        "payments",
    )
    assert payload["timestamp"] == AT.isoformat()
    assert page["links"] == [{"href": "https://runbooks.example/llm?a=1&b=2", "text": "Runbook"}]
    assert "12 of 15" in details["Samples"]
    assert details["outputs"][0]["now"] == "Parcel TKT-99999 is late."
    assert "canary incidents ack 12" in details["next"]


@pytest.mark.parametrize("severity", list(Severity))
def test_every_severity_is_one_of_pagerdutys(severity: Severity) -> None:
    assert event(notice(severity=severity), "trigger")["payload"]["severity"] in {
        "critical",
        "error",
        "warning",
        "info",
    }


texts = st.text(max_size=400) | st.sampled_from(
    ["\x1b[2J" * 2000, "€" * 5000, '"' * 5000, "\U0001f600" * 3000]
)


@settings(max_examples=40)
@given(texts, st.lists(st.tuples(texts, texts), max_size=14), st.lists(texts, max_size=5))
def test_no_event_is_too_long_whatever_a_model_said(
    text: str, facts: list[tuple[str, str]], outputs: list[str]
) -> None:
    hostile = Notice(
        key="k",
        title=text,
        summary=text,
        facts=tuple(facts),
        comparisons=tuple(Comparison(text, text, each, each, (text,)) for each in outputs),
        steps=(text,) * 20,
        more=text,
        incident="7",
    )
    page = event(hostile, "trigger")
    body = json.dumps(page, ensure_ascii=False)
    assert len(body.encode()) < 32_768
    assert not set(body) & {chr(code) for code in (*range(32), 127)}
    assert len(page["payload"]["summary"]) <= 1024


# --- refusals ---


async def failure(answer: bytes) -> DeliveryError:
    async with serve(in_turn(answer)) as server:
        sink = PagerDuty(Secret(KEY), server.url)
        with pytest.raises(DeliveryError) as raised:
            await sink.send(notice(), None)
        await sink.aclose()
    return raised.value


@pytest.mark.parametrize(
    ("answer", "words", "permanent"),
    [
        (refused("'payload.summary' is missing or blank"), "please report it", True),
        (refused("Length of 'routing_key' is incorrect"), "alerts.pagerduty.routing_key", False),
        (response("Invalid routing key", 400), "alerts.pagerduty.routing_key", False),
        (response({}, 403), "alerts.pagerduty.routing_key", False),
        (response({}, 404), "alerts.pagerduty.api_url", False),
        (response({}, 429, {"retry-after": "7"}), "takes no more for now", False),
        (response({}, 500), "status page", False),
    ],
)
async def test_a_page_is_given_up_only_where_it_can_never_be_taken(
    answer: bytes, words: str, permanent: bool
) -> None:
    error = await failure(answer)
    assert words in str(error)
    assert error.permanent is permanent


async def test_the_key_is_not_repeated_where_pagerduty_repeats_it() -> None:
    assert KEY not in str(await failure(refused(f"routing_key {KEY} is unknown")))
