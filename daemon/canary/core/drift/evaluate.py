"""Labelled streams and their scores: how often a quiet one alarms, how soon a changed one does.

Streams are laid from pools: for each prompt the samples a model gave when asked again and again. Quiet means drawing
from the same pool for ever; a change mixes in another. All randomness comes from the caller's seeded generator.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random

from canary.core.drift.policy import Policy
from canary.core.drift.watch import Watch, replay
from canary.core.model import CycleRecord, Incident, Sample, Severity

Pool = Mapping[str, Sequence[Sample]]
Alarms = Callable[[Sequence[CycleRecord]], list[int]]
"""A detector under test: a stream -> the cycles at which it would have told a person."""


def draw(
    pool: Pool,
    cycles: int,
    samples: int,
    rng: Random,
    *,
    other: Pool | None = None,
    since: int = 0,
    share: float = 1.0,
) -> list[CycleRecord]:
    """A stream of *cycles*; from cycle *since* on, a *share* of the samples comes from *other* (where it has the prompt)."""
    return [
        CycleRecord(t, _cycle(pool, samples, rng, other if other is not None and t >= since else None, share))
        for t in range(cycles)
    ]


def _cycle(pool: Pool, samples: int, rng: Random, other: Pool | None, share: float) -> tuple[Sample, ...]:
    return tuple(
        rng.choice(
            other[prompt] if other is not None and prompt in other and rng.random() < share else choices
        )
        for prompt, choices in pool.items()
        for _ in range(samples)
    )


def regimes(
    runs: Sequence[Pool], cycles: int, samples: int, rng: Random, length: float = 24.0
) -> list[CycleRecord]:
    """A bursty provider: one of *runs* serves for about *length* cycles (geometric), then another; all come back."""
    stream: list[CycleRecord] = []
    current = rng.choice(runs)
    for t in range(cycles):
        if rng.random() < 1 / length:
            current = rng.choice([run for run in runs if run is not current] or runs)
        stream.append(CycleRecord(t, _cycle(current, samples, rng, None, 0.0)))
    return stream


def invented(
    prompts: int,
    variants: int,
    rng: Random,
    *,
    spread: float = 1.0,
    failing: Sequence[float] = (),
    tag: str = "",
) -> dict[str, list[Sample]]:
    """A made-up model's pool: each prompt has up to *variants* outputs at uneven odds; *failing* gives, prompt by
    prompt, the share of its samples a hallucination validator fails (none: not judged)."""
    pool: dict[str, list[Sample]] = {}
    for number in range(prompts):
        name = f"p{number}"
        odds = [
            rng.random() ** (3 * spread) + (3.0 if v == 0 else 0.0) for v in range(rng.randint(1, variants))
        ]
        picks = rng.choices(range(len(odds)), odds, k=200)
        share = failing[number] if failing else None
        pool[name] = [_invented(name, f"{tag}{name}.{pick}", share, rng) for pick in picks]
    return pool


def _invented(name: str, text: str, share: float | None, rng: Random) -> Sample:
    if share is None:
        return Sample(name, f"raw:{text}", f"canonical:{text}")
    failed = frozenset({"hallucination"} if rng.random() < share else ())
    validators = ("grounded_ids",) if failed else ()
    return Sample(name, f"raw:{text}", f"canonical:{text}", failed, frozenset({"hallucination"}), validators)


def failing(
    rates: Sequence[float], cycles: int, samples: int, rng: Random, *, since: int, later: Sequence[float]
) -> list[CycleRecord]:
    """Steady outputs whose hallucination validator fails at *rates* by prompt, from cycle *since* on at *later*."""
    good = [_judged(number, False) for number in range(len(rates))]
    bad = [_judged(number, True) for number in range(len(rates))]
    return [
        CycleRecord(
            t,
            tuple(
                bad[number] if rng.random() < rate else good[number]
                for number, rate in enumerate(later if t >= since else rates)
                for _ in range(samples)
            ),
        )
        for t in range(cycles)
    ]


def _judged(number: int, bad: bool) -> Sample:
    category = frozenset({"hallucination"})
    name = f"p{number}"
    return Sample(
        name,
        f"raw:{name}",
        f"canonical:{name}",
        category if bad else frozenset(),
        category,
        ("v",) if bad else (),
    )


def told(watch: Watch) -> list[Incident]:
    """The incidents a person heard of, in the order they opened."""
    heard = [incident for incident in watch.incidents.values() if incident.severity is not Severity.INFO]
    return sorted(heard, key=lambda incident: incident.opened_cycle)


def ours(policy: Policy) -> Alarms:
    """Canary itself, as a detector under test."""
    return lambda cycles: [incident.opened_cycle for incident in told(replay(cycles, policy))]


@dataclass(frozen=True, slots=True)
class Delays:
    """Cycles from a change to its alarm, the changed cycle counted as one; None where it was missed."""

    values: tuple[int | None, ...]

    @property
    def found(self) -> float:
        """Share of the changes found."""
        return sum(value is not None for value in self.values) / len(self.values)

    @property
    def median(self) -> float | None:
        """The median delay, missed ones counting as longest; None if that is a missed one."""
        ordered = sorted(float("inf") if value is None else value for value in self.values)
        middle = ordered[(len(ordered) - 1) // 2]
        return None if middle == float("inf") else middle

    def within(self, cycles: int) -> float:
        """Share of the changes found in so many cycles."""
        return sum(value is not None and value <= cycles for value in self.values) / len(self.values)


def delay(alarms: Iterable[int], since: int) -> int | None:
    """Cycles from the change at *since* to the first alarm after it."""
    later = [cycle for cycle in alarms if cycle >= since]
    return min(later) - since + 1 if later else None


def distinct(alarms: Iterable[int], within: int = 24) -> int:
    """How many alarms, those within a day of the one before counted once."""
    count, last = 0, None
    for cycle in sorted(alarms):
        if last is None or cycle - last > within:
            count += 1
            last = cycle
    return count


def failed_calls(cycles: Sequence[CycleRecord], start: int, end: int, failure: Sample) -> list[CycleRecord]:
    """The same stream with every sample of cycles start..end-1 unmeasured, like *failure*."""
    return [
        replace(c, samples=tuple(replace(failure, prompt=s.prompt) for s in c.samples))
        if start <= c.index < end
        else c
        for c in cycles
    ]
