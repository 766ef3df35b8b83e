"""The Slack message: within Slack's limits whatever is in it, inert whatever a model wrote."""

from __future__ import annotations

import json
import re

from hypothesis import example, given, settings
from hypothesis import strategies as st

from canary.core.message import Comparison, Notice
from canary.core.model import IncidentState, Severity
from canary.sinks.slack_payload import blocks, payload, preview
from support.notices import notice
from support.slack_server import block_problem

ATTACK = "```<!channel> <@U123> @here *b* https://evil.example\x1b[2J\u202e```\n> q"


def filled(text: str, many: int) -> Notice:
    """A notice with *text* wherever a text can be, and *many* of whatever can be many."""
    return Notice(
        key=text,
        title=text,
        summary=text,
        facts=((text, text),) * many,
        comparisons=(Comparison(text, text, text, text, (text,), text),) * many,
        more=text,
        steps=(text,) * many,
        runbook=f"https://runbooks.example/{text}",
    )


@settings(deadline=None)  # the largest takes a while on a busy machine
@given(
    st.text(max_size=20) | st.sampled_from(["&", "😀", "_", ATTACK]), st.integers(0, 300), st.integers(0, 12)
)
@example("", 1, 0)
@example("&", 6000, 60)
@example("😀", 6000, 60)
def test_no_notice_breaks_slacks_limits(text: str, times: int, many: int) -> None:
    hostile = filled(text * times, many)
    message = payload(hostile)
    assert block_problem(message) is None
    assert 0 < len(message["text"]) <= 4000
    json.dumps(message).encode()
    preview(hostile)


def test_hostile_output_neither_mentions_nor_links_nor_closes_its_fence() -> None:
    made = notice(outputs={"shipping-delay": ("fine", ATTACK), "refund": (ATTACK, "fine")})
    text = json.dumps(payload(made), ensure_ascii=False)
    assert "<!" not in text
    assert "<@" not in text
    assert "https://evil" not in text
    assert text.count("```") == 2 * 5  # two comparisons of two fences, and the next steps
    assert not re.search("[\x00-\x08\x1b\u202e]", text)


def test_a_hostile_served_model_name_is_inert_too() -> None:
    evidence = {"identity": {"model": {"before": "a", "after": "<!channel> *x* `y` https://evil.example"}}}
    text = json.dumps(payload(notice(evidence=evidence)), ensure_ascii=False)
    assert "<!" not in text
    assert "://evil" not in text


def test_the_runbook_is_the_one_live_link() -> None:
    text = json.dumps(blocks(notice()))
    assert re.findall(r"<[^>]*>", text) == ["<https://runbooks.example/llm?a=1&amp;b=2|Runbook>"]


def test_a_runbook_that_could_break_out_is_left_out() -> None:
    broken = Notice("k", "t", "s", runbook="https://x.example/|<!channel>")
    assert "<" not in json.dumps(blocks(broken))
    assert "<" not in json.dumps(blocks(Notice("k", "t", "s", runbook="javascript:alert(1)")))


def test_the_header_shows_severity_and_recovery() -> None:
    shown = [
        blocks(each)[0]["text"]["text"][0]
        for each in (
            notice(),
            notice(severity=Severity.WARNING),
            notice(severity=Severity.INFO),
            notice(state=IncidentState.RESOLVED),
        )
    ]
    assert shown == ["🔴", "🟠", "🔵", "✅"]


def test_the_preview_is_the_message_without_its_mark_up() -> None:
    shown = preview(notice())
    assert shown.startswith("🔴 gpt-4o-mini: answers got worse in ticket-triage\n")
    assert "  │ Parcel TKT-99999 is late." in shown
    assert "  How sure: hallucination 3.2×" in shown
    assert "  │ canary diff gpt-4o-mini ticket-triage/shipping-delay" in shown
    assert "Runbook: https://runbooks.example/llm?a=1&b=2" in shown
    assert "```" not in shown
    assert len(shown.splitlines()) <= 45


def test_the_foot_names_the_incident_and_says_why_in_words() -> None:
    foot = blocks(notice("severity_rose"))[-1]["elements"][0]["text"]
    assert foot.startswith("incident 12 · ")
    assert "severity_rose" not in foot
    assert "it became surer, or more serious" in foot
