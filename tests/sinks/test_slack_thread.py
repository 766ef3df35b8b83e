"""Slack's thread and the search after a crash: evidence once, bells once, no message twice."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator
from dataclasses import replace

import pytest
import structlog
from hypothesis import example, given
from hypothesis import strategies as st

from canary.core.message import Comparison, Notice
from canary.core.model import IncidentState, Secret
from canary.errors import DeliveryError
from canary.settings.values import Slack as Settings
from canary.sinks import Sink, slack_wire
from canary.sinks.slack import Pacer, open_slack
from canary.sinks.slack_payload import evidence, evidence_digest, metadata, payload
from support.notices import EVIDENCE, OUTPUTS, notice
from support.slack_server import Slack, block_problem, ratelimited, refuse, slack_server

ATTACK = "```<!channel> <@U123> @here *b* https://evil.example <http://evil|ok>\x1b[2J\u202e\u200b```\n> q"
FIRST = replace(notice(), delivery="1")
WORSE = replace(notice("severity_rose"), delivery="2")
ACKNOWLEDGED = replace(
    notice("acknowledged", state=IncidentState.ACKNOWLEDGED), delivery="3", quiet=True, news=False
)
RESOLVED = replace(notice("recovered", state=IncidentState.RESOLVED), delivery="4")
OTHER_CHECK = {
    **EVIDENCE,
    "prompts": [{"prompt": "shipping-delay", "changed": 9, "of": 9, "validators": ["x"]}],
}


@pytest.fixture
async def server() -> AsyncIterator[Slack]:
    async with slack_server() as running:
        yield running


def opened(server: Slack, *, resolved: bool = False, buttons: bool = False) -> Sink:
    token = Secret("xapp-good") if buttons else None
    settings = Settings(Secret("xoxb-good"), None, "#llm-oncall", server.api_url, token, resolved)
    return open_slack(settings, pace=0.0)


@pytest.fixture
async def bot(server: Slack) -> AsyncIterator[Sink]:
    """A fresh process: it remembers nothing of what one before it did."""
    sink = opened(server)
    yield sink
    await sink.aclose()


def parts(server: Slack, ref: str | None) -> list[str]:
    return [m["metadata"]["event_payload"]["part"] for m in server.thread(ref or "")]


# --- evidence ---


async def test_the_evidence_goes_into_the_thread_once(server: Slack, bot: Sink) -> None:
    ref = await bot.send(FIRST, None)
    for later in (ACKNOWLEDGED, replace(notice("still_open"), delivery="5")):
        assert await bot.send(later, ref) == ref
    assert parts(server, ref) == ["evidence", "news"]
    text = json.dumps(server.thread(ref or "")[0], ensure_ascii=False)
    assert "95% interval 36% to 97%; baseline 2.0%" in text
    assert "- Parcel TKT-10442 is late.\\n+ Parcel TKT-99999 is late." in text
    assert "gpt-4o-mini-2026-11-19" in text
    assert "between 2026-11-20 00:00" in text
    assert "canary incidents show 12" in text
    assert "reply_broadcast" not in server.thread(ref or "")[0]


async def test_counts_that_grow_are_no_new_evidence_and_another_check_is(server: Slack, bot: Sink) -> None:
    ref = await bot.send(FIRST, None)
    grown = replace(
        notice("still_open", evidence={**EVIDENCE, "changed": 30, "of": 40}), delivery="2", quiet=True
    )
    assert await bot.send(grown, ref) == ref
    other = replace(notice("kind_changed", evidence=OTHER_CHECK), delivery="3", quiet=True)
    assert await bot.send(other, ref) != ref
    assert parts(server, ref) == ["evidence", "evidence"]


async def test_a_reference_of_an_older_program_is_understood(server: Slack, bot: Sink) -> None:
    ref = await bot.send(FIRST, None)
    assert ref is not None
    assert await bot.send(ACKNOWLEDGED, ref.partition("#")[0]) == ref


@given(
    st.text(max_size=20) | st.sampled_from(["&", "😀", "_", ATTACK]), st.integers(0, 300), st.integers(0, 12)
)
@example("😀", 6000, 60)
@example("&", 6000, 60)
def test_no_evidence_breaks_slacks_limits_or_acts(text: str, times: int, many: int) -> None:
    said = text * times
    hostile = Notice(
        key=said,
        title=said,
        summary=said,
        incident="7",
        evidence=((said, said),) * (many + 1),
        comparisons=(Comparison(said, said, said, said, (said,), said, said),) * many,
        runbook=f"https://runbooks.example/{said}",
    )
    for made in (evidence(hostile), payload(hostile, buttons=True)):
        assert made is not None
        assert block_problem(made) is None
        assert 0 < len(made["text"]) <= 4000
        shown = json.dumps(made, ensure_ascii=False)
        assert "<!" not in shown
        assert "<@" not in shown
        assert "://evil" not in shown
        assert not set(shown) & set("\x1b\u202e\u200b")
    assert len(json.dumps(metadata(hostile, "evidence", "1"))) < 4000
    assert len(evidence_digest(hostile)) == 16


async def test_a_hostile_output_reaches_the_thread_as_plain_text(server: Slack, bot: Sink) -> None:
    ref = await bot.send(replace(notice(outputs={"shipping-delay": ("fine", ATTACK)}), delivery="1"), None)
    (reply,) = server.thread(ref or "")
    text = json.dumps(reply, ensure_ascii=False)
    assert "&lt;!channel&gt;" in text
    assert "<!" not in text
    assert text.count("```") == 2


# --- bells ---


async def test_the_end_is_edited_in_place_and_broadcast_if_asked(server: Slack) -> None:
    for asked, said in ((False, []), (True, ["news"])):
        sink = opened(server, resolved=asked)
        ref = await sink.send(replace(FIRST, key=f"k{asked}"), None)
        await sink.send(replace(RESOLVED, key=f"k{asked}"), ref)
        await sink.aclose()
        assert parts(server, ref) == ["evidence", *said]
        assert server.messages[(ref or "").partition("#")[0]]["text"].startswith("✅")
    assert server.thread(ref or "")[-1]["reply_broadcast"] is True


async def test_a_quiet_change_of_what_nobody_was_shown_is_no_message(server: Slack, bot: Sink) -> None:
    assert await bot.send(ACKNOWLEDGED, None) is None
    assert server.messages == {}


async def test_a_group_has_neither_thread_nor_buttons(server: Slack) -> None:
    sink = opened(server, buttons=True)
    group = Notice(
        "group/1", "3 targets in trouble", "s", kind="group", state="open", news=True, delivery="1"
    )
    ref = await sink.send(group, None)
    await sink.aclose()
    assert server.thread(ref or "") == []
    assert [b["type"] for m in server.messages.values() for b in m["blocks"]] == [
        "header",
        "section",
        "context",
    ]


# --- never twice ---


async def test_what_a_crash_left_behind_is_found_by_its_metadata_and_not_posted_again(
    server: Slack, bot: Sink
) -> None:
    before = opened(server)
    ref = await before.send(FIRST, None)
    await before.aclose()
    assert await bot.send(replace(FIRST, tried=1), None) == ref
    assert len(server.roots()) == 1
    assert parts(server, ref) == ["evidence"]


async def test_a_crash_between_message_and_thread_loses_and_repeats_nothing(server: Slack, bot: Sink) -> None:
    before = opened(server)
    ref = await before.send(FIRST, None)
    await before.aclose()
    for reply in [r for r, m in server.messages.items() if "thread_ts" in m]:
        del server.messages[reply]
    assert await bot.send(replace(FIRST, tried=1), None) == ref
    assert parts(server, ref) == ["evidence"]


async def test_a_post_whose_answer_was_lost_is_not_made_again(
    server: Slack, bot: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(slack_wire, "DEADLINE", 0.2)
    server.late = 1.0
    with pytest.raises(DeliveryError):
        await bot.send(FIRST, None)
    server.late = 0.0
    ref = await bot.send(replace(FIRST, tried=1), None)
    assert list(server.roots()) == [(ref or "").partition("#")[0]]


async def test_messages_that_are_closed_to_edits_are_followed_by_one_new_one(
    server: Slack, bot: Sink
) -> None:
    ref = await bot.send(FIRST, None)
    await bot.send(replace(FIRST, delivery="2"), None)
    server.refusals["chat.update"] = refuse("edit_window_closed")
    assert await bot.send(replace(WORSE, tried=1), ref) != ref
    assert len(server.roots()) == 3
    assert server.methods.count("chat.update") == 2


async def test_a_later_state_finds_the_message_an_earlier_one_left_behind_and_rings(
    server: Slack, bot: Sink
) -> None:
    before = opened(server)
    ref = await before.send(FIRST, None)
    await before.aclose()
    assert await bot.send(replace(WORSE, tried=1), None) == ref
    assert await bot.send(replace(WORSE, tried=2), None) == ref
    assert len(server.roots()) == 1
    assert parts(server, ref) == ["evidence", "news"]


async def test_a_bell_is_rung_once_though_the_process_died_after_it(server: Slack, bot: Sink) -> None:
    before = opened(server)
    ref = await before.send(FIRST, None)
    await before.send(WORSE, ref)
    await before.aclose()
    await bot.send(replace(WORSE, tried=1), ref)
    assert parts(server, ref) == ["evidence", "news"]


async def test_the_message_is_found_among_many_pages(server: Slack, bot: Sink) -> None:
    server.page = 3
    before = opened(server)
    ref = await before.send(FIRST, None)
    for number in range(10):
        await before.send(Notice(f"k{number}", "t", "s", at=FIRST.at), None)
    await before.aclose()
    assert await bot.send(replace(FIRST, tried=1), None) == ref
    assert server.methods.count("conversations.history") > 1


async def test_the_same_incident_of_another_place_is_another_message(server: Slack, bot: Sink) -> None:
    first = await bot.send(FIRST, None)
    second = await bot.send(replace(FIRST, vantage="elsewhere", key=FIRST.key, tried=1, delivery="9"), None)
    fresh = opened(server)
    third = await fresh.send(replace(FIRST, vantage="third", tried=1), None)
    await fresh.aclose()
    assert len({first, second, third}) == 3


@pytest.mark.parametrize("method", ["users.conversations", "conversations.history"])
async def test_without_the_scopes_to_look_it_says_so_and_posts(server: Slack, bot: Sink, method: str) -> None:
    server.refusals[method] = refuse("missing_scope", needed="channels:history")
    before = opened(server)
    await before.send(FIRST, None)
    await before.aclose()
    with structlog.testing.capture_logs() as logs:
        for number in range(2):
            await bot.send(replace(FIRST, key=f"{FIRST.key}{number}", tried=1), None)
    assert len(server.roots()) == 3
    (warning,) = [each for each in logs if "twice" in each["event"]]
    assert "channels:history" in warning["error"] + warning["give"]


@pytest.mark.parametrize("trouble", [ratelimited(7), refuse("internal_error")])
async def test_while_slack_cannot_be_searched_nothing_is_posted_again(
    server: Slack, bot: Sink, trouble: bytes
) -> None:
    server.refusals["conversations.history"] = trouble
    with pytest.raises(DeliveryError):
        await bot.send(replace(FIRST, tried=1), None)
    assert server.messages == {}


async def test_a_reply_that_fails_is_made_up_for_without_any_scope(server: Slack, bot: Sink) -> None:
    server.refusals["conversations.history"] = refuse("missing_scope")
    server.refusals["conversations.replies"] = refuse("missing_scope")
    post = "chat.postMessage"
    assert await bot.send(replace(FIRST, evidence=(), comparisons=()), None)
    server.refusals[post] = refuse("internal_error")
    with pytest.raises(DeliveryError):
        await bot.send(replace(FIRST, tried=1), None)
    del server.refusals[post]
    ref = await bot.send(replace(FIRST, tried=2), None)
    assert len(server.roots()) == 1
    assert parts(server, ref) == ["evidence"]


# --- its turn ---


class Wound:
    """A clock that moves only while somebody sleeps."""

    def __init__(self) -> None:
        self.at = 100.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.at

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.at += seconds


async def test_a_channel_gets_one_message_a_second() -> None:
    clock = Wound()
    pacer = Pacer(1.0, clock, clock.sleep)
    for channel in ("a", "a", "b", "a"):
        await pacer.turn(channel)
    assert clock.slept == [1.0, 1.0]


async def test_a_channel_that_asked_for_quiet_is_left_alone_and_the_others_are_not() -> None:
    clock = Wound()
    pacer = Pacer(1.0, clock, clock.sleep)
    pacer.hold("a", 30.0)
    with pytest.raises(DeliveryError) as raised:
        await pacer.turn("a")
    assert raised.value.retry_after == 30.0
    await pacer.turn("b")
    clock.at += 30
    await pacer.turn("a")


async def test_what_slack_asked_for_holds_for_the_next_message_too(server: Slack, bot: Sink) -> None:
    server.answer = ratelimited(30)
    for _ in range(2):
        with pytest.raises(DeliveryError) as raised:
            await bot.send(FIRST, None)
        assert 29 < (raised.value.retry_after or 0) <= 30
    assert len(server.calls) == 1


# --- before the night ---


async def problem(server: Slack, *channels: str, buttons: bool = False) -> tuple[str, str]:
    token = Secret("xapp-bad") if buttons else None
    settings = Settings(
        Secret("xoxb-good"), None, channels[0], server.api_url, token, channels=tuple(channels)
    )
    sink = open_slack(settings)
    found = await sink.check() or ""
    await sink.aclose()
    return found, getattr(sink, "unproven", "")


async def test_the_check_finds_what_would_fail_at_night(server: Slack) -> None:
    assert await problem(server, "#llm-oncall", "C0PAY") == ("", "")
    server.members -= {"C0PAY"}
    for route in ("#pay-llm", "C0PAY"):
        said, _ = await problem(server, "#llm-oncall", route)
        assert route in said
        assert "/invite" in said
    assert "channel_not_found" in (await problem(server, "C0GONE"))[0]
    server.archived |= {"C0LLM"}
    assert "unarchive" in (await problem(server, "#llm-oncall"))[0]
    assert server.messages == {}


async def test_the_check_says_what_the_scopes_do_not_let_it_see(server: Slack) -> None:
    server.refusals["users.conversations"] = refuse("missing_scope", needed="channels:read")
    said, unproven = await problem(server, "#llm-oncall")
    assert said == ""
    assert "#llm-oncall" in unproven
    assert "channels:read" in unproven
    server.refusals = {"conversations.history": refuse("missing_scope", needed="channels:history")}
    said, unproven = await problem(server, "#llm-oncall")
    assert said == ""
    assert "channels:history" in unproven
    assert "twice" in unproven


async def test_public_channels_are_seen_without_the_scope_for_private_ones(server: Slack) -> None:
    server.scopes = "chat:write,channels:read,channels:history"
    assert await problem(server, "#llm-oncall") == ("", "")
    said, unproven = await problem(server, "#pay-llm")
    assert said == ""
    assert "groups:read" in unproven
    server.scopes = "channels:read"
    assert "chat:write" in (await problem(server, "#llm-oncall"))[0]


async def test_the_check_proves_the_app_level_token(server: Slack) -> None:
    said, _ = await problem(server, "#llm-oncall", buttons=True)
    assert "alerts.slack.app_token" in said
    assert "connections:write" in said
    assert "xapp-bad" not in said


def test_the_digest_knows_a_change_of_what_the_evidence_says() -> None:
    assert evidence_digest(notice()) == evidence_digest(notice(evidence={**EVIDENCE, "changed": 13}))
    others = [
        notice(evidence={**EVIDENCE, "identity": {}}),
        notice(evidence=OTHER_CHECK),
        notice(outputs={"shipping-delay": (OUTPUTS["shipping-delay"][0], "Something else.")}),
    ]
    assert len({evidence_digest(each) for each in [notice(), *others]}) == 4
