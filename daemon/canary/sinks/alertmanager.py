"""Alertmanager (API v2): one alert for each incident, which fires for as long as it is said again.

Alertmanager keeps its alerts in memory and lets each expire: what stands is posted anew every `REFRESH`, whole, so that a
restart on either side, or a resolution that got lost, is made good within a minute. Where an alert goes, how it is
grouped and how often it is repeated is Alertmanager's own business.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime, timedelta
from typing import Any, Protocol

import orjson

from canary.core.escape import fit, one_line
from canary.core.message import Notice
from canary.core.model import IncidentState, Network, Secret
from canary.errors import DeliveryError
from canary.sinks.base import Sink
from canary.sinks.http import Clock, Line, Reply
from canary.sinks.network import USUAL

REFRESH = timedelta(minutes=1)
EXPIRES = 3 * REFRESH  # after the last post: two of them may fail
TEST_LASTS = timedelta(minutes=5)
DESCRIPTION = 2000

Alert = dict[str, Any]


class AlertmanagerSettings(Protocol):
    """What of `alerts.alertmanager` is read here."""

    @property
    def url(self) -> str: ...
    @property
    def bearer_token(self) -> Secret | None: ...


def open_alertmanager(settings: AlertmanagerSettings, now: Clock, network: Network = USUAL) -> Sink:
    """The sink of *settings*; no connection is made before the first use."""
    return Alertmanager(settings.url, settings.bearer_token, now, network)


# --- payload ---------------------------------------------------------------------------------------

_NAMES = {"test": "CanaryTest", "budget": "CanaryBudget"}


def alert(notice: Notice, now: datetime) -> Alert:
    """The alert about *notice*: firing until it expires, or ended."""
    ends = _ends(notice, now)
    starts = min(notice.opened_at or notice.at or now, now, ends)
    return {
        "labels": labels(notice),
        "annotations": texts(notice),
        "startsAt": starts.isoformat(),
        "endsAt": ends.isoformat(),
    }


def labels(notice: Notice) -> dict[str, str]:
    """What the alert is known and routed by: the same for every state of an incident of one kind and severity."""
    found = {
        "alertname": _NAMES.get(notice.kind, "CanaryIncident"),
        "target": notice.target,
        "suite": notice.suite,
        "kind": notice.kind if notice.target else "",
        "cause": notice.cause,
        "severity": notice.severity.value,
        "owner": notice.owner or "",
        "vantage": notice.vantage,
    }
    return {name: fit(one_line(value), 200) for name, value in found.items() if value}


def texts(notice: Notice) -> dict[str, str]:
    """What people read of it, none of it model output: `report` is the command that shows the evidence."""
    facts = [f"{label}: {one_line(value)}" for label, value in notice.facts]
    found = {
        "summary": _inert(notice.title, 300),
        "description": _inert("\n".join([notice.summary, *facts]), DESCRIPTION),
        "runbook": notice.runbook or "",
        "report": f"canary incidents show {notice.incident}" if notice.incident else "",
    }
    return {name: value for name, value in found.items() if value}


# Receivers put annotations into Slack and HTML as they are; a provider chooses the name of the model it serves.
_BRACKETS = str.maketrans({"<": "‹", ">": "›"})


def _inert(text: str, limit: int) -> str:
    return fit(text.translate(_BRACKETS), limit)


def _over(notice: Notice) -> bool:
    """Whether nothing is to be shown of it: it is resolved, or people have silenced it."""
    return notice.resolved or notice.state == IncidentState.SILENCED


def _ends(notice: Notice, now: datetime) -> datetime:
    if _over(notice):
        ended = notice.ended_at if notice.resolved else None
        return min(ended or notice.at or now, now)
    if notice.kind == "test":
        return now + TEST_LASTS
    if notice.kind == "budget" and notice.at is not None:
        return notice.at.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return now + EXPIRES


def together(notices: Iterable[Notice], now: datetime) -> list[Alert]:
    """One alert for each set of labels: what fires comes before what has ended, and the later end before others."""
    by_labels: dict[str, Alert] = {}
    for each in sorted((alert(notice, now) for notice in notices), key=_end):
        by_labels[_text(each["labels"])] = each
    return list(by_labels.values())


def _end(each: Alert) -> datetime:
    return datetime.fromisoformat(each["endsAt"])


def _text(found: dict[str, str]) -> str:
    return orjson.dumps(found, option=orjson.OPT_SORT_KEYS).decode()


def _ended(known: str, now: datetime) -> Alert:
    """The end of the alert with the labels *known*, which others replace."""
    at = now.isoformat()
    return {"labels": orjson.loads(known), "annotations": {}, "startsAt": at, "endsAt": at}


# --- sending ---------------------------------------------------------------------------------------

_TOKEN = "put a token that may post alerts in alerts.alertmanager.bearer_token"  # noqa: S105 - advice, no token
_WAYS_OUT = {
    400: "Alertmanager will never take this alert: please report it with these words",
    401: _TOKEN,
    403: _TOKEN,
    404: "alerts.alertmanager.url must be the address below which /api/v2 stands, its path prefix included",
    413: "what stands before Alertmanager limits requests too much",
}


class Alertmanager:
    """Posts alerts. A reference is the labels of the alert that an incident has."""

    name = "alertmanager"
    edits = True
    gathers = False  # it groups by itself

    def __init__(self, url: str, token: Secret | None, now: Clock, network: Network = USUAL) -> None:
        self._api = url.rstrip("/") + "/api/v2"
        self._now = now
        self._auth = {"Authorization": f"Bearer {token.reveal()}"} if token else {}
        self._line = Line(self.name, "alerts.alertmanager.url", [token] if token else [], network)
        self._turn = asyncio.Lock()

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Post the alert of *notice*, and end the one it replaces. A quiet change comes with the next `remind`."""
        if notice.quiet and not _over(notice):
            return ref
        async with self._turn:
            now = self._now()
            mine = alert(notice, now)
            known = _text(mine["labels"])
            await self._post([mine, *([_ended(ref, now)] if ref and ref != known else [])])
        return known

    async def remind(self, standing: Callable[[], Awaitable[Sequence[Notice]]]) -> int:
        """Post all that stands, and what has lately ended; returns how many alerts that were.

        What stands is read while nothing else is sent, lest an alert fire again whose end was sent meanwhile.
        """
        async with self._turn:
            alerts = together(await standing(), self._now())
            if alerts:
                await self._post(alerts)
        return len(alerts)

    async def check(self) -> str | None:
        """Ask for its status; nothing is posted."""
        try:
            reply = await self._line.call("GET", f"{self._api}/status", headers=self._auth)
        except DeliveryError as error:
            return str(error)
        return None if reply.ok and _is_status(reply) else str(self._line.refusal(reply, _WAYS_OUT))

    async def aclose(self) -> None:
        await self._line.aclose()

    async def _post(self, alerts: Sequence[Alert]) -> None:
        headers = {"Content-Type": "application/json", **self._auth}
        reply = await self._line.call("POST", f"{self._api}/alerts", orjson.dumps(alerts), headers)
        if not reply.ok or reply.body.lstrip().startswith(b"<"):  # a login page says 200 as well
            raise self._line.refusal(reply, _WAYS_OUT, permanent=lambda said: said.status == 400)


def _is_status(reply: Reply) -> bool:
    try:
        found = orjson.loads(reply.body)
    except orjson.JSONDecodeError:
        return False
    return isinstance(found, dict) and "versionInfo" in found
