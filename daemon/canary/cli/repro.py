"""``canary repro``: one prompt again and again; how many different answers, which, and where they part."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Any

from canary.cli.common import configure_logging, load_settings, positive, print_json

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from canary.asking import Asked
    from canary.core.model import Prompt, Suite, Target
    from canary.core.repro import Form, Parting, Reproduced
    from canary.settings import Settings

NAME = "repro"
HELP = "ask one prompt again and again: how many distinct outputs, which, how often, where they part"
INTERRUPTED, NOT_MEASURED = 130, 3
MOST_SHOWN = 20
LONGEST_LINE = 60


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--target", required=True, metavar="T", help="who is asked")
    parser.add_argument(
        "--prompt", required=True, metavar="P", help="SUITE/ID, or the bare id where it is unique"
    )
    parser.add_argument(
        "-n", "--samples", type=positive, default=50, metavar="N", help="how many separate calls"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document on stdout")


def run(args: argparse.Namespace) -> int:
    import asyncio

    configure_logging(verbose=False)
    settings = load_settings(args)
    target = _target(settings, args.target)
    suite, prompt = find(settings, target, args.prompt)
    asked, interrupted = asyncio.run(_ask(target, suite, prompt, args.samples))
    document = describe(target, suite, prompt, args.samples, asked)
    if args.json:
        print_json(document)
    else:
        sys.stdout.writelines(f"{line}\n" for line in in_words(document))
    if interrupted:
        print(f"canary: interrupted after {len(asked)} of {args.samples} calls", file=sys.stderr)
        return INTERRUPTED
    if not document["answered"]:
        print("canary: nothing could be measured; `canary check --online` says why", file=sys.stderr)
        return NOT_MEASURED
    return 0


def _target(settings: Settings, name: str) -> Target:
    from canary.errors import UsageError

    try:
        return settings.target(name)
    except KeyError:
        known = ", ".join(target.name for target in settings.targets)
        raise UsageError(f"no target named {name}; known: {known}") from None


def find(settings: Settings, target: Target, wanted: str) -> tuple[Suite, Prompt]:
    """The one prompt that is meant: of the target's suites where it is unique there, else of any configured one.

    Raises UsageError with the candidates if there is none, or several.
    """
    from canary.errors import UsageError

    own = _named(settings.suites_of(target), wanted)
    found = own if len(own) == 1 else _named(settings.suites.values(), wanted)
    if len(found) == 1:
        return found[0]
    if found:
        names = ", ".join(f"{suite.name}/{prompt.id}" for suite, prompt in found)
        raise UsageError(f"prompt {wanted} is not unique; candidates: {names}")
    from difflib import get_close_matches

    known = [f"{suite.name}/{prompt.id}" for suite in settings.suites.values() for prompt in suite.prompts]
    names = ", ".join(get_close_matches(wanted, known, n=5, cutoff=0.3) or known[:20])
    raise UsageError(f"prompt {wanted} is in no suite; candidates: {names}")


def _named(suites: Iterable[Suite], wanted: str) -> list[tuple[Suite, Prompt]]:
    return [
        (suite, prompt)
        for suite in suites
        for prompt in suite.prompts
        if wanted in (prompt.id, f"{suite.name}/{prompt.id}")
    ]


async def _ask(target: Target, suite: Suite, prompt: Prompt, samples: int) -> tuple[list[Asked], bool]:
    """What came in, and whether Ctrl-C ended it early."""
    from canary.app import utc_now
    from canary.asking import Task, ask_all
    from canary.cli.progress import count, interruptible, show_bar
    from canary.core.judge import Judge
    from canary.cycle import Progress
    from canary.providers.base import Question
    from canary.providers.flow import Gates

    judge, slot = Judge(prompt), utc_now()
    tasks = [Task(suite.name, Question(prompt, sample, 0, slot), judge) for sample in range(samples)]
    asked: list[Asked] = []
    progress = Progress(samples)

    def received(each: Asked) -> None:
        asked.append(each)
        count(progress, each.observation)

    gates = Gates([target])
    endpoint, way = gates.open(target), gates.of(target)
    try:
        with interruptible() as stop, show_bar([progress], f"{suite.name}/{prompt.id}"):
            done = await ask_all(target, endpoint, tasks, received, utc_now, stop, way)
    finally:
        await endpoint.aclose()
    return sorted(asked, key=lambda each: each.observation.sample), not done


# --- what is said --------------------------------------------------------------------------------


def describe(
    target: Target, suite: Suite, prompt: Prompt, samples: int, asked: list[Asked]
) -> dict[str, Any]:
    """The finding as plain JSON values; without answers there is nothing of them."""
    from collections import Counter

    from canary.core.repro import Said, reproduced

    failures = Counter(str(a.observation.failure.kind) for a in asked if a.observation.failure is not None)
    details = {
        str(a.observation.failure.kind): a.observation.failure.detail for a in asked if a.observation.failure
    }
    answers = [
        Said(seen.answer.text, seen.judgement.raw, seen.judgement.canonical)
        for seen in (each.observation for each in asked)
        if seen.answer is not None and seen.judgement is not None
    ]
    return {
        "target": target.name,
        "suite": suite.name,
        "prompt": prompt.id,
        "canonical_form": prompt.canonical,
        "asked": samples,
        "answered": len(answers),
        "unmeasured": sum(failures.values()),
        "errors": dict(failures.most_common()),
        "error_details": details,
        **(_plain(reproduced(answers)) if answers else {}),
    }


def _plain(found: Reproduced) -> dict[str, Any]:
    return {
        "distinct_raw": len(found.forms),
        "distinct_canonical": found.distinct_canonical,
        "first_difference": _place(found.parting),
        "mean_common_prefix": found.prefix,
        "mean_common_prefix_share": found.prefix_share,
        "equal_pairs": found.equal_pairs,
        "equal_pairs_canonical": found.equal_pairs_canonical,
        "outputs": [_output(form) for form in found.forms],
    }


def _place(parting: Parting | None) -> dict[str, int] | None:
    return None if parting is None else parting._asdict()


def _output(form: Form) -> dict[str, Any]:
    return {
        "count": form.count,
        "share": form.share,
        "raw": form.raw,
        "canonical": form.canonical,
        "first_difference": _place(form.parting),
        "first_line": _first_line(form.text),
        "output": form.text.encode(
            "utf-8", "replace"
        ).decode(),  # a lone surrogate has no place in JSON's UTF-8
    }


def _first_line(text: str) -> str:
    from canary.core.escape import escape_terminal, fit, one_line

    lines = (one_line(escape_terminal(line)) for line in text[:10_000].splitlines())
    return fit(next((line for line in lines if line), ""), LONGEST_LINE)


def in_words(document: dict[str, Any]) -> Iterator[str]:
    """The same for a person."""
    from canary.core.escape import escape_terminal, one_line

    yield (
        f"{document['target']}, {document['suite']}/{document['prompt']}: {document['answered']} answers of "
        f"{document['asked']} calls, {document['unmeasured']} unmeasured"
    )
    for kind, count in document["errors"].items():
        yield f"  {kind} {count}: {one_line(escape_terminal(document['error_details'][kind]))}"
    if not document["answered"]:
        return
    yield (
        f"distinct outputs: {document['distinct_raw']} as received, {document['distinct_canonical']} in canonical "
        f"form ({document['canonical_form']})"
    )
    yield from _agreement(document)
    yield from _histogram(document["outputs"])


def _agreement(document: dict[str, Any]) -> Iterator[str]:
    place = document["first_difference"]
    if place is None:
        yield "all answers are the same, character for character"
    else:
        yield f"they part from the most frequent one at character {place['character']}, word {place['word']}"
        yield (
            f"agreement with it: the first {document['mean_common_prefix']:.0f} characters in the mean "
            f"({document['mean_common_prefix_share']:.0%} of it)"
        )
    if document["equal_pairs"] is not None:
        yield (
            f"two calls agree {document['equal_pairs']:.0%} of the time, in canonical form "
            f"{document['equal_pairs_canonical']:.0%}"
        )


def _histogram(outputs: list[dict[str, Any]]) -> Iterator[str]:
    yield ""
    yield f"{'count':>5}  {'share':>5}  {'parts at':>8}  {'canonical':<9}  first line"
    for each in outputs[:MOST_SHOWN]:
        place = each["first_difference"]
        at = "-" if place is None else str(place["character"])
        digest = each["canonical"].rpartition(":")[2][:8]
        yield f"{each['count']:>5}  {each['share']:>5.0%}  {at:>8}  {digest:<9}  {each['first_line']}"
    if len(outputs) > MOST_SHOWN:
        yield f"... and {len(outputs) - MOST_SHOWN} more; --json has all"
