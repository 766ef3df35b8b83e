"""Any JSON endpoint: a gateway of one's own invention, and OpenAI's chat completions spelled out as a template."""

from __future__ import annotations

from canary.core.model import Answer, Secret, Target
from providers.cases import KEY, Case

REPLY = {
    "request": {"id": "gw-7c1f"},
    "served_by": {"model": "house-7b", "build": "2026-11-02"},
    "outputs": [{"text": " Paris\n", "why": "eos", "thoughts": "France's capital. Not Lyon."}],
    "tokens": {"in": 26, "out": 42, "thought": 11},
}


def target(root: str) -> Target:
    return Target(
        "t",
        "http",
        "house",
        base_url=f"{root}/v2/generate?tenant=blue" if root else None,
        api_key=Secret(KEY),
        params={"temperature": 0, "stop": ["END"]},
        options={
            "headers": {"X-Api-Key": "{{api_key}}", "X-Session": Secret(f"id {KEY}-session")},
            "body": {
                "engine": "{{model}}",
                "turns": "{{messages}}",
                "sampling": {
                    "temperature": "{{params.temperature}}",
                    "stop": "{{params.stop}}",
                    "limit": "{{max_tokens}}",
                },
            },
            "response": {
                "text": "/outputs/0/text",
                "model": "/served_by/model",
                "system_fingerprint": "/served_by/build",
                "request_id": "/request/id",
                "finish_reason": "/outputs/0/why",
                "input_tokens": "/tokens/in",
                "output_tokens": "/tokens/out",
                "reasoning": "/outputs/0/thoughts",
                "reasoning_tokens": "/tokens/thought",
            },
        },
    )


def chat_completions(root: str) -> Target:
    return Target(
        "t",
        "http",
        "gpt-4o-mini",
        base_url=f"{root}/v1/chat/completions",
        api_key=Secret(KEY),
        params={"temperature": 0},
        options={
            "body": {
                "model": "{{model}}",
                "messages": "{{messages}}",
                "max_tokens": "{{max_tokens}}",
                "temperature": "{{params.temperature}}",
            },
            "response": {
                "text": "/choices/0/message/content",
                "model": "/model",
                "request_id": "/id",
                "finish_reason": "/choices/0/finish_reason",
                "input_tokens": "/usage/prompt_tokens",
                "output_tokens": "/usage/completion_tokens",
            },
        },
    )


CASE = Case(
    provider="http",
    target=target,
    path="/v2/generate?tenant=blue",
    roots=("/v2/generate?tenant=blue",),
    reply=REPLY,
    answer=Answer(
        text=" Paris\n",
        model="house-7b",
        system_fingerprint="2026-11-02",
        request_id="gw-7c1f",
        finish_reason="eos",
        input_tokens=26,
        output_tokens=42,
        reasoning="France's capital. Not Lyon.",
        reasoning_tokens=11,
    ),
    aimock=chat_completions,
)
