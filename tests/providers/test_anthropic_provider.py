"""The Anthropic translation against the documented shapes, and against anything at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Answer, FailureKind, Message, Prompt, Secret, Target
from canary.providers import PROVIDERS
from canary.providers.anthropic import Anthropic
from canary.providers.base import Unmeasured
from canary.settings.estimate import output_tokens

ASKED = (Message("user", "Capital of France?"),)
TEXT = {"type": "text", "text": "Paris"}


def sent(*messages: Message, bound: int | None = None, options: Any = None, **params: Any) -> dict[str, Any]:
    """The body of the request for these messages, with the suite's bound and the target's parameters."""
    prompt = Prompt("p", messages or ASKED, params={} if bound is None else {"max_tokens": bound})
    target = Target("t", "anthropic", "claude-haiku-5-5", params=params, options=options or {})
    body: dict[str, Any] = json.loads(Anthropic().request(prompt, target).content)
    return body


def message(*content: Any, **fields: Any) -> dict[str, Any]:
    usage = {"input_tokens": 9, "output_tokens": 3}
    whole = {"id": "msg_1", "type": "message", "model": "claude-haiku-5-5", "stop_reason": "end_turn"}
    return {**whole, "content": list(content), "usage": usage, **fields}


def reply(payload: Any, headers: dict[str, str] | None = None, status: int = 200) -> Answer:
    return Anthropic().reply(status, headers or {}, json.dumps(payload).encode())


def refused(payload: Any, headers: dict[str, str] | None = None, status: int = 200) -> Unmeasured:
    with pytest.raises(Unmeasured) as caught:
        reply(payload, headers, status)
    return caught.value


def problems(**changes: Any) -> dict[str, str]:
    return dict(PROVIDERS["anthropic"].check(Target("t", "anthropic", "m", **changes)))


# --- the request ---------------------------------------------------------------------------------


def test_a_request_has_the_version_and_the_key_in_its_headers() -> None:
    target = Target("t", "anthropic", "claude-haiku-5-5", api_key=Secret("sk-ant-1"))
    request = Anthropic().request(Prompt("p", ASKED), target)
    assert str(request.url) == "https://api.anthropic.com/v1/messages"
    assert (request.headers["x-api-key"], request.headers["anthropic-version"]) == ("sk-ant-1", "2023-06-01")


def test_one_system_message_is_the_system_prompt_and_a_developers_is_one_too() -> None:
    body = sent(Message("developer", "One word."), *ASKED)
    assert (body["system"], [m["role"] for m in body["messages"]]) == ("One word.", ["user"])


def test_several_system_messages_stay_apart() -> None:
    body = sent(Message("system", "One word."), Message("system", "In French."), *ASKED)
    assert body["system"] == [{"type": "text", "text": "One word."}, {"type": "text", "text": "In French."}]


def test_a_system_message_between_turns_stays_where_it_was() -> None:
    body = sent(*ASKED, Message("assistant", "Paris"), Message("system", "In French."), *ASKED)
    assert "system" not in body
    assert [m["role"] for m in body["messages"]] == ["user", "assistant", "system", "user"]


def test_turns_of_one_role_in_a_row_are_sent_as_they_are() -> None:
    assert [m["content"] for m in sent(*ASKED, Message("user", "Of Spain?"))["messages"]] == [
        "Capital of France?",
        "Of Spain?",
    ]


BUDGET = {"type": "enabled", "budget_tokens": 2048}


@pytest.mark.parametrize(
    ("bound", "options", "params", "expected"),
    [
        (None, {}, {}, 4096),
        (None, {}, {"max_tokens": 9}, 9),
        (64, {}, {"max_tokens": 9}, 64),
        (64, {}, {}, 64),
        (64, {"thinking_room": 1000}, {}, 1064),
        (64, {}, {"thinking": BUDGET}, 2112),
        (64, {"thinking_room": 0}, {"thinking": BUDGET}, 64),
        (64, {}, {"thinking": {"type": "adaptive"}}, 64),
        (None, {"thinking_room": 1000}, {}, 5096),
        (None, {"thinking_room": 1000}, {"max_tokens": 9}, 9),
        (None, {}, {"max_tokens": 4000, "thinking": BUDGET}, 4000),
    ],
)
def test_the_bound_is_the_suites_with_room_for_thinking_else_the_targets_as_written(
    bound: int | None, options: dict[str, Any], params: dict[str, Any], expected: int
) -> None:
    assert sent(bound=bound, options=options, **params)["max_tokens"] == expected


def test_what_an_answer_may_cost_is_counted_with_the_room() -> None:
    target = Target("t", "anthropic", "m", options={"thinking_room": 1000})
    assert output_tokens(target, Prompt("p", ASKED, params={"max_tokens": 64})) == 1064


def test_what_a_prompt_says_beside_its_bound_is_sent_by_its_name_here() -> None:
    prompt = Prompt("p", ASKED, params={"max_tokens": 64, "stop": ["\n"]})
    body = json.loads(Anthropic().request(prompt, Target("t", "anthropic", "m")).content)
    assert (body["stop_sequences"], "stop" in body) == (["\n"], False)


def test_extra_parameters_are_sent_as_written() -> None:
    extra: dict[str, Any] = {"context_management": {"edits": []}, "temperature_2": None}
    body = sent(options={"extra_params": extra})
    assert {key: body[key] for key in extra} == extra


# --- the reply -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "text", "reasoning"),
    [
        ([TEXT], "Paris", None),
        ([TEXT, {"type": "text", "text": "\n"}], "Paris\n", None),
        ([{"type": "thinking", "thinking": "Hm.", "signature": "x"}, TEXT], "Paris", "Hm."),
        ([{"type": "thinking", "thinking": "", "signature": "x"}, TEXT], "Paris", None),
        ([{"type": "redacted_thinking", "data": "x"}, TEXT], "Paris", None),
        ([{"type": "tool_use", "id": "t", "name": "f", "input": {}}], "", None),
        ([{"type": "from_next_year", "text": "no"}, TEXT], "Paris", None),
        ([], "", None),
    ],
)
def test_the_text_and_the_thinking_of_every_documented_content(
    content: list[Any], text: str, reasoning: str | None
) -> None:
    answer = reply(message(*content))
    assert (answer.text, answer.reasoning) == (text, reasoning)


@pytest.mark.parametrize("reason", ["end_turn", "max_tokens", "stop_sequence", "pause_turn"])
def test_the_stop_reason_is_kept(reason: str) -> None:
    assert reply(message(TEXT, stop_reason=reason)).finish_reason == reason


def test_a_refusal_is_an_answer_and_anthropics_explanation_of_it_is_not_the_models_text() -> None:
    details = {"type": "refusal", "category": "bio", "explanation": "It could enable harm."}
    answer = reply(message(stop_reason="refusal", stop_details=details))
    assert (answer.text, answer.finish_reason) == ("", "refusal")


def test_the_request_is_named_by_its_header_else_by_the_messages_id() -> None:
    assert reply(message(TEXT), {"request-id": "req_1"}).request_id == "req_1"
    assert reply(message(TEXT)).request_id == "msg_1"


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"input_tokens": 9, "output_tokens": 3}, (9, 3, None)),
        (
            {"input_tokens": 9, "cache_read_input_tokens": 1, "cache_creation_input_tokens": 2},
            (12, None, None),
        ),
        ({"cache_read_input_tokens": 1}, (None, None, None)),
        ({"output_tokens": 9, "output_tokens_details": {"thinking_tokens": 5}}, (None, 9, 5)),
        ({"input_tokens": -1, "output_tokens": True}, (None, None, None)),
        ({"output_tokens": 9, "output_tokens_details": None}, (None, 9, None)),
        (None, (None, None, None)),
    ],
)
def test_all_tokens_are_counted_the_cached_among_them(usage: Any, tokens: tuple[int | None, ...]) -> None:
    answer = reply(message(TEXT, usage=usage))
    assert (answer.input_tokens, answer.output_tokens, answer.reasoning_tokens) == tokens


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "Paris",
        [],
        {},
        {"content": None},
        {"content": "Paris"},
        {"content": ["Paris"]},
        {"content": [{"type": "text"}]},
        {"content": [{"type": "text", "text": None}]},
        {"content": [{"type": "thinking", "thinking": 7}]},
        {"choices": [{"message": {"content": "Paris"}}]},
    ],
)
def test_another_shape_is_malformed(payload: Any) -> None:
    error = refused(payload)
    assert (error.kind, error.retryable) == (FailureKind.MALFORMED, False)


def test_an_error_reported_as_200_is_malformed_and_quoted() -> None:
    error = refused({"type": "error", "error": {"type": "api_error", "message": "It broke"}})
    assert error.kind is FailureKind.MALFORMED
    assert "It broke" in error.detail


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_is_kept_exactly_with_nuls_and_lone_surrogates(text: str) -> None:
    body = json.dumps(message({"type": "text", "text": text}))
    assert Anthropic().reply(200, {}, body.encode()).text == json.loads(body)["content"][0]["text"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                ["content", "type", "text", "thinking", "usage", "error", "details", "error_code", "message"]
            ),
            inner | st.sampled_from(["text", "thinking", "billing_error"]),
        )
    ),
    max_leaves=12,
)


@given(JSON | st.binary(), st.sampled_from([200, 201, 307, 400, 404, 429, 500, 529]))
def test_anything_at_all_is_an_answer_or_unmeasured(payload: Any, status: int) -> None:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    try:
        said = Anthropic().reply(status, {"retry-after": "x"}, body).finish_reason or ""
    except Unmeasured as error:
        said = error.detail
    assert isinstance(said, str)


# --- errors --------------------------------------------------------------------------------------


def error_body(kind: str, message: str = "Something is wrong", **details: Any) -> dict[str, Any]:
    return {"type": "error", "error": {"type": kind, "message": message, "details": details or None}}


@pytest.mark.parametrize(
    ("status", "kind", "expected", "retryable"),
    [
        (400, "invalid_request_error", FailureKind.REJECTED, False),
        (401, "authentication_error", FailureKind.AUTH, False),
        (402, "billing_error", FailureKind.RATE_LIMIT, False),
        (403, "permission_error", FailureKind.AUTH, False),
        (404, "not_found_error", FailureKind.NOT_FOUND, False),
        (413, "request_too_large", FailureKind.REJECTED, False),
        (429, "rate_limit_error", FailureKind.RATE_LIMIT, True),
        (500, "api_error", FailureKind.SERVER_ERROR, True),
        (504, "timeout_error", FailureKind.TIMEOUT, True),
        (529, "overloaded_error", FailureKind.SERVER_ERROR, True),
    ],
)
def test_every_documented_error_is_of_its_kind_and_quoted(
    status: int, kind: str, expected: FailureKind, retryable: bool
) -> None:
    error = refused(error_body(kind), {"retry-after": "3"}, status)
    assert (error.kind, error.retryable) == (expected, retryable)
    assert error.retry_after == (3.0 if retryable else None)
    assert "Something is wrong" in error.detail


def test_a_spend_limit_is_not_asked_against_again() -> None:
    told = error_body("rate_limit_error", error_code="enforced_spend_limit_reached")
    error = refused(told, {"retry-after": "3"}, 429)
    assert (error.kind, error.retryable, error.retry_after) == (FailureKind.RATE_LIMIT, False, None)
    assert "spend limit" in error.detail


def test_the_servers_word_that_asking_again_is_no_use_is_taken() -> None:
    assert not refused(error_body("api_error"), {"x-should-retry": "false"}, 500).retryable
    assert refused(error_body("api_error"), {"x-should-retry": "true"}, 500).retryable


# --- configuration -------------------------------------------------------------------------------


def test_usual_targets_have_no_problem() -> None:
    assert problems(params={"temperature": 0, "max_tokens": 512}, api_key=Secret("sk-ant-1")) == {}
    assert problems(params={"thinking": {"type": "adaptive"}}, options={"thinking_room": 8000}) == {}


@pytest.mark.parametrize(
    ("changes", "key", "says"),
    [
        ({"params": {"max_token": 5}}, "params.max_token", "did you mean max_tokens?"),
        ({"params": {"logit_bias": {}}}, "params.logit_bias", "is no parameter of Anthropic's Messages API"),
        ({"params": {"seed": 7}}, "params.seed", "does not exist in this API"),
        ({"params": {"stream": False}}, "params.stream", "not supported"),
        ({"params": {"system": "x"}}, "params.system", "comes from the suite's prompt"),
        ({"params": {"model": "x"}}, "params.model", "beside params"),
        ({"params": {"messages": []}}, "params.messages", "come from the suite's prompt"),
        ({"params": {"workspace_id": "w"}}, "params.workspace_id", "is a header"),
        ({"params": {"temperature": float("nan")}}, "params.temperature", "cannot be sent as JSON"),
        ({"params": {"max_tokens": 0}}, "params.max_tokens", "whole number"),
        ({"params": {"max_tokens": "many"}}, "params.max_tokens", "whole number"),
        ({"options": {"thinking_room": -1}}, "thinking_room", "whole number"),
        ({"options": {"thinking_room": True}}, "thinking_room", "whole number"),
        ({"options": {"extra_params": {"top_k": 5}}}, "extra_params.top_k", "write it under params"),
        ({"options": {"extra_params": {"stream": True}}}, "extra_params.stream", "not supported"),
        ({"base_url": "https://host/v1/messages"}, "base_url", "must end before"),
        ({"base_url": "https://host/?key=a"}, "base_url", "query"),
        ({"base_url": "host"}, "base_url", "http"),
        ({"api_key": Secret("sk ant")}, "api_key", "blanks"),
    ],
)
def test_what_cannot_work_is_refused_with_the_reason(changes: dict[str, Any], key: str, says: str) -> None:
    found = problems(**changes)
    assert list(found) == [key]
    assert says in found[key]
