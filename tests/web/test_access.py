"""Who may read the HTTP port, asked over a real socket."""

from __future__ import annotations

import asyncio
import base64
import json
import signal
from collections.abc import AsyncIterator
from pathlib import Path
from types import MappingProxyType

import bcrypt
import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canary.core.model import Secret
from canary.settings.values import Access
from canary.web import access as access_module
from canary.web.access import AT_ONCE, Busy, Passwords
from support.process import daemon, write_config
from support.servers import llm_server
from support.web import head_of, web_server

TOKEN = "t0ken-4f9d1c0b7a2e-must-never-be-shown"
PASSWORD = "correct horse battery staple"
HASH = bcrypt.hashpw(PASSWORD.encode(), bcrypt.gensalt(4)).decode()
OFFERED = ['Bearer realm="canary"', 'Basic realm="canary", charset="UTF-8"']
PATHS = ("/", "/metrics", "/readyz", "/api/v1/status", "/nowhere", "/healthz/", "//healthz", "/healthz%00")


def of(token: str | None = TOKEN, **basic: str) -> Access:
    return Access(Secret(token) if token else None, MappingProxyType(basic))


def basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()


class Door:
    """What the server is told of access; a test may change it."""

    def __init__(self) -> None:
        self.access: Access | None = of(prometheus=HASH)
        self.port = 0

    async def status(self, shown: str | None = None, path: str = "/metrics") -> int:
        return (await self.ask(shown, path)).status_code

    async def ask(self, shown: str | None = None, path: str = "/metrics") -> httpx.Response:
        headers = {} if shown is None else {"Authorization": shown}
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{self.port}", timeout=30) as client:
            return await client.get(path, headers=headers)


@pytest.fixture
async def door() -> AsyncIterator[Door]:
    made = Door()
    async with web_server(lambda: made.access) as made.port:
        yield made


async def test_everything_but_the_health_of_the_process_wants_to_know_who_asks(door: Door) -> None:
    assert [await door.status(path=path) for path in PATHS] == [401] * len(PATHS)
    assert await door.status(path="/healthz") == 200
    assert await door.status(path="/healthz?/metrics") == 200


async def test_a_token_or_a_password_opens(door: Door) -> None:
    for shown in (f"Bearer {TOKEN}", f"bearer   {TOKEN}", basic("prometheus", PASSWORD)):
        assert await door.status(shown) == 200
        assert await door.status(shown, "/readyz") == 200
        assert await door.status(shown, "/nowhere") == 404


@pytest.mark.parametrize(
    "shown",
    [
        "",
        "Bearer",
        f"Bearer {TOKEN}x",
        f"Bearer {TOKEN[:-1]}",
        f"Basic {TOKEN}",
        TOKEN,
        "Bearer null",
        "Basic",
        "Basic !!!!",
        "Basic " + base64.b64encode(b"no colon").decode(),
        "Basic " + base64.b64encode(b"\xff\xfe:x").decode(),
        basic("prometheus", ""),
        basic("prometheus", HASH),
        basic("prometheus", PASSWORD + "\0"),
        basic("prometheus", PASSWORD + "x" * 72),
        basic("Prometheus", PASSWORD),
        basic("nobody", PASSWORD),
        basic("", PASSWORD),
        f"Digest {TOKEN}",
    ],
)
async def test_anything_else_does_not(door: Door, shown: str) -> None:
    refused = await door.ask(shown)
    assert refused.status_code == 401
    assert refused.headers.get_list("www-authenticate") == OFFERED
    assert TOKEN not in refused.text


async def test_only_the_ways_in_that_there_are_are_offered(door: Door) -> None:
    door.access = of()
    assert (await door.ask()).headers.get_list("www-authenticate") == ['Bearer realm="canary"']
    assert await door.status(basic("prometheus", PASSWORD)) == 401
    door.access = of(None, prometheus=HASH)
    assert "Bearer" not in (await door.ask()).headers["www-authenticate"]
    assert await door.status("Bearer None") == 401


async def test_two_headers_are_one_too_many(door: Door) -> None:
    twice = f"Authorization: Bearer {TOKEN}\r\n".encode() * 2
    request = b"GET /metrics HTTP/1.1\r\nHost: h\r\n%s\r\n"
    assert (await head_of(door.port, request % twice))[0] == 401
    assert (await head_of(door.port, request % twice[: len(twice) // 2]))[0] == 200


async def test_what_is_configured_counts_from_the_next_request_on(door: Door) -> None:
    shown = basic("prometheus", PASSWORD)
    assert await door.status(shown) == 200
    door.access = of("another", prometheus=bcrypt.hashpw(b"new", bcrypt.gensalt(4)).decode())
    assert await door.status(shown) == 401  # though it was remembered
    assert await door.status(f"Bearer {TOKEN}") == 401
    assert await door.status(basic("prometheus", "new")) == 200
    door.access = None
    assert await door.status() == 200


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    scheme=st.sampled_from([b"Bearer", b"Basic", b"basic", b"", b"Negotiate"]) | st.binary(max_size=8),
    value=st.binary(max_size=60)
    | st.binary(max_size=60).map(base64.b64encode)
    | st.text(max_size=20).map(lambda text: base64.b64encode(text.encode("utf-8", "surrogatepass"))),
)
async def test_no_header_but_the_right_one_opens_or_breaks_the_port(
    door: Door, scheme: bytes, value: bytes
) -> None:
    """Raw bytes: 401, or 400 for what is no HTTP; never a page, an error of ours, or silence."""
    clean = (scheme + b" " + value).replace(b"\r", b"").replace(b"\n", b"")
    request = b"GET /metrics HTTP/1.1\r\nHost: h\r\nAuthorization: %s\r\n\r\n" % clean
    assert (await head_of(door.port, request))[0] in (400, 401)


# --- what a password costs ---


class Counted:
    """Stands before bcrypt and counts."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.times = 0
        self.hashes: set[bytes] = set()
        real = access_module._matches

        def counted(password: bytes, hashed: bytes) -> bool:
            self.times += 1
            self.hashes.add(hashed)
            return real(password, hashed)

        monkeypatch.setattr(access_module, "_matches", counted)


async def test_a_right_password_is_checked_once_for_as_long_as_it_is_shown(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    counted, now = Counted(monkeypatch), 0.0
    passwords, access = Passwords(lambda: now), of(None, prometheus=HASH)
    for scrape in range(1000):
        now = 15.0 * scrape
        assert await passwords.right(access, "prometheus", PASSWORD.encode())
    assert counted.times == 1
    now += 2 * access_module.REMEMBERED
    assert await passwords.right(access, "prometheus", PASSWORD.encode())
    assert counted.times == 2


async def test_a_wrong_one_is_checked_each_time_and_ends_no_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, passwords, access = Counted(monkeypatch), Passwords(), of(None, prometheus=HASH)
    assert await passwords.right(access, "prometheus", PASSWORD.encode())
    for _ in range(3):
        assert not await passwords.right(access, "prometheus", b"guess")
        assert await passwords.right(access, "prometheus", PASSWORD.encode())
    assert counted.times == 4


async def test_who_is_not_there_is_held_to_a_hash_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    counted, passwords, access = (
        Counted(monkeypatch),
        Passwords(),
        of(None, a=HASH, b=HASH.replace("$2b", "$2y")),
    )
    for name in ("nobody", "nobody", "somebody"):
        assert not await passwords.right(access, name, PASSWORD.encode())  # the password of another
    assert counted.times == 3
    assert counted.hashes <= {hashed.encode() for hashed in access.basic.values()}


async def test_many_guesses_at_one_time_are_sent_away_and_burn_nothing(
    monkeypatch: pytest.MonkeyPatch, door: Door
) -> None:
    """A slow hash, many guessers: few are checked, the rest is told to come again, who is known comes in."""
    real, checking, most = access_module._matches, 0, 0
    assert await door.status(basic("prometheus", PASSWORD)) == 200

    def slow(password: bytes, hashed: bytes) -> bool:
        nonlocal checking, most
        checking += 1
        most = max(most, checking)
        try:
            return bcrypt.checkpw(b"", bcrypt.hashpw(b"", bcrypt.gensalt(12))) and real(password, hashed)
        finally:
            checking -= 1

    monkeypatch.setattr(access_module, "_matches", slow)
    guesses = [asyncio.create_task(door.status(basic("prometheus", f"guess {n}"))) for n in range(40)]
    await asyncio.sleep(0)
    known = [
        door.status(basic("prometheus", PASSWORD)),
        door.status(f"Bearer {TOKEN}"),
        door.status(path="/healthz"),
    ]
    assert await asyncio.gather(*known) == [200, 200, 200]
    told = await asyncio.gather(*guesses)
    assert set(told) <= {401, 503}
    assert told.count(503) > 20
    assert most <= AT_ONCE


async def test_nobody_is_told_to_come_again_for_ever(monkeypatch: pytest.MonkeyPatch) -> None:
    """A check that broke gives its place back."""

    def broken(password: bytes, hashed: bytes) -> bool:
        raise MemoryError

    passwords, access = Passwords(), of(None, a=HASH)
    with monkeypatch.context() as patched:
        patched.setattr(access_module, "_matches", broken)
        for _ in range(2 * AT_ONCE):
            with pytest.raises(MemoryError):
                await passwords.right(access, "a", b"x")
    try:
        assert await passwords.right(access, "a", PASSWORD.encode())
    except Busy:
        pytest.fail("a place was lost")


# --- the daemon ---


async def test_a_daemon_takes_a_changed_access_at_sighup_and_shows_no_secret(tmp_path: Path) -> None:
    async with llm_server() as llm:
        path = write_config(tmp_path, f"sqlite:///{tmp_path}/c.db", llm.url, access={"bearer_token": TOKEN})
        door = Door()
        door.port = int(json.loads(path.read_text())["listen"].rpartition(":")[2])
        async with daemon(path) as running:
            await running.until("ready")
            assert await door.status() == 401
            assert await door.status(path="/healthz") == 200
            assert await door.status(f"Bearer {TOKEN}") == 200
            path.write_text(path.read_text().replace(TOKEN, "another-token"))
            running.send(signal.SIGHUP)
            await running.until('"reloaded"', 60)
            assert await door.status(f"Bearer {TOKEN}") == 401
            assert await door.status("Bearer another-token") == 200
            assert await running.terminate() == 0
    assert TOKEN not in running.log
    assert "another-token" not in running.log
