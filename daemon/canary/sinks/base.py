"""What every sink is: takes a notice, or raises the one error that says whether to try again."""

from __future__ import annotations

from typing import Protocol

from canary.core.message import Notice


class Sink(Protocol):
    """A place notifications go. Sends once: trying again is the outbox's work."""

    name: str

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Deliver *notice*; raises `DeliveryError`.

        *ref* is what an earlier `send` for the same `Notice.key` returned: a sink that can edits that message.
        Returns the reference to keep for the next one, or None where there is nothing to edit.
        """
        ...

    async def check(self) -> str | None:
        """What is wrong with the sink's set-up and how to mend it; None if nothing is."""
        ...

    async def aclose(self) -> None:
        """Let go of connections. The sink is not used afterwards."""
        ...
