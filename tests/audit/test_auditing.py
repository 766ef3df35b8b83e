"""The draw is unbiased, and the intervals hold: checked on seeded populations whose truth is known."""

from __future__ import annotations

import math
import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.auditing import (
    FAIL,
    PASS,
    RIGHT,
    STRATA,
    UNDECIDED,
    UNSURE,
    WRONG,
    Candidate,
    Drawn,
    Item,
    allocate,
    by_validator,
    draw,
    failed_share,
    score,
    systematic,
    wanted,
)

Population = list[tuple[Candidate, bool]]
"""Each output, and whether it is wrong."""


def unit(number: int, answers: int = 1, stratum: str = FAIL) -> Candidate:
    return Candidate(
        "t", f"s{number % 3}", f"p{number % 20:02d}", number.to_bytes(4, "big"), stratum, answers
    )


def population(
    rng: random.Random, size: int, *, fail: float, precision: float, missed: float, skew: float = 0.0
) -> Population:
    wrong = {FAIL: precision, PASS: missed, UNDECIDED: 0.2}
    made = []
    for number in range(size):
        stratum = FAIL if rng.random() < fail else UNDECIDED if rng.random() < 0.05 else PASS
        answers = max(1, int(rng.paretovariate(skew))) if skew else 1
        made.append((unit(number, answers, stratum), rng.random() < wrong[stratum]))
    return made


def truth(made: Population) -> tuple[float, float, float]:
    """(precision, recall, rate), counted."""
    failed = sum(c.answers for c, _ in made if c.stratum == FAIL)
    caught = sum(c.answers for c, wrong in made if c.stratum == FAIL and wrong)
    wrongs = sum(c.answers for c, wrong in made if wrong)
    return caught / failed, caught / wrongs, wrongs / sum(c.answers for c, _ in made)


def labelled(drawn: list[Drawn], made: Population, share: float = 1.0) -> list[Item]:
    wrong = {c.digest: wrong for c, wrong in made}
    return [
        Item(
            each.candidate.suite,
            each.candidate.stratum,
            each.weight,
            (WRONG if wrong[each.candidate.digest] else RIGHT) if number < share * len(drawn) else None,
        )
        for number, each in enumerate(drawn)
    ]


# --- the draw ------------------------------------------------------------------------------------


def test_half_of_a_draw_failed_and_none_is_drawn_twice() -> None:
    made = population(random.Random(1), 3000, fail=0.1, precision=0.8, missed=0.02)
    drawn = draw([c for c, _ in made], 50, random.Random(2))
    counts = Counter(each.candidate.stratum for each in drawn)
    assert (len(drawn), counts[FAIL]) == (50, 25)
    assert counts[UNDECIDED] >= 5
    assert len({each.candidate.digest for each in drawn}) == 50
    assert drawn == draw([c for c, _ in reversed(made)], 50, random.Random(2))


def test_the_order_of_a_draw_does_not_tell_what_failed() -> None:
    made = population(random.Random(1), 3000, fail=0.1, precision=0.8, missed=0.02)
    drawn = draw([c for c, _ in made], 200, random.Random(2))
    first = sum(each.candidate.stratum == FAIL for each in drawn[:100])
    assert 30 < first < 70


def test_the_weights_of_a_stratum_add_up_to_its_answers() -> None:
    made = population(random.Random(3), 800, fail=0.2, precision=0.8, missed=0.02, skew=1.1)
    drawn = draw([c for c, _ in made], 60, random.Random(4))
    for stratum in STRATA:
        weights = sum(each.weight for each in drawn if each.candidate.stratum == stratum)
        assert weights == pytest.approx(sum(c.answers for c, _ in made if c.stratum == stratum))


def test_every_output_is_as_likely_as_it_has_answers() -> None:
    units = [unit(n, answers) for n, answers in enumerate([1, 2, 3, 4, 5, 6, 7, 8, 9, 200])]
    rng, rounds = random.Random(5), 20_000
    seen = Counter(d.candidate.digest for _ in range(rounds) for d in systematic(units, 4, rng))
    for each in units:
        chance = min(1.0, 3 * each.answers / 45)
        assert seen[each.digest] / rounds == pytest.approx(chance, abs=0.015)


def test_sums_of_weights_estimate_numbers_of_answers_without_bias() -> None:
    made = population(random.Random(6), 400, fail=1.0, precision=0.3, missed=0, skew=1.5)
    wrong = {c.digest for c, is_wrong in made if is_wrong}
    rng, rounds, total = random.Random(7), 3_000, 0.0
    for _ in range(rounds):
        drawn = systematic([c for c, _ in made], 20, rng)
        total += sum(each.weight for each in drawn if each.candidate.digest in wrong)
    assert total / rounds == pytest.approx(sum(c.answers for c, w in made if w), rel=0.03)


@given(
    st.lists(st.tuples(st.sampled_from(STRATA), st.integers(1, 10**6)), max_size=60),
    st.integers(1, 80),
    st.integers(0, 2**32),
)
def test_any_draw_has_the_size_asked_for_or_all_there_is(
    units: list[tuple[str, int]], size: int, seed: int
) -> None:
    candidates = [unit(n, answers, stratum) for n, (stratum, answers) in enumerate(units)]
    drawn = draw(candidates, size, random.Random(seed))
    assert len(drawn) == min(size, len(units)) == len({each.candidate.digest for each in drawn})
    assert all(each.weight >= each.candidate.answers * (1 - 1e-9) for each in drawn)


@given(st.tuples(*[st.integers(0, 90)] * 3), st.integers(3, 80))
def test_a_stratum_that_holds_anything_is_never_forgotten(outputs: tuple[int, int, int], size: int) -> None:
    sizes = allocate({name: (n, 10 * n) for name, n in zip(STRATA, outputs, strict=True)}, size)
    assert sum(sizes.values()) == min(size, sum(outputs))
    for name, count in zip(STRATA, outputs, strict=True):
        assert (sizes[name] > 0) == (count > 0)
        assert sizes[name] <= count


# --- what the labels say -------------------------------------------------------------------------

CASES = [
    (3000, {"fail": 0.1, "precision": 0.8, "missed": 0.02}, 50, 1.0),
    (2000, {"fail": 0.05, "precision": 0.9, "missed": 0.005}, 200, 1.0),
    (1000, {"fail": 0.3, "precision": 0.5, "missed": 0.05, "skew": 1.2}, 50, 1.0),
    (1000, {"fail": 0.1, "precision": 0.8, "missed": 0.1}, 100, 0.5),
]


@pytest.mark.parametrize(("size", "shape", "drawn", "share"), CASES)
def test_intervals_hold_the_truth_at_least_93_times_of_100(
    size: int, shape: dict[str, float], drawn: int, share: float
) -> None:
    rng, hits, rounds = random.Random(8), [0, 0, 0], 400
    populations = [population(rng, size, **shape) for _ in range(5)]
    for number in range(rounds):
        made = populations[number % 5]
        found = score(labelled(draw([c for c, _ in made], drawn, rng), made, share))
        for i, (each, true) in enumerate(
            zip((found.precision, found.recall, found.rate), truth(made), strict=True)
        ):
            hits[i] += each is None or each.low - 1e-9 <= true <= each.high + 1e-9
    assert min(hits) / rounds >= 0.93, hits


def items(*groups: tuple[str, str | None, int], weight: float = 1.0) -> list[Item]:
    return [Item("s", stratum, weight, label) for stratum, label, count in groups for _ in range(count)]


def test_precision_is_wilsons_where_every_output_stands_for_as_many_answers() -> None:
    found = score(items((FAIL, WRONG, 20), (FAIL, RIGHT, 5), weight=7.5)).precision
    assert found is not None
    assert (found.value, found.labels) == (0.8, 25)
    assert (found.low, found.high) == pytest.approx((0.6087, 0.9114), abs=1e-4)


def test_recall_weighs_what_the_validators_passed_by_how_much_there_is_of_it() -> None:
    made = items((FAIL, WRONG, 20), (FAIL, RIGHT, 5)) + items((PASS, WRONG, 1), (PASS, RIGHT, 24), weight=20)
    found = score(made)
    assert found.recall is not None
    assert found.rate is not None
    assert found.recall.value == pytest.approx(20 / 40)
    assert found.rate.value == pytest.approx(40 / 525)
    assert found.recall.low < 0.5 < found.recall.high
    assert found.failed == pytest.approx(25 / 525)


def test_perfect_recall_is_possible_but_never_certain() -> None:
    found = score(items((FAIL, WRONG, 25), (PASS, RIGHT, 25))).recall
    assert found is not None
    assert (found.value, found.high) == (1.0, 1.0)
    assert 0.8 < found.low < 0.95


def test_nothing_failed_and_something_is_wrong_is_no_recall_at_all() -> None:
    found = score(items((PASS, WRONG, 5), (PASS, RIGHT, 20)))
    assert found.precision is None
    assert found.recall is not None
    assert (found.recall.value, found.recall.low) == (0.0, 0.0)


def test_unsure_and_unlabelled_count_for_nothing() -> None:
    sure = items((FAIL, WRONG, 8), (FAIL, RIGHT, 2), (PASS, RIGHT, 10))
    found = score([*sure, *items((FAIL, UNSURE, 3), (PASS, None, 3))])
    assert (found.unsure, found.labelled, found.drawn) == (3, 23, 26)
    assert found.precision == score(sure).precision


def test_without_a_label_of_a_stratum_there_is_no_recall_and_no_rate() -> None:
    found = score(items((FAIL, WRONG, 8), (PASS, None, 10)))
    assert found.precision is not None
    assert (found.recall, found.rate) == (None, None)
    assert wanted(found) == 18  # all that is drawn
    assert score([]).precision is None


def test_one_output_that_stands_for_nearly_all_answers_is_little_more_than_one_label() -> None:
    found = score([Item("s", FAIL, 1000, WRONG), *items((FAIL, RIGHT, 10))]).precision
    assert found is not None
    assert not found.enough


def test_a_validator_is_charged_with_what_it_failed_and_credited_with_what_it_found() -> None:
    ids, links = frozenset({"grounded_ids"}), frozenset({"grounded_urls"})
    made = [
        *(Item("s", FAIL, 1, WRONG, ids) for _ in range(15)),
        *(Item("s", FAIL, 1, RIGHT, links) for _ in range(4)),
        *(Item("s", FAIL, 1, WRONG, links) for _ in range(5)),
        *(Item("s", PASS, 1, RIGHT, frozenset()) for _ in range(25)),
    ]
    first, second = by_validator(made)
    assert (first.validator, first.failed) == ("grounded_ids", 15)
    assert first.precision is not None
    assert second.precision is not None
    assert first.precision.value == 1.0
    assert second.precision.value == pytest.approx(5 / 9)
    assert first.recall is not None
    assert first.recall.value == pytest.approx(0.75)
    assert first.recall.low < 0.75 < first.recall.high < 1


def test_a_validators_recall_holds_the_truth_too() -> None:
    rng, hits, rounds = random.Random(9), 0, 400
    made = population(rng, 2000, fail=0.2, precision=0.8, missed=0.05)
    mine = {c.digest for c, _ in made if rng.random() < 0.6}
    caught = sum(w and c.stratum == FAIL and c.digest in mine for c, w in made)
    true = caught / sum(w for _, w in made)
    for _ in range(rounds):
        drawn = draw([c for c, _ in made], 80, rng)
        flags = [frozenset({"a"} if d.candidate.digest in mine else {"b"}) for d in drawn]
        labels = labelled(drawn, made)
        with_flags = [
            Item(i.suite, i.stratum, i.weight, i.label, f) for i, f in zip(labels, flags, strict=True)
        ]
        found = by_validator(with_flags)[0].recall
        assert found is not None
        hits += found.low <= true <= found.high
    assert hits / rounds >= 0.93


@given(
    st.lists(
        st.tuples(
            st.sampled_from(STRATA),
            st.floats(0.5, 1e6),
            st.sampled_from((RIGHT, WRONG, UNSURE, None)),
        ),
        max_size=30,
    )
)
def test_whatever_is_labelled_an_estimate_lies_in_its_interval(
    rows: list[tuple[str, float, str | None]],
) -> None:
    made = [Item("s", stratum, weight, label, frozenset({"a"})) for stratum, weight, label in rows]
    found = score(made)
    estimates = [found.precision, found.recall, found.rate]
    estimates += [each for row in by_validator(made) for each in (row.precision, row.recall)]
    for each in estimates:
        if each is not None:
            assert 0 <= each.low <= each.value + 1e-9
            assert each.value <= each.high + 1e-9 <= 1 + 2e-9
            assert math.isfinite(each.value)
    assert wanted(found) >= found.labelled


@pytest.mark.parametrize("skew", [0.0, 1.1])
@pytest.mark.parametrize("size", [6, 40, 5_000])
def test_what_validators_said_of_a_suite_is_always_within_its_bounds(skew: float, size: int) -> None:
    rng = random.Random(11)
    for _ in range(100):
        made = population(rng, rng.randrange(10, 400), fail=0.1, precision=0.8, missed=0.1, skew=skew)
        drawn = draw([c for c, _ in made], size, rng)
        items = [Item(d.candidate.suite, d.candidate.stratum, d.weight) for d in drawn]
        for suite in {item.suite for item in items}:
            own = [c for c, _ in made if c.suite == suite]
            true = sum(c.answers for c in own if c.stratum == FAIL) / sum(c.answers for c in own)
            value, least, most = failed_share(items, suite)
            assert least - 1e-9 <= true <= most + 1e-9
            assert least - 1e-9 <= value <= most + 1e-9
            if size > len(made):
                assert value == pytest.approx(true)
