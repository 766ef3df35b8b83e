"""The status page: one self-contained HTML document, everything in it escaped, nothing to fetch or run."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from html import escape
from typing import Any

from canary.core.cut import cut_of
from canary.core.escape import fit

REFRESH = 30  # seconds

_STYLE = """
:root { color-scheme: light dark; --line: #8884; --bad: #c62828; --learn: #b26a00; --good: #2e7d32 }
@media (prefers-color-scheme: dark) { :root { --bad: #ff8a80; --learn: #ffcc80; --good: #a5d6a7 } }
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 72rem; padding: 0 1rem }
h1 { font-size: 1.3rem } .wide { overflow-x: auto } p.note { opacity: .75 }
table { border-collapse: collapse; width: 100% }
th, td { text-align: left; padding: .4rem .7rem; border-bottom: 1px solid var(--line); vertical-align: top }
td.number { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
td.wrap { overflow-wrap: anywhere } th.number { text-align: right }
.incident { color: var(--bad); font-weight: 600 } .learning { color: var(--learn) } .healthy { color: var(--good) }
ul { margin: 0; padding: 0; list-style: none }
"""
_ORDER = {"incident": 0, "learning": 1, "healthy": 2}


def render_page(rows: Sequence[Mapping[str, Any]], summary: Mapping[str, int]) -> str:
    """The page of `Health.status` rows, those with incidents first."""
    counts = ", ".join(f"{count} {_text(state)}" for state, count in summary.items())
    ordered = sorted(rows, key=_rank)
    body = _table(ordered) if ordered else "<p>No target is configured: see <code>canary check</code>.</p>"
    return _document(f"<p>{counts}</p>{body}", int(summary.get("incident", 0)))


def render_problem(problem: str) -> str:
    """The page when the status cannot be read."""
    return _document(f'<p class="incident">The status cannot be read: {_text(problem, 1000)}</p>', 0)


def _document(body: str, incidents: int) -> str:
    title = f"({incidents}) Canary" if incidents else "Canary"
    return (
        f'<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{title}</title>'
        f'<meta name="viewport" content="width=device-width, initial-scale=1">'
        f'<meta http-equiv="refresh" content="{REFRESH}"><style>{_STYLE}</style></head>'
        f"<body><main><h1>Canary</h1>{body}"
        f'<p class="note">Times are UTC. Reloads every {REFRESH} s. The same as JSON: <a href="api/v1/status">'
        f'api/v1/status</a>; for Prometheus: <a href="metrics">metrics</a>.</p></main></body></html>'
    )


def _rank(row: Mapping[str, Any]) -> tuple[int, str, str]:
    return (_ORDER.get(str(row.get("state")), 0), str(row.get("target")), str(row.get("suite")))


def _table(rows: Sequence[Mapping[str, Any]]) -> str:
    heads = "".join(
        f'<th scope="col"{kind}>{label}</th>'
        for label, kind in (
            ("Target", ""),
            ("Suite", ""),
            ("State", ""),
            ("Last cycle", ""),
            ("Match", ' class="number"'),
            ("Hallucination", ' class="number"'),
            ("Open incidents", ""),
        )
    )
    lines = "".join(_row(row) for row in rows)
    return f'<div class="wide"><table><thead><tr>{heads}</tr></thead><tbody>{lines}</tbody></table></div>'


def _row(row: Mapping[str, Any]) -> str:
    return (
        f'<tr><th scope="row">{_text(row.get("target"))}</th><td>{_text(row.get("suite"))}</td>{_state(row)}'
        f"<td>{_instant(row.get('last_cycle'))}{_cut(row.get('note'))}</td>"
        f'<td class="number">{_percent(row.get("match_ratio"))}</td>'
        f'<td class="number">{_hallucination(row)}</td>'
        f'<td class="wrap">{_incidents(row.get("incidents") or ())}</td></tr>'
    )


def _state(row: Mapping[str, Any]) -> str:
    state = str(row.get("state") or "unknown")
    shown = state if state in _ORDER else ""
    learned = f" {row['learned']} of {row['needed']}" if row.get("needed") and state == "learning" else ""
    return f'<td class="{shown}">{_text(state + learned)}</td>'


def _cut(note: Any) -> str:
    said = cut_of(note if isinstance(note, str) else None)
    return f'<br><span class="learning">{_text(said)}</span>' if said else ""


def _hallucination(row: Mapping[str, Any]) -> str:
    baseline = _percent(row.get("baseline_hallucination_ratio"))
    now = _percent(row.get("hallucination_ratio"))
    return now if baseline == "–" else f"{now} (baseline {baseline})"


def _incidents(incidents: Sequence[Mapping[str, Any]]) -> str:
    return f"<ul>{''.join(_incident(each) for each in incidents)}</ul>" if incidents else "–"


def _incident(incident: Mapping[str, Any]) -> str:
    severity = str(incident.get("severity") or "")
    kind = "incident" if severity == "critical" else "learning" if severity == "warning" else ""
    since = f" since {_instant(incident['opened_at'])}" if incident.get("opened_at") else ""
    state = f", {_text(incident['state'])}" if incident.get("state") else ""
    number = f"{_text(incident['id'])}: " if incident.get("id") is not None else ""
    return f'<li class="{kind}">{number}{_text(incident.get("kind"))} ({_text(severity)}{state}){since}</li>'


def _text(value: Any, limit: int = 200) -> str:
    """Any value as escaped, bounded text without control characters."""
    return escape(fit("–" if value is None else str(value), limit))


def _percent(share: Any) -> str:
    known = isinstance(share, (int, float)) and math.isfinite(share)
    return f"{share * 100:.1f}%" if known else "–"


def _instant(at: Any) -> str:
    if not isinstance(at, datetime):
        return _text(at)
    at = at.astimezone(UTC)
    return f'<time datetime="{at.isoformat()}">{at:%Y-%m-%d %H:%M}</time>'
