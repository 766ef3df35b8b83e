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
from canary.settings.problems import Problems, unknown
from canary.settings.shape import PromptShape, SuiteShape

HOW_TO_WRITE = "must be a validator's name, or one name with its options: - regex: 'TKT-[0-9]+'"


def load_suites(folder: Path) -> tuple[dict[str, Suite], list[Problem]]:
    """Every ``*.yaml`` and ``*.yml`` of *folder* by suite name, and all that is wrong with them."""
    suites: dict[str, Suite] = {}
    problems: list[Problem] = []
    for path in sorted([*folder.glob("*.yaml"), *folder.glob("*.yml")]):
        suite, found = load_suite(path)
        problems += found
        if suite is not None and suite.name in suites:
            problems.append(
                Problem(
                    str(path), 1, "suite", f'another file of the folder already names a suite "{suite.name}"'
                )
            )
        elif suite is not None:
            suites[suite.name] = suite
    return suites, problems


def load_suite(path: Path) -> tuple[Suite | None, list[Problem]]:
    """One suite file: the suite, or None and what is wrong."""
    try:
        root = read_document(path.read_bytes())
    except DocumentError as error:
        return None, [Problem(str(path), error.line, "(top)", str(error))]
    except OSError as error:
        return None, [Problem(str(path), None, "(file)", f"cannot be read: {error.strerror}")]
    problems = Problems(str(path), root)
    shape = problems.validate(SuiteShape, root.plain())
    suite = _suite(shape, problems) if shape is not None else None
    return (None if problems.found else suite), problems.found


def _suite(shape: SuiteShape, problems: Problems) -> Suite:
    seen: set[str] = set()
    prompts = []
    for index, prompt in enumerate(shape.prompts):
        if prompt.id in seen:
            problems.add(
                ("prompts", index, "id"), f'another prompt of this suite already has the id "{prompt.id}"'
            )
        seen.add(prompt.id)
        prompts.append(_prompt(prompt, shape, ("prompts", index), problems))
    return Suite(shape.suite, tuple(prompts), shape.description, shape.criticality)


def _prompt(shape: PromptShape, suite: SuiteShape, path: KeyPath, problems: Problems) -> Prompt:
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
