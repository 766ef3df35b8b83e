"""Slack's messages as Block Kit: the notice, its evidence for the thread, and buttons. Pure.

Within Slack's limits by construction, whatever is in a notice; text from models is inert.
"""

from __future__ import annotations

import hashlib
import html
from collections.abc import Iterator
from typing import Any

from canary.core.escape import escape_mrkdwn, escape_mrkdwn_code, fit, one_line, units
from canary.core.message import Comparison, Notice, comparison_heading
from canary.core.model import IncidentState, Severity
from canary.core.reasons import reason_words

# Slack allows 150 in a header, 3000 in a section, 10 fields of 2000, 75 on a button and 50 blocks; one screen holds
# much less.
HEADER = 150
SECTION = 3000
SUMMARY = 1500
FIELDS = 10
FIELD = 400
OUTPUT = 800
COMPARISONS = 10
FALLBACK = 1000
DIFF = 2500
DIFFS = 5
EVENT = "canary_notice"
KEY = 200  # characters of a key in metadata, of which Slack takes little

Block = dict[str, Any]
Payload = dict[str, Any]

_BADGE = {Severity.INFO: "🔵", Severity.WARNING: "🟠", Severity.CRITICAL: "🔴"}


def payload(notice: Notice, *, buttons: bool = False) -> Payload:
    """The message: `text` for lock screens and screen readers, `blocks` for the eye."""
    return _message(fallback(notice), [*blocks(notice), *(_buttons(notice) if buttons else [])])


def _message(text: str, blocks: list[Block]) -> Payload:
    return {"text": text, "blocks": blocks, "unfurl_links": False, "unfurl_media": False}


def fallback(notice: Notice) -> str:
    """The one line shown where blocks are not."""
    return fit(f"{badge(notice)} {notice.fallback}", FALLBACK, escape_mrkdwn)


def badge(notice: Notice) -> str:
    """Severity at a glance."""
    return "✅" if notice.resolved else _BADGE[notice.severity]


def blocks(notice: Notice) -> list[Block]:
    """Header, what it means, facts, old beside new, next steps, and which incident it is."""
    made = [
        _header(notice),
        _section(fit(notice.summary.strip(), SUMMARY, escape_mrkdwn) or "-"),
        *_facts(notice),
    ]
    made += [_comparison(each) for each in notice.comparisons[:COMPARISONS]]
    made += [*_more(notice), *_next(notice), _context(notice)]
    return made


def _header(notice: Notice) -> Block:
    title = fit(one_line(f"{badge(notice)} {notice.title}"), HEADER, escape_mrkdwn)
    return {"type": "header", "text": {"type": "plain_text", "text": title, "emoji": False}}


def _mrkdwn(text: str) -> Block:
    # verbatim: Slack then makes no links, mentions or channel names of plain text
    return {"type": "mrkdwn", "text": text, "verbatim": True}


def _section(text: str) -> Block:
    return {"type": "section", "text": _mrkdwn(text)}


def _facts(notice: Notice) -> list[Block]:
    fields = [_mrkdwn(_fact(label, value)) for label, value in notice.facts[:FIELDS]]
    return [{"type": "section", "fields": fields}] if fields else []


def _fact(label: str, value: str) -> str:
    return f"*{fit(one_line(label), 60, escape_mrkdwn)}*\n{fit(one_line(value), FIELD, escape_mrkdwn) or '-'}"


def _comparison(each: Comparison) -> Block:
    lines = [f"*{fit(one_line(comparison_heading(each)), 200, escape_mrkdwn)}*"]
    lines += [
        _fence(label, text) for label, text in (("was", each.old), ("now", each.new)) if text is not None
    ]
    lines += [f"_{fit(one_line(each.note), 200, escape_mrkdwn)}_"] if each.note else []
    return _section("\n".join(lines))


def _fence(label: str, text: str) -> str:
    return f"{label}\n```\n{fit(text, OUTPUT, escape_mrkdwn_code)}\n```"


def _more(notice: Notice) -> list[Block]:
    text = fit(one_line(notice.more), 500, escape_mrkdwn)
    return [_section(text)] if text else []


def _next(notice: Notice) -> list[Block]:
    parts = []
    if notice.steps:
        parts.append(f"*Next*\n```\n{fit(chr(10).join(notice.steps), 1500, escape_mrkdwn_code)}\n```")
    if link := _link(notice.runbook, "Runbook"):
        parts.append(link)
    return [_section("\n".join(parts))] if parts else []


def _link(url: str | None, label: str) -> str:
    """A live link: only to what the configuration names, and only where it cannot break out of its brackets."""
    safe = (url or "").replace("&", "&amp;")
    if not safe.startswith(("https://", "http://")) or units(safe) > 1000 or set(safe) & set("<>|\n "):
        return ""
    return f"<{safe}|{label}>"


def _context(notice: Notice) -> Block:
    said = [
        f"incident {notice.incident}" if notice.incident else notice.key,
        f"seen from {notice.vantage}" if notice.vantage else "",
        reason_words(notice.reason),
        notice.at.strftime("%Y-%m-%d %H:%M UTC") if notice.at else "",
    ]
    line = " · ".join(part for part in said if part)
    return {"type": "context", "elements": [_mrkdwn(fit(one_line(line), 500, escape_mrkdwn) or "-")]}


# --- buttons ---------------------------------------------------------------------------------------

ACKNOWLEDGE, SILENCE, PROBE = "canary_acknowledge", "canary_silence", "canary_probe"
_LABELS = {ACKNOWLEDGE: "Acknowledge", SILENCE: "Silence 4h", PROBE: "Re-probe now"}
_DONE = {IncidentState.ACKNOWLEDGED: {ACKNOWLEDGE}, IncidentState.SILENCED: {SILENCE}}


def _buttons(notice: Notice) -> list[Block]:
    """What can be done about one open incident."""
    if not notice.incident or not notice.incident.isdecimal() or notice.resolved:
        return []
    done = _DONE.get(IncidentState(notice.state), set()) if notice.state else set()
    value = button_value(notice.incident, notice.key)
    elements = [_button(action, label, value) for action, label in _LABELS.items() if action not in done]
    return [{"type": "actions", "block_id": "canary", "elements": elements}]


def _button(action: str, label: str, value: str) -> Block:
    text = {"type": "plain_text", "text": label, "emoji": False}
    return {"type": "button", "action_id": action, "text": text, "value": value}


def button_value(incident: str | int, key: str) -> str:
    """The incident's number, and by which it is known to be ours: another daemon's database has such a number too."""
    seal = hashlib.sha256(f"{incident}\n{key}".encode(errors="replace")).hexdigest()
    return f"{incident}:{seal[:16]}"


# --- the thread ------------------------------------------------------------------------------------


def evidence(notice: Notice) -> Payload | None:
    """The reply that holds the evidence in full; None where there is none beyond the message itself."""
    if notice.resolved or not (notice.evidence or any(each.diff for each in notice.comparisons)):
        return None
    said = [_section(text) for text in _evidence_texts(notice)]
    diffs = [_diff(each) for each in notice.comparisons if each.diff]
    title = f"Evidence: {notice.title}"
    return _message(fit(one_line(title), FALLBACK, escape_mrkdwn), [*said, *diffs[:DIFFS], *_links(notice)])


def _evidence_texts(notice: Notice) -> Iterator[str]:
    """The lines of evidence, as many to a section as it takes."""
    text = "*Evidence*"
    for label, value in notice.evidence[:30]:
        shown = fit(one_line(value), FIELD, escape_mrkdwn) or "-"
        line = f"• *{fit(one_line(label), 200, escape_mrkdwn)}* {shown}"
        if units(text) + 1 + units(line) > SECTION:
            yield text
            text = line
        else:
            text = f"{text}\n{line}"
    yield text


def _diff(each: Comparison) -> Block:
    heading = f"*{fit(one_line(comparison_heading(each)), 200, escape_mrkdwn)}*"
    return _section(f"{heading}\n```\n{fit(each.diff or '', DIFF, escape_mrkdwn_code)}\n```")


def _links(notice: Notice) -> list[Block]:
    """Where to read on."""
    links = [f"`canary incidents show {notice.incident}`"] if (notice.incident or "").isdecimal() else []
    if link := _link(notice.runbook, "Runbook"):
        links.append(link)
    return [{"type": "context", "elements": [_mrkdwn(" · ".join(links))]}] if links else []


def evidence_digest(notice: Notice) -> str:
    """What the evidence says, but for its counts, which grow by themselves: another digest is worth another reply."""
    says = [
        notice.kind,
        *(value for label, value in notice.evidence if label.startswith(("Identity", "Checks"))),
    ]
    says += [part for each in notice.comparisons for part in (each.prompt, *each.failing, each.diff or "")]
    return hashlib.sha256("\n".join(says).encode(errors="replace")).hexdigest()[:16]


def news(notice: Notice) -> Payload:
    """The reply that rings: an edit alone does not."""
    return {"text": fallback(notice), "unfurl_links": False, "unfurl_media": False}


def line(text: str) -> str:
    """One line of plain text."""
    return fit(one_line(text), FALLBACK, escape_mrkdwn) or "-"


# --- what a message is known by --------------------------------------------------------------------


def metadata(notice: Notice, part: str, delivery: str) -> Payload:
    """By what a message is found again after a crash; no part of what people see."""
    known = {"key": _short(notice.key), "vantage": notice.vantage, "delivery": delivery, "part": part}
    if part == "evidence":
        known["digest"] = evidence_digest(notice)
    return {"event_type": EVENT, "event_payload": known}


def is_of(message: Any, notice: Notice) -> bool:
    """Whether *message*, as Slack's history gives it, is one of ours about the same as *notice*."""
    known = marks(message)
    return known.get("key") == _short(notice.key) and known.get("vantage") == notice.vantage


def marks(message: Any) -> Payload:
    """Our own metadata of a message, {} where it has none."""
    data = message.get("metadata") if isinstance(message, dict) else None
    if not isinstance(data, dict) or data.get("event_type") != EVENT:
        return {}
    known = data.get("event_payload")
    return known if isinstance(known, dict) else {}


def _short(key: str) -> str:
    if len(key) <= KEY:
        return key
    return f"{key[:KEY]}#{hashlib.sha256(key.encode(errors='replace')).hexdigest()[:16]}"


# --- as text ---------------------------------------------------------------------------------------


def preview(notice: Notice) -> str:
    """The message as text, laid out the way Slack would: for a terminal and for eyes without Slack."""
    return "\n".join(line for block in blocks(notice) for line in _laid_out(block)).strip()


def _laid_out(block: Block) -> list[str]:
    if block["type"] == "header":
        return [_shown(block["text"]["text"])]
    if block["type"] == "context":
        return ["", *(_shown(each["text"]) for each in block["elements"])]
    if "fields" in block:
        return ["", *(f"  {_shown(each['text'].replace(chr(10), ': ', 1))}" for each in block["fields"])]
    return ["", *_unfenced(block["text"]["text"].split("\n"))]


def _unfenced(lines: list[str]) -> list[str]:
    """Fenced lines behind a bar, as Slack puts them in a box."""
    shown, inside = [], False
    for line in lines:
        if line == "```":
            inside = not inside
        else:
            shown.append(f"  │ {html.unescape(line)}" if inside else _shown(line))
    return shown


def _shown(line: str) -> str:
    """A line with our own mark-up taken off; that of others was made inert before."""
    if line.startswith("<") and line.endswith("|Runbook>"):
        line = f"Runbook: {line[1:].removesuffix('|Runbook>')}"
    if line.startswith("_") and line.endswith("_"):
        line = line.strip("_")
    return html.unescape(line.replace("*", ""))
