"""``canary diff``: what a prompt's baseline said beside what it says now."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, NamedTuple

from canary.cli.common import configure_logging, load_settings

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from canary.core.drift import Baseline
    from canary.settings import Settings
    from canary.storage.engine import Database
    from canary.storage.history import Latest, Sightings
    from canary.storage.queries import StoredIncident
    from canary.storage.stages import Step
    from canary.storage.watch import BaselineRow

NAME = "diff"
HELP = "show a prompt's baseline output beside what an open incident names, else its latest, as a text diff"
MOST_LINES = 2_000
LONGEST_LINE = 4_000
SHORT = 100  # characters of a stage's reply


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("target", metavar="TARGET")
    parser.add_argument("prompt", metavar="PROMPT", help="SUITE/ID, or the bare id where it is unique")
    parser.add_argument("--vantage", metavar="V", help="default: this machine's, or the only one there is")


class Place(NamedTuple):
    """Whose outputs are compared."""

    target: str
    suite: str
    vantage: str
    prompt: str


class Side(NamedTuple):
    """One output with what is known of it. ``text`` is None if it is not there; ``raw`` is its fingerprint."""

    title: str
    facts: tuple[str, ...]
    text: str | None
    raw: str


def run(args: argparse.Namespace) -> int:
    from canary.app import open_database
    from canary.core.textless import why_no_text

    configure_logging(verbose=False)
    settings = load_settings(args, secrets=False)
    with open_database(settings) as database:
        place = find(database, settings, args.target, args.prompt, args.vantage)
        gone = why_no_text(settings.suites.get(place.suite))
        old, new = _baseline_side(database, place), _new_side(database, place)
        way = _way_to(database, place, new.raw, gone) if new is not None else []
    if new is None:
        print(f"{_name(place)} was never answered; nothing to compare.")
        return 3
    if old is None:
        said = f"{_name(place)} has no baseline yet; this is its latest output."
        _show([said, *_header(new), "", _text(new, gone), *way])
        return 3
    _show([*_header(old), *_header(new), "", *_difference(old, new, gone), *way])
    return 0


def _name(place: Place) -> str:
    return f"{place.target}, {place.suite}/{place.prompt} (vantage {place.vantage})"


# --- which prompt --------------------------------------------------------------------------------


def find(database: Database, settings: Settings, target: str, prompt: str, vantage: str | None) -> Place:
    """The one prompt that is meant. Raises UsageError with the candidates if there is none, or several."""
    from canary.errors import UsageError
    from canary.storage import history

    asked = database.read(history.asked, target)
    if not asked:
        stored = ", ".join(database.read(history.stored_names)[0]) or "none: `canary run` begins"
        raise UsageError(f"target {target} has no cycles yet; stored are {stored}")
    places = [
        Place(target, suite, where, each)
        for suite, where, slot in asked
        for each in _prompts(database, settings, target, suite, where, slot)
    ]
    named = sorted({(p.suite, p.prompt) for p in places if prompt in (p.prompt, f"{p.suite}/{p.prompt}")})
    if len(named) != 1:
        known = named or sorted({(p.suite, p.prompt) for p in places})
        why = "is not unique" if named else f"is not asked of {target}"
        raise UsageError(f"prompt {prompt} {why}; candidates: {', '.join(map('/'.join, known))}")
    return _at(settings, [p for p in places if (p.suite, p.prompt) == named[0]], vantage)


def _prompts(
    database: Database, settings: Settings, target: str, suite: str, vantage: str, slot: object
) -> Iterable[str]:
    """What the newest cycle asked, and what is configured: a resumed cycle may hold a part only."""
    from datetime import datetime

    from canary.storage import history

    assert isinstance(slot, datetime)
    stored = database.read(history.prompts_at, target, suite, vantage, slot)
    configured = settings.suites.get(suite)
    return {*stored, *(p.id for p in configured.prompts)} if configured is not None else stored


def _at(settings: Settings, places: list[Place], vantage: str | None) -> Place:
    from canary.app import vantage_of
    from canary.errors import UsageError

    by_vantage = {place.vantage: place for place in places}
    if vantage is not None and vantage not in by_vantage:
        raise UsageError(f"never asked from vantage {vantage}; known: {', '.join(sorted(by_vantage))}")
    wanted = vantage or vantage_of(settings)
    if wanted in by_vantage:
        return by_vantage[wanted]
    if len(places) > 1:
        raise UsageError(f"asked from {', '.join(sorted(by_vantage))}; choose one with --vantage")
    return places[0]


# --- the two sides -------------------------------------------------------------------------------


def _baseline_side(database: Database, place: Place) -> Side | None:
    """The baseline's most frequent output; None if it does not know the prompt."""
    from canary.storage import watch

    key = watch.WatchKey(place.target, place.suite, place.vantage)
    baseline_id = database.read(watch.load, key).baseline_id
    if baseline_id is None:
        return None
    row = database.read(watch.load_baseline, baseline_id)
    return _of_baseline(database, place, row, _parsed(row)) if row is not None else None


def _alike(exactly: int, alike: int) -> str:
    return f" ({alike} with other spellings of the same)" if alike > exactly else ""


def _parsed(row: BaselineRow) -> Baseline:
    import orjson

    from canary.core.drift import Baseline

    return Baseline.from_json(orjson.loads(row.content))


def _of_baseline(database: Database, place: Place, row: BaselineRow, baseline: Baseline) -> Side | None:
    known = baseline.prompts.get(place.prompt)
    raw = known.representative(known.mode) if known is not None else None
    if known is None or raw is None:
        return None
    exactly = known.outputs[known.mode or ""][raw]
    facts = (
        f"{row.state}, {row.cycles} cycles, {_minute(row.first_slot)} - {_minute(row.last_slot)}",
        f"seen {exactly} times of {known.n}{_alike(exactly, known.support[known.mode or ''])}; "
        f"different answers in all: {len(known.outputs)}",
        f"since the baseline: {_seen(_sightings(database, place, raw, row))}",
        f"served by {_served(baseline.models, baseline.system_fingerprints)}",
    )
    return Side("baseline", facts, _load(database, raw), raw)


def _sightings(database: Database, place: Place, raw: str, row: BaselineRow | None) -> Sightings:
    from canary.storage import history
    from canary.storage.encoding import pack_fingerprint

    return database.read(
        history.sightings,
        place.target,
        place.suite,
        place.vantage,
        place.prompt,
        pack_fingerprint(raw),
        after=row.last_slot if row is not None else None,
    )


def _new_side(database: Database, place: Place) -> Side | None:
    """What an open incident says is new, if its text is kept; else the latest."""
    from canary.core.model import Severity
    from canary.storage import queries

    ours = [
        each
        for each in database.read(queries.open_incidents)
        if (each.target, each.suite, each.vantage) == (place.target, place.suite, place.vantage)
    ]
    for incident in sorted(ours, key=lambda each: Severity(each.severity).rank, reverse=True):
        side = _incident_side(database, place, incident)
        if side is not None:
            return side
    return _latest_side(database, place)


def _incident_side(database: Database, place: Place, incident: StoredIncident) -> Side | None:
    changes = (incident.content.get("evidence") or {}).get("prompts") or ()
    change = next((each for each in changes if each.get("prompt") == place.prompt and each.get("new")), None)
    text = _load(database, change["new"]) if change is not None else None
    if change is None or text is None:
        return None
    failing = f", which fails {', '.join(change['validators'])}" if change.get("validators") else ""
    facts = (
        f"the new output that incident {incident.id} ({incident.kind}, {incident.state}) shows{failing}",
        f"in all that is stored: {_seen(_sightings(database, place, change['new'], None))}",
        *_latest_fact(database, place, change["new"]),
    )
    return Side("new", facts, text, change["new"])


def _latest_fact(database: Database, place: Place, shown: str) -> tuple[str, ...]:
    """Whether the latest answer is that one too."""
    from canary.storage import history
    from canary.storage.encoding import unpack_fingerprint

    found = database.read(history.latest, place.target, place.suite, place.vantage, place.prompt)
    if found is None:
        return ()
    same = "is this one" if unpack_fingerprint(found.digest) == shown else "is another"
    return (
        f"the latest answer (cycle {_minute(found.slot)}, {found.seen} of its {found.of} samples) {same}",
        f"the latest was served by {_served_now(found)}",
    )


def _latest_side(database: Database, place: Place) -> Side | None:
    from canary.storage import history
    from canary.storage.encoding import unpack_fingerprint

    found = database.read(history.latest, place.target, place.suite, place.vantage, place.prompt)
    if found is None:
        return None
    raw = unpack_fingerprint(found.digest)
    facts = (
        f"cycle {_minute(found.slot)}: {found.seen} of its {found.of} samples",
        f"in all that is stored: {_seen(_sightings(database, place, raw, None))}",
        f"served by {_served_now(found)}",
    )
    return Side("latest", facts, _load(database, raw), raw)


def _load(database: Database, raw: str) -> str | None:
    from canary.storage.observations import load_texts

    return database.read(load_texts, [raw]).get(raw)


def _seen(found: Sightings) -> str:
    if not found.seen:
        return f"seen 0 times of {found.of}"
    return f"seen {found.seen} times of {found.of}, {_minute(found.first)} - {_minute(found.last)}"


def _served(models: Mapping[str, int], prints: Mapping[str, int]) -> str:
    return ", ".join([*models, *prints]) or "a model that did not say its name"


def _served_now(found: Latest) -> str:
    return ", ".join(x for x in (found.model, found.system_fingerprint) if x) or _served({}, {})


def _minute(at: object) -> str:
    from datetime import datetime

    from canary.cli.tables import minute

    return minute(at if isinstance(at, datetime) else None)


# --- a pipeline's stages ---------------------------------------------------------------------------


def _way_to(database: Database, place: Place, raw: str, gone: str) -> list[str]:
    """How a pipeline came to the output: a line for each stage's reply, of the newest sample that has it."""
    from canary.storage import stages
    from canary.storage.encoding import pack_fingerprint

    digest = pack_fingerprint(raw)
    steps = database.read(stages.trace, place.target, place.suite, place.vantage, place.prompt, digest)
    if not steps:
        return []
    head = f"How it came about (cycle {_minute(steps[0].slot)}, sample {steps[0].sample}):"
    return ["", head, *(_step(number, step, gone) for number, step in enumerate(steps, 1))]


def _step(number: int, step: Step, gone: str) -> str:
    who = f"{number}. {step.stage} ({step.asked}), attempt {step.attempt}"
    if step.failure is not None:
        return f"{who}: {step.failure}: {_short(step.failure_detail or '')}"
    begins = f"its text is {gone}" if step.text is None else f"| {_short(step.text)}"
    return f"{who}: {_verdict(step)} {begins}"


def _verdict(step: Step) -> str:
    if step.failed:
        return f"fails {', '.join(v.validator for v in step.failed)} ({_short(step.failed[0].reason)})"
    return "valid" if step.judged else "not decided"


def _short(text: str) -> str:
    """The first line of a text that anybody may have written."""
    from canary.core.escape import escape_terminal, fit, one_line

    return fit(one_line(escape_terminal(text.strip().split("\n")[0])), SHORT)


# --- what a person sees --------------------------------------------------------------------------


def _header(side: Side) -> list[str]:
    return [f"{side.title:<9} {fact}" if not i else f"{'':<9} {fact}" for i, fact in enumerate(side.facts)]


def _text(side: Side, gone: str) -> str:
    return f"(its text is {gone})" if side.text is None else "\n".join(_lines(side.text))


def _difference(old: Side, new: Side, gone: str) -> list[str]:
    import difflib

    if old.text is None or new.text is None:
        whose = " and ".join(side.title for side in (old, new) if side.text is None)
        same = "are the same" if old.raw == new.raw else "differ"
        return [f"By their hashes they {same}. The text of {whose} is {gone}; nothing more to compare."]
    if old.text == new.text:
        return [f"The {new.title} output is the baseline's most frequent one.", "", _text(new, gone)]
    before, after = _lines(old.text), _lines(new.text)
    if before == after:
        before, after = _lines(old.text, exact=True), _lines(new.text, exact=True)
    return list(difflib.unified_diff(before, after, old.title, new.title, n=5, lineterm=""))


def _lines(text: str, *, exact: bool = False) -> list[str]:
    """Bounded lines that are safe on a terminal; *exact* spells out what cannot be seen."""
    import json

    from canary.core.escape import escape_terminal, fit

    lines = [json.dumps(line) if exact else line for line in text.split("\n")] if exact else []
    lines = lines or escape_terminal(text).split("\n")
    shown = [fit(line, LONGEST_LINE) for line in lines[:MOST_LINES]]
    return shown + [f"(and {len(lines) - MOST_LINES} more lines)"] * (len(lines) > MOST_LINES)


def _show(lines: Iterable[str]) -> None:
    from canary.core.escape import escape_terminal

    safe = [escape_terminal(line) for line in lines]
    if not sys.stdout.isatty():
        print("\n".join(safe))
        return
    from rich.console import Console
    from rich.text import Text

    console = Console(highlight=False, markup=False, emoji=False)
    for line in safe:
        console.print(Text(line, style=_style(line)), soft_wrap=True)


def _style(line: str) -> str:
    styles = (("---", "bold red"), ("+++", "bold green"), ("@@", "cyan"), ("-", "red"), ("+", "green"))
    return next((style for start, style in styles if line.startswith(start)), "")
