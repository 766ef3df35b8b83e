"""The few words in which SQLite and Postgres differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql, sqlite

from canary.storage.types import UtcDateTime, require_aware


def clock(connection: sa.Connection, ahead: timedelta = timedelta(0)) -> sa.ColumnElement[datetime]:
    """What the database's own clock says, and so much later: the one that all its clients have in common."""
    if connection.dialect.name == "postgresql":
        told = sa.func.clock_timestamp(type_=sa.DateTime(timezone=True)) + sa.literal(ahead, sa.Interval())
        return sa.type_coerce(told, UtcDateTime())
    shift = f"{ahead.total_seconds():+.3f} seconds"
    return sa.func.strftime("%Y-%m-%d %H:%M:%f000", "now", shift, type_=UtcDateTime())


def insert_ignore(connection: sa.Connection, table: sa.Table) -> sa.Insert:
    """INSERT that leaves a row alone which is there already."""
    if connection.dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def insert_many(connection: sa.Connection, table: sa.Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Insert *rows*, which all have the same keys; a row that is there already is left alone.

    On Postgres one statement takes all of them as one JSON document: a tenth of the cost of a statement a row.
    """
    if not rows:
        return
    if connection.dialect.name != "postgresql":
        connection.execute(insert_ignore(connection, table), rows)
        return
    for name in rows[0]:
        if isinstance(table.c[name].type, UtcDateTime):
            require_aware(row[name] for row in rows)
    document = orjson.dumps(rows, default=_hex).decode()
    connection.execute(_insert_document(table, tuple(rows[0])), {"document": document})


def _hex(value: object) -> str:
    if isinstance(value, bytes):
        return value.hex()
    raise TypeError(f"{type(value).__name__} has no place in a row")


@cache
def _insert_document(table: sa.Table, names: tuple[str, ...]) -> postgresql.Insert:
    """INSERT of a JSON array of objects with those keys; bytes are given as hexadecimal text."""
    given = [sa.column(name, sa.Text() if _is_bytes(table.c[name]) else table.c[name].type) for name in names]
    document = sa.cast(sa.bindparam("document", type_=sa.Text()), postgresql.JSON)
    source = (
        sa.func.json_to_recordset(document).table_valued(*given, name="given").render_derived(with_types=True)
    )
    chosen = [
        sa.func.decode(source.c[name], "hex") if _is_bytes(table.c[name]) else source.c[name]
        for name in names
    ]
    return postgresql.insert(table).from_select(names, sa.select(*chosen)).on_conflict_do_nothing()


def _is_bytes(column: sa.Column[Any]) -> bool:
    return isinstance(column.type, sa.LargeBinary)


def upsert(connection: sa.Connection, table: sa.Table, row: Mapping[str, object]) -> sa.Insert:
    """INSERT that replaces all other columns of the row with the same primary key."""
    keys = [column.name for column in table.primary_key]
    statement: postgresql.Insert | sqlite.Insert
    statement = (postgresql if connection.dialect.name == "postgresql" else sqlite).insert(table).values(row)
    changed = {name: statement.excluded[name] for name in row if name not in keys}
    return statement.on_conflict_do_update(index_elements=keys, set_=changed)
