"""Every provider whose API it speaks against a server that is not ours: npm's @copilotkit/aimock.

npm i --ignore-scripts @copilotkit/aimock@1.43.0 && CANARY_AIMOCK=node_modules/.bin/llmock pytest tests/providers

It answers all APIs from the same fixtures, each in that API's own shape, and checks the key in that API's own header.
"""

from __future__ import annotations

import json
import os
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Prompt, Secret
from canary.providers import open_endpoint
from canary.providers.base import Question, ask
from canary.storage.observations import TRUNCATED
from providers.cases import KEY, PROMPT, Case, cases

BINARY = os.environ.get("CANARY_AIMOCK")
pytestmark = pytest.mark.skipif(not BINARY, reason="CANARY_AIMOCK does not name aimock's llmock")

CASES = [case for case in cases().values() if case.aimock is not None]
TEXT = "Paris – “ville” \x00 \U0001f600\n"
FIXTURES: list[dict[str, Any]] = [
    {
        "match": {"userMessage": "Think again"},
        "response": {
            "content": TEXT,
            "reasoning": "France's capital. Not Lyon.",
            "model": "served-by-aimock",
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
    {"match": {"userMessage": "odd"}, "response": {"error": {"message": "temperature?"}, "status": 400}},
    {
        "match": {"userMessage": "gone"},
        "response": {"error": {"message": "no such model", "code": "model_not_found"}, "status": 404},
    },
]
UNTOLD = {"ollama"}  # aimock's replies in this shape have neither the fixture's usage nor its finish reason
NAMELESS = {"gemini", "ollama"}  # nor do these name the model that served


@pytest.fixture(scope="module")
def aimock(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running aimock."""
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
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 60
    while True:
        try:
            urllib.request.urlopen(url, timeout=1).close()
            return
        except OSError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)


async def asked(
    case: Case, root: str, prompt: Prompt | str = PROMPT, key: str = KEY
) -> tuple[Answer | Failure, int]:
    assert case.aimock is not None
    if isinstance(prompt, str):
        prompt = Prompt("p", (Message("user", prompt),))
    endpoint = open_endpoint(replace(case.aimock(root), api_key=Secret(key)))
    question = Question(prompt, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))
    outcome, _, attempts = await ask(endpoint, question, Limits(timeout=30))
    await endpoint.aclose()
    return outcome, attempts


each = pytest.mark.parametrize("case", CASES, ids=lambda case: case.provider)


@each
async def test_an_answer_is_read_whole(aimock: str, case: Case) -> None:
    outcome, attempts = await asked(case, aimock)
    assert isinstance(outcome, Answer), outcome
    assert (outcome.text, attempts) == (TEXT, 1)
    assert outcome.finish_reason
    assert outcome.finish_reason not in TRUNCATED
    assert outcome.reasoning in (None, "France's capital. Not Lyon.")
    assert case.provider in UNTOLD or (outcome.input_tokens, outcome.output_tokens) == (12, 3)
    assert case.provider in NAMELESS or outcome.model == "served-by-aimock"


@each
async def test_a_truncated_answer_says_so(aimock: str, case: Case) -> None:
    outcome, _ = await asked(case, aimock, "cut")
    assert isinstance(outcome, Answer), outcome
    assert outcome.text == "This is cu"
    assert case.provider in UNTOLD or outcome.finish_reason in TRUNCATED


@each
async def test_a_tool_call_is_an_answer_without_text(aimock: str, case: Case) -> None:
    outcome, _ = await asked(case, aimock, "tool")
    assert isinstance(outcome, Answer), outcome
    assert outcome.text == ""


@each
@pytest.mark.parametrize(
    ("words", "key", "kind", "attempts"),
    [
        ("limited", KEY, FailureKind.RATE_LIMIT, 1),  # its Retry-After does not fit into the deadline
        ("overloaded", KEY, FailureKind.SERVER_ERROR, 3),
        ("odd", KEY, FailureKind.REJECTED, 1),
        ("gone", KEY, FailureKind.NOT_FOUND, 1),
        ("cut", "sk-wrong-0123456789", FailureKind.AUTH, 1),
    ],
)
async def test_a_failure_is_of_its_kind(
    aimock: str, case: Case, words: str, key: str, kind: FailureKind, attempts: int
) -> None:
    outcome, made = await asked(case, aimock, words, key)
    assert isinstance(outcome, Failure)
    assert (outcome.kind, made) == (kind, attempts), outcome
    assert key not in outcome.detail
