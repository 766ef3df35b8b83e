"""The shape of canary.yaml and of a suite file: keys, kinds, defaults and bounds, and nothing that needs a second file.

Field descriptions and defaults are the source of ``canary check --schema`` and are tested against docs/configuration.md.
"""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    PlainSerializer,
    WithJsonSchema,
    model_validator,
)

from canary.core.model import Secret
from canary.settings.database import database_url
from canary.settings.durations import format_duration, parse_duration

NAME_PATTERN = r"^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$"
MAX_SECRET = 8_192


def _secret(value: object) -> Secret:
    if not isinstance(value, str) or not value.strip():
        raise ValueError("must be a non-empty text, such as ${NAME_OF_A_VARIABLE}")
    if len(value) > MAX_SECRET:
        raise ValueError(f"is over {MAX_SECRET} characters; is this the right file or variable?")
    return Secret(value.strip())


def _positive(value: timedelta) -> timedelta:
    if value <= timedelta(0):
        raise ValueError("must be longer than 0s")
    return value


def _http_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        hides_key = "@" in parts.netloc
    except ValueError:
        valid = hides_key = False
    if hides_key:
        raise ValueError("must not hold a user or a password: it is shown and stored")
    if not valid or any(c.isspace() for c in value):
        raise ValueError("must be an address such as https://host/path")
    return value


def _proxy_url(value: str) -> str:
    try:
        parts = urlsplit(value)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        valid = False
    if not valid or any(c.isspace() for c in value):
        raise ValueError("must be an address such as http://proxy.example:3128")
    return value


def _listen(value: object) -> tuple[str, int]:
    text = value if isinstance(value, str) else ""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise ValueError("must be HOST:PORT, such as 127.0.0.1:9464 or [::1]:9464")
    return host.strip("[]"), int(port)


def _database(value: str) -> str:
    database_url(value, Path())
    return value


def _name(value: str) -> str:
    if not re.match(NAME_PATTERN, value):
        raise ValueError(
            "must be letters, digits, dots, dashes and underscores, at most 100, a letter or digit first"
        )
    return value


def _text_or_number(value: object) -> object:
    """A model or channel that YAML reads as a number is meant as written."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _text(default: str) -> Any:
    """A default as a person would write it; it is validated like what they write."""
    return default


_DURATION_SCHEMA = {
    "type": "string",
    "pattern": r"^(\d+(\.\d+)?(ms|s|m|h|d|w))+$",
    "examples": ["90s", "1h30m", "3d"],
}
Duration = Annotated[
    timedelta,
    BeforeValidator(parse_duration),
    PlainSerializer(format_duration, return_type=str),
    WithJsonSchema(_DURATION_SCHEMA),
]
PositiveDuration = Annotated[Duration, AfterValidator(_positive), WithJsonSchema(_DURATION_SCHEMA)]
SecretText = Annotated[Any, BeforeValidator(_secret), WithJsonSchema({"type": "string", "writeOnly": True})]
Url = Annotated[str, AfterValidator(_http_url), WithJsonSchema({"type": "string", "format": "uri"})]
SecretUrl = Annotated[
    Any,
    BeforeValidator(lambda value: _secret(_http_url(str(value)))),
    WithJsonSchema({"type": "string", "writeOnly": True}),
]
SecretProxy = Annotated[
    Any,
    BeforeValidator(lambda value: _secret(_proxy_url(str(value)))),
    WithJsonSchema({"type": "string", "writeOnly": True}),
]
Name = Annotated[str, AfterValidator(_name), WithJsonSchema({"type": "string", "pattern": NAME_PATTERN})]
Written = Annotated[str, BeforeValidator(_text_or_number), WithJsonSchema({"type": ["string", "integer"]})]
Share = Annotated[float, Field(gt=0, le=1)]
TOLD = ["warning", "critical"]
Severities = Annotated[
    list[Literal["warning", "critical"]],
    BeforeValidator(lambda value: [value] if isinstance(value, str) else value),
    Field(min_length=1),
    WithJsonSchema({"oneOf": [{"enum": TOLD}, {"type": "array", "minItems": 1, "items": {"enum": TOLD}}]}),
]
DatabaseUrl = Annotated[str, AfterValidator(_database), WithJsonSchema({"type": "string"})]
Listen = Annotated[
    Any,
    BeforeValidator(_listen),
    WithJsonSchema({"type": "string", "examples": ["127.0.0.1:9464", "[::1]:9464"]}),
]


class Shape(BaseModel):
    """Strict: a key that is not written here is an error."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, arbitrary_types_allowed=True, validate_default=True
    )


class ScheduleShape(Shape):
    every: PositiveDuration | None = Field(
        default=None, description="time between two slots; they are its multiples since 1970-01-01 00:00 UTC"
    )
    cron: str | None = Field(default=None, description="five cron fields, in UTC, instead of every")
    jitter: Duration | None = Field(
        default=None,
        description="a cycle begins at most this long after its slot; default a twelfth of every, 0s with cron",
    )

    @model_validator(mode="after")
    def _one_of(self) -> ScheduleShape:
        if (self.every is None) == (self.cron is None):
            raise ValueError("needs exactly one of every and cron")
        if self.every is not None and self.jitter is not None and self.jitter >= self.every:
            raise ValueError("jitter must be shorter than every")
        if self.cron is not None:
            _check_cron(self.cron)
        return self


def _check_cron(text: str) -> None:
    from apscheduler.triggers.cron import CronTrigger

    try:
        CronTrigger.from_crontab(text, timezone="UTC")
    except ValueError as error:
        raise ValueError(f'cron {text!r} is not five cron fields such as "0 * * * *": {error}') from None


class BudgetShape(Shape):
    usd_per_day: float = Field(
        gt=0,
        description="US dollars a UTC day for all targets together; then no more is asked until midnight",
    )


class RetentionShape(Shape):
    outputs: PositiveDuration = Field(default=_text("90d"), description="texts of outputs")
    observations: PositiveDuration = Field(
        default=_text("400d"), description="records of samples, without their texts"
    )


class BaselineShape(Shape):
    cycles: int = Field(
        default=72, ge=2, le=100_000, description="cycles a baseline is learned from; provisional from 24"
    )
    over: Duration = Field(
        default=_text("3d"), description="at least this long on the clock; 0s takes cycles as they come"
    )


class CeilingsShape(Shape):
    hallucination_rate: Share | None = Field(
        default=0.5, description="a rate above this is critical, baseline or not; null for none"
    )


class DetectionShape(Shape):
    mean_cycles_between_false_alarms: float = Field(
        default=7200.0, ge=10, le=1e9, description="cycles per target and suite"
    )
    guarantee: Literal["tempered", "strict"] = Field(
        default="tempered", description="strict holds for any stream, and detects later"
    )
    fleet: bool = Field(default=False, description="true: the rate above is for all targets together")


class TiersShape(Shape):
    low: Share = Field(
        default=0.10, description="highest acceptable hallucination rate for suites of low criticality"
    )
    medium: Share = Field(default=0.05, description="the same for medium criticality")
    high: Share = Field(default=0.01, description="the same for high criticality")

    @model_validator(mode="after")
    def _ordered(self) -> TiersShape:
        if not self.low >= self.medium >= self.high:
            raise ValueError("must not rise with criticality: low >= medium >= high")
        return self


class KeyLimitsShape(Shape):
    concurrency: int | None = Field(
        default=None, ge=1, le=10_000, description="requests in flight at once; null for no limit"
    )
    requests_per_minute: int | None = Field(
        default=None, ge=1, le=1_000_000, description="spread evenly; null for no limit"
    )


class LimitsShape(Shape):
    concurrency: int = Field(default=8, ge=1, le=1_000, description="requests in flight at once")
    requests_per_minute: int | None = Field(
        default=None, ge=1, le=1_000_000, description="spread evenly; null for no limit"
    )
    timeout: PositiveDuration = Field(
        default=_text("60s"), description="deadline of one sample, its retries included"
    )
    per_key: KeyLimitsShape = Field(
        default_factory=KeyLimitsShape,
        description="shared by all targets with the same API key at the same place; the lowest that any of them names",
    )


class NetworkShape(Shape):
    ca_file: str | None = Field(
        default=None, description="PEM file of the authorities to trust, instead of the system's"
    )
    proxy: SecretProxy | None = Field(
        default=None, description="http://HOST:PORT of a proxy, instead of HTTPS_PROXY and its kin"
    )


class TargetBudgetShape(Shape):
    usd_per_day: float = Field(gt=0, description="US dollars a UTC day for this target alone")


class PriceShape(Shape):
    input_per_mtok: float = Field(ge=0, description="US dollars per million input tokens")
    output_per_mtok: float = Field(ge=0, description="US dollars per million output tokens")


class StageShape(Shape):
    target: Name = Field(description="name of the target that is asked; not a pipeline itself")
    attempts: int = Field(
        default=1, ge=1, le=10, description="replies at most, until one fails none of the prompt's checks"
    )
    params: dict[str, Any] = Field(
        default_factory=dict, description="decoding parameters put over the target's own"
    )


class FinaliseShape(Shape):
    target: Name = Field(description="name of the target that is asked; not a pipeline itself")
    params: dict[str, Any] = Field(
        default_factory=dict, description="decoding parameters put over the target's own"
    )
    instruction: Annotated[str, Field(min_length=1, max_length=10_000)] | None = Field(
        default=None, description="what it is told to do with the draft; default: check and correct it"
    )


class StagesShape(Shape):
    draft: StageShape = Field(description="asked the prompt first")
    escalate: StageShape | None = Field(
        default=None, description="asked the prompt where every draft failed a check"
    )
    finalise: FinaliseShape | None = Field(default=None, description="makes the draft the answer")


class TargetShape(Shape):
    """One target. Its provider's own keys stand beside these; the provider checks them."""

    name: Name = Field(description="unique; the label of its metrics")
    provider: str = Field(description="the API it speaks")
    model: Written | None = Field(default=None, description="the model's name at the provider")
    base_url: Url | None = Field(
        default=None, description="address of the API, where it is not the provider's own"
    )
    api_key: SecretText | None = Field(default=None, description="${NAME} of the variable that holds the key")
    api_key_file: str | None = Field(default=None, description="file that holds the key, instead of api_key")
    params: dict[str, Any] = Field(default_factory=dict, description="decoding parameters, sent as written")
    suites: list[str] | None = Field(
        default=None, description="suites it is asked; default all in the folder"
    )
    samples: int = Field(default=1, ge=1, le=100, description="times each prompt is asked in a cycle")
    limits: LimitsShape = Field(default_factory=LimitsShape, description="how hard it may be asked")
    price: PriceShape | None = Field(default=None, description="default: looked up by model")
    schedule: ScheduleShape | None = Field(default=None, description="instead of the common schedule")
    budget: TargetBudgetShape | None = Field(
        default=None, description="hard stop on this target's spending; default none but the common one"
    )
    network: NetworkShape | None = Field(default=None, description="instead of the common network")
    stages: StagesShape | None = Field(
        default=None, description="of provider pipeline; see docs/pipelines.md"
    )
    control: bool = Field(default=False, description="true: a pinned model that stands for our own harness")
    owner: str | None = Field(default=None, max_length=100, description="team, for routes and runbook links")
    runbook: Url | None = Field(default=None, description="link in its alerts")


class SlackShape(Shape):
    bot_token: SecretText | None = Field(
        default=None, description="${NAME} of the variable that holds the bot's token (xoxb-...)"
    )
    bot_token_file: str | None = Field(default=None, description="file that holds it, instead")
    webhook_url: SecretUrl | None = Field(
        default=None, description="incoming webhook, instead of a bot; cannot edit its messages"
    )
    webhook_url_file: str | None = Field(default=None, description="file that holds it, instead")
    channel: Written | None = Field(default=None, description='"#name" or id; needed with a bot')
    app_token: SecretText | None = Field(
        default=None,
        description="${NAME} of the variable that holds the app-level token (xapp-...): gives buttons",
    )
    app_token_file: str | None = Field(default=None, description="file that holds it, instead")
    broadcast_resolved: bool = Field(
        default=False, description="true: the channel is told too when an incident is over"
    )
    api_url: Url | None = Field(
        default=None, description="Slack-compatible address instead of https://slack.com/api/"
    )

    @model_validator(mode="after")
    def _one_way(self) -> SlackShape:
        bot = self.bot_token or self.bot_token_file
        hook = self.webhook_url or self.webhook_url_file
        if bot and hook:
            raise ValueError("bot_token and webhook_url are both set; keep one")
        if not bot and not hook:
            raise ValueError("needs bot_token (and channel) or webhook_url")
        if bot and not self.channel:
            raise ValueError("channel is missing; a bot must know its channel")
        if hook and (self.app_token or self.app_token_file or self.broadcast_resolved):
            raise ValueError(
                "app_token and broadcast_resolved need bot_token; a webhook has neither buttons nor threads"
            )
        return self


class AlertmanagerShape(Shape):
    url: Url = Field(description="address below which its /api/v2 stands")
    bearer_token: SecretText | None = Field(
        default=None, description="${NAME} of the variable that holds a token, where a proxy wants one"
    )
    bearer_token_file: str | None = Field(default=None, description="file that holds it, instead")


class PagerDutyShape(Shape):
    routing_key: SecretText | None = Field(
        default=None, description="${NAME} of the variable that holds the integration key (Events API v2)"
    )
    routing_key_file: str | None = Field(default=None, description="file that holds it, instead")
    api_url: Url | None = Field(
        default=None, description="address instead of https://events.pagerduty.com/v2/enqueue"
    )

    @model_validator(mode="after")
    def _has_key(self) -> PagerDutyShape:
        if not self.routing_key and not self.routing_key_file:
            raise ValueError("needs routing_key or routing_key_file")
        return self


class WebhookShape(Shape):
    url: SecretUrl = Field(description="address that takes every message as JSON (POST)")
    secret: SecretText | None = Field(
        default=None, description="${NAME} of the variable that holds what messages are signed with"
    )
    secret_file: str | None = Field(default=None, description="file that holds it, instead")

    @model_validator(mode="after")
    def _has_secret(self) -> WebhookShape:
        if not self.secret and not self.secret_file:
            raise ValueError("needs secret or secret_file, which messages are signed with")
        return self


class HeartbeatShape(Shape):
    url: SecretUrl = Field(description="address that is asked (GET) after every good round")


class RouteShape(Shape):
    owner: str | None = Field(default=None, max_length=100, description="of these targets; default any")
    severity: Severities | None = Field(default=None, description="warning, critical or both; default both")
    sinks: list[str] = Field(min_length=1, description="where it goes; the log has everything anyway")
    channel: Written | None = Field(default=None, description="Slack channel instead of alerts.slack.channel")


class AccessShape(Shape):
    bearer_token: SecretText | None = Field(
        default=None, description="${NAME} of the variable that holds a token which callers may show"
    )
    bearer_token_file: str | None = Field(default=None, description="file that holds it, instead")
    basic: dict[str, str] = Field(
        default_factory=dict, description="user: bcrypt hash of the password, as `htpasswd -nB` makes it"
    )


class AlertsShape(Shape):
    slack: SlackShape | None = Field(default=None, description="messages to a Slack channel")
    alertmanager: AlertmanagerShape | None = Field(default=None, description="alerts to an Alertmanager")
    pagerduty: PagerDutyShape | None = Field(
        default=None, description="pages people; critical incidents only, unless routed"
    )
    webhook: WebhookShape | None = Field(default=None, description="signed messages to a program of yours")
    heartbeat: HeartbeatShape | None = Field(
        default=None, description="sign of life, so that a dead daemon is noticed by something else"
    )
    routes: list[RouteShape] = Field(
        default_factory=list, description="who hears of what: the first that fits; without one, every sink"
    )
    repeat_every: PositiveDuration = Field(
        default=_text("4h"), description="an open critical incident is told again after this long"
    )
    drill_every: PositiveDuration | None = Field(
        default=None,
        description="a drill so often, counted from the last: a marked incident to every sink; default: none",
    )


class CommonShape(Shape):
    """canary.yaml without its targets."""

    database: DatabaseUrl = Field(
        default="sqlite:///canary.db",
        description="sqlite:///FILE or postgresql+psycopg://USER:PASSWORD@HOST/NAME",
    )
    listen: Listen = Field(
        default="127.0.0.1:9464", description="HOST:PORT of metrics, health and status page"
    )
    access: AccessShape | None = Field(
        default=None,
        description="who may read the HTTP port; default anybody who reaches it; /healthz stays open",
    )
    network: NetworkShape = Field(
        default_factory=NetworkShape, description="how servers are reached, sinks included"
    )
    suites: str = Field(default="canaries/", description="folder of suite files")
    state_dir: str = Field(
        default=".",
        description="folder of the lock that keeps a second daemon out, and of what waits while the database is away",
    )
    vantage: Name | None = Field(
        default=None, description="name of the place cycles are run from; default the host name"
    )
    schedule: ScheduleShape = Field(
        default_factory=lambda: ScheduleShape(every=timedelta(hours=1)),
        description="when cycles begin; default {every: 1h, jitter: 5m}",
    )
    budget: BudgetShape | None = Field(default=None, description="hard stop on spending; default none")
    retention: RetentionShape = Field(default_factory=RetentionShape, description="how long what is kept")
    baseline: BaselineShape = Field(default_factory=BaselineShape, description="how a baseline is learned")
    ceilings: CeilingsShape = Field(default_factory=CeilingsShape, description="limits that need no baseline")
    detection: DetectionShape = Field(default_factory=DetectionShape, description="how sure an alarm must be")
    tiers: TiersShape = Field(default_factory=TiersShape, description="acceptable rates by criticality")
    alerts: AlertsShape = Field(default_factory=AlertsShape, description="where notifications go")


class ConfigShape(CommonShape):
    """canary.yaml."""

    targets: list[TargetShape] = Field(min_length=1, description="what is watched")


# --- suites --------------------------------------------------------------------------------------


class MessageShape(Shape):
    role: Literal["system", "developer", "user", "assistant"] = Field(description="who speaks")
    content: Annotated[str, Field(min_length=1, max_length=200_000)] = Field(description="what is said")


class DefaultsShape(Shape):
    canonical: str = Field(default="text", description="form in which outputs are compared")
    max_tokens: int | None = Field(
        default=None, ge=1, le=1_000_000, description="bound on the answer's length"
    )


class ExamplesShape(Shape):
    model_config = ConfigDict(populate_by_name=True)
    passing: list[str] = Field(
        default_factory=list, alias="pass", description="outputs that all validators must pass"
    )
    fail: list[str] = Field(default_factory=list, description="outputs that at least one validator must fail")


class PromptShape(Shape):
    id: Name = Field(description="unique within the suite")
    messages: list[MessageShape] = Field(min_length=1, max_length=200, description="the turns, in order")
    canonical: str | None = Field(default=None, description="instead of the suite's default")
    max_tokens: int | None = Field(
        default=None, ge=1, le=1_000_000, description="instead of the suite's default"
    )
    validators: list[Any] = Field(default_factory=list, alias="validate", description="checks of each output")
    examples: ExamplesShape = Field(
        default_factory=ExamplesShape, description="outputs the validators are tested with"
    )


class SuiteHeadShape(Shape):
    """One file of the suites folder, its prompts still as written."""

    suite: Name = Field(description="the suite's name")
    description: str = Field(default="", max_length=2_000, description="what it watches for")
    criticality: Literal["low", "medium", "high"] = Field(
        default="medium", description="which tier its rates are held to"
    )
    store: Literal["text", "hashes"] = Field(
        default="text", description="hashes: of outputs only hashes and verdicts are stored, and no text"
    )
    defaults: DefaultsShape = Field(default_factory=DefaultsShape, description="for every prompt")
    prompts: list[Any] = Field(min_length=1, max_length=1_000, description="the canonical prompts")


class SuiteShape(SuiteHeadShape):
    """One file of the suites folder."""

    prompts: list[PromptShape] = Field(min_length=1, max_length=1_000, description="the canonical prompts")
