"""The spool's records: anything comes back as it was, and damage costs only what it touches."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import (
    Answer,
    Failure,
    FailureKind,
    Judgement,
    Observation,
    Outcome,
    StageReply,
    TokenLogprob,
    Verdict,
)
from canary.storage.observations import Stored
from canary.storage.spool_format import check, decode, encode, frame, head, is_head

TEXT = st.text(st.characters(codec=None), max_size=20)  # lone surrogates, NUL and control characters too
MAYBE = st.none() | TEXT
NUMBER = st.floats(allow_nan=False)
COUNT = st.none() | st.integers(0, 10**6)
INSTANT = st.datetimes(timezones=st.just(UTC))
LOGPROB = st.builds(TokenLogprob, TEXT, NUMBER, st.lists(st.tuples(TEXT, NUMBER), max_size=2).map(tuple))
VERDICT = st.builds(
    Verdict, TEXT, TEXT, st.sampled_from(Outcome), TEXT, COUNT, COUNT, st.just((Verdict("a", "b", Outcome.PASS),))
)  # fmt: skip
JUDGEMENT = st.builds(Judgement, TEXT, TEXT, st.lists(VERDICT, max_size=2).map(tuple))


def answers(stages: Any) -> Any:
    logprobs = st.lists(LOGPROB, max_size=2).map(tuple)
    return st.builds(Answer, TEXT, MAYBE, MAYBE, MAYBE, MAYBE, COUNT, COUNT, stages, MAYBE, COUNT, logprobs)


def failures(stages: Any) -> Any:
    return st.builds(Failure, st.sampled_from(FailureKind), TEXT, stages)


NONE: Any = st.just(())
STAGE = st.one_of(
    st.builds(StageReply, TEXT, TEXT, st.integers(1, 3), answers(NONE), st.none(), JUDGEMENT, NUMBER, NUMBER),
    st.builds(StageReply, TEXT, TEXT, st.integers(1, 3), st.none(), failures(NONE)),
)
STAGES = st.lists(STAGE, max_size=2).map(tuple)
OBSERVATION = st.one_of(
    st.builds(Observation, TEXT, st.integers(0, 9), INSTANT, answers(STAGES), st.none(), JUDGEMENT, NUMBER),
    st.builds(Observation, TEXT, st.integers(0, 9), INSTANT, st.none(), failures(STAGES)),
)
STORED = st.builds(
    Stored, st.integers(1, 2**60), INSTANT, OBSERVATION, st.none() | st.binary(max_size=16), st.none() | NUMBER,
    st.just(True),
)  # fmt: skip


def intact(data: bytes) -> list[bytes]:
    """The contents of the whole records among *data*, after a look that all else was counted as damage."""
    contents, accounted = [], 0
    for line in _lines(data):
        content, damage = (None, len(line)) if is_head(line) else check(line)
        accounted += damage
        if content is not None:
            contents.append(content)
            accounted += len(frame(content))
    assert accounted == len(data)
    return contents


def _lines(data: bytes) -> list[bytes]:
    """Lines as a binary file gives them: ended by LF and nothing else."""
    *lines, last = data.split(b"\n")
    return [line + b"\n" for line in lines] + ([last] if last else [])


@given(STORED)
def test_a_reply_comes_back_as_it_was(item: Stored) -> None:
    line = encode(item)
    content, damage = check(line)
    assert content is not None
    assert damage == 0
    assert line.count(b"\n") == 1
    assert decode(content) == item


def test_two_lone_surrogates_side_by_side_stay_two() -> None:
    item = Stored(
        1, datetime(2026, 1, 1, tzinfo=UTC), Observation("p", 0, datetime(2026, 1, 1, tzinfo=UTC),
        Answer("\ud83d\ude00 \x00 \x1e \n")), None, None,
    )  # fmt: skip
    content, _ = check(encode(item))
    assert content is not None
    said = decode(content).observation.answer
    assert said is not None
    assert said.text == "\ud83d\ude00 \x00 \x1e \n"


@given(st.lists(STORED, min_size=1, max_size=6), st.data())
def test_a_torn_file_yields_every_record_that_is_whole(items: list[Stored], data: st.DataObject) -> None:
    lines = [encode(item) for item in items]
    whole = b"".join(lines)
    cut = data.draw(st.integers(0, len(whole)))
    ends = [sum(map(len, lines[: number + 1])) for number in range(len(lines))]
    expected = [check(line)[0] for line, end in zip(lines, ends, strict=True) if end <= cut]
    assert intact(whole[:cut]) == expected


@given(st.lists(STORED, min_size=1, max_size=6), st.data())
def test_a_changed_byte_costs_the_record_it_lies_in_and_no_other(
    items: list[Stored], data: st.DataObject
) -> None:
    lines = [encode(item) for item in items]
    whole = bytearray(b"".join(lines))
    place = data.draw(st.integers(0, len(whole) - 1))
    whole[place] ^= data.draw(
        st.sampled_from([1, 0x80, 0xFF, 0x1E ^ whole[place] or 1, 0x0A ^ whole[place] or 1])
    )
    position, expected = 0, []
    for line in lines:
        if not position <= place < position + len(line):
            expected.append(check(line)[0])
        position += len(line)
    assert intact(bytes(whole)) == expected


@given(st.binary(max_size=300))
def test_what_is_no_spool_yields_nothing_and_breaks_nothing(data: bytes) -> None:
    assert intact(data) == []


def test_a_damaged_head_costs_no_record() -> None:
    item = Stored(
        1,
        datetime(2026, 1, 1, tzinfo=UTC),
        Observation("p", 0, datetime(2026, 1, 1, tzinfo=UTC), Answer("a")),
        None,
        None,
    )
    line = encode(item)
    assert intact(head("sqlite:///x.db") + line) == [check(line)[0]]
    assert intact(head("sqlite:///x.db")[:-1] + b"?" + line) == [check(line)[0]]
    assert intact(head("sqlite:///x.db")[:5] + line) == [check(line)[0]]


@given(STORED)
def test_of_a_suite_that_keeps_no_text_not_a_word_is_on_disk(item: Stored) -> None:
    word = "Hallucinated-Ticket-4711"
    verdict = Verdict("v", "c", Outcome.FAIL, word, parts=(Verdict("w", "c", Outcome.FAIL, word),))
    judgement = Judgement("raw", "canonical", (verdict,))
    answer = Answer(word, "m", reasoning=word, reasoning_tokens=7, logprobs=(TokenLogprob(word, -1.0),))
    at = item.slot
    stage = StageReply("draft", "t", 1, answer, None, judgement)
    for said in (
        Observation("p", 0, at, Answer(word, stages=(stage,), reasoning=word), None, judgement),
        Observation("p", 0, at, None, Failure(FailureKind.TIMEOUT, "late", (stage,))),
    ):
        line = encode(Stored(1, at, said, b"j", None, keeps_text=False))
        assert word.encode() not in line
        content, _ = check(line)
        assert content is not None
        back = decode(content).observation
        assert [len(each.answer.text) for each in back.stages if each.answer] == [len(word)]
        assert [each.answer.reasoning for each in back.stages if each.answer] == [""]


def test_what_a_later_version_added_is_not_silently_dropped() -> None:
    with pytest.raises(ValueError, match="colour"):
        decode(b'{"cycle_id":1,"colour":"red"}')
