"""What every fast detector is made of: an event a sample either shows or not, and what a crossing of it means."""

from __future__ import annotations

from collections.abc import Callable, Collection, Hashable
from dataclasses import dataclass

from canary.core.drift.baseline import PromptBaseline
from canary.core.model import Kind, Sample, Severity, Signal

Event = Callable[[Sample, PromptBaseline, Collection[str]], bool | None]
"""(sample, its prompt's baseline, known alternates) -> did it happen; None where the sample says nothing of it."""


@dataclass(frozen=True, slots=True)
class Detector:
    """One stream. ``cause`` is the incident it belongs to; ``severity`` what a crossing opens with.

    ``left_out`` says that at baseline the event is judged leaving the sample's own cycle out. ``tolerance`` is
    added to the null rates; prompts whose share at baseline is ``fit_below`` or more are left out. ``falls`` makes it
    the mirror of the detector named ``mirrors``: fewer events than the lower bounds allow.
    ``sparse`` adds alternatives in which one prompt changed alone; without ``own_shifts`` a share of the traffic is bet
    on from the pooled bound only: fewer alternatives, less to pay for them.
    ``symbol`` is what persistence is measured on, by default the event itself.
    """

    name: str
    signal: Signal
    cause: str
    kind: Kind
    severity: Severity
    event: Event
    symbol: Callable[[Sample], Hashable] | None = None
    left_out: bool = False
    tolerance: float = 0.0
    fit_below: float = 1.0
    falls: bool = False
    mirrors: str | None = None
    sparse: bool = False
    own_shifts: bool = True

    @property
    def tallied_as(self) -> str:
        """The detector whose counts it uses."""
        return self.mirrors or self.name
