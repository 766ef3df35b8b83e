"""``canary run``: cycles now, without the daemon."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from canary.cli.common import configure_logging, duration, load_settings, positive, print_json

if TYPE_CHECKING:
    from canary.app import App, CycleOutcome
    from canary.core.model import Suite, Target
    from canary.settings import Settings
    from canary.settle import Settled

NAME = "run"
HELP = "run cycles now, with progress"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--target", action="append", default=[], metavar="T", help="only this target; may repeat"
    )
    parser.add_argument(
        "--suite", action="append", default=[], metavar="S", help="only this suite; may repeat"
    )
    parser.add_argument(
        "--cycles", type=positive, default=1, metavar="N", help="how many, one after the other"
    )
    parser.add_argument(
        "--interval", type=duration, default=timedelta(0), metavar="D", help="from begin to begin"
    )
    parser.add_argument("--aside", action="store_true", help="store, but keep from baseline and detectors")
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")
    parser.add_argument(
        "--fail-on-drift", action="store_true", help="exit 1 if an incident is open afterwards"
    )


def run(args: argparse.Namespace) -> int:
    import asyncio

    configure_logging(verbose=False)
    return asyncio.run(_run(args, load_settings(args)))


async def _run(args: argparse.Namespace, settings: Settings) -> int:
    import asyncio

    from canary.app import open_app
    from canary.cli.progress import show_progress

    async with open_app(settings) as app:
        pairs = app.pairs(args.target, args.suite)
        outcomes: list[CycleOutcome] = []
        for number in range(args.cycles):
            began = app.now()
            with show_progress(pairs, number, args.cycles) as progress:
                done = await _round(app, pairs, progress, aside=args.aside)
            outcomes += done
            _tell(done, quiet=args.json)
            while await app.deliver():
                pass
            if number + 1 < args.cycles:
                await asyncio.sleep((began + args.interval - app.now()).total_seconds())
        incidents = await _open_incidents(app, pairs)
    if args.json:
        print_json({"cycles": [describe(o) for o in outcomes], "open_incidents": incidents})
    return _exit_code(outcomes, incidents, fail_on_drift=args.fail_on_drift)


async def _round(
    app: App, pairs: list[tuple[Target, Suite]], progress: Any, *, aside: bool
) -> list[CycleOutcome]:
    import asyncio

    from canary.storage.cycles import MANUAL

    slot = app.now()
    return await asyncio.gather(
        *(
            app.run_cycle(target, suite, slot, origin=MANUAL, aside=aside, progress=progress(target, suite))
            for target, suite in pairs
        )
    )


def _tell(outcomes: Iterable[CycleOutcome], *, quiet: bool) -> None:
    stream = sys.stderr if quiet else sys.stdout
    for outcome in outcomes:
        print(one_line(outcome), file=stream, flush=True)


def one_line(outcome: CycleOutcome) -> str:
    """One cycle for a log or a terminal."""
    head = f"{outcome.key.slot:%Y-%m-%d %H:%M:%SZ}  {outcome.key.target} x {outcome.key.suite}:"
    settled = outcome.settled
    if settled is None:
        return f"{head} {outcome.why_not}"
    parts = [f"{settled.answered} answered{_asked_again(outcome, settled)}"]
    if outcome.progress.invalid:
        parts.append(f"{outcome.progress.invalid} of {outcome.progress.answered} invalid")
    if settled.unmeasured:
        parts.append(f"{settled.unmeasured} unmeasured{_why_unmeasured(outcome)}")
    if settled.report is not None and settled.report.match_ratio is not None:
        parts.append(f"{settled.report.match_ratio:.0%} as in the baseline")
    if settled.cost_usd is not None:
        parts.append(f"${settled.cost_usd:.4f}")
    notes = [settled.note] if settled.note else []
    notes += [f"{settled.learned} baseline learned"] if settled.learned else []
    notes += [f"{t.incident.kind.value} {t.incident.state.value}: {t.reason}" for t in settled.transitions]
    return f"{head} {', '.join(parts)}" + "".join(f"; {note}" for note in notes)


def _asked_again(outcome: CycleOutcome, settled: Settled) -> str:
    """Samples asked again on suspicion, beside the scheduled ones."""
    more = outcome.progress.done - settled.answered - settled.unmeasured
    return f" (+{more} asked again)" if more > 0 else ""


def _why_unmeasured(outcome: CycleOutcome) -> str:
    from canary.core.escape import escape_terminal, one_line

    kinds = ", ".join(f"{kind} {count}" for kind, count in outcome.progress.failures.most_common())
    return f" ({kinds}: {one_line(escape_terminal(outcome.progress.detail))})" if kinds else ""


def describe(outcome: CycleOutcome) -> dict[str, Any]:
    """One cycle as plain JSON values."""
    settled, key = outcome.settled, outcome.key
    plain: dict[str, Any] = {
        "target": key.target,
        "suite": key.suite,
        "slot": key.slot,
        "vantage": key.vantage,
    }
    if settled is None:
        return {**plain, "note": outcome.why_not}
    report = settled.report
    return {
        **plain,
        "cycle": settled.index,
        "answered": settled.answered,
        "invalid": outcome.progress.invalid,
        "unmeasured": settled.unmeasured,
        "failures": dict(outcome.progress.failures),
        "cost_usd": settled.cost_usd,
        "seconds": outcome.seconds,
        "match_ratio": report.match_ratio if report else None,
        "hallucination_ratio": report.hallucination_ratio if report else None,
        "evidence": {s.value: v for s, v in report.evidence.items()} if report else {},
        "baseline_learned": settled.learned,
        "note": settled.note,
        "transitions": [
            {
                "incident": t.incident.key,
                "kind": t.incident.kind.value,
                "severity": t.incident.severity.value,
                "state": t.incident.state.value,
                "reason": t.reason,
                "notify": t.notify,
            }
            for t in settled.transitions
        ],
    }


async def _open_incidents(app: App, pairs: list[tuple[Target, Suite]]) -> list[dict[str, Any]]:
    from canary.storage import queries

    asked = {(target.name, suite.name, app.vantage) for target, suite in pairs}
    found = await app.database.run(queries.open_incidents)
    return [
        {
            "target": i.target,
            "suite": i.suite,
            "incident": i.key,
            "kind": i.kind,
            "severity": i.severity,
            "state": i.state,
            "opened_at": i.opened_at,
        }
        for i in found
        if (i.target, i.suite, i.vantage) in asked
    ]


def _exit_code(outcomes: list[CycleOutcome], incidents: list[dict[str, Any]], *, fail_on_drift: bool) -> int:
    settled = [o.settled for o in outcomes if o.settled is not None]
    if not any(s.answered for s in settled):
        refused = [o.why_not for o in outcomes if o.settled is None and o.why_not]
        why = refused[-1] if refused else "`canary check --online` says why"
        print(f"canary: nothing could be measured: {why}", file=sys.stderr)
        return 3
    told = [i for i in incidents if i["severity"] != "info" and i["state"] != "suspected"]
    return 1 if fail_on_drift and told else 0
