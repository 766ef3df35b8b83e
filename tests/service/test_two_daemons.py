"""Two daemons on one Postgres, killed at random: each slot once, none missed, judged once and in order.

CANARY_TWO_DAEMONS_SLOTS=1000 makes a long story of the short one.
"""

from __future__ import annotations

import os
import random
from pathlib import Path

import pytest

from canary.app import utc_now
from canary.storage.engine import open_engine
from support.servers import serve
from support.two_daemons import EVERY, TARGETS, Model, read, torment, two_configs

pytestmark = pytest.mark.postgres

SLOTS = int(os.environ.get("CANARY_TWO_DAEMONS_SLOTS", "48"))


@pytest.mark.timeout(120 + SLOTS * 3)
async def test_each_slot_is_run_once_and_none_is_missed(
    tmp_path: Path, postgres_url: str, capsys: pytest.CaptureFixture[str]
) -> None:
    model, seed = Model(), random.SystemRandom().randrange(10**6)
    engine = open_engine(postgres_url)
    async with (
        serve(model) as server,
        torment(two_configs(tmp_path, postgres_url, server.url), seed) as story,
    ):
        end = utc_now() + SLOTS / TARGETS * EVERY
        while utc_now() < end:
            await story.kill_one()
        until = utc_now() - EVERY  # what is due this very moment may not be begun yet
        await story.until_nothing_is_owed(engine, until)
        await story.end()
    books = read(engine, until, story, model)
    engine.dispose()
    with capsys.disabled():
        print(
            f"\nseed {seed}: {len(books.cycles)} slots, {len(story.kills)} kills, "
            f"{len(books.asked_twice())} of {len(model.sent)} replies asked for twice"
        )
    assert list(books.problems()) == []
    assert len(books.cycles) >= SLOTS
    took_part = [log for log in story.logs if "cycle done" in log]
    assert len(took_part) >= 2
