"""``report rates`` and ``report cost``: counts, shares, latencies, tokens and money of a window."""

from __future__ import annotations

from typing import Any

from canary.cli.report.view import Asked, View, nothing, share
from canary.cli.tables import Column, Row, Table, percent
from canary.core.intervals import wilson
from canary.storage import history, rolled, stages
from canary.storage.history import Tally
from canary.storage.stages import StageTally

_WHO = (Column("target", "target"), Column("suite", "suite"))


def tallied(asked: Asked, by: str | None, *, extras: bool = False) -> list[Tally]:
    """The window's counts; with *extras* those of samples asked again on suspicion as well."""
    return asked.database.read(rolled.tallies, asked.scope, asked.settings.suites, by, extras=extras)


def interval(failed: int, of: int, effect: float) -> tuple[float | None, float | None]:
    """Wilson's 95 % interval at the effective sample size; Nones of nothing."""
    return wilson(failed / effect, of / effect) or (None, None)


def row_of(tally: Tally, by: str | None) -> dict[str, Any]:
    """One group as plain values; shares are 0..1 and None where nothing was judged."""
    return {
        "target": tally.target,
        "suite": tally.suite,
        "vantage": tally.vantage,
        "bucket": bucket(tally.bucket, by),
        "cycles": tally.cycles,
        "answered": tally.answered,
        "unmeasured": tally.unmeasured,
        "judged": tally.judged,
        "valid": tally.judged - tally.invalid,
        **_shares(tally),
        "latency_mean_ms": tally.mean_ms,
        "latency_p50_ms": tally.p50_ms,
        "latency_p95_ms": tally.p95_ms,
        "input_tokens": tally.input_tokens,
        "output_tokens": tally.output_tokens,
        "priced": tally.priced,
        "cost_usd": tally.cost_usd,
        "cost_per_answer_usd": tally.cost_per_answer_usd,
    }


def _shares(tally: Tally | StageTally) -> dict[str, Any]:
    """What failed of what was judged, each share with its interval."""
    low, high = interval(tally.hallucinated, tally.hallucination_judged, tally.hallucination_effect)
    invalid_low, invalid_high = interval(tally.invalid, tally.judged, tally.invalid_effect)
    return {
        "invalid": tally.invalid,
        "invalid_rate": share(tally.invalid, tally.judged),
        "invalid_low": invalid_low,
        "invalid_high": invalid_high,
        "hallucination_judged": tally.hallucination_judged,
        "hallucinated": tally.hallucinated,
        "hallucination_rate": share(tally.hallucinated, tally.hallucination_judged),
        "hallucination_low": low,
        "hallucination_high": high,
    }


def stage_row(tally: StageTally) -> dict[str, Any]:
    """One stage of a pipeline as plain values; ``share`` is of the samples, 0..1."""
    return {
        "target": tally.target,
        "suite": tally.suite,
        "vantage": tally.vantage,
        "stage": tally.stage,
        "asked": tally.asked,
        "samples": tally.samples,
        "reached": tally.reached,
        "share": share(tally.reached, tally.samples),
        "replies": tally.replies,
        "unmeasured": tally.unmeasured,
        "judged": tally.judged,
        **_shares(tally),
        "latency_mean_ms": tally.latency_mean_ms,
        "input_tokens": tally.input_tokens,
        "output_tokens": tally.output_tokens,
        "priced": tally.priced,
        "cost_usd": tally.cost_usd,
        "cost_per_reply_usd": None if tally.cost_usd is None else tally.cost_usd / tally.priced,
    }


def bucket(text: str | None, by: str | None) -> str | None:
    """``2026-01-31T07:00:00Z`` for an hour, ``2026-01-31`` for a day, a prompt as it is."""
    if by == history.HOUR and text is not None:
        return f"{text[:10]}T{text[11:13]}:00:00Z"
    return text


def with_interval(rate: float | None, low: float | None, high: float | None) -> str:
    """``3.4% (1.2-9.1)``."""
    if rate is None or low is None or high is None:
        return "-"
    return f"{percent(rate)} ({100 * low:.1f}-{100 * high:.1f})"


def _interval(name: str) -> Any:
    return lambda row: with_interval(row[f"{name}_rate"], row[f"{name}_low"], row[f"{name}_high"])


def _milliseconds(key: str) -> Any:
    return lambda row: "-" if row[key] is None else f"{row[key]:,.0f}"


def _money(row: Row) -> str:
    return "-" if row["cost_usd"] is None else f"{row['cost_usd']:,.4f}"


def _each(key: str) -> Any:
    """US dollars for one answer: often far below a cent."""
    return lambda row: "-" if row[key] is None else f"{row[key]:,.6f}"


def _whole(key: str) -> Any:
    return lambda row: "-" if row[key] is None else f"{row[key]:,}"


def _who(rows: list[dict[str, Any]], by: str | None) -> list[Column]:
    """Names and bucket; the vantage only where there are several."""
    several = len({row["vantage"] for row in rows}) > 1
    return [
        *_WHO,
        *([Column("vantage", "vantage")] if several else []),
        *([Column(by, "bucket")] if by else []),
    ]


def view(asked: Asked) -> View:
    """What was answered, how much of it was right, how fast."""
    rows = [row_of(tally, asked.by) for tally in tallied(asked, asked.by)]
    columns = (
        *_who(rows, asked.by),
        Column("answered", show=_whole("answered"), right=True),
        Column("invalid rate (95%)", show=_interval("invalid"), right=True),
        Column("halluc. rate (95%)", show=_interval("hallucination"), right=True),
        Column("mean ms", show=_milliseconds("latency_mean_ms"), right=True, extra=True),
        Column("p95 ms", show=_milliseconds("latency_p95_ms"), right=True),
        Column("USD each", show=_each("cost_per_answer_usd"), right=True, extra=True),
        Column("unmeas.", show=_whole("unmeasured"), right=True, extra=True),
        Column("valid", show=_whole("valid"), right=True, extra=True),
        Column("invalid", show=_whole("invalid"), right=True, extra=True),
        Column("halluc.", show=_whole("hallucinated"), right=True, extra=True),
        Column("p50 ms", show=_milliseconds("latency_p50_ms"), right=True, extra=True),
        Column("tokens in", show=_whole("input_tokens"), right=True, extra=True),
        Column("out", show=_whole("output_tokens"), right=True, extra=True),
        Column("USD", show=_money, right=True, extra=True),
    )
    keys = tuple(row_of(_NONE, None))
    staged = [stage_row(tally) for tally in asked.database.read(stages.tallies, asked.scope)]
    tables = [Table("", columns, rows, keys), Table("Stages", _stage_columns(staged), staged)]
    return View("rates", tables, _notes(asked, rows), {"by": asked.by, "stages": staged})


def _stage_columns(rows: list[dict[str, Any]]) -> tuple[Column, ...]:
    return (
        *_who(rows, None),
        Column("stage", show=lambda row: f"{row['stage']} ({row['asked']})"),
        Column("reached by", show=lambda row: percent(row["share"]), right=True),
        Column("replies", show=_whole("replies"), right=True),
        Column("invalid rate (95%)", show=_interval("invalid"), right=True, extra=True),
        Column("halluc. rate (95%)", show=_interval("hallucination"), right=True),
        Column("mean ms", show=_milliseconds("latency_mean_ms"), right=True),
        Column("USD each", show=_each("cost_per_reply_usd"), right=True),
        Column("unmeas.", show=_whole("unmeasured"), right=True, extra=True),
        Column("tokens in", show=_whole("input_tokens"), right=True, extra=True),
        Column("out", show=_whole("output_tokens"), right=True, extra=True),
        Column("USD", show=_money, right=True, extra=True),
    )


def _notes(asked: Asked, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    if not rows:
        return nothing(asked)
    unjudged = sum(row["answered"] - row["judged"] for row in rows)
    if not unjudged:
        return ()
    return (
        f"{unjudged:,} answers have no verdict by the validators as they are configured now "
        "(nothing to check, undecided, or judged before an edit): they count for no rate.",
    )


def cost(asked: Asked) -> View:
    """What it cost, and of how much that is known."""
    rows = [_cost_row(tally, asked.by) for tally in tallied(asked, asked.by, extras=True)]
    columns = (
        *_who(rows, asked.by),
        Column("cycles", show=_whole("cycles"), right=True, extra=True),
        Column("samples", show=_whole("samples"), right=True),
        Column("tokens in", show=_whole("input_tokens"), right=True, extra=True),
        Column("out", show=_whole("output_tokens"), right=True, extra=True),
        Column("without price", show=_whole("unpriced"), right=True),
        Column("USD", show=_money, right=True),
    )
    known = [row["cost_usd"] for row in rows if row["cost_usd"] is not None]
    total = sum(known) if known else None
    notes = nothing(asked) if not rows else _cost_notes(rows, total)
    keys = tuple(_cost_row(_NONE, None))
    return View("cost", [Table("", columns, rows, keys)], notes, {"by": asked.by, "total_usd": total})


def _cost_row(tally: Tally, by: str | None) -> dict[str, Any]:
    row = row_of(tally, by)
    kept = ("target", "suite", "vantage", "bucket", "cycles", "answered", "unmeasured")
    money = ("input_tokens", "output_tokens", "priced", "cost_usd")
    samples = {"samples": tally.answered + tally.unmeasured, "unpriced": tally.answered - tally.priced}
    return {key: row[key] for key in kept} | samples | {key: row[key] for key in money}


def _cost_notes(rows: list[dict[str, Any]], total: float | None) -> tuple[str, ...]:
    unpriced = sum(row["unpriced"] for row in rows)
    said = f"{total:,.4f} USD in all." if total is not None else "No cost is known."
    if not unpriced:
        return (said,)
    return said, f"{unpriced:,} answers have no known cost: set `price` on their target."


_NONE = Tally("", "", "", None, 0, 0, 0, 0, 0, 0, 0, None, None, 0, None)
