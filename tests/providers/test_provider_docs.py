"""docs/providers.md names everything there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from canary.core.model import FailureKind
from canary.providers import PROVIDERS, openai, openai_responses
from canary.providers.scripted import Phase, Script

TEXT = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")


KEYS = sorted(set().union(*(kind.option_keys for kind in PROVIDERS.values())))
REFUSED = sorted(openai.RESERVED.keys() | openai_responses.RESERVED.keys())
PLAYED = sorted(Script.model_fields.keys() | Phase.model_fields.keys())


@pytest.mark.parametrize("name", [*PROVIDERS, *KEYS, *REFUSED, *FailureKind, *PLAYED], ids=str)
def test_the_name_is_documented(name: str) -> None:
    assert f"`{name}`" in TEXT


@pytest.mark.parametrize("name", PROVIDERS)
def test_each_provider_has_its_section_and_is_listed_among_what_was_tested(name: str) -> None:
    assert f"\n## {name}\n" in TEXT or name == "pipeline"  # which has a page of its own
    tested = TEXT.split("## What was tested against what")[1].split("\n## ")[0]
    assert f"\n| {name} |" in tested or name in ("scripted", "pipeline")
