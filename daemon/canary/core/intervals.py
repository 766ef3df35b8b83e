"""95 % intervals of a share: of independent answers, and of answers to prompts that were each asked several times."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

Z95: Final = 1.959963984540054  # two-sided


def wilson(failed: float, of: float) -> tuple[float, float] | None:
    """The 95 % score interval of a binomial share (E. B. Wilson, JASA 22, 1927); None of nothing.

    Holds for independent samples; samples of one prompt are less than that, so the truth is somewhat wider:
    ``clustered_wilson`` where the counts of each prompt are known. Counts may be fractions (effective ones).
    """
    if of <= 0:
        return None
    p, z2 = failed / of, Z95 * Z95 / of
    middle, half = p + z2 / 2, Z95 * math.sqrt(p * (1 - p) / of + z2 / (4 * of))
    low, high = (middle - half) / (1 + z2), (middle + half) / (1 + z2)
    return (0.0 if failed == 0 else max(0.0, low), 1.0 if failed == of else min(1.0, high))


def design_effect(counts: Sequence[tuple[int, int]]) -> float:
    """How many answers are worth one independent answer; *counts* are (failed, of) for each prompt.

    The variance of the share as a ratio over the prompts, m/(m-1) * sum((failed_i - p * of_i)^2) / n^2 for m prompts
    and n answers with share p, over the binomial p * (1 - p) / n (J. N. K. Rao and A. J. Scott, Biometrics 48, 1992;
    the ratio is L. Kish's design effect, Survey Sampling, 1965). Never below 1: luck does not make answers worth more.
    1.0 where it cannot be estimated: fewer than two prompts, each asked once, or all answers alike.
    """
    return Clusters.of_prompts(counts).effect


class Clusters(NamedTuple):
    """All that a design effect needs of the counts (x failed of n) of every prompt: sums, which a database can make."""

    prompts: int  # with n > 0
    failed: int
    of: int
    failed_squared: int  # sum of x^2
    failed_times_of: int  # sum of x n
    of_squared: int  # sum of n^2

    @classmethod
    def of_prompts(cls, counts: Sequence[tuple[int, int]]) -> Clusters:
        """The sums of (failed, of) for each prompt."""
        asked = [(x, n) for x, n in counts if n > 0]
        return cls(
            len(asked),
            sum(x for x, _ in asked),
            sum(n for _, n in asked),
            sum(x * x for x, _ in asked),
            sum(x * n for x, n in asked),
            sum(n * n for _, n in asked),
        )

    @property
    def effect(self) -> float:
        """``design_effect`` of these counts."""
        m, x, n = self.prompts, self.failed, self.of
        if m < 2 or n == m or x in (0, n):
            return 1.0
        # sum((x_i - p n_i)^2) with p = x / n, times n^2: whole numbers, so nothing is lost in the differences
        spread = n * n * self.failed_squared - 2 * n * x * self.failed_times_of + x * x * self.of_squared
        return max(1.0, m / (m - 1) * spread / (n * x * (n - x)))


def clustered_wilson(counts: Sequence[tuple[int, int]]) -> tuple[float, float] | None:
    """The 95 % interval of the share over prompts that were each asked several times; None of nothing.

    Wilson's interval at the effective sample size: failures and answers both divided by the design effect
    (E. L. Korn and B. I. Graubard, Survey Methodology 24, 1998, for the method).
    """
    effect = design_effect(counts)
    return wilson(sum(failed for failed, _ in counts) / effect, sum(of for _, of in counts) / effect)
