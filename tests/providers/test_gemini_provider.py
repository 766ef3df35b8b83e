"""The Gemini translation against the documented shapes, and against anything at all."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Answer, FailureKind, Limits, Message, Prompt, Secret, Target
from canary.providers import PROVIDERS, open_endpoint
from canary.providers.base import Question, Unmeasured, ask
from canary.providers.gemini import Gemini
from canary.settings.estimate import output_tokens
from support.servers import in_turn, response, serve

ASKED = (Message("user", "Capital of France?"),)
PROMPT = Prompt("p", ASKED)
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)


def sent(*messages: Message, bound: int | None = None, options: Any = None, **params: Any) -> dict[str, Any]:
    """The body of the request for these messages, with the suite's bound and the target's parameters."""
    prompt = Prompt("p", messages or ASKED, params={} if bound is None else {"max_tokens": bound})
    target = Target("t", "gemini", "gemini-2.5-flash", params=params, options=options or {})
    body: dict[str, Any] = json.loads(Gemini().request(prompt, target).content)
    return body


def url(model: str = "gemini-2.5-flash", base_url: str | None = None) -> str:
    return str(Gemini().request(PROMPT, Target("t", "gemini", model, base_url=base_url)).url)


def candidate(*parts: Any, **fields: Any) -> dict[str, Any]:
    return {"content": {"parts": list(parts), "role": "model"}, "finishReason": "STOP", **fields}


def generated(*candidates: Any, **fields: Any) -> dict[str, Any]:
    usage = {"promptTokenCount": 9, "candidatesTokenCount": 3, "totalTokenCount": 12}
    return {
        "candidates": list(candidates),
        "usageMetadata": usage,
        "modelVersion": "gemini-2.5-flash",
        **fields,
    }


def reply(payload: Any, status: int = 200) -> Answer:
    return Gemini().reply(status, {}, json.dumps(payload).encode())


def refused(payload: Any, status: int = 200, headers: dict[str, str] | None = None) -> Unmeasured:
    with pytest.raises(Unmeasured) as caught:
        Gemini().reply(status, headers or {}, json.dumps(payload).encode())
    return caught.value


def problems(**changes: Any) -> dict[str, str]:
    return dict(PROVIDERS["gemini"].check(Target("t", "gemini", "m", **changes)))


# --- the request ---------------------------------------------------------------------------------


def test_the_key_is_in_a_header_and_never_in_the_address() -> None:
    target = Target("t", "gemini", "gemini-2.5-flash", api_key=Secret("AIzaSecret"))
    request = Gemini().request(PROMPT, target)
    assert request.headers["x-goog-api-key"] == "AIzaSecret"
    assert "AIzaSecret" not in str(request.url)


ROOT = "https://generativelanguage.googleapis.com"


@pytest.mark.parametrize(
    ("model", "base_url", "expected"),
    [
        ("gemini-2.5-flash", None, f"{ROOT}/v1beta/models/gemini-2.5-flash:generateContent"),
        ("models/gemini-2.5-flash", None, f"{ROOT}/v1beta/models/gemini-2.5-flash:generateContent"),
        ("tunedModels/mine-1", None, f"{ROOT}/v1beta/tunedModels/mine-1:generateContent"),
        ("a?key=b#c", None, f"{ROOT}/v1beta/models/a%3Fkey%3Db%23c:generateContent"),
        ("m", "http://host/", "http://host/v1beta/models/m:generateContent"),
        ("m", "http://host/v1", "http://host/v1/models/m:generateContent"),
        ("m", "http://host/v1beta/", "http://host/v1beta/models/m:generateContent"),
        ("m", "http://host/v1alpha", "http://host/v1alpha/models/m:generateContent"),
        ("m", "http://host/gemini", "http://host/gemini/v1beta/models/m:generateContent"),
        ("m", "http://v1", "http://v1/v1beta/models/m:generateContent"),
    ],
)
def test_the_address_has_the_model_and_one_version(model: str, base_url: str | None, expected: str) -> None:
    assert url(model, base_url) == expected


def test_turns_are_the_users_and_the_models() -> None:
    body = sent(*ASKED, Message("assistant", "Lyon"), Message("user", "No."), Message("user", "Again."))
    assert body["contents"] == [
        {"role": "user", "parts": [{"text": "Capital of France?"}]},
        {"role": "model", "parts": [{"text": "Lyon"}]},
        {"role": "user", "parts": [{"text": "No."}]},
        {"role": "user", "parts": [{"text": "Again."}]},
    ]


def test_every_system_message_is_a_part_of_the_one_system_instruction() -> None:
    body = sent(Message("system", "One word."), *ASKED, Message("developer", "In French."))
    assert body["systemInstruction"] == {"parts": [{"text": "One word."}, {"text": "In French."}]}
    assert len(body["contents"]) == 1


def test_parameters_go_where_the_reference_has_them() -> None:
    settings = [{"category": "HARM_CATEGORY_HATE_SPEECH", "threshold": "OFF"}]
    body = sent(temperature=0, topK=1, safetySettings=settings, tools=[{"googleSearch": {}}])
    assert body["generationConfig"] == {"temperature": 0, "topK": 1}
    assert (body["safetySettings"], body["tools"]) == (settings, [{"googleSearch": {}}])


def test_without_a_parameter_there_is_no_configuration() -> None:
    assert sent().keys() == {"contents"}


@pytest.mark.parametrize(
    ("bound", "params", "expected"),
    [
        (64, {}, {"maxOutputTokens": 64}),
        (64, {"maxOutputTokens": 4096}, {"maxOutputTokens": 4096}),
        (None, {"maxOutputTokens": 4096}, {"maxOutputTokens": 4096}),
    ],
)
def test_the_bound_is_the_targets_else_the_suites(
    bound: int | None, params: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert sent(bound=bound, **params)["generationConfig"] == expected


def test_what_an_answer_may_cost_is_counted_at_the_targets_bound() -> None:
    target = Target("t", "gemini", "m", params={"maxOutputTokens": 4096})
    assert output_tokens(target, Prompt("p", ASKED, params={"max_tokens": 64})) == 4096


def test_extra_parameters_join_the_request_and_its_configuration() -> None:
    extra = {"labels": {"team": "a"}, "generationConfig": {"routingConfig": {}}}
    body = sent(options={"extra_params": extra}, seed=7)
    assert body["labels"] == {"team": "a"}
    assert body["generationConfig"] == {"seed": 7, "routingConfig": {}}


# --- the reply -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("parts", "text", "reasoning"),
    [
        ([{"text": "Paris"}], "Paris", None),
        ([{"text": "Par"}, {"text": "is\n"}], "Paris\n", None),
        ([{"text": "Hm.", "thought": True}, {"text": "Paris"}], "Paris", "Hm."),
        ([{"text": "Paris", "thought": False}], "Paris", None),
        ([{"functionCall": {"name": "f", "args": {}}}], "", None),
        ([{"text": "Paris"}, {"inlineData": {"mimeType": "image/png", "data": ""}}], "Paris", None),
        ([{"text": ""}], "", None),
        ([], "", None),
    ],
)
def test_the_text_and_the_thoughts_of_every_documented_part(
    parts: list[Any], text: str, reasoning: str | None
) -> None:
    answer = reply(generated(candidate(*parts)))
    assert (answer.text, answer.reasoning) == (text, reasoning)


@pytest.mark.parametrize("reason", ["MAX_TOKENS", "SAFETY", "RECITATION", "PROHIBITED_CONTENT"])
@pytest.mark.parametrize("content", [{}, {"content": {"role": "model"}}, {"content": {}}])
def test_a_candidate_stopped_before_its_first_word_is_an_empty_answer(reason: str, content: Any) -> None:
    answer = reply(generated({"finishReason": reason, **content}))
    assert (answer.text, answer.finish_reason) == ("", reason)


def test_a_blocked_prompt_is_an_empty_answer_with_the_reason() -> None:
    answer = reply(
        {
            "promptFeedback": {"blockReason": "PROHIBITED_CONTENT", "blockReasonMessage": "Not this."},
            "usageMetadata": {"promptTokenCount": 9, "totalTokenCount": 9},
            "modelVersion": "gemini-2.5-flash",
        }
    )
    assert answer == Answer(
        "", "gemini-2.5-flash", finish_reason="PROHIBITED_CONTENT", input_tokens=9, output_tokens=0
    )


@pytest.mark.parametrize(
    ("usage", "tokens"),
    [
        ({"promptTokenCount": 9, "candidatesTokenCount": 3}, (9, 3, None)),
        ({"promptTokenCount": 9, "candidatesTokenCount": 3, "thoughtsTokenCount": 5}, (9, 8, 5)),
        ({"promptTokenCount": 9, "thoughtsTokenCount": 5}, (9, 5, 5)),
        ({"promptTokenCount": 9, "toolUsePromptTokenCount": 1}, (10, 0, None)),
        ({"promptTokenCount": "9", "candidatesTokenCount": -3}, (None, None, None)),
        ({"promptTokenCount": 9, "candidatesTokenCount": "3"}, (9, None, None)),
        ({}, (None, None, None)),
        (None, (None, None, None)),
    ],
)
def test_thoughts_are_generated_tokens_too(usage: Any, tokens: tuple[int | None, ...]) -> None:
    answer = reply(generated(candidate({"text": "Paris"}), usageMetadata=usage))
    assert (answer.input_tokens, answer.output_tokens, answer.reasoning_tokens) == tokens


def test_log_probabilities_of_the_first_tokens_are_kept() -> None:
    chosen = [{"token": str(place), "logProbability": -place} for place in range(40)]
    tops = [{"candidates": [{"token": "0"}, {"token": "a", "logProbability": -2.5}]}]
    result = {"chosenCandidates": chosen, "topCandidates": tops}
    told = reply(generated(candidate({"text": "x"}, logprobsResult=result))).logprobs
    assert len(told) == 32
    assert (told[0].token, told[0].logprob, told[0].top) == ("0", 0.0, (("0", 0.0), ("a", -2.5)))
    assert (told[31].token, told[31].logprob, told[31].top) == ("31", -31.0, ())


@pytest.mark.parametrize(
    "result",
    [
        None,
        [],
        {"chosenCandidates": 7},
        {"chosenCandidates": [None, {}, {"token": 7}, {"logProbability": -1e300}]},
    ],
)
def test_log_probabilities_that_are_none_are_left_out(result: Any) -> None:
    assert reply(generated(candidate({"text": "x"}, logprobsResult=result))).logprobs == ()


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "Paris",
        [],
        {},
        {"candidates": []},
        {"candidates": ["Paris"]},
        {"candidates": [{}]},
        {"candidates": [{"content": None}]},
        {"candidates": [{"content": {}}]},
        {"candidates": [{"content": "Paris", "finishReason": "STOP"}]},
        {"candidates": [{"content": {"parts": "Paris"}}]},
        {"candidates": [{"content": {"parts": ["Paris"]}}]},
        {"candidates": [{"content": {"parts": [{"text": 7}]}}]},
        {"promptFeedback": {}},
        {"choices": [{"message": {"content": "Paris"}}]},
    ],
)
def test_another_shape_is_malformed(payload: Any) -> None:
    error = refused(payload)
    assert (error.kind, error.retryable) == (FailureKind.MALFORMED, False)


def test_an_error_reported_as_200_is_malformed_and_quoted() -> None:
    assert "It broke" in refused({"error": {"code": 500, "message": "It broke"}}).detail


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_is_kept_exactly_with_nuls_and_lone_surrogates(text: str) -> None:
    body = json.dumps(generated(candidate({"text": text})))
    expected = json.loads(body)["candidates"][0]["content"]["parts"][0]["text"]
    assert Gemini().reply(200, {}, body.encode()).text == expected


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                [
                    *("candidates", "content", "parts", "text", "thought", "finishReason", "promptFeedback"),
                    *(
                        "usageMetadata",
                        "logprobsResult",
                        "chosenCandidates",
                        "topCandidates",
                        "logProbability",
                    ),
                    *("error", "message", "details", "reason", "retryDelay", "violations", "quotaId"),
                ]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON | st.binary(), st.sampled_from([200, 201, 307, 400, 404, 429, 500]))
def test_anything_at_all_is_an_answer_or_unmeasured(payload: Any, status: int) -> None:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    try:
        said = Gemini().reply(status, {"retry-after": "x"}, body).finish_reason or ""
    except Unmeasured as error:
        said = error.detail
    assert isinstance(said, str)


@given(JSON)
def test_any_candidate_is_an_answer_or_unmeasured(payload: Any) -> None:
    body = {"candidates": [payload], "usageMetadata": payload}
    try:
        said = reply(body).text
    except Unmeasured as error:
        said = error.detail
    assert isinstance(said, str)


@given(st.lists(JSON), st.sampled_from([400, 429, 503]))
def test_any_details_of_an_error_are_unmeasured(details: list[Any], status: int) -> None:
    assert isinstance(refused({"error": {"message": "x", "details": details}}, status).detail, str)


# --- errors --------------------------------------------------------------------------------------

TYPE = "type.googleapis.com/google.rpc"


def error_body(code: int, status: str, *details: dict[str, Any]) -> dict[str, Any]:
    return {
        "error": {"code": code, "message": "Something is wrong", "status": status, "details": list(details)}
    }


def quota(name: str) -> dict[str, Any]:
    return {"@type": f"{TYPE}.QuotaFailure", "violations": [{"quotaId": name, "quotaValue": "250"}]}


RETRY = {"@type": f"{TYPE}.RetryInfo", "retryDelay": "26.5s"}
BAD_KEY = {"@type": f"{TYPE}.ErrorInfo", "reason": "API_KEY_INVALID", "domain": "googleapis.com"}


@pytest.mark.parametrize(
    ("code", "status", "details", "kind", "retryable", "retry_after"),
    [
        (400, "INVALID_ARGUMENT", [], FailureKind.REJECTED, False, None),
        (400, "INVALID_ARGUMENT", [BAD_KEY], FailureKind.AUTH, False, None),
        (403, "PERMISSION_DENIED", [], FailureKind.AUTH, False, None),
        (404, "NOT_FOUND", [], FailureKind.NOT_FOUND, False, None),
        (429, "RESOURCE_EXHAUSTED", [], FailureKind.RATE_LIMIT, True, None),
        (429, "RESOURCE_EXHAUSTED", [quota("TokensPerMinute"), RETRY], FailureKind.RATE_LIMIT, True, 26.5),
        (
            429,
            "RESOURCE_EXHAUSTED",
            [quota("RequestsPerDayPerModel"), RETRY],
            FailureKind.RATE_LIMIT,
            False,
            None,
        ),
        (500, "INTERNAL", [], FailureKind.SERVER_ERROR, True, None),
        (503, "UNAVAILABLE", [RETRY], FailureKind.SERVER_ERROR, True, 26.5),
        (504, "DEADLINE_EXCEEDED", [], FailureKind.TIMEOUT, True, None),
    ],
)
def test_every_documented_error_is_of_its_kind_and_quoted(
    code: int, status: str, details: list[Any], kind: FailureKind, retryable: bool, retry_after: float | None
) -> None:
    error = refused(error_body(code, status, *details), code)
    assert (error.kind, error.retryable, error.retry_after) == (kind, retryable, retry_after)
    assert "Something is wrong" in error.detail


def test_the_header_says_when_to_ask_again_before_the_body_does() -> None:
    error = refused(error_body(429, "RESOURCE_EXHAUSTED", RETRY), 429, {"retry-after": "2"})
    assert error.retry_after == 2.0


def test_a_bad_key_is_told_to_be_one_and_a_days_quota_to_be_gone() -> None:
    assert "check the API key" in refused(error_body(400, "INVALID_ARGUMENT", BAD_KEY), 400).detail
    assert "today" in refused(error_body(429, "RESOURCE_EXHAUSTED", quota("PerDay")), 429).detail


def test_an_error_in_a_list_is_read_too() -> None:
    error = refused([error_body(429, "RESOURCE_EXHAUSTED", RETRY)], 429)
    assert (error.retry_after, "Something is wrong" in error.detail) == (26.5, True)


async def test_a_key_that_the_server_echoes_with_the_address_is_not_shown() -> None:
    key = "AIzaSy-0123456789-abcdefghij"
    told = {"error": {"message": f"API key not valid: {key}, see /v1beta/models/m?key={key}"}}
    async with serve(in_turn(response(told, 400))) as server:
        endpoint = open_endpoint(Target("t", "gemini", "m", base_url=server.url, api_key=Secret(key)))
        question = Question(PROMPT, 0, 0, MOMENT)
        outcome, _, _ = await ask(endpoint, question, Limits(timeout=30))
        await endpoint.aclose()
    assert "AIza" not in repr(outcome)
    assert all(key not in received.path for received in server.journal)


# --- configuration -------------------------------------------------------------------------------


def test_a_usual_target_has_no_problem() -> None:
    params = {"temperature": 0, "seed": 7, "candidateCount": 1, "thinkingConfig": {"thinkingBudget": 0}}
    assert problems(params=params, api_key=Secret("AIza")) == {}


@pytest.mark.parametrize(
    ("changes", "key", "says"),
    [
        ({"params": {"max_tokens": 5}}, "params.max_tokens", "did you mean maxOutputTokens?"),
        ({"params": {"top_p": 1}}, "params.top_p", "did you mean topP?"),
        ({"params": {"candidateCount": 2}}, "params.candidateCount", "must be 1"),
        ({"params": {"contents": []}}, "params.contents", "come from the suite's prompt"),
        ({"params": {"systemInstruction": "x"}}, "params.systemInstruction", "comes from the suite's prompt"),
        ({"params": {"generationConfig": {}}}, "params.generationConfig", "is filled from params"),
        ({"params": {"model": "x"}}, "params.model", "beside params"),
        ({"params": {"stream": True}}, "params.stream", "not supported"),
        ({"params": {"seed": float("inf")}}, "params.seed", "cannot be sent as JSON"),
        ({"options": {"extra_params": {"seed": 5}}}, "extra_params.seed", "write it under params"),
        (
            {"options": {"extra_params": {"generationConfig": 7}}},
            "extra_params.generationConfig",
            "a mapping",
        ),
        (
            {"options": {"extra_params": {"generationConfig": {"topK": 5}}}},
            "extra_params.generationConfig.topK",
            "write it under params",
        ),
        ({"base_url": "https://host/v1beta/models/m:generateContent"}, "base_url", "must end before"),
        ({"base_url": "https://host/?key=a"}, "base_url", "query"),
        ({"api_key": Secret("")}, "api_key", "is empty"),
    ],
)
def test_what_cannot_work_is_refused_with_the_reason(changes: dict[str, Any], key: str, says: str) -> None:
    found = problems(**changes)
    assert list(found) == [key]
    assert says in found[key]
