"""Every sink over TLS with an authority of our own, through a proxy that wants a password, and led astray."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import shutil
import traceback
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import structlog

from canary.core.model import Network, Secret
from canary.errors import DeliveryError
from canary.settings import values
from canary.sinks import open_heartbeat, open_sinks, slack_wire
from canary.sinks.base import Press
from canary.sinks.slack_socket import SlackSocket
from support.notices import notice
from support.servers import Handler, Received, always, response, serve
from support.slack_server import Slack, slack_server
from support.tls import Authority, connect_proxy, make_authority

NOW = datetime(2026, 11, 20, 3, 10, tzinfo=UTC)
PASSWORD = "hunter2-must-never-be-shown"

pytestmark = pytest.mark.skipif(
    shutil.which("openssl") is None, reason="openssl makes the certificates, and is not installed"
)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return make_authority(tmp_path_factory.mktemp("tls"))


@pytest.fixture(autouse=True)
def no_proxy_but_ours(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    yield
    structlog.reset_defaults()


@dataclass
class End:
    """A server that would take what is sent, and what was asked of it."""

    url: str
    asked: Callable[[], int]


@contextlib.asynccontextmanager
async def plain_end(authority: Authority | None) -> AsyncIterator[End]:
    taken = response({"status": "success"}, 202)
    async with serve(always(taken), tls=authority.server if authority else None) as server:
        yield End(server.url, lambda: len(server.journal))


@contextlib.asynccontextmanager
async def slack_end(authority: Authority | None) -> AsyncIterator[End]:
    async with slack_server(authority.server if authority else None) as server:
        yield End(server.server.url, lambda: len(server.calls))


def alerts(**sinks: Any) -> values.Alerts:
    return values.Alerts(**{"slack": None, "repeat_every": timedelta(hours=4), **sinks})


def _slack(url: str, bot_token: Secret | None = None, webhook_url: Secret | None = None) -> values.Slack:
    channel = "#llm-oncall"
    return values.Slack(bot_token, webhook_url, channel, f"{url}/api/", channels=(channel,))


def _configured(name: str, url: str) -> values.Alerts:
    match name:
        case "slack":
            return alerts(slack=_slack(url, bot_token=Secret("xoxb-good")))
        case "slack-webhook":
            return alerts(slack=_slack(url, webhook_url=Secret(f"{url}/services/T0/B0/hook")))
        case "alertmanager":
            return alerts(alertmanager=values.Alertmanager(url, None))
        case "pagerduty":
            return alerts(pagerduty=values.PagerDuty(Secret("key"), url))
        case _:
            return alerts(webhook=values.Webhook(Secret(f"{url}/hook"), Secret("s")))


async def tell(name: str, url: str, network: Network) -> None:
    """Send one message, or one sign of life, as the daemon would."""
    if name == "heartbeat":
        heart = open_heartbeat(Secret(f"{url}/ping"), network)
        try:
            await heart.beat(NOW)
        finally:
            await heart.aclose()
        return
    sinks = open_sinks(_configured(name, url), lambda: NOW, network)
    try:
        await sinks[name.partition("-")[0]].send(notice(), None)
    finally:
        await asyncio.gather(*(sink.aclose() for sink in sinks.values()))


ENDS: Mapping[str, Callable[[Authority | None], contextlib.AbstractAsyncContextManager[End]]] = {
    "slack": slack_end,
    "slack-webhook": slack_end,
    "alertmanager": plain_end,
    "pagerduty": plain_end,
    "webhook": plain_end,
    "heartbeat": plain_end,
}
every_sink = pytest.mark.parametrize("name", sorted(ENDS))


async def failing(work: Awaitable[object]) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        await work
    return raised.value


@every_sink
async def test_an_authority_is_trusted_only_where_it_is_named(name: str, authority: Authority) -> None:
    async with ENDS[name](authority) as end:
        error = await failing(tell(name, end.url, Network()))
        assert "its certificate is not trusted" in str(error)
        assert "network.ca_file" in str(error)
        assert not error.permanent
        assert end.asked() == 0
        await tell(name, end.url, Network(str(authority.ca_file)))
        assert end.asked() > 0


@every_sink
async def test_a_file_of_authorities_that_is_gone_is_an_error_of_the_delivery(
    name: str, tmp_path: Path
) -> None:
    error = await failing(tell(name, "https://127.0.0.1:9", Network(str(tmp_path / "gone.pem"))))
    assert not error.permanent


@every_sink
async def test_the_proxy_that_is_named_is_gone_through_and_its_password_shown_to_nobody_else(
    name: str, authority: Authority, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level(logging.DEBUG)
    async with ENDS[name](authority) as end, connect_proxy(f"ann:{PASSWORD}") as proxy:
        through = Network(str(authority.ca_file), Secret(f"http://ann:{PASSWORD}@127.0.0.1:{proxy.port}"))
        await tell(name, end.url, through)
        assert end.asked() > 0
        assert set(proxy.tunnels) == {end.url.removeprefix("https://")}
        assert set(proxy.shown) == {f"ann:{PASSWORD}"}
        before = end.asked()
        wrong = Secret(f"http://ann:{PASSWORD}-old@127.0.0.1:{proxy.port}")
        refused = await failing(tell(name, end.url, Network(str(authority.ca_file), wrong)))
        assert end.asked() == before
    away = await failing(tell(name, "https://127.0.0.1:9", through))
    nowhere = Secret(f"http://ann:{PASSWORD}@proxy.invalid:3128")
    lost = await failing(tell(name, "https://127.0.0.1:9", Network(None, nowhere)))
    told = [line for error in (refused, away, lost) for line in traceback.format_exception(error)]
    assert all("proxy" in str(error) for error in (refused, away, lost))
    assert PASSWORD not in "".join([*told, caplog.text, *capfd.readouterr(), repr(through)])


@every_sink
async def test_what_no_proxy_names_is_reached_without_it(
    name: str, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    async with ENDS[name](authority) as end:
        await tell(name, end.url, Network(str(authority.ca_file), Secret("http://127.0.0.1:9")))
        assert end.asked() > 0


@every_sink
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nobody_leads_a_sink_to_another_host(name: str, status: int) -> None:
    async with ENDS[name](None) as other:

        async def astray(received: Received, writer: asyncio.StreamWriter) -> None:
            writer.write(response(b"", status, {"location": f"{other.url}{received.path}"}))

        handler: Handler = astray
        async with serve(handler) as server:
            error = await failing(tell(name, server.url, Network()))
            assert f"HTTP {status}" in str(error)
            assert "redirects are not followed" in str(error)
            assert len(server.journal) == 1
        assert other.asked() == 0


# --- the socket for buttons ---


async def pressed(server: Slack, network: Network) -> Press:
    """What comes in over a socket that was opened over *network*."""
    heard: asyncio.Queue[Press] = asyncio.Queue()
    socket = SlackSocket(Secret("xapp-good"), server.api_url, network=network)
    listening = asyncio.create_task(socket.listen(heard.put))
    try:
        async with asyncio.timeout(60):
            await server.connected.wait()
            await server.envelope(ENVELOPE)
            return await heard.get()
    finally:
        listening.cancel()
        await asyncio.gather(listening, return_exceptions=True)
        await socket.aclose()


ENVELOPE = {
    "type": "interactive",
    "envelope_id": "e1",
    "payload": {
        "type": "block_actions",
        "user": {"id": "U0ANN", "username": "ann"},
        "container": {"message_ts": "1.2", "channel_id": "C0LLM"},
        "actions": [{"action_id": "canary_acknowledge", "action_ts": "3.4", "value": "v"}],
    },
}


async def test_the_socket_for_buttons_goes_the_same_way(authority: Authority) -> None:
    async with slack_server(authority.server) as server, connect_proxy(f"ann:{PASSWORD}") as proxy:
        address = Secret(f"http://ann:{PASSWORD}@127.0.0.1:{proxy.port}")
        press = await pressed(server, Network(str(authority.ca_file), address))
        assert press.action == "canary_acknowledge"
        assert len(proxy.tunnels) >= 2  # the call that asks for an address, and the socket itself


async def test_a_socket_with_a_certificate_nobody_signed_is_not_opened(authority: Authority) -> None:
    async with slack_server(authority.server) as server:
        socket = SlackSocket(Secret("xapp-good"), server.api_url)
        assert "certificate is not trusted" in str(await failing(socket.check()))
        await socket.aclose()
        assert server.calls == []


async def test_an_answer_of_slack_is_read_to_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(slack_wire, "MAX_REPLY", 100_000)
    async with slack_server() as server:
        server.answer = response(b" " * 300_000)
        for name in ("slack", "slack-webhook"):
            assert "an answer over" in str(await failing(tell(name, server.server.url, Network())))
