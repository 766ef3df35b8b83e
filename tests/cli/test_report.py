"""``canary report``: what it counts, what it says, and that nothing stored can speak through it."""

from __future__ import annotations

import csv
import io
import json
import math
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from scipy.stats import binomtest

from canary.cli.report.incidents import shown_rate
from canary.core.intervals import clustered_wilson, wilson
from canary.storage.engine import Database
from canary.storage.tables import cycle
from support.history import BASELINE, HOUR, QUIET, START, SUITE, TURNING, Lived, live, sqlite, write_config
from support.process import canary, on_terminal

CYCLES = 26
SAMPLES = {"quiet": 1, "turning": 3}
NOW = START + CYCLES * HOUR
VIEWS = ("status", "drift", "rates", "cost", "incidents")


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The configuration of a database with 26 cycles: a quiet target, and one that turns at the 20th."""
    folder = tmp_path_factory.mktemp("past")
    path = write_config(folder, sqlite(folder))
    live(path, CYCLES)
    return path


@pytest.fixture
def lived(past: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    return Lived(past, monkeypatch).at(NOW)


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    return Lived(write_config(tmp_path, sqlite(tmp_path)), monkeypatch).at(NOW)


@pytest.mark.parametrize("view", VIEWS)
def test_an_empty_database_says_what_to_run(fresh: Lived, view: str) -> None:
    assert "canary run" in fresh.ask("report", view)
    document = json.loads(fresh.ask("report", view, "--format", "json"))
    assert document["rows"] == []
    assert document["view"] == view


def test_a_window_without_data_names_the_newest_cycle(lived: Lived) -> None:
    said = lived.at(START + timedelta(days=90)).ask("report", "rates")
    assert "No data since" in said
    assert "2026-03-02 01:00Z" in said


# --- rates ---------------------------------------------------------------------------------------


def counted(lines: list[dict[str, Any]], key: Any) -> dict[Any, dict[str, Any]]:
    """The rates of exported lines, counted without a database."""
    groups: dict[Any, list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        groups[key(line)].append(line)
    return {name: count(group) for name, group in groups.items()}


def count(group: list[dict[str, Any]]) -> dict[str, Any]:
    answered = [line for line in group if line["output"] is not None]
    latencies = sorted(line["latency_ms"] for line in answered)
    judged = [line for line in answered if line["valid"] is not None]
    return {
        "answered": len(answered),
        "unmeasured": len(group) - len(answered),
        "hallucination_judged": len(judged),
        "hallucinated": sum(not line["valid"] for line in judged),
        "input_tokens": sum(line["input_tokens"] for line in answered) if answered else None,
        "p50": latencies[math.ceil(0.50 * len(latencies)) - 1] if latencies else None,
        "p95": latencies[math.ceil(0.95 * len(latencies)) - 1] if latencies else None,
    }


BUCKETS: list[tuple[str, Any]] = [
    ("hour", lambda line: line["cycle"][:13] + ":00:00Z"),
    ("day", lambda line: line["cycle"][:10]),
    ("prompt", lambda line: line["prompt"]),
]


@pytest.mark.parametrize(("by", "bucket"), BUCKETS, ids=[by for by, _ in BUCKETS])
def test_rates_equal_a_count_of_the_exported_lines(lived: Lived, by: str, bucket: Any) -> None:
    check_rates(lived, by, bucket)


@pytest.mark.postgres
def test_rates_on_postgres_equal_a_count_of_the_exported_lines(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write_config(tmp_path, postgres_url)
    live(path, CYCLES)
    on_postgres = Lived(path, monkeypatch).at(NOW)
    for by, bucket in BUCKETS:
        check_rates(on_postgres, by, bucket)
    for view in VIEWS:
        assert on_postgres.rows(view)


def check_rates(lived: Lived, by: str, bucket: Any) -> None:
    lines = [line for line in exported(lived) if line["sample"] < SAMPLES[line["target"]]]
    expected = counted(lines, lambda line: (line["target"], bucket(line)))
    rows = {(row["target"], row["bucket"]): row for row in lived.rows("rates", "--by", by)}
    assert rows.keys() == expected.keys()
    for key, counts in expected.items():
        row = rows[key]
        p50, p95 = counts.pop("p50"), counts.pop("p95")
        assert {name: row[name] for name in counts} == counts
        assert near(row["latency_p50_ms"], p50)
        assert near(row["latency_p95_ms"], p95)


def exported(lived: Lived) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lived.ask("export").splitlines()]


def test_samples_asked_again_on_suspicion_are_paid_for_and_in_no_rate(lived: Lived) -> None:
    """They are asked where results look bad: a rate that counted them would be too high."""
    turning = [line for line in exported(lived) if line["target"] == "turning"]
    regular = sum(line["sample"] < 3 for line in turning)
    assert len(turning) > regular == 2 * 3 * CYCLES
    rated, paid = lived.rows("rates", "--target", "turning"), lived.rows("cost", "--target", "turning")
    assert rated[0]["answered"] + rated[0]["unmeasured"] == regular
    assert paid[0]["samples"] == len(turning)


def test_rates_are_what_the_detectors_were_told(lived: Lived) -> None:
    with Database(json.loads(lived.path.read_text())["database"]) as database:
        cycles = database.read(lambda connection: connection.execute(sa.select(cycle)).all())
    told = {(c.target, f"{c.slot:%Y-%m-%dT%H}:00:00Z"): (c.answered, c.hallucination_ratio) for c in cycles}
    rows = lived.rows("rates", "--by", "hour")
    found = {(r["target"], r["bucket"]): (r["answered"], r["hallucination_rate"]) for r in rows}
    assert found.keys() == told.keys()
    for key, (answered, ratio) in told.items():
        assert found[key] == (answered, ratio if ratio is None else pytest.approx(ratio))


def test_an_interval_knows_that_answers_to_one_prompt_repeat_each_other(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    script = {"phases": [{"from_cycle": 0, "hallucinate": 0.9, "prompts": ["late"]}]}
    path = write_config(tmp_path, database_url, targets=[{**QUIET, "samples": 3, "script": script}])
    lived = Lived(path, monkeypatch).at(live(path, 6))
    [row], prompts = lived.rows("rates"), lived.rows("rates", "--by", "prompt")
    counts = [(each["hallucinated"], each["hallucination_judged"]) for each in prompts]
    assert [of for _, of in counts] == [18, 18]
    assert counts[0][0] > 9 > counts[1][0] == 0
    assert (row["hallucination_low"], row["hallucination_high"]) == pytest.approx(clustered_wilson(counts))
    for each, pair in zip(prompts, counts, strict=True):
        assert (each["hallucination_low"], each["hallucination_high"]) == pytest.approx(wilson(*pair))
    assert row["hallucination_high"] - row["hallucination_low"] > 0.6  # two prompts, not 36 answers


def near(stored: float | None, exported: float | None) -> bool:
    """Equal but for the six digits that an export gives a latency."""
    return stored == exported or stored == pytest.approx(exported, rel=1e-4, abs=1e-3)


@pytest.mark.parametrize(("part", "of"), [(0, 1), (0, 60), (1, 60), (30, 60), (60, 60), (7, 10_000)])
def test_intervals_are_wilsons(part: int, of: int) -> None:
    expected = binomtest(part, of).proportion_ci(0.95, method="wilson")
    assert wilson(part, of) == pytest.approx((expected.low, expected.high), abs=1e-9)


def test_what_could_not_be_measured_counts_for_no_rate(lived: Lived) -> None:
    row = next(r for r in lived.rows("rates", "--by", "hour", "--target", "turning") if "T04" in r["bucket"])
    assert (row["answered"], row["unmeasured"], row["hallucination_rate"]) == (0, 6, None)


def test_an_edited_validator_is_no_change_of_the_model(lived: Lived, tmp_path: Path) -> None:
    """Its answers are not judged by the new validators yet, and say so, instead of mixing two measures."""
    edited = json.loads(json.dumps(SUITE))
    edited["prompts"][0]["validate"] = ["nonempty"]
    database = f"sqlite:///{lived.path.parent}/canary.db"
    lived.path = write_config(tmp_path, database, suite=edited)
    by_prompt = {row["bucket"]: row for row in lived.rows("rates", "--by", "prompt", "--target", "quiet")}
    assert (by_prompt["late"]["judged"], by_prompt["late"]["hallucination_rate"]) == (0, None)
    assert by_prompt["lost"]["judged"] == CYCLES
    assert "have no verdict" in lived.ask("report", "rates")


def test_a_suite_that_is_configured_no_more_is_judged_as_it_was(lived: Lived, tmp_path: Path) -> None:
    before = lived.rows("rates")
    database = f"sqlite:///{lived.path.parent}/canary.db"
    other = {**SUITE, "suite": "others"}
    targets = [{**each, "suites": ["others"]} for each in (QUIET, TURNING)]
    lived.path = write_config(tmp_path, database, suite=other, targets=targets)
    assert lived.rows("rates") == before


# --- status --------------------------------------------------------------------------------------


def test_status_says_how_far_learning_is_and_until_when(fresh: Lived) -> None:
    last = live(fresh.path, 3)
    row = fresh.at(last).rows("status")[0]
    assert (row["state"], row["learned"], row["learn_cycles"]) == ("learning", 3, BASELINE)
    assert row["learned_until"] == "2026-03-01T11:00:00Z"  # nine more hours
    assert "is learning its baseline: 3 of 12 cycles, until about 2026-03-01 11:00Z" in fresh.ask("report")


def test_status_shows_health_incidents_and_the_next_command(lived: Lived) -> None:
    quiet, turning = lived.rows()
    assert (quiet["state"], quiet["incidents"], quiet["match_ratio"]) == ("healthy", [], 1.0)
    assert {each["kind"] for each in turning["incidents"]} >= {"quality"}
    assert turning["hallucination_low"] < turning["hallucination_rate"] < turning["hallucination_high"]
    assert turning["baseline_hallucination_rate"] == 0
    assert turning["age_seconds"] == 3600
    assert "Next: canary diff turning tickets/" in lived.ask("report")


def test_status_notices_that_no_cycle_came(lived: Lived) -> None:
    lived.at(START + (CYCLES + 5) * HOUR)
    assert all(row["overdue"] for row in lived.rows())
    assert "is overdue" in lived.ask("report")


def test_status_lists_what_was_never_run(lived: Lived, tmp_path: Path) -> None:
    database = f"sqlite:///{lived.path.parent}/canary.db"
    lived.path = write_config(tmp_path, database, targets=[QUIET, TURNING, {**QUIET, "name": "new"}])
    assert [row["target"] for row in lived.rows() if row["state"] == "never run"] == ["new"]


def test_a_target_that_answers_nothing_is_not_promised_a_baseline(fresh: Lived, tmp_path: Path) -> None:
    silent = {**QUIET, "script": {"phases": [{"from_cycle": 0, "fail": "auth"}]}}
    fresh.path = write_config(tmp_path, f"sqlite:///{tmp_path}/canary.db", targets=[silent])
    last = live(fresh.path, 3)
    said = fresh.at(last).ask("report")
    assert "quiet x tickets is not being measured, so no baseline is learned: 0 of 12 cycles so far." in said
    assert "until about" not in said
    assert "As usual" not in said
    assert fresh.rows("status")[0]["learned_until"] is None


def test_a_rate_over_its_ceiling_is_never_well(fresh: Lived, tmp_path: Path) -> None:
    """Bad from the first cycle on: the baseline calls it usual."""
    bad = {**QUIET, "script": {"phases": [{"from_cycle": 0, "hallucinate": 1.0}]}}
    fresh.path = write_config(tmp_path, f"sqlite:///{tmp_path}/canary.db", targets=[bad])
    fresh.at(live(fresh.path, 13))
    said = fresh.ask("report")
    assert "quiet x tickets: hallucination rate 100%, over the ceiling of 50%" in said
    assert "As usual" not in said


def test_all_is_as_usual_only_where_all_was_measured(fresh: Lived, tmp_path: Path) -> None:
    database = f"sqlite:///{tmp_path}/canary.db"
    fresh.path = write_config(tmp_path, database, targets=[QUIET])
    fresh.at(live(fresh.path, 13))
    assert fresh.ask("report").endswith(
        "\nAs usual: all was measured, and nothing differs from the baselines.\n"
    )
    write_config(tmp_path, database, targets=[QUIET, {**QUIET, "name": "new"}])
    said = fresh.ask("report")
    assert "new x tickets was never run: canary run --target new" in said
    assert "As usual" not in said


# --- drift, incidents, cost ----------------------------------------------------------------------


def test_drift_says_what_changed_since_when_and_how_sure_we_are(lived: Lived) -> None:
    rows = {row["kind"]: row for row in lived.rows("drift")}
    quality = rows["quality"]
    assert quality["target"] == "turning"
    assert quality["severity"] == "critical"
    assert START + 18 * HOUR <= datetime.fromisoformat(quality["onset_before"]) <= START + 22 * HOUR
    assert max(quality["evidence"].values()) >= 1
    assert quality["changed"] <= quality["of"]
    assert {change["prompt"] for change in quality["prompts"]} == {"late", "lost"}
    said = lived.ask("report", "drift")
    assert "grounded_ids" in said
    assert "Next: canary diff turning tickets/" in said


def test_drift_of_a_quiet_target_is_a_sentence(lived: Lived) -> None:
    assert lived.ask("report", "drift", "--target", "quiet").startswith("No incident in this window.")


def test_incidents_say_who_was_told_and_why(lived: Lived) -> None:
    row = next(row for row in lived.rows("incidents") if row["kind"] == "quality")
    first = row["transitions"][0]
    assert (first["reason"], first["notify"]) == ("first_seen", True)
    assert first["at"].endswith("Z")


@pytest.mark.parametrize("view", ["drift", "incidents"])
def test_an_incident_is_found_by_its_number(lived: Lived, view: str) -> None:
    numbers = [row["id"] for row in lived.rows(view)]
    head, *lines = [line for line in lived.ask("report", view).splitlines() if line != "Incidents"]
    assert head.split()[0] == "id"
    assert [line.split()[0] for line in lines[: len(numbers)]] == [str(number) for number in numbers]
    sheet = list(csv.reader(io.StringIO(lived.ask("report", view, "--format", "csv"))))
    assert sheet[0][0] == "id"
    status = next(row for row in lived.rows("status") if row["target"] == "turning")
    assert {each["id"] for each in status["incidents"]} <= set(numbers)


def test_reasons_are_words(lived: Lived) -> None:
    said = lived.ask("report", "drift") + lived.ask("report", "incidents")
    assert "outputs that the baseline does not hold" in said
    assert not any(raw in said for raw in ("first_seen", "severity_rose", "signal_added", "_over_bound"))


@pytest.mark.parametrize(
    ("kind", "evidence", "said"),
    [
        ("quality", {"reason": "ceiling", "ceiling": 0.5}, "80% (ceiling 50%)"),
        ("quality", {"reason": "hallucination", "baseline_rate": 0.02}, "80% (was 2.0%)"),
        ("outage", {"baseline_rate": 0.05}, "80% (tolerated 5.0%)"),
        ("quality", {}, "80%"),
    ],
)
def test_a_rate_is_shown_with_what_it_is_held_against(kind: str, evidence: dict[str, Any], said: str) -> None:
    assert shown_rate({"kind": kind, "rate": 0.8, **evidence}) == said


def test_cost_adds_up_and_names_what_has_no_price(lived: Lived) -> None:
    document = json.loads(lived.ask("report", "cost", "--format", "json"))
    quiet, turning = document["rows"]
    assert (quiet["cost_usd"], quiet["unpriced"]) == (None, 2 * CYCLES)
    expected = (turning["input_tokens"] * 100 + turning["output_tokens"] * 200) / 1e6
    assert document["total_usd"] == turning["cost_usd"] == pytest.approx(expected)
    assert "52 answers have no known cost" in lived.ask("report", "cost")


# --- forms ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("view", VIEWS)
def test_every_view_comes_in_every_form(lived: Lived, view: str) -> None:
    text = lived.ask("report", view)
    assert "\x1b" not in text
    assert not any(line.endswith(" ") for line in text.splitlines())
    table = list(csv.reader(io.StringIO(lived.ask("report", view, "--format", "csv"))))
    assert len({len(line) for line in table}) == 1
    assert len(table) == 1 + len(lived.rows(view))
    markdown = lived.ask("report", view, "--format", "markdown")
    assert "| --- |" in markdown


def test_a_file_appears_whole_or_not_at_all(lived: Lived, tmp_path: Path) -> None:
    wanted = tmp_path / "rates.json"
    assert lived.ask("report", "rates", "--format", "json", "-o", str(wanted)) == ""
    assert json.loads(wanted.read_text())["view"] == "rates"
    assert list(tmp_path.iterdir()) == [wanted]
    assert "cannot be written" in lived.ask("report", "-o", str(tmp_path / "no" / "file"), code=2)


def test_an_unknown_name_is_answered_with_the_known_ones(lived: Lived) -> None:
    assert "known: quiet, turning" in lived.ask("report", "--target", "quite", code=2)
    assert "known: tickets" in lived.ask("report", "--suite", "ticket", code=2)
    assert "nothing to divide" in lived.ask("report", "--by", "day", code=2)


HOSTILE = "=HYPERLINK(1)|<b>\x1b[31m`x`\u202e"


def test_a_hostile_name_comes_to_life_in_no_form(fresh: Lived, tmp_path: Path) -> None:
    line = {"target": HOSTILE, "suite": "@s", "prompt": "+p", "cycle": 1, "sample": 0, "output": "x"}
    file = tmp_path / "lines.jsonl"
    file.write_text(json.dumps(line) + "\n")
    fresh.ask("import", str(file))
    asked = ("report", "rates", "--by", "prompt", "--since", "40000d", "--format")
    table, sheet, page = (fresh.ask(*asked, form) for form in ("table", "csv", "markdown"))
    assert not any(c in form for c in "\x1b\u202e" for form in (table, sheet, page))
    cells = list(csv.reader(io.StringIO(sheet)))[1]
    assert [cells[0][:3], cells[1], cells[3]] == ["'=H", "'@s", "'+p"]
    assert "\\|&lt;b&gt;" in page
    assert json.loads(fresh.ask(*asked, "json"))["rows"][0]["target"] == HOSTILE


async def test_the_real_command_prints_one_document_and_exits_0_on_drift(past: Path) -> None:
    args = ("--config", past, "report", "drift", "--since", "3650d", "--format", "json")
    code, out, err = await canary(*args)
    assert (code, err) == (0, "")
    assert json.loads(out)["rows"][0]["target"] == "turning"


def test_a_terminal_gets_colours_and_a_pipe_none(past: Path) -> None:
    code, said = on_terminal("--config", past, "report")
    assert code == 0
    assert b"\x1b[32mhealthy" in said
