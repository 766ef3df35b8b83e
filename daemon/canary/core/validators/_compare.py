"""Comparing an output with a reference: both in one canonical form, the prompt's unless the options name another."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from canary.core.canonical import CANONICALISERS, canonicalise
from canary.core.model import Prompt
from canary.core.validators import options as read


def form(options: Mapping[str, Any], prompt: Prompt) -> Callable[[str], str]:
    """Text -> what is compared. Raises OptionsError for an unknown canonical form."""
    given = "canonical" in options
    name = read.choice(options, "canonical", sorted(CANONICALISERS)) if given else prompt.canonical
    return lambda text: canonicalise(name, text)


def shown(text: str) -> str:
    """A text as a reason quotes it."""
    return repr(text if len(text) <= 60 else text[:59] + "…")
