"""``one_of``: the output is one of the given texts, in the prompt's canonical form: a label, a letter, yes or no."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import options as read
from canary.core.validators._compare import form, shown
from canary.core.validators.base import Check, ValidatorKind, Verdicts

SHOWN = 8


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the whole output has the canonical form of one of ``values``."""
    canonical = form(options, prompt)
    values = read.texts(options, "values")
    wanted = frozenset(canonical(value) for value in values)
    listed = ", ".join(shown(value) for value in values[:SHOWN]) + (", …" if len(values) > SHOWN else "")
    empty = verdicts.unreadable("the output is empty")

    def check(output: str) -> Verdict:
        if canonical(output) in wanted:
            return verdicts.passed
        if not output or output.isspace():
            return empty
        return verdicts.fail(f"{shown(output.strip())} is none of {listed}")

    return check


KIND = ValidatorKind(
    "one_of", "format", "the output is one of the given texts", build, main="values", more=("canonical",)
)
