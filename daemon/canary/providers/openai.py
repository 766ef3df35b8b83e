"""OpenAI's chat completions, and every server that speaks them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import httpx

from canary.core.model import Answer, FailureKind, Prompt, Target, decoding_params
from canary.providers.base import Endpoint, Unmeasured, excerpt
from canary.providers.failures import refusal
from canary.providers.wire import HttpEndpoint, decode_json, json_problem, open_transport, post_json

BASE_URL: Final = "https://api.openai.com/v1"
MAX_LABEL: Final = 256  # characters of a name the server gives: model, fingerprint, request id
MAX_COUNT: Final = 2**31 - 1  # tokens

RESERVED: Final = {
    "model": "is the target's own key; put it beside params",
    "messages": "come from the suite's prompt",
    "stream": "is not supported: a sample is one whole reply; leave it out",
    "stream_options": "belongs to stream, which is not supported; leave it out",
}


class OpenAI:
    """The translation. One request asks for one choice: samples are independent requests."""

    def request(self, prompt: Prompt, target: Target) -> httpx.Request:
        params = decoding_params(target, prompt)
        for key, problem in param_problems(params):
            raise Unmeasured(FailureKind.REJECTED, f"{key} {problem}")
        payload = {
            "model": target.model,
            "messages": [{"role": m.role, "content": m.content} for m in prompt.messages],
            **params,
        }
        headers = {"authorization": f"Bearer {target.api_key.reveal()}"} if target.api_key else {}
        return post_json(f"{address(target)}/chat/completions", payload, target, headers)

    def reply(self, status: int, headers: Mapping[str, str], body: bytes) -> Answer:
        if not 200 <= status < 300:
            raise refusal(status, headers, body)
        payload = decode_json(body, headers.get("content-type", ""))
        choice = _first_choice(payload)
        usage = payload.get("usage")
        usage = usage if isinstance(usage, dict) else {}
        return Answer(
            text=_text(choice["message"]),
            model=_label(payload.get("model")),
            system_fingerprint=_label(payload.get("system_fingerprint")),
            request_id=_label(headers.get("x-request-id")) or _label(payload.get("id")),
            finish_reason=_label(choice.get("finish_reason")),
            input_tokens=_count(usage.get("prompt_tokens")),
            output_tokens=_count(usage.get("completion_tokens")),
        )


def _first_choice(payload: Any) -> dict[str, Any]:
    """The reply's choice, its message known to be an object."""
    if not isinstance(payload, dict):
        raise _malformed("not an object")
    choices = payload.get("choices")
    if not isinstance(choices, list) or not choices:
        raise _malformed(_said(payload.get("error")) or "no choices")
    choice = choices[0]
    if not isinstance(choice, dict) or not isinstance(choice.get("message"), dict):
        raise _malformed("a choice without a message")
    return choice


def _text(message: Mapping[str, Any]) -> str:
    """The reply's text exactly as sent; a refusal's words where there is no other content."""
    content = message.get("content")
    if content is None:
        refused = message.get("refusal")
        return refused if isinstance(refused, str) else ""
    if isinstance(content, str):
        return content
    if not isinstance(content, list):
        raise _malformed("content that is neither text nor parts")
    return "".join(_part(part) for part in content)


def _part(part: Any) -> str:
    if isinstance(part, dict):
        for key in ("text", "refusal"):
            if isinstance(part.get(key), str):
                return str(part[key])
    raise _malformed("a part of the content without text")


def _said(error: Any) -> str | None:
    """Some proxies report an error with HTTP 200."""
    message = error.get("message") if isinstance(error, dict) else error
    return f"an error: {excerpt(message)}" if isinstance(message, str) else None


def _malformed(what: str) -> Unmeasured:
    return Unmeasured(FailureKind.MALFORMED, f"HTTP 200 with {what}, where a chat completion was expected")


def _label(value: object) -> str | None:
    return value[:MAX_LABEL] if isinstance(value, str) and value else None


def _count(value: object) -> int | None:
    # type(), as bool is an int to isinstance.
    return value if type(value) is int and 0 <= value <= MAX_COUNT else None


# --- configuration -------------------------------------------------------------------------------


def address(target: Target) -> str:
    """The API's root, without a trailing slash."""
    return (target.base_url or BASE_URL).rstrip("/")


def open_endpoint(target: Target) -> Endpoint:
    return HttpEndpoint(OpenAI(), target, open_transport(address(target), target.network))


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The configuration's problems as (key, message)."""
    yield from ((f"params.{key}", problem) for key, problem in param_problems(target.params))
    if target.base_url is not None:
        yield from (("base_url", problem) for problem in url_problems(target.base_url))
    if target.api_key is not None and not _fits_a_header(target.api_key.reveal()):
        yield "api_key", "is empty or holds blanks, line ends or characters that no header can carry"


def param_problems(params: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Decoding parameters that must not be sent, each with the reason."""
    for key, value in params.items():
        if key in RESERVED:
            yield key, RESERVED[key]
        elif key == "n" and value != 1:
            yield key, "must be 1: ask for more with samples, so that each is a request of its own"
        elif (problem := json_problem(value)) is not None:
            yield key, f"cannot be sent as JSON: {problem}"


def url_problems(url: str) -> Iterator[str]:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises for a port that is none
    except ValueError:
        yield "is not a URL"
        return
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield "must be an http:// or https:// address"
    if parts.username or parts.password:
        yield "must not hold a password; use api_key"
    if parts.query or parts.fragment:
        yield "must not have a query or fragment"
    if parts.path.rstrip("/").endswith("/chat/completions"):
        yield "must end before /chat/completions, which is added to it"


def _fits_a_header(key: str) -> bool:
    return bool(key) and key.isascii() and key.isprintable() and " " not in key
