"""Column types that mean the same on SQLite and Postgres."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An aware UTC instant: timestamptz on Postgres, ISO text on SQLite. A naive value is refused."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        require_aware((value,))
        moved = value if value.tzinfo is UTC else value.astimezone(UTC)
        return moved.replace(tzinfo=None) if dialect.name == "sqlite" else moved

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def require_aware(values: Iterable[datetime | None]) -> None:
    """Raises ValueError if one of them has no time zone: it could be stored as another instant than was meant."""
    if any(value is not None and value.tzinfo is None for value in values):
        raise ValueError("a stored instant must be aware; got a naive datetime")


def json_type() -> sa.types.TypeEngine[Any]:
    """JSON that can be queried where the database can: jsonb on Postgres."""
    return sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def big_id() -> sa.types.TypeEngine[int]:
    """A 64-bit key; SQLite counts automatically only for INTEGER."""
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")
