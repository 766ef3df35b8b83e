"""What a bench asks: which prompts of whom, by which judges, and what of it is known already."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from canary.core.judge import Judge
from canary.core.model import Prompt, Suite, Target, judge_version, prompt_version
from canary.errors import UsageError

if TYPE_CHECKING:
    from canary.core.benchmark import Row
    from canary.settings import Settings


class Cell(NamedTuple):
    """One prompt of one target: what an answer depends on (``version``), and what its verdict does (``judged_by``)."""

    prompt: Prompt
    judge: Judge
    version: str
    judged_by: str


Key = tuple[str, str, str]  # target, suite, prompt


@dataclass(frozen=True, slots=True)
class Plan:
    """Who is asked what, ``samples`` times.

    ``recorded`` are rows that a file brought along; ``comparable`` says whether they were judged much as ours are.
    """

    targets: tuple[Target, ...]
    suites: Mapping[str, tuple[Suite, ...]]  # by target
    cells: Mapping[Key, Cell]
    samples: int
    recorded: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    comparable: bool = True

    @property
    def size(self) -> int:
        """How many samples there are to have."""
        return len(self.cells) * self.samples

    def owed(self, target: Target, held: set[tuple[str, str, str, int]]) -> Iterator[tuple[str, Prompt, int]]:
        """(suite, prompt, sample) of what is not held. Samples go round by round: equal prompts are asked far apart."""
        for sample in range(self.samples):
            for suite in self.suites[target.name]:
                for prompt in suite.prompts:
                    if (target.name, suite.name, prompt.id, sample) not in held:
                        yield suite.name, prompt, sample


def plan_of(args: argparse.Namespace, settings: Settings) -> Plan:
    """What the command line asks for. Raises UsageError for a name that is not configured."""
    if args.compare and args.compare[0] == args.compare[1]:
        raise UsageError("--compare: name two targets; one is as good as itself")
    targets = _targets(settings, [*args.target, *(args.compare or ())])
    if args.from_lm_eval:
        return _from_logs(args, targets)
    suites = {target.name: _suites(settings, target, args.suite) for target in targets}
    if not any(suites.values()):
        raise UsageError("none of these targets is asked any suite; name one with --suite")
    return _plan(targets, suites, args.samples)


def _plan(
    targets: Sequence[Target],
    suites: Mapping[str, tuple[Suite, ...]],
    samples: int,
) -> Plan:
    judges = {
        (suite.name, prompt.id): (Judge(prompt), judge_version(prompt))
        for suite in {s.name: s for each in suites.values() for s in each}.values()
        for prompt in suite.prompts
    }
    cells = {
        (target.name, suite.name, prompt.id): _cell(target, prompt, *judges[suite.name, prompt.id])
        for target in targets
        for suite in suites[target.name]
        for prompt in suite.prompts
    }
    return Plan(tuple(targets), suites, cells, samples)


def _cell(target: Target, prompt: Prompt, judge: Judge, judged_by: str) -> Cell:
    return Cell(prompt, judge, prompt_version(target, prompt), judged_by)


def _targets(settings: Settings, wanted: Iterable[str]) -> list[Target]:
    names = set(wanted)
    known = {target.name for target in settings.targets}
    _known("target", names, known)
    return [target for target in settings.targets if not names or target.name in names]


def _suites(settings: Settings, target: Target, wanted: Sequence[str]) -> tuple[Suite, ...]:
    """Those named, whether the target is watched on them or not; else those it is watched on."""
    _known("suite", set(wanted), set(settings.suites))
    if wanted:
        return tuple(suite for name, suite in settings.suites.items() if name in wanted)
    return settings.suites_of(target)


def _known(what: str, wanted: set[str], known: set[str]) -> None:
    unknown = sorted(wanted - known)
    if unknown:
        raise UsageError(f"no {what} named {', '.join(unknown)}; known: {', '.join(sorted(known))}")


def _from_logs(args: argparse.Namespace, targets: list[Target]) -> Plan:
    from canary.cli.bench.recorded import read_log

    if args.suite:
        raise UsageError("--from-lm-eval brings its own prompts; leave --suite out")
    if not (args.target or args.compare):
        raise UsageError("--from-lm-eval: say whom to ask with --target")
    logs = [read_log(name, args.match) for name in args.from_lm_eval]
    _distinct([log.suite.name for log in logs])
    plan = _plan(targets, {target.name: tuple(log.suite for log in logs) for target in targets}, args.samples)
    return replace(
        plan,
        recorded=tuple(row for log in logs for row in log.rows),
        notes=tuple(f"{log.suite.name}: {note}" for log in logs for note in log.notes),
        comparable=all(log.comparable for log in logs),
    )


def _distinct(tasks: Sequence[str]) -> None:
    twice = {task for task in tasks if tasks.count(task) > 1}
    if twice:
        raise UsageError(f"--from-lm-eval: two logs of the task {', '.join(sorted(twice))}; give one of them")
