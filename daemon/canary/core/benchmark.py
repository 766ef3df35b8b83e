"""What a benchmark counts: rates with their intervals, true quantiles, money, time. Errors are counted apart.

A rate is over answers that were judged. An unmeasured sample is in none of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from canary.core.intervals import clustered_wilson
from canary.core.model import Outcome, Verdict

HALLUCINATION: Final = "hallucination"
# A quantile needs as many values as it takes for one to lie above it; below that it would be the maximum by another name.
FEWEST: Final = {50: 1, 95: 20, 99: 100}
BINS: Final = (
    "<0.5",
    "0.5-0.7",
    "0.7-0.9",
    ">0.9",
)  # of a stated confidence; 0.5 and 0.7 open a bin, 0.9 closes one


class Row(NamedTuple):
    """One sample of one target. ``error`` set (a failure kind) means unmeasured, and then nothing else counts."""

    target: str
    suite: str
    prompt: str
    sample: int
    error: str | None = None
    verdicts: tuple[Verdict, ...] = ()
    latency_ms: float | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None
    validation_ms: float | None = None
    confidence: float | None = None
    output: str | None = None
    attempts: int | None = None  # requests it took; None where nobody recorded that


@dataclass(frozen=True, slots=True)
class Rate:
    """``failed`` of ``of`` judged answers to ``prompts`` prompts; the 95 % interval widened by what prompts share."""

    failed: int
    of: int
    prompts: int
    low: float | None
    high: float | None

    @property
    def share(self) -> float | None:
        return self.failed / self.of if self.of else None


@dataclass(frozen=True, slots=True)
class Times:
    """Milliseconds. Quantiles are values that occurred; None where there are too few to have one."""

    count: int
    mean: float | None
    p50: float | None
    p95: float | None
    p99: float | None


@dataclass(frozen=True, slots=True)
class Money:
    """US dollars over the answers whose price is known; ``unpriced`` answers are left out of each figure."""

    total: float | None
    per_1k_tokens: float | None
    per_prompt: float | None  # all samples of one prompt together
    per_answer: float | None
    unpriced: int


@dataclass(frozen=True, slots=True)
class Tally:
    """All that is counted of a group of samples."""

    asked: int
    answered: int
    errors: Counter[str]  # unmeasured samples by kind of failure
    retried: (
        float | None
    )  # share of the answers that took more than one request; None where that is not known
    hallucination: Rate
    invalid: Rate
    latency: Times
    validation: Times
    input_tokens: int | None  # None where no answer says
    output_tokens: int | None
    money: Money


def tally(rows: Sequence[Row]) -> Tally:
    """Everything of these samples, whichever target and suite they are of."""
    answers = [row for row in rows if row.error is None]
    return Tally(
        asked=len(rows),
        answered=len(answers),
        errors=Counter(row.error for row in rows if row.error is not None),
        retried=_retried(answers),
        hallucination=rate(answers, hallucinated),
        invalid=rate(answers, invalid),
        latency=times(row.latency_ms for row in answers),
        validation=times(row.validation_ms for row in answers),
        input_tokens=_sum(row.input_tokens for row in answers),
        output_tokens=_sum(row.output_tokens for row in answers),
        money=money(rows),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None


def _retried(answers: Iterable[Row]) -> float | None:
    known = [row.attempts > 1 for row in answers if row.attempts is not None]
    return sum(known) / len(known) if known else None


# --- verdicts ------------------------------------------------------------------------------------

Judging = Callable[[Row], bool | None]  # failed, not failed, or not judged at all


def invalid(row: Row) -> bool | None:
    """Whether any validator failed the answer; None if none decided."""
    return _any_failed(row.verdicts)


def hallucinated(row: Row) -> bool | None:
    """Whether a validator of category hallucination failed it; None if none of them decided."""
    return failed_in(HALLUCINATION)(row)


def failed_in(category: str) -> Judging:
    """Whether a validator of that category failed the answer."""
    return lambda row: _any_failed(v for v in row.verdicts if v.category == category)


def failed_by(validator: str, category: str) -> Judging:
    """Whether that validator failed the answer, in that category."""
    return lambda row: _any_failed(
        v for v in row.verdicts if v.validator == validator and v.category == category
    )


def _any_failed(verdicts: Iterable[Verdict]) -> bool | None:
    outcomes = {v.outcome for v in verdicts} - {Outcome.UNDECIDED}
    return Outcome.FAIL in outcomes if outcomes else None


def rate(answers: Iterable[Row], judging: Judging) -> Rate:
    """The share that failed, with its interval: Wilson's at the effective number of answers."""
    counts = list(counted(answers, judging).values())
    low, high = clustered_wilson(counts) or (None, None)
    return Rate(sum(f for f, _ in counts), sum(of for _, of in counts), len(counts), low, high)


def counted(answers: Iterable[Row], judging: Judging) -> dict[tuple[str, str], tuple[int, int]]:
    """(suite, prompt) -> (failed, judged); whatever was not judged is in neither."""
    counts: dict[tuple[str, str], tuple[int, int]] = {}
    for row in answers:
        verdict = judging(row) if row.error is None else None
        if verdict is not None:
            failed, of = counts.get((row.suite, row.prompt), (0, 0))
            counts[row.suite, row.prompt] = (failed + verdict, of + 1)
    return counts


def kinds(rows: Sequence[Row]) -> list[tuple[str, str]]:
    """Every (category, validator) that decided of an answer, hallucination first."""
    found = {(v.category, v.validator) for row in rows for v in row.verdicts}
    return sorted(found, key=lambda each: (each[0] != HALLUCINATION, each))


class Stated(NamedTuple):
    """What became of the answers that state a confidence within one bin."""

    name: str
    answers: int
    hallucination: Rate
    invalid: Rate


def by_confidence(rows: Iterable[Row]) -> list[Stated]:
    """Both rates of the answers that state a confidence, by what they state; only bins that hold an answer."""
    answers = [row for row in rows if row.error is None]
    held = [(name, within) for name in BINS if (within := _within(answers, name))]
    return [
        Stated(name, len(within), rate(within, hallucinated), rate(within, invalid)) for name, within in held
    ]


def _within(rows: Iterable[Row], wanted: str) -> list[Row]:
    return [row for row in rows if row.confidence is not None and bin_of(row.confidence) == wanted]


def bin_of(confidence: float) -> str:
    """The name of the bin that a confidence falls into."""
    return BINS[(confidence >= 0.5) + (confidence >= 0.7) + (confidence > 0.9)]


# --- numbers -------------------------------------------------------------------------------------


def times(values: Iterable[float | None]) -> Times:
    """Mean and quantiles of what is known."""
    known = sorted(value for value in values if value is not None)
    mean = sum(known) / len(known) if known else None
    return Times(len(known), mean, *(_percentile(known, p) for p in FEWEST))


def _percentile(ordered: Sequence[float], percent: int) -> float | None:
    """The inverse of the empirical distribution: the smallest value with at least that share at or below it
    (R. J. Hyndman and Y. Fan, The American Statistician 50, 1996, definition 1; numpy's ``inverted_cdf``)."""
    if len(ordered) < FEWEST[percent]:
        return None
    return ordered[-(-percent * len(ordered) // 100) - 1]


def money(rows: Iterable[Row]) -> Money:
    """What was paid, in all and by the piece; what a pipeline paid on the way to a failure is part of it."""
    rows = list(rows)
    paid = [row for row in rows if row.cost_usd is not None]
    priced = [row for row in paid if row.error is None]
    unpriced = sum(row.error is None and row.cost_usd is None for row in rows)
    if not priced:
        return Money(None, None, None, None, unpriced)
    total = sum(row.cost_usd or 0.0 for row in paid)
    tokens = sum((row.input_tokens or 0) + (row.output_tokens or 0) for row in priced)
    prompts = len({(row.suite, row.prompt) for row in priced})
    per_1k = 1000 * total / tokens if tokens else None
    return Money(total, per_1k, total / prompts, total / len(priced), unpriced)
