"""``canary audit report``: what the labels of a draw say of the validators."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from canary.cli import tables
from canary.cli.audit.draws import Texts, chosen
from canary.cli.audit.sample import stratum_of
from canary.cli.common import print_json
from canary.cli.tables import Column, Row, Table, percent
from canary.core.auditing import (
    FAIL,
    Estimate,
    Item,
    Scores,
    ValidatorScores,
    by_validator,
    failed_share,
    score,
    wanted,
)
from canary.core.judge import Judge
from canary.core.model import Outcome, Prompt, Verdict
from canary.core.validators.base import OptionsError
from canary.settings import Settings
from canary.storage import audits
from canary.storage.audits import Place, StoredItem
from canary.storage.engine import Database
from canary.storage.history import HALLUCINATION

ALL = "all"
TOO_FEW = "too few labels to say"


def run(args: argparse.Namespace, settings: Settings, database: Database) -> int:
    name = chosen(database, args.draw)
    items = database.read(audits.items, name)
    said = _verdicts_today(database, settings, items)
    plain = [_plain(item, said.get(item.id)) for item in items]
    overall = score(plain)
    suites = sorted({item.suite for item in items})
    rows = [_row(ALL, overall, (overall.failed,) * 3)]
    rows += [
        _row(suite, score([i for i in plain if i.suite == suite]), failed_share(plain, suite))
        for suite in suites
    ]
    validators = [_validator_row(each) for each in by_validator(plain)]
    notes = _notes(name, overall, items, said)
    _write(args.format, name, rows, validators, notes)
    return 0


# --- what the validators say ---------------------------------------------------------------------


def _verdicts_today(
    database: Database, settings: Settings, items: Sequence[StoredItem]
) -> dict[int, tuple[Verdict, ...]]:
    """Item -> what its prompt's validators say of it now; without those whose text or prompt is gone.

    Judged here and not stored: a report only reads.
    """
    texts = Texts(database, settings, items)
    imported = database.read(audits.imported_failures, {item.digest for item in items})
    judges: dict[Place, Judge | None] = {}
    found = {}
    for item in items:
        place = (item.suite, item.prompt)
        if place not in judges:
            judges[place] = _judge(texts.prompts.get(place))
        judge, text = judges[place], texts.kept(item)
        if judge is not None and text is not None:
            found[item.id] = judge.judge(text).verdicts
        elif judge is None and item.stratum == FAIL and item.digest in imported:
            found[item.id] = (Verdict("valid", HALLUCINATION, Outcome.FAIL, "the imported line says so"),)
    return found


def _judge(prompt: Prompt | None) -> Judge | None:
    """None for a prompt that is not known, or whose validator is installed no more."""
    try:
        return Judge(prompt) if prompt is not None else None
    except (OptionsError, KeyError):
        return None


def _plain(item: StoredItem, verdicts: Iterable[Verdict] | None) -> Item:
    flagged = None if verdicts is None else frozenset(_failing(verdicts))
    return Item(item.suite, item.stratum, item.weight, item.label, flagged)


def _failing(verdicts: Iterable[Verdict]) -> Iterable[str]:
    return (v.validator for v in verdicts if v.outcome is Outcome.FAIL and v.category == HALLUCINATION)


# --- rows ----------------------------------------------------------------------------------------


def _row(suite: str, scores: Scores, said: tuple[float, float, float]) -> dict[str, Any]:
    """*said* is the share that validators failed, the least and the most it may be."""
    return {
        "suite": suite,
        "drawn": scores.drawn,
        "labelled": scores.labelled,
        "right": scores.right,
        "wrong": scores.wrong,
        "unsure": scores.unsure,
        **_estimate("precision", scores.precision),
        **_estimate("recall", scores.recall),
        **_estimate("hallucination_rate", scores.rate),
        "validators_rate": said[0],
        "validators_rate_low": said[1],
        "validators_rate_high": said[2],
    }


def _validator_row(scores: ValidatorScores) -> dict[str, Any]:
    return {
        "validator": scores.validator,
        "failed": scores.failed,
        **_estimate("precision", scores.precision),
        **_estimate("recall", scores.recall),
    }


def _estimate(name: str, of: Estimate | None) -> dict[str, Any]:
    return {
        name: of.value if of else None,
        f"{name}_low": of.low if of else None,
        f"{name}_high": of.high if of else None,
        f"{name}_labels": of.labels if of else 0,
        f"{name}_enough": of is not None and of.enough,
    }


# --- in words ------------------------------------------------------------------------------------


def _notes(
    draw: str, overall: Scores, items: Sequence[StoredItem], said: Mapping[int, tuple[Verdict, ...]]
) -> list[str]:
    notes = [f"draw {draw} of {tables.minute(items[0].drawn_at)}: {_counts(overall)}"]
    if overall.unsure:
        notes.append("Unsure ones count for nothing; the others of what the validators said stand for them.")
    if all(item.stratum != FAIL for item in items):
        notes.append("Validators failed none of the drawn answers, so there is no precision.")
    changed = sum(item.id in said and stratum_of(said[item.id]) != item.stratum for item in items)
    if changed:
        notes.append(
            f"The validators have changed since: {changed} drawn outputs are judged otherwise today. Precision and "
            "recall are those at the time of the draw; draw again for today's."
        )
    unknown = sum(item.id not in said for item in items if item.stratum == FAIL)
    if unknown:
        notes.append(
            f"By validator, {unknown} failed outputs are left out: their text or prompt is gone. So there is no recall."
        )
    return [*notes, _next_step(draw, overall)]


def _counts(scores: Scores) -> str:
    return (
        f"{scores.labelled} of {scores.drawn} outputs labelled ({scores.right} right, {scores.wrong} wrong, "
        f"{scores.unsure} unsure)."
    )


def _next_step(draw: str, scores: Scores) -> str:
    left, needed = scores.drawn - scores.labelled, wanted(scores)
    known = [each for each in (scores.precision, scores.recall) if each is not None]
    if known and all(each.enough for each in known) and (len(known) == 2 or not left):
        return (
            "Enough labels to say." if not left else f"Enough labels to say; {left} of draw {draw} are left."
        )
    if left and (more := min(left, max(1, needed - scores.labelled))):
        return f"Next: label {more} more of draw {draw}: canary audit label --draw {draw}"
    if not scores.wrong:
        return (
            "No label says wrong, so recall has nothing to count; a larger draw may: canary audit sample -n "
            + str(2 * scores.drawn)
        )
    return (
        f"Next: a larger draw, of about {needed}: canary audit sample -n {needed} (look further back with --since where "
        "there are not so many outputs)"
    )


def _said(name: str) -> Any:
    return lambda row: shown(row, name)


def _validators_say(row: Row) -> str:
    """``17%`` where it was counted; ``~17% (12-23)`` where it was drawn, with the least and the most it may be."""
    rate, low, high = (row[f"validators_rate{end}"] for end in ("", "_low", "_high"))
    return percent(rate) if low == high else f"~{percent(rate)} ({100 * low:.0f}-{100 * high:.0f})"


def shown(row: Row, name: str) -> str:
    """``80% (60-91)``; where the interval is too wide, that, and the interval."""
    low, high = row[f"{name}_low"], row[f"{name}_high"]
    if low is None:
        return "-" if name == "precision" and row.get("validators_rate") == 0 else TOO_FEW
    span = f"({100 * low:.0f}-{100 * high:.0f})"
    return f"{percent(row[name])} {span}" if row[f"{name}_enough"] else f"{TOO_FEW} {span}"


_SUITES = (
    Column("suite", "suite"),
    Column("labelled", "labelled", right=True),
    Column("right", "right", right=True, extra=True),
    Column("wrong", "wrong", right=True, extra=True),
    Column("unsure", "unsure", right=True, extra=True),
    Column("precision (95%)", show=_said("precision"), right=True),
    Column("recall (95%)", show=_said("recall"), right=True),
    Column("halluc. rate (95%)", show=_said("hallucination_rate"), right=True),
    Column("validators say", show=_validators_say, right=True, extra=True),
)
_VALIDATORS = (
    Column("validator", "validator"),
    Column("failed", "failed", right=True),
    Column("precision (95%)", show=_said("precision"), right=True),
    Column("recall (95%)", show=_said("recall"), right=True),
)


def _write(
    form: str,
    draw: str,
    rows: Sequence[Mapping[str, Any]],
    validators: Sequence[Mapping[str, Any]],
    notes: Sequence[str],
) -> None:
    both = [Table("", _SUITES, rows, tuple(rows[0])), Table("by validator", _VALIDATORS, validators)]
    if form == "json":
        print_json({"draw": draw, "rows": rows, "validators": validators, "notes": notes})
    elif form == "csv":
        tables.write_csv(both[0], sys.stdout)
    elif form == "markdown":
        tables.write_markdown(both, notes, sys.stdout)
    else:
        tables.write_text(both, notes, sys.stdout)
