"""OpenAI's responses, and every server that speaks them. One request, one reply: nothing of it is kept at the vendor."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

import httpx

from canary.core.model import Answer, FailureKind, Prompt, Target
from canary.providers import chat
from canary.providers.base import Endpoint, Unmeasured, excerpt
from canary.providers.failures import refusal
from canary.providers.openai import address
from canary.providers.parameters import connection_problems, extra_params, param_problems, sent_params
from canary.providers.reading import count, label, logprobs, malformed, mapping, said
from canary.providers.wire import HttpEndpoint, decode_json, open_transport, post_json

API: Final = "OpenAI's responses"
PATH: Final = "/responses"
BOUND: Final = "max_output_tokens"

KNOWN: Final = frozenset(
    {
        "access_programs",
        "context_management",
        "image",
        "include",
        BOUND,
        "max_tool_calls",
        "metadata",
        "moderation",
        "parallel_tool_calls",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "reasoning",
        "safety_identifier",
        "service_tier",
        "store",
        "temperature",
        "text",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "truncation",
        "user",
    }
)
_OWN_QUESTION: Final = "would let one sample hear another: each is a question of its own; leave it out"
RESERVED: Final = {
    "model": "is the target's own key; put it beside params",
    "input": "comes from the suite's prompt",
    "instructions": "come from the suite's prompt: write them there as a message of the role system",
    "prompt": "comes from the suite, not from a template at the vendor; leave it out",
    "previous_response_id": _OWN_QUESTION,
    "conversation": _OWN_QUESTION,
    "background": "is not supported: a sample is one whole reply; leave it out",
    "stream": "is not supported: a sample is one whole reply; leave it out",
    "stream_options": "belongs to stream, which is not supported; leave it out",
    "max_tokens": "is called max_output_tokens by this API",
}
_FAILED: Final = {
    "server_error": FailureKind.SERVER_ERROR,
    "vector_store_timeout": FailureKind.SERVER_ERROR,
    "rate_limit_exceeded": FailureKind.RATE_LIMIT,
}


class Responses:
    """The translation. Every message is an input item of its own role, so that nothing is said otherwise than written."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        payload = {
            "model": target.model,
            "input": chat.turns(prompt),
            # This API keeps replies for 30 days unless told not to; a monitor's are read once, here.
            "store": False,
            **sent_params(target, prompt, BOUND, others=(BOUND,)),
            **extra_params(target),
        }
        headers = {"authorization": f"Bearer {target.api_key.reveal()}"} if target.api_key else {}
        return post_json(f"{address(target)}{PATH}", payload, target, headers)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise refusal(status, headers, body)
        payload = decode_json(body, headers.get("content-type", ""))
        output = _output(payload)
        parts = [part for item in output if item.get("type") == "message" for part in _parts(item)]
        usage = mapping(payload.get("usage"))
        return Answer(
            text="".join(map(_text, parts)),
            model=label(payload.get("model")),
            request_id=label(headers.get("x-request-id")) or label(payload.get("id")),
            finish_reason=_finish(payload),
            input_tokens=count(usage.get("input_tokens")),
            output_tokens=count(usage.get("output_tokens")),
            reasoning="\n\n".join(_thoughts(output)) or None,
            reasoning_tokens=count(mapping(usage.get("output_tokens_details")).get("reasoning_tokens")),
            logprobs=logprobs([token for part in parts for token in _list(part, "logprobs")]),
        )


def _output(payload: Any) -> list[Mapping[str, Any]]:
    """The output's items, of a reply that came to an end. Raises Unmeasured."""
    if not isinstance(payload, dict):
        raise _malformed("not an object")
    if payload.get("status") == "failed":
        raise _failure(mapping(payload.get("error")))
    if payload.get("status") not in (None, "completed", "incomplete"):
        raise _malformed(f"status {excerpt(str(payload['status']))}")
    output = payload.get("output")
    if not isinstance(output, list):
        raise _malformed(said(payload.get("error")) or "no output")
    if not all(isinstance(item, dict) for item in output):
        raise _malformed("an output item that is not an object")
    return output


def _failure(error: Mapping[str, Any]) -> Unmeasured:
    """A reply that the server gave up, which it reports with HTTP 200."""
    kind = _FAILED.get(error["code"] if isinstance(error.get("code"), str) else "")
    words = "; ".join(excerpt(error[key]) for key in ("code", "message") if isinstance(error.get(key), str))
    detail = f"HTTP 200 with status failed: {words}" if words else "HTTP 200 with status failed"
    return Unmeasured(kind or FailureKind.REJECTED, detail, retryable=kind is not None)


def _finish(payload: Mapping[str, Any]) -> str | None:
    """``completed``, or why it is incomplete."""
    why = label(mapping(payload.get("incomplete_details")).get("reason"))
    return why or label(payload.get("status"))


def _parts(message: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    parts = message.get("content")
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise _malformed("a message without content")
    return parts


def _text(part: Mapping[str, Any]) -> str:
    """A part's text, or the words of a refusal, exactly as sent."""
    for key in ("text", "refusal"):
        if isinstance(part.get(key), str):
            return str(part[key])
    raise _malformed("a part of the content without text")


def _thoughts(output: Iterable[Mapping[str, Any]]) -> Iterator[str]:
    """The reasoning itself where the server shows it, else the summaries of it."""
    for item in output:
        if item.get("type") == "reasoning":
            for part in _list(item, "content") or _list(item, "summary"):
                if isinstance(text := mapping(part).get("text"), str) and text:
                    yield text


def _list(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _malformed(what: str) -> Unmeasured:
    return malformed(what, "a response")


# --- configuration -------------------------------------------------------------------------------


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(Responses(), target, open_transport(address(target), target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from param_problems(target, API, KNOWN, RESERVED)
    yield from connection_problems(target, [PATH])
