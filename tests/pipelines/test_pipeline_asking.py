"""A pipeline as an endpoint: which stages are asked what, what its answer is, and what remains when one fails."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import (
    Answer,
    Failure,
    FailureKind,
    Limits,
    Message,
    Outcome,
    Price,
    Prompt,
    Secret,
    Stage,
    StageReply,
    Target,
    ValidatorSpec,
    decoding_params,
    prompt_version,
)
from canary.providers import open_endpoint
from canary.providers.base import Pacer, Question, ask
from canary.providers.pipeline import EMPTY_DRAFT, FOUND, INSTRUCTION, PipelineEndpoint, whole
from canary.providers.prices import costing
from canary.providers.scripted import ScriptedEndpoint
from support.servers import FAULTS, Server, chat_completion, error, llm_server, response, serve

PROMPT = Prompt(
    "p",
    (Message("system", "Be short."), Message("user", "What is the capital of France?")),
    validators=(ValidatorSpec("nonempty"), ValidatorSpec("regex", "Paris")),
    examples_pass=("Paris",),
    examples_fail=("Lyon",),
)
QUESTION = Question(PROMPT, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))


def scripted(name: str, **script: Any) -> Target:
    return Target(name, "scripted", f"{name}-1", price=Price(1.0, 2.0), options={"script": script})


GOOD, BAD = scripted("good"), scripted("bad", hallucinate=1.0)


def pipeline(*stages: Stage, timeout: float = 5.0) -> Target:
    return Target("guarded", "pipeline", "pipeline", limits=Limits(timeout=timeout), stages=stages)


async def asked(target: Target, question: Question = QUESTION) -> Answer | Failure:
    endpoint = open_endpoint(target)
    try:
        outcome, _, attempts = await ask(endpoint, replace(question, heard=[]), target.limits)
    finally:
        await endpoint.aclose()
    assert attempts == 1
    return outcome


async def answer_of(target: Target, question: Question = QUESTION) -> Answer:
    outcome = await asked(target, question)
    assert isinstance(outcome, Answer), outcome
    return outcome


async def failure_of(target: Target) -> Failure:
    outcome = await asked(target)
    assert isinstance(outcome, Failure), outcome
    return outcome


def path(outcome: Answer | Failure) -> list[tuple[str, str, int, str]]:
    """(stage, who was asked, attempt, valid | invalid | kind of failure) of every reply."""
    return [(r.name, r.target, r.attempt, result(r)) for r in outcome.stages]


def result(reply: StageReply) -> str:
    if reply.failure is not None:
        return reply.failure.kind.value
    assert reply.judgement is not None
    return "invalid" if reply.judgement.failed else "valid"


# --- the way through the stages --------------------------------------------------------------------


async def test_a_valid_draft_is_the_answer_and_nobody_else_is_asked() -> None:
    answer = await answer_of(pipeline(Stage("draft", GOOD, 3), Stage("escalate", BAD)))
    assert (answer.text, path(answer)) == ("Paris", [("draft", "good", 1, "valid")])


async def test_after_so_many_invalid_drafts_the_escalation_is_asked() -> None:
    answer = await answer_of(pipeline(Stage("draft", BAD, 2), Stage("escalate", GOOD)))
    assert answer.text == "Paris"
    assert path(answer) == [
        ("draft", "bad", 1, "invalid"),
        ("draft", "bad", 2, "invalid"),
        ("escalate", "good", 1, "valid"),
    ]


async def test_an_escalation_that_fails_too_has_attempts_of_its_own_and_its_last_reply_goes_on() -> None:
    answer = await answer_of(pipeline(Stage("draft", BAD), Stage("escalate", BAD, 2)))
    assert answer.text == "Lyon"
    assert [step[:3] for step in path(answer)] == [
        ("draft", "bad", 1),
        ("escalate", "bad", 1),
        ("escalate", "bad", 2),
    ]


async def test_without_an_escalation_the_last_draft_goes_on() -> None:
    answer = await answer_of(pipeline(Stage("draft", BAD, 2)))
    assert (answer.text, len(answer.stages)) == ("Lyon", 2)


async def test_an_undecided_verdict_is_no_failure() -> None:
    """What is no JSON at all is nothing that a check of its content could decide."""
    schema = {"schema": {"type": "object"}, "category": "hallucination"}
    prompt = replace(PROMPT, validators=(ValidatorSpec("json_schema", schema),))
    answer = await answer_of(pipeline(Stage("draft", GOOD, 3)), replace(QUESTION, prompt=prompt))
    (only,) = answer.stages
    assert only.judgement is not None
    assert [verdict.outcome for verdict in only.judgement.verdicts] == [Outcome.UNDECIDED]


async def test_drafts_of_one_sample_roll_their_own_dice_and_the_same_ones_again() -> None:
    often = scripted("often", hallucinate=0.5)
    target = pipeline(Stage("draft", often, 8))
    counts = [len((await answer_of(target, replace(QUESTION, sample=sample))).stages) for sample in range(12)]
    assert len(set(counts)) > 2
    assert counts == [
        len((await answer_of(target, replace(QUESTION, sample=sample))).stages) for sample in range(12)
    ]


async def test_a_script_asked_by_itself_answers_as_ever() -> None:
    """Stage and attempt are in the dice only where there is a stage."""
    wavering = scripted("wavering", hallucinate=0.5, nondeterminism=0.5)
    for sample in range(20):
        question = replace(QUESTION, sample=sample)
        plain = await ScriptedEndpoint(wavering).ask(question)
        assert plain.text == (await ScriptedEndpoint(wavering).ask(replace(question, attempt=2))).text


SHARES = st.sampled_from((0.0, 0.3, 0.7, 1.0))


@given(
    seed=st.integers(0, 10_000),
    shares=st.tuples(SHARES, SHARES, SHARES),
    failing=st.sampled_from((0.0, 0.2)),
    attempts=st.integers(1, 4),
    again=st.integers(0, 3),
    finalised=st.booleans(),
)
def test_whatever_the_stages_say_the_way_through_them_is_the_documented_one(
    seed: int,
    shares: tuple[float, float, float],
    failing: float,
    attempts: int,
    again: int,
    finalised: bool,
) -> None:
    actors = [
        scripted(name, seed=seed, hallucinate=share, fail="server_error", share=failing)
        for name, share in zip("abc", shares, strict=True)
    ]
    stages = [Stage("draft", actors[0], attempts)]
    stages += [Stage("escalate", actors[1], again)] if again else []
    stages += [Stage("finalise", actors[2])] if finalised else []
    outcome = asyncio.run(asked(pipeline(*stages)))
    walked = iter(path(outcome))
    assert [name for name, *_ in path(outcome)] == list(way(walked, attempts, again, finalised))
    assert isinstance(outcome, Failure) == (outcome.stages[-1].failure is not None)


def way(
    walked: Iterator[tuple[str, str, int, str]], attempts: int, again: int, finalised: bool
) -> Iterator[str]:
    """The stages in the order that docs/pipelines.md gives them, as what each said has it."""
    for name in ["draft"] * attempts + ["escalate"] * again:
        yield name
        said = next(walked)[3]
        if said == "server_error":
            return
        if said == "valid":
            break
    if finalised:
        yield "finalise"


# --- what the whole is -----------------------------------------------------------------------------


async def test_tokens_and_cost_are_sums_and_every_model_is_named_once() -> None:
    target = pipeline(Stage("draft", BAD, 2), Stage("escalate", GOOD), Stage("finalise", BAD))
    answer = await answer_of(target)
    parts = [reply.answer for reply in answer.stages if reply.answer is not None]
    assert len(parts) == 4
    assert answer.input_tokens == sum(part.input_tokens or 0 for part in parts)
    assert answer.output_tokens == sum(part.output_tokens or 0 for part in parts)
    assert (answer.model, answer.request_id) == ("bad-1+good-1", parts[-1].request_id)
    cost = costing(target)(answer)
    assert cost == pytest.approx(Price(1.0, 2.0).cost(answer.input_tokens or 0, answer.output_tokens or 0))


async def test_one_unknown_price_makes_the_cost_of_the_whole_unknown() -> None:
    free = replace(GOOD, price=None)
    target = pipeline(Stage("draft", BAD), Stage("escalate", free))
    answer = await answer_of(target)
    assert [reply.cost_usd is None for reply in answer.stages] == [False, True]
    assert costing(target)(answer) is None
    assert (
        costing(target)(await answer_of(pipeline(Stage("draft", GOOD), Stage("escalate", free)))) is not None
    )


@given(st.lists(st.tuples(st.none() | st.integers(0, 99), st.none() | st.sampled_from("abc")), min_size=1))
def test_the_whole_is_the_last_reply_whatever_the_stages_told(
    told: list[tuple[int | None, str | None]],
) -> None:
    answers = [Answer(str(n), model=model, input_tokens=count) for n, (count, model) in enumerate(told)]
    answer = whole(StageReply("draft", "t", n, each) for n, each in enumerate(answers, 1))
    counts = [count for count, _ in told]
    assert answer.text == str(len(told) - 1)
    assert answer.input_tokens == (None if None in counts else sum(c for c in counts if c is not None))
    assert answer.model == ("+".join(dict.fromkeys(model for _, model in told if model)) or None)
    assert len(answer.stages) == len(told)


# --- over HTTP -------------------------------------------------------------------------------------


@contextlib.asynccontextmanager
async def models(
    **replies: Callable[[dict[str, Any]], str | bytes],
) -> AsyncIterator[tuple[Server, Callable[..., Target]]]:
    """A server that answers by model, and what makes a target of one of its models."""
    async with llm_server(lambda body: replies[body["model"]](body)) as server:

        def target(model: str, **more: Any) -> Target:
            limits = more.pop("limits", Limits(timeout=3.0))
            return Target(model, "openai", model, base_url=f"{server.url}/v1", limits=limits, **more)

        yield server, target


def bodies(server: Server) -> list[dict[str, Any]]:
    return [received.json for received in server.journal]


async def test_finalise_gets_the_conversation_the_draft_and_why_it_failed() -> None:
    async with models(small=lambda _: "Lyon", large=lambda _: "Paris") as (server, target):
        answer = await answer_of(
            pipeline(Stage("draft", target("small")), Stage("finalise", target("large", params={"seed": 7})))
        )
    assert answer.text == "Paris"
    assert path(answer) == [("draft", "small", 1, "invalid"), ("finalise", "large", 1, "valid")]
    first, last = bodies(server)
    given_first = [{"role": m.role, "content": m.content} for m in PROMPT.messages]
    assert first["messages"] == given_first
    assert last["messages"][:2] == given_first
    draft, instruction = last["messages"][2:]
    assert draft == {"role": "assistant", "content": "Lyon"}
    assert instruction["role"] == "user"
    assert instruction["content"].startswith(INSTRUCTION)
    assert FOUND in instruction["content"]
    assert "- regex: " in instruction["content"]
    assert last["seed"] == 7


async def test_a_valid_draft_is_finalised_without_reproach_by_ones_own_instruction() -> None:
    async with models(small=lambda _: "Paris") as (server, target):
        small = target("small")
        await answer_of(pipeline(Stage("draft", small), Stage("finalise", small, instruction="Shout it.")))
    assert bodies(server)[1]["messages"][-1] == {"role": "user", "content": "Shout it."}


async def test_a_draft_without_text_is_shown_as_empty() -> None:
    async with models(small=lambda _: "") as (server, target):
        await answer_of(pipeline(Stage("draft", target("small")), Stage("finalise", target("small"))))
    assert bodies(server)[1]["messages"][-2] == {"role": "assistant", "content": EMPTY_DRAFT}


async def test_each_stage_sends_its_own_parameters_and_key_to_its_own_model() -> None:
    async with models(small=lambda _: "Lyon", large=lambda _: "Paris") as (server, target):
        hot = target("small", params={"temperature": 0.7, "seed": 1})
        await answer_of(
            pipeline(Stage("draft", hot), Stage("escalate", target("large", params={"temperature": 0})))
        )
    first, second = bodies(server)
    assert (first["temperature"], first["seed"], second["temperature"]) == (0.7, 1, 0)
    assert "seed" not in second


async def test_a_rate_limit_in_the_draft_is_retried_there_and_not_as_a_whole() -> None:
    async with models(small=lambda _: error(429, "Rate limit reached")) as (server, target):
        failure = await failure_of(pipeline(Stage("draft", target("small"), 3), Stage("escalate", GOOD)))
    assert failure.kind is FailureKind.RATE_LIMIT
    assert failure.detail.startswith("stage draft (small): HTTP 429")
    assert path(failure) == [("draft", "small", 1, "rate_limit")]
    assert len(server.journal) == 3  # the transport's attempts


async def test_what_came_before_a_failure_is_kept_and_paid_for() -> None:
    async with models(small=lambda _: "Lyon", large=lambda _: error(503)) as (_, target):
        drafts = Stage("draft", target("small", price=Price(1e6, 0.0)), 2)
        guarded = pipeline(drafts, Stage("escalate", target("large")))
        failure = await failure_of(guarded)
    assert failure.kind is FailureKind.SERVER_ERROR
    assert [step[3] for step in path(failure)] == ["invalid", "invalid", "server_error"]
    assert [reply.answer.text for reply in failure.stages if reply.answer] == ["Lyon", "Lyon"]
    assert costing(guarded)(failure) == pytest.approx(2 * 19.0)


async def test_a_stage_is_cut_by_its_own_targets_deadline() -> None:
    async with serve(FAULTS["never"]) as silent:
        slow = Target("slow", "openai", "m", base_url=f"{silent.url}/v1", limits=Limits(timeout=0.2))
        failure = await failure_of(pipeline(Stage("draft", GOOD), Stage("finalise", slow)))
    assert failure.kind is FailureKind.TIMEOUT
    assert failure.detail.startswith("stage finalise (slow): no complete reply within 0.2 s")
    assert path(failure) == [("draft", "good", 1, "valid"), ("finalise", "slow", 1, "timeout")]


async def test_a_stage_is_cut_by_what_is_left_of_the_pipelines_and_still_named() -> None:
    async with serve(FAULTS["never"]) as silent:
        slow = Target("slow", "openai", "m", base_url=f"{silent.url}/v1", limits=Limits(timeout=60))
        guarded = pipeline(Stage("draft", GOOD), Stage("finalise", slow), timeout=0.4)
        began = asyncio.get_running_loop().time()
        failure = await failure_of(guarded)
        took = asyncio.get_running_loop().time() - began
    assert took < 20  # its own target may take 60
    assert failure.kind is FailureKind.TIMEOUT
    assert "stage finalise (slow)" in failure.detail
    assert "left of the pipeline's 0.4 s" in failure.detail
    assert [step[3] for step in path(failure)] == ["valid", "timeout"]


async def test_what_was_heard_outlives_even_the_deadline_of_the_whole() -> None:
    """A wait for a turn is nobody's reply: the whole's own deadline ends it."""
    paced = replace(GOOD, limits=Limits(requests_per_minute=1))
    guarded = pipeline(Stage("draft", paced), Stage("finalise", paced), timeout=0.3)
    failure = await failure_of(guarded)
    assert failure.kind is FailureKind.TIMEOUT
    assert path(failure) == [("draft", "good", 1, "valid")]


async def test_no_key_shows_in_what_a_stage_says_of_its_failure() -> None:
    key = "sk-must-never-be-shown"
    async with models(small=lambda _: error(401, f"Incorrect API key provided: {key}")) as (_, target):
        failure = await failure_of(pipeline(Stage("draft", target("small", api_key=Secret(key)))))
    assert failure.kind is FailureKind.AUTH
    assert key not in repr(failure)


async def test_a_pipelines_own_pace_is_that_of_whole_samples() -> None:
    limits = Limits(requests_per_minute=60, timeout=5.0)
    endpoint = PipelineEndpoint(replace(pipeline(Stage("draft", BAD, 5)), limits=limits))
    began = asyncio.get_running_loop().time()
    outcome, _, _ = await ask(endpoint, replace(QUESTION, heard=[]), limits)
    assert len(outcome.stages) == 5
    assert asyncio.get_running_loop().time() - began < 0.9
    assert isinstance(endpoint.pacer, Pacer)


async def test_stages_of_one_target_share_its_pace() -> None:
    paced = replace(GOOD, limits=Limits(requests_per_minute=600))
    endpoint = PipelineEndpoint(
        pipeline(Stage("draft", paced), Stage("escalate", BAD), Stage("finalise", paced))
    )
    pacers = [live.endpoint.pacer for live in endpoint._stages.values()]
    await endpoint.aclose()
    assert isinstance(pacers[0], Pacer)
    assert pacers[0] is pacers[2]
    assert pacers[1] is None


async def test_a_hostile_draft_comes_through_as_it_is() -> None:
    hostile = "Paris\x00\x1b[31m<!channel>\ud83d"
    async with models(small=lambda _: response(chat_completion(hostile))) as (_, target):
        answer = await answer_of(pipeline(Stage("draft", target("small")), Stage("finalise", GOOD)))
    assert answer.stages[0].answer is not None
    assert answer.stages[0].answer.text == hostile
    judgement = answer.stages[0].judgement
    assert judgement is not None
    assert all(verdict.outcome is Outcome.PASS for verdict in judgement.verdicts)


# --- what its baseline depends on ------------------------------------------------------------------

VERSIONED = pipeline(
    Stage("draft", GOOD, 2), Stage("escalate", BAD), Stage("finalise", GOOD, instruction="Do.")
)


def with_stage(index: int, **changes: Any) -> Target:
    stages = list(VERSIONED.stages)
    stages[index] = replace(stages[index], **changes)
    return replace(VERSIONED, stages=tuple(stages))


@pytest.mark.parametrize(
    "changed",
    [
        with_stage(0, attempts=3),
        with_stage(0, target=replace(GOOD, model="other")),
        with_stage(1, target=replace(BAD, params={"temperature": 1})),
        with_stage(1, target=replace(BAD, base_url="http://elsewhere")),
        with_stage(2, instruction="Do not."),
        replace(VERSIONED, stages=VERSIONED.stages[:2]),
    ],
)
def test_a_change_of_a_stage_changes_the_version(changed: Target) -> None:
    assert prompt_version(changed, PROMPT) != prompt_version(VERSIONED, PROMPT)


@pytest.mark.parametrize(
    "same",
    [
        with_stage(0, target=replace(GOOD, name="renamed", price=None, limits=Limits(1))),
        with_stage(0, target=replace(GOOD, options={"script": {"seed": 9}})),
        replace(VERSIONED, samples=3, owner="somebody"),
    ],
)
def test_what_cannot_change_an_answer_leaves_the_version(same: Target) -> None:
    assert prompt_version(same, PROMPT) == prompt_version(VERSIONED, PROMPT)


def test_validators_are_part_of_a_pipelines_decoding_and_of_no_other_targets() -> None:
    edited = replace(PROMPT, validators=PROMPT.validators[:1])
    assert prompt_version(VERSIONED, edited) != prompt_version(VERSIONED, PROMPT)
    assert prompt_version(GOOD, edited) == prompt_version(GOOD, PROMPT)


def test_the_version_of_a_target_that_is_no_pipeline_is_what_it_was() -> None:
    """A stored baseline must outlive the release that brought pipelines."""
    target = Target("t", "openai", "m", "http://h/v1", params={"temperature": 0})
    prompt = Prompt("p", (Message("user", "Hello?"),), params={"max_tokens": 5})
    assert decoding_params(target, prompt) == {"temperature": 0, "max_tokens": 5}
    assert (
        prompt_version(target, prompt) == "311e256d500a840cd4dc03e07f28fa3d056c1ac0524c8283ea5e875ae9bab2e3"
    )
