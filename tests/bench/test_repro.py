"""``canary repro``: counts of distinct outputs against a hand count, over a real server and a scripted model."""

from __future__ import annotations

import asyncio
import itertools
import json
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.repro import Parting, Said, parting_of, reproduced
from support.process import KEY, canary, command, write_config
from support.servers import error, llm_server

Within = Callable[..., tuple[int, str, str]]


def answers(*texts: str) -> list[Said]:
    return [Said(text, text, text.casefold()) for text in texts]


def test_distinct_outputs_are_counted_the_most_frequent_first() -> None:
    found = reproduced(answers("Paris", "paris", "Paris", "Rome"))
    assert [(form.text, form.count, form.share) for form in found.forms] == [
        ("Paris", 2, 0.5),
        ("paris", 1, 0.25),
        ("Rome", 1, 0.25),
    ]
    assert found.distinct_canonical == 2
    assert found.parting == Parting(1, 1)
    assert found.equal_pairs == pytest.approx(1 / 6)
    assert found.equal_pairs_canonical == pytest.approx(3 / 6)
    assert found.prefix == pytest.approx((5 + 0 + 5 + 0) / 4)


@pytest.mark.parametrize(
    ("text", "other", "character", "word"),
    [
        ("a b c", "a b d", 5, 3),
        ("the cat", "the car", 7, 2),
        ("the cat sat", "the cat", 8, 2),
        ("", "x", 1, 1),
        ("one  two", "one two", 5, 2),
        ("a\nb", "a\nc", 3, 2),
    ],
)
def test_where_two_texts_part(text: str, other: str, character: int, word: int) -> None:
    assert parting_of(text, other) == Parting(character, word)


def test_one_answer_parts_from_nothing() -> None:
    found = reproduced(answers("x"))
    assert (found.parting, found.equal_pairs, found.prefix_share) == (None, None, 1.0)
    with pytest.raises(ValueError, match="no answers"):
        reproduced([])


@given(st.lists(st.text(max_size=6), min_size=2, max_size=12))
def test_agreement_is_that_of_all_pairs(texts: list[str]) -> None:
    found = reproduced(answers(*texts))
    pairs = list(itertools.combinations(texts, 2))
    assert found.equal_pairs == pytest.approx(sum(a == b for a, b in pairs) / len(pairs))
    assert sum(form.count for form in found.forms) == found.answered == len(texts)
    assert 0 <= found.prefix_share <= 1
    assert (found.parting is None) == (len(set(texts)) == 1)


# --- the command ---------------------------------------------------------------------------------


async def repro(path: Path, *args: str) -> dict[str, Any]:
    code, out, err = await canary("repro", "--config", path, "--target", "model", "--json", *args)
    assert (code, err) == (0, "")
    found: dict[str, Any] = json.loads(out)
    return found


async def test_a_server_that_varies_is_told_apart_and_its_failures_are_apart(tmp_path: Path) -> None:
    said: list[str | bytes] = ["The capital is Paris.", "The capital  is paris.", "It is Rome.", error(400)]
    turns = itertools.cycle(said)
    async with llm_server(lambda asked: next(turns)) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        found = await repro(path, "--prompt", "numbers/p001", "-n", "20")
        assert len(server.journal) == 20
    assert (found["asked"], found["answered"], found["errors"]) == (20, 15, {"rejected": 5})
    assert (found["distinct_raw"], found["distinct_canonical"]) == (3, 2)
    assert sorted(each["count"] for each in found["outputs"]) == [5, 5, 5]
    assert found["first_difference"]["character"] >= 1
    assert not (tmp_path / "unused.db").exists()


def test_a_scripted_model_rolls_its_dice_for_every_call(tmp_path: Path, within: Within) -> None:
    path = write_config(tmp_path, "sqlite:///unused.db", "http://127.0.0.1:9")
    config = json.loads(path.read_text())
    script = {"nondeterminism": 0.5, "hallucinate": 0.3}
    model = {"name": "model", "provider": "scripted", "suites": ["numbers"], "script": script}
    path.write_text(json.dumps({**config, "targets": [model]}))
    args = ["repro", "--config", path, "--target", "model", "--prompt", "p002", "-n", "40", "--json"]
    code, first, _ = within(*args)
    assert code == 0
    assert json.loads(first)["answered"] == 40
    assert json.loads(first)["distinct_raw"] > 1
    assert within(*args) == (0, first, "")


async def test_the_histogram_is_safe_for_a_terminal(tmp_path: Path) -> None:
    async with llm_server(lambda asked: "\x1b]0;owned\x07\u202eParis\nsecond line") as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        code, out, err = await canary(
            "repro", "--config", path, "--target", "model", "--prompt", "p001", "-n", "3"
        )
    assert (code, err) == (0, "")
    assert "\x1b" not in out
    assert "\u202e" not in out
    assert "Paris" in out
    assert "second line" not in out
    assert "all answers are the same, character for character" in out


async def test_nothing_measured_is_exit_3_with_the_reason(tmp_path: Path) -> None:
    async with llm_server(lambda asked: error(401, "no such key")) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        code, out, err = await canary(
            "repro", "--config", path, "--target", "model", "--prompt", "p001", "-n", "3"
        )
    assert code == 3
    assert "auth 3:" in out
    assert "nothing could be measured" in err


async def test_ctrl_c_shows_what_came_in(tmp_path: Path) -> None:
    async with llm_server(lambda asked: "Paris", delay=0.05) as server:
        path = write_config(tmp_path, "sqlite:///unused.db", server.url)
        args = ("repro", "--config", path, "--target", "model", "--prompt", "p001", "-n", "900", "--json")
        async with command(*args) as process:
            while len(server.journal) < 12:
                await asyncio.sleep(0.01)
            process.send_signal(signal.SIGINT)
            out, err = await asyncio.wait_for(process.communicate(), 10)
    assert process.returncode == 130
    assert 1 <= json.loads(out)["answered"] < 900
    assert b"interrupted after" in err
    assert b"Traceback" not in err


def test_a_prompt_or_target_that_is_not_there_is_named_with_candidates(
    tmp_path: Path, within: Within, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_TEST_KEY", KEY)
    path = write_config(tmp_path, "sqlite:///unused.db", "http://127.0.0.1:9")
    code, _, err = within("repro", "--config", path, "--target", "model", "--prompt", "p01")
    assert code == 2
    assert "prompt p01 is in no suite; candidates: numbers/p00" in err
    code, _, err = within("repro", "--config", path, "--target", "x", "--prompt", "p001")
    assert code == 2
    assert "no target named x; known: model" in err
