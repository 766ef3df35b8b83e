"""List prices: known where the vendor itself is asked, and nowhere guessed."""

from __future__ import annotations

import pytest

from canary.core.model import Price, Target
from canary.providers.prices import price_of

LISTED = [
    ("anthropic", "claude-haiku-4-5-20251001", "https://api.anthropic.com"),
    ("gemini", "gemini-3.5-flash-lite", "https://generativelanguage.googleapis.com/v1beta"),
    ("mistral", "mistral-small-latest", "https://api.mistral.ai"),
    ("openai", "gpt-4o-mini", "https://api.openai.com/v1"),
    ("openai-responses", "gpt-5.4-mini", "https://api.openai.com/v1"),
]


@pytest.mark.parametrize(("provider", "model", "address"), LISTED)
def test_a_vendors_own_address_has_its_list_price(provider: str, model: str, address: str) -> None:
    price = price_of(Target("t", provider, model))
    assert price is not None
    assert 0 < price.input_per_mtok <= price.output_per_mtok < 1_000
    assert price_of(Target("t", provider, model, base_url=address)) == price


@pytest.mark.parametrize(("provider", "model", "address"), LISTED)
def test_a_gateway_or_an_unlisted_model_has_no_price_rather_than_a_guess(
    provider: str, model: str, address: str
) -> None:
    host = address.split("//")[1].split("/")[0]
    for gateway in ("http://10.0.0.7:8000/v1", f"https://{host}.evil.example", f"https://eu.{host}"):
        assert price_of(Target("t", provider, model, base_url=gateway)) is None
    assert price_of(Target("t", provider, "no-such-model-9b")) is None


@pytest.mark.parametrize("provider", ["azure-openai", "command", "http", "ollama", "scripted"])
def test_what_has_no_list_price_costs_what_the_user_says_or_is_unknown(provider: str) -> None:
    assert price_of(Target("t", provider, "gpt-4o-mini")) is None
    said = Price(1.0, 2.0)
    assert price_of(Target("t", provider, "gpt-4o-mini", price=said)) is said
