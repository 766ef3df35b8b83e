"""The judge: a pure function of prompt and output."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from canary.core.fingerprint import canonical_fingerprint, fingerprint
from canary.core.judge import Judge
from canary.core.model import Message, Outcome, Prompt, ValidatorSpec

PROMPT = Prompt(
    "p",
    (Message("user", "Which ticket? TKT-10442"),),
    canonical="json",
    validators=(
        ValidatorSpec("nonempty"),
        ValidatorSpec("json_schema", {"type": "object"}),
        ValidatorSpec("grounded_ids", r"TKT-\d+"),
    ),
)


def test_a_judgement_holds_both_fingerprints_and_every_verdict_in_order() -> None:
    output = '{"id": "TKT-7"}'
    judged = Judge(PROMPT).judge(output)
    assert judged.raw == fingerprint(output)
    assert judged.canonical == canonical_fingerprint("json", output)
    assert [v.validator for v in judged.verdicts] == ["nonempty", "json_schema", "grounded_ids"]
    assert [v.category for v in judged.failed] == ["hallucination"]


def test_a_cosmetic_change_moves_the_raw_fingerprint_only() -> None:
    judge = Judge(PROMPT)
    one, other = judge.judge('{"a":1,"b":2}'), judge.judge('{ "b": 2, "a": 1 }')
    assert one.raw != other.raw
    assert one.canonical == other.canonical


@given(st.text(st.characters(codec=None)))
def test_any_output_is_judged_and_always_the_same_way(output: str) -> None:
    assert Judge(PROMPT).judge(output) == Judge(PROMPT).judge(output)


@given(st.binary().map(lambda raw: raw.decode("latin-1")))
def test_every_fail_has_a_reason(output: str) -> None:
    assert all(v.reason for v in Judge(PROMPT).judge(output).verdicts if v.outcome is not Outcome.PASS)
