"""What the contract test must know of each provider: one file a provider, each with one ``CASE``.

test_provider_contract.py puts every case through the same questions, so a new provider adds a file here and no test.

    from providers.cases import KEY, Case, Sdk
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from canary.core.model import Answer, FailureKind, Message, Prompt, Target

KEY = "sk-contract-0123456789abcdef"
"""The key that each case's target has: it must reach the server, and never an error's text."""

PROMPT = Prompt(
    "capital",
    (
        Message("system", "Answer in one word."),
        Message("user", "What is the capital of France?"),
        Message("assistant", "Lyon"),
        Message("user", "No. Think again."),
    ),
    params={"max_tokens": 64},
)
"""What every case's target is asked: a system message, several turns, and the suite's bound on the answer."""


@dataclass(frozen=True)
class Sdk:
    """The provider's official SDK as an oracle. Its functions import it, so that a machine without it can skip them.

    ``accepts`` gets our request's JSON and raises where the SDK's request type does not know it or has it otherwise.
    ``reads`` parses a reply's bytes with the SDK's response type and makes an Answer of the attributes found there:
    of it, what is not None must be what Canary reads. ``params`` names the decoding parameters the SDK can send.
    """

    module: str
    accepts: Callable[[Any], object]
    reads: Callable[[bytes], Answer]
    params: Callable[[], Collection[str]] | None = None


@dataclass(frozen=True)
class Case:
    """One provider's entry.

    ``target`` is given a server's root ("http://127.0.0.1:4010") and makes the target that asks it with KEY;
    it should carry usual parameters. ``path`` is what that server is then asked, with the query;
    ``roots`` are the endings that base_url may have behind the root, all of them leading to ``path``.
    ``reply`` is the body of a good reply in the shape of the API's reference, as rich as it gets (reasoning,
    log-probabilities, usage), ``headers`` come with it, and ``answer`` is all that must be read of both.
    ``error`` makes an error's body from a status and a message, as the API sends it; ``kinds`` names what a status
    means here where that differs from the usual table. ``aimock`` makes the target for npm's aimock, if it speaks the
    API; None if it does not. ``http`` is False for what is not asked over HTTP: then only the questions about
    answers and secrets are put, and ``target`` starts what answers by itself.
    """

    provider: str
    target: Callable[[str], Target]
    answer: Answer
    path: str = ""
    roots: tuple[str, ...] = ("",)
    reply: Mapping[str, Any] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    error: Callable[[int, str], Mapping[str, Any]] = lambda status, message: {"error": {"message": message}}
    kinds: Mapping[int, FailureKind] = field(default_factory=dict)
    sdk: Sdk | None = None
    aimock: Callable[[str], Target] | None = None
    http: bool = True


def cases() -> dict[str, Case]:
    """Every case by its provider's name."""
    modules = (
        importlib.import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)
    )
    return {module.CASE.provider: module.CASE for module in modules}
