"""The way to Slack: one call within ten seconds, and whatever goes wrong as an error that says how to mend it."""

from __future__ import annotations

import asyncio
import logging
import re
import ssl
from collections.abc import Awaitable, Callable, Mapping
from typing import Any, TypeVar

import aiohttp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from canary.core.escape import fit, one_line
from canary.core.model import Network, Secret
from canary.errors import DeliveryError
from canary.sinks.network import USUAL, open_session

API = "https://slack.com/api/"
DEADLINE = 10.0  # seconds for one call, whatever it takes
MAX_REPLY = 16 * 1024 * 1024  # bytes, decoded: a page of a channel's history is the largest there is

_WORD = re.compile(r"[a-z0-9_:.,]{1,200}")

T = TypeVar("T")

# The SDK logs requests, webhook addresses among them, at DEBUG: its logger stays above that whatever the root says.
SDK_LOG = logging.getLogger("canary.slack_sdk")
SDK_LOG.setLevel(logging.INFO)

# --- what can go wrong -----------------------------------------------------------------------------


class Refusal(DeliveryError):
    """Slack's own answer is no. ``code`` is its word for it; ``passing`` if the same may be granted later by itself."""

    def __init__(
        self, message: str, code: str, *, permanent: bool, passing: bool, retry_after: float | None
    ) -> None:
        super().__init__(message, permanent=permanent, retry_after=retry_after)
        self.code = code
        self.passing = passing


_TOKEN = "put a valid bot token (xoxb-...) in alerts.slack.bot_token and restart"  # noqa: S105 - advice, no token
_SCOPE = "give the app the scope chat:write (OAuth & Permissions) and install it again"
_APP_TOKEN = (
    "put an app-level token (xapp-...) with the scope connections:write in alerts.slack.app_token and restart"  # noqa: S105
)
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
# The way out where it is the app-level token that is refused.
_APP_ADVICE = {code: _APP_TOKEN for code, advice in _ADVICE.items() if advice in (_TOKEN, _SCOPE)}
# The earlier message is gone or closed to edits.
UNEDITABLE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_PASSING = frozenset({"ratelimited", "rate_limited", "internal_error", "fatal_error", "service_unavailable"})


def delivery_error(
    code: str, status: int, headers: Mapping[str, str], needed: str = "", *, of_app: bool = False
) -> Refusal:
    """The error of an answer that is not "ok"; *code* is Slack's word, empty where it said none.

    *needed* is the scope Slack says is missing; *of_app* says that the app-level token was used.
    """
    if status == 429:
        code = "ratelimited"
    known = {**_ADVICE, **_APP_ADVICE} if of_app else _ADVICE
    advice = known.get(code, "check alerts.slack" if 300 <= status < 500 else _LATER)
    scope = f" (needed: {fit(one_line(needed), 80)})" if needed else ""
    return Refusal(
        f"slack: {fit(one_line(code or f'HTTP {status}'), 80)}: {advice}{scope}",
        code,
        permanent=advice is _OURS,
        passing=code in _PASSING or status >= 500,
        retry_after=_retry_after(headers),
    )


def is_refusal(code: str) -> bool:
    """Whether a webhook says no with that word."""
    return code in _ADVICE


def is_our_fault(code: str) -> bool:
    """Whether that word finds fault with the message, so that all else was well."""
    return _ADVICE.get(code, _OURS) is _OURS


def _retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds Slack asks to wait, at most an hour; None where it does not say, or says nonsense."""
    value = next((value for name, value in headers.items() if name.lower() == "retry-after"), "").strip()
    return min(float(value), 3600.0) if value.isascii() and value.isdigit() else None


# --- one call --------------------------------------------------------------------------------------


def session(address: str, network: Network) -> aiohttp.ClientSession:
    """A session for *address* that follows no redirect and reads to a bound. Raises OSError, see `open_session`."""
    patience = aiohttp.ClientTimeout(total=DEADLINE)
    return open_session(address, network, timeout=patience, middlewares=(_stay, _bounded))


async def _stay(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Follow nobody to another address: the SDK would, with the message, and on the same host with the token."""
    response = await send(request)
    if 300 <= response.status < 400:
        response.close()
        advice = "redirects are not followed: check proxy and alerts.slack.api_url"
        raise DeliveryError(f"slack: HTTP {response.status}: {advice}", permanent=False)
    return response


async def _bounded(request: aiohttp.ClientRequest, send: aiohttp.ClientHandlerType) -> aiohttp.ClientResponse:
    """Read the body here, to a bound: the SDK reads whatever comes."""
    response = await send(request)
    if response.status == 101:  # a socket, which has its own
        return response
    body = bytearray()
    try:
        async for chunk in response.content.iter_chunked(65_536):
            body += chunk
            if len(body) > MAX_REPLY:
                advice = "check proxy and alerts.slack.api_url"
                raise DeliveryError(f"slack: an answer over {MAX_REPLY >> 20} MiB: {advice}", permanent=False)
    except BaseException:
        response.close()
        raise
    response._body = bytes(body)  # what `read` gives from here on; aiohttp has no other way to say so
    return response


class SlackApi:
    """Slack's Web API with one token: a bot's, or (*of_app*) an app-level one."""

    def __init__(
        self, token: Secret, api_url: str, *, of_app: bool = False, network: Network = USUAL
    ) -> None:
        self._of_app, self._address, self._network = of_app, api_url, network
        self._client = AsyncWebClient(
            token=token.reveal(),
            base_url=api_url.rstrip("/") + "/",
            retry_handlers=[],  # the outbox retries
            logger=SDK_LOG,
        )
        self._client.proxy = None  # the session's: it honours NO_PROXY, the SDK does not

    async def write(self, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a method that takes JSON. Raises `DeliveryError`."""
        return (await self._call(lambda: self._client.api_call(method, json=dict(arguments))))[0]

    async def read(self, method: str, arguments: Mapping[str, Any]) -> Mapping[str, Any]:
        """Call a method that takes a query. Raises `DeliveryError`."""
        return (await self._call(lambda: self._query(method, arguments)))[0]

    async def scopes(self) -> frozenset[str] | None:
        """Ask whether the token is good, and what it may do: None where Slack does not say. Raises `DeliveryError`."""
        _, headers = await self._call(lambda: self._client.api_call("auth.test", json={}))
        said = next((value for name, value in headers.items() if name.lower() == "x-oauth-scopes"), None)
        return frozenset(scope.strip() for scope in said.split(",")) if said else None

    def _query(self, method: str, arguments: Mapping[str, Any]) -> Awaitable[Any]:
        return self._client.api_call(method, http_verb="GET", params=dict(arguments))

    async def aclose(self) -> None:
        """Close what is open."""
        if self._client.session is not None:
            await self._client.session.close()

    async def _call(
        self, attempt: Callable[[], Awaitable[Any]]
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        return await once(self._made(attempt))

    async def _made(
        self, attempt: Callable[[], Awaitable[Any]]
    ) -> tuple[Mapping[str, Any], Mapping[str, str]]:
        if self._client.session is None:
            self._client.session = session(self._address, self._network)
        try:
            response = await attempt()
        except SlackApiError as error:
            raise self._of_api(error) from None
        return response.data if isinstance(response.data, dict) else {}, response.headers

    def _of_api(self, error: SlackApiError) -> Refusal:
        response: Any = error.response  # the SDK's own, or aiohttp's where the body was no JSON
        status = response.status_code if hasattr(response, "status_code") else response.status
        data = getattr(response, "data", None)
        said = data if isinstance(data, dict) else {}
        code, needed = _word(said.get("error")), _word(said.get("needed"))
        return delivery_error(code, int(status), response.headers, needed, of_app=self._of_app)


def _word(value: object) -> str:
    """Slack's word for what is wrong, or scopes it names; nothing where it is no such word: it could repeat a token."""
    return value if isinstance(value, str) and _WORD.fullmatch(value) else ""


async def once(attempt: Awaitable[T]) -> T:
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
    except (aiohttp.ClientSSLError, ssl.SSLError) as error:
        advice = "network.ca_file names the file of the authorities to trust"
        raise DeliveryError(
            f"slack: its certificate is not trusted ({type(error).__name__}): {advice}", permanent=False
        ) from None
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
