"""Notifications that reached nobody: failed for good, or waiting for more than ten minutes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from canary.cli.report.view import Asked
from canary.cli.tables import Column, Table, minute
from canary.storage import lookup
from canary.storage.incidents import FAILED
from canary.storage.lookup import Delivery


def found(asked: Asked, since: datetime | None) -> list[Delivery]:
    """What failed after *since* or waits, of what is asked about; of groups and the budget always."""
    return [
        each
        for each in asked.database.read(lookup.undelivered, since, asked.now)
        if not each.target or asked.scope.covers(each.target, each.suite, each.vantage)
    ]


def table(late: Iterable[Delivery]) -> Table:
    """One line each."""
    return Table("Not delivered", _COLUMNS, [row_of(each) for each in late])


def row_of(each: Delivery) -> dict[str, Any]:
    """As plain values."""
    return {**asdict(each), "error": each.error or "not tried yet: is `canary daemon` running?"}


_COLUMNS = (
    Column("sink", "sink"),
    Column("state", "state"),
    Column("since", "created_at"),
    Column("tries", "attempts", right=True),
    Column("message", "title"),
    Column("error", "error", extra=True),
)


def notes(late: Iterable[Delivery]) -> list[str]:
    """For each sink that people do not hear from: how many, since when, the newest error, what to do."""
    by_sink: dict[str, list[Delivery]] = {}
    for each in late:
        by_sink.setdefault(each.sink, []).append(each)
    return [_note(sink, mine) for sink, mine in sorted(by_sink.items())]


def _note(sink: str, mine: list[Delivery]) -> str:
    failed = sum(each.state == FAILED for each in mine)
    counts = [f"{failed} failed for good"] if failed else []
    counts += [f"{len(mine) - failed} waiting"] if len(mine) > failed else []
    error = next((each.error for each in reversed(mine) if each.error), None)
    why = error or "nothing was tried yet: is `canary daemon` running?"
    return (
        f"{sink} did not take {' and '.join(counts)}, since {minute(mine[0].created_at)}: {why}. "
        "Next: canary check --online"
    )


def standing(asked: Asked) -> list[Delivery]:
    """Those of sinks that have taken nothing since: what is mended is of no concern now."""
    last = asked.database.read(lookup.last_sent)
    return [
        each
        for each in found(asked, None)
        if each.state != FAILED or each.sink not in last or last[each.sink] < each.created_at
    ]
