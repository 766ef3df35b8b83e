"""A prompt, kept out of what a server says is wrong with it: failures are logged and told, and prompts are not."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from canary.core.model import Prompt
from canary.providers.base import Unmeasured

RUN: Final = 24  # characters in a row that nobody writes by chance; a whole message may be shorter
SHORTEST: Final = 8  # characters of a message: what is shorter is a word that stands in many a text
SHOWN: Final = "<prompt>"


def without_echo(failure: Unmeasured, prompt: Prompt) -> Unmeasured:
    """The same failure without what its words repeat of *prompt*."""
    detail = masked(failure.detail, prompt)
    if detail == failure.detail:
        return failure
    return Unmeasured(failure.kind, detail, failure.retryable, failure.retry_after, failure.status)


def masked(detail: str, prompt: Prompt) -> str:
    """*detail*, which is short and on one line, with `SHOWN` for each message and each run of `RUN` characters of one."""
    texts = [" ".join(message.content.split()) for message in prompt.messages]
    for text in texts:
        if len(text) >= SHORTEST:
            detail = detail.replace(text, SHOWN)
    return "".join(_pieces(detail, texts))


def _pieces(detail: str, texts: Sequence[str]) -> Iterator[str]:
    at = 0
    while at < len(detail):
        length = _repeated(detail, at, texts)
        yield SHOWN if length else detail[at]
        at += length or 1


def _repeated(detail: str, at: int, texts: Sequence[str]) -> int:
    """How many characters from *at* on one of *texts* has in a row; 0 if they are fewer than `RUN`."""
    end, run = at + RUN, detail[at : at + RUN]
    holding = [text for text in texts if len(run) == RUN and run in text]
    while holding and end < len(detail):
        longer = [text for text in holding if detail[at : end + 1] in text]
        if not longer:
            break
        holding, end = longer, end + 1
    return end - at if holding else 0
