"""``equals``: the output is the reference, both in the prompt's canonical form."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import options as read
from canary.core.validators._compare import form, shown
from canary.core.validators.base import Check, ValidatorKind, Verdicts


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the canonical forms of the output and of ``value`` are the same text."""
    canonical = form(options, prompt)
    value = read.text(options, "value")
    wanted = canonical(value)
    empty = verdicts.unreadable("the output is empty")

    def check(output: str) -> Verdict:
        if canonical(output) == wanted:
            return verdicts.passed
        if not output or output.isspace():
            return empty
        return verdicts.fail(f"{shown(output.strip())} is not {shown(value)}")

    return check


KIND = ValidatorKind(
    "equals", "format", "the output is a given text", build, main="value", more=("canonical",)
)
