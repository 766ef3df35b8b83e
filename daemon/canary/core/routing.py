"""Which sinks hear of what: the first route that fits a target's owner and an incident's severity. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from canary.core.model import Severity

ALWAYS = "log"  # an incident is on record wherever else it goes
CRITICAL_ONLY = frozenset({"pagerduty"})  # unless a route says otherwise: it wakes people


@dataclass(frozen=True, slots=True)
class Route:
    """Where what fits goes. ``owner`` None fits every owner, no ``severities`` fit all of them."""

    sinks: tuple[str, ...]
    owner: str | None = None
    severities: frozenset[Severity] = frozenset()
    channel: str | None = None

    def fits(self, owner: str | None, severity: Severity) -> bool:
        """Whether an incident of that severity on a target of that owner takes this route."""
        return self.owner in (None, owner) and (not self.severities or severity in self.severities)


def destinations(
    routes: Sequence[Route], sinks: Iterable[str], owner: str | None, severity: Severity
) -> Mapping[str, str | None]:
    """Sink -> the channel that overrides its own, or None. Without a fitting route, every sink."""
    configured = tuple(sinks)
    route = next((each for each in routes if each.fits(owner, severity)), None)
    if route is None:
        grave = severity is Severity.CRITICAL
        return {name: None for name in configured if grave or name not in CRITICAL_ONLY}
    named = {name: route.channel if name == "slack" else None for name in route.sinks if name in configured}
    return named | ({ALWAYS: None} if ALWAYS in configured else {})
