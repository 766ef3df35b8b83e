"""``canary import`` and ``canary export``: nothing lost, nothing twice, nothing mixed with what is live."""

from __future__ import annotations

import gzip
import io
import itertools
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from canary.cli.export import render
from canary.cli.import_ import Importer
from canary.core.model import FailureKind
from canary.storage import history
from canary.storage.engine import Database
from canary.storage.history import Scope
from canary.storage.tables import baseline, detector_state
from support.history import START, SUITE, Lived, live, sqlite, write_config
from support.process import canary

KEYS = [
    *("target", "suite", "prompt", "cycle", "at", "sample", "output", "valid", "model", "system_fingerprint"),
    *("latency_ms", "input_tokens", "output_tokens", "error"),
]


@pytest.fixture
def fresh(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    return Lived(write_config(tmp_path, sqlite(tmp_path)), monkeypatch)


def a_line(**changes: Any) -> dict[str, Any]:
    line = {"target": "t", "suite": "s", "prompt": "p", "cycle": 0, "sample": 0, "output": "Paris", **changes}
    return {key: value for key, value in line.items() if value is not ...}


def written(folder: Path, *lines: dict[str, Any] | str) -> Path:
    path = folder / "lines.jsonl"
    text = "".join((x if isinstance(x, str) else json.dumps(x)) + "\n" for x in lines)
    path.write_text(text)
    return path


def exported(lived: Lived, *args: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in lived.ask("export", *args).splitlines()]


# --- there and back ------------------------------------------------------------------------------

INSTANTS = st.datetimes(datetime(1970, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))
NAMES = st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=8)
CYCLES = st.sampled_from([START + timedelta(hours=n, microseconds=n) for n in range(3)])
TOKENS = st.none() | st.integers(0, 2**31 - 1)
OUTPUTS = st.text(st.characters(codec=None), max_size=20) | st.sampled_from(
    ["", "\0", "\ud800", "a\r\nb", "\x1b[31m"]
)
COMMON = {
    "suite": st.sampled_from(["s", "ü ✓"]),
    "prompt": st.sampled_from(["p", "q", "é", "\U0001f600", "z"]),
    "sample": st.integers(0, 3),
    "cycle": CYCLES.map(datetime.isoformat),
    "at": st.none() | INSTANTS.map(datetime.isoformat),
    "latency_ms": st.none() | st.floats(0, 1e9) | st.integers(0, 10**9),
}
ANSWERS = st.fixed_dictionaries(
    {
        **COMMON,
        "output": OUTPUTS,
        "valid": st.none() | st.booleans(),
        "model": st.none() | NAMES,
        "system_fingerprint": st.none() | NAMES,
        "input_tokens": TOKENS,
        "output_tokens": TOKENS,
    }
)
FAILURES = st.fixed_dictionaries({**COMMON, "error": st.sampled_from([*FailureKind, "other", None])})
FILES = st.lists(
    ANSWERS | FAILURES.map(lambda line: {**line, "output": None}),
    max_size=12,
    unique_by=lambda line: (line["suite"], line["cycle"], line["prompt"], line["sample"]),
)
TARGETS = itertools.count()


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lines=FILES)
def test_what_is_imported_comes_back_and_comes_back_again(
    database: Database, lines: list[dict[str, Any]]
) -> None:
    target = f"target-{next(TARGETS)}"
    take(database, "one", [{"target": target, **line} for line in lines])
    first = give(database, "one", target)
    take(database, "two", [json.loads(line) for line in first])
    assert give(database, "two", target) == first
    assert_in_order(first)
    got = {key_of(line): line for line in map(json.loads, first)}
    assert len(got) == len(lines)
    for line in lines:
        assert_same(got[key_of(line)], line)


def take(database: Database, vantage: str, lines: list[dict[str, Any]]) -> None:
    stream = io.BytesIO("".join(json.dumps(line) + "\n" for line in lines).encode())
    assert Importer(database, {}, vantage).take_all(stream) is None


def give(database: Database, vantage: str, target: str) -> list[bytes]:
    def work(connection: sa.Connection) -> list[bytes]:
        scope = Scope(targets=(target,), vantages=(vantage,))
        chosen = dict.fromkeys(history.vantages(connection, scope), vantage)
        return [render(each) for each in history.every_observation(connection, scope, chosen, {})]

    return database.read(work)


def key_of(line: dict[str, Any]) -> tuple[Any, ...]:
    return line["suite"], datetime.fromisoformat(line["cycle"]), line["prompt"], line["sample"]


def assert_in_order(lines: list[bytes]) -> None:
    keys = [key_of(json.loads(line)) for line in lines]
    assert keys == sorted(keys)


def assert_same(got: dict[str, Any], line: dict[str, Any]) -> None:
    assert list(got) == KEYS
    for key in ("output", "valid", "model", "system_fingerprint", "input_tokens", "output_tokens"):
        assert got[key] == line.get(key)
    assert got["error"] == (None if line["output"] is not None else FailureKind.parse(line["error"] or ""))
    assert datetime.fromisoformat(got["at"]) == datetime.fromisoformat(line["at"] or line["cycle"])
    assert got["latency_ms"] == (
        None if line["latency_ms"] is None else pytest.approx(line["latency_ms"], rel=1e-5, abs=6e-4)
    )


def test_times_are_iso_with_microseconds_and_z(fresh: Lived, tmp_path: Path) -> None:
    fresh.ask("import", written(tmp_path, a_line(cycle="2026-03-01T02:00:00+02:00")))
    line = exported(fresh)[0]
    assert (line["cycle"], line["at"]) == ("2026-03-01T00:00:00.000000Z", "2026-03-01T00:00:00.000000Z")


def test_live_history_survives_the_journey_byte_for_byte(fresh: Lived, tmp_path: Path) -> None:
    live(fresh.path, 6)
    original = fresh.ask("export")
    (tmp_path / "there").mkdir()
    there = write_config(tmp_path / "there", f"sqlite:///{tmp_path}/there/canary.db")
    fresh.path = there
    (tmp_path / "a.jsonl").write_text(original)
    said = fresh.ask("import", tmp_path / "a.jsonl")
    count = original.count("\n")
    assert f"{count} imported (6 of them unmeasured)" in said  # the cycle in which the scripted target fails
    assert fresh.ask("export") == original


def test_equal_outputs_keep_different_opinions(fresh: Lived, tmp_path: Path) -> None:
    """Another system may have called one text right here and wrong there."""
    opinions = [True, False, None, False]
    fresh.ask("import", written(tmp_path, *(a_line(sample=n, valid=v) for n, v in enumerate(opinions))))
    assert [line["valid"] for line in exported(fresh)] == opinions
    row = fresh.rows("rates", "--since", "40000d")[0]
    assert (row["answered"], row["hallucination_judged"], row["hallucinated"]) == (4, 3, 2)


def test_a_configured_suite_judges_by_itself(fresh: Lived, tmp_path: Path) -> None:
    right, wrong = "TKT-10442 is late.", "TKT-99999 is late."
    lines = [
        a_line(suite="tickets", prompt="late", output=right, valid=False),
        a_line(suite="tickets", prompt="late", output=wrong, sample=1, valid=True),
        a_line(suite="tickets", prompt="unknown", output=wrong, valid=True),
    ]
    fresh.ask("import", written(tmp_path, *lines))
    assert [line["valid"] for line in exported(fresh)] == [True, False, True]


# --- once ----------------------------------------------------------------------------------------


def test_a_repetition_is_skipped_within_a_file_and_between_two(fresh: Lived, tmp_path: Path) -> None:
    path = written(tmp_path, a_line(latency_ms=812.3456), a_line(latency_ms=812.3456), a_line(sample=1))
    assert "2 imported (0 of them unmeasured), 1 skipped" in fresh.ask("import", path)
    assert "0 imported (0 of them unmeasured), 3 skipped" in fresh.ask("import", path)
    assert len(exported(fresh)) == 2


def test_a_repetition_with_other_content_names_its_line(fresh: Lived, tmp_path: Path) -> None:
    path = written(tmp_path, a_line(sample=1), a_line(), a_line(output="London"), a_line(sample=2))
    said = fresh.ask("import", path, code=2)
    assert "lines.jsonl: line 3:" in said
    assert "is there already with other content" in said
    assert "stored before it: 2 imported" in said
    assert [line["output"] for line in exported(fresh)] == ["Paris", "Paris"]
    assert "line 1:" in fresh.ask("import", written(tmp_path, a_line(valid=True)), code=2)


def test_a_part_of_a_file_may_come_later(fresh: Lived, tmp_path: Path) -> None:
    fresh.ask("import", written(tmp_path, a_line(), a_line(prompt="q", output=None)))
    fresh.ask("import", written(tmp_path, a_line(), a_line(sample=1)))
    row = fresh.rows("rates", "--since", "40000d")[0]
    assert (row["cycles"], row["answered"], row["unmeasured"]) == (1, 2, 1)


# --- what cannot be taken ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("bad", "why"),
    [
        ("{", "not JSON"),
        (a_line(prompt=...), "prompt must be a non-empty string"),
        (a_line(target="a\0b"), "target must have at most 200 characters"),
        (a_line(prompt="x" * 201), "prompt must have at most 200 characters"),
        (a_line(sample=40_000), "sample must be at most 32,767"),
        (a_line(input_tokens=2**40), "input_tokens must be at most"),
        (a_line(latency_ms=1e300), "latency_ms must be at most"),
        (a_line(cycle=-1), "write an ISO 8601 time"),
        (a_line(cycle="0001-01-01T00:00:00Z"), "not between the years 1970 and 9000"),
        (a_line(at="9999-12-31T23:59:59Z"), "not between the years 1970 and 9000"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_bad_line_is_named_and_nothing_after_it_is_stored(
    fresh: Lived, tmp_path: Path, bad: Any, why: str
) -> None:
    path = written(tmp_path, a_line(), a_line(sample=1), "", bad, a_line(sample=3))
    said = fresh.ask("import", path, code=2)
    assert "lines.jsonl: line 4:" in said
    assert why in said
    assert "stored before it: 2 imported" in said
    assert len(exported(fresh)) == 2


def test_a_file_that_is_not_there_or_is_cut_short_is_an_error(fresh: Lived, tmp_path: Path) -> None:
    assert "cannot be read" in fresh.ask("import", tmp_path / "none.jsonl", code=2)
    whole = gzip.compress(b"".join(json.dumps(a_line(sample=n)).encode() + b"\n" for n in range(2_000)))
    (tmp_path / "cut.jsonl.gz").write_bytes(whole[: len(whole) // 2])
    assert "cannot be read" in fresh.ask("import", tmp_path / "cut.jsonl.gz", code=2)
    (tmp_path / "no.jsonl.gz").write_bytes(b"no gzip")
    assert "cannot be read" in fresh.ask("import", tmp_path / "no.jsonl.gz", code=2)


def test_an_endless_line_is_refused_without_being_held(fresh: Lived, tmp_path: Path) -> None:
    path = tmp_path / "lines.jsonl"
    path.write_bytes(b'{"output": "' + b"a" * 9_000_000)
    assert "line 1: longer than" in fresh.ask("import", path, code=2)


# --- ways in and out -----------------------------------------------------------------------------


def test_compressed_files_and_standard_input_are_read(fresh: Lived, tmp_path: Path) -> None:
    lines = [json.dumps(a_line(sample=n)).encode() + b"\n" for n in range(3)]
    (tmp_path / "lines.jsonl.gz").write_bytes(gzip.compress(lines[0]))
    assert "1 imported" in fresh.ask("import", tmp_path / "lines.jsonl.gz")
    assert "2 imported" in fresh.ask("import", "-", given=lines[1] + lines[2].strip())
    fresh.ask("export", "-o", tmp_path / "out.jsonl.gz")
    assert gzip.decompress((tmp_path / "out.jsonl.gz").read_bytes()).count(b"\n") == 3


def test_numbered_cycles_become_hours_and_unix_seconds_times(fresh: Lived, tmp_path: Path) -> None:
    lines = [a_line(cycle=3), a_line(cycle=25), a_line(target="u", cycle=1_772_323_200)]
    fresh.ask("import", written(tmp_path, *lines))
    assert [line["cycle"][:16] for line in exported(fresh)] == [
        "1970-01-01T03:00",
        "1970-01-02T01:00",
        "2026-03-01T00:00",
    ]


def test_lines_may_come_in_any_order_and_leave_in_theirs(fresh: Lived, tmp_path: Path) -> None:
    lines = [a_line(cycle=n, target=t, prompt=p) for n in (2, 0, 1) for t in "ba" for p in "zZ"]
    fresh.ask("import", written(tmp_path, *lines))
    keys = [(x["target"], x["suite"], x["cycle"], x["prompt"]) for x in exported(fresh)]
    assert keys == sorted(keys)
    assert len(keys) == 12


def test_an_export_can_be_narrowed(fresh: Lived, tmp_path: Path) -> None:
    lines = [a_line(cycle=0), a_line(cycle=5), a_line(target="u"), a_line(suite="v")]
    fresh.ask("import", written(tmp_path, *lines))
    fresh.at(datetime(1970, 1, 1, 6, tzinfo=UTC))
    assert [line["cycle"][11:13] for line in exported(fresh, "--since", "2h")] == ["05"]
    assert {line["target"] for line in exported(fresh, "--target", "u")} == {"u"}
    assert {line["suite"] for line in exported(fresh, "--suite", "v")} == {"v"}
    assert "known: " in fresh.ask("export", "--target", "x", code=2)


def test_what_is_imported_moves_no_live_detector(fresh: Lived, tmp_path: Path) -> None:
    live(fresh.path, 3)
    before = watched(fresh.path.parent)
    history_of_quiet = [
        a_line(target="quiet", suite="tickets", prompt="late", cycle=n, output="x") for n in range(40)
    ]
    fresh.ask("import", written(tmp_path, *history_of_quiet))
    assert watched(fresh.path.parent) == before
    live(fresh.path, 1, first=3)
    assert fresh.at(START).rows("status")[0]["learned"] == 4
    assert "live cycles are stored there" in fresh.ask(
        "import", written(tmp_path, a_line()), "--vantage", "here", code=2
    )


def watched(folder: Path) -> list[Any]:
    database = Database(f"sqlite:///{folder}/canary.db")
    rows = database.read(lambda c: [*c.execute(sa.select(detector_state)), *c.execute(sa.select(baseline))])
    database.close()
    return [tuple(row) for row in rows]


def test_an_export_of_several_vantages_takes_our_own_or_asks(fresh: Lived, tmp_path: Path) -> None:
    live(fresh.path, 2)
    own = fresh.ask("export")
    (tmp_path / "own.jsonl").write_text(own)
    fresh.ask("import", tmp_path / "own.jsonl")
    assert fresh.ask("export") == own
    assert fresh.ask("export", "--vantage", "import") == own
    fresh.ask("import", written(tmp_path, a_line()), "--vantage", "a")
    fresh.ask("import", written(tmp_path, a_line(output="London")), "--vantage", "b")
    assert "t x s was asked from a, b: export one at a time" in fresh.ask("export", "--target", "t", code=2)


def test_answers_whose_text_is_gone_are_left_out_and_counted(fresh: Lived, tmp_path: Path) -> None:
    fresh.ask("import", written(tmp_path, a_line(), a_line(sample=1, output="London")))
    database = Database(f"sqlite:///{tmp_path}/canary.db")
    database.call(lambda c: c.execute(sa.text("DELETE FROM output WHERE text = 'London'")))
    database.close()
    assert [line["output"] for line in exported(fresh)] == ["Paris"]
    assert fresh.rows("rates", "--since", "40000d")[0]["answered"] == 2


async def test_the_real_commands(tmp_path: Path) -> None:
    path = write_config(tmp_path, f"sqlite:///{tmp_path}/canary.db", suite=SUITE)
    lines = written(tmp_path, a_line(output="\ud800\0é"), a_line(sample=1, output=None))
    code, out, err = await canary("--config", path, "import", lines)
    assert (code, out, err) == (
        0,
        "2 imported (1 of them unmeasured), 0 skipped because they were there\n",
        "",
    )
    code, out, err = await canary("--config", path, "export")
    assert (code, err) == (0, "2 observations exported\n")
    assert [json.loads(line)["output"] for line in out.splitlines()] == ["\ud800\0é", None]
    code, out, err = await canary("--config", path, "import", written(tmp_path, "{}"))
    assert (code, out) == (2, "")
    assert err.startswith(f"canary: {tmp_path}/lines.jsonl: line 1: ")
