"""Hostile text is inert in every medium, and bounds never break what a reader sees as one character."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from canary.core.escape import ELLIPSIS, cut, escape_mrkdwn, escape_mrkdwn_code, escape_terminal, fit, units
from support.guard import bounded_work

FAMILY = "👨‍👩‍👧‍👦"
HOSTILE = st.text(
    st.sampled_from("ab_*~`<>&!@#:/\\ \n\t\r\x00\x07\x1b\x9b\x9d[]m0;?\u202e\u200b\u2066é😀👍🏽🇩🇪\ud800")
)


@pytest.mark.parametrize(
    ("hostile", "shown"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x1b]0;owned\x07title", "title"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x1b\\", "click"),
        ("\x9b31mred", "red"),
        ("\x1b\x1b[31m[2J", "[2J"),
        ("over\rwritten", "over\nwritten"),
        ("a\r\nb\u2028c", "a\nb\nc"),
        ("\u202etxt.exe\u202c", "txt.exe"),
        ("pay\u200bpal\ufeff", "paypal"),
        ("tag\U000e0041\U000e0042", "tag"),
        ("half \ud83d surrogate", "half  surrogate"),
        ("bell\x07 nul\x00 del\x7f", "bell nul del"),
        ("tab\tstays\n", "tab\tstays\n"),
        ("unfinished \x1b]0;the rest stays readable", "unfinished 0;the rest stays readable"),
    ],
)
def test_a_terminal_shows_only_what_can_be_seen(hostile: str, shown: str) -> None:
    assert escape_terminal(hostile) == shown


def test_marks_heaped_on_one_letter_are_thinned() -> None:
    assert escape_terminal("Z" + "\u0335" * 500 + "algo") == "Z" + "\u0335" * 4 + "algo"


@given(st.text() | HOSTILE)
@example("\x1b\x1b[0m[31m")
def test_no_control_or_format_character_survives_and_cleaning_twice_changes_nothing(text: str) -> None:
    clean = escape_terminal(text)
    assert all(char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs") for char in clean)
    assert escape_terminal(clean) == clean
    clean.encode()


@pytest.mark.parametrize(
    "hostile", ["\x1b]" * 50_000, "\x9d" * 100_000, "\x9b" + "0" * 100_000, "\x1bP" * 50_000]
)
def test_cleaning_takes_linear_time(hostile: str) -> None:
    with bounded_work():
        escape_terminal(hostile)


@pytest.mark.parametrize(
    ("hostile", "inert"),
    [
        ("<!channel> & <@U1>", "&lt;!channel&gt; &amp; &lt;＠U1&gt;"),
        ("@channel", "＠channel"),
        ("https://evil.example", "https[:]//evil.example"),
        ("*bold* ~gone~ `code`", "∗bold∗ ∼gone∼ ˋcodeˋ"),
        ("_slanted_ ticket_ids", "＿slanted＿ ticket_ids"),
        (":rotating_light: at 10:30", "∶rotating_light: at 10:30"),
        ("> quoted", "› quoted"),
    ],
)
def test_slack_prose_shows_but_does_not_act(hostile: str, inert: str) -> None:
    assert escape_mrkdwn(hostile) == inert


@given(HOSTILE)
def test_nothing_hostile_is_left_in_slack_text(text: str) -> None:
    for escaped in (escape_mrkdwn(text), escape_mrkdwn_code(text)):
        assert not set(escaped) & set("<>`\x1b\u202e\u200b")
        assert "://" not in escaped
    assert not set(escape_mrkdwn(text)) & set("*~@")


def test_code_cannot_close_its_fence_and_stays_otherwise_as_it_is() -> None:
    assert escape_mrkdwn_code("a_b *c*\n```\n<!here>") == "a_b *c*\nˋˋˋ\n&lt;!here&gt;"


@given(st.text() | HOSTILE, st.integers(0, 60))
@example("&" * 50, 7)
@example(FAMILY * 20, 30)
def test_fitted_text_keeps_its_limit_and_halves_no_entity(text: str, limit: int) -> None:
    fitted = fit(text, limit, escape_mrkdwn)
    assert units(fitted) <= limit
    body = fitted.removesuffix(ELLIPSIS)
    assert body.count("&") == sum(body.count(entity) for entity in ("&amp;", "&lt;", "&gt;"))


@given(st.text(max_size=30))
def test_what_fits_is_not_touched(text: str) -> None:
    assert fit(text, 500) == escape_terminal(text)


@pytest.mark.parametrize("cluster", [FAMILY, "👍🏽", "🇩🇪", "é", "각", "🏳️‍🌈"])
def test_no_cut_falls_inside_a_grapheme(cluster: str) -> None:
    text = f"ab{cluster}{cluster}cd"
    whole = {"", "a", "ab", f"ab{cluster}", f"ab{cluster * 2}", f"ab{cluster * 2}c", text}
    assert {cut(text, length) for length in range(len(text) + 1)} == whole


def test_flags_are_cut_between_pairs() -> None:
    assert [len(cut("🇩🇪🇫🇷🇮🇹", length)) for length in range(7)] == [0, 0, 2, 2, 4, 4, 6]
