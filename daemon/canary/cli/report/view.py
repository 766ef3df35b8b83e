"""What every view of ``canary report`` is made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from canary.cli.tables import Table, minute
from canary.settings import Settings
from canary.storage import history
from canary.storage.engine import Database
from canary.storage.history import Scope


@dataclass(frozen=True, slots=True)
class Asked:
    """One question: where, about what, and when it was asked."""

    settings: Settings
    database: Database
    scope: Scope
    now: datetime
    by: str | None


@dataclass(frozen=True, slots=True)
class View:
    """An answer. The first table's rows are the document's rows; ``more`` is added to the document."""

    name: str
    tables: Sequence[Table]
    notes: Sequence[str] = ()
    more: Mapping[str, Any] = field(default_factory=dict)

    def document(self, asked: Asked) -> str:
        """One JSON document. Its keys stay when there is nothing to say."""
        import orjson

        document = {
            "view": self.name,
            "generated_at": asked.now,
            "since": asked.scope.since,
            "rows": list(self.tables[0].rows),
            **self.more,
            "notes": list(self.notes),
        }
        return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode() + "\n"


def newest(asked: Asked) -> datetime | None:
    """The newest slot of what is asked about, whatever the window; None if there is none."""
    return asked.database.read(history.newest_slot, replace(asked.scope, since=None))


def ever_run(asked: Asked) -> bool:
    """Whether there is anything stored of what is asked about."""
    return newest(asked) is not None


def nothing(asked: Asked) -> tuple[str, ...]:
    """Why there are no rows, and what to do."""
    last = newest(asked)
    if last is None:
        return (
            "Nothing is stored yet. Run `canary run` for one cycle now, or `canary daemon` for the service.",
        )
    return (
        f"No data since {minute(asked.scope.since)}; the newest cycle is of {minute(last)}. "
        "Look further back with --since.",
    )


def share(part: int, of: int) -> float | None:
    """part / of; None of nothing."""
    return part / of if of else None
