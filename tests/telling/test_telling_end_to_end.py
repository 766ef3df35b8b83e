"""From what was recorded to what people have: decisions, groups, routes and deliveries through the real store."""

from __future__ import annotations

import json
import threading
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.core.model import Incident, IncidentState, Kind, Severity, Signal, Target, Transition
from canary.core.routing import Route
from canary.outbox import deliver
from canary.storage import incidents, queries, tables
from canary.storage.engine import Database
from canary.storage.watch import WatchKey
from canary.telling import Audience, Ear, tell
from support.history import Lived
from support.world import HOUR, Inbox, World, question

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OVER: dict[str, Any] = {"state": IncidentState.RESOLVED, "resolved_at": NOW}


def target(name: str, **more: Any) -> Target:
    return Target(name, "openai", "m", **more)


@dataclass
class Office:
    """A database, people with sinks, and a clock: incidents are recorded as a finished cycle records them."""

    database: Database
    targets: Iterable[Target]
    sinks: Mapping[str, Inbox] = field(default_factory=lambda: {"slack": Inbox("slack", edits=True)})
    routes: tuple[Route, ...] = ()
    now: datetime = NOW

    def __post_init__(self) -> None:
        ears = {name: Ear(sink.edits, sink.gathers) for name, sink in self.sinks.items()}
        self.audience = Audience(ears, {each.name: each for each in self.targets}, self.routes)

    def happen(
        self,
        name: str,
        reason: str = "first_seen",
        previous: str | None = None,
        *,
        wished: bool = True,
        **change: Any,
    ) -> None:
        before = IncidentState(previous) if previous else None
        incident = replace(
            Incident(
                "validity:9",
                Kind.QUALITY,
                "validity",
                Severity.CRITICAL,
                IncidentState.OPEN,
                9,
                NOW,
                signals=(Signal.HALLUCINATION,),
            ),
            **change,
        )
        made = Transition(incident, before, reason, wished, 9, self.now)
        key = WatchKey(name, "s", "here")
        self.database.call(incidents.record, key, made, cycle_id=None, now=self.now)

    async def tell(self, *measuring: str) -> None:
        tell(self.database, self.audience, self.now, frozenset(measuring))
        while await deliver(self.database, self.sinks, lambda: self.now):
            pass

    def rows(self, table: sa.Table) -> list[Any]:
        return self.database.read(
            lambda connection: list(connection.execute(sa.select(table).order_by(table.c.id)))
        )

    def decisions(self, name: str) -> list[str]:
        mine = {row.id for row in self.rows(tables.incident) if row.target == name}
        return [row.decision for row in self.rows(tables.transition) if row.incident_id in mine]


# --- one message for a provider's trouble ----------------------------------------------------------

MANY = [target(f"t{n:03d}") for n in range(500)]


async def test_500_targets_in_one_cycle_are_one_message_and_none_is_dropped(
    database: Database,
) -> None:
    sinks = {
        "slack": Inbox("slack", edits=True),
        "hook": Inbox("hook"),
        "alertmanager": Inbox("alertmanager", edits=True, gathers=False),
    }
    office = Office(database, MANY, sinks)
    for each in MANY:
        office.happen(each.name)
    await office.tell()
    slack, hook, single = (sinks[name].notices for name in ("slack", "hook", "alertmanager"))
    assert [each.title for each in slack] == ["500 targets of openai in trouble together"]
    assert len(hook) == 1
    assert len(single) == len({each.target for each in single}) == 500
    assert {*office.decisions("t007")} == {"grouped"}

    office.now += HOUR
    for each in MANY[:200]:
        office.happen(each.name, "recovered", "open", **OVER)
    await office.tell()
    assert [(each.quiet, each.key) for each in slack[1:]] == [(True, slack[0].key)]
    assert ("Incidents", "300 open, 200 resolved") in slack[-1].facts
    assert len(hook) == 1

    office.now += HOUR
    for each in MANY[200:]:
        office.happen(each.name, "recovered", "open", **OVER)
    await office.tell()
    assert (slack[-1].resolved, slack[-1].quiet, slack[-1].key) == (True, False, slack[0].key)
    assert [each.resolved for each in hook] == [False, True]
    assert Counter(each.resolved for each in single) == {False: 500, True: 500}


def test_all_500_are_in_the_list(tmp_path: Path, sqlite_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    World(tmp_path, sqlite_url).write()
    with Database(sqlite_url) as database:
        office = Office(database, MANY)
        for each in MANY:
            office.happen(each.name)
        tell(database, office.audience, NOW)
        for each in MANY[:3]:
            office.happen(each.name, "recovered", "open", **OVER)
    lived = Lived(tmp_path / "canary.yaml", monkeypatch).at(NOW)
    said = lived.ask("incidents", "list")
    assert all(f" {each.name} " in said for each in MANY[3:])
    assert "... and 3 more: canary incidents list --all" in said
    assert "group" in said.splitlines()[0]
    assert len(json.loads(lived.ask("incidents", "list", "--json"))["incidents"]) == 500
    assert len(lived.ask("incidents", "list", "--limit", "7").splitlines()) == 10
    assert "told with 499 others of the same provider" in lived.ask("incidents", "show", "17")


async def test_each_provider_has_its_own_message_and_two_targets_are_no_group(database: Database) -> None:
    places = {"a": 3, "b": 4, "c": 2}
    targets = [
        target(f"{at}{n}", base_url=f"http://{at}") for at, count in places.items() for n in range(count)
    ]
    office = Office(database, targets)
    for each in targets:
        office.happen(each.name)
    await office.tell()
    titles = [each.title for each in office.sinks["slack"].notices]
    assert sum("in trouble together" in each for each in titles) == 2
    assert sum(each.startswith("c") for each in titles) == 2
    assert len(titles) == 4


async def test_while_a_provider_is_measured_the_first_waits_for_the_others(database: Database) -> None:
    office = Office(database, MANY)
    office.happen("t000")
    await office.tell("openai")
    assert office.sinks["slack"].notices == []
    office.now += timedelta(seconds=10)
    office.happen("t001")
    office.happen("t002")
    await office.tell("openai")
    assert office.sinks["slack"].notices == []
    office.now += timedelta(seconds=25)
    await office.tell("openai")
    assert [each.title for each in office.sinks["slack"].notices] == [
        "3 targets of openai in trouble together"
    ]


# --- what stands between news and people -----------------------------------------------------------

DRIFT: dict[str, Any] = {
    "key": "output:9",
    "kind": Kind.DRIFT,
    "cause": "output",
    "severity": Severity.WARNING,
}
OUTAGE: dict[str, Any] = {
    "key": "server_error:9",
    "kind": Kind.OUTAGE,
    "cause": "server_error",
    "severity": Severity.WARNING,
}


async def test_an_outage_holds_a_drift_of_its_target_back_and_never_its_end(database: Database) -> None:
    office = Office(database, [target("dark"), target("lit", base_url="http://lit")])
    told = office.sinks["slack"].notices
    office.happen("dark", **OUTAGE)
    await office.tell()
    office.happen("dark", **DRIFT)
    office.happen("lit", **DRIFT)
    await office.tell()
    assert [(each.target, each.kind) for each in told] == [("dark", "outage"), ("lit", "drift")]
    assert office.decisions("dark") == ["first_seen", "inhibited"]
    office.now += HOUR
    office.happen("dark", "recovered", "open", **OUTAGE, **OVER)
    await office.tell()
    assert [(each.kind, each.reason) for each in told[2:]] == [
        ("outage", "recovered"),
        ("drift", "inhibition_ended"),
    ]
    office.happen("dark", **OUTAGE | {"key": "server_error:30"})
    await office.tell()
    office.happen("dark", "recovered", "open", **DRIFT, **OVER)
    await office.tell()
    assert (told[-1].kind, told[-1].resolved) == ("drift", True)


async def test_a_flapping_target_is_one_incident_that_reopens_and_a_message_an_hour(
    tmp_path: Path, sqlite_url: str
) -> None:
    world = World(tmp_path, sqlite_url, baseline={"cycles": 8, "over": "0s"})
    world.prompts = [
        question(
            f"p{n}",
            f"Summarise TKT-1044{n}.",
            validate=["nonempty", {"grounded_ids": {"pattern": "TKT-\\d{4,}"}}],
            examples={"pass": [f"TKT-1044{n} is late."], "fail": ["TKT-99999 is late."]},
        )
        for n in range(4)
    ]
    phases = [{"from_cycle": at, "to_cycle": at + 2, "hallucinate": 1.0} for at in range(9, 240, 16)]
    world.target |= {"samples": 3, "script": {"seed": 3, "phases": phases}}
    world.step = MINUTE
    outcomes = await world.hours(240)
    with Database(sqlite_url) as database:
        rows = Office(database, []).rows(tables.incident)
    (quality,) = [row for row in rows if row.kind == "quality"]
    assert quality.content["reopened"] >= 10
    changes = [
        c for o in outcomes if o.settled for c in o.settled.transitions if c.incident.cause == "validity"
    ]
    assert sum(change.reason == "reopened" for change in changes) == quality.content["reopened"]
    loud = [each for each in world.inbox.loud() if each.cause == "validity"]
    at = [each.at for each in loud[1:] if each.at is not None]  # its first end is told whenever it comes
    assert len(at) >= 3
    assert all(later - earlier >= HOUR for earlier, later in pairwise(at))


# --- who ---------------------------------------------------------------------------------------------


async def test_routes_go_by_owner_and_severity_and_name_the_channel(database: Database) -> None:
    targets = [target("pay", owner="payments"), target("lab", owner="lab", base_url="http://lab")]
    sinks = {name: Inbox(name, edits=True) for name in ("slack", "pagerduty", "log")}
    routes = (
        Route(("slack", "pagerduty"), "payments", frozenset({Severity.CRITICAL}), "#pay"),
        Route(("slack",), "payments", channel="#pay-quiet"),
    )
    office = Office(database, targets, sinks, routes)
    office.happen("pay", **DRIFT)
    office.happen("lab")
    await office.tell()
    office.now += HOUR
    office.happen("pay")
    await office.tell()
    heard = {
        name: [(each.target, each.kind, each.channel) for each in sink.notices]
        for name, sink in sinks.items()
    }
    assert heard["slack"] == [
        ("pay", "drift", "#pay-quiet"),
        ("lab", "quality", None),
        ("pay", "quality", "#pay"),
    ]
    assert [each for each in heard["pagerduty"] if each[0] == "pay"] == [("pay", "quality", None)]
    assert {each[0] for each in heard["pagerduty"]} == {"pay", "lab"}
    assert {each[0] for each in heard["log"]} == {"pay", "lab"}


async def test_a_sink_without_edits_is_sent_no_quiet_change(database: Database) -> None:
    sinks = {"slack": Inbox("slack", edits=True), "hook": Inbox("hook")}
    office = Office(database, [target("t")], sinks)
    office.happen("t")
    await office.tell()
    office.happen("t", "signal_added", "open", wished=False, signals=(Signal.HALLUCINATION, Signal.REFUSAL))
    await office.tell()
    office.happen("t", "recovered", "open", **OVER)
    await office.tell()
    assert [each.resolved for each in sinks["hook"].notices] == [False, True]
    assert [each.quiet for each in sinks["slack"].notices] == [False, True, False]
    assert not any(each.quiet for each in sinks["hook"].notices)


# --- two at once ---------------------------------------------------------------------------------------


@pytest.mark.postgres
def test_two_tellers_decide_on_everything_once(postgres_url: str) -> None:
    targets = [target(f"t{n:02d}", base_url=f"http://host{n}") for n in range(60)]
    begin = threading.Barrier(3)

    def work() -> None:
        with Database(postgres_url) as mine:
            office = Office(mine, targets)
            begin.wait()
            for _ in range(40):
                tell(mine, office.audience, NOW)

    tellers = [threading.Thread(target=work) for _ in range(2)]
    for teller in tellers:
        teller.start()
    with Database(postgres_url) as database:
        office = Office(database, targets)
        begin.wait()
        for each in targets:
            office.happen(each.name)
        for teller in tellers:
            teller.join()
        tell(database, office.audience, NOW)
        assert [row.decision for row in office.rows(tables.transition)] == ["first_seen"] * 60
        owed = office.rows(tables.notification)
        assert len(owed) == len({row.key for row in owed}) == 60
        assert len(database.read(queries.open_incidents)) == 60
