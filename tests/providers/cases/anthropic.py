"""Anthropic's Messages API."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from canary.core.model import Answer, Secret, Target
from providers.cases import KEY, Case, Sdk

TYPES = {
    401: "authentication_error",
    403: "permission_error",
    404: "not_found_error",
    413: "request_too_large",
    429: "rate_limit_error",
    500: "api_error",
    504: "timeout_error",
    529: "overloaded_error",
}
REPLY = {
    "id": "msg_013Zva2CMHLNnXjNJJKqJ2EF",
    "type": "message",
    "role": "assistant",
    "model": "claude-haiku-5-5-20260915",
    "container": None,
    "content": [
        {"type": "thinking", "thinking": "France's capital. Not Lyon.", "signature": "EuYBCkQYAiJA"},
        {"type": "redacted_thinking", "data": "EmwKAhgBEgy3va3pzix"},
        {"type": "text", "text": " Paris\n", "citations": None},
    ],
    "stop_reason": "end_turn",
    "stop_sequence": None,
    "usage": {
        "input_tokens": 31,
        "cache_creation_input_tokens": 0,
        "cache_read_input_tokens": 1024,
        "output_tokens": 42,
        "output_tokens_details": {"thinking_tokens": 36},
        "service_tier": "standard",
    },
}


def target(root: str) -> Target:
    return Target(
        "t",
        "anthropic",
        "claude-haiku-5-5",
        base_url=root,
        api_key=Secret(KEY),
        params={
            "thinking": {"type": "adaptive", "display": "summarized"},
            "output_config": {"effort": "low"},
            "stop_sequences": ["END"],
            "metadata": {"user_id": "canary"},
        },
        options={"thinking_room": 2000},
    )


def error(status: int, message: str) -> dict[str, Any]:
    kind = TYPES.get(status, "invalid_request_error")
    return {
        "type": "error",
        "error": {"type": kind, "message": message},
        "request_id": "req_011CSHoEeqs5C35K2",
    }


def sent_by_the_sdk(body: dict[str, Any]) -> Any:
    """What Anthropic's client sends when it is called with our request's fields: it knows no others."""
    import anthropic
    import httpx2

    seen: list[bytes] = []

    def handle(request: httpx2.Request) -> httpx2.Response:
        seen.append(request.content)
        return httpx2.Response(200, json=REPLY)

    http = httpx2.Client(transport=httpx2.MockTransport(handle))
    with anthropic.Anthropic(api_key=KEY, http_client=http) as client:
        client.messages.create(**body)
    return json.loads(seen[0])


def accepts(body: Any) -> None:
    assert sent_by_the_sdk(body) == body


def reads(body: bytes) -> Answer:
    from anthropic.types import Message

    message = Message.model_validate_json(body)
    usage = message.usage
    details = usage.output_tokens_details
    cached = (usage.cache_creation_input_tokens or 0) + (usage.cache_read_input_tokens or 0)
    return Answer(
        text="".join(block.text for block in message.content if block.type == "text"),
        model=message.model,
        finish_reason=message.stop_reason,
        input_tokens=usage.input_tokens + cached,
        output_tokens=usage.output_tokens,
        reasoning="".join(block.thinking for block in message.content if block.type == "thinking"),
        reasoning_tokens=details.thinking_tokens if details else None,
    )


def params() -> Collection[str]:
    """Of the SDK's arguments those that it puts into the body for a user's wish, not for the prompt."""
    from anthropic.types.message_create_params import MessageCreateParamsBase

    of_the_prompt = {"model", "messages", "system"}
    headers = {"user_profile_id", "workspace_id"}
    return MessageCreateParamsBase.__annotations__.keys() - of_the_prompt - headers


CASE = Case(
    provider="anthropic",
    target=target,
    path="/v1/messages",
    roots=("", "/", "/v1", "/v1/"),
    reply=REPLY,
    headers={"request-id": "req_018EeWyXxfu5pfWkrYcMdjWG"},
    answer=Answer(
        text=" Paris\n",
        model="claude-haiku-5-5-20260915",
        request_id="req_018EeWyXxfu5pfWkrYcMdjWG",
        finish_reason="end_turn",
        input_tokens=1055,
        output_tokens=42,
        reasoning="France's capital. Not Lyon.",
        reasoning_tokens=36,
    ),
    error=error,
    sdk=Sdk("anthropic", accepts, reads, params),
    aimock=target,
)
