"""How far a quiet target's counts stray from independent coin flips. Only ``learn`` calls this; it needs NumPy and SciPy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

Array = Any  # numpy.ndarray; NumPy is imported where it is used, so that nothing else waits for it

PERSISTENT = 0.1  # a correlation below this is not summed
STANDARD_ERRORS = 3.0


def overdispersion(hits: Array, seen: Array) -> float:
    """phi >= 1: variance of the cycles' counts over the binomial one, at its upper 65 % bound.

    *hits* and *seen* are cycles x prompts. phi = Var(S_t) / mean_t sum_i p_i(1-p_i)n_it x (B-1)/chi2inv(.35; B-1),
    S_t taken as its distance from what its own n_it lead to expect: the dependence among prompts within a cycle
    (McCullagh & Nelder, Generalized Linear Models, 4.5; the bound is the usual one for a variance).
    """
    from scipy.special import chdtri

    cycles = hits.shape[0]
    share = hits.sum(0) / seen.sum(0).clip(1)
    expected = float((seen * share * (1 - share)).sum()) / cycles
    if expected <= 0 or cycles < 2:
        return 1.0
    strays = (hits - seen * share).sum(1)
    variance = float((strays**2).sum()) / (cycles - 1)
    bound = (cycles - 1) / float(chdtri(cycles - 1, 0.65))
    phi: float = variance / expected * bound
    return max(1.0, phi)


def likeness(symbols: Sequence[Sequence[Sequence[int]]], prompts: int) -> tuple[Array, Array]:
    """(matches, pairs), both cycles x cycles: summed over prompts, the chance that a sample of cycle s and
    one of cycle t are equal, and how many prompts were seen in both. ``symbols[t][i]`` lists prompt i's codes in cycle t."""
    import numpy as np

    cycles = len(symbols)
    matches = np.zeros((cycles, cycles))
    pairs = np.zeros((cycles, cycles))
    for prompt in range(prompts):
        counts = _counts([row[prompt] for row in symbols])
        totals = counts.sum(1)
        shares = counts / totals.clip(1)[:, None]
        matches += shares @ shares.T
        there = (totals > 0).astype(float)
        pairs += np.outer(there, there)
    return matches, pairs


def _counts(codes: Sequence[Sequence[int]]) -> Array:
    import numpy as np

    width = 1 + max((code for cycle in codes for code in cycle), default=0)
    counts = np.zeros((len(codes), width))
    for position, cycle in enumerate(codes):
        for code in cycle:
            counts[position, code] += 1
    return counts


def persistence(matches: Array, pairs: Array) -> float:
    """tau >= 1: how many cycles in a row say the same thing twice (an integrated autocorrelation time).

    tau = 1 + 2 sum_k rho_k, rho_k = (match_k - match_far)/(1 - match_far), far being lags over half the window;
    summed while rho_k exceeds 0.1 and three standard errors (Geyer, Statistical Science 7(4), 1992, on stopping early).
    """
    import numpy as np

    cycles = matches.shape[0]
    at = [float(np.trace(matches, k)) for k in range(1, cycles)]
    of = [float(np.trace(pairs, k)) for k in range(1, cycles)]
    half = cycles // 2
    far_pairs = sum(of[half:])
    if far_pairs <= 0:
        return 1.0
    far = sum(at[half:]) / far_pairs
    if far >= 1 - 1e-9:
        return 1.0
    return 1.0 + 2.0 * _persistent(at[:half], of[:half], far)


def _persistent(at: Sequence[float], of: Sequence[float], far: float) -> float:
    total = 0.0
    for match, pairs in zip(at, of, strict=True):
        if pairs <= 0:
            break
        share = match / pairs
        rho = (share - far) / (1 - far)
        error = max(share * (1 - share) / pairs, 0.0) ** 0.5 / (1 - far)
        if rho <= max(PERSISTENT, STANDARD_ERRORS * error):
            break
        total += rho
    return total
