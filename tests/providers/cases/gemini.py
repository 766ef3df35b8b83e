"""Google's Gemini API."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from canary.core.model import Answer, Secret, Target, TokenLogprob
from providers.cases import KEY, Case, Sdk

STATUSES = {
    400: "INVALID_ARGUMENT",
    401: "UNAUTHENTICATED",
    403: "PERMISSION_DENIED",
    404: "NOT_FOUND",
    429: "RESOURCE_EXHAUSTED",
    500: "INTERNAL",
    503: "UNAVAILABLE",
    504: "DEADLINE_EXCEEDED",
}
REPLY = {
    "candidates": [
        {
            "content": {
                "parts": [
                    {"text": "France's capital. Not Lyon.", "thought": True},
                    {"text": " Par"},
                    {"text": "is\n", "thoughtSignature": "RXVZQ2tRWUFpSkE="},
                ],
                "role": "model",
            },
            "finishReason": "STOP",
            "index": 0,
            "avgLogprobs": -0.0512,
            "logprobsResult": {
                "topCandidates": [
                    {
                        "candidates": [
                            {"token": " Paris", "tokenId": 12095, "logProbability": -0.0512},
                            {"token": " Lyon", "tokenId": 38811, "logProbability": -3.25},
                        ]
                    },
                    {"candidates": [{"token": "\n", "tokenId": 107}]},
                ],
                "chosenCandidates": [
                    {"token": " Paris", "tokenId": 12095, "logProbability": -0.0512},
                    {"token": "\n", "tokenId": 107},
                ],
            },
        }
    ],
    "usageMetadata": {
        "promptTokenCount": 25,
        "candidatesTokenCount": 2,
        "thoughtsTokenCount": 36,
        "totalTokenCount": 63,
        "promptTokensDetails": [{"modality": "TEXT", "tokenCount": 25}],
    },
    "modelVersion": "gemini-2.5-flash-preview-09-2025",
    "responseId": "lZdyaPOyEoOlnsEP3ZG2yQ8",
}


def target(root: str) -> Target:
    return Target(
        "t",
        "gemini",
        "gemini-2.5-flash",
        base_url=root,
        api_key=Secret(KEY),
        params={
            "temperature": 0,
            "seed": 7,
            "stopSequences": ["END"],
            "responseLogprobs": True,
            "logprobs": 2,
            "thinkingConfig": {"includeThoughts": True, "thinkingBudget": 1024},
            "maxOutputTokens": 2048,
            "safetySettings": [{"category": "HARM_CATEGORY_HARASSMENT", "threshold": "BLOCK_ONLY_HIGH"}],
        },
    )


def error(status: int, message: str) -> dict[str, Any]:
    return {
        "error": {
            "code": status,
            "message": message,
            "status": STATUSES.get(status, "FAILED_PRECONDITION"),
            "details": [
                {
                    "@type": "type.googleapis.com/google.rpc.ErrorInfo",
                    "reason": "SOME_REASON",
                    "domain": "googleapis.com",
                }
            ],
        }
    }


def accepts(body: Any) -> None:
    """Each piece against its type, which forbids what it does not know."""
    from google.genai import types

    assert body.keys() <= {"contents", "systemInstruction", "generationConfig", "safetySettings"}
    for content in (*body["contents"], body["systemInstruction"]):
        types.Content.model_validate(content)
    types.GenerationConfig.model_validate(body["generationConfig"])
    for setting in body["safetySettings"]:
        types.SafetySetting.model_validate(setting)


def reads(body: bytes) -> Answer:
    from google.genai import types

    response = types.GenerateContentResponse.model_validate_json(body)
    assert response.candidates
    candidate, usage = response.candidates[0], response.usage_metadata
    assert candidate.content
    assert candidate.finish_reason
    assert usage
    thoughts = [part.text or "" for part in candidate.content.parts or [] if part.thought]
    return Answer(
        text=response.text or "",
        model=response.model_version,
        request_id=response.response_id,
        finish_reason=candidate.finish_reason.value,
        input_tokens=usage.prompt_token_count,
        output_tokens=(usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0),
        reasoning="".join(thoughts),
        reasoning_tokens=usage.thoughts_token_count,
    )


def params() -> Collection[str]:
    """What the SDK sends to this API; it refuses the others, which are Vertex AI's."""
    from google.genai import types

    beside = {"safetySettings", "tools", "toolConfig", "cachedContent"}
    elsewhere = {"audioTimestamp", "routingConfig", "modelSelectionConfig"}
    fields = types.GenerationConfig.model_fields.values()
    return {str(field.alias) for field in fields} - elsewhere | beside


CASE = Case(
    provider="gemini",
    target=target,
    path="/v1beta/models/gemini-2.5-flash:generateContent",
    roots=("", "/", "/v1beta", "/v1beta/"),
    reply=REPLY,
    answer=Answer(
        text=" Paris\n",
        model="gemini-2.5-flash-preview-09-2025",
        request_id="lZdyaPOyEoOlnsEP3ZG2yQ8",
        finish_reason="STOP",
        input_tokens=25,
        output_tokens=38,
        reasoning="France's capital. Not Lyon.",
        reasoning_tokens=36,
        logprobs=(
            TokenLogprob(" Paris", -0.0512, ((" Paris", -0.0512), (" Lyon", -3.25))),
            TokenLogprob("\n", 0.0, (("\n", 0.0),)),
        ),
    ),
    error=error,
    sdk=Sdk("google.genai", accepts, reads, params),
    aimock=target,
)
