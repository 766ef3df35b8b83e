"""``number``: a number in the output is the right one, within a tolerance."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from itertools import islice
from types import MappingProxyType
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import options as read
from canary.core.validators._numbers import numbers
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts

MAX_NUMBERS = 1_000
SHOWN = 5
WHICH: Mapping[str, Callable[[list[float]], Iterable[float]]] = MappingProxyType(
    {
        "any": lambda found: found,
        "first": lambda found: found[:1],
        "last": lambda found: found[-1:],
        "only": lambda found: found if len(set(found)) == 1 else (),
    }
)


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when a number x of the output has |x - value| <= max(abs, rel * |value|).

    ``which`` says where to look: any number of the output, its first, its last, or its only one.
    """
    value, within = read.number(options, "value"), _tolerance(options)
    which = read.choice(options, "which", tuple(WHICH))
    nothing = verdicts.unreadable("there is no number in the output")
    wanted = f"{value:.15g}" + (f" ± {within:g}" if within else "")

    def check(output: str) -> Verdict:
        found = list(islice(numbers(output), MAX_NUMBERS + 1))
        if len(found) > MAX_NUMBERS:
            return verdicts.exceeded(f"more than {MAX_NUMBERS} numbers")
        if not found:
            return nothing
        if any(abs(number - value) <= within for number in WHICH[which](found)):
            return verdicts.passed
        return verdicts.fail(f"{_said(which, found)}; wanted {wanted}")

    return check


def _tolerance(options: Mapping[str, Any]) -> float:
    absolute, relative = read.number(options, "abs", 0), read.number(options, "rel", 0)
    if absolute < 0 or relative < 0:
        raise OptionsError("abs and rel must not be negative")
    return max(absolute, relative * abs(read.number(options, "value")))


def _said(which: str, found: list[float]) -> str:
    if which == "only" and len(set(found)) > 1:
        return f"{len(set(found))} different numbers"
    looked_at = list(WHICH[which](found))
    more = f" and {len(looked_at) - SHOWN} more" if len(looked_at) > SHOWN else ""
    place = "" if which == "any" else f"the {which} number is "
    return place + ", ".join(f"{number:.15g}" for number in looked_at[:SHOWN]) + more


KIND = ValidatorKind(
    "number",
    "hallucination",
    "a number in the output is the right one, within a tolerance",
    build,
    main="value",
    more=("abs", "rel", "which"),
)
