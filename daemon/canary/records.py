"""Stored cycles as the detectors see them today: at the versions they were asked at, judged by today's judges.

What no judge of today has seen is judged anew from the stored text, so that an edited validator never
looks like a change of the model. Knows nothing of detectors or baselines.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from canary.core.canonical import scheme
from canary.core.judge import Judge
from canary.core.model import CycleRecord, Prompt, Suite, Target, judge_version, prompt_version
from canary.storage import cycles, observations
from canary.storage.cycles import StoredCycle
from canary.storage.encoding import pack_judge
from canary.storage.engine import Database


@dataclass(frozen=True, slots=True)
class Judges:
    """Today's judges of a suite, and the keys under which their verdicts are stored, by prompt."""

    judges: Mapping[str, Judge]
    keys: Mapping[str, bytes]

    @classmethod
    def of(cls, suite: Suite) -> Judges:
        return cls(
            {p.id: Judge(p) for p in suite.prompts},
            {p.id: pack_judge(judge_version(p)) for p in suite.prompts},
        )


class Records:
    """Reads the cycles of one database. Safe to share between threads."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._versions: dict[tuple[int, int], Mapping[str, str]] = {}

    def of(self, stored: StoredCycle, judges: Judges, index: int) -> CycleRecord:
        """One cycle. Costs one look-up by key, whatever the history holds."""
        return self._database.read(
            observations.load_record,
            stored.id,
            stored.slot,
            index=index,
            judges=judges.keys,
            versions=self.versions(stored),
            samples=stored.samples,
        )

    def versions(self, stored: StoredCycle) -> Mapping[str, str]:
        """prompt -> the version it was asked at; empty for an imported cycle, of which nothing is known."""
        if stored.target_version_id is None or stored.suite_version_id is None:
            return {}
        key = (stored.target_version_id, stored.suite_version_id)
        if key not in self._versions:
            target, suite, schemes = self._database.read(cycles.load_versions, *key)
            self._versions[key] = {p.id: _version(target, p, schemes[p.id]) for p in suite.prompts}
        return self._versions[key]

    def iterate(self, stored: Iterable[StoredCycle], judges: Judges) -> Iterator[CycleRecord]:
        """These cycles one by one, judged anew where needed, in bounded memory."""
        for index, each in enumerate(stored):
            self.rescore([each], judges)
            yield self.of(each, judges, index)

    def rescore(self, stored: Iterable[StoredCycle], judges: Judges) -> int:
        """Judge the stored outputs that today's judges have not seen; returns how many there were."""
        done = 0
        for each in stored:
            missing = self._database.read(observations.load_unjudged, each.id, each.slot, judges.keys)
            missing = {(prompt, raw) for prompt, raw in missing if prompt in judges.judges}
            if missing:
                self._judge(missing, judges)
                done += len(missing)
        return done

    def _judge(self, missing: set[tuple[str, str]], judges: Judges) -> None:
        texts = self._database.read(observations.load_texts, {raw for _, raw in missing})
        rows = [
            (raw, judges.keys[prompt], judges.judges[prompt].judge(texts[raw]).verdicts)
            for prompt, raw in sorted(missing)
            if raw in texts
        ]
        self._database.call(observations.write_verdicts, rows)


def _version(target: Target, prompt: Prompt, made_by: str) -> str:
    """The prompt's version; one of its own where the fingerprints were made by a scheme that is no longer ours."""
    version = prompt_version(target, prompt)
    return version if made_by == scheme(prompt.canonical) else f"{made_by}:{version}"
