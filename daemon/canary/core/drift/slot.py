"""A slot that was asked again: do its halves agree, and what do they say together?"""

from __future__ import annotations

from collections.abc import Sequence

from canary.core.drift.bets import Betting, Tally

SUSPICIOUS = 10.0  # a cycle's mean factor over this asks for extras: a whole-model cycle reaches 20
AGREE_RATE = 0.6  # share of events in both halves of a slot for its cap to be lifted


def agree(bets: Betting, first: Tally, second: Tally) -> bool:
    """Do both halves of the slot say the same, each loudly by itself?"""
    if (first.rate or 0) < AGREE_RATE or (second.rate or 0) < AGREE_RATE:
        return False
    return all(mean(bets.factors(tally)) >= SUSPICIOUS for tally in (first, second))


def mean(factors: Sequence[float]) -> float:
    return sum(factors) / len(factors)


def averaged(first: Tally, second: Tally | None) -> Tally:
    """The slot's counts with the extras averaged in: as many samples as were scheduled, at the rates of all asked."""
    if second is None:
        return first
    hits: dict[str, float] = {}
    for prompt, n in first.seen.items():
        more = second.seen.get(prompt, 0)
        events = first.hits.get(prompt, 0) + second.hits.get(prompt, 0)
        if events:
            hits[prompt] = events * n / (n + more)
    return Tally(hits, first.seen, first.uniform)
