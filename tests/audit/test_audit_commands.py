"""``canary audit`` end to end: draw, label in a sheet or on a terminal, report. On both databases."""

from __future__ import annotations

import csv
import fcntl
import io
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from canary.storage import audits
from canary.storage.engine import Database
from support.history import HOUR, START, SUITE, Lived, sqlite, write_config
from support.process import COMMAND, canary, environment

NOW = START + timedelta(days=2)
HOSTILE = "=cmd|' /C calc'!A0 \x1b[31mTKT-10442"


def line(cycle: int, sample: int, output: str, *, prompt: str = "late", **more: Any) -> dict[str, Any]:
    return {
        "target": "model",
        "suite": "tickets",
        "prompt": prompt,
        "cycle": (START + cycle * HOUR).isoformat(),
        "sample": sample,
        "output": output,
        **more,
    }


def history() -> Iterator[dict[str, Any]]:
    """240 answers: 40 that name an invented ticket, in 20 outputs; 200 that do not, of which 30 are wrong all the same."""
    for cycle in range(10):
        for sample in range(4):
            yield line(cycle, sample, f"TKT-9{(cycle * 4 + sample) // 2:04d} is late.")
        for sample in range(4, 24):
            wrong = sample >= 21
            yield line(cycle, sample, f"TKT-10442 is {'fine' if wrong else 'late'}, {cycle}.{sample}")


@pytest.fixture
def place(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Lived:
    return Lived(write_config(tmp_path, database_url), monkeypatch).at(NOW)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    return Lived(write_config(tmp_path, sqlite(tmp_path)), monkeypatch).at(NOW)


def take(lived: Lived, rows: Iterator[dict[str, Any]]) -> None:
    lived.ask("import", "-", given="".join(json.dumps(row) + "\n" for row in rows).encode())


def read(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode("utf-8-sig"), newline="")))


def fill(path: Path, rows: list[dict[str, str]]) -> None:
    with path.open("w", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), delimiter=";")
        writer.writeheader()
        writer.writerows(rows)


def label_of(output: str) -> str:
    return "right" if "late" in output and "TKT-10442" in output else "wrong"


def stored(lived: Lived) -> list[audits.StoredItem]:
    url = json.loads(lived.path.read_text())["database"]
    with Database(url) as database:
        return database.read(audits.items, database.read(audits.draw_names)[0])


def report(lived: Lived, *args: str) -> dict[str, Any]:
    document: dict[str, Any] = json.loads(lived.ask("audit", "report", "--format", "json", *args))
    return document


# --- from a draw to a report ---------------------------------------------------------------------


def test_a_sheet_that_a_person_fills_in_says_how_good_the_validators_are(
    place: Lived, tmp_path: Path
) -> None:
    take(place, history())
    sheet = tmp_path / "a.csv"
    said = place.ask("audit", "sample", "-n", "100", "--seed", "1", "--name", "first", "-o", sheet)
    assert "draw first: 100 of 220 outputs (240 answers)" in said
    rows = read(sheet)
    assert len(rows) == 100
    assert {row["prompt text"] for row in rows} == {"Summarise TKT-10442."}
    for row in rows:
        row["label"] = label_of(row["output"])
    fill(sheet, rows)
    assert "100 labelled" in place.ask("audit", "label", sheet, "--by", "ann")
    overall, alone = report(place)["rows"]
    assert (overall["labelled"], overall["suite"]) == (100, "all")
    bounds = ("validators_rate_low", "validators_rate_high")
    assert overall[bounds[0]] == overall[bounds[1]] == overall["validators_rate"]
    assert alone[bounds[0]] < alone["validators_rate"] < alone[bounds[1]] + 0.01
    assert alone == {**overall, "suite": "tickets", **{key: alone[key] for key in bounds}}
    assert overall["precision"] == 1.0
    assert overall["precision_low"] > 0.8
    assert overall["recall_low"] <= 40 / 70 <= overall["recall_high"]
    assert overall["hallucination_rate_low"] <= 70 / 240 <= overall["hallucination_rate_high"]
    assert overall["validators_rate"] == pytest.approx(40 / 240)
    (validator,) = report(place)["validators"]
    assert (validator["validator"], validator["precision"]) == ("grounded_ids", 1.0)
    assert {item.labelled_by for item in stored(place)} == {"ann"}


def test_the_sheet_does_not_tell_what_the_validators_said(small: Lived, tmp_path: Path) -> None:
    take(small, history())
    small.ask("audit", "sample", "--seed", "3", "-o", tmp_path / "a.csv")
    rows = read(tmp_path / "a.csv")
    assert list(rows[0]) == ["id", "target", "suite", "prompt", "prompt text", "output", "label", "note"]
    assert {row["label"] + row["note"] for row in rows} == {""}
    failed = [int(row["id"]) for row in rows if "TKT-9" in row["output"]]
    assert 15 < sum(failed) / len(failed) < 36  # nor does the order


def test_half_of_the_draw_failed_and_the_same_seed_draws_the_same(place: Lived) -> None:
    take(place, history())
    place.ask("audit", "sample", "-n", "30", "--seed", "5", "--name", "a")
    first = stored(place)
    place.ask("audit", "sample", "-n", "30", "--seed", "5", "--name", "b")
    second = stored(place)
    assert [each.digest for each in first] == [each.digest for each in second]
    assert sum(each.stratum == "fail" for each in first) == 15
    assert sum(each.weight for each in first) == pytest.approx(240)
    assert {each.draw for each in second} == {"b"}


def test_an_edited_validator_judges_what_is_drawn(small: Lived, tmp_path: Path) -> None:
    take(small, history())
    prompts = json.loads(json.dumps(SUITE))["prompts"]
    prompts[0]["validate"] = [{"not_regex": {"pattern": "fine", "category": "hallucination"}}]
    write_config(tmp_path, f"sqlite:///{tmp_path / 'canary.db'}", suite={**SUITE, "prompts": prompts})
    small.ask("audit", "sample", "-n", "60")
    by_stratum = {each.stratum: 0.0 for each in stored(small)}
    for each in stored(small):
        by_stratum[each.stratum] += each.weight
    assert by_stratum == {"fail": pytest.approx(30), "pass": pytest.approx(210)}


def test_a_validator_edited_after_the_draw_is_told(small: Lived, tmp_path: Path) -> None:
    take(small, history())
    small.ask("audit", "sample", "-n", "40")
    prompts = json.loads(json.dumps(SUITE))["prompts"]
    prompts[0]["validate"] = ["nonempty"]
    write_config(tmp_path, f"sqlite:///{tmp_path / 'canary.db'}", suite={**SUITE, "prompts": prompts})
    assert "40 drawn outputs are judged otherwise today" in small.ask("audit", "report")


def test_answers_to_a_prompt_that_has_changed_are_left_out(small: Lived, tmp_path: Path) -> None:
    take(small, history())
    prompts = json.loads(json.dumps(SUITE))["prompts"]
    prompts[0]["messages"][0]["content"] = "Summarise TKT-20000."
    write_config(tmp_path, f"sqlite:///{tmp_path / 'canary.db'}", suite={**SUITE, "prompts": prompts})
    assert "no stored answer to draw from" in failing(small, 3, "audit", "sample")
    take(small, iter([line(20, 0, "TKT-20000 is late.")]))
    assert "left out: 240 answers, their prompt has changed since" in small.ask("audit", "sample")


def test_an_imported_suite_that_is_not_configured_is_judged_by_the_file(small: Lived, tmp_path: Path) -> None:
    rows = [line(c, 0, f"answer {c}", suite="theirs", valid=c % 2 == 0) for c in range(20)]
    take(small, iter(rows))
    small.ask("audit", "sample", "-o", tmp_path / "a.csv")
    made = read(tmp_path / "a.csv")
    assert made[0]["prompt text"].startswith("(the text of this prompt is not known")
    for row in made:
        row["label"] = "wrong"
    fill(tmp_path / "a.csv", made)
    small.ask("audit", "label", tmp_path / "a.csv")
    document = report(small)
    assert document["rows"][0]["recall"] == pytest.approx(0.5)
    assert [row["validator"] for row in document["validators"]] == ["valid"]


# --- the draw's options --------------------------------------------------------------------------


def failing(lived: Lived, code: int, *args: str | Path) -> str:
    """What stderr says, whatever the code."""
    done = subprocess.run(
        [sys.executable, "-c", COMMAND, "--config", str(lived.path), *map(str, args)],
        capture_output=True, text=True, env=environment(), check=False, timeout=60,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return done.stderr


def test_nothing_stored_and_nothing_drawn_say_what_to_do(small: Lived) -> None:
    assert "canary run" in failing(small, 3, "audit", "sample")
    assert "canary audit sample" in small.ask("audit", "report", code=2)


def test_a_name_is_drawn_once_and_an_unknown_one_is_told(small: Lived) -> None:
    take(small, history())
    small.ask("audit", "sample", "--name", "a")
    assert "there is a draw named a already" in small.ask("audit", "sample", "--name", "a", code=2)
    assert "no draw named b; known: a" in small.ask("audit", "report", "--draw", "b", code=2)
    assert "no target named x" in small.ask("audit", "sample", "--target", "x", code=2)


def test_what_a_model_said_cannot_run_in_a_spreadsheet(small: Lived, tmp_path: Path) -> None:
    take(small, iter([line(0, 0, HOSTILE)]))
    small.ask("audit", "sample", "-o", tmp_path / "a.csv")
    (row,) = read(tmp_path / "a.csv")
    assert row["output"] == "'=cmd|' /C calc'!A0 TKT-10442"


def test_a_sheet_that_cannot_be_written_draws_nothing(small: Lived, tmp_path: Path) -> None:
    take(small, history())
    said = small.ask("audit", "sample", "-o", tmp_path / "none" / "a.csv", code=2)
    assert "cannot be written" in said
    assert "nothing is drawn yet" in small.ask("audit", "report", code=2)


def test_a_sheet_on_standard_output_is_alone_there(small: Lived) -> None:
    take(small, history())
    out = small.ask("audit", "sample", "-n", "3", "-o", "-")
    assert len(list(csv.reader(io.StringIO(out.removeprefix("\ufeff"), newline="")))) == 4


# --- labels from a sheet -------------------------------------------------------------------------


@pytest.fixture
def drawn(small: Lived, tmp_path: Path) -> Lived:
    take(small, history())
    small.ask("audit", "sample", "-n", "10", "--name", "d", "-o", tmp_path / "d.csv")
    return small


def test_a_sheet_with_a_mistake_stores_nothing_and_tells_all(drawn: Lived, tmp_path: Path) -> None:
    rows = read(tmp_path / "d.csv")
    rows[0]["label"], rows[1]["label"], rows[2]["label"] = "right", "maybe", "wrong"
    rows[2]["id"] = "999"
    fill(tmp_path / "d.csv", rows)
    said = drawn.ask("audit", "label", tmp_path / "d.csv", code=2)
    assert "2 problems" in said
    assert '"maybe" is none of right, wrong, unsure' in said
    assert "999 was never drawn here" in said
    assert "line 3" in said
    assert "line 4" in said
    assert all(item.label is None for item in stored(drawn))


def test_labels_may_be_given_in_parts_and_changed(drawn: Lived, tmp_path: Path) -> None:
    rows = read(tmp_path / "d.csv")
    rows[0]["label"], rows[0]["note"] = "wrong", "it is TKT-10442"
    fill(tmp_path / "d.csv", rows)
    assert "9 left to label" in drawn.ask("audit", "label", tmp_path / "d.csv")
    for row in rows:
        row["label"], row["note"] = "unsure", ""
    fill(tmp_path / "d.csv", rows)
    said = drawn.ask("audit", "label", tmp_path / "d.csv")
    assert "10 labelled: 0 right, 0 wrong, 10 unsure; 1 of them had another label before" in said
    assert next(item.note for item in stored(drawn) if item.note) == "it is TKT-10442"


def test_a_sheet_of_another_draw_is_refused(drawn: Lived, tmp_path: Path) -> None:
    drawn.ask("audit", "sample", "-n", "5", "--name", "e", "-o", tmp_path / "e.csv")
    rows = read(tmp_path / "d.csv")
    rows[0]["label"] = "right"
    fill(tmp_path / "d.csv", rows)
    said = drawn.ask("audit", "label", tmp_path / "d.csv", "--draw", "e", code=2)
    assert "is of draw d, not of e" in said


def test_an_empty_sheet_and_a_missing_one_are_told(drawn: Lived, tmp_path: Path) -> None:
    assert "no row has a label" in drawn.ask("audit", "label", tmp_path / "d.csv", code=2)
    assert "cannot be read" in drawn.ask("audit", "label", tmp_path / "none.csv", code=2)


# --- the report ----------------------------------------------------------------------------------


def test_too_few_labels_are_called_so_with_the_next_step(drawn: Lived, tmp_path: Path) -> None:
    rows = read(tmp_path / "d.csv")
    for row in rows[:4]:
        row["label"] = label_of(row["output"])
    fill(tmp_path / "d.csv", rows)
    drawn.ask("audit", "label", tmp_path / "d.csv")
    said = drawn.ask("audit", "report")
    assert "4 of 10 outputs labelled" in said
    assert "too few labels to say" in said
    assert "Next: label 6 more of draw d: canary audit label --draw d" in said


def test_suites_have_rows_of_their_own_and_every_form_the_same_numbers(small: Lived, tmp_path: Path) -> None:
    take(small, history())
    take(small, (line(c, 0, f"answer {c}", suite="theirs", valid=c > 5) for c in range(20)))
    small.ask("audit", "sample", "-n", "40", "-o", tmp_path / "a.csv")
    rows = read(tmp_path / "a.csv")
    for row in rows:
        row["label"] = "right" if "TKT-9" not in row["output"] else "wrong"
    fill(tmp_path / "a.csv", rows)
    small.ask("audit", "label", tmp_path / "a.csv")
    document = report(small)
    assert [row["suite"] for row in document["rows"]] == ["all", "theirs", "tickets"]
    table = list(csv.DictReader(io.StringIO(small.ask("audit", "report", "--format", "csv"))))
    assert [float(row["precision"]) for row in table] == pytest.approx(
        [row["precision"] for row in document["rows"]]
    )
    assert "| tickets |" in small.ask("audit", "report", "--format", "markdown")
    truth = {"theirs": 6 / 20, "tickets": 40 / 240}
    for row in document["rows"][1:]:
        assert row["validators_rate_low"] <= truth[row["suite"]] <= row["validators_rate_high"]
    assert "~" in small.ask("audit", "report")


def test_answers_that_all_passed_have_no_precision_but_a_rate(small: Lived, tmp_path: Path) -> None:
    take(small, (each for each in history() if "TKT-9" not in each["output"]))
    small.ask("audit", "sample", "-n", "40", "--seed", "1", "-o", tmp_path / "a.csv")
    rows = read(tmp_path / "a.csv")
    for row in rows:
        row["label"] = label_of(row["output"])
    fill(tmp_path / "a.csv", rows)
    small.ask("audit", "label", tmp_path / "a.csv")
    overall = report(small)["rows"][0]
    assert (overall["precision"], overall["recall"]) == (None, 0.0)
    assert overall["hallucination_rate_low"] <= 30 / 200 <= overall["hallucination_rate_high"]
    assert "failed none of the drawn answers, so there is no precision" in small.ask("audit", "report")


# --- on a terminal -------------------------------------------------------------------------------


class Terminal:
    """The command with a person before it."""

    def __init__(self, process: subprocess.Popen[bytes], ours: int) -> None:
        self.process, self._ours, self.said = process, ours, ""

    def until(self, words: str, times: int = 1) -> None:
        end = time.monotonic() + 30
        while self.said.count(words) < times:
            assert time.monotonic() < end, self.said
            try:
                chunk = os.read(self._ours, 65536)
            except OSError:
                chunk = b""
            assert chunk, f"ended without {words!r}: {self.said}"
            self.said += chunk.decode()

    def press(self, keys: str) -> None:
        os.write(self._ours, keys.encode())


def _take_terminal() -> None:
    """Make standard input the terminal that Ctrl-C is pressed on."""
    fcntl.ioctl(0, termios.TIOCSCTTY, 0)


@contextmanager
def at_terminal(lived: Lived, *args: str) -> Iterator[Terminal]:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-c", COMMAND, "--config", str(lived.path), *args],
        stdin=theirs, stdout=theirs, stderr=theirs, env=environment(), start_new_session=True,
        preexec_fn=_take_terminal,
    )  # fmt: skip
    os.close(theirs)
    try:
        yield Terminal(process, ours)
    finally:
        process.kill()
        process.wait()
        os.close(ours)


PROMPT = "(q)uit: "


def test_one_key_labels_one_output_and_is_kept_at_once(drawn: Lived) -> None:
    with at_terminal(drawn, "audit", "label", "--by", "ann") as terminal:
        terminal.until(PROMPT)
        assert "Summarise TKT-10442." in terminal.said
        for number, key in enumerate("xrwusb", start=2):
            terminal.press(key)
            terminal.until(PROMPT, times=number)
        assert terminal.said.count("no such key; (r)ight  (w)rong") == 1
        terminal.press("q")
        terminal.until("3 labelled now")
        assert terminal.process.wait(30) == 0
    labels = [(item.label, item.labelled_by) for item in stored(drawn)]
    assert labels[:4] == [("right", "ann"), ("wrong", "ann"), ("unsure", "ann"), (None, None)]
    assert "fail" not in terminal.said


def test_an_output_that_is_labelled_again_counts_once(drawn: Lived) -> None:
    with at_terminal(drawn, "audit", "label") as terminal:
        terminal.until(PROMPT)
        for number, key in enumerate("rwbr", start=2):
            terminal.press(key)
            terminal.until(PROMPT, times=number)
        terminal.press("q")
        terminal.until("draw d: 8 left to label")
        terminal.process.wait(30)
    assert "2 labelled now" in terminal.said
    assert [item.label for item in stored(drawn)][:3] == ["right", "right", None]


def test_ctrl_c_loses_no_answer(drawn: Lived) -> None:
    with at_terminal(drawn, "audit", "label") as terminal:
        terminal.until(PROMPT)
        terminal.press("r")
        terminal.until(PROMPT, times=2)
        terminal.press("\x03")
        assert terminal.process.wait(30) == 130
    assert [item.label for item in stored(drawn)].count("right") == 1


def test_a_kill_loses_no_answer(drawn: Lived) -> None:
    with at_terminal(drawn, "audit", "label") as terminal:
        terminal.until(PROMPT)
        terminal.press("w")
        terminal.until(PROMPT, times=2)
        terminal.process.send_signal(signal.SIGKILL)
        terminal.process.wait(30)
    assert [item.label for item in stored(drawn)].count("wrong") == 1


def test_the_terminal_is_spared_what_a_model_said(small: Lived) -> None:
    take(small, iter([line(0, 0, HOSTILE)]))
    small.ask("audit", "sample")
    with at_terminal(small, "audit", "label") as terminal:
        terminal.until(PROMPT)
        terminal.press("q")
        terminal.process.wait(30)
    assert "\x1b" not in terminal.said
    assert "TKT-10442" in terminal.said


async def test_without_a_terminal_the_sheet_is_named_as_the_way(drawn: Lived) -> None:
    code, out, err = await canary("--config", drawn.path, "audit", "label")
    assert (code, out) == (2, "")
    assert "canary audit label FILE.csv" in err
