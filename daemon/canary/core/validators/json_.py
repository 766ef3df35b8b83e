"""``json``: the output is JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators._json_text import Parsed, parse
from canary.core.validators.base import Check, ValidatorKind, Verdicts


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output, or the body of its code fence where it starts with one, parses."""

    def check(output: str) -> Verdict:
        read = parse(output, verdicts)
        return read.passed if isinstance(read, Parsed) else read

    return check


KIND = ValidatorKind("json", "format", "the output is JSON", build)
