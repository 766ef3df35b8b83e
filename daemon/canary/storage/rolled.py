"""The tallies of ``history``, from roll-ups where they serve: a window of months is read in as many rows as it has days.

Whole days of the window come from the daily rows, whole hours at its edge from the hourly ones; the rest of it, and
cycles that are in no roll-up yet, from their observations. Counts are the same as from the observations alone, percentiles
within ``sketch.ACCURACY`` of them. What the observations no longer hold, the roll-ups still do.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa

from canary.core.intervals import Clusters
from canary.core.model import Suite
from canary.storage import history, rollups
from canary.storage.history import DAY, HALLUCINATION, HOUR, PROMPT, REGULAR, Scope, Tally
from canary.storage.rollups import COUNTS, Key, Rollup, day_of, hour_of
from canary.storage.tables import cycle, observation, rollup_daily, rollup_hourly, verdict

EXACT: Final = 20_000
"""Samples up to which percentiles are worth an exact count of the observations, which is quick then."""

_NEVER = datetime(9999, 1, 1, tzinfo=UTC)
_START = datetime(1, 1, 1, tzinfo=UTC)
_CYCLES_AT_ONCE = 200
_READ = (
    *("bucket", "target", "suite", "vantage", "suite_version_id", "cycles", "answered", "unmeasured"),
    *("input_tokens", "output_tokens", "priced", "cost_usd", "content"),
)

Group = tuple[str, str, str, str | None]
"""(target, suite, vantage, bucket) as in a Tally."""

Judges = dict[int, dict[str, bytes]]
"""Suite version -> prompt -> judge."""


def tallies(
    connection: sa.Connection,
    scope: Scope,
    configured: Mapping[str, Suite],
    by: str | None = None,
    *,
    extras: bool = False,
) -> list[Tally]:
    """``history.tallies``. With *extras* only the counts of samples, their tokens and their cost include those.

    Has to be the first that its transaction asks: a cycle that ends meanwhile would be counted twice otherwise.
    """
    if connection.dialect.name == "postgresql":
        connection.execute(sa.text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
    if by == PROMPT or scope.latest or not _serve(connection, scope):
        return history.tallies(connection, scope, configured, by, extras=extras)
    window = _Window.of(scope.since, by)
    found: dict[Group, Rollup] = {}
    for key, rollup in _uncounted(connection, scope, configured, window):
        found.setdefault(window.group(key), Rollup()).merge(rollup)
    rows = _rows(connection, scope, window)
    stale = _stale(connection, {key.suite_version_id for key in rows}, configured)
    layouts = rollups.own_judges(connection, {key.suite_version_id for key in rows})
    for key, its in rows.items():
        version = key.suite_version_id
        rollup = rollups.unpack(its, tuple(layouts.get(version, ())), outputs=False)
        _forget(rollup, stale.get(version, ()))
        found.setdefault(window.group(key), Rollup()).merge(rollup)
    for group, prompt, counts in _judged_anew(connection, scope, stale, window):
        rollup = found.setdefault(group, Rollup())
        rollup.count(prompt, (0, *counts))
    counted = [
        _tally(group, each, extras=extras)
        for group, each in found.items()
        if each.regular.cycles or (extras and each.extra.cycles)
    ]
    return sorted(counted, key=lambda t: (t.target, t.suite, t.vantage, t.bucket or ""))


def _serve(connection: sa.Connection, scope: Scope) -> bool:
    """Whether roll-ups hold most of the window, and it is long or they hold more than the observations do."""
    uncounted = sa.case((cycle.c.rolled.is_(None), cycle.c.expected))
    sums = sa.select(sa.func.sum(cycle.c.rolled), sa.func.sum(uncounted)).where(*scope.where())
    counted, left = (each or 0 for each in connection.execute(sums).one())
    if not counted or counted < left:
        return False
    if counted > EXACT:
        return True
    joined = cycle.join(
        observation, (observation.c.slot_at == cycle.c.slot) & (observation.c.cycle_id == cycle.c.id)
    )
    stored = sa.select(sa.func.count()).select_from(joined).where(cycle.c.rolled.is_not(None), *scope.where())
    return int(connection.execute(stored).scalar_one()) < counted


@dataclass(frozen=True, slots=True)
class _Window:
    """From which hour on hourly rows serve, from which day on daily ones, and into what buckets all is put."""

    first_hour: datetime
    first_day: datetime
    by: str | None

    @classmethod
    def of(cls, since: datetime | None, by: str | None) -> _Window:
        if since is None:
            return cls(_START, _NEVER if by == HOUR else _START, by)
        hour = _ceiling(since, hour_of, timedelta(hours=1))
        return cls(hour, _NEVER if by == HOUR else _ceiling(since, day_of, timedelta(days=1)), by)

    def bucket(self, at: datetime) -> datetime:
        """When the bucket begins that *at* falls into."""
        return hour_of(at) if self.by == HOUR else day_of(at) if self.by == DAY else _START

    def group(self, key: Key) -> Group:
        form = {HOUR: "%Y-%m-%d %H", DAY: "%Y-%m-%d"}.get(self.by or "")
        return key.target, key.suite, key.vantage, f"{key.bucket:{form}}" if form else None


def _ceiling(at: datetime, floor: Callable[[datetime], datetime], step: timedelta) -> datetime:
    return at if floor(at) == at else floor(at) + step


# --- what no roll-up holds -----------------------------------------------------------------------


def _uncounted(
    connection: sa.Connection, scope: Scope, configured: Mapping[str, Suite], window: _Window
) -> Iterable[tuple[Key, Rollup]]:
    """What the cycles came to that are in no roll-up, or in the roll-up of an hour that the window cuts."""
    c = cycle.c
    left: sa.ColumnElement[bool] = c.rolled.is_(None)
    if scope.since is not None:
        left = sa.or_(left, c.slot < window.first_hour)
    query: sa.Select[Any] = sa.select(
        c.id, c.target, c.suite, c.vantage, c.suite_version_id, c.slot, c.samples, c.origin
    ).where(left, *scope.where())
    rows = connection.execute(query.order_by(c.slot, c.id)).all()
    judges: Judges = {}
    for start in range(0, len(rows), _CYCLES_AT_ONCE):
        part = rows[start : start + _CYCLES_AT_ONCE]
        versions = {each.suite_version_id for each in part if each.suite_version_id}
        judges |= history.judges_of(connection, sorted(versions - judges.keys()), configured)
        counted, _ = rollups.count_of(
            connection, part, {version: judges[version] for version in versions}, window.bucket
        )
        yield from counted.items()


# --- what they hold ------------------------------------------------------------------------------


def _rows(connection: sa.Connection, scope: Scope, window: _Window) -> dict[Key, list[sa.Row[Any]]]:
    """The roll-ups of the window by the bucket they are put into."""
    found: dict[Key, list[sa.Row[Any]]] = {}
    for table, start, end in (
        (rollup_hourly, window.first_hour, window.first_day),
        (rollup_daily, window.first_day, _NEVER),
    ):
        if start >= end:
            continue
        for row in connection.execute(_select(table, scope, start, end)):
            key = Key(window.bucket(row.bucket), row.target, row.suite, row.vantage, row.suite_version_id)
            found.setdefault(key, []).append(row)
    return found


def _select(table: sa.Table, scope: Scope, start: datetime, end: datetime) -> sa.Select[Any]:
    t = table.c
    query = sa.select(*(t[name] for name in _READ))
    if start > _START:
        query = query.where(t.bucket >= start)
    if end < _NEVER:
        query = query.where(t.bucket < end)
    named = ((t.target, scope.targets), (t.suite, scope.suites), (t.vantage, scope.vantages))
    return query.where(*(column.in_(names) for column, names in named if names))


# --- validators that were edited -----------------------------------------------------------------


def _stale(connection: sa.Connection, versions: Collection[int], configured: Mapping[str, Suite]) -> Judges:
    """Suite version -> prompt -> the judge that speaks for it now, where that is another than the one rolled up."""
    own = rollups.own_judges(connection, versions)
    now = history.judges_of(connection, sorted(own), configured) if own else {}
    changed = {
        version: {prompt: judge for prompt, judge in its.items() if judge != own[version].get(prompt)}
        for version, its in now.items()
    }
    return {version: its for version, its in changed.items() if its}


def _forget(rollup: Rollup, prompts: Iterable[str]) -> None:
    """Leave out what judges said of *prompts* that no longer speak for them."""
    for prompt in prompts:
        counts = rollup.prompts.get(prompt)
        if counts is not None:
            rollup.prompts[prompt] = [counts[0], *[0] * (len(COUNTS) - 1)]


def _judged_anew(
    connection: sa.Connection, scope: Scope, stale: Judges, window: _Window
) -> Iterable[tuple[Group, str, Sequence[int]]]:
    """What the judges that speak now say of the *stale* prompts, counted from the observations."""
    if not stale:
        return
    rows = [(version, prompt, judge) for version, its in stale.items() for prompt, judge in its.items()]
    judges = history.judge_rows(rows)
    keys = (cycle.c.target, cycle.c.suite, cycle.c.vantage)
    bucket = history._bucket(connection, window.by).label("bucket")
    samples = (
        sa.select(*keys, bucket, observation.c.prompt, verdict.c.failed, verdict.c.judged)
        .select_from(history._with_verdicts(judges))
        .where(judges.c.judge.is_not(None), cycle.c.rolled.is_not(None), REGULAR, *scope.where())
        .where(*([cycle.c.slot >= window.first_hour] if window.first_hour > _START else []))
        .subquery("samples")
    )
    a = samples.c
    query = sa.select(
        *(a.target, a.suite, a.vantage, a.bucket, a.prompt),
        history._many(a.judged != "", "judged"),
        history._many(a.failed != "", "invalid"),
        history._many(history._has(a.judged, HALLUCINATION), "hallucination_judged"),
        history._many(history._has(a.failed, HALLUCINATION), "hallucinated"),
    ).group_by(a.target, a.suite, a.vantage, a.bucket, a.prompt)
    for target, suite, vantage, where, prompt, *counts in connection.execute(query):
        yield (target, suite, vantage, where), prompt, counts


# --- an answer -----------------------------------------------------------------------------------


def _tally(group: Group, rollup: Rollup, *, extras: bool) -> Tally:
    paid = replace(rollup.regular)
    if extras:
        paid.merge(rollup.extra)
    p50, p95 = rollup.sketch.percentiles((50, 95))
    counts = list(rollup.prompts.values())
    _, judged, invalid, hallucination_judged, hallucinated = (
        map(sum, zip(*counts, strict=True)) if counts else [0] * len(COUNTS)
    )
    return Tally(
        *group,
        cycles=paid.cycles,
        answered=paid.answered,
        unmeasured=paid.unmeasured,
        judged=judged,
        invalid=invalid,
        hallucination_judged=hallucination_judged,
        hallucinated=hallucinated,
        input_tokens=paid.input_tokens,
        output_tokens=paid.output_tokens,
        priced=paid.priced,
        cost_usd=paid.cost_usd,
        p50_ms=p50,
        p95_ms=p95,
        mean_ms=rollup.latency_ms / rollup.timed if rollup.timed else None,
        cost_per_answer_usd=paid.answered_usd / paid.priced if paid.priced else None,
        invalid_effect=Clusters.of_prompts([(each[2], each[1]) for each in counts]).effect,
        hallucination_effect=Clusters.of_prompts([(each[4], each[3]) for each in counts]).effect,
    )
