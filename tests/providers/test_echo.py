"""A server's words about a prompt, without the prompt."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core import echo
from canary.core.echo import RUN
from canary.core.model import FailureKind, Message, Prompt
from canary.providers.base import Unmeasured
from canary.providers.echo import SHOWN, without_echo

TEXT = "Summarise the ticket TKT-10442 of the customer Ada Lovelace\nin one sentence, please."


def asked(*texts: str) -> Prompt:
    return Prompt("p", tuple(Message("user", text) for text in texts))


def masked(words: str, prompt: Prompt) -> str:
    return echo.without_echo(words, [m.content for m in prompt.messages], SHOWN)


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("HTTP 400; bad input: " + " ".join(TEXT.split()), f"HTTP 400; bad input: {SHOWN}"),
        (
            "flagged: 'customer Ada Lovelace in one sentence' is not allowed",
            f"flagged: '{SHOWN}' is not allowed",
        ),
        ("HTTP 400; Summarise the ticket TKT-10442 of the cust…", f"HTTP 400; {SHOWN}…"),
        ("HTTP 401; Incorrect API key provided", "HTTP 401; Incorrect API key provided"),
        ("the ticket is in one sentence", "the ticket is in one sentence"),
    ],
)
def test_what_is_repeated_of_a_prompt_is_cut_out(said: str, shown: str) -> None:
    assert masked(said, asked(TEXT)) == shown


def test_a_short_message_is_cut_out_whole_and_a_word_is_left() -> None:
    assert masked("no: Say nine.", asked("Say nine.")) == f"no: {SHOWN}"
    assert masked("a model error", asked("a")) == "a model error"


def test_the_rest_of_the_failure_stays() -> None:
    failure = Unmeasured(FailureKind.RATE_LIMIT, f"HTTP 429; {TEXT}", retryable=True, retry_after=3.0)
    found = without_echo(failure, asked(TEXT))
    assert (found.kind, found.retryable, found.retry_after) == (FailureKind.RATE_LIMIT, True, 3.0)
    assert "Lovelace" not in found.detail
    assert without_echo(failure, asked("something else altogether")) is failure


@given(st.text(max_size=60), st.text(min_size=RUN, max_size=200), st.text(max_size=60), st.data())
def test_no_long_run_of_a_prompt_survives(before: str, text: str, after: str, data: st.DataObject) -> None:
    text = " ".join(text.split())
    begin = data.draw(st.integers(0, max(0, len(text) - RUN)))
    piece = text[begin : begin + data.draw(st.integers(RUN, RUN + 40))]
    found = masked(f"{before}{piece}{after}", asked(text))
    for at in range(len(found) - RUN + 1):
        run = found[at : at + RUN]
        assert SHOWN in run or run not in text
