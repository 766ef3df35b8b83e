"""The log as a sink: one event for each notice, with its facts as fields and the text a person would have got."""

from __future__ import annotations

import logging
from typing import Any

import structlog

from canary.core.escape import fit
from canary.core.message import Notice, as_text
from canary.core.model import Severity

_LEVELS = {Severity.INFO: logging.INFO, Severity.WARNING: logging.WARNING, Severity.CRITICAL: logging.ERROR}


class LogSink:
    """Always there and always healthy: whoever reads the log reads every notification."""

    name = "log"

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
        "key": notice.key,
        "title": notice.title,
        "severity": notice.severity.value,
        "resolved": notice.resolved,
        "target": notice.target,
        "suite": notice.suite,
        "kind": notice.kind,
        "state": notice.state,
        "reason": notice.reason,
        "owner": notice.owner,
        "text": as_text(notice),
    }
    return {name: fit(value, 4000) if isinstance(value, str) else value for name, value in fields.items()}
