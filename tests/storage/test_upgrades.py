"""A database with a past goes up to today's schema: nothing is lost, and nothing is told twice."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from canary.storage import migrate, telling
from canary.storage.engine import Database
from canary.storage.tables import HEAD, incident, transition

MIGRATIONS = Path(__file__).parents[2] / "migrations"
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def go_down(connection: sa.Connection, revision: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    command.downgrade(config, revision)


def live_then(connection: sa.Connection) -> None:
    """Two incidents as the first release stored them: one told, one recorded only."""
    for number, (state, told) in enumerate((("open", True), ("suspected", False)), 1):
        connection.execute(
            sa.text(
                "INSERT INTO incident (id, target, suite, vantage, key, kind, cause, severity, state, opened_at,"
                " updated_at, content) VALUES (:id, 't', 's', 'v', :key, 'drift', 'output', 'critical', :state,"
                " :at, :at, '{}')"
            ),
            {"id": number, "key": f"output:{number}", "state": state, "at": NOW},
        )
        connection.execute(
            sa.text(
                "INSERT INTO transition (id, incident_id, at, state, kind, severity, reason, notify)"
                " VALUES (:id, :id, :at, :state, 'drift', 'critical', 'first_seen', :told)"
            ),
            {"id": number, "state": state, "at": NOW, "told": told},
        )


def test_what_the_first_release_told_is_known_as_told_and_nothing_waits_for_a_decision(
    database: Database,
) -> None:
    database.call(go_down, "0001")
    database.call(live_then)
    assert database.call(migrate.upgrade, MIGRATIONS) == ("0001", HEAD)
    heard = sa.select(incident.c.heard, incident.c.heard_severity).order_by(incident.c.id)
    assert [tuple(row) for row in database.read(lambda c: c.execute(heard).all())] == [
        (True, "critical"),
        (False, None),
    ]
    decisions = sa.select(transition.c.decision).order_by(transition.c.id)
    assert database.read(lambda c: c.execute(decisions).scalars().all()) == ["first_seen", "not_told"]
    assert database.read(telling.undecided, NOW) == []
    assert len(database.read(telling.reminders, NOW + timedelta(hours=4), timedelta(hours=4))) == 1


def test_every_step_down_can_be_gone_up_again(database: Database) -> None:
    for revision in migrate.revisions(MIGRATIONS)[1:]:
        database.call(go_down, revision)
        assert database.call(migrate.upgrade, MIGRATIONS) == (revision, HEAD)
