"""``canary backtest``: what would have paged, when, and with which threshold."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator, Mapping
from typing import IO, TYPE_CHECKING, Any

from canary.cli.common import print_json

if TYPE_CHECKING:
    from canary.cli.tables import Column
    from canary.core.backtest import JudgeOf, Pair, Recorded
    from canary.core.drift import Policy
    from canary.core.drift.watch import Watch
    from canary.core.model import Incident
    from canary.settings import Settings

NAME = "backtest"
HELP = "replay observations through the detectors: what would have paged, and when"


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--from",
        dest="source",
        metavar="FILE.jsonl",
        help="observations as JSON lines, .gz if compressed; - is stdin; default: what the database holds",
    )
    parser.add_argument(
        "--baseline-cycles",
        type=_cycles,
        metavar="N",
        help="learn from the first N usable cycles (default 72)",
    )
    parser.add_argument(
        "--mean-cycles-between-false-alarms", type=_mean, metavar="A", help="the threshold (default 7200)"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def _cycles(text: str) -> int:
    if not text.isascii() or not text.isdigit() or int(text) < 2:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 2 on")
    return int(text)


def _mean(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        value = 0.0
    if not 1 < value < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is not a number over 1")
    return value


def run(args: argparse.Namespace) -> int:
    from canary.core.backtest import replay

    settings = _settings(args)
    policy = _policy(args, settings)
    if args.source is None:
        return tell(replay(_from_database(settings), policy), policy, args)
    return tell(replay(_from_file(args.source, _judges(settings)), policy), policy, args)


def tell(watches: Mapping[Pair, Watch], policy: Policy, args: argparse.Namespace) -> int:
    """Say what the replay of any source of cycles found; the exit code."""
    from canary.core.backtest import document, unlearned
    from canary.errors import UsageError

    if not watches:
        raise UsageError(f"{args.source or 'the database'} holds no observations: there is nothing to replay")
    if args.json:
        print_json(document(watches))
    else:
        _show(watches)
    missing = unlearned(watches)
    _say_unlearned(missing, watches, policy)
    return 3 if missing else 0


def _say_unlearned(missing: list[Pair], watches: Mapping[Pair, Watch], policy: Policy) -> None:
    for target, suite in missing:
        print(
            f"canary: {target} x {suite}: {watches[target, suite].cycles} cycles are too few for a baseline of "
            f"{policy.baseline_cycles} with half of their samples measured; lower --baseline-cycles",
            file=sys.stderr,
        )


# --- where it comes from -----------------------------------------------------------------------------


def _settings(args: argparse.Namespace) -> Any:
    """The configuration; a file of observations needs none, and takes one only where it is named or lies here."""
    import os
    from pathlib import Path

    from canary.cli.common import load_settings

    named = args.config is not None or "CANARY_CONFIG" in os.environ or Path("canary.yaml").exists()
    return load_settings(args, secrets=False) if named or args.source is None else None


def _policy(args: argparse.Namespace, settings: Any) -> Policy:
    from canary.core.drift import Policy

    given = {
        "baseline_cycles": args.baseline_cycles,
        "mean_cycles_between_false_alarms": args.mean_cycles_between_false_alarms,
    }
    chosen = {
        **(_configured(settings) if settings is not None else {}),
        **{k: v for k, v in given.items() if v is not None},
    }
    return Policy(**chosen)


def _configured(settings: Any) -> dict[str, Any]:
    from dataclasses import asdict

    from canary.app import policy_of, utc_now

    return asdict(policy_of(settings, settings.targets[0], utc_now()))


def _judges(settings: Any) -> JudgeOf:
    from canary.core.backtest import unconfigured
    from canary.core.judge import Judge

    if settings is None:
        return unconfigured

    def judge_of(pair: Pair, prompt: str) -> Any:
        suite = settings.suites.get(pair[1])
        known = {p.id: p for p in suite.prompts} if suite else {}
        return Judge(known[prompt]).judge if prompt in known else None

    return judge_of


def _from_database(settings: Settings) -> Iterator[Recorded]:
    """The finished cycles of every configured target x suite, judged by today's validators."""
    from canary.app import open_database, vantage_of
    from canary.records import Judges, Records
    from canary.storage import cycles

    with open_database(settings) as database:
        records = Records(database)
        for target in settings.targets:
            for suite in settings.suites_of(target):
                found = database.read(cycles.finished_cycles, target.name, suite.name, vantage_of(settings))
                for record in records.iterate(found, Judges.of(suite)):
                    yield target.name, suite.name, record


def _from_file(source: str, judge_of: JudgeOf) -> Iterator[Recorded]:
    import zlib

    from canary.cli.files import open_input
    from canary.errors import UsageError

    try:
        with open_input(source) as lines:
            yield from read(lines, "stdin" if source == "-" else source, judge_of)
    except (OSError, EOFError, zlib.error) as error:  # a broken .gz
        raise UsageError(f"{source} cannot be read: {error}") from None


def read(lines: IO[bytes], name: str, judge_of: JudgeOf) -> Iterator[Recorded]:
    """The cycles of a file of JSON lines, in bounded memory. Raises ImportLineError naming the line."""
    from canary.core.backtest import Assembler
    from canary.core.jsonl import MAX_LINE, LineError, parse
    from canary.errors import ImportLineError

    assembler = Assembler(judge_of)
    number = 0
    while text := lines.readline(MAX_LINE + 2):
        number += 1
        if text.isspace():
            continue
        try:
            done = assembler.add(parse(text))
        except LineError as error:
            raise ImportLineError(name, number, str(error)) from None
        if done is not None:
            yield done
    yield from assembler.rest()


# --- for people --------------------------------------------------------------------------------------


def _show(watches: Mapping[Pair, Watch]) -> None:
    from canary.cli.tables import Table, write_text

    found = [
        (target, suite, incident)
        for (target, suite), watch in watches.items()
        for incident in sorted(watch.incidents.values(), key=lambda incident: incident.opened_cycle)
    ]
    rows = [_row(*each) for each in found]
    cycles = sum(watch.cycles for watch in watches.values())
    quiet = sum(not watch.incidents for watch in watches.values())
    note = f"{cycles} cycles of {len(watches)} target x suite replayed; {quiet} target x suite without an incident."
    write_text([Table("", _columns(rows), rows)], (note,), sys.stdout)


def _columns(rows: list[dict[str, Any]]) -> list[Column]:
    from canary.cli.tables import Column

    timed = any(row["opened_at"] for row in rows)  # lines may number their cycles and know no time
    return [
        Column("target", "target"),
        Column("suite", "suite"),
        Column("severity", "severity"),
        Column("kind", "kind"),
        Column("onset", "onset", right=True),
        Column("opened", "opened", right=True),
        *([Column("at", "opened_at")] if timed else []),
        Column("confirmed", "confirmed", right=True),
        Column("resolved", "resolved", right=True),
        Column("signals", "signals", extra=True),
    ]


def _row(target: str, suite: str, incident: Incident) -> dict[str, Any]:
    """One incident; onset, opened, confirmed and resolved are cycles, from 0."""
    return {
        "target": target,
        "suite": suite,
        "severity": incident.severity.value,
        "kind": incident.kind.value,
        "onset": incident.onset_cycle,
        "opened": incident.opened_cycle,
        "opened_at": incident.opened_at,
        "confirmed": incident.confirmed_cycle,
        "resolved": incident.resolved_cycle,
        "signals": [signal.value for signal in incident.signals],
    }
