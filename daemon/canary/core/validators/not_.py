"""``not``: another validator does not pass."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Outcome, Prompt, ValidatorSpec, Verdict
from canary.core.validators._nested import build_inner, inner_category, spec_of
from canary.core.validators.base import Check, OverBound, ValidatorKind, Verdicts

EXAMPLE = "- not: refusal, or - not: {contains: sorry}"


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when ``check`` fails, fail when it passes; undecided when it is.

    What the inner one fails for its size alone fails here as well.
    """
    spec = _spec(options)
    inner = build_inner(spec, prompt, spec.name)
    passed, failed = verdicts.passed, verdicts.fail(f"{spec.name} passes, and must not")

    def check(output: str) -> Verdict:
        found = inner(output)
        if isinstance(found, OverBound):
            return verdicts.exceeded(found.reason)
        if found.outcome is Outcome.UNDECIDED:
            return verdicts.undecided(f"{spec.name}: {found.reason}")
        return failed if found.outcome is Outcome.PASS else passed

    return check


def _spec(options: Mapping[str, Any]) -> ValidatorSpec:
    return spec_of(options.get("check"), "check")


KIND = ValidatorKind(
    "not",
    "inner",
    "another validator does not pass",
    build,
    main="check",
    bare_mapping=True,
    example=EXAMPLE,
    inherit=lambda options: inner_category(_spec(options)),
)
