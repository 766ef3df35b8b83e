"""The Ollama translation against the documented shapes, and against anything at all."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Answer, FailureKind, Message, Prompt, Secret, Target
from canary.providers import PROVIDERS
from canary.providers.base import Unmeasured
from canary.providers.ollama import Ollama
from canary.settings.estimate import output_tokens

ASKED = (Message("user", "Capital of France?"),)
PROMPT = Prompt("p", ASKED)


def sent(*messages: Message, bound: int | None = None, options: Any = None, **params: Any) -> dict[str, Any]:
    """The body of the request for these messages, with the suite's bound and the target's parameters."""
    prompt = Prompt("p", messages or ASKED, params={} if bound is None else {"max_tokens": bound})
    target = Target("t", "ollama", "qwen3:4b", params=params, options=options or {})
    body: dict[str, Any] = json.loads(Ollama().request(prompt, target).content)
    return body


def said(message: Any, **fields: Any) -> dict[str, Any]:
    return {"model": "qwen3:4b", "message": message, "done": True, "done_reason": "stop", **fields}


def reply(payload: Any, status: int = 200) -> Answer:
    return Ollama().reply(status, {}, json.dumps(payload).encode())


def refused(payload: Any, status: int = 200) -> Unmeasured:
    with pytest.raises(Unmeasured) as caught:
        reply(payload, status)
    return caught.value


def problems(**changes: Any) -> dict[str, str]:
    return dict(PROVIDERS["ollama"].check(Target("t", "ollama", "m", **changes)))


# --- the request ---------------------------------------------------------------------------------


def test_without_base_url_the_local_server_is_asked_without_a_key() -> None:
    request = Ollama().request(PROMPT, Target("t", "ollama", "qwen3:4b"))
    assert str(request.url) == "http://localhost:11434/api/chat"
    assert "authorization" not in request.headers


def test_a_key_is_sent_as_a_bearer() -> None:
    target = Target("t", "ollama", "m", base_url="https://ollama.com", api_key=Secret("sk-o"))
    assert Ollama().request(PROMPT, target).headers["authorization"] == "Bearer sk-o"


def test_one_whole_reply_is_asked_for() -> None:
    assert sent() == {
        "model": "qwen3:4b",
        "messages": [{"role": "user", "content": "Capital of France?"}],
        "stream": False,
    }


def test_a_developers_message_is_the_systems_and_every_turn_keeps_its_place() -> None:
    body = sent(
        Message("developer", "One word."), *ASKED, Message("assistant", "Lyon"), Message("system", "No.")
    )
    assert [m["role"] for m in body["messages"]] == ["system", "user", "assistant", "system"]


def test_parameters_go_where_the_reference_has_them() -> None:
    body = sent(temperature=0, num_ctx=8192, think="high", format="json", keep_alive=-1, top_logprobs=2)
    assert body["options"] == {"temperature": 0, "num_ctx": 8192}
    assert (body["think"], body["format"], body["keep_alive"]) == ("high", "json", -1)
    assert body["top_logprobs"] == 2


@pytest.mark.parametrize(
    ("bound", "params", "expected"),
    [
        (64, {}, {"num_predict": 64}),
        (64, {"num_predict": 4096}, {"num_predict": 4096}),
        (None, {"num_predict": -1}, {"num_predict": -1}),
    ],
)
def test_the_bound_is_the_targets_else_the_suites(
    bound: int | None, params: dict[str, Any], expected: dict[str, Any]
) -> None:
    assert sent(bound=bound, **params)["options"] == expected


def test_what_an_answer_may_cost_is_counted_at_the_targets_bound() -> None:
    target = Target("t", "ollama", "m", params={"num_predict": 4096})
    assert output_tokens(target, Prompt("p", ASKED, params={"max_tokens": 64})) == 4096


def test_extra_parameters_join_the_request_and_its_options() -> None:
    body = sent(options={"extra_params": {"raw": True, "options": {"mirostat": 2}}}, seed=7)
    assert body["raw"] is True
    assert body["options"] == {"seed": 7, "mirostat": 2}


# --- the reply -----------------------------------------------------------------------------------

CALL = {"function": {"name": "f", "arguments": {}}}


@pytest.mark.parametrize(
    ("message", "text", "reasoning"),
    [
        ({"role": "assistant", "content": " Paris\n"}, " Paris\n", None),
        ({"role": "assistant", "content": ""}, "", None),
        ({"content": "Paris", "thinking": "Hm."}, "Paris", "Hm."),
        ({"content": "Paris", "thinking": ""}, "Paris", None),
        ({"content": "<think>Hm.</think>Paris"}, "<think>Hm.</think>Paris", None),
        ({"content": "", "tool_calls": [CALL]}, "", None),
        ({"role": "assistant", "tool_calls": [CALL]}, "", None),
        ({"role": "assistant", "thinking": "Hm."}, "", "Hm."),
    ],
)
def test_the_text_and_the_thinking_of_every_documented_message(
    message: dict[str, Any], text: str, reasoning: str | None
) -> None:
    answer = reply(said(message))
    assert (answer.text, answer.reasoning) == (text, reasoning)


@pytest.mark.parametrize("reason", ["stop", "length", "load", "unload"])
def test_the_reason_it_was_done_is_kept(reason: str) -> None:
    assert reply(said({"content": "x"}, done_reason=reason)).finish_reason == reason


def test_a_server_that_tells_less_is_understood() -> None:
    assert reply({"message": {"content": "Paris"}}) == Answer("Paris")


@pytest.mark.parametrize("tokens", [True, -1, 1.5, "19", 2**70, None])
def test_a_token_count_that_is_none_is_left_out(tokens: Any) -> None:
    answer = reply(said({"content": "x"}, prompt_eval_count=tokens, eval_count=tokens))
    assert (answer.input_tokens, answer.output_tokens) == (None, None)


def test_log_probabilities_of_the_first_tokens_are_kept() -> None:
    tokens = [{"token": str(place), "logprob": -place, "top_logprobs": []} for place in range(40)]
    tokens[0]["top_logprobs"] = [{"token": "a", "logprob": -2.5}, {"token": "b"}]
    told = reply(said({"content": "x"}, logprobs=tokens)).logprobs
    assert len(told) == 32
    assert (told[0].token, told[0].logprob, told[0].top) == ("0", 0.0, (("a", -2.5),))


@pytest.mark.parametrize("logprob", [None, "0", True, 10**400, float("nan"), float("-inf")])
def test_a_log_probability_that_is_none_is_left_out(logprob: Any) -> None:
    body = json.dumps(said({"content": "x"}, logprobs=[{"token": "x", "logprob": logprob}]))
    body = body.replace("-Infinity", "-1e400").replace("NaN", '"NaN"')  # as near as JSON gets to them
    assert Ollama().reply(200, {}, body.encode()).logprobs == ()


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "Paris",
        [],
        {},
        {"message": "Paris"},
        {"message": {}},
        {"message": {"role": "assistant", "content": 7}},
        {"message": {"content": None}},
        {"message": {"content": ["Paris"]}},
        {"message": {"content": "Par"}, "done": False},
        {"response": "Paris", "done": True},
    ],
)
def test_another_shape_is_malformed(payload: Any) -> None:
    error = refused(payload)
    assert (error.kind, error.retryable) == (FailureKind.MALFORMED, False)


def test_a_stream_that_nobody_asked_for_is_malformed() -> None:
    lines = "\n".join(json.dumps(said({"content": piece}, done=False)) for piece in ("Par", "is"))
    with pytest.raises(Unmeasured) as caught:
        Ollama().reply(200, {"content-type": "application/x-ndjson"}, lines.encode())
    assert caught.value.kind is FailureKind.MALFORMED


def test_an_error_reported_as_200_is_malformed_and_quoted() -> None:
    assert "out of memory" in refused({"error": "out of memory"}).detail


@given(st.text(st.characters(exclude_categories=())))
def test_a_text_is_kept_exactly_with_nuls_and_lone_surrogates(text: str) -> None:
    body = json.dumps(said({"content": text}))
    assert Ollama().reply(200, {}, body.encode()).text == json.loads(body)["message"]["content"]


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(
            st.sampled_from(
                [
                    "message",
                    "content",
                    "thinking",
                    "done",
                    "error",
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


@given(JSON | st.binary(), st.sampled_from([200, 201, 307, 400, 404, 429, 500]))
def test_anything_at_all_is_an_answer_or_unmeasured(payload: Any, status: int) -> None:
    body = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    try:
        told = Ollama().reply(status, {"retry-after": "x"}, body).finish_reason or ""
    except Unmeasured as error:
        told = error.detail
    assert isinstance(told, str)


@given(JSON)
def test_any_log_probabilities_leave_the_answer_alone(payload: Any) -> None:
    assert reply(said({"content": "Paris"}, logprobs=payload)).text == "Paris"


# --- errors --------------------------------------------------------------------------------------


def test_a_model_that_is_not_there_is_named_with_the_way_to_fetch_it() -> None:
    error = refused({"error": "model 'qwen9:1b' not found"}, 404)
    assert error.kind is FailureKind.NOT_FOUND
    assert "model 'qwen9:1b' not found" in error.detail
    assert "`ollama pull`" in error.detail


@pytest.mark.parametrize(
    ("status", "message", "kind", "retryable"),
    [
        (400, '"m" does not support thinking', FailureKind.REJECTED, False),
        (401, "unauthorized", FailureKind.AUTH, False),
        (429, "you have reached your hourly usage limit", FailureKind.RATE_LIMIT, True),
        (500, "llama runner process has terminated: exit status 2", FailureKind.SERVER_ERROR, True),
        (
            503,
            "server busy, please try again. maximum pending requests exceeded",
            FailureKind.SERVER_ERROR,
            True,
        ),
    ],
)
def test_every_error_is_of_its_kind_and_quoted(
    status: int, message: str, kind: FailureKind, retryable: bool
) -> None:
    error = refused({"error": message}, status)
    assert (error.kind, error.retryable) == (kind, retryable)
    assert message in error.detail


# --- configuration -------------------------------------------------------------------------------


def test_usual_targets_have_no_problem() -> None:
    assert problems() == {}
    assert problems(params={"temperature": 0, "seed": 7, "min_p": 0.05, "think": False}) == {}


@pytest.mark.parametrize(
    ("changes", "key", "says"),
    [
        ({"params": {"num_predikt": 5}}, "params.num_predikt", "did you mean num_predict?"),
        ({"params": {"logit_bias": {}}}, "params.logit_bias", "is no parameter of Ollama's chat"),
        ({"params": {"max_tokens": 5}}, "params.max_tokens", "is called num_predict"),
        ({"params": {"options": {"seed": 7}}}, "params.options", "is filled from params"),
        ({"params": {"mirostat": 1}}, "params.mirostat", "no longer an option"),
        ({"params": {"stream": False}}, "params.stream", "not supported"),
        ({"params": {"messages": []}}, "params.messages", "come from the suite's prompt"),
        ({"params": {"model": "x"}}, "params.model", "beside params"),
        ({"options": {"extra_params": {"seed": 5}}}, "extra_params.seed", "write it under params"),
        (
            {"options": {"extra_params": {"options": {"seed": 5}}}},
            "extra_params.options.seed",
            "write it under params",
        ),
        ({"base_url": "http://localhost:11434/v1"}, "base_url", "use provider openai"),
        ({"base_url": "http://localhost:11434/api/chat"}, "base_url", "must end before /api/chat"),
        ({"base_url": "localhost:11434"}, "base_url", "must be an http:// or https:// address"),
    ],
)
def test_what_cannot_work_is_refused_with_the_reason(changes: dict[str, Any], key: str, says: str) -> None:
    found = problems(**changes)
    assert list(found) == [key]
    assert says in found[key]
