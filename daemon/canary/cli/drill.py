"""``canary drill``: proof that alerts, and their ends, reach every sink."""

from __future__ import annotations

import argparse
from datetime import timedelta
from typing import TYPE_CHECKING

from canary.cli.common import configure_logging, duration, load_settings, print_json

if TYPE_CHECKING:
    from canary.drill import Drill

NAME = "drill"
HELP = "prove that alerts reach people: a scripted target gets worse and recovers, every sink must be told"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--timeout",
        type=duration,
        default=timedelta(minutes=2),
        metavar="D",
        help="how long the sinks have together, half of it for the alert and half for its end; default 2m",
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.epilog = (
        "Real messages go out, each marked [DRILL]. Exit 1 if a sink did not take the alert or its end."
    )


def run(args: argparse.Namespace) -> int:
    import asyncio

    from canary.app import open_database, utc_now
    from canary.drill import hold

    configure_logging(verbose=False)
    settings = load_settings(args)
    with open_database(settings) as database:
        if not args.json:
            print("A scripted target learns, gets worse and recovers. Every sink must take both messages.")
        drill = asyncio.run(hold(database, settings, utc_now, args.timeout))
    if args.json:
        print_json({"passed": drill.passed, "began": drill.began, "ended": drill.ended, **drill.to_plain()})
    else:
        _say(drill)
    return 0 if drill.passed else 1


def _say(drill: Drill) -> None:
    from canary.core.message import duration as lasted

    width = max((len(name) for name in drill.sinks), default=0)
    for name, proof in drill.sinks.items():
        fired, resolved = "fired" if proof.fired else "did not fire", _ended(resolved=proof.resolved)
        print(f"  {name:<{width}}  {fired}, {resolved}" + (f": {proof.error}" if proof.error else ""))
    if set(drill.sinks) == {"log"}:
        print("No sink but the log is configured, so nobody would be told of anything: see `alerts`.")
    print(_verdict(drill, lasted(drill.ended - drill.began)))


def _ended(*, resolved: bool) -> str:
    return "resolved" if resolved else "did not resolve"


def _verdict(drill: Drill, took: str) -> str:
    if drill.trouble is not None:
        return f"The drill failed: {drill.trouble}"
    if drill.passed:
        return f"The drill passed in {took}, and its time is recorded."
    failed = ", ".join(name for name, proof in drill.sinks.items() if not proof.passed)
    return (
        f"The drill failed at {failed}. Mend that, see `canary check --online`, and drill again. "
        "What fired and did not resolve is marked [DRILL]: close it by hand."
    )
