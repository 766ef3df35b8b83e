"""``min_length``: the output is no shorter than so many characters, words or lines."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators._lengths import UNITS, limits
from canary.core.validators.base import Check, ValidatorKind, Verdicts


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output reaches every limit that is given."""
    least = limits(options)

    def check(output: str) -> Verdict:
        stripped = output.strip()
        for unit, limit in least.items():
            length = UNITS[unit](stripped)
            if length < limit:
                return verdicts.fail(f"{length:,} {unit}; at least {limit:,}")
        return verdicts.passed

    return check


KIND = ValidatorKind(
    "min_length",
    "length",
    "the output is not shorter than a limit",
    build,
    main="characters",
    more=("words", "lines"),
)
