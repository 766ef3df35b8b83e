"""canary.yaml and its suites -> Settings, or every problem at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

from canary.core.model import Network, Secret, Suite, Target
from canary.errors import Problem, SettingsError
from canary.settings.access import read_access
from canary.settings.alerts import read_alerts
from canary.settings.database import database_url, has_password
from canary.settings.document import DocumentError, Node, dotted, read_document
from canary.settings.document import Path as KeyPath
from canary.settings.expand import expand
from canary.settings.network import check_network, network_of
from canary.settings.problems import Problems
from canary.settings.secrets import API_KEY, PLACEHOLDER, Secrets, is_secret, may_be_unset
from canary.settings.shape import CommonShape, ScheduleShape
from canary.settings.suites import load_suites
from canary.settings.targets import Targets
from canary.settings.values import (
    Access,
    Alerts,
    BaselineRule,
    Ceilings,
    Detection,
    Retention,
    Schedule,
    Settings,
)

DEFAULT_FILE = "canary.yaml"


def config_path(given: str | None, env: Mapping[str, str]) -> Path:
    """Where the configuration is: ``--config``, else ``CANARY_CONFIG``, else ``canary.yaml`` here."""
    return Path(given or env.get("CANARY_CONFIG") or DEFAULT_FILE)


def load(path: Path, env: Mapping[str, str], *, secrets: bool = True) -> Settings:
    """The configuration in *path* with its suites. Raises SettingsError with all that is wrong with them.

    Without *secrets*, key files are not read and variables may be unset where only a command that asks a model
    or tells a sink has use for the value; a placeholder stands there. The rest is as strict as ever.
    """
    root = _read(path)
    return _Loader(path, root, env, secrets=secrets).load()


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

    def __init__(self, path: Path, root: Node, env: Mapping[str, str], *, secrets: bool) -> None:
        self._path = path
        self._folder = path.absolute().parent
        self._root = root
        self._env = env
        self._problems = Problems(str(path), root)
        self._secrets = Secrets(self._folder, self._problems, wanted=secrets)
        self._strict = secrets

    def load(self) -> Settings:
        self._expand()
        raw = {key: value for key, value in self._root.plain().items() if value is not None}
        raw_targets = raw.pop("targets", None)
        common = self._problems.validate(CommonShape, raw, also_known=["targets"])
        suites, suite_problems = self._suites(common.suites if common else raw.get("suites", "canaries/"))
        network = network_of(common.network, self._folder) if common else Network()
        check_network(network, self._problems, ("network",))
        targets = Targets(self._problems, self._secrets, suites, network, self._folder).read(raw_targets)
        access = (
            read_access(common.access, self._secrets, self._problems) if common and common.access else None
        )
        alerts = self._alerts(common, raw.get("alerts")) if common else None
        found = [*self._problems.found, *suite_problems]
        if found or common is None or alerts is None:
            raise SettingsError(found)
        return self._settings(common, alerts, targets, suites, access, network)

    def _expand(self) -> None:
        done: set[int] = set()
        for path, node in self._root.scalars():
            if isinstance(node.value, str) and "${" in node.value and id(node) not in done:
                done.add(id(node))
                self._expand_at(path, node)

    def _expand_at(self, path: KeyPath, node: Node) -> None:
        lax = not self._strict and may_be_unset(path)
        try:
            text = expand(node.value, self._env, PLACEHOLDER if lax else None)
        except ValueError as error:
            self._problems.broken(path, str(error))
            return
        if lax and is_secret(path) and not text.strip():
            text = PLACEHOLDER
        if lax and text == PLACEHOLDER:
            self._problems.forgive(path)
        node.value, node.hidden = text, True

    def _alerts(self, common: CommonShape, written: Any) -> Alerts:
        keys = (
            {key for key, value in written.items() if value is not None} if isinstance(written, dict) else ()
        )
        return read_alerts(common.alerts, self._secrets, self._problems, keys)

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

    def _settings(
        self,
        common: CommonShape,
        alerts: Alerts,
        targets: list[tuple[Target, ScheduleShape | None]],
        suites: dict[str, Suite],
        access: Access | None,
        network: Network,
    ) -> Settings:
        return Settings(
            path=self._path.absolute(),
            database=Secret(database_url(common.database, self._folder)),
            listen=common.listen,
            suites_dir=self._folder / common.suites,
            state_dir=self._folder / common.state_dir,
            schedule=_schedule(common.schedule),
            schedules=MappingProxyType({target.name: _schedule(own) for target, own in targets if own}),
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
            access=access,
            network=network,
            literal_secrets=tuple(_literal_secrets(self._root)),
        )


def _literal_secrets(root: Node) -> Iterator[str]:
    for path, node in root.scalars():
        held = is_secret(path) or (path == ("database",) and has_password(str(node.value)))
        if held and node.value is not None and not node.hidden and API_KEY not in str(node.value):
            yield dotted(path)


def _schedule(shape: ScheduleShape) -> Schedule:
    default = shape.every / 12 if shape.every else timedelta(0)
    return Schedule(shape.every, shape.cron, default if shape.jitter is None else shape.jitter)
