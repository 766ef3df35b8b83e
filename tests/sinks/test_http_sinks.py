"""What the sinks over plain HTTP have in common: one try within the deadline, and for every refusal a way out."""

from __future__ import annotations

import asyncio
import logging
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from datetime import UTC, datetime

import pytest

from canary.core.model import Secret
from canary.errors import DeliveryError
from canary.sinks import http
from canary.sinks.alertmanager import Alertmanager
from canary.sinks.base import Sink
from canary.sinks.heartbeat import Heartbeat
from canary.sinks.pagerduty import PagerDuty
from canary.sinks.webhook import Webhook
from support.notices import notice
from support.servers import FAULTS, Handler, Received, Server, always, response, serve

NOW = datetime(2026, 11, 20, 3, 10, tzinfo=UTC)
KEY = "hunter2-0123456789abcdef"


def _alertmanager(url: str) -> Sink:
    return Alertmanager(url, Secret(KEY), lambda: NOW)


def _pagerduty(url: str) -> Sink:
    return PagerDuty(Secret(KEY), f"{url}/v2/enqueue")


def _webhook(url: str) -> Sink:
    return Webhook(Secret(f"{url}/{KEY}"), Secret(KEY), lambda: NOW)


SINKS: Mapping[str, Callable[[str], Sink]] = {
    "alertmanager": _alertmanager,
    "pagerduty": _pagerduty,
    "webhook": _webhook,
}


@pytest.fixture(params=sorted(SINKS))
async def make(request: pytest.FixtureRequest) -> AsyncIterator[Callable[[str], Sink]]:
    made: list[Sink] = []

    def opened(url: str) -> Sink:
        made.append(SINKS[request.param](url))
        return made[-1]

    yield opened
    for sink in made:
        await sink.aclose()


async def failing(work: Awaitable[object]) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        await work
    return raised.value


async def refused(make: Callable[[str], Sink], handler: Handler) -> tuple[DeliveryError, Server]:
    async with serve(handler) as server:
        return await failing(make(server.url).send(notice(), None)), server


@pytest.mark.parametrize("status", [401, 403, 404, 405, 408, 429, 500, 502, 503, 504])
async def test_what_a_person_or_time_can_mend_is_tried_again(
    make: Callable[[str], Sink], status: int
) -> None:
    error, server = await refused(make, always(response({"message": "no"}, status)))
    assert str(error).startswith(f"{make('http://h').name}: HTTP {status}")
    assert not error.permanent
    assert len(server.journal) == 1


@pytest.mark.parametrize("status", [200, 202])
async def test_a_receipt_is_enough(make: Callable[[str], Sink], status: int) -> None:
    async with serve(always(response({"status": "success"}, status))) as server:
        sink = make(server.url)
        if sink.name == "pagerduty" and status != 202:
            assert "HTTP 200" in str(await failing(sink.send(notice(), None)))
        else:
            await sink.send(notice(), None)


async def test_being_asked_to_wait_is_passed_on(make: Callable[[str], Sink]) -> None:
    for status in (429, 503):
        error, _ = await refused(make, always(response({}, status, {"retry-after": "30"})))
        assert error.retry_after == 30.0
    for nonsense in ("soon", "-5", "nan", "1e9", "Fri, 20 Nov 2026 03:00:00 GMT"):
        error, _ = await refused(make, always(response({}, 429, {"retry-after": nonsense})))
        assert error.retry_after is None
    error, _ = await refused(make, always(response({}, 429, {"retry-after": "999999"})))
    assert error.retry_after == 3600.0


@pytest.mark.parametrize(
    "fault", ["reset_before_reply", "hang_up", "not_http", "bad_header", "header_flood", "two_lengths"]
)
async def test_no_reply_names_where_to_look(make: Callable[[str], Sink], fault: str) -> None:
    error, _ = await refused(make, FAULTS[fault])
    assert "cannot be reached (" in str(error)
    assert "check alerts." in str(error)
    assert not error.permanent


@pytest.mark.parametrize("fault", ["never", "slow_headers"])
async def test_nobody_is_waited_for_longer_than_the_deadline(
    make: Callable[[str], Sink], fault: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "DEADLINE", 0.2)
    error, _ = await refused(make, FAULTS[fault])
    assert "no answer within 0.2 s" in str(error)
    assert not error.permanent


@pytest.mark.parametrize("fault", ["endless_error_body", "504"])
async def test_the_words_of_a_refusal_are_read_to_a_bound(make: Callable[[str], Sink], fault: str) -> None:
    error, _ = await refused(make, FAULTS[fault])
    assert len(str(error)) < 500
    assert "<html>" not in str(error)


async def test_a_receipt_counts_however_long_its_body_takes(
    make: Callable[[str], Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http, "WORDS_DEADLINE", 0.1)
    slow = FAULTS["slow_body"]
    async with serve(slow) as server:
        sink = make(server.url)
        if sink.name != "pagerduty":  # its receipt is 202
            await sink.send(notice(), None)


async def test_a_sink_that_was_closed_meanwhile_keeps_the_message_for_later(
    make: Callable[[str], Sink],
) -> None:
    async with serve(always(response({}, 202))) as server:
        sink = make(server.url)
        await sink.send(notice(), None)
        await sink.aclose()
        assert not (await failing(sink.send(notice(), None))).permanent


async def test_redirects_are_not_followed(make: Callable[[str], Sink]) -> None:
    error, server = await refused(make, FAULTS["redirect_loop"])
    assert "put the final address in alerts." in str(error)
    assert len(server.journal) == 1


async def test_what_a_server_says_is_cleaned_and_repeats_no_secret(make: Callable[[str], Sink]) -> None:
    said = response(f"bad\x1b[2J\r\n key {KEY}", 403, {"content-type": "text/plain"})
    error, _ = await refused(make, always(said))
    assert "(bad key <secret>)" in str(error)


async def test_no_secret_shows_in_errors_or_logs(
    make: Callable[[str], Sink], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    sink = make("http://127.0.0.1:9")
    worse = make("http://nowhere.invalid:1/\x00")
    said = [repr(sink), str(await sink.check()), str(await worse.check())]
    for each in (sink, worse):
        said += traceback.format_exception(await failing(each.send(notice(), None)))
    error, _ = await refused(make, always(response({"message": KEY}, 400)))
    said += traceback.format_exception(error)
    assert "hunter2" not in "".join(said) + caplog.text


async def test_a_proxy_is_used_and_no_proxy_is_honoured(
    make: Callable[[str], Sink], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    async with serve(always(response({"status": "success"}, 202))) as server:
        monkeypatch.setenv("NO_PROXY", "127.0.0.1")
        await make(server.url).send(notice(), None)
        monkeypatch.setenv("NO_PROXY", "elsewhere.example")
        assert "proxy" in str(await failing(make(server.url).send(notice(), None)))


@pytest.mark.parametrize("said", ["Cannot POST /hooks/{key}?a=1", "no such path: /hooks/{key}", "{url}"])
async def test_an_address_that_is_a_secret_is_not_repeated_where_a_server_quotes_it(said: str) -> None:
    quotes = ""

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(response(quotes, 404, {"content-type": "text/plain"}))

    async with serve(handle) as server:
        url = f"{server.url}/hooks/{KEY}?a=1"
        quotes = said.format(key=KEY, url=url)
        sink, heart = Webhook(Secret(url), Secret("s"), lambda: NOW), Heartbeat(Secret(url))
        errors = [await failing(sink.send(notice(), None)), await failing(heart.beat(NOW))]
        await sink.aclose()
        await heart.aclose()
    assert all("<secret>" in str(error) and KEY not in str(error) for error in errors)


# --- the heartbeat ---


async def test_a_heartbeat_is_a_plain_get_once_a_minute_at_most() -> None:
    async with serve(always(response("OK"))) as server:
        heart = Heartbeat(Secret(f"{server.url}/ping/1"))
        assert heart.claim(NOW)
        assert not heart.claim(NOW)  # one is under way
        await heart.beat(NOW)
        assert [heart.claim(NOW.replace(minute=minute)) for minute in (10, 11, 12)] == [False, True, False]
        await heart.aclose()
    assert [(asked.method, asked.path) for asked in server.journal] == [("GET", "/ping/1")]


@pytest.mark.parametrize(("status", "permanent"), [(404, True), (410, True), (403, False), (500, False)])
async def test_a_heartbeat_that_failed_is_due_again_at_once(status: int, permanent: bool) -> None:
    async with serve(always(response("no", status))) as server:
        heart = Heartbeat(Secret(f"{server.url}/{KEY}"))
        heart.claim(NOW)
        error = await failing(heart.beat(NOW))
        await heart.aclose()
    assert error.permanent is permanent
    assert KEY not in str(error)
    assert heart.claim(NOW)
