"""Sample logs of lm-evaluation-harness: both shapes are read, what is written is read back, hostile lines are refused."""

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.cli.bench.recorded import read_log
from canary.core.lmeval import LogError, Logged, file_name, parse, render, task_of
from canary.core.model import Message
from canary.errors import UsageError

LOGS = Path(__file__).parents[1] / "data" / "lmeval"
SUMS = LOGS / "samples_sums_2024-03-02T10-11-12.131415.jsonl"
CAPITALS = LOGS / "samples_capitals_2025-07-01T08-00-00.000001.jsonl"
CHOICES = LOGS / "samples_choices_2025-07-01T08-00-00.000001.jsonl"


def sample(**changes: Any) -> dict[str, Any]:
    plain = {"doc_id": 0, "target": "x", "arguments": [["ask", {}]], "resps": [["x"]], "exact_match": 1.0}
    return {**plain, **changes}


def test_the_older_shape_is_a_list_of_requests() -> None:
    logged = parse(SUMS.read_text().splitlines()[1])
    assert logged.messages == (
        Message("user", "Question: A train has 12 cars, 5 are empty. How many are full?\nAnswer:"),
    )
    assert logged.stop == ("Question:", "</s>")
    assert (logged.right, logged.metric, logged.filter) == (False, "exact_match", "strict-match")


def test_the_newer_shape_is_a_mapping_with_chat_messages() -> None:
    lines = CAPITALS.read_text().splitlines()
    logged = parse(lines[0])
    assert logged.messages == (
        Message("system", "Answer with the city only."),
        Message("user", "What is the capital of France?"),
    )
    assert (logged.max_tokens, logged.targets, logged.response) == (16, ("Paris",), "Paris")
    assert parse(lines[2]).targets == ("Sucre", "La Paz")


def test_likelihoods_are_refused_with_the_way_out() -> None:
    with pytest.raises(LogError, match="generate_until"):
        parse(CHOICES.read_text())
    with pytest.raises(UsageError, match=r"line 1: a request for likelihoods"):
        read_log(str(CHOICES), "equals")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"doc_id": None}, "doc_id"),
        ({"doc_id": True}, "doc_id"),
        ({"arguments": []}, "no request"),
        ({"arguments": {"gen_args_0": {}}}, "no prompt"),
        ({"arguments": [[17, {}]]}, "must be a text"),
        ({"arguments": [["ask", " continuation"]]}, "likelihoods"),
        ({"arguments": [['[{"role": "tool", "content": "x"}]', {}]]}, "role"),
        ({"arguments": [['[{"role": "user", "content": [{"type": "image"}]}]', {}]]}, "text"),
        ({"target": None}, "no target"),
    ],
)
def test_what_cannot_be_asked_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(LogError, match=says):
        parse(json.dumps(sample(**changes)))


def test_a_bracket_at_the_start_makes_no_chat() -> None:
    assert (
        parse(json.dumps(sample(arguments=[["[1, 2] sums to", {}]]))).messages[0].content == "[1, 2] sums to"
    )


@pytest.mark.parametrize(
    ("changes", "right"),
    [
        ({"exact_match": 0}, False),
        ({"exact_match": True}, True),
        ({"exact_match": 0.5}, None),
        ({"exact_match": None, "acc": 1.0}, True),
        ({"exact_match": None, "metrics": ["f1", "em_strict"], "f1": 0.7, "em_strict": 0.0}, False),
        ({"exact_match": None}, None),
    ],
)
def test_a_metric_says_yes_or_no_or_nothing(changes: dict[str, Any], right: bool | None) -> None:
    assert parse(json.dumps(sample(**changes))).right is right


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=20),
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
        max_leaves=12,
    ),
    st.sampled_from(["doc_id", "target", "arguments", "resps", "metrics", "filter", "exact_match"]),
)
def test_any_json_is_a_sample_or_refused(value: Any, key: str) -> None:
    with contextlib.suppress(LogError):
        assert isinstance(parse(json.dumps(sample(**{key: value}))), Logged)


@given(st.binary(max_size=200))
def test_any_bytes_are_refused(line: bytes) -> None:
    with pytest.raises(LogError):
        parse(b"\xff" + line)


def test_deep_lines_are_refused() -> None:
    deep = sample(target="[" * 5_000, arguments=[["[" * 50_000, {}]])
    assert parse(json.dumps(deep)).messages[0].content.startswith("[[")
    with pytest.raises(LogError):
        parse("[" * 100_000)


TURNS = st.lists(
    st.builds(Message, st.sampled_from(["system", "user", "assistant"]), st.text(max_size=40)),
    min_size=1,
    max_size=4,
)


@given(TURNS, st.text(min_size=1), st.lists(st.text(), min_size=1, max_size=3), st.booleans())
def test_what_is_written_is_read_back(
    turns: list[Message], target: str, responses: list[str], right: bool
) -> None:
    kwargs = {"until": ["\n"], "max_gen_toks": 30}
    line = render(7, {"prompt": "p"}, turns, target, kwargs, responses, {"acc": float(right)})
    logged = parse(line)
    assert logged.messages == tuple(turns)
    assert (logged.doc_id, logged.response, logged.right) == ("7", responses[0], right)
    assert logged.max_tokens == 30
    if not target.startswith("["):
        assert logged.targets == (target,)


def test_what_is_written_has_the_harness_keys_and_hashes() -> None:
    value = json.loads(render(0, {"a": 1}, [Message("user", "hé")], "Paris", {}, ["Paris"], {"acc": 1.0}))
    assert {"doc_id", "doc", "target", "arguments", "resps", "filtered_resps", "filter", "metrics"} <= set(
        value
    )
    assert {"doc_hash", "prompt_hash", "target_hash", "acc"} <= set(value)
    assert value["target_hash"] == hashlib.sha256(b"Paris").hexdigest()
    assert value["doc_hash"] == hashlib.sha256(b'{\n  "a": 1\n}').hexdigest()
    prompt = value["arguments"]["gen_args_0"]["arg_0"][0]
    assert value["prompt_hash"] == hashlib.sha256(prompt.encode()).hexdigest()


def test_a_lone_surrogate_survives() -> None:
    line = render(0, {}, [Message("user", "x")], "t", {}, ["\ud800"], {})
    assert parse(line.encode("utf-8")).response == "\ud800"


def test_files_are_named_as_the_harness_does() -> None:
    name = file_name("gsm8k_cot", "2025-07-01T08-00-00.000001")
    assert name == "samples_gsm8k_cot_2025-07-01T08-00-00.000001.jsonl"
    assert task_of(name) == "gsm8k_cot"
    assert task_of("mine.jsonl") == "mine"
    assert "/" not in file_name("../../etc", "now")


# --- as a suite ----------------------------------------------------------------------------------


@pytest.mark.parametrize(("match", "same"), [("number", 3), ("equals", 1), ("ends_with", 3)])
def test_ways_of_judging_are_held_against_the_logs_own(match: str, same: int) -> None:
    log = read_log(str(SUMS), match)
    assert log.suite.name == "sums"
    assert [prompt.id for prompt in log.suite.prompts] == ["doc-0", "doc-1", "doc-2"]
    assert f"{same} of the log's 3 answers fare as the log says" in " ".join(log.notes)
    assert log.comparable == (same == 3)


def test_the_first_filter_is_taken_and_the_others_named() -> None:
    log = read_log(str(SUMS), "number")
    assert len(log.rows) == 3
    assert any("strict-match is taken, flexible-extract left out" in note for note in log.notes)


def test_the_logs_answers_count_as_the_log_judged_them() -> None:
    log = read_log(str(CAPITALS), "equals")
    assert [verdict.outcome for row in log.rows for verdict in row.verdicts] == ["pass", "fail", "pass"]
    assert log.comparable


def test_a_target_that_is_no_number_is_refused_for_number() -> None:
    with pytest.raises(
        UsageError, match=r"doc_id 0: its target .* is no number; try --match equals or ends_with"
    ):
        read_log(str(CAPITALS), "number")


def test_an_empty_log_is_refused(tmp_path: Path) -> None:
    (tmp_path / "samples_a.jsonl").write_text("\n")
    with pytest.raises(UsageError, match="no samples"):
        read_log(str(tmp_path / "samples_a.jsonl"), "equals")


def test_a_log_that_is_one_array_is_read_as_its_lines_would_be(tmp_path: Path) -> None:
    array = tmp_path / SUMS.name
    array.write_text(json.dumps([json.loads(line) for line in SUMS.read_text().splitlines()], indent=2))
    assert read_log(str(array), "number") == read_log(str(SUMS), "number")
    array.write_text(json.dumps([sample(), sample(target=None)]))
    with pytest.raises(UsageError, match="sample 2: there is no target"):
        read_log(str(array), "equals")
    array.write_text('[{"doc_id": 0')
    with pytest.raises(UsageError, match="not JSON"):
        read_log(str(array), "equals")
