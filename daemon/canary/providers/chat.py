"""Chat completions: the reply that OpenAI, Azure, Mistral and the many servers like them have in common. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from canary.core.model import EMPTY, Answer, FailureKind, Prompt
from canary.providers.base import Unmeasured, excerpt
from canary.providers.reading import count, label, logprobs, malformed, mapping, said

# Tuples: what a server puts there need not be hashable.
_THOUGHT: Final = ("thinking", "reasoning")
_SAYS_NOTHING: Final = (*_THOUGHT, "reference")  # Mistral's pointer to a source: a part without words


def turns(prompt: Prompt, roles: Mapping[str, str] = EMPTY) -> list[dict[str, str]]:
    """The prompt's messages. *roles* maps a role that the API does not know to the one that means it there."""
    return [{"role": roles.get(m.role, m.role), "content": m.content} for m in prompt.messages]


def only_one(params: Mapping[str, Any], key: str = "n") -> Iterator[tuple[str, str]]:
    """The problem of asking for several choices at once, as (key, message)."""
    if params.get(key, 1) != 1:
        yield (
            f"params.{key}",
            "must be 1: ask for more with samples, so that each is a request of its own",
        )


def answer(payload: Any, headers: Mapping[str, str]) -> Answer:
    """The answer in a completion. Raises Unmeasured."""
    choice = _first_choice(payload)
    message = choice["message"]
    usage = mapping(payload.get("usage"))
    return Answer(
        text=_text(message),
        model=label(payload.get("model")),
        system_fingerprint=label(payload.get("system_fingerprint")),
        request_id=label(headers.get("x-request-id")) or label(payload.get("id")),
        finish_reason=label(choice.get("finish_reason")),
        input_tokens=count(usage.get("prompt_tokens")),
        output_tokens=count(usage.get("completion_tokens")),
        reasoning=_reasoning(message) or None,
        reasoning_tokens=count(mapping(usage.get("completion_tokens_details")).get("reasoning_tokens")),
        logprobs=logprobs(mapping(choice.get("logprobs")).get("content")),
    )


def _first_choice(payload: Any) -> Mapping[str, Any]:
    """The reply's choice, its message known to be an object."""
    if not isinstance(payload, dict):
        raise _malformed("not an object")
    choices = payload.get("choices")
    if not isinstance(choices, list) or not choices:
        raise _malformed(said(payload.get("error")) or "no choices")
    choice = choices[0]
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        raise _malformed("a choice without a message")
    if choice.get("finish_reason") == "error":
        raise _broken_off(choice.get("error"))
    return choice


def _broken_off(error: object) -> Unmeasured:
    """Mistral and OpenRouter begin with HTTP 200, and may find only later that their server failed."""
    words = mapping(error).get("message")
    detail = f": {excerpt(words)}" if isinstance(words, str) and words else ""
    return Unmeasured(FailureKind.SERVER_ERROR, f"HTTP 200 with finish_reason error{detail}", retryable=True)


def _text(message: Mapping[str, Any]) -> str:
    """The reply's text exactly as sent; a refusal's words where there is no other content."""
    content = message.get("content")
    if content is None:
        refused = message.get("refusal")
        return refused if isinstance(refused, str) else ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise _malformed("content that is neither text nor parts")
    return "".join(_part(part) for part in content)


def _part(part: Any) -> str:
    if isinstance(part, dict):
        if part.get("type") in _SAYS_NOTHING:
            return ""
        for key in ("text", "refusal"):
            if isinstance(part.get(key), str):
                return str(part[key])
    raise _malformed("a part of the content without text")


def _reasoning(message: Mapping[str, Any]) -> str:
    """What led to the answer, as servers put it beside the content (vLLM, DeepSeek, OpenRouter) or among its parts
    (Mistral)."""
    for key in ("reasoning_content", "reasoning"):
        if isinstance(beside := message.get(key), str) and beside:
            return beside
    content = message.get("content")
    return "".join(_thoughts(content)) if isinstance(content, list) else ""


def _thoughts(parts: Iterable[Any]) -> Iterator[str]:
    for part in map(mapping, parts):
        if part.get("type") in _THOUGHT:
            inner = part.get("thinking") or part.get("text")
            if isinstance(inner, str):
                yield inner
            elif isinstance(inner, list):
                texts = (mapping(each).get("text") for each in inner)
                yield from (text for text in texts if isinstance(text, str))


def _malformed(what: str) -> Unmeasured:
    return malformed(what, "a chat completion")
