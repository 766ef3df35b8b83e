"""Observations: stored once whatever fails, given back as they came, and read as detectors see them."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from canary.core.judge import Judge
from canary.core.model import (
    Answer,
    Failure,
    FailureKind,
    Message,
    Observation,
    Prompt,
    Suite,
    Target,
    ValidatorSpec,
    judge_version,
)
from canary.storage import cycles, observations, tables
from canary.storage.cycles import CycleKey
from canary.storage.encoding import pack_judge, pack_text, unpack_text
from canary.storage.engine import Database
from canary.storage.observations import Stored
from canary.storage.writer import Writer

SLOT = datetime(2026, 3, 1, 12, tzinfo=UTC)


def prompt(name: str, *validators: ValidatorSpec) -> Prompt:
    return Prompt(name, (Message("user", f"Tell me of {name}."),), validators=validators)


NAMED = prompt("named", ValidatorSpec("regex", "a"))
OTHER = prompt("other", ValidatorSpec("regex", "z"))
SUITE = Suite("s", (NAMED, OTHER))
TARGET = Target("t", "openai", "m", samples=2)


def seen(of: Prompt, sample: int, text: str | None, kind: FailureKind = FailureKind.TIMEOUT) -> Observation:
    if text is None:
        return Observation(of.id, sample, SLOT, failure=Failure(kind, "late"))
    return Observation(
        of.id, sample, SLOT, Answer(text, "m-1", "fp", "r", "stop", 3, 4), None, Judge(of).judge(text), 12.5
    )


def stored(cycle_id: int, of: Prompt, sample: int, text: str | None) -> Stored:
    return Stored(cycle_id, SLOT, seen(of, sample, text), pack_judge(judge_version(of)), 0.5)


def begin(database: Database, slot: datetime = SLOT) -> cycles.Begun:
    key = CycleKey("t", "s", slot, "here")
    return database.call(
        cycles.begin, key, target=TARGET, suite=SUITE, origin=cycles.SCHEDULE, aside=False, now=slot
    )


def record(database: Database, cycle_id: int) -> object:
    return database.read(
        observations.load_record,
        cycle_id,
        SLOT,
        index=0,
        judges={p.id: pack_judge(judge_version(p)) for p in SUITE.prompts},
        versions={},
        samples=2,
    )


def count(database: Database, table: sa.Table) -> int:
    return database.read(lambda c: int(c.execute(sa.select(sa.func.count()).select_from(table)).scalar_one()))


def test_a_batch_written_twice_is_there_once(database: Database) -> None:
    begun = begin(database)
    batch = [
        stored(begun.id, NAMED, 0, "abc"),
        stored(begun.id, NAMED, 1, "abc"),
        stored(begun.id, OTHER, 0, None),
    ]
    database.call(observations.write, batch)
    database.call(observations.write, batch)
    assert count(database, tables.observation) == 3
    assert count(database, tables.output) == 1
    assert begin(database).committed == {("named", 0), ("named", 1), ("other", 0)}


def test_an_output_shared_by_two_prompts_keeps_each_ones_verdict(database: Database) -> None:
    begun = begin(database)
    batch = [stored(begun.id, p, n, "abc") for p in (NAMED, OTHER) for n in (0, 1, 2)]
    database.call(observations.write, batch)
    found = record(database, begun.id)
    assert count(database, tables.output) == 1
    samples = found.samples  # type: ignore[attr-defined]
    assert [(s.prompt, bool(s.failed), s.validators) for s in samples] == [
        ("named", False, ()),
        ("named", False, ()),
        ("other", True, ("regex",)),
        ("other", True, ("regex",)),
    ]
    assert [s.prompt for s in found.extras] == ["named", "other"]  # type: ignore[attr-defined]
    assert all(s.judged == {"format"} and s.length == 3 and s.cost == 0.5 for s in samples)


def test_an_output_no_current_judge_has_seen_is_unjudged(database: Database) -> None:
    begun = begin(database)
    old = prompt("named", ValidatorSpec("nonempty"))
    database.call(observations.write, [stored(begun.id, old, 0, "abc")])
    (sample,) = record(database, begun.id).samples  # type: ignore[attr-defined]
    assert (sample.judged, sample.failed) == (frozenset(), frozenset())
    assert sample.raw is not None


@pytest.mark.parametrize(
    ("reason", "truncated"),
    [
        ("length", True),
        ("model_length", True),
        ("max_tokens", True),
        ("model_context_window_exceeded", True),
        ("MAX_TOKENS", True),
        ("max_output_tokens", True),
        ("incomplete", True),
        ("stop", False),
        ("end_turn", False),
        ("completed", False),
        (None, None),
    ],
)
def test_an_answer_cut_off_by_a_bound_counts_as_truncated_in_every_providers_word(
    database: Database, reason: str | None, truncated: bool | None
) -> None:
    begun = begin(database)
    whole = stored(begun.id, NAMED, 0, "abc")
    assert whole.observation.answer is not None
    answer = replace(whole.observation.answer, finish_reason=reason)
    database.call(observations.write, [replace(whole, observation=replace(whole.observation, answer=answer))])
    (sample,) = record(database, begun.id).samples  # type: ignore[attr-defined]
    assert sample.truncated is truncated


@pytest.mark.parametrize(
    "text", ["", "plain", "nul \x00 inside", "lone \ud83d surrogate", '"quoted"', "a\r\nb\ttab", "🎉" * 9]
)
def test_any_text_comes_back_as_it_came(database: Database, text: str) -> None:
    begun = begin(database)
    item = stored(begun.id, NAMED, 0, text)
    database.call(observations.write, [item])
    assert item.observation.judgement is not None
    raw = item.observation.judgement.raw
    assert database.read(observations.load_texts, [raw]) == {raw: text}


@given(st.text(st.characters(codec=None)))
def test_packing_loses_no_text(text: str) -> None:
    packed, escaped = pack_text(text)
    packed.encode("utf-8")
    assert "\x00" not in packed
    assert unpack_text(packed, escaped) == text


def test_a_slot_is_begun_once(database: Database) -> None:
    assert begin(database).id == begin(database).id
    assert begin(database, SLOT + timedelta(hours=1)).id != begin(database).id


async def test_what_the_writer_was_given_is_durable_within_a_second(database: Database) -> None:
    begun = begin(database)
    async with Writer(database) as writer:
        await writer.put(stored(begun.id, NAMED, 0, "abc"))
        await asyncio.sleep(1.0)
        assert count(database, tables.observation) == 1


async def test_flushing_waits_for_what_was_given_before_and_no_more(database: Database) -> None:
    begun = begin(database)
    async with Writer(database) as writer:
        for sample in range(1200):
            await writer.put(stored(begun.id, NAMED, sample, f"abc {sample}"))
        await writer.flush()
        assert count(database, tables.observation) == 1200
        assert writer.waiting == 0


async def test_a_write_that_can_never_succeed_breaks_the_writer_and_is_told(database: Database) -> None:
    bad = Stored(1, datetime(2026, 1, 1), seen(NAMED, 0, "abc"), b"1", None)

    async def write() -> None:
        async with Writer(database) as writer:
            await writer.put(bad)

    with pytest.raises(Exception, match="naive"):
        await write()
