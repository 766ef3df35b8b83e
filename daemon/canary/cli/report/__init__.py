"""``canary report``: ad-hoc questions to the stored history. Never needs the daemon."""

from __future__ import annotations

import argparse
import io
from datetime import timedelta
from typing import TYPE_CHECKING

from canary.cli.common import configure_logging, duration, load_settings

if TYPE_CHECKING:
    from canary.cli.report.view import Asked, View

NAME = "report"
HELP = "ask the stored history: status, drift, rates, cost, tiers, incidents"
VIEWS = ("status", "drift", "rates", "cost", "tiers", "incidents")
FORMATS = ("table", "json", "csv", "markdown")


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("view", nargs="?", choices=VIEWS, default="status", help="default: status")
    parser.add_argument(
        "--since", type=duration, default=timedelta(days=7), metavar="D", help="how far back; default: 7d"
    )
    parser.add_argument(
        "--target", action="append", default=[], metavar="T", help="only this one; may repeat"
    )
    parser.add_argument("--suite", action="append", default=[], metavar="S", help="only this one; may repeat")
    parser.add_argument("--vantage", metavar="V", help="only what was asked from this place")
    parser.add_argument("--by", choices=("hour", "day", "prompt"), help="divide rates and cost")
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output")


def run(args: argparse.Namespace) -> int:
    configure_logging(verbose=False)
    view, asked = answer(args)
    _write(view, asked, args.format, args.output)
    return 0


def answer(args: argparse.Namespace) -> tuple[View, Asked]:
    """What is asked, and what the database says to it."""
    from canary.app import open_database, utc_now
    from canary.cli.report.view import Asked
    from canary.cli.scope import scope_of
    from canary.errors import UsageError

    if args.by and args.view not in ("rates", "cost"):
        raise UsageError(f"--by divides rates and cost; report {args.view} has nothing to divide")
    settings = load_settings(args, secrets=False)
    now = utc_now()
    with open_database(settings) as database:
        scope = scope_of(args, settings, database, now - args.since)
        asked = Asked(settings, database, scope, now, args.by)
        return _ask(args.view, asked), asked


def _ask(name: str, asked: Asked) -> View:
    from canary.cli.report import incidents, rates, status, tiers

    views = {
        "status": status.view,
        "drift": incidents.drift,
        "rates": rates.view,
        "cost": rates.cost,
        "tiers": tiers.view,
        "incidents": incidents.view,
    }
    return views[name](asked)


def _write(view: View, asked: Asked, form: str, name: str | None) -> None:
    import sys

    from canary.cli.files import open_output

    if name in (None, "-"):
        _render(view, asked, form, sys.stdout)
        return
    with open_output(name) as stream:
        text = io.StringIO()
        _render(view, asked, form, text)
        stream.write(text.getvalue().encode())


def _render(view: View, asked: Asked, form: str, out: object) -> None:
    from typing import TextIO, cast

    from canary.cli import tables

    stream = cast(TextIO, out)
    if form == "json":
        stream.write(view.document(asked))
    elif form == "csv":
        tables.write_csv(view.tables[0], stream)
    elif form == "markdown":
        tables.write_markdown(view.tables, view.notes, stream)
    else:
        tables.write_text(view.tables, view.notes, stream)
