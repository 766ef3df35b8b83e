"""The OpenAI translation against the documented shapes, and against anything at all."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Answer, FailureKind, Message, Prompt, Secret, Target, TokenLogprob
from canary.providers import PROVIDERS
from canary.providers.base import Question, Unmeasured
from canary.providers.failures import retry_after
from canary.providers.openai import KNOWN, RESERVED, OpenAI
from canary.providers.reading import MAX_LOGPROBS
from canary.providers.wire import HttpEndpoint
from support.servers import chat_completion

PROMPT = Prompt(
    "capital",
    (Message("system", "Answer in one word."), Message("user", "Capital of France?")),
    params={"max_tokens": 5},
)
TARGET = Target(
    "t", "openai", "gpt-4o-mini", api_key=Secret("sk-test"), params={"temperature": 0, "max_tokens": 512}
)
QUESTION = Question(PROMPT, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))


def reply(payload: Any, headers: dict[str, str] | None = None, status: int = 200) -> Answer:
    return OpenAI().reply(status, headers or {}, json.dumps(payload).encode())


def refused(payload: Any, headers: dict[str, str] | None = None, status: int = 200) -> Unmeasured:
    with pytest.raises(Unmeasured) as caught:
        reply(payload, headers, status)
    return caught.value


def said_of(status: int, headers: dict[str, str], body: bytes) -> str:
    """Why there is no answer; empty if there is one."""
    try:
        OpenAI().reply(status, headers, body)
    except Unmeasured as error:
        return error.detail
    return ""


def choice(message: Any, **fields: Any) -> dict[str, Any]:
    return chat_completion(choices=[{"index": 0, "message": message, "finish_reason": "stop", **fields}])


# --- the request ---------------------------------------------------------------------------------


def test_a_request_holds_model_messages_and_the_parameters_as_written() -> None:
    request = OpenAI().request(PROMPT, TARGET)
    assert (request.method, str(request.url)) == ("POST", "https://api.openai.com/v1/chat/completions")
    assert request.headers["authorization"] == "Bearer sk-test"
    assert request.headers["accept-encoding"] == "identity"
    assert json.loads(request.content) == {
        "model": "gpt-4o-mini",
        "messages": [
            {"role": "system", "content": "Answer in one word."},
            {"role": "user", "content": "Capital of France?"},
        ],
        "temperature": 0,
        "max_tokens": 5,
    }


def test_no_parameter_is_dropped_however_deep() -> None:
    params = {
        "seed": 7,
        "max_completion_tokens": 100,
        "response_format": {
            "type": "json_schema",
            "json_schema": {"name": "a", "strict": True, "schema": {}},
        },
        "tools": [{"type": "function", "function": {"name": "f", "parameters": {"type": "object"}}}],
        "logit_bias": {"50256": -100},
        "stop": None,
    }
    request = OpenAI().request(Prompt("p", ()), Target("t", "openai", "m", params=params))
    sent = json.loads(request.content)
    assert {key: sent[key] for key in params} == params


@pytest.mark.parametrize("base_url", ["https://api.openai.com", "https://api.openai.com/v1/"])
def test_openais_own_address_is_known_without_its_version(base_url: str) -> None:
    request = OpenAI().request(PROMPT, Target("t", "openai", "m", base_url=base_url))
    assert str(request.url) == "https://api.openai.com/v1/chat/completions"


@pytest.mark.parametrize("base_url", ["http://10.0.0.7:8000/v1", "http://10.0.0.7:8000/v1/"])
def test_a_base_url_is_taken_with_and_without_its_slash(base_url: str) -> None:
    request = OpenAI().request(PROMPT, Target("t", "openai", "m", base_url=base_url))
    assert str(request.url) == "http://10.0.0.7:8000/v1/chat/completions"


def test_without_a_key_no_authorization_is_sent() -> None:
    request = OpenAI().request(PROMPT, Target("t", "openai", "m", base_url="http://127.0.0.1/v1"))
    assert "authorization" not in request.headers


def test_a_lone_surrogate_in_a_prompt_can_be_asked() -> None:
    request = OpenAI().request(Prompt("p", (Message("user", "a\ud800b"),)), TARGET)
    assert json.loads(request.content)["messages"][0]["content"] == "a\ud800b"


@pytest.mark.parametrize(
    ("base_url", "params", "sent"),
    [
        (None, {}, {"max_completion_tokens": 5}),
        ("https://eu.api.openai.com/v1", {}, {"max_completion_tokens": 5}),
        ("http://10.0.0.7:8000/v1", {}, {"max_tokens": 5}),
        (None, {"max_tokens": 512}, {"max_tokens": 5}),
        (None, {"max_completion_tokens": 4096}, {"max_completion_tokens": 4096}),
        ("http://10.0.0.7:8000/v1", {"max_completion_tokens": 4096}, {"max_completion_tokens": 4096}),
    ],
)
def test_a_suites_bound_goes_by_the_name_that_the_server_or_the_target_knows(
    base_url: str | None, params: dict[str, Any], sent: dict[str, Any]
) -> None:
    request = OpenAI().request(PROMPT, Target("t", "openai", "m", base_url=base_url, params=params))
    body = json.loads(request.content)
    assert {key: value for key, value in body.items() if key.startswith("max_")} == sent


def test_what_a_server_knows_beyond_the_reference_is_sent_on_the_users_word() -> None:
    target = Target("t", "openai", "m", options={"extra_params": {"top_k": 1, "min_p": {"a": [None]}}})
    sent = json.loads(OpenAI().request(PROMPT, target).content)
    assert (sent["top_k"], sent["min_p"]) == (1, {"a": [None]})


# --- the reply -----------------------------------------------------------------------------------


def test_a_completion_becomes_an_answer_with_its_identity_and_usage() -> None:
    assert reply(chat_completion("Paris"), {"x-request-id": "req_1"}) == Answer(
        text="Paris",
        model="gpt-4o-mini-2024-07-18",
        system_fingerprint="fp_06737a9306",
        request_id="req_1",
        finish_reason="stop",
        input_tokens=19,
        output_tokens=10,
        reasoning_tokens=0,
    )


def test_without_the_header_the_completions_id_names_the_request() -> None:
    assert reply(chat_completion()).request_id == "chatcmpl-B9MBs8CjcvOU2jLn4n570S5qMJKcT"


TOOL_CALL = {"id": "call_1", "type": "function", "function": {"name": "f", "arguments": "{}"}}


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"role": "assistant", "content": "", "refusal": None}, ""),
        ({"role": "assistant", "content": None, "refusal": "I can't."}, "I can't."),
        ({"role": "assistant", "content": None, "tool_calls": [TOOL_CALL]}, ""),
        ({"role": "assistant", "content": None}, ""),
        ({"role": "assistant"}, ""),
        ({"role": "assistant", "content": "Paris", "refusal": "I can't."}, "Paris"),
        ({"role": "assistant", "content": []}, ""),
        ({"content": [{"type": "text", "text": "Pa"}, {"type": "text", "text": "ris"}]}, "Paris"),
        ({"content": [{"type": "refusal", "refusal": "No."}]}, "No."),
        ({"content": [{"type": "thinking", "thinking": "Hm."}, {"type": "text", "text": "Paris"}]}, "Paris"),
        ({"content": "Paris", "reasoning_content": "Hm."}, "Paris"),
    ],
)
def test_the_text_of_every_documented_message(message: dict[str, Any], text: str) -> None:
    assert reply(choice(message)).text == text


@pytest.mark.parametrize("reason", ["stop", "length", "content_filter", "tool_calls"])
def test_the_finish_reason_is_kept(reason: str) -> None:
    assert reply(choice({"content": "x"}, finish_reason=reason)).finish_reason == reason


@pytest.mark.parametrize(
    "message",
    [
        {"content": "Paris", "reasoning_content": "France. Hm."},
        {"content": "Paris", "reasoning": "France. Hm."},
        {"content": "Paris", "reasoning_content": None, "reasoning": "France. Hm."},
        {"content": [{"type": "thinking", "thinking": "France. Hm."}, {"type": "text", "text": "Paris"}]},
    ],
)
def test_reasoning_is_kept_apart_from_the_text(message: dict[str, Any]) -> None:
    answer = reply(choice(message))
    assert (answer.text, answer.reasoning) == ("Paris", "France. Hm.")


def test_reasonings_tokens_are_counted_and_are_among_the_output() -> None:
    usage = {"completion_tokens": 300, "completion_tokens_details": {"reasoning_tokens": 250}}
    answer = reply(chat_completion(usage=usage))
    assert (answer.output_tokens, answer.reasoning_tokens) == (300, 250)


def test_log_probabilities_of_the_first_tokens_are_kept() -> None:
    token = {"token": "Paris", "logprob": -0.01, "bytes": [80], "top_logprobs": []}
    other = {"token": "Lyon", "logprob": -4.5, "bytes": None}
    scored = choice({"content": "x"}, logprobs={"content": [{**token, "top_logprobs": [token, other]}] * 40})
    kept = reply(scored).logprobs
    assert len(kept) == MAX_LOGPROBS
    assert kept[0] == TokenLogprob("Paris", -0.01, (("Paris", -0.01), ("Lyon", -4.5)))


def test_a_completion_that_the_server_broke_off_is_its_error_and_asked_again() -> None:
    broken = choice({"content": "Par"}, finish_reason="error", error={"message": "upstream is gone"})
    error = refused(broken)
    assert (error.kind, error.retryable) == (FailureKind.SERVER_ERROR, True)
    assert "upstream is gone" in error.detail


def test_a_server_that_tells_less_than_openai_is_understood() -> None:
    answer = OpenAI().reply(200, {}, b'{"choices":[{"message":{"content":"Paris"}}]}')
    assert answer == Answer("Paris")


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_is_kept_exactly_with_nuls_and_lone_surrogates(text: str) -> None:
    sent = json.dumps(chat_completion(text))
    assert OpenAI().reply(200, {}, sent.encode()).text == json.loads(sent)["choices"][0]["message"]["content"]


@pytest.mark.parametrize("whitespace", ["\n Paris \r\n\t", "\ufeffParis", "\x00", "\ud800"])
def test_nothing_is_stripped_from_a_text(whitespace: str) -> None:
    assert reply(chat_completion(whitespace)).text == whitespace


@pytest.mark.parametrize(
    "payload",
    [
        None,
        7,
        "Paris",
        [],
        {},
        {"choices": None},
        {"choices": []},
        {"choices": ["Paris"]},
        {"choices": [{"text": "Paris"}]},
        {"choices": [{"message": None}]},
        {"choices": [{"message": {"content": 7}}]},
        {"choices": [{"message": {"content": {"text": "Paris"}}}]},
        {"choices": [{"message": {"content": ["Paris"]}}]},
        {"choices": [{"message": {"content": [{"type": "image"}]}}]},
        {"choices": [{"message": {"content": [{"type": ["text"]}]}}]},
    ],
)
def test_another_shape_is_malformed(payload: Any) -> None:
    error = refused(payload)
    assert (error.kind, error.retryable) == (FailureKind.MALFORMED, False)


def test_an_error_reported_as_200_is_malformed_and_quoted() -> None:
    error = refused({"error": {"code": 502, "message": "Provider returned error"}})
    assert error.kind is FailureKind.MALFORMED
    assert "Provider returned error" in error.detail


@pytest.mark.parametrize("tokens", [True, -1, 1.5, "19", 2**70, None])
def test_a_token_count_that_is_none_is_left_out(tokens: Any) -> None:
    assert reply(chat_completion(usage={"prompt_tokens": tokens})).input_tokens is None


@given(
    st.binary(),
    st.integers(100, 599),
    st.dictionaries(
        st.sampled_from(
            ["retry-after", "retry-after-ms", "date", "content-type", "location", "x-request-id"]
        ),
        st.text(),
    ),
)
def test_arbitrary_bytes_are_an_answer_or_unmeasured(
    body: bytes, status: int, headers: dict[str, str]
) -> None:
    assert said_of(status, headers, body).isprintable()


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                [
                    "choices",
                    "message",
                    "content",
                    "text",
                    "refusal",
                    "usage",
                    "error",
                    "code",
                    "type",
                    "finish_reason",
                    "thinking",
                    "reasoning",
                    "logprobs",
                    "token",
                    "logprob",
                    "top_logprobs",
                ]
            ),
            inner,
        )
    ),
    max_leaves=12,
)


@given(JSON, st.sampled_from([200, 201, 307, 400, 404, 429, 500]))
def test_arbitrary_json_is_an_answer_or_unmeasured(payload: Any, status: int) -> None:
    assert said_of(status, {}, json.dumps(payload).encode()).isprintable()


# --- errors --------------------------------------------------------------------------------------


def test_a_used_up_quota_is_not_asked_again_though_it_is_a_429() -> None:
    error = refused({"error": {"message": "quota", "type": "insufficient_quota"}}, {"retry-after": "1"}, 429)
    assert (error.kind, error.retryable, error.retry_after) == (FailureKind.RATE_LIMIT, False, None)


def test_a_used_up_balance_is_not_asked_again() -> None:
    error = refused({"error": {"message": "Insufficient Balance"}}, {}, 402)
    assert (error.kind, error.retryable) == (FailureKind.RATE_LIMIT, False)
    assert "used up" in error.detail


@pytest.mark.parametrize(
    ("payload", "words"),
    [
        ({"error": {"message": "no such parameter"}}, "no such parameter"),
        ({"error": "no such parameter"}, "no such parameter"),
        ({"message": "no such parameter"}, "no such parameter"),
        ({"detail": "no such parameter"}, "no such parameter"),
        ({"detail": [{"loc": ["body", "seed"], "msg": "is extra", "input": 7}]}, "body.seed: is extra"),
        ({"message": {"detail": [{"loc": ["body", 0], "msg": "is extra"}]}}, "body.0: is extra"),
        ({"error": {"message": {"detail": [{"msg": "is extra"}, {"msg": "is odd"}]}}}, "is extra; is odd"),
    ],
)
def test_a_servers_words_are_told_wherever_it_puts_them(payload: Any, words: str) -> None:
    assert f"HTTP 422; {words}; " in refused(payload, status=422).detail


DATE = "Wed, 21 Oct 2026 07:28:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({"retry-after": "20"}, 20.0),
        ({"retry-after": "0.5"}, 0.5),
        ({"retry-after": "20", "retry-after-ms": "1500"}, 1.5),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT", "date": DATE}, 30.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:27:00 GMT", "date": DATE}, 0.0),
        ({"retry-after": "Wed, 21 Oct 2026 07:28:30 GMT"}, None),
        ({"retry-after": "-1"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "soon", "date": "today"}, None),
        ({}, None),
    ],
)
def test_retry_after_in_seconds_or_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers) == seconds


# --- through the transport's seam ----------------------------------------------------------------


def endpoint(handler: Callable[[httpx.Request], httpx.Response], target: Target = TARGET) -> HttpEndpoint:
    return HttpEndpoint(OpenAI(), target, httpx.MockTransport(handler))


async def test_a_prompts_request_is_built_once_and_again_when_the_prompt_changes() -> None:
    seen: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        seen.append(request)
        return httpx.Response(200, json=chat_completion())

    changed = Question(Prompt("capital", (Message("user", "Of Spain?"),)), 0, 0, QUESTION.slot)
    asked = endpoint(handle)
    for question in (QUESTION, QUESTION, changed):
        await asked.ask(question)
    assert seen[0] is seen[1]
    assert b"Spain" in seen[2].content


@pytest.mark.parametrize(
    ("raised", "kind"),
    [
        (httpx.ConnectTimeout("x"), FailureKind.TIMEOUT),
        (httpx.ConnectError("x"), FailureKind.CONNECTION),
        (httpx.ReadError("x"), FailureKind.CONNECTION),
        (httpx.RemoteProtocolError("x"), FailureKind.MALFORMED),
        (ConnectionResetError(104, "Connection reset by peer"), FailureKind.CONNECTION),
        (ValueError("x"), FailureKind.MALFORMED),
    ],
)
async def test_an_exception_of_the_transport_is_unmeasured(raised: Exception, kind: FailureKind) -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        raise raised

    with pytest.raises(Unmeasured) as caught:
        await endpoint(handle).ask(QUESTION)
    assert caught.value.kind is kind


async def test_a_compressed_body_is_read_within_the_bound() -> None:
    body = gzip.compress(json.dumps(chat_completion("Paris")).encode())
    stream = httpx.ByteStream(body)
    asked = endpoint(lambda _: httpx.Response(200, headers={"content-encoding": "GZIP"}, stream=stream))
    assert (await asked.ask(QUESTION)).text == "Paris"


# --- configuration -------------------------------------------------------------------------------


def problems(**changes: Any) -> dict[str, str]:
    return dict(PROVIDERS["openai"].check(Target("t", "openai", "m", **changes)))


def test_a_usual_target_has_no_problem() -> None:
    assert (
        problems(params={"temperature": 0, "seed": 7, "n": 1, "stop": ["\n"]}, api_key=Secret("sk-x")) == {}
    )


@pytest.mark.parametrize(
    ("params", "key"),
    [
        ({"stream": True}, "params.stream"),
        ({"stream": False}, "params.stream"),
        ({"n": 3}, "params.n"),
        ({"messages": []}, "params.messages"),
        ({"model": "x"}, "params.model"),
        ({"temprature": 0}, "params.temprature"),
        ({"top_k": 1}, "params.top_k"),
        ({"seed": float("nan")}, "params.seed"),
        ({"stop": datetime(2026, 1, 1, tzinfo=UTC)}, "params.stop"),
    ],
)
def test_a_parameter_that_cannot_be_sent_is_refused_with_the_reason(params: dict[str, Any], key: str) -> None:
    assert list(problems(params=params)) == [key]


@pytest.mark.parametrize(
    "url",
    [
        "api.openai.com/v1",
        "ftp://host/v1",
        "http://",
        "http://user:password@host/v1",
        "http://host/v1?key=a",
        "http://host:port/v1",
        "http://host/v1/chat/completions",
        "http://[::1/v1",
    ],
)
def test_a_base_url_that_cannot_work_is_refused_and_its_password_not_repeated(url: str) -> None:
    found = problems(base_url=url)
    assert list(found) == ["base_url"]
    assert "password@" not in found["base_url"]


@pytest.mark.parametrize("key", ["", " sk-x", "sk-x\n", "sk-é"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(key: str) -> None:
    found = problems(api_key=Secret(key))
    assert list(found) == ["api_key"]
    assert "sk-" not in found["api_key"]


def test_an_unknown_parameter_is_refused_with_what_was_meant() -> None:
    assert "did you mean temperature?" in problems(params={"temprature": 0})["params.temprature"]
    assert "extra_params" in problems(params={"top_k": 1})["params.top_k"]


@pytest.mark.parametrize(
    ("extra", "key"),
    [
        ({"temperature": 0}, "extra_params.temperature"),
        ({"stream": True}, "extra_params.stream"),
        ({"min_p": float("inf")}, "extra_params.min_p"),
        ([1], "extra_params"),
    ],
)
def test_extra_parameters_are_for_what_the_reference_does_not_know(extra: Any, key: str) -> None:
    assert list(problems(options={"extra_params": extra})) == [key]


@pytest.mark.filterwarnings("ignore")
def test_the_known_parameters_are_those_of_the_official_sdk() -> None:
    types = pytest.importorskip("openai.types.chat.completion_create_params")
    assert types.CompletionCreateParamsBase.__annotations__.keys() - RESERVED.keys() == KNOWN
