"""Alerts: what identifies one, when it begins and ends, what is said again; against a loopback server."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.budget import Account
from canary.core.message import Notice, budget_notice, trial_notice
from canary.core.model import IncidentState, Kind, Secret, Severity
from canary.errors import DeliveryError
from canary.sinks.alertmanager import EXPIRES, Alertmanager, alert, labels, together
from support.notices import AT, notice
from support.servers import Server, always, response, serve

NOW = AT + timedelta(minutes=5)


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def resolved(**changes: Any) -> Notice:
    ended = {"resolved_at": AT + timedelta(minutes=2), **changes}
    return notice("recovered", state=IncidentState.RESOLVED, **ended)


# --- the alert ---


def test_labels_find_and_route_an_incident_and_its_number_is_none_of_them() -> None:
    found = labels(replace(notice(), vantage="rack-7"))
    assert found == {
        "alertname": "CanaryIncident",
        "target": "gpt-4o-mini",
        "suite": "ticket-triage",
        "kind": "quality",
        "cause": "validity",
        "severity": "critical",
        "owner": "payments",
        "vantage": "rack-7",
    }


def test_what_is_not_known_is_no_label() -> None:
    assert "owner" not in labels(replace(notice(), owner=None))


@pytest.mark.parametrize("reason", ["first_seen", "severity_rose", "still_open", "acknowledged", "recovered"])
def test_labels_are_the_same_for_every_state_of_an_incident(reason: str) -> None:
    assert labels(notice(reason)) == labels(resolved()) == labels(notice(reopened=3, opened_cycle=140))


def test_annotations_say_what_happened_and_where_to_look_and_quote_no_output() -> None:
    said = alert(notice(), NOW)["annotations"]
    assert set(said) == {"summary", "description", "runbook", "report"}
    assert said["summary"] == "gpt-4o-mini: answers got worse in ticket-triage"
    assert "Samples: 12 of 15" in said["description"]
    assert (said["runbook"], said["report"]) == (notice().runbook, "canary incidents show 12")
    assert "TKT-99999" not in json.dumps(said)


def test_what_a_provider_calls_its_model_mentions_nobody_in_a_receiver() -> None:
    hostile = replace(notice(), facts=(("Identity", "<!channel> <http://evil|ok> \x1b[2J" + "x" * 9000),))
    said = json.dumps(alert(hostile, NOW), ensure_ascii=False)
    assert not set(said) & set("<>\x1b")
    assert len(said) < 5000


def test_an_open_incident_fires_from_its_opening_until_it_is_not_repeated() -> None:
    found = alert(notice(), NOW)
    assert moment(found["startsAt"]) == AT
    assert moment(found["endsAt"]) == NOW + EXPIRES


def test_a_resolved_one_has_ended_when_it_was_resolved() -> None:
    found = alert(resolved(), NOW)
    assert (moment(found["startsAt"]), moment(found["endsAt"])) == (AT, AT + timedelta(minutes=2))


def test_a_silenced_one_has_ended() -> None:
    assert moment(alert(notice(state=IncidentState.SILENCED), NOW)["endsAt"]) == AT


def test_a_test_ends_by_itself_and_the_budget_at_midnight() -> None:
    test = alert(trial_notice(NOW, "h"), NOW)
    assert (test["labels"]["alertname"], moment(test["endsAt"]) - NOW) == ("CanaryTest", timedelta(minutes=5))
    budget = alert(budget_notice(Account(None, 5, 5), (), NOW), NOW)
    assert (budget["labels"]["alertname"], budget["labels"]["severity"]) == ("CanaryBudget", "critical")
    assert moment(budget["endsAt"]) == datetime(2026, 11, 21, tzinfo=UTC)


times = st.one_of(st.none(), st.datetimes(datetime(2025, 1, 1), datetime(2028, 1, 1), timezones=st.just(UTC)))


@given(times, times, times, st.sampled_from(list(IncidentState)))
def test_no_alert_ends_before_it_begins_or_is_resolved_in_the_future(
    opened: datetime | None, ended: datetime | None, at: datetime | None, state: IncidentState
) -> None:
    """Whatever the clocks said: Alertmanager refuses the one, and the other would fire."""
    over = state is IncidentState.RESOLVED
    told = replace(notice(), opened_at=opened, ended_at=ended, at=at, state=state.value, resolved=over)
    found = alert(told, NOW)
    assert moment(found["startsAt"]) <= moment(found["endsAt"])
    assert moment(found["startsAt"]) <= NOW
    assert (moment(found["endsAt"]) <= NOW) == (over or state is IncidentState.SILENCED)


def test_of_one_alert_what_fires_comes_before_what_ended() -> None:
    new = replace(notice(), incident="13")
    found = together([notice(), resolved(), new, replace(resolved(), suite="other")], NOW)
    assert len(found) == 2
    assert {moment(each["endsAt"]) for each in found} == {NOW + EXPIRES, AT + timedelta(minutes=2)}


# --- posting ---


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serve(always(response(b""))) as running:
        yield running


@pytest.fixture
async def sink(server: Server) -> AsyncIterator[Alertmanager]:
    opened = Alertmanager(f"{server.url}/am/", Secret("tok-hunter2"), lambda: NOW)
    yield opened
    await opened.aclose()


def posted(server: Server) -> list[list[dict[str, Any]]]:
    return [asked.json for asked in server.journal]


async def test_an_alert_is_posted_below_the_address_with_the_token(
    server: Server, sink: Alertmanager
) -> None:
    await sink.send(notice(), None)
    asked = server.journal[0]
    assert (asked.method, asked.path) == ("POST", "/am/api/v2/alerts")
    assert asked.headers["authorization"] == "Bearer tok-hunter2"
    assert posted(server) == [[alert(notice(), NOW)]]


async def test_a_graver_alert_replaces_the_one_before_at_once(server: Server, sink: Alertmanager) -> None:
    ref = await sink.send(notice(severity=Severity.WARNING), None)
    again = await sink.send(notice("severity_rose"), ref)
    graver, before = posted(server)[1]
    assert graver["labels"]["severity"] == "critical"
    assert (before["labels"]["severity"], moment(before["endsAt"])) == ("warning", NOW)
    await sink.send(resolved(), again)
    assert len(posted(server)[2]) == 1


async def test_a_quiet_change_starts_no_alert_and_a_quiet_end_ends_one(
    server: Server, sink: Alertmanager
) -> None:
    """One that comes and goes is held off; `remind` brings what stands, with its words as they are then."""
    quiet = replace(notice(state=IncidentState.REOPENED), quiet=True)
    assert await sink.send(quiet, "known") == "known"
    assert posted(server) == []
    for over in (resolved(), notice(state=IncidentState.SILENCED)):
        await sink.send(replace(over, quiet=True), None)
    assert [moment(alerts[0]["endsAt"]) <= NOW for alerts in posted(server)] == [True, True]


async def test_all_that_stands_is_one_request(server: Server, sink: Alertmanager) -> None:
    many = [replace(notice(), target=f"t{n}") for n in range(500)]

    async def standing() -> Sequence[Notice]:
        return many

    assert await sink.remind(standing) == 500
    assert [len(alerts) for alerts in posted(server)] == [500]


async def test_nothing_stands_and_nothing_is_posted(server: Server, sink: Alertmanager) -> None:
    async def standing() -> Sequence[Notice]:
        return []

    assert await sink.remind(standing) == 0
    assert server.journal == []


async def test_what_stands_is_never_read_before_an_end_and_posted_after_it(
    server: Server, sink: Alertmanager
) -> None:
    import asyncio

    reading = asyncio.Event()

    async def standing() -> Sequence[Notice]:
        reading.set()
        await asyncio.sleep(0.05)
        return [notice()]

    reminding = asyncio.create_task(sink.remind(standing))
    await reading.wait()
    await sink.send(resolved(), None)
    await reminding
    assert [moment(alerts[0]["endsAt"]) > NOW for alerts in posted(server)] == [True, False]


# --- refusals ---


@pytest.mark.parametrize(
    ("status", "way_out", "permanent"),
    [
        (400, "will never take this alert", True),
        (401, "alerts.alertmanager.bearer_token", False),
        (404, "its path prefix included", False),
        (413, "limits requests too much", False),
    ],
)
async def test_a_refusal_has_a_way_out(status: int, way_out: str, permanent: bool) -> None:
    async with serve(always(response('"start time"', status))) as server:
        sink = Alertmanager(server.url, None, lambda: NOW)
        with pytest.raises(DeliveryError) as raised:
            await sink.send(notice(), None)
        await sink.aclose()
    assert raised.value.permanent is permanent
    assert way_out in str(raised.value)


async def test_a_login_page_is_no_receipt() -> None:
    page = response("<!doctype html><h1>Sign in</h1>", headers={"content-type": "text/html"})
    async with serve(always(page)) as server:
        sink = Alertmanager(server.url, None, lambda: NOW)
        with pytest.raises(DeliveryError, match="a page of HTML: a proxy, perhaps"):
            await sink.send(notice(), None)
        assert "a page of HTML" in (await sink.check() or "")
        await sink.aclose()


@pytest.mark.parametrize(
    ("answer", "healthy"),
    [
        (response({"versionInfo": {"version": "0.25.0"}, "cluster": {"status": "ready"}}), True),
        (response({"status": "ok"}), False),
        (response("[]"), False),
        (response("{"), False),
        (response({"versionInfo": {}}, 403), False),
    ],
)
async def test_its_status_proves_that_it_is_alertmanager_and_posts_nothing(
    answer: bytes, healthy: bool
) -> None:
    async with serve(always(answer)) as server:
        sink = Alertmanager(server.url, None, lambda: NOW)
        problem = await sink.check()
        await sink.aclose()
    assert (problem is None) is healthy
    assert [(asked.method, asked.path) for asked in server.journal] == [("GET", "/api/v2/status")]
    assert problem is None or "alerts.alertmanager" in problem


def test_kinds_keep_apart_what_is_routed_apart() -> None:
    assert labels(notice(kind=Kind.OUTAGE, cause="timeout"))["cause"] == "timeout"
