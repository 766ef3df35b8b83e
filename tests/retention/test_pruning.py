"""What retention keeps and what goes, over months of real cycles, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.cli import main
from canary.storage import retention
from canary.storage.engine import Database
from canary.storage.tables import cycle, incident, observation, output, stage, verdict
from support.world import World

DAY = timedelta(days=1)
TEXTS, RECORDS = 30 * DAY, 90 * DAY


@pytest.fixture
async def world(tmp_path: Path, database_url: str) -> World:
    """Half a year, a cycle each five days, another model in the second month; and two cycles aside, of a third one."""
    world = World(tmp_path, database_url)
    world.step = 5 * DAY
    world.target["script"] = {"truncate": 1.0}
    await world.hours(2, aside=True)
    world.config["baseline"] = {"cycles": 4, "over": "0s"}
    phases = [{"from_cycle": 5, "to_cycle": 12, "drift": 1.0}]
    world.target["script"] = {"seed": 3, "nondeterminism": 0.6, "phases": phases}
    await world.hours(36)
    return world


def database_of(world: World) -> Database:
    return Database(str(world.config["database"]))


def numbers(database: Database) -> dict[str, int]:
    tables = (observation, output, verdict, cycle, incident, stage)
    return {table.name: ask(database, sa.select(sa.func.count()).select_from(table))[0] for table in tables}


def ask(database: Database, query: sa.Executable) -> list[Any]:
    """The first column of what *query* finds."""
    return database.read(lambda connection: list(connection.execute(query).scalars()))


def oldest_slot(database: Database) -> datetime:
    (found,) = ask(database, sa.select(sa.func.min(observation.c.slot_at)))
    assert isinstance(found, datetime)
    return found


async def test_what_is_old_goes_and_a_dry_run_says_so_before(world: World) -> None:
    with database_of(world) as database:
        before = numbers(database)
        told = retention.prune(database, world.clock(), TEXTS, RECORDS, dry_run=True)
        assert numbers(database) == before
        gone = retention.prune(database, world.clock(), TEXTS, RECORDS)
        after = numbers(database)
        assert (gone.observations, gone.outputs) == (told.observations, told.outputs)
        assert gone.verdicts == told.verdicts
        for table, count in (
            ("observation", gone.observations),
            ("output", gone.outputs),
            ("verdict", gone.verdicts),
        ):
            assert before[table] - after[table] == count > 0
        assert (after["cycle"], after["incident"]) == (before["cycle"], before["incident"])
        assert oldest_slot(database) >= world.clock() - RECORDS
        assert not retention.prune(database, world.clock(), TEXTS, RECORDS).anything


async def test_texts_that_are_given_today_or_that_a_baseline_speaks_of_stay(world: World) -> None:
    with database_of(world) as database:
        before = set(ask(database, sa.select(output.c.hash)))
        kept = database.read(retention._spoken_of) & before
        assert kept
        retention.prune(database, world.clock(), TEXTS, RECORDS)
        stored = set(ask(database, sa.select(output.c.hash)))
        recent = sa.select(observation.c.output_hash).where(observation.c.slot_at >= world.clock() - TEXTS)
        given = set(filter(None, ask(database, recent)))
        assert given <= stored
        assert kept <= stored


async def test_detection_and_reports_go_on_after_pruning(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    with database_of(world) as database:
        retention.prune(database, world.clock(), TEXTS, RECORDS)
    outcomes = await world.hours(2)
    assert all(o.settled is not None and o.settled.report is not None for o in outcomes)
    config = ["--config", str(world.folder / "canary.yaml")]
    for view in ("status", "rates", "drift", "incidents", "cost"):
        assert main(["report", view, "--since", "3650d", *config]) == 0
    assert main(["diff", "model", "p0", *config]) == 0


async def test_the_command_deletes_only_without_dry_run(
    world: World, capsys: pytest.CaptureFixture[str]
) -> None:
    world.config["retention"] = {"outputs": "1d", "observations": "2d"}
    world.write()
    config = ["--config", str(world.folder / "canary.yaml")]
    with database_of(world) as database:
        before = numbers(database)
        assert main(["db", "prune", "--dry-run", *config]) == 0
        assert "would go: " in capsys.readouterr().out
        assert numbers(database) == before
        assert main(["db", "prune", *config]) == 0
        assert f"deleted: {before['observation']:,} observations older than 2d" in capsys.readouterr().out
        assert numbers(database)["observation"] == 0


def test_months_that_are_over_go_with_their_partition_and_the_next_ones_are_there(postgres_url: str) -> None:
    now = datetime(2026, 6, 15, tzinfo=UTC)
    with Database(postgres_url) as database:
        for month in (1, 2, 3, 6):
            database.call(retention.prepare, datetime(2026, month, 10, tzinfo=UTC))
        gone = retention.prune(database, now, TEXTS, RECORDS)
        assert gone.partitions == ("observation_2026_01", "observation_2026_02")
        left = ask(database, sa.text("SELECT relname FROM pg_class WHERE relname ~ '^observation_2.*[0-9]$'"))
        assert {"observation_2026_03", "observation_2026_06", "observation_2026_07"} <= set(left)
        assert not {name for name in left if "_01" in name or "_02" in name}
