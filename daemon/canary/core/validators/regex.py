"""``regex``: the pattern is found in the output. RE2, so that no output can make matching slow."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import re2

from canary.core.model import Prompt, Verdict
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts

MAX_PATTERN = 1_000


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when the pattern matches anywhere; anchor it with ``^`` and ``$`` to match the whole output."""
    search = compile_pattern(options.get("pattern")).search
    passed, failed = verdicts.passed, verdicts.fail(f"no match for {options['pattern']!r}")
    empty = verdicts.unreadable(f"no match for {options['pattern']!r}: the output is empty")

    def check(output: str) -> Verdict:
        if search(utf8(output)):
            return passed
        return failed if output and not output.isspace() else empty

    return check


def compile_pattern(pattern: Any) -> Any:
    """An RE2 program over UTF-8 bytes. Raises OptionsError with RE2's own explanation."""
    if not isinstance(pattern, str) or not pattern:
        raise OptionsError("pattern must be a non-empty text; quote it in YAML with single quotes")
    if len(pattern) > MAX_PATTERN:
        raise OptionsError(f"pattern is over {MAX_PATTERN} characters")
    try:
        return re2.compile(utf8(pattern), _quiet())
    except re2.error as error:
        raise OptionsError(f"bad pattern {pattern!r}: {_explain(error)}") from None


def utf8(text: str) -> bytes:
    """UTF-8 for matching; a lone surrogate, which UTF-8 has no bytes for, becomes a question mark."""
    return text.encode("utf-8", "replace")


def _quiet() -> Any:
    options = re2.Options()
    options.log_errors = False
    return options


def _explain(error: Exception) -> str:
    said = error.args[0] if error.args else "not an RE2 pattern"
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    hint = " (RE2 has no look-around and no back-references)" if "(?" in text or "escape" in text else ""
    return text + hint


KIND = ValidatorKind("regex", "format", "an RE2 pattern is found in the output", build, main="pattern")
