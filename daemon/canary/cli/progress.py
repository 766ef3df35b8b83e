"""Progress of running cycles: a bar on a terminal, nothing elsewhere (the lines printed after each cycle serve there)."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import Callable, Iterator, Sequence

from canary.core.model import Suite, Target
from canary.cycle import Progress

REFRESH = 0.1  # seconds

ForPair = Callable[[Target, Suite], Progress]


@contextlib.contextmanager
def show_progress(pairs: Sequence[tuple[Target, Suite]], number: int, cycles: int) -> Iterator[ForPair]:
    """Gives a ``Progress`` for each pair, and shows their sum while the block runs. Needs a running loop."""
    made: list[Progress] = []

    def for_pair(target: Target, suite: Suite) -> Progress:
        made.append(Progress(len(suite.prompts) * target.samples))
        return made[-1]

    if not sys.stderr.isatty():
        yield for_pair
        return
    with _bar(made, f"cycle {number + 1}/{cycles}"):
        yield for_pair


@contextlib.contextmanager
def _bar(made: list[Progress], title: str) -> Iterator[None]:
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
