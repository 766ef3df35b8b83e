"""The few words in which SQLite and Postgres differ."""

from __future__ import annotations

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_ignore(connection: sa.Connection, table: sa.Table) -> sa.Insert:
    """INSERT that leaves a row alone which is there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> sa.Insert:
    """INSERT that replaces all other columns of the row with the same primary key."""
    keys = [column.name for column in table.primary_key]
    statement: postgresql.Insert | sqlite.Insert
    statement = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table).values(row)
    changed = {name: statement.excluded[name] for name in row if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
