"""A sample log of lm-evaluation-harness as a suite to ask, and as a row of what its own model answered."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from canary.core.benchmark import HALLUCINATION, Row
from canary.core.escape import escape_terminal, fit, one_line
from canary.core.judge import Judge
from canary.core.lmeval import LogError, Logged, parse, parse_array, read, task_of
from canary.core.model import Outcome, Prompt, Suite, ValidatorSpec, Verdict
from canary.core.validators import OptionsError
from canary.errors import UsageError

RECORDED = "as recorded"
ENOUGH = 0.9  # of the recorded answers, for the log's row and ours to be of one measure
NONEMPTY = ValidatorSpec("nonempty", {"category": HALLUCINATION})  # no answer is a wrong answer here
LONGEST_SHOWN = 60  # characters of a target that is named in an error
ANSWER_MARK = "####"  # how GSM8K and its like set the answer off from the reasoning


class Log(NamedTuple):
    """The prompts of a log, its own answers as rows, and what a person should know of it.

    ``comparable``: our way of judging says of those answers what the log says.
    """

    suite: Suite
    rows: tuple[Row, ...]
    notes: tuple[str, ...]
    comparable: bool


def read_log(name: str, match: str) -> Log:
    """The log in the file of that name. Raises UsageError with the line that cannot be taken."""
    path = Path(name)
    logged, notes = _one_filter(path, _lines(path))
    prompts = [_prompt(path, each, match) for each in logged]
    suite = Suite(task_of(path.name), tuple(prompts), f"from {path.name}")
    rows = tuple(
        _row(suite.name, prompt.id, each)
        for prompt, each in zip(prompts, logged, strict=True)
        if each.response is not None
    )
    same, of = _agreement(prompts, logged)
    return Log(suite, rows, (*notes, _said(same, of, match)), of > 0 and same >= ENOUGH * of)


def _lines(path: Path) -> list[Logged]:
    content = path.read_bytes()
    if content.lstrip()[:1] == b"[":
        found = list(_read(path, "sample", _array(path, content), read))
    else:
        lines = ((number, line) for number, line in enumerate(content.splitlines(), 1) if line.strip())
        found = list(_read(path, "line", lines, parse))
    if not found:
        raise UsageError(f"{path} holds no samples")
    return found


def _array(path: Path, content: bytes) -> Iterable[tuple[int, Any]]:
    try:
        return enumerate(parse_array(content), 1)
    except LogError as error:
        raise UsageError(f"{path}: {error}") from None


def _read(
    path: Path, what: str, numbered: Iterable[tuple[int, Any]], reading: Callable[[Any], Logged]
) -> Iterator[Logged]:
    for number, value in numbered:
        try:
            yield reading(value)
        except LogError as error:
            raise UsageError(f"{path}: {what} {number}: {error}") from None


def _one_filter(path: Path, logged: Sequence[Logged]) -> tuple[list[Logged], tuple[str, ...]]:
    """A document stands once for each filter of its task; the first filter's lines are taken."""
    filters = list(dict.fromkeys(each.filter for each in logged))
    kept = {each.doc_id: each for each in reversed(logged) if each.filter == filters[0]}
    if len(filters) == 1:
        return list(reversed(kept.values())), ()
    others = ", ".join(filters[1:])
    return list(reversed(kept.values())), (
        f"{path.name} was filtered in {len(filters)} ways: {filters[0]} is taken, {others} left out.",
    )


def _prompt(path: Path, each: Logged, match: str) -> Prompt:
    params: dict[str, Any] = {}
    if each.max_tokens is not None:
        params["max_tokens"] = each.max_tokens
    if each.stop:
        params["stop"] = list(each.stop)
    try:
        checks = (NONEMPTY, _spec(each.targets, match))
        prompt = Prompt(f"doc-{each.doc_id}", each.messages, params=params, validators=checks)
        Judge(prompt)
    except NoNumberError as error:
        raise UsageError(
            f"{path}: doc_id {each.doc_id}: its target {error} is no number; try --match equals or ends_with"
        ) from None
    except (OptionsError, ValueError) as error:
        raise UsageError(f"{path}: doc_id {each.doc_id}: --match {match}: {error}") from None
    return prompt


def _spec(targets: Sequence[str], match: str) -> ValidatorSpec:
    """What an answer must be. The log's own filters are code of its task and cannot be had from it."""
    wanted = [target.rpartition(ANSWER_MARK)[2].strip() for target in targets]
    if match == "number":
        return ValidatorSpec("number", {"value": _number(wanted[0]), "which": "last"})
    if match == "ends_with":
        choices = "|".join(re.escape(each) for each in wanted)
        pattern = rf"(?i)(?:^|\W)(?:{choices})\W*$"
        return ValidatorSpec("regex", {"pattern": pattern, "category": HALLUCINATION})
    if len(targets) == 1:
        return ValidatorSpec("equals", {"value": targets[0], "category": HALLUCINATION})
    return ValidatorSpec("one_of", {"values": list(targets), "category": HALLUCINATION})


class NoNumberError(ValueError):
    """A target that no number can equal; the message is the target as it may be shown."""


def _number(written: str) -> float:
    try:
        value = float(written.replace(",", "").replace("$", ""))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise NoNumberError(f'"{fit(one_line(escape_terminal(written)), LONGEST_SHOWN)}"')
    return value


def _row(suite: str, prompt: str, each: Logged) -> Row:
    """What the log's model said, judged as the log judged it."""
    verdicts: tuple[Verdict, ...] = ()
    if each.right is not None and each.metric is not None:
        outcome = Outcome.PASS if each.right else Outcome.FAIL
        verdicts = (Verdict(each.metric, HALLUCINATION, outcome, "" if each.right else "as logged"),)
    return Row(RECORDED, suite, prompt, 0, verdicts=verdicts, output=each.response)


def _agreement(prompts: Sequence[Prompt], logged: Sequence[Logged]) -> tuple[int, int]:
    """Of how many recorded answers our way of judging says what the log says, of how many that it judged."""
    judged = [
        (each.right, _passes(prompt, each.response))
        for prompt, each in zip(prompts, logged, strict=True)
        if each.response is not None and each.right is not None
    ]
    return sum(ours == theirs for theirs, ours in judged), len(judged)


def _said(same: int, of: int, match: str) -> str:
    if not of:
        return "The log says of no answer whether it is right, so its own row has no rate."
    said = f"Judged with --match {match}, {same} of the log's {of} answers fare as the log says."
    return said if same >= ENOUGH * of else f"{said} Too few to compare with it: try another --match."


def _passes(prompt: Prompt, text: str) -> bool:
    return not Judge(prompt).judge(text).failed
