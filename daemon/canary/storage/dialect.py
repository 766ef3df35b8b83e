"""The few words in which SQLite and Postgres differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite


def insert_ignore(connection: sa.Connection, table: sa.Table) -> sa.Insert:
    """INSERT that leaves a row alone which is there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_many(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows*, which all have the same keys; a row that is there already is left alone.

    On Postgres one statement takes whole columns as arrays: a quarter of the cost of a statement a row.
    """
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert_ignore(connection, table), rows)
        return
    names = tuple(rows[0])
    columns = {name: [row[name] for row in rows] for name in names}
    for name in names:
        if _is_json(table.c[name]):
            columns[name] = [None if v is None else orjson.dumps(v).decode() for v in columns[name]]
    connection.execute(_insert_arrays(table, names), columns)


@cache
def _insert_arrays(table: sa.Table, names: tuple[str, ...]) -> postgresql.Insert:
    arrays = [sa.bindparam(name, type_=postgresql.ARRAY(_array_item(table.c[name]))) for name in names]
    source = sa.func.unnest(*arrays).table_valued(*names, name="given").render_derived()
    chosen = [
        sa.cast(source.c[name], postgresql.JSONB) if _is_json(table.c[name]) else source.c[name]
        for name in names
    ]
    return postgresql.insert(table).from_select(names, sa.select(*chosen)).on_conflict_do_nothing()


def _array_item(column: sa.Column[Any]) -> sa.types.TypeEngine[Any]:
    return sa.Text() if _is_json(column) else column.type


def _is_json(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.JSON)


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> sa.Insert:
    """INSERT that replaces all other columns of the row with the same primary key."""
    keys = [column.name for column in table.primary_key]
    statement: postgresql.Insert | sqlite.Insert
    statement = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table).values(row)
    changed = {name: statement.excluded[name] for name in row if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
