"""``canary incidents show``: one screen with what happened, since when, how sure, who knows, and what to do."""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from itertools import groupby
from typing import Any

from canary.cli.common import print_json
from canary.cli.incidents.listing import plain
from canary.core.alerting import incident_from_json
from canary.core.escape import escape_terminal
from canary.core.message import Notice, as_text, compose, silence_words
from canary.core.model import IncidentState, Transition
from canary.core.reasons import reason_words
from canary.core.telling import Why
from canary.errors import UsageError
from canary.settings import Settings
from canary.storage import lookup, observations, queries, telling
from canary.storage.engine import Database
from canary.storage.incidents import FAILED, PENDING, SENT
from canary.storage.lookup import Delivery
from canary.storage.queries import StoredIncident
from canary.storage.telling import Silence

Change = Mapping[str, Any]


def run(args: argparse.Namespace, settings: Settings, database: Database, now: datetime) -> int:
    """Print one incident. Raises UsageError if there is none of that number."""
    found = database.read(queries.find_incident, args.id)
    if found is None:
        raise UsageError(f"there is no incident {args.id}; `canary incidents list` shows those there are")
    history = database.read(queries.transitions_of, args.id)
    silences = [each for each in database.read(telling.silences, now) if each.covers(found)]
    group = database.read(lookup.group_of, args.id)
    sent = database.read(lookup.deliveries, args.id, group[0] if group else None)
    if args.json:
        print_json(_document(found, history, silences, group, sent))
        return 0
    print(f"Incident {found.id}: {found.state}, {found.severity}\n")
    notice = _notice(found, history[-1], settings, database, silences, now)
    print(as_text(notice, limit=20_000))
    for title, lines in (
        ("Evidence", list(_evidence(notice))),
        ("Who knows", [*_silenced(silences, found, now), *_grouped(group), *_deliveries(sent)]),
        ("What happened", _history(history)),
    ):
        if lines:
            print(f"\n{title}")
            print("\n".join(f"  {' '.join(escape_terminal(line).splitlines())}" for line in lines))
    return 0


def _document(
    found: StoredIncident,
    history: Sequence[Change],
    silences: Sequence[Silence],
    group: tuple[int, int] | None,
    sent: Sequence[Delivery],
) -> dict[str, Any]:
    return {
        **plain(found),
        "transitions": history,
        "silences": [asdict(each) for each in silences],
        "group": group[0] if group else None,
        "notifications": [asdict(each) for each in sent],
    }


def _notice(
    found: StoredIncident,
    last: Change,
    settings: Settings,
    database: Database,
    silences: Sequence[Silence],
    now: datetime,
) -> Notice:
    """The message of its newest state, whole."""
    incident = incident_from_json(found.content)
    state = IncidentState(last["state"])
    change = Transition(incident, state, last["reason"], last["notify"], incident.opened_cycle, last["at"])
    target = next((each for each in settings.targets if each.name == found.target), None)
    active = [each for each in silences if each.starts_at <= now]
    return compose(
        found.target,
        found.suite,
        change,
        outputs=database.read(observations.load_compared, incident.evidence.get("prompts", ())),
        owner=target.owner if target else None,
        runbook=target.runbook if target else None,
        incident_id=str(found.id),
        by=last["by"],
        silenced=_words(max(active, key=lambda each: each.ends_at)) if active else "",
        keeps_text=found.suite not in settings.suites or settings.suites[found.suite].keeps_text,
    )


def _evidence(notice: Notice) -> Iterator[str]:
    """What the message leaves to those who read on."""
    said = dict(notice.facts)
    rest = [(label, value) for label, value in notice.evidence if said.get(label) != value]
    width = max((len(label) for label, _ in rest), default=0)
    for label, value in rest:
        yield f"{label:<{width}}  {value}"


# --- who knows -------------------------------------------------------------------------------------


def _words(silence: Silence) -> str:
    return silence_words(silence.by, silence.ends_at, silence.reason)


def _silenced(silences: Sequence[Silence], found: StoredIncident, now: datetime) -> Iterator[str]:
    if found.state == IncidentState.RESOLVED:
        return
    for each in silences:
        begins = f"From {each.starts_at:%Y-%m-%d %H:%M} UTC: " if each.starts_at > now else ""
        yield f"{begins}{_words(each)} End it: canary incidents unsilence {each.id}"


def _grouped(group: tuple[int, int] | None) -> Iterator[str]:
    if group is not None:
        number, members = group
        yield f"told with {members - 1} others of the same provider, as group {number}"


def _deliveries(sent: Sequence[Delivery]) -> Iterator[str]:
    """What became of the newest notification to each sink, and every one that was given up."""
    newest = {(each.sink, each.key): each for each in sent}
    counts = Counter((each.sink, each.key) for each in sent if each.state == SENT)
    for place, each in newest.items():
        if each.state != FAILED:
            yield _delivery(each, counts[place])
    for each in sent:
        if each.state == FAILED:
            yield _delivery(each, 0)


def _delivery(each: Delivery, times: int) -> str:
    what = " (of the group)" if each.key.startswith("group/") else ""
    if each.state == PENDING:
        why = f": {each.error}" if each.error else ""
        return f"{each.sink}{what}: waits since {each.created_at:%Y-%m-%d %H:%M:%SZ}{why}"
    if each.state == FAILED:
        return f"{each.sink}{what}: failed, given up at {each.created_at:%Y-%m-%d %H:%M:%SZ}: {each.error}"
    often = f", {times} times in all" if times > 1 else ""
    at = each.sent_at or each.created_at
    return f"{each.sink}{what}: {each.state} at {at:%Y-%m-%d %H:%M:%SZ}{often}"


# --- what happened ---------------------------------------------------------------------------------


def _history(changes: Sequence[Change]) -> list[str]:
    """A line for each change; reminders in a row are one."""
    lines = []
    for same, run in groupby(changes, key=lambda each: (each["reason"], each["state"], each["decision"])):
        alike = list(run)
        if same[0] == Why.STILL_OPEN and len(alike) > 1:
            lines.append(f"{_happened(alike[-1])}, the last of {len(alike)} reminders")
        else:
            lines += [_happened(each) for each in alike]
    return lines


def _happened(change: Change) -> str:
    """One line of an incident's history."""
    who = f", by {change['by']}" if change["by"] else ""
    said = reason_words(change["reason"])
    return (
        f"{change['at']:%Y-%m-%d %H:%M:%SZ}  {change['state']:<12} {said}{who} "
        f"({change['severity']}, {decision_words(change)})"
    )


def decision_words(change: Change) -> str:
    """Whether people were told of a transition, and why or why not."""
    decision = change["decision"]
    if decision is None:
        return "not decided yet"
    own = decision == change["reason"]
    if change["notify"]:
        return "told" if own else _told(decision)
    return "recorded" if own else _not_told(decision)


def _told(decision: str) -> str:
    words = reason_words(decision)
    return words if words.startswith("told") else f"told: {words}"


def _not_told(decision: str) -> str:
    words = reason_words(decision)
    return words if words.startswith(("told", "not told")) else f"not told: {words}"
