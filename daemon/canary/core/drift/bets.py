"""Evidence against the null in one cycle: likelihood ratios for a mixture of alternatives, tempered and capped.

``log e = (1/s) sum_i [x_i log(q_i/p_i) + (n_i - x_i) log((1-q_i)/(1-p_i))]``. The power 1/s keeps the mean at most 1
for any dependence inside independent clusters of at most s samples (Hoelder's inequality); the cap keeps it too.
From the pooled bound, p_i = p for all, it is safe by the inequality of arithmetic and geometric means.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from math import exp, log
from typing import Protocol

from canary.core.drift.null import LEAST, MOST, Null

CAP = 20.0  # one cycle never says more: an alarm needs about three
LIFTED_CAP = 400.0  # unless the slot was asked again, and agreed
SHIFTS = (0.02, 0.05, 0.1, 0.2, 0.4, 0.7, 0.95)
ODDS = (1.5, 2.0, 4.0, 8.0)
LEAST_INFORMATION = 0.03  # nats a cycle: a rise it takes weeks to see only helps odd hours to add up
ALONE_SHIFT = 0.5
ALONE_TOLERANCE = 0.1  # one prompt's frequencies wander further from day to day than the mean of all

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """One cycle's events: prompt -> how many, out of how many. A prompt without samples is absent from ``seen``.

    ``uniform`` is the number of samples where every prompt of the baseline has equally many, else None.
    With extras both are averages over the slot, and need not be whole.
    """

    hits: Mapping[str, float]
    seen: Mapping[str, float]
    uniform: float | None = None

    @property
    def rate(self) -> float | None:
        total = sum(self.seen.values())
        return sum(self.hits.values()) / total if total else None


class Betting(Protocol):
    """What a track needs of the bets of its detector: e-values a cycle, and where they settle while nothing happens."""

    size: int
    floors: Row

    def factors(self, tally: Tally, cap: float = CAP) -> Row: ...


class Bets:
    """The tempered bets of one detector, laid out so that a quiet cycle costs nothing."""

    def __init__(
        self, null: Null, *, falls: bool = False, sparse: bool = False, own_shifts: bool = True
    ) -> None:
        self.prompts = tuple(null.rates)
        columns = _alternatives(null, falls, own_shifts)
        alone = _one_prompt_each(null) if sparse else []
        self.size = len(columns) + len(alone)
        self._miss: dict[str, Row] = {}
        self._turn: dict[str, Row] = {}  # what a hit adds where a miss was counted
        for place, prompt in enumerate(self.prompts):
            self._miss[prompt], self._turn[prompt] = _logs([column[place] for column in columns], null.spread)
        self._alone = list(zip(*_logs(alone, null.spread), strict=True))
        self._all_missed = tuple(sum(column) for column in zip(*self._miss.values(), strict=True))
        self._quiet = lru_cache(maxsize=16)(self._quiet_factors)
        # where each alternative's statistic settles while nothing happens, one sample a prompt
        self.floors: Row = tuple(min(50.0, e / (1 - e)) if e < 1 else 50.0 for e in self._quiet(1.0))

    def factors(self, tally: Tally, cap: float = CAP) -> Row:
        """e_j of the cycle for each alternative j, at most *cap*."""
        if tally.uniform is not None and not tally.hits:
            return self._quiet(tally.uniform)
        return _exponentials(self.logs(tally), cap)

    def logs(self, tally: Tally) -> list[float]:
        """log e_j, not capped."""
        usual, hits = tally.uniform, tally.hits
        logs = [(usual or 0.0) * value for value in self._all_missed]
        if usual is None:
            for prompt in self.prompts:
                _add(logs, self._miss[prompt], tally.seen.get(prompt, 0))
        for prompt, count in hits.items():
            if prompt in self._turn:
                _add(logs, self._turn[prompt], count)
        if self._alone:
            seen = tally.seen
            pairs = zip(self.prompts, self._alone, strict=True)
            logs += [seen.get(name, 0) * miss + hits.get(name, 0) * turn for name, (miss, turn) in pairs]
        return logs

    def _quiet_factors(self, usual: float) -> Row:
        alone = [usual * miss for miss, _ in self._alone]
        return _exponentials([*(usual * value for value in self._all_missed), *alone], CAP)


def _logs(pairs: list[tuple[float, float]], spread: float) -> tuple[Row, Row]:
    """For each (p, q): the tempered log ratio of a miss, and how much more that of a hit is."""
    misses = tuple(log((1 - q) / (1 - p)) / spread for p, q in pairs)
    return misses, tuple(log(q / p) / spread - miss for (p, q), miss in zip(pairs, misses, strict=True))


def _add(logs: list[float], row: Row, times: float) -> None:
    for place, value in enumerate(row):
        logs[place] += times * value


def _exponentials(logs: list[float], cap: float) -> Row:
    most = log(cap)
    return tuple(exp(value) if value < most else cap for value in logs)


def _alternatives(null: Null, falls: bool, own_shifts: bool) -> list[list[tuple[float, float]]]:
    """For each alternative the pairs (p_i, q_i), in the order of the prompts."""
    own = list(null.rates.values())
    pooled = [null.pooled] * len(own)
    if falls:
        moves = [(p, c) for p in (own, pooled) for c in SHIFTS[2:]]
        columns = [[(p, _clip(p * (1 - c))) for p in rates] for rates, c in moves]
        return columns + [[(p, _odds(p, 1 / o)) for p in own] for o in ODDS]
    bases = (own, pooled) if own_shifts else (pooled,)
    columns = [[(p, _clip(p + c * (1 - p))) for p in rates] for rates in bases for c in SHIFTS]
    raised = [[(p, _odds(p, o)) for p in own] for o in ODDS]
    return columns + [column for column in raised if _information(column) / null.spread >= LEAST_INFORMATION]


def _one_prompt_each(null: Null) -> list[tuple[float, float]]:
    """For each prompt the alternative that it alone changed, half of the way: its own (p, q), all others unmoved.

    Nothing averages one prompt's wandering out, so its bound is wider by a tolerance of its own.
    """
    bounds = [max(null.rates[prompt], null.single[prompt]) for prompt in null.rates]
    single = [min(MOST, bound + ALONE_TOLERANCE) for bound in bounds]
    return [(p, _clip(p + ALONE_SHIFT * (1 - p))) for p in single]


def _information(column: list[tuple[float, float]]) -> float:
    """Expected log e of one sample a prompt if the alternative is true (Kullback-Leibler)."""
    return sum(q * log(q / p) + (1 - q) * log((1 - q) / (1 - p)) for p, q in column)


def _odds(p: float, times: float) -> float:
    return _clip(times * p / (1 - p + times * p))


def _clip(q: float) -> float:
    return min((1 + MOST) / 2, max(LEAST / 2, q))
