"""The block ``alerts`` of canary.yaml -> where notifications go, with the secrets they need; routes that can work."""

from __future__ import annotations

from collections.abc import Container, Iterator

from canary.core.model import Secret, Severity
from canary.core.routing import Route
from canary.settings.document import Path as KeyPath
from canary.settings.problems import Problems, unknown
from canary.settings.secrets import PLACEHOLDER, Secrets
from canary.settings.shape import (
    AlertmanagerShape,
    AlertsShape,
    PagerDutyShape,
    RouteShape,
    SlackShape,
    WebhookShape,
)
from canary.settings.values import Alertmanager, Alerts, PagerDuty, Slack, Webhook
from canary.sinks import ALWAYS, SINKS

_BROKEN = Secret(PLACEHOLDER)  # stands for a file that cannot be read, which is a problem by itself


def read_alerts(shape: AlertsShape, secrets: Secrets, problems: Problems, written: Container[str]) -> Alerts:
    """Where notifications go; what is wrong with secrets or routes is added to *problems*.

    *written* are the keys that stand there, also those whose value is broken and so not part of *shape*.
    """
    return Alerts(
        _slack(shape.slack, secrets, _channels(shape)) if shape.slack else None,
        shape.repeat_every,
        tuple(_routes(shape, problems, written)),
        _alertmanager(shape.alertmanager, secrets) if shape.alertmanager else None,
        _pagerduty(shape.pagerduty, secrets) if shape.pagerduty else None,
        _webhook(shape.webhook, secrets) if shape.webhook else None,
        shape.heartbeat.url if shape.heartbeat else None,
        shape.drill_every,
    )


def _slack(shape: SlackShape, secrets: Secrets, channels: tuple[str, ...]) -> Slack:
    path = ("alerts", "slack")
    token = secrets.read(shape, "bot_token", path)
    webhook = secrets.read(shape, "webhook_url", path)
    app_token = secrets.read(shape, "app_token", path)
    return Slack(token, webhook, shape.channel, shape.api_url, app_token, shape.broadcast_resolved, channels)


def _channels(shape: AlertsShape) -> tuple[str, ...]:
    """Those of Slack itself and of the routes, each once."""
    named = [shape.slack.channel if shape.slack else None, *(route.channel for route in shape.routes)]
    return tuple(dict.fromkeys(name for name in named if name))


def _alertmanager(shape: AlertmanagerShape, secrets: Secrets) -> Alertmanager:
    return Alertmanager(shape.url, secrets.read(shape, "bearer_token", ("alerts", "alertmanager")))


def _pagerduty(shape: PagerDutyShape, secrets: Secrets) -> PagerDuty:
    key = secrets.read(shape, "routing_key", ("alerts", "pagerduty"))
    return PagerDuty(key or _BROKEN, shape.api_url)


def _webhook(shape: WebhookShape, secrets: Secrets) -> Webhook:
    secret = secrets.read(shape, "secret", ("alerts", "webhook"))
    return Webhook(shape.url, secret or _BROKEN)


# --- routes ----------------------------------------------------------------------------------------


def _routes(shape: AlertsShape, problems: Problems, written: Container[str]) -> Iterator[Route]:
    for index, route in enumerate(shape.routes):
        path = ("alerts", "routes", index)
        _check_sinks(route, written, problems, path)
        _check_channel(route, shape, problems, path)
        severities = frozenset(Severity(name) for name in route.severity or ())
        yield Route(tuple(route.sinks), route.owner, severities, route.channel)


def _check_sinks(route: RouteShape, written: Container[str], problems: Problems, path: KeyPath) -> None:
    for index, name in enumerate(route.sinks):
        at = (*path, "sinks", index)
        if name not in SINKS:
            problems.add(at, unknown("sink", problems.shown(at, name), SINKS))
        elif name not in ALWAYS and name not in written:
            problems.add(at, f"sink {name} is not configured; add alerts.{name}")


def _check_channel(route: RouteShape, shape: AlertsShape, problems: Problems, path: KeyPath) -> None:
    if route.channel is None:
        return
    if "slack" not in route.sinks:
        problems.add((*path, "channel"), "is Slack's; add slack to the sinks of this route")
    elif shape.slack is not None and not (shape.slack.bot_token or shape.slack.bot_token_file):
        problems.add((*path, "channel"), "needs a bot; a webhook posts to its own channel only")
