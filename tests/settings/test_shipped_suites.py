"""The suites we ship: their examples mean what they say, for every prompt."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from canary.core.judge import Judge
from canary.core.model import Prompt, Suite
from canary.settings import data_dir
from canary.settings.suites import load_suites

SUITES, PROBLEMS = load_suites(data_dir("canaries"))
PROMPTS = [
    pytest.param(prompt, id=f"{suite.name}/{prompt.id}")
    for suite in SUITES.values()
    for prompt in suite.prompts
]


def failing(prompt: Prompt, output: str) -> tuple[tuple[str, str], ...]:
    return tuple((verdict.validator, verdict.reason) for verdict in Judge(prompt).judge(output).failed)


def test_they_load_without_a_word() -> None:
    assert PROBLEMS == []
    least = {
        "python-type-hints": 40,
        "sqlalchemy-migrations": 40,
        "ticket-triage": 30,
        "sql-queries": 20,
        "structured-extraction": 20,
        "long-context": 10,
        "determinism": 20,
        "starter": 12,
    }
    assert {name: len(suite.prompts) >= least[name] for name, suite in SUITES.items()} == dict.fromkeys(
        least, True
    )


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_passing_examples_pass(prompt: Prompt) -> None:
    assert prompt.examples_pass
    assert [failing(prompt, output) for output in prompt.examples_pass] == [()] * len(prompt.examples_pass)


@pytest.mark.parametrize("prompt", PROMPTS)
def test_the_failing_examples_fail_in_at_least_two_ways(prompt: Prompt) -> None:
    ways = {frozenset(name for name, _ in failing(prompt, output)) for output in prompt.examples_fail}
    assert frozenset() not in ways
    assert len(ways) >= 2


@pytest.mark.parametrize("suite", SUITES.values(), ids=lambda suite: suite.name)
def test_a_suite_says_what_it_is_for_and_bounds_its_answers(suite: Suite) -> None:
    assert len(suite.description) > 30
    assert all(prompt.params["max_tokens"] <= 512 for prompt in suite.prompts)


def test_the_starter_holds_twelve_prompts_of_the_others_word_for_word() -> None:
    others = {
        prompt.id: prompt for suite in SUITES.values() if suite.name != "starter" for prompt in suite.prompts
    }
    starter = SUITES["starter"].prompts
    assert len(starter) == 12
    assert [others[prompt.id] for prompt in starter] == list(starter)


@pytest.mark.parametrize("path", sorted(data_dir("canaries").glob("*.yaml")), ids=lambda path: path.stem)
def test_any_yaml_reader_can_read_a_shipped_suite(path: Path) -> None:
    assert yaml.load(path.read_text(), yaml.SafeLoader)["prompts"]
