"""Any JSON endpoint: what is filled into a body, what is read by pointers, and what never shows."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import (
    Answer,
    Failure,
    FailureKind,
    Limits,
    Message,
    Prompt,
    Secret,
    Target,
    prompt_version,
)
from canary.errors import SettingsError
from canary.providers import PROVIDERS, base, open_endpoint
from canary.providers.base import Question, Unmeasured, ask
from canary.providers.http import FIELDS, PLACEHOLDERS, Http
from canary.settings import load
from canary.storage import cycles
from support.servers import always, error, in_turn, response, serve

PROMPT = Prompt(
    "capital",
    (Message("system", "Answer in one word."), Message("user", "Capital of France?")),
    params={"max_tokens": 5},
)
QUESTION = Question(PROMPT, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))
BODY = {"messages": "{{messages}}"}
KEY = "sk-http-0123456789abcdef"


def target_of(**changes: Any) -> Target:
    fields: dict[str, Any] = {"model": "house-model", "base_url": "http://gateway.test/ask", **changes}
    options = {"body": BODY, "response": "/text", **fields.pop("options", {})}
    return Target("t", "http", options=options, **fields)


def sent(target: Target, prompt: Prompt = PROMPT) -> Any:
    return json.loads(Http(target).request(prompt, target).content)


def filled(body: Any, **changes: Any) -> Any:
    return sent(target_of(options={"body": body}, **changes))


def read(document: Any, pointers: Any = "/text", headers: dict[str, str] | None = None) -> Answer:
    target = target_of(options={"response": pointers})
    return Http(target).reply(200, headers or {}, json.dumps(document).encode())


def unread(document: Any, pointers: Any = "/text") -> str:
    with pytest.raises(Unmeasured) as caught:
        read(document, pointers)
    assert caught.value.kind is FailureKind.MALFORMED
    return caught.value.detail


def problems(**changes: Any) -> dict[str, str]:
    return dict(PROVIDERS["http"].check(target_of(**changes)))


# --- what is sent ---------------------------------------------------------------------------------


def test_a_whole_value_keeps_its_type_and_a_text_is_filled_in() -> None:
    body = {
        "chat": "{{messages}}",
        "engine": "{{ model }}",
        "options": {"t": "{{params.temperature}}", "stop": "{{params.stop}}", "limit": "{{max_tokens}}"},
        "input": ["Rules: {{system}}", "Q: {{user}} (t={{params.temperature}}, stop={{params.stop}})"],
        "debug": False,
    }
    assert filled(body, params={"temperature": 0.5, "stop": ["a"]}) == {
        "chat": [
            {"role": "system", "content": "Answer in one word."},
            {"role": "user", "content": "Capital of France?"},
        ],
        "engine": "house-model",
        "options": {"t": 0.5, "stop": ["a"], "limit": 5},
        "input": ["Rules: Answer in one word.", 'Q: Capital of France? (t=0.5, stop=["a"])'],
        "debug": False,
    }


def test_a_prompt_as_one_text_is_its_only_turn_or_a_transcript() -> None:
    alone = Prompt("p", (Message("user", "Hello\n"),))
    target = target_of(options={"body": {"text": "{{prompt}}"}})
    assert sent(target, alone) == {"text": "Hello\n"}
    assert sent(target) == {"text": "System:\nAnswer in one word.\n\nUser:\nCapital of France?"}


def test_what_a_prompt_says_is_not_a_placeholder() -> None:
    hostile = Prompt("p", (Message("user", "{{system}} {{params.x}} \\1 \ud800"),))
    assert sent(target_of(options={"body": {"q": "> {{prompt}}"}}), hostile) == {
        "q": "> {{system}} {{params.x}} \\1 \ud800"
    }


def test_a_prompt_without_a_bound_leaves_its_key_out() -> None:
    target = target_of(options={"body": {**BODY, "limit": "{{max_tokens}}"}})
    assert "limit" not in sent(target, Prompt("p", PROMPT.messages))
    assert sent(target)["limit"] == 5


def test_the_suites_bound_stands_above_the_targets() -> None:
    body = {**BODY, "a": "{{params.max_tokens}}", "b": "{{max_tokens}}"}
    target = target_of(options={"body": body}, params={"max_tokens": 9})
    assert (sent(target)["a"], sent(target)["b"]) == (5, 5)
    assert sent(target, Prompt("p", PROMPT.messages))["a"] == 9


@pytest.mark.parametrize(
    ("body", "messages", "role"),
    [
        ({"q": "{{user}}"}, [("system", "s"), ("user", "u")], "system"),
        ({"q": "{{user}}"}, [("developer", "s"), ("user", "u")], "developer"),
        ({"q": "{{user}}", "s": "{{system}}"}, [("user", "a"), ("user", "b")], "user"),
        ({"q": "{{user}}"}, [("user", "a"), ("assistant", "b"), ("user", "c")], "user"),
    ],
)
def test_a_turn_without_a_place_is_refused_and_not_dropped(
    body: Any, messages: list[tuple[str, str]], role: str
) -> None:
    target = target_of(options={"body": body})
    prompt = Prompt("p", tuple(Message(*each) for each in messages))
    with pytest.raises(Unmeasured) as caught:
        Http(target).request(prompt, target)
    assert caught.value.kind is FailureKind.REJECTED
    assert f"no place for a {role} turn" in caught.value.detail


def test_the_key_is_a_bearer_token_unless_a_header_uses_it() -> None:
    bare = target_of(api_key=Secret(KEY))
    assert Http(bare).request(PROMPT, bare).headers["authorization"] == f"Bearer {KEY}"
    own = target_of(
        api_key=Secret(KEY), options={"headers": {"X-Api-Key": "{{api_key}}", "X-Team": Secret("blue")}}
    )
    headers = Http(own).request(PROMPT, own).headers
    assert "authorization" not in headers
    assert (headers["x-api-key"], headers["x-team"]) == (KEY, "blue")


def test_the_whole_address_is_asked_with_its_query() -> None:
    target = target_of(base_url="https://gw.test/v2/ask/?api-version=2026-01-01&mode=a%20b")
    request = Http(target).request(PROMPT, target)
    assert (request.method, str(request.url)) == ("POST", target.base_url)


# --- what is read ---------------------------------------------------------------------------------


def test_every_field_is_read_where_its_pointer_leads() -> None:
    document = {
        "out": [{"a/b": {"m~n": " Paris\n"}, "why": "stop", "mused": "Hm."}],
        "meta": {"served": "house-7", "fp": "fp_1", "id": "r-1", "in": 19, "all": 30, "thought": 20},
    }
    pointers = {
        "text": "/out/0/a~1b/m~0n",
        "finish_reason": "/out/0/why",
        "reasoning": "/out/0/mused",
        "model": "/meta/served",
        "system_fingerprint": "/meta/fp",
        "request_id": "/meta/id",
        "input_tokens": "/meta/in",
        "output_tokens": "/meta/all",
        "reasoning_tokens": "/meta/thought",
    }
    assert set(pointers) == set(FIELDS)
    assert read(document, pointers) == Answer(
        text=" Paris\n",
        model="house-7",
        system_fingerprint="fp_1",
        request_id="r-1",
        finish_reason="stop",
        input_tokens=19,
        output_tokens=30,
        reasoning="Hm.",
        reasoning_tokens=20,
    )


def test_a_pointer_by_itself_leads_to_the_text() -> None:
    assert read("Paris", "").text == "Paris"
    assert read({"": {"x": "Paris"}}, "//x").text == "Paris"
    assert read({"text": "a"}, headers={"x-request-id": "r-9"}).request_id == "r-9"


def test_what_is_no_text_is_malformed_and_null_is_the_empty_answer() -> None:
    assert read({"text": None}).text == ""
    assert "nothing at response.text" in unread({"txt": "a"})
    assert "other than a text" in unread({"text": 3})
    assert "other than a text" in unread({"text": ["a"]})
    assert "an error: busy" in unread({"text": None, "error": {"message": "busy"}})
    assert "an error: busy" in unread({"error": "busy"})
    assert "nothing" in unread(["a"], "/01")
    assert "nothing" in unread(["a"], "/-")
    assert "nothing" in unread(["a"], f"/{'9' * 5000}")


def test_a_field_that_is_missing_or_odd_is_unknown() -> None:
    pointers = {"text": "/text", "input_tokens": "/n", "model": "/n", "output_tokens": "/none"}
    assert read({"text": "a", "n": True}, pointers) == Answer("a")


@given(st.binary(max_size=200), st.sampled_from(["/text", "", "/0/1", {"text": "/a", "model": "/b"}]))
def test_any_bytes_are_an_answer_or_unmeasured(body: bytes, pointers: Any) -> None:
    http = Http(target_of(options={"response": pointers}))
    with contextlib.suppress(Unmeasured):
        assert isinstance(http.reply(200, {}, body), Answer)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["text", "error", "0"]), inner)
    ),
    max_leaves=8,
)


@given(json_values)
def test_any_json_is_an_answer_or_unmeasured(document: Any) -> None:
    pointers = {"text": "/text/0", "input_tokens": "/0", "reasoning": "/error/text"}
    with contextlib.suppress(Unmeasured):
        assert isinstance(read(document, pointers), Answer)


# --- what the configuration may be ----------------------------------------------------------------


def test_a_sound_configuration_has_no_problems() -> None:
    assert problems() == {}
    assert (
        problems(
            base_url="https://gw.test/ask?api-version=1",
            api_key=Secret(KEY),
            params={"temperature": 0, "max_tokens": 3},
            options={
                "headers": {"Authorization": "Key {{api_key}}", "Content-Type": "application/json; v=2"},
                "body": {**BODY, "t": "{{params.temperature}}", "n": "{{max_tokens}}"},
                "response": {"text": "/a"},
            },
        )
        == {}
    )


@pytest.mark.parametrize(
    ("changes", "key", "words"),
    [
        ({"base_url": None}, "base_url", "is missing"),
        ({"base_url": "ftp://x"}, "base_url", "must be an http:// or https://"),
        ({"base_url": "http://x\x01/"}, "base_url", "is not a URL"),
        ({"base_url": "http://x/#a"}, "base_url", "must not have a fragment"),
        ({"base_url": "http://x/?a=1#a"}, "base_url", "must not have a fragment"),
        ({"base_url": "http://x/?api_key=1"}, "base_url", "has api_key in its query"),
        ({"base_url": "http://x/{{model}}"}, "base_url", "placeholders belong in body"),
        ({"options": {"body": None}}, "body", "is missing"),
        ({"options": {"body": {"q": "hello"}}}, "body", "never sends the prompt"),
        ({"options": {"body": {**BODY, "a": [{"b": "{{promt}}"}]}}}, "body.a[0].b", "did you mean prompt?"),
        ({"options": {"body": {**BODY, "a": "{{prompt}"}}}, "body.a", "braces that are no placeholder"),
        ({"options": {"body": {**BODY, "{{a}}": 1}}}, "body", "placeholder in a key"),
        ({"options": {"body": {"q": "x {{messages}}"}}}, "body.q", "must be the whole value"),
        ({"options": {"body": {**BODY, "n": ["{{max_tokens}}"]}}}, "body.n[0]", "whole value of a key"),
        ({"options": {"body": {**BODY, "t": "{{params.seed}}"}}}, "body.t", "no such parameter"),
        ({"options": {"body": {**BODY, "stream": True}}}, "body.stream", "one whole reply"),
        ({"options": {"body": {**BODY, "f": float("nan")}}}, "body", "cannot be sent as JSON"),
        ({"options": {"body": {**BODY, "m": "{{model}}"}}, "model": "http"}, "model", "is missing"),
        ({"params": {"seed": 1}}, "params.seed", "is never sent"),
        ({"options": {"response": None}}, "response", "is missing"),
        ({"options": {"response": "text"}}, "response", "must begin with /"),
        ({"options": {"response": "/a~2"}}, "response", "~0 for ~"),
        ({"options": {"response": {"model": "/m"}}}, "response.text", "is missing"),
        ({"options": {"response": {"text": 3}}}, "response.text", "must be a JSON pointer"),
        ({"options": {"response": {"text": "/t", "txt": "/t"}}}, "response.txt", "known: text, model"),
        ({"options": {"headers": ["a"]}}, "headers", "must be a mapping"),
        ({"options": {"headers": {"a b": "c"}}}, "headers.a b", "no name of a header"),
        ({"options": {"headers": {"a": 1}}}, "headers.a", "quote it"),
        ({"options": {"headers": {"a": "b\r\nc: d"}}}, "headers.a", "no header can carry"),
        ({"options": {"headers": {"a": "b", "A": "c"}}}, "headers.A", "given twice"),
        ({"options": {"headers": {"Content-Length": "1"}}}, "headers.Content-Length", "leave it out"),
        ({"options": {"headers": {"Accept-Encoding": "br"}}}, "headers.Accept-Encoding", "plain bytes"),
        ({"options": {"headers": {"a": "{{model}}"}}}, "headers.a", "no other placeholder"),
        ({"options": {"headers": {"a": "{{api_key}}"}}}, "api_key", "is missing; headers use it"),
        (
            {"api_key": Secret(KEY), "options": {"headers": {"Authorization": "x"}}},
            "api_key",
            "is never sent",
        ),
        ({"api_key": Secret("a b")}, "api_key", "no header can carry"),
    ],
)
def test_a_mistake_is_found_when_the_configuration_loads(
    changes: dict[str, Any], key: str, words: str
) -> None:
    assert words in problems(**changes)[key]


SOME_TEXTS = st.sampled_from(
    [
        "{{messages}}",
        "{{prompt}}",
        "Q: {{user}}",
        "{{system}}",
        "{{model}}",
        "{{max_tokens}}",
        "{{params.t}}",
        "{ {",
    ]
)
BODIES = st.recursive(
    SOME_TEXTS | st.text(max_size=5) | st.none() | st.integers() | st.floats(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
TURNS = st.lists(
    st.builds(Message, st.sampled_from(["system", "developer", "user", "assistant"]), st.text(max_size=9)),
    min_size=1,
    max_size=4,
)


@given(BODIES, TURNS, st.none() | st.integers(1, 9))
def test_a_body_that_passes_the_check_can_be_sent_and_keeps_every_turn(
    body: Any, turns: list[Message], bound: int | None
) -> None:
    target = target_of(params={"t": [0.5, None]}, options={"body": body})
    if dict(PROVIDERS["http"].check(target)):
        return
    prompt = Prompt("p", tuple(turns), params={} if bound is None else {"max_tokens": bound})
    with contextlib.suppress(Unmeasured):
        said = json.dumps(sent(target, prompt))
        assert all(json.dumps(turn.content)[1:-1] in said for turn in turns)


# --- secrets --------------------------------------------------------------------------------------

CONFIG = """
database: sqlite:///c.db
targets:
  - name: t
    provider: http
    base_url: https://gw.test/ask
    headers:
      Authorization: Token ${TOKEN}
      X-Subscription-Key: literal-subscription-0123
      X-Team: blue
    body: {tenant: "${TENANT}", q: "{{prompt}}"}
    response: /text
"""
SUITE = "suite: s\nprompts: [{id: p, messages: [{role: user, content: hi}], validate: [nonempty]}]\n"
ENV = {"TOKEN": "tok-0123456789abcdef", "TENANT": "tenant-0123456789"}


def configured(folder: Path, env: dict[str, str], text: str = CONFIG) -> Target:
    (folder / "canaries").mkdir(exist_ok=True)
    (folder / "canaries" / "s.yaml").write_text(SUITE)
    (folder / "canary.yaml").write_text(text)
    return load(folder / "canary.yaml", env).targets[0]


def test_secrets_are_sent_and_neither_stored_nor_printed(tmp_path: Path) -> None:
    target = configured(tmp_path, ENV)
    request = Http(target).request(Prompt("p", (Message("user", "hi"),)), target)
    assert request.headers["authorization"] == f"Token {ENV['TOKEN']}"
    assert json.loads(request.content) == {"tenant": ENV["TENANT"], "q": "hi"}
    stored = cycles.target_content(target)
    assert stored["options"]["headers"] == {
        "Authorization": "<secret>",
        "X-Subscription-Key": "<secret>",
        "X-Team": "blue",
    }
    assert stored["options"]["body"]["tenant"] == "<secret>"
    shown = f"{stored}{target!r}"
    assert not any(secret in shown for secret in (*ENV.values(), "literal-subscription"))


def test_a_version_tells_headers_apart_and_not_their_secrets(tmp_path: Path) -> None:
    def version(env: dict[str, str], text: str = CONFIG) -> str:
        return prompt_version(configured(tmp_path, env, text), PROMPT)

    usual = version(ENV)
    assert version({**ENV, "TOKEN": "another-0123456789"}) == usual
    assert version(ENV, CONFIG.replace("X-Team: blue", "X-Team: red")) != usual
    assert version(ENV, CONFIG.replace("X-Subscription-Key", "X-Other-Key")) != usual


def test_a_literal_secret_in_a_header_is_named_and_a_placeholder_is_not(tmp_path: Path) -> None:
    configured(tmp_path, ENV)
    settings = load(tmp_path / "canary.yaml", ENV)
    assert settings.literal_secrets == ("targets[0].headers.X-Subscription-Key",)
    text = CONFIG.replace("literal-subscription-0123", '"{{api_key}}"') + "    api_key: ${TOKEN}\n"
    configured(tmp_path, ENV, text)
    assert load(tmp_path / "canary.yaml", ENV).literal_secrets == ()


def test_a_problem_does_not_show_what_came_from_the_environment(tmp_path: Path) -> None:
    with pytest.raises(SettingsError) as raised:
        configured(tmp_path, {**ENV, "TOKEN": "tok-0123\n456789"})
    assert "targets[0].headers.Authorization" in str(raised.value)
    assert "tok-0123" not in str(raised.value)


def test_a_report_needs_no_secret_of_an_endpoint(tmp_path: Path) -> None:
    configured(tmp_path, ENV)
    assert load(tmp_path / "canary.yaml", {}, secrets=False).targets[0].provider == "http"


@pytest.mark.parametrize("status", [200, 302, 400, 401, 429, 500])
async def test_a_secret_that_the_server_repeats_is_not_shown(
    status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(base, "BACKOFF_FIRST", 0.02)
    token = "tok-0123456789-abcdefghij-0123456789"
    for padding in range(120, 200, 7):
        told = error(status, f"{'x' * padding} Token {token} {KEY} is wrong")
        if status == 302:
            told = response(b"", 302, {"location": f"http://h/{'x' * padding}{token}{KEY}"})
        async with serve(always(told)) as server:
            target = target_of(
                base_url=server.url,
                api_key=Secret(KEY),
                options={"headers": {"X-Auth": Secret(f"Token {token}"), "X-Key": "{{api_key}}"}},
            )
            endpoint = open_endpoint(target)
            outcome, _, _ = await ask(endpoint, QUESTION, Limits(timeout=30))
            await endpoint.aclose()
        assert isinstance(outcome, Failure)
        assert "tok-0" not in outcome.detail
        assert "sk-h" not in outcome.detail


# --- over a socket --------------------------------------------------------------------------------


async def test_an_endpoint_is_asked_and_its_answer_read() -> None:
    said = response({"result": {"output": "Paris"}, "usage": {"out": 3}}, headers={"x-request-id": "r-1"})
    async with serve(in_turn(said)) as server:
        target = target_of(
            base_url=f"{server.url}/ask?v=1",
            api_key=Secret(KEY),
            options={"response": {"text": "/result/output", "output_tokens": "/usage/out"}},
        )
        endpoint = open_endpoint(target)
        outcome, _, attempts = await ask(endpoint, QUESTION, Limits(timeout=30))
        await endpoint.aclose()
    assert outcome == Answer("Paris", request_id="r-1", output_tokens=3)
    (received,) = server.journal
    assert (received.method, received.path, attempts) == ("POST", "/ask?v=1", 1)
    assert received.headers["authorization"] == f"Bearer {KEY}"
    assert received.json["messages"][1] == {"role": "user", "content": "Capital of France?"}


# --- the page -------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## http\n")[2].partition("\n## ")[0]


def test_the_example_of_the_page_loads(tmp_path: Path) -> None:
    example = SECTION.partition("```yaml\n")[2].partition("```")[0]
    assert (
        configured(tmp_path, {"GATEWAY_KEY": KEY}, f"database: sqlite:///c.db\n{example}").provider == "http"
    )


@pytest.mark.parametrize("name", [*sorted(PLACEHOLDERS), "params.NAME", "api_key"])
def test_every_placeholder_is_documented(name: str) -> None:
    assert f"`{{{{{name}}}}}`" in SECTION


@pytest.mark.parametrize("name", FIELDS)
def test_every_field_of_a_reply_is_documented(name: str) -> None:
    assert f"`{name}`" in SECTION
