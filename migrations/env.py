"""Alembic's entry: runs on the connection that `canary db upgrade` hands over, or on -x url=... by hand."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine

from canary.storage.tables import metadata


def run() -> None:
    connection = context.config.attributes.get("connection")
    if connection is not None:
        migrate(connection)
        return
    url = context.get_x_argument(as_dictionary=True).get("url", "sqlite:///canary.db")
    with create_engine(url).begin() as own:
        migrate(own)


def migrate(connection: object) -> None:
    context.configure(connection=connection, target_metadata=metadata)
    with context.begin_transaction():
        context.run_migrations()


run()
