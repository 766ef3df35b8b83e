"""Where notifications go. A new sink is its file, one line in `SINKS` and its test; nothing heavy is imported here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from canary.sinks.base import Sink

__all__ = ["SINKS", "Sink", "open_sinks"]


def _slack(settings: Any) -> Sink:
    from canary.sinks.slack import open_slack

    return open_slack(settings)


def _log(settings: Any) -> Sink:
    from canary.sinks.log import LogSink

    return LogSink()


SINKS: dict[str, Callable[[Any], Sink]] = {"slack": _slack, "log": _log}
"""Name, as under `alerts` in canary.yaml -> what makes the sink of its settings."""

ALWAYS = frozenset({"log"})  # an incident is on record even where nobody configured a sink


def open_sinks(alerts: Any) -> dict[str, Sink]:
    """The sinks that *alerts* (attributes named as in `SINKS`, or None) configures, and always the log.

    Makes no connection. Raises `UsageError` where a sink's settings cannot work.
    """
    return {
        name: make(getattr(alerts, name, None))
        for name, make in SINKS.items()
        if name in ALWAYS or getattr(alerts, name, None) is not None
    }
