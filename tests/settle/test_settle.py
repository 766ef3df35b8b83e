"""What a finished cycle means, end to end through the store: learning, changes, edits, restarts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary import handling
from canary.app import watched_of
from canary.baselines import Baselines
from canary.core.drift import Baseline, State, adopt, start, step
from canary.records import Judges, Records
from canary.storage import cycles, queries, tables, watch
from canary.storage.engine import open_engine
from support.world import World, question, reasons

DRIFT_AT = 12


def rows(url: str, table: sa.Table) -> list[Any]:
    engine = open_engine(url)
    with engine.connect() as connection:
        found = list(connection.execute(sa.select(table).order_by(*table.primary_key)).all())
    engine.dispose()
    return found


@pytest.fixture
def world(tmp_path: Path, database_url: str) -> World:
    return World(tmp_path, database_url)


def drifting(world: World, **phase: Any) -> World:
    world.target["script"] = {"seed": 3, "phases": [{"from_cycle": DRIFT_AT, **phase}]}
    return world


async def test_a_baseline_is_learned_from_the_first_cycles_and_a_quiet_target_stays_quiet(
    world: World,
) -> None:
    outcomes = await world.hours(30)
    learned = [o.settled.learned for o in outcomes if o.settled]
    assert learned == [None] * 7 + ["frozen"] + [None] * 22
    assert reasons(outcomes) == []
    assert [notice for notice in world.inbox.notices if notice.kind != "performance"] == []  # see reasons()


async def test_a_whole_change_is_suspected_in_its_slot_and_told_once_by_the_second(world: World) -> None:
    drifting(world, drift=1.0, served_model="other-1")
    world.config["baseline"] = {"cycles": 12, "over": "0s"}
    world.target["samples"] = 3
    await world.hours(DRIFT_AT)
    first = await world.hours(1)
    second = await world.hours(1)
    assert reasons(first) == [("drift", "suspected")]
    assert [kind for kind, _ in reasons(second)] == ["drift"]
    (notice,) = world.inbox.notices
    assert notice.kind == "drift"
    assert notice.comparisons[0].old != notice.comparisons[0].new
    await world.hours(6)
    assert len(world.inbox.notices) == 1


async def test_what_is_stored_is_enough_to_go_on_from_after_any_cycle_bit_for_bit(world: World) -> None:
    """Each cycle judged from nothing but JSON: the baseline, the state before, and the stored observations."""
    world.target["script"] = {
        "seed": 5,
        "nondeterminism": 0.2,
        "phases": [
            {"from_cycle": 14, "drift": 0.4},
            {"from_cycle": 20, "to_cycle": 22, "fail": "server_error"},
        ],
    }
    await world.hours(30)
    async with world.app() as app:
        ((target, suite),) = app.pairs()
        policy, judges = app.policy(target), Judges.of(suite)
        stored = app.database.read(cycles.finished_cycles, "model", "s", "test")
        records = list(Records(app.database).iterate(stored, judges))
    (learned,) = rows(world.config["database"], tables.baseline)
    state = json.dumps(start(None, policy).to_json())
    for record in records:
        baseline = Baseline.from_json(json.loads(learned.content)) if record.index >= 8 else None
        after, _ = step(baseline, State.from_json(json.loads(state)), record, policy)
        if record.index == 7:
            after, _ = adopt(Baseline.from_json(json.loads(learned.content)), after, policy, 7, record.at)
        state = json.dumps(after.to_json())
    (kept,) = rows(world.config["database"], tables.detector_state)
    assert json.loads(kept.state) == json.loads(state)


async def test_hallucination_is_critical_and_resolves_when_it_is_over(world: World) -> None:
    good = '{"ids": ["TKT-1001"]}'
    world.prompts = [
        question(
            f"p{n}",
            f"Summarise ticket TKT-1001, case {n}.",
            validate=[{"grounded_ids": {"pattern": r"TKT-\d+"}}],
            examples={"pass": [good], "fail": ['{"ids": ["TKT-9999"]}']},
        )
        for n in range(6)
    ]
    world.target |= {"samples": 2}
    world.target["script"] = {
        "seed": 3,
        "phases": [{"from_cycle": DRIFT_AT, "to_cycle": 20, "hallucinate": 1.0}],
    }
    await world.hours(80)
    quality = [n for n in world.inbox.notices if n.kind == "quality" and n.reason != "still_open"]
    assert [(n.severity.value, n.resolved) for n in quality] == [("critical", False), ("critical", True)]


async def test_an_outage_is_an_outage_and_leaves_the_detectors_unharmed(world: World) -> None:
    drifting(world, to_cycle=18, fail="rate_limit")
    outcomes = await world.hours(40)
    kinds = {kind for kind, _ in reasons(outcomes)}
    assert kinds == {"outage"}
    assert [o.settled.report.match_ratio for o in outcomes[-5:] if o.settled and o.settled.report] == [
        1.0
    ] * 5


async def test_an_edited_validator_judges_the_window_anew_and_is_no_change_of_the_model(world: World) -> None:
    await world.hours(12)
    before = rows(world.config["database"], tables.detector_state)[0]
    for prompt in world.prompts:
        prompt["validate"] = [
            "nonempty",
            {"regex": {"pattern": "never in any answer", "category": "format"}},
        ]
    outcomes = await world.hours(12)
    assert reasons(outcomes) == []
    baselines = rows(world.config["database"], tables.baseline)
    assert [b.state for b in baselines] == ["superseded", "frozen"]
    assert "judged anew" in baselines[1].learned
    assert (baselines[0].first_slot, baselines[0].last_slot) == (
        baselines[1].first_slot,
        baselines[1].last_slot,
    )
    after = rows(world.config["database"], tables.detector_state)[0]
    assert after.cycles == before.cycles + 12


async def test_a_changed_prompt_is_voided_alone_and_learned_again(world: World) -> None:
    await world.hours(12)
    world.prompts[0] = question("p0", "Something else altogether, please.")
    outcomes = await world.hours(10)
    assert reasons(outcomes) == []
    baselines = rows(world.config["database"], tables.baseline)
    assert [b.state for b in baselines] == ["superseded", "frozen"]
    assert baselines[1].learned.startswith("p0 learned from 8 cycles")
    unchanged = [p for p in baselines[0].prompts if p != "p0"]
    assert all(baselines[0].prompts[p] == baselines[1].prompts[p] for p in unchanged)
    assert baselines[0].prompts["p0"] != baselines[1].prompts["p0"]


async def test_what_is_open_as_a_change_is_not_learned_as_normal(tmp_path: Path, sqlite_url: str) -> None:
    world = World(tmp_path, sqlite_url, baseline={"cycles": 40, "over": "0s"})
    world.target["script"] = {"seed": 3, "phases": [{"from_cycle": 30, "drift": 1.0}]}
    outcomes = await world.hours(45)
    assert [o.settled.learned for o in outcomes if o.settled and o.settled.learned] == ["provisional"]


async def test_an_aside_cycle_is_stored_and_kept_from_the_detectors(world: World) -> None:
    await world.hours(3)
    await world.hours(2, aside=True)
    (state,) = rows(world.config["database"], tables.detector_state)
    assert state.cycles == 3
    assert len(rows(world.config["database"], tables.cycle)) == 5
    assert len(rows(world.config["database"], tables.observation)) == 5 * 6


async def test_a_slot_completed_late_is_stored_and_not_judged_out_of_order(world: World) -> None:
    await world.hours(3)
    async with world.app() as app:
        ((target, suite),) = app.pairs()
        late = await app.run_cycle(target, suite, world.clock.at.replace(minute=30, hour=0))
    assert late.settled is not None
    assert late.settled.report is None
    assert "late" in (late.settled.note or "")


async def test_a_spent_budget_stops_cycles_and_is_told_once_a_day(tmp_path: Path, database_url: str) -> None:
    world = World(tmp_path, database_url, budget={"usd_per_day": 0.001})
    world.target["price"] = {"input_per_mtok": 10.0, "output_per_mtok": 10.0}
    outcomes = await world.hours(6)
    stopped = [o for o in outcomes if o.settled is None]
    assert stopped
    assert "budget" in (stopped[0].why_not or "")
    assert [n.kind for n in world.inbox.notices] in (["budget"], ["budget", "budget"])


async def test_an_incident_taken_on_is_not_told_again_and_one_that_is_not_is(
    tmp_path: Path, sqlite_url: str
) -> None:
    world = World(tmp_path, sqlite_url)
    world.config["alerts"] = {"repeat_every": "4h"}
    world.config["ceilings"] = {"hallucination_rate": 0.2}
    for prompt in world.prompts:
        prompt["validate"] = [{"regex": {"pattern": "never in any answer", "category": "hallucination"}}]
    await world.hours(10)
    told = [n.reason for n in world.inbox.notices]
    assert told[0] == "first_seen"
    assert told.count("still_open") == 2
    async with world.app() as app:
        app.database.call(handling.acknowledge, 1, "ann", world.clock())
    await world.hours(10)
    assert [n.reason for n in world.inbox.notices].count("still_open") == 2


async def test_a_large_change_is_told_as_information_while_there_is_no_baseline(
    tmp_path: Path, sqlite_url: str
) -> None:
    world = World(tmp_path, sqlite_url, baseline={"cycles": 72, "over": "3d"})
    world.target["script"] = {"seed": 3, "phases": [{"from_cycle": 12, "drift": 1.0}]}
    outcomes = await world.hours(18)
    notes = [o.settled.note or "" for o in outcomes if o.settled]
    assert not any("plain already" in note for note in notes[:13])
    assert any("plain already: fingerprint 100%" in note for note in notes[14:])
    assert [n for n in world.inbox.notices if n.kind != "performance"] == []


async def test_a_baseline_approved_while_the_daemon_runs_is_what_the_next_cycle_goes_by(
    tmp_path: Path, sqlite_url: str
) -> None:
    world = World(tmp_path, sqlite_url, baseline={"cycles": 40, "over": "0s"})
    async with world.app() as app:
        for _ in range(26):
            await world.hour(app)
        row = app.database.read(watch.load_baseline, 1)
        assert row is not None
        assert row.state == "provisional"
        ((target, _),) = app.pairs()
        app.database.call(handling.approve, row, app.policy(target), "ann", "good enough", world.clock())
        for _ in range(30):
            await world.hour(app)
    baselines = rows(world.config["database"], tables.baseline)
    assert [(b.state, b.approved_by, b.reason) for b in baselines] == [("frozen", "ann", "good enough")]


async def test_an_approval_outlives_an_edit_that_carries_it_on(world: World) -> None:
    await world.hours(10)
    async with world.app() as app:
        row = app.database.read(watch.load_baseline, 1)
        assert row is not None
        app.database.call(watch.approve_baseline, row.key, 1, "ann", "as announced", world.clock())
    world.prompts[0]["validate"] = ["nonempty", {"regex": "."}]
    await world.hours(2)
    newest = rows(world.config["database"], tables.baseline)[-1]
    assert (newest.approved_by, newest.reason, newest.state) == ("ann", "as announced", "frozen")
    assert newest.approved_at is not None
    assert "judged anew" in newest.learned


async def test_outputs_that_our_own_code_reads_otherwise_now_put_ourselves_in_doubt(world: World) -> None:
    """A canonicaliser that changed without its version: what is stored no longer comes out of the stored text."""
    await world.hours(10)
    engine = open_engine(world.config["database"])
    with engine.begin() as connection:
        (row,) = connection.execute(sa.select(tables.baseline)).all()
        content = json.loads(row.content)
        for prompt in content["prompts"].values():
            prompt["outputs"] = {
                f"v1:sha256:{n:064x}": raws for n, raws in enumerate(prompt["outputs"].values(), start=1)
            }
        connection.execute(sa.update(tables.baseline).values(content=json.dumps(content)))
    engine.dispose()
    outcomes = await world.hours(6)
    assert {kind for kind, _ in reasons(outcomes)} == {"harness"}


def always_wrong(world: World, prompts: int) -> None:
    checks = [{"regex": {"pattern": "never in any answer", "category": "hallucination"}}]
    world.prompts = [question(f"p{n}", validate=checks) for n in range(prompts)]


async def test_a_ceiling_crossed_by_few_samples_is_made_sure_of_within_its_slot(world: World) -> None:
    always_wrong(world, prompts=2)
    outcomes = await world.hours(1)
    assert reasons(outcomes) == [("quality", "first_seen")]
    (notice,) = world.inbox.notices
    assert notice.severity.value == "critical"
    evidence = outcomes[0].settled.transitions[0].incident.evidence if outcomes[0].settled else {}
    assert (evidence["ceiling"], evidence["changed"], evidence["of"]) == (0.5, 6, 6)


async def test_a_crossed_ceiling_outlives_the_approval_of_a_baseline(tmp_path: Path, sqlite_url: str) -> None:
    world = World(tmp_path, sqlite_url)
    always_wrong(world, prompts=6)
    await world.hours(10)
    async with world.app() as app:
        row = app.database.read(watch.load_baseline, 1)
        if row is None:  # nothing is learned while the change is open: capture it by hand
            ((target, suite),) = app.pairs()
            watched = watched_of(app.settings, target, suite, Judges.of(suite), "test", world.clock())
            due = Baselines(app.database, Records(app.database)).capture(watched, 8)
            app.database.call(due.store, watched.key, world.clock())
            row = app.database.read(watch.load_baseline, 1)
        assert row is not None
        app.database.call(
            handling.approve, row, app.policy(app.pairs()[0][0]), "ann", "no matter", world.clock()
        )
        assert [i.kind for i in app.database.read(queries.open_incidents)] == ["quality"]


async def test_a_target_that_starts_to_fail_every_check_is_critical_within_its_slot(world: World) -> None:
    """Whatever the checks' category: no answer of the slot passes, where before they all did."""
    for number, prompt in enumerate(world.prompts):
        prompt["examples"] = {"pass": [f"Number {number} it is."], "fail": ["Sorry."]}
        prompt["validate"] = [{"regex": "it is"}]
    world.target["script"] = {"seed": 3, "phases": [{"from_cycle": DRIFT_AT, "hallucinate": 1.0}]}
    await world.hours(DRIFT_AT)
    assert [n for n in world.inbox.notices if n.kind != "performance"] == []
    outcomes = await world.hours(1)
    assert ("quality", "first_seen") in reasons(outcomes)
    assert "critical" in {notice.severity.value for notice in world.inbox.notices}


async def test_a_ceiling_that_stays_crossed_is_not_called_recovered_for_want_of_samples(world: World) -> None:
    always_wrong(world, prompts=2)
    outcomes = await world.hours(30)
    assert reasons(outcomes) == [("quality", "first_seen")]
