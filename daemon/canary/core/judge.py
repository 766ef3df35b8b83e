"""Everything derived from one output of one prompt: two fingerprints and the verdicts."""

from __future__ import annotations

from canary.core.canonical import CANONICALISERS
from canary.core.fingerprint import canonical_fingerprint, fingerprint
from canary.core.model import Judgement, Prompt
from canary.core.validators import build_all


class Judge:
    """Built once per prompt, then asked for every output. A pure function of the prompt and the output.

    Raises OptionsError or KeyError for a prompt that settings would have refused.
    """

    __slots__ = ("_canonical", "_checks")

    def __init__(self, prompt: Prompt) -> None:
        self._canonical = CANONICALISERS[prompt.canonical].name
        self._checks = build_all(prompt)

    def judge(self, text: str) -> Judgement:
        """Fingerprints and verdicts of *text*, exactly as the provider sent it. Never raises."""
        return Judgement(
            raw=fingerprint(text),
            canonical=canonical_fingerprint(self._canonical, text),
            verdicts=tuple([check(text) for check in self._checks]),
        )
