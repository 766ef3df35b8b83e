"""``report status``: where each target x suite stands, and what to do next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from canary.cli.report import rates, undelivered
from canary.cli.report.incidents import next_steps
from canary.cli.report.view import Asked, View, ever_run, nothing, share
from canary.cli.tables import Column, Row, Table, minute, percent
from canary.core.cut import cut_of
from canary.core.message import duration
from canary.core.model import IncidentState, Severity
from canary.storage import cycles, history, queries
from canary.storage.history import Tally
from canary.storage.queries import PairStatus, StoredIncident

Key = tuple[str, str, str]
OVERDUE = 2  # periods without a judged cycle
MOST_STEPS = 20
CALM = "As usual: all was measured, and nothing differs from the baselines."
NEVER_RUN, LEARNING, HEALTHY = "never run", "learning", "healthy"


def view(asked: Asked) -> View:
    """Every pair that was judged, and every configured one that never was."""
    latest = replace(asked.scope, since=None, latest=True)
    counted = asked.database.read(history.tallies, latest, asked.settings.suites)
    last = {(t.target, t.suite, t.vantage): t for t in counted}
    baselines = asked.database.read(history.baseline_rates)
    judged = [
        s for s in asked.database.read(queries.status) if asked.scope.covers(s.target, s.suite, s.vantage)
    ]
    rows = [_row(asked, s, last.get(_key(s)), baselines.get(_key(s))) for s in judged]
    missing = _never_run(asked, {(s.target, s.suite) for s in judged}) if judged else []
    late = undelivered.standing(asked)
    notes = (*undelivered.notes(late), *_notes(asked, rows, missing, calm=not late))
    more = {"undelivered": [undelivered.row_of(each) for each in late]}
    return View("status", [Table("", _columns(rows), rows + missing, KEYS)], notes, more)


def _key(status: PairStatus) -> Key:
    return status.target, status.suite, status.vantage


def _row(
    asked: Asked, status: PairStatus, last: Tally | None, before: tuple[int, int] | None
) -> dict[str, Any]:
    period = _period(asked, status.target)
    age = (asked.now - status.last_slot).total_seconds() if status.last_slot else None
    learning = _learning(asked, status, period)
    return {
        "target": status.target,
        "suite": status.suite,
        "vantage": status.vantage,
        "state": state_of(status),
        **learning,
        "cycles": status.cycles,
        "last_slot": status.last_slot,
        "age_seconds": age,
        "overdue": bool(period and age is not None and age > OVERDUE * period.total_seconds()),
        "answered": status.answered,
        "unmeasured": status.unmeasured,
        "match_ratio": status.match_ratio,
        **_hallucination(last, before),
        "incidents": [_incident(each) for each in status.incidents],
        "note": status.note,
    }


def state_of(status: PairStatus) -> str:
    """The worst open incident goes before learning, and that before health."""
    if status.incidents:
        return status.incidents[_worst(status)].kind
    return HEALTHY if status.baseline is not None else LEARNING


def _worst(status: PairStatus) -> int:
    ranks = [(i.state != IncidentState.SUSPECTED, Severity(i.severity).rank) for i in status.incidents]
    return ranks.index(max(ranks))


def _hallucination(last: Tally | None, before: tuple[int, int] | None) -> dict[str, Any]:
    part, of = (last.hallucinated, last.hallucination_judged) if last else (0, 0)
    low, high = rates.interval(part, of, last.hallucination_effect if last else 1.0)
    return {
        "hallucination_rate": share(part, of),
        "hallucination_low": low,
        "hallucination_high": high,
        "hallucination_judged": of,
        "baseline_hallucination_rate": share(*before) if before else None,
    }


def _incident(each: StoredIncident) -> dict[str, Any]:
    return {
        "id": each.id,
        "incident": each.key,
        "kind": each.kind,
        "severity": each.severity,
        "state": each.state,
        "opened_at": each.opened_at,
        "prompts": list((each.content.get("evidence") or {}).get("prompts") or ()),
    }


# --- learning ------------------------------------------------------------------------------------


def _learning(asked: Asked, status: PairStatus, period: timedelta | None) -> dict[str, Any]:
    """How far the baseline is, and when it will be complete if every cycle succeeds."""
    rule = asked.settings.baseline
    facts = {"baseline": status.baseline, "baseline_cycles": status.baseline_cycles}
    if status.baseline == "frozen":
        return {**facts, "learned": None, "learn_cycles": None, "learned_until": None}
    usable, first = asked.database.read(cycles.usable, *_key(status))
    until = None
    if period is not None and not _starved(status.answered, status.unmeasured):
        until = max(asked.now + max(0, rule.cycles - usable) * period, (first or asked.now) + rule.over)
    return {**facts, "learned": min(usable, rule.cycles), "learn_cycles": rule.cycles, "learned_until": until}


def _starved(answered: int | None, unmeasured: int | None) -> bool:
    """Whether so little of a cycle was answered that no baseline learns from it."""
    return answered is not None and answered < (unmeasured or 0)


def _period(asked: Asked, target: str) -> timedelta | None:
    """The time between two cycles; None for a target that is configured no more."""
    from canary.schedule import period

    if target not in {t.name for t in asked.settings.targets}:
        return None
    return period(asked.settings.schedule_of(target), asked.now)


def _never_run(asked: Asked, seen: set[tuple[str, str]]) -> list[dict[str, Any]]:
    return [
        dict.fromkeys(KEYS)
        | {"target": target.name, "suite": suite.name, "state": NEVER_RUN, "cycles": 0}
        | {"incidents": [], "overdue": False}
        for target in asked.settings.targets
        for suite in asked.settings.suites_of(target)
        if (target.name, suite.name) not in seen and asked.scope.covers(target.name, suite.name, "")
    ]


# --- what a person sees --------------------------------------------------------------------------

KEYS = (
    *("target", "suite", "vantage", "state", "baseline", "baseline_cycles", "learned", "learn_cycles"),
    *(
        "learned_until",
        "cycles",
        "last_slot",
        "age_seconds",
        "overdue",
        "answered",
        "unmeasured",
        "match_ratio",
    ),
    *("hallucination_rate", "hallucination_low", "hallucination_high", "hallucination_judged"),
    *("baseline_hallucination_rate", "note"),
)


def _columns(rows: list[dict[str, Any]]) -> list[Column]:
    several = len({row["vantage"] for row in rows}) > 1
    return [
        Column("target", "target"),
        Column("suite", "suite"),
        *([Column("vantage", "vantage")] if several else []),
        Column("state", show=_state),
        Column("last cycle", show=_last),
        Column("answered", show=_answered, right=True, extra=True),
        Column("match", show=lambda row: percent(row["match_ratio"]), right=True),
        Column("halluc. (95%)", show=_rate, right=True),
        Column("baseline", show=_before, right=True, extra=True),
        Column("incident", show=_numbers, extra=True),
    ]


def _state(row: Row) -> str:
    """The worst that is open; the numbers of all have their own column."""
    if row["incidents"]:
        worst = next(each for each in row["incidents"] if each["kind"] == row["state"])
        told = "" if worst["state"] == IncidentState.OPEN else f", {worst['state']}"
        return f"{worst['severity']} {worst['kind']}{told}"
    if row["learned"] is None:
        return str(row["state"])
    return f"{row['state']} ({row['learned']}/{row['learn_cycles']})"


def _numbers(row: Row) -> str:
    """Those that are open, as `canary incidents show` takes them."""
    return ", ".join(str(each["id"]) for each in row["incidents"]) or "-"


def _last(row: Row) -> str:
    if row["last_slot"] is None:
        return "-"
    age = duration(timedelta(seconds=max(0.0, row["age_seconds"])))
    return f"{age} ago" + (", overdue" if row["overdue"] else "")


def _answered(row: Row) -> str:
    if row["answered"] is None:
        return "-"
    return f"{row['answered']}/{row['answered'] + row['unmeasured']}"


def _before(row: Row) -> str:
    return percent(row["baseline_hallucination_rate"])


def _rate(row: Row) -> str:
    return rates.with_interval(row["hallucination_rate"], row["hallucination_low"], row["hallucination_high"])


def _notes(
    asked: Asked, rows: list[dict[str, Any]], missing: list[dict[str, Any]], *, calm: bool
) -> tuple[str, ...]:
    """What to do next; the most urgent first."""
    if not rows:
        return _unjudged(asked)
    limit = asked.settings.ceilings.hallucination_rate
    found = [line for row in sorted(rows, key=_calm) for line in (*_over_ceiling(row, limit), *_steps(row))]
    steps = list(dict.fromkeys([*found, *map(_never, missing)]))
    more = [f"... and {len(steps) - MOST_STEPS} more."] if len(steps) > MOST_STEPS else []
    return (*steps[:MOST_STEPS], *more) or ((CALM,) if calm else ())


def _calm(row: Mapping[str, Any]) -> tuple[bool, bool]:
    return not row["incidents"], not row["overdue"]


def _unjudged(asked: Asked) -> tuple[str, ...]:
    """Nothing was judged: because nothing is stored, or only what was imported or kept aside."""
    if not ever_run(asked):
        return nothing(asked)
    return (
        "No cycle has been judged yet; what is stored was imported, kept aside, or is still running. "
        "`canary report rates --since 365d` counts it, `canary backtest` replays it.",
    )


def _steps(row: Mapping[str, Any]) -> list[str]:
    named = [{**each, "target": row["target"], "suite": row["suite"]} for each in row["incidents"]]
    found = next_steps(named)
    if row["incidents"] and not found:
        found.append(f"Next: canary report drift --target {row['target']}")
    if cut := cut_of(row["note"]):
        found.append(f"{row['target']} x {row['suite']}: its last cycle was {cut}.")
    elif not row["answered"]:
        found.append(f"Nothing of {row['target']} could be measured: canary check --online says why.")
    if row["overdue"]:
        found.append(f"{row['target']} x {row['suite']} is overdue: is `canary daemon` running?")
    if row["learned"] is not None:
        found.append(_until(row))
    return found


def _over_ceiling(row: Mapping[str, Any], limit: float | None) -> list[str]:
    """A rate over its ceiling is said whatever else is known of the pair."""
    rate = row["hallucination_rate"]
    if limit is None or rate is None or rate <= limit:
        return []
    return [
        f"{row['target']} x {row['suite']}: hallucination rate {percent(rate)}, over the ceiling of {percent(limit)}: "
        f"canary report rates --target {row['target']} --by prompt shows which prompts."
    ]


def _never(row: Mapping[str, Any]) -> str:
    return f"{row['target']} x {row['suite']} was never run: canary run --target {row['target']}"


def _until(row: Mapping[str, Any]) -> str:
    until: datetime | None = row["learned_until"]
    when = f", until about {minute(until)}" if until is not None else ""
    where = f"{row['target']} x {row['suite']}"
    so_far = f"{row['learned']} of {row['learn_cycles']} cycles{when}"
    if _starved(row["answered"], row["unmeasured"]):
        what = "is not being measured" if not row["answered"] else "is measured by less than half"
        return f"{where} {what}, so no baseline is learned: {so_far} so far."
    if row["baseline"] is None:
        return f"{where} is learning its baseline: {so_far}."
    return f"{where} is watched with a provisional baseline: {so_far}."
