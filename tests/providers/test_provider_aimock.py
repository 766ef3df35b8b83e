"""The OpenAI provider against a server that is not ours: npm's @copilotkit/aimock.

npm i --ignore-scripts @copilotkit/aimock && CANARY_AIMOCK=node_modules/.bin/llmock pytest tests/providers
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Prompt, Secret, Target
from canary.providers import open_endpoint
from canary.providers.base import Question, ask

BINARY = os.environ.get("CANARY_AIMOCK")
pytestmark = pytest.mark.skipif(BINARY is None, reason="CANARY_AIMOCK does not name aimock's llmock")

KEY = "sk-aimock-0123456789"
FIXTURES: list[dict[str, Any]] = [
    {
        "match": {"userMessage": "capital"},
        "response": {
            "content": "Paris – “ville” \x00 \U0001f600",
            "systemFingerprint": "fp_aimock",
            "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15},
        },
    },
    {"match": {"userMessage": "cut"}, "response": {"content": "This is cu", "finishReason": "length"}},
    {"match": {"userMessage": "tool"}, "response": {"toolCalls": [{"name": "f", "arguments": {}}]}},
    {
        "match": {"userMessage": "limited"},
        "response": {"error": {"message": "Rate limit reached"}, "status": 429, "retryAfter": 60},
    },
    {"match": {"userMessage": "overloaded"}, "response": {"error": {"message": "Overloaded"}, "status": 529}},
    {
        "match": {"userMessage": "gone"},
        "response": {"error": {"message": "no such model", "code": "model_not_found"}, "status": 404},
    },
]


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    assert BINARY is not None
    folder: Path = tmp_path_factory.mktemp("aimock")
    (folder / "fixtures.json").write_text(json.dumps({"fixtures": FIXTURES}))
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [BINARY, "-p", str(port), "-f", str(folder), "--strict", "--log-level", "silent"]
    with subprocess.Popen(command, env={**os.environ, "AIMOCK_API_KEYS": KEY}) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/health")
            yield f"http://127.0.0.1:{port}/v1"
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 20
    while True:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


async def asked(base_url: str, words: str, key: str = KEY) -> tuple[Answer | Failure, int]:
    target = Target(
        "t", "openai", "gpt-4o-mini", base_url=base_url, api_key=Secret(key), params={"temperature": 0}
    )
    endpoint = open_endpoint(target)
    question = Question(Prompt("p", (Message("user", words),)), 0, 0, datetime(2026, 1, 1, tzinfo=UTC))
    outcome, _, attempts = await ask(endpoint, question, Limits(timeout=10))
    await endpoint.aclose()
    return outcome, attempts


async def test_an_answer_is_read_whole(aimock: str) -> None:
    outcome, attempts = await asked(aimock, "capital")
    assert isinstance(outcome, Answer)
    assert outcome.text == "Paris – “ville” \x00 \U0001f600"
    assert (outcome.model, outcome.system_fingerprint) == ("gpt-4o-mini", "fp_aimock")
    assert (outcome.finish_reason, outcome.input_tokens, outcome.output_tokens) == ("stop", 12, 3)
    assert outcome.request_id is not None
    assert outcome.request_id.startswith("req-")
    assert attempts == 1


async def test_a_truncated_answer_says_so(aimock: str) -> None:
    outcome, _ = await asked(aimock, "cut")
    assert isinstance(outcome, Answer)
    assert (outcome.text, outcome.finish_reason) == ("This is cu", "length")


async def test_a_tool_call_is_an_answer_without_text(aimock: str) -> None:
    outcome, _ = await asked(aimock, "tool")
    assert isinstance(outcome, Answer)
    assert (outcome.text, outcome.finish_reason) == ("", "tool_calls")


@pytest.mark.parametrize(
    ("words", "key", "kind", "attempts"),
    [
        ("limited", KEY, FailureKind.RATE_LIMIT, 1),  # it asks for a minute, which does not fit
        ("overloaded", KEY, FailureKind.SERVER_ERROR, 3),
        ("gone", KEY, FailureKind.NOT_FOUND, 1),
        ("capital", "sk-wrong", FailureKind.AUTH, 1),
    ],
)
async def test_a_failure_is_of_its_kind(
    aimock: str, words: str, key: str, kind: FailureKind, attempts: int
) -> None:
    outcome, made = await asked(aimock, words, key)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, made) == (kind, attempts), outcome
    assert key not in outcome.detail
