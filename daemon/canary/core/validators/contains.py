"""``contains``: the given texts occur in the output, as they are written."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import options as read
from canary.core.validators._compare import shown
from canary.core.validators.base import Check, ValidatorKind, Verdicts


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when every one of ``texts`` is somewhere in the output; with ``ignore_case`` in any case."""
    texts = read.texts(options, "texts")
    fold = read.flag(options, "ignore_case")
    wanted = [(text.casefold() if fold else text, text) for text in texts]
    empty = verdicts.unreadable("the output is empty")

    def check(output: str) -> Verdict:
        searched = output.casefold() if fold else output
        for folded, text in wanted:
            if folded not in searched:
                blank = not output or output.isspace()
                return empty if blank else verdicts.fail(f"{shown(text)} is not in the output")
        return verdicts.passed

    return check


KIND = ValidatorKind(
    "contains", "format", "the given texts occur in the output", build, main="texts", more=("ignore_case",)
)
