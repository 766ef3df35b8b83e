"""``--target``, ``--suite`` and ``--vantage`` as the history understands them."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from canary.settings import Settings
    from canary.storage.engine import Database
    from canary.storage.history import Scope


def scope_of(
    args: argparse.Namespace, settings: Settings, database: Database, since: datetime | None
) -> Scope:
    """Raises UsageError for a target or suite that is neither configured nor stored."""
    from canary.storage.history import Scope, stored_names

    configured = {t.name for t in settings.targets}, set(settings.suites)
    if not (set(args.target) <= configured[0] and set(args.suite) <= configured[1]):
        targets, suites = database.read(stored_names)
        _known("target", args.target, configured[0] | set(targets))
        _known("suite", args.suite, configured[1] | set(suites))
    vantages = (args.vantage,) if args.vantage else ()
    return Scope(since, tuple(args.target), tuple(args.suite), vantages)


def _known(what: str, wanted: Iterable[str], known: set[str]) -> None:
    from canary.errors import UsageError

    for name in wanted:
        if name not in known:
            raise UsageError(f"no {what} named {name}; known: {', '.join(sorted(known)) or 'none'}")
