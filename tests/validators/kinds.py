"""One verdict of one validator, for tests."""

from __future__ import annotations

from typing import Any

from canary.core.model import Message, Outcome, Prompt, ValidatorSpec, Verdict
from canary.core.validators import build


def verdict(name: str, options: Any, output: str, *said: str, canonical: str = "text") -> Verdict:
    """What the validator says of *output*, in answer to a prompt of the messages *said*."""
    prompt = Prompt("p", tuple(Message("user", text) for text in said), canonical=canonical)
    return build(ValidatorSpec(name, options), prompt)(output)


def passes(name: str, options: Any, output: str, *said: str, canonical: str = "text") -> bool:
    """Whether it passes; a verdict that is undecided does not."""
    return verdict(name, options, output, *said, canonical=canonical).outcome is Outcome.PASS


def reason(name: str, options: Any, output: str, *said: str) -> str:
    """The reason of a fail."""
    found = verdict(name, options, output, *said)
    assert found.outcome is Outcome.FAIL
    return found.reason
