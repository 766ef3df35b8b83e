"""The Shiryaev-Roberts e-detector over a mixture of alternatives.

Null: the factors e_t of every alternative have mean at most 1 given the past. Then M_t - t is a supermartingale for
M_t,j = e_t,j (M_t-1,j + 1), and so for the mean over j: the mean time to the first false alarm at threshold A is at
least A cycles, at any stopping rule. Source: Shin, Ramdas, Rinaldo, "E-detectors", arXiv 2203.03532.

A cycle that speaks up after a silent one is believed up to a factor of 5 only; the rest is credited when the next cycle
speaks up too, and lost otherwise. The statistic is then never larger than without this rule, so the bound holds, and
odd hours, each followed by a quiet one, do not add up to an alarm.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CEILING = 1e9  # far over any threshold, far under overflow: a long incident must still be able to come down
ALONE = 5.0  # what a cycle may say by itself

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """``levels`` are the M_j; ``since`` says for each j the first cycle after M_j last stood near its floor.

    ``credit`` is, for each j, 0 after a silent cycle, else what the last cycle's factor is still owed (1: nothing).
    """

    levels: Row
    since: tuple[int, ...]
    credit: Row
    crossed: bool = False

    @property
    def statistic(self) -> float:
        return sum(self.levels) / len(self.levels)

    def to_json(self) -> dict[str, Any]:
        return {
            "levels": list(self.levels),
            "since": list(self.since),
            "credit": list(self.credit),
            "crossed": self.crossed,
        }

    @classmethod
    def from_json(cls, value: Any) -> Track:
        return cls(tuple(value["levels"]), tuple(value["since"]), tuple(value["credit"]), value["crossed"])


def fresh(size: int, cycle: int) -> Track:
    """A detector (re)started: the first cycle it will judge is *cycle*."""
    return Track((0.0,) * size, (cycle,) * size, (0.0,) * size)


def advance(track: Track, factors: Row, floors: Row, cycle: int, threshold: float) -> Track:
    """One more judged cycle. ``crossed`` stays set until the statistic has fallen below a tenth of the threshold."""
    believed, lifts, credit = _believed(factors, track.credit)
    moved = zip(believed, lifts, track.levels, strict=True)
    levels = tuple([e * (lift * level + 1) for e, lift, level in moved])
    if max(levels) > CEILING:
        levels = tuple([min(CEILING, level) for level in levels])
    near = zip(levels, floors, track.since, strict=True)
    since = tuple([cycle + 1 if level <= 1.5 * floor + 0.5 else start for level, floor, start in near])
    statistic = sum(levels) / len(levels)
    crossed = statistic >= (threshold / 10 if track.crossed else threshold)
    return Track(levels, since, credit, crossed)


def _believed(factors: Row, credit: Row) -> tuple[Row, Row, Row]:
    """What of the factors counts now, what of the last cycle's credit is paid into its level, and what stays owed."""
    if max(factors) <= 1:
        return factors, (1.0,) * len(factors), (0.0,) * len(factors)
    now, lifts, owed = zip(*[_one(e, before) for e, before in zip(factors, credit, strict=True)], strict=True)
    return now, lifts, owed


def _one(e: float, owed: float) -> tuple[float, float, float]:
    if e <= 1:
        return e, 1.0, 0.0
    if owed:
        return e, owed, 1.0
    return (ALONE, 1.0, e / ALONE) if e > ALONE else (e, 1.0, 1.0)


def onset(track: Track) -> int:
    """The first cycle of the change, by the latest of the alternatives that lead (within a factor of five)."""
    most = max(track.levels)
    return max(start for level, start in zip(track.levels, track.since, strict=True) if level >= most / 5)
