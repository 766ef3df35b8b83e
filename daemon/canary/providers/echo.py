"""A prompt, kept out of what a server or a program says is wrong with it."""

from __future__ import annotations

from typing import Final

from canary.core import echo
from canary.core.model import Prompt
from canary.providers.base import Unmeasured

SHOWN: Final = "<prompt>"


def without_echo(failure: Unmeasured, prompt: Prompt) -> Unmeasured:
    """The same failure without what its words repeat of *prompt*."""
    detail = echo.without_echo(failure.detail, [m.content for m in prompt.messages], SHOWN)
    if detail == failure.detail:
        return failure
    return Unmeasured(failure.kind, detail, failure.retryable, failure.retry_after, failure.status)
