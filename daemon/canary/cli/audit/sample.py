"""``canary audit sample``: the draw."""

from __future__ import annotations

import argparse
import random
import secrets
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace

from canary.app import utc_now
from canary.cli.audit.draws import Texts
from canary.cli.audit.sheet import Line, render
from canary.cli.files import open_output
from canary.cli.scope import scope_of
from canary.core.auditing import FAIL, PASS, STRATA, UNDECIDED, Candidate, Drawn, draw
from canary.core.judge import Judge
from canary.core.model import Outcome, Prompt, Suite, Verdict, judge_version
from canary.core.textless import why_no_text
from canary.errors import NotMeasuredError, UsageError
from canary.settings import Settings
from canary.storage import audits, observations
from canary.storage.audits import Group, Place
from canary.storage.encoding import pack_judge, unpack_fingerprint
from canary.storage.engine import Database
from canary.storage.history import HALLUCINATION

_AT_ONCE = 200  # texts in memory while they are judged


def run(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    now = utc_now()
    name = args.name or f"{now:%Y%m%d-%H%M%S}"
    if name in database.read(audits.draw_names):
        raise UsageError(f"there is a draw named {name} already; choose another --name")
    scope = scope_of(args, settings, database, now - args.since)
    known = database.read(audits.prompts, settings.suites)
    groups = database.read(audits.groups, scope, settings.suites, known)
    usable = [each for each in groups if not each.lost and not each.elsewise]
    if not usable:
        raise NotMeasuredError(_nothing(_left_out(groups, settings.suites)))
    candidates = merge(judged(database, usable, known))
    seed = args.seed if args.seed is not None else secrets.randbelow(2**32)
    drawn = draw(candidates, args.size, random.Random(seed))  # noqa: S311 - a sample, no secret
    # Opened first: a draw whose sheet cannot be written is of no use.
    with open_output(args.output) if args.output is not None else nullcontext() as stream:
        if not database.call(audits.store_draw, name, drawn, now):
            raise UsageError(f"there is a draw named {name} already; choose another --name")
        if stream is not None:
            stream.write(sheet_of(database, settings, name))
    _tell(name, seed, candidates, drawn, _left_out(groups, settings.suites), args.output)
    return 0


def _left_out(groups: Sequence[Group], suites: Mapping[str, Suite]) -> Mapping[str, int]:
    """Why answers cannot be drawn -> how many."""
    found: Counter[str] = Counter()
    for each in groups:
        if each.lost:
            found[f"their texts are {why_no_text(suites.get(each.suite))}"] += each.answers
        elif each.elsewise:
            found["their prompt has changed since"] += each.answers
    return found


def _nothing(left_out: Mapping[str, int]) -> str:
    why = "".join(f"; left out: {count:,} answers, {why}" for why, count in left_out.items())
    return (
        f"no stored answer to draw from in that window{why}; look further back with --since, or run a cycle: "
        "`canary run`"
    )


def judged(database: Database, groups: Sequence[Group], known: Mapping[Place, Prompt]) -> Iterable[Group]:
    """The same, those judged now that today's judge had not seen. What it says is stored, as a report would need it."""
    yield from (each for each in groups if each.stratum is not None)
    missing: dict[Place, dict[bytes, list[Group]]] = {}
    for each in groups:
        if each.stratum is None:
            missing.setdefault((each.suite, each.prompt), {}).setdefault(each.digest, []).append(each)
    for place, outputs in missing.items():
        yield from _judge(database, known[place], outputs)


def _judge(database: Database, prompt: Prompt, outputs: Mapping[bytes, Sequence[Group]]) -> Iterable[Group]:
    judge, key = Judge(prompt), pack_judge(judge_version(prompt))
    digests = sorted(outputs)
    for start in range(0, len(digests), _AT_ONCE):
        prints = {unpack_fingerprint(each): each for each in digests[start : start + _AT_ONCE]}
        texts = database.read(observations.load_texts, prints)
        said = {raw: judge.judge(text).verdicts for raw, text in texts.items()}
        database.call(observations.write_verdicts, [(raw, key, verdicts) for raw, verdicts in said.items()])
        for raw, verdicts in said.items():
            yield from (replace(each, stratum=stratum_of(verdicts)) for each in outputs[prints[raw]])


def stratum_of(verdicts: Iterable[Verdict]) -> str:
    """What validators of category hallucination say together."""
    outcomes = {v.outcome for v in verdicts if v.category == HALLUCINATION}
    if Outcome.FAIL in outcomes:
        return FAIL
    return PASS if Outcome.PASS in outcomes else UNDECIDED


def merge(groups: Iterable[Group]) -> list[Candidate]:
    """One candidate for each distinct output. An imported file may say both of one: what it said more often counts."""
    counts: dict[tuple[str, str, str, bytes], dict[str, int]] = {}
    for each in groups:
        by_stratum = counts.setdefault((each.target, each.suite, each.prompt, each.digest), {})
        stratum = each.stratum or UNDECIDED
        by_stratum[stratum] = by_stratum.get(stratum, 0) + each.answers
    return [
        Candidate(*key, max(STRATA, key=lambda name: said.get(name, 0)), sum(said.values()))
        for key, said in counts.items()
    ]


def sheet_of(database: Database, settings: Settings, name: str) -> bytes:
    """The draw as a sheet to fill in."""
    items = database.read(audits.items, name)
    texts = Texts(database, settings, items)
    return render(Line(i.id, i.target, i.suite, i.prompt, texts.prompt(i), texts.output(i)) for i in items)


def _tell(
    name: str,
    seed: int,
    candidates: Sequence[Candidate],
    drawn: Sequence[Drawn],
    left_out: Mapping[str, int],
    file: str | None,
) -> None:
    out = sys.stderr if file == "-" else sys.stdout
    answers = sum(each.answers for each in candidates)
    print(f"draw {name}: {len(drawn)} of {len(candidates):,} outputs ({answers:,} answers)", file=out)
    for stratum in STRATA:
        of = [each for each in candidates if each.stratum == stratum]
        taken = sum(each.candidate.stratum == stratum for each in drawn)
        stored = f"{len(of):,} outputs, {sum(each.answers for each in of):,} answers"
        print(f"  {stratum:<9}  {taken:>4} of {stored}", file=out)
    for why, count in left_out.items():
        print(f"  left out: {count:,} answers, {why}", file=out)
    print(f"  drawn with --seed {seed}; the same answers and seed draw the same", file=out)
    if file not in (None, "-"):
        print(f"Fill in the column label of {file}, then: canary audit label {file}", file=out)
    else:
        print(f"Label them: canary audit label --draw {name}", file=out)
