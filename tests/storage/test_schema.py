"""The schema: what the migrations make is what the program declares, on both databases."""

from __future__ import annotations

from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext

from canary.errors import SchemaError
from canary.storage import migrate
from canary.storage.engine import Database
from canary.storage.tables import HEAD, metadata

MIGRATIONS = Path(__file__).parents[2] / "migrations"


def _differences(connection: sa.Connection) -> list[object]:
    def ours(_object: object, name: str | None, kind: str, _reflected: bool, _other: object) -> bool:
        return not (kind == "table" and name is not None and name.startswith("observation_"))

    context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
    return list(compare_metadata(context, metadata))


def test_migrated_schema_is_the_declared_one(database: Database) -> None:
    assert database.call(_differences) == []


def test_head_is_the_newest_script() -> None:
    assert migrate.revisions(MIGRATIONS)[0] == HEAD


def test_upgrading_twice_changes_nothing(database: Database) -> None:
    assert database.call(migrate.upgrade, MIGRATIONS) == (HEAD, HEAD)


def _stamp(connection: sa.Connection, revision: str) -> None:
    connection.execute(sa.text("UPDATE alembic_version SET version_num = :to"), {"to": revision})


def test_an_older_schema_is_refused_and_says_what_to_run(database: Database) -> None:
    database.call(_stamp, "0000")
    with pytest.raises(SchemaError, match="canary db upgrade"):
        database.read(migrate.require_head, database.shown)


def test_a_newer_schema_is_refused_and_not_touched(database: Database) -> None:
    database.call(_stamp, "9999")
    with pytest.raises(SchemaError, match="newer than this program"):
        database.read(migrate.require_head, database.shown)
    with pytest.raises(SchemaError, match="newer than this program"):
        database.call(migrate.upgrade, MIGRATIONS)


def test_an_empty_database_says_what_to_run(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path / 'empty.db'}")
    with pytest.raises(SchemaError, match="no Canary tables yet"):
        database.read(migrate.require_head, database.shown)
    database.close()
