"""``canary db``: the database's schema."""

from __future__ import annotations

import argparse

from canary.cli.common import load_settings

NAME = "db"
HELP = "bring the database's schema up to date, or check it"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "action", choices=("upgrade", "check"), help="upgrade applies migrations; check changes nothing"
    )


def run(args: argparse.Namespace) -> int:
    from canary.settings import data_dir
    from canary.storage import migrate, tables
    from canary.storage.engine import Database

    with Database(load_settings(args, secrets=False).database.reveal()) as database:
        if args.action == "check":
            database.read(migrate.require_head, database.shown)
            print(f"{database.shown}: schema {tables.HEAD}, as this program needs it")
            return 0
        before, after = database.call(migrate.upgrade, data_dir("migrations"))
    print(
        f"{database.shown}: schema {after}" + (", nothing to do" if before == after else f" (was {before})")
    )
    return 0
