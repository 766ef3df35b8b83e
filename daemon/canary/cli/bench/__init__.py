"""``canary bench``: targets x suites x n, beside each other; without a database and without the daemon."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from canary.cli.common import configure_logging, load_settings, positive

if TYPE_CHECKING:
    from canary.cli.bench.asked import Outcome
    from canary.cli.bench.plan import Plan

NAME = "bench"
HELP = "ask targets x suites n times: hallucination rates, latency and cost beside each other"
LM_EVAL = "lm-eval"
FORMATS = ("table", "csv", "markdown", "json", LM_EVAL)
INTERRUPTED, NOT_MEASURED = 130, 3


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--target", action="append", default=[], metavar="T", help="only this target; may repeat"
    )
    parser.add_argument(
        "--suite", action="append", default=[], metavar="S", help="this suite of every target; may repeat"
    )
    parser.add_argument(
        "-n", "--samples", type=positive, default=1, metavar="N", help="how often to ask each prompt"
    )
    parser.add_argument(
        "-o", "--output", metavar="FILE.jsonl", help="keep every sample here, and go on from what is here"
    )
    parser.add_argument("--format", choices=FORMATS, default="table", help="default: table")
    parser.add_argument("--compare", nargs=2, metavar=("A", "B"), help="ask these two, and say who is better")
    parser.add_argument(
        "--from-lm-eval",
        action="append",
        metavar="FILE",
        help="ask the prompts of an lm-evaluation-harness sample log; may repeat",
    )
    parser.add_argument(
        "--match",
        choices=("equals", "ends_with", "number"),
        default="equals",
        help="with --from-lm-eval: how an answer must agree with the log's target",
    )
    parser.add_argument(
        "--lm-eval-dir", default=LM_EVAL, metavar="DIR", help="where --format lm-eval writes its logs"
    )


def run(args: argparse.Namespace) -> int:
    import asyncio

    from canary.cli.bench.plan import plan_of

    configure_logging(verbose=False)
    plan = plan_of(args, load_settings(args))
    outcome = asyncio.run(_ask(args, plan))
    _report(args, plan, outcome)
    if outcome.interrupted:
        return INTERRUPTED
    if not any(row.error is None for row in outcome.rows):
        print("canary: nothing could be measured; `canary check --online` says why", file=sys.stderr)
        return NOT_MEASURED
    return 0


async def _ask(args: argparse.Namespace, plan: Plan) -> Outcome:
    from canary.app import utc_now
    from canary.cli.bench.asked import ask_plan
    from canary.cli.bench.journal import open_journal

    with open_journal(args.output, plan, utc_now()) as journal:
        return await ask_plan(plan, journal, utc_now)


def _report(args: argparse.Namespace, plan: Plan, outcome: Outcome) -> None:
    from canary.app import utc_now
    from canary.cli.bench import samples, view

    if args.format == LM_EVAL:
        for path in samples.write(args.lm_eval_dir, plan, outcome.rows, utc_now()):
            print(path)
        return
    shown = view.view_of(plan, outcome, args.compare, kept_in=args.output)
    view.write(shown, args.format, utc_now(), sys.stdout)
