"""A change of an incident's state -> what a person on call reads. Pure: texts in, a `Notice` out.

A notice holds plain text, some of it hostile. Each sink escapes it for its own medium and keeps its own limits;
`as_text` is the rendering for media without mark-up.
"""

from __future__ import annotations

import shlex
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime, timedelta
from itertools import takewhile
from typing import Any

from canary.core.budget import Account
from canary.core.difference import unified
from canary.core.escape import (
    ELLIPSIS,
    cut,
    escape_mrkdwn,
    escape_mrkdwn_code,
    escape_terminal,
    fit,
    one_line,
)
from canary.core.intervals import clustered_wilson, wilson
from canary.core.model import EMPTY, FailureKind, Incident, IncidentState, Kind, Severity, Transition
from canary.core.reasons import reason_words
from canary.core.textless import NEVER

__all__ = [
    "Comparison",
    "Member",
    "Notice",
    "as_text",
    "budget_notice",
    "compose",
    "duration",
    "escape_mrkdwn",
    "escape_mrkdwn_code",
    "escape_terminal",
    "excerpts",
    "fit",
    "group_notice",
    "held_against",
    "notice_key",
    "silence_words",
    "trial_notice",
]

SHOWN_PROMPTS = 2  # more does not fit one screen; the others are named
NAMED_PROMPTS = 5
EXCERPT_CHARS = 240
EXCERPT_LINES = 6
DIFF_CHARS = 2_400
EVIDENT_PROMPTS = 10  # whose counts stand among the evidence
_SCANNED = 20_000  # characters of an output that are looked at

Outputs = Mapping[str, tuple[str | None, str | None]]


@dataclass(frozen=True, slots=True)
class Comparison:
    """One prompt before and after. ``old`` and ``new`` are excerpts of model output: hostile.

    ``diff`` is what changed between the whole outputs, as lines that begin with "- ", "+ " or two spaces: hostile too.
    """

    prompt: str
    changed: str = ""  # "12 of 15 samples"
    old: str | None = None
    new: str | None = None
    failing: tuple[str, ...] = ()
    note: str = ""
    diff: str | None = None


@dataclass(frozen=True, slots=True)
class Notice:
    """One message to a person, in plain text.

    ``key`` is the same for every state of one incident. ``news`` says that people must hear of it even where an
    earlier message is edited in place: an edit rings no bell. ``quiet`` says that it is worth no message of its own.
    ``channel`` overrides the sink's own. ``delivery`` names this one delivery, the same each time it is tried;
    ``tried`` is how often it was before. ``opened_at`` and ``ended_at`` are of the incident's present episode.
    ``evidence``, label and value like ``facts``, is for those who read on: counts with their 95 % intervals.
    """

    key: str
    title: str
    summary: str
    severity: Severity = Severity.INFO
    resolved: bool = False
    news: bool = False
    target: str = ""
    suite: str = ""
    kind: str = ""
    state: str = ""
    reason: str = ""
    facts: tuple[tuple[str, str], ...] = ()
    comparisons: tuple[Comparison, ...] = ()
    more: str = ""
    steps: tuple[str, ...] = ()
    owner: str | None = None
    runbook: str | None = None
    at: datetime | None = None
    channel: str | None = None
    incident: str | None = None  # the number that `canary incidents show` takes
    quiet: bool = False
    delivery: str = ""
    tried: int = 0
    cause: str = ""
    vantage: str = ""
    opened_at: datetime | None = None
    ended_at: datetime | None = None
    evidence: tuple[tuple[str, str], ...] = ()

    @property
    def fallback(self) -> str:
        """The whole of it in two sentences, for a phone's lock screen."""
        return f"{self.title}. {self.summary}"

    def to_plain(self) -> dict[str, Any]:
        """Plain JSON values, from which `from_plain` makes the same notice."""
        times = {name: _iso(getattr(self, name)) for name in _TIMES}
        return {**asdict(self), "severity": self.severity.value, **times}

    @classmethod
    def from_plain(cls, plain: Mapping[str, Any]) -> Notice:
        """The notice that `to_plain` was called on; keys of a newer program are passed over."""
        values = {name: value for name, value in plain.items() if name in _NOTICE_FIELDS}
        values["severity"] = Severity(values["severity"])
        values |= {name: datetime.fromisoformat(values[name]) for name in _TIMES if values.get(name)}
        for pairs in ("facts", "evidence"):
            values[pairs] = tuple((label, value) for label, value in values.get(pairs, ()))
        values["steps"] = tuple(values["steps"])
        values["comparisons"] = tuple(
            Comparison(**{**each, "failing": tuple(each["failing"])}) for each in values["comparisons"]
        )
        return cls(**values)


_NOTICE_FIELDS = frozenset(each.name for each in fields(Notice))
_TIMES = ("at", "opened_at", "ended_at")


def _iso(at: datetime | None) -> str | None:
    return at.isoformat() if at else None


# --- wording ---------------------------------------------------------------------------------------

_WHAT = {
    Kind.QUALITY: "answers got worse",
    Kind.DRIFT: "outputs changed",
    Kind.ROLLOUT: "a change is rolling out",
    Kind.COSMETIC: "only the formatting changed",
    Kind.REGIME: "outputs left the baseline and came back",
    Kind.PERFORMANCE: "speed, length or cost changed",
    Kind.IMPROVEMENT: "answers got better",
    Kind.HARNESS: "our own measurement is in doubt",
}
_OUTAGE = {
    FailureKind.TIMEOUT: ("does not answer in time", "Replies take longer than the target's timeout."),
    FailureKind.RATE_LIMIT: (
        "is rate-limited",
        "The provider refuses calls: raise the quota or lower limits.",
    ),
    FailureKind.SERVER_ERROR: ("answers with server errors", "The provider fails: see its status page."),
    FailureKind.AUTH: (
        "refuses our credentials",
        "The API key is wrong, expired or lacks access to the model.",
    ),
    FailureKind.CONNECTION: (
        "cannot be reached",
        "Name resolution, network, proxy or TLS: see this host first.",
    ),
    FailureKind.MALFORMED: (
        "sends malformed replies",
        "HTTP succeeds but the body cannot be read: a proxy, perhaps.",
    ),
    FailureKind.NOT_FOUND: ("is gone", "The provider knows no such model: retired, renamed or misspelt."),
    FailureKind.REJECTED: ("rejects our requests", "The provider no longer takes our parameters."),
    FailureKind.UNKNOWN: ("cannot be measured", "The failures are of no known kind."),
}
_MEANING = {
    Kind.QUALITY: "More answers fail their checks than the baseline allows.",
    Kind.DRIFT: "The outputs differ from the baseline; that checks still pass does not prove them as good.",
    Kind.ROLLOUT: "Old and new outputs appear side by side: part of the traffic seems to get another version.",
    Kind.COSMETIC: "The raw text differs; canonical forms and checks are as before.",
    Kind.REGIME: (
        "The outputs are as before. Those seen meanwhile that passed their checks are known alternates from now on and "
        "do not alert again; 'canary baseline show' counts them."
    ),
    Kind.PERFORMANCE: "What the answers say has not changed; how long, slow or dear they are has.",
    Kind.IMPROVEMENT: "Fewer answers fail than in the baseline. If this is to be the reference, approve a new one.",
    Kind.HARNESS: (
        "Suspect this host, its network, the prompts or a new release of ours before any provider. Drift alerts are held "
        "for at most three cycles; quality alerts are not."
    ),
}
_OVER_CEILING = "More answers are made up than the ceiling allows, whatever the baseline."
_DRIFT_FAILING = "The outputs differ from the baseline, and checks fail."
_REASON_PREFIX = {
    "severity_rose": "Worse: ",
    "silence_ended": "Still open after its silence: ",
    "inhibition_ended": "Measured again and still open: ",
    "explanation_ended": "Still open: ",
    "hold_off_ended": "Still open: ",
    "kind_changed": "Now: ",
    "still_open": "Still open: ",
    "confirmed": "Confirmed: ",
}
_STATE_PREFIX = {
    IncidentState.RESOLVED: "Resolved: ",
    IncidentState.SUSPECTED: "Suspected: ",
    IncidentState.REOPENED: "Again: ",
    IncidentState.ACKNOWLEDGED: "Acknowledged: ",
    IncidentState.SILENCED: "Silenced: ",
}
_NEWS = frozenset(
    {
        "first_seen",
        "confirmed",
        "severity_rose",
        "still_open",
        "reopened",
        "silence_ended",
        "inhibition_ended",
        "explanation_ended",
        "hold_off_ended",
    }
)


def compose(
    target: str,
    suite: str,
    transition: Transition,
    *,
    outputs: Outputs = EMPTY,
    owner: str | None = None,
    runbook: str | None = None,
    incident_id: str | None = None,
    mark: str = "",
    by: str | None = None,
    vantage: str = "",
    silenced: str = "",
    keeps_text: bool = True,
) -> Notice:
    """The message about *transition*.

    ``outputs`` maps a prompt's id to its baseline and its latest output text. ``incident_id`` is what
    `canary incidents show` takes. ``mark`` ("DRILL") stands before the title, so nobody mistakes an exercise.
    ``by`` is the person whose deed the transition is; what they approved stands in the incident's evidence, under
    ``approved``. ``silenced`` is what `silence_words` makes of the silence it is under. ``keeps_text`` is the suite's.
    """
    incident = transition.incident
    resolved = incident.state is IncidentState.RESOLVED
    changes = _prompts(incident.evidence)
    return Notice(
        key=notice_key(target, suite, incident.key, vantage),
        title=_mark(mark) + _title(target, suite, transition),
        summary=_exercise(mark) + _summary(transition, by, silenced),
        severity=incident.severity,
        resolved=resolved,
        news=_is_news(transition),
        target=target,
        suite=suite,
        kind=incident.kind.value,
        state=incident.state.value,
        reason=transition.reason,
        facts=tuple(_facts(transition, owner)),
        comparisons=()
        if resolved
        else tuple(_compare(c, outputs, keeps_text) for c in changes[:SHOWN_PROMPTS]),
        more="" if resolved else _more(changes[SHOWN_PROMPTS:]),
        steps=() if mark else _steps(target, suite, incident, changes, incident_id),
        owner=owner,
        runbook=runbook,
        at=transition.at,
        incident=incident_id,
        cause=incident.cause,
        vantage=vantage,
        opened_at=incident.opened_at,
        ended_at=incident.resolved_at,
        evidence=() if resolved else tuple(_evidence(incident, changes)),
    )


def notice_key(target: str, suite: str, key: str, vantage: str = "") -> str:
    """What all messages about an incident share. Two vantages may have an incident of the same key."""
    return f"{target}/{suite}/{key}" + (f"@{vantage}" if vantage else "")


def _mark(mark: str) -> str:
    return f"[{mark}] " if mark else ""


def _exercise(mark: str) -> str:
    return "This is an exercise: nothing is wrong, and nothing is to be done. " if mark else ""


def _is_news(transition: Transition) -> bool:
    return transition.reason in _NEWS or transition.incident.state is IncidentState.REOPENED


def _title(target: str, suite: str, transition: Transition) -> str:
    incident = transition.incident
    first_heard = transition.previous is IncidentState.SUSPECTED  # of a suspicion nobody was told
    prefix = _STATE_PREFIX.get(incident.state) or (
        "" if first_heard else _REASON_PREFIX.get(transition.reason, "")
    )
    if incident.kind is Kind.OUTAGE:
        return f"{prefix}{target} {_outage(incident)[0]} ({suite})"
    return f"{prefix}{target}: {_WHAT[incident.kind]} in {suite}"


def _outage(incident: Incident) -> tuple[str, str]:
    return _OUTAGE[FailureKind.parse(incident.cause)]


def _summary(transition: Transition, by: str | None, silenced: str) -> str:
    incident = transition.incident
    if incident.state is IncidentState.RESOLVED:
        return _closed(transition, by) or _resolved(transition)
    if silenced and incident.state is IncidentState.SILENCED:
        began = f"Began {began}. " if (began := _began(incident)) else ""
        return silenced + " " + began + _meaning(incident)
    taken = f"Taken on by {_person(by)}. " if by and incident.state is IncidentState.ACKNOWLEDGED else ""
    began = f"Began {began}. " if (began := _began(incident)) else ""
    return taken + began + _meaning(incident)


def _meaning(incident: Incident) -> str:
    if incident.kind is Kind.OUTAGE:
        return _outage(incident)[1]
    if incident.kind is Kind.QUALITY and incident.evidence.get("reason") == "ceiling":
        return _OVER_CEILING
    if incident.kind is Kind.DRIFT and _failing(incident.evidence):
        return _DRIFT_FAILING
    return _MEANING[incident.kind]


_BY_DECISION = {
    "baseline_approved": "Another baseline is in force.",
    "resolved_by_person": "A change that is still there opens another.",
}


def _closed(transition: Transition, by: str | None) -> str:
    """Of an incident that no recovery ended: who closed it, and in which words."""
    if transition.reason not in _BY_DECISION:
        return ""
    said = _BY_DECISION[transition.reason]
    if not by:
        return f"Closed. {said}"
    approved = transition.incident.evidence.get("approved")
    if transition.reason == "baseline_approved" and isinstance(approved, Mapping):
        words = fit(one_line(str(approved.get("words") or "")), 300).rstrip(".")
        number = one_line(str(approved.get("baseline") or ""))
        return f"Closed by {_person(by)}, who approved baseline {number}" + (f": {words}." if words else ".")
    return f"Closed by {_person(by)}. {said}"


def silence_words(by: str, until: datetime, reason: str) -> str:
    """Who keeps people from hearing of something, until when and why, in a sentence."""
    words = fit(one_line(reason), 300).rstrip(".")
    return f"Silenced by {_person(by)} until {_instant(until)} UTC: {words}."


def _person(name: str) -> str:
    return fit(one_line(name), 80)


def _resolved(transition: Transition) -> str:
    lasted = _lasted(transition)
    over = f"Over after {lasted}" if lasted else "Over"
    if transition.incident.kind is Kind.REGIME:
        return f"{over}. {_MEANING[Kind.REGIME]}"
    if transition.incident.kind is Kind.OUTAGE:
        return f"{over}: the target can be measured again."
    return f"{over}: outputs and checks are back within the baseline, and stayed there."


def _lasted(transition: Transition) -> str:
    incident = transition.incident
    begin, end = incident.onset_before or incident.opened_at, incident.resolved_at or transition.at
    return duration(end - begin) if begin and end and end >= begin else ""


def duration(span: timedelta) -> str:
    """A span as a person says it, in its two largest units: "3 d 4 h", "2 h 5 min", "40 s"."""
    seconds = int(span.total_seconds())
    sizes = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))
    parts = [
        (seconds % parent // size, unit)
        for (unit, size), parent in zip(sizes, (10**12, 86_400, 3_600, 60), strict=True)
    ]
    first = next((i for i, (count, _) in enumerate(parts) if count), len(parts) - 1)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count) or "0 s"


def _began(incident: Incident) -> str:
    after, before = incident.onset_after, incident.onset_before
    if after and before:
        return f"between {_instant(after)} and {_instant(before, same_day_as=after)} UTC"
    if before:
        return f"at or before {_instant(before)} UTC"
    if after:
        return f"after {_instant(after)} UTC"
    return f"in cycle {incident.onset_cycle}" if incident.onset_cycle is not None else ""


def _instant(at: datetime, same_day_as: datetime | None = None) -> str:
    short = same_day_as is not None and same_day_as.date() == at.date()
    seconds = ":%S" if at.second else ""
    return at.strftime(("%H:%M" if short else "%Y-%m-%d %H:%M") + seconds)


# --- facts -----------------------------------------------------------------------------------------


def _facts(transition: Transition, owner: str | None) -> Iterable[tuple[str, str]]:
    """Label and value of what is known; what is not known is left out."""
    incident, evidence = transition.incident, transition.incident.evidence
    resolved = incident.state is IncidentState.RESOLVED
    facts = (
        ("Severity", incident.severity.value),
        ("Began", _began(incident) if resolved else ""),  # else the summary opens with it
        ("Lasted", _lasted(transition) if resolved else ""),
        ("Evidence was" if resolved else "How sure", _sure(incident)),
        ("Samples then" if resolved else "Samples", _samples(incident)),
        ("Checks that failed" if resolved else "Checks now failing", ", ".join(_failing(evidence))),
        ("Identity (evidence, not cause)", _identity(evidence.get("identity"))),
        ("Reason", _reason(transition)),
        ("Owner", owner or ""),
    )
    return ((label, value) for label, value in facts if value)


def _reason(transition: Transition) -> str:
    """Why it was opened, or once it is over, why that is."""
    resolved = transition.incident.state is IncidentState.RESOLVED
    found = transition.reason if resolved else transition.incident.evidence.get("reason") or transition.reason
    return reason_words(str(found))


def _sure(incident: Incident) -> str:
    """Each signal's evidence as a multiple of its threshold, strongest first."""
    signals = incident.evidence.get("signals")
    ratios = (
        [(name, _number(value)) for name, value in signals.items()] if isinstance(signals, Mapping) else []
    )
    known = sorted(((ratio, str(name)) for name, ratio in ratios if ratio is not None), reverse=True)
    limit = "over the ceiling, whatever the baseline" if incident.evidence.get("reason") == "ceiling" else ""
    if known:
        times = ", ".join(f"{name} {_times(ratio)}" for ratio, name in known[:4])
        return "; ".join(part for part in (limit, f"{times} the alarm threshold") if part)
    return limit or ", ".join(signal.value for signal in incident.signals)


def _times(ratio: float) -> str:
    return f"{ratio:.1f}×" if ratio < 100 else f"{min(ratio, 1e6):.0f}×"


def _number(value: Any) -> float | None:
    if isinstance(value, Mapping):
        value = value.get("evidence")
    return (
        float(value)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and value == value
        else None
    )


_EVENT = {
    Kind.QUALITY: "failing",
    Kind.IMPROVEMENT: "failing",
    Kind.PERFORMANCE: "unusual",
    Kind.OUTAGE: "unmeasured",
}


def _samples(incident: Incident) -> str:
    """Counts and shares as the detector saw them: "12 of 15 failing; 80% failing, baseline 2.0%".

    What a share is held against is a baseline's, a ceiling or what is tolerated.
    """
    evidence = incident.evidence
    changed, of = _number(evidence.get("changed")), _number(evidence.get("of"))
    rate = _number(evidence.get("rate"))
    what = _EVENT.get(incident.kind, "changed")
    counted = f"{changed:.0f} of {of:.0f} {what}" if changed is not None and of else ""
    now = f"{_percent(rate)} {what}" if rate is not None else ""
    against = ", ".join(f"{name} {_percent(share)}" for name, share in held_against(incident.kind, evidence))
    return "; ".join(part for part in (counted, ", ".join(part for part in (now, against) if part)) if part)


def held_against(kind: Kind, evidence: Mapping[str, Any]) -> list[tuple[str, float]]:
    """By name, the shares that an incident's ``rate`` is held against: baseline, ceiling, tolerated."""
    usual, ceiling = _number(evidence.get("baseline_rate")), _number(evidence.get("ceiling"))
    if kind is Kind.OUTAGE:
        return [("tolerated", usual)] if usual is not None else []
    if ceiling is None and evidence.get("reason") == "ceiling":
        ceiling, usual = usual, None  # without a baseline the limit is all there is
    shares = (("ceiling", ceiling), ("baseline", usual if usual != ceiling else None))
    return [(name, share) for name, share in shares if share is not None]


def _percent(share: float) -> str:
    return f"{share * 100:.0f}%" if share == 0 or share >= 0.095 else f"{share * 100:.1f}%"


def _prompts(evidence: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    prompts = evidence.get("prompts")
    if not isinstance(prompts, Sequence) or isinstance(prompts, str):
        return []
    return [p for p in prompts if isinstance(p, Mapping) and p.get("prompt")]


def _failing(evidence: Mapping[str, Any]) -> list[str]:
    """Validators that fail now, each once, in the order of the most changed prompts."""
    return list(dict.fromkeys(name for change in _prompts(evidence) for name in _validators(change)))


def _validators(change: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(str(name) for name in change.get("validators") or ())


_IDENTITY_NAMES = {"model": "served model"}


def _identity(identity: Any) -> str:
    if not isinstance(identity, Mapping):
        return ""
    changes = ((str(name), _before_after(value)) for name, value in identity.items())
    return "; ".join(f"{_IDENTITY_NAMES.get(name, name)} {change}" for name, change in changes if change)


def _before_after(value: Any) -> str:
    """What changed, from ``{"old": .., "new": ..}``, ``{"before": .., "after": ..}``, a pair, or a plain value."""
    if isinstance(value, Mapping):
        value = (value.get("old", value.get("before")), value.get("new", value.get("after")))
    if isinstance(value, Sequence) and not isinstance(value, str) and len(value) == 2:
        old, new = (_several(each) for each in value)
        return f"{old} → {new}" if old != new else ""
    return _several(value) if value else ""


def _several(value: Any) -> str:
    many = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    return one_line(", ".join("none" if each is None else fit(str(each), 80) for each in many[:3])) or "none"


# --- evidence --------------------------------------------------------------------------------------


def _evidence(incident: Incident, changes: Sequence[Mapping[str, Any]]) -> Iterable[tuple[str, str]]:
    """What the message says in short, in full: when it began, how many of how many, and how exactly that is known."""
    shown = changes[:EVIDENT_PROMPTS]
    facts = (
        ("Began", _began(incident)),
        ("How sure", _sure(incident)),
        ("All samples", _all_samples(incident, changes)),
        *((str(change["prompt"]), _of_prompt(change)) for change in shown),
        ("Prompts", f"and {len(changes) - len(shown)} more" if len(shown) < len(changes) else ""),
        ("Checks now failing", ", ".join(_failing(incident.evidence))),
        ("Identity (evidence, not cause)", _identity(incident.evidence.get("identity"))),
    )
    return ((label, value) for label, value in facts if value)


def _all_samples(incident: Incident, changes: Sequence[Mapping[str, Any]]) -> str:
    what = _EVENT.get(incident.kind, "changed")
    counted = _share(incident.evidence, what, [_counts(change) for change in changes])
    against = [f"{name} {_percent(share)}" for name, share in held_against(incident.kind, incident.evidence)]
    return "; ".join([counted, *against]) if counted else ""


def _of_prompt(change: Mapping[str, Any]) -> str:
    failing = _validators(change)
    counted = _share(change, "samples", [])
    return "; ".join(part for part in (counted, f"fails {', '.join(failing)}" if failing else "") if part)


def _share(of_what: Mapping[str, Any], what: str, parts: Sequence[tuple[int, int]]) -> str:
    """ "12 of 15 failing: 80%, 95% interval 55% to 93%". Where *parts* are the whole, they widen the interval."""
    changed, of = _counts(of_what)
    if of <= 0 or not 0 <= changed <= of:
        return ""
    whole = (sum(c for c, _ in parts), sum(n for _, n in parts)) == (changed, of)
    interval = clustered_wilson(parts) if whole else wilson(changed, of)
    known = f", 95% interval {_percent(interval[0])} to {_percent(interval[1])}" if interval else ""
    return f"{changed} of {of} {what}: {_percent(changed / of)}{known}"


def _counts(of_what: Mapping[str, Any]) -> tuple[int, int]:
    changed, of = _number(of_what.get("changed")), _number(of_what.get("of"))
    return (int(changed), int(of)) if changed is not None and of is not None else (0, 0)


# --- old beside new --------------------------------------------------------------------------------


def _compare(change: Mapping[str, Any], outputs: Outputs, keeps_text: bool) -> Comparison:
    prompt = str(change["prompt"])
    old, new = outputs.get(prompt, (None, None))
    if old == new:  # the change is not in the text
        old = new = None
    shown_old, shown_new = excerpts(old, new)
    unseen = (
        old is not None and new is not None and old != new and escape_terminal(old) == escape_terminal(new)
    )
    return Comparison(
        prompt=prompt,
        changed=_count(change),
        old=shown_old,
        new=shown_new,
        failing=_validators(change),
        note="They differ only in characters that do not show."
        if unseen
        else _textless(change, outputs, keeps_text),
        diff=_difference(old, new),
    )


def _textless(change: Mapping[str, Any], outputs: Outputs, keeps_text: bool) -> str:
    """That outputs are not shown because they are not stored; nothing where they are."""
    hashes = change.get("old"), change.get("new")
    texts = outputs.get(str(change["prompt"]), (None, None))
    gone = any(known and text is None for known, text in zip(hashes, texts, strict=True))
    return f"What was said is {NEVER}." if gone and not keeps_text else ""


def _difference(old: str | None, new: str | None) -> str | None:
    found = unified(old, new) if old is not None and new is not None else None
    return fit(found, DIFF_CHARS) if found else None


def _count(change: Mapping[str, Any]) -> str:
    changed, of = _number(change.get("changed")), _number(change.get("of"))
    return f"{changed:.0f} of {of:.0f} samples" if changed is not None and of else ""


def excerpts(old: str | None, new: str | None) -> tuple[str | None, str | None]:
    """What is worth reading of both outputs: from a little before they part, a few lines each, cleaned."""
    if old is None or new is None:
        return _excerpt(old, 0), _excerpt(new, 0)
    old, new = escape_terminal(old[:_SCANNED]), escape_terminal(new[:_SCANNED])
    common = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(old, new, strict=False)))
    start = _window(old, common)
    return _excerpt(old, start), _excerpt(new, start)


def _window(text: str, common: int) -> int:
    """Where to begin, so that the first difference is well inside the excerpt: at a line or word if one is near."""
    if common <= EXCERPT_CHARS // 3:
        return 0
    start = common - EXCERPT_CHARS // 4
    for mark in ("\n", " "):
        if (at := text.find(mark, start, common)) >= 0:
            return at + 1
    return len(cut(text, start))


def _excerpt(text: str | None, start: int) -> str | None:
    if text is None:
        return None
    lines = text[start : start + 4 * EXCERPT_CHARS].strip("\n").splitlines()
    body = "\n".join(lines[:EXCERPT_LINES]) + (ELLIPSIS if len(lines) > EXCERPT_LINES else "")
    return (ELLIPSIS if start else "") + (fit(body, EXCERPT_CHARS) or "(empty)")


def _more(changes: Sequence[Mapping[str, Any]]) -> str:
    if not changes:
        return ""
    shown = changes if len(changes) <= NAMED_PROMPTS + 1 else changes[:NAMED_PROMPTS]  # never hide just one
    named = ", ".join(str(change["prompt"]) for change in shown)
    return f"and {len(changes)} more: {named}" + (f", {ELLIPSIS}" if len(shown) < len(changes) else "")


# --- what to do ------------------------------------------------------------------------------------


def _steps(
    target: str, suite: str, incident: Incident, changes: Sequence[Mapping[str, Any]], incident_id: str | None
) -> tuple[str, ...]:
    """Commands to type next, the most telling first."""
    name = shlex.quote(target)
    if incident.state is IncidentState.RESOLVED:
        return (f"canary report incidents --target {name}",)
    steps = list(_look(name, incident.kind))
    if changes and incident.kind not in (Kind.OUTAGE, Kind.HARNESS):
        prompt = f"{suite}/{changes[0]['prompt']}"
        steps.insert(0, f"canary diff {name} {shlex.quote(prompt)}")
    if incident_id and incident.state is not IncidentState.ACKNOWLEDGED:
        steps.append(f"canary incidents ack {shlex.quote(incident_id)}")
    return tuple(steps)


def _look(target: str, kind: Kind) -> tuple[str, ...]:
    if kind is Kind.OUTAGE:
        return ("canary check --online", f"canary report status --target {target}")
    if kind is Kind.HARNESS:
        return ("canary report status", "canary incidents list")
    return (f"canary report drift --target {target}",)


# --- many as one -----------------------------------------------------------------------------------

SHOWN_MEMBERS = 12


@dataclass(frozen=True, slots=True)
class Member:
    """One incident of a group. ``state`` is its incident's."""

    incident: int
    target: str
    suite: str
    kind: Kind
    cause: str
    severity: Severity
    state: str

    @property
    def over(self) -> bool:
        return self.state == IncidentState.RESOLVED.value


def group_notice(
    provider: str,
    members: Sequence[Member],
    *,
    number: int,
    opened_at: datetime,
    at: datetime,
    again: bool = False,
    mark: str = "",
) -> Notice:
    """The message about the trouble of many targets of one provider. *members* are its incidents, oldest first."""
    still = [each for each in members if not each.over]
    severity = Severity.worst(each.severity for each in members)
    targets = list(dict.fromkeys(each.target for each in still or members))
    prefix = "Resolved: " if not still else "Still open: " if again else ""
    return Notice(
        key=f"group/{number}",
        title=f"{_mark(mark)}{prefix}{_targets(len(targets))} of {_shown_provider(provider)} in trouble together",
        summary=_group_summary(members, still, opened_at, at),
        severity=severity,
        resolved=not still,
        news=bool(still),
        kind="group",
        state="open" if still else IncidentState.RESOLVED.value,
        reason="grouped",
        facts=tuple(_group_facts(members, still)),
        more=_group_more(targets),
        steps=_group_steps(still),
        at=at,
    )


def _targets(count: int) -> str:
    return f"{count} target" + ("s" if count != 1 else "")


def _shown_provider(provider: str) -> str:
    return fit(one_line(provider), 100)


def _group_summary(
    members: Sequence[Member], still: Sequence[Member], opened_at: datetime, at: datetime
) -> str:
    if not still:
        lasted = duration(at - opened_at)
        return f"Over after {lasted}: all {len(members)} incidents are resolved."
    return (
        f"Since {_instant(opened_at)} UTC {len(members)} incidents opened, {len(still)} are open. "
        "That many at once point to the provider, to what is between us and it, or to us, rather than to one model."
    )


def _group_facts(members: Sequence[Member], still: Sequence[Member]) -> Iterable[tuple[str, str]]:
    shown = still or members
    counts: dict[str, int] = {}
    for each in shown:
        what = _OUTAGE[FailureKind.parse(each.cause)][0] if each.kind is Kind.OUTAGE else _WHAT[each.kind]
        counts[what] = counts.get(what, 0) + 1
    yield (
        "What",
        "; ".join(f"{what} ({count})" for what, count in sorted(counts.items(), key=lambda c: -c[1])),
    )
    yield "Incidents", f"{len(still)} open, {len(members) - len(still)} resolved"
    critical = sum(each.severity is Severity.CRITICAL for each in shown)
    if critical:
        yield "Critical", str(critical)


def _group_more(targets: Sequence[str]) -> str:
    shown = targets if len(targets) <= SHOWN_MEMBERS + 1 else targets[:SHOWN_MEMBERS]
    rest = len(targets) - len(shown)
    return "Targets: " + ", ".join(shown) + (f" and {rest} more" if rest else "")


def _group_steps(still: Sequence[Member]) -> tuple[str, ...]:
    if not still:
        return ("canary report incidents",)
    first = still[0]
    return ("canary incidents list", "canary check --online", f"canary incidents show {first.incident}")


# --- messages that are about no incident -----------------------------------------------------------


def trial_notice(at: datetime, sender: str) -> Notice:
    """The message of `canary check --send-test`, marked so that nobody acts on it."""
    return Notice(
        key=f"test/{at.isoformat()}",
        title="[TEST] Canary can reach you",
        summary=f"Sent by 'canary check --send-test' on {sender}. Nothing is wrong and nothing is to be done.",
        kind="test",
        at=at,
    )


def budget_notice(
    account: Account, resting: Sequence[str], at: datetime, refused: str | None = None
) -> Notice:
    """Spending nears (warning) or has reached (critical) a limit. Suites of the criticalities *resting* stop before it.

    *refused*: a cycle that may use all of the limit is not paid for, and why.
    """
    stopped = account.exhausted or refused is not None
    whose = f" of {account.target}" if account.target else ""
    ends = "No cycle of it runs until 00:00 UTC." if whose else "No cycle runs until 00:00 UTC."
    if not stopped:
        first = f"Suites of {' and '.join(resting)} criticality rest first. " if resting else ""
        ends = f"{first}At the limit all cycles{whose} stop until 00:00 UTC."
    elif not account.exhausted:
        ends = f"What is left does not pay for the next cycle. {ends}"
    return Notice(
        key=f"budget/{at.date().isoformat()}" + (f"/{account.target}" if account.target else ""),
        title=f"Canary stops measuring: the day's budget{whose} is {'spent' if account.exhausted else 'nearly spent'}"
        if stopped
        else f"Canary nears the day's budget{whose}",
        summary=f"${account.spent:.2f} of ${account.limit:.2f} are spent today. {ends}",
        severity=Severity.CRITICAL if stopped else Severity.WARNING,
        target=account.target or "",
        news=True,
        kind="budget",
        facts=(("Spent", f"${account.spent:.2f}"), ("Budget", f"${account.limit:.2f} a day")),
        steps=("canary report cost --since 1d",),
        at=at,
    )


# --- as plain text ---------------------------------------------------------------------------------


def as_text(notice: Notice, limit: int = 4000) -> str:
    """The whole notice as lines of clean text of at most *limit* UTF-16 units, the least needed last."""
    sections = (
        [notice.title, notice.summary, *_fact_lines(notice)],
        [*_comparison_lines(notice), *([notice.more] if notice.more else [])],
        [f"$ {step}" for step in notice.steps] + ([f"Runbook: {notice.runbook}"] if notice.runbook else []),
    )
    return fit("\n\n".join("\n".join(lines) for lines in sections if lines), limit)


def _fact_lines(notice: Notice) -> list[str]:
    width = max((len(label) for label, _ in notice.facts), default=0)
    return [f"  {label:<{width}}  {value}" for label, value in notice.facts]


def _comparison_lines(notice: Notice) -> Iterable[str]:
    for each in notice.comparisons:
        yield comparison_heading(each)
        yield from _side("was", each.old)
        yield from _side("now", each.new)
        if each.note:
            yield f"  {each.note}"


def comparison_heading(comparison: Comparison) -> str:
    """ "PROMPT: 12 of 15 samples; fails grounded_ids"."""
    failing = f"fails {', '.join(comparison.failing)}" if comparison.failing else ""
    detail = "; ".join(part for part in (comparison.changed, failing) if part)
    return f"{comparison.prompt}: {detail}" if detail else comparison.prompt


def _side(label: str, text: str | None) -> Iterable[str]:
    if text is not None:
        yield from (f"  {label} | {line}" for line in text.splitlines())
