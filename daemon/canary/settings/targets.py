"""The targets of canary.yaml: each in its shape, with its provider's own keys and its suites."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from canary.core.model import Limits, Network, Price, Secret, Stage, Suite, Target
from canary.providers import PROVIDERS, ProviderKind
from canary.settings.document import Path as KeyPath
from canary.settings.network import check_network, network_of
from canary.settings.problems import Problems, twins, unknown
from canary.settings.secrets import Secrets, is_secret
from canary.settings.shape import FinaliseShape, ScheduleShape, StageShape, StagesShape, TargetShape

PIPELINE = "pipeline"

# What only the targets of a pipeline's stages have.
_OF_A_STAGE = {
    **dict.fromkeys(
        ("model", "base_url", "api_key", "api_key_file", "price", "network"), "set it on the targets it names"
    ),
    "params": "write them under a stage, such as stages.draft.params",
}

# What is looked at in place of what is broken, so that the rest is looked at too. Never loaded.
STAND_IN = {"name": "unnamed", "provider": "unknown"}


@dataclass(frozen=True, slots=True)
class _Read:
    """One target as read; of a pipeline, ``stages`` is still to be resolved."""

    target: Target
    schedule: ScheduleShape | None
    stages: StagesShape | None
    path: KeyPath


class Targets:
    """Reads the list of targets; adds what is wrong with it."""

    def __init__(
        self,
        problems: Problems,
        secrets: Secrets,
        suites: Mapping[str, Suite],
        network: Network,
        folder: Path,
    ) -> None:
        self._problems = problems
        self._secrets = secrets
        self._suites = suites
        self._network = network
        self._folder = folder

    def read(self, raw: Any) -> list[tuple[Target, ScheduleShape | None]]:
        """Each target that has a shape at all, with its own schedule where it has one."""
        if not isinstance(raw, list) or not raw:
            self._problems.add(
                ("targets",), "needs at least one target; run `canary init` in an empty folder for an example"
            )
            return []
        for index, name in twins(raw, "name"):
            self._problems.add(("targets", index, "name"), f'another target already has the name "{name}"')
        found = [self._target(item, ("targets", index)) for index, item in enumerate(raw)]
        read = [each for each in found if each is not None]
        built = {each.target.name: each.target for each in read}
        written = {str(item.get("name")) for item in raw if isinstance(item, dict)}
        return [(self._resolved(each, built, written), each.schedule) for each in read]

    def _target(self, raw: Any, path: KeyPath) -> _Read | None:
        if not isinstance(raw, dict):
            self._problems.add(path, "must be a mapping of keys to values")
            return None
        kind = self._provider(raw.get("provider"), path)
        option_keys = kind.option_keys if kind else frozenset()
        guarded = kind.secret_options if kind else frozenset()
        options = {
            key: self._guarded(raw[key], (*path, key)) if key in guarded else raw[key]
            for key in raw
            if key in option_keys
        }
        written = {key: value for key, value in raw.items() if key not in option_keys and value is not None}
        shape = self._problems.validate(TargetShape, written, path, option_keys, STAND_IN)
        if shape is None:
            return None
        target = self._build(shape, options, path)
        if kind is not None:
            self._check_provider(kind, target, shape, path)
        self._check_stages(shape.provider == PIPELINE, written, path)
        return _Read(target, shape.schedule, shape.stages, path)

    def _guarded(self, value: Any, path: KeyPath) -> Any:
        """*value* with a Secret for each text that is one or may hold one."""
        if isinstance(value, dict):
            return {key: self._guarded(item, (*path, key)) for key, item in value.items()}
        if isinstance(value, list):
            return [self._guarded(item, (*path, index)) for index, item in enumerate(value)]
        held = is_secret(path) or self._problems.from_environment(path)
        return Secret(value) if held and isinstance(value, str) else value

    def _provider(self, name: Any, path: KeyPath) -> ProviderKind | None:
        if not isinstance(name, str):
            return None
        if name not in PROVIDERS:
            shown = self._problems.shown((*path, "provider"), name)
            self._problems.add((*path, "provider"), unknown("provider", shown, PROVIDERS))
        return PROVIDERS.get(name)

    def _build(self, shape: TargetShape, options: dict[str, Any], path: KeyPath) -> Target:
        return Target(
            name=shape.name,
            provider=shape.provider,
            model=shape.model or shape.provider,
            base_url=shape.base_url,
            api_key=self._secrets.read(shape, "api_key", path),
            params=shape.params,
            suites=self._asked(shape.suites, (*path, "suites")),
            samples=shape.samples,
            limits=_limits(shape),
            price=Price(shape.price.input_per_mtok, shape.price.output_per_mtok) if shape.price else None,
            control=shape.control,
            owner=shape.owner,
            runbook=shape.runbook,
            options=options,
            network=self._reached(shape, path),
            usd_per_day=shape.budget.usd_per_day if shape.budget else None,
        )

    def _reached(self, shape: TargetShape, path: KeyPath) -> Network:
        if shape.network is None:
            return self._network
        own = network_of(shape.network, self._folder, self._network)
        if shape.network.ca_file:
            check_network(own, self._problems, (*path, "network"))
        return own

    def _asked(self, names: list[str] | None, path: KeyPath) -> tuple[str, ...]:
        if names is None:
            return tuple(sorted(self._suites))
        if not names:
            self._problems.add(path, "needs at least one suite; leave the key out to ask all")
        for index, name in enumerate(names):
            self._check_suite(names.index(name) != index, name, (*path, index))
        return tuple(names)

    def _check_suite(self, twice: bool, name: str, where: KeyPath) -> None:
        shown = self._problems.shown(where, name)
        if twice:
            self._problems.add(where, f'suite "{shown}" is listed twice')
        elif name not in self._suites and self._suites:
            self._problems.add(where, unknown("suite", shown, self._suites))

    def _check_provider(self, kind: ProviderKind, target: Target, shape: TargetShape, path: KeyPath) -> None:
        if kind.needs_model and shape.model is None:
            self._problems.add((*path, "model"), "is missing")
        own_server = shape.base_url or self._problems.is_broken((*path, "base_url"))
        if kind.needs_key and not (shape.api_key or shape.api_key_file or own_server):
            self._problems.add(
                (*path, "api_key"),
                f"is missing; write api_key: ${{NAME}} or api_key_file: FILE for provider {kind.name}",
            )
        if not self._secrets.wanted:
            self._problems.forgive((*path, "command", 0))  # who asks nobody needs no program
        for key, message in kind.check(target):
            self._problems.add((*path, *_steps(key)), message)

    # --- pipelines -------------------------------------------------------------------------------

    def _check_stages(self, pipeline: bool, written: Container[str], path: KeyPath) -> None:
        """That a pipeline has stages and nothing of a model's, and that nothing else has stages."""
        if not pipeline:
            if "stages" in written:
                self._problems.add((*path, "stages"), f"belongs to provider {PIPELINE}")
            return
        if "stages" not in written:
            self._problems.add((*path, "stages"), "is missing; a pipeline needs at least stages.draft.target")
        for key, way_out in _OF_A_STAGE.items():
            if key in written:
                self._problems.add((*path, key), f"a pipeline has none of its own; {way_out}")

    def _resolved(self, read: _Read, built: Mapping[str, Target], written: set[str]) -> Target:
        """The target with its stages' targets in place, and no more of it in flight than each of them allows."""
        if read.stages is None or read.target.provider != PIPELINE:
            return read.target
        stages = tuple(self._stages(read.stages, built, written, (*read.path, "stages")))
        limits = read.target.limits
        least = min([limits.concurrency, *(stage.target.limits.concurrency for stage in stages)])
        return replace(read.target, stages=stages, limits=replace(limits, concurrency=least))

    def _stages(
        self, shapes: StagesShape, built: Mapping[str, Target], written: set[str], path: KeyPath
    ) -> Iterator[Stage]:
        known = sorted(name for name, target in built.items() if target.provider != PIPELINE)
        for name in StagesShape.model_fields:
            shape: StageShape | FinaliseShape | None = getattr(shapes, name)
            if shape is None:
                continue
            where = (*path, name, "target")
            if shape.target in known:
                yield self._stage(name, shape, built[shape.target], (*path, name))
            elif shape.target in built:
                message = f"is a pipeline itself; a stage asks one of: {', '.join(known) or 'none'}"
                self._problems.add(where, message)
            elif shape.target not in written:  # else it is broken, which was said at its place
                self._problems.add(where, unknown("target", self._problems.shown(where, shape.target), known))

    def _stage(self, name: str, shape: StageShape | FinaliseShape, target: Target, path: KeyPath) -> Stage:
        asked = replace(target, params={**target.params, **shape.params})
        for key, message in PROVIDERS[asked.provider].check(asked) if asked.provider in PROVIDERS else ():
            step, _, param = key.partition(".")
            if step == "params" and param in shape.params:
                self._problems.add((*path, *_steps(key)), message)
        attempts = shape.attempts if isinstance(shape, StageShape) else 1
        instruction = shape.instruction if isinstance(shape, FinaliseShape) else None
        return Stage(name, asked, attempts, instruction)


def _limits(shape: TargetShape) -> Limits:
    limits = shape.limits
    return Limits(
        limits.concurrency,
        limits.requests_per_minute,
        limits.timeout.total_seconds(),
        limits.per_key.concurrency,
        limits.per_key.requests_per_minute,
    )


def _steps(key: str) -> KeyPath:
    """``script.phases[0].share`` as a path of keys and indices."""
    parts = key.replace("]", "").replace("[", ".").split(".")
    return tuple(int(part) if part.isdigit() else part for part in parts)
