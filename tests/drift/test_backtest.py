"""``canary backtest``: the contract of its file, its document and its exit codes."""

from __future__ import annotations

import argparse
import gzip
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import pytest

from canary.cli import backtest
from canary.errors import CanaryError, ImportLineError, UsageError


def lines(
    cycles: int, *, change: int | None = None, target: str = "t", suite: str = "s", prompts: int = 12
) -> Iterator[dict[str, Any]]:
    rng = random.Random(3)
    for cycle in range(cycles):
        for number in range(prompts):
            model = "new " if change is not None and cycle >= change else ""
            output = f"{model}answer {number} {rng.randrange(2)}"
            yield {
                "target": target, "suite": suite, "prompt": f"p{number}", "cycle": cycle, "sample": 0,
                "output": output, "valid": True,
            }  # fmt: skip


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CANARY_CONFIG", raising=False)
    return tmp_path / "observations.jsonl"


def write(file: Path, rows: Iterable[dict[str, Any]]) -> Path:
    file.write_text("".join(json.dumps(row) + "\n" for row in rows))
    return file


def run(*words: str) -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--config")
    backtest.configure(parser)
    return backtest.run(parser.parse_args([str(word) for word in words]))


def document(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, dict[str, Any]]:
    code = run(*words, "--json")
    return code, json.loads(capsys.readouterr().out)["targets"]


def test_a_change_is_an_incident_and_the_exit_code_still_0(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    write(file, lines(140, change=100))
    code, targets = document(capsys, "--from", str(file))
    assert code == 0
    found = targets["t"]
    assert (found["cycles"], found["baseline_cycles"]) == (140, 72)
    (incident,) = found["incidents"]
    assert incident == {
        "suite": "s", "kind": "drift", "cause": "output", "severity": "warning", "opened_cycle": 102,
        "confirmed_cycle": incident["confirmed_cycle"], "resolved_cycle": None, "onset_cycle": 100,
        "signals": ["fingerprint", "length", "frequency"],
    }  # fmt: skip
    assert incident["confirmed_cycle"] >= 126
    finding = found["findings"][0]
    assert finding["signal"] == "fingerprint"
    assert (finding["suite"], finding["cycle"], finding["onset_cycle"]) == ("s", 102, 100)
    assert finding["evidence"] >= 1


def test_a_person_sees_a_table(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(file, lines(140, change=100))
    assert run("--from", str(file)) == 0
    head, row, _, note = capsys.readouterr().out.splitlines()
    words = "target suite severity kind onset opened confirmed resolved signals"
    assert head.split() == words.split()
    assert row.split()[:6] == ["t", "s", "warning", "drift", "100", "102"]
    assert note == "140 cycles of 1 target x suite replayed; 0 target x suite without an incident."


def test_the_table_says_when_where_the_lines_do(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ({**row, "at": f"2026-01-{1 + row['cycle'] // 24:02}T{row['cycle'] % 24:02}:00Z"} for row in
            lines(140, change=100))  # fmt: skip
    write(file, rows)
    run("--from", str(file))
    assert "2026-01-05 06:00Z" in capsys.readouterr().out


def test_a_compressed_file_says_the_same(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = document(capsys, "--from", str(write(file, lines(140, change=100))))
    packed = file.with_suffix(".jsonl.gz")
    packed.write_bytes(gzip.compress(file.read_bytes()))
    assert document(capsys, "--from", str(packed)) == plain


@pytest.mark.parametrize("spoil", [lambda data: b"no gzip at all\n", lambda data: data[:-20]])
def test_a_broken_archive_is_a_usage_error(file: Path, spoil: Any) -> None:
    packed = file.with_suffix(".jsonl.gz")
    packed.write_bytes(spoil(gzip.compress(write(file, lines(80)).read_bytes())))
    with pytest.raises(UsageError, match="cannot be read"):
        run("--from", str(packed))


def test_too_few_cycles_are_said_with_null_and_exit_3(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(file, lines(71))
    code, targets = document(capsys, "--from", str(file))
    assert code == 3
    assert targets["t"] == {"cycles": 71, "baseline_cycles": None, "findings": [], "incidents": []}


def test_cycles_under_half_measured_are_not_learned_from(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [
        {**row, "output": None, "error": "timeout"} if row["cycle"] % 2 and row["prompt"] > "p2" else row
        for row in lines(20)
    ]
    write(file, rows)
    assert document(capsys, "--from", str(file), "--baseline-cycles", "10")[1]["t"]["baseline_cycles"] == 10
    assert document(capsys, "--from", str(file), "--baseline-cycles", "11")[0] == 3


def test_interleaved_targets_say_the_same_as_each_alone(
    file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    a, b = list(lines(130, change=100, target="a")), list(lines(130, target="b"))
    write(file, (row for pair in zip(a, b, strict=True) for row in pair))
    together = document(capsys, "--from", str(file))[1]
    for name, rows in (("a", a), ("b", b)):
        write(file, rows)
        assert document(capsys, "--from", str(file))[1][name] == together[name]


def test_gaps_do_not_count_and_cycles_may_be_times(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(file, ({**row, "cycle": 10 * row["cycle"] + 5} for row in lines(140, change=100)))
    spread = document(capsys, "--from", str(file))[1]
    write(file, lines(140, change=100))
    assert document(capsys, "--from", str(file))[1] == spread
    write(
        file,
        (
            {**r, "cycle": f"2026-01-{1 + r['cycle'] // 24:02}T{r['cycle'] % 24:02}:00Z"}
            for r in lines(140, change=100)
        ),
    )
    assert document(capsys, "--from", str(file))[1] == spread


def test_an_identical_repeat_is_skipped(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(file, (row for row in lines(80) for _ in range(2)))
    twice = document(capsys, "--from", str(file))[1]
    write(file, lines(80))
    assert document(capsys, "--from", str(file))[1] == twice


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (lambda rows: rows.insert(5, {**rows[4], "output": "other"}), r"line 6: .* 'p4', sample 0 .* other content"),
        (lambda rows: rows.append(rows[0]), r"line 37: cycle 0 comes after 2 in t x s: sort the lines by cycle"),
        (lambda rows: rows.append({**rows[0], "cycle": "2026-01-01"}), r"line 37: .* mixes whole numbers and times"),
        (lambda rows: rows.append({"target": "t"}), r"line 37: prompt must be a non-empty string; it is missing"),
    ],
)  # fmt: skip
def test_a_line_that_cannot_be_taken_is_named(file: Path, spoil: Any, message: str) -> None:
    rows = list(lines(3))
    spoil(rows)
    with pytest.raises(ImportLineError, match=message) as caught:
        run("--from", str(write(file, rows)))
    assert caught.value.exit_code == 2


def test_a_missing_or_empty_file_is_a_usage_error(file: Path) -> None:
    with pytest.raises(UsageError, match="cannot be read"):
        run("--from", str(file))
    file.write_text("\n")
    with pytest.raises(CanaryError, match="nothing to replay"):
        run("--from", str(file))


def test_validity_comes_from_the_lines(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = ({**row, "valid": row["cycle"] < 100 or row["prompt"] > "p5"} for row in lines(120))
    write(file, rows)
    targets = document(capsys, "--from", str(file))[1]
    (incident,) = targets["t"]["incidents"]
    assert (incident["kind"], incident["cause"], incident["severity"]) == ("quality", "validity", "critical")
    assert incident["opened_cycle"] - 100 < 4


def test_an_undecided_verdict_counts_for_nothing(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    write(file, ({**row, "valid": None} for row in lines(120)))
    assert document(capsys, "--from", str(file))[1]["t"]["incidents"] == []


def test_memory_does_not_grow_with_the_file(file: Path) -> None:
    import tracemalloc

    def peak(cycles: int) -> int:
        write(file, lines(cycles, prompts=4))
        tracemalloc.start()
        try:
            run("--from", str(file), "--json")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    peak(100)
    assert peak(1200) < 1.5 * peak(300) + 1_000_000
