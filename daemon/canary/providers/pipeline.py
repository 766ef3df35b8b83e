"""Other targets in stages, watched as one: a draft is checked, escalated while it fails, and finalised.

The prompt's own validators decide what goes on. That is no second chance given by us: the pipeline is what is watched,
and how often it has to ask again is part of what is measured.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Final

from canary import providers
from canary.core.judge import Judge
from canary.core.model import (
    Answer,
    Failure,
    FailureKind,
    Judgement,
    Message,
    Prompt,
    Stage,
    StageReply,
    Target,
)
from canary.providers.base import Endpoint, Pacer, Question, Unmeasured, ask
from canary.providers.flow import Gates, Way
from canary.providers.prices import costing

DRAFT, ESCALATE, FINALISE = "draft", "escalate", "finalise"
INSTRUCTION: Final = (
    "Check your answer above against the task. Correct what is wrong, keep what is right, "
    "and reply with the final answer only, in the form that the task asks for."
)
FOUND: Final = "A check of the answer above found:"
EMPTY_DRAFT: Final = "(empty)"  # some APIs refuse a turn without text
MAX_REASONS: Final = 10
MAX_REASON: Final = 300  # characters of one
SPARE: Final = 0.05  # seconds at the end in which a stage that was cut short can still be named


@dataclass(frozen=True, slots=True)
class _Live:
    """A stage with its live end, and the way to its server."""

    stage: Stage
    endpoint: Endpoint
    way: Way
    cost: Callable[[Answer | Failure], float | None]


@dataclass(frozen=True, slots=True)
class _Sample:
    """One sample on its way through the stages, until the instant ``deadline``."""

    question: Question
    judge: Judge
    deadline: float


class PipelineEndpoint:
    """Asks the stages' targets, each at an end of its own, within its own limits and what is left of the pipeline's.

    Stages that ask one target share its pace. *gates* are shared with other targets; without them, among the stages.
    """

    def __init__(
        self,
        target: Target,
        gates: Gates | None = None,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        gates = gates or Gates(stage.target for stage in target.stages)
        self.pacer = Pacer.of(target.limits)
        self._timeout = target.limits.timeout
        self._monotonic = monotonic
        self._judges: dict[str, tuple[Prompt, Judge]] = {}
        self._stages = {stage.name: _open(stage, gates) for stage in target.stages}
        pacers: dict[str, Pacer | None] = {}  # by target
        for live in self._stages.values():
            live.endpoint.pacer = pacers.setdefault(live.stage.target.name, live.endpoint.pacer)

    async def ask(self, question: Question) -> Answer:
        deadline = self._monotonic() + max(self._timeout - SPARE, self._timeout / 2)
        sample = _Sample(question, self._judge(question.prompt), deadline)
        draft, judgement = await self._draft(sample)
        if FINALISE in self._stages:
            live = self._stages[FINALISE]
            prompt = finalising(question.prompt, draft.text, judgement, live.stage.instruction)
            await self._reply(live, sample, prompt)
        return whole(question.heard)

    async def aclose(self) -> None:
        await asyncio.gather(*(live.endpoint.aclose() for live in self._stages.values()))

    def _judge(self, prompt: Prompt) -> Judge:
        known = self._judges.get(prompt.id)
        if known is None or known[0] is not prompt:
            known = self._judges[prompt.id] = (prompt, Judge(prompt))
        return known[1]

    async def _draft(self, sample: _Sample) -> tuple[Answer, Judgement]:
        """The first draft that fails no check, or the last one there is."""
        attempts = [
            (self._stages[name], attempt)
            for name in (DRAFT, ESCALATE)
            if name in self._stages
            for attempt in range(1, self._stages[name].stage.attempts + 1)
        ]
        for live, attempt in attempts:
            answer, judgement = await self._reply(live, sample, sample.question.prompt, attempt)
            if not judgement.failed:
                break
        return answer, judgement

    async def _reply(
        self, live: _Live, sample: _Sample, prompt: Prompt, attempt: int = 1
    ) -> tuple[Answer, Judgement]:
        """One stage's reply, which is heard whatever comes after it. Raises Unmeasured if there is none."""
        name, asked = live.stage.name, live.stage.target
        left = sample.deadline - self._monotonic()
        limits = replace(asked.limits, timeout=max(0.0, min(asked.limits.timeout, left)))
        own = replace(sample.question, prompt=prompt, stage=name, attempt=attempt, heard=[])
        outcome, latency_ms, _ = await ask(live.endpoint, own, limits, way=live.way)
        reply = StageReply(name, asked.name, attempt, latency_ms=latency_ms, cost_usd=live.cost(outcome))
        if isinstance(outcome, Failure):
            sample.question.heard.append(replace(reply, failure=outcome))
            raise self._unmeasured(live, outcome, left)
        judgement = sample.judge.judge(outcome.text)
        sample.question.heard.append(replace(reply, answer=outcome, judgement=judgement))
        return outcome, judgement

    def _unmeasured(self, live: _Live, failure: Failure, left: float) -> Unmeasured:
        """Never to be retried as a whole: each stage has been, within its own limits."""
        cut = failure.kind is FailureKind.TIMEOUT and left < live.stage.target.limits.timeout
        of = f" ({max(0.0, left):.1f} s were left of the pipeline's {self._timeout:g} s)" if cut else ""
        return Unmeasured(
            failure.kind, f"stage {live.stage.name} ({live.stage.target.name}): {failure.detail}{of}"
        )


def _open(stage: Stage, gates: Gates) -> _Live:
    return _Live(stage, providers.open_endpoint(stage.target), gates.of(stage.target), costing(stage.target))


def finalising(prompt: Prompt, draft: str, judgement: Judgement, instruction: str | None) -> Prompt:
    """What finalise is asked: the conversation, the draft as the model's turn, and what to do with it."""
    found = [f"- {v.validator}: {v.reason[:MAX_REASON]}" for v in judgement.failed[:MAX_REASONS]]
    said = "\n".join([instruction or INSTRUCTION, *(["", FOUND, *found] if found else [])])
    turns = Message("assistant", draft or EMPTY_DRAFT), Message("user", said)
    return replace(prompt, messages=(*prompt.messages, *turns))


def whole(heard: Iterable[StageReply]) -> Answer:
    """The last reply as the pipeline's answer. It was served by all whose replies led to it: ``small-1+large-1``."""
    replies = tuple(heard)
    answers = [reply.answer for reply in replies if reply.answer is not None]
    return replace(
        answers[-1],
        model=_joined(answer.model for answer in answers),
        system_fingerprint=_joined(answer.system_fingerprint for answer in answers),
        input_tokens=_total([answer.input_tokens for answer in answers]),
        output_tokens=_total([answer.output_tokens for answer in answers]),
        stages=replies,
    )


def _joined(names: Iterable[str | None]) -> str | None:
    """The distinct names, in the order in which they first spoke."""
    return "+".join(dict.fromkeys(name for name in names if name)) or None


def _total(counts: list[int | None]) -> int | None:
    known = [count for count in counts if count is not None]
    return sum(known) if len(known) == len(counts) else None


# --- configuration -------------------------------------------------------------------------------


def open_endpoint(target: Target) -> Endpoint:
    return PipelineEndpoint(target)


def check(target: Target) -> Iterable[tuple[str, str]]:
    """Nothing: what a stage sends is for its own provider to check, where its parameters are written."""
    return ()
