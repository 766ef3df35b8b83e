"""Suite files -> suites. No variables are expanded in them: a prompt may speak of ``${HOME}``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from canary.core.canonical import CANONICALISERS
from canary.core.model import Message, Prompt, Suite, ValidatorSpec
from canary.core.validators import VALIDATORS, OptionsError, UnknownValidatorError, build
from canary.errors import Problem
from canary.settings.document import DocumentError, read_document
from canary.settings.document import Path as KeyPath
from canary.settings.problems import Problems, twins, unknown
from canary.settings.shape import PromptShape, SuiteHeadShape

HOW_TO_WRITE = "must be a validator's name, or one name with its options: - regex: 'TKT-[0-9]+'"

# What is looked at in place of what is broken, so that the rest is looked at too. Never loaded.
STAND_IN_PROMPT = {"id": "unnamed", "messages": [{"role": "user", "content": "unknown"}]}


def load_suites(folder: Path) -> tuple[dict[str, Suite], list[Problem]]:
    """Every ``*.yaml`` and ``*.yml`` of *folder* by suite name, and all that is wrong with them.

    What is wrong is among the suites all the same, as far as it can be read, so that targets may name it.
    """
    suites: dict[str, Suite] = {}
    broken: dict[str, Suite] = {}
    problems: list[Problem] = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        suite, found = _read(path)
        problems += found
        if found:
            broken[suite.name] = suite
        elif suite.name in suites:
            twice = f'another file of the folder already names a suite "{suite.name}"'
            problems.append(Problem(str(path), 1, "suite", twice))
        else:
            suites[suite.name] = suite
    return {**broken, **suites}, problems


def load_suite(path: Path) -> tuple[Suite | None, list[Problem]]:
    """One suite file: the suite, or None and what is wrong."""
    suite, found = _read(path)
    return (None if found else suite), found


def _read(path: Path) -> tuple[Suite, list[Problem]]:
    unread = Suite(path.stem, ())
    try:
        root = read_document(path.read_bytes())
    except DocumentError as error:
        return unread, [Problem(str(path), error.line, "(top)", str(error))]
    except OSError as error:
        return unread, [Problem(str(path), None, "(file)", f"cannot be read: {error.strerror}")]
    problems = Problems(str(path), root)
    stand_in = {"suite": path.stem, "prompts": [STAND_IN_PROMPT]}
    head = problems.validate(SuiteHeadShape, root.plain(), instead=stand_in)
    return (_suite(head, problems) if head is not None else unread), problems.found


def _suite(head: SuiteHeadShape, problems: Problems) -> Suite:
    for index, name in twins(head.prompts, "id"):
        problems.add(("prompts", index, "id"), f'another prompt of this suite already has the id "{name}"')
    found = [_shaped(raw, ("prompts", index), problems) for index, raw in enumerate(head.prompts)]
    prompts = [_prompt(shape, head, path, problems) for shape, path in found if shape is not None]
    return Suite(head.suite, tuple(prompts), head.description, head.criticality, head.store == "text")


def _shaped(raw: Any, path: KeyPath, problems: Problems) -> tuple[PromptShape | None, KeyPath]:
    return problems.validate(PromptShape, raw, path, instead=STAND_IN_PROMPT), path


def _prompt(shape: PromptShape, suite: SuiteHeadShape, path: KeyPath, problems: Problems) -> Prompt:
    canonical = shape.canonical or suite.defaults.canonical
    if canonical not in CANONICALISERS:
        where = (*path, "canonical") if shape.canonical else ("defaults", "canonical")
        problems.broken(where, unknown("canonical form", canonical, CANONICALISERS))
    max_tokens = shape.max_tokens or suite.defaults.max_tokens
    asked = Prompt(
        id=shape.id,
        messages=tuple(Message(message.role, message.content) for message in shape.messages),
        canonical=canonical,
        params={"max_tokens": max_tokens} if max_tokens else {},
        examples_pass=tuple(shape.examples.passing),
        examples_fail=tuple(shape.examples.fail),
    )
    return replace(asked, validators=_specs(shape.validators, asked, (*path, "validate"), problems))


def _specs(
    entries: Sequence[Any], asked: Prompt, path: KeyPath, problems: Problems
) -> tuple[ValidatorSpec, ...]:
    specs = []
    for index, entry in enumerate(entries):
        spec = _spec(entry)
        if spec is None:
            problems.add((*path, index), HOW_TO_WRITE)
        else:
            where = (*path, index, spec.name) if isinstance(entry, dict) else (*path, index)
            _check(spec, asked, where, problems)
            specs.append(spec)
    return tuple(specs)


def _spec(entry: Any) -> ValidatorSpec | None:
    if isinstance(entry, str):
        return ValidatorSpec(entry)
    if isinstance(entry, dict) and len(entry) == 1:
        return ValidatorSpec(*next(iter(entry.items())))
    return None


def _check(spec: ValidatorSpec, asked: Prompt, where: KeyPath, problems: Problems) -> None:
    try:
        build(spec, asked)
    except UnknownValidatorError:
        problems.add(where, unknown("validator", spec.name, VALIDATORS))
    except OptionsError as error:
        problems.add(where, str(error))
