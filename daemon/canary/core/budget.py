"""What a day's money still allows: pure arithmetic on what was spent and what is expected.

The most critical suites may use all of a limit; those below them rest earlier, so that what is left goes where it
matters most. A cycle is paid for before it begins, at what the cycles of its like have cost lately.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

ANNOUNCED: Final = 0.8
"""Share of a limit at which people are told."""

SHARES: Final = (1.0, 0.9, 0.8)
"""Of a limit, what the most critical suites that are asked may use, those next to them, and the rest."""

CRITICALITIES: Final = ("high", "medium", "low")


def share_of(criticality: str, asked: Collection[str]) -> float:
    """The share of a limit that suites of *criticality* may use, where suites of the criticalities *asked* exist."""
    ranks = [each for each in CRITICALITIES if each in asked or each == criticality]
    return SHARES[ranks.index(criticality)]


@dataclass(frozen=True, slots=True)
class Account:
    """One limit on one UTC day, in US dollars. ``target`` None means all targets together.

    ``under_way`` is what the cycles that are being asked right now are still expected to cost.
    """

    target: str | None
    limit: float
    spent: float
    under_way: float = 0.0

    @property
    def announced(self) -> bool:
        """Whether people are to hear that the limit is near."""
        return self.spent >= ANNOUNCED * self.limit

    @property
    def exhausted(self) -> bool:
        """Whether nothing more may be asked at all."""
        return self.spent >= self.limit

    @property
    def name(self) -> str:
        return f"the day's budget of {self.target}" if self.target else "the day's budget"

    def refusal(self, share: float, expected: float | None) -> str | None:
        """Why a cycle that may use *share* of the limit, and is expected to cost so much, is not asked; None if it is.

        *expected* None: nothing is known of its cost, so it is asked as long as anything is left.
        """
        if self.exhausted:
            return f"{self.name} of ${self.limit:.2f} is spent (${self.spent:.2f})"
        taken, allowed = self.spent + self.under_way, share * self.limit
        if taken < allowed and taken + (expected or 0.0) <= allowed:
            return None
        kept = (
            ""
            if share == SHARES[0]
            else f" that this suite may use {share:.0%} of, the rest being kept for more critical ones"
        )
        cost = f"; a cycle costs about ${expected:.4f}" if expected else ""
        taken_so = f"(${taken:.2f} are spent or under way{cost})"
        return f"{self.name} of ${self.limit:.2f}{kept} does not pay for another cycle {taken_so}"
