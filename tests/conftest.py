"""Fixtures every area shares: one Postgres for the whole run, and databases of both kinds for one test suite."""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import hypothesis
import pytest

from canary.storage import migrate
from canary.storage.engine import Database
from support import postgres

# A busy machine is no reason to fail: what a test may take is bounded by its own timeout.
hypothesis.settings.register_profile("canary", deadline=None)
hypothesis.settings.load_profile("canary")

ROOT = Path(__file__).parent.parent
MIGRATIONS = ROOT / "migrations"


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    """The address of a real Postgres: CANARY_TEST_POSTGRES, or one of our own for this run."""
    given = os.environ.get("CANARY_TEST_POSTGRES")
    if given:
        yield given
        return
    with postgres.server() as own:
        yield own.url


@pytest.fixture(scope="session")
def postgres_template(postgres_server: str) -> Iterator[str]:
    """A migrated database to clone: a fifth of a second instead of a migration for each test."""
    name = f"canary_template_{uuid.uuid4().hex[:8]}"
    database = Database(postgres.create_database(postgres_server, name))
    database.call(migrate.upgrade, MIGRATIONS)
    database.close()
    yield name
    postgres.drop_database(postgres_server, name)


@pytest.fixture
def postgres_url(postgres_server: str, postgres_template: str) -> Iterator[str]:
    """The address of a fresh, migrated Postgres database."""
    name = f"canary_{uuid.uuid4().hex[:12]}"
    yield postgres.create_database(postgres_server, name, postgres_template)
    postgres.drop_database(postgres_server, name)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a fresh, migrated SQLite database."""
    url = f"sqlite:///{tmp_path / 'canary.db'}"
    database = Database(url)
    database.call(migrate.upgrade, MIGRATIONS)
    database.close()
    return url


@pytest.fixture(params=["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def database_url(request: pytest.FixtureRequest) -> str:
    """Each test that asks for it runs on both databases."""
    return str(request.getfixturevalue(f"{request.param}_url"))


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    opened = Database(database_url)
    yield opened
    opened.close()
