"""Roll-ups: what each hour and each day of a target x suite came to, so that a long window is read in rows, not samples.

A cycle is counted in the transaction that closes it, and ``cycle.rolled`` says with how many samples. One that is closed
but in no roll-up (imported, or finished by an older daemon) is counted by ``catch_up``; until then readers count its
observations. Roll-ups hold the verdicts of the validators that a cycle was run with, which is why each suite version
has rows of its own, and outlive the observations they were made from. Reading is in storage/rolled.py.
"""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import accumulate, pairwise
from operator import add
from typing import Any, Final, NamedTuple

import orjson
import sqlalchemy as sa

from canary.core.model import EMPTY
from canary.core.sketch import Sketch
from canary.storage import cycles, history
from canary.storage.cycles import IMPORT, RUNNING
from canary.storage.encoding import unpack_categories
from canary.storage.engine import Database
from canary.storage.history import HALLUCINATION, IMPORT_JUDGES
from canary.storage.tables import cycle, observation, rollup_daily, rollup_hourly, suite_version, verdict

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
AT_ONCE: Final = 50  # cycles that one transaction catches up with
DIGEST: Final = (
    8  # bytes of a hash that tell outputs apart: of 10 million, two are alike once in 300,000 histories
)

COUNTS: Final = ("answered", "judged", "invalid", "hallucination_judged", "hallucinated")
"""What is counted of each prompt."""

Counts = tuple[int, int, int, int]
"""(judged, invalid, hallucination_judged, hallucinated)"""

_UNJUDGED: Final = (0, 0, 0, 0)
_CHUNK = 500  # values in one IN list

Layout = tuple[str, ...]
"""The prompts of a suite version, in the order in which their counts are stored."""


class Key(NamedTuple):
    """Whose cycles, of which suite version, and when the hour or the day begins."""

    bucket: datetime
    target: str
    suite: str
    vantage: str
    suite_version_id: int


class Pair(NamedTuple):
    target: str
    suite: str
    vantage: str


# --- counting ------------------------------------------------------------------------------------


@dataclass(slots=True)
class Paid:
    """Counts, tokens and US dollars of some samples. Sums are None where nothing was known; ``answered_usd`` is what
    the ``priced`` answers cost."""

    cycles: int = 0
    answered: int = 0
    unmeasured: int = 0
    input_tokens: int | None = None
    output_tokens: int | None = None
    priced: int = 0
    cost_usd: float | None = None
    answered_usd: float = 0.0

    def merge(self, other: Paid) -> None:
        self.cycles += other.cycles
        self.answered += other.answered
        self.unmeasured += other.unmeasured
        self.input_tokens = plus(self.input_tokens, other.input_tokens)
        self.output_tokens = plus(self.output_tokens, other.output_tokens)
        self.priced += other.priced
        self.cost_usd = plus(self.cost_usd, other.cost_usd)
        self.answered_usd += other.answered_usd

    def add(self, seen: sa.Row[Any]) -> None:
        answered = seen.output_hash is not None
        self.answered += answered
        self.unmeasured += seen.failure is not None
        self.input_tokens = plus(self.input_tokens, seen.input_tokens)
        self.output_tokens = plus(self.output_tokens, seen.output_tokens)
        if seen.cost_usd is not None:
            self.cost_usd = plus(self.cost_usd, seen.cost_usd)
            self.priced += answered
            self.answered_usd += seen.cost_usd if answered else 0.0

    def packed(self) -> list[Any]:
        return [
            *(self.cycles, self.answered, self.unmeasured, self.input_tokens, self.output_tokens),
            *(self.priced, self.cost_usd, self.answered_usd),
        ]


def plus(one: Any, other: Any) -> Any:
    """Their sum; None counts for nothing."""
    if one is None or other is None:
        return one if other is None else other
    return one + other


@dataclass(slots=True)
class Rollup:
    """What some cycles came to. ``extra`` are the samples asked again on suspicion, which no rate may count; its
    ``cycles`` are those that have no others. Latency is milliseconds of answered samples: a sum over ``timed`` of them."""

    regular: Paid = field(default_factory=Paid)
    extra: Paid = field(default_factory=Paid)
    latency_ms: float = 0.0
    timed: int = 0
    sketch: Sketch = field(default_factory=Sketch)
    failures: dict[str, int] = field(default_factory=dict)  # kind -> samples
    prompts: dict[str, list[int]] = field(default_factory=dict)  # prompt -> COUNTS
    outputs: set[bytes] = field(default_factory=set)  # digests of the distinct answers

    def add(self, seen: sa.Row[Any], verdict: Counts) -> None:
        """Count one regular sample, and what its judge made of it."""
        self.regular.add(seen)
        if seen.failure is not None:
            self.failures[seen.failure] = self.failures.get(seen.failure, 0) + 1
        if seen.output_hash is None:
            return
        self.outputs.add(seen.output_hash[:DIGEST])
        if seen.latency_ms is not None:
            self.latency_ms += seen.latency_ms
            self.timed += 1
            self.sketch.add(seen.latency_ms)
        self.count(seen.prompt, (1, *verdict))

    def count(self, prompt: str, counts: Iterable[int]) -> None:
        """Add COUNTS of a prompt."""
        known = self.prompts.get(prompt)
        self.prompts[prompt] = list(counts) if known is None else list(map(add, known, counts))

    def merge(self, other: Rollup) -> None:
        self.regular.merge(other.regular)
        self.extra.merge(other.extra)
        self.latency_ms += other.latency_ms
        self.timed += other.timed
        self.sketch.merge(other.sketch.counts.keys(), other.sketch.counts.values())
        for kind, count in other.failures.items():
            self.failures[kind] = self.failures.get(kind, 0) + count
        for prompt, counts in other.prompts.items():
            self.count(prompt, counts)
        self.outputs |= other.outputs


@lru_cache(maxsize=1024)
def verdict_counts(judged: str, failed: str) -> Counts:
    """What one answer adds to its prompt's counts, by the categories of its verdict."""
    return (
        int(bool(judged)),
        int(bool(failed)),
        int(HALLUCINATION in unpack_categories(judged)),
        int(HALLUCINATION in unpack_categories(failed)),
    )


# --- a row ---------------------------------------------------------------------------------------


def pack(rollup: Rollup, layout: Layout) -> dict[str, Any]:
    """The columns of a roll-up, but for its key."""
    paid, counts = rollup.regular, rollup.prompts
    known, nothing = set(layout), [0] * len(COUNTS)
    lanes = [counts.get(prompt, nothing) for prompt in layout] if not known.isdisjoint(counts) else []
    numbers = sorted(rollup.sketch.counts)
    content = {
        "usd": paid.answered_usd,
        "ms": [rollup.latency_ms, rollup.timed],
        "gaps": numbers[:1] + [after - before for before, after in pairwise(numbers)],
        "values": [rollup.sketch.counts[number] for number in numbers],
        "failures": rollup.failures,
        "prompts": [count for lane in zip(*lanes, strict=True) for count in lane],
        "others": {prompt: each for prompt, each in sorted(counts.items()) if prompt not in known},
        "extra": rollup.extra.packed() if rollup.extra != Paid() else None,
    }
    totals = list(map(sum, zip(*counts.values(), strict=True))) or nothing
    return {
        "cycles": paid.cycles,
        "answered": paid.answered,
        "unmeasured": paid.unmeasured,
        **dict(zip(COUNTS[1:], totals[1:], strict=True)),
        "input_tokens": paid.input_tokens,
        "output_tokens": paid.output_tokens,
        "priced": paid.priced,
        "cost_usd": paid.cost_usd,
        "distinct_outputs": len(rollup.outputs),
        "content": zlib.compress(orjson.dumps(content)),
        "outputs": b"".join(sorted(rollup.outputs)),
    }


def unpack(rows: Iterable[sa.Row[Any]], layout: Layout, *, outputs: bool = True) -> Rollup:
    """What stored *rows* of one suite version add up to; without *outputs* their hashes are left out."""
    found, lanes = Rollup(), []
    for row in rows:
        content = orjson.loads(zlib.decompress(row.content))
        found.regular.merge(_paid(row, content["usd"]))
        found.latency_ms += content["ms"][0]
        found.timed += content["ms"][1]
        found.sketch.merge(accumulate(content["gaps"]), content["values"])
        for kind, count in content["failures"].items():
            found.failures[kind] = found.failures.get(kind, 0) + count
        if content["prompts"]:
            lanes.append(content["prompts"])
        for prompt, counts in content["others"].items():
            found.count(prompt, counts)
        if content["extra"] is not None:
            found.extra.merge(Paid(*content["extra"]))
        if outputs:
            found.outputs |= digests(row.outputs)
    if lanes:
        summed = list(map(sum, zip(*lanes, strict=True)))
        for number, prompt in enumerate(layout):
            if summed[number]:
                found.count(prompt, summed[number :: len(layout)])
    return found


def _paid(row: sa.Row[Any], answered_usd: float) -> Paid:
    return Paid(
        row.cycles,
        row.answered,
        row.unmeasured,
        row.input_tokens,
        row.output_tokens,
        row.priced,
        row.cost_usd,
        answered_usd,
    )


def digests(packed: bytes) -> set[bytes]:
    """The digests of a row's distinct outputs."""
    return {packed[start : start + DIGEST] for start in range(0, len(packed), DIGEST)}


# --- closing a cycle -----------------------------------------------------------------------------


def finish(
    connection: sa.Connection,
    cycle_id: int,
    state: str,
    now: datetime,
    facts: Mapping[str, Any] = EMPTY,
    *,
    by: str | None = None,
) -> bool:
    """``cycles.finish``, and the cycle is counted with it."""
    closed = cycles.finish(connection, cycle_id, state, now, facts, by=by)
    if closed:
        roll(connection, [cycle_id])
    return closed


def give_up(connection: sa.Connection, cycle_id: int, by: str, now: datetime, note: str) -> bool:
    """``cycles.give_up``, and the cycle is counted with it as far as it came."""
    closed = cycles.give_up(connection, cycle_id, by, now, note)
    if closed:
        roll(connection, [cycle_id])
    return closed


def roll(connection: sa.Connection, ids: Collection[int]) -> None:
    """Count closed cycles into their hours and days; one that is counted already is passed over."""
    _hold(connection, cycle.c.id.in_(ids))
    _count_in(connection, _closed(connection, cycle.c.id.in_(ids), cycle.c.rolled.is_(None)))


def grown(connection: sa.Connection, ids: Collection[int]) -> None:
    """Count anew the days of those cycles that were counted before their last observations came: they were closed by
    another process, or an import had more of them."""
    counted = _closed(connection, cycle.c.id.in_(ids), cycle.c.rolled.is_not(None))
    if not counted:
        return
    stored = _samples_of(connection, counted)
    late = [each for each in counted if stored.get(each.id, 0) > each.rolled]
    for pair, day in sorted({(_pair(each), day_of(each.slot)) for each in late}):
        rebuild_day(connection, pair, day)


def catch_up(database: Database) -> int:
    """Count what is closed and in no roll-up yet, in small transactions; returns how many cycles. Raises StorageError."""
    done = 0
    while ids := database.read(_unrolled, AT_ONCE):
        database.call(roll, ids)
        done += len(ids)
    return done


def _unrolled(connection: sa.Connection, limit: int) -> list[int]:
    query = sa.select(cycle.c.id).where(_UNROLLED, cycle.c.state != RUNNING)
    return list(connection.execute(query.order_by(cycle.c.slot, cycle.c.id).limit(limit)).scalars())


_UNROLLED = sa.text("cycle.rolled IS NULL")  # literally as the index has it, or it would not be used


# --- counting anew -------------------------------------------------------------------------------


def rebuild(
    database: Database, since: datetime | None = None, told: Callable[[int, int], None] | None = None
) -> int:
    """Count every day from that of *since* on anew, each in a transaction of its own; returns how many cycles.

    Hours whose observations are gone are left as they are. *told* hears how many of how many days are done. Raises
    StorageError.
    """
    days, done = database.read(_days, since), 0
    for number, (pair, day) in enumerate(days, 1):
        done += database.call(rebuild_day, pair, day)
        if told is not None:
            told(number, len(days))
    return done


def _days(connection: sa.Connection, since: datetime | None) -> list[tuple[Pair, datetime]]:
    query = sa.select(cycle.c.target, cycle.c.suite, cycle.c.vantage, cycle.c.slot)
    if since is not None:
        query = query.where(cycle.c.slot >= day_of(since))
    rows = connection.execute(query)
    return sorted({(Pair(*pair), day_of(slot)) for *pair, slot in rows}, key=lambda each: (each[1], each[0]))


def rebuild_day(connection: sa.Connection, pair: Pair, day: datetime) -> int:
    """Count the closed cycles of a day anew, but for the hours of those that lost observations since they were counted;
    returns how many were counted."""
    which = (*_is(cycle, pair), cycle.c.slot >= day, cycle.c.slot < day + DAY)
    _hold(connection, *which, cycle.c.state != RUNNING)
    closed = _closed(connection, *which)
    stored = _samples_of(connection, closed)
    kept = {_key(each, hour_of) for each in closed if stored.get(each.id, 0) < (each.rolled or 0)}
    again = [each for each in closed if _key(each, hour_of) not in kept]
    for table in (rollup_hourly, rollup_daily):
        _delete(connection, table, pair, day, kept)
    for key in sorted(kept):
        row = _row(connection, rollup_hourly, key)
        if row is not None:
            layout = _layout(connection, key.suite_version_id)
            _add(connection, rollup_daily, key._replace(bucket=day), unpack([row], layout), layout)
    _count_in(connection, again)
    return len(again)


def _delete(
    connection: sa.Connection, table: sa.Table, pair: Pair, day: datetime, kept: Collection[Key]
) -> None:
    """Delete the pair's rows of a day, but for the *kept* hours."""
    within = (*_is(table, pair), table.c.bucket >= day, table.c.bucket < day + DAY)
    left = [
        sa.not_((table.c.bucket == each.bucket) & (table.c.suite_version_id == each.suite_version_id))
        for each in kept
        if table is rollup_hourly
    ]
    connection.execute(sa.delete(table).where(*within, *left))


# --- what it is made of --------------------------------------------------------------------------


def hour_of(slot: datetime) -> datetime:
    return slot.astimezone(UTC).replace(minute=0, second=0, microsecond=0)


def day_of(slot: datetime) -> datetime:
    return hour_of(slot).replace(hour=0)


def count_of(
    connection: sa.Connection,
    closed: Sequence[sa.Row[Any]],
    judges: Mapping[int, Mapping[str, bytes]],
    bucket: Callable[[datetime], datetime],
) -> tuple[dict[Key, Rollup], dict[int, int]]:
    """(what the cycles came to by *bucket* and suite version, samples of each cycle); *judges* are by suite version."""
    found: dict[Key, Rollup] = {}
    samples: dict[int, int] = {}
    regular: set[int] = set()
    of = {each.id: (found.setdefault(_key(each, bucket), Rollup()), each.samples) for each in closed}
    for seen, counts in _seen(connection, closed, judges):
        rollup, asked = of[seen.cycle_id]
        samples[seen.cycle_id] = samples.get(seen.cycle_id, 0) + 1
        if seen.sample < asked:
            regular.add(seen.cycle_id)
            rollup.add(seen, counts)
        else:
            rollup.extra.add(seen)
    for cycle_id in samples:
        paid = of[cycle_id][0].regular if cycle_id in regular else of[cycle_id][0].extra
        paid.cycles += 1
    return found, samples


def _seen(
    connection: sa.Connection, closed: Sequence[sa.Row[Any]], judges: Mapping[int, Mapping[str, bytes]]
) -> Iterator[tuple[sa.Row[Any], Counts]]:
    """The observations of cycles, each with what the judge that speaks for it made of it (see history.py).

    Judges are matched here and not in the query, whose text then is the same for any suite: a list of a hundred judges
    as rows to join with would be the dearest part of counting a cycle.
    """
    versions = {each.id: judges.get(each.suite_version_id or 0, {}) for each in closed}
    imported = {each.id for each in closed if each.origin == IMPORT}
    rows = connection.execute(_observed(closed)).all()
    verdicts = _verdicts(connection, {row.output_hash for row in rows if row.output_hash is not None})
    for row in rows:
        judge = IMPORT_JUDGES.get(row.request_id) if row.cycle_id in imported else None
        judge = judge or versions[row.cycle_id].get(row.prompt)
        yield row, verdicts.get((row.output_hash, judge), _UNJUDGED)


def _observed(closed: Sequence[sa.Row[Any]]) -> sa.Select[Any]:
    o, slots = observation.c, [each.slot for each in closed]
    columns = (o.cycle_id, o.prompt, o.sample, o.output_hash, o.failure, o.input_tokens, o.output_tokens)
    exact = [sa.cast(each, sa.Double).label(each.name) for each in (o.latency_ms, o.cost_usd)]
    return sa.select(*columns, *exact, o.request_id).where(
        o.cycle_id.in_([each.id for each in closed]), o.slot_at.between(min(slots), max(slots))
    )


def _verdicts(
    connection: sa.Connection, hashes: Collection[bytes]
) -> dict[tuple[bytes, bytes | None], Counts]:
    """(output hash, judge) -> what the verdict counts."""
    found: dict[tuple[bytes, bytes | None], Counts] = {}
    v, listed = verdict.c, sorted(hashes)
    query = sa.select(v.output_hash, v.judge, v.judged, v.failed)
    for start in range(0, len(listed), _CHUNK):
        for row in connection.execute(query.where(v.output_hash.in_(listed[start : start + _CHUNK]))):
            found[row.output_hash, row.judge] = verdict_counts(row.judged, row.failed)
    return found


def _count_in(connection: sa.Connection, closed: Sequence[sa.Row[Any]]) -> None:
    """Add cycles to their hours and days, and say so in each. Their pairs are held."""
    if not closed:
        return
    judges = own_judges(connection, {each.suite_version_id for each in closed})
    hours, samples = count_of(connection, closed, judges, hour_of)
    days: dict[Key, Rollup] = {}
    for key, rollup in sorted(hours.items(), key=lambda each: each[0]):
        layout = tuple(judges.get(key.suite_version_id, ()))
        days.setdefault(key._replace(bucket=day_of(key.bucket)), Rollup()).merge(rollup)
        _add(connection, rollup_hourly, key, rollup, layout)
    for key, rollup in days.items():
        _add(connection, rollup_daily, key, rollup, tuple(judges.get(key.suite_version_id, ())))
    rolled = sa.update(cycle).where(cycle.c.id == sa.bindparam("its")).values(rolled=sa.bindparam("count"))
    connection.execute(rolled, [{"its": each.id, "count": samples.get(each.id, 0)} for each in closed])


def _add(connection: sa.Connection, table: sa.Table, key: Key, more: Rollup, layout: Layout) -> None:
    """Add to a row, or make it; cycles without any sample make none."""
    if not more.regular.cycles and not more.extra.cycles:
        return
    row = _row(connection, table, key)
    if row is None:
        connection.execute(sa.insert(table), {**key._asdict(), **pack(more, layout)})
        return
    stored = unpack([row], layout)
    stored.merge(more)
    which = [table.c[name] == sa.bindparam(f"its_{name}") for name in Key._fields]
    named = {f"its_{name}": value for name, value in key._asdict().items()}
    connection.execute(sa.update(table).where(*which), {**named, **pack(stored, layout)})


def _row(connection: sa.Connection, table: sa.Table, key: Key) -> sa.Row[Any] | None:
    return connection.execute(
        sa.select(table).where(*(table.c[name] == value for name, value in key._asdict().items()))
    ).first()


def _closed(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> Sequence[sa.Row[Any]]:
    c = cycle.c
    query: sa.Select[Any] = sa.select(
        c.id, c.target, c.suite, c.vantage, c.suite_version_id, c.slot, c.samples, c.origin, c.rolled
    ).where(*which)
    return connection.execute(query.where(c.state != RUNNING).order_by(c.slot, c.id)).all()


def _samples_of(connection: sa.Connection, closed: Sequence[sa.Row[Any]]) -> dict[int, int]:
    """Cycle id -> how many observations are stored of it."""
    if not closed:
        return {}
    o, slots = observation.c, [each.slot for each in closed]
    query = sa.select(o.cycle_id, sa.func.count()).where(
        o.cycle_id.in_([each.id for each in closed]), o.slot_at.between(min(slots), max(slots))
    )
    rows = connection.execute(query.group_by(o.cycle_id))
    return {row[0]: row[1] for row in rows}


def _pair(row: sa.Row[Any]) -> Pair:
    return Pair(row.target, row.suite, row.vantage)


def _key(row: sa.Row[Any], bucket: Callable[[datetime], datetime]) -> Key:
    return Key(bucket(row.slot), row.target, row.suite, row.vantage, row.suite_version_id or 0)


def _is(table: sa.Table, pair: Pair) -> tuple[sa.ColumnElement[bool], ...]:
    return tuple(table.c[name] == value for name, value in pair._asdict().items())


def _hold(connection: sa.Connection, *which: sa.ColumnElement[bool]) -> None:
    """Until the end of the transaction nobody else changes these cycles, or counts any of their pairs.

    The cycles first, then the pairs, each in order: as whoever ends a cycle does, so no two wait for one another.
    SQLite has one writer anyway.
    """
    if connection.dialect.name != "postgresql":
        return
    rows = sa.select(cycle.c.target, cycle.c.suite, cycle.c.vantage).where(*which).order_by(cycle.c.id)
    pairs = {Pair(*row) for row in connection.execute(rows.with_for_update())}
    for pair in sorted(pairs):
        digest = hashlib.blake2b("\0".join(pair).encode(), digest_size=8, person=b"rollup").digest()
        key = int.from_bytes(digest, "big", signed=True)
        connection.execute(sa.text("SELECT pg_advisory_xact_lock(:key)"), {"key": key})


# --- who judged ----------------------------------------------------------------------------------

_KNOWN: dict[
    str, Mapping[str, bytes]
] = {}  # a suite version's hash -> its judges; the same in every database
_MOST_KNOWN: Final = 256


def own_judges(connection: sa.Connection, versions: Collection[int | None]) -> dict[int, Mapping[str, bytes]]:
    """Suite version -> prompt -> the judge it was run with, in the suite's order."""
    ids = [each for each in versions if each]
    if not ids:
        return {}
    query = sa.select(suite_version.c.id, suite_version.c.hash).where(suite_version.c.id.in_(ids))
    named = {row.id: row.hash for row in connection.execute(query)}
    found = {version: _KNOWN.get(digest) for version, digest in named.items()}
    new = [version for version, its in found.items() if its is None]
    made = history.judges_of(connection, new, EMPTY) if new else {}
    if len(_KNOWN) + len(made) > _MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN.update({named[version]: its for version, its in made.items()})
    return {version: made[version] if its is None else its for version, its in found.items()}


def _layout(connection: sa.Connection, version: int) -> Layout:
    return tuple(own_judges(connection, [version]).get(version, ()))
