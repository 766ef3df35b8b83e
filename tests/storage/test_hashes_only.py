"""A suite with ``store: hashes``: everything works as ever, and not one word of what was said is kept."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from canary.cli import main
from canary.storage import queries
from canary.storage.engine import Database
from support.history import Captured, logging_as_it_was
from support.servers import Server, chat_completion, llm_server, response
from support.world import World, reasons

# Words that nothing but an output holds. The second stands in a validator's reason too, the third in the reasoning.
GOOD, BAD, THOUGHT = "xylographer", "TKT-77777", "quincunxial"
PROMPT_WORD = "marmoreal"
WORDS = (GOOD, "zymurgist", BAD, THOUGHT, "vexillology")


class Model:
    """Answers one way, then another. ``now`` is what it says of a prompt."""

    def __init__(self) -> None:
        self.now: Callable[[str], str] = lambda asked: f"The {GOOD} sent TKT-10442. {asked[-3:]}"

    def __call__(self, asked: dict[str, Any]) -> bytes:
        whole = chat_completion(self.now(asked["messages"][-1]["content"]), model=asked["model"])
        whole["choices"][0]["message"]["reasoning_content"] = f"The {THOUGHT} order of things."
        whole["choices"][0]["logprobs"] = {
            "content": [{"token": "vexillology", "logprob": -0.1, "bytes": None, "top_logprobs": []}]
        }
        return response(whole)


class Hashing(World):
    """A world whose suite keeps no text."""

    store = "hashes"

    def write(self) -> None:
        super().write()
        suite = {"suite": "s", "prompts": self.prompts, "store": self.store}
        (self.folder / "canaries" / "s.yaml").write_text(json.dumps(suite))


def prompts(*more: Any) -> list[dict[str, Any]]:
    checks: list[Any] = ["nonempty", {"grounded_ids": {"pattern": r"TKT-\d{4,}"}}, *more]
    asked = f"Ticket TKT-10442 is {PROMPT_WORD}. Summarise, no."
    return [
        {"id": f"p{n}", "messages": [{"role": "user", "content": f"{asked} p{n}"}], "validate": checks}
        for n in range(5)
    ]


@pytest.fixture
async def model() -> Model:
    return Model()


@pytest.fixture
async def server(model: Model) -> AsyncIterator[Server]:
    async with llm_server(model) as running:
        yield running


@pytest.fixture
def world(tmp_path: Path, database_url: str, server: Server) -> Hashing:
    made = Hashing(tmp_path, database_url)
    made.prompts = prompts()
    made.target = {
        "name": "model",
        "provider": "openai",
        "model": "m",
        "base_url": f"{server.url}/v1",
        "api_key": "sk-aaaaaaaaaaaaaaaaaaaa",
        "samples": 2,
    }
    return made


def everything(url: str) -> str:
    """All cells of all tables as text, and of SQLite the files byte for byte, freed pages included."""
    database = Database(url)

    def cells(connection: sa.Connection) -> Iterator[str]:
        for table in sa.inspect(connection).get_table_names():
            for row in connection.execute(sa.text(f'SELECT * FROM "{table}"')):
                yield from (_plain(value) for value in row)

    try:
        told = "\n".join(database.read(lambda connection: list(cells(connection))))
    finally:
        database.close()
    if url.startswith("sqlite:///"):
        file = Path(url.removeprefix("sqlite:///"))
        told += "".join(each.read_bytes().decode("latin-1") for each in file.parent.glob(f"{file.name}*"))
    return told


def _plain(value: object) -> str:
    if isinstance(value, bytes | memoryview):
        return bytes(value).decode("latin-1")
    return value if isinstance(value, str) else json.dumps(value, default=str)


def found(told: str) -> list[str]:
    return [word for word in WORDS if word in told]


@asynccontextmanager
async def drifted(world: Hashing, model: Model) -> AsyncIterator[Hashing]:
    """A baseline, then every answer another, with an id that nobody gave."""
    assert reasons(await world.hours(10)) == []
    model.now = lambda asked: f"A zymurgist forwarded {BAD}. {asked[-3:]}"
    yield world


async def test_drift_and_hallucination_are_found_and_no_word_is_kept(
    world: Hashing, model: Model, database_url: str
) -> None:
    async with drifted(world, model):
        told = reasons(await world.hours(6))
    assert "quality" in {kind for kind, _ in told}
    assert {notice.kind for notice in world.inbox.notices} >= {"quality"}
    kept = everything(database_url)
    assert found(kept) == []
    assert PROMPT_WORD in kept  # prompts are yours, and stored with their version
    database = Database(database_url)
    (incident,) = [i for i in database.read(queries.open_incidents) if i.kind == "quality"]
    database.close()
    assert "hallucination" in incident.content["signals"]
    said = [line for notice in world.inbox.notices for line in _texts(notice.to_plain())]
    assert found("\n".join(said)) == []
    assert any("the suite stores no text (store: hashes)" in line for line in said)


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list | tuple):
        for each in value:
            yield from _texts(each)
    elif isinstance(value, str):
        yield value


async def test_the_same_with_texts_keeps_them(world: Hashing, model: Model, database_url: str) -> None:
    """Else the test above would prove nothing."""
    world.store = "text"
    async with drifted(world, model):
        await world.hours(6)
    assert {GOOD, "zymurgist", BAD} <= set(found(everything(database_url)))
    assert not any("store: hashes" in str(notice.to_plain()) for notice in world.inbox.notices)


async def test_every_command_says_that_there_is_no_text_and_none_fails(
    world: Hashing, model: Model, tmp_path: Path
) -> None:
    async with drifted(world, model):
        await world.hours(6)
    config = tmp_path / "canary.yaml"

    def told(*args: str) -> tuple[int, str]:
        both = Captured()
        with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both), logging_as_it_was():
            return main(["--config", str(config), *args]), both.text()

    async def said(*args: str, code: int = 0) -> str:
        exit_code, both = await asyncio.to_thread(told, *args)
        assert exit_code == code, both
        assert "Traceback" not in both
        assert found(both) == []
        return both

    assert "the suite stores no text (store: hashes)" in await said("diff", "model", "p0")
    shown = await said("incidents", "show", "1")
    assert "the suite stores no text (store: hashes)" in shown
    exported = await said("export", "--since", "9999d")
    assert re.search(r"\d+ left out: their texts are not there: the suite stores no text", exported)
    assert "0 observations exported" in exported
    drawn = await said("audit", "sample", "--since", "9999d", "-o", str(tmp_path / "sheet.csv"), code=3)
    assert "the suite stores no text (store: hashes)" in drawn
    for view in ("status", "drift", "rates", "cost", "tiers", "incidents"):
        await said("report", view, "--since", "9999d")
    await said("baseline", "list")
    await said("baseline", "show", "1")
    await said("gate", "--target", "model", "--max-age", "99999d", code=1)
    await said("backtest", "--baseline-cycles", "8")
    await said("check")


async def test_an_edit_of_a_validator_is_no_change_of_the_model_and_new_failures_are_found(
    world: Hashing, model: Model, database_url: str
) -> None:
    """Nothing can be judged anew: the rates are learned afresh, from answers that come in after the edit."""
    assert reasons(await world.hours(12)) == []
    world.prompts = prompts({"max_length": 400})
    assert reasons(await world.hours(24)) == []
    model.now = lambda asked: f"A zymurgist forwarded {BAD}. {asked[-3:]}"
    assert "quality" in {kind for kind, _ in reasons(await world.hours(8))}
    assert found(everything(database_url)) == []


async def test_what_was_stored_before_stays_and_nothing_is_added(
    world: Hashing, model: Model, database_url: str
) -> None:
    world.store = "text"
    await world.hours(3)
    world.store = "hashes"
    model.now = lambda asked: f"A zymurgist sent TKT-10442. {asked[-3:]}"
    await world.hours(3)
    kept = everything(database_url)
    assert GOOD in kept
    assert not re.search("zymurgist", kept)


async def test_an_import_keeps_no_word_either(world: Hashing, tmp_path: Path, database_url: str) -> None:
    world.write()
    line = {"target": "old", "suite": "s", "prompt": "p1", "cycle": 0, "sample": 0, "output": f"{GOOD} {BAD}"}
    file = tmp_path / "old.jsonl"
    file.write_text(json.dumps(line) + "\n")
    both = Captured()
    with contextlib.redirect_stdout(both), contextlib.redirect_stderr(both), logging_as_it_was():
        assert main(["--config", str(tmp_path / "canary.yaml"), "import", str(file)]) == 0, both.text()
    kept = everything(database_url)
    assert found(kept) == []
