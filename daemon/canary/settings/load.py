"""canary.yaml and its suites -> Settings, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from pydantic import BaseModel

from canary.core.model import Limits, Price, Secret, Suite, Target
from canary.errors import Problem, SettingsError
from canary.providers import PROVIDERS, ProviderKind
from canary.settings.database import database_url
from canary.settings.document import DocumentError, Node, read_document
from canary.settings.document import Path as KeyPath
from canary.settings.expand import expand
from canary.settings.problems import Problems, unknown
from canary.settings.shape import MAX_SECRET, CommonShape, ScheduleShape, SlackShape, TargetShape
from canary.settings.suites import load_suites
from canary.settings.values import (
    Alerts,
    BaselineRule,
    Ceilings,
    Detection,
    Retention,
    Schedule,
    Settings,
    Slack,
)

DEFAULT_FILE = "canary.yaml"

# Planned, and refused honestly until they exist: a line goes when its sink or provider comes.
LATER_ALERTS = ("alertmanager", "heartbeat", "pagerduty", "routes", "webhook")
LATER_PROVIDERS = (
    "anthropic",
    "azure-openai",
    "command",
    "gemini",
    "http",
    "mistral",
    "ollama",
    "openai-responses",
    "pipeline",
)


def config_path(given: str | None, env: Mapping[str, str]) -> Path:
    """Where the configuration is: ``--config``, else ``CANARY_CONFIG``, else ``canary.yaml`` here."""
    return Path(given or env.get("CANARY_CONFIG") or DEFAULT_FILE)


def load(path: Path, env: Mapping[str, str]) -> Settings:
    """The configuration in *path* with its suites. Raises SettingsError with all that is wrong with them."""
    root = _read(path)
    return _Loader(path, root, env).load()


def _read(path: Path) -> Node:
    try:
        root = read_document(path.read_bytes())
    except FileNotFoundError:
        way_out = "does not exist; run `canary init` to write one, or name another with --config"
        raise SettingsError([Problem(str(path), None, "(file)", way_out)]) from None
    except OSError as error:
        raise SettingsError(
            [Problem(str(path), None, "(file)", f"cannot be read: {error.strerror}")]
        ) from None
    except DocumentError as error:
        raise SettingsError([Problem(str(path), error.line, "(top)", str(error))]) from None
    if not isinstance(root.value, dict):
        raise SettingsError([Problem(str(path), 1, "(top)", "must be a mapping of keys to values")])
    return root


class _Loader:
    """Reads one file. Each step adds its problems; Settings are built only when there are none."""

    def __init__(self, path: Path, root: Node, env: Mapping[str, str]) -> None:
        self._path = path
        self._folder = path.absolute().parent
        self._root = root
        self._env = env
        self._problems = Problems(str(path), root)

    def load(self) -> Settings:
        self._expand()
        raw = {key: value for key, value in self._root.plain().items() if value is not None}
        raw_targets = raw.pop("targets", None)
        self._refuse_later_alerts(raw.get("alerts"))
        common = self._problems.validate(CommonShape, raw, also_known=["targets"])
        suites, suite_problems = self._suites(common.suites if common else raw.get("suites", "canaries/"))
        targets = self._targets(raw_targets, suites)
        alerts = self._alerts(common) if common else None
        database = self._database(common.database) if common else None
        found = [*self._problems.found, *suite_problems]
        if found or common is None or alerts is None or database is None:
            raise SettingsError(found)
        return self._settings(common, database, alerts, targets, suites)

    def _expand(self) -> None:
        done: set[int] = set()
        for path, node in self._root.scalars():
            if isinstance(node.value, str) and "${" in node.value and id(node) not in done:
                done.add(id(node))
                try:
                    node.value, node.hidden = expand(node.value, self._env), True
                except ValueError as error:
                    self._problems.broken(path, str(error))

    def _refuse_later_alerts(self, alerts: Any) -> None:
        if not isinstance(alerts, dict):
            return
        for key in LATER_ALERTS:
            if key in alerts:
                del alerts[key]
                self._problems.add(
                    ("alerts", key), "is not available in this version; known: repeat_every, slack"
                )

    # --- suites ---

    def _suites(self, written: Any) -> tuple[dict[str, Suite], list[Problem]]:
        folder = self._folder / str(written)
        if not folder.is_dir():
            self._problems.broken(
                ("suites",), f"no folder {folder}; `canary init` writes one with starter suites"
            )
            return {}, []
        suites, problems = load_suites(folder)
        if not suites and not problems:
            self._problems.broken(("suites",), f"no suite file (*.yaml) in {folder}")
        return suites, problems

    # --- targets ---

    def _targets(self, raw: Any, suites: Mapping[str, Suite]) -> list[tuple[Target, TargetShape]]:
        if not isinstance(raw, list) or not raw:
            self._problems.add(
                ("targets",), "needs at least one target; run `canary init` in an empty folder for an example"
            )
            return []
        self._refuse_twins(raw)
        found = [self._target(item, ("targets", index), suites) for index, item in enumerate(raw)]
        return [pair for pair in found if pair is not None]

    def _refuse_twins(self, raw: Iterable[Any]) -> None:
        seen: set[str] = set()
        for index, item in enumerate(raw):
            name = item.get("name") if isinstance(item, dict) else None
            if isinstance(name, str) and name in seen:
                self._problems.add(
                    ("targets", index, "name"), f'another target already has the name "{name}"'
                )
            elif isinstance(name, str):
                seen.add(name)

    def _target(
        self, raw: Any, path: KeyPath, suites: Mapping[str, Suite]
    ) -> tuple[Target, TargetShape] | None:
        if not isinstance(raw, dict):
            self._problems.add(path, "must be a mapping of keys to values")
            return None
        kind = self._provider(raw.get("provider"), path)
        option_keys = kind.option_keys if kind else frozenset()
        options = {key: raw[key] for key in raw if key in option_keys}
        written = {key: value for key, value in raw.items() if key not in option_keys and value is not None}
        shape = self._problems.validate(TargetShape, written, path, also_known=option_keys)
        if shape is None:
            return None
        target = self._build_target(shape, options, path, suites)
        if kind is not None:
            self._check_provider(kind, target, shape, path)
        return target, shape

    def _provider(self, name: Any, path: KeyPath) -> ProviderKind | None:
        if not isinstance(name, str):
            return None
        if name in LATER_PROVIDERS and name not in PROVIDERS:
            known = ", ".join(sorted(PROVIDERS))
            self._problems.add(
                (*path, "provider"), f"{name} is not available in this version; known: {known}"
            )
        elif name not in PROVIDERS:
            shown = self._problems.shown((*path, "provider"), name)
            self._problems.add((*path, "provider"), unknown("provider", shown, PROVIDERS))
        return PROVIDERS.get(name)

    def _build_target(
        self, shape: TargetShape, options: dict[str, Any], path: KeyPath, suites: Mapping[str, Suite]
    ) -> Target:
        return Target(
            name=shape.name,
            provider=shape.provider,
            model=shape.model or shape.provider,
            base_url=shape.base_url,
            api_key=self._secret(shape, "api_key", path),
            params=shape.params,
            suites=self._asked_suites(shape.suites, path, suites),
            samples=shape.samples,
            limits=_limits(shape),
            price=Price(shape.price.input_per_mtok, shape.price.output_per_mtok) if shape.price else None,
            control=shape.control,
            owner=shape.owner,
            runbook=shape.runbook,
            options=options,
        )

    def _asked_suites(
        self, names: list[str] | None, path: KeyPath, suites: Mapping[str, Suite]
    ) -> tuple[str, ...]:
        if names is None:
            return tuple(sorted(suites))
        if not names:
            self._problems.add((*path, "suites"), "needs at least one suite; leave the key out to ask all")
        for index, name in enumerate(names):
            if names.index(name) != index:
                self._problems.add((*path, "suites", index), f'suite "{name}" is listed twice')
            elif name not in suites and suites:
                where = (*path, "suites", index)
                self._problems.add(where, unknown("suite", self._problems.shown(where, name), suites))
        return tuple(names)

    def _check_provider(self, kind: ProviderKind, target: Target, shape: TargetShape, path: KeyPath) -> None:
        if kind.needs_model and shape.model is None:
            self._problems.add((*path, "model"), "is missing")
        if kind.needs_key and not (shape.api_key or shape.api_key_file or shape.base_url):
            self._problems.add(
                (*path, "api_key"),
                f"is missing; write api_key: ${{NAME}} or api_key_file: FILE for provider {kind.name}",
            )
        for key, message in kind.check(target):
            self._problems.add((*path, *_steps(key)), message)

    # --- secrets, alerts, database ---

    def _secret(self, shape: BaseModel, key: str, path: KeyPath) -> Secret | None:
        """The secret of *key* or of the file in ``<key>_file``; both at once is a problem."""
        value: Secret | None = getattr(shape, key)
        file: str | None = getattr(shape, f"{key}_file")
        if file is None:
            return value
        if value is not None:
            self._problems.add((*path, f"{key}_file"), f"{key} and {key}_file are both set; keep one")
            return value
        return self._read_secret(self._folder / file, (*path, f"{key}_file"))

    def _read_secret(self, file: Path, path: KeyPath) -> Secret | None:
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

    def _alerts(self, common: CommonShape) -> Alerts:
        shape = common.alerts.slack
        slack = self._slack(shape) if shape is not None else None
        return Alerts(slack, common.alerts.repeat_every)

    def _slack(self, shape: SlackShape) -> Slack:
        path: KeyPath = ("alerts", "slack")
        token = self._secret(shape, "bot_token", path)
        webhook = self._secret(shape, "webhook_url", path)
        written = {name for name in shape.model_fields_set if getattr(shape, name) is not None}
        by_bot, by_hook = (
            written & {"bot_token", "bot_token_file"},
            written & {"webhook_url", "webhook_url_file"},
        )
        if by_bot and by_hook:
            self._problems.add(path, "bot_token and webhook_url are both set; keep one")
        elif not by_bot and not by_hook:
            self._problems.add(path, "needs bot_token (and channel) or webhook_url")
        elif by_bot and not shape.channel:
            self._problems.add((*path, "channel"), "is missing; a bot must know its channel")
        return Slack(token, webhook, shape.channel, shape.api_url)

    def _database(self, written: str) -> Secret:
        try:
            return Secret(database_url(written, self._folder))
        except ValueError as error:
            self._problems.add(("database",), str(error))
            return Secret("")

    def _settings(
        self,
        common: CommonShape,
        database: Secret,
        alerts: Alerts,
        targets: list[tuple[Target, TargetShape]],
        suites: dict[str, Suite],
    ) -> Settings:
        return Settings(
            path=self._path.absolute(),
            database=database,
            listen=common.listen,
            suites_dir=self._folder / common.suites,
            state_dir=self._folder / common.state_dir,
            schedule=_schedule(common.schedule),
            schedules=MappingProxyType({t.name: _schedule(s.schedule) for t, s in targets if s.schedule}),
            budget=common.budget.usd_per_day if common.budget else None,
            retention=Retention(common.retention.outputs, common.retention.observations),
            baseline=BaselineRule(common.baseline.cycles, common.baseline.over),
            ceilings=Ceilings(common.ceilings.hallucination_rate),
            detection=Detection(**common.detection.model_dump()),
            tiers=MappingProxyType(common.tiers.model_dump()),
            targets=tuple(target for target, _ in targets),
            suites=MappingProxyType(suites),
            alerts=alerts,
            vantage=common.vantage,
        )


def _limits(shape: TargetShape) -> Limits:
    limits = shape.limits
    return Limits(limits.concurrency, limits.requests_per_minute, limits.timeout.total_seconds())


def _schedule(shape: ScheduleShape) -> Schedule:
    default = shape.every / 12 if shape.every else timedelta(0)
    return Schedule(shape.every, shape.cron, default if shape.jitter is None else shape.jitter)


def _steps(key: str) -> KeyPath:
    """``script.phases[0].share`` as a path of keys and indices."""
    parts = key.replace("]", "").replace("[", ".").split(".")
    return tuple(int(part) if part.isdigit() else part for part in parts)
