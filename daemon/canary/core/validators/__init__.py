"""Checks of one output. One file per kind; ``VALIDATORS`` is the one registry.

Options are checked when a validator is built, so a bad pattern fails at load and not at 03:00. What is
built is a closure from output to verdict that never raises: output is hostile, and whatever exceeds a
bound of size or depth is a fail that says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from canary.core.model import Prompt, ValidatorSpec
from canary.core.validators import (
    grounded_ids,
    json_schema,
    nonempty,
    regex,
)
from canary.core.validators.base import MAX_OUTPUT, Check, OptionsError, ValidatorKind, Verdicts

__all__ = ["VALIDATORS", "Check", "OptionsError", "ValidatorKind", "build", "build_all", "category_of"]

VALIDATORS: Mapping[str, ValidatorKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            grounded_ids.KIND,
            json_schema.KIND,
            nonempty.KIND,
            regex.KIND,
        )
    }
)


def build(spec: ValidatorSpec, prompt: Prompt, name: str | None = None) -> Check:
    """A closure output -> Verdict. Raises OptionsError for an unknown kind or wrong options.

    *name* is the verdict's validator name where it differs from the kind's.
    """
    kind = _kind(spec)
    options, category = kind.read_options(spec.options)
    verdicts = Verdicts(name or kind.name, category)
    return _bounded(kind.build(options, prompt, verdicts), verdicts)


def build_all(prompt: Prompt) -> tuple[Check, ...]:
    """All of a prompt's validators in order; the second of a kind is named ``regex#2``, and so on."""
    seen: Counter[str] = Counter()
    checks = []
    for spec in prompt.validators:
        seen[spec.name] += 1
        count = seen[spec.name]
        checks.append(build(spec, prompt, spec.name if count == 1 else f"{spec.name}#{count}"))
    return tuple(checks)


def category_of(spec: ValidatorSpec) -> str:
    """The category that the validator's verdicts will have. Raises OptionsError."""
    return _kind(spec).read_options(spec.options)[1]


def _kind(spec: ValidatorSpec) -> ValidatorKind:
    try:
        return VALIDATORS[spec.name]
    except KeyError:
        raise OptionsError(
            f"unknown validator {spec.name!r}; known: {', '.join(sorted(VALIDATORS))}"
        ) from None


def _bounded(check: Check, verdicts: Verdicts) -> Check:
    too_long = verdicts.fail(f"the output is over {MAX_OUTPUT:,} characters")
    return lambda output: check(output) if len(output) <= MAX_OUTPUT else too_long
