"""What happens after a crossing: is the change still there, is it confirmed, is it over?

A detector restarted with a low threshold (A2 = 400) follows it. A crossing after a gap of 24 cycles confirms: the
change outlived a serving regime. It is over when the restarted detector stayed quiet for 48 cycles, or for 12 when the
evidence that the events are back at baseline (a likelihood ratio of the null against half of the rise, reset at zero,
as in Page's test, Biometrika 41, 1954) also reaches 400.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from math import log
from typing import Any

from canary.core.drift.bets import Betting, Tally
from canary.core.drift.null import Null
from canary.core.drift.rows import Row
from canary.core.drift.track import Track, advance, fresh
from canary.core.model import Kind

RESTARTED = 400.0
GAP = 24  # cycles
HOLD_OFF = 48  # cycles without a crossing
EVIDENT_HOLD_OFF = 12  # with evidence of recovery
NOVEL_KEPT = 8  # outputs a prompt
MOST_GAP = 72

Novel = Mapping[str, Mapping[str, tuple[int, str]]]
"""prompt -> canonical fingerprint met during the incident -> (count, a raw fingerprint)."""


@dataclass(frozen=True, slots=True)
class Follow:
    """A crossing being followed. ``names`` are the detectors restarted for it, ``leader`` the one that crossed;
    ``rise`` is how far its rate rose, as a share of the way to one."""

    opened: int
    kind: Kind
    names: tuple[str, ...]
    leader: str
    rise: float
    gap: int
    waiting: bool
    tracks: Mapping[str, Track]
    novel: Novel
    quiet_from: int
    past_gap: bool = False
    confirmed: bool = False
    recovery: float = 0.0

    def to_json(self) -> dict[str, Any]:
        return {
            "opened": self.opened,
            "kind": self.kind.value,
            "names": list(self.names),
            "leader": self.leader,
            "rise": self.rise,
            "gap": self.gap,
            "waiting": self.waiting,
            "tracks": {name: track.to_json() for name, track in self.tracks.items()},
            "novel": {p: {c: list(pair) for c, pair in found.items()} for p, found in self.novel.items()},
            "quiet_from": self.quiet_from,
            "past_gap": self.past_gap,
            "confirmed": self.confirmed,
            "recovery": self.recovery,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> Follow:
        return cls(
            opened=value["opened"],
            kind=Kind(value["kind"]),
            names=tuple(value["names"]),
            leader=value["leader"],
            rise=value["rise"],
            gap=value["gap"],
            waiting=value["waiting"],
            tracks={name: Track.from_json(track) for name, track in value["tracks"].items()},
            novel={
                p: {c: (pair[0], pair[1]) for c, pair in found.items()} for p, found in value["novel"].items()
            },
            quiet_from=value["quiet_from"],
            past_gap=value["past_gap"],
            confirmed=value["confirmed"],
            recovery=value["recovery"],
        )


def gap_of(tau: float) -> int:
    """Cycles between a crossing and its confirmation: a day, or longer where regimes last longer."""
    return min(MOST_GAP, max(GAP, round(tau)))


def restart(names: tuple[str, ...], bets: Mapping[str, Betting], cycle: int) -> dict[str, Track]:
    """Fresh tracks whose first cycle is *cycle*."""
    return {name: fresh(bets[name].size, cycle) for name in names if name in bets}


def followed(
    follow: Follow,
    row: Row,
    tallies: Mapping[str, Tally],
    bets: Mapping[str, Betting],
    nulls: Mapping[str, Null],
) -> Follow:
    """One more judged cycle after the crossing."""
    if not follow.past_gap and row.cycle > follow.opened + follow.gap:
        follow = replace(follow, past_gap=True, tracks=restart(follow.names, bets, row.cycle))
    tracks = {
        name: advance(track, bets[name].factors(tallies[name]), bets[name].floors, row.cycle, RESTARTED)
        if name in tallies
        else track
        for name, track in follow.tracks.items()
    }
    recovery = max(0.0, follow.recovery + _recovered(follow, tallies, nulls))
    novel = gathered(follow.novel, row)
    if any(track.crossed for track in tracks.values()):
        return replace(
            follow,
            tracks=restart(follow.names, bets, row.cycle + 1),
            novel=novel,
            quiet_from=row.cycle + 1,
            recovery=0.0,
            confirmed=follow.confirmed or follow.past_gap,
        )
    return replace(follow, tracks=tracks, novel=novel, recovery=recovery)


def over(follow: Follow, cycle: int) -> bool:
    """Has it been quiet for long enough, counting this cycle?"""
    quiet = cycle - follow.quiet_from + 1
    if not follow.tracks:
        return quiet >= EVIDENT_HOLD_OFF
    return quiet >= HOLD_OFF or (quiet >= EVIDENT_HOLD_OFF and follow.recovery >= log(RESTARTED))


def _recovered(follow: Follow, tallies: Mapping[str, Tally], nulls: Mapping[str, Null]) -> float:
    """log likelihood ratio of the baseline's rates against half the rise, tempered like any other evidence."""
    tally, null = tallies.get(follow.leader), nulls.get(follow.leader)
    if tally is None or null is None or follow.rise <= 0:
        return 0.0
    total = 0.0
    for prompt, n in tally.seen.items():
        p = null.rates.get(prompt)
        if p is not None:
            q = p + follow.rise / 2 * (1 - p)
            hits = tally.hits.get(prompt, 0)
            total += hits * log(p / q) + (n - hits) * log((1 - p) / (1 - q))
    return total / null.spread


def gathered(novel: Novel, row: Row, unusual: int | None = None) -> Novel:
    """*novel* with the row's outputs that were not the usual ones; the most frequent are kept.

    An output that a validator failed is never among them: a wrong answer does not become a known alternate.
    """
    from canary.core.drift.rows import BIT

    bits = unusual if unusual is not None else BIT["fingerprint"] | BIT["frequency"]
    found = [c for c in row.cells if c.hit & bits and c.canonical is not None and not c.validators]
    if not found:
        return novel
    merged = {prompt: dict(outputs) for prompt, outputs in novel.items()}
    for cell in found:
        outputs = merged.setdefault(cell.prompt, {})
        canonical = cell.canonical or ""
        count, raw = outputs.get(canonical, (0, cell.raw or canonical))
        if canonical not in outputs and len(outputs) >= NOVEL_KEPT:
            del outputs[min(outputs, key=lambda key: (outputs[key][0], key))]
        outputs[canonical] = (count + 1, raw)
    return merged
