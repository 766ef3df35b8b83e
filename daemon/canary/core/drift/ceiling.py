"""An absolute ceiling on the hallucination rate: harm now, not a claim of drift. It needs no baseline.

Crossed when the lower 95 % Clopper-Pearson bound of the slot's rate, extras included, exceeds the ceiling. The same
ceiling holds for the rate of answers that fail any check, once a baseline says that this is not as usual: a suite whose
format checks never pass would else page from its first cycle on.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from canary.core.drift.rows import most_common
from canary.core.model import CycleRecord, PromptChange, Sample

CATEGORY = "hallucination"
USUAL_AT_MOST = 0.5  # of the ceiling: a baseline that fails more of its checks says nothing of harm now


class Slot(NamedTuple):
    """The slot's judged samples: how many failed, of how many, and the prompts that failed."""

    failed: int
    judged: int
    prompts: tuple[PromptChange, ...]


def hallucinated(samples: Iterable[Sample]) -> tuple[int, int]:
    """(failed, judged) in the category hallucination."""
    return counted(samples, CATEGORY)


def counted(samples: Iterable[Sample], category: str | None) -> tuple[int, int]:
    """(failed, judged) of the measured samples in that category; in any for None."""
    judged = [sample for sample in samples if sample.failure is None and _has(sample.judged, category)]
    return sum(_has(sample.failed, category) for sample in judged), len(judged)


def _has(categories: frozenset[str], category: str | None) -> bool:
    return bool(categories) if category is None else category in categories


def slot(cycle: CycleRecord, category: str | None) -> Slot:
    """Counts over the cycle's samples and extras; at most ten prompts, the worst first."""
    judged = [s for s in (*cycle.samples, *cycle.extras) if s.failure is None and _has(s.judged, category)]
    by_prompt: dict[str, list[Sample]] = {}
    for sample in judged:
        by_prompt.setdefault(sample.prompt, []).append(sample)
    changes = [_change(prompt, samples, category) for prompt, samples in by_prompt.items()]
    shown = sorted((c for c in changes if c.changed), key=lambda c: (-c.changed / c.of, c.prompt))[:10]
    return Slot(sum(c.changed for c in changes), len(judged), tuple(shown))


def _change(prompt: str, samples: list[Sample], category: str | None) -> PromptChange:
    failed = [sample for sample in samples if _has(sample.failed, category)]
    validators = dict.fromkeys(name for sample in failed for name in sample.validators)
    return PromptChange(
        prompt, len(failed), len(samples), None, most_common(s.raw for s in failed), tuple(validators)[:8]
    )


def lower_bound(failed: int, judged: int) -> float:
    """The one-sided 95 % Clopper-Pearson lower bound."""
    from scipy.special import betaincinv

    return float(betaincinv(failed, judged - failed + 1, 0.05)) if failed else 0.0


def over(cycle: CycleRecord, ceiling: float, category: str | None = CATEGORY) -> float:
    """The slot's lower bound over the ceiling; above one it is crossed. Zero while the plain rate is within it."""
    failed, judged = counted((*cycle.samples, *cycle.extras), category)
    if not judged or failed <= ceiling * judged:
        return 0.0
    return lower_bound(failed, judged) / max(ceiling, 1e-9)
