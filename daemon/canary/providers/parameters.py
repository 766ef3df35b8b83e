"""Decoding parameters and addresses, as far as providers have them in common. Pure; asks nobody.

A parameter is sent as it is written or refused when the configuration loads: none is dropped or renamed in silence.
"""

from __future__ import annotations

import difflib
import json
from collections.abc import Collection, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

from canary.core.model import Prompt, Target

EXTRA: Final = "extra_params"
ROOM: Final = "thinking_room"
STOP: Final = "stop"  # what the prompts of an evaluation's log may say beside it: texts that end an answer
BOUND: Final = "max_tokens"  # what a suite calls the bound on an answer, whatever a provider calls it


def sent_params(
    target: Target, prompt: Prompt, bound: str, others: Collection[str] = (), stop: str = STOP
) -> dict[str, Any]:
    """The target's parameters with the prompt's own: its bound under its name here, *bound*, and where to stop, *stop*.

    Where the target itself names a bound by one of *others*, that stands: it was written for this model.
    """
    params = dict(target.params)
    if BOUND in prompt.params and not any(name in params for name in others):
        params[bound] = prompt.params[BOUND]
    if STOP in prompt.params:
        params[stop] = prompt.params[STOP]
    return params


def thinking_room(target: Target) -> int:
    """Tokens on top of a suite's bound where an API counts thinking into it (Anthropic's): what the target says, else
    the budget of thinking that is of a fixed size."""
    room, thinking = target.options.get(ROOM), target.params.get("thinking")
    if room is None and isinstance(thinking, Mapping) and thinking.get("type") == "enabled":
        room = thinking.get("budget_tokens")
    return room if type(room) is int and room > 0 else 0


def extra_params(target: Target) -> Mapping[str, Any]:
    """What is sent beside them on the user's word."""
    extra = target.options.get(EXTRA)
    return extra if isinstance(extra, Mapping) else {}


def param_problems(
    target: Target, api: str, known: Collection[str], reserved: Mapping[str, str], nest: str = ""
) -> Iterator[tuple[str, str]]:
    """What is wrong with ``params`` and ``extra_params``, as (key, message). *api* is its name for people.

    *known* are the parameters of that API; *reserved* are keys of its requests that are not for users, with the reason.
    *nest* is the object of the request that parameters go into, where the API has one.
    """
    extra = target.options.get(EXTRA, {})
    if not isinstance(extra, Mapping):
        yield EXTRA, "must be a mapping of names to values"
        extra = {}
    for key, value in target.params.items():
        where = f"params.{key}"
        if key in reserved:
            yield where, reserved[key]
        elif key == nest:
            yield where, "is filled from params: write what is in it beside the others"
        elif key not in known:
            yield where, _unknown(key, api, known)
        elif (problem := json_problem(value)) is not None:
            yield where, f"cannot be sent as JSON: {problem}"
    for key, value in extra.items():
        where = f"{EXTRA}.{key}"
        if key in reserved:
            yield where, reserved[key]
        elif key in known:
            yield where, f"is known to {api}: write it under params"
        elif (problem := json_problem(value)) is not None:
            yield where, f"cannot be sent as JSON: {problem}"
    if nest:
        yield from _nested_problems(target, api, known, nest)


def _unknown(key: str, api: str, known: Collection[str]) -> str:
    near = difflib.get_close_matches(key, known, n=1)
    hint = f"did you mean {near[0]}? " if near else ""
    return f"is no parameter of {api}; {hint}what your server knows beyond it goes under {EXTRA}"


def json_problem(value: Any) -> str | None:
    """Why *value* cannot be sent as JSON; None if it can."""
    try:
        json.dumps(value, default=dict, allow_nan=False)
    except (TypeError, ValueError, RecursionError) as error:
        return str(error)[:200]
    return None


def url_problems(url: str, added: Collection[str] = ()) -> Iterator[str]:
    """What is wrong with a base_url. *added* are the paths that requests put behind it."""
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        yield "is not a URL"
        return
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield "must be an http:// or https:// address"
    if parts.username or parts.password:
        yield "must not hold a password; use api_key"
    if parts.query or parts.fragment:
        yield "must not have a query or fragment"
    for path in added:
        if parts.path.rstrip("/").endswith(path):
            yield f"must end before {path}, which is added to it"


def connection_problems(target: Target, added: Collection[str] = ()) -> Iterator[tuple[str, str]]:
    """What is wrong with ``base_url`` and ``api_key``, as (key, message)."""
    if target.base_url is not None:
        yield from (("base_url", problem) for problem in url_problems(target.base_url, added))
    if target.api_key is not None and not fits_a_header(target.api_key.reveal()):
        yield "api_key", "is empty or holds blanks, line ends or characters that no header can carry"


def fits_a_header(key: str) -> bool:
    """Whether *key* can be sent as (part of) a header's value."""
    return bool(key) and key.isascii() and key.isprintable() and " " not in key


# --- requests that keep their parameters in an object of their own -----------------------------------


def with_extra(payload: Mapping[str, Any], target: Target, nest: str) -> dict[str, Any]:
    """*payload* with the target's extra parameters; those under *nest* join the object of that name."""
    extra = extra_params(target)
    inner = {**payload.get(nest, {}), **extra.get(nest, {})}
    return {**payload, **extra, **({nest: inner} if inner else {})}


def _nested_problems(
    target: Target, api: str, known: Collection[str], nest: str
) -> Iterator[tuple[str, str]]:
    """What is wrong with the extra parameters under *nest*: those of the API are written under params."""
    inner = extra_params(target).get(nest, {})
    if not isinstance(inner, Mapping):
        yield f"{EXTRA}.{nest}", "must be a mapping of names to values"
        return
    for key in inner:
        if key in known:
            yield f"{EXTRA}.{nest}.{key}", f"is known to {api}: write it under params"
