"""One target x suite from one vantage, and what is to be made of its cycles. Values only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from canary.core.drift import Policy
from canary.core.model import Suite, Target, prompt_version
from canary.records import Judges
from canary.storage.watch import WatchKey


@dataclass(frozen=True, slots=True)
class LearningRule:
    """When a baseline is learned: after so many usable cycles, and at least so long on the clock."""

    cycles: int = 72
    over: timedelta = timedelta(days=3)


@dataclass(frozen=True, slots=True)
class Watched:
    """What to watch, by which judges and how carefully.

    ``providers`` names for each target whose models it serves, ``controls`` the targets that stand for our
    own harness: what the others do in the same slot may put a drift in doubt.
    """

    key: WatchKey
    target: Target
    suite: Suite
    judges: Judges
    policy: Policy
    rule: LearningRule
    versions: Mapping[str, str] = field(default_factory=dict)
    providers: Mapping[str, str] = field(default_factory=dict)
    controls: frozenset[str] = frozenset()

    @classmethod
    def of(cls, target: Target, suite: Suite, vantage: str, **rest: Any) -> Watched:
        """With the versions of its prompts filled in."""
        versions = {p.id: prompt_version(target, p) for p in suite.prompts}
        return cls(WatchKey(target.name, suite.name, vantage), target, suite, versions=versions, **rest)

    @property
    def asked(self) -> dict[str, list[str]]:
        """prompt -> [its version, its judge]: what a baseline depends on."""
        return {p: [version, self.judges.keys[p].hex()] for p, version in self.versions.items()}


def provider_of(target: Target) -> str:
    """Whose models these are: targets of one provider at one address may well change together.

    A pipeline belongs with its first stage, without which none of its samples is answered.
    """
    if target.stages:
        return provider_of(target.stages[0].target)
    return f"{target.provider} {target.base_url or ''}".strip()
