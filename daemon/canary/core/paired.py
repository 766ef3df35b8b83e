"""Two targets on the same prompts: which one fails less often, and may one say so?

The test flips signs over prompts: if both targets are equally good, each prompt's difference is as likely to point the
one way as the other (R. A. Fisher, The Design of Experiments, 1935; E. J. G. Pitman, JRSS Suppl. 4, 1937). Answers to one
prompt may depend on each other as they like: the prompt is what is flipped. With one answer a prompt this is McNemar's
exact test (Q. McNemar, Psychometrika 12, 1947: binomial on the discordant pairs).
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from canary.core.intervals import Z95, clustered_wilson

LEVEL: Final = 0.05
POWER: Final = 0.8
POWER_Z: Final = 0.8416212335729143  # its normal quantile
FEWEST_MOVED: Final = 6  # prompts that differ: 2 / 2 ** 6 is the first p-value below the level
RESAMPLES: Final = 500
SIMULATED_UP_TO: Final = 2_000  # prompts; beyond, the normal approximation is as good
EXACT_UP_TO: Final = 12  # prompts that differ: 2 ** 12 sign patterns are enumerated
DRAWS: Final = 10_000
MCNEMAR, SIGN_FLIP = "McNemar's exact test", "sign-flip permutation test"

Prompt = tuple[str, str]  # (suite, prompt)
Counts = tuple[int, int]  # (failed, judged)


@dataclass(frozen=True, slots=True)
class Comparison:
    """A against B over the prompts both were judged on. ``difference`` is A's mean rate less B's: below zero, A is better.

    ``a_only`` and ``b_only`` count prompts on which one fails more often than the other. ``more`` is how many more such
    prompts would give a difference of this size an 80 % chance of being called one; None if it is one, or there is none.
    """

    prompts: int
    a_rate: float
    b_rate: float
    difference: float
    low: float
    high: float
    p_value: float
    test: str
    a_only: int
    b_only: int
    more: int | None

    @property
    def certain(self) -> bool:
        """Whether one may say that they differ."""
        return self.p_value < LEVEL


def compare(a: Mapping[Prompt, Counts], b: Mapping[Prompt, Counts]) -> Comparison | None:
    """Compare by (failed, judged) of each prompt; None if no prompt was judged for both.

    Prompts weigh the same, however many of their answers could be measured.
    """
    shared = sorted(key for key in a if key in b and a[key][1] and b[key][1])
    if not shared:
        return None
    ours, theirs = [a[key] for key in shared], [b[key] for key in shared]
    differences = [_share(x) - _share(y) for x, y in zip(ours, theirs, strict=True)]
    once = all(of == 1 for _, of in (*ours, *theirs))
    a_only, b_only = sum(d > 0 for d in differences), sum(d < 0 for d in differences)
    p_value = mcnemar(a_only, b_only) if once else sign_flip(differences)
    low, high = _interval(ours, theirs)
    return Comparison(
        len(shared),
        _mean([_share(x) for x in ours]),
        _mean([_share(y) for y in theirs]),
        _mean(differences),
        low,
        high,
        p_value,
        MCNEMAR if once else SIGN_FLIP,
        a_only,
        b_only,
        None if p_value < LEVEL else more_prompts(differences),
    )


def _share(counts: Counts) -> float:
    return counts[0] / counts[1]


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values)


def mcnemar(a_only: int, b_only: int) -> float:
    """The exact two-sided p-value of so many discordant pairs each way; 1.0 of none."""
    n = a_only + b_only
    tail = sum(math.comb(n, k) for k in range(min(a_only, b_only) + 1))
    return float(min(1.0, 2 * tail / 2**n))


def sign_flip(differences: Sequence[float]) -> float:
    """The two-sided p-value of the sum of *differences*: exact for few that are not zero, else of seeded draws."""
    moved = np.array([d for d in differences if d != 0.0])
    if not len(moved):
        return 1.0
    reached = abs(moved.sum()) - 1e-9
    if len(moved) <= EXACT_UP_TO:
        return float(np.mean(np.abs(_every_sign(len(moved)) @ moved) >= reached))
    signs = np.random.default_rng(0).integers(0, 2, (DRAWS, len(moved)), dtype=np.int8) * 2.0 - 1.0
    return float((1 + np.count_nonzero(np.abs(signs @ moved) >= reached)) / (1 + DRAWS))


def _every_sign(count: int) -> np.ndarray[tuple[int, int], np.dtype[np.int64]]:
    bits: np.ndarray[tuple[int, int], np.dtype[np.int64]] = (
        np.arange(2**count)[:, None] >> np.arange(count)[None, :]
    ) & 1
    return bits * 2 - 1


def _interval(a: Sequence[Counts], b: Sequence[Counts]) -> tuple[float, float]:
    """The 95 % interval of the difference of paired rates, from each rate's own interval and their correlation over
    the prompts (R. G. Newcombe, Statistics in Medicine 17, 1998, 2635-2650; for clusters G. Zou and A. Donner's MOVER,
    Statistical Methods in Medical Research 17, 2008)."""
    (a_low, a_high), (b_low, b_high) = clustered_wilson(a) or (0.0, 1.0), clustered_wilson(b) or (0.0, 1.0)
    a_rate, b_rate = _pooled(a), _pooled(b)
    shared = _correlation([_share(x) for x in a], [_share(y) for y in b])
    middle = _mean([_share(x) for x in a]) - _mean([_share(y) for y in b])
    down = _combined(a_rate - a_low, b_high - b_rate, shared)
    up = _combined(a_high - a_rate, b_rate - b_low, shared)
    return max(-1.0, middle - down), min(1.0, middle + up)


def _pooled(counts: Sequence[Counts]) -> float:
    return sum(failed for failed, _ in counts) / sum(of for _, of in counts)


def _combined(x: float, y: float, correlation: float) -> float:
    return math.sqrt(max(0.0, x * x - 2 * correlation * x * y + y * y))


def _correlation(x: Sequence[float], y: Sequence[float]) -> float:
    x_mean, y_mean = _mean(x), _mean(y)
    spread = math.sqrt(sum((v - x_mean) ** 2 for v in x) * sum((v - y_mean) ** 2 for v in y))
    together = sum((v - x_mean) * (w - y_mean) for v, w in zip(x, y, strict=True))
    return together / spread if spread > 0 else 0.0


def more_prompts(differences: Sequence[float]) -> int | None:
    """How many prompts beyond these, alike to them, make their mean difference pass the test four times in five.

    From the normal approximation ((z_0.975 + z_0.8) * s / d)^2 with the prompts' own mean d and standard deviation s (for
    one answer a prompt: R. J. Connor, Biometrics 43, 1987), and where that is small on upwards by simulation: few prompts
    that differ pass no exact test, however much they differ. None where the targets do not differ at all.
    """
    mean = _mean(differences)
    if abs(mean) < 1e-12:
        return None
    variance = _mean([d * d for d in differences]) - mean * mean
    needed = max(len(differences) + 1, math.ceil((Z95 + POWER_Z) ** 2 * variance / mean**2))
    rng, seen = np.random.default_rng(0), np.array(differences)
    while needed <= SIMULATED_UP_TO and _power(rng.choice(seen, (RESAMPLES, needed))) < POWER:
        needed += max(1, needed // 20)
    return needed - len(differences)


def _power(drawn: np.ndarray[tuple[int, int], np.dtype[np.float64]]) -> float:
    """The share of these draws of prompts that pass the test: signs are flipped with variance sum(d^2), and fewer than
    six prompts that differ cannot reach the level."""
    passed = np.abs(drawn.sum(axis=1)) >= Z95 * np.sqrt((drawn**2).sum(axis=1))
    return float(np.mean(passed & (np.count_nonzero(drawn, axis=1) >= FEWEST_MOVED)))
