"""Ollama's chat, of a server on this machine or anywhere else."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Final

import httpx

from canary.core.model import Answer, FailureKind, Message, Prompt, Target
from canary.providers.base import Endpoint, Unmeasured
from canary.providers.failures import refusal
from canary.providers.parameters import (
    connection_problems,
    param_problems,
    sent_params,
    with_extra,
)
from canary.providers.reading import count, label, logprobs, malformed, said
from canary.providers.wire import HttpEndpoint, decode_json, open_transport, post_json

API: Final = "Ollama's chat"
BASE_URL: Final = "http://localhost:11434"
OPTIONS: Final = "options"
BOUND: Final = "num_predict"

MODEL_OPTIONS: Final = frozenset(
    {
        "frequency_penalty",
        "main_gpu",
        "min_p",
        "num_batch",
        "num_ctx",
        "num_gpu",
        "num_keep",
        "num_predict",
        "num_thread",
        "presence_penalty",
        "repeat_last_n",
        "repeat_penalty",
        "seed",
        "stop",
        "temperature",
        "top_k",
        "top_p",
        "typical_p",
        "use_mmap",
    }
)
"""The parameters that go into ``options``. Ollama itself passes over names it does not know, with a line in its log."""

BESIDE: Final = frozenset(
    {"format", "keep_alive", "logprobs", "shift", "think", "tools", "top_logprobs", "truncate"}
)
"""Those that the API's reference puts beside it."""

KNOWN: Final = MODEL_OPTIONS | BESIDE
RESERVED: Final = {
    "model": "is the target's own key; put it beside params",
    "messages": "come from the suite's prompt",
    "max_tokens": "is called num_predict by this API",
    "stream": "is not supported: a sample is one whole reply; leave it out",
    **dict.fromkeys(
        (
            "embedding_only",
            "f16_kv",
            "logits_all",
            "low_vram",
            "mirostat",
            "mirostat_eta",
            "mirostat_tau",
            "numa",
            "penalize_newline",
            "tfs_z",
            "use_mlock",
            "vocab_only",
        ),
        "is no longer an option of Ollama, which would pass over it; leave it out, "
        "or write it under extra_params.options for an older server",
    ),
}


class Ollama:
    """The translation."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        params = sent_params(target, prompt, BOUND, others=(BOUND,))
        options = {key: value for key, value in params.items() if key not in BESIDE}
        payload = {
            "model": target.model,
            "messages": [{"role": _role(m), "content": m.content} for m in prompt.messages],
            "stream": False,
            **({OPTIONS: options} if options else {}),
            **{key: value for key, value in params.items() if key in BESIDE},
        }
        headers = {"authorization": f"Bearer {target.api_key.reveal()}"} if target.api_key else {}
        return post_json(f"{address(target)}/api/chat", with_extra(payload, target, OPTIONS), target, headers)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise _refusal(status, headers, body)
        payload = decode_json(body, headers.get("content-type", ""))
        message = _message(payload)
        return Answer(
            text=message.get("content") or "",
            model=label(payload.get("model")),
            finish_reason=label(payload.get("done_reason")),
            input_tokens=count(payload.get("prompt_eval_count")),
            output_tokens=count(payload.get("eval_count")),
            reasoning=_thinking(message),
            logprobs=logprobs(payload.get("logprobs")),
        )


def _role(message: Message) -> str:
    return "system" if message.role == "developer" else message.role


def _message(payload: Any) -> Mapping[str, Any]:
    """The reply's message, its content known to be a text. The assistant's may have none: it called a tool, or thought."""
    if not isinstance(payload, dict):
        raise _malformed("not an object")
    message = payload.get("message")
    if not isinstance(message, dict):
        raise _malformed(said(payload.get("error")) or "no message")
    content = message.get("content")
    if not isinstance(content, str) and not (content is None and message.get("role") == "assistant"):
        raise _malformed("a message without content")
    if payload.get("done") is False:
        raise _malformed("the first piece of a stream")
    return message


def _thinking(message: Mapping[str, Any]) -> str | None:
    thinking = message.get("thinking")
    return thinking if isinstance(thinking, str) and thinking else None


def _malformed(what: str) -> Unmeasured:
    return malformed(what, "a chat response")


def _refusal(status: int, headers: Mapping[str, str], body: bytes) -> Unmeasured:
    refused = refusal(status, headers, body)
    if refused.kind is FailureKind.NOT_FOUND:
        return Unmeasured(refused.kind, f"{refused.detail}; `ollama pull` fetches a model on its server")
    return refused


# --- configuration -------------------------------------------------------------------------------


def address(target: Target) -> str:
    """The server's root, whether or not ``/api`` is written behind it."""
    return (target.base_url or BASE_URL).rstrip("/").removesuffix("/api").rstrip("/")


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(Ollama(), target, open_transport(address(target), target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from param_problems(target, API, KNOWN, RESERVED, OPTIONS)
    if address(target).endswith("/v1"):
        yield "base_url", "is Ollama's OpenAI-compatible API: leave out /v1, or use provider openai"
    yield from connection_problems(target, ("/api/chat",))
