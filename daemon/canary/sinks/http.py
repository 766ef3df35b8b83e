"""What the sinks that speak plain HTTP share: one request within the deadline, and whatever goes wrong as one error.

A request is made once: trying again is the outbox's work. Redirects are not followed, replies are read to a bound, and
neither an address nor a secret is ever part of what is raised.
"""

from __future__ import annotations

import asyncio
import contextlib
import ssl
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

import aiohttp

from canary.core.echo import without_echo
from canary.core.escape import escape_terminal, fit, one_line
from canary.core.model import Network, Secret
from canary.errors import DeliveryError
from canary.sinks.network import USUAL, open_session

DEADLINE = 10.0  # seconds for one request, whatever it takes
WORDS_DEADLINE = 2.0  # seconds more for the words of a refusal, which only explain it
MAX_REPLY = 16_384  # bytes
LONGEST_RETRY_AFTER = 3600.0

_AUTHORITIES = "network.ca_file names the file of the authorities to trust"

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Reply:
    """What came back. ``body`` is at most `MAX_REPLY` bytes of it; ``sent`` is what it is the reply to."""

    status: int
    headers: Mapping[str, str]
    body: bytes = b""
    sent: bytes = b""

    @property
    def ok(self) -> bool:
        return 200 <= self.status < 300

    @property
    def retry_after(self) -> float | None:
        """Seconds to wait, at most an hour; None where it does not say, or says nonsense."""
        value = self.headers.get("retry-after", "").strip()
        return min(float(value), LONGEST_RETRY_AFTER) if value.isascii() and value.isdigit() else None


def secrets_of(address: Secret) -> list[Secret]:
    """What of an address is not to be repeated: all of it, and its path, which servers like to quote."""
    parts = urlsplit(address.reveal())
    path = parts.path + (f"?{parts.query}" if parts.query else "")
    return [address, *(Secret(text) for text in (path, parts.path) if len(text) > 1)]


class Line:
    """The way to one address. *sink* and *key* (of canary.yaml) stand in errors, *secrets* never do."""

    def __init__(self, sink: str, key: str, secrets: Sequence[Secret] = (), network: Network = USUAL) -> None:
        self._sink, self._key, self._secrets, self._ways = sink, key, secrets, network
        self._session: aiohttp.ClientSession | None = None

    async def call(
        self, method: str, url: str, body: bytes | None = None, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """Send one request; raises `DeliveryError` where no reply came. A refusal is a reply."""
        try:
            async with (
                asyncio.timeout(DEADLINE),
                self._open(url).request(
                    method, url, data=body, headers=headers, allow_redirects=False
                ) as response,
            ):
                said = {name.lower(): value for name, value in response.headers.items()}
                return Reply(response.status, said, await _body(response), body or b"")
        except TimeoutError:
            raise self._error(f"no answer within {DEADLINE:g} s: {self._network}") from None
        except (ssl.SSLError, aiohttp.ClientSSLError) as error:
            raise self._error(
                f"its certificate is not trusted ({type(error).__name__}): {_AUTHORITIES}"
            ) from None
        except (aiohttp.ClientError, OSError, ValueError, RuntimeError) as error:
            # RuntimeError: closed meanwhile, for the program ends. No cause is chained: it would name the address,
            # which may be a secret.
            raise self._error(f"cannot be reached ({type(error).__name__}): {self._network}") from None

    def refusal(
        self, reply: Reply, ways_out: Mapping[int, str], permanent: Callable[[Reply], bool] = lambda _: False
    ) -> DeliveryError:
        """The error of a reply that is not what it should be: its status, its words, the way out."""
        way_out = ways_out.get(reply.status, self._way_out(reply.status))
        words = self.words(reply)
        said = f" ({words})" if words else ""
        message = f"{self._sink}: HTTP {reply.status}{said}: {way_out}"
        return DeliveryError(message, permanent=permanent(reply), retry_after=reply.retry_after)

    def words(self, reply: Reply) -> str:
        """What a reply says, in one clean line without our secrets or our message; nothing of a page of HTML."""
        text = reply.body.decode(errors="replace").strip()
        if text.startswith("<"):
            return "a page of HTML: a proxy, perhaps"
        text = one_line(escape_terminal(text))
        for secret in self._secrets:
            text = text.replace(secret.reveal(), "<secret>")
        return without_echo(fit(text, 200), [reply.sent.decode(errors="replace")], "<message>")

    async def aclose(self) -> None:
        """Close what is open."""
        if self._session is not None:
            await self._session.close()

    @property
    def _network(self) -> str:
        return f"check {self._key}, network and proxy"

    def _way_out(self, status: int) -> str:
        if status == 429:
            return "it takes no more for now: wait, or raise its limit"
        if status >= 500:
            return "it fails: see its own log or status page"
        if 300 <= status < 400:
            return f"redirects are not followed: put the final address in {self._key}"
        return f"check {self._key}"

    def _error(self, message: str) -> DeliveryError:
        return DeliveryError(f"{self._sink}: {message}", permanent=False)

    def _open(self, url: str) -> aiohttp.ClientSession:
        """Made on first use, in the loop that uses it."""
        if self._session is None:
            self._session = open_session(
                url,
                self._ways,
                auto_decompress=False,
                headers={"User-Agent": "canary", "Accept-Encoding": "identity"},
            )
        return self._session


async def _body(response: aiohttp.ClientResponse) -> bytes:
    """The reply's begin. What cannot be read of it changes nothing about its status."""
    found = bytearray()
    with contextlib.suppress(TimeoutError, aiohttp.ClientError, OSError):
        async with asyncio.timeout(WORDS_DEADLINE):
            while len(found) < MAX_REPLY and (chunk := await response.content.read(MAX_REPLY - len(found))):
                found += chunk
    return bytes(found)
