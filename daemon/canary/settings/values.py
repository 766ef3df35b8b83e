"""What the rest of the program sees of the configuration: frozen values, checked and complete."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from canary.core.model import Network, Secret, Suite, Target
from canary.core.routing import Route


@dataclass(frozen=True, slots=True)
class Schedule:
    """When cycles begin: exactly one of ``every`` and ``cron`` (five fields, UTC) is set."""

    every: timedelta | None
    cron: str | None
    jitter: timedelta


@dataclass(frozen=True, slots=True)
class Retention:
    """How long texts, and the records of their samples, are kept."""

    outputs: timedelta
    observations: timedelta


@dataclass(frozen=True, slots=True)
class BaselineRule:
    """A baseline is learned from so many cycles, and at least so long on the clock."""

    cycles: int
    over: timedelta


@dataclass(frozen=True, slots=True)
class Ceilings:
    """Rates that are critical from the first cycle on; None switches one off."""

    hallucination_rate: float | None


@dataclass(frozen=True, slots=True)
class Detection:
    """How often the detectors may cry wolf. ``guarantee`` is tempered or strict; ``fleet`` divides by the targets."""

    mean_cycles_between_false_alarms: float
    guarantee: str
    fleet: bool


@dataclass(frozen=True, slots=True)
class Slack:
    """A bot token with its channel, or an incoming webhook. ``api_url`` is a Slack-compatible address.

    ``channels`` are all that messages go to, those of routes too. An ``app_token`` gives buttons.
    """

    bot_token: Secret | None
    webhook_url: Secret | None
    channel: str | None
    api_url: str | None
    app_token: Secret | None = None
    broadcast_resolved: bool = False
    channels: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Alertmanager:
    """Below ``url`` stands its API; the token is for a proxy that wants one."""

    url: str
    bearer_token: Secret | None


@dataclass(frozen=True, slots=True)
class PagerDuty:
    """The key of an Events API v2 integration. ``api_url`` is another address of the same API."""

    routing_key: Secret
    api_url: str | None


@dataclass(frozen=True, slots=True)
class Webhook:
    """Where messages are posted, and what they are signed with. An address may be a secret too."""

    url: Secret
    secret: Secret


@dataclass(frozen=True, slots=True)
class Alerts:
    """Where notifications go besides the log; an open incident is told again after ``repeat_every``.

    ``heartbeat`` is the address of a service that misses us when we are dead.
    """

    slack: Slack | None
    repeat_every: timedelta
    routes: tuple[Route, ...] = ()
    alertmanager: Alertmanager | None = None
    pagerduty: PagerDuty | None = None
    webhook: Webhook | None = None
    heartbeat: Secret | None = None
    drill_every: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Access:
    """Who may read the HTTP port: whoever shows the token, or a user's password. ``basic`` maps users to bcrypt hashes."""

    bearer_token: Secret | None
    basic: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Settings:
    """The whole configuration.

    ``database`` is a Secret because its address may hold a password. ``budget`` is in US dollars a day, None
    for no limit. ``tiers`` maps low, medium and high criticality to the highest hallucination rate that
    is acceptable there. ``schedules`` holds the targets that override ``schedule``. ``vantage`` None means the
    host name. ``literal_secrets`` are the keys, such as ``targets[0].api_key``, whose secret stands in the file itself.
    """

    path: Path
    database: Secret
    listen: tuple[str, int]
    suites_dir: Path
    state_dir: Path
    schedule: Schedule
    schedules: Mapping[str, Schedule]
    budget: float | None
    retention: Retention
    baseline: BaselineRule
    ceilings: Ceilings
    detection: Detection
    tiers: Mapping[str, float]
    targets: tuple[Target, ...]
    suites: Mapping[str, Suite]
    alerts: Alerts
    vantage: str | None
    access: Access | None = None
    network: Network = Network()  # noqa: RUF009 - frozen
    literal_secrets: tuple[str, ...] = ()

    def schedule_of(self, target: str) -> Schedule:
        """The schedule of the target of that name."""
        return self.schedules.get(target, self.schedule)

    def target(self, name: str) -> Target:
        """The target of that name; KeyError if there is none."""
        for target in self.targets:
            if target.name == name:
                return target
        raise KeyError(name)

    def suites_of(self, target: Target) -> tuple[Suite, ...]:
        """The suites a target is asked, in its own order."""
        return tuple(self.suites[name] for name in target.suites)
