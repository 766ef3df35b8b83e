"""Providers: one file per API, and the one registry of them.

Importing this package loads no HTTP library: a provider's module is imported when it is first used.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING, Protocol, cast

if TYPE_CHECKING:
    from canary.core.model import Target
    from canary.providers.base import Endpoint


class _Module(Protocol):
    """What a provider's module offers the registry."""

    def check(self, target: Target) -> Iterable[tuple[str, str]]: ...

    def open_endpoint(self, target: Target) -> Endpoint: ...


@dataclass(frozen=True, slots=True)
class ProviderKind:
    """One provider as the configuration sees it.

    ``option_keys`` are the keys of its own that a target may carry; they land in ``Target.options``.
    ``secret_options`` are those of them in which a text from the environment, or under a name that speaks of one, is a
    Secret. ``needs_key``: an API key must be given, unless ``base_url`` names a server of one's own.
    """

    name: str
    module: str
    option_keys: frozenset[str] = frozenset()
    needs_model: bool = True
    needs_key: bool = True
    secret_options: frozenset[str] = frozenset()

    def check(self, target: Target) -> Iterable[tuple[str, str]]:
        """What is wrong with the target's configuration, as (key, what and the way out). Asks nobody."""
        return self._load().check(target)

    def open(self, target: Target) -> Endpoint:
        """The live end of *target*, connected on its first question. Close it with ``aclose()``."""
        return self._load().open_endpoint(target)

    def address(self, target: Target) -> str | None:
        """Where the server of *target* is reached; None for a provider that has none."""
        found = getattr(self._load(), "address", None)
        return found(target) if found is not None else target.base_url

    def _load(self) -> _Module:
        return cast(_Module, import_module(f"canary.providers.{self.module}"))


EXTRA = frozenset({"extra_params"})
"""Decoding parameters that a server knows and its API's reference does not: sent as written, on the user's word."""

PROVIDERS: dict[str, ProviderKind] = {
    kind.name: kind
    for kind in (
        ProviderKind("anthropic", "anthropic", EXTRA | {"thinking_room"}),
        ProviderKind("azure-openai", "azure_openai", EXTRA | {"api_version"}),
        ProviderKind(
            "command",
            "command",
            frozenset({"command", "input", "env"}),
            needs_model=False,
            needs_key=False,
            secret_options=frozenset({"command", "env"}),
        ),
        ProviderKind("gemini", "gemini", EXTRA),
        ProviderKind(
            "http",
            "http",
            frozenset({"headers", "body", "response"}),
            needs_model=False,
            needs_key=False,
            secret_options=frozenset({"headers", "body"}),
        ),
        ProviderKind("mistral", "mistral", EXTRA),
        ProviderKind("ollama", "ollama", EXTRA, needs_key=False),
        ProviderKind("openai", "openai", EXTRA),
        ProviderKind("openai-responses", "openai_responses", EXTRA),
        ProviderKind("pipeline", "pipeline", needs_model=False, needs_key=False),
        ProviderKind("scripted", "scripted", frozenset({"script"}), needs_model=False, needs_key=False),
    )
}


def open_endpoint(target: Target) -> Endpoint:
    """The live end of *target*. KeyError for a provider that settings would have refused."""
    return PROVIDERS[target.provider].open(target)
