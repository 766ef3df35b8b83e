"""Mistral's chat completions, as far as they are not OpenAI's."""

from __future__ import annotations

import json
from typing import Any

import pytest

from canary.core.model import Answer, FailureKind, Message, Prompt, Secret, Target
from canary.providers import PROVIDERS
from canary.providers.base import Unmeasured
from canary.providers.mistral import KNOWN, RESERVED, Mistral
from canary.providers.prices import price_of
from support.servers import chat_completion

PROMPT = Prompt(
    "p",
    (Message("developer", "Answer in one word."), Message("user", "Capital of France?")),
    params={"max_tokens": 64},
)


def target(**changes: Any) -> Target:
    return Target("t", "mistral", "mistral-small-latest", **changes)


def reply(content: Any, finish_reason: str = "stop") -> Answer:
    choice = {"index": 0, "message": {"content": content}, "finish_reason": finish_reason}
    return Mistral().reply(200, {}, json.dumps(chat_completion(choices=[choice])).encode())


def test_a_request_by_this_apis_own_names() -> None:
    request = Mistral().request(
        PROMPT, target(api_key=Secret("k"), params={"temperature": 0, "random_seed": 7})
    )
    assert str(request.url) == "https://api.mistral.ai/v1/chat/completions"
    assert request.headers["authorization"] == "Bearer k"
    assert json.loads(request.content) == {
        "model": "mistral-small-latest",
        "messages": [
            {"role": "system", "content": "Answer in one word."},
            {"role": "user", "content": "Capital of France?"},
        ],
        "temperature": 0,
        "random_seed": 7,
        "max_tokens": 64,
    }


@pytest.mark.parametrize(
    ("content", "text", "reasoning"),
    [
        ("Paris", "Paris", None),
        ([{"type": "text", "text": "Pa"}, {"type": "text", "text": "ris"}], "Paris", None),
        (
            [
                {"type": "thinking", "thinking": [{"type": "text", "text": "Fra"}]},
                {"type": "thinking", "thinking": [{"type": "reference"}, {"type": "text", "text": "nce"}]},
                {"type": "text", "text": "Paris"},
            ],
            "Paris",
            "France",
        ),
        ([{"type": "thinking", "thinking": []}], "", None),
        ([{"type": "text", "text": "Paris"}, {"type": "reference", "reference_ids": [1]}], "Paris", None),
    ],
)
def test_thinking_is_kept_apart_from_the_text(content: Any, text: str, reasoning: str | None) -> None:
    answer = reply(content)
    assert (answer.text, answer.reasoning) == (text, reasoning)


def test_an_answer_that_broke_off_is_a_server_error_and_asked_again() -> None:
    with pytest.raises(Unmeasured) as caught:
        reply("Par", "error")
    assert (caught.value.kind, caught.value.retryable) == (FailureKind.SERVER_ERROR, True)


def test_openais_name_of_the_seed_is_refused_with_this_apis_own() -> None:
    ((key, problem),) = PROVIDERS["mistral"].check(target(params={"seed": 7}))
    assert (key, "random_seed" in problem) == ("params.seed", True)


@pytest.mark.filterwarnings("ignore")
def test_the_known_parameters_are_those_of_the_official_sdk() -> None:
    models = pytest.importorskip("mistralai.client.models")
    assert models.ChatCompletionRequest.model_fields.keys() - RESERVED.keys() == KNOWN


def test_the_list_price_is_known_at_mistrals_own_address_alone() -> None:
    assert price_of(target()) is not None
    assert price_of(target(base_url="https://api.mistral.ai/v1")) is not None
    assert price_of(target(base_url="http://10.0.0.7:8000")) is None
