"""Mistral's chat completions."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from canary.core.model import Answer, Secret, Target, TokenLogprob
from providers.cases import KEY, Case, Sdk
from support.captured import captured

REPLY = {
    "id": "cmpl-e5cc70bb28c444948073e77776eb30ef",
    "object": "chat.completion",
    "created": 1762041600,
    "model": "magistral-medium-2509",
    "choices": [
        {
            "index": 0,
            "finish_reason": "stop",
            "message": {
                "role": "assistant",
                "tool_calls": None,
                "content": [
                    {
                        "type": "thinking",
                        "thinking": [{"type": "text", "text": "France's capital. Not Lyon."}],
                        "closed": True,
                    },
                    {"type": "text", "text": " Paris"},
                    {"type": "reference", "reference_ids": [0]},
                    {"type": "text", "text": "\n"},
                ],
            },
            "logprobs": None,
        }
    ],
    "usage": {"prompt_tokens": 31, "completion_tokens": 42, "total_tokens": 73},
}


def target(root: str) -> Target:
    return Target(
        "t",
        "mistral",
        "magistral-medium-latest",
        base_url=root,
        api_key=Secret(KEY),
        params={
            "temperature": 0,
            "random_seed": 7,
            "stop": ["END"],
            "prompt_mode": "reasoning",
            "safe_prompt": False,
        },
    )


def error(status: int, message: str) -> dict[str, Any]:
    if status == 422:
        return {"detail": [{"loc": ["body", "temperature"], "msg": message, "type": "value_error"}]}
    return {"object": "error", "message": message, "type": "invalid_request_error", "code": "3000"}


def accepts(body: Any) -> None:
    from mistralai.client import Mistral
    from mistralai.client.models import ChatCompletionRequest

    def call(client: Any) -> object:
        return Mistral(api_key=KEY, client=client).chat.complete(**body)

    seen, _ = captured(call, json.dumps(REPLY).encode())
    # These two the SDK says where the API takes them for granted.
    turns = [{key: turn[key] for key in turn if key != "prefix"} for turn in seen.body.pop("messages")]
    assert {**seen.body, "messages": turns} == {**body, "stream": False}
    assert seen.url == "https://api.mistral.ai/v1/chat/completions"
    ChatCompletionRequest.model_validate(body)


def reads(body: bytes) -> Answer:
    from mistralai.client import Mistral

    def call(client: Any) -> Any:
        return Mistral(api_key=KEY, client=client).chat.complete(model="m", messages=[])

    completion = captured(call, body)[1]
    choice = completion.choices[0]
    content = choice.message.content
    parts = [] if isinstance(content, str) else content
    thoughts = [inner.text for part in parts if part.type == "thinking" for inner in part.thinking]
    texts = [part.text for part in parts if part.type == "text"]
    scored = choice.logprobs.content if choice.logprobs else ()
    return Answer(
        text=content if isinstance(content, str) else "".join(texts),
        model=completion.model,
        finish_reason=choice.finish_reason,
        input_tokens=completion.usage.prompt_tokens,
        output_tokens=completion.usage.completion_tokens,
        reasoning="".join(thoughts) or None,
        logprobs=tuple(TokenLogprob(each.token, each.logprob) for each in scored),
    )


def params() -> Collection[str]:
    from mistralai.client.models import ChatCompletionRequest

    return ChatCompletionRequest.model_fields.keys()


CASE = Case(
    provider="mistral",
    target=target,
    path="/v1/chat/completions",
    roots=("", "/", "/v1", "/v1/"),
    reply=REPLY,
    answer=Answer(
        text=" Paris\n",
        model="magistral-medium-2509",
        request_id="cmpl-e5cc70bb28c444948073e77776eb30ef",
        finish_reason="stop",
        input_tokens=31,
        output_tokens=42,
        reasoning="France's capital. Not Lyon.",
    ),
    error=error,
    sdk=Sdk("mistralai", accepts, reads, params),
    aimock=target,
)
