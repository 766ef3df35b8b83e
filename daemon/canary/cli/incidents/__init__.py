"""``canary incidents``: what is open, the whole evidence of one, and what a person decides about it."""

from __future__ import annotations

import argparse

from canary.cli.common import configure_logging, duration, load_settings, positive

NAME = "incidents"
HELP = "list, show, acknowledge, silence and resolve incidents"

STATES = ("suspected", "open", "acknowledged", "silenced", "reopened", "resolved")
WHO = "who; default the user's name"


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    _configure_reading(actions)
    _configure_deciding(actions)
    _configure_silencing(actions)


def _configure_reading(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    listing = actions.add_parser("list", help="every open incident, and the newest of the others")
    listing.add_argument(
        "--state", action="append", default=[], choices=STATES, help="only these; may repeat"
    )
    listing.add_argument(
        "--target", action="append", default=[], metavar="T", help="only this target; may repeat"
    )
    amount = listing.add_mutually_exclusive_group()
    amount.add_argument(
        "--limit", type=positive, metavar="N", help="so many; default all open ones, others up to 50 in all"
    )
    amount.add_argument("--all", action="store_true", help="however many there are")
    _add_json(listing)
    showing = actions.add_parser("show", help="the whole evidence of one, who was told, and why not")
    showing.add_argument("id", type=int)
    _add_json(showing)


def _configure_deciding(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    for name, words in (
        ("ack", "take them on: reminders stop"),
        ("resolve", "close them; their detectors start afresh"),
    ):
        acting = actions.add_parser(name, help=words)
        acting.add_argument("id", type=int, nargs="+")
        acting.add_argument("--by", metavar="NAME", help=WHO)


def _configure_silencing(actions: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    silencing = actions.add_parser("silence", help="nobody hears of one, or of a target, for a while")
    silencing.add_argument("id", type=int, nargs="?", help="the incident; else --target, --suite or both")
    silencing.add_argument("--target", metavar="T", help="all of this target's, also those to come")
    silencing.add_argument("--suite", metavar="S", help="all of this suite's, also those to come")
    silencing.add_argument(
        "--from", dest="start", metavar="TIME", help="default now; 22:00, or 2026-03-01T22:00Z"
    )
    end = silencing.add_mutually_exclusive_group(required=True)
    end.add_argument("--for", dest="span", type=duration, metavar="D", help="so long: 4h")
    end.add_argument("--until", metavar="TIME", help="until then: 22:00, or 2026-03-01T22:00Z")
    silencing.add_argument("--reason", required=True, metavar="TEXT", help="why; shown wherever it is silent")
    silencing.add_argument("--by", metavar="NAME", help=WHO)
    silencing.epilog = (
        "Times are UTC. Resolutions are never silenced; what is still open at the end is told then."
    )
    silences = actions.add_parser("silences", help="those that hold, and those that are planned")
    _add_json(silences)
    ending = actions.add_parser("unsilence", help="end a silence early, or call a planned one off")
    ending.add_argument("id", type=int, help="the silence's number, as `silences` shows it")
    ending.add_argument("--by", metavar="NAME", help=WHO)


def _add_json(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(args: argparse.Namespace) -> int:
    from canary.app import open_database, utc_now
    from canary.cli.incidents import deciding, listing, show

    configure_logging(verbose=False)
    settings = load_settings(args, secrets=False)
    work = {
        "list": listing.run,
        "show": show.run,
        "ack": deciding.acknowledge,
        "resolve": deciding.resolve,
        "silence": deciding.silence,
        "silences": deciding.silences,
        "unsilence": deciding.unsilence,
    }
    with open_database(settings) as database:
        return work[args.action](args, settings, database, utc_now())
