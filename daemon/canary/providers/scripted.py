"""A model that follows a script: for the demo, drills and tests. No network, no chance, no clock.

Every answer is a function of the script, the prompt, the sample and the cycle (in a pipeline also of the stage and
its attempt), the same on any machine.
"""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Annotated, Any, Final, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, model_validator

from canary.core.model import Answer, Failure, FailureKind, Prompt, Target
from canary.providers.base import Endpoint, Pacer, Question, Sleep, Unmeasured
from canary.providers.wording import (
    ODD_HOUR,
    OTHER_MODEL,
    REFUSAL,
    alternatives,
    good_answers,
    invented,
    reformatted,
    reworded,
)

_DURATION: Final = re.compile(r"(\d{1,6}(?:\.\d{1,3})?)(ms|s)")


def _to_seconds(value: object) -> float:
    match = _DURATION.fullmatch(value) if isinstance(value, str) else None
    if match is None:
        raise ValueError("must be a duration such as 20ms or 1.5s")
    return float(match[1]) / (1000.0 if match[2] == "ms" else 1.0)


Share = Annotated[float, Field(ge=0.0, le=1.0, strict=True)]
Seconds = Annotated[float, BeforeValidator(_to_seconds)]
Cycle = Annotated[int, Field(ge=0, strict=True)]


class Behaviour(BaseModel):
    """What a script or a phase of it may say of the model. Unset is "as before"."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    nondeterminism: Share | None = None
    odd_hours: Share | None = None
    drift: Share | None = None
    hallucinate: Share | None = None
    refuse: Share | None = None
    truncate: Share | None = None
    cosmetic: Annotated[bool, Field(strict=True)] | None = None
    fail: FailureKind | None = None
    share: Share | None = None
    latency: Seconds | None = None
    served_model: str | None = None
    system_fingerprint: str | None = None

    def stated(self) -> dict[str, Any]:
        """What it says, by the names of Scene's fields."""
        return {key: value for key in Behaviour.model_fields if (value := getattr(self, key)) is not None}


class Phase(Behaviour):
    """A behaviour from one cycle until before another, for some prompts or all."""

    from_cycle: Cycle = 0
    to_cycle: Cycle | None = None
    prompts: list[str] | None = None

    @model_validator(mode="after")
    def _is_not_empty(self) -> Self:
        if self.to_cycle is not None and self.to_cycle <= self.from_cycle:
            raise ValueError(
                "to_cycle must be after from_cycle; it is the first cycle no longer in the phase"
            )
        return self

    def covers(self, prompt_id: str, cycle: int) -> bool:
        in_time = self.from_cycle <= cycle and (self.to_cycle is None or cycle < self.to_cycle)
        return in_time and (self.prompts is None or prompt_id in self.prompts)


class Script(Behaviour):
    """The whole script. Of the phases that cover a question, each states what it changes; the later one wins."""

    seed: Annotated[int, Field(strict=True)] = 0
    phases: list[Phase] = []


@dataclass(frozen=True, slots=True)
class Scene:
    """How the model behaves for one prompt in one cycle. Shares are of the samples, but ``odd_hours`` of the cycles."""

    nondeterminism: float = 0.0
    odd_hours: float = 0.0
    drift: float = 0.0
    hallucinate: float = 0.0
    refuse: float = 0.0
    truncate: float = 0.0
    cosmetic: bool = False
    fail: FailureKind | None = None
    share: float = 1.0
    latency: float = 0.0
    served_model: str | None = None
    system_fingerprint: str | None = None


def read_script(options: Mapping[str, Any]) -> Script:
    """The script in a target's options. Raises pydantic's ValidationError."""
    return Script.model_validate(_plain(options.get("script") or {}))


def scene_of(script: Script, prompt_id: str, cycle: int) -> Scene:
    stated = script.stated()
    for phase in script.phases:
        if phase.covers(prompt_id, cycle):
            stated |= phase.stated()
    return Scene(**stated)


# --- answering -----------------------------------------------------------------------------------


def reply(target: Target, question: Question) -> Answer | Failure:
    """What *target* says to *question*: the same on any machine, however often it is asked."""
    script = read_script(target.options)
    return _play(script, scene_of(script, question.prompt.id, question.cycle), target, question)


def _play(script: Script, scene: Scene, target: Target, question: Question) -> Answer | Failure:
    if scene.fail is not None and _roll(script.seed, "fail", question) < scene.share:
        return Failure(scene.fail, "the script says so")
    text = _text(script.seed, scene, question)
    truncated = len(text) > 1 and _roll(script.seed, "truncate", question) < scene.truncate
    if truncated:
        text = text[: len(text) // 2]
    return Answer(
        text=text,
        model=scene.served_model or target.model,
        system_fingerprint=scene.system_fingerprint or f"fp_{_digest(script.seed, 'fingerprint').hex()[:10]}",
        request_id=f"scripted-{_digest(script.seed, 'request', *_identity(question)).hex()}",
        finish_reason="length" if truncated else "stop",
        input_tokens=sum(_tokens(m.content) + 3 for m in question.prompt.messages),
        output_tokens=_tokens(text),
    )


def _text(seed: int, scene: Scene, question: Question) -> str:
    text = _content(seed, scene, question)
    return reformatted(text, question.prompt.canonical) if scene.cosmetic else text


def _content(seed: int, scene: Scene, question: Question) -> str:
    """The first thing that the dice and the scene agree on, the gravest first."""
    prompt = question.prompt

    def happens(what: str, share: float) -> bool:
        return share > 0.0 and _roll(seed, what, question) < share

    if happens("hallucinate", scene.hallucinate):
        return invented(prompt, _roll(seed, "invented", question))
    if happens("refuse", scene.refuse):
        return REFUSAL
    if happens("drift", scene.drift):
        return _said_by(prompt, OTHER_MODEL)
    if scene.odd_hours and _share_of(_digest(seed, "odd hour", question.cycle)) < scene.odd_hours:
        return _said_by(prompt, ODD_HOUR)
    if happens("nondeterminism", scene.nondeterminism):
        choices = alternatives(prompt)
        return choices[int(_roll(seed, "alternative", question) * len(choices))]
    return good_answers(prompt)[0]


def _said_by(prompt: Prompt, voice: int) -> str:
    return reworded(good_answers(prompt)[0], prompt.canonical, voice)


def _tokens(text: str) -> int:
    """About four characters a token, as for English."""
    return max(1, -(-len(text) // 4))


def _identity(question: Question) -> tuple[str | int, ...]:
    own = question.prompt.id, question.sample, question.cycle
    return (*own, question.stage, question.attempt) if question.stage else own


def _roll(seed: int, what: str, question: Question) -> float:
    """A number in [0, 1) that belongs to this question and purpose."""
    return _share_of(_digest(seed, what, *_identity(question)))


def _share_of(digest: bytes) -> float:
    return int.from_bytes(digest[:6], "big") / 2**48


def _digest(*parts: object) -> bytes:
    key = "\x1f".join(map(str, parts)).encode("utf-8", "surrogatepass")
    return hashlib.blake2b(key, digest_size=8).digest()


class ScriptedEndpoint:
    """Answers after the scene's latency, give or take a fifth. A scripted failure is final: no retry could change it."""

    __slots__ = ("_script", "_sleep", "_target", "pacer")

    def __init__(self, target: Target, sleep: Sleep = asyncio.sleep) -> None:
        self._target = target
        self._script = read_script(target.options)
        self._sleep = sleep
        self.pacer = Pacer.of(target.limits)

    async def ask(self, question: Question) -> Answer:
        scene = scene_of(self._script, question.prompt.id, question.cycle)
        await self._sleep(scene.latency * (0.8 + 0.4 * _roll(self._script.seed, "latency", question)))
        outcome = _play(self._script, scene, self._target, question)
        if isinstance(outcome, Failure):
            raise Unmeasured(outcome.kind, outcome.detail)
        return outcome

    async def aclose(self) -> None:
        """Nothing is held."""


# --- configuration -------------------------------------------------------------------------------


def open_endpoint(target: Target) -> Endpoint:
    return ScriptedEndpoint(target)


def check(target: Target) -> Iterable[tuple[str, str]]:
    """The script's problems as (key, message)."""
    try:
        read_script(target.options)
    except ValidationError as error:
        for problem in error.errors(include_url=False):
            yield _key(problem["loc"]), _message(problem["type"], problem["msg"], problem["loc"])


def _key(loc: tuple[int | str, ...]) -> str:
    return "script" + "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)


def _message(kind: str, said: str, loc: tuple[int | str, ...]) -> str:
    if kind == "extra_forbidden":
        known = Phase if "phases" in loc else Script
        return f"unknown key; known: {', '.join(sorted(known.model_fields))}"
    return said.removeprefix("Value error, ")


def _plain(value: Any) -> Any:
    """Frozen mappings and tuples as the dicts and lists that pydantic takes."""
    if isinstance(value, Mapping):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    return value
