"""Draft, check, escalate, finalise as a whole service runs it: the rate falls, cost and latency rise, each measured."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from pathlib import Path
from typing import Any

import httpx
import pytest
import sqlalchemy as sa

from canary.storage.engine import open_engine
from support.history import HOUR, START, Lived, live, sqlite
from support.process import canary, daemon, on_terminal
from support.process import write_config as write_openai_config
from support.servers import Server, error, llm_server

CYCLES = 12
PROMPTS = 15
SMALL: dict[str, Any] = {
    "name": "small",
    "provider": "scripted",
    "price": {"input_per_mtok": 1, "output_per_mtok": 2},
    "script": {"seed": 1, "hallucinate": 0.3, "latency": "2ms", "served_model": "small-1"},
}
LARGE: dict[str, Any] = {
    "name": "large",
    "provider": "scripted",
    "price": {"input_per_mtok": 10, "output_per_mtok": 20},
    "script": {"seed": 2, "hallucinate": 0.02, "latency": "4ms", "served_model": "large-1"},
}
GUARDED: dict[str, Any] = {
    "name": "guarded",
    "provider": "pipeline",
    "stages": {
        "draft": {"target": "small", "attempts": 2},
        "escalate": {"target": "large"},
        "finalise": {"target": "large"},
    },
}


def prompt(number: int) -> dict[str, Any]:
    ticket = f"TKT-10{number:03d}"
    return {
        "id": f"t{number:02d}",
        "messages": [{"role": "user", "content": f"Summarise ticket {ticket}: the parcel is late."}],
        "validate": ["nonempty", {"grounded_ids": {"pattern": r"TKT-\d{4,}"}}],
        "examples": {"pass": [f"{ticket} is late."], "fail": ["TKT-99999 is late.", "TKT-77777 is lost."]},
    }


def configured(folder: Path, *targets: dict[str, Any]) -> Path:
    (folder / "canaries").mkdir()
    suite = {"suite": "tickets", "prompts": [prompt(number) for number in range(PROMPTS)]}
    (folder / "canaries" / "tickets.yaml").write_text(json.dumps(suite))
    path = folder / "canary.yaml"
    config = {"database": sqlite(folder), "vantage": "here", "baseline": {"cycles": 12, "over": "0s"}}
    path.write_text(json.dumps({**config, "targets": targets}))
    return path


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a database with twelve cycles, run by the real command."""
    return configured(tmp_path_factory.mktemp("pipeline"), SMALL, LARGE, GUARDED)


@pytest.fixture(scope="module")
def document(past: Path) -> dict[str, Any]:
    """What ``report rates`` says of them."""
    code, _, err = asyncio.run(canary("--config", past, "run", "--cycles", str(CYCLES)))
    assert code == 0, err
    code, out, err = asyncio.run(canary("--config", past, "report", "rates", "--format", "json"))
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


def stored(past: Path, query: str) -> list[tuple[Any, ...]]:
    with sqlite3.connect(past.parent / "canary.db") as connection:
        return connection.execute(query).fetchall()


async def test_the_rate_falls_and_cost_and_latency_rise(document: dict[str, Any]) -> None:
    rows = {row["target"]: row for row in document["rows"]}
    small, guarded = rows["small"], rows["guarded"]
    assert small["hallucination_rate"] > 0.2
    assert guarded["hallucination_high"] < small["hallucination_low"]
    assert guarded["latency_mean_ms"] > 1.5 * small["latency_mean_ms"]
    assert guarded["cost_per_answer_usd"] > 3 * small["cost_per_answer_usd"]


async def test_the_whole_is_what_its_stage_rows_add_up_to(document: dict[str, Any], past: Path) -> None:
    """Recomputed without Canary, from the rows and the texts themselves."""
    replies = stored(
        past,
        "SELECT s.prompt, s.cycle_id, s.sample, s.position, s.name, s.attempt, s.latency_ms, s.input_tokens,"
        " s.output_tokens, s.cost_usd, o.text FROM stage s LEFT JOIN output o ON o.hash = s.output_hash"
        " ORDER BY s.cycle_id, s.prompt, s.sample, s.position",
    )
    samples: dict[tuple[Any, ...], list[tuple[Any, ...]]] = {}
    for reply in replies:
        samples.setdefault(reply[:3], []).append(reply)
    (whole,) = [row for row in document["rows"] if row["target"] == "guarded"]
    assert len(samples) == whole["answered"] >= CYCLES * PROMPTS
    assert sum(wrong(each[-1]) for each in samples.values()) == whole["hallucinated"]
    assert sum(reply[9] for reply in replies) == pytest.approx(whole["cost_usd"])
    assert sum(reply[9] for reply in replies) / len(samples) == pytest.approx(whole["cost_per_answer_usd"])
    assert sum(reply[7] for reply in replies) == whole["input_tokens"]
    mean = sum(reply[6] for reply in replies) / len(samples)
    # The rest is our own, checks and turns of the loop: little, but the machine may be busy.
    assert mean <= whole["latency_mean_ms"] <= 2 * mean + 20
    for each in samples.values():
        walked = [(reply[4], reply[5]) for reply in each]
        drafts = [reply for reply in each if reply[4] == "draft"]
        assert len(drafts) == (2 if wrong(drafts[0]) else 1)
        escalated = [("escalate", 1)] if all(map(wrong, drafts)) else []
        assert walked == [("draft", n + 1) for n in range(len(drafts))] + escalated + [("finalise", 1)]


def wrong(reply: tuple[Any, ...]) -> bool:
    """The one ticket there is has the prompt's own number."""
    return f"TKT-10{int(reply[0][1:]):03d}" not in str(reply[-1])


async def test_each_stage_has_its_own_rate_share_latency_and_cost(
    document: dict[str, Any], past: Path
) -> None:
    draft, escalate, finalise = document["stages"]
    assert [(s["stage"], s["asked"]) for s in document["stages"]] == [
        ("draft", "small"),
        ("escalate", "large"),
        ("finalise", "large"),
    ]
    assert (draft["share"], finalise["share"]) == (1.0, 1.0)
    assert 0.02 < escalate["share"] < 0.25
    assert draft["hallucination_low"] < 0.3 < draft["hallucination_high"]
    assert finalise["hallucination_rate"] < draft["hallucination_low"]
    total = sum(stage["cost_usd"] for stage in document["stages"])
    (whole,) = [row for row in document["rows"] if row["target"] == "guarded"]
    assert total == pytest.approx(whole["cost_usd"])
    ((escalated,),) = stored(past, "SELECT count(*) FROM stage WHERE name = 'escalate'")
    assert escalate["replies"] == escalate["reached"] == escalated
    assert escalate["cost_per_reply_usd"] > draft["cost_per_reply_usd"]


async def test_a_person_sees_both_tables_and_a_spreadsheet_the_first(
    document: dict[str, Any], past: Path
) -> None:
    _, said, _ = await canary("--config", past, "report", "rates")
    assert "\nStages\n" in said
    assert "escalate (large)" in said
    _, sheet, _ = await canary("--config", past, "report", "rates", "--format", "csv")
    assert len(sheet.splitlines()) == 1 + len(document["rows"])
    code, drawn = on_terminal("--config", past, "report", "rates")
    assert (code, b"--format json has all" in drawn) == (0, True)


async def test_an_output_is_traced_to_its_drafts(document: dict[str, Any], past: Path) -> None:
    (found,) = stored(
        past,
        "SELECT o.prompt FROM observation o JOIN stage s USING (slot_at, cycle_id, prompt, sample) JOIN cycle c"
        " ON c.id = o.cycle_id WHERE s.name = 'escalate' AND c.slot = (SELECT max(slot) FROM cycle WHERE"
        " target = 'guarded') LIMIT 1",
    ) or [("t00",)]
    _, said, _ = await canary("--config", past, "diff", "guarded", found[0])
    assert "How it came about (cycle " in said
    assert "1. draft (small), attempt 1: " in said
    assert "finalise (large), attempt 1: " in said
    _, plain, _ = await canary("--config", past, "diff", "small", found[0])
    assert "How it came about" not in plain


async def test_an_export_traces_every_sample_and_an_import_passes_that_over(
    document: dict[str, Any], past: Path, tmp_path: Path
) -> None:
    file = tmp_path / "all.jsonl"
    code, _, _ = await canary("--config", past, "export", "-o", file)
    assert code == 0
    lines = [json.loads(line) for line in file.read_text().splitlines()]
    assert {line["target"] for line in lines if "stages" in line} == {"guarded"}
    traced = [line for line in lines if line["target"] == "guarded"]
    assert all(line["stages"][-1]["output"] == line["output"] for line in traced)
    assert sum(len(line["stages"]) for line in traced) == stored(past, "SELECT count(*) FROM stage")[0][0]
    for line in traced:
        *drafts, last = line["stages"]
        assert (last["stage"], last["target"]) == ("finalise", "large")
        assert all(each["failed"] == ["grounded_ids"] for each in drafts[:-1])
        assert sum(each["cost_usd"] for each in line["stages"]) > 0
    elsewhere = configured(tmp_path, SMALL, LARGE, GUARDED)
    code, _, err = await canary("--config", elsewhere, "import", file)
    assert code == 0, err


async def test_the_documented_query_traces_what_came_about(document: dict[str, Any], past: Path) -> None:
    guide = (Path(__file__).parents[2] / "docs" / "pipelines.md").read_text(encoding="utf-8")
    query = guide.split("```sql\n")[1].split("```")[0]
    rows = stored(past, query.replace("ticket-triage", "tickets").replace("shipping-delay", "t00"))
    assert len({row[0] for row in rows}) == CYCLES
    assert len(rows) == stored(past, "SELECT count(*) FROM stage WHERE prompt = 't00'")[0][0]
    assert all(row[9] for row in rows if row[3] == "finalise")


async def test_check_asks_a_pipeline_one_prompt_and_states_its_day(past: Path) -> None:
    code, said, _ = await canary("--config", past, "check", "--online")
    assert code in (0, 3)
    assert "target guarded: ok, " in said
    assert "served by small-1+" in said


# --- over HTTP, and through a crash ----------------------------------------------------------------


def numbered(asked: dict[str, Any]) -> str:
    """A draft of the small model is wrong for every odd number; the large one is right."""
    number = next(m["content"].split()[-1] for m in asked["messages"] if m["content"].startswith("Say"))
    wrong = asked["model"] == "gpt-small" and int(number.rstrip(".")) % 2
    return "I will not." if wrong else f"number {number}"


def openai_config(folder: Path, database: str, url: str, count: int, **more: Any) -> Path:
    key = {"provider": "openai", "base_url": f"{url}/v1", "api_key": "${CANARY_TEST_KEY}"}
    limits = {"concurrency": 4, "timeout": "5s"}
    targets = [
        {"name": "small", "model": "gpt-small", "limits": limits, "suites": ["elsewhere"], **key},
        {"name": "large", "model": "gpt-large", "limits": limits, "suites": ["elsewhere"], **key},
        {
            "name": "guarded",
            "provider": "pipeline",
            "suites": ["numbers"],
            "limits": limits,
            "stages": {"draft": {"target": "small"}, "escalate": {"target": "large"}},
        },
    ]
    path = write_openai_config(folder, database, url, count=count, targets=targets, **more)
    suite = {
        "suite": "elsewhere",
        "prompts": [{"id": "e", "messages": [{"role": "user", "content": "Say 0."}]}],
    }
    (folder / "canaries" / "elsewhere.yaml").write_text(json.dumps(suite))
    return path


def rows_of(url: str, query: str) -> list[Any]:
    engine = open_engine(url)
    with engine.connect() as connection:
        rows = list(connection.execute(sa.text(query)).all())
    engine.dispose()
    return rows


async def until_asked(server: Server, times: int) -> None:
    async with asyncio.timeout(30):
        while len(server.journal) < times:
            await asyncio.sleep(0.01)


async def test_a_killed_daemon_leaves_no_sample_without_its_stages_and_none_twice(
    tmp_path: Path, database_url: str
) -> None:
    samples = (
        "SELECT prompt, sample FROM observation o JOIN cycle c ON c.id = o.cycle_id WHERE target = 'guarded'"
    )
    replies = "SELECT prompt, sample, position FROM stage"
    async with llm_server(numbered, delay=0.2) as server:
        config = openai_config(tmp_path, database_url, server.url, count=24)
        async with daemon(config) as first:
            await until_asked(server, 16)
            await first.kill()
        committed = {tuple(row) for row in rows_of(database_url, samples)}
        assert {(p, s) for p, s, _ in rows_of(database_url, replies)} == committed
        async with daemon(config) as second:
            await second.until('"answered": 24')
            assert await second.terminate() == 0
    after = rows_of(database_url, samples)
    assert len(after) == len(set(after)) == 24
    positions = sorted(tuple(row) for row in rows_of(database_url, replies))
    expected = [(f"p{n:03d}", 0, k) for n in range(24) for k in range(1 + n % 2)]
    assert positions == expected


async def test_what_judging_takes_and_what_failed_samples_cost_are_on_the_metrics_page(
    tmp_path: Path, sqlite_url: str
) -> None:
    """Half of the samples need the large model, which is down: they are unmeasured, and their drafts are paid for."""
    price = {"input_per_mtok": 1e6, "output_per_mtok": 0}

    def half(asked: dict[str, Any]) -> str | bytes:
        return error(400, "no") if asked["model"] == "gpt-large" else numbered(asked)

    async with llm_server(half) as server:
        config = openai_config(tmp_path, sqlite_url, server.url, count=4)
        written = json.loads(config.read_text())
        for target in written["targets"][:2]:
            target["price"] = price
        config.write_text(json.dumps(written))
        async with (
            daemon(config) as running,
            httpx.AsyncClient(base_url=f"http://{written['listen']}") as client,
        ):
            await running.until("cycle done", times=3)
            page = (await client.get("/metrics")).text
    values = dict(line.rsplit(" ", 1) for line in page.splitlines() if not line.startswith("#"))
    assert float(values['canary_validation_duration_seconds_count{target="guarded"}']) == 2
    assert float(values['canary_probe_failures_total{kind="rejected",target="guarded"}']) == 2
    assert float(values['canary_cost_usd_total{target="guarded"}']) == 4 * 19
    assert float(values['canary_tokens_total{target="guarded",type="input"}']) == 4 * 19
    kept = rows_of(
        sqlite_url, "SELECT failure, failure_detail, cost_usd FROM observation WHERE failure IS NOT NULL"
    )
    details = {(failure, detail.split(":")[0], cost) for failure, detail, cost in kept if "stage" in detail}
    assert details == {("rejected", "stage escalate (large)", 19.0)}


# --- a pipeline that drifts ------------------------------------------------------------------------


def test_a_drift_of_the_drafts_model_shows_in_the_pipeline_and_is_no_doubt_of_ours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both cross in one slot, but one asks the other: that is no sign that our own harness changed."""
    script = {"seed": 3, "phases": [{"from_cycle": 14, "drift": 1.0, "served_model": "small-2"}]}
    small = {**SMALL, "script": {**script, "served_model": "small-1"}}
    lean = {**GUARDED, "stages": {"draft": {"target": "small"}}}
    path = configured(tmp_path, small, lean)
    live(path, 18)
    lived = Lived(path, monkeypatch).at(START + 18 * HOUR)
    rows = lived.rows("drift", "--since", "30d")
    drifted = {row["target"]: row for row in rows if row["kind"] == "drift"}
    assert {"small", "guarded"} == set(drifted)
    assert "harness" not in {row["kind"] for row in rows}
    assert drifted["guarded"]["identity"]["model"] == {"before": "small-1", "after": "small-2"}
