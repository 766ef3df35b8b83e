"""Who may read the HTTP port: a bearer token, or a user's password against its bcrypt hash.

A password costs a quarter of a second of a core to check, on purpose. So that a scrape each 15 seconds costs nothing, a
password that was right is remembered under a key that only this process knows; so that guessing costs others nothing,
few are checked at one time and whoever comes meanwhile is told to come again.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import secrets
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from canary.settings.values import Access

OPEN = "/healthz"  # a supervisor holds no password, and learns nothing but whether the process turns
AT_ONCE = 2  # passwords being checked; each holds a thread and a core
REMEMBERED = 3600.0  # seconds since it was last shown that a right password is not checked again
MAX_PASSWORD = 72  # bytes; bcrypt reads no further, so what is longer could match by its beginning alone

Monotonic = Callable[[], float]


class Busy(Exception):
    """As many passwords are being checked as may be."""


@dataclass(frozen=True, slots=True)
class _Remembered:
    digest: bytes
    until: float


class Passwords:
    """Checks passwords off the event loop, and remembers the right ones: one a user, so that nothing grows."""

    def __init__(self, clock: Monotonic = time.monotonic) -> None:
        self._clock = clock
        self._key = secrets.token_bytes(32)
        self._known: dict[str, _Remembered] = {}
        self._checking = 0

    async def right(self, access: Access, user: str, password: bytes) -> bool:
        """Whether *password* is that of *user*. Raises `Busy`; a user who is not there takes as long as one who is."""
        if not access.basic or len(password) > MAX_PASSWORD or b"\0" in password:
            return False
        digest = self._digest(user, access.basic.get(user, ""), password)
        known = self._known.get(user)
        remembered = known is not None and self._clock() < known.until and _same(known.digest, digest)
        if not remembered and not await self._check(access, user, password):
            return False
        self._known[user] = _Remembered(digest, self._clock() + REMEMBERED)
        return True

    async def _check(self, access: Access, user: str, password: bytes) -> bool:
        if self._checking >= AT_ONCE:
            raise Busy
        self._checking += 1
        try:
            hashed = access.basic.get(user) or self._decoy(access, user)
            matches = await run_in_threadpool(_matches, password, hashed.encode())
        finally:
            self._checking -= 1
        return matches and user in access.basic

    def _decoy(self, access: Access, user: str) -> str:
        """The hash a user who is not there is held to: always the same one, and at no other cost than the rest."""
        hashes = sorted(access.basic.values())
        return hashes[int.from_bytes(self._digest(user, "", b"")[:8]) % len(hashes)]

    def _digest(self, user: str, hashed: str, password: bytes) -> bytes:
        """Of a password with its hash: a new hash in the configuration ends what is remembered of the old."""
        parts = (user.encode("utf-8", "surrogatepass"), hashed.encode(), password)
        told = b"".join(len(part).to_bytes(4) + part for part in parts)
        return hmac.digest(self._key, told, hashlib.sha256)


def _matches(password: bytes, hashed: bytes) -> bool:
    import bcrypt  # here: a command that serves nothing need not load it

    try:
        return bcrypt.checkpw(password, hashed)
    except ValueError:  # a hash of the right form that is none
        return False


def _same(one: bytes, other: bytes) -> bool:
    """Compared in a time that does not tell where they differ, nor how long they are."""
    return hmac.compare_digest(hashlib.sha256(one).digest(), hashlib.sha256(other).digest())


class Guard:
    """Lets through to *app* whom *access* names, and everybody where it names nobody. Asked anew for each request."""

    def __init__(
        self, app: ASGIApp, access: Callable[[], Access | None], clock: Monotonic = time.monotonic
    ) -> None:
        self._app, self._access = app, access
        self._passwords = Passwords(clock)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refused = await self._refusal(scope)
        await (self._app if refused is None else refused)(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Response | None:
        access = self._access()
        if access is None or scope["type"] != "http" or scope["path"] == OPEN:
            return None
        try:
            allowed = await self._allowed(access, Headers(scope=scope).getlist("authorization"))
        except Busy:
            return PlainTextResponse("busy: try again\n", 503, {"Retry-After": "1", **_UNSTORED})
        return None if allowed else _unauthorized(access)

    async def _allowed(self, access: Access, shown: list[str]) -> bool:
        if len(shown) != 1:  # of two, a proxy before us may have looked at the other
            return False
        scheme, _, value = shown[0].partition(" ")
        value = value.strip(" ")
        if scheme.lower() == "bearer" and access.bearer_token is not None:
            return _same(value.encode("latin-1"), access.bearer_token.reveal().encode())
        if scheme.lower() == "basic":
            told = _user_and_password(value)
            return told is not None and await self._passwords.right(access, *told)
        return False


def _user_and_password(value: str) -> tuple[str, bytes] | None:
    """RFC 7617, read strictly; None for what is not of that form."""
    try:
        user, colon, password = base64.b64decode(value, validate=True).partition(b":")
        return (user.decode("utf-8"), password) if colon else None
    except (binascii.Error, ValueError):
        return None


_UNSTORED = {"Cache-Control": "no-store"}


def _unauthorized(access: Access) -> Response:
    response = PlainTextResponse("who are you? see `access` in canary.yaml\n", 401, _UNSTORED)
    for challenge in _challenges(access):
        response.headers.append("WWW-Authenticate", challenge)
    return response


def _challenges(access: Access) -> Iterator[str]:
    """A way in that is not configured is not offered: a browser would ask its user for nothing."""
    if access.bearer_token is not None:
        yield 'Bearer realm="canary"'
    if access.basic:
        yield 'Basic realm="canary", charset="UTF-8"'
