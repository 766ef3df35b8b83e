"""Sending over HTTP, for every provider that speaks it. The one place that imports an HTTP library."""

from __future__ import annotations

import json
import ssl
import urllib.request
import zlib
from collections.abc import Mapping
from functools import lru_cache
from typing import Any, Final, Protocol
from urllib.parse import urlsplit

import aiohttp
import httpx
import orjson
from aiohttp import http_exceptions
from httpx_aiohttp import AiohttpTransport

from canary import __version__
from canary.core.model import Answer, FailureKind, Network, Prompt, Secret, Target
from canary.providers.base import Pacer, Question, Unmeasured, excerpt
from canary.providers.echo import without_echo
from canary.providers.hidden import Hidden

MAX_BODY: Final = 4 * 1024 * 1024  # bytes, decoded
CONNECT_TIMEOUT: Final = (
    10.0  # seconds, or a third of the sample's deadline: a lost SYN must leave time to try again
)
KEEPALIVE: Final = 75.0  # seconds an idle connection is kept


class Translation(Protocol):
    """A provider's API as two pure functions."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        """What asks *prompt* of *target*; built once for a prompt and sent many times. Raises Unmeasured."""

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        """What the server's response says. Header names are lower case. Raises Unmeasured, and nothing else."""


class HttpEndpoint:
    """Sends a translation's requests. The transport is called directly: an httpx client costs two to three times as much."""

    __slots__ = ("_requests", "_secrets", "_target", "_translation", "_transport", "pacer")

    def __init__(self, translation: Translation, target: Target, transport: httpx.AsyncBaseTransport) -> None:
        self._translation = translation
        self._target = target
        self._transport = transport
        self._secrets = Hidden(target)
        self._requests: dict[str, tuple[Prompt, httpx.Request]] = {}
        self.pacer = Pacer.of(target.limits)

    async def ask(self, question: Question) -> Answer:
        failure: Unmeasured
        try:
            return await self._exchange(self._request(question.prompt))
        except Unmeasured as error:
            failure = error
        except Exception as error:
            failure = transport_failure(error)
        # Raised out here so that no library's exception hangs on it: some carry the request's headers.
        failure.__context__ = None
        raise without_echo(self._secrets.out_of(failure), question.prompt)

    async def aclose(self) -> None:
        await self._transport.aclose()

    def _request(self, prompt: Prompt) -> httpx.Request:
        known = self._requests.get(prompt.id)
        if known is not None and known[0] is prompt:
            return known[1]
        request = self._translation.request(prompt, self._target)
        self._requests[prompt.id] = (prompt, request)
        return request

    async def _exchange(self, request: httpx.Request) -> Answer:
        response = await self._transport.handle_async_request(request)
        try:
            body = await _read(response)
        finally:
            await response.aclose()
        headers = response.headers
        if "content-encoding" in headers:
            body = _unpacked(body, headers["content-encoding"], response.status_code)
        if response.status_code >= 400:
            body = self._secrets.masked_body(body)
        return self._translation.reply(response.status_code, headers, body)


# --- connections ---------------------------------------------------------------------------------


def open_transport(address: str, network: Network = Network()) -> AiohttpTransport:  # noqa: B008 - frozen
    """Connections to *address*, opened on first use.

    Where *network* names no proxy, HTTPS_PROXY and its kin do; what NO_PROXY names is reached without either.
    """
    url = urlsplit(address)
    return AiohttpTransport(
        verify=_ssl_context(network.ca_file),
        trust_env=False,
        proxy=_proxy(url.scheme, url.hostname or "", network.proxy),
        # 0 is no limit: who asks keeps to limits.concurrency, and a second queue here would only eat the deadline.
        limits=httpx.Limits(max_connections=0, keepalive_expiry=KEEPALIVE),
    )


@lru_cache(maxsize=8)
def _ssl_context(ca_file: str | None) -> ssl.SSLContext:
    """One for all targets: loading the authorities takes 20 ms. SSL_CERT_FILE and SSL_CERT_DIR are honoured."""
    return ssl.create_default_context(cafile=ca_file) if ca_file else httpx.create_ssl_context()


def _proxy(scheme: str, host: str, named: Secret | None) -> httpx.Proxy | None:
    proxy = named.reveal() if named is not None else urllib.request.getproxies().get(scheme)
    if not proxy or urllib.request.proxy_bypass(host):
        return None
    known = httpx.Proxy(proxy)
    # User and password stay in the address: that they be handed on apart from it is what aiohttp gives up.
    known.url, known.auth = httpx.URL(proxy), None
    return known


# --- building a request --------------------------------------------------------------------------


def post_json(url: str, payload: Any, target: Target, headers: Mapping[str, str]) -> httpx.Request:
    """A POST of *payload* with the headers that all providers share."""
    return httpx.Request(
        "POST",
        url,
        headers={
            "content-type": "application/json",
            "accept": "application/json",
            "accept-encoding": "identity",
            "user-agent": f"canary/{__version__}",
            **headers,
        },
        content=json.dumps(payload, default=dict, allow_nan=False, separators=(",", ":")).encode("ascii"),
        extensions={"timeout": {"connect": min(CONNECT_TIMEOUT, target.limits.timeout / 3)}},
    )


def json_problem(value: Any) -> str | None:
    """Why *value* cannot be sent as JSON; None if it can."""
    try:
        json.dumps(value, default=dict, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        return excerpt(str(error))
    return None


# --- reading a response --------------------------------------------------------------------------


async def _read(response: httpx.Response) -> bytes:
    """The body, bounded. Of an error's body the beginning is enough."""
    assert isinstance(response.stream, httpx.AsyncByteStream)
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.stream:
        chunks.append(chunk)
        size += len(chunk)
        if size > MAX_BODY:
            if response.status_code >= 400:
                break
            raise _too_large()
    return chunks[0] if len(chunks) == 1 else b"".join(chunks)


def _unpacked(body: bytes, encoding: str, status: int) -> bytes:
    """An error's body that cannot be unpacked is as good as empty: its status says enough."""
    try:
        return _decompress(body, encoding)
    except Unmeasured:
        if 200 <= status < 300:
            raise
        return b""


def _decompress(body: bytes, encoding: str) -> bytes:
    """For servers that compress though ``identity`` was asked for."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        return body
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise Unmeasured(
            FailureKind.MALFORMED,
            f"the body is compressed ({excerpt(encoding)}) though identity was asked for",
        )
    unpacking = zlib.decompressobj(wbits=47)  # 47: the header says gzip or zlib
    try:
        plain = unpacking.decompress(body, MAX_BODY + 1)
    except zlib.error:
        raise Unmeasured(
            FailureKind.MALFORMED, f"the body is not the {encoding} its header promises"
        ) from None
    if len(plain) > MAX_BODY:
        raise _too_large()
    if not unpacking.eof:
        raise Unmeasured(FailureKind.MALFORMED, f"the body's {encoding} is cut off")
    return plain


def _too_large() -> Unmeasured:
    return Unmeasured(
        FailureKind.MALFORMED, f"the body is larger than {MAX_BODY // 2**20} MiB; lower max_tokens"
    )


def decode_json(body: bytes, content_type: str) -> Any:
    """The JSON value of a body, with lone surrogates kept as they were sent. Raises Unmeasured (malformed)."""
    try:
        return orjson.loads(body)
    except orjson.JSONDecodeError:
        pass
    try:
        # orjson refuses a lone surrogate's escape; a model can send one, and its text is to be kept as it came.
        return json.loads(body.decode("utf-8"), parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise Unmeasured(FailureKind.MALFORMED, _not_json(body, content_type)) from None


def _refuse_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")


def _not_json(body: bytes, content_type: str) -> str:
    if not body.strip():
        return "HTTP 200 with an empty body"
    said = excerpt(content_type) or "no content type"
    hint = (
        "it is cut off or damaged" if "json" in said else "does base_url name the API, or a page before it?"
    )
    return f"HTTP 200 with a body that is not JSON ({said}, {len(body)} bytes); {hint}"


# --- what an exception is -------------------------------------------------------------------------


def transport_failure(error: Exception) -> Unmeasured:
    """What an exception of the transport means. Looks behind httpx-aiohttp's mapping, which calls a reset a timeout."""
    cause = error.__cause__ or error
    if isinstance(cause, (TimeoutError, httpx.TimeoutException)):
        return Unmeasured(
            FailureKind.TIMEOUT, "no connection in time; is base_url reachable from here?", retryable=True
        )
    if isinstance(cause, aiohttp.ClientHttpProxyError):
        return Unmeasured(
            FailureKind.CONNECTION,
            f"the proxy refused with HTTP {cause.status}; check network.proxy or HTTPS_PROXY",
        )
    if _is_bad_http(cause):
        return Unmeasured(FailureKind.MALFORMED, f"the reply is not valid HTTP ({type(cause).__name__})")
    if isinstance(cause, (httpx.TransportError, aiohttp.ClientError, OSError)):
        return Unmeasured(FailureKind.CONNECTION, _connection_detail(cause), retryable=True)
    return Unmeasured(FailureKind.MALFORMED, f"the exchange failed ({type(cause).__name__})")


def _is_bad_http(cause: BaseException) -> bool:
    """Bytes that are not HTTP, as against a connection that ended too early."""
    inner: BaseException | None = cause
    while inner is not None:
        if isinstance(inner, http_exceptions.ContentLengthError) or _chunks_are_missing(inner):
            return False
        if isinstance(inner, (http_exceptions.HttpProcessingError, httpx.ProtocolError, httpx.DecodingError)):
            return True
        inner = inner.__cause__
    return isinstance(cause, aiohttp.ClientResponseError)


def _chunks_are_missing(error: BaseException) -> bool:
    """aiohttp has one exception for chunks that end too early and for chunks that are none, and tells them by its words."""
    return isinstance(error, http_exceptions.TransferEncodingError) and "Not enough data" in str(error)


def _connection_detail(cause: Exception) -> str:
    """Only an error of the operating system or of TLS is worth quoting; other texts may hold what the server sent."""
    reason = cause
    if isinstance(cause, aiohttp.ClientConnectorError):
        reason = cause.os_error
    said = excerpt(str(reason)) if isinstance(reason, OSError) else type(cause).__name__
    hint = (
        "; network.ca_file or SSL_CERT_FILE names other authorities"
        if isinstance(reason, ssl.SSLCertVerificationError)
        else ""
    )
    return f"the connection failed or broke: {said}{hint}"
