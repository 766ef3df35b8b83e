"""The providers that LiteLLM's proxy speaks against that proxy: a second server that is not ours.

python -m venv V && V/bin/pip install 'litellm[proxy]' && CANARY_LITELLM=V/bin/litellm pytest tests/providers

Its models answer with a mock_response, so that nobody is asked; all of the proxy's own handling is in between.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
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

from canary.core.model import Answer, Failure, FailureKind, Limits, Prompt
from canary.providers import open_endpoint
from canary.providers.base import Question, ask
from providers.cases import KEY, PROMPT, Case, cases

BINARY = os.environ.get("CANARY_LITELLM")
pytestmark = [
    pytest.mark.skipif(not BINARY, reason="CANARY_LITELLM does not name LiteLLM's proxy"),
    pytest.mark.timeout(300),  # it takes half a minute to start, on a busy machine more
]

SPOKEN = ("anthropic", "azure-openai", "gemini", "mistral", "openai", "openai-responses")
CASES = [case for case in cases().values() if case.provider in SPOKEN]
NEVER_LIMITED = ("gemini", "openai-responses")  # there the proxy takes the mock's error for its answer
TEXT = "Paris – “ville” \U0001f600\n"


def model(name: str, says: str) -> dict[str, Any]:
    return {
        "model_name": name,
        "litellm_params": {"model": "openai/gpt-4o-mini", "api_key": "none", "mock_response": says},
    }


CONFIG = {
    "model_list": [model("canary", TEXT), model("limited", "litellm.RateLimitError")],
    "general_settings": {"master_key": KEY},
    "litellm_settings": {"num_retries": 0},
    "router_settings": {"num_retries": 0, "disable_cooldowns": True},
}


@pytest.fixture(scope="module")
def proxy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a running proxy."""
    assert BINARY is not None
    folder: Path = tmp_path_factory.mktemp("litellm")
    (folder / "config.yaml").write_text(json.dumps(CONFIG, ensure_ascii=False), encoding="utf-8")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, "LITELLM_TELEMETRY": "False", "LITELLM_LOCAL_MODEL_COST_MAP": "True"}
    command = [BINARY, "--config", "config.yaml", "--host", "127.0.0.1", "--port", str(port)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            command, cwd=folder, env=environment, stdout=log, stderr=log, start_new_session=True
        ) as process,
    ):
        try:
            _wait_for(f"http://127.0.0.1:{port}/health/liveliness", process, folder / "log")
            yield f"http://127.0.0.1:{port}"
        finally:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)


def _wait_for(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + 240
    while True:
        try:
            urllib.request.urlopen(url, timeout=2).close()
            return
        except OSError:
            alive = process.poll() is None and time.monotonic() < deadline
            assert alive, log.read_text(errors="replace")[-1000:]
            time.sleep(0.5)


async def asked(case: Case, root: str, name: str, prompt: Prompt = PROMPT) -> tuple[Answer | Failure, int]:
    target = replace(case.target(root), model=name, params={"temperature": 0}, options={})
    endpoint = open_endpoint(target)
    question = Question(prompt, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))
    outcome, _, attempts = await ask(endpoint, question, Limits(timeout=60))
    await endpoint.aclose()
    return outcome, attempts


def named(case: Case) -> str:
    return case.provider


each = pytest.mark.parametrize("case", CASES, ids=named)


@each
async def test_an_answer_is_read_whole(proxy: str, case: Case) -> None:
    outcome, attempts = await asked(case, proxy, "canary")
    assert isinstance(outcome, Answer), outcome
    assert (outcome.text, attempts) == (TEXT, 1)
    assert outcome.finish_reason
    assert outcome.input_tokens
    assert outcome.output_tokens
    assert outcome.model == "canary" or case.provider == "gemini"  # there the proxy names none


@pytest.mark.parametrize("case", [c for c in CASES if c.provider not in NEVER_LIMITED], ids=named)
async def test_a_rate_limit_is_asked_again_and_is_told_in_its_words(proxy: str, case: Case) -> None:
    outcome, attempts = await asked(case, proxy, "limited")
    assert isinstance(outcome, Failure)
    assert (outcome.kind, attempts) == (FailureKind.RATE_LIMIT, 3), outcome
    assert "mock rate limit error" in outcome.detail


@each
async def test_a_model_that_is_not_there_is_no_answer_and_not_asked_again(proxy: str, case: Case) -> None:
    outcome, attempts = await asked(case, proxy, "gone")
    assert isinstance(outcome, Failure)
    assert attempts == 1
    assert outcome.kind in (FailureKind.REJECTED, FailureKind.NOT_FOUND), outcome
    assert "gone" in outcome.detail
    assert KEY not in outcome.detail
