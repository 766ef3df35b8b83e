"""A state's beginnings and ends: started, going on under another baseline, an incident resolved by a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from canary.core.alerting import Case, Reason, decide
from canary.core.drift.baseline import Baseline
from canary.core.drift.betting import bets_of
from canary.core.drift.policy import Policy
from canary.core.drift.registry import DETECTORS
from canary.core.drift.state import State
from canary.core.drift.track import fresh
from canary.core.model import Incident, Kind, Transition


def start(baseline: Baseline | None, policy: Policy) -> State:
    """The state before the first cycle; without a baseline only availability and ceilings are watched."""
    if baseline is None:
        return State()
    return State(tracks={name: fresh(bets.size, 0) for name, bets in bets_of(baseline, policy).items()})


def adopt(
    baseline: Baseline, state: State, policy: Policy, cycle: int, at: datetime | None = None
) -> tuple[State, tuple[Transition, ...]]:
    """*state* going on under another baseline: what was open against the old one is resolved as ``baseline_approved``.

    Outages and crossed ceilings need no baseline and stay open. *cycle* is the last one judged before.
    """
    keeps = [i for i in state.incidents if i.kind is Kind.OUTAGE or _over_ceiling(i, state)]
    incidents = state.incidents
    transitions: list[Transition] = []
    for incident in state.incidents:
        if incident not in keeps:
            case = Case(incident.cause, incident.kind, incident.severity, settled=Reason.BASELINE_APPROVED)
            incidents, news = decide(incidents, case, cycle, at)
            transitions.extend(news)
    kept = {incident.cause for incident in keeps}
    tracks = {name: fresh(bets.size, cycle + 1) for name, bets in bets_of(baseline, policy).items()}
    follows = {
        cause: replace(follow, names=(), tracks={})
        for cause, follow in state.follows.items()
        if cause in kept
    }
    begun = State(
        tracks=tracks,
        follows=follows,
        incidents=incidents,
        darkness=state.darkness,
        over_ceiling=state.over_ceiling,
    )
    return begun, tuple(transitions)


def _over_ceiling(incident: Incident, state: State) -> bool:
    """Whether a ceiling was crossed in the course of this incident, whatever else spoke as well."""
    crossed = state.over_ceiling
    return incident.cause == "validity" and crossed is not None and crossed >= incident.opened_cycle


def resolve(
    state: State, key: str, cycle: int, at: datetime | None = None
) -> tuple[State, tuple[Transition, ...]]:
    """A person resolves the incident of that key: its detectors start afresh. An unknown key changes nothing."""
    incident = next((i for i in state.incidents if i.key == key), None)
    if incident is None:
        return state, ()
    case = Case(incident.cause, incident.kind, incident.severity, settled=Reason.RESOLVED_BY_PERSON)
    incidents, transitions = decide(state.incidents, case, cycle, at)
    follows = {cause: follow for cause, follow in state.follows.items() if cause != incident.cause}
    tracks = {
        name: fresh(len(track.levels), cycle + 1) if DETECTORS[name].cause == incident.cause else track
        for name, track in state.tracks.items()
    }
    darkness = {name: dark for name, dark in state.darkness.items() if dark.cause != incident.cause}
    return replace(state, incidents=incidents, follows=follows, tracks=tracks, darkness=darkness), transitions
