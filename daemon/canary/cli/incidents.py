"""``canary incidents``: what is open, the whole evidence of one, and taking it on."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Any

from canary.cli.common import configure_logging, load_settings, print_json

if TYPE_CHECKING:
    from canary.settings import Settings
    from canary.storage.engine import Database
    from canary.storage.queries import StoredIncident

NAME = "incidents"
HELP = "list, show, acknowledge and resolve incidents"

SHOWN = 50


def configure(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    listing = actions.add_parser("list", help="the newest incidents, open ones first")
    listing.add_argument("--json", action="store_true", help="one JSON document on stdout")
    showing = actions.add_parser("show", help="the whole evidence of one")
    showing.add_argument("id", type=int)
    showing.add_argument("--json", action="store_true", help="one JSON document on stdout")
    for name, words in (
        ("ack", "take it on: reminders stop"),
        ("resolve", "close it; its detectors start afresh"),
    ):
        acting = actions.add_parser(name, help=words)
        acting.add_argument("id", type=int)
        acting.add_argument("--by", default=None, metavar="NAME", help="who; default the user's name")


def run(args: argparse.Namespace) -> int:
    from canary.app import open_database

    configure_logging(verbose=False)
    settings = load_settings(args)
    with open_database(settings) as database:
        return _ACTIONS[args.action](args, settings, database)


def _list(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    from canary.storage import queries

    found = database.read(queries.newest_incidents, SHOWN)
    if args.json:
        print_json({"incidents": [_plain(i) for i in found]})
        return 0
    if not found:
        print("No incident so far.")
    for each in found:
        print(
            f"{each.id:>5}  {each.state:<12} {each.severity:<8} {each.kind:<11} {each.target} x {each.suite}"
            f"  since {each.opened_at:%Y-%m-%d %H:%MZ}"
            + (f", resolved {each.resolved_at:%Y-%m-%d %H:%MZ}" if each.resolved_at else "")
        )
    return 0


def _plain(each: StoredIncident) -> dict[str, Any]:
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


def _show(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    from canary.core.alerting import incident_from_json
    from canary.core.message import as_text, compose
    from canary.core.model import IncidentState, Transition
    from canary.errors import UsageError
    from canary.storage import observations, queries

    found = database.read(queries.find_incident, args.id)
    if found is None:
        raise UsageError(f"there is no incident {args.id}; `canary incidents list` shows those there are")
    history = database.read(queries.transitions_of, args.id)
    if args.json:
        print_json({**_plain(found), "transitions": history})
        return 0
    incident = incident_from_json(found.content)
    last = history[-1]
    change = Transition(
        incident,
        IncidentState(last["state"]),
        last["reason"],
        last["notify"],
        incident.opened_cycle,
        last["at"],
    )
    outputs = database.read(observations.load_compared, incident.evidence.get("prompts", ()))
    print(
        as_text(
            compose(found.target, found.suite, change, outputs=outputs, incident_id=str(found.id)),
            limit=20_000,
        )
    )
    print("\nWhat happened")
    for each in history:
        told = "told" if each["notify"] else "recorded"
        who = f" by {each['by']}" if each["by"] else ""
        print(
            f"  {each['at']:%Y-%m-%d %H:%M:%SZ}  {each['state']:<12} {each['reason']}{who} ({each['severity']}, {told})"
        )
    return 0


def _ack(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    import getpass

    from canary import handling
    from canary.app import utc_now

    stored = database.call(handling.acknowledge, args.id, args.by or getpass.getuser(), utc_now())
    print(f"incident {stored.id} ({stored.kind} on {stored.target} x {stored.suite}) acknowledged")
    return 0


def _resolve(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    import getpass

    from canary import handling
    from canary.app import utc_now
    from canary.sinks import open_sinks

    sinks = tuple(open_sinks(settings.alerts))
    stored = database.call(handling.close, args.id, args.by or getpass.getuser(), utc_now(), sinks)
    print(
        f"incident {stored.id} ({stored.kind} on {stored.target} x {stored.suite}) resolved; the daemon tells the sinks"
    )
    return 0


_ACTIONS = {"list": _list, "show": _show, "ack": _ack, "resolve": _resolve}
