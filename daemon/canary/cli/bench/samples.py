"""A bench's answers as sample logs of lm-evaluation-harness: a folder for each target, a file for each suite."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from canary.cli.bench.plan import Plan
from canary.core import benchmark, lmeval
from canary.core.benchmark import Row
from canary.core.model import Prompt, Suite, Target, decoding_params


def write(folder: str, plan: Plan, rows: Iterable[Row], now: datetime) -> Iterator[Path]:
    """The files written. A prompt of which no answer was received is in none of them."""
    answers: dict[tuple[str, str, str], list[Row]] = {}
    for row in sorted(rows, key=lambda each: each.sample):
        if row.error is None and row.output is not None:
            answers.setdefault((row.target, row.suite, row.prompt), []).append(row)
    time = now.astimezone(UTC).strftime("%Y-%m-%dT%H-%M-%S.%f")
    for target in plan.targets:
        for suite in plan.suites[target.name]:
            lines = list(_lines(target, suite, answers))
            if lines:
                yield _write(Path(folder) / _safe(target.name), lmeval.file_name(suite.name, time), lines)


def _write(folder: Path, name: str, lines: Sequence[str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return folder / name


def _safe(name: str) -> str:
    """A name as a folder's, as the harness does it."""
    return re.sub(r"[^A-Za-z0-9._-]", "_", name).lstrip(".") or "_"


def _lines(target: Target, suite: Suite, answers: dict[tuple[str, str, str], list[Row]]) -> Iterator[str]:
    for number, prompt in enumerate(suite.prompts):
        found = answers.get((target.name, suite.name, prompt.id))
        if found:
            yield _line(number, target, suite, prompt, found)


def _line(number: int, target: Target, suite: Suite, prompt: Prompt, rows: Sequence[Row]) -> str:
    return lmeval.render(
        number,
        {"suite": suite.name, "prompt": prompt.id},
        prompt.messages,
        reference(prompt),
        _generation(target, prompt),
        [row.output or "" for row in rows],
        _metrics(rows[0]),
    )


def reference(prompt: Prompt) -> str:
    """The right answer, as far as a suite states one: what ``equals`` wants, else its first passing example."""
    for spec in prompt.validators:
        if spec.name == "equals":
            value = spec.options.get("value") if isinstance(spec.options, dict) else spec.options
            return str(value)
    return prompt.examples_pass[0] if prompt.examples_pass else ""


def _generation(target: Target, prompt: Prompt) -> dict[str, Any]:
    """Decoding parameters by the harness' names."""
    params = decoding_params(target, prompt)
    names = {"max_tokens": "max_gen_toks", "stop": "until"}
    return {"until": [], **{names.get(key, key): value for key, value in params.items()}}


def _metrics(row: Row) -> dict[str, float]:
    """``acc``: no validator failed; ``hallucination``: one of that category did. Left out where nothing was decided."""
    invalid, hallucinated = benchmark.invalid(row), benchmark.hallucinated(row)
    metrics = {} if invalid is None else {"acc": float(not invalid)}
    return metrics if hallucinated is None else {**metrics, "hallucination": float(hallucinated)}
