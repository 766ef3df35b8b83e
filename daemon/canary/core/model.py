"""The words of the domain as frozen values. Knows nothing of files, clocks, networks or databases."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from canary.core.canonical import scheme

EMPTY: Mapping[str, Any] = MappingProxyType({})


def _empty() -> Mapping[str, Any]:
    return EMPTY  # Python 3.11 takes no unhashable value as a default


class Secret:
    """A value that prints as ``<secret>`` wherever it lands; ``reveal()`` is the one way out."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        """The value itself, for the one place that sends it."""
        return self._value

    def __repr__(self) -> str:
        return "<secret>"

    __str__ = __repr__

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Secret) and other._value == self._value

    def __hash__(self) -> int:
        return hash(self._value)

    def __reduce__(self) -> str:
        raise TypeError("a secret is not to be pickled")


_SECRETIVE = re.compile(r"auth|bearer|cookie|cred|key|passw|secret|signature|token", re.IGNORECASE)


def names_a_secret(name: str) -> bool:
    """Whether a header, variable or query of this name is likely to hold a secret."""
    return _SECRETIVE.search(name) is not None


# --- what is asked -------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Message:
    """One turn of a prompt."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class ValidatorSpec:
    """A validator by name with its options as written (None, a scalar, a list or a mapping)."""

    name: str
    options: Any = None


@dataclass(frozen=True, slots=True)
class Prompt:
    """One canonical prompt. ``params`` are the suite's own decoding parameters (max_tokens)."""

    id: str
    messages: tuple[Message, ...]
    canonical: str = "text"
    params: Mapping[str, Any] = field(default_factory=_empty)
    validators: tuple[ValidatorSpec, ...] = ()
    examples_pass: tuple[str, ...] = ()
    examples_fail: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Suite:
    """One file of ``canaries/``."""

    name: str
    prompts: tuple[Prompt, ...]
    description: str = ""
    criticality: str = "medium"
    keeps_text: bool = True  # False: outputs are stored as hashes and verdicts, without a word of theirs

    def prompt(self, prompt_id: str) -> Prompt:
        """The prompt of that id; KeyError if the suite has none."""
        for prompt in self.prompts:
            if prompt.id == prompt_id:
                return prompt
        raise KeyError(prompt_id)


@dataclass(frozen=True, slots=True)
class Limits:
    """How hard a target may be asked. ``timeout`` is the deadline of one sample, retries included, in seconds.

    The ``key_`` limits are shared by all targets that use one API key at one place; None is no limit.
    """

    concurrency: int = 8
    requests_per_minute: int | None = None
    timeout: float = 60.0
    key_concurrency: int | None = None
    key_requests_per_minute: int | None = None


@dataclass(frozen=True, slots=True)
class Network:
    """How a server is reached, where the environment does not say it: authorities to trust, and a proxy."""

    ca_file: str | None = None  # PEM file, instead of the system's authorities
    proxy: Secret | None = None  # its address may hold a password


@dataclass(frozen=True, slots=True)
class Price:
    """US dollars per million tokens."""

    input_per_mtok: float
    output_per_mtok: float

    def cost(self, input_tokens: int, output_tokens: int) -> float:
        """US dollars for so many tokens."""
        return (input_tokens * self.input_per_mtok + output_tokens * self.output_per_mtok) / 1e6


@dataclass(frozen=True, slots=True)
class Target:
    """What is watched. ``options`` are the provider's own settings (the scripted one's script, ...); texts among them
    that came from the environment may be secrets.

    ``stages`` are those of a pipeline, in the order in which they may be asked; empty for any other target.
    """

    name: str
    provider: str
    model: str
    base_url: str | None = None
    api_key: Secret | None = None
    params: Mapping[str, Any] = field(default_factory=_empty)
    suites: tuple[str, ...] = ()
    samples: int = 1
    limits: Limits = Limits()
    price: Price | None = None
    control: bool = False
    owner: str | None = None
    runbook: str | None = None
    options: Mapping[str, Any] = field(default_factory=_empty)
    stages: tuple[Stage, ...] = ()
    network: Network = Network()
    usd_per_day: float | None = None  # budget of this target alone


@dataclass(frozen=True, slots=True)
class Stage:
    """One step of a pipeline: draft, escalate or finalise. ``target`` is who is asked, the stage's own parameters
    put over that target's; ``attempts`` is how often at most, until an answer fails none of the prompt's checks.
    ``instruction`` is what finalise says after the draft.
    """

    name: str
    target: Target
    attempts: int = 1
    instruction: str | None = None


# --- what comes back -----------------------------------------------------------------------------


class FailureKind(StrEnum):
    """Why a sample could not be measured. None of these is ever drift or hallucination."""

    TIMEOUT = "timeout"
    RATE_LIMIT = "rate_limit"
    SERVER_ERROR = "server_error"
    AUTH = "auth"
    CONNECTION = "connection"
    MALFORMED = "malformed"
    NOT_FOUND = "not_found"  # the model is retired, or was never there
    REJECTED = "rejected"  # the provider refused the request as such (400, 413, 422)
    UNKNOWN = "unknown"

    @classmethod
    def parse(cls, text: str) -> FailureKind:
        """The kind of that name; anything else is ``unknown``."""
        try:
            return cls(text)
        except ValueError:
            return cls.UNKNOWN


@dataclass(frozen=True, slots=True)
class Answer:
    """A well-formed reply, exactly as the provider sent it. An empty text is an answer.

    Of a pipeline it is the last stage's, its tokens the sum of all ``stages``. ``output_tokens`` are all that were
    generated; ``reasoning_tokens`` are those of them that went into ``reasoning``, which is no part of the text and is
    never hashed.
    """

    text: str
    model: str | None = None
    system_fingerprint: str | None = None
    request_id: str | None = None
    finish_reason: str | None = None
    input_tokens: int | None = None
    output_tokens: int | None = None
    stages: tuple[StageReply, ...] = ()
    reasoning: str | None = None  # what the provider shows of it
    reasoning_tokens: int | None = None
    logprobs: tuple[
        TokenLogprob, ...
    ] = ()  # of the first tokens, where asked for; a measurement, never hashed


@dataclass(frozen=True, slots=True)
class TokenLogprob:
    """A generated token's natural log-probability, and those of the likeliest alternatives as the provider gave them."""

    token: str
    logprob: float
    top: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class Failure:
    """Why there is no answer. ``detail`` is short, and free of secrets and of model output.

    ``stages`` is what a pipeline had received by then.
    """

    kind: FailureKind
    detail: str = ""
    stages: tuple[StageReply, ...] = ()


class Outcome(StrEnum):
    """A validator's verdict. UNDECIDED never counts as a pass."""

    PASS = "pass"  # noqa: S105 - a verdict, no password
    FAIL = "fail"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one validator says of one output. A fail or undecided verdict has a reason."""

    validator: str
    category: str  # hallucination | format | refusal | length | ...
    outcome: Outcome
    reason: str = ""
    line: int | None = None  # 1-based place in the output, where there is one
    column: int | None = None
    # Each defect by itself where a fail names several: for a report of one output. Not stored.
    parts: tuple[Verdict, ...] = field(default=(), compare=False)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What we derive from one output of one prompt: a pure function of both, so it is computed once for each."""

    raw: str  # fingerprint of the output as received
    canonical: str  # fingerprint of its canonical form
    verdicts: tuple[Verdict, ...]

    @property
    def failed(self) -> tuple[Verdict, ...]:
        return tuple(v for v in self.verdicts if v.outcome is Outcome.FAIL)


@dataclass(frozen=True, slots=True)
class StageReply:
    """What one stage of a pipeline said, or why it said nothing: exactly one of ``answer`` and ``failure`` is set.

    ``target`` is the name of who was asked, ``attempt`` counts this stage's replies from 1. ``judgement`` is by the
    prompt's own validators, whatever the stage.
    """

    name: str
    target: str
    attempt: int
    answer: Answer | None = None
    failure: Failure | None = None
    judgement: Judgement | None = None
    latency_ms: float | None = None
    cost_usd: float | None = None


@dataclass(frozen=True, slots=True)
class Observation:
    """The stored record of one sample: exactly one of ``answer`` and ``failure`` is set.

    ``latency_ms`` is the last attempt's, from sending to the end of the body.
    """

    prompt: str
    sample: int
    at: datetime
    answer: Answer | None = None
    failure: Failure | None = None
    judgement: Judgement | None = None
    latency_ms: float | None = None
    attempts: int = 1

    @property
    def stages(self) -> tuple[StageReply, ...]:
        """What the stages of a pipeline said on the way here, in order; empty for any other target."""
        said = self.answer or self.failure
        return said.stages if said is not None else ()


# --- what detectors see --------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Sample:
    """One observation as a detector sees it: no text, only what can be compared.

    ``failure`` set means unmeasured, and then nothing else of the sample counts.
    ``failed`` holds the categories of failed validators; ``judged`` the categories with at least
    one decided verdict: a category that was not judged counts for nothing.
    """

    prompt: str
    raw: str | None = None
    canonical: str | None = None
    failed: frozenset[str] = frozenset()
    judged: frozenset[str] = frozenset()
    validators: tuple[str, ...] = ()  # names of the validators that failed
    failure: FailureKind | None = None
    truncated: bool | None = None
    latency_ms: float | None = None
    length: int | None = None  # characters of the output
    cost: float | None = None  # US dollars
    model: str | None = None
    system_fingerprint: str | None = None


@dataclass(frozen=True, slots=True)
class CycleRecord:
    """One finished cycle of one target x suite, for the detectors.

    ``index`` is its rank among the cycles of that target x suite, from 0. ``versions`` maps each prompt
    to the hash of all its baseline depends on: samples are compared with a baseline of that version only.
    ``extras`` are samples of the same slot asked again on suspicion.
    """

    index: int
    samples: tuple[Sample, ...]
    at: datetime | None = None
    versions: Mapping[str, str] = field(default_factory=_empty)
    extras: tuple[Sample, ...] = ()


# --- what is said of it --------------------------------------------------------------------------


class Signal(StrEnum):
    """A stream a detector watches."""

    FINGERPRINT = "fingerprint"
    FREQUENCY = "frequency"
    DISTRIBUTION = "distribution"
    HALLUCINATION = "hallucination"
    INVALID = "invalid"
    REFUSAL = "refusal"
    TRUNCATION = "truncation"
    LATENCY = "latency"
    LENGTH = "length"
    COST = "cost"
    IDENTITY = "identity"
    AVAILABILITY = "availability"
    HARNESS = "harness"


class Kind(StrEnum):
    """What an incident is, as far as the evidence goes."""

    QUALITY = "quality"
    DRIFT = "drift"
    ROLLOUT = "rollout"
    COSMETIC = "cosmetic"
    REGIME = "regime"
    PERFORMANCE = "performance"
    IMPROVEMENT = "improvement"
    OUTAGE = "outage"
    HARNESS = "harness"


class Severity(StrEnum):
    """info is recorded, warning is told to a person, critical wakes one."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"

    @property
    def rank(self) -> int:
        return ("info", "warning", "critical").index(self.value)

    @classmethod
    def worst(cls, found: Iterable[Severity]) -> Severity:
        """The gravest of them; ValueError of none."""
        return max(found, key=lambda each: each.rank)


class IncidentState(StrEnum):
    SUSPECTED = "suspected"
    OPEN = "open"
    ACKNOWLEDGED = "acknowledged"
    SILENCED = "silenced"
    RESOLVED = "resolved"
    REOPENED = "reopened"


@dataclass(frozen=True, slots=True)
class PromptChange:
    """How one prompt's outputs differ from its baseline, counted over the judged cycles since the onset."""

    prompt: str
    changed: int
    of: int
    old: str | None = None  # raw fingerprint of the baseline's most frequent output
    new: str | None = None  # raw fingerprint of the most frequent new output
    validators: tuple[str, ...] = ()  # validators that fail now


@dataclass(frozen=True, slots=True)
class Finding:
    """What a detector says after a cycle: a crossing of its threshold. ``evidence`` is the statistic over the threshold."""

    signal: Signal
    cycle: int
    evidence: float
    onset_cycle: int | None
    reason: str
    rate: float | None = None  # share of changed or failed samples since the onset
    baseline_rate: float | None = None
    prompts: tuple[PromptChange, ...] = ()
    onset_after: datetime | None = None  # the change began between these two slots
    onset_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Incident:
    """An open (or closed) change on a target x suite. Cycles are indices, None where there is none yet.

    ``severity`` is the highest reached. ``cause`` keeps apart what must not merge: ``output``, ``validity``,
    ``performance``, ``harness``, or for an outage its failure kind.
    """

    key: str  # stable within target x suite: "<cause>:<opened cycle>"
    kind: Kind
    cause: str
    severity: Severity
    state: IncidentState
    opened_cycle: int
    opened_at: datetime | None = None
    confirmed_cycle: int | None = None
    resolved_cycle: int | None = None
    resolved_at: datetime | None = None
    onset_cycle: int | None = None
    onset_after: datetime | None = None
    onset_before: datetime | None = None
    signals: tuple[Signal, ...] = ()
    evidence: Mapping[str, Any] = field(default_factory=dict)  # plain JSON: counts, prompts, identity, reason
    reopened: int = 0  # how often it came back after it had been resolved


@dataclass(frozen=True, slots=True)
class Transition:
    """One change of an incident's state, kind or severity, and whether people should hear of it.

    Whether they do is decided when it is told: silences, outages and groups are not the detectors' business.
    """

    incident: Incident  # as it is after the change
    previous: IncidentState | None
    reason: str  # first_seen | confirmed | severity_rose | kind_changed | still_open | recovered | ...
    notify: bool
    cycle: int
    at: datetime | None = None


# --- content hashes ------------------------------------------------------------------------------


def content_hash(value: Any) -> str:
    """SHA-256 of canonical JSON: equal content, equal hash, on any machine and in any key order."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain)
    return hashlib.sha256(text.encode("ascii")).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, Secret):
        return str(value)  # that there is one counts; which one must not be found out from a hash
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (tuple, frozenset)):
        return sorted(value) if isinstance(value, frozenset) else list(value)
    raise TypeError(f"{type(value).__name__} has no canonical JSON")


def without_secrets(value: Any) -> Any:
    """*value* as plain JSON, with ``<secret>`` for each secret in it: what may be stored and shown."""
    if isinstance(value, Mapping):
        return {key: without_secrets(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_secrets(item) for item in value]
    return str(value) if isinstance(value, Secret) else value


def secrets_in(value: Any) -> Iterator[str]:
    """Every secret in *value*, revealed: for who must keep them out of what is shown."""
    if isinstance(value, Secret):
        yield value.reveal()
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from secrets_in(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from secrets_in(item)


def decoding_params(target: Target, prompt: Prompt) -> dict[str, Any]:
    """What is sent beside the messages: the target's parameters, overridden by what the prompt itself asks for."""
    return {**target.params, **prompt.params}


def prompt_version(target: Target, prompt: Prompt) -> str:
    """Hash of exactly what a prompt's baseline depends on: changing anything else leaves it valid.

    Price, limits, owner and validators are left out on purpose: they cannot change what the model says.
    So is a scripted target's script: it plays the model's own behaviour, which is what may change in silence.
    Of a pipeline the validators count: they choose which draft goes on, so they are part of how it decodes.
    """
    asked: dict[str, Any] = {
        "target": [target.name, target.provider, target.model, target.base_url],
        "options": _said_to(target),
        "params": decoding_params(target, prompt),
        "messages": [[m.role, m.content] for m in prompt.messages],
        "canonical": scheme(prompt.canonical),
    }
    if target.stages:
        asked["stages"] = [_stage_version(stage, prompt) for stage in target.stages]
        asked["judge"] = judge_version(prompt)
    return content_hash(asked)


def _said_to(target: Target) -> Mapping[str, Any]:
    """The provider's options that the provider itself acts upon."""
    return EMPTY if target.provider == "scripted" else target.options


def _stage_version(stage: Stage, prompt: Prompt) -> list[Any]:
    """What a stage's answers depend on; its target's name is not among it."""
    asked = stage.target
    params = decoding_params(asked, prompt)
    whom = [asked.provider, asked.model, asked.base_url, _said_to(asked), params]
    return [stage.name, stage.attempts, stage.instruction, *whom]


def judge_version(prompt: Prompt) -> str:
    """Hash of what a verdict depends on beside the output: the prompt's messages and its validators."""
    return content_hash(
        {
            "messages": [[m.role, m.content] for m in prompt.messages],
            "canonical": scheme(prompt.canonical),
            "validators": [[v.name, v.options] for v in prompt.validators],
        }
    )
