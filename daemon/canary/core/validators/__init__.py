"""Checks of one output. One file per kind; ``VALIDATORS`` is the one registry.

Options are checked when a validator is built, so a bad pattern fails at load and not at 03:00. What is
built is a closure from output to verdict that never raises: output is hostile, and whatever exceeds a
bound of size or depth is a fail that says so.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from types import MappingProxyType

from canary.core.model import Prompt, ValidatorSpec, Verdict
from canary.core.validators import (
    alembic_migration,
    any_of,
    contains,
    equals,
    fields,
    grounded_dates,
    grounded_ids,
    grounded_urls,
    json_,
    json_schema,
    max_length,
    min_length,
    nonempty,
    not_,
    not_regex,
    number,
    one_of,
    python,
    refusal,
    regex,
    similarity,
    sql,
    tool_call,
    type_hint,
)
from canary.core.validators.base import MAX_OUTPUT, RAISED, Check, OptionsError, ValidatorKind, Verdicts
from canary.core.validators.plugins import build_of, plugin

__all__ = [
    "VALIDATORS",
    "Check",
    "OptionsError",
    "UnknownValidatorError",
    "ValidatorKind",
    "build",
    "build_all",
    "category_of",
]

VALIDATORS: Mapping[str, ValidatorKind] = MappingProxyType(
    {
        kind.name: kind
        for kind in (
            alembic_migration.KIND,
            any_of.KIND,
            contains.KIND,
            equals.KIND,
            fields.KIND,
            grounded_dates.KIND,
            grounded_ids.KIND,
            grounded_urls.KIND,
            json_.KIND,
            json_schema.KIND,
            max_length.KIND,
            min_length.KIND,
            nonempty.KIND,
            not_.KIND,
            not_regex.KIND,
            number.KIND,
            one_of.KIND,
            python.KIND,
            refusal.KIND,
            regex.KIND,
            similarity.KIND,
            sql.KIND,
            tool_call.KIND,
            type_hint.KIND,
        )
    }
)


class UnknownValidatorError(OptionsError):
    """There is no validator of that name, neither built in nor installed."""


def build(spec: ValidatorSpec, prompt: Prompt, name: str | None = None) -> Check:
    """A closure output -> Verdict. Raises OptionsError for an unknown kind or wrong options.

    *name* is the verdict's validator name where it differs from the kind's.
    """
    kind = _kind(spec)
    options, category = kind.read_options(spec.options)
    verdicts = Verdicts(name or kind.name, category)
    make = kind.build if spec.name in VALIDATORS else build_of(kind)
    return _safe(make(options, prompt, verdicts), verdicts, kind.name)


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
    kind = VALIDATORS.get(spec.name) or plugin(spec.name)
    if kind is None:
        raise UnknownValidatorError(
            f"unknown validator {spec.name!r}; known: {', '.join(sorted(VALIDATORS))}"
        )
    return kind


def _safe(check: Check, verdicts: Verdicts, name: str) -> Check:
    """The check behind its bound of size. A bug in it, or in a parser that it uses, costs a verdict and no cycle."""
    too_long = verdicts.exceeded(f"the output is over {MAX_OUTPUT:,} characters")

    def safe(output: str) -> Verdict:
        if len(output) > MAX_OUTPUT:
            return too_long
        try:
            verdict = check(output)
        except Exception as error:
            return verdicts.undecided(f"{name} {RAISED} {type(error).__name__}: {error}")
        return verdict if isinstance(verdict, Verdict) else verdicts.undecided(f"{name} returned no verdict")

    return safe
