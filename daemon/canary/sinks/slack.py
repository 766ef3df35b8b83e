"""Slack: a notice as Block Kit, sent with a bot token (and edited as the incident moves on) or to a webhook.

The payload is pure and within Slack's limits by construction; sending makes one attempt within ten seconds and
turns whatever goes wrong into a `DeliveryError` that says how to mend it.
"""

from __future__ import annotations

import asyncio
import html
import json
import logging
from collections.abc import Awaitable, Mapping
from typing import Any, Protocol, TypeVar
from urllib.parse import urlsplit, urlunsplit

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.webhook.async_client import AsyncWebhookClient

from canary.core.escape import escape_mrkdwn, escape_mrkdwn_code, fit, one_line, units
from canary.core.message import Comparison, Notice, comparison_heading
from canary.core.model import Secret, Severity
from canary.core.reasons import reason_words
from canary.errors import DeliveryError, UsageError
from canary.sinks.base import Sink

API = "https://slack.com/api/"
DEADLINE = 10.0  # seconds for one delivery, whatever it takes

# Slack allows 150 in a header, 3000 in a section, 10 fields of 2000 and 50 blocks; one screen holds much less.
HEADER = 150
SUMMARY = 1500
FIELDS = 10
FIELD = 400
OUTPUT = 800
COMPARISONS = 10
FALLBACK = 1000

T = TypeVar("T")
Block = dict[str, Any]
Payload = dict[str, Any]


class SlackSettings(Protocol):
    """What of `alerts.slack` is read here."""

    @property
    def bot_token(self) -> Secret | None: ...
    @property
    def webhook_url(self) -> Secret | None: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def api_url(self) -> str | None: ...


def open_slack(settings: SlackSettings) -> Sink:
    """The sink of *settings*; no connection is made before the first use. Raises `UsageError` if it cannot work."""
    if settings.bot_token is not None:
        if not settings.channel:
            raise UsageError("alerts.slack: a bot token needs a channel: set alerts.slack.channel")
        return SlackBot(settings.bot_token, settings.channel, settings.api_url or API)
    if settings.webhook_url is not None:
        return SlackWebhook(settings.webhook_url, settings.api_url)
    raise UsageError("alerts.slack: set bot_token (with channel) or webhook_url")


# --- payload ---------------------------------------------------------------------------------------

_BADGE = {Severity.INFO: "🔵", Severity.WARNING: "🟠", Severity.CRITICAL: "🔴"}


def payload(notice: Notice) -> Payload:
    """The message: `text` for lock screens and screen readers, `blocks` for the eye."""
    return {
        "text": fallback(notice),
        "blocks": blocks(notice),
        "unfurl_links": False,
        "unfurl_media": False,
    }


def fallback(notice: Notice) -> str:
    """The one line shown where blocks are not."""
    return fit(f"{badge(notice)} {notice.fallback}", FALLBACK, escape_mrkdwn)


def badge(notice: Notice) -> str:
    """Severity at a glance."""
    return "✅" if notice.resolved else _BADGE[notice.severity]


def blocks(notice: Notice) -> list[Block]:
    """Header, what it means, facts, old beside new, next steps, and which incident it is."""
    made = [
        _header(notice),
        _section(fit(notice.summary.strip(), SUMMARY, escape_mrkdwn) or "-"),
        *_facts(notice),
    ]
    made += [_comparison(each) for each in notice.comparisons[:COMPARISONS]]
    made += [*_more(notice), *_next(notice), _context(notice)]
    return made


def _header(notice: Notice) -> Block:
    title = fit(one_line(f"{badge(notice)} {notice.title}"), HEADER, escape_mrkdwn)
    return {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}


def _mrkdwn(text: str) -> Block:
    # verbatim: Slack then makes no links, mentions or channel names of plain text
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _facts(notice: Notice) -> list[Block]:
    fields = [_mrkdwn(_fact(label, value)) for label, value in notice.facts[:FIELDS]]
    return [{"type": "section", "fields": fields}] if fields else []


def _fact(label: str, value: str) -> str:
    return f"*{fit(one_line(label), 60, escape_mrkdwn)}*\n{fit(one_line(value), FIELD, escape_mrkdwn) or '-'}"


def _comparison(each: Comparison) -> Block:
    lines = [f"*{fit(one_line(comparison_heading(each)), 200, escape_mrkdwn)}*"]
    lines += [
        _fence(label, text) for label, text in (("was", each.old), ("now", each.new)) if text is not None
    ]
    lines += [f"_{fit(one_line(each.note), 200, escape_mrkdwn)}_"] if each.note else []
    return _section("\n".join(lines))


def _fence(label: str, text: str) -> str:
    return f"{label}\n```\n{fit(text, OUTPUT, escape_mrkdwn_code)}\n```"


def _more(notice: Notice) -> list[Block]:
    text = fit(one_line(notice.more), 500, escape_mrkdwn)
    return [_section(text)] if text else []


def _next(notice: Notice) -> list[Block]:
    parts = []
    if notice.steps:
        parts.append(f"*Next*\n```\n{fit(chr(10).join(notice.steps), 1500, escape_mrkdwn_code)}\n```")
    if link := _link(notice.runbook, "Runbook"):
        parts.append(link)
    return [_section("\n".join(parts))] if parts else []


def _link(url: str | None, label: str) -> str:
    """A live link: only to what the configuration names, and only where it cannot break out of its brackets."""
    safe = (url or "").replace("&", "&amp;")
    if not safe.startswith(("https://", "http://")) or units(safe) > 1000 or set(safe) & set("<>|\n "):
        return ""
    return f"<{safe}|{label}>"


def _context(notice: Notice) -> Block:
    number = f"incident {notice.incident}" if notice.incident else ""
    said = [
        number,
        notice.key,
        reason_words(notice.reason),
        notice.at.strftime("%Y-%m-%d %H:%M UTC") if notice.at else "",
    ]
    line = " · ".join(part for part in said if part)
    return {"type": "context", "elements": [_mrkdwn(fit(one_line(line), 500, escape_mrkdwn) or "-")]}


def preview(notice: Notice) -> str:
    """The message as text, laid out the way Slack would: for a terminal and for eyes without Slack."""
    return "\n".join(line for block in blocks(notice) for line in _laid_out(block)).strip()


def _laid_out(block: Block) -> list[str]:
    if block["type"] == "header":
        return [_shown(block["text"]["text"])]
    if block["type"] == "context":
        return ["", *(_shown(each["text"]) for each in block["elements"])]
    if "fields" in block:
        return ["", *(f"  {_shown(each['text'].replace(chr(10), ': ', 1))}" for each in block["fields"])]
    return ["", *_unfenced(block["text"]["text"].split("\n"))]


def _unfenced(lines: list[str]) -> list[str]:
    """Fenced lines behind a bar, as Slack puts them in a box."""
    shown, inside = [], False
    for line in lines:
        if line == "```":
            inside = not inside
        else:
            shown.append(f"  │ {html.unescape(line)}" if inside else _shown(line))
    return shown


def _shown(line: str) -> str:
    """A line with our own mark-up taken off; that of others was made inert before."""
    if line.startswith("<") and line.endswith("|Runbook>"):
        line = f"Runbook: {line[1:].removesuffix('|Runbook>')}"
    if line.startswith("_") and line.endswith("_"):
        line = line.strip("_")
    return html.unescape(line.replace("*", ""))


# --- what can go wrong -----------------------------------------------------------------------------

_TOKEN = "put a valid bot token (xoxb-...) in alerts.slack.bot_token and restart"  # noqa: S105 - advice, no token
_SCOPE = "give the app the scope chat:write (OAuth & Permissions) and install it again"
_CHANNEL = "set alerts.slack.channel to a channel that exists"
_ARCHIVED = f"unarchive it, or {_CHANNEL}"
_HOOK = "make another webhook and set alerts.slack.webhook_url"
_LATER = "it is sent again later; see https://slack-status.com"
_OURS = "this is a fault of Canary: please report it with the message"
# What a person can mend is tried again, so that the page still comes once it is mended. Only a message that Slack
# will never take is given up.
_ADVICE = {
    "invalid_auth": _TOKEN,
    "not_authed": _TOKEN,
    "account_inactive": _TOKEN,
    "token_revoked": _TOKEN,
    "token_expired": _TOKEN,
    "not_allowed_token_type": _TOKEN,
    "missing_scope": _SCOPE,
    "no_permission": _SCOPE,
    "channel_not_found": f"{_CHANNEL}; a private one must have the app as a member",
    "not_in_channel": "invite the app: /invite @the-app in that channel",
    "is_archived": _ARCHIVED,
    "channel_is_archived": _ARCHIVED,
    "restricted_action": "an admin's preference forbids posting there: allow the app, or choose another channel",
    "ekm_access_denied": "an admin suspended posting in this workspace: ask them",
    "team_access_not_granted": "grant the app access to this workspace",
    "ratelimited": "it is sent again later",
    "rate_limited": "it is sent again later",
    "invalid_blocks": _OURS,
    "invalid_payload": _OURS,
    "msg_too_long": _OURS,
    "no_text": _OURS,
    "invalid_token": _HOOK,
    "no_service": _HOOK,
    "no_active_hooks": _HOOK,
    "no_team": _HOOK,
    "action_prohibited": "an admin's preference forbids this webhook: allow it, or choose another channel",
    "posting_to_general_channel_denied": "an admin keeps #general closed to it: choose another channel",
}
# The earlier message is gone or closed to edits: a new one is posted instead.
_UNEDITABLE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})


def delivery_error(code: str, status: int, headers: Mapping[str, str], needed: str = "") -> DeliveryError:
    """The error of an answer that is not "ok"; *code* is Slack's word, empty where it said none.

    *needed* is the scope Slack says is missing.
    """
    if status == 429:
        code = "ratelimited"
    advice = _ADVICE.get(code, "check alerts.slack" if 300 <= status < 500 else _LATER)
    scope = f" (needed: {fit(one_line(needed), 80)})" if needed else ""
    return DeliveryError(
        f"slack: {fit(one_line(code or f'HTTP {status}'), 80)}: {advice}{scope}",
        permanent=advice is _OURS,
        retry_after=_retry_after(headers),
    )


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds Slack asks to wait, at most an hour; None where it does not say, or says nonsense."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    return min(float(value), 3600.0) if value.isascii() and value.isdigit() else None


# --- sending ---------------------------------------------------------------------------------------

# The SDK logs requests, webhook addresses among them, at DEBUG: its logger stays above that whatever the root says.
_SDK_LOG = logging.getLogger("canary.slack_sdk")
_SDK_LOG.setLevel(logging.INFO)


class _Uneditable(Exception):
    """Slack will not edit that message any more."""


class SlackBot:
    """Posts with a bot token, and edits what it posted: one message per incident.

    A reference is "CHANNEL:TS". News of an incident that has a message already (it got worse, it is still open) is
    also told in the message's thread and the channel, for an edit alone rings no bell.
    """

    name = "slack"

    def __init__(self, token: Secret, channel: str, api_url: str = API) -> None:
        self._channel = channel
        self._client = AsyncWebClient(
            token=token.reveal(),
            base_url=api_url.rstrip("/") + "/",
            retry_handlers=[],  # the outbox retries
            logger=_SDK_LOG,
        )
        self._client.proxy = None  # the session's: it honours NO_PROXY, the SDK does not

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Post *notice*, or edit the message *ref* names. Returns that message's reference."""
        return await _once(self._edit(notice, ref) if ref else self._post(notice))

    async def check(self) -> str | None:
        """Ask Slack whether the token is good. Whether the app is in the channel shows on the first message."""
        try:
            await _once(self._call("auth.test", {}))
        except DeliveryError as error:
            return str(error)
        return None

    async def aclose(self) -> None:
        if self._client.session is not None:
            await self._client.session.close()

    async def _post(self, notice: Notice) -> str | None:
        posted = await self._call(
            "chat.postMessage", {"channel": notice.channel or self._channel, **payload(notice)}
        )
        channel, ts = posted.get("channel"), posted.get("ts")
        return f"{channel}:{ts}" if channel and ts else None

    async def _edit(self, notice: Notice, ref: str) -> str | None:
        channel, _, ts = ref.partition(":")
        try:
            await self._call("chat.update", {"channel": channel, "ts": ts, **payload(notice)})
        except _Uneditable:
            return await self._post(notice)
        if notice.news and not notice.resolved:
            await self._tell(notice, channel, ts)
        return ref

    async def _tell(self, notice: Notice, channel: str, ts: str) -> None:
        reply = {"channel": channel, "thread_ts": ts, "reply_broadcast": True, "text": fallback(notice)}
        await self._call("chat.postMessage", reply)

    async def _call(self, method: str, arguments: Payload) -> Mapping[str, Any]:
        if self._client.session is None:
            self._client.session = _session()
        try:
            response = await self._client.api_call(method, json=arguments)
        except SlackApiError as error:
            raise _of_api(error) from None
        return response.data if isinstance(response.data, dict) else {}


def _of_api(error: SlackApiError) -> Exception:
    response: Any = error.response  # the SDK's own, or aiohttp's where the body was no JSON
    status = response.status_code if hasattr(response, "status_code") else response.status
    data = getattr(response, "data", None)
    said = data if isinstance(data, dict) else {}
    code = str(said.get("error") or "")
    if code in _UNEDITABLE:
        return _Uneditable(code)
    return delivery_error(code, int(status), response.headers, str(said.get("needed") or ""))


class SlackWebhook:
    """Posts to an incoming webhook, which can edit nothing: every state is a message of its own."""

    name = "slack"

    def __init__(self, url: Secret, api_url: str | None = None) -> None:
        address = _rebase(url.reveal(), api_url) if api_url else url.reveal()
        self._client = AsyncWebhookClient(address, retry_handlers=[], logger=_SDK_LOG)
        self._client.proxy = None

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Post *notice*; the webhook's own channel is the only one."""
        status, code, headers = await self._post(payload(notice))
        if not 200 <= status < 300 or code in _ADVICE:
            raise delivery_error(code, status, headers)
        return None

    async def check(self) -> str | None:
        """Post nothing at all: a live webhook answers that the text is missing, a dead one that it is dead."""
        try:
            status, code, headers = await self._post({"text": ""})
        except DeliveryError as error:
            return str(error)
        alive = status in (200, 400) and _ADVICE.get(code, _OURS) is _OURS
        return None if alive else str(delivery_error(code, status, headers))

    async def aclose(self) -> None:
        if self._client.session is not None:
            await self._client.session.close()

    async def _post(self, body: Payload) -> tuple[int, str, Mapping[str, str]]:
        if self._client.session is None:
            self._client.session = _session()
        response = await _once(self._client.send_dict(body))
        return response.status_code, _word(response.body), response.headers


def _word(body: str) -> str:
    """Slack's word in a webhook's answer: the whole body, or `error` of a JSON one; nothing if it is neither."""
    text = body.strip()
    if text.startswith("{"):
        text = _json_error(text)
    return text if text.replace("_", "").isalnum() and len(text) < 60 else ""


def _json_error(text: str) -> str:
    try:
        said = json.loads(text)
    except (ValueError, RecursionError):
        return ""
    return str(said.get("error") or "")


def _rebase(webhook: str, api_url: str) -> str:
    """The webhook's path at the address of a Slack-compatible server."""
    base, hook = urlsplit(api_url), urlsplit(webhook)
    return urlunsplit((base.scheme, base.netloc, hook.path, hook.query, ""))


def _session() -> aiohttp.ClientSession:
    return aiohttp.ClientSession(trust_env=True, timeout=aiohttp.ClientTimeout(total=DEADLINE))


async def _once(attempt: Awaitable[T]) -> T:
    """The result of *attempt* within the deadline; raises nothing but `DeliveryError`.

    No cause is chained: what the libraries raise can name the webhook's address, which is a secret.
    """
    try:
        async with asyncio.timeout(DEADLINE):
            return await attempt
    except DeliveryError:
        raise
    except TimeoutError:
        advice = f"no answer within {DEADLINE:g} s: it is sent again later; check network and proxy"
        raise DeliveryError(f"slack: {advice}", permanent=False) from None
    except aiohttp.InvalidURL:
        advice = "no web address: check alerts.slack.webhook_url and api_url"
        raise DeliveryError(f"slack: {advice}", permanent=True) from None
    except (aiohttp.ClientError, OSError) as error:
        advice = "it is sent again later; check network, proxy and alerts.slack.api_url"
        raise DeliveryError(
            f"slack: cannot be reached ({type(error).__name__}): {advice}", permanent=False
        ) from None
    except Exception as error:
        # The SDK trips in many ways over an answer that is not Slack's at all: a proxy's HTML, a JSON list.
        advice = "check proxy and alerts.slack.api_url"
        raise DeliveryError(
            f"slack: not Slack's answer ({type(error).__name__}): {advice}", permanent=False
        ) from None
