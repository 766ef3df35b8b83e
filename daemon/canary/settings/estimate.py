"""What a configuration will ask and cost in a day, before anything was asked. Every number says what it assumes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from canary.core.model import Price, Prompt, Suite, Target, decoding_params
from canary.providers.prices import price_of
from canary.schedule import next_slot
from canary.settings.values import Schedule

CHARACTERS_PER_TOKEN = 4
UNBOUNDED_OUTPUT = 500  # tokens, where neither the prompt nor the target bounds the answer
BOUNDS = ("max_tokens", "max_completion_tokens", "max_output_tokens")

ASSUMPTIONS = (
    f"Input tokens are characters / {CHARACTERS_PER_TOKEN}; output tokens are counted at their bound (max_tokens), "
    f"or as {UNBOUNDED_OUTPUT} where there is none, so the real cost is mostly lower. Retries and samples asked again on "
    "suspicion are not in it."
)


@dataclass(frozen=True, slots=True)
class Estimate:
    """One target's day. ``usd`` is None where no price is known."""

    prompts: int
    samples: int
    cycles: float
    input_tokens: float
    output_tokens: float
    usd: float | None

    @property
    def requests(self) -> float:
        return self.prompts * self.samples * self.cycles


def estimate(target: Target, suites: Iterable[Suite], schedule: Schedule) -> Estimate:
    """The expected day of *target* over its *suites*."""
    prompts = [prompt for suite in suites for prompt in suite.prompts]
    cycles = cycles_per_day(schedule)
    times = target.samples * cycles
    asked = sum(map(input_tokens, prompts)) * times
    answered = sum(output_tokens(target, prompt) for prompt in prompts) * times
    price = Price(0.0, 0.0) if target.provider == "scripted" else price_of(target)
    usd = None if price is None else (asked * price.input_per_mtok + answered * price.output_per_mtok) / 1e6
    return Estimate(len(prompts), target.samples, cycles, asked, answered, usd)


def input_tokens(prompt: Prompt) -> int:
    """Tokens of the prompt's messages, by their length."""
    return sum(len(message.content) // CHARACTERS_PER_TOKEN + 4 for message in prompt.messages)


def output_tokens(target: Target, prompt: Prompt) -> int:
    """The bound of one answer in tokens."""
    params = decoding_params(target, prompt)
    bounds = [params[name] for name in BOUNDS if isinstance(params.get(name), int)]
    return min(bounds, default=UNBOUNDED_OUTPUT)


def cycles_per_day(schedule: Schedule) -> float:
    """Slots in a day; for cron the mean over the first four weeks of a year."""
    if schedule.every is not None:
        return timedelta(days=1) / schedule.every
    begin, end = datetime(2024, 1, 1, tzinfo=UTC), datetime(2024, 1, 29, tzinfo=UTC)
    at, slots = begin - timedelta(microseconds=1), 0
    while (slot := next_slot(schedule, at)) is not None and slot < end:
        slots, at = slots + 1, slot
    return slots / 28
