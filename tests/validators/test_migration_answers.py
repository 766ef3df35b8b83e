"""``alembic_migration`` on answers as models write them: the good ones pass, and each defect put into them fails."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from canary.core.model import Outcome, Prompt, ValidatorSpec, Verdict
from canary.core.validators import build

FILE = Path(__file__).parents[1] / "data" / "validators" / "migration_answers.txt"
CHECK = build(ValidatorSpec("alembic_migration", None), Prompt("p", ()))
INNER = r"\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)"
KEYS = (
    (re.compile(rf",\s*(?:\w+\.)?ForeignKey{INNER}"), ""),
    (re.compile(rf"\s*\w+\.ForeignKeyConstraint{INNER},?"), ""),
    (re.compile(rf"(?:\w+\.)?\bcreate_foreign_key{INNER}"), "pass"),
    (re.compile(r" REFERENCES \w+ \(id\)"), ""),
)
TYPES = re.compile(
    r"\b(?:sa|sqlalchemy|postgresql)\.(?:Integer|String|Text|Boolean|UUID|BigInteger|DateTime|LargeBinary|Numeric)\b"
)
# In SQL a reference is not held against anyone; a history keeps copies.
KEYLESS = {"plain SQL"}
# Nothing is made, or it is said that there is no way back.
NOTHING_TO_UNDO = {"a way back that is refused"}


def answers() -> dict[str, str]:
    parts = FILE.read_text(encoding="utf-8").split("=== ")[1:]
    return {name: text for name, _, text in (part.partition("\n") for part in parts)}


GOOD = answers()


def judge(text: str) -> Verdict:
    return CHECK(text)


def replaced(text: str, pattern: re.Pattern[str], new: str) -> Iterator[str]:
    """The text with one match of upgrade() replaced, for each of them."""
    for found in pattern.finditer(text, 0, text.index("def downgrade")):
        if "import" not in text[text.rfind("\n", 0, found.start()) : found.start()]:
            yield text[: found.start()] + new + text[found.end() :]


def without_a_key(text: str) -> list[str]:
    return [mutant for pattern, new in KEYS for mutant in replaced(text, pattern, new)]


def emptied(text: str) -> str:
    head, _, rest = text.partition("def downgrade")
    signature = rest.partition("\n")[0]
    after = rest[rest.index("```") :] if "```" in rest else ""
    return f"{head}def downgrade{signature}\n    pass\n{after}"


def swapped(name: str) -> str:
    return f"{name[:-3]}{name[-2]}{name[-3]}{name[-1]}"


def misspelt(text: str) -> Iterator[str]:
    for call in sorted(set(re.findall(r"\b(?:op|batch_op)\.(\w{3,})", text))):
        yield re.sub(rf"\b(op|batch_op)\.{call}\b", rf"\1.{swapped(call)}", text)


@pytest.mark.parametrize("name", GOOD)
def test_a_good_answer_passes(name: str) -> None:
    verdict = judge(GOOD[name])
    assert (verdict.outcome, verdict.parts) == (Outcome.PASS, ()), verdict.reason


@pytest.mark.parametrize(
    "name", sorted(name for name in GOOD if without_a_key(GOOD[name]) and name not in KEYLESS)
)
def test_each_key_that_is_left_out_is_missed(name: str) -> None:
    for mutant in without_a_key(GOOD[name]):
        verdict = judge(mutant)
        assert verdict.outcome is Outcome.FAIL, mutant
        assert "foreign key" in verdict.reason


@pytest.mark.parametrize("name", sorted(GOOD.keys() - NOTHING_TO_UNDO))
def test_an_emptied_downgrade_is_missed(name: str) -> None:
    verdict = judge(emptied(GOOD[name]))
    assert verdict.outcome is Outcome.FAIL
    assert "downgrade() is empty" in verdict.reason


@pytest.mark.parametrize("name", GOOD)
def test_each_operation_that_is_misspelt_is_told(name: str) -> None:
    for mutant in misspelt(GOOD[name]):
        verdict = judge(mutant)
        assert verdict.outcome is Outcome.FAIL, mutant
        assert " has no " in verdict.reason


@pytest.mark.parametrize("name", sorted(name for name in GOOD if TYPES.search(GOOD[name])))
def test_each_type_that_is_misspelt_or_pythons_own_is_told(name: str) -> None:
    text = GOOD[name]
    for kind in sorted(set(TYPES.findall(text))):
        assert judge(re.sub(rf"\b{kind}\b", swapped(kind), text)).outcome is Outcome.FAIL
    for mutant in replaced(text, re.compile(r"(?<=, )sa\.(?:Integer|String)\(\w*\)(?=[,)])"), "str"):
        assert "has Python's str for a type" in judge(mutant).reason


def test_there_are_forty_answers() -> None:
    assert len(GOOD) == 40
