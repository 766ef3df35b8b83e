"""What a bench found, as tables for people and one document for programs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TextIO

from canary.cli import tables
from canary.cli.bench.asked import Outcome
from canary.cli.bench.plan import Plan
from canary.cli.tables import Column, Table, percent
from canary.core import benchmark, paired
from canary.core.benchmark import FEWEST, Rate, Row, Tally
from canary.core.paired import Comparison

ALL = "(all)"
QUANTILE = "inverted_cdf"
VALIDATION_BUDGET_MS = 12  # a request, by the post-mortem that asked for this

Plain = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Found:
    """A bench's result: rows for each target x suite, totals for each target over several suites, and more."""

    rows: list[Plain]
    totals: list[Plain]
    kinds: list[Plain]
    confidence: list[Plain]
    comparison: Plain | None
    notes: list[str]
    samples: int
    interrupted: bool


def view_of(plan: Plan, outcome: Outcome, pair: Sequence[str] | None, kept_in: str | None) -> Found:
    """Everything there is to say of *outcome*."""
    rows = [*outcome.rows, *plan.recorded]
    groups = _grouped(plan, rows)
    by_target: dict[str, list[Row]] = {}
    for (target, _), group in groups.items():
        by_target.setdefault(target, []).extend(group)
    several = {target for target in by_target if sum(name == target for name, _ in groups) > 1}
    compared = _pair(plan, by_target, pair)
    comparison = _compared(by_target, compared) if compared else None
    plain = [_row(target, suite, group) for (target, suite), group in groups.items()]
    stated = [each for target, group in by_target.items() for each in _confidence(target, group)]
    totals = [_row(target, ALL, group) for target, group in by_target.items() if target in several]
    return Found(
        plain,
        totals,
        [each for (target, suite), group in groups.items() for each in _kinds(target, suite, group)],
        stated,
        comparison,
        [*plan.notes, *_notes(plan, outcome, plain, comparison, kept_in), *_unjudged_confidence(stated)],
        plan.samples,
        outcome.interrupted,
    )


def _pair(plan: Plan, by_target: Mapping[str, Any], pair: Sequence[str] | None) -> Sequence[str] | None:
    """Whom to compare: those two that were named, else the only two there are."""
    if pair:
        return pair
    return list(by_target) if len(by_target) == 2 and plan.comparable else None


def _grouped(plan: Plan, rows: Iterable[Row]) -> dict[tuple[str, str], list[Row]]:
    """(target, suite) -> its samples, in the order of the plan, what was recorded elsewhere last."""
    groups: dict[tuple[str, str], list[Row]] = {
        (target.name, suite.name): [] for target in plan.targets for suite in plan.suites[target.name]
    }
    for row in rows:
        groups.setdefault((row.target, row.suite), []).append(row)
    return groups


# --- plain values --------------------------------------------------------------------------------


def _row(target: str, suite: str, rows: Sequence[Row]) -> Plain:
    tally = benchmark.tally(rows)
    return {"target": target, "suite": suite, **_counts(tally), **_measured(tally)}


def _counts(tally: Tally) -> Plain:
    return {
        "asked": tally.asked,
        "answered": tally.answered,
        "unmeasured": tally.asked - tally.answered,
        "errors": dict(tally.errors.most_common()),
        "retried": tally.retried,
        **_rate("hallucination", tally.hallucination),
        **_rate("invalid", tally.invalid),
    }


def _rate(name: str, rate: Rate) -> Plain:
    """Shares are 0..1, and None where nothing was judged."""
    prefix = f"{name}_" if name else ""
    return {
        f"{prefix}failed": rate.failed,
        f"{prefix}judged": rate.of,
        f"{prefix}rate": rate.share,
        f"{prefix}low": rate.low,
        f"{prefix}high": rate.high,
    }


def _measured(tally: Tally) -> Plain:
    latency, validation, money = tally.latency, tally.validation, tally.money
    return {
        "latency_mean_ms": latency.mean,
        "latency_p50_ms": latency.p50,
        "latency_p95_ms": latency.p95,
        "latency_p99_ms": latency.p99,
        "input_tokens": tally.input_tokens,
        "output_tokens": tally.output_tokens,
        "cost_usd": money.total,
        "cost_per_1k_tokens_usd": money.per_1k_tokens,
        "cost_per_prompt_usd": money.per_prompt,
        "cost_per_answer_usd": money.per_answer,
        "unpriced": money.unpriced,
        "validation_mean_ms": validation.mean,
        "validation_p95_ms": validation.p95,
    }


def _kinds(target: str, suite: str, rows: Sequence[Row]) -> list[Plain]:
    """By category, and within it by validator."""
    found = benchmark.kinds(rows)
    judgings: list[tuple[str, str | None, benchmark.Judging]] = []
    for category in dict.fromkeys(category for category, _ in found):
        judgings.append((category, None, benchmark.failed_in(category)))
        judgings += [
            (category, name, benchmark.failed_by(name, category)) for c, name in found if c == category
        ]
    return [
        {"target": target, "suite": suite, "category": category, "validator": validator}
        | _rate("", benchmark.rate(rows, judging))
        for category, validator, judging in judgings
    ]


def _confidence(target: str, rows: Sequence[Row]) -> list[Plain]:
    return [
        {"target": target, "confidence": each.name, "answers": each.answers}
        | _rate("hallucination", each.hallucination)
        | _rate("invalid", each.invalid)
        for each in benchmark.by_confidence(rows)
    ]


def _compared(by_target: Mapping[str, Sequence[Row]], names: Sequence[str]) -> Plain:
    """By hallucinations; by anything that fails where no validator of that category decided of both."""
    a, b = (by_target.get(name, ()) for name in names)
    for measure, judging in (("hallucination", benchmark.hallucinated), ("invalid", benchmark.invalid)):
        found = paired.compare(benchmark.counted(a, judging), benchmark.counted(b, judging))
        if found is not None:
            said = _in_words(names[0], names[1], measure, found)
            return {"a": names[0], "b": names[1], "measure": measure, **asdict(found)} | {
                "certain": found.certain,
                "verdict": said,
            }
    return {
        "a": names[0],
        "b": names[1],
        "measure": None,
        "verdict": f"{names[0]} and {names[1]} have no prompt that was judged for both: they cannot be compared.",
    }


def _in_words(a: str, b: str, measure: str, found: Comparison) -> str:
    """Who is better, and whether one may say so."""
    name = {"hallucination": "hallucination rate", "invalid": "invalid rate"}[measure]
    rates = f"{percent(found.a_rate)} for {a}, {percent(found.b_rate)} for {b}"
    evidence = (
        f"{a} less {b} {100 * found.difference:+.1f} points, 95 % interval {100 * found.low:+.1f} to "
        f"{100 * found.high:+.1f}; {found.test} over {found.prompts} prompts, {_p(found.p_value)}"
    )
    if found.certain:
        better = a if found.difference < 0 else b
        return f"{better} is better: {name} {rates} ({evidence})."
    if found.more is None:
        return f"No difference was seen: {name} {rates} ({evidence})."
    return (
        f"Nobody may be called better: {name} {rates} ({evidence}). If the difference is as large as it looks, "
        f"{found.more:,} more prompts would show it four times in five."
    )


def _p(value: float) -> str:
    return "p < 0.0001" if value < 0.0001 else f"p = {value:.4f}"


# --- notes ---------------------------------------------------------------------------------------


def _notes(
    plan: Plan, outcome: Outcome, rows: Sequence[Plain], comparison: Plain | None, kept_in: str | None
) -> Iterable[str]:
    if comparison is not None:
        yield comparison["verdict"]
    if any(0 < row["answered"] < FEWEST[99] for row in rows):
        yield "A p99 needs 100 answers, a p95 20: with fewer it would be the maximum by another name, and is left out."
    for row in rows:
        yield from (f"{row['target']} x {row['suite']}: {note}" for note in _row_notes(row))
    unpriced = sorted({row["target"] for row in rows if row["unpriced"] and row["input_tokens"]})
    if unpriced:
        yield f"The price of {', '.join(unpriced)} is not known: set `price` on the target."
    if outcome.resumed:
        yield f"{outcome.resumed:,} of {plan.size:,} samples were in {kept_in} already."
    if outcome.interrupted:
        yield _interrupted(len(outcome.rows), plan.size, kept_in)


def _row_notes(row: Plain) -> Iterable[str]:
    """What the figures of one target x suite leave out, or what is amiss with them."""
    if row["unmeasured"]:
        kinds = ", ".join(f"{kind} {count}" for kind, count in row["errors"].items())
        yield f"{row['unmeasured']:,} unmeasured ({kinds}), in no rate."
    if unjudged := row["answered"] - row["hallucination_judged"]:
        yield f"no validator of category hallucination could judge {unjudged:,} of the answers: in no such rate."
    if (row["validation_p95_ms"] or 0) > VALIDATION_BUDGET_MS:
        yield f"judging takes over {VALIDATION_BUDGET_MS} ms for one answer in twenty."


def _unjudged_confidence(stated: Sequence[Plain]) -> Iterable[str]:
    """What the hallucination column by stated confidence leaves out."""
    for target in dict.fromkeys(each["target"] for each in stated):
        own = [each for each in stated if each["target"] == target]
        of = sum(each["answers"] for each in own)
        if left := of - sum(each["hallucination_judged"] for each in own):
            yield (
                f"{target}: of {of:,} answers that state a confidence, {left:,} were judged by no validator of "
                "category hallucination; by stated confidence only the invalid rate counts them."
            )


def _interrupted(have: int, size: int, kept_in: str | None) -> str:
    said = f"Interrupted with {have:,} of {size:,} samples"
    if kept_in is None:
        return f"{said}; nothing was kept, and a new run begins anew: -o FILE keeps them."
    return f"{said}; the same command goes on from {kept_in}."


# --- media ---------------------------------------------------------------------------------------


def write(found: Found, form: str, now: datetime, out: TextIO) -> None:
    """As ``table``, ``csv`` (rows, then totals), ``markdown`` or ``json``."""
    if form == "json":
        out.write(_document(found, now))
    elif form == "csv":
        tables.write_csv(_csv_table(found), out)
    elif form == "markdown":
        tables.write_markdown(_tables(found), found.notes, out)
    else:
        tables.write_text(_tables(found), found.notes, out)


def _document(found: Found, now: datetime) -> str:
    import orjson

    document = {"generated_at": now, "quantile": QUANTILE, **asdict(found)}
    return orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z).decode() + "\n"


def _csv_table(found: Found) -> Table:
    keys = tuple(_row("", "", ()))
    rows = [{**row, "errors": _errors(row)} for row in (*found.rows, *found.totals)]
    return Table("", (), rows, keys)


def _errors(row: Mapping[str, Any]) -> str:
    return " ".join(f"{kind}={count}" for kind, count in row["errors"].items())


def _tables(found: Found) -> list[Table]:
    rows = [*found.rows, *found.totals]
    return [
        Table("Answers", _ANSWERS, rows),
        Table("Speed and cost", _COSTS, rows),
        Table("What failed, by kind", _KINDS, [row for row in found.kinds if row["failed"]]),
        Table("What failed, by stated confidence", _CONFIDENCE, found.confidence),
    ]


def _share(prefix: str) -> Callable[[Mapping[str, Any]], str]:
    """``3.4% (1.2-9.1)``."""

    def shown(row: Mapping[str, Any]) -> str:
        rate, low, high = (row[f"{prefix}{each}"] for each in ("rate", "low", "high"))
        return "-" if rate is None else f"{percent(rate)} ({100 * low:.1f}-{100 * high:.1f})"

    return shown


def _number(key: str, form: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: "-" if row[key] is None else format(row[key], form)


def _milliseconds(key: str) -> Callable[[Mapping[str, Any]], str]:
    """Whole ones, with decimals where there are less than ten."""

    def shown(row: Mapping[str, Any]) -> str:
        value = row[key]
        return "-" if value is None else f"{value:,.0f}" if value >= 10 else f"{value:.2f}"

    return shown


def _money(key: str) -> Callable[[Mapping[str, Any]], str]:
    return lambda row: "unknown" if row[key] is None else f"{row[key]:,.6f}"


_WHO = (Column("target", "target"), Column("suite", "suite"))
_ANSWERS = (
    *_WHO,
    Column("answered", show=_number("answered", ","), right=True),
    Column("errors", show=lambda row: _errors(row) or "-", extra=True),
    Column("retried", show=lambda row: percent(row["retried"]), right=True, extra=True),
    Column("hallucination (95%)", show=_share("hallucination_"), right=True),
    Column("invalid (95%)", show=_share("invalid_"), right=True),
)
_COSTS = (
    *_WHO,
    Column("mean ms", show=_milliseconds("latency_mean_ms"), right=True),
    Column("p50", show=_milliseconds("latency_p50_ms"), right=True),
    Column("p95", show=_milliseconds("latency_p95_ms"), right=True),
    Column("p99", show=_milliseconds("latency_p99_ms"), right=True),
    Column("tokens in", show=_number("input_tokens", ","), right=True, extra=True),
    Column("out", show=_number("output_tokens", ","), right=True, extra=True),
    Column("USD/1k tokens", show=_money("cost_per_1k_tokens_usd"), right=True),
    Column("USD/prompt", show=_money("cost_per_prompt_usd"), right=True, extra=True),
    Column("USD/answer", show=_money("cost_per_answer_usd"), right=True, extra=True),
    Column("judging ms", show=_milliseconds("validation_mean_ms"), right=True, extra=True),
    Column("p95", show=_milliseconds("validation_p95_ms"), right=True, extra=True),
)
_KINDS = (
    *_WHO,
    Column("category", "category"),
    Column("validator", show=lambda row: row["validator"] or "(any)"),
    Column("failed", show=_number("failed", ","), right=True),
    Column("of", show=_number("judged", ","), right=True),
    Column("rate (95%)", show=_share(""), right=True),
)
_CONFIDENCE = (
    Column("target", "target"),
    Column("confidence", "confidence"),
    Column("answers", show=_number("answers", ","), right=True),
    Column("hallucination (95%)", show=_share("hallucination_"), right=True),
    Column("invalid (95%)", show=_share("invalid_"), right=True),
)
