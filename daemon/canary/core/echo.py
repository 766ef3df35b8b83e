"""What we sent, kept out of what a server says is wrong with it: its words are logged and told, and texts are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

RUN: Final = 24  # characters in a row that nobody writes by chance; a whole text may be shorter
SHORTEST: Final = 8  # characters of a text: what is shorter is a word that stands in many a message


def without_echo(words: str, texts: Sequence[str], shown: str) -> str:
    """*words*, which are few and on one line, with *shown* for each of *texts* and each run of `RUN` characters of one."""
    flat = [" ".join(text.split()) for text in texts]
    for text in flat:
        if len(text) >= SHORTEST:
            words = words.replace(text, shown)
    return "".join(_pieces(words, flat, shown))


def _pieces(words: str, texts: Sequence[str], shown: str) -> Iterator[str]:
    at = 0
    while at < len(words):
        length = _repeated(words, at, texts)
        yield shown if length else words[at]
        at += length or 1


def _repeated(words: str, at: int, texts: Sequence[str]) -> int:
    """How many characters from *at* on one of *texts* has in a row; 0 if they are fewer than `RUN`."""
    end, run = at + RUN, words[at : at + RUN]
    holding = [text for text in texts if len(run) == RUN and run in text]
    while holding and end < len(words):
        longer = [text for text in holding if words[at : end + 1] in text]
        if not longer:
            break
        holding, end = longer, end + 1
    return end - at if holding else 0
