"""``report drift`` and ``report incidents``: what changed, since when, how sure we are, and who was told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from canary.cli.report import undelivered
from canary.cli.report.view import Asked, View, ever_run, nothing
from canary.cli.tables import Column, Row, Table, minute, percent
from canary.core.message import held_against
from canary.core.model import IncidentState, Kind
from canary.core.reasons import reason_words
from canary.storage import history, queries

_WHO = (Column("target", "target"), Column("suite", "suite"))
STIRRING = 0.05  # of the threshold: less is what a quiet target shows


def row_of(row: Any) -> dict[str, Any]:
    """A stored incident as plain values, its evidence taken apart."""
    content: Mapping[str, Any] = row.content
    evidence: Mapping[str, Any] = content.get("evidence") or {}
    return {
        "id": row.id,
        "target": row.target,
        "suite": row.suite,
        "vantage": row.vantage,
        "incident": row.key,
        "kind": row.kind,
        "cause": row.cause,
        "severity": row.severity,
        "state": row.state,
        "opened_at": row.opened_at,
        "resolved_at": row.resolved_at,
        "onset_after": instant(content.get("onset_after")),
        "onset_before": instant(content.get("onset_before")),
        "opened_cycle": content.get("opened_cycle"),
        "onset_cycle": content.get("onset_cycle"),
        "signals": list(content.get("signals") or ()),
        "evidence": dict(evidence.get("signals") or {}),
        "changed": evidence.get("changed"),
        "of": evidence.get("of"),
        "rate": evidence.get("rate"),
        "baseline_rate": evidence.get("baseline_rate"),
        "ceiling": evidence.get("ceiling"),
        "reason": evidence.get("reason"),
        "resolved_because": evidence.get("resolved_because"),
        "identity": dict(evidence.get("identity") or {}),
        "prompts": list(evidence.get("prompts") or ()),
    }


KEYS = (
    *(
        "id",
        "target",
        "suite",
        "vantage",
        "incident",
        "kind",
        "cause",
        "severity",
        "state",
        "opened_at",
        "resolved_at",
    ),
    *("onset_after", "onset_before", "opened_cycle", "onset_cycle", "signals", "changed", "of", "rate"),
    *("baseline_rate", "reason", "resolved_because"),
)


def instant(text: str | None) -> datetime | None:
    """A stored ISO time."""
    return datetime.fromisoformat(text) if text else None


def strongest(row: Row) -> str:
    """The signal that crossed its threshold furthest, and by how much."""
    known = [(value, name) for name, value in row["evidence"].items() if isinstance(value, (int, float))]
    if not known:
        return "-"
    value, name = max(known)
    return f"{name} {times(value)}"


def times(evidence: float) -> str:
    """Evidence as a multiple of what raises an alarm."""
    return f"{evidence:.2f}x" if evidence < 100 else "over 100x"


def _of(row: Row) -> str:
    if row["of"] is None:
        return "-"
    return f"{row['changed']}/{row['of']}"


def _onset(row: Row) -> str:
    """The change began between two slots; how much of the earlier one needs saying depends on the later."""
    after, before = row["onset_after"], row["onset_before"]
    if before is None:
        return "-"
    if after is None:
        return f"by {minute(before)}"
    return f"{minute(after)[:-1]} - {minute(before)[11 if after.date() == before.date() else 0 :]}"


def shown_rate(row: Row) -> str:
    """An incident's share of changed or failing samples, beside what it is held against."""
    if row["rate"] is None:
        return "-"
    against = held_against(Kind(row["kind"]), row)
    said = ", ".join(f"{_AGAINST[name]} {percent(share)}" for name, share in against)
    return percent(row["rate"]) + (f" ({said})" if said else "")


_AGAINST = {"baseline": "was", "ceiling": "ceiling", "tolerated": "tolerated"}


# --- drift ---------------------------------------------------------------------------------------


def drift(asked: Asked) -> View:
    """Open and recent incidents with their evidence, and where each signal stands now."""
    rows = [row_of(row) for row in asked.database.read(history.incidents, asked.scope)]
    standing = [
        s for s in asked.database.read(queries.status) if asked.scope.covers(s.target, s.suite, s.vantage)
    ]
    evidence: list[dict[str, Any]] = [
        {"target": s.target, "suite": s.suite, "vantage": s.vantage, "signal": signal, "evidence": value}
        for s in standing
        for signal, value in sorted(s.evidence.items(), key=lambda pair: (-pair[1], pair[0]))
    ]
    stirring = [each for each in evidence if each["evidence"] >= STIRRING]
    now = Table(f"Evidence now (from {times(STIRRING)} of the alarm threshold on)", _EVIDENCE, stirring)
    tables = [Table("Incidents", _INCIDENT, rows, KEYS), _changes(rows), now]
    return View("drift", tables, _drift_notes(asked, rows), {"evidence": evidence})


_INCIDENT = (
    Column("id", "id", right=True),
    Column("severity", "severity"),
    Column("kind", "kind"),
    Column("state", "state"),
    *_WHO,
    Column("onset", show=_onset),
    Column("opened", "opened_at", extra=True),
    Column("resolved", "resolved_at", extra=True),
    Column("evidence", show=strongest, right=True),
    Column("changed", show=_of, right=True),
    Column("rate", show=shown_rate, right=True, extra=True),
)
_EVIDENCE = (
    *_WHO,
    Column("signal", "signal"),
    Column("threshold", show=lambda row: times(row["evidence"]), right=True),
)
_CHANGE = (
    Column("incident", show=lambda row: f"{row['id']} {row['kind']}"),
    *_WHO,
    Column("prompt", "prompt"),
    Column("changed", show=_of, right=True),
    Column("failing now", "validators"),
    Column("served by", "served"),
)


def _changes(rows: Iterable[dict[str, Any]]) -> Table:
    """Prompt by prompt, what differs from the baseline in the incidents that are not resolved."""
    changes = [
        {
            "id": row["id"],
            "kind": row["kind"],
            "target": row["target"],
            "suite": row["suite"],
            "prompt": change.get("prompt"),
            "changed": change.get("changed"),
            "of": change.get("of"),
            "validators": change.get("validators"),
            "served": _identity(row["identity"]),
        }
        for row in rows
        if row["state"] != IncidentState.RESOLVED
        for change in row["prompts"]
    ]
    return Table("Changed prompts", _CHANGE, changes)


def _identity(identity: Mapping[str, Any]) -> str:
    return "; ".join(
        f"{one.get('before')} -> {one.get('after')}" if isinstance(one, Mapping) else str(one)
        for one in identity.values()
    )


def _drift_notes(asked: Asked, rows: list[dict[str, Any]]) -> tuple[str, ...]:
    if not rows:
        return _none(asked)
    reasons = [
        f"{row['target']} x {row['suite']}, incident {row['id']} ({row['kind']}): {_why(row)}"
        for row in rows
        if row["reason"]
    ]
    return (*reasons, *next_steps(rows))


def _none(asked: Asked) -> tuple[str, ...]:
    return ("No incident in this window.",) if ever_run(asked) else nothing(asked)


def _why(row: Row) -> str:
    closed = f"; over: {reason_words(row['resolved_because'])}" if row["resolved_because"] else ""
    return reason_words(row["reason"]) + closed


def next_steps(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The command that shows what changed, for each incident that is not resolved and names a prompt."""
    steps = [
        f"Next: canary diff {row['target']} {row['suite']}/{row['prompts'][0]['prompt']}"
        for row in rows
        if row["state"] != IncidentState.RESOLVED and row["prompts"]
    ]
    return list(dict.fromkeys(steps))


# --- incidents -----------------------------------------------------------------------------------


def view(asked: Asked) -> View:
    """The incidents with the history of their states, and whether people were told."""
    stored = asked.database.read(history.incidents, asked.scope)
    changes = asked.database.read(history.transitions, [row.id for row in stored])
    rows = [row_of(row) | {"transitions": [_transition(t) for t in changes[row.id]]} for row in stored]
    late = undelivered.found(asked, asked.scope.since)
    notes = (*(() if rows else _none(asked)), *undelivered.notes(late))
    tables = [Table("", _LIFE, rows, KEYS), undelivered.table(late)]
    return View("incidents", tables, notes, {"undelivered": [undelivered.row_of(each) for each in late]})


def _transition(row: Any) -> dict[str, Any]:
    return {
        "at": row.at,
        "previous": row.previous,
        "state": row.state,
        "kind": row.kind,
        "severity": row.severity,
        "reason": row.reason,
        "notify": row.notify,
        "decision": row.decision,
    }


def _told(row: Row) -> str:
    told = [each["at"] for each in row["transitions"] if each["notify"]]
    return minute(told[0]) if told else "nobody"


def _last_reason(row: Row) -> str:
    return reason_words(row["transitions"][-1]["reason"]) if row["transitions"] else "-"


_LIFE = (
    Column("id", "id", right=True),
    Column("severity", "severity"),
    Column("kind", "kind"),
    Column("state", "state"),
    *_WHO,
    Column("opened", "opened_at"),
    Column("resolved", "resolved_at"),
    Column("told", show=_told),
    Column("last reason", show=_last_reason),
)
