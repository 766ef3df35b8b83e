"""``canary incidents list``: nothing that is open is left out, unless somebody asks for fewer."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from canary.cli.common import print_json
from canary.cli.tables import Column, Table, write_text
from canary.settings import Settings
from canary.storage import lookup, telling
from canary.storage.engine import Database
from canary.storage.lookup import Listed
from canary.storage.queries import StoredIncident
from canary.storage.telling import Silence

SHOWN = 50  # open and resolved together; more only if more are open


def run(args: argparse.Namespace, settings: Settings, database: Database, now: datetime) -> int:
    """Print the list."""
    total, still_open = database.read(lookup.counted, args.state, args.target)
    limit = None if args.all or (args.json and not args.limit) else args.limit or max(SHOWN, still_open)
    found = database.read(lookup.listed, args.state, args.target, limit)
    silences = database.read(telling.active_silences, now)
    rows = [_row(each, silences) for each in found]
    if args.json:
        print_json({"incidents": rows, "total": total, "open": still_open})
        return 0
    if not rows:
        print("No incident so far." if not (args.state or args.target) else "No such incident.")
        return 0
    write_text([Table("", _columns(rows), rows)], _more(total - len(rows)), sys.stdout)
    return 0


def _more(left: int) -> tuple[str, ...]:
    return (f"... and {left} more: canary incidents list --all",) if left > 0 else ()


def plain(each: StoredIncident) -> dict[str, Any]:
    """An incident as a JSON document has it."""
    return {
        "id": each.id,
        "target": each.target,
        "suite": each.suite,
        "vantage": each.vantage,
        "kind": each.kind,
        "severity": each.severity,
        "state": each.state,
        "opened_at": each.opened_at,
        "resolved_at": each.resolved_at,
        "incident": each.content,
    }


def _row(each: Listed, silences: Sequence[Silence]) -> dict[str, Any]:
    return {
        **plain(each.stored),
        "group": each.group,
        "silenced_until": silenced_until(each.stored, silences),
    }


def silenced_until(stored: StoredIncident, silences: Sequence[Silence]) -> datetime | None:
    """When people hear of an open incident again; None if they do now."""
    ends = [silence.ends_at for silence in silences if silence.covers(stored)]
    return max(ends) if ends and stored.state != "resolved" else None


def _columns(rows: Sequence[Mapping[str, Any]]) -> list[Column]:
    """Groups and silences have columns where there are any."""
    optional = (Column("silenced until", "silenced_until"), Column("group", "group", right=True))
    return [
        Column("id", "id", right=True),
        Column("state", "state"),
        Column("severity", "severity"),
        Column("kind", "kind"),
        Column("target", "target"),
        Column("suite", "suite"),
        Column("since", "opened_at"),
        *(column for column in optional if any(row[column.key] is not None for row in rows)),
        Column("resolved", "resolved_at", extra=True),
    ]
