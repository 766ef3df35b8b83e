"""The evidence of a message: counts with their intervals, and what changed between two outputs."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from canary.core.difference import unified
from canary.core.message import Notice
from canary.core.model import IncidentState
from support.guard import bounded_work
from support.notices import EVIDENCE, notice


def test_counts_stand_with_their_intervals_and_what_they_are_held_against() -> None:
    said = dict(notice().evidence)
    assert said["All samples"] == "12 of 15 failing: 80%, 95% interval 36% to 97%; baseline 2.0%"
    assert said["shipping-delay"] == "9 of 9 samples: 100%, 95% interval 70% to 100%; fails grounded_ids"
    assert said["angry"] == "1 of 3 samples: 33%, 95% interval 6.1% to 79%"
    assert "gpt-4o-mini-2026-11-19" in said["Identity (evidence, not cause)"]
    assert said["Began"].startswith("between 2026-11-20 00:00")


def test_counts_that_are_not_those_of_the_prompts_are_taken_as_they_are() -> None:
    said = dict(notice(evidence={**EVIDENCE, "changed": 40, "of": 50}).evidence)
    assert said["All samples"].startswith("40 of 50 failing: 80%, 95% interval 67% to 89%")


def test_many_prompts_are_bounded_and_the_rest_is_counted() -> None:
    prompts = [{"prompt": f"p{n}", "changed": 1, "of": 3} for n in range(25)]
    said = dict(notice(evidence={"prompts": prompts}).evidence)
    assert said["Prompts"] == "and 15 more"
    assert sum(label.startswith("p") for label in said) == 10


def test_what_is_over_needs_no_evidence() -> None:
    assert notice(state=IncidentState.RESOLVED).evidence == ()


def test_a_notice_of_an_older_program_has_none() -> None:
    plain = notice().to_plain()
    del plain["evidence"]
    for each in plain["comparisons"]:
        del each["diff"]
    read = Notice.from_plain(plain)
    assert read.evidence == ()
    assert read.comparisons[0].diff is None
    assert Notice.from_plain(notice().to_plain()) == notice()


def test_a_difference_shows_what_went_and_what_came() -> None:
    assert unified("a\nb\nc\nd", "a\nb\nX\nd") == "  a\n  b\n- c\n+ X\n  d"
    far = [str(n) for n in range(20)]
    changed = ["x", *far[1:12], "y", *far[13:]]
    found = unified("\n".join(far), "\n".join(changed))
    assert found is not None
    assert found.split("\n").count("@@") == 1
    assert unified("same", "same") is None


def test_one_changed_clause_of_a_long_line_is_shown_alone() -> None:
    old = ", ".join(f'"key{n}": "value number {n}"' for n in range(30))
    found = unified(old, old.replace("value number 20", "VALUE"))
    assert found is not None
    assert [line for line in found.split("\n") if line[0] in "+-"] == [
        '- "key20": "value number 20",',
        '+ "key20": "VALUE",',
    ]


@given(st.text(), st.text())
def test_no_difference_acts_on_a_terminal(old: str, new: str) -> None:
    found = unified(f"{old}\x1b[2J\u202e", f"{new}\u200b")
    assert found is None or not set(found) & set("\x1b\u202e\u200b\r\x00")


def test_hostile_outputs_are_compared_in_bounded_time() -> None:
    with bounded_work():
        unified("a\nb\n" * 100_000, "b\na\na\n" * 100_000)
        unified("\n".join(f"{n % 7}" for n in range(9_999)), "\n".join(f"{n % 5}" for n in range(9_999)))
        unified("x" * 10_000_000, "y" * 10_000_000)
