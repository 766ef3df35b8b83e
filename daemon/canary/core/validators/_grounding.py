"""What the grounded validators share: naming what an output says that the prompt did not."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from typing import NamedTuple

from canary.core.model import Prompt, Verdict
from canary.core.validators.base import Verdicts, place

MAX_MENTIONS = 1_000
SHOWN = 3


class Mention(NamedTuple):
    """Something an output names: its text, its offset, and whether the prompt has it."""

    text: str
    offset: int
    grounded: bool


def prompt_text(prompt: Prompt) -> str:
    """All messages, the system message too, kept apart by an empty line."""
    return "\n\n".join(message.content for message in prompt.messages)


def judge(
    output: str,
    mentions: Iterable[Mention],
    verdicts: Verdicts,
    what: str,
    characters: Callable[[int], int] = lambda offset: offset,
) -> Verdict:
    """Fail for mentions that are not grounded, at the place of the first.

    *characters* turns an offset into one in characters, where mentions count differently. More than ``MAX_MENTIONS``
    fail as well: nobody reads on.
    """
    found = list(islice(mentions, MAX_MENTIONS + 1))
    if len(found) > MAX_MENTIONS:
        return verdicts.exceeded(f"more than {MAX_MENTIONS} {what}")
    invented = [mention for mention in found if not mention.grounded]
    if not invented:
        return verdicts.passed
    return verdicts.fail(_reason(invented), *place(output, characters(invented[0].offset)))


def _reason(invented: list[Mention]) -> str:
    names = list(dict.fromkeys(mention.text for mention in invented))
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    verb = "is" if len(names) == 1 else "are"
    return f"{', '.join(name[:60] for name in names[:SHOWN])}{more} {verb} not in the prompt"
