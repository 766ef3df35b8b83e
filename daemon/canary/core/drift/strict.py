"""The distribution-free bets of ``guarantee: strict``.

``e_f = 1 + (f / mu0)(X_t - mu0)`` for several f in (0, 1), X_t the weighted share of events in the cycle and mu0 a bound
on its mean, 0.02 over the baseline's own upper bound. Null: E[X_t | past] <= mu0, nothing else: no model of the
dependence inside a cycle. Source: Waudby-Smith and Ramdas, JRSS B 86(1), 2024 (betting on bounded means). Two to four
times slower than the tempered bets.
"""

from __future__ import annotations

from collections.abc import Mapping

from canary.core.drift.bets import CAP, Row, Tally
from canary.core.drift.null import Null

FRACTIONS = (0.05, 0.1, 0.2, 0.4, 0.6, 0.8, 0.95)
TOLERANCE = 0.02
LEAST = 1e-3


class StrictBets:
    """The bets of one detector on the cycle's weighted mean. Prompts of a high null rate weigh little."""

    def __init__(self, null: Null, *, falls: bool = False) -> None:
        self._falls = falls
        self._power = 1.0 / null.tau
        self._rates: Mapping[str, float] = null.rates
        self.size = len(FRACTIONS)
        self.floors: Row = tuple((1 - fraction) / fraction for fraction in FRACTIONS)

    def factors(self, tally: Tally, cap: float = CAP) -> Row:
        """e_f of the cycle for each fraction, at most *cap*."""
        x, bound = self._means(tally)
        gain = (1 - x) / (1 - bound) if self._falls else x / bound
        return tuple(min(cap, (1 - f + f * gain) ** self._power) for f in FRACTIONS)

    def _means(self, tally: Tally) -> tuple[float, float]:
        """The weighted share of events, and the bound on its mean."""
        weighted = hits = expected = 0.0
        for prompt, n in tally.seen.items():
            rate = self._rates.get(prompt)
            if rate is not None and n:
                weight = 1 - rate
                weighted += weight
                hits += weight * tally.hits.get(prompt, 0) / n
                expected += weight * rate
        if not weighted:
            return (1.0, 0.0) if self._falls else (0.0, 1.0)
        mean = expected / weighted
        bound = mean - TOLERANCE if self._falls else mean + TOLERANCE
        return hits / weighted, min(1 - LEAST, max(LEAST, bound))
