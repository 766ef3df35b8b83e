"""What a target's tokens cost: its own price, else the one its model is listed with. Never a guess."""

from __future__ import annotations

from urllib.parse import urlsplit

from canary.core.model import Price, Target

_SAMPLE = 1_000  # tokens priced to find the rate: below every long-context tier

# provider -> its name in genai-prices, and the host whose list prices those are.
_LISTED = {"openai": ("openai", "api.openai.com")}


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


def _listed(model: str, provider: str) -> Price | None:
    from genai_prices import Usage, calc_price

    try:
        told = calc_price(Usage(input_tokens=_SAMPLE, output_tokens=_SAMPLE), model, provider_id=provider)
    except LookupError:
        return None
    rate = 1e6 / _SAMPLE
    return Price(float(told.input_price) * rate, float(told.output_price) * rate)
