"""Ollama's chat."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from canary.core.model import Answer, Secret, Target, TokenLogprob
from providers.cases import KEY, Case, Sdk

REPLY = {
    "model": "qwen3:4b",
    "created_at": "2026-11-12T23:14:02.337431Z",
    "message": {
        "role": "assistant",
        "content": " Paris\n",
        "thinking": "France's capital. Not Lyon.",
    },
    "done": True,
    "done_reason": "stop",
    "total_duration": 4883583458,
    "load_duration": 1334875,
    "prompt_eval_count": 26,
    "prompt_eval_duration": 342546000,
    "eval_count": 42,
    "eval_duration": 4535599000,
    "logprobs": [
        {
            "token": " Paris",
            "logprob": -0.0512,
            "bytes": [32, 80, 97, 114, 105, 115],
            "top_logprobs": [
                {"token": " Paris", "logprob": -0.0512, "bytes": [32, 80, 97, 114, 105, 115]},
                {"token": " Lyon", "logprob": -3.25, "bytes": [32, 76, 121, 111, 110]},
            ],
        },
        {"token": "\n", "logprob": 0, "bytes": [10]},
    ],
}


def target(root: str) -> Target:
    return Target(
        "t",
        "ollama",
        "qwen3",
        base_url=root,
        api_key=Secret(KEY),
        params={
            "temperature": 0,
            "seed": 7,
            "num_ctx": 8192,
            "stop": ["END"],
            "think": True,
            "keep_alive": "1h",
            "logprobs": True,
            "top_logprobs": 2,
        },
    )


def accepts(body: Any) -> None:
    """Nothing must be lost on the way through the client's own types."""
    from ollama import Options
    from ollama._types import ChatRequest

    kept = ChatRequest.model_validate(body).model_dump(exclude_none=True)
    assert kept == body
    assert Options.model_validate(body["options"]).model_dump(exclude_none=True) == body["options"]


def reads(body: bytes) -> Answer:
    from ollama import ChatResponse

    response = ChatResponse.model_validate_json(body)
    return Answer(
        text=response.message.content or "",
        model=response.model,
        finish_reason=response.done_reason,
        input_tokens=response.prompt_eval_count,
        output_tokens=response.eval_count,
        reasoning=response.message.thinking,
        logprobs=tuple(
            TokenLogprob(
                each.token, each.logprob, tuple((top.token, top.logprob) for top in each.top_logprobs or ())
            )
            for each in response.logprobs or ()
        ),
    )


def params() -> Collection[str]:
    """The SDK's, but for the options that it still has and the server has given up."""
    from ollama import Options

    gone = {"numa", "low_vram", "f16_kv", "logits_all", "vocab_only", "use_mlock", "embedding_only"}
    gone |= {"tfs_z", "mirostat", "mirostat_tau", "mirostat_eta", "penalize_newline"}
    beside = {"format", "keep_alive", "tools", "think", "logprobs", "top_logprobs"}
    return Options.model_fields.keys() - gone | beside


CASE = Case(
    provider="ollama",
    target=target,
    path="/api/chat",
    roots=("", "/", "/api", "/api/"),
    reply=REPLY,
    answer=Answer(
        text=" Paris\n",
        model="qwen3:4b",
        finish_reason="stop",
        input_tokens=26,
        output_tokens=42,
        reasoning="France's capital. Not Lyon.",
        logprobs=(
            TokenLogprob(" Paris", -0.0512, ((" Paris", -0.0512), (" Lyon", -3.25))),
            TokenLogprob("\n", 0.0),
        ),
    ),
    error=lambda status, message: {"error": message},
    sdk=Sdk("ollama", accepts, reads, params),
    aimock=target,
)
