"""The contract that every provider keeps, put to each through its case in tests/providers/cases.

Against a loopback server that we break at will, and against the official SDKs' own types where they are installed.
"""

from __future__ import annotations

import contextlib
import importlib
import json
from collections.abc import AsyncIterator, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Prompt, Secret
from canary.providers import PROVIDERS, open_endpoint
from canary.providers.base import MAX_ATTEMPTS, Question, Unmeasured, ask
from canary.providers.wire import HttpEndpoint
from providers.cases import KEY, PROMPT, Case, Sdk, cases
from support.servers import Handler, Received, Server, always, response, serve

CASES = cases()
HTTP = [case for case in CASES.values() if case.http]
WITH_SDK = [case for case in HTTP if case.sdk is not None]
NOT_ASKED = {"scripted", "pipeline"}  # the one asks nobody, the other asks through those here
QUESTION = Question(PROMPT, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))


def named(case: Case) -> str:
    return case.provider


def each(found: list[Case]) -> pytest.MarkDecorator:
    return pytest.mark.parametrize("case", found, ids=named)


async def no_wait(_seconds: float) -> None:
    return None


async def asked(
    case: Case, root: str, question: Question = QUESTION, **changes: Any
) -> tuple[Answer | Failure, int]:
    """One sample of the case's target, without the waits between attempts; with the number of attempts."""
    endpoint = open_endpoint(replace(case.target(root), **changes))
    try:
        outcome, _, attempts = await ask(endpoint, question, Limits(timeout=30), sleep=no_wait)
    finally:
        await endpoint.aclose()
    return outcome, attempts


@contextlib.asynccontextmanager
async def answering(case: Case) -> AsyncIterator[Server]:
    """A server that gives the case's good reply to everything."""
    async with serve(always(response(case.reply, headers=case.headers))) as server:
        yield server


def test_every_provider_has_its_case() -> None:
    assert CASES.keys() == PROVIDERS.keys() - NOT_ASKED


@each(list(CASES.values()))
def test_a_usual_target_is_accepted(case: Case) -> None:
    assert list(PROVIDERS[case.provider].check(case.target("https://127.0.0.1:4010"))) == []


# --- what is sent --------------------------------------------------------------------------------


@each(HTTP)
async def test_the_request_goes_where_the_api_is_with_the_key_in_a_header_alone(case: Case) -> None:
    async with answering(case) as server:
        await asked(case, server.url)
    (received,) = server.journal
    assert (received.method, received.path) == ("POST", case.path)
    assert [name for name, value in received.headers.items() if KEY in value]
    assert KEY not in received.path
    assert KEY.encode() not in received.body
    assert received.headers["content-type"] == "application/json"
    assert received.headers["accept-encoding"] == "identity"


@each(HTTP)
async def test_a_base_url_is_taken_as_far_as_it_goes(case: Case) -> None:
    async with answering(case) as server:
        for root in case.roots:
            await asked(case, server.url, base_url=f"{server.url}{root}")
    assert [received.path for received in server.journal] == [case.path] * len(case.roots)


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value, in order."""
    if isinstance(value, str):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from texts(inner)


@each(HTTP)
async def test_every_turn_of_every_role_is_sent_as_it_is_written(case: Case) -> None:
    turns = (
        Message("system", "Answer – in \x00 one word."),
        Message("user", "first"),
        Message("user", "second"),
        Message("assistant", "third"),
        Message("user", "fourth\n"),
    )
    async with answering(case) as server:
        outcome, _ = await asked(case, server.url, replace(QUESTION, prompt=Prompt("p", turns)))
        later = (Message("developer", "five"), *turns[1:])
        await asked(case, server.url, replace(QUESTION, prompt=Prompt("q", later)))
    assert isinstance(outcome, Answer), outcome
    for received, wanted in zip(server.journal, (turns, later), strict=True):
        sent = "\x1f".join(texts(received.json))
        assert all(sent.count(turn.content) == 1 for turn in wanted), sent
        conversation = [sent.index(turn.content) for turn in wanted[1:]]
        assert conversation == sorted(conversation)


@each(HTTP)
async def test_every_parameter_is_sent_as_it_is_written(case: Case) -> None:
    async with answering(case) as server:
        await asked(case, server.url)
    sent = dict(entries(server.journal[0].json))
    assert {key: sent.get(key) for key in case.target("").params} == case.target("").params


def entries(value: Any) -> Iterator[tuple[str, Any]]:
    """Every key and value of a JSON value, outer ones last."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    for each_ in inner:
        yield from entries(each_)
    if isinstance(value, dict):
        yield from value.items()


@each([case for case in HTTP if "extra_params" in PROVIDERS[case.provider].option_keys])
async def test_a_parameter_beyond_the_reference_is_refused_or_sent_on_the_users_word(case: Case) -> None:
    strange = replace(case.target("http://127.0.0.1:4010"), params={"temprature": 0})
    ((key, problem),) = PROVIDERS[case.provider].check(strange)
    assert key == "params.temprature"
    assert "did you mean temperature?" in problem
    assert "extra_params" in problem
    extra = {**case.target("").options, "extra_params": {"from_next_year": {"a": [1, None]}}}
    async with answering(case) as server:
        await asked(case, server.url, options=extra)
    assert dict(entries(server.journal[0].json))["from_next_year"] == {"a": [1, None]}


@each(HTTP)
@pytest.mark.parametrize(
    "base_url", ["http://user:hunter2@127.0.0.1/v1", "https://127.0.0.1/v1#part", "127.0.0.1", "ftp://host"]
)
def test_an_address_that_cannot_work_is_refused_without_repeating_it(case: Case, base_url: str) -> None:
    found = list(PROVIDERS[case.provider].check(replace(case.target(""), base_url=base_url)))
    assert {key for key, _ in found} == {"base_url"}
    assert "hunter2" not in str(found)


@each(HTTP)
@pytest.mark.parametrize("key", ["", " sk-x", "sk-x\n", "sk-é"])
def test_a_key_that_no_header_can_carry_is_refused_unseen(case: Case, key: str) -> None:
    found = list(
        PROVIDERS[case.provider].check(replace(case.target("http://127.0.0.1:1"), api_key=Secret(key)))
    )
    assert "api_key" in dict(found)
    assert "sk-" not in str(found)


# --- what is read --------------------------------------------------------------------------------


@each(list(CASES.values()))
async def test_a_reply_is_read_whole_and_nothing_is_made_up(case: Case) -> None:
    async with answering(case) as server:
        outcome, attempts = await asked(case, server.url)
    assert outcome == case.answer
    assert attempts == 1
    assert case.answer.text
    assert case.answer.model or not case.http, "the case must show that the served model is kept"


NO_ANSWERS: Mapping[str, bytes] = {
    "nothing": b"",
    "null": b"null",
    "an empty object": b"{}",
    "a list": b'["Paris"]',
    "a text": b'"Paris"',
    "a web page": b"<!doctype html><h1>Sign in</h1>",
    "not UTF-8": b'{"text": "Par\xffis"}',
    "too deep": b"[" * 100_000,
    "an error": b'{"error": {"code": 500, "message": "upstream failed"}}',
}


@each(HTTP)
@pytest.mark.parametrize("what", NO_ANSWERS)
async def test_a_200_that_is_no_answer_is_malformed_and_not_asked_again(case: Case, what: str) -> None:
    async with serve(always(response(NO_ANSWERS[what]))) as server:
        outcome, attempts = await asked(case, server.url)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, attempts, len(server.journal)) == (FailureKind.MALFORMED, 1, 1), outcome
    assert what != "an error" or "upstream failed" in outcome.detail


@each(HTTP)
async def test_a_reply_cut_off_is_malformed(case: Case) -> None:
    whole = json.dumps(case.reply)
    async with serve(always(response(whole[:-3]))) as server:
        outcome, _ = await asked(case, server.url)
    assert isinstance(outcome, Failure)
    assert outcome.kind is FailureKind.MALFORMED


JUNK: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=5,
)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every container in a JSON value with each of its keys."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from places(value[key])


@each(HTTP)
@settings(max_examples=60)
@given(data=st.data())
def test_a_reply_spoilt_anywhere_is_an_answer_or_unmeasured(case: Case, data: st.DataObject) -> None:
    spoilt = json.loads(json.dumps(case.reply))
    for _ in range(data.draw(st.integers(1, 3))):
        found = list(places(spoilt))
        if not found:
            break
        holder, key = data.draw(st.sampled_from(found))
        holder[key] = data.draw(JUNK)
    status = data.draw(st.sampled_from([200, 200, 200, 400, 429, 500]))
    with contextlib.suppress(Unmeasured):
        assert isinstance(translation(case).reply(status, {}, json.dumps(spoilt).encode()), Answer)


@each(HTTP)
@settings(max_examples=60)
@given(body=st.binary(), status=st.integers(100, 599), headers=st.dictionaries(st.text(), st.text()))
def test_arbitrary_bytes_are_an_answer_or_unmeasured(
    case: Case, body: bytes, status: int, headers: dict[str, str]
) -> None:
    with contextlib.suppress(Unmeasured):
        assert isinstance(translation(case).reply(status, headers, body), Answer)


def translation(case: Case) -> Any:
    endpoint = open_endpoint(case.target("http://127.0.0.1:1"))
    assert isinstance(endpoint, HttpEndpoint)
    return endpoint._translation


# --- when there is no answer ---------------------------------------------------------------------

K = FailureKind
STATUSES = {
    302: K.REJECTED,
    400: K.REJECTED,
    401: K.AUTH,
    403: K.AUTH,
    404: K.NOT_FOUND,
    408: K.TIMEOUT,
    409: K.REJECTED,
    413: K.REJECTED,
    422: K.REJECTED,
    429: K.RATE_LIMIT,
    500: K.SERVER_ERROR,
    502: K.SERVER_ERROR,
    503: K.SERVER_ERROR,
    504: K.TIMEOUT,
    529: K.SERVER_ERROR,
}
RETRIED = {K.TIMEOUT, K.RATE_LIMIT, K.SERVER_ERROR}


@each(HTTP)
@pytest.mark.parametrize("status", STATUSES)
async def test_each_status_is_of_its_kind_and_only_the_transport_is_retried(case: Case, status: int) -> None:
    kind = case.kinds.get(status, STATUSES[status])
    body = case.error(status, "Something about it.")
    async with serve(always(response(body, status, {"location": "/elsewhere"}))) as server:
        outcome, attempts = await asked(case, server.url)
    assert isinstance(outcome, Failure)
    assert outcome.kind is kind
    assert attempts == len(server.journal) == (MAX_ATTEMPTS if kind in RETRIED else 1)
    assert f"HTTP {status}" in outcome.detail
    assert status < 400 or "Something about it." in outcome.detail, "the provider's own words must be told"


@each(HTTP)
async def test_what_fails_and_then_answers_is_an_answer(case: Case) -> None:
    async with serve(_once_busy(case)) as server:
        outcome, attempts = await asked(case, server.url)
    assert (outcome, attempts) == (case.answer, 2)


def _once_busy(case: Case) -> Handler:
    async def handle(received: Received, writer: Any) -> None:
        busy.append(received)
        writer.write(
            response(case.error(503, "busy"), 503)
            if len(busy) == 1
            else response(case.reply, headers=case.headers)
        )

    busy: list[Received] = []
    return handle


@each(HTTP)
@pytest.mark.parametrize("status", [200, 302, 400, 401, 403, 404, 429, 500])
async def test_no_secret_is_in_any_error_though_the_server_repeats_all_it_was_sent(
    case: Case, status: int
) -> None:
    async def handle(received: Received, writer: Any) -> None:
        told = f"{'x' * 150} {received.path} {dict(received.headers)} {received.body!r}"
        echo = case.error(status, told) if status >= 400 else {"error": {"message": told}}
        writer.write(response(echo, status, {"location": f"/{KEY}", "x-request-id": KEY}))

    async with serve(handle) as server:
        endpoint = open_endpoint(case.target(server.url))
        with pytest.raises(Unmeasured) as caught:
            await endpoint.ask(QUESTION)
        await endpoint.aclose()
    chain = (caught.value, caught.value.__context__, caught.value.__cause__)
    shown = " ".join(f"{error!s} {error!r}" for error in chain)
    assert KEY[:8] not in shown
    assert KEY[-8:] not in shown


@each(HTTP)
async def test_no_secret_is_in_an_error_that_holds_nothing_else(case: Case) -> None:
    async with serve(always(response(case.error(401, f"Incorrect API key provided: {KEY}."), 401))) as server:
        outcome, _ = await asked(case, server.url)
    assert isinstance(outcome, Failure)
    assert KEY not in outcome.detail
    assert "<secret>" in outcome.detail


# --- the official SDKs as oracles ----------------------------------------------------------------


def installed(case: Case) -> Sdk:
    assert case.sdk is not None
    try:
        importlib.import_module(case.sdk.module)
    except ImportError:
        pytest.skip(f"the SDK {case.sdk.module} is not installed: pip install -e '.[dev]'")
    return case.sdk


# What an SDK warns of is its own affair: a newer Python must not fail our tests through it.
of_the_sdk = pytest.mark.filterwarnings("ignore")


@of_the_sdk
@each(WITH_SDK)
async def test_the_official_sdk_knows_our_request(case: Case) -> None:
    sdk = installed(case)
    async with answering(case) as server:
        await asked(case, server.url)
    sdk.accepts(server.journal[0].json)


@of_the_sdk
@each(WITH_SDK)
def test_the_official_sdk_reads_the_same_reply_alike(case: Case) -> None:
    seen = installed(case).reads(json.dumps(case.reply).encode())
    for name in Answer.__dataclass_fields__:
        if (theirs := getattr(seen, name)) not in (None, ()):
            assert getattr(case.answer, name) == theirs, name
    assert seen.text == case.answer.text


@of_the_sdk
@each([case for case in WITH_SDK if case.sdk is not None and case.sdk.params is not None])
def test_every_parameter_of_the_official_sdk_is_known(case: Case) -> None:
    sdk = installed(case)
    assert sdk.params is not None
    wanted = replace(case.target("http://127.0.0.1:1"), params=dict.fromkeys(sdk.params()), options={})
    found = dict(PROVIDERS[case.provider].check(wanted))
    assert [key for key, problem in found.items() if "is no parameter of" in problem] == []
