"""The webhook: a receiver that does as the documentation says can verify it, and knows what it gets."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from canary.app import utc_now
from canary.core.message import trial_notice
from canary.core.model import Secret
from canary.errors import DeliveryError
from canary.sinks.webhook import Webhook, document, signature
from support.notices import AT, notice
from support.servers import Received, Server, always, response, serve

ALERTS = (Path(__file__).parent.parent.parent / "docs" / "alerts.md").read_text(encoding="utf-8")
SECRET = Secret("hook-hunter2")
KNOWN = "v1=9b0bbb34523622256718c6c8f8085d6a97f22e62a0effe6e28f3b1e1e6f11716"


@pytest.fixture
async def server() -> AsyncIterator[Server]:
    async with serve(always(response(b"", 204))) as running:
        yield running


async def received(server: Server, **changes: Any) -> Received:
    sink = Webhook(Secret(f"{server.url}/hook?x=1"), SECRET, utc_now)
    try:
        await sink.send(replace(notice(), **changes), None)
    finally:
        await sink.aclose()
    return server.journal[-1]


def examples(section: str, language: str) -> list[str]:
    """The fenced examples of a section of the documentation."""
    text = ALERTS.partition(f"\n### {section}\n")[2].partition("\n### ")[0]
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


def verifier() -> Callable[[str, Mapping[str, str], bytes], bool]:
    """The example of the documentation, as a reader would copy it."""
    (code,) = examples("Webhook", "python")
    names: dict[str, Any] = {}
    exec(code, names)
    found: Callable[[str, Mapping[str, str], bytes], bool] = names["verified"]
    return found


def as_sent(asked: Received) -> dict[str, str]:
    return {name.title(): value for name, value in asked.headers.items()}


async def test_the_documented_receiver_takes_what_we_send_and_nothing_else(server: Server) -> None:
    asked = await received(server)
    verified, headers = verifier(), as_sent(asked)
    assert (asked.method, asked.path) == ("POST", "/hook?x=1")
    assert verified("hook-hunter2", headers, asked.body)
    assert not verified("another", headers, asked.body)
    assert not verified("hook-hunter2", headers, asked.body.replace(b"critical", b"warning!"))
    replayed = headers | {"X-Canary-Timestamp": str(int(utc_now().timestamp()) + 1)}
    assert not verified("hook-hunter2", replayed, asked.body)
    assert not verified("hook-hunter2", headers | {"X-Canary-Signature": "v1=é"}, asked.body)


def test_an_old_delivery_is_refused_by_the_documented_receiver() -> None:
    old = str(int(utc_now().timestamp()) - 301)
    headers = {"X-Canary-Timestamp": old, "X-Canary-Signature": signature(SECRET, old, b"{}")}
    assert not verifier()("hook-hunter2", headers, b"{}")


def test_a_signature_is_the_known_one() -> None:
    """By hand: printf '1700000000.{}' | openssl dgst -sha256 -hmac hook-hunter2"""
    assert signature(SECRET, "1700000000", b"{}") == KNOWN


async def test_each_try_of_a_delivery_has_its_name(server: Server) -> None:
    first = await received(server, delivery="4711", tried=0)
    again = await received(server, delivery="4711", tried=1)
    assert first.headers["x-canary-delivery"] == again.headers["x-canary-delivery"] == "4711"
    assert (first.json["tried"], again.json["tried"]) == (0, 1)


async def test_the_body_is_the_whole_notice(server: Server) -> None:
    told = replace(notice(), vantage="rack-7", delivery="1")
    asked = await received(server, vantage="rack-7", delivery="1")
    assert asked.json == json.loads(json.dumps(document(told)))
    assert (asked.json["version"], asked.json["opened_at"]) == (1, AT.isoformat())
    assert asked.json["comparisons"][0]["new"] == "Parcel TKT-99999 is late."
    assert asked.json["facts"][0] == {"label": "Severity", "value": "critical"}


def test_every_key_of_the_body_is_documented_and_no_other() -> None:
    table = ALERTS.partition("The body, `version` 1.")[2].partition("### ")[0]
    cells = re.findall(r"^\| (`[^|]+) \|", table, re.MULTILINE)
    documented = {name for cell in cells for name in re.findall(r"`(\w+)`", cell)}
    assert documented == set(document(notice()))


async def test_a_test_message_says_so(server: Server) -> None:
    sink = Webhook(Secret(server.url), SECRET, utc_now)
    await sink.send(trial_notice(utc_now(), "host"), None)
    await sink.aclose()
    said = server.journal[0].json
    assert (said["kind"], said["incident"], said["title"][:6]) == ("test", None, "[TEST]")


@pytest.mark.parametrize(
    ("status", "way_out", "permanent"),
    [
        (400, "check alerts.webhook.url", False),
        (401, "alerts.webhook.secret", False),
        (404, "check the path", False),
        (410, "wants no more", True),
    ],
)
async def test_only_gone_is_given_up(status: int, way_out: str, permanent: bool) -> None:
    async with serve(always(response("no", status))) as server:
        with pytest.raises(DeliveryError, match=way_out) as raised:
            await received(server)
    assert raised.value.permanent is permanent


@pytest.mark.parametrize(
    ("status", "healthy"), [(200, True), (404, True), (405, True), (501, True), (502, False)]
)
async def test_check_asks_whether_anybody_is_there_and_posts_nothing(status: int, healthy: bool) -> None:
    async with serve(always(response(b"", status))) as server:
        sink = Webhook(Secret(server.url), SECRET, utc_now)
        assert (await sink.check() is None) is healthy
        await sink.aclose()
    assert [asked.method for asked in server.journal] == ["OPTIONS"]


@pytest.mark.skipif(shutil.which("amtool") is None, reason="needs amtool (Debian: prometheus-alertmanager)")
def test_alertmanager_takes_the_documented_configuration(tmp_path: Path) -> None:
    (example,) = examples("Alertmanager", "yaml")
    (tmp_path / "am.yml").write_text(example)
    done = subprocess.run(["amtool", "check-config", tmp_path / "am.yml"], capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr
