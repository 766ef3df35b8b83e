"""What the web layer asks of the service behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Protocol


class Health(Protocol):
    """The state of the daemon, as `/healthz`, `/readyz`, the status page and its JSON show it."""

    def alive(self) -> str | None:
        """Why the process no longer turns (a stale heartbeat of its loop); None if it does."""
        ...

    async def ready(self) -> Mapping[str, str | None]:
        """Each check by name ("database", "schema", "cycles") with its problem, None where there is none."""
        ...

    async def status(self) -> Sequence[Mapping[str, Any]]:
        """One row for each target and suite, JSON values; what is not known is None or left out.

        target, suite, state ("learning" | "healthy" | "incident"), last_cycle (aware datetime), match_ratio,
        hallucination_ratio, baseline_hallucination_ratio (0..1), learned and needed (cycles, while learning),
        incidents: rows of id (its number), key, kind, severity, state, opened_at (aware datetime).
        """
        ...
