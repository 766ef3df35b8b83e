"""Roll-ups say what the observations say: over random histories, whoever closed the cycles, and when they are made anew."""

from __future__ import annotations

import random
import zlib
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
import sqlalchemy as sa

from canary.core.jsonl import parse
from canary.core.judge import Judge
from canary.core.model import (
    Answer,
    Failure,
    FailureKind,
    Judgement,
    Message,
    Observation,
    Prompt,
    Suite,
    Target,
    ValidatorSpec,
    judge_version,
)
from canary.storage import cycles, history, importing, observations, retention, rolled, rollups
from canary.storage.cycles import DONE, MANUAL, Begun, CycleKey
from canary.storage.encoding import pack_judge
from canary.storage.engine import Database
from canary.storage.history import DAY, HOUR, PROMPT, Scope, Tally
from canary.storage.observations import Stored
from canary.storage.tables import observation, rollup_daily, rollup_hourly
from canary.storage.writer import Writer

START = datetime(2026, 3, 1, tzinfo=UTC)
HOURS = 60
TEXTS = ("TKT-10442 is late.", "TKT-99999 is late.", "Sure!", "", "TKT-10442 and TKT-55555.")
NUMBERS = {"ms": ("p50_ms", "p95_ms"), "float": ("mean_ms", "cost_usd", "cost_per_answer_usd")}
PAID = ("cycles", "answered", "unmeasured", "input_tokens", "output_tokens", "priced")


def prompts(ids: str, *validators: ValidatorSpec) -> tuple[Prompt, ...]:
    return tuple(
        Prompt(each, (Message("user", f"Summarise TKT-10442, {each}."),), validators=validators)
        for each in ids
    )


GROUNDED = ValidatorSpec("grounded_ids", {"pattern": "TKT-\\d{4,}"})
NONEMPTY, LATE = ValidatorSpec("nonempty", None), ValidatorSpec("regex", "late")
FIRST = Suite("s", prompts("abcd", NONEMPTY, GROUNDED))
EDITED = Suite("s", (*prompts("ab", NONEMPTY, GROUNDED, LATE), *prompts("ce", NONEMPTY, GROUNDED)))
OTHER = Suite("other", prompts("xy", NONEMPTY))


_JUDGED: dict[tuple[str, str], Judgement] = {}


def judged(prompt: Prompt, text: str) -> Judgement:
    key = (judge_version(prompt), text)
    if key not in _JUDGED:
        _JUDGED[key] = Judge(prompt).judge(text)
    return _JUDGED[key]


@pytest.fixture(autouse=True)
def no_window_is_too_small(monkeypatch: pytest.MonkeyPatch) -> None:
    """A history of a test's size would be counted exactly otherwise."""
    monkeypatch.setattr(rolled, "EXACT", 0)


class Past:
    """A random history, by its seed."""

    def __init__(self, database: Database, seed: int, *, leaves_open: bool = True) -> None:
        self.database, self.rng, self.leaves_open = database, random.Random(seed), leaves_open

    def live(self, count: int) -> None:
        self.cycles(count)
        self.import_file()

    def cycles(self, count: int) -> None:
        for _ in range(count):
            self.one_cycle()

    def one_cycle(self) -> None:
        rng = self.rng
        suite = rng.choice((FIRST, FIRST, EDITED, OTHER))
        slot = START + timedelta(minutes=rng.randrange(HOURS * 60))
        begun = self.begin(suite, slot, rng.choice(("one", "two")), rng.choice(("here", "there")))
        rows = [
            self.sample(begun, slot, prompt, sample)
            for prompt in suite.prompts
            for sample in range(begun.samples + rng.choice((0, 0, 0, 2)))
            if rng.random() < 0.9
        ]
        self.database.call(observations.write, rows)
        self.close(begun, slot)

    def begin(self, suite: Suite, slot: datetime, target: str, vantage: str) -> Begun:
        return self.database.call(
            cycles.begin,
            CycleKey(target, suite.name, slot, vantage),
            target=Target(target, "scripted", "m", samples=2),
            suite=suite,
            origin=MANUAL,
            aside=False,
            now=slot,
            by="us",
        )

    def sample(self, begun: Begun, slot: datetime, prompt: Prompt, number: int) -> Stored:
        rng = self.rng
        latency = rng.choice((None, 0.0, rng.lognormvariate(6, 1)))
        cost = rng.choice((None, 0.001, 0.02))
        if rng.random() < 0.2:
            kind = rng.choice((FailureKind.TIMEOUT, FailureKind.RATE_LIMIT))
            seen = Observation(prompt.id, number, slot, failure=Failure(kind), latency_ms=latency)
            return Stored(begun.id, slot, seen, None, cost)
        text = rng.choice(TEXTS)
        tokens = rng.choice((None, rng.randrange(100)))
        answer = Answer(text, "m", input_tokens=tokens, output_tokens=tokens)
        seen = Observation(prompt.id, number, slot, answer, None, judged(prompt, text), latency)
        return Stored(begun.id, slot, seen, pack_judge(judge_version(prompt)), cost)

    def close(self, begun: Begun, slot: datetime) -> None:
        """As the daemon does, as it gives up, as one of an older release did; or it is still running."""
        how = self.rng.random()
        if how < 0.7:
            facts = {"answered": 1, "unmeasured": 0}
            assert self.database.call(rollups.finish, begun.id, DONE, slot, facts, by="us")
        elif how < 0.8:
            assert self.database.call(rollups.give_up, begun.id, "us", slot, "cut: died")
        elif how < 0.9 or not self.leaves_open:
            assert self.database.call(cycles.finish, begun.id, DONE, slot)

    def import_file(self) -> None:
        """Twice: what it has more the second time belongs to cycles that were counted."""
        lines = [
            b'{"target": "imported", "suite": "s", "prompt": "%s", "cycle": %d, "sample": %d, "output": "%s",'
            b' "valid": %s, "latency_ms": 12}' % (prompt, 1_772_500_000 + 1_800 * number, sample, text, valid)
            for number in range(5)
            for prompt in (b"a", b"new")
            for sample, text, valid in ((0, b"TKT-1", b"false"), (1, b"fine", b"true"), (2, b"so", b"null"))
        ]
        for part in (lines[:17], lines):
            items = [
                importing.prepare(n, parse(line), "import", importing.judges_of({}))
                for n, line in enumerate(part)
            ]
            self.database.call(importing.take, items, {}, START)
            rollups.catch_up(self.database)


def same(found: list[Tally], truth: list[Tally], *, extras: bool = False) -> None:
    names = ("target", "suite", "vantage", "bucket", *PAID)
    assert [[getattr(t, n) for n in names] for t in found] == [[getattr(t, n) for n in names] for t in truth]
    for mine, its in zip(found, truth, strict=True):
        near(mine.cost_usd, its.cost_usd)
        if extras:
            continue
        left, right = asdict(mine), asdict(its)
        for name in NUMBERS["ms"]:
            near(left.pop(name), right.pop(name), 0.05)
        for name in NUMBERS["float"]:
            near(left.pop(name), right.pop(name))
        assert_equal(left, right)


def near(mine: float | None, its: float | None, tolerance: float = 1e-6) -> None:
    if mine is None or its is None:
        assert mine is its
    else:
        assert mine == pytest.approx(its, rel=tolerance)


def compare(database: Database, scope: Scope, configured: Mapping[str, Suite], by: str | None) -> None:
    for extras in (False, True):
        found = database.read(rolled.tallies, scope, configured, by, extras=extras)
        same(found, database.read(history.tallies, scope, configured, by, extras=extras), extras=extras)


def stored(database: Database) -> dict[Any, dict[str, Any]]:
    """Every roll-up in the clear, by table and key."""
    found = {}
    for table in (rollup_hourly, rollup_daily):
        for row in database.read(lambda c: c.execute(sa.select(table)).all()):  # noqa: B023
            content = orjson.loads(zlib.decompress(row.content))
            found[table.name, *row[:5]] = {**row._mapping, "content": content}
    return found


def assert_equal(mine: Any, its: Any) -> None:
    """Equal, but for the last digits of sums of floats."""
    if isinstance(mine, dict):
        assert mine.keys() == its.keys()
        for key in mine:
            assert_equal(mine[key], its[key])
    elif isinstance(mine, (list, tuple)):
        assert len(mine) == len(its)
        for one, other in zip(mine, its, strict=True):
            assert_equal(one, other)
    elif isinstance(mine, float):
        assert mine == pytest.approx(its)
    else:
        assert mine == its


@pytest.mark.parametrize("seed", range(2))
def test_any_window_of_a_random_history_counts_what_its_observations_count(
    database: Database, seed: int
) -> None:
    past = Past(database, seed)
    past.live(45)
    rng = past.rng
    configurations: tuple[Mapping[str, Suite], ...] = ({}, {"s": FIRST}, {"s": EDITED, "other": OTHER})
    for turn in range(8):
        since = START + timedelta(minutes=rng.randrange(HOURS * 60), seconds=rng.randrange(60))
        scope = Scope(
            since=rng.choice((None, since, START + timedelta(hours=rng.randrange(HOURS)))),
            targets=rng.choice(((), ("one",))),
            vantages=rng.choice(((), ("here", "import"))),
        )
        compare(database, scope, configurations[turn % 3], (None, HOUR, DAY, PROMPT)[turn % 4])


def test_roll_ups_made_anew_are_those_that_grew_with_the_cycles(database: Database) -> None:
    Past(database, 9).live(35)
    assert database.read(lambda c: c.execute(sa.select(rollup_hourly.c.bucket)).first()) is not None
    rollups.catch_up(database)
    before = stored(database)
    assert rollups.rebuild(database, START + timedelta(days=1)) > 0
    assert_equal(stored(database), before)
    assert rollups.rebuild(database) > 0
    assert_equal(stored(database), before)


def test_what_was_pruned_is_still_counted_even_when_roll_ups_are_made_anew(database: Database) -> None:
    Past(database, 4, leaves_open=False).live(35)
    oldest = sa.select(sa.func.min(observation.c.slot_at))
    whole = [database.read(history.tallies, Scope(), {}, by) for by in (None, HOUR, DAY)]
    retention.prune(database, START + timedelta(hours=50), timedelta(hours=20), timedelta(hours=20))
    assert database.read(lambda c: c.execute(oldest).scalar_one()) >= START + timedelta(hours=30)
    before = stored(database)
    rollups.rebuild(database)
    assert_equal(stored(database), before)
    for by, truth in zip((None, HOUR, DAY), whole, strict=True):
        same(database.read(rolled.tallies, Scope(), {}, by), truth)


async def test_a_reply_that_comes_after_its_cycle_was_closed_is_counted(database: Database) -> None:
    past = Past(database, 1)
    begun = past.begin(FIRST, START, "one", "here")
    rows = [past.sample(begun, START, prompt, sample) for prompt in FIRST.prompts for sample in (0, 1)]
    database.call(observations.write, rows[:5])
    assert database.call(rollups.give_up, begun.id, "us", START, "cut: died")
    async with Writer(database) as writer:
        for row in rows:
            await writer.put(row)
    (found,) = database.read(rolled.tallies, Scope(), {}, None)
    assert found.answered + found.unmeasured == len(rows)
    compare(database, Scope(), {}, DAY)


def test_a_suite_without_prompts_is_counted_in_every_database(database: Database) -> None:
    """What no suite is configured for is imported under an empty one, whose judges are none: known, and still none."""
    past = Past(database, 6)
    for _ in range(2):
        past.import_file()
    (found,) = database.read(rolled.tallies, Scope(), {}, None)
    assert (found.answered, found.hallucination_judged, found.hallucinated) == (30, 20, 10)


def test_a_cycle_is_counted_once_however_often_it_is_asked_for(database: Database) -> None:
    past = Past(database, 2)
    begun = past.begin(FIRST, START, "one", "here")
    database.call(observations.write, [past.sample(begun, START, FIRST.prompts[0], 0)])
    assert database.call(rollups.finish, begun.id, DONE, START, by="us")
    before = stored(database)
    assert not database.call(rollups.finish, begun.id, DONE, START, by="us")
    database.call(rollups.roll, [begun.id])
    assert rollups.catch_up(database) == 0
    assert_equal(stored(database), before)


def test_cycles_that_end_while_a_report_is_read_are_counted_once(database: Database) -> None:
    past = Past(database, 3)
    begun = []
    for number in range(60):
        slot = START + timedelta(minutes=20 * number)
        begun.append((past.begin(FIRST, slot, "one", "here"), slot))
        rows = [past.sample(begun[-1][0], slot, prompt, 0) for prompt in FIRST.prompts]
        database.call(observations.write, rows)

    def end(some: slice) -> None:
        for each, slot in begun[some]:
            assert database.call(rollups.finish, each.id, DONE, slot, by="us")

    end(slice(0, 59, 2))
    with ThreadPoolExecutor(1) as threads:
        ending = threads.submit(end, slice(1, 60, 2))
        while not ending.done():
            (found,) = database.read(rolled.tallies, Scope(), {}, None)
            assert (found.cycles, found.answered + found.unmeasured) == (60, 240)
        ending.result()


def test_cycles_that_are_counted_by_several_at_once_are_counted_once(database: Database) -> None:
    """A daemon ends cycles, another catches up, somebody counts anew, and a file is imported, twice."""
    past = Past(database, 8, leaves_open=False)
    with ThreadPoolExecutor(3) as threads:
        busy: list[Future[None]] = [
            threads.submit(past.cycles, 12),
            threads.submit(Past(database, 0).import_file),
            threads.submit(Past(database, 0).import_file),
        ]
        while not all(each.done() for each in busy):
            rollups.catch_up(database)
            rollups.rebuild(database)
        for each in busy:
            each.result()
    rollups.catch_up(database)
    before = stored(database)
    rollups.rebuild(database)
    assert_equal(stored(database), before)
    compare(database, Scope(), {}, HOUR)


def test_a_small_window_has_exact_percentiles(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    Past(database, 5).live(20)
    rollups.catch_up(database)
    monkeypatch.setattr(rolled, "EXACT", 100_000)
    read: Callable[..., list[Tally]] = rolled.tallies
    assert database.read(read, Scope(), {}, DAY) == database.read(history.tallies, Scope(), {}, DAY)
