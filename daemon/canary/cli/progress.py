"""Progress of what is being asked: a bar on a terminal, nothing elsewhere (the lines printed afterwards serve there)."""

from __future__ import annotations

import asyncio
import contextlib
import signal
import sys
from collections.abc import Callable, Iterator, Sequence

from canary.core.model import Observation, Suite, Target
from canary.cycle import Progress, result_of

REFRESH = 0.1  # seconds

ForPair = Callable[[Target, Suite], Progress]


@contextlib.contextmanager
def show_progress(pairs: Sequence[tuple[Target, Suite]], number: int, cycles: int) -> Iterator[ForPair]:
    """Gives a ``Progress`` for each pair, and shows their sum while the block runs. Needs a running loop."""
    made: list[Progress] = []

    def for_pair(target: Target, suite: Suite) -> Progress:
        made.append(Progress(len(suite.prompts) * target.samples))
        return made[-1]

    with show_bar(made, f"cycle {number + 1}/{cycles}"):
        yield for_pair


@contextlib.contextmanager
def show_bar(made: Sequence[Progress], title: str) -> Iterator[None]:
    """Shows the sum of *made* while the block runs, on a terminal. Needs a running loop."""
    if not sys.stderr.isatty():
        yield
        return
    with _drawn(made, title):
        yield


@contextlib.contextmanager
def _drawn(made: Sequence[Progress], title: str) -> Iterator[None]:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn(title),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[bad]}"),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True), transient=True, auto_refresh=False) as bar:
        task = bar.add_task(title, total=None, bad="")

        def draw() -> None:
            bad = f"{sum(p.invalid for p in made)} invalid, {sum(p.unmeasured for p in made)} unmeasured"
            done = sum(p.done for p in made)
            bar.update(
                task, completed=done, total=sum(p.expected for p in made) or None, bad=bad, refresh=True
            )

        async def keep_drawing() -> None:
            while True:
                draw()
                await asyncio.sleep(REFRESH)

        drawing = asyncio.create_task(keep_drawing())
        try:
            yield
        finally:
            drawing.cancel()
            draw()


@contextlib.contextmanager
def interruptible() -> Iterator[asyncio.Event]:
    """An event that Ctrl-C sets, instead of raising KeyboardInterrupt, while the block runs."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    loop.add_signal_handler(signal.SIGINT, stop.set)
    try:
        yield stop
    finally:
        loop.remove_signal_handler(signal.SIGINT)


def count(progress: Progress, seen: Observation) -> None:
    """One more has come in."""
    result = result_of(seen)
    progress.unmeasured += result == "unmeasured"
    progress.answered += result != "unmeasured"
    progress.invalid += result == "invalid"
