"""``nonempty``: there is something beside white space in the output."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from canary.core.model import Prompt
from canary.core.validators.base import Check, ValidatorKind, Verdicts


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the output holds a character that is not white space."""
    passed, failed = verdicts.passed, verdicts.fail("the output is empty")
    return lambda output: passed if output and not output.isspace() else failed


KIND = ValidatorKind("nonempty", "format", "the output holds more than white space", build)
