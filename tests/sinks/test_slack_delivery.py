"""Delivery against a loopback Slack: one message per incident, and for every refusal a way out."""

from __future__ import annotations

import logging
import traceback
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from canary.core.message import Notice
from canary.core.model import IncidentState, Secret
from canary.errors import DeliveryError, UsageError
from canary.settings.values import Slack as SlackSettings
from canary.sinks import Sink, slack, slack_wire
from support.notices import notice
from support.servers import response
from support.slack_server import Slack, plain, ratelimited, refuse, slack_server


def Settings(
    bot_token: Secret | None = None,
    webhook_url: Secret | None = None,
    channel: str | None = "#llm-oncall",
    api_url: str | None = None,
) -> SlackSettings:
    return SlackSettings(bot_token, webhook_url, channel, api_url, channels=("#llm-oncall", "#pay-llm"))


def open_slack(settings: SlackSettings) -> Sink:
    return slack.open_slack(settings, pace=0.0)


@pytest.fixture
async def server() -> AsyncIterator[Slack]:
    async with slack_server() as running:
        yield running


@pytest.fixture
async def bot(server: Slack) -> AsyncIterator[Sink]:
    sink = open_slack(Settings(bot_token=Secret("xoxb-good"), api_url=server.api_url))
    yield sink
    await sink.aclose()


@pytest.fixture
async def webhook(server: Slack) -> AsyncIterator[Sink]:
    sink = open_slack(Settings(webhook_url=Secret(server.webhook_url)))
    yield sink
    await sink.aclose()


async def failure(sink: Sink, what: Notice | None = None, ref: str | None = None) -> DeliveryError:
    with pytest.raises(DeliveryError) as raised:
        await sink.send(what or notice(), ref)
    return raised.value


async def test_a_later_state_edits_the_same_message(server: Slack, bot: Sink) -> None:
    ref = await bot.send(notice(), None)
    again = await bot.send(notice("recovered", state=IncidentState.RESOLVED), ref)
    assert again == ref
    assert server.methods == ["chat.postMessage", "chat.postMessage", "chat.update"]
    assert [message["text"][0] for message in server.roots().values()] == ["✅"]


async def test_the_message_goes_to_the_channel_of_its_route(server: Slack, bot: Sink) -> None:
    await bot.send(notice(), None)
    await bot.send(replace(notice(), channel="#pay-llm"), None)
    posts = [asked["channel"] for _, asked in server.calls if "thread_ts" not in asked]
    assert posts == ["#llm-oncall", "#pay-llm"]


async def test_worse_news_edits_and_rings_in_the_thread(server: Slack, bot: Sink) -> None:
    ref = await bot.send(notice(), None)
    await bot.send(notice("severity_rose"), ref)
    assert server.methods == ["chat.postMessage", "chat.postMessage", "chat.update", "chat.postMessage"]
    reply = server.calls[-1][1]
    assert reply["reply_broadcast"] is True
    assert f"{reply['channel']}:{reply['thread_ts']}" == (ref or "").partition("#")[0]


async def test_a_message_that_is_gone_is_posted_anew(server: Slack, bot: Sink) -> None:
    ref = await bot.send(notice("kind_changed"), "C0LLM:1.0")
    assert server.methods == ["chat.update", "chat.postMessage", "chat.postMessage"]
    assert ref is not None
    assert list(server.roots()) == [ref.partition("#")[0]]


async def test_a_webhook_posts_each_state(server: Slack, webhook: Sink) -> None:
    assert await webhook.send(notice(), None) is None
    assert await webhook.send(notice("recovered", state=IncidentState.RESOLVED), None) is None
    assert len(server.messages) == 2


async def test_a_webhook_goes_to_the_compatible_address(server: Slack) -> None:
    settings = Settings(
        webhook_url=Secret("https://hooks.slack.com/services/T0/B0/hook-secret"), api_url=server.api_url
    )
    sink = open_slack(settings)
    await sink.send(notice(), None)
    await sink.aclose()
    assert server.server.journal[0].path == "/services/T0/B0/hook-secret"


@pytest.mark.parametrize(
    ("code", "way_out"),
    [
        ("invalid_auth", "alerts.slack.bot_token"),
        ("token_expired", "alerts.slack.bot_token"),
        ("token_revoked", "alerts.slack.bot_token"),
        ("missing_scope", "chat:write"),
        ("channel_not_found", "alerts.slack.channel"),
        ("is_archived", "unarchive"),
        ("not_in_channel", "/invite"),
        ("internal_error", "sent again later"),
        ("a_word_slack_made_up_yesterday", "sent again later"),
    ],
)
async def test_what_a_person_can_mend_is_named_and_kept(
    server: Slack, bot: Sink, code: str, way_out: str
) -> None:
    server.answer = refuse(code)
    error = await failure(bot)
    assert code in str(error)
    assert way_out in str(error)
    assert not error.permanent


async def test_the_missing_scope_is_named(server: Slack, bot: Sink) -> None:
    server.answer = refuse("missing_scope", needed="chat:write.public", provided="none")
    assert "chat:write.public" in str(await failure(bot))


@pytest.mark.parametrize("code", ["invalid_blocks", "msg_too_long", "no_text"])
async def test_a_message_slack_will_never_take_is_given_up(server: Slack, bot: Sink, code: str) -> None:
    server.answer = refuse(code)
    assert (await failure(bot)).permanent


async def test_being_rate_limited_passes_on_how_long_to_wait(server: Slack, bot: Sink, webhook: Sink) -> None:
    server.answer = ratelimited(30)
    for sink in (bot, webhook):
        error = await failure(sink)
        assert (error.permanent, error.retry_after) == (False, 30.0)


@pytest.mark.parametrize("value", ["soon", "-5", "nan", "1e9", ""])
async def test_a_nonsense_retry_after_is_ignored(server: Slack, bot: Sink, value: str) -> None:
    server.answer = response({"ok": False, "error": "ratelimited"}, 429, {"retry-after": value})
    assert (await failure(bot)).retry_after is None


@pytest.mark.parametrize(
    ("answer", "way_out"),
    [
        (plain("invalid_token", 403), "alerts.slack.webhook_url"),
        (plain("no_service", 404), "alerts.slack.webhook_url"),
        (plain("channel_is_archived", 410), "unarchive"),
        (plain("<html>proxy</html>", 502), "HTTP 502"),
    ],
)
async def test_a_webhooks_refusals_have_a_way_out(
    server: Slack, webhook: Sink, answer: bytes, way_out: str
) -> None:
    server.answer = answer
    error = await failure(webhook)
    assert way_out in str(error)
    assert not error.permanent


@pytest.mark.parametrize(
    "answer",
    [
        plain("<html>captive portal</html>", 200),
        plain("<html>bad gateway</html>", 502),
        response("{truncated", 200),
        response("[]", 200),
        response("null", 200),
        response("words", 200, {"content-type": "text/plain"}),
        response(b"\xff\xfe", 200),
        response(b"", 204),
        b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nshort",
        b"not http at all\r\n\r\n",
    ],
)
async def test_an_answer_that_is_not_slacks_is_tried_again_and_never_taken_for_ok(
    server: Slack, bot: Sink, answer: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_wire, "DEADLINE", 0.5)
    server.answer = answer
    assert not (await failure(bot)).permanent


async def test_a_slack_that_does_not_answer_is_given_up_in_time(
    server: Slack, bot: Sink, webhook: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_wire, "DEADLINE", 0.2)
    server.delay = 30
    for sink in (bot, webhook):
        error = await failure(sink)
        assert "no answer within 0.2 s" in str(error)
        assert not error.permanent


async def test_nobody_listening_is_told_with_where_to_look() -> None:
    sink = open_slack(Settings(bot_token=Secret("xoxb-good"), api_url="http://127.0.0.1:9/api"))
    error = await failure(sink)
    await sink.aclose()
    assert "alerts.slack.api_url" in str(error)
    assert not error.permanent


async def test_a_proxy_is_used_and_no_proxy_is_honoured(
    server: Slack, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")
    for variable, reached in (("elsewhere.example", False), ("127.0.0.1", True)):
        monkeypatch.setenv("NO_PROXY", variable)
        for settings in (
            Settings(bot_token=Secret("xoxb-good"), api_url=server.api_url),
            Settings(webhook_url=Secret(server.webhook_url)),
        ):
            sink = open_slack(settings)
            assert (await sink.check() is None) is reached
            await sink.aclose()


async def test_the_sink_tries_once(server: Slack, bot: Sink) -> None:
    server.answer = ratelimited(1)
    await failure(bot)
    assert len(server.calls) == 1


async def test_check_asks_slack_for_the_token_without_posting(server: Slack, bot: Sink) -> None:
    assert await bot.check() is None
    assert server.messages == {}
    server.answer = refuse("token_revoked")
    assert "token_revoked" in (await bot.check() or "")


async def test_check_of_a_webhook_posts_nothing(server: Slack, webhook: Sink) -> None:
    assert await webhook.check() is None
    assert server.messages == {}
    server.answer = plain("no_service", 404)
    assert "no_service" in (await webhook.check() or "")


async def test_no_secret_shows_in_errors_or_logs(
    server: Slack, bot: Sink, webhook: Sink, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    server.answer = refuse("invalid_auth")
    bad = open_slack(Settings(webhook_url=Secret("http://127.0.0.1:9/services/hook-secret")))
    worse = open_slack(Settings(webhook_url=Secret("not-a-url/hook-secret")))
    said = [repr(bad), caplog.text]
    for sink in (bot, webhook, bad, worse):
        if sink is not webhook:
            said += traceback.format_exception(await failure(sink))
        await sink.aclose()
    server.answer = None
    await webhook.send(notice(), None)
    await webhook.aclose()
    assert "xoxb-good" not in "".join(said) + caplog.text
    assert "hook-secret" not in "".join(said) + caplog.text


def test_settings_that_cannot_work_are_refused() -> None:
    with pytest.raises(UsageError, match="channel"):
        open_slack(Settings(bot_token=Secret("xoxb-good"), channel=None))
    with pytest.raises(UsageError, match="bot_token"):
        open_slack(Settings())
