"""How good the validators are, from answers that a person labelled: the draw, and what it lets us say.

The draw is stratified by what the validators said. Within a stratum distinct outputs are drawn systematically, with
probability proportional to how many stored answers each stands for (W. G. Madow, Annals of Mathematical Statistics 20,
1949); one so frequent that it is due anyway is taken for certain. The weight is answers over inclusion probability, so
sums of weights are Horvitz-Thompson estimates of numbers of answers (JASA 47, 1952): unbiased, and exact for a stratum.
"""

from __future__ import annotations

import math
import random
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate

from canary.core.intervals import wilson

FAIL, PASS, UNDECIDED = "fail", "pass", "undecided"
STRATA = (FAIL, PASS, UNDECIDED)
RIGHT, WRONG, UNSURE = "right", "wrong", "unsure"
LABELS = (RIGHT, WRONG, UNSURE)
FEWEST = 5  # labels of a stratum that holds little
ENOUGH = 50  # labels, half of them of one stratum: that stratum's share is then no wider than WIDEST
WIDEST = 0.4  # an interval wider than this says too little to be called an answer


Interval = Callable[[float, float], tuple[float, float] | None]
"""(failed, of) -> the 95 % interval of their share, None of nothing."""


# --- the draw ------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Candidate:
    """A distinct output of one target to one prompt, which ``answers`` stored answers gave."""

    target: str
    suite: str
    prompt: str
    digest: bytes
    stratum: str
    answers: int


@dataclass(frozen=True, slots=True)
class Drawn:
    """A candidate that was drawn. ``weight`` is how many answers of its stratum it stands for."""

    candidate: Candidate
    weight: float


def draw(candidates: Iterable[Candidate], size: int, rng: random.Random) -> list[Drawn]:
    """At most *size* of *candidates*, in an order that says nothing of what the validators said.

    Half are answers that failed, where there are enough. Systematic over the order of suite, target and prompt: each
    gets its share.
    """
    strata: dict[str, list[Candidate]] = {name: [] for name in STRATA}
    for each in sorted(candidates, key=lambda c: (c.suite, c.target, c.prompt, c.digest)):
        strata[each.stratum].append(each)
    sizes = allocate({name: (len(units), _answers(units)) for name, units in strata.items()}, size)
    drawn = [each for name, units in strata.items() for each in systematic(units, sizes[name], rng)]
    rng.shuffle(drawn)
    return drawn


def allocate(available: Mapping[str, tuple[int, int]], size: int) -> dict[str, int]:
    """How many of each stratum: half of *size* from fail, the others by their answers, none of them forgotten.

    *available* is (outputs, answers) by stratum. What one stratum cannot fill, the others do.
    """
    (fails, _), (passes, passed), (unsaid, undecided) = (available[name] for name in STRATA)
    half = max(1, min((size + 1) // 2, size - bool(passes) - bool(unsaid)))
    rest = size - min(fails, half)
    share = round(rest * undecided / (passed + undecided)) if undecided else 0
    room = max(0, rest - bool(passes))
    of_undecided = min(unsaid, room, max(share, 1, min(FEWEST, rest // 2)))
    of_pass = min(passes, rest - of_undecided)
    of_undecided = min(unsaid, rest - of_pass)
    return {FAIL: min(fails, size - of_pass - of_undecided), PASS: of_pass, UNDECIDED: of_undecided}


def systematic(units: Sequence[Candidate], size: int, rng: random.Random) -> list[Drawn]:
    """*size* of *units* without repeats, each with probability proportional to its answers (1 where that is reached)."""
    certain, others = _certain(units, size)
    taken = [Drawn(each, float(each.answers)) for each in certain]
    left = size - len(certain)
    if left <= 0 or not others:
        return taken
    reached = list(accumulate(each.answers for each in others))
    step = reached[-1] / left
    start = rng.random() * step
    places = (bisect_right(reached, start + number * step) for number in range(left))
    return taken + [Drawn(others[min(place, len(others) - 1)], step) for place in places]


def _certain(units: Sequence[Candidate], size: int) -> tuple[list[Candidate], list[Candidate]]:
    """(those whose inclusion probability reaches 1, the others)."""
    certain: list[Candidate] = []
    others = list(units)
    while others and len(certain) < size:
        total, left = _answers(others), size - len(certain)
        due = [each for each in others if each.answers * left >= total]
        if not due:
            break
        certain += due
        others = [each for each in others if each.answers * left < total]
    return certain, others


def _answers(units: Iterable[Candidate]) -> int:
    return sum(each.answers for each in units)


# --- what the labels say -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Item:
    """A drawn output with its label (None: nobody has looked yet). ``flagged`` names the validators of category
    hallucination that failed it, None where that is not known any more."""

    suite: str
    stratum: str
    weight: float
    label: str | None = None
    flagged: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Estimate:
    """A share with its 95 % interval, from so many labels."""

    value: float
    low: float
    high: float
    labels: int

    @property
    def enough(self) -> bool:
        """Whether the interval is narrow enough to be an answer."""
        return self.high - self.low <= WIDEST


@dataclass(frozen=True, slots=True)
class Scores:
    """``precision``: of answers that validators failed, the share that a person called wrong. ``recall``: of wrong
    answers, the share that validators failed. ``rate``: the share of all answers that are wrong. ``failed``: the share
    that validators failed. None where the labels do not reach, or there was nothing of it."""

    drawn: int
    right: int
    wrong: int
    unsure: int
    failed: float
    precision: Estimate | None
    recall: Estimate | None
    rate: Estimate | None

    @property
    def labelled(self) -> int:
        return self.right + self.wrong + self.unsure


def score(items: Sequence[Item]) -> Scores:
    """What the labels of one draw say. Unsure ones, and those not labelled yet, count as if never drawn: within each
    stratum the others stand for them."""
    strata = {name: [each for each in items if each.stratum == name] for name in STRATA}
    totals = {name: sum(each.weight for each in group) for name, group in strata.items()}
    wrong = {name: share(strata[name], _is_wrong, wilson if name == FAIL else exact) for name in STRATA}
    labels = [each.label for each in items]
    return Scores(
        drawn=len(items),
        right=labels.count(RIGHT),
        wrong=labels.count(WRONG),
        unsure=labels.count(UNSURE),
        failed=totals[FAIL] / sum(totals.values()) if items else 0.0,
        precision=wrong[FAIL],
        recall=_recall(totals, wrong),
        rate=_rate(totals, wrong),
    )


def failed_share(items: Iterable[Item], suite: str) -> tuple[float, float, float]:
    """(estimate, least, most) of the share of a suite's answers that validators failed, from all *items* of a draw.

    A draw knows the answers of a whole stratum, but those of a suite in it only by how often the suite was drawn. It is
    one stretch of the list, so with k of its outputs drawn at steps of t answers it holds between (k - 1) t and (k + 1) t:
    a certainty, not a chance of 95 %.
    """
    held = list(items)
    spans = [_held_by(suite, [each for each in held if each.stratum == name]) for name in STRATA]
    (failed, least, most), others = (
        spans[STRATA.index(FAIL)],
        [span for name, span in zip(STRATA, spans, strict=True) if name != FAIL],
    )
    value = failed / (failed + sum(each[0] for each in others))
    low = _part(least, sum(each[2] for each in others), value)
    return value, low, _part(most, sum(each[1] for each in others), value)


def _held_by(suite: str, stratum: Sequence[Item]) -> Span:
    """A suite's answers in one stratum. Its least weight is the step, or else all of it was drawn and that is too wide."""
    step = min((each.weight for each in stratum), default=0.0)
    own = sum(each.weight for each in stratum if each.suite == suite)
    return own, max(0.0, own - step), min(sum(each.weight for each in stratum), own + step)


def _part(part: float, rest: float, otherwise: float) -> float:
    return part / (part + rest) if part + rest else otherwise


def _is_wrong(item: Item) -> bool:
    return item.label == WRONG


def share(
    items: Iterable[Item], condition: Callable[[Item], bool], interval: Interval = wilson
) -> Estimate | None:
    """The weighted share of the decided among *items* that meet *condition*; None if none is decided.

    Wilson's interval at the effective number of labels, (sum of weights)^2 / sum of squares (L. Kish, Survey Sampling,
    1965): where one output stands for a thousand answers and another for one, two labels are little more than one.
    """
    decided = [each for each in items if each.label in (RIGHT, WRONG)]
    total = sum(each.weight for each in decided)
    if not total:
        return None
    met = [each for each in decided if condition(each)]
    value = sum(each.weight for each in met) / total if len(met) < len(decided) else 1.0
    effective = total * total / sum(each.weight**2 for each in decided)
    bounds = interval(value * effective, effective)
    return Estimate(value, *bounds, len(decided)) if bounds else None


def exact(failed: float, of: float) -> tuple[float, float]:
    """The 95 % interval of C. J. Clopper and E. S. Pearson (Biometrika 26, 1934), of effective counts as E. L. Korn and
    B. I. Graubard take them (Survey Methodology 24, 1998). Wilson's misses one time in ten where one of some dozens
    is wrong, which is what wrong answers among those that passed are like."""
    from scipy.special import betaincinv

    low = float(betaincinv(failed, of - failed + 1, 0.025)) if failed > 0 else 0.0
    return low, float(betaincinv(failed + 1, of - failed, 0.975)) if failed < of else 1.0


Totals = Mapping[str, float]
Shares = Mapping[str, Estimate | None]


def _known(totals: Totals, wrong: Shares) -> dict[str, Estimate] | None:
    """The strata that hold answers; None if one of them has no label."""
    held = {name: wrong[name] for name in STRATA if totals[name]}
    known = {name: each for name, each in held.items() if each is not None}
    return known if known and len(known) == len(held) else None


def _rate(totals: Totals, wrong: Shares) -> Estimate | None:
    """Wrong answers of all answers. The interval of a sum from those of its parts: MOVER (G. Y. Zou and A. Donner,
    Statistics in Medicine 27, 2008)."""
    known = _known(totals, wrong)
    if known is None:
        return None
    whole = sum(totals.values())
    parts = [(totals[name] / whole, each) for name, each in known.items()]
    value = sum(weight * each.value for weight, each in parts)
    below = math.hypot(*(weight * (each.value - each.low) for weight, each in parts))
    above = math.hypot(*(weight * (each.high - each.value) for weight, each in parts))
    labels = sum(each.labels for each in known.values())
    return Estimate(value, max(0.0, value - below), min(1.0, value + above), labels)


def _recall(totals: Totals, wrong: Shares) -> Estimate | None:
    """Wrong answers that failed, of all wrong answers; None if no label is wrong.

    Recall R solves (1 - R) found - R missed = 0. Its interval is all R for which MOVER's interval of that sum holds 0
    (A. Donner and G. Y. Zou, Statistical Methods in Medical Research 21, 2012).
    """
    known = _known(totals, wrong)
    if known is None or not any(each.value for each in known.values()):
        return None
    found = _times(known[FAIL], totals[FAIL]) if FAIL in known else (0.0, 0.0, 0.0)
    missed = [_times(each, totals[name]) for name, each in known.items() if name != FAIL]
    value = found[0] / (found[0] + sum(each[0] for each in missed))
    labels = sum(each.labels for each in known.values())
    return Estimate(value, *_ratio_bounds(found, missed), labels)


Span = tuple[float, float, float]
"""(value, low, high) of a number of answers."""


def _times(each: Estimate, factor: float) -> Span:
    return factor * each.value, factor * each.low, factor * each.high


def _ratio_bounds(found: Span, missed: Sequence[Span]) -> tuple[float, float]:
    value, low, high = found
    lost = sum(each[0] for each in missed)

    def lowest(r: float) -> float:
        spread = math.hypot((1 - r) * (value - low), *(r * (each[2] - each[0]) for each in missed))
        return (1 - r) * value - r * lost - spread

    def highest(r: float) -> float:
        spread = math.hypot((1 - r) * (high - value), *(r * (each[0] - each[1]) for each in missed))
        return (1 - r) * value - r * lost + spread

    return _root(lowest), (1.0 if highest(1.0) >= 0 else _root(highest))


def _root(falling: Callable[[float], float]) -> float:
    """Where a function that falls from 0 or above to 0 or below on [0, 1] crosses 0."""
    low, high = 0.0, 1.0
    for _ in range(50):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(middle) > 0 else (low, middle)
    return (low + high) / 2 if high > 1e-12 else 0.0


@dataclass(frozen=True, slots=True)
class ValidatorScores:
    """One validator: how many drawn outputs it failed, and its own precision and recall."""

    validator: str
    failed: int
    precision: Estimate | None
    recall: Estimate | None


def by_validator(items: Sequence[Item]) -> list[ValidatorScores]:
    """Every validator that failed a drawn output, by name. Recall is of all wrong answers, not of its own prompts'."""
    failed = [each for each in items if each.stratum == FAIL]
    known = [each for each in failed if each.flagged is not None]
    names = sorted({name for each in known for name in each.flagged or ()})
    overall = score(items).recall if len(known) == len(failed) else None
    return [_of_validator(name, known, overall) for name in names]


def _of_validator(name: str, failed: Sequence[Item], overall: Estimate | None) -> ValidatorScores:
    own = [each for each in failed if name in (each.flagged or ())]
    found = share((each for each in failed if each.label == WRONG), lambda i: name in (i.flagged or ()))
    recall = _product(found, overall) if found is not None and overall is not None else None
    return ValidatorScores(name, len(own), share(own, _is_wrong), recall)


def _product(part: Estimate, whole: Estimate) -> Estimate:
    """The product of two independent shares, by MOVER on their logarithms (R. G. Newcombe, 2016, on ratios and products)."""
    value, labels = part.value * whole.value, whole.labels
    if not value:
        return Estimate(0.0, 0.0, part.high * whole.high, labels)
    low = 0.0
    if part.low and whole.low:
        down = math.hypot(math.log(part.value / part.low), math.log(whole.value / whole.low))
        low = value * math.exp(-down)
    up = math.hypot(math.log(part.high / part.value), math.log(whole.high / whole.value))
    return Estimate(value, low, min(1.0, value * math.exp(up)), labels)


def wanted(scores: Scores) -> int:
    """About how many labels a draw needs in all for its precision and recall to be answers: widths fall with the root
    of their number. At least those it has."""
    known = [each for each in (scores.precision, scores.recall) if each is not None]
    if not known:
        return max(scores.labelled, ENOUGH)
    widest = max(each.high - each.low for each in known)
    both = scores.labelled if len(known) == 2 else max(scores.labelled, min(scores.drawn, ENOUGH))
    return max(both, math.ceil(scores.labelled * (widest / WIDEST) ** 2))
