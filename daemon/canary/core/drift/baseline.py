"""The frozen reference window of one target x suite, as plain values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from canary.core.drift.null import Null

FORMAT = 1
UNFIT = 0.3  # a larger unseen share makes a prompt unfit for hashing

Counts = Mapping[str, tuple[int, int]]


@dataclass(frozen=True)
class PromptBaseline:
    """What one prompt said in the reference window.

    ``outputs`` maps each canonical fingerprint to its raw fingerprints and their counts. ``unseen`` is the share of
    samples whose canonical fingerprint appeared in no other cycle. ``counts`` holds events and samples by detector.
    ``limits`` are the values beyond which latency (ms), length (characters) and cost (US dollars) count as unusual.
    """

    version: str
    n: int
    outputs: Mapping[str, Mapping[str, int]]
    unseen: float
    counts: Counts
    limits: Mapping[str, float] = field(default_factory=dict)

    @cached_property
    def support(self) -> dict[str, int]:
        """Canonical fingerprint -> count, the most frequent first."""
        totals = {canonical: sum(raws.values()) for canonical, raws in self.outputs.items()}
        return dict(sorted(totals.items(), key=lambda item: (-item[1], item[0])))

    @cached_property
    def mode(self) -> str | None:
        """The canonical fingerprint seen most often."""
        return next(iter(self.support), None)

    @cached_property
    def raws(self) -> frozenset[str]:
        """Every raw fingerprint seen."""
        return frozenset(raw for raws in self.outputs.values() for raw in raws)

    @property
    def unfit(self) -> bool:
        """Too free-running for hashes to mean much."""
        return self.unseen > UNFIT

    def representative(self, canonical: str | None) -> str | None:
        """The raw fingerprint that stands for that canonical one: its most frequent."""
        raws = self.outputs.get(canonical or "")
        return max(raws, key=lambda raw: (raws[raw], raw)) if raws else None

    def to_json(self) -> dict[str, Any]:
        return {
            "version": self.version,
            "n": self.n,
            "outputs": {canonical: dict(raws) for canonical, raws in self.outputs.items()},
            "unseen": self.unseen,
            "counts": {name: list(pair) for name, pair in self.counts.items()},
            "limits": dict(self.limits),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> PromptBaseline:
        counts = {name: (pair[0], pair[1]) for name, pair in value["counts"].items()}
        return cls(value["version"], value["n"], value["outputs"], value["unseen"], counts, value["limits"])


@dataclass(frozen=True)
class Window:
    """The reference cycles sample by sample, for the slow detector: ``codes[t][i]`` lists the codes of prompt
    ``prompts[i]``'s outputs in cycle t, a code being the output's place among the prompt's ``outputs``."""

    prompts: tuple[str, ...]
    codes: tuple[tuple[tuple[int, ...], ...], ...]

    def to_json(self) -> dict[str, Any]:
        return {"prompts": list(self.prompts), "codes": [[list(cell) for cell in row] for row in self.codes]}

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Window:
        codes = tuple(tuple(tuple(cell) for cell in row) for row in value["codes"])
        return cls(tuple(value["prompts"]), codes)


@dataclass(frozen=True)
class Baseline:
    """What was approved: prompts, null rates by detector, the window itself, and who served it.

    ``cycles`` is how many cycles it was learned from; ``provisional`` says that a full window takes more.
    ``held_out`` is the highest level of unseen outputs on any day of the window, judged by the other days (None if
    the window is under two days). ``models`` and ``system_fingerprints`` are those seen, with counts.
    """

    prompts: Mapping[str, PromptBaseline]
    nulls: Mapping[str, Null]
    cycles: int
    provisional: bool
    window: Window
    held_out: float | None = None
    models: Mapping[str, int] = field(default_factory=dict)
    system_fingerprints: Mapping[str, int] = field(default_factory=dict)
    unmeasured: Mapping[str, float] = field(
        default_factory=dict
    )  # by group of failures, the share that is usual
    memo: dict[Any, Any] = field(
        default_factory=dict, repr=False, compare=False
    )  # derived tables, never stored

    @property
    def tau(self) -> float:
        """How many cycles in a row say the same thing twice; over 2 the provider serves in bursts."""
        null = self.nulls.get("fingerprint")
        return null.tau if null else 1.0

    @property
    def unfit_prompts(self) -> tuple[str, ...]:
        """Prompts too free-running for hashing: reported, counting little, not hidden."""
        return tuple(name for name, prompt in self.prompts.items() if prompt.unfit)

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; ``from_json`` gives back an equal baseline, floats to the last bit."""
        return {
            "format": FORMAT,
            "prompts": {name: prompt.to_json() for name, prompt in self.prompts.items()},
            "nulls": {name: null.to_json() for name, null in self.nulls.items()},
            "cycles": self.cycles,
            "provisional": self.provisional,
            "window": self.window.to_json(),
            "held_out": self.held_out,
            "models": dict(self.models),
            "system_fingerprints": dict(self.system_fingerprints),
            "unmeasured": dict(self.unmeasured),
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Baseline:
        """The baseline stored by ``to_json``; ValueError for a format this program does not know."""
        if value.get("format") != FORMAT:
            raise ValueError(
                f"baseline format {value.get('format')!r} is not {FORMAT}: capture a new baseline"
            )
        return cls(
            prompts={name: PromptBaseline.from_json(prompt) for name, prompt in value["prompts"].items()},
            nulls={name: Null.from_json(null) for name, null in value["nulls"].items()},
            cycles=value["cycles"],
            provisional=value["provisional"],
            window=Window.from_json(value["window"]),
            held_out=value["held_out"],
            models=value["models"],
            system_fingerprints=value["system_fingerprints"],
            unmeasured=value["unmeasured"],
        )
