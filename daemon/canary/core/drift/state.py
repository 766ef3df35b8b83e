"""What a detector remembers between cycles: bounded, plain JSON, and enough to go on bit for bit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from canary.core.alerting import incident_from_json, incident_to_json
from canary.core.drift.availability import Darkness
from canary.core.drift.follow import Follow
from canary.core.drift.rows import Alternates, Row, rows_from_json, rows_to_json
from canary.core.drift.track import Track
from canary.core.model import Incident, IncidentState

FORMAT = 1


@dataclass(frozen=True)
class State:
    """One target x suite, after some cycle.

    ``judged`` counts the cycles the drift detectors took; ``follows`` holds, by cause, what is done about a crossing;
    ``agreed`` the last cycle in which extras agreed with a suspicion, by detector; ``held`` since when the harness
    has been in doubt, and ``doubted`` when it last was. ``returns`` counts the shifts of outputs
    that have gone again, ``regime_level`` is the highest share of outputs that any of them changed.
    """

    judged: int = 0
    tracks: Mapping[str, Track] = field(default_factory=dict)
    rows: tuple[Row, ...] = ()
    follows: Mapping[str, Follow] = field(default_factory=dict)
    incidents: tuple[Incident, ...] = ()
    alternates: Alternates = field(default_factory=dict)
    darkness: Mapping[str, Darkness] = field(default_factory=dict)
    agreed: Mapping[str, int] = field(default_factory=dict)
    held: int | None = None
    doubted: int | None = None
    over_ceiling: int | None = None
    returns: int = 0
    regime_level: float = 0.0
    distribution: float | None = None  # p-value of the last daily test

    def to_json(self) -> dict[str, Any]:
        """Plain JSON values; ``from_json`` gives back an equal state, floats to the last bit."""
        return {
            "format": FORMAT,
            "judged": self.judged,
            "tracks": {name: track.to_json() for name, track in self.tracks.items()},
            "rows": rows_to_json(self.rows),
            "follows": {cause: follow.to_json() for cause, follow in self.follows.items()},
            "incidents": [incident_to_json(incident) for incident in self.incidents],
            "alternates": {prompt: dict(known) for prompt, known in self.alternates.items()},
            "darkness": {name: dark.to_json() for name, dark in self.darkness.items()},
            "agreed": dict(self.agreed),
            "held": self.held,
            "doubted": self.doubted,
            "over_ceiling": self.over_ceiling,
            "returns": self.returns,
            "regime_level": self.regime_level,
            "distribution": self.distribution,
        }

    @classmethod
    def from_json(cls, value: Mapping[str, Any]) -> State:
        """The state stored by ``to_json``; ValueError for a format this program does not know."""
        if value.get("format") != FORMAT:
            raise ValueError(
                f"detector state format {value.get('format')!r} is not {FORMAT}: start it afresh"
            )
        return cls(
            judged=value["judged"],
            tracks={name: Track.from_json(track) for name, track in value["tracks"].items()},
            rows=rows_from_json(value["rows"]),
            follows={cause: Follow.from_json(follow) for cause, follow in value["follows"].items()},
            incidents=tuple(incident_from_json(incident) for incident in value["incidents"]),
            alternates=value["alternates"],
            darkness={name: Darkness.from_json(dark) for name, dark in value["darkness"].items()},
            agreed=value["agreed"],
            held=value["held"],
            doubted=value["doubted"],
            over_ceiling=value["over_ceiling"],
            returns=value["returns"],
            regime_level=value["regime_level"],
            distribution=value["distribution"],
        )

    def marked(self, key: str, state: IncidentState) -> State:
        """The same with the incident of that key acknowledged or silenced by a person; unknown keys change nothing."""
        marked = tuple(replace(i, state=state) if i.key == key else i for i in self.incidents)
        return replace(self, incidents=marked)
