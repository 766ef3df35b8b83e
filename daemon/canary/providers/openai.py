"""OpenAI's chat completions, and every server that speaks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from canary.core.model import Answer, Prompt, Target
from canary.providers import chat
from canary.providers.base import Endpoint
from canary.providers.failures import refusal
from canary.providers.parameters import connection_problems, extra_params, param_problems, sent_params
from canary.providers.wire import HttpEndpoint, decode_json, open_transport, post_json

API: Final = "OpenAI's chat completions"
HOST: Final = "api.openai.com"
BASE_URL: Final = f"https://{HOST}/v1"
PATH: Final = "/chat/completions"
OLD_BOUND: Final = "max_tokens"
BOUND: Final = "max_completion_tokens"

KNOWN: Final = frozenset(
    {
        "audio",
        "frequency_penalty",
        "function_call",
        "functions",
        "logit_bias",
        "logprobs",
        BOUND,
        OLD_BOUND,
        "metadata",
        "modalities",
        "moderation",
        "n",
        "parallel_tool_calls",
        "prediction",
        "presence_penalty",
        "prompt_cache_key",
        "prompt_cache_options",
        "prompt_cache_retention",
        "reasoning_effort",
        "response_format",
        "safety_identifier",
        "seed",
        "service_tier",
        "stop",
        "store",
        "temperature",
        "tool_choice",
        "tools",
        "top_logprobs",
        "top_p",
        "user",
        "verbosity",
        "web_search_options",
    }
)
RESERVED: Final = {
    "model": "is the target's own key; put it beside params",
    "messages": "come from the suite's prompt",
    "stream": "is not supported: a sample is one whole reply; leave it out",
    "stream_options": "belongs to stream, which is not supported; leave it out",
}


class OpenAI:
    """The translation. One request asks for one choice: samples are independent requests."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        body = payload(prompt, target, BOUND if is_openai(target.base_url) else OLD_BOUND)
        headers = {"authorization": f"Bearer {target.api_key.reveal()}"} if target.api_key else {}
        return post_json(f"{address(target)}{PATH}", body, target, headers)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise refusal(status, headers, body)
        return chat.answer(decode_json(body, headers.get("content-type", "")), headers)


def payload(prompt: Prompt, target: Target, bound: str) -> dict[str, Any]:
    """A request's body. The suite's bound on the answer goes under *bound*, unless the target writes the other name."""
    if OLD_BOUND in target.params:
        bound = OLD_BOUND
    return {
        "model": target.model,
        "messages": chat.turns(prompt),
        **sent_params(target, prompt, bound, others=(BOUND,)),
        **extra_params(target),
    }


def is_openai(base_url: str | None) -> bool:
    """Whether that is OpenAI itself. Its newer models refuse ``max_tokens``, and many other servers know only that."""
    host = HOST if base_url is None else urlsplit(base_url).hostname or ""
    return host == HOST or host.endswith(f".{HOST}")  # eu.api.openai.com, us.api.openai.com


def address(target: Target) -> str:
    """The API's root, without a trailing slash. Only OpenAI's own is known to be ``/v1`` where that is left out."""
    root = (target.base_url or BASE_URL).rstrip("/")
    return f"{root}/v1" if is_openai(root) and not urlsplit(root).path else root


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(OpenAI(), target, open_transport(address(target), target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from param_problems(target, API, KNOWN, RESERVED)
    yield from chat.only_one(target.params)
    yield from connection_problems(target, [PATH])
