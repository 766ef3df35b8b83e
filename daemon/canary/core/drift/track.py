"""The Shiryaev-Roberts e-detector over a mixture of alternatives.

Null: the factors e_t of every alternative have mean at most 1 given the past. Then M_t - t is a supermartingale for
M_t,j = e_t,j (M_t-1,j + 1), and so for the mean over j: the mean time to the first false alarm at threshold A is at
least A cycles, at any stopping rule. Source: Shin, Ramdas, Rinaldo, "E-detectors", arXiv 2203.03532.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

CEILING = 1e9  # far over any threshold, far under overflow: a long incident must still be able to come down

Row = tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Track:
    """``levels`` are the M_j; ``since`` says for each j the first cycle after M_j last stood near its floor."""

    levels: Row
    since: tuple[int, ...]
    crossed: bool = False

    @property
    def statistic(self) -> float:
        return sum(self.levels) / len(self.levels)

    def to_json(self) -> dict[str, Any]:
        return {"levels": list(self.levels), "since": list(self.since), "crossed": self.crossed}

    @classmethod
    def from_json(cls, value: Any) -> Track:
        return cls(tuple(value["levels"]), tuple(value["since"]), value["crossed"])


def fresh(size: int, cycle: int) -> Track:
    """A detector (re)started: the first cycle it will judge is *cycle*."""
    return Track((0.0,) * size, (cycle,) * size)


def advance(track: Track, factors: Row, floors: Row, cycle: int, threshold: float) -> Track:
    """One more judged cycle. ``crossed`` stays set until the statistic has fallen below a tenth of the threshold."""
    levels = tuple([min(CEILING, e * (level + 1)) for e, level in zip(factors, track.levels, strict=True)])
    near = zip(levels, floors, track.since, strict=True)
    since = tuple([cycle + 1 if level <= 1.5 * floor + 0.5 else start for level, floor, start in near])
    statistic = sum(levels) / len(levels)
    crossed = statistic >= (threshold / 10 if track.crossed else threshold)
    return Track(levels, since, crossed)


def onset(track: Track) -> int:
    """The first cycle of the change, by the latest of the alternatives that lead (within a factor of five)."""
    most = max(track.levels)
    return max(start for level, start in zip(track.levels, track.since, strict=True) if level >= most / 5)
