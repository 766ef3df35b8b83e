"""``canary bench`` as people run it: a subprocess against a loopback server with real delays and errors."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import random
import signal
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from canary.core import jsonl
from support.process import KEY, canary, command, write_config
from support.servers import error, llm_server

SHARED = Path(__file__).parents[1] / "data" / "lmeval"


def scripted(folder: Path, **scripts: dict[str, Any]) -> Path:
    """A configuration of scripted targets over one suite of 30 prompts."""
    path = write_config(folder, "sqlite:///unused.db", "http://127.0.0.1:9", count=30)
    config = json.loads(path.read_text())
    config["targets"] = [
        {
            "name": name,
            "provider": "scripted",
            "suites": ["numbers"],
            "price": {"input_per_mtok": 1, "output_per_mtok": 2},
            "script": script,
        }
        for name, script in scripts.items()
    ]
    path.write_text(json.dumps(config))
    write_suite(folder)
    return path


def write_suite(folder: Path, word: str = "Say", check: str = "grounded_ids", count: int = 30) -> None:
    prompts = [
        {
            "id": f"p{number:03d}",
            "messages": [{"role": "user", "content": f"{word} which ticket this is: TKT-{1000 + number}."}],
            "validate": ["nonempty", {check: {"pattern": r"TKT-\d+"}}]
            if check == "grounded_ids"
            else ["nonempty", {"regex": {"pattern": "TKT", "category": "hallucination"}}],
            "examples": {"pass": [f"It is TKT-{1000 + number}."], "fail": ["It is TKT-9999.", ""]},
        }
        for number in range(count)
    ]
    (folder / "canaries" / "numbers.yaml").write_text(json.dumps({"suite": "numbers", "prompts": prompts}))


async def bench(path: Path, *args: str | Path) -> dict[str, Any]:
    code, out, err = await canary("bench", "--config", path, "--format", "json", *args)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


Within = Callable[..., tuple[int, str, str]]


def told(within: Within, path: Path, *args: str | Path) -> dict[str, Any]:
    code, out, err = within("bench", "--config", path, "--format", "json", *args)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def lines_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


# --- what is found -------------------------------------------------------------------------------


def test_two_targets_are_set_beside_each_other_and_the_better_one_is_named(
    tmp_path: Path, within: Within
) -> None:
    path = scripted(tmp_path, small={"hallucinate": 0.4, "seed": 1}, large={"hallucinate": 0.01, "seed": 2})
    found = told(within, path, "-n", "4", "-o", tmp_path / "b.jsonl")
    lines = lines_of(tmp_path / "b.jsonl")
    for row in found["rows"]:
        mine = [line for line in lines if line["target"] == row["target"]]
        wrong = sum(line["valid"] is False for line in mine)
        assert (row["answered"], row["hallucination_failed"]) == (120, wrong)
        assert row["hallucination_low"] < row["hallucination_rate"] < row["hallucination_high"]
        assert row["cost_per_answer_usd"] == pytest.approx(sum(line["cost_usd"] for line in mine) / 120)
        assert row["cost_per_prompt_usd"] == pytest.approx(4 * row["cost_per_answer_usd"])
        latencies = [line["latency_ms"] for line in mine]
        assert row["latency_p99_ms"] == np.percentile(latencies, 99, method="inverted_cdf")
    assert found["comparison"]["certain"]
    assert found["comparison"]["verdict"].startswith("large is better: hallucination rate ")
    assert not (tmp_path / "unused.db").exists()


def test_a_pair_can_be_named_and_a_suite_asked_of_a_target_that_is_not_watched_on_it(
    tmp_path: Path,
    within: Within,
) -> None:
    path = scripted(tmp_path, a={}, b={"seed": 1}, c={"seed": 2})
    config = json.loads(path.read_text())
    (tmp_path / "canaries" / "other.yaml").write_text(
        json.dumps(
            {"suite": "other", "prompts": [{"id": "x", "messages": [{"role": "user", "content": "Hi"}]}]}
        )
    )
    path.write_text(json.dumps(config))
    found = told(within, path, "--compare", "c", "a", "--suite", "numbers", "--suite", "other")
    assert {(row["target"], row["suite"]) for row in found["rows"]} == {
        (target, suite) for target in "ac" for suite in ("numbers", "other")
    }
    assert [(row["target"], row["asked"]) for row in found["totals"]] == [("a", 31), ("c", 31)]
    assert (found["comparison"]["a"], found["comparison"]["b"]) == ("c", "a")
    assert found["comparison"]["verdict"].startswith("No difference was seen")


def test_the_table_is_for_people_and_the_csv_for_spreadsheets(tmp_path: Path, within: Within) -> None:
    path = scripted(tmp_path, small={"hallucinate": 0.4})

    def said(form: str) -> str:
        code, out, err = within("bench", "--config", path, "--format", form)
        assert (code, err) == (0, "")
        return out

    out = said("table")
    assert "hallucination (95%)" in out
    assert "What failed, by kind" in out
    assert "A p99 needs 100 answers" in out
    rows = list(csv.DictReader(io.StringIO(said("csv"))))
    assert rows[0]["target"] == "small"
    assert rows[0]["latency_p99_ms"] == ""
    assert "| small | numbers | 30 |" in said("markdown")


async def test_errors_are_told_apart_and_real_latencies_measured(tmp_path: Path) -> None:
    """A server that answers after 30 ms, refuses every third prompt and is overloaded for another third."""

    def answer(asked: dict[str, Any]) -> str | bytes:
        number = int(asked["messages"][-1]["content"].split("TKT-")[1][:4])
        if number % 3 == 0:
            return error(400, "no")
        return "It is TKT-7777." if number % 3 == 1 else f"It is TKT-{number}."

    async with llm_server(answer, delay=0.03) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        write_suite(tmp_path, count=12)
        found = await bench(path, "-n", "2")
        [row] = found["rows"]
        assert row["errors"] == {"rejected": 8}
        assert (row["answered"], row["hallucination_failed"], row["hallucination_rate"]) == (16, 8, 0.5)
        assert 30 <= row["latency_p50_ms"] < 500
        assert row["cost_usd"] is None
        notes = " ".join(found["notes"])
        assert "8 unmeasured (rejected 8), in no rate" in notes
        assert "price of model is not known" in notes
        assert len(server.journal) == 24
        assert row["validation_mean_ms"] > 0


def test_nothing_measured_is_exit_3(tmp_path: Path, within: Within) -> None:
    path = scripted(tmp_path, broken={"fail": "auth"})
    code, out, err = within("bench", "--config", path)
    assert code == 3
    assert "nothing could be measured" in err
    assert "auth=30" in out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (("--target", "x"), "no target named x; known: a"),
        (("--suite", "y"), "no suite named y; known: numbers"),
        (("--compare", "a", "z"), "no target named z"),
        (("--compare", "a", "a"), "name two targets"),
        (("--from-lm-eval", "log"), "say whom to ask with --target"),
        (("--from-lm-eval", "log", "--suite", "numbers", "--target", "a"), "leave --suite out"),
        (("--from-lm-eval", "none.jsonl", "--target", "a"), "none.jsonl"),
    ],
)
def test_names_that_are_not_there_are_usage_errors(
    tmp_path: Path, within: Within, args: tuple[str, ...], says: str
) -> None:
    path = scripted(tmp_path, a={})
    code, out, err = within("bench", "--config", path, *args)
    assert (code, out) == (2, "")
    assert says in err


async def test_stated_confidence_is_held_against_what_is_true(tmp_path: Path) -> None:
    def answer(asked: dict[str, Any]) -> str:
        number = int(asked["messages"][-1]["content"].split("TKT-")[1][:4])
        said = "TKT-7777" if number % 4 == 0 else f"TKT-{number}"
        return json.dumps({"ticket": said, "confidence": 0.95 if number % 2 else 0.6})

    async with llm_server(answer) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        write_suite(tmp_path, count=12)
        found = await bench(path)
    by_bin = {
        each["confidence"]: (each["hallucination_failed"], each["hallucination_judged"])
        for each in found["confidence"]
    }
    assert by_bin == {"0.5-0.7": (3, 6), ">0.9": (0, 6)}


async def test_a_confidence_that_nobody_held_against_the_truth_is_told(tmp_path: Path) -> None:
    async with llm_server(lambda asked: '{"confidence": 0.95}') as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        write_suite(tmp_path, count=4)
        suite = json.loads((tmp_path / "canaries" / "numbers.yaml").read_text())
        for prompt in suite["prompts"]:
            prompt |= {"validate": ["refusal", {"max_length": {"characters": 5}}], "examples": {}}
        (tmp_path / "canaries" / "numbers.yaml").write_text(json.dumps(suite))
        found = await bench(path)
    [stated] = found["confidence"]
    assert (stated["answers"], stated["hallucination_judged"], stated["invalid_failed"]) == (4, 0, 4)
    assert any(
        "of 4 answers that state a confidence, 4 were judged by no validator" in n for n in found["notes"]
    )


async def test_answers_that_were_asked_for_again_are_told(tmp_path: Path) -> None:
    seen: Counter[str] = Counter()

    def answer(asked: dict[str, Any]) -> str | bytes:
        said = asked["messages"][-1]["content"]
        seen[said] += 1
        return error(500, "no") if seen[said] == 1 and "TKT-1000" in said else "It is TKT-1000."

    async with llm_server(answer) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        write_suite(tmp_path, count=4)
        kept = tmp_path / "b.jsonl"
        [row] = (await bench(path, "-o", kept))["rows"]
        assert (row["errors"], row["retried"]) == ({}, 0.25)
        [again] = (await bench(path, "-o", kept))["rows"]
        assert again["retried"] == 0.25


async def test_the_file_is_there_before_the_first_answer(tmp_path: Path) -> None:
    async with llm_server(lambda asked: "It is TKT-1000.", delay=30) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        write_suite(tmp_path, count=2)
        async with command("bench", "--config", path, "-o", tmp_path / "b.jsonl") as process:
            while not server.journal:
                await asyncio.sleep(0.01)
            assert (tmp_path / "b.jsonl").exists()
            process.kill()
            await process.wait()


async def test_no_key_is_in_the_file_or_the_output(tmp_path: Path) -> None:
    async with llm_server(lambda asked: error(401, f"Incorrect API key provided: {KEY}")) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        code, out, err = await canary("bench", "--config", path, "-o", tmp_path / "b.jsonl")
    assert code == 3
    assert KEY not in out + err + (tmp_path / "b.jsonl").read_text()


async def test_hostile_output_reaches_no_terminal(tmp_path: Path) -> None:
    async with llm_server(lambda asked: "\x1b[31mTKT-6666\u202e\x00") as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        write_suite(tmp_path, count=3)
        for form in ("table", "csv"):
            _, out, _ = await canary("bench", "--config", path, "--format", form)
            assert "\x1b" not in out
            assert "\u202e" not in out
        code, _, _ = await canary("bench", "--config", path, "-o", tmp_path / "b.jsonl")
        assert code == 0
    assert lines_of(tmp_path / "b.jsonl")[0]["output"] == "\x1b[31mTKT-6666\u202e\x00"


# --- going on ------------------------------------------------------------------------------------


async def test_what_a_killed_bench_received_is_not_asked_again(tmp_path: Path) -> None:
    async with llm_server(lambda asked: "It is TKT-1000.", delay=0.02) as server:
        path = write_config(
            tmp_path, "sqlite:///unused.db", server.url, target={"limits": {"concurrency": 2}}
        )
        write_suite(tmp_path)
        kept = tmp_path / "b.jsonl"
        async with command("bench", "--config", path, "-n", "3", "-o", kept) as process:
            while not kept.exists() or kept.read_bytes().count(b"\n") < 20:
                await asyncio.sleep(0.01)
            process.send_signal(signal.SIGKILL)
            await process.wait()
        held = lines_of(kept)
        with kept.open("ab") as file:
            file.write(b'{"target": "model", "suite": "numbers", "prompt": "p0')  # torn by the kill
        before = len(server.journal)
        _, out, err = await canary("bench", "--config", path, "--format", "json", "-n", "3", "-o", kept)
        assert err == f"{kept}: goes on from {len(held)} of 90 samples\n"
        found = json.loads(out)
        assert found["rows"][0]["answered"] == 90
        assert len(server.journal) - before == 90 - len(held)
        assert f"{len(held)} of 90 samples were in {kept} already." in found["notes"]
        before = len(server.journal)
        assert (await bench(path, "-n", "3", "-o", kept))["rows"][0]["answered"] == 90
        assert len(server.journal) == before
    lines = lines_of(kept)
    assert set(Counter((line["prompt"], line["sample"]) for line in lines).values()) == {1}
    assert lines[: len(held)] == held
    assert len({line["cycle"] for line in lines}) == 1


async def test_ctrl_c_prints_what_there_is_and_goes_on_later(tmp_path: Path) -> None:
    async with llm_server(lambda asked: "It is TKT-1000.", delay=0.05) as server:
        path = write_config(
            tmp_path, "sqlite:///unused.db", server.url, target={"limits": {"concurrency": 2}}
        )
        write_suite(tmp_path)
        for kept, says in (
            (tmp_path / "b.jsonl", "the same command goes on from"),
            (None, "nothing was kept"),
        ):
            before = len(server.journal)
            keep = ("-o", str(kept)) if kept else ()
            async with command("bench", "--config", path, "-n", "9", *keep) as process:
                while len(server.journal) - before < 10:
                    await asyncio.sleep(0.01)
                process.send_signal(signal.SIGINT)
                out, err = await asyncio.wait_for(process.communicate(), 10)
            assert process.returncode == 130
            assert "hallucination (95%)" in out.decode()
            assert says in out.decode()
            assert "Traceback" not in err.decode()


def test_the_file_is_one_that_import_takes(tmp_path: Path, within: Within) -> None:
    path = scripted(tmp_path, a={"hallucinate": 0.3})
    told(within, path, "-n", "2", "-o", tmp_path / "b.jsonl")
    parsed = [jsonl.parse(line) for line in (tmp_path / "b.jsonl").read_bytes().splitlines()]
    assert len(parsed) == 60
    code, out, err = within("import", "--config", path, tmp_path / "b.jsonl")
    assert code == 0, out + err


def test_a_file_of_other_prompts_is_refused(tmp_path: Path, within: Within) -> None:
    path = scripted(tmp_path, a={})
    kept = tmp_path / "b.jsonl"
    told(within, path, "-o", kept)
    write_suite(tmp_path, word="Tell")
    code, _, err = within("bench", "--config", path, "-o", kept)
    assert code == 2
    assert (
        f"{kept}: line 1: numbers/p000 was asked of a with another prompt or other parameters than now" in err
    )
    assert "give -o another file" in err


def test_edited_validators_judge_what_is_held_anew(tmp_path: Path, within: Within) -> None:
    path = scripted(tmp_path, a={"hallucinate": 1.0})
    kept = tmp_path / "b.jsonl"
    assert (told(within, path, "-o", kept))["rows"][0]["hallucination_failed"] > 0
    size = kept.stat().st_size
    write_suite(tmp_path, check="regex")
    found = told(within, path, "-o", kept)
    assert {each["validator"] for each in found["kinds"] if each["validator"]} == {"regex", "nonempty"}
    assert kept.stat().st_size == size


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("not json\n", "line 1: not JSON"),
        ('{"target": "a"}\n', "line 1: prompt must be a non-empty string"),
        (
            '{"target":"a","suite":"numbers","prompt":"p000","cycle":0,"sample":0,"output":"x"}\n',
            "canary bench",
        ),
    ],
)
def test_a_file_that_something_else_wrote_is_refused(
    tmp_path: Path, within: Within, text: str, says: str
) -> None:
    path = scripted(tmp_path, a={})
    kept = tmp_path / "other.jsonl"
    kept.write_text(text)
    code, _, err = within("bench", "--config", path, "-o", kept)
    assert code == 2
    assert says in err
    assert kept.read_text() == text


async def test_two_benches_do_not_write_to_one_file(tmp_path: Path) -> None:
    async with llm_server(lambda asked: "x", delay=0.2) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        kept = tmp_path / "b.jsonl"
        async with command("bench", "--config", path, "-n", "50", "-o", kept):
            while not server.journal:
                await asyncio.sleep(0.01)
            code, _, err = await canary("bench", "--config", path, "-o", kept)
        assert code == 2
        assert "another bench is writing to it" in err


# --- lm-evaluation-harness -----------------------------------------------------------------------


def test_answers_are_written_as_sample_logs_and_read_back(tmp_path: Path, within: Within) -> None:
    path = scripted(tmp_path, a={"hallucinate": 0.5})
    code, out, _ = within(
        "bench", "--config", path, "-n", "2", "--format", "lm-eval", "--lm-eval-dir", tmp_path / "logs"
    )
    assert code == 0
    [log] = map(Path, out.split())
    assert log.parent == tmp_path / "logs" / "a"
    rows = lines_of(log)
    assert len(rows) == 30
    assert all(len(row["resps"][0]) == 2 for row in rows)
    found = told(within, path, "--target", "a", "--from-lm-eval", log, "--match", "ends_with")
    recorded = next(row for row in found["rows"] if row["target"] == "as recorded")
    assert recorded["hallucination_rate"] == pytest.approx(1 - sum(row["acc"] for row in rows) / 30)


async def test_a_logs_prompts_are_asked_of_our_target_beside_what_it_recorded(tmp_path: Path) -> None:
    async with llm_server(lambda asked: "Paris" if "France" in str(asked) else "I do not know") as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        log = SHARED / "samples_capitals_2025-07-01T08-00-00.000001.jsonl"
        found = await bench(path, "--target", "model", "--from-lm-eval", log)
        asked = server.journal[0].json
    rates = {row["target"]: row["hallucination_rate"] for row in found["rows"]}
    assert rates == pytest.approx({"model": 2 / 3, "as recorded": 1 / 3})
    assert found["comparison"]["prompts"] == 3
    assert asked["messages"][0] == {"role": "system", "content": "Answer with the city only."}
    assert (asked["max_tokens"], asked["stop"]) == (16, ["\n\n"])


async def test_latencies_of_a_real_server_have_numpys_p99(tmp_path: Path) -> None:
    rng = random.Random(1)
    async with llm_server(lambda asked: "x" * rng.randrange(1, 40_000)) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        write_suite(tmp_path)
        found = await bench(path, "-n", "4", "-o", tmp_path / "b.jsonl")
    values = [line["latency_ms"] for line in lines_of(tmp_path / "b.jsonl")]
    [row] = found["rows"]
    for percent in (50, 95, 99):
        assert row[f"latency_p{percent}_ms"] == np.percentile(values, percent, method="inverted_cdf")


def test_what_cannot_be_read_back_is_no_place_to_keep_samples(tmp_path: Path, within: Within) -> None:
    code, _, err = within("bench", "--config", scripted(tmp_path, a={}), "-o", "/dev/full")
    assert code == 2
    assert "no regular file" in err


def test_a_pipeline_is_set_beside_its_parts(tmp_path: Path, within: Within) -> None:
    path = scripted(tmp_path, small={"hallucinate": 0.4}, large={"seed": 1, "latency": "5ms"})
    config = json.loads(path.read_text())
    stages = {"draft": {"target": "small"}, "escalate": {"target": "large"}}
    guarded = {"name": "guarded", "provider": "pipeline", "stages": stages, "suites": ["numbers"]}
    path.write_text(json.dumps({**config, "targets": [*config["targets"], guarded]}))
    rows = {row["target"]: row for row in told(within, path, "-n", "3")["rows"]}
    assert rows["guarded"]["hallucination_rate"] < rows["small"]["hallucination_rate"]
    assert rows["guarded"]["latency_mean_ms"] > rows["small"]["latency_mean_ms"]
    assert rows["guarded"]["cost_per_answer_usd"] > rows["small"]["cost_per_answer_usd"]
