"""OpenAI's responses."""

from __future__ import annotations

import json
from collections.abc import Collection
from typing import Any

from canary.core.model import Answer, Secret, Target, TokenLogprob
from providers.cases import KEY, Case, Sdk
from providers.cases.openai import error
from support.captured import captured

REPLY = {
    "id": "resp_67ccd2bed1ec8190b14f964abc0542670bb6a6b452d3795b",
    "object": "response",
    "created_at": 1741476542,
    "status": "completed",
    "error": None,
    "incomplete_details": None,
    "instructions": None,
    "max_output_tokens": 64,
    "model": "gpt-5.4-mini-2026-03-17",
    "output": [
        {
            "type": "reasoning",
            "id": "rs_67ccd2bf17f0",
            "summary": [
                {"type": "summary_text", "text": "France's capital."},
                {"type": "summary_text", "text": "Not Lyon."},
            ],
        },
        {
            "type": "message",
            "id": "msg_67ccd2bf17f0",
            "status": "completed",
            "role": "assistant",
            "content": [
                {
                    "type": "output_text",
                    "text": " Paris\n",
                    "annotations": [],
                    "logprobs": [
                        {
                            "token": " Paris",
                            "logprob": -0.0512,
                            "bytes": [32, 80, 97, 114, 105, 115],
                            "top_logprobs": [
                                {"token": " Paris", "logprob": -0.0512, "bytes": [32, 80, 97]},
                                {"token": " Lyon", "logprob": -3.25, "bytes": [32, 76]},
                            ],
                        }
                    ],
                }
            ],
        },
    ],
    "parallel_tool_calls": True,
    "previous_response_id": None,
    "reasoning": {"effort": "low", "summary": "auto"},
    "store": False,
    "temperature": 1.0,
    "text": {"format": {"type": "text"}},
    "tool_choice": "auto",
    "tools": [],
    "top_p": 1.0,
    "truncation": "disabled",
    "usage": {
        "input_tokens": 31,
        "input_tokens_details": {"cached_tokens": 0, "cache_write_tokens": 0},
        "output_tokens": 42,
        "output_tokens_details": {"reasoning_tokens": 36},
        "total_tokens": 73,
    },
    "user": None,
    "metadata": {},
}


def target(root: str) -> Target:
    return Target(
        "t",
        "openai-responses",
        "gpt-5.4-mini",
        base_url=f"{root}/v1",
        api_key=Secret(KEY),
        params={
            "reasoning": {"effort": "low", "summary": "auto"},
            "include": ["message.output_text.logprobs"],
            "top_logprobs": 2,
            "text": {"format": {"type": "text"}},
            "truncation": "disabled",
        },
    )


def accepts(body: Any) -> None:
    """The SDK's client knows every field, sends the same, and its types know every message."""
    import openai
    from openai.types.responses import EasyInputMessageParam
    from pydantic import TypeAdapter

    def call(client: Any) -> object:
        return openai.OpenAI(api_key=KEY, http_client=client).responses.create(**body)

    seen, _ = captured(call, json.dumps(REPLY).encode())
    assert seen.body == body
    for message in body["input"]:
        assert TypeAdapter(EasyInputMessageParam).validate_python(message) == message


def reads(body: bytes) -> Answer:
    import openai

    def call(client: Any) -> Any:
        return openai.OpenAI(api_key=KEY, http_client=client).responses.create(model="m", input="")

    response = captured(call, body)[1]
    summaries = [part.text for item in response.output if item.type == "reasoning" for part in item.summary]
    parts = [part for item in response.output if item.type == "message" for part in item.content]
    return Answer(
        text=response.output_text,
        model=response.model,
        finish_reason=response.status,
        input_tokens=response.usage.input_tokens,
        output_tokens=response.usage.output_tokens,
        reasoning="\n\n".join(summaries) or None,
        reasoning_tokens=response.usage.output_tokens_details.reasoning_tokens,
        logprobs=tuple(
            TokenLogprob(
                each.token, each.logprob, tuple((top.token, top.logprob) for top in each.top_logprobs)
            )
            for part in parts
            for each in part.logprobs or ()
        ),
    )


def params() -> Collection[str]:
    from openai.types.responses.response_create_params import ResponseCreateParamsBase

    return ResponseCreateParamsBase.__annotations__.keys()


CASE = Case(
    provider="openai-responses",
    target=target,
    path="/v1/responses",
    roots=("/v1", "/v1/"),
    reply=REPLY,
    headers={"x-request-id": "req_4f1b"},
    answer=Answer(
        text=" Paris\n",
        model="gpt-5.4-mini-2026-03-17",
        request_id="req_4f1b",
        finish_reason="completed",
        input_tokens=31,
        output_tokens=42,
        reasoning="France's capital.\n\nNot Lyon.",
        reasoning_tokens=36,
        logprobs=(TokenLogprob(" Paris", -0.0512, ((" Paris", -0.0512), (" Lyon", -3.25))),),
    ),
    error=error,
    sdk=Sdk("openai", accepts, reads, params),
    aimock=target,
)
