"""What a configuration will ask and cost in a day, before anything was asked. Every number says what it assumes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from canary.core.model import Price, Prompt, Stage, Suite, Target, decoding_params
from canary.providers.parameters import thinking_room
from canary.providers.pipeline import FINALISE, INSTRUCTION, MAX_REASON, MAX_REASONS
from canary.providers.prices import price_of
from canary.schedule import next_slot
from canary.settings.values import Schedule

CHARACTERS_PER_TOKEN = 4
UNBOUNDED_OUTPUT = 500  # tokens, where neither the prompt nor the target bounds the answer
NOTHING = Price(0.0, 0.0)  # a script is nobody's bill, unless a price is set to rehearse one
BOUNDS = ("max_tokens", "max_completion_tokens", "max_output_tokens", "maxOutputTokens", "num_predict")

ASSUMPTIONS = (
    f"Input tokens are characters / {CHARACTERS_PER_TOKEN}; output tokens are counted at their bound (max_tokens), "
    f"or as {UNBOUNDED_OUTPUT} where there is none, so the real cost is mostly lower; a pipeline is counted as if every "
    "draft failed. Retries and samples asked again on suspicion are not in it."
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One target's day. ``calls`` are the most requests of one sample; ``usd`` is None where no price is known."""

    prompts: int
    samples: int
    cycles: float
    input_tokens: float
    output_tokens: float
    usd: float | None
    calls: int = 1

    @property
    def requests(self) -> float:
        return self.prompts * self.samples * self.cycles * self.calls


def estimate(target: Target, suites: Iterable[Suite], schedule: Schedule) -> Estimate:
    """The expected day of *target* over its *suites*."""
    prompts = [prompt for suite in suites for prompt in suite.prompts]
    cycles = cycles_per_day(schedule)
    times = target.samples * cycles
    calls = _calls(target)
    parts = [_part(call, prompts, times * call.attempts, target.stages) for call in calls]
    costs = [part.usd for part in parts if part.usd is not None]
    return Estimate(
        len(prompts),
        target.samples,
        cycles,
        sum(part.asked for part in parts),
        sum(part.answered for part in parts),
        sum(costs) if len(costs) == len(parts) else None,
        sum(call.attempts for call in calls),
    )


def _calls(target: Target) -> Sequence[Stage]:
    """Who is asked for one sample, and how often at most: the target itself, or all of a pipeline's stages."""
    return target.stages or (Stage("", target),)


@dataclass(frozen=True, slots=True)
class _Part:
    """What one of those adds to the day: tokens, and US dollars where its price is known."""

    asked: float
    answered: float
    usd: float | None


def _part(call: Stage, prompts: Sequence[Prompt], times: float, stages: Sequence[Stage]) -> _Part:
    asked = sum(input_tokens(prompt) + _draft_tokens(call, prompt, stages) for prompt in prompts) * times
    answered = sum(output_tokens(call.target, prompt) for prompt in prompts) * times
    price = price_of(call.target) or (NOTHING if call.target.provider == "scripted" else None)
    usd = None if price is None else (asked * price.input_per_mtok + answered * price.output_per_mtok) / 1e6
    return _Part(asked, answered, usd)


def _draft_tokens(call: Stage, prompt: Prompt, stages: Sequence[Stage]) -> int:
    """What finalise is asked on top of the prompt: the longest draft there may be, and what to do with it."""
    if call.name != FINALISE:
        return 0
    reasons = min(len(prompt.validators), MAX_REASONS) * MAX_REASON
    said = len(call.instruction or INSTRUCTION) + reasons
    return said // CHARACTERS_PER_TOKEN + max(
        output_tokens(s.target, prompt) for s in stages if s is not call
    )


def input_tokens(prompt: Prompt) -> int:
    """Tokens of the prompt's messages, by their length."""
    return sum(len(message.content) // CHARACTERS_PER_TOKEN + 4 for message in prompt.messages)


def output_tokens(target: Target, prompt: Prompt) -> int:
    """The bound of one answer in tokens. One that a target names in its API's own word stands over the suite's."""
    params = decoding_params(target, prompt)
    named = [params[name] for name in BOUNDS if isinstance(params.get(name), int) and params[name] > 0]
    return max(named, default=UNBOUNDED_OUTPUT) + thinking_room(target)


def cycles_per_day(schedule: Schedule) -> float:
    """Slots in a day; for cron the mean over the first four weeks of a year."""
    if schedule.every is not None:
        return timedelta(days=1) / schedule.every
    begin, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 29, tzinfo=UTC)
    at, slots = begin - timedelta(microseconds=1), 0
    while (slot := next_slot(schedule, at)) is not None and slot < end:
        slots, at = slots + 1, slot
    return slots / 28
