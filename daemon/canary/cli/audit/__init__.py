"""``canary audit``: how often the validators are right, from a random sample that a person labels."""

from __future__ import annotations

import argparse
from datetime import timedelta

from canary.cli.common import configure_logging, duration, load_settings, positive

NAME = "audit"
HELP = "draw stored outputs, label them, and see how good the validators are"
FORMATS = ("table", "json", "csv", "markdown")


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    sampling = actions.add_parser("sample", help="draw outputs at random, half of them failed, for a person")
    sampling.add_argument(
        "-n", "--size", type=positive, default=50, metavar="N", help="how many; default: 50"
    )
    sampling.add_argument(
        "--since", type=duration, default=timedelta(days=7), metavar="D", help="how far back; default: 7d"
    )
    sampling.add_argument(
        "--target", action="append", default=[], metavar="T", help="only this one; may repeat"
    )
    sampling.add_argument(
        "--suite", action="append", default=[], metavar="S", help="only this one; may repeat"
    )
    sampling.add_argument("--vantage", metavar="V", help="only what was asked from this place")
    sampling.add_argument(
        "--seed", type=int, metavar="N", help="draws the same from the same; default: chance"
    )
    sampling.add_argument("--name", metavar="DRAW", help="what to call the draw; default: the time")
    sampling.add_argument("-o", "--output", metavar="FILE", help="a CSV to fill in; default: none")
    labelling = actions.add_parser("label", help="read a filled CSV, or ask one at a time in the terminal")
    labelling.add_argument("file", nargs="?", metavar="FILE", help="default: ask in the terminal")
    labelling.add_argument("--by", metavar="NAME", help="who labels; default: the user's name")
    labelling.add_argument("--draw", metavar="DRAW", help="default: the newest")
    reporting = actions.add_parser("report", help="the validators' precision and recall, with intervals")
    reporting.add_argument("--draw", metavar="DRAW", help="default: the newest")
    reporting.add_argument("--format", choices=FORMATS, default="table", help="default: table")


def run(args: argparse.Namespace) -> int:
    from canary.app import open_database
    from canary.cli.audit import label, report, sample

    configure_logging(verbose=False)
    settings = load_settings(args, secrets=False)
    actions = {"sample": sample.run, "label": label.run, "report": report.run}
    with open_database(settings) as database:
        return actions[args.action](args, settings, database)
