"""The HTTP face of the daemon: metrics, health, readiness, the status page and its JSON. Reads, never changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp

from canary.errors import CanaryError
from canary.metrics import Metrics
from canary.settings.values import Access
from canary.web.access import Guard
from canary.web.health import Health
from canary.web.page import render_page, render_problem

# The page needs its own style and nothing else: whatever slips into it, no script runs and nothing is fetched.
_PAGE_HEADERS = {
    "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "no-store",
}
_JSON_HEADERS = {"X-Content-Type-Options": "nosniff", "Cache-Control": "no-store"}


def create_app(
    metrics: Metrics, health: Health, access: Callable[[], Access | None] = lambda: None
) -> ASGIApp:
    """The ASGI application over *metrics* and *health*, for whom *access* names at the time of each request."""
    pages = _Pages(metrics, health)
    routes = Starlette(
        routes=[
            Route("/metrics", pages.metrics),
            Route("/healthz", pages.healthz),
            Route("/readyz", pages.readyz),
            Route("/api/v1/status", pages.api_status),
            Route("/", pages.status_page),
        ]
    )
    return Guard(routes, access)


class _Pages:
    def __init__(self, metrics: Metrics, health: Health) -> None:
        self._metrics = metrics
        self._health = health

    async def metrics(self, request: Request) -> Response:
        # Writing out the series of a thousand targets takes a second, which the loop must not stand still for.
        accept = request.headers.get("accept", "")
        body, content_type = await run_in_threadpool(self._metrics.exposition, accept)
        return Response(body, headers={"Content-Type": content_type})

    async def healthz(self, request: Request) -> Response:
        problem = self._health.alive()
        return PlainTextResponse(f"{problem or 'ok'}\n", status_code=503 if problem else 200)

    async def readyz(self, request: Request) -> Response:
        try:
            checks = await self._health.ready()
        except CanaryError as error:
            checks = {"database": str(error)}
        failing = sorted(name for name, problem in checks.items() if problem)
        return _json(
            {"ready": not failing, "failing": failing, "checks": dict(checks)}, 503 if failing else 200
        )

    async def api_status(self, request: Request) -> Response:
        try:
            rows = await self._health.status()
        except CanaryError as error:
            return _json({"error": str(error)}, 503)
        return _json({"summary": summary(rows), "targets": [dict(row) for row in rows]}, 200)

    async def status_page(self, request: Request) -> Response:
        try:
            rows = await self._health.status()
        except CanaryError as error:
            return HTMLResponse(render_problem(str(error)), status_code=503, headers=_PAGE_HEADERS)
        return HTMLResponse(render_page(rows, summary(rows)), headers=_PAGE_HEADERS)


def summary(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many targets x suites are in each state."""
    counted = Counter(str(row.get("state")) for row in rows)
    return {state: counted.pop(state, 0) for state in ("incident", "learning", "healthy")} | dict(counted)


def _json(value: Any, status: int) -> Response:
    body = orjson.dumps(value, option=orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS)
    return Response(body, status_code=status, media_type="application/json", headers=_JSON_HEADERS)
