"""Anthropic's Messages API, and every server that speaks it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import httpx

from canary.core.model import Answer, FailureKind, Message, Prompt, Target
from canary.providers.base import Endpoint, Unmeasured
from canary.providers.failures import refusal
from canary.providers.parameters import (
    BOUND,
    ROOM,
    connection_problems,
    extra_params,
    param_problems,
    sent_params,
    thinking_room,
)
from canary.providers.reading import count, label, malformed, mapping, said, total
from canary.providers.wire import HttpEndpoint, decode_json, open_transport, post_json

BASE_URL: Final = "https://api.anthropic.com"
API_VERSION: Final = "2023-06-01"
UNSAID_BOUND: Final = 4096  # tokens; the API wants a bound, and every model of its allows this one

KNOWN: Final = frozenset(
    {
        "cache_control",
        "container",
        "diagnostics",
        "inference_geo",
        "max_tokens",
        "metadata",
        "output_config",
        "service_tier",
        "speed",
        "stop_sequences",
        # Gone from the reference since the models after Opus 4.6 refuse these three; the models before take them.
        "temperature",
        "thinking",
        "tool_choice",
        "tools",
        "top_k",
        "top_p",
    }
)
RESERVED: Final = {
    "model": "is the target's own key; put it beside params",
    "messages": "come from the suite's prompt",
    "system": "comes from the suite's prompt: its messages of the role system",
    "seed": "does not exist in this API; leave it out",
    "stream": "is not supported: a sample is one whole reply; leave it out",
    "user_profile_id": "is a header of Anthropic's SDK, no parameter of the request; leave it out",
    "workspace_id": "is a header of Anthropic's SDK, no parameter of the request; use a key of that workspace",
}


class Anthropic:
    """The translation."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        leading, turns = _split(prompt.messages)
        payload = {
            "model": target.model,
            **_system(leading),
            "messages": [{"role": _role(m), "content": m.content} for m in turns],
            **_params(target, prompt),
            **extra_params(target),
        }
        headers = {"anthropic-version": API_VERSION}
        if target.api_key:
            headers["x-api-key"] = target.api_key.reveal()
        return post_json(f"{address(target)}/v1/messages", payload, target, headers)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise _refusal(status, headers, body)
        payload = decode_json(body, headers.get("content-type", ""))
        blocks = _content(payload)
        usage = mapping(payload.get("usage"))
        return Answer(
            text="".join(_texts(blocks, "text")),
            model=label(payload.get("model")),
            request_id=label(headers.get("request-id")) or label(payload.get("id")),
            finish_reason=label(payload.get("stop_reason")),
            input_tokens=_input_tokens(usage),
            output_tokens=count(usage.get("output_tokens")),
            reasoning="".join(_texts(blocks, "thinking")) or None,
            reasoning_tokens=count(mapping(usage.get("output_tokens_details")).get("thinking_tokens")),
        )


# --- the request ---------------------------------------------------------------------------------


def _split(messages: tuple[Message, ...]) -> tuple[tuple[Message, ...], tuple[Message, ...]]:
    """The system's messages that come before all others, and the rest in its order."""
    leading = 0
    while leading < len(messages) and _role(messages[leading]) == "system":
        leading += 1
    return messages[:leading], messages[leading:]


def _role(message: Message) -> str:
    return "system" if message.role == "developer" else message.role


def _system(leading: tuple[Message, ...]) -> dict[str, Any]:
    """The system prompt: a text, or a block for each where there are several, so that no word of ours joins them."""
    if len(leading) > 1:
        return {"system": [{"type": "text", "text": message.content} for message in leading]}
    return {"system": leading[0].content} if leading else {}


def _params(target: Target, prompt: Prompt) -> dict[str, Any]:
    """The parameters. A bound from the suite is the answer's; Anthropic's own holds the thinking too, so room is added."""
    params = sent_params(target, prompt, BOUND, stop="stop_sequences")
    if BOUND not in target.params or BOUND in prompt.params:
        params[BOUND] = params.get(BOUND, UNSAID_BOUND) + thinking_room(target)
    return params


# --- the reply -----------------------------------------------------------------------------------


def _content(payload: Any) -> list[Mapping[str, Any]]:
    """The reply's blocks, each known to be an object."""
    if not isinstance(payload, dict):
        raise _malformed("not an object")
    blocks = payload.get("content")
    if not isinstance(blocks, list):
        raise _malformed(said(payload.get("error")) or "no content")
    if not all(isinstance(block, dict) for block in blocks):
        raise _malformed("a block that is not an object")
    return blocks


def _texts(blocks: Iterable[Mapping[str, Any]], kind: str) -> Iterator[str]:
    """The texts of the blocks of one kind. Others (tool_use, redacted_thinking, ...) hold none for us."""
    for block in blocks:
        if block.get("type") == kind:
            text = block.get(kind)
            if not isinstance(text, str):
                raise _malformed(f"a block of {kind} without its text")
            yield text


def _input_tokens(usage: Mapping[str, Any]) -> int | None:
    """All that was read: ``input_tokens`` leaves out what a cache was filled or spared with."""
    read = count(usage.get("input_tokens"))
    cached = (count(usage.get(f"cache_{way}_input_tokens")) for way in ("creation", "read"))
    return None if read is None else total(read, *cached)


def _malformed(what: str) -> Unmeasured:
    return malformed(what, "a message")


def _refusal(status: int, headers: Mapping[str, str], body: bytes) -> Unmeasured:
    code = _code(body)
    if code.endswith("spend_limit_reached") or code == "billing_error":
        return refusal(
            status,
            headers,
            body,
            FailureKind.RATE_LIMIT,
            "the account's money or spend limit is used up: asking again cannot help until it is raised",
        )
    if headers.get("x-should-retry") == "false":  # Anthropic's SDKs obey it too
        return refusal(status, headers, body, final="Anthropic says that asking again cannot help")
    return refusal(status, headers, body)


def _code(body: bytes) -> str:
    """The narrowest code of an error body, ``error.details.error_code`` or ``error.type``; empty without one."""
    try:
        error = mapping(mapping(json.loads(body[: 2**16])).get("error"))
    except (ValueError, RecursionError):
        return ""
    return label(mapping(error.get("details")).get("error_code")) or label(error.get("type")) or ""


# --- configuration -------------------------------------------------------------------------------


def address(target: Target) -> str:
    """The API's root, as Anthropic's SDKs take it: without the version, whether or not it is written."""
    return (target.base_url or BASE_URL).rstrip("/").removesuffix("/v1").rstrip("/")


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(Anthropic(), target, open_transport(address(target), target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from param_problems(target, "Anthropic's Messages API", KNOWN, RESERVED)
    bound = target.params.get(BOUND)
    if bound is not None and not count(bound):
        yield f"params.{BOUND}", "must be a whole number of tokens above 0"
    if target.options.get(ROOM) is not None and count(target.options[ROOM]) is None:
        yield ROOM, "must be a whole number of tokens"
    yield from connection_problems(target, ("/v1/messages", "/messages"))
