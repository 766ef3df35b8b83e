"""The log as a sink: one short event for each notice, with what finds and sorts it.

The evidence stays where it is asked for: `canary incidents show` with the event's incident number.
"""

from __future__ import annotations

import logging
from typing import Any

import structlog

from canary.core.escape import fit
from canary.core.message import Notice
from canary.core.model import Severity

_LEVELS = {Severity.INFO: logging.INFO, Severity.WARNING: logging.WARNING, Severity.CRITICAL: logging.ERROR}


class LogSink:
    """Always there and always healthy: whoever reads the log reads every notification."""

    name = "log"
    edits = True  # a line for each change, however small
    gathers = False

    def __init__(self) -> None:
        self._log = structlog.get_logger("canary.notice")

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Write *notice*; never fails and has nothing to edit."""
        self._log.log(level(notice), "notice", **event(notice))
        return None

    async def check(self) -> str | None:
        return None

    async def aclose(self) -> None:
        return None


def level(notice: Notice) -> int:
    """The log level: the severity's, and information once it is over."""
    return logging.INFO if notice.resolved else _LEVELS[notice.severity]


def event(notice: Notice) -> dict[str, Any]:
    """The fields of the log event: JSON values, clean of control characters."""
    fields = {
        "incident": notice.incident,
        "key": notice.key,
        "title": notice.title,
        "severity": notice.severity.value,
        "target": notice.target,
        "suite": notice.suite,
        "kind": notice.kind,
        "state": notice.state,
        "reason": notice.reason,
    }
    return {name: fit(value, 500) if isinstance(value, str) else value for name, value in fields.items()}
