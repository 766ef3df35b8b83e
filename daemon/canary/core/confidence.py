"""How sure an answer says it is: the number it states of itself, where it states one."""

from __future__ import annotations

import json
import re
from typing import Any, Final

from canary.core.canonical import fenced_block

MAX_JSON: Final = 100_000  # characters of an answer that is read as JSON
TAIL: Final = 4_000  # characters from the end of a text in which it is looked for

_STATED = re.compile(
    r"\bconfidence(?:[ _-](?:level|score|rating))?[\"'*_`]{0,4}[ \t]{0,4}(?::|=|\bis\b|\bof\b)?"
    r"[ \t\"'*_`]{0,6}(\d{1,3}(?:\.\d{1,9})?)[ \t]{0,2}(%|/|\d|\.\d)?",
    re.IGNORECASE,
)


def stated_confidence(output: str) -> float | None:
    """The confidence that *output* states, in 0..1; None if it states none that can be read.

    A JSON object's own key ``confidence`` (a number from 0 to 1, or a percentage as text), else the last
    ``confidence: 0.93`` or ``confidence: 93 %`` of the text. A number above 1 without a percent sign could be on any
    scale, so it is none. Never raises.
    """
    found = _in_json(output)
    return found if found is not None else _in_text(output[-TAIL:])


def _in_json(output: str) -> float | None:
    for text in (output.strip(), fenced_block(output) if len(output) <= MAX_JSON else None):
        if text is None or not text.lstrip().startswith("{") or len(text) > MAX_JSON:
            continue
        try:
            value = json.loads(text)
        except (ValueError, RecursionError):
            continue
        if isinstance(value, dict):
            return _number(value.get("confidence"))
    return None


def _number(value: Any) -> float | None:
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, float)):
        return float(value) if 0 <= value <= 1 else None
    if isinstance(value, str) and (found := re.fullmatch(r"\s*(\d{1,3}(?:\.\d{1,9})?)\s*(%?)\s*", value)):
        return _share(found[1], percent=bool(found[2]))
    return None


def _in_text(text: str) -> float | None:
    said = None
    for found in _STATED.finditer(text):
        if found[2] in (None, "%"):
            said = _share(found[1], percent=found[2] == "%")
    return said


def _share(digits: str, *, percent: bool) -> float | None:
    share = float(digits) / (100 if percent else 1)
    return share if share <= 1 else None
