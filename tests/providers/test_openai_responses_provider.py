"""OpenAI's responses: what is sent, and every shape that comes back."""

from __future__ import annotations

import json
from typing import Any

import pytest

from canary.core.model import Answer, FailureKind, Message, Prompt, Secret, Target
from canary.providers import PROVIDERS
from canary.providers.base import Unmeasured
from canary.providers.openai_responses import KNOWN, RESERVED, Responses
from providers.cases.openai_responses import REPLY

PROMPT = Prompt(
    "capital",
    (Message("developer", "Answer in one word."), Message("user", "Capital of France?")),
    params={"max_tokens": 64},
)


def target(**changes: Any) -> Target:
    return Target("t", "openai-responses", "gpt-5.4-mini", **changes)


def sent(**changes: Any) -> Any:
    return json.loads(Responses().request(PROMPT, target(**changes)).content)


def reply(payload: Any, headers: dict[str, str] | None = None) -> Answer:
    return Responses().reply(200, headers or {}, json.dumps(payload).encode())


def refused(payload: Any) -> Unmeasured:
    with pytest.raises(Unmeasured) as caught:
        reply(payload)
    return caught.value


def message(*parts: Any) -> dict[str, Any]:
    return {"type": "message", "role": "assistant", "content": list(parts)}


def text(words: str) -> dict[str, Any]:
    return {"type": "output_text", "text": words, "annotations": []}


def test_every_message_is_an_item_of_its_own_role_and_nothing_is_kept_at_the_vendor() -> None:
    request = Responses().request(PROMPT, target(api_key=Secret("sk-x"), params={"temperature": 0}))
    assert str(request.url) == "https://api.openai.com/v1/responses"
    assert request.headers["authorization"] == "Bearer sk-x"
    assert json.loads(request.content) == {
        "model": "gpt-5.4-mini",
        "input": [
            {"role": "developer", "content": "Answer in one word."},
            {"role": "user", "content": "Capital of France?"},
        ],
        "store": False,
        "temperature": 0,
        "max_output_tokens": 64,
    }


def test_what_the_target_writes_stands() -> None:
    assert sent(params={"store": True})["store"] is True
    assert sent(params={"max_output_tokens": 4096})["max_output_tokens"] == 4096


def test_texts_of_all_messages_are_joined_as_the_sdk_joins_them() -> None:
    output = [message(text("Pa"), text("ris")), {"type": "web_search_call"}, message(text("!"))]
    assert reply({"output": output}).text == "Paris!"


@pytest.mark.parametrize(
    ("output", "words"),
    [
        ([message({"type": "refusal", "refusal": "I can't."})], "I can't."),
        ([{"type": "function_call", "name": "f", "arguments": "{}"}], ""),
        ([{"type": "reasoning", "summary": []}], ""),
        ([message()], ""),
        ([], ""),
    ],
)
def test_a_refusals_words_are_the_answer_and_a_tool_call_has_none(output: Any, words: str) -> None:
    assert reply({"status": "completed", "output": output}).text == words


@pytest.mark.parametrize(
    ("fields", "reason"),
    [
        ({"status": "completed", "incomplete_details": None}, "completed"),
        (
            {"status": "incomplete", "incomplete_details": {"reason": "max_output_tokens"}},
            "max_output_tokens",
        ),
        ({"status": "incomplete", "incomplete_details": {"reason": "content_filter"}}, "content_filter"),
        ({"status": "incomplete", "incomplete_details": None}, "incomplete"),
        ({}, None),
    ],
)
def test_the_finish_reason_is_why_it_is_incomplete(fields: dict[str, Any], reason: str | None) -> None:
    assert reply({**fields, "output": [message(text("Par"))]}).finish_reason == reason


def test_reasoning_shown_in_full_is_preferred_to_its_summary() -> None:
    item = {
        "type": "reasoning",
        "summary": [{"type": "summary_text", "text": "short"}],
        "content": [{"type": "reasoning_text", "text": "at length"}],
    }
    answer = reply({"output": [item, message(text("Paris"))]})
    assert (answer.text, answer.reasoning) == ("Paris", "at length")


@pytest.mark.parametrize(
    ("error", "kind", "retried"),
    [
        ({"code": "server_error", "message": "It failed."}, FailureKind.SERVER_ERROR, True),
        ({"code": "rate_limit_exceeded", "message": "Slow down."}, FailureKind.RATE_LIMIT, True),
        ({"code": "invalid_prompt", "message": "Not that."}, FailureKind.REJECTED, False),
        ({"code": ["odd"], "message": 7}, FailureKind.REJECTED, False),
        (None, FailureKind.REJECTED, False),
    ],
)
def test_a_response_that_failed_is_unmeasured_in_its_own_words(
    error: Any, kind: FailureKind, retried: bool
) -> None:
    failure = refused({**REPLY, "status": "failed", "error": error, "output": []})
    assert (failure.kind, failure.retryable) == (kind, retried)
    assert not retried or error["message"] in failure.detail


@pytest.mark.parametrize(
    "payload",
    [
        {"output": None},
        {"output": ["Paris"]},
        {"output": [message("Paris")]},
        {"output": [message({"type": "output_text"})]},
        {"output": [{"type": "message", "content": "Paris"}]},
        {"status": "in_progress", "output": []},
        {"status": "queued", "output": []},
        {"status": ["completed"], "output": []},
    ],
)
def test_another_shape_is_malformed(payload: Any) -> None:
    failure = refused(payload)
    assert (failure.kind, failure.retryable) == (FailureKind.MALFORMED, False)


@pytest.mark.parametrize("key", RESERVED)
def test_what_would_change_a_sample_is_refused_with_the_reason(key: str) -> None:
    for place in ({"params": {key: "x"}}, {"options": {"extra_params": {key: "x"}}}):
        ((where, _),) = PROVIDERS["openai-responses"].check(target(**place))
        assert where.endswith(f"params.{key}")


@pytest.mark.filterwarnings("ignore")
def test_the_known_parameters_are_those_of_the_official_sdk() -> None:
    types = pytest.importorskip("openai.types.responses.response_create_params")
    assert types.ResponseCreateParamsBase.__annotations__.keys() - RESERVED.keys() == KNOWN
