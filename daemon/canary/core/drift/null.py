"""What rate of events a quiet target may show, prompt by prompt: the null every fast detector bets against."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

LEAST, MOST = 1e-6, 0.999
SINGLE = 0.98


@dataclass(frozen=True, slots=True)
class Null:
    """Bounds on the rates of one kind of event.

    ``rates`` bounds each prompt's own rate, ``pooled`` the mean over prompts; ``mean`` is the plain share at
    baseline. ``single`` bounds each prompt's rate by itself (98 % of its posterior): what an alternative needs in which
    one prompt changed alone. ``spread`` is s = phi tau, the power by which evidence is tempered.
    """

    rates: Mapping[str, float]
    single: Mapping[str, float]
    pooled: float
    mean: float
    phi: float
    tau: float

    @property
    def spread(self) -> float:
        return self.phi * self.tau

    def to_json(self) -> dict[str, Any]:
        return {
            "rates": dict(self.rates),
            "single": dict(self.single),
            "pooled": self.pooled,
            "mean": self.mean,
            "phi": self.phi,
            "tau": self.tau,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Null:
        rates, single = dict(value["rates"]), dict(value["single"])
        return cls(rates, single, value["pooled"], value["mean"], value["phi"], value["tau"])


def fit(
    counts: Mapping[str, tuple[int, int]],
    phi: float,
    tau: float,
    *,
    lasting: float = 1.0,
    tolerance: float = 0.0,
    falls: bool = False,
) -> Null:
    """The null for ``counts`` (prompt -> events, samples).

    A prompt's bound is the posterior mean under a Beta prior fitted to all prompts (empirical Bayes by marginal
    likelihood, counts divided by s), plus the distance from the pooled mean to its upper 95 % beta bound at
    nm/s, plus *tolerance*. *lasting* is the persistence of the outputs themselves: where it exceeds *tau* the counts
    hold less than they seem to, and are divided by it instead.
    With *falls* everything is mirrored: lower bounds, for improvements.
    """
    spread = phi * max(tau, lasting)
    hits = [hit / spread for hit, _ in counts.values()]
    seen = [total / spread for _, total in counts.values()]
    mean = sum(hits) / sum(seen)
    bound = _bound(sum(hits), sum(seen), falls)
    wider = -tolerance if falls else tolerance
    own, single = _shrunk(hits, seen)
    return Null(
        {prompt: _clip(rate + bound - mean + wider) for prompt, rate in zip(counts, own, strict=True)},
        {prompt: _clip(rate + wider) for prompt, rate in zip(counts, single, strict=True)},
        _clip(bound + wider),
        mean,
        phi,
        tau,
    )


def _clip(rate: float) -> float:
    return min(MOST, max(LEAST, rate))


def _bound(hits: float, seen: float, falls: bool) -> float:
    """The 95 % Clopper-Pearson bound, for counts that need not be whole."""
    from scipy.special import betaincinv

    if falls:
        return float(betaincinv(hits, seen - hits + 1, 0.05)) if hits > 0 else 0.0
    return float(betaincinv(hits + 1, seen - hits, 0.95)) if seen > hits else 1.0


def _shrunk(hits: list[float], seen: list[float]) -> tuple[list[float], list[float]]:
    """Posterior means and 98 % quantiles under the Beta prior of the greatest marginal likelihood (on a grid: it cannot
    diverge)."""
    import numpy as np
    from scipy.special import betaincinv, betaln

    x, n = np.array(hits), np.array(seen)
    centre = np.geomspace(0.2 / (n.sum() + 1), 1.0, 48)[:-1]
    weight = np.geomspace(0.2, 2000.0, 32)
    a, b = (centre[:, None] * weight).ravel()[:, None], ((1 - centre[:, None]) * weight).ravel()[:, None]
    likelihood = (betaln(a + x, b + n - x) - betaln(a, b)).sum(1)
    best = int(likelihood.argmax())
    after, against = a[best] + x, b[best] + n - x
    means, most = after / (after + against), betaincinv(after, against, SINGLE)
    return [float(rate) for rate in means], [float(rate) for rate in most]
