"""docs/providers.md names everything there is."""

from __future__ import annotations

from pathlib import Path

import pytest

from canary.core.model import FailureKind
from canary.providers import PROVIDERS
from canary.providers.openai import RESERVED
from canary.providers.scripted import Phase, Script

TEXT = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "name", [*PROVIDERS, *RESERVED, *FailureKind, *Script.model_fields, *Phase.model_fields], ids=str
)
def test_the_name_is_documented(name: str) -> None:
    assert f"`{name}`" in TEXT
