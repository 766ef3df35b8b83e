"""How the scripted model words things: its good answers, another model's, invented ones. Pure text, no randomness."""

from __future__ import annotations

import hashlib
import json
from typing import Any, Final

from canary.core.model import Prompt

REFUSAL: Final = "I'm sorry, but I can't help with that request."
_OPENERS: Final = ("In short", "Briefly", "To summarise", "As requested", "To answer this", "Put simply")
OTHER_MODEL, ODD_HOUR = 3, 4  # openers that nondeterminism (1 and 2) never uses
_FENCE: Final = "```"


def good_answers(prompt: Prompt) -> tuple[str, ...]:
    """The prompt's passing examples; where it has none, one plausible text."""
    return prompt.examples_pass or (_composed(prompt),)


def alternatives(prompt: Prompt) -> tuple[str, ...]:
    """What a nondeterministic model says now and then instead of its usual answer: nothing else for a few words."""
    usual, *others = good_answers(prompt)
    if others:
        return tuple(others)
    prose = _longest(_parsed(usual)) if prompt.canonical == "json" else usual
    if len(prose.split()) <= 3:
        return (usual,)
    return tuple(reworded(usual, prompt.canonical, n) for n in (1, 2))


def reworded(text: str, canonical: str, n: int) -> str:
    """The same content in other words, the *n*-th way (from 1): its canonical form differs, its facts do not."""
    opener = _OPENERS[(n - 1) % len(_OPENERS)]
    if canonical == "json":
        return _reworded_json(text, opener)
    if canonical == "python":
        return _in_code(text, f'"""{opener}."""\n')
    if canonical == "sql" and text.lstrip().lower().startswith("select"):
        return _wrapped_query(text, f"answer_{n}")
    return f"{opener}: {text}"


def _wrapped_query(query: str, name: str) -> str:
    return f"SELECT * FROM ({query.strip().rstrip(';')}) AS {name};"  # noqa: S608 - said by a model, run by nobody


def _reworded_json(text: str, opener: str) -> str:
    """The longest of its strings worded otherwise; a label, which has no words to change, is shouted."""
    value = _parsed(text)
    longest = _longest(value)
    new = f"{opener}: {longest}" if " " in longest.strip() else longest.upper()
    if new == longest:
        return f"{opener}: {text}"
    return json.dumps(_replaced(value, longest, new), ensure_ascii=False)


def _parsed(text: str) -> Any:
    """The JSON value of *text*; None where it is none."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _longest(value: Any) -> str:
    return max(_strings(value), key=len, default="")


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for item in inner for text in _strings(item)]


def _replaced(value: Any, old: str, new: str) -> Any:
    if isinstance(value, dict):
        return {key: _replaced(item, old, new) for key, item in value.items()}
    if isinstance(value, list):
        return [_replaced(item, old, new) for item in value]
    return new if value == old else value


def _in_code(text: str, line: str) -> str:
    """*line* before the code, within its fence where it has one."""
    before, fence, code = text.partition(_FENCE)
    if not fence:
        return line + text
    language, newline, rest = code.partition("\n")
    return f"{before}{fence}{language}{newline}{line}{rest}"


def reformatted(text: str, canonical: str) -> str:
    """The same words in other clothes: what the canonical form folds away."""
    if canonical == "json":
        value = _parsed(text)
        return (text if value is None else json.dumps(value, indent=4, ensure_ascii=False)) + "\n"
    if canonical in ("python", "sql"):
        return text + "\n" if _FENCE in text else f"{_FENCE}{canonical}\n{text.strip()}\n{_FENCE}"
    lines = [f"•{line[1:]}" if line.startswith(("- ", "* ")) else line for line in text.split("\n")]
    return "\n".join(lines).replace("'", "’").replace(". ", ".  ") + "\n"


def invented(prompt: Prompt, pick: float) -> str:
    """A hallucination: one of the prompt's failing examples, by *pick* in [0, 1), if possible one shaped like a
    good answer; where there is none, the good answer with a made-up source."""
    usual = good_answers(prompt)[0]
    shaped = [text for text in prompt.examples_fail if _is_json(text) == _is_json(usual)]
    candidates = shaped or prompt.examples_fail
    if candidates:
        return candidates[int(pick * len(candidates))]
    return f"{usual} This is documented in REF-{90_000 + int(pick * 10_000)}."


def _is_json(text: str) -> bool:
    return isinstance(_parsed(text), (dict, list))


def _composed(prompt: Prompt) -> str:
    """A plausible answer to a prompt without examples, in the form it is canonicalised by."""
    asked = " ".join(prompt.messages[-1].content.split()[:8]) if prompt.messages else prompt.id
    weight = hashlib.sha256(prompt.id.encode("utf-8", "surrogatepass")).digest()[0]
    answer = f"On the question {asked!r} there are {2 + weight % 4} points, and the first decides it."
    if prompt.canonical == "json":
        return json.dumps({"answer": answer, "confidence": round(weight / 255, 2)}, ensure_ascii=False)
    if prompt.canonical == "python":
        return f"def answer() -> str:\n    return {answer!r}\n"
    return f"SELECT {weight} AS answer;" if prompt.canonical == "sql" else answer
