"""``grounded_ids``: every identifier in the output occurs in the prompt. An invented one is a hallucination."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import islice
from typing import Any

from canary.core.model import Prompt
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts, place
from canary.core.validators.regex import compile_pattern, utf8

MAX_IDS = 1_000


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when each match of the pattern in the output is also a whole match in one of the prompt's messages.

    An output without any identifier passes: nothing in it is invented.
    """
    pattern = compile_pattern(options.get("pattern"))
    if pattern.search(b""):
        raise OptionsError("pattern matches the empty text; it must match at least one character")
    known = {
        match.group() for message in prompt.messages for match in pattern.finditer(utf8(message.content))
    }

    def check(output: str) -> Any:
        encoded = utf8(output)
        found = list(islice(pattern.finditer(encoded), MAX_IDS + 1))
        if len(found) > MAX_IDS:
            return verdicts.fail(f"more than {MAX_IDS} identifiers")
        invented = [match for match in found if match.group() not in known]
        if not invented:
            return verdicts.passed
        offset = len(encoded[: invented[0].start()].decode("utf-8", "replace"))
        return verdicts.fail(_reason(invented), *place(output, offset))

    return check


def _reason(invented: list[Any]) -> str:
    names = list(dict.fromkeys(match.group().decode("utf-8", "replace") for match in invented))
    more = f" and {len(names) - 3} more" if len(names) > 3 else ""
    verb = "is" if len(names) == 1 else "are"
    return f"{', '.join(name[:60] for name in names[:3])}{more} {verb} not in the prompt"


KIND = ValidatorKind(
    "grounded_ids",
    "hallucination",
    "every identifier that matches a pattern occurs in the prompt",
    build,
    main="pattern",
)
