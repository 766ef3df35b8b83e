"""What an official SDK sends, and what it makes of a reply, without a network: for SDKs that speak httpx2."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson


@dataclass
class Captured:
    """The one request that an SDK's client made."""

    url: str = ""
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None


def captured(call: Callable[[Any], object], reply: bytes) -> tuple[Captured, Any]:
    """Let *call* ask with an HTTP client that answers with *reply*; its request, and what the call returned."""
    import httpx2

    seen = Captured()

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.url, seen.headers = str(request.url), dict(request.headers)
        seen.body = orjson.loads(request.content)
        return httpx2.Response(200, headers={"content-type": "application/json"}, content=reply)

    with httpx2.Client(transport=httpx2.MockTransport(handle)) as client:
        return seen, call(client)
