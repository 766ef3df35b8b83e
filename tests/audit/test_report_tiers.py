"""``canary report tiers`` over stored history, on both databases and through the command line."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from support.history import HOUR, START, Lived, live, sqlite
from support.process import canary

NOW = START + timedelta(days=2)
TOKENS = {"input_tokens": 1000, "output_tokens": 100}


def suite(name: str, criticality: str, prompts: int) -> dict[str, Any]:
    return {
        "suite": name,
        "criticality": criticality,
        "prompts": [
            {
                "id": f"p{n:02d}",
                "messages": [{"role": "user", "content": f"Summarise TKT-{10000 + n}."}],
                "validate": ["nonempty", {"grounded_ids": {"pattern": "TKT-\\d{4,}"}}],
                "examples": {"pass": [f"TKT-{10000 + n} is late."], "fail": ["TKT-99999 is late."]},
            }
            for n in range(prompts)
        ],
    }


def target(name: str, price: float | None = None, **more: Any) -> dict[str, Any]:
    said = {"input_per_mtok": price, "output_per_mtok": price} if price is not None else None
    return {"name": name, "provider": "scripted", **({"price": said} if said else {}), **more}


class Place:
    """A folder with suites and targets, whose database is filled from lines."""

    def __init__(self, folder: Path, database: str, monkeypatch: pytest.MonkeyPatch) -> None:
        self.folder, self.database, self._monkeypatch = folder, database, monkeypatch

    def configure(self, targets: list[dict[str, Any]], suites: list[dict[str, Any]], **more: Any) -> Lived:
        (self.folder / "canaries").mkdir(exist_ok=True)
        for each in suites:
            (self.folder / "canaries" / f"{each['suite']}.yaml").write_text(json.dumps(each))
        path = self.folder / "canary.yaml"
        config = {"database": self.database, "vantage": "here", "targets": targets, **more}
        path.write_text(json.dumps(config))
        return Lived(path, self._monkeypatch).at(NOW)


@pytest.fixture
def place(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, database_url, monkeypatch)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Place:
    return Place(tmp_path, sqlite(tmp_path), monkeypatch)


def lines(
    who: str, suite: str, prompts: int, cycles: int, wrong: Callable[[int, int], bool] = lambda p, c: False
) -> Iterator[dict[str, Any]]:
    for at in range(cycles):
        for number in range(prompts):
            said = 99999 if wrong(number, at) else 10000 + number
            yield {
                "target": who,
                "suite": suite,
                "prompt": f"p{number:02d}",
                "cycle": (START + at * HOUR).isoformat(),
                "sample": 0,
                "output": f"TKT-{said} is late.",
                **TOKENS,
            }


def take(lived: Lived, *rows: Iterator[dict[str, Any]]) -> None:
    given = "".join(json.dumps(row) + "\n" for each in rows for row in each)
    lived.ask("import", "-", given=given.encode())


def tier(lived: Lived, name: str, *args: str) -> dict[str, Any]:
    return next(row for row in lived.rows("tiers", *args) if row["tier"] == name)


def test_each_tier_gets_the_cheapest_that_is_good_enough_for_it(place: Place) -> None:
    lived = place.configure([target("dear", 10), target("cheap", 1)], [suite("s", "medium", 20)])
    take(
        lived,
        lines("dear", "s", 20, 24),
        lines("cheap", "s", 20, 24, lambda p, c: (24 * p + c) % 40 == 0),
    )
    rows = {row["tier"]: row for row in lived.rows("tiers")}
    assert [rows[name]["target"] for name in ("low", "medium", "high")] == ["cheap", "cheap", "dear"]
    assert list(rows) == ["low", "medium", "high"]
    medium = rows["medium"]
    assert (medium["judged"], medium["failed"], medium["prompts"]) == (480, 12, 20)
    assert medium["rate"] == pytest.approx(0.025)
    assert medium["upper"] == pytest.approx(0.0432, abs=1e-3)
    assert medium["cost_per_1k_usd"] == pytest.approx(1.1)
    assert medium["cost_per_answer_usd"] == pytest.approx(0.0011)
    assert rows["high"]["upper"] == pytest.approx(0.00794, abs=1e-5)
    assert [(each["target"], each["why"]) for each in medium["candidates"]] == [
        ("cheap", "chosen"),
        ("dear", "within, but no cheaper than cheap"),
    ]


def test_too_few_samples_are_told_with_how_many_more(small: Place) -> None:
    lived = small.configure([target("a", 1)], [suite("s", "high", 10)])
    take(lived, lines("a", "s", 10, 10))
    row = tier(lived, "high")
    assert (row["target"], row["needed"]) == (None, 281)
    assert "none qualifies, 281 more samples needed: a" in row["why"]
    said = lived.ask("report", "tiers")
    assert "none (nearest: a)" in said
    assert "281 more samples" in said
    assert "(about 2 days of its schedule)" in row["why"]  # 10 prompts an hour
    assert "(about 2 days of its schedule)" in row["candidates"][0]["why"]


def test_a_rate_on_the_line_is_not_told_to_wait_for_years(small: Place) -> None:
    lived = small.configure([target("a", 1)], [suite("s", "high", 10)], schedule={"every": "24h"})
    take(lived, lines("a", "s", 10, 100, lambda p, c: p == c < 9))
    row = tier(lived, "high")
    assert row["needed"] > 10 * 365
    assert "(on the line: more than a year of its schedule)" in row["why"]


def test_a_rate_over_the_budget_is_told_that_no_samples_help(small: Place) -> None:
    lived = small.configure([target("a", 1)], [suite("s", "high", 10)])
    take(lived, lines("a", "s", 10, 10, lambda p, c: p == c))
    row = tier(lived, "high")
    assert (row["target"], row["needed"]) == (None, None)
    assert "no number of samples will help" in row["why"]
    assert "no samples help" in row["candidates"][0]["why"]


def test_one_prompt_that_always_fails_asks_for_new_prompts(small: Place) -> None:
    lived = small.configure([target("a", 1)], [suite("s", "low", 20)])
    take(lived, lines("a", "s", 20, 24, lambda p, c: p == 3))
    row = tier(lived, "low")
    assert row["target"] is None
    assert row["rate"] == pytest.approx(0.05)
    assert row["upper"] > 0.2
    assert "more samples needed" in row["why"]
    assert "to new prompts" in row["why"]


def test_a_tier_is_judged_by_the_suites_of_its_criticality_or_else_by_all(small: Place) -> None:
    lived = small.configure([target("a", 1)], [suite("s", "high", 20), suite("t", "low", 20)])
    take(
        lived,
        lines("a", "s", 20, 24),
        lines("a", "t", 20, 24, lambda p, c: (p + c) % 4 == 0),
    )
    rows = {row["tier"]: row for row in lived.rows("tiers")}
    assert (rows["high"]["suites"], rows["high"]["target"]) == (["s"], "a")
    assert (rows["low"]["suites"], rows["low"]["target"]) == (["t"], None)
    assert (rows["medium"]["suites"], rows["medium"]["basis"]) == (["s", "t"], "all")
    assert "medium: no suite of medium criticality was asked" in lived.ask("report", "tiers")


def test_without_prices_those_within_are_named_but_none_is_called_the_cheapest(small: Place) -> None:
    lived = small.configure([target("a"), target("b")], [suite("s", "low", 20)])
    take(lived, lines("a", "s", 20, 20), lines("b", "s", 20, 20))
    row = tier(lived, "low")
    assert (row["target"], row["within"], row["needed"]) == (None, ["a", "b"], 0)
    assert "none has a known price" in row["why"]


def test_a_price_that_is_not_known_never_wins(small: Place) -> None:
    lived = small.configure([target("a"), target("b", 50)], [suite("s", "low", 20)])
    take(lived, lines("a", "s", 20, 20), lines("b", "s", 20, 20))
    row = tier(lived, "low")
    assert row["target"] == "b"
    assert "a: price unknown" in row["why"]


def test_a_control_is_no_candidate_and_one_never_asked_says_so(small: Place) -> None:
    lived = small.configure(
        [target("pinned", 1, control=True), target("a", 5), target("new", 1)], [suite("s", "low", 20)]
    )
    take(lived, lines("pinned", "s", 20, 20), lines("a", "s", 20, 20))
    row = tier(lived, "low")
    assert row["target"] == "a"
    assert [(each["target"], each["why"]) for each in row["candidates"]] == [
        ("a", "chosen"),
        ("new", "not asked in the window"),
    ]
    assert [each["target"] for each in tier(lived, "low", "--target", "a")["candidates"]] == ["a"]


def test_the_window_and_the_budgets_of_the_configuration_hold(small: Place) -> None:
    lived = small.configure(
        [target("a", 1)], [suite("s", "low", 20)], tiers={"low": 0.001, "medium": 0.0005, "high": 0.0001}
    )
    take(lived, lines("a", "s", 20, 24))
    row = tier(lived, "low", "--since", "25h")
    assert (row["budget"], row["judged"]) == (0.001, 20)


def test_a_table_a_spreadsheet_and_a_page_have_the_same_three_rows(small: Place) -> None:
    lived = small.configure([target("a", 1)], [suite("s", "low", 20)])
    take(lived, lines("a", "s", 20, 24))
    rows = list(csv.DictReader(io.StringIO(lived.ask("report", "tiers", "--format", "csv"))))
    assert [(row["tier"], row["target"], row["judged"]) for row in rows] == [
        ("low", "a", "480"),
        ("medium", "a", "480"),
        ("high", "a", "480"),
    ]
    page = lived.ask("report", "tiers", "--format", "markdown")
    assert "| low | 10% | a |" in page


def test_an_empty_database_has_no_rows_and_says_what_to_run(small: Place) -> None:
    lived = small.configure([target("a", 1)], [suite("s", "low", 2)])
    assert lived.rows("tiers") == []
    assert "canary run" in lived.ask("report", "tiers")


async def test_scripted_targets_are_compared_by_what_they_really_cost(tmp_path: Path) -> None:
    """Real cycles, the real command: costs are those stored with each answer."""
    place = Place(tmp_path, sqlite(tmp_path), pytest.MonkeyPatch())
    small = target("small", 1, samples=3, script={"seed": 1, "hallucinate": 0.3})
    large = target("large", 100, samples=3, script={"seed": 2})
    place.configure([small, large], [suite("s", "low", 10)])
    config = tmp_path / "canary.yaml"
    code, _, err = await canary("--config", config, "run", "--cycles", "2")
    assert code == 0, err
    code, out, err = await canary("--config", config, "report", "tiers", "--format", "json")
    assert (code, err) == (0, "")
    low = json.loads(out)["rows"][0]
    assert low["target"] == "large"
    assert low["cost_per_1k_usd"] > 0
    small_row = next(each for each in low["candidates"] if each["target"] == "small")
    assert small_row["why"] == f"{small_row['rate']:.2%} is over 10%: no samples help"


def test_a_pipeline_is_a_candidate_at_what_its_stages_cost(small: Place) -> None:
    draft = target("draft", 1, samples=3, script={"seed": 1, "hallucinate": 0.5})
    large = target("large", 50, samples=3, script={"seed": 2})
    stages = {"draft": {"target": "draft"}, "escalate": {"target": "large"}}
    guarded = {"name": "guarded", "provider": "pipeline", "samples": 3, "stages": stages}
    lived = small.configure([draft, large, guarded], [suite("s", "low", 10)])
    live(lived.path, 2)
    row = tier(lived, "low")
    costs = {each["target"]: each["cost_per_1k_usd"] for each in row["candidates"]}
    assert row["target"] == "guarded"
    assert costs["draft"] < costs["guarded"] < costs["large"]


def test_costs_that_were_stored_go_before_todays_price(small: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    lived = small.configure([target("a", 7)], [suite("s", "low", 4)])
    last = live(lived.path, 2)
    assert isinstance(last, datetime)
    before = tier(lived, "low")["cost_per_answer_usd"]
    small.configure([target("a", 700)], [suite("s", "low", 4)])
    assert tier(lived, "low")["cost_per_answer_usd"] == before
