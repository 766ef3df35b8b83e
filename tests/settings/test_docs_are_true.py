"""The reference documents name every key, default, form and validator there is, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from canary.core.canonical import CANONICALISERS
from canary.core.validators import VALIDATORS
from canary.settings.document import read_document
from canary.settings.problems import Problems
from canary.settings.schema import config_schema
from canary.settings.shape import SuiteShape
from canary.settings.suites import load_suite

DOCS = Path(__file__).parent.parent.parent / "docs"
CONFIGURATION = (DOCS / "configuration.md").read_text(encoding="utf-8")
SUITES = (DOCS / "suites.md").read_text(encoding="utf-8")
SECTIONS = (
    "schedule",
    "access",
    "network",
    "budget",
    "retention",
    "baseline",
    "ceilings",
    "detection",
    "tiers",
    "alerts",
)


def leaves(
    schema: dict[str, Any], root: dict[str, Any], path: str = ""
) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that holds a plain value, with its schema."""
    for choice in [schema, *schema.get("anyOf", [])]:
        target = root["$defs"][choice["$ref"].rpartition("/")[2]] if "$ref" in choice else choice
        if "properties" in target:
            for key, below in target["properties"].items():
                yield from leaves(below, root, f"{path}.{key}" if path else key)
            return
        if "items" in target:
            yield from leaves(target["items"], root, f"{path}[]")
            return
    yield path, schema


def rows(text: str) -> dict[str, str]:
    """First cell of every table row, without its backquotes -> the rest of the row."""
    return dict(re.findall(r"^\| `([^`]+)` \|(.*)$", text, re.MULTILINE))


CONFIG_LEAVES = [
    (path.removesuffix("[]") if path.endswith(("suites[]", "sinks[]")) else path, schema)
    for path, schema in leaves(config_schema(), config_schema())
    if not path.startswith("targets[].schedule.")
]


@pytest.mark.parametrize(("path", "schema"), CONFIG_LEAVES, ids=[path for path, _ in CONFIG_LEAVES])
def test_every_key_is_documented_with_its_default(path: str, schema: dict[str, Any]) -> None:
    row = rows(CONFIGURATION)[path]
    default = schema.get("default")
    if default is not None:
        shown = str(default).lower() if isinstance(default, bool) else re.sub(r"\.0$", "", str(default))
        assert f" `{shown}` |" in row


def test_no_key_is_documented_that_does_not_exist() -> None:
    sections = {"targets", "targets[].schedule", *SECTIONS}
    assert set(rows(CONFIGURATION)) - sections == {path for path, _ in CONFIG_LEAVES}


def test_the_configuration_example_fits_the_schema() -> None:
    for block in re.findall(r"```yaml\n(.*?)```", CONFIGURATION, re.DOTALL):
        import jsonschema_rs

        jsonschema_rs.validator_for(config_schema()).validate(read_document(block.encode()).plain())


def test_every_suite_key_is_documented() -> None:
    schema = SuiteShape.model_json_schema()
    paths = {path for path, _ in leaves(schema, schema)}
    documented = set(rows(SUITES)) - set(CANONICALISERS) - set(VALIDATORS)
    assert documented == {path if path != "prompts[].validate" else "prompts[].validate[]" for path in paths}


def test_every_canonical_form_is_documented_and_only_those() -> None:
    table = SUITES.partition("## Canonical forms")[2].partition("## Validators")[0]
    assert set(rows(table)) == set(CANONICALISERS)


def test_every_validator_is_documented_with_its_category_and_options() -> None:
    table = rows(SUITES.partition("## Validators")[2])
    assert set(table) == set(VALIDATORS)
    for name, kind in VALIDATORS.items():
        options = re.findall(r"`(\w+)`", table[name].rpartition("|")[0].rpartition("|")[2])
        assert f" `{kind.category}` |" in table[name]
        assert options == list(kind.option_names)


def test_the_examples_of_the_suite_guide_load(tmp_path: Path) -> None:
    whole, validators = re.findall(r"```yaml\n(.*?)```", SUITES, re.DOTALL)
    prompt = "suite: s\nprompts:\n- id: p\n  messages: [{role: user, content: x}]\n  " + validators.replace(
        "\n", "\n  "
    )
    for number, text in enumerate((whole, prompt)):
        file = tmp_path / f"{number}.yaml"
        file.write_text(text, encoding="utf-8")
        assert load_suite(file)[1] == []


def test_problems_below_a_broken_place_are_left_out() -> None:
    problems = Problems("f", read_document(b"a: {b: 1}"))
    problems.broken(("a",), "is broken")
    problems.add(("a", "b"), "so this follows")
    assert [problem.message for problem in problems.found] == ["is broken"]
