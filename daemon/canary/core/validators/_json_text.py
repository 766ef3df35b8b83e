"""The JSON of an output: the whole of it, or the body of the code fence it starts with. Bounded in size and depth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import orjson

from canary.core.canonical import fenced_block
from canary.core.model import Verdict
from canary.core.validators.base import Verdicts

MAX_JSON = 262_144
MAX_DEPTH = 250
FENCED = "valid inside a code fence"
TOO_DEEP = "the JSON is nested too deeply"


@dataclass(frozen=True, slots=True)
class Parsed:
    """A parsed document, and the pass for it, which tells of a fence."""

    value: Any
    passed: Verdict


def parse(output: str, verdicts: Verdicts) -> Parsed | Verdict:
    """The document, or the verdict of a check that cannot read its output. Never raises.

    JSON among other words is not searched for: who asked for JSON got something else.
    """
    if len(output) > MAX_JSON:
        return verdicts.exceeded(f"the JSON is over {MAX_JSON:,} characters")
    body = fenced_block(output) if output.lstrip()[:3] in ("```", "~~~") else None
    text = output if body is None else body
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        return _not_json(error, output, body, verdicts)
    if too_deep(text, value):
        return verdicts.exceeded(TOO_DEEP)
    return Parsed(value, verdicts.passed if body is None else verdicts.passed_with(FENCED))


def too_deep(text: str, value: Any) -> bool:
    """Whether *value*, parsed from *text*, has more than ``MAX_DEPTH`` levels."""
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return False
    level = [value]
    for _ in range(MAX_DEPTH):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: Any) -> Any:
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list) else ()


def _not_json(error: orjson.JSONDecodeError, output: str, body: str | None, verdicts: Verdicts) -> Verdict:
    if "limit exceeded" in error.msg:
        return verdicts.exceeded(TOO_DEEP)
    before = 0 if body is None else output[: output.index(body)].count("\n")
    reason = error.msg.split(":")[0] if output.strip() else "the output is empty"
    return verdicts.unreadable(f"not JSON: {reason}", error.lineno + before, error.colno)
