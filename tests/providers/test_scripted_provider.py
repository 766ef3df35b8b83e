"""The scripted model: the same everywhere, and it does what its script says."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.canonical import CANONICALISERS
from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Prompt, Target
from canary.providers import PROVIDERS, open_endpoint
from canary.providers.base import Question, ask
from canary.providers.scripted import ScriptedEndpoint, reply
from canary.providers.wording import REFUSAL

GOOD = '{"summary": "Parcel TKT-10442 is late.", "ticket_ids": ["TKT-10442"]}'
WRONG = '{"summary": "Parcel TKT-99999 is late.", "ticket_ids": ["TKT-99999"]}'
TICKET = Prompt(
    "shipping-delay",
    (Message("user", "Summarise: TKT-10442 has not arrived."),),
    canonical="json",
    examples_pass=(GOOD,),
    examples_fail=("Sure! The parcel is late.", WRONG),
)
PLAIN = Prompt("plain", (Message("user", "Why is the sky blue?"),))
SLOT = datetime(2026, 1, 1, tzinfo=UTC)
CYCLES = range(400)


def target(**script: Any) -> Target:
    return Target("t", "scripted", "scripted-1", options={"script": script})


def outcomes(prompt: Prompt, **script: Any) -> list[Answer | Failure]:
    scripted = target(**script)
    return [reply(scripted, Question(prompt, 0, cycle, SLOT)) for cycle in CYCLES]


def texts(prompt: Prompt, **script: Any) -> list[str]:
    found = [outcome for outcome in outcomes(prompt, **script) if isinstance(outcome, Answer)]
    assert len(found) == len(CYCLES)
    return [answer.text for answer in found]


def share(texts: list[str], holds: Callable[[str], bool]) -> float:
    return sum(map(holds, texts)) / len(texts)


def test_without_a_script_every_answer_is_the_first_passing_example() -> None:
    assert set(texts(TICKET)) == {GOOD}


def test_answers_are_the_same_on_any_machine() -> None:
    answer = reply(target(seed=7, nondeterminism=0.5), Question(TICKET, 1, 30, SLOT))
    assert answer == Answer(
        text='{"summary": "In short: Parcel TKT-10442 is late.", "ticket_ids": ["TKT-10442"]}',
        model="scripted-1",
        system_fingerprint="fp_5776d08e1d",
        request_id="scripted-eea9aceaa5a2afa9",
        finish_reason="stop",
        input_tokens=13,
        output_tokens=20,
    )


def test_nondeterminism_is_the_share_of_samples_that_say_it_otherwise() -> None:
    said = texts(TICKET, seed=1, nondeterminism=0.2)
    assert 0.14 < share(said, lambda text: text != GOOD) < 0.26
    assert len(set(said)) == 3


def test_nondeterminism_takes_the_other_passing_examples_where_there_are_some() -> None:
    prompt = Prompt("p", (), examples_pass=("first of all", "second of all", "third of all"))
    assert set(texts(prompt, nondeterminism=0.5)) == {"first of all", "second of all", "third of all"}


def test_one_word_is_always_the_same_word() -> None:
    prompt = Prompt("p", (), examples_pass=("Paris",))
    assert set(texts(prompt, nondeterminism=0.5)) == {"Paris"}


def test_a_phase_begins_with_its_first_cycle_and_ends_before_its_last() -> None:
    said = texts(TICKET, phases=[{"from_cycle": 30, "to_cycle": 40, "drift": 1.0}])
    assert [cycle for cycle in CYCLES if said[cycle] != GOOD] == list(range(30, 40))


def test_a_later_phase_wins_and_leaves_what_it_does_not_mention() -> None:
    phases = [{"drift": 1.0, "served_model": "m-2"}, {"from_cycle": 5, "drift": 0.0}]
    said = outcomes(TICKET, phases=phases)
    changed, back = said[4], said[5]
    assert isinstance(changed, Answer)
    assert isinstance(back, Answer)
    assert (changed.text == GOOD, back.text == GOOD) == (False, True)
    assert (changed.model, back.model) == ("m-2", "m-2")


def test_a_phase_can_be_for_some_prompts_only() -> None:
    phases = [{"drift": 1.0, "prompts": ["plain"]}]
    assert set(texts(TICKET, phases=phases)) == {GOOD}
    assert texts(PLAIN, phases=phases) != texts(PLAIN)


def test_hallucination_is_a_failing_example_of_the_good_ones_shape() -> None:
    said = texts(TICKET, hallucinate=0.5)
    assert set(said) == {GOOD, WRONG}
    assert 0.42 < share(said, lambda text: text == WRONG) < 0.58


def test_hallucination_without_examples_makes_up_a_source() -> None:
    assert all("REF-9" in text for text in texts(PLAIN, hallucinate=1.0))


def test_a_refusal_and_a_truncation() -> None:
    assert set(texts(TICKET, refuse=1.0)) == {REFUSAL}
    cut = reply(target(truncate=1.0), Question(TICKET, 0, 0, SLOT))
    assert isinstance(cut, Answer)
    assert (cut.text, cut.finish_reason) == (GOOD[: len(GOOD) // 2], "length")


def test_an_odd_hour_changes_every_prompt_of_its_cycle() -> None:
    odd = [cycle for cycle, text in enumerate(texts(TICKET, odd_hours=0.05)) if text != GOOD]
    assert 5 < len(odd) < 40
    plain, usual = texts(PLAIN, odd_hours=0.05), texts(PLAIN)
    assert odd == [cycle for cycle in CYCLES if plain[cycle] != usual[cycle]]


@pytest.mark.parametrize("kind", FailureKind)
def test_a_failure_comes_in_its_share(kind: FailureKind) -> None:
    said = outcomes(TICKET, fail=kind.value, share=0.3)
    failed = [outcome.kind for outcome in said if isinstance(outcome, Failure)]
    assert 0.22 < len(failed) / len(said) < 0.38
    assert set(failed) == {kind}


PYTHON = Prompt("py", (), canonical="python", examples_pass=("def f(x: int) -> int:\n    return x + 1\n",))
FENCED = Prompt("fenced", (), canonical="python", examples_pass=("```python\nx = 1\n```",))
SQL = Prompt("sql", (), canonical="sql", examples_pass=("SELECT a FROM t WHERE b = 'c';",))
LIST = Prompt("list", (), examples_pass=("Do this:\n- it's first. Then\n- second",))
WORD_JSON = Prompt("word-json", (), canonical="json", examples_pass=('{"priority": "high"}',))


@pytest.mark.parametrize(
    "prompt", [TICKET, PLAIN, PYTHON, FENCED, SQL, LIST, WORD_JSON], ids=lambda p: str(p.id)
)
def test_drift_changes_the_canonical_form_and_cosmetics_only_the_raw_text(prompt: Prompt) -> None:
    form = CANONICALISERS[prompt.canonical].apply
    usual, drifted, dressed = (
        texts(prompt, **script)[0] for script in ({}, {"drift": 1.0}, {"cosmetic": True})
    )
    assert form(drifted) != form(usual)
    assert dressed != usual
    assert form(dressed) == form(usual)


@given(
    st.text(),
    st.text(),
    st.sampled_from(["text", "json", "python", "sql", "first_line", "raw"]),
    st.booleans(),
)
def test_any_examples_can_be_played(good: str, bad: str, canonical: str, examples: bool) -> None:
    given_examples: dict[str, Any] = {"examples_pass": (good,), "examples_fail": (bad,)} if examples else {}
    prompt = Prompt("p", (Message("user", good),), canonical=canonical, **given_examples)
    for script in ({"drift": 1.0}, {"hallucinate": 1.0}, {"cosmetic": True}, {"nondeterminism": 1.0}):
        assert isinstance(reply(target(**script), Question(prompt, 0, 0, SLOT)), Answer)


async def test_the_endpoint_waits_the_latency_and_says_what_the_function_says() -> None:
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    scripted = target(latency="20ms", phases=[{"from_cycle": 1, "latency": "2s"}])
    endpoint = ScriptedEndpoint(scripted, sleep)
    for cycle in (0, 1):
        question = Question(TICKET, 0, cycle, SLOT)
        assert await endpoint.ask(question) == reply(scripted, question)
    assert 0.016 <= slept[0] <= 0.024
    assert 1.6 <= slept[1] <= 2.4


async def test_a_scripted_failure_is_not_retried() -> None:
    endpoint = open_endpoint(target(fail="rate_limit"))
    outcome, _, attempts = await ask(endpoint, Question(TICKET, 0, 0, SLOT), Limits())
    await endpoint.aclose()
    assert (outcome, attempts) == (Failure(FailureKind.RATE_LIMIT, "the script says so"), 1)


@pytest.mark.parametrize(
    ("script", "key", "words"),
    [
        ({"sed": 7}, "script.sed", "unknown key; known: cosmetic, drift"),
        ({"seed": "7"}, "script.seed", "valid integer"),
        ({"drift": 1.5}, "script.drift", "less than or equal to 1"),
        ({"drift": True}, "script.drift", "valid number"),
        ({"latency": 20}, "script.latency", "must be a duration such as 20ms"),
        ({"latency": "20"}, "script.latency", "must be a duration such as 20ms"),
        ({"fail": "flood"}, "script.fail", "'rate_limit'"),
        ({"phases": [{}, {"drft": 1}]}, "script.phases[1].drft", "from_cycle"),
        (
            {"phases": [{"from_cycle": 5, "to_cycle": 5}]},
            "script.phases[0]",
            "to_cycle must be after from_cycle",
        ),
        ({"phases": {"drift": 1}}, "script.phases", "valid list"),
        (["drift"], "script", "valid dictionary"),
    ],
)
def test_a_wrong_script_is_refused_with_its_place(script: Any, key: str, words: str) -> None:
    [(place, message)] = PROVIDERS["scripted"].check(Target("t", "scripted", "", options={"script": script}))
    assert place == key
    assert words in message


def test_every_problem_of_a_script_is_reported_at_once() -> None:
    assert len(list(PROVIDERS["scripted"].check(target(seed="x", drift=2, phases=[{"fail": "?"}])))) == 3


def test_a_model_is_served_by_the_name_its_target_has_unless_the_script_says_another() -> None:
    asked = Question(TICKET, 0, 0, SLOT)
    plain = Target("t", "scripted", "scripted")  # as the settings name it where nobody does
    named = replace(plain, options={"script": {"served_model": "m-2"}})
    assert [getattr(reply(each, asked), "model", None) for each in (plain, named)] == ["scripted", "m-2"]
