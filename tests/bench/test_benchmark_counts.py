"""What a benchmark counts: errors apart, true quantiles, kinds of failure, confidence, money."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.benchmark import (
    FEWEST,
    Row,
    bin_of,
    by_confidence,
    counted,
    failed_by,
    failed_in,
    hallucinated,
    invalid,
    kinds,
    money,
    rate,
    tally,
    times,
)
from canary.core.confidence import stated_confidence
from canary.core.model import Outcome, Verdict

PASS, FAIL, UNDECIDED = Outcome.PASS, Outcome.FAIL, Outcome.UNDECIDED


def verdict(outcome: Outcome, category: str = "hallucination", validator: str = "grounded_ids") -> Verdict:
    return Verdict(validator, category, outcome, "why")


def row(prompt: str = "p", sample: int = 0, *verdicts: Verdict, **more: object) -> Row:
    return Row("model", "suite", prompt, sample, verdicts=verdicts)._replace(**more)  # type: ignore[arg-type]


# --- rates ---------------------------------------------------------------------------------------


def test_errors_are_in_no_rate() -> None:
    rows = [row("a", 0, verdict(FAIL)), row("b", 0, verdict(PASS)), row("c", 0, error="rate_limit")]
    counts = tally(rows)
    assert (counts.asked, counts.answered, dict(counts.errors)) == (3, 2, {"rate_limit": 1})
    assert (counts.hallucination.failed, counts.hallucination.of) == (1, 2)
    assert counts.hallucination.share == 0.5


def test_an_answer_that_nobody_could_judge_is_in_no_rate() -> None:
    rows = [row("a", 0, verdict(UNDECIDED)), row("b", 0)]
    assert tally(rows).hallucination.share is None
    assert tally(rows).invalid.share is None


def test_a_failed_format_is_invalid_but_no_hallucination() -> None:
    only = row("a", 0, verdict(FAIL, "format", "json"), verdict(PASS))
    assert (hallucinated(only), invalid(only)) == (False, True)
    assert failed_in("format")(only) is True
    assert failed_by("json", "format")(only) is True
    assert failed_by("json", "hallucination")(only) is None


def test_kinds_are_listed_hallucination_first() -> None:
    rows = [row("a", 0, verdict(FAIL, "format", "json"), verdict(PASS, validator="sql"), verdict(PASS))]
    assert kinds(rows) == [
        ("hallucination", "grounded_ids"),
        ("hallucination", "sql"),
        ("format", "json"),
    ]


def test_answers_to_one_prompt_widen_the_interval() -> None:
    alike = [row(f"p{p}", s, verdict(FAIL if p < 5 else PASS)) for p in range(20) for s in range(10)]
    spread = [row(f"p{p}", s, verdict(FAIL if s < 2.5 else PASS)) for p in range(20) for s in range(10)]
    wide, narrow = rate(alike, hallucinated), rate(spread, hallucinated)
    assert wide.low is not None
    assert wide.high is not None
    assert narrow.low is not None
    assert narrow.high is not None
    assert wide.high - wide.low > 2 * (narrow.high - narrow.low)


def test_counts_are_by_prompt_and_leave_out_what_was_not_judged() -> None:
    rows = [row("a", 0, verdict(FAIL)), row("a", 1, verdict(PASS)), row("b", 0, verdict(UNDECIDED))]
    assert counted(rows, hallucinated) == {("suite", "a"): (1, 2)}


# --- quantiles -----------------------------------------------------------------------------------


@given(st.lists(st.floats(0, 1e6), min_size=1, max_size=400))
def test_quantiles_are_numpys_inverted_cdf_or_none_where_they_would_be_the_maximum(
    values: list[float],
) -> None:
    found = times(values)
    for percent, ours in ((50, found.p50), (95, found.p95), (99, found.p99)):
        if len(values) < FEWEST[percent]:
            assert ours is None
        else:
            assert ours == np.percentile(values, percent, method="inverted_cdf")
    assert found.mean == pytest.approx(np.mean(values))


def test_a_p99_of_ninety_nine_values_is_not_claimed() -> None:
    assert times(map(float, range(99))).p99 is None
    assert times(map(float, range(100))).p99 == 98.0
    assert times([]).p50 is None


# --- money ---------------------------------------------------------------------------------------


def test_money_is_by_the_piece() -> None:
    rows = [
        row(prompt, sample, input_tokens=300, output_tokens=100, cost_usd=0.002)
        for prompt in "ab"
        for sample in range(3)
    ]
    spent = money(rows)
    assert (spent.total, spent.per_1k_tokens) == pytest.approx((0.012, 0.005))
    assert (spent.per_prompt, spent.per_answer) == pytest.approx((0.006, 0.002))
    assert spent.unpriced == 0


def test_an_unknown_price_is_unknown_and_not_nothing() -> None:
    spent = money([row("a", 0, input_tokens=10, output_tokens=10)])
    assert (spent.total, spent.per_1k_tokens, spent.per_answer, spent.unpriced) == (None, None, None, 1)


def test_what_a_failure_cost_is_paid_by_the_answers() -> None:
    spent = money([row("a", 0, cost_usd=0.01), row("b", 0, error="timeout", cost_usd=0.03)])
    assert (spent.total, spent.per_answer) == (0.04, 0.04)


# --- confidence ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("output", "stated"),
    [
        ('{"answer": "x", "confidence": 0.93}', 0.93),
        ('{"confidence": 1}', 1.0),
        ('{"confidence": "93 %"}', 0.93),
        ('```json\n{"confidence": 0.4}\n```', 0.4),
        ("Paris.\nConfidence: 0.93", 0.93),
        ("confidence: 93 %", 0.93),
        ("**Confidence:** 85%.", 0.85),
        ("My confidence is 0.7.", 0.7),
        ("confidence level: 70%", 0.7),
        ("Confidence score = 0.25", 0.25),
        ("confidence: 0.1\nOn reflection, confidence: 0.8", 0.8),
        ('{"confidence": 93}', None),  # of which scale?
        ("confidence: 4/5", None),
        ("confidence: 93", None),
        ("confidence: 120 %", None),
        ('{"confidence": true}', None),
        ('{"confidence": NaN}', None),
        ('{"confidence": null}', None),
        ("I say this with confidence.", None),
        ("in 2024 confidence fell", None),
        ("", None),
    ],
)
def test_the_confidence_an_answer_states(output: str, stated: float | None) -> None:
    assert stated_confidence(output) == pytest.approx(stated)


@given(st.text(max_size=300), st.sampled_from(["confidence: ", '{"confidence": ', "[" * 50, "```\n"]))
def test_any_output_states_a_share_or_nothing(text: str, before: str) -> None:
    stated = stated_confidence(before + text)
    assert stated is None or 0 <= stated <= 1


def test_long_hostile_outputs_are_read_quickly() -> None:
    assert stated_confidence("confidence" * 100_000) is None
    assert stated_confidence("{" * 1_000_000) is None
    assert stated_confidence("confidence:" + " " * 1_000_000) is None


@pytest.mark.parametrize(
    ("confidence", "name"),
    [
        (0, "<0.5"),
        (0.49, "<0.5"),
        (0.5, "0.5-0.7"),
        (0.7, "0.7-0.9"),
        (0.9, "0.7-0.9"),
        (0.91, ">0.9"),
        (1, ">0.9"),
    ],
)
def test_a_confidence_has_one_bin(confidence: float, name: str) -> None:
    assert bin_of(confidence) == name


def test_rates_are_told_by_confidence() -> None:
    sure = [row(f"s{i}", 0, verdict(FAIL if i < 7 else PASS), confidence=0.95) for i in range(100)]
    unsure = [row(f"u{i}", 0, verdict(FAIL), confidence=0.2) for i in range(4)]
    silent = [row("n", 0, verdict(FAIL))]
    found = {each.name: each for each in by_confidence([*sure, *unsure, *silent])}
    assert list(found) == ["<0.5", ">0.9"]
    assert (found[">0.9"].hallucination.failed, found[">0.9"].hallucination.of) == (7, 100)
    assert (found["<0.5"].hallucination.failed, found["<0.5"].answers) == (4, 4)
    assert by_confidence(silent) == []


def test_what_no_hallucination_validator_judged_still_has_an_invalid_rate_by_confidence() -> None:
    shape = Verdict("json", "format", FAIL, "no")
    [found] = by_confidence([row(f"s{i}", 0, shape, confidence=0.95) for i in range(3)])
    assert (found.answers, found.hallucination.of, found.invalid.failed) == (3, 0, 3)


def test_answers_that_took_more_than_one_request_are_told() -> None:
    took = [row("p", i, attempts=n) for i, n in enumerate((1, 1, 2, 3))]
    assert tally([*took, row("p", 9, error="timeout", attempts=3)]).retried == 0.5
    assert tally([row("p", 0)]).retried is None
