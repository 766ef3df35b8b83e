"""What ``report``, ``diff`` and ``export`` ask of the stored history. Reads only; every count is made in the database.

A verdict belongs to an output and a judge. Which judge speaks for an observation: of a prompt that is configured as it
was asked, the one configured now (so an edited validator never looks like a change of the model); of any other, the one
its cycle was run with; of an imported observation whose suite was not configured, the file's own ``valid``.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa

from canary.core.intervals import Clusters
from canary.core.model import IncidentState, Message, Prompt, Suite, ValidatorSpec, judge_version
from canary.storage.cycles import IMPORT
from canary.storage.encoding import pack_judge, unpack_categories, unpack_text
from canary.storage.tables import (
    baseline,
    cycle,
    detector_state,
    incident,
    observation,
    output,
    suite_version,
    transition,
    verdict,
)

HALLUCINATION = "hallucination"
HOUR, DAY, PROMPT = "hour", "day", "prompt"

# An imported `valid` is an opinion on one sample; a verdict row is one on an output. So both opinions have a judge of
# their own, and the observation names the one that spoke of it, where a provider's request id would stand.
MARK_VALID, MARK_INVALID, MARK_UNSAID = "imported:valid", "imported:invalid", "imported:unsaid"
IMPORT_JUDGES = {
    MARK_VALID: bytes.fromhex("00000000000000000000000000000001"),
    MARK_INVALID: bytes.fromhex("00000000000000000000000000000002"),
}

# The samples every cycle asks. Higher numbers were asked again on suspicion: more of them where results look bad, so no
# rate may count them.
REGULAR = observation.c.sample < cycle.c.samples

_GROUP = ("target", "suite", "vantage", "bucket")
_CYCLES_A_PAGE = 50
_ROWS_AT_ONCE = 50


@dataclass(frozen=True, slots=True)
class Scope:
    """Which cycles are meant: those of slots from ``since`` on; an empty tuple means all.

    ``latest`` keeps only the last judged cycle of each target x suite.
    """

    since: datetime | None = None
    targets: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()
    vantages: tuple[str, ...] = ()
    latest: bool = False

    def where(self) -> list[sa.ColumnElement[bool]]:
        """The conditions on ``cycle``."""
        found = [] if self.since is None else [cycle.c.slot >= self.since]
        named = (
            (cycle.c.target, self.targets),
            (cycle.c.suite, self.suites),
            (cycle.c.vantage, self.vantages),
        )
        found += [column.in_(names) for column, names in named if names]
        return [*found, _is_latest()] if self.latest else found

    def covers(self, target: str, suite: str, vantage: str) -> bool:
        """Whether a target x suite is meant, whatever the time."""
        named = ((target, self.targets), (suite, self.suites), (vantage, self.vantages))
        return all(not names or name in names for name, names in named)


def _is_latest() -> sa.ColumnElement[bool]:
    """Found from the few rows of state, not from the many of cycles."""
    state, judged = detector_state, cycle.alias("judged")
    pair = (state.c.target == judged.c.target) & (state.c.suite == judged.c.suite)
    last = (state.c.vantage == judged.c.vantage) & (state.c.last_slot == judged.c.slot)
    return cycle.c.id.in_(sa.select(judged.c.id).select_from(state.join(judged, pair & last)))


@dataclass(frozen=True, slots=True)
class Tally:
    """What was counted of one group. ``bucket`` is an hour, a day or a prompt, None if there is but one group.

    ``judged`` answers have a verdict by any validator, ``hallucination_judged`` by one of that category;
    ``invalid`` and ``hallucinated`` are those that failed. Latencies are milliseconds of answered samples, percentiles by
    nearest rank. ``priced`` is how many answers have a known cost; ``cost_usd`` is all that is known to have been paid,
    ``cost_per_answer_usd`` the mean of the priced answers. The effects are the design effects by prompts
    (core/intervals.py) of the two rates.
    """

    target: str
    suite: str
    vantage: str
    bucket: str | None
    cycles: int
    answered: int
    unmeasured: int
    judged: int
    invalid: int
    hallucination_judged: int
    hallucinated: int
    input_tokens: int | None
    output_tokens: int | None
    priced: int
    cost_usd: float | None
    p50_ms: float | None = None
    p95_ms: float | None = None
    mean_ms: float | None = None
    cost_per_answer_usd: float | None = None
    invalid_effect: float = 1.0
    hallucination_effect: float = 1.0


def tallies(
    connection: sa.Connection,
    scope: Scope,
    configured: Mapping[str, Suite],
    by: str | None = None,
    *,
    extras: bool = False,
) -> list[Tally]:
    """Counts, rates and latencies by target, suite, vantage and *by* (hour, day, prompt or None), in that order.

    *extras* counts samples asked again on suspicion as well: they are paid for, but drawn where results look bad.
    """
    found: list[Tally] = []
    for name in _suites(connection, scope):
        rows = _samples(connection, scope, name, configured, by, extras=extras)
        effects = {} if by == PROMPT else _effects(connection, rows, _GROUP)
        found += _counted(connection, rows, _latencies(connection, rows), effects)
    return sorted(found, key=lambda t: (t.target, t.suite, t.vantage, t.bucket or ""))


def _suites(connection: sa.Connection, scope: Scope) -> list[str]:
    return sorted(connection.execute(sa.select(cycle.c.suite).where(*scope.where()).distinct()).scalars())


def _samples(
    connection: sa.Connection,
    scope: Scope,
    suite: str,
    configured: Mapping[str, Suite],
    by: str | None,
    *,
    extras: bool = False,
) -> sa.Subquery:
    """Every sample of a suite with its verdict and its bucket."""
    judges = _judges(connection, scope, suite, configured)
    columns = (
        cycle.c.target,
        cycle.c.suite,
        cycle.c.vantage,
        _bucket(connection, by).label("bucket"),
        cycle.c.id.label("cycle_id"),
        observation.c.prompt,
        observation.c.output_hash,
        observation.c.failure,
        observation.c.latency_ms,
        observation.c.input_tokens,
        observation.c.output_tokens,
        observation.c.cost_usd,
        verdict.c.failed,
        verdict.c.judged,
    )
    query = sa.select(*columns).select_from(_with_verdicts(judges))
    which = [] if extras else [REGULAR]
    return query.where(cycle.c.suite == suite, *scope.where(), *which).subquery("samples")


def _bucket(connection: sa.Connection, by: str | None) -> sa.ColumnElement[Any]:
    if by == PROMPT:
        return observation.c.prompt
    if by is None:
        return sa.null()
    if connection.dialect.name == "postgresql":
        form = "YYYY-MM-DD HH24" if by == HOUR else "YYYY-MM-DD"
        return sa.literal_column(f"to_char(cycle.slot AT TIME ZONE 'UTC', '{form}')", sa.Text)
    return sa.literal_column(f"substr(cycle.slot, 1, {13 if by == HOUR else 10})", sa.Text)


def _counted(
    connection: sa.Connection,
    rows: sa.Subquery,
    latencies: Mapping[tuple[Any, ...], tuple[float, float]],
    effects: Mapping[tuple[Any, ...], tuple[float, float]],
) -> list[Tally]:
    a = rows.c
    keys = (a.target, a.suite, a.vantage, a.bucket)
    answered = a.output_hash.is_not(None)
    query = sa.select(
        *keys,
        sa.func.count(a.cycle_id.distinct()).label("cycles"),
        sa.func.count(a.output_hash).label("answered"),
        sa.func.count(a.failure).label("unmeasured"),
        _many(a.judged != "", "judged"),
        _many(a.failed != "", "invalid"),
        _many(_has(a.judged, HALLUCINATION), "hallucination_judged"),
        _many(_has(a.failed, HALLUCINATION), "hallucinated"),
        sa.func.sum(a.input_tokens).label("input_tokens"),
        sa.func.sum(a.output_tokens).label("output_tokens"),
        sa.func.count(a.cost_usd).filter(answered).label("priced"),
        sa.func.sum(sa.cast(a.cost_usd, sa.Double)).label("cost_usd"),
        sa.func.avg(sa.cast(a.latency_ms, sa.Double)).filter(answered).label("mean_ms"),
        sa.func.avg(sa.cast(a.cost_usd, sa.Double)).filter(answered).label("cost_per_answer_usd"),
    ).group_by(*keys)
    tallied = []
    for row in connection.execute(query):
        key = tuple(row)[:4]
        p50, p95 = latencies.get(key, (None, None))
        invalid, hallucination = effects.get(key, (1.0, 1.0))
        tally = Tally(**row._mapping, p50_ms=p50, p95_ms=p95)
        tallied.append(replace(tally, invalid_effect=invalid, hallucination_effect=hallucination))
    return tallied


def _effects(
    connection: sa.Connection, rows: sa.Subquery, group: Sequence[str]
) -> dict[tuple[Any, ...], tuple[float, float]]:
    """Group -> the design effects by prompts of its invalid and its hallucination rate.

    *rows* have a prompt and the categories that failed and were judged. Two levels of sums, so what is read back does
    not grow with the prompts.
    """
    r = rows.c
    keys = [r[name] for name in group]
    by_prompt = (
        sa.select(
            *keys,
            _many(r.failed != "", "invalid_x"),
            _many(r.judged != "", "invalid_n"),
            _many(_has(r.failed, HALLUCINATION), "hallucination_x"),
            _many(_has(r.judged, HALLUCINATION), "hallucination_n"),
        )
        .group_by(*keys, r.prompt)
        .subquery("by_prompt")
    )
    grouped = [by_prompt.c[name] for name in group]
    sums = [each for name in ("invalid", "hallucination") for each in _cluster_sums(by_prompt, name)]
    found = {}
    for row in connection.execute(sa.select(*grouped, *sums).group_by(*grouped)):
        own, counts = tuple(row)[: len(group)], [int(each or 0) for each in row[len(group) :]]
        found[own] = Clusters(*counts[:6]).effect, Clusters(*counts[6:]).effect
    return found


def _cluster_sums(by_prompt: sa.Subquery, name: str) -> list[sa.ColumnElement[Any]]:
    """The fields of ``Clusters``, in their order."""
    x, n = by_prompt.c[f"{name}_x"], by_prompt.c[f"{name}_n"]
    return [sa.func.count(sa.case((n > 0, 1))), *map(sa.func.sum, (x, n, x * x, x * n, n * n))]


def _many(condition: sa.ColumnElement[bool], name: str) -> sa.Label[int]:
    return sa.func.count(sa.case((condition, 1))).label(name)


def _has(categories: sa.ColumnElement[str], name: str) -> sa.ColumnElement[bool]:
    return ("," + categories + ",").like(f"%,{name},%")


def _latencies(connection: sa.Connection, rows: sa.Subquery) -> dict[tuple[Any, ...], tuple[float, float]]:
    """Group -> (median, 95th percentile), by nearest rank: a latency that was measured, not one between two."""
    a = rows.c
    keys = (a.target, a.suite, a.vantage, a.bucket)
    ranked = (
        sa.select(
            *keys,
            a.latency_ms,
            sa.func.row_number().over(partition_by=keys, order_by=a.latency_ms).label("rank"),
            sa.func.count().over(partition_by=keys).label("n"),
        )
        .where(a.latency_ms.is_not(None), a.output_hash.is_not(None))
        .subquery("ranked")
    )
    r = ranked.c
    query = sa.select(r.target, r.suite, r.vantage, r.bucket, _at_rank(ranked, 50), _at_rank(ranked, 95))
    found = connection.execute(query.group_by(r.target, r.suite, r.vantage, r.bucket))
    return {tuple(row)[:4]: (row[4], row[5]) for row in found}


def _at_rank(ranked: sa.Subquery, percent: int) -> sa.ColumnElement[float]:
    rank = (ranked.c.n * percent + 99) // 100
    return sa.func.max(sa.case((ranked.c.rank == rank, ranked.c.latency_ms)))


# --- who judged ----------------------------------------------------------------------------------


def _with_verdicts(judges: sa.CTE) -> sa.FromClause:
    """Cycles with their observations, and each one's verdict by the judge that speaks for it."""
    ours = (cycle.c.origin == IMPORT) & observation.c.request_id.in_(IMPORT_JUDGES)
    file_judge = [(observation.c.request_id == mark, sa.literal(key)) for mark, key in IMPORT_JUDGES.items()]
    judge = sa.case((ours, sa.case(*file_judge)), else_=judges.c.judge)
    return (
        cycle.join(
            observation, (observation.c.slot_at == cycle.c.slot) & (observation.c.cycle_id == cycle.c.id)
        )
        .outerjoin(
            judges, (judges.c.version == cycle.c.suite_version_id) & (judges.c.prompt == observation.c.prompt)
        )
        .outerjoin(verdict, (verdict.c.output_hash == observation.c.output_hash) & (verdict.c.judge == judge))
    )


def _judges(connection: sa.Connection, scope: Scope, suite: str, configured: Mapping[str, Suite]) -> sa.CTE:
    """(suite version, prompt) -> judge, as rows to join with."""
    versions = sa.select(cycle.c.suite_version_id).where(cycle.c.suite == suite, *scope.where()).distinct()
    found = judges_of(connection, versions, configured)
    return judge_rows([(version, *each) for version, its in found.items() for each in its.items()])


def judges_of(
    connection: sa.Connection, versions: sa.Select[Any] | Sequence[int], configured: Mapping[str, Suite]
) -> dict[int, dict[str, bytes]]:
    """Suite version -> prompt -> the judge that speaks for it, in the suite's order."""
    v = suite_version.c
    stored = connection.execute(sa.select(v.id, v.suite, v.content).where(v.id.in_(versions)))
    return {
        version: {
            prompt.id: pack_judge(judge_version(_speaking(prompt, configured.get(suite))))
            for prompt in _stored_prompts(content)
        }
        for version, suite, content in stored
    }


def judge_rows(rows: Sequence[tuple[int, str, bytes]]) -> sa.CTE:
    """(suite version, prompt, judge) to join with."""
    columns = (
        sa.column("version", sa.BigInteger),
        sa.column("prompt", sa.Text),
        sa.column("judge", sa.LargeBinary),
    )
    return sa.values(*columns, name="judges").data(rows or [(-1, "", b"")]).cte("judges")


def _speaking(asked: Prompt, current: Suite | None) -> Prompt:
    """The prompt whose validators count: the configured one, if it is still the same question."""
    for prompt in current.prompts if current is not None else ():
        if (prompt.id, prompt.messages, prompt.canonical) == (asked.id, asked.messages, asked.canonical):
            return prompt
    return asked


def _stored_prompts(content: Mapping[str, Any]) -> Iterator[Prompt]:
    for each in content["prompts"]:
        messages = tuple(Message(m["role"], m["content"]) for m in each["messages"])
        specs = tuple(ValidatorSpec(name, options) for v in each["validate"] for name, options in v.items())
        yield Prompt(each["id"], messages, each["canonical"], each["params"], specs)


# --- incidents, baselines ------------------------------------------------------------------------


def incidents(connection: sa.Connection, scope: Scope) -> list[sa.Row[Any]]:
    """The incidents that are not resolved, and those that changed from ``since`` on; oldest first."""
    query = sa.select(incident).order_by(incident.c.opened_at, incident.c.id)
    if scope.since is not None:
        still_open = incident.c.state != IncidentState.RESOLVED.value
        query = query.where(still_open | (incident.c.updated_at >= scope.since))
    return [row for row in connection.execute(query) if scope.covers(row.target, row.suite, row.vantage)]


def transitions(connection: sa.Connection, incident_ids: Iterable[int]) -> dict[int, list[sa.Row[Any]]]:
    """Incident id -> every change of its state, in order."""
    found: dict[int, list[sa.Row[Any]]] = {each: [] for each in incident_ids}
    query = sa.select(transition).where(transition.c.incident_id.in_(list(found))).order_by(transition.c.id)
    for row in connection.execute(query):
        found[row.incident_id].append(row)
    return found


def baseline_rates(connection: sa.Connection) -> dict[tuple[str, str, str], tuple[int, int]]:
    """(target, suite, vantage) -> hallucinated and judged answers in its baseline."""
    state = detector_state
    query = sa.select(state.c.target, state.c.suite, state.c.vantage, baseline.c.content).join(
        baseline, baseline.c.id == state.c.baseline_id
    )
    found = {}
    for target, suite, vantage, content in connection.execute(query.execution_options(yield_per=8)):
        counts = [p["counts"].get(HALLUCINATION, (0, 0)) for p in orjson.loads(content)["prompts"].values()]
        found[target, suite, vantage] = (sum(c[0] for c in counts), sum(c[1] for c in counts))
    return found


def stored_names(connection: sa.Connection) -> tuple[list[str], list[str]]:
    """Every target and every suite that has cycles."""
    targets = connection.execute(sa.select(cycle.c.target).distinct()).scalars()
    suites = connection.execute(sa.select(cycle.c.suite).distinct()).scalars()
    return sorted(targets), sorted(suites)


def newest_slot(connection: sa.Connection, scope: Scope) -> datetime | None:
    """The newest slot in scope, whatever its window; None if there is no cycle at all."""
    return connection.execute(sa.select(sa.func.max(cycle.c.slot)).where(*scope.where())).scalar()


# --- one prompt, for a diff ----------------------------------------------------------------------


def asked(connection: sa.Connection, target: str) -> list[tuple[str, str, datetime]]:
    """(suite, vantage, newest slot) of all that was asked of a target."""
    query = (
        sa.select(cycle.c.suite, cycle.c.vantage, sa.func.max(cycle.c.slot))
        .where(cycle.c.target == target)
        .group_by(cycle.c.suite, cycle.c.vantage)
        .order_by(cycle.c.suite, cycle.c.vantage)
    )
    return [(suite, vantage, slot) for suite, vantage, slot in connection.execute(query)]


def prompts_at(connection: sa.Connection, target: str, suite: str, vantage: str, slot: datetime) -> list[str]:
    """The prompts that one cycle asked."""
    query = (
        sa.select(observation.c.prompt)
        .join(cycle, (cycle.c.slot == observation.c.slot_at) & (cycle.c.id == observation.c.cycle_id))
        .where(observation.c.slot_at == slot, *_is(target, suite, vantage))
        .distinct()
    )
    return sorted(connection.execute(query).scalars())


@dataclass(frozen=True, slots=True)
class Latest:
    """The most frequent output of a prompt in the newest cycle that answered it. ``seen`` of ``of`` samples gave it."""

    slot: datetime
    digest: bytes
    seen: int
    of: int
    model: str | None
    system_fingerprint: str | None


def latest(connection: sa.Connection, target: str, suite: str, vantage: str, prompt: str) -> Latest | None:
    """None if the prompt was never answered."""
    rows = connection.execute(
        sa.select(observation)
        .where(observation.c.prompt == prompt, observation.c.output_hash.is_not(None))
        .where(*_place(connection, target, suite, vantage, prompt))
        .order_by(observation.c.sample)
    ).all()
    if not rows:
        return None
    counts: dict[bytes, int] = {}
    for row in rows:
        counts[row.output_hash] = counts.get(row.output_hash, 0) + 1
    digest = max(counts, key=lambda each: counts[each])
    shown = next(row for row in rows if row.output_hash == digest)
    return Latest(shown.slot_at, digest, counts[digest], len(rows), shown.model, shown.system_fingerprint)


def _place(
    connection: sa.Connection, target: str, suite: str, vantage: str, prompt: str
) -> list[sa.ColumnElement[bool]]:
    """The key of the newest cycle that answered the prompt."""
    found = connection.execute(
        sa.select(cycle.c.slot, cycle.c.id)
        .join(observation, (observation.c.slot_at == cycle.c.slot) & (observation.c.cycle_id == cycle.c.id))
        .where(*_is(target, suite, vantage), observation.c.prompt == prompt)
        .where(observation.c.output_hash.is_not(None))
        .order_by(cycle.c.slot.desc())
        .limit(1)
    ).first()
    if found is None:
        return [sa.false()]
    return [observation.c.slot_at == found.slot, observation.c.cycle_id == found.id]


@dataclass(frozen=True, slots=True)
class Sightings:
    """How often an output was an answer to a prompt: ``seen`` of ``of``, between two slots."""

    seen: int
    of: int
    first: datetime | None
    last: datetime | None


def sightings(
    connection: sa.Connection,
    target: str,
    suite: str,
    vantage: str,
    prompt: str,
    digest: bytes,
    *,
    after: datetime | None,
) -> Sightings:
    """Sightings of one output in the cycles after a slot."""
    this = sa.case((observation.c.output_hash == digest, cycle.c.slot))
    query = (
        sa.select(
            sa.func.count(this),
            sa.func.count(observation.c.output_hash),
            sa.func.min(this),
            sa.func.max(this),
        )
        .select_from(cycle)
        .join(observation, (observation.c.slot_at == cycle.c.slot) & (observation.c.cycle_id == cycle.c.id))
        .where(*_is(target, suite, vantage), observation.c.prompt == prompt)
    )
    row = connection.execute(query if after is None else query.where(cycle.c.slot > after)).one()
    return Sightings(*row)


def _is(target: str, suite: str, vantage: str) -> tuple[sa.ColumnElement[bool], ...]:
    return (cycle.c.target == target, cycle.c.suite == suite, cycle.c.vantage == vantage)


# --- every observation, for an export -------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Exported:
    """One stored observation with its text. ``valid`` is the verdict of category hallucination, None if undecided."""

    target: str
    suite: str
    slot: datetime
    cycle_id: int
    prompt: str
    sample: int
    at: datetime
    output: str | None
    valid: bool | None
    model: str | None
    system_fingerprint: str | None
    latency_ms: float | None
    input_tokens: int | None
    output_tokens: int | None
    failure: str | None
    lost: bool  # answered, but the text is kept no longer


Pair = tuple[str, str]
"""(target, suite)"""


def vantages(connection: sa.Connection, scope: Scope) -> dict[Pair, list[str]]:
    """(target, suite) -> where it was asked from, for all that has cycles in scope; in order."""
    found: dict[Pair, list[str]] = {}
    query = sa.select(cycle.c.target, cycle.c.suite, cycle.c.vantage).where(*scope.where()).distinct()
    for target, suite, vantage in sorted(tuple(row) for row in connection.execute(query)):
        found.setdefault((target, suite), []).append(vantage)
    return found


def every_observation(
    connection: sa.Connection, scope: Scope, chosen: Mapping[Pair, str], configured: Mapping[str, Suite]
) -> Iterator[Exported]:
    """All of the *chosen* pairs from one vantage each, in that order, then by slot, prompt and sample.

    Names are ordered by code point on any database. Holds some dozens of rows at a time.
    """
    judges: dict[str, sa.CTE] = {}
    for (target, suite), vantage in chosen.items():
        if suite not in judges:
            judges[suite] = _judges(connection, scope, suite, configured)
        for page in _cycle_pages(connection, scope, _is(target, suite, vantage)):
            yield from _exported(connection, page, judges[suite])


def _cycle_pages(
    connection: sa.Connection, scope: Scope, which: tuple[sa.ColumnElement[bool], ...]
) -> Iterator[list[tuple[int, datetime]]]:
    """(id, slot) of a pair's cycles in order, a page at a time."""
    after: datetime | None = None
    query = sa.select(cycle.c.id, cycle.c.slot).where(*which, *scope.where())
    query = query.order_by(cycle.c.slot).limit(_CYCLES_A_PAGE)
    while rows := connection.execute(query if after is None else query.where(cycle.c.slot > after)).all():
        yield [(row.id, row.slot) for row in rows]
        after = rows[-1].slot


def _exported(
    connection: sa.Connection, page: Sequence[tuple[int, datetime]], judges: sa.CTE
) -> Iterator[Exported]:
    prompt = observation.c.prompt
    order = prompt.collate("C") if connection.dialect.name == "postgresql" else prompt
    query = (
        sa.select(
            cycle.c.target,
            cycle.c.suite,
            observation,
            verdict.c.failed,
            verdict.c.judged,
            output.c.text,
            output.c.escaped,
        )
        .select_from(_with_verdicts(judges).outerjoin(output, output.c.hash == observation.c.output_hash))
        .where(cycle.c.id.in_([cycle_id for cycle_id, _ in page]))
        .where(observation.c.slot_at.between(page[0][1], page[-1][1]))
        .order_by(cycle.c.slot, order, observation.c.sample)
    )
    for row in connection.execute(query.execution_options(yield_per=_ROWS_AT_ONCE)):
        yield _exported_row(row)


def _exported_row(row: sa.Row[Any]) -> Exported:
    judged, failed = unpack_categories(row.judged or ""), unpack_categories(row.failed or "")
    return Exported(
        target=row.target,
        suite=row.suite,
        slot=row.slot_at,
        cycle_id=row.cycle_id,
        prompt=row.prompt,
        sample=row.sample,
        at=row.at,
        output=unpack_text(row.text, row.escaped) if row.text is not None else None,
        valid=HALLUCINATION not in failed if HALLUCINATION in judged else None,
        model=row.model,
        system_fingerprint=row.system_fingerprint,
        latency_ms=row.latency_ms,
        input_tokens=row.input_tokens,
        output_tokens=row.output_tokens,
        failure=row.failure,
        lost=row.output_hash is not None and row.text is None,
    )
