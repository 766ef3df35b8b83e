"""grounded_ids by named kinds, grounded_urls, grounded_dates: what was invented and what only looks so."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Outcome
from canary.core.validators import OptionsError
from canary.core.validators._dates import MONTHS, dates
from validators.kinds import passes, reason, verdict

UUID = "3f2504e0-4f89-41d3-9a0c-0305e82c3301"
TRANSCRIPT = (
    "Agent: your ticket PAY-1042 and INC0012345 are open. Customer: my order number is 90817, and the "
    f"session was {UUID.upper()}. We use UTF-8. See https://help.example.com/a_(b)?q=1. and shop.example.org/returns"
)
ALL = {"kinds": ["uuid", "ticket", "order"]}


@pytest.mark.parametrize(
    "output",
    [
        "PAY-1042, inc0012345 and order #90817",
        f"Session {UUID} of ticket #90817",
        "UTF-8, SHA-256, ISO-8601, COVID-19, GPT-4 and HTTP-404 are no tickets",
        "order 3 pizzas; case 12; so 100 people; F-16; [A-Z0-9]{3}",
        "",
    ],
)
def test_ids_of_the_prompt_and_what_only_looks_like_one_pass(output: str) -> None:
    assert passes("grounded_ids", ALL, output, TRANSCRIPT)


@pytest.mark.parametrize(
    ("output", "said"),
    [
        ("PAY-1043", "PAY-1043 is not in the prompt"),
        ("PAY-104 and TKT-9999", "PAY-104, TKT-9999 are not in the prompt"),
        ("INC0099999", "INC0099999 is not in the prompt"),
        ("Ticket #4711", "4711 is not in the prompt"),
        (f"{UUID[:-1]}2", f"{UUID[:-1].upper()}2 is not in the prompt"),
        ("Order no. 90818", "90818 is not in the prompt"),
        ("ORD-55512 and order id: A-55513", "ORD-55512, A-55513 are not in the prompt"),
        ("113-1234567-7654321", "113-1234567-7654321 is not in the prompt"),
    ],
)
def test_invented_ids_of_the_named_kinds_are_named(output: str, said: str) -> None:
    assert reason("grounded_ids", ALL, output, TRANSCRIPT) == said


def test_a_named_kind_and_a_pattern_of_ones_own_go_together() -> None:
    options = {"kinds": ["uuid"], "pattern": r"AC-\d+"}
    assert passes("grounded_ids", options, f"AC-1 and {UUID}", f"AC-1 {UUID}")
    assert reason("grounded_ids", options, "é AC-2 PAY-9", "") == "AC-2 is not in the prompt"
    assert verdict("grounded_ids", options, "é AC-2", "").column == 3


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"category": "format"}, "grounded_ids needs pattern, or kinds: a list of uuid, ticket, order"),
        ({"kinds": ["guid"]}, "unknown kind 'guid' of identifier; known: uuid, ticket, order"),
        ({"kinds": []}, "kinds must hold 1 to 1,000 texts"),
    ],
)
def test_wrong_kinds_are_refused(options: Any, message: str) -> None:
    with pytest.raises(OptionsError) as raised:
        verdict("grounded_ids", options, "")
    assert str(raised.value) == message


@pytest.mark.parametrize(
    "output",
    [
        "See https://help.example.com/a_(b)?q=1, or (https://help.example.com/a_(b)?q=1).",
        "[Help](https://help.example.com/a_(b)?q=1)",
        "HTTP://Help.Example.com:80/a_%28b%29?q=1",
        "https://www.shop.example.org/returns/",
        "Write to help@elsewhere.example; e.g. etc.",
        "https://shop.example.org/returns…",
    ],
)
def test_addresses_of_the_prompt_pass_however_they_are_written(output: str) -> None:
    assert passes("grounded_urls", None, output, TRANSCRIPT)


@pytest.mark.parametrize(
    "url",
    [
        "https://help.example.com/refunds",
        "https://help.example.com.evil.example/a_(b)?q=1",
        "https://help.example.com@evil.example/",
        "www.example.net",
        "http://[::1]/x",
        "https://help.example.com/A_(b)?q=1",
    ],
)
def test_an_invented_address_is_named(url: str) -> None:
    found = verdict("grounded_urls", None, f"Look:\n{url}.", TRANSCRIPT)
    assert found.outcome is Outcome.FAIL
    assert found.line == 2


def test_the_scope_host_asks_for_a_known_host_only() -> None:
    host = {"scope": "host"}
    assert passes("grounded_urls", host, "https://help.example.com/refunds#now", TRANSCRIPT)
    assert not passes("grounded_urls", host, "https://help.example.com@evil.example/", TRANSCRIPT)
    with pytest.raises(OptionsError, match="scope must be one of: url, host"):
        verdict("grounded_urls", {"scope": "domain"}, "")
    with pytest.raises(OptionsError, match="the options of grounded_urls are written by name"):
        verdict("grounded_urls", "host", "")


SAME_DAY = [
    "2026-11-20",
    "2026-11-20T10:30:00Z",
    "2026/11/20",
    "20.11.2026",
    "20/11/2026",
    "11/20/2026",
    "20.11.26",
    "11/20/26",
    "20 November 2026",
    "20. November 2026",
    "20th of November, 2026",
    "November 20th, 2026",
    "Nov. 20, 2026",
    "20-Nov-2026",
    "20 NOV 2026",
    "Friday, November the 20th",
    "20 Nov",
    "November 2026",
]


@pytest.mark.parametrize("said", SAME_DAY[:14])
@pytest.mark.parametrize("answered", SAME_DAY)
def test_a_date_is_the_same_in_every_notation(said: str, answered: str) -> None:
    assert passes("grounded_dates", None, f"It arrives {answered}.", f"Delivery: {said}, at noon")
    assert not passes("grounded_dates", None, f"It arrives {answered}.", "Delivery: 3 March 2025")


@pytest.mark.parametrize(
    ("output", "prompt"),
    [
        ("on 21 November", "on 20 November 2026"),
        ("on 20 November 2027", "on 20 November 2026"),
        ("on 20 November 2027", "on 20 November"),
        ("on 2026-11-20", "in November 2026"),
        ("2026-02-30", "2026-02-28"),
        ("14-16 December 2026", "20 November 2026"),
    ],
)
def test_an_invented_date_fails(output: str, prompt: str) -> None:
    assert reason("grounded_dates", None, output, prompt).endswith("not in the prompt")


@pytest.mark.parametrize(
    ("output", "prompt"),
    [
        ("on 20 November 2026", "Written in 2026. It arrives 20 november."),
        ("Version 1.2.10 of 10.1.2.3, 192.168.1.20, 1/2, 24/7, 555-20-11, 3.14", "none"),
        ("8 may be it. You may 3 times march 5 miles; 2026-13-45; 99/99/2026; tomorrow; Friday", "none"),
        ("on 20 May, or 20 may 2026", "by 20 may, of 2026"),
        ("the 20 mayors, 3 decks, 5 marbles", "none"),
    ],
)
def test_what_is_no_invented_date_passes(output: str, prompt: str) -> None:
    assert passes("grounded_dates", None, output, prompt)


def test_an_invented_date_is_named_at_its_place() -> None:
    found = verdict("grounded_dates", None, "Dear Ann,\nit ships Nov. 21, 2026.", "20 November 2026")
    assert (found.reason, found.line, found.column) == ("Nov. 21, 2026 is not in the prompt", 2, 10)


@given(st.dates(min_value=date(1950, 1, 1)))
def test_every_day_of_a_calendar_is_read_back(day: date) -> None:
    month = MONTHS[day.month - 1].title()
    for text in (
        day.isoformat(),
        f"{day.day} {month} {day.year:04}",
        f"{month[:3]} {day.day}, {day.year:04}",
    ):
        assert [tuple(written.means) for written in dates(f"on {text}.")] == [
            ((day.year, day.month, day.day),)
        ]


@pytest.mark.parametrize(
    ("name", "one", "said"),
    [
        ("grounded_urls", "http://a.example ", "more than 1000 addresses"),
        ("grounded_dates", "1.1.2020 ", "more than 1000 dates"),
    ],
)
def test_what_is_read_is_bounded(name: str, one: str, said: str) -> None:
    assert reason(name, None, one * 1_500) == said


def test_dates_are_looked_for_up_to_a_bound() -> None:
    assert passes("grounded_dates", None, "x" * 262_144)
    assert "over 262,144 characters" in reason("grounded_dates", None, "x" * 262_145)
