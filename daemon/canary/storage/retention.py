"""What is old enough goes: observations by their slot, texts by when they were last given.

Everything runs in small transactions, so that a cycle never waits long for one, and may be broken off and begun again
at any point. On Postgres a month of observations goes at once, with its partition.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from canary.storage import rollups
from canary.storage.cycles import ensure_partition
from canary.storage.engine import Database
from canary.storage.tables import (
    baseline,
    detector_state,
    incident,
    observation,
    output,
    reply_detail,
    stage,
    verdict,
)

BATCH: Final = 2_000  # observations a transaction deletes, or a whole slot of them
PART: Final = 500  # texts a transaction deletes
AT_ONCE: Final = 100_000  # hashes held in memory
MOMENT: Final = timedelta(days=1)  # a text given again since then is no longer unused
AHEAD: Final = timedelta(days=32)  # partitions are there so long before they are needed

_FINGERPRINT = re.compile(r"v1:sha256:([0-9a-f]{64})")
_PARTITION = re.compile(r"^observation_(\d{4})_(\d{2})$")


@dataclass(frozen=True, slots=True)
class Pruned:
    """What went, or would go: rows of each kind, and the partitions that went whole with their observations."""

    observations: int = 0
    outputs: int = 0
    verdicts: int = 0
    partitions: tuple[str, ...] = ()

    @property
    def anything(self) -> bool:
        return bool(self.observations or self.outputs or self.verdicts or self.partitions)


def prune(
    database: Database, now: datetime, outputs: timedelta, observations: timedelta, *, dry_run: bool = False
) -> Pruned:
    """Let go of texts not given for longer than *outputs*, and of observations older than *observations*.

    Kept whatever their age: cycles, baselines, incidents, and the texts that those speak of. Raises StorageError.
    """
    oldest, oldest_text = now - observations, now - min(outputs, observations)
    partitions = database.read(_old_partitions, oldest)
    if dry_run:
        return Pruned(
            database.read(_count_observations, oldest),
            database.read(_count, output, _old_texts(oldest_text)),
            database.read(_count, verdict, _orphans(oldest)),
            partitions,
        )
    rollups.catch_up(database)  # they are what is left of observations that go
    gone = sum(database.call(_drop_partition, name) for name in partitions)
    gone += _in_batches(database, observation, oldest)
    for table in (stage, reply_detail):
        _in_batches(database, table, oldest)
    texts = _prune_texts(database, output, _old_texts(oldest_text), now)
    verdicts = _prune_texts(database, verdict, _orphans(), now) if gone else 0
    return Pruned(gone, texts, verdicts, partitions)


def prepare(connection: sa.Connection, now: datetime) -> None:
    """On Postgres, make this month's partition and the next one's before they are needed."""
    ensure_partition(connection, now)
    ensure_partition(connection, now + AHEAD)


# --- observations --------------------------------------------------------------------------------


def _old_partitions(connection: sa.Connection, oldest: datetime) -> tuple[str, ...]:
    """The partitions that hold nothing younger than *oldest*, the oldest first."""
    if connection.dialect.name != "postgresql":
        return ()
    names = connection.execute(
        sa.text(
            "SELECT c.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid "
            "WHERE i.inhparent = to_regclass('observation') ORDER BY c.relname"
        )
    ).scalars()
    return tuple(name for name in names if (end := _end_of(name)) is not None and end <= oldest)


def _end_of(partition: str) -> datetime | None:
    named = _PARTITION.match(partition)
    if named is None:
        return None
    first = datetime(int(named[1]), int(named[2]), 1, tzinfo=UTC)
    return (first + timedelta(days=32)).replace(day=1)


def _drop_partition(connection: sa.Connection, name: str) -> int:
    if connection.execute(sa.text("SELECT to_regclass(:name)"), {"name": name}).scalar() is None:
        return 0  # another daemon was quicker
    # The name matched _PARTITION: letters, digits and underscores of ours.
    count = connection.exec_driver_sql(f"SELECT count(*) FROM {name}").scalar()  # noqa: S608
    connection.exec_driver_sql(f"DROP TABLE {name}")
    return int(count or 0)


def _in_batches(database: Database, table: sa.Table, oldest: datetime) -> int:
    """Delete the rows of slots before *oldest*, slot by slot; a slot with more than a batch of rows goes whole."""
    gone = 0
    while (upto := database.read(_batch_end, table, oldest)) is not None:
        gone += database.call(_delete_upto, table, upto)
    return gone


def _batch_end(connection: sa.Connection, table: sa.Table, oldest: datetime) -> datetime | None:
    """The slot up to which one batch reaches; None if nothing is left."""
    slots = sa.select(table.c.slot_at).where(table.c.slot_at < oldest).order_by(table.c.slot_at).limit(BATCH)
    found: datetime | None = connection.execute(sa.select(sa.func.max(slots.subquery().c.slot_at))).scalar()
    return found


def _delete_upto(connection: sa.Connection, table: sa.Table, upto: datetime) -> int:
    return connection.execute(sa.delete(table).where(table.c.slot_at <= upto)).rowcount


def _count_observations(connection: sa.Connection, oldest: datetime) -> int:
    count = sa.select(sa.func.count()).select_from(observation).where(observation.c.slot_at < oldest)
    return int(connection.execute(count).scalar_one())


# --- texts and verdicts --------------------------------------------------------------------------


def _prune_texts(
    database: Database, table: sa.Table, unused: sa.Select[Any] | sa.CompoundSelect[Any], now: datetime
) -> int:
    """Delete the rows of *table* (its key's first column is an output's hash) whose hash is among *unused*.

    What is unused is found by one pass over what was given, however many rows go.
    """
    key, kept, gone = _key(table), database.read(_spoken_of), 0
    while True:
        found = {row[0] for row in database.read(_fetch, unused.limit(AT_ONCE + len(kept)))} - kept
        for part in _parts(sorted(found)):
            gone += database.call(_delete_unused, key, part, now - MOMENT)
        if len(found) < AT_ONCE:
            return gone


def _key(table: sa.Table) -> sa.Column[Any]:
    return table.c.hash if table is output else table.c.output_hash


def _fetch(connection: sa.Connection, query: sa.Executable) -> Sequence[Any]:
    return connection.execute(query).all()


def _old_texts(oldest: datetime) -> sa.CompoundSelect[Any]:
    """Hashes of texts first given before *oldest*, and not since."""
    old = sa.select(output.c.hash).where(output.c.first_seen_at < oldest)
    return old.except_(*(_given(table, oldest) for table in (observation, stage)))


def _orphans(oldest: datetime | None = None) -> sa.CompoundSelect[Any]:
    """Hashes with a verdict that nothing refers to, or only what is older than *oldest*."""
    judged = sa.select(verdict.c.output_hash)
    return judged.except_(*(_given(table, oldest) for table in (observation, stage)))


def _given(table: sa.Table, since: datetime | None) -> sa.Select[Any]:
    given = sa.select(table.c.output_hash).where(table.c.output_hash.is_not(None))
    return given if since is None else given.where(table.c.slot_at >= since)


def _delete_unused(
    connection: sa.Connection, key: sa.Column[Any], hashes: Sequence[bytes], since: datetime
) -> int:
    """Delete them, but for what was given again in the moment since they were looked up."""
    again = {
        row[0]
        for table in (observation, stage)
        for row in connection.execute(_given(table, since).where(table.c.output_hash.in_(hashes)))
    }
    left = [each for each in hashes if each not in again]
    return connection.execute(sa.delete(key.table).where(key.in_(left))).rowcount if left else 0


def _count(connection: sa.Connection, table: sa.Table, unused: sa.CompoundSelect[Any]) -> int:
    """How many rows of *table* would go."""
    key, kept = _key(table), _spoken_of(connection)
    found = {row[0] for row in connection.execute(unused)} - kept
    rows = sa.select(sa.func.count()).select_from(table)
    return sum(connection.execute(rows.where(key.in_(part))).scalar_one() for part in _parts(sorted(found)))


def _spoken_of(connection: sa.Connection) -> set[bytes]:
    """The texts that baselines, detectors and incidents refer to."""
    texts = (baseline.c.content, detector_state.c.state, sa.cast(incident.c.content, sa.Text))
    return {
        bytes.fromhex(digest)
        for column in texts
        for text in connection.execute(sa.select(column)).scalars()
        for digest in _FINGERPRINT.findall(text or "")
    }


def _parts(hashes: Sequence[bytes]) -> Iterator[Sequence[bytes]]:
    for start in range(0, len(hashes), PART):
        yield hashes[start : start + PART]
