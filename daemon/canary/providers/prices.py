"""What a target's tokens cost: its own price, else the one its model is listed with. Never a guess."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from canary.core.model import Answer, Failure, Price, StageReply, Target

_SAMPLE = 1_000  # tokens priced to find the rate: below every long-context tier

# provider -> its name in genai-prices, and the host whose list prices those are.
_LISTED = {
    "anthropic": ("anthropic", "api.anthropic.com"),
    "gemini": ("google", "generativelanguage.googleapis.com"),
    "mistral": ("mistral", "api.mistral.ai"),
    "openai": ("openai", "api.openai.com"),
    "openai-responses": ("openai", "api.openai.com"),
}
# Not azure-openai: its model is the name of a deployment, which says nothing of what is deployed.


def price_of(target: Target) -> Price | None:
    """US dollars per million tokens for *target*; None where nobody has said."""
    if target.price is not None:
        return target.price
    listed = _LISTED.get(target.provider)
    if listed is None or not target.model:
        return None
    provider, host = listed
    if target.base_url is not None and urlsplit(target.base_url).hostname != host:
        return None  # a gateway or a server of one's own has prices of its own
    return _listed(target.model, provider)


def costing(target: Target) -> Callable[[Answer | Failure], float | None]:
    """What a sample of *target* costs, in US dollars; None where the price or the tokens are unknown.

    A pipeline's is the sum over its stages, each at its own target's price; what was paid before a failure counts.
    """
    price = None if target.stages else price_of(target)

    def cost(outcome: Answer | Failure) -> float | None:
        if outcome.stages:
            return _sum_of(outcome.stages)
        if price is None or isinstance(outcome, Failure):
            return None
        if outcome.input_tokens is None or outcome.output_tokens is None:
            return None
        return price.cost(outcome.input_tokens, outcome.output_tokens)

    return cost


def _sum_of(stages: Iterable[StageReply]) -> float | None:
    costs = [reply.cost_usd for reply in stages if reply.answer is not None]
    known = [cost for cost in costs if cost is not None]
    return sum(known) if known and len(known) == len(costs) else None


def _listed(model: str, provider: str) -> Price | None:
    from genai_prices import Usage, calc_price

    try:
        told = calc_price(Usage(input_tokens=_SAMPLE, output_tokens=_SAMPLE), model, provider_id=provider)
    except LookupError:
        return None
    rate = 1e6 / _SAMPLE
    return Price(float(told.input_price) * rate, float(told.output_price) * rate)
