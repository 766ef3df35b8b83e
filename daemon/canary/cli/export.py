"""``canary export``: stored observations as JSON lines."""

from __future__ import annotations

import argparse
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any, BinaryIO

from canary.cli.common import configure_logging, duration, load_settings

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    import sqlalchemy as sa

    from canary.core.model import Suite
    from canary.storage.history import Exported, Scope
    from canary.storage.stages import Step

NAME = "export"
HELP = "write stored observations as JSON lines"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--since", type=duration, metavar="D", help="cycles of the last D (7d); default: all")
    parser.add_argument(
        "--target", action="append", default=[], metavar="T", help="only this one; may repeat"
    )
    parser.add_argument("--suite", action="append", default=[], metavar="S", help="only this one; may repeat")
    parser.add_argument("--vantage", metavar="V", help="default: this machine's, or the only one there is")
    parser.add_argument("-o", "--output", metavar="FILE", help="default: standard output; .gz is compressed")


def run(args: argparse.Namespace) -> int:
    from canary.app import open_database, utc_now, vantage_of
    from canary.cli.files import open_output
    from canary.cli.scope import scope_of

    configure_logging(verbose=False)
    settings = load_settings(args, secrets=False)
    since: timedelta | None = args.since
    with open_database(settings) as database:
        scope = scope_of(args, settings, database, utc_now() - since if since is not None else None)
        own = vantage_of(settings)
        with open_output(args.output) as stream:
            written, left_out = database.read(_export, scope, own, settings.suites, stream)
    print(f"{written} observations exported", file=sys.stderr)
    for why, count in left_out.items():
        print(f"{count} left out: their texts are {why}", file=sys.stderr)
    return 0


def _export(
    connection: sa.Connection, scope: Scope, own: str, suites: Mapping[str, Suite], stream: BinaryIO
) -> tuple[int, Mapping[str, int]]:
    """(written, left out by why their text is not there)."""
    from collections import Counter

    from canary.core.textless import why_no_text
    from canary.storage import stages
    from canary.storage.history import every_observation, vantages

    pipelines = stages.staged(connection, scope)
    chosen = {pair: _choose(pair, places, own) for pair, places in vantages(connection, scope).items()}
    written, lost = 0, Counter[str]()
    for each in every_observation(connection, scope, chosen, suites):
        if each.lost:
            lost[why_no_text(suites.get(each.suite))] += 1
            continue
        steps = (
            stages.steps(connection, each.slot, each.cycle_id, each.prompt, each.sample)
            if (each.target, each.suite) in pipelines
            else ()
        )
        stream.write(render(each, steps) + b"\n")
        written += 1
    return written, lost


def _choose(pair: tuple[str, str], places: list[str], own: str) -> str:
    """One vantage: no line says where it was asked from, so those of two could not be told apart."""
    from canary.errors import UsageError

    if len(places) == 1:
        return places[0]
    name, stored = f"{pair[0]} x {pair[1]}", ", ".join(places)
    if own not in places:
        raise UsageError(f"{name} was asked from {stored}: export one at a time with --vantage")
    print(f"{name}: only what was asked from {own}; stored are {stored} (--vantage)", file=sys.stderr)
    return own


def render(each: Exported, steps: Sequence[Step] = ()) -> bytes:
    """One line without its end. Times are ISO 8601 with microseconds and Z; latency has six significant digits.

    What the stages of a pipeline said is left out where the line would be longer than an import takes.
    """
    from canary.core.jsonl import MAX_LINE

    line = _dumped(_sample(each))
    if not steps:
        return line
    traced = _dumped(_sample(each) | {"stages": [_stage(step) for step in steps]})
    return traced if len(traced) < MAX_LINE else line


def _sample(each: Exported) -> dict[str, Any]:
    from canary.storage.importing import single

    return {
        "target": each.target,
        "suite": each.suite,
        "prompt": each.prompt,
        "cycle": _time(each.slot),
        "at": _time(each.at),
        "sample": each.sample,
        "output": each.output,
        "valid": each.valid,
        "model": each.model,
        "system_fingerprint": each.system_fingerprint,
        "latency_ms": single(each.latency_ms),
        "input_tokens": each.input_tokens,
        "output_tokens": each.output_tokens,
        "error": each.failure,
    }


def _stage(step: Step) -> dict[str, Any]:
    """One stage's reply. ``failed`` are the validators it failed, null where nothing was decided."""
    from canary.storage.importing import single

    failed = list(dict.fromkeys(verdict.validator for verdict in step.failed))
    return {
        "stage": step.stage,
        "target": step.asked,
        "attempt": step.attempt,
        "output": step.text,
        "failed": failed if step.judged else None,
        "latency_ms": single(step.latency_ms),
        "cost_usd": None if step.cost_usd is None else float(f"{step.cost_usd:.6g}"),
        "error": step.failure,
    }


def _dumped(value: Mapping[str, Any]) -> bytes:
    import orjson

    try:
        return orjson.dumps(value)
    except TypeError:  # a lone surrogate: only the standard library writes its escape
        return _escaped(value)


def _escaped(value: object) -> bytes:
    import json

    return json.dumps(value, separators=(",", ":")).encode("ascii")


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%dT%H:%M:%S.%fZ}"
