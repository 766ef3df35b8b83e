"""Is it us? What the store says about our own harness in one cycle, for the detectors to weigh."""

from __future__ import annotations

from collections import OrderedDict
from datetime import datetime

from canary.baselines import Standing
from canary.core.drift.harness import Doubt, anchors, fleet
from canary.core.model import Judgement, Outcome, Transition
from canary.storage import observations, queries
from canary.storage.encoding import pack_fingerprint
from canary.storage.engine import Database
from canary.watched import Watched

KEPT = 512  # baselines whose anchors are held in memory

Anchor = tuple[str, str, Judgement]  # prompt, its output's text, what was stored of it


class Doubts:
    """The doubts of one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._anchors: OrderedDict[tuple[int, frozenset[bytes]], tuple[Anchor, ...]] = OrderedDict()

    def of_anchors(self, watched: Watched, standing: Standing) -> Doubt | None:
        """Whether the baseline's own outputs, canonicalised and judged now, still give what is stored of them."""
        pairs = [
            (stored, _without_passes(watched.judges.judges[prompt].judge(text)))
            for prompt, text, stored in self._stored(watched, standing)
        ]
        return anchors(pairs)

    def _stored(self, watched: Watched, standing: Standing) -> tuple[Anchor, ...]:
        key = (standing.id, frozenset(watched.judges.keys.values()))
        if key not in self._anchors:
            self._anchors[key] = self._load(watched, standing)
            while len(self._anchors) > KEPT:
                self._anchors.popitem(last=False)
        self._anchors.move_to_end(key)
        return self._anchors[key]

    def _load(self, watched: Watched, standing: Standing) -> tuple[Anchor, ...]:
        """One anchor for each prompt asked as in the baseline: its most frequent output."""
        modes: dict[str, tuple[str, str]] = {}
        for name, prompt in standing.baseline.prompts.items():
            raw = prompt.representative(prompt.mode)
            if watched.versions.get(name) == prompt.version and raw is not None and prompt.mode is not None:
                modes[name] = (raw, prompt.mode)
        texts = self._database.read(observations.load_texts, [raw for raw, _ in modes.values()])
        details = self._database.read(
            observations.load_details, [(raw, watched.judges.keys[name]) for name, (raw, _) in modes.items()]
        )
        return tuple(
            (
                name,
                texts[raw],
                Judgement(raw, canonical, details[pack_fingerprint(raw), watched.judges.keys[name]]),
            )
            for name, (raw, canonical) in modes.items()
            if raw in texts and (pack_fingerprint(raw), watched.judges.keys[name]) in details
        )

    def of_fleet(self, watched: Watched, slot: datetime, changes: tuple[Transition, ...]) -> Doubt | None:
        """Whether a drift opening now comes together with a control target's, or an unrelated provider's in this slot."""
        opened = [c.incident for c in changes if c.previous is None and c.incident.cause == "output"]
        if not opened or watched.target.control:
            return None
        others = [
            i
            for i in self._database.read(queries.open_incidents)
            if i.target != watched.key.target
            and i.vantage == watched.key.vantage
            and i.content["cause"] == "output"
        ]
        crossings = [
            (watched.providers[i.target], i.content["signals"])
            for i in others
            if i.opened_at == slot and i.target in watched.providers
        ]
        if watched.key.target in watched.providers:
            crossings += [(watched.providers[watched.key.target], i.signals) for i in opened]
        return fleet(crossings, control_drifts=any(i.target in watched.controls for i in others))


def _without_passes(judgement: Judgement) -> Judgement:
    """Passes are not stored, so they are not compared either."""
    kept = tuple(v for v in judgement.verdicts if v.outcome is not Outcome.PASS)
    return Judgement(judgement.raw, judgement.canonical, kept)
