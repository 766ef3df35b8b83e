"""Stages of pipelines: stored with their sample or not at all, counted by stage, and traced back from an output."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
import sqlalchemy as sa

from canary.core.judge import Judge
from canary.core.model import (
    Answer,
    Failure,
    FailureKind,
    Limits,
    Message,
    Observation,
    Price,
    Prompt,
    Secret,
    Stage,
    StageReply,
    Suite,
    Target,
    ValidatorSpec,
    judge_version,
    prompt_version,
)
from canary.records import Judges, Records
from canary.storage import cycles, observations, stages, tables
from canary.storage.cycles import CycleKey, StoredCycle
from canary.storage.encoding import pack_fingerprint, pack_judge
from canary.storage.engine import Database
from canary.storage.history import Scope, tallies
from canary.storage.observations import Stored

SLOT = datetime(2026, 3, 1, 12, tzinfo=UTC)
PROMPT = Prompt("p", (Message("user", "Name it."),), validators=(ValidatorSpec("regex", "a"),))
GROUNDED = Prompt(
    "q", (Message("user", "Of TKT-1234."),), validators=(ValidatorSpec("grounded_ids", r"TKT-\d+"),)
)
SUITE = Suite("s", (PROMPT, GROUNDED))
SMALL = Target("small", "openai", "m", api_key=Secret("sk-never-stored"), params={"temperature": 0.7})
LARGE = Target("large", "openai", "l", base_url="http://h/v1", price=Price(1, 2), limits=Limits(timeout=9))
TARGET = Target(
    "guarded",
    "pipeline",
    "pipeline",
    stages=(Stage("draft", SMALL, 2), Stage("escalate", LARGE), Stage("finalise", SMALL, instruction="Do.")),
)


def reply(
    name: str, attempt: int, text: str | None, of: Prompt = PROMPT, cost: float | None = 0.25
) -> StageReply:
    asked = "large" if name == "escalate" else "small"
    if text is None:
        return StageReply(name, asked, attempt, failure=Failure(FailureKind.TIMEOUT, "late"), latency_ms=50.0)
    answer = Answer(text, f"{asked}-1", "fp", "r", "stop", 3, 4)
    return StageReply(name, asked, attempt, answer, None, Judge(of).judge(text), 10.0, cost)


def stored(cycle_id: int, sample: int, *replies: StageReply, of: Prompt = PROMPT) -> Stored:
    last = replies[-1].answer
    judge = pack_judge(judge_version(of))
    if last is None:
        seen = Observation(of.id, sample, SLOT, failure=Failure(FailureKind.TIMEOUT, "stage", replies))
        return Stored(cycle_id, SLOT, seen, judge, 0.25)
    whole = replace(last, stages=replies)
    seen = Observation(of.id, sample, SLOT, whole, None, Judge(of).judge(last.text), 40.0)
    return Stored(cycle_id, SLOT, seen, judge, 0.25 * len(replies))


def begin(database: Database, target: Target = TARGET) -> cycles.Begun:
    key = CycleKey(target.name, "s", SLOT, "here")
    return database.call(
        cycles.begin, key, target=target, suite=SUITE, origin=cycles.SCHEDULE, aside=False, now=SLOT
    )


def rows(database: Database) -> list[sa.Row[object]]:
    order = (tables.stage.c.prompt, tables.stage.c.sample, tables.stage.c.position)
    return database.read(lambda c: list(c.execute(sa.select(tables.stage).order_by(*order)).all()))


def test_a_sample_and_its_stages_are_written_once_and_together(database: Database) -> None:
    begun = begin(database)
    batch = [
        stored(
            begun.id, 0, reply("draft", 1, "xyz"), reply("draft", 2, "abc"), reply("finalise", 1, "a\x00c")
        ),
        stored(begun.id, 1, reply("draft", 1, "xyz"), reply("draft", 2, None)),
    ]
    database.call(observations.write, batch)
    database.call(observations.write, batch)
    found = rows(database)
    assert [(r.sample, r.position, r.name, r.attempt, r.failure) for r in found] == [
        (0, 0, "draft", 1, None),
        (0, 1, "draft", 2, None),
        (0, 2, "finalise", 1, None),
        (1, 0, "draft", 1, None),
        (1, 1, "draft", 2, "timeout"),
    ]
    assert [r.failure_detail for r in found][-1] == "late"
    judgements = [Judge(PROMPT).judge(text).raw for text in ("xyz", "abc", "a\x00c")]
    assert set(database.read(observations.load_texts, judgements).values()) == {"xyz", "abc", "a\x00c"}


def test_a_batch_that_fails_leaves_neither_sample_nor_stage(database: Database) -> None:
    begun = begin(database)
    good = stored(begun.id, 0, reply("draft", 1, "abc"))
    bad = replace(good, slot=datetime(2026, 1, 1))
    with pytest.raises(Exception, match="naive"):
        database.call(observations.write, [good, bad])
    assert rows(database) == []
    assert begin(database).committed == frozenset()


def test_stages_are_counted_with_the_verdict_that_steered_them(database: Database) -> None:
    begun = begin(database, replace(TARGET, samples=3))
    database.call(
        observations.write,
        [
            stored(begun.id, 0, reply("draft", 1, "xyz"), reply("draft", 2, "abc")),
            stored(begun.id, 1, reply("draft", 1, "xyz"), reply("draft", 2, "z"), reply("escalate", 1, "ab")),
            stored(begun.id, 2, reply("draft", 1, "abc"), reply("finalise", 1, None)),
            stored(begun.id, 0, reply("draft", 1, "TKT-9999", GROUNDED, None), of=GROUNDED),
            stored(begun.id, 3, reply("draft", 1, "xyz"), reply("draft", 2, "abc")),  # asked on suspicion
        ],
    )
    draft, escalate, finalise = database.read(stages.tallies, Scope())
    assert [t.stage for t in (draft, escalate, finalise)] == ["draft", "escalate", "finalise"]
    assert (draft.samples, draft.reached, draft.replies) == (4, 4, 6)
    assert (draft.judged, draft.invalid) == (6, 4)
    assert (draft.hallucination_judged, draft.hallucinated) == (1, 1)
    assert (draft.latency_mean_ms, draft.input_tokens, draft.output_tokens) == (10.0, 18, 24)
    assert (draft.priced, draft.cost_usd) == (5, 1.25)
    assert (escalate.asked, escalate.reached, escalate.replies, escalate.invalid) == ("large", 1, 1, 0)
    assert (finalise.reached, finalise.replies, finalise.unmeasured, finalise.latency_mean_ms) == (
        1,
        0,
        1,
        None,
    )
    assert database.read(stages.tallies, Scope(targets=("other",))) == []


def test_what_was_paid_for_a_failed_sample_is_in_the_cost_and_not_in_the_mean(database: Database) -> None:
    begun = begin(database, replace(TARGET, samples=3))
    database.call(
        observations.write,
        [
            stored(begun.id, 0, reply("draft", 1, "abc"), reply("finalise", 1, "abc")),
            stored(begun.id, 1, reply("draft", 1, "abc"), reply("finalise", 1, None)),
        ],
    )
    (whole,) = database.read(tallies, Scope(), {"s": SUITE})
    assert (whole.answered, whole.unmeasured, whole.priced) == (1, 1, 1)
    assert (whole.cost_usd, whole.cost_per_answer_usd, whole.mean_ms) == (0.75, 0.5, 40.0)


def test_an_output_is_traced_to_its_drafts(database: Database) -> None:
    begun = begin(database)
    drafts = reply("draft", 1, "xyz"), reply("draft", 2, "\x1b[31mzzz")
    database.call(observations.write, [stored(begun.id, 0, *drafts, reply("escalate", 1, "abc"))])
    digest = pack_fingerprint(Judge(PROMPT).judge("abc").raw)
    first, second, last = database.read(stages.trace, "guarded", "s", "here", "p", digest)
    assert (first.stage, first.asked, first.attempt, first.text) == ("draft", "small", 1, "xyz")
    assert [v.validator for v in first.failed] == ["regex"]
    assert second.text == "\x1b[31mzzz"
    assert (last.stage, last.failed, last.judged) == ("escalate", (), True)
    assert database.read(stages.trace, "guarded", "s", "here", "p", b"0" * 32) == []


def test_a_stored_pipeline_comes_back_with_its_stages_and_without_a_secret(database: Database) -> None:
    begun = begin(database)
    contents = database.read(lambda c: c.execute(sa.select(tables.target_version.c.content)).scalars().all())
    assert "sk-never-stored" not in str(contents)
    row = database.read(
        lambda c: c.execute(sa.select(tables.cycle).where(tables.cycle.c.id == begun.id)).one()
    )
    back, suite, _ = database.read(cycles.load_versions, row.target_version_id, row.suite_version_id)
    assert [(s.name, s.target.name, s.attempts, s.instruction) for s in back.stages] == [
        ("draft", "small", 2, None),
        ("escalate", "large", 1, None),
        ("finalise", "small", 1, "Do."),
    ]
    versions = Records(database).versions(
        StoredCycle(begun.id, SLOT, 1, row.suite_version_id, row.target_version_id)
    )
    assert versions == {p.id: prompt_version(TARGET, p) for p in SUITE.prompts}
    assert [p.id for p in suite.prompts] == ["p", "q"]


def test_what_is_stored_of_a_target_without_stages_is_what_it_was() -> None:
    assert "stages" not in cycles.target_content(SMALL)


def test_detectors_see_a_pipelines_sample_as_any_other(database: Database) -> None:
    begun = begin(database)
    database.call(
        observations.write, [stored(begun.id, 0, reply("draft", 1, "xyz"), reply("draft", 2, "abc"))]
    )
    judges = Judges.of(SUITE)
    record = database.read(
        observations.load_record, begun.id, SLOT, index=0, judges=judges.keys, versions={}, samples=1
    )
    (sample,) = record.samples
    assert (sample.failed, sample.cost, sample.length) == (frozenset(), 0.5, 3)
