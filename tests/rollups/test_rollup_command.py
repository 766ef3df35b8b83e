"""`canary db rollup`, and a report that reads what it made."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa

from canary.storage import rolled
from canary.storage.engine import Database
from canary.storage.tables import rollup_daily, rollup_hourly
from support import history
from support.history import HOUR, QUIET, Lived


@pytest.fixture
def lived(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    """Thirty hours of one target."""
    path = history.write_config(tmp_path, history.sqlite(tmp_path), targets=[QUIET])
    last = history.live(path, 30)
    monkeypatch.setattr(rolled, "EXACT", 0)
    return Lived(path, monkeypatch).at(last + HOUR)


def rows(lived: Lived) -> int:
    counts = [sa.select(sa.func.count()).select_from(table) for table in (rollup_hourly, rollup_daily)]
    with Database(str(history.read_config(lived.path).database.reveal())) as database:
        return sum(database.read(lambda c: [c.execute(each).scalar_one() for each in counts]))


def forget(lived: Lived) -> None:
    with Database(str(history.read_config(lived.path).database.reveal())) as database:
        for table in (rollup_hourly, rollup_daily):
            database.call(lambda c: c.execute(sa.delete(table)))  # noqa: B023


def test_roll_ups_are_made_anew_all_or_from_a_day_on(lived: Lived) -> None:
    before = lived.rows("rates", "--by", "day")
    assert [row["answered"] for row in before] == [48, 12]
    assert rows(lived) == 30 + 2
    forget(lived)
    assert lived.ask("db", "rollup", "--since", "1h") == "counted anew: 6 cycles\n"
    assert rows(lived) == 6 + 1
    assert lived.ask("db", "rollup") == "counted anew: 30 cycles\n"
    assert lived.rows("rates", "--by", "day") == before


def test_a_report_from_roll_ups_is_that_from_the_observations(
    lived: Lived, monkeypatch: pytest.MonkeyPatch
) -> None:
    views = [("rates",), ("rates", "--by", "hour"), ("rates", "--since", "20h"), ("cost", "--by", "day")]
    found = [lived.rows(*view) for view in views]
    monkeypatch.setattr(rolled, "EXACT", 10_000)
    for view, mine in zip(views, found, strict=True):
        for row, truth in zip(mine, lived.rows(*view), strict=True):
            assert _same(row, truth), (row, truth)


def _same(row: dict[str, object], truth: dict[str, object]) -> bool:
    """Equal, but for percentiles, which may be 5 % apart."""
    assert row.keys() == truth.keys()
    return all(
        value == pytest.approx(truth[name], rel=0.05 if name.endswith(("p50_ms", "p95_ms")) else 1e-6)
        if isinstance(value, float)
        else value == truth[name]
        for name, value in row.items()
    )
