"""Where notifications go. A new sink is its file, one line in `SINKS` and its test; nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Any

from canary.core.model import Network, Secret
from canary.sinks.base import Forgetful, Sink

if TYPE_CHECKING:
    from canary.sinks.heartbeat import Heartbeat

__all__ = ["HEARTBEAT", "SINKS", "UNPROVEN", "Forgetful", "Sink", "open_heartbeat", "open_sinks"]

Clock = Callable[[], datetime]
USUAL = Network()


def _slack(settings: Any, now: Clock, network: Network) -> Sink:
    from canary.sinks.slack import open_slack

    return open_slack(settings, network=network)


def _alertmanager(settings: Any, now: Clock, network: Network) -> Sink:
    from canary.sinks.alertmanager import open_alertmanager

    return open_alertmanager(settings, now, network=network)


def _pagerduty(settings: Any, now: Clock, network: Network) -> Sink:
    from canary.sinks.pagerduty import open_pagerduty

    return open_pagerduty(settings, network=network)


def _webhook(settings: Any, now: Clock, network: Network) -> Sink:
    from canary.sinks.webhook import open_webhook

    return open_webhook(settings, now, network=network)


def _log(settings: Any, now: Clock, network: Network) -> Sink:
    from canary.sinks.log import LogSink

    return LogSink()


SINKS: dict[str, Callable[[Any, Clock, Network], Sink]] = {
    "slack": _slack,
    "alertmanager": _alertmanager,
    "pagerduty": _pagerduty,
    "webhook": _webhook,
    "log": _log,
}
"""Name, as under `alerts` in canary.yaml -> what makes the sink of its settings, the clock on the wall and the way out."""

ALWAYS = frozenset({"log"})  # an incident is on record even where nobody configured a sink

UNPROVEN = {
    "pagerduty": "it took an event that resolves nothing; whom it pages, --send-test shows",
    "webhook": "somebody answers there; whether messages are taken, --send-test shows",
}
"""What a sink's `check` cannot find out."""


def open_sinks(alerts: Any, now: Clock, network: Network = USUAL) -> dict[str, Sink]:
    """The sinks that *alerts* (attributes named as in `SINKS`, or None) configures, and always the log.

    *now* is the time others go by, also where ours is wound. Makes no connection. Raises `UsageError` where a sink's
    settings cannot work.
    """
    return {
        name: make(getattr(alerts, name, None), now, network)
        for name, make in SINKS.items()
        if name in ALWAYS or getattr(alerts, name, None) is not None
    }


HEARTBEAT = "heartbeat"  # no sink, for it tells nothing; counted beside them


def open_heartbeat(url: Secret, network: Network = USUAL) -> Heartbeat:
    """Signs of life for *url*; no connection is made before the first."""
    from canary.sinks.heartbeat import Heartbeat

    return Heartbeat(url, network)
