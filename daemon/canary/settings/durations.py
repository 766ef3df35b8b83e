"""Durations as people write them: ``90s``, ``5m``, ``1h30m``, ``3d``."""

from __future__ import annotations

import re
from datetime import timedelta

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3_600, "d": 86_400, "w": 604_800}
_PART = re.compile(r"([0-9]{1,9}(?:\.[0-9]{1,6})?)(ms|[smhdw])")
_WHOLE = re.compile(rf"(?:{_PART.pattern})+")
HELP = "write a number and a unit (ms, s, m, h, d, w), such as 90s, 5m, 1h30m or 3d"


def parse_duration(text: object) -> timedelta:
    """The duration that *text* names. Raises ValueError with what to write instead."""
    if isinstance(text, timedelta):
        return text
    compact = text.replace(" ", "") if isinstance(text, str) else ""
    if not _WHOLE.fullmatch(compact):
        raise ValueError(HELP)
    try:
        return timedelta(seconds=sum(float(number) * _UNITS[unit] for number, unit in _PART.findall(compact)))
    except OverflowError:
        raise ValueError("is longer than any clock can count") from None


def format_duration(value: timedelta) -> str:
    """The shortest spelling that ``parse_duration`` reads back: ``1h30m``; whole milliseconds at the least."""
    rest = round(value.total_seconds() * 1000)
    parts = []
    for unit, size in (("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count}{unit}")
    return "".join(parts) or "0s"
