"""How long an output is, in three units. White space around it does not count."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from canary.core.validators import options as read
from canary.core.validators.base import OptionsError

UNITS: Mapping[str, Callable[[str], int]] = MappingProxyType(
    {
        "characters": len,
        "words": lambda stripped: len(stripped.split()),
        "lines": lambda stripped: len(stripped.splitlines()),
    }
)


def limits(options: Mapping[str, Any]) -> dict[str, int]:
    """Unit -> limit, for each unit that the options name. Raises OptionsError."""
    found = {unit: read.count(options, unit) for unit in UNITS if unit in options}
    if not found:
        raise OptionsError(f"at least one of these must be given: {', '.join(UNITS)}")
    return found
