"""A cycle that asks no more though not all is asked: why, what would let it ask all, and how its note says so."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

_BEGIN: Final = "cut "


@dataclass(frozen=True, slots=True)
class Cut:
    """Why a cycle asks no more and is judged as it is, and what would let it ask all."""

    why: str
    way_out: str

    def note(self, asked: int, of: int) -> str:
        """What is stored with the cycle, after whatever else there is to note."""
        return f"{_BEGIN}{self.why}: {asked} of {of} samples asked; {self.way_out}"


def cut_of(note: str | None) -> str | None:
    """What a stored cycle's *note* says of its having been cut; None if it was not."""
    place = note.find(_BEGIN) if note else -1
    return note[place:] if note and place >= 0 else None


def for_money(why: str) -> Cut:
    """A cycle in the midst of which a day's budget is spent, as *why* says."""
    return Cut(f"because {why}", "midnight UTC begins another day; a higher usd_per_day pays for more")


AT_NEXT_SLOT: Final = Cut(
    "at its next slot", "ask fewer samples, allow more limits.concurrency, or take a longer schedule"
)
