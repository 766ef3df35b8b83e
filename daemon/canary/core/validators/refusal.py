"""``refusal``: the output is an answer, and not a refusal to give one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import orjson

from canary.core.canonical import fenced_block
from canary.core.model import Prompt, Verdict
from canary.core.validators import options as read
from canary.core.validators._compare import shown
from canary.core.validators._json_text import MAX_JSON
from canary.core.validators._refusals import refusing_clause
from canary.core.validators.base import Check, ValidatorKind, Verdicts
from canary.core.validators.regex import compile_pattern, utf8

# Who refuses says so at once: what follows the head of an answer is not read.
HEAD = 600
MAX_TEXTS = 20


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Fail when the beginning of the output declines, or when one of the patterns ``also`` matches there.

    A JSON answer is judged by its texts. Thinking in ``<think>`` is skipped. An answer that goes on to give a block of
    code has answered.
    """
    also = [compile_pattern(pattern) for pattern in read.texts(options, "also")] if "also" in options else []
    empty = verdicts.unreadable("the output is empty")

    def check(output: str) -> Verdict:
        if not output or output.isspace():
            return empty
        for head in _heads(output):
            said = refusing_clause(head) or _matching(head, also)
            if said:
                return verdicts.fail(f"refuses: {shown(said)}")
        return verdicts.passed

    return check


def _matching(head: str, also: list[Any]) -> str | None:
    encoded = utf8(head)
    match = next((match for pattern in also if (match := pattern.search(encoded))), None)
    return match.group().decode("utf-8", "replace") or head if match else None


def _heads(output: str) -> Iterator[str]:
    """Where a refusal would stand: the beginning, or the beginning of each text of a JSON answer."""
    answer = _after_thinking(output)
    block = fenced_block(answer)
    texts = _json_texts(answer if block is None else block)
    if texts is not None:
        yield from texts
    elif block is None:
        yield answer[:HEAD]


def _after_thinking(output: str) -> str:
    answer = output.lstrip()
    if answer[:7].lower() != "<think>":
        return answer
    return answer.partition("</think>")[2].lstrip() or answer


def _json_texts(text: str) -> list[str] | None:
    """The heads of the texts in a JSON document; None for what is no JSON."""
    if text.lstrip()[:1] not in ("{", "[", '"') or len(text) > MAX_JSON:
        return None
    try:
        level = [orjson.loads(text)]
    except orjson.JSONDecodeError:
        return None
    found: list[str] = []
    while level and len(found) < MAX_TEXTS:
        found += [value[:HEAD] for value in level if isinstance(value, str)]
        level = [child for value in level for child in _children(value)]
    return found[:MAX_TEXTS]


def _children(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return list(value.values())
    return value if isinstance(value, list) else []


KIND = ValidatorKind("refusal", "refusal", "the output is not a refusal", build, more=("also",))
