"""Mistral's chat completions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final
from urllib.parse import urlsplit

import httpx

from canary.core.model import Answer, Prompt, Target
from canary.providers import chat
from canary.providers.base import Endpoint
from canary.providers.failures import refusal
from canary.providers.parameters import connection_problems, extra_params, param_problems, sent_params
from canary.providers.wire import HttpEndpoint, decode_json, open_transport, post_json

API: Final = "Mistral's chat completions"
BASE_URL: Final = "https://api.mistral.ai"
PATH: Final = "/chat/completions"
BOUND: Final = "max_tokens"

KNOWN: Final = frozenset(
    {
        "frequency_penalty",
        "guardrails",
        "logprobs",
        BOUND,
        "metadata",
        "min_tokens",
        "n",
        "parallel_tool_calls",
        "prediction",
        "presence_penalty",
        "prompt_cache_key",
        "prompt_logprobs",
        "prompt_mode",
        "random_seed",
        "reasoning_effort",
        "repetition_penalty",
        "response_format",
        "safe_prompt",
        "service_tier",
        "stop",
        "temperature",
        "tool_choice",
        "tools",
        "top_k",
        "top_logprobs",
        "top_p",
        "top_prompt_logprobs",
    }
)
RESERVED: Final = {
    "model": "is the target's own key; put it beside params",
    "messages": "come from the suite's prompt",
    "stream": "is not supported: a sample is one whole reply; leave it out",
    "seed": "is called random_seed by this API",
}
ROLES: Final = {"developer": "system"}


class Mistral:
    """The translation. One request asks for one choice: samples are independent requests."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        payload = {
            "model": target.model,
            "messages": chat.turns(prompt, ROLES),
            **sent_params(target, prompt, BOUND),
            **extra_params(target),
        }
        headers = {"authorization": f"Bearer {target.api_key.reveal()}"} if target.api_key else {}
        return post_json(f"{address(target)}{PATH}", payload, target, headers)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise refusal(status, headers, body)
        return chat.answer(decode_json(body, headers.get("content-type", "")), headers)


def address(target: Target) -> str:
    """The API's ``/v1``, whether or not base_url goes that far: the SDK's server_url does not."""
    root = (target.base_url or BASE_URL).rstrip("/")
    return root if urlsplit(root).path.endswith("/v1") else f"{root}/v1"


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(Mistral(), target, open_transport(address(target), target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from param_problems(target, API, KNOWN, RESERVED)
    yield from chat.only_one(target.params)
    yield from connection_problems(target, [PATH])
