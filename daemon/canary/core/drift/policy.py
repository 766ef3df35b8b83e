"""How careful the detectors are. One value, handed to every function that decides."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Guarantee = Literal["tempered", "strict"]


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings detection depends on.

    ``mean_cycles_between_false_alarms`` is A, for each alarming stream of one target; ``fleet_targets``
    multiplies it, so that a fleet as a whole keeps A. ``hallucination_ceiling`` is a share (0..1), None for none.
    """

    baseline_cycles: int = 72
    provisional_cycles: int = 24
    mean_cycles_between_false_alarms: float = 7200.0
    guarantee: Guarantee = "tempered"
    hallucination_ceiling: float | None = None
    fleet_targets: int = 1
    cycles_per_day: float = 24.0

    @property
    def threshold(self) -> float:
        """What a statistic must reach to alarm."""
        return self.mean_cycles_between_false_alarms * self.fleet_targets

    @property
    def day(self) -> int:
        """Cycles a day, at least one."""
        return max(1, round(self.cycles_per_day))
