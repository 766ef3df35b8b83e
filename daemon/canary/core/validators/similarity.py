"""``similarity``: the output is close to a reference, by rapidfuzz's ratio."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from rapidfuzz import fuzz

from canary.core.model import Prompt, Verdict
from canary.core.validators import options as read
from canary.core.validators._compare import form
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts

MAX_COMPARED = 131_072
DEFAULT = 0.8


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when 1 - d / (m + n) is at least ``threshold``: d insertions and deletions turn the output's canonical
    form (m characters) into the reference's (n characters). Source: rapidfuzz, ``fuzz.ratio``.
    """
    canonical = form(options, prompt)
    reference = canonical(read.text(options, "reference"))
    threshold = read.number(options, "threshold", DEFAULT)
    if not 0 < threshold <= 1:
        raise OptionsError("threshold must be over 0 and at most 1")
    empty = verdicts.unreadable("the output is empty")
    too_long = verdicts.exceeded(f"the output is over {MAX_COMPARED:,} characters")

    def check(output: str) -> Verdict:
        if not output or output.isspace():
            return empty
        if len(output) > MAX_COMPARED:
            return too_long
        ratio = fuzz.ratio(canonical(output), reference) / 100
        if ratio >= threshold:
            return verdicts.passed
        return verdicts.fail(f"similarity {ratio:.3f} to the reference; at least {threshold:g}")

    return check


KIND = ValidatorKind(
    "similarity",
    "format",
    "the output is close to a reference text",
    build,
    main="reference",
    more=("threshold", "canonical"),
)
