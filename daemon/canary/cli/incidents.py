"""``canary incidents``: what is open, the whole evidence of one, and taking it on."""

from __future__ import annotations

import argparse
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from canary.cli.common import configure_logging, load_settings, print_json

if TYPE_CHECKING:
    from canary.cli.tables import Column
    from canary.core.model import Target
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
    settings = load_settings(args, secrets=False)
    with open_database(settings) as database:
        return _ACTIONS[args.action](args, settings, database)


def _list(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    import sys

    from canary.cli.tables import Table, write_text
    from canary.storage import queries

    found = database.read(queries.newest_incidents, SHOWN)
    if args.json:
        print_json({"incidents": [_plain(i) for i in found]})
        return 0
    if not found:
        print("No incident so far.")
        return 0
    write_text([Table("", _columns(), [_plain(each) for each in found])], (), sys.stdout)
    return 0


def _columns() -> list[Column]:
    from canary.cli.tables import Column

    return [
        Column("id", "id", right=True),
        Column("state", "state"),
        Column("severity", "severity"),
        Column("kind", "kind"),
        Column("target", "target"),
        Column("suite", "suite"),
        Column("since", "opened_at"),
        Column("resolved", "resolved_at", extra=True),
    ]


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
    from canary.errors import UsageError
    from canary.storage import queries

    found = database.read(queries.find_incident, args.id)
    if found is None:
        raise UsageError(f"there is no incident {args.id}; `canary incidents list` shows those there are")
    history = database.read(queries.transitions_of, args.id)
    if args.json:
        print_json({**_plain(found), "transitions": history})
        return 0
    print(f"Incident {found.id}: {found.state}, {found.severity}\n")
    print(_message(found, history[-1], settings, database))
    print("\nWhat happened")
    for each in history:
        print(f"  {_happened(each)}")
    return 0


def _message(found: StoredIncident, last: Mapping[str, Any], settings: Settings, database: Database) -> str:
    """The message of its newest state, whole."""
    from canary.core.alerting import incident_from_json
    from canary.core.message import as_text, compose
    from canary.core.model import IncidentState, Transition
    from canary.storage import observations

    incident = incident_from_json(found.content)
    state = IncidentState(last["state"])
    change = Transition(incident, state, last["reason"], last["notify"], incident.opened_cycle, last["at"])
    target = _targets(settings).get(found.target)
    notice = compose(
        found.target,
        found.suite,
        change,
        outputs=database.read(observations.load_compared, incident.evidence.get("prompts", ())),
        owner=target.owner if target else None,
        runbook=target.runbook if target else None,
        incident_id=str(found.id),
        by=last["by"],
    )
    return as_text(notice, limit=20_000)


def _happened(change: Mapping[str, Any]) -> str:
    """One line of an incident's history."""
    from canary.core.escape import escape_terminal, one_line
    from canary.core.reasons import reason_words

    who = f", by {one_line(escape_terminal(change['by']))}" if change["by"] else ""
    told = "told" if change["notify"] else "recorded"
    said = reason_words(change["reason"])
    return (
        f"{change['at']:%Y-%m-%d %H:%M:%SZ}  {change['state']:<12} {said}{who} ({change['severity']}, {told})"
    )


def _targets(settings: Settings) -> Mapping[str, Target]:
    return {target.name: target for target in settings.targets}


def _ack(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    import getpass

    from canary import handling
    from canary.app import utc_now
    from canary.cli.tables import minute
    from canary.sinks import open_sinks

    by, sinks = args.by or getpass.getuser(), tuple(open_sinks(settings.alerts))
    taken = database.call(handling.acknowledge, args.id, by, utc_now(), sinks, _targets(settings))
    stored = taken.stored
    name = f"incident {stored.id} ({stored.kind} on {stored.target} x {stored.suite})"
    if taken.already:
        print(f"{name} is already taken on by {taken.by} at {minute(taken.at)}; nothing was changed")
    else:
        print(f"{name} acknowledged by {taken.by}")
    return 0


def _resolve(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    import getpass

    from canary import handling
    from canary.app import utc_now
    from canary.sinks import open_sinks

    sinks = tuple(open_sinks(settings.alerts))
    by = args.by or getpass.getuser()
    stored = database.call(handling.close, args.id, by, utc_now(), sinks, _targets(settings))
    print(
        f"incident {stored.id} ({stored.kind} on {stored.target} x {stored.suite}) resolved; the daemon tells the sinks"
    )
    return 0


_ACTIONS = {"list": _list, "show": _show, "ack": _ack, "resolve": _resolve}
