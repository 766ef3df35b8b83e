"""Any endpoint that takes JSON and answers in JSON: what is sent is a template, what is read are JSON pointers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import parse_qsl

import httpx

from canary.core.model import (
    EMPTY,
    Answer,
    FailureKind,
    Prompt,
    Secret,
    Target,
    names_a_secret,
    without_secrets,
)
from canary.providers import template
from canary.providers.base import Endpoint, Unmeasured
from canary.providers.failures import refusal
from canary.providers.parameters import BOUND, fits_a_header, json_problem, url_problems
from canary.providers.reading import count, label, malformed, mapping, said
from canary.providers.template import API_KEY, MESSAGES, MODEL, PARAMS, PROMPT, SYSTEM, USER
from canary.providers.wire import HttpEndpoint, decode_json, open_transport, post_json

HEADERS, BODY, RESPONSE = "headers", "body", "response"
TEXT: Final = "text"
FIELDS: Final = (
    TEXT,
    "model",
    "system_fingerprint",
    "request_id",
    "finish_reason",
    "input_tokens",
    "output_tokens",
    "reasoning",
    "reasoning_tokens",
)
PLACEHOLDERS: Final = frozenset({PROMPT, SYSTEM, USER, MESSAGES, MODEL, BOUND})

_AUTHORIZATION: Final = "authorization"
_OURS: Final = {  # headers that say how the bytes travel
    **dict.fromkeys(
        ("connection", "content-length", "expect", "te", "trailer", "transfer-encoding", "upgrade"),
        "is set by Canary; leave it out",
    ),
    "accept-encoding": "is set by Canary, which asks for plain bytes; leave it out",
}
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_REQUEST_ID: Final = ("x-request-id", "request-id")
_MISSING: Final = object()


class Http:
    """The translation of one target. Its pointers are read once; what they lead to may be missing, but for the text."""

    __slots__ = ("_pointers",)

    def __init__(self, target: Target) -> None:
        self._pointers = _pointers(target.options.get(RESPONSE))

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        body = target.options.get(BODY)
        used = frozenset(place.name for place in template.places(body, BODY))
        unsent = template.unsent_turn(prompt.messages, used)
        if unsent is not None:
            raise Unmeasured(
                FailureKind.REJECTED,
                f"body has no place for a {unsent} turn of this prompt; use {{{{messages}}}} or {{{{prompt}}}}",
            )
        payload = template.fill(body, template.values_of(target, prompt))
        return post_json(target.base_url or "", payload, target, _headers(target))

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise refusal(status, headers, body)
        document = decode_json(body, headers.get("content-type", ""))
        found = {name: _at(pointer, document) for name, pointer in self._pointers.items()}
        request_id = label(found.get("request_id")) or next(
            filter(None, (label(headers.get(name)) for name in _REQUEST_ID)), None
        )
        return Answer(
            text=_text(found.get(TEXT, _MISSING), document),
            model=label(found.get("model")),
            system_fingerprint=label(found.get("system_fingerprint")),
            request_id=request_id,
            finish_reason=label(found.get("finish_reason")),
            input_tokens=count(found.get("input_tokens")),
            output_tokens=count(found.get("output_tokens")),
            reasoning=_reasoning(found.get("reasoning")),
            reasoning_tokens=count(found.get("reasoning_tokens")),
        )


def _text(found: object, document: object) -> str:
    """The answer exactly as sent; empty where the endpoint says null and names no error."""
    if isinstance(found, str):
        return found
    error = said(mapping(document).get("error")) if found is _MISSING or found is None else None
    if found is None and error is None:
        return ""
    what = "nothing at response.text" if found is _MISSING else "something other than a text at response.text"
    raise malformed(error or what, "the answer")


def _reasoning(found: object) -> str | None:
    return found if isinstance(found, str) and found else None


# --- JSON pointers (RFC 6901) ---------------------------------------------------------------------


def _pointers(response: Any) -> Mapping[str, tuple[str, ...]]:
    """The steps to each field. A pointer by itself leads to the text. What ``check`` would refuse is left out."""
    written = {TEXT: response} if isinstance(response, str) else mapping(response)
    return {
        name: _steps(pointer)
        for name, pointer in written.items()
        if isinstance(pointer, str) and _pointer_problem(pointer) is None
    }


def _steps(pointer: str) -> tuple[str, ...]:
    return tuple(step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:])


def _pointer_problem(pointer: object) -> str | None:
    if not isinstance(pointer, str):
        return "must be a JSON pointer, such as /choices/0/message/content"
    if pointer and not pointer.startswith("/"):
        return "is no JSON pointer: it must begin with /, such as /choices/0/message/content"
    if re.search(r"~(?![01])", pointer):
        return "is no JSON pointer: write ~0 for ~ and ~1 for /"
    return None


def _at(steps: tuple[str, ...], document: Any) -> Any:
    """What stands there; _MISSING where nothing does."""
    value = document
    for step in steps:
        if isinstance(value, dict):
            value = value.get(step, _MISSING)
        elif isinstance(value, list):
            value = _item(value, step)
        else:
            return _MISSING
    return value


def _item(items: list[Any], step: str) -> Any:
    # As RFC 6901 has it: digits without leading zeros. Ten of them outnumber any list.
    if re.fullmatch(r"0|[1-9][0-9]{0,9}", step) and int(step) < len(items):
        return items[int(step)]
    return _MISSING


# --- headers --------------------------------------------------------------------------------------


def _headers(target: Target) -> dict[str, str]:
    """The user's headers; beside them the key as a bearer token, where none of them has a use for it."""
    written = mapping(target.options.get(HEADERS))
    key = target.api_key.reveal() if target.api_key else ""
    headers = {name.lower(): str(template.fill(value, {API_KEY: key})) for name, value in written.items()}
    if key and not _names_the_key(written):
        headers.setdefault(_AUTHORIZATION, f"Bearer {key}")
    return headers


def _names_the_key(written: Mapping[str, Any]) -> bool:
    return any(place.name == API_KEY for place in template.places(written, HEADERS))


# --- configuration --------------------------------------------------------------------------------


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(Http(target), target, open_transport(target.base_url or "", target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from (("base_url", problem) for problem in _address_problems(target.base_url))
    yield from _header_problems(target)
    yield from _body_problems(target)
    yield from _response_problems(target.options.get(RESPONSE))


def _address_problems(url: str | None) -> Iterator[str]:
    """Unlike other providers' it is the whole address, so it may have a query."""
    if url is None:
        yield "is missing; it is the whole address that is asked"
        return
    path, _, query = url.partition("?")
    yield from (problem.replace("a query or fragment", "a fragment") for problem in url_problems(path))
    if "#" in query:
        yield "must not have a fragment"
    if not _is_url(url):
        yield "is not a URL"
    if "{{" in url:
        yield "is sent as written; placeholders belong in body"
    for name in sorted(
        {name for name, _ in parse_qsl(query, keep_blank_values=True) if names_a_secret(name)}
    ):
        yield f"has {name} in its query, and is shown and stored as a whole; send secrets in headers"


def _is_url(url: str) -> bool:
    try:
        httpx.URL(url)
    except (httpx.InvalidURL, ValueError):
        return False
    return True


def _header_problems(target: Target) -> Iterator[tuple[str, str]]:
    written = target.options.get(HEADERS, EMPTY)
    if not isinstance(written, Mapping):
        yield HEADERS, "must be a mapping of names to texts"
        return
    seen: set[str] = set()
    for name, value in written.items():
        for problem in _problems_of_header(name, value, name.lower() in seen):
            yield f"{HEADERS}.{name}", problem
        seen.add(name.lower())
    if target.api_key is None:
        if _names_the_key(written):
            yield "api_key", "is missing; headers use it"
        return
    if not fits_a_header(target.api_key.reveal()):
        yield "api_key", "is empty or holds blanks, line ends or characters that no header can carry"
    if _AUTHORIZATION in seen and not _names_the_key(written):
        yield "api_key", "is never sent: headers has another authorization; write {{api_key}} there"


def _problems_of_header(name: str, value: Any, twice: bool) -> Iterator[str]:
    text = value.reveal() if isinstance(value, Secret) else value
    if not _HEADER_NAME.fullmatch(name):
        yield "is no name of a header"
    if name.lower() in _OURS:
        yield _OURS[name.lower()]
    if twice:
        yield "is given twice; case makes no difference"
    if not isinstance(text, str):
        yield "must be text; quote it"
        return
    if not text.isascii() or not text.isprintable() or text != text.strip():
        yield "holds line ends, blanks around it, or characters that no header can carry"
    yield from (problem for _, problem in template.slips(value, name))
    for place in template.places(value, name):
        if place.name != API_KEY:
            yield "may hold {{api_key}} and no other placeholder"


def _body_problems(target: Target) -> Iterator[tuple[str, str]]:
    body = target.options.get(BODY)
    if body is None:
        yield BODY, 'is missing; it is what is sent, such as {model: "{{model}}", messages: "{{messages}}"}'
        return
    if (problem := json_problem(without_secrets(body))) is not None:
        yield BODY, f"cannot be sent as JSON: {problem}"
        return
    if isinstance(body, Mapping) and body.get("stream") not in (None, False):
        yield f"{BODY}.stream", "is not supported: a sample is one whole reply; leave it out"
    found = list(template.places(body, BODY))
    used = frozenset(place.name for place in found)
    yield from template.slips(body, BODY)
    yield from ((place.where, problem) for place in found for problem in _problems_of_place(place, target))
    if not used & {PROMPT, MESSAGES, USER}:
        yield BODY, "never sends the prompt; use {{messages}} or {{prompt}}"
    if MODEL in used and target.model == target.provider:
        yield "model", "is missing; body uses it"
    yield from template.unused_params(target, used, "body")


def _problems_of_place(place: template.Place, target: Target) -> Iterator[str]:
    if place.name.startswith(PARAMS):
        if place.name.removeprefix(PARAMS) not in target.params:
            yield f"uses {{{{{place.name}}}}}, and params has no such parameter"
    elif place.name not in PLACEHOLDERS:
        yield template.unknown_placeholder(place.name, PLACEHOLDERS)
    elif place.name == MESSAGES and not place.whole:
        yield "{{messages}} is a list and must be the whole value; use {{prompt}} within a text"
    elif place.name == BOUND and not (place.whole and place.keyed):
        # A prompt may have no bound, and then its key is left out.
        yield "{{max_tokens}} must be the whole value of a key"


def _response_problems(response: Any) -> Iterator[tuple[str, str]]:
    if response is None:
        yield RESPONSE, "is missing; it points to the text in the reply, such as /choices/0/message/content"
    elif not isinstance(response, Mapping):
        if (problem := _pointer_problem(response)) is not None:
            yield RESPONSE, problem
    else:
        for name, pointer in response.items():
            if name not in FIELDS:
                yield f"{RESPONSE}.{name}", f"is no part of an answer; known: {', '.join(FIELDS)}"
            elif (problem := _pointer_problem(pointer)) is not None:
                yield f"{RESPONSE}.{name}", problem
        if TEXT not in response:
            yield f"{RESPONSE}.{TEXT}", "is missing; it points to the answer's text"
