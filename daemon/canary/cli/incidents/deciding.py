"""What a person decides about incidents: ``ack``, ``resolve``, ``silence``, ``silences``, ``unsilence``."""

from __future__ import annotations

import argparse
import getpass
import re
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime, timedelta

from canary import handling
from canary.cli.common import print_json
from canary.cli.tables import Column, Table, minute, write_text
from canary.core.escape import escape_terminal, one_line
from canary.errors import UsageError
from canary.settings import Settings
from canary.storage import telling
from canary.storage.engine import Database
from canary.storage.queries import StoredIncident
from canary.storage.telling import Silence


def _who(args: argparse.Namespace) -> str:
    return args.by or getpass.getuser()


def _say(text: str) -> None:
    """A line that may hold names other people chose."""
    print(one_line(escape_terminal(text)))


def _name(stored: StoredIncident) -> str:
    return f"incident {stored.id} ({stored.kind} on {stored.target} x {stored.suite})"


def _each(numbers: list[int], decide: Callable[[int], str]) -> int:
    """Decide on each by itself: one that cannot be is told at the end, and keeps no other back."""
    wrong = []
    for number in dict.fromkeys(numbers):
        try:
            _say(decide(number))
        except UsageError as error:
            wrong.append(str(error))
    if wrong:
        raise UsageError("; ".join(wrong))
    return 0


def acknowledge(args: argparse.Namespace, settings: Settings, database: Database, now: datetime) -> int:
    """Take incidents on."""

    def one(number: int) -> str:
        taken = database.call(handling.acknowledge, number, _who(args), now)
        if taken.already:
            when = minute(taken.at)
            return f"{_name(taken.stored)} is already taken on by {taken.by} at {when}; nothing was changed"
        return f"{_name(taken.stored)} acknowledged by {taken.by}"

    return _each(args.id, one)


def resolve(args: argparse.Namespace, settings: Settings, database: Database, now: datetime) -> int:
    """Close incidents by a person's word."""

    def one(number: int) -> str:
        stored = database.call(handling.close, number, _who(args), now)
        return f"{_name(stored)} resolved; the daemon tells the sinks"

    return _each(args.id, one)


# --- silences --------------------------------------------------------------------------------------


def silence(args: argparse.Namespace, settings: Settings, database: Database, now: datetime) -> int:
    """Silence an incident, or plan to keep quiet about a target or suite."""
    _check_names(args, settings)
    starts = moment(args.start, now, "--from") if args.start else now
    made = database.call(
        handling.silence,
        _who(args),
        args.reason,
        starts,
        _end(args, max(starts, now)),
        now,
        incident_id=args.id,
        target=args.target,
        suite=args.suite,
    )
    begins = f"from {minute(made.starts_at)} " if made.starts_at > now else ""
    _say(
        f"silence {made.id}: nobody hears of {_about(made)} {begins}until {minute(made.ends_at)}, by {made.by}"
    )
    print("Resolutions are told, and what is still open at the end is told then.")
    print(f"End it early: canary incidents unsilence {made.id}")
    return 0


def _check_names(args: argparse.Namespace, settings: Settings) -> None:
    if args.id is not None and (args.target or args.suite):
        raise UsageError("name one incident by its number, or targets and suites by their names, not both")
    for what, name, known in (
        ("target", args.target, {target.name for target in settings.targets}),
        ("suite", args.suite, set(settings.suites)),
    ):
        if name is not None and name not in known:
            raise UsageError(f"no {what} named {name}; known: {', '.join(sorted(known))}")


def _end(args: argparse.Namespace, starts: datetime) -> datetime:
    if args.until:
        return moment(args.until, starts, "--until")
    try:
        return starts + args.span  # type: ignore[no-any-return]
    except OverflowError:
        raise UsageError("--for is longer than any clock can count") from None


_CLOCK = re.compile(r"([01]?[0-9]|2[0-3]):([0-5][0-9])Z?")


def moment(text: str, after: datetime, option: str) -> datetime:
    """A time as people write it, UTC unless it says otherwise; of the day only, the next one after *after*."""
    found = _CLOCK.fullmatch(text)
    if found is not None:
        today = after.replace(hour=int(found[1]), minute=int(found[2]), second=0, microsecond=0)
        return today if today > after else today + timedelta(days=1)
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(
            f"{option} {text!r} is no time: write 22:00 for the next one, or 2026-03-01T22:00Z (UTC)"
        ) from None
    return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)


def _about(silence: Silence) -> str:
    if silence.incident is not None:
        return f"incident {silence.incident}"
    if silence.target and silence.suite:
        return f"{silence.target} x {silence.suite}"
    return f"target {silence.target}" if silence.target else f"suite {silence.suite}"


def silences(args: argparse.Namespace, settings: Settings, database: Database, now: datetime) -> int:
    """List those that hold, and those that are planned."""
    found = database.read(telling.silences, now)
    rows = [
        {**asdict(each), "about": _about(each), "state": "active" if each.starts_at <= now else "planned"}
        for each in found
    ]
    if args.json:
        print_json({"silences": rows})
    elif not rows:
        print("No silence holds, and none is planned.")
    else:
        write_text([Table("", _COLUMNS, rows)], (), sys.stdout)
    return 0


_COLUMNS = (
    Column("id", "id", right=True),
    Column("state", "state"),
    Column("of", "about"),
    Column("from", "starts_at"),
    Column("until", "ends_at"),
    Column("by", "by"),
    Column("reason", "reason"),
)


def unsilence(args: argparse.Namespace, settings: Settings, database: Database, now: datetime) -> int:
    """End a silence early."""
    ended = database.call(handling.unsilence, args.id, _who(args), now)
    _say(f"silence {ended.id} of {_about(ended)} is over; what it kept back and is still open is told next")
    return 0
