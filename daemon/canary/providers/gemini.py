"""Google's Gemini API: generateContent."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import quote, urlsplit

import httpx

from canary.core.model import Answer, FailureKind, Message, Prompt, Target, TokenLogprob
from canary.providers.base import Endpoint, Unmeasured
from canary.providers.failures import refusal
from canary.providers.parameters import (
    connection_problems,
    param_problems,
    sent_params,
    with_extra,
)
from canary.providers.reading import MAX_LOGPROBS, count, label, logprob, malformed, mapping, said, total
from canary.providers.wire import HttpEndpoint, decode_json, open_transport, post_json

API: Final = "Gemini's generateContent"
BASE_URL: Final = "https://generativelanguage.googleapis.com"
API_VERSION: Final = "v1beta"
CONFIG: Final = "generationConfig"
BOUND: Final = "maxOutputTokens"

GENERATION: Final = frozenset(
    {
        "_responseJsonSchema",
        "audioTranscriptionConfig",
        "candidateCount",
        "enableAffectiveDialog",
        "enableEnhancedCivicAnswers",
        "frequencyPenalty",
        "imageConfig",
        "logprobs",
        "maxOutputTokens",
        "mediaResolution",
        "presencePenalty",
        "responseFormat",
        "responseJsonSchema",
        "responseLogprobs",
        "responseMimeType",
        "responseModalities",
        "responseSchema",
        "seed",
        "speechConfig",
        "stopSequences",
        "temperature",
        "thinkingConfig",
        "topK",
        "topP",
        "translationConfig",
    }
)
"""The parameters that go into ``generationConfig``, by their names in the REST reference."""

BESIDE: Final = frozenset({"cachedContent", "safetySettings", "serviceTier", "store", "toolConfig", "tools"})
"""Those that the REST reference puts beside it."""

KNOWN: Final = GENERATION | BESIDE
RESERVED: Final = {
    "model": "is the target's own key; put it beside params",
    "contents": "come from the suite's prompt",
    "systemInstruction": "comes from the suite's prompt: its messages of the role system",
    "stream": "is not supported: a sample is one whole reply; leave it out",
}


class Gemini:
    """The translation. One request asks for one candidate: samples are independent requests."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        params = sent_params(target, prompt, BOUND, others=(BOUND,), stop="stopSequences")
        config = {key: value for key, value in params.items() if key not in BESIDE}
        payload = {
            "contents": [_turn(m) for m in prompt.messages if m.role in ("user", "assistant")],
            **_system([m for m in prompt.messages if m.role in ("system", "developer")]),
            **({CONFIG: config} if config else {}),
            **{key: value for key, value in params.items() if key in BESIDE},
        }
        # A header: an address lands in the logs of every proxy.
        headers = {"x-goog-api-key": target.api_key.reveal()} if target.api_key else {}
        url = f"{address(target)}/{_path(target.model)}:generateContent"
        return post_json(url, with_extra(payload, target, CONFIG), target, headers)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise _refusal(status, headers, body)
        payload = decode_json(body, headers.get("content-type", ""))
        candidate = _candidate(payload)
        parts = _parts(candidate)
        usage = mapping(payload.get("usageMetadata"))
        thoughts = count(usage.get("thoughtsTokenCount"))
        return Answer(
            text="".join(_texts(parts, thought=False)),
            model=label(payload.get("modelVersion")),
            request_id=label(payload.get("responseId")),
            finish_reason=label(candidate.get("finishReason")),
            input_tokens=total(
                count(usage.get("promptTokenCount")), count(usage.get("toolUsePromptTokenCount"))
            ),
            output_tokens=_output_tokens(usage),
            reasoning="".join(_texts(parts, thought=True)) or None,
            reasoning_tokens=thoughts,
            logprobs=tuple(_logprobs(mapping(candidate.get("logprobsResult")))),
        )


# --- the request ---------------------------------------------------------------------------------


def _turn(message: Message) -> dict[str, Any]:
    return {
        "role": "model" if message.role == "assistant" else "user",
        "parts": [{"text": message.content}],
    }


def _system(messages: list[Message]) -> dict[str, Any]:
    """The system's messages, wherever they stood: this API has one place for them, and no such role in between."""
    parts = [{"text": message.content} for message in messages]
    return {"systemInstruction": {"parts": parts}} if parts else {}


def _path(model: str) -> str:
    """A model's path: ``gemini-2.5-flash`` and ``models/gemini-2.5-flash`` are one, ``tunedModels/x`` is its own."""
    return quote(model if "/" in model else f"models/{model}", safe="/@")


# --- the reply -----------------------------------------------------------------------------------


def _candidate(payload: Any) -> Mapping[str, Any]:
    """The reply's candidate. A prompt that was blocked has none: what is left of it is the reason."""
    if not isinstance(payload, dict):
        raise _malformed("not an object")
    candidates = payload.get("candidates")
    if isinstance(candidates, list) and candidates:
        if not isinstance(candidates[0], dict):
            raise _malformed("a candidate that is not an object")
        return candidates[0]
    blocked = label(mapping(payload.get("promptFeedback")).get("blockReason"))
    if blocked is None:
        raise _malformed(said(payload.get("error")) or "no candidates")
    return {"finishReason": blocked}


def _parts(candidate: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """A candidate's parts. One that was stopped before its first token (SAFETY, MAX_TOKENS) may have none."""
    content = candidate.get("content")
    parts = content.get("parts") if isinstance(content, dict) else content
    if parts is None and label(candidate.get("finishReason")):
        return []
    if not isinstance(parts, list) or not all(isinstance(part, dict) for part in parts):
        raise _malformed("a candidate without content")
    return parts


def _texts(parts: Iterable[Mapping[str, Any]], thought: bool) -> Iterator[str]:
    """The texts of the answer, or of the thoughts before it. Other parts (functionCall, ...) hold none."""
    for part in parts:
        text = part.get("text")
        if text is not None and not isinstance(text, str):
            raise _malformed("a part whose text is none")
        if text and (part.get("thought") is True) is thought:
            yield text


def _output_tokens(usage: Mapping[str, Any]) -> int | None:
    """All that was generated. This API leaves out a count that is 0, so only usage that says nothing is unknown."""
    generated = total(count(usage.get("candidatesTokenCount")), count(usage.get("thoughtsTokenCount")))
    if generated is None and count(usage.get("promptTokenCount")) is not None:
        return 0 if "candidatesTokenCount" not in usage else None
    return generated


def _logprobs(result: Mapping[str, Any]) -> Iterator[TokenLogprob]:
    chosen, tops = _list(result, "chosenCandidates"), _list(result, "topCandidates")
    for place, each in enumerate(chosen[:MAX_LOGPROBS]):
        if (token := _scored(each)) is not None:
            top = _list(mapping(tops[place]), "candidates") if place < len(tops) else []
            others = map(_scored, top)
            yield TokenLogprob(*token, tuple(other for other in others if other is not None))


def _scored(token: object) -> tuple[str, float] | None:
    """A token's text with its log-probability, an empty and a 0 being left out by this API; None for anything else."""
    read = mapping(token)
    text, value = read.get("token", ""), logprob(read.get("logProbability", 0.0))
    return (text, value) if read and isinstance(text, str) and value is not None else None


def _list(value: Mapping[str, Any], key: str) -> list[Any]:
    found = value.get(key)
    return found if isinstance(found, list) else []


def _malformed(what: str) -> Unmeasured:
    return malformed(what, "a generateContent response")


def _refusal(status: int, headers: Mapping[str, str], body: bytes) -> Unmeasured:
    """Google says in ``error.details`` what its statuses leave open: a bad key is a 400 like any other."""
    error = _error(body)
    details = [mapping(detail) for detail in _list(error, "details")]
    bad_key = any(detail.get("reason") == "API_KEY_INVALID" for detail in details)
    spent = any(_is_daily(one) for detail in details for one in _list(detail, "violations"))
    refused = refusal(
        status,
        headers,
        json.dumps({"error": {"message": error["message"]}}).encode() if "message" in error else body,
        told=FailureKind.AUTH if bad_key else None,
        final="the day's quota is used up: asking again cannot help today" if spent else None,
    )
    if refused.retryable and refused.retry_after is None:
        delays = (_seconds(detail.get("retryDelay")) for detail in details)
        refused.retry_after = next((delay for delay in delays if delay is not None), None)
    return refused


def _error(body: bytes) -> Mapping[str, Any]:
    """The error of a body, which some of Google's front ends wrap into a list; empty where there is none to read."""
    try:
        payload = json.loads(body[: 2**16])
    except (ValueError, RecursionError):
        return {}
    if isinstance(payload, list):
        payload = payload[0] if payload else None
    error = mapping(mapping(payload).get("error"))
    return error if isinstance(error.get("message", ""), str) else {}


def _is_daily(violation: object) -> bool:
    return "PerDay" in (label(mapping(violation).get("quotaId")) or "")


def _seconds(text: object) -> float | None:
    """A protobuf duration in JSON ("34.5s"); None for anything else."""
    match = re.fullmatch(r"(\d{1,9}(?:\.\d{1,9})?)s", text) if isinstance(text, str) else None
    return float(match[1]) if match else None


# --- configuration -------------------------------------------------------------------------------


def address(target: Target) -> str:
    """The API's root with its version, which Google's SDKs add to the one they are given."""
    root = (target.base_url or BASE_URL).rstrip("/")
    return (
        root if re.search(r"/v\d+(?:(?:alpha|beta)\d*)?$", urlsplit(root).path) else f"{root}/{API_VERSION}"
    )


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(Gemini(), target, open_transport(address(target), target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from param_problems(target, API, KNOWN, RESERVED, CONFIG)
    if target.params.get("candidateCount", 1) != 1:
        yield (
            "params.candidateCount",
            "must be 1: ask for more with samples, so that each is a request of its own",
        )
    yield from connection_problems(target, (":generateContent",))
