"""OpenAI's models at Azure: where a deployment is, and what its content filter says."""

from __future__ import annotations

import json
from typing import Any

import pytest

from canary.core.model import FailureKind, Message, Prompt, Secret, Target
from canary.providers import PROVIDERS
from canary.providers.azure_openai import AzureOpenAI
from canary.providers.base import Unmeasured
from canary.providers.prices import price_of
from support.servers import chat_completion

HOST = "https://canary.openai.azure.com"
PROMPT = Prompt("p", (Message("user", "Capital of France?"),), params={"max_tokens": 64})
DATED = f"{HOST}/openai/deployments/mini/chat/completions?api-version=2024-10-21"


def target(**changes: Any) -> Target:
    usual: dict[str, Any] = {"model": "mini", "base_url": HOST, "api_key": Secret("0123456789abcdef")}
    return Target("t", "azure-openai", **{**usual, **changes})


def problems(**changes: Any) -> dict[str, str]:
    return dict(PROVIDERS["azure-openai"].check(target(**changes)))


@pytest.mark.parametrize(
    ("changes", "url"),
    [
        ({}, DATED),
        ({"base_url": f"{HOST}/"}, DATED),
        ({"base_url": f"{HOST}/openai"}, DATED),
        (
            {"options": {"api_version": "2025-04-01-preview"}},
            DATED.replace("2024-10-21", "2025-04-01-preview"),
        ),
        ({"model": "a b/c"}, DATED.replace("mini", "a%20b%2Fc")),
        ({"base_url": f"{HOST}/openai/v1"}, f"{HOST}/openai/v1/chat/completions"),
        ({"base_url": f"{HOST}/openai/v1/"}, f"{HOST}/openai/v1/chat/completions"),
        (
            {"base_url": f"{HOST}/openai/v1", "options": {"api_version": "preview"}},
            f"{HOST}/openai/v1/chat/completions?api-version=preview",
        ),
        ({"base_url": "https://gate.example/azure"}, DATED.replace(HOST, "https://gate.example/azure")),
    ],
)
def test_a_deployment_is_found_by_a_dated_version_or_by_v1(changes: dict[str, Any], url: str) -> None:
    request = AzureOpenAI().request(PROMPT, target(**changes))
    assert str(request.url) == url
    assert request.headers["api-key"] == "0123456789abcdef"
    assert "authorization" not in request.headers


def test_the_suites_bound_goes_by_the_name_that_all_deployments_take() -> None:
    sent = json.loads(AzureOpenAI().request(PROMPT, target()).content)
    assert sent == {
        "model": "mini",
        "messages": [{"role": "user", "content": "Capital of France?"}],
        "max_completion_tokens": 64,
    }
    old = json.loads(AzureOpenAI().request(PROMPT, target(params={"max_tokens": 9})).content)
    assert (old["max_tokens"], "max_completion_tokens" in old) == (64, False)


def test_what_is_served_is_told_by_the_reply_and_the_filters_marks_are_ignored() -> None:
    body = chat_completion("Paris", prompt_filter_results=[{"prompt_index": 0}])
    answer = AzureOpenAI().reply(200, {"apim-request-id": "a-1"}, json.dumps(body).encode())
    assert (answer.model, answer.request_id) == ("gpt-4o-mini-2024-07-18", "a-1")
    both = AzureOpenAI().reply(
        200, {"apim-request-id": "a-1", "x-request-id": "x-1"}, json.dumps(body).encode()
    )
    assert both.request_id == "x-1"


def test_an_answer_that_the_filter_stopped_is_an_answer() -> None:
    stopped = {"index": 0, "finish_reason": "content_filter", "message": {"role": "assistant"}}
    answer = AzureOpenAI().reply(200, {}, json.dumps(chat_completion(choices=[stopped])).encode())
    assert (answer.text, answer.finish_reason) == ("", "content_filter")


def test_a_prompt_that_the_filter_refuses_is_rejected_in_its_words() -> None:
    body = {
        "error": {
            "message": "The response was filtered due to the prompt triggering the content policy.",
            "type": None,
            "param": "prompt",
            "code": "content_filter",
            "status": 400,
            "innererror": {"code": "ResponsibleAIPolicyViolation", "content_filter_result": {}},
        }
    }
    with pytest.raises(Unmeasured) as caught:
        AzureOpenAI().reply(400, {}, json.dumps(body).encode())
    assert (caught.value.kind, caught.value.retryable) == (FailureKind.REJECTED, False)
    assert "content policy" in caught.value.detail


@pytest.mark.parametrize(
    ("changes", "key", "hint"),
    [
        ({"base_url": None}, "base_url", "https://RESOURCE.openai.azure.com"),
        ({"base_url": f"{HOST}/openai/deployments/mini"}, "base_url", "model names the deployment"),
        ({"base_url": DATED.split("?")[0].replace("/deployments/mini", "")}, "base_url", "must end before"),
        ({"base_url": f"{HOST}?api-version=1"}, "base_url", "query"),
        ({"api_key": None}, "api_key", "${AZURE_OPENAI_API_KEY}"),
        ({"options": {"api_version": 20241021}}, "api_version", "in quotes"),
        ({"options": {"api_version": ""}}, "api_version", "in quotes"),
        ({"params": {"n": 2}}, "params.n", "samples"),
        ({"params": {"seeds": 2}}, "params.seeds", "did you mean seed?"),
    ],
)
def test_what_cannot_work_is_refused_with_the_way_out(changes: dict[str, Any], key: str, hint: str) -> None:
    found = problems(**changes)
    assert list(found) == [key]
    assert hint in found[key]


def test_the_price_of_a_deployment_is_not_guessed_by_its_name() -> None:
    assert price_of(target(model="gpt-4o-mini")) is None
