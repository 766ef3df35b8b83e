"""``canary demo``: the whole service on scripted models, with hours that pass in a blink.

Nothing it prints is prepared: the cycles, the store, the detectors, the incidents, the outbox and the
report are the daemon's own. Only the models are scripted and the clock is wound.
"""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from canary.cli.common import configure_logging

if TYPE_CHECKING:
    from rich.console import Console

    from canary.app import App, CycleOutcome
    from canary.core.message import Notice

NAME = "demo"
HELP = "the whole service on scripted models and compressed hours; no key needed"

LEARNED = 73  # cycles until 72 of them span three days: then the baseline stands
CALM = 12  # hours of nothing but noise, so that a quiet detector is seen too
CHANGED = LEARNED + CALM
HOURS = CHANGED + 40  # enough for a confirmation, which waits a day to rule out that a change returns
HOUR = timedelta(hours=1)
PROMPTS = 8

CONFIG = f"""\
# What `canary demo` ran. Try: canary --config THIS report drift
database: sqlite:///demo.db
suites: suites/
vantage: demo
targets:
  - name: steady      # says it now this way, now that way, always: no news
    provider: scripted
    samples: 2
    script: {{seed: 1, nondeterminism: 0.25, served_model: steady-2026-01}}
  - name: restyled    # from hour {CHANGED} on, other quotes and line breaks, the same content
    provider: scripted
    script: {{seed: 2, served_model: restyled-1, phases: [{{from_cycle: {CHANGED}, cosmetic: true}}]}}
  - name: swapped     # from hour {CHANGED} on, another model behind the same name
    provider: scripted
    script:
      seed: 3
      nondeterminism: 0.1
      served_model: swapped-0613
      phases: [{{from_cycle: {CHANGED}, drift: 1.0, served_model: swapped-1106}}]
  - name: inventive   # from hour {CHANGED} on, it invents ticket numbers; twelve hours later it is mended
    provider: scripted
    samples: 2
    script:
      seed: 4
      served_model: inventive-2
      phases: [{{from_cycle: {CHANGED}, to_cycle: {CHANGED + 12}, hallucinate: 0.6}}]
  - name: outage      # from hour {CHANGED} on, six hours of nothing but errors
    provider: scripted
    script:
      seed: 5
      served_model: outage-1
      phases: [{{from_cycle: {CHANGED}, to_cycle: {CHANGED + 6}, fail: server_error}}]
"""


def configure(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--keep", metavar="DIR", help="leave configuration and database there, to look around in"
    )


def run(args: argparse.Namespace) -> int:
    import asyncio

    from rich.console import Console

    configure_logging(verbose=False)
    console = Console(highlight=False)
    with _folder(args.keep) as folder:
        asyncio.run(_demo(folder, console))
        _report(folder, console, kept=args.keep is not None)
    return 0


@contextlib.contextmanager
def _folder(keep: str | None) -> Iterator[Path]:
    import tempfile

    if keep is None:
        with tempfile.TemporaryDirectory(prefix="canary-demo-") as made:
            yield Path(made)
        return
    from canary.errors import UsageError

    folder = Path(keep)
    folder.mkdir(parents=True, exist_ok=True)
    if any(folder.iterdir()):
        raise UsageError(f"--keep {keep}: the folder is not empty; name a new one")
    yield folder


class Wound:
    """A clock that stands still until it is wound on."""

    def __init__(self, at: datetime) -> None:
        self.at = at

    def __call__(self) -> datetime:
        return self.at


class Told:
    """A sink that shows each message as Slack would lay it out; later states, which edit it there, in short."""

    name = "slack"
    edits = True
    gathers = False  # one provider plays all five; their stories are to be read one by one

    def __init__(self, console: Console) -> None:
        self._console = console
        self.notices: list[Notice] = []

    async def send(self, notice: Notice, ref: str | None) -> str | None:
        """Show it here."""
        from rich.panel import Panel
        from rich.text import Text

        from canary.sinks.slack_payload import badge, preview

        self.notices.append(notice)
        told = preview(notice) if ref is None else f"{badge(notice)} {notice.title}\n{notice.summary}"
        title = f" #llm-oncall {notice.at:%a %H:%M}" + (" ", " (the message above, edited) ")[ref is not None]
        colour = {"critical": "red", "warning": "yellow"}.get(notice.severity, "blue")
        self._console.print(
            Panel(
                Text(told),
                title=Text(title),
                title_align="left",
                border_style="green" if notice.resolved else colour,
            )
        )
        return notice.key

    async def check(self) -> str | None:
        """It cannot fail."""
        return None

    async def aclose(self) -> None:
        """Nothing is held."""


async def _demo(folder: Path, console: Console) -> None:
    import os

    from canary.app import open_app, utc_now
    from canary.settings import data_dir, load

    (folder / "suites").mkdir()
    _write_suite(data_dir("canaries") / "ticket-triage.yaml", folder / "suites")
    (folder / "canary.yaml").write_text(CONFIG)
    settings = load(folder / "canary.yaml", os.environ)
    clock = Wound(utc_now().replace(minute=0, second=0, microsecond=0) - HOUR * (HOURS - 1))
    told = Told(console)
    async with open_app(settings, sinks={"slack": told}, now=clock, pace=0.0) as app:
        _introduce(app, console)
        await _pass_hours(app, clock, console, 0, LEARNED, "learning what normal is")
        console.print(
            f"\n[bold]Hour {LEARNED}[/]  Every target has its baseline: {LEARNED} hourly cycles over three days."
        )
        await _pass_hours(app, clock, console, LEARNED, CHANGED, "a quiet half-day")
        console.print(
            f"\n[bold]Hour {CHANGED}[/]  Twelve quiet hours, {len(told.notices)} messages. Now four of the five change.\n"
        )
        await _pass_hours(app, clock, console, CHANGED, HOURS, "the day after")
        _close(app, told, console)


def _write_suite(shipped: Path, folder: Path) -> None:
    """The first prompts of a shipped suite: enough to see everything, few enough that an hour passes in a blink."""
    import yaml

    suite = yaml.safe_load(shipped.read_text())
    suite["prompts"] = suite["prompts"][:PROMPTS]
    (folder / shipped.name).write_text(yaml.safe_dump(suite, allow_unicode=True, sort_keys=False))


def _introduce(app: App, console: Console) -> None:
    prompts = sum(len(suite.prompts) for suite in app.settings.suites.values())
    console.print(
        f"[bold]Canary[/] asks {len(app.settings.targets)} scripted models {prompts} prompts an hour. "
        "An hour passes in a blink; all else is the service as it runs in production.\n"
    )
    for target, what in (
        ("steady", "not deterministic, and stays as it is"),
        ("restyled", "will change its formatting"),
        ("swapped", "will become another model under the same name"),
        ("inventive", "will begin to invent ticket numbers"),
        ("outage", "will fail for six hours"),
    ):
        console.print(f"  [bold]{target:<10}[/] {what}")
    console.print()


async def _pass_hours(app: App, clock: Wound, console: Console, first: int, end: int, what: str) -> None:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    columns = (
        TextColumn("  {task.description:<26}"),
        BarColumn(40),
        MofNCompleteColumn(),
        TextColumn("hours"),
    )
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(what, total=end - first)
        for hour in range(first, end):
            outcomes = await _hour(app, clock())
            _narrate(outcomes, hour, console)
            while await app.deliver():
                pass
            clock.at += HOUR
            bar.advance(task)


async def _hour(app: App, slot: datetime) -> list[CycleOutcome]:
    import asyncio

    return await asyncio.gather(*(app.run_cycle(target, suite, slot) for target, suite in app.pairs()))


def _narrate(outcomes: list[CycleOutcome], hour: int, console: Console) -> None:
    """What the daemon's log would say of the hour, where there is anything to say."""
    from canary.core.reasons import reason_words

    for outcome in outcomes:
        settled = outcome.settled
        if settled is None:
            continue
        if settled.learned is not None:
            console.print(
                f"[bold]Hour {hour + 1:>3}[/]  {outcome.key.target:<10} {settled.learned} baseline learned"
            )
        for change in settled.transitions:
            incident = change.incident
            told = "told" if change.notify else "recorded"
            console.print(
                f"[bold]Hour {hour + 1:>3}[/]  {outcome.key.target:<10} {incident.kind.value} {incident.state.value} "
                f"({reason_words(change.reason)}; {incident.severity.value}; {told})"
            )


def _close(app: App, told: Told, console: Console) -> None:
    quiet = sum(n.target == "steady" for n in told.notices)
    console.print(
        f"\n[bold]Hour {HOURS}[/]  {len(told.notices)} messages in all, {quiet} about the target that is merely "
        "not deterministic. What `canary report` says now:\n"
    )


def _report(folder: Path, console: Console, *, kept: bool) -> None:
    """What `canary report` says; its next commands only where there is still something for them to ask."""
    import shlex
    import sys

    from canary.cli import build_parser
    from canary.cli.report import answer
    from canary.cli.tables import write_text

    console.print("[bold]$ canary report[/]")
    args = build_parser().parse_args(["--config", str(folder / "canary.yaml"), "report"])
    view, _ = answer(args)
    if kept:
        config = shlex.quote(str((folder / "canary.yaml").absolute()))
        write_text(view.tables, view.notes, sys.stdout)
        print(f"\nThey work after: export CANARY_CONFIG={config}")
    else:
        notes = ["The demo's database is deleted now. To look around in it: canary demo --keep DIR"]
        write_text(view.tables, notes, sys.stdout)
