"""The smallest changes this set-up would find within a day: computed for its prompts, samples and noise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import log

from canary.core.drift.baseline import Baseline
from canary.core.drift.bets import CAP, Tally
from canary.core.drift.betting import tempered_bets
from canary.core.drift.policy import Policy

STEPS = 24  # of the bisection: far finer than the estimate deserves


@dataclass(frozen=True, slots=True)
class Power:
    """Found within ``cycles`` cycles about half of the time; None where nothing smaller than everything would be.

    ``traffic`` is a share of the samples answered by another model, ``prompts`` how many of ``of`` prompts change
    altogether, ``hallucination`` the pair (rate now, smallest higher rate).
    """

    cycles: int
    of: int
    traffic: float | None
    prompts: int | None
    hallucination: tuple[float, float] | None

    def in_words(self) -> tuple[str, ...]:
        """One sentence for each kind of change."""
        within = f"within {self.cycles} cycles"
        said = []
        if self.traffic is not None:
            said.append(f"Another model behind {_percent(self.traffic)} of the traffic is found {within}.")
        else:
            said.append(
                f"No share of traffic below all of it is sure to be found {within}: the outputs vary too freely."
            )
        if self.prompts is not None:
            said.append(f"New answers to {self.prompts} of {self.of} prompts are found {within}.")
        if self.hallucination is not None:
            now, then = self.hallucination
            said.append(
                f"A hallucination rate rising from {_percent(now)} to {_percent(then)} is found {within}."
            )
        return tuple(said)


def _percent(share: float) -> str:
    return f"{100 * share:.1f} %" if share < 0.1 else f"{100 * share:.0f} %"


def power(baseline: Baseline, policy: Policy, cycles: int = 24) -> Power:
    """What this baseline lets the detectors find within *cycles* cycles.

    A change is found when the expected evidence of the best alternative, at most log 20 a cycle, reaches
    log(threshold x alternatives): Lorden's first-order delay log(A)/KL (Annals of Mathematical Statistics 42, 1971)
    with the price of the mixture.
    """
    return Power(
        cycles,
        len(baseline.prompts),
        _least(lambda share: _grows(baseline, policy, "fingerprint", cycles, _traffic(baseline, share))),
        _prompts(baseline, policy, cycles),
        _hallucination(baseline, policy, cycles),
    )


def _least(found: Callable[[float], bool]) -> float | None:
    """The smallest share in (0, 1] for which *found* holds, None if it does not hold for all."""
    if not found(1.0):
        return None
    low, high = 0.0, 1.0
    for _ in range(STEPS):
        middle = (low + high) / 2
        low, high = (low, middle) if found(middle) else (middle, high)
    return high


def _grows(baseline: Baseline, policy: Policy, name: str, cycles: int, rates: dict[str, float]) -> bool:
    if name not in baseline.nulls:
        return False
    bets = tempered_bets(baseline)[name]
    seen = {prompt: baseline.prompts[prompt].n / baseline.cycles for prompt in bets.prompts}
    hits = {prompt: seen[prompt] * rates[prompt] for prompt in bets.prompts}
    growth = min(log(CAP), max(bets.logs(Tally(hits, seen))))
    return growth * cycles >= log(policy.threshold * bets.size)


def _usual(baseline: Baseline, name: str) -> dict[str, float]:
    counts = {prompt: known.counts.get(name, (0, 0)) for prompt, known in baseline.prompts.items()}
    return {prompt: hits / seen if seen else 0.0 for prompt, (hits, seen) in counts.items()}


def _traffic(baseline: Baseline, share: float) -> dict[str, float]:
    return {prompt: rate + share * (1 - rate) for prompt, rate in _usual(baseline, "fingerprint").items()}


def _prompts(baseline: Baseline, policy: Policy, cycles: int) -> int | None:
    """Prompts of middling noise are taken to change first."""
    usual = _usual(baseline, "fingerprint")
    ordered = sorted(usual, key=lambda prompt: usual[prompt])
    middle = len(ordered) // 2
    order = sorted(range(len(ordered)), key=lambda place: abs(place - middle))
    for count in range(1, len(ordered) + 1):
        changed = {ordered[place]: 1.0 for place in order[:count]}
        if _grows(baseline, policy, "fingerprint", cycles, {**usual, **changed}):
            return count
    return None


def _hallucination(baseline: Baseline, policy: Policy, cycles: int) -> tuple[float, float] | None:
    null = baseline.nulls.get("hallucination")
    if null is None:
        return None
    usual = _usual(baseline, "hallucination")

    def rates(share: float) -> dict[str, float]:
        return {prompt: rate + share * (1 - rate) for prompt, rate in usual.items()}

    share = _least(lambda s: _grows(baseline, policy, "hallucination", cycles, rates(s)))
    return None if share is None else (null.mean, null.mean + share * (1 - null.mean))
