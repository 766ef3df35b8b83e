"""Bringing a database to the schema this program needs, and refusing to work on any other."""

from __future__ import annotations

from pathlib import Path

import sqlalchemy as sa

from canary.errors import SchemaError
from canary.storage.tables import HEAD

_LOCK = 0x63616E617279  # "canary": serialises concurrent upgrades on Postgres


def current(connection: sa.Connection) -> str | None:
    """The schema's revision, or None for a database that holds none of our tables."""
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(sa.text("SELECT version_num FROM alembic_version")).scalar()


def upgrade(connection: sa.Connection, scripts: Path) -> tuple[str | None, str]:
    """Apply the migrations in *scripts*; returns the revision before and after. One transaction, or nothing."""
    from alembic import command
    from alembic.config import Config

    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": _LOCK})
    before = current(connection)
    if before not in (None, *revisions(scripts)):
        raise SchemaError(_newer(before))
    config = Config()
    config.set_main_option("script_location", str(scripts))
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    return before, HEAD


def revisions(scripts: Path) -> tuple[str, ...]:
    """Every revision there is a script for, newest first."""
    from alembic.script import ScriptDirectory

    return tuple(script.revision for script in ScriptDirectory(str(scripts)).walk_revisions())


def require_head(connection: sa.Connection, shown: str) -> None:
    """Raises SchemaError, saying what to run, unless the schema is exactly what this program needs."""
    found = current(connection)
    if found == HEAD:
        return
    if found is None:
        raise SchemaError(f"{shown} holds no Canary tables yet. Run `canary db upgrade`, then start again.")
    if found > HEAD:
        raise SchemaError(_newer(found))
    raise SchemaError(
        f"{shown} is at schema {found}, this program needs {HEAD}. "
        "Run `canary db upgrade` (take a backup first), then start again."
    )


def _newer(found: str | None) -> str:
    return (
        f"the database is at schema {found}, which is newer than this program's {HEAD}. "
        "Install the Canary release that made it, or restore the backup taken before that upgrade."
    )
