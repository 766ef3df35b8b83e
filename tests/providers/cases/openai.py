"""OpenAI's chat completions."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from canary.core.model import Answer, Secret, Target, TokenLogprob
from providers.cases import KEY, Case, Sdk
from support.captured import captured

REPLY = {
    "id": "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT",
    "object": "chat.completion",
    "created": 1741569952,
    "model": "gpt-5.4-mini-2026-03-17",
    "choices": [
        {
            "index": 0,
            "message": {"role": "assistant", "content": " Paris\n", "refusal": None, "annotations": []},
            "logprobs": {
                "content": [
                    {
                        "token": " Paris",
                        "logprob": -0.0512,
                        "bytes": [32, 80, 97, 114, 105, 115],
                        "top_logprobs": [
                            {"token": " Paris", "logprob": -0.0512, "bytes": None},
                            {"token": " Lyon", "logprob": -3.25, "bytes": None},
                        ],
                    },
                    {"token": "\n", "logprob": 0.0, "bytes": [10], "top_logprobs": []},
                ],
                "refusal": None,
            },
            "finish_reason": "stop",
        }
    ],
    "usage": {
        "prompt_tokens": 31,
        "completion_tokens": 42,
        "total_tokens": 73,
        "prompt_tokens_details": {"cached_tokens": 0, "audio_tokens": 0},
        "completion_tokens_details": {"reasoning_tokens": 36, "audio_tokens": 0},
    },
    "service_tier": "default",
    "system_fingerprint": "fp_06737a9306",
}
ANSWER = Answer(
    text=" Paris\n",
    model="gpt-5.4-mini-2026-03-17",
    system_fingerprint="fp_06737a9306",
    request_id="req_4f1b",
    finish_reason="stop",
    input_tokens=31,
    output_tokens=42,
    reasoning_tokens=36,
    logprobs=(
        TokenLogprob(" Paris", -0.0512, ((" Paris", -0.0512), (" Lyon", -3.25))),
        TokenLogprob("\n", 0.0),
    ),
)
PARAMS = {
    "temperature": 0,
    "seed": 7,
    "stop": ["END"],
    "logprobs": True,
    "top_logprobs": 2,
    "reasoning_effort": "low",
    "response_format": {"type": "text"},
}


def target(root: str) -> Target:
    return Target("t", "openai", "gpt-5.4-mini", base_url=f"{root}/v1", api_key=Secret(KEY), params=PARAMS)


def error(status: int, message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error", "param": None, "code": None}}


def accepts(body: Any) -> None:
    """The SDK's client knows every field, sends the same, and its types know every message."""
    import openai
    from openai.types.chat import ChatCompletionMessageParam
    from pydantic import TypeAdapter

    def call(client: Any) -> object:
        return openai.OpenAI(api_key=KEY, http_client=client).chat.completions.create(**body)

    seen, _ = captured(call, json.dumps(REPLY).encode())
    assert seen.body == body
    for message in body["messages"]:
        assert TypeAdapter(ChatCompletionMessageParam).validate_python(message) == message


def reads(body: bytes) -> Answer:
    import openai

    def call(client: Any) -> Any:
        return openai.OpenAI(api_key=KEY, http_client=client).chat.completions.create(model="m", messages=[])

    return read(captured(call, body)[1])


def read(completion: Any) -> Answer:
    """What the SDK's ChatCompletion says."""
    choice, usage = completion.choices[0], completion.usage
    details = usage.completion_tokens_details
    scored = choice.logprobs.content if choice.logprobs else []
    return Answer(
        text=choice.message.content,
        model=completion.model,
        system_fingerprint=completion.system_fingerprint,
        finish_reason=choice.finish_reason,
        input_tokens=usage.prompt_tokens,
        output_tokens=usage.completion_tokens,
        reasoning_tokens=details.reasoning_tokens if details else None,
        logprobs=tuple(
            TokenLogprob(
                each.token, each.logprob, tuple((top.token, top.logprob) for top in each.top_logprobs)
            )
            for each in scored
        ),
    )


def params() -> Collection[str]:
    from openai.types.chat.completion_create_params import CompletionCreateParamsBase

    return CompletionCreateParamsBase.__annotations__.keys()


CASE = Case(
    provider="openai",
    target=target,
    path="/v1/chat/completions",
    roots=("/v1", "/v1/"),
    reply=REPLY,
    headers={"x-request-id": "req_4f1b"},
    answer=ANSWER,
    error=error,
    sdk=Sdk("openai", accepts, reads, params),
    aimock=target,
)
