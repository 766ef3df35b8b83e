"""Going on under a baseline of which only a part is new: a prompt learned again, or outputs judged anew."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

from canary.core.drift.baseline import Baseline
from canary.core.drift.betting import bets_of
from canary.core.drift.follow import Follow
from canary.core.drift.policy import Policy
from canary.core.drift.registry import DETECTORS
from canary.core.drift.state import State
from canary.core.drift.track import Track, fresh


def carry(
    baseline: Baseline, state: State, policy: Policy, cycle: int, restarted: Collection[str] = ()
) -> State:
    """*state* after *cycle*, going on under *baseline*; only the detectors of the causes in *restarted* start afresh.

    Incidents, alternates and all other evidence stay as they are: what was found is not forgotten because
    something else was edited.
    """
    sizes = {name: bets.size for name, bets in bets_of(baseline, policy).items()}

    def going_on(name: str, track: Track | None) -> Track:
        usable = (
            track is not None and len(track.levels) == sizes[name] and DETECTORS[name].cause not in restarted
        )
        return track if track is not None and usable else fresh(sizes[name], cycle + 1)

    def following(follow: Follow) -> Follow:
        kept = tuple(name for name in follow.names if name in sizes)
        tracks = {name: going_on(name, track) for name, track in follow.tracks.items() if name in sizes}
        return replace(follow, names=kept, tracks=tracks)

    return replace(
        state,
        tracks={name: going_on(name, state.tracks.get(name)) for name in sizes},
        follows={cause: following(follow) for cause, follow in state.follows.items()},
    )
