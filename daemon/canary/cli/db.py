"""``canary db``: the database's schema, what of its contents is old enough to go, and the roll-ups of what stays."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from canary.cli.common import duration, load_settings

if TYPE_CHECKING:
    from datetime import timedelta

    from canary.settings import Settings
    from canary.storage.engine import Database

NAME = "db"
HELP = "bring the database's schema up to date, check it, let go of what is old, or count its roll-ups anew"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", required=True, metavar="upgrade|check|prune|rollup")
    actions.add_parser("upgrade", help="apply the migrations that are missing")
    actions.add_parser("check", help="say whether the schema is as this program needs it; changes nothing")
    prune = actions.add_parser(
        "prune", help="delete what `retention` no longer keeps; the daemon does it by itself"
    )
    prune.add_argument("--dry-run", action="store_true", help="only say what would go")
    rollup = actions.add_parser(
        "rollup", help="count the hourly and daily roll-ups anew from the observations; reports read them"
    )
    rollup.add_argument(
        "--since", type=duration, metavar="D", help="only the days from so long ago on; default: all"
    )


def run(args: argparse.Namespace) -> int:
    from canary.storage.engine import Database

    settings = load_settings(args, secrets=False)
    with Database(settings.database.reveal()) as database:
        if args.action == "upgrade":
            return _upgrade(database)
        if args.action == "check":
            return _check(database)
        if args.action == "rollup":
            return _rollup(database, args.since)
        return _prune(database, settings, dry_run=args.dry_run)


def _upgrade(database: Database) -> int:
    from canary.settings import data_dir
    from canary.storage import migrate

    before, after = database.call(migrate.upgrade, data_dir("migrations"))
    print(
        f"{database.shown}: schema {after}" + (", nothing to do" if before == after else f" (was {before})")
    )
    return 0


def _check(database: Database) -> int:
    from canary.storage import migrate, tables

    database.read(migrate.require_head, database.shown)
    print(f"{database.shown}: schema {tables.HEAD}, as this program needs it")
    return 0


def _prune(database: Database, settings: Settings, *, dry_run: bool) -> int:
    from canary.app import utc_now
    from canary.settings.durations import format_duration
    from canary.storage import migrate, retention

    database.read(migrate.require_head, database.shown)
    kept = settings.retention
    found = retention.prune(database, utc_now(), kept.outputs, kept.observations, dry_run=dry_run)
    verb = "would go" if dry_run else "deleted"
    texts, rest = format_duration(kept.outputs), format_duration(kept.observations)
    print(f"{verb}: {found.outputs:,} texts not given for {texts}")
    whole = f", with {', '.join(found.partitions)}" if found.partitions else ""
    print(
        f"{verb}: {found.observations:,} observations older than {rest}, {found.verdicts:,} verdicts{whole}"
    )
    return 0


def _rollup(database: Database, since: timedelta | None) -> int:
    from canary.app import utc_now
    from canary.storage import migrate, rollups

    database.read(migrate.require_head, database.shown)
    counted = rollups.rebuild(database, None if since is None else utc_now() - since, _progress)
    print(f"counted anew: {counted:,} cycles")
    return 0


def _progress(done: int, of: int) -> None:
    """On a terminal only: it may take minutes."""
    if sys.stderr.isatty():
        print(f"\r{done:,} of {of:,} days", end="" if done < of else "\n", file=sys.stderr, flush=True)
