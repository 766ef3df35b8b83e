"""``canary gate``: whether a pipeline may rely on a target now, as an exit code."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from canary.cli.common import configure_logging, duration, load_settings, print_json

if TYPE_CHECKING:
    from canary.settings import Settings
    from canary.storage.gate import Measured
    from canary.storage.queries import StoredIncident

NAME = "gate"
HELP = "for pipelines: exit 0 if a target is healthy, 1 with an open incident, 3 if not measured recently"

HEALTHY, INCIDENT, UNMEASURED = 0, 1, 3


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--target", required=True, metavar="T", help="the target")
    parser.add_argument("--suite", metavar="S", help="this suite only; default all that the target is asked")
    parser.add_argument(
        "--max-age",
        type=duration,
        default=timedelta(hours=2),
        metavar="D",
        help="the newest cycle of each suite must be younger and half answered; default 2h",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.epilog = (
        "exit codes: 0 healthy; 1 an incident is open, of severity warning or critical (silenced or acknowledged as\n"
        "well); 2 no such target; 3 not measured recently. Without a baseline yet: 0, and it says so"
    )


def run(args: argparse.Namespace) -> int:
    from canary.app import open_database, utc_now
    from canary.storage import gate

    configure_logging(verbose=False)
    settings = load_settings(args, secrets=False)
    suites = _suites(settings, args.target, args.suite)
    with open_database(settings) as database:
        open_now = database.read(gate.incidents, args.target, suites)
        measured = database.read(gate.measured, args.target, suites)
    code, said = _judge(args.target, open_now, measured, utc_now(), args.max_age)
    if args.json:
        print_json(_document(args.target, code, said, open_now, measured))
    else:
        print(said)
    return code


def _suites(settings: Settings, target: str, suite: str | None) -> list[str]:
    """What is to be healthy. Raises UsageError for names that are not configured."""
    from canary.errors import UsageError

    found = next((each for each in settings.targets if each.name == target), None)
    if found is None:
        known = ", ".join(sorted(each.name for each in settings.targets))
        raise UsageError(f"no target named {target}; known: {known}")
    asked = [each.name for each in settings.suites_of(found)]
    if suite is not None and suite not in asked:
        raise UsageError(f"{target} is not asked the suite {suite}; it is asked: {', '.join(sorted(asked))}")
    return [suite] if suite is not None else asked


def _judge(
    target: str,
    open_now: Sequence[StoredIncident],
    measured: Sequence[Measured],
    now: datetime,
    max_age: timedelta,
) -> tuple[int, str]:
    """The exit code, and one line on why with the next step."""
    if open_now:
        return INCIDENT, _trouble(target, open_now)
    stale = [each for each in measured if each.slot is None or now - each.slot > max_age]
    if stale:
        return UNMEASURED, _stale(target, stale, max_age)
    learning = [each.suite for each in measured if not each.baseline]
    if learning:
        return HEALTHY, (
            f"{target} is measured and has no incident, but is still learning its baseline on "
            f"{', '.join(learning)}: a change would go unnoticed. Next: canary report status --target {shlex.quote(target)}"
        )
    last = min(each.slot for each in measured if each.slot is not None)
    return HEALTHY, f"{target} is healthy: no open incident, all of it measured at {_minute(last)} or later."


def _trouble(target: str, open_now: Sequence[StoredIncident]) -> str:
    worst = open_now[0]
    more = f" and {len(open_now) - 1} more" if len(open_now) > 1 else ""
    state = "" if worst.state == "open" else f", {worst.state}"
    return (
        f"{target} has an open incident: {worst.severity} {worst.kind} in {worst.suite} since "
        f"{_minute(worst.opened_at)}{state}{more}. Next: canary incidents show {worst.id}"
    )


def _stale(target: str, stale: Sequence[Measured], max_age: timedelta) -> str:
    from canary.core.message import duration as words

    said = "; ".join(
        f"{each.suite} last at {_minute(each.slot)}" if each.slot else f"{each.suite} never" for each in stale
    )
    return (
        f"{target} was not measured within {words(max_age)}, with half of a cycle's samples answered: {said}. "
        f"Next: canary run --target {shlex.quote(target)}"
    )


def _minute(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%MZ}"


def _document(
    target: str, code: int, said: str, open_now: Sequence[StoredIncident], measured: Sequence[Measured]
) -> dict[str, Any]:
    return {
        "target": target,
        "state": {HEALTHY: "healthy", INCIDENT: "incident", UNMEASURED: "unmeasured"}[code],
        "exit_code": code,
        "message": said,
        "incidents": [
            {
                "id": each.id,
                "suite": each.suite,
                "kind": each.kind,
                "severity": each.severity,
                "state": each.state,
                "opened_at": each.opened_at,
            }
            for each in open_now
        ],
        "suites": [
            {"suite": each.suite, "last_measured": each.slot, "learning": not each.baseline}
            for each in measured
        ],
    }
