"""``not_regex``: the pattern is nowhere in the output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators._compare import shown
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts, place
from canary.core.validators.regex import compile_pattern, utf8


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the pattern matches nowhere; an empty output passes."""
    pattern = compile_pattern(options.get("pattern"))
    if pattern.search(b""):
        raise OptionsError("pattern matches the empty text; every output would fail")

    def check(output: str) -> Verdict:
        encoded = utf8(output)
        match = pattern.search(encoded)
        if match is None:
            return verdicts.passed
        offset = len(encoded[: match.start()].decode("utf-8", "replace"))
        found = match.group()[:400].decode("utf-8", "replace")
        return verdicts.fail(f"{shown(found)} matches {options['pattern']!r}", *place(output, offset))

    return check


KIND = ValidatorKind("not_regex", "format", "an RE2 pattern is nowhere in the output", build, main="pattern")
