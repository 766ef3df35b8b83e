"""``any_of``: at least one of several validators passes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Outcome, Prompt, ValidatorSpec, Verdict
from canary.core.validators._nested import build_inner, inner_category, spec_of
from canary.core.validators.base import MAX_REASON, Check, OptionsError, OverBound, ValidatorKind, Verdicts

MAX_CHECKS = 20
EXAMPLE = "- any_of: [json, {regex: 'TKT-[0-9]+'}]"


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass with the first of ``checks`` that passes; fail when all of them fail, naming each one's reason.

    Undecided when none passes and one is undecided.
    """
    specs = _specs(options)
    checks = [build_inner(spec, prompt, f"checks[{index}] {spec.name}") for index, spec in enumerate(specs)]

    def check(output: str) -> Verdict:
        found = []
        for inner in checks:
            verdict = inner(output)
            if verdict.outcome is Outcome.PASS:
                return verdicts.passed
            found.append(verdict)
        return _none_passed(found, verdicts)

    return check


def _none_passed(found: list[Verdict], verdicts: Verdicts) -> Verdict:
    share = MAX_REASON // len(found)
    reason = "none passes: " + "; ".join(
        f"{verdict.validator}: {verdict.reason}"[:share] for verdict in found
    )
    if all(isinstance(verdict, OverBound) for verdict in found):
        return verdicts.exceeded(reason)
    undecided = any(verdict.outcome is Outcome.UNDECIDED for verdict in found)
    return verdicts.undecided(reason) if undecided else verdicts.fail(reason)


def _specs(options: Mapping[str, Any]) -> list[ValidatorSpec]:
    written = options.get("checks")
    if not isinstance(written, list) or not 1 <= len(written) <= MAX_CHECKS:
        raise OptionsError(f"checks must be a list of 1 to {MAX_CHECKS} validators, for example {EXAMPLE}")
    return [spec_of(entry, f"checks[{index}]") for index, entry in enumerate(written)]


KIND = ValidatorKind(
    "any_of",
    "inner",
    "at least one of several validators passes",
    build,
    main="checks",
    example=EXAMPLE,
    inherit=lambda options: inner_category(_specs(options)[0]),
)
