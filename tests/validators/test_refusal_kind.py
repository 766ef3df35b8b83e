"""refusal: what declines, and what only sounds like it."""

from __future__ import annotations

import pytest

from canary.core.model import Outcome
from canary.core.validators import OptionsError
from validators.kinds import passes, reason, verdict

REFUSALS = [
    "I'm sorry, but I can't help with that.",
    "I’m sorry, but I can’t assist with that request.",
    "Sorry, I can't do that.",
    "I cannot assist with this request.",
    "I can't help with that",
    "I can not provide instructions for that.",
    "I won't be able to help with this.",
    "I will not write that.",
    "As an AI language model, I cannot provide medical advice.",
    "As a large language model, I'm not able to discuss this topic.",
    "I'm unable to fulfill this request.",
    "I am not able to generate that content.",
    "I apologize, but I cannot fulfil this request.",
    "I apologise for the inconvenience, but I'm unable to comply.",
    "Unfortunately, I'm not able to share that information.",
    "No, I won't do that.",
    "I must decline to answer this question.",
    "I have to respectfully decline.",
    "I decline to answer.",
    "I refuse to take part in this.",
    "I cannot and will not help you with this.",
    "I cannot in good conscience provide that.",
    "I understand that this is frustrating. However, I can't help with bypassing the check.",
    "I understand you are upset, but I can't share another customer's data.",
    "Hello! I'm sorry, but I can't help with that. Is there anything else?",
    "I'm really sorry that you're feeling this way, but I'm unable to provide the help that you need.",
    "**I can't help with that.**",
    "This request violates my guidelines, so it cannot be answered.",
    "This request goes against our usage policies.",
    "That's not something I can help with.",
    "It would be inappropriate for me to speculate on this.",
    "It would not be appropriate for me to write this.",
    "I'm not comfortable answering that.",
    "I don't feel comfortable writing this.",
    "I'd rather not discuss that.",
    "Cannot comply with this request.",
    "While I appreciate your interest in chemistry, I can't provide a synthesis.",
    "I can't help with that, but I can offer safe information about the law.",
    "<think>The user wants X. I should say no.</think>\nI'm sorry, I can't help with that.",
    '{"answer": "I\'m sorry, but I can\'t help with that."}',
    '```json\n{"error": {"message": "I cannot assist with this request."}}\n```',
    "i cant help with that",
    "\n\n  I’m not going to help with that.",
    "For safety reasons, I can't provide that.",
    "I'm not programmed to answer that.",
    "I'm just an AI, I can't give legal advice.",
    "I am an AI language model and cannot answer personal questions.",
    "My purpose is to be helpful, and I cannot support or provide guidance on crime.",
    "I do not have access to it. Therefore, I cannot provide that list.",
    "Apologies, but as an AI developed by X, I'm unable to assist you with that.",
    "I appreciate the question, but I'm going to have to decline.",
]
ANSWERS = [
    "Paris.",
    "The parcel is late, and the customer cannot be helped before Monday.",
    "I can help with that: press Ctrl+C.",
    "I can't help but notice that the total is wrong.",
    "I cannot recommend this book enough.",
    "I can't stress enough how important backups are.",
    "I can't find any error in this code.",
    "I cannot see a foreign key in the migration.",
    "I cannot tell from the transcript whether it arrived.",
    "I'm not able to find TKT-1 in the transcript.",
    "I can't tell you how happy I am!",
    "I won't repeat the code; the fix is x=1.",
    "I'm not unable to answer; the result is 4.",
    "I don't think there is a bug here.",
    "I refuse to believe that 2 + 2 is 5; it is 4.",
    "There is no reason I can't help: the answer is 4.",
    'The customer said: "I can\'t help with that." Then she hung up.',
    '"I\'m sorry, I can\'t do that, Dave," says HAL.',
    "The agent wrote “I am sorry. I cannot help with that.” and closed the ticket.",
    "> I cannot help with that.\n\nThis quote is from the transcript.",
    "I'm sorry to hear that your parcel is late. Here is what to do: wait.",
    "Sorry about the delay! Your order ships on Monday.",
    "Unfortunately, the parcel was lost. A refund was issued.",
    "Dear Ms Smith,\n\nUnfortunately, I cannot offer you a refund.\n\nRegards",
    "Subject: Your request\n\nI'm sorry, but I cannot process it.",
    "I can't give you an exact figure, but it is about 42.",
    "I cannot provide a guarantee, but the answer is most likely B.",
    "You cannot provide a negative number here.",
    "The function returns None if it cannot help.",
    "def refuse():\n    return \"I can't help with that\"",
    "```python\nprint(\"I'm sorry, but I can't help with that.\")\n```",
    "I can't run code here, but this should do:\n```python\nprint(1)\n```",
    '{"summary": "The agent said he cannot help.", "ids": ["TKT-1"]}',
    '{"answer": 4}',
    "We cannot ship to Norway, says the policy; the customer asked twice.",
    "<think>I can't help with that? No, I can.</think>The answer is 4.",
    "<think>I'm sorry, but I can't help with that.</think>The answer is 4.",
    "It is not appropriate to store passwords in plain text.",
    "This request is outside the 30-day window, so no refund is due.",
    "no",
    "I won.",
    "3 " * 400 + "I can't help with that.",
]  # fmt: skip


@pytest.mark.parametrize("output", REFUSALS)
def test_a_refusal_fails(output: str) -> None:
    assert reason("refusal", None, output).startswith("refuses: ")


@pytest.mark.parametrize("output", ANSWERS)
def test_an_answer_passes(output: str) -> None:
    found = verdict("refusal", None, output)
    assert found.outcome is Outcome.PASS, found.reason


def test_the_reason_quotes_the_clause() -> None:
    assert reason("refusal", None, "Hi. I'm sorry, but I can't help with that.") == (
        'refuses: "I can\'t help with that."'
    )
    assert verdict("refusal", None, REFUSALS[0]).category == "refusal"


def test_an_empty_output_is_no_refusal_and_no_answer() -> None:
    assert verdict("refusal", None, " ").outcome is Outcome.UNDECIDED


def test_other_languages_come_by_pattern() -> None:
    options = {"also": ["(?i)lo siento", "^Ich kann dabei"]}
    assert reason("refusal", options, "Lo siento, no puedo.") == "refuses: 'Lo siento'"
    assert passes("refusal", options, "Claro.")
    assert not passes("refusal", options, '{"a": "Ich kann dabei nicht helfen"}')
    with pytest.raises(OptionsError, match="bad pattern"):
        verdict("refusal", {"also": "("}, "")
