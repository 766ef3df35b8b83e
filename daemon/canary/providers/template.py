"""Templates: plain values whose texts hold placeholders such as ``{{prompt}}``. Pure; asks nobody.

What is put in is never searched for placeholders again, so a prompt may hold any text.
"""

from __future__ import annotations

import difflib
import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from canary.core.model import Message, Prompt, Secret, Target, decoding_params
from canary.providers.parameters import BOUND, json_problem

PROMPT: Final = "prompt"
SYSTEM: Final = "system"
USER: Final = "user"
MESSAGES: Final = "messages"
MODEL: Final = "model"
API_KEY: Final = "api_key"
PARAMS: Final = "params."  # and the parameter's name

_SYSTEM_ROLES: Final = ("system", "developer")
_PLACEHOLDER: Final = re.compile(r"\{\{\s*([A-Za-z_]\w*(?:\.[^{}\s]+)?)\s*\}\}")
_LEFT_OUT: Final = object()  # a value that is not to be sent: its key goes with it


@dataclass(frozen=True, slots=True)
class Place:
    """A placeholder and where it stands. ``whole``: nothing else is in its text; ``keyed``: a mapping's value."""

    where: str
    name: str
    whole: bool
    keyed: bool


def places(template: Any, where: str, keyed: bool = False) -> Iterator[Place]:
    """The placeholders of *template*, which stands at *where*."""
    if isinstance(template, Mapping):
        for key, item in template.items():
            yield from places(item, f"{where}.{key}", keyed=True)
    elif isinstance(template, (list, tuple)):
        for index, item in enumerate(template):
            yield from places(item, f"{where}[{index}]")
    elif (text := _text_of(template)) is not None:
        for found in _PLACEHOLDER.finditer(text):
            yield Place(where, found[1], found[0] == text, keyed)


def slips(template: Any, where: str) -> Iterator[tuple[str, str]]:
    """Where braces stand that are no placeholder, as (key, message)."""
    if isinstance(template, Mapping):
        for key, item in template.items():
            if "{{" in str(key):
                yield where, "has a placeholder in a key; only values are filled in"
            yield from slips(item, f"{where}.{key}")
    elif isinstance(template, (list, tuple)):
        for index, item in enumerate(template):
            yield from slips(item, f"{where}[{index}]")
    elif (text := _text_of(template)) is not None and "{{" in _PLACEHOLDER.sub("", text):
        yield where, "has braces that are no placeholder; one is written {{prompt}} or {{params.NAME}}"


def fill(template: Any, values: Mapping[str, Any]) -> Any:
    """*template* with its placeholders filled in. One that is a whole value keeps its type; within a text, what is
    no text stands as JSON. KeyError for a placeholder that *values* does not know."""
    if isinstance(template, Mapping):
        filled = ((key, fill(item, values)) for key, item in template.items())
        return {key: value for key, value in filled if value is not _LEFT_OUT}
    if isinstance(template, (list, tuple)):
        return [fill(item, values) for item in template]
    text = _text_of(template)
    if text is None:
        return template
    if whole := _PLACEHOLDER.fullmatch(text):
        return values[whole[1]]
    return _PLACEHOLDER.sub(lambda found: _as_text(values[found[1]]), text)


def values_of(target: Target, prompt: Prompt) -> dict[str, Any]:
    """What the placeholders stand for when *prompt* is asked of *target*."""
    params = decoding_params(target, prompt)
    return {
        PROMPT: transcript(prompt.messages),
        SYSTEM: system_of(prompt.messages),
        USER: last_user_turn(prompt.messages),
        MESSAGES: [{"role": m.role, "content": m.content} for m in prompt.messages],
        MODEL: target.model,
        BOUND: params.get(BOUND, _LEFT_OUT),
        **{f"{PARAMS}{name}": value for name, value in params.items()},
    }


def unsent_turn(messages: Sequence[Message], used: frozenset[str]) -> str | None:
    """The role of a turn that a template with the placeholders *used* has no place for; None if it carries them all."""
    if used & {PROMPT, MESSAGES}:
        return None
    users = sum(message.role == USER for message in messages)
    for message in messages:
        own = SYSTEM if message.role in _SYSTEM_ROLES else message.role
        if own not in used or (own == USER and users > 1) or own == "assistant":
            return message.role
    return None


def unknown_placeholder(name: str, known: Iterable[str]) -> str:
    """What to say of a placeholder that does not exist."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    guess = f"did you mean {near[0]}? " if near else ""
    return f'unknown placeholder "{name[:60]}"; {guess}known: {", ".join(names)}, params.NAME'


def unused_params(target: Target, used: Iterable[str], where: str) -> Iterator[tuple[str, str]]:
    """The target's parameters that a template would drop, as (key, message)."""
    sent = {name.removeprefix(PARAMS) for name in used if name.startswith(PARAMS) or name == BOUND}
    for name, value in target.params.items():
        if name not in sent:
            yield f"params.{name}", f"is never sent: {where} does not use {{{{params.{name}}}}}"
        elif (problem := json_problem(value)) is not None:
            yield f"params.{name}", f"cannot be sent as JSON: {problem}"


# --- a prompt as text -----------------------------------------------------------------------------


def transcript(messages: Sequence[Message]) -> str:
    """A prompt as one text. A single user turn is its content; of more, each stands below its role, blank lines between:
    ``System:``, a line end, the content, and so on."""
    if len(messages) == 1 and messages[0].role == USER:
        return messages[0].content
    return "\n\n".join(f"{message.role.capitalize()}:\n{message.content}" for message in messages)


def system_of(messages: Sequence[Message]) -> str:
    """What the system and developer turns say, blank lines between; empty without any."""
    return "\n\n".join(message.content for message in messages if message.role in _SYSTEM_ROLES)


def last_user_turn(messages: Sequence[Message]) -> str:
    """The content of the last user turn; empty without any."""
    return next((message.content for message in reversed(messages) if message.role == USER), "")


def _text_of(value: Any) -> str | None:
    if isinstance(value, Secret):
        return value.reveal()
    return value if isinstance(value, str) else None


def _as_text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, default=dict, ensure_ascii=False)
