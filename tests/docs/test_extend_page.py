"""The examples of docs/extend.md run as they stand."""

from __future__ import annotations

import asyncio
import re
import tomllib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from canary.core.drift.baseline import PromptBaseline
from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Outcome, Prompt, Sample, Target
from canary.core.validators import VALIDATORS
from canary.core.validators.base import OptionsError, Verdicts
from canary.errors import DeliveryError
from canary.providers.base import Question, ask
from support.notices import notice
from support.servers import Received, response, serve

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "extend.md").read_text(encoding="utf-8")
EXAMPLES = dict(
    zip(
        ("validator", "provider", "detector", "sink"),
        re.findall(r"```python\n(.*?)```", PAGE, re.DOTALL),
        strict=True,
    )
)
PROMPT = Prompt("p", (Message("user", "Hello?"),), params={"max_tokens": 5})


def example(name: str) -> dict[str, Any]:
    space: dict[str, Any] = {"__name__": f"example_{name}"}
    exec(compile(EXAMPLES[name], f"extend.md:{name}", "exec", dont_inherit=True), space)
    return space


def test_the_validator_judges_and_refuses_bad_options() -> None:
    kind = example("validator")["KIND"]
    options, category = kind.read_options(2)
    check = kind.build(options, PROMPT, Verdicts(kind.name, category))
    assert [check(text).outcome for text in ("one two", "one two three")] == [Outcome.PASS, Outcome.FAIL]
    with pytest.raises(OptionsError, match="whole number"):
        kind.build({"limit": "2"}, PROMPT, Verdicts(kind.name, category))


async def test_the_provider_asks_a_server_and_tells_an_answer_from_none() -> None:
    said: list[Any] = [{"message": {"content": "Hi"}, "done_reason": "stop"}, {"message": None}]

    async def handle(received: Received, writer: asyncio.StreamWriter) -> None:
        writer.write(response(said.pop(0)))

    async with serve(handle) as server:
        target = Target("t", "ollama", "llama3", base_url=server.url)
        endpoint = example("provider")["open_endpoint"](target)
        question = Question(PROMPT, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))
        answer, _, _ = await ask(endpoint, question, Limits(timeout=5.0))
        failure, _, _ = await ask(endpoint, question, Limits(timeout=5.0))
        await endpoint.aclose()
    assert isinstance(answer, Answer)
    assert isinstance(failure, Failure)
    assert (answer.text, failure.kind) == ("Hi", FailureKind.MALFORMED)
    assert server.journal[0].path == "/api/chat"
    assert server.journal[0].json["options"] == {"num_predict": 5}


def test_the_detector_s_event_is_that_nothing_was_said() -> None:
    detector = example("detector")["EMPTY"]
    baseline = PromptBaseline("v", 1, {}, 0.0, {})
    seen = [detector.event(Sample("p", length=length), baseline, ()) for length in (0, 7, None)]
    assert seen == [True, False, None]


async def test_the_sink_writes_and_says_why_it_could_not(tmp_path: Path) -> None:
    made = example("sink")["FileSink"]
    await made(tmp_path / "told").send(notice(), None)
    assert "canary diff gpt-4o-mini" in (tmp_path / "told").read_text()
    lost = made(tmp_path / "none" / "told")
    assert "make the folder" in await lost.check()
    with pytest.raises(DeliveryError, match="make it writable"):
        await lost.send(notice(), None)


def test_the_layers_are_those_that_are_kept() -> None:
    kept = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"][0][
        "layers"
    ]
    shown = PAGE.split("```text\n")[1].split("```")[0].splitlines()
    assert [re.split(r" {2,}", line)[0] for line in shown] == kept


def test_the_registries_that_the_page_names_are_there() -> None:
    for path, name in re.findall(r"The line, in `([^`]+)`: .*? in `([A-Z]+)`", PAGE, re.DOTALL):
        assert re.search(rf"^{name}\b", (ROOT / "daemon" / "canary" / path).read_text(), re.MULTILINE)
    assert "max_words" not in VALIDATORS
