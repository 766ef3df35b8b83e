"""``grounded_ids``: every identifier in the output occurs in the prompt. An invented one is a hallucination."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any

from canary.core.model import Prompt, Verdict
from canary.core.validators import options as read
from canary.core.validators._grounding import Mention, judge, prompt_text
from canary.core.validators._id_kinds import ID_KINDS, words
from canary.core.validators.base import Check, OptionsError, ValidatorKind, Verdicts
from canary.core.validators.regex import compile_pattern, utf8

Finder = Callable[[bytes], Iterator[Mention]]  # over UTF-8, offsets in bytes


def build(options: Mapping[str, Any], prompt: Prompt, verdicts: Verdicts) -> Check:
    """Pass when each identifier in the output is in one of the prompt's messages.

    A match of ``pattern`` counts as a whole and in its case; one of the named ``kinds`` in any case. An output
    without any identifier passes: nothing in it is invented.
    """
    finders = _finders(options, prompt)

    def check(output: str) -> Verdict:
        encoded = utf8(output)
        mentions = chain.from_iterable(find(encoded) for find in finders)
        return judge(output, mentions, verdicts, "identifiers", lambda end: _characters(encoded, end))

    return check


def _characters(encoded: bytes, end: int) -> int:
    return len(encoded[:end].decode("utf-8", "replace"))


def _finders(options: Mapping[str, Any], prompt: Prompt) -> list[Finder]:
    if "pattern" not in options and "kinds" not in options:
        raise OptionsError(f"grounded_ids needs pattern, or kinds: a list of {', '.join(ID_KINDS)}")
    own = [_custom(options["pattern"], prompt)] if "pattern" in options else []
    return own + ([_named(kind, prompt) for kind in _kinds(options)] if "kinds" in options else [])


def _kinds(options: Mapping[str, Any]) -> tuple[str, ...]:
    names = read.texts(options, "kinds")
    for name in names:
        if name not in ID_KINDS:
            raise OptionsError(f"unknown kind {name!r} of identifier; known: {', '.join(ID_KINDS)}")
    return names


def _custom(written: Any, prompt: Prompt) -> Finder:
    pattern = compile_pattern(written)
    if pattern.search(b""):
        raise OptionsError("pattern matches the empty text; it must match at least one character")
    known = {
        match.group() for message in prompt.messages for match in pattern.finditer(utf8(message.content))
    }
    return lambda encoded: (
        Mention(match.group().decode("utf-8", "replace"), match.start(), match.group() in known)
        for match in pattern.finditer(encoded)
    )


def _named(kind: str, prompt: Prompt) -> Finder:
    text = prompt_text(prompt)
    announced = {mention.text for mention in ID_KINDS[kind].finder()(utf8(text))}
    return ID_KINDS[kind].finder(words(text) | announced)


KIND = ValidatorKind(
    "grounded_ids",
    "hallucination",
    "every identifier of a pattern or a named kind occurs in the prompt",
    build,
    main="pattern",
    more=("kinds",),
)
