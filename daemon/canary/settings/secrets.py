"""Secrets from the value itself, or from the file beside it (a mounted credential), or none at all."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel

from canary.core.model import Secret, names_a_secret
from canary.settings.document import Path as KeyPath
from canary.settings.problems import Problems
from canary.settings.shape import MAX_SECRET

API_KEY = "{{api_key}}"  # stands for the target's key in a header or variable; no secret itself
PLACEHOLDER = "https://unset.invalid/"  # passes for a secret, a text or an address, and leads nowhere

# What a command that asks no model and tells no sink has no use for.
_UNUSED = (
    "api_key",
    "api_key_file",
    "base_url",
    "body",
    "budget",
    "command",
    "env",
    "extra_params",
    "headers",
    "limits",
    "model",
    "network",
    "owner",
    "params",
    "price",
    "runbook",
)
_OF_SINKS = {
    ("slack", "bot_token"),
    ("slack", "app_token"),
    ("slack", "webhook_url"),
    ("alertmanager", "bearer_token"),
    ("pagerduty", "routing_key"),
    ("webhook", "secret"),
}
_REACHING = ("bearer_token", "proxy")  # of access and network


def is_secret(path: KeyPath) -> bool:
    """Whether the value at *path* of canary.yaml is a secret as a whole."""
    match path:
        case ("targets", int(), "api_key"):
            return True
        case ("targets", int(), "headers" | "env", str() as name):
            return names_a_secret(name)
        case ("access" | "network", key) | ("targets", int(), "network", key):
            return key in _REACHING
        case ("alerts", sink, key):
            return (sink, key) in _OF_SINKS
    return False


def may_be_unset(path: KeyPath) -> bool:
    """Whether the value at *path* can be done without where nothing is sent."""
    match path:
        case ("targets", int(), "stages", _, "params" | "instruction", *_):
            return True
        case ("targets", int(), key, *_):
            return key in _UNUSED
        case ("listen" | "budget" | "access" | "network", *_):
            return True
        case ("alerts", sink, *_):
            return sink in ("slack", "alertmanager", "pagerduty", "webhook", "heartbeat")
    return False


class Secrets:
    """Reads secrets; relative files lie in *folder*. Without *wanted*, no file is read."""

    def __init__(self, folder: Path, problems: Problems, *, wanted: bool) -> None:
        self._folder = folder
        self._problems = problems
        self.wanted = wanted

    def read(self, shape: BaseModel, key: str, path: KeyPath) -> Secret | None:
        """The secret of *key* or of the file in ``<key>_file``; both at once is a problem."""
        value: Secret | None = getattr(shape, key)
        file: str | None = getattr(shape, f"{key}_file")
        if file is None:
            return value
        if value is not None:
            self._problems.add((*path, f"{key}_file"), f"{key} and {key}_file are both set; keep one")
            return value
        if not self.wanted:
            return Secret(PLACEHOLDER)
        return self._read_file(self._folder / file, (*path, f"{key}_file"))

    def _read_file(self, file: Path, path: KeyPath) -> Secret | None:
        try:
            with file.open(encoding="utf-8") as handle:
                text = handle.read(MAX_SECRET + 1).strip()
        except (OSError, UnicodeDecodeError) as error:
            reason = error.strerror if isinstance(error, OSError) else "it is not UTF-8 text"
            self._problems.add(path, f"cannot read {file}: {reason}")
            return None
        if not text or len(text) > MAX_SECRET:
            self._problems.add(path, f"{file} {'is empty' if not text else 'is too long for a secret'}")
            return None
        return Secret(text)
