"""PagerDuty (Events API v2): an incident is triggered, acknowledged and resolved under one key.

PagerDuty pages by itself for as long as nobody has acknowledged; what it is sent of a known key rings no second time.
"""

from __future__ import annotations

from typing import Any, Protocol

import orjson

from canary.core.escape import fit, one_line
from canary.core.message import Comparison, Notice
from canary.core.model import IncidentState, Network, Secret
from canary.core.reasons import reason_words
from canary.errors import DeliveryError
from canary.sinks.base import Sink
from canary.sinks.http import Line, Reply
from canary.sinks.network import USUAL

API = "https://events.pagerduty.com/v2/enqueue"

# PagerDuty takes 1024 characters of summary and 512 KB in all; a page is read on a phone.
SUMMARY = 1000
FACTS = 10
FACT = 300
COMPARISONS = 3
OUTPUT = 240
STEPS = 5

Event = dict[str, Any]


class PagerDutySettings(Protocol):
    """What of `alerts.pagerduty` is read here."""

    @property
    def routing_key(self) -> Secret: ...
    @property
    def api_url(self) -> str | None: ...


def open_pagerduty(settings: PagerDutySettings, network: Network = USUAL) -> Sink:
    """The sink of *settings*; no connection is made before the first use."""
    return PagerDuty(settings.routing_key, settings.api_url or API, network)


# --- payload ---------------------------------------------------------------------------------------


def action(notice: Notice) -> str | None:
    """What to do about *notice*: trigger, acknowledge, resolve, or nothing.

    What is silenced is resolved, so that it pages again when it is still there at the silence's end: an acknowledged
    one would not. A group is triggered at every change: that rings only where all of it was over here before.
    """
    if notice.resolved or notice.state == IncidentState.SILENCED:
        return "resolve"
    if notice.state == IncidentState.ACKNOWLEDGED:
        return "acknowledge"
    return None if notice.quiet and notice.kind != "group" else "trigger"


def event(notice: Notice, what: str) -> Event:
    """The event, but for the routing key. Only a trigger has a payload."""
    bare = {"event_action": what, "dedup_key": notice.key}
    if what != "trigger":
        return bare
    return {
        **bare,
        "client": "Canary",
        "links": [{"href": notice.runbook, "text": "Runbook"}] if notice.runbook else [],
        "payload": _payload(notice),
    }


def _payload(notice: Notice) -> dict[str, Any]:
    began = notice.opened_at or notice.at
    found = {
        "summary": fit(one_line(notice.fallback), SUMMARY),
        "source": notice.target or notice.vantage or "canary",
        "severity": notice.severity.value,  # PagerDuty's words are the same
        "timestamp": began.isoformat() if began else None,
        "component": notice.suite,
        "class": notice.kind,
        "group": notice.owner,
        "custom_details": details(notice),
    }
    return {name: value for name, value in found.items() if value}


def details(notice: Notice) -> dict[str, Any]:
    """Facts, outputs and next steps as plain text, 32 KB at most by construction."""
    found: dict[str, Any] = {_line(label, 60): _line(value, FACT) for label, value in notice.facts[:FACTS]}
    found |= {
        "outputs": [_outputs(each) for each in notice.comparisons[:COMPARISONS]],
        "more": _line(notice.more, FACT),
        "next": [_line(step, FACT) for step in notice.steps[:STEPS]],
        "why you hear of it": reason_words(notice.reason) if notice.reason else "",
        "incident": notice.incident,
    }
    return {name: value for name, value in found.items() if value}


def _outputs(each: Comparison) -> dict[str, str]:
    found = {
        "prompt": _line(each.prompt, 100),
        "changed": _line(each.changed, 100),
        "was": fit(each.old or "", OUTPUT),
        "now": fit(each.new or "", OUTPUT),
        "note": _line(each.note, 200),
        "fails": _line(", ".join(each.failing), 100),
    }
    return {name: value for name, value in found.items() if value}


def _line(text: str, limit: int) -> str:
    return fit(one_line(text), limit)


# --- sending ---------------------------------------------------------------------------------------

_KEY = (
    "put the integration key of an Events API v2 integration in alerts.pagerduty.routing_key"
    " (an account in the EU also needs alerts.pagerduty.api_url)"
)
_WAYS_OUT = {
    400: "PagerDuty will never take this event: please report it with these words",
    401: _KEY,
    403: _KEY,
    404: "check alerts.pagerduty.api_url",
}


class PagerDuty:
    """Sends events. There is nothing to remember: the notice's key is PagerDuty's as well."""

    name = "pagerduty"
    edits = True  # somebody takes an incident on: a quiet change that stops the paging
    gathers = True

    def __init__(self, key: Secret, url: str = API, network: Network = USUAL) -> None:
        self._key, self._url = key, url
        self._line = Line(self.name, "alerts.pagerduty.api_url", [key], network)

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Send the event of *notice*, if it is worth one. A test is resolved at once."""
        what = action(notice)
        if what is not None:
            await self._send(event(notice, what))
        if notice.kind == "test":
            await self._send(event(notice, "resolve"))
        return None

    async def check(self) -> str | None:
        """Resolve what was never triggered, which PagerDuty takes and passes over: a wrong key it refuses."""
        try:
            await self._send(event(Notice("canary/check", "", ""), "resolve"))
        except DeliveryError as error:
            return str(error)
        return None

    async def aclose(self) -> None:
        await self._line.aclose()

    async def _send(self, what: Event) -> None:
        body = orjson.dumps({"routing_key": self._key.reveal(), **what})
        reply = await self._line.call("POST", self._url, body, {"Content-Type": "application/json"})
        if reply.status == 202:
            return
        ways_out = {**_WAYS_OUT, 400: _KEY} if _about_key(reply) else _WAYS_OUT
        raise self._line.refusal(reply, ways_out, permanent=_never)


def _about_key(reply: Reply) -> bool:
    """Whether PagerDuty finds fault with the routing key, as people can mend."""
    said = reply.body.lower()
    return b"routing key" in said or b"routing_key" in said


def _never(reply: Reply) -> bool:
    return reply.status == 400 and not _about_key(reply)
