"""Pipelines in canary.yaml: what a stage inherits, what is refused and in which words, and what a day costs at most."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest

from canary.core.model import Limits, Price, Secret, Target
from canary.errors import SettingsError
from canary.settings import load
from canary.settings.estimate import estimate
from canary.settings.schema import config_schema
from canary.settings.values import Schedule, Settings
from canary.watched import provider_of

SMALL: dict[str, Any] = {
    "name": "small",
    "provider": "openai",
    "model": "m",
    "api_key": "${KEY}",
    "params": {"temperature": 0, "seed": 7},
    "limits": {"concurrency": 3, "timeout": "9s"},
    "price": {"input_per_mtok": 1, "output_per_mtok": 2},
}
LARGE: dict[str, Any] = {**SMALL, "name": "large", "model": "l", "limits": {"concurrency": 5}}
STAGES: dict[str, Any] = {
    "draft": {"target": "small", "attempts": 2, "params": {"temperature": 0.7}},
    "escalate": {"target": "large"},
    "finalise": {"target": "small", "instruction": "Do it."},
}
ASKED = {"target": "small"}
GUARDED: dict[str, Any] = {"name": "guarded", "provider": "pipeline", "stages": STAGES}
PROMPT = {
    "id": "p",
    "messages": [{"role": "user", "content": "x" * 400}],
    "max_tokens": 100,
    "validate": ["nonempty"],
}
HOURLY = Schedule(timedelta(hours=1), None, timedelta(0))


def written(folder: Path, *targets: dict[str, Any]) -> Path:
    (folder / "canaries").mkdir()
    (folder / "canaries" / "s.yaml").write_text(json.dumps({"suite": "s", "prompts": [PROMPT]}))
    path = folder / "canary.yaml"
    path.write_text(json.dumps({"targets": targets}, indent=1))
    return path


def loaded(folder: Path, *targets: dict[str, Any], env: dict[str, str] | None = None) -> Settings:
    return load(written(folder, *targets), {"KEY": "sk-1"} if env is None else env)


def problems(folder: Path, *targets: dict[str, Any]) -> list[tuple[str, str]]:
    with pytest.raises(SettingsError) as refused:
        loaded(folder, *targets)
    return [(problem.key, problem.message) for problem in refused.value.problems]


def staged(**stages: Any) -> dict[str, Any]:
    return {**GUARDED, "stages": stages}


def test_a_stage_asks_the_target_it_names_with_its_own_parameters_on_top(tmp_path: Path) -> None:
    """The order in the file does not matter."""
    guarded = loaded(tmp_path, GUARDED, SMALL, LARGE).target("guarded")
    draft, escalate, finalise = guarded.stages
    assert [stage.name for stage in guarded.stages] == ["draft", "escalate", "finalise"]
    assert (draft.attempts, draft.target.params) == (2, {"temperature": 0.7, "seed": 7})
    assert (draft.target.api_key, draft.target.price) == (Secret("sk-1"), Price(1, 2))
    assert (escalate.attempts, escalate.target.model, escalate.target.params) == (1, "l", SMALL["params"])
    assert (finalise.instruction, finalise.target.limits) == ("Do it.", Limits(3, None, 9.0))


def test_no_more_samples_are_in_flight_than_every_target_allows(tmp_path: Path) -> None:
    assert loaded(tmp_path, GUARDED, SMALL, LARGE).target("guarded").limits == Limits(3, None, 60.0)


def test_a_script_can_play_in_a_stage(tmp_path: Path) -> None:
    scripted = {"name": "actor", "provider": "scripted", "script": {"seed": 3}}
    (stage,) = loaded(tmp_path, staged(draft={"target": "actor"}), scripted).target("guarded").stages
    assert stage.target.options == {"script": {"seed": 3}}


def test_an_unknown_target_is_answered_with_the_known_ones(tmp_path: Path) -> None:
    ((key, message),) = problems(tmp_path, SMALL, LARGE, staged(draft={"target": "smal"}))
    assert key == "targets[2].stages.draft.target"
    assert message == 'unknown target "smal"; did you mean small? known: large, small'


@pytest.mark.parametrize("name", ["guarded", "other"])
def test_a_pipeline_is_no_stage_of_a_pipeline(tmp_path: Path, name: str) -> None:
    other = {**GUARDED, "name": "other"}
    found = problems(tmp_path, SMALL, LARGE, other, staged(draft={"target": name}))
    assert found == [
        ("targets[3].stages.draft.target", "is a pipeline itself; a stage asks one of: large, small")
    ]


def test_a_stage_is_not_blamed_for_a_target_that_is_broken(tmp_path: Path) -> None:
    found = problems(tmp_path, {**SMALL, "samples": 0}, LARGE, GUARDED)
    assert [key for key, _ in found] == ["targets[0].samples"]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [
        ("model", "m", "set it on the targets it names"),
        ("base_url", "http://h/v1", "set it on the targets it names"),
        ("api_key", "k", "set it on the targets it names"),
        ("price", {"input_per_mtok": 1, "output_per_mtok": 2}, "set it on the targets it names"),
        ("params", {"temperature": 0}, "write them under a stage, such as stages.draft.params"),
    ],
)
def test_what_belongs_to_a_model_is_refused_on_a_pipeline(
    tmp_path: Path, key: str, value: Any, said: str
) -> None:
    found = problems(tmp_path, SMALL, LARGE, {**GUARDED, key: value})
    assert found == [(f"targets[2].{key}", f"a pipeline has none of its own; {said}")]


def test_a_pipeline_needs_a_draft_and_nothing_else_has_stages(tmp_path: Path) -> None:
    bare = {"name": "bare", "provider": "pipeline"}
    headless = {"name": "headless", "provider": "pipeline", "stages": {"finalise": {"target": "small"}}}
    found = problems(tmp_path, SMALL, {**LARGE, "stages": {"draft": {"target": "small"}}}, bare, headless)
    assert found == [
        ("targets[1].stages", "belongs to provider pipeline"),
        ("targets[2].stages", "is missing; a pipeline needs at least stages.draft.target"),
        ("targets[3].stages.draft", "is missing"),
    ]


@pytest.mark.parametrize(
    ("stages", "key", "said"),
    [
        ({"draft": {"target": "small", "atempts": 2}}, "draft.atempts", "did you mean attempts?"),
        ({"draft": {"target": "small", "attempts": 11}}, "draft.attempts", "must be at most 10"),
        ({"draft": ASKED, "finalise": {**ASKED, "attempts": 2}}, "finalise.attempts", "unknown key"),
        ({"draft": ASKED, "finalise": {**ASKED, "instruction": ""}}, "finalise.instruction", "must not be empty"),
        ({"draft": ASKED, "judge": ASKED}, "judge", "known: draft, escalate, finalise"),
        ({"draft": {"target": "small", "params": {"stream": True}}}, "draft.params.stream", "is not supported"),
    ],
)  # fmt: skip
def test_a_wrong_stage_is_named_with_its_place(
    tmp_path: Path, stages: dict[str, Any], key: str, said: str
) -> None:
    ((where, message),) = problems(tmp_path, SMALL, staged(**stages))
    assert where == f"targets[1].stages.{key}"
    assert said in message


def test_a_parameter_that_a_target_brings_along_is_told_once_and_at_the_target(tmp_path: Path) -> None:
    found = problems(tmp_path, {**SMALL, "params": {"stream": True}}, staged(draft={"target": "small"}))
    assert [key for key, _ in found] == ["targets[0].params.stream"]


def test_a_report_needs_no_variable_of_a_stage(tmp_path: Path) -> None:
    draft = {"target": "small", "params": {"user": "${WHO}"}}
    path = written(
        tmp_path, SMALL, staged(draft=draft, finalise={"target": "small", "instruction": "${SAY}"})
    )
    assert len(load(path, {}, secrets=False).target("guarded").stages) == 2
    with pytest.raises(SettingsError, match="WHO"):
        load(path, {"KEY": "k", "SAY": "s"})


def test_the_schema_takes_a_pipeline_and_refuses_a_stage_it_does_not_know() -> None:
    schema = jsonschema_rs.validator_for(config_schema())
    assert schema.is_valid({"targets": [SMALL, GUARDED]})
    assert not schema.is_valid({"targets": [SMALL, staged(draft={"target": "small"}, judge={"target": "x"})]})


def test_the_example_of_the_guide_loads(tmp_path: Path) -> None:
    from canary.settings.document import read_document

    guide = (Path(__file__).parents[2] / "docs" / "pipelines.md").read_text(encoding="utf-8")
    example = read_document(guide.split("```yaml\n")[1].split("```")[0].encode()).plain()
    text = json.dumps(example).replace("ticket-triage", "s")
    targets = json.loads(text)["targets"]
    guarded = loaded(tmp_path, *targets, env={"OPENAI_API_KEY": "k"}).target("guarded")
    assert (len(guarded.stages), guarded.limits.timeout) == (3, 120.0)


def test_the_guide_states_the_default_instruction() -> None:
    from canary.providers.pipeline import INSTRUCTION

    guide = (Path(__file__).parents[2] / "docs" / "pipelines.md").read_text(encoding="utf-8")
    assert INSTRUCTION in " ".join(guide.replace("\n   > ", " ").split())


def of_a_day(settings: Settings, name: str) -> tuple[float, float, float, float | None]:
    target: Target = settings.target(name)
    day = estimate(target, settings.suites_of(target), HOURLY)
    return day.requests, day.input_tokens, day.output_tokens, day.usd


def test_a_day_costs_at_most_what_it_costs_if_every_draft_fails(tmp_path: Path) -> None:
    stages = {"draft": {"target": "small", "attempts": 2}, "escalate": {"target": "large"}}
    settings = loaded(tmp_path, SMALL, LARGE, staged(**stages))
    small, guarded = of_a_day(settings, "small"), of_a_day(settings, "guarded")
    assert small[:3] == (24, 24 * 104, 24 * 100)
    assert guarded[:3] == (72, 72 * 104, 72 * 100)
    assert [small[3], guarded[3]] == pytest.approx([n * (104 * 1 + 100 * 2) / 1e6 for n in (24, 72)])


def test_finalising_is_asked_the_draft_as_well(tmp_path: Path) -> None:
    settings = loaded(tmp_path, SMALL, staged(draft={"target": "small"}, finalise={"target": "small"}))
    requests, asked, answered, _ = of_a_day(settings, "guarded")
    assert (requests, answered) == (48, 4800)
    assert asked > 24 * (2 * 104 + 100)


def test_one_unknown_price_leaves_the_day_without_one(tmp_path: Path) -> None:
    unpriced = {**LARGE, "base_url": "http://own/v1"}
    del unpriced["price"]
    settings = loaded(tmp_path, SMALL, unpriced, GUARDED)
    assert of_a_day(settings, "guarded")[3] is None


def test_a_pipelines_trouble_belongs_with_its_drafts_provider(tmp_path: Path) -> None:
    settings = loaded(tmp_path, {**SMALL, "base_url": "http://own/v1"}, LARGE, GUARDED)
    assert provider_of(settings.target("guarded")) == provider_of(settings.target("small"))
