"""What every sink is: takes a notice, or raises the one error that says whether to try again."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from canary.core.message import Notice


class Sink(Protocol):
    """A place notifications go. Sends once: trying again is the outbox's work.

    ``edits``: it shows one message (alert, record) for each incident and brings it up to date, so it is sent quiet
    changes too. ``gathers``: people read it, so that the trouble of many targets reaches it as one message.
    """

    name: str
    edits: bool
    gathers: bool

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


@runtime_checkable
class Forgetful(Protocol):
    """A sink that forgets what it is not told again."""

    async def remind(self, standing: Callable[[], Awaitable[Sequence[Notice]]]) -> int:
        """Say again all that *standing* gives: what people have been told and is not over, and what lately ended.

        Returns how much that was; raises `DeliveryError`, and whatever *standing* raises.
        """
        ...


@dataclass(frozen=True, slots=True)
class Press:
    """A button that a person pressed under a message. All of it comes from outside: nothing is taken on trust.

    ``id`` is the same however often the press arrives. ``value`` is what we put into the button, if it is ours.
    ``place`` is the sink's own name of the message.
    """

    id: str
    action: str
    value: str
    by: str
    user: str
    place: str


Obey = Callable[[Press], Awaitable[None]]


@runtime_checkable
class Pressable(Protocol):
    """A sink whose messages may have buttons."""

    async def listen(self, obey: Obey) -> None:
        """Hand each press to *obey* until cancelled; returns at once if there are no buttons. Never raises otherwise."""
        ...

    async def answer(self, press: Press, text: str, *, privately: bool) -> None:
        """Tell who pressed, or (not *privately*) all who read the message. Raises `DeliveryError`."""
        ...
