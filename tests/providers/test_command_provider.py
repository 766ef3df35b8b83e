"""Programs as providers, with real children: what they are given, what counts as an answer, and that none is left."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import os
import re
import shutil
import signal
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Answer, Failure, FailureKind, Limits, Message, Prompt, Secret, Target
from canary.errors import SettingsError
from canary.providers import PROVIDERS, base, command, open_endpoint
from canary.providers.base import Question, Unmeasured, ask
from canary.providers.command import (
    MAX_OUTPUT,
    STATUSES,
    CommandEndpoint,
    _failure,
    arguments_of,
    environment_of,
    stdin_of,
)
from canary.settings import load
from canary.storage import cycles

PROMPT = Prompt("capital", (Message("user", "Capital of France?"),), params={"max_tokens": 5})
QUESTION = Question(PROMPT, 0, 0, datetime(2026, 1, 1, tzinfo=UTC))
KEY = "sk-command-0123456789abcdef"
PATIENT = Limits(timeout=60)
DEADLINE = 30.0  # seconds a test waits for what must happen

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="who is left is read in /proc")


@pytest.fixture(autouse=True)
def _short_backoff(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(base, "BACKOFF_FIRST", 0.02)


def target_of(words: list[Any] | None = None, /, **changes: Any) -> Target:
    options = {"command": words or ["cat"], **changes.pop("options", {})}
    return Target("t", "command", changes.pop("model", "command"), options=options, **changes)


def python(code: str, **changes: Any) -> Target:
    """A target whose program is this Python code."""
    return target_of([sys.executable, "-S", "-c", code], **changes)


async def asked(
    target: Target, limits: Limits = PATIENT, question: Question = QUESTION
) -> tuple[Answer | Failure, int]:
    endpoint = open_endpoint(target)
    outcome, _, attempts = await ask(endpoint, question, limits)
    await endpoint.aclose()
    return outcome, attempts


async def failed(target: Target, limits: Limits = PATIENT) -> tuple[FailureKind, str, int]:
    outcome, attempts = await asked(target, limits)
    assert isinstance(outcome, Failure), outcome
    return outcome.kind, outcome.detail, attempts


def problems(target: Target) -> dict[str, str]:
    return dict(PROVIDERS["command"].check(target))


async def until(true: Callable[[], bool]) -> None:
    deadline = time.monotonic() + DEADLINE
    while not true():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.02)


def stat(pid: str | int) -> tuple[str, int]:
    """A process's state and its parent, as proc(5) has them; ("gone", 0) where there is no such process."""
    try:
        after_name = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    except OSError:
        return "gone", 0
    return after_name[0], int(after_name[1])


def is_gone(pid: int) -> bool:
    """Whether the process has ended; one that only waits to be reaped by init has."""
    return stat(pid)[0] in ("gone", "Z", "X")


def children() -> set[int]:
    """The processes of this one, zombies among them."""
    pids = [int(entry.name) for entry in Path("/proc").iterdir() if entry.name.isdigit()]
    return {pid for pid in pids if stat(pid)[1] == os.getpid()}


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


Left = Callable[[], list[int]]


@pytest.fixture
def left() -> Left:
    """The processes that this test has started and that are still there."""
    before = children()
    return lambda: sorted(children() - before)


# --- what it is given -----------------------------------------------------------------------------


async def test_the_prompt_goes_in_and_the_output_is_the_answer_to_the_byte() -> None:
    outcome, attempts = await asked(target_of(["cat"]))
    assert (outcome, attempts) == (Answer("Capital of France?"), 1)
    outcome, _ = await asked(python("print(' Paris\\r\\n\\x00\\u00e9 '); print()"))
    assert outcome == Answer(" Paris\r\n\x00\u00e9 \n\n")


async def test_no_output_is_the_empty_answer() -> None:
    assert (await asked(target_of(["true"])))[0] == Answer("")


def test_a_prompt_of_several_turns_is_a_transcript() -> None:
    prompt = Prompt("p", (Message("system", "Be brief."), Message("user", "Hello\n")))
    assert stdin_of(target_of(), prompt) == b"System:\nBe brief.\n\nUser:\nHello\n"


def test_as_json_the_program_is_given_turns_model_and_parameters() -> None:
    target = target_of(model="m", params={"seed": 7, "max_tokens": 9}, options={"input": "json"})
    assert json.loads(stdin_of(target, PROMPT)) == {
        "messages": [{"role": "user", "content": "Capital of France?"}],
        "model": "m",
        "params": {"seed": 7, "max_tokens": 5},
    }


def test_half_a_surrogate_pair_goes_as_json_or_not_at_all() -> None:
    prompt = Prompt("p", (Message("user", "\ud800"),))
    assert b"\\ud800" in stdin_of(target_of(options={"input": "json"}), prompt)
    with pytest.raises(Unmeasured, match="surrogate"):
        stdin_of(target_of(), prompt)


def test_model_and_parameters_are_filled_into_arguments_that_no_shell_reads() -> None:
    target = target_of(
        ["llm", "--model={{model}}", "{{params.seed}}", "-o", "{{params.stop}}", "$(rm -rf ~); *"],
        model="m 1; true",
        params={"seed": 7, "stop": ["a"]},
    )
    assert arguments_of(target, PROMPT) == [
        "llm",
        "--model=m 1; true",
        "7",
        "-o",
        '["a"]',
        "$(rm -rf ~); *",
    ]


async def test_the_environment_is_small_and_its_own() -> None:
    target = python(
        "import os; print(*sorted(os.environ))",
        api_key=Secret(KEY),
        options={"env": {"MY_KEY": "{{api_key}}", "MODE": "test"}},
    )
    assert environment_of(target, {"PATH": "/bin", "SLACK_BOT_TOKEN": "x", "HOME": "/h"}) == {
        "PATH": "/bin",
        "HOME": "/h",
        "LANG": "C.UTF-8",
        "MY_KEY": KEY,
        "MODE": "test",
    }
    outcome, _ = await asked(target)
    assert isinstance(outcome, Answer)
    assert set(outcome.text.split()) <= {"HOME", "LANG", "MODE", "MY_KEY", "PATH", "LC_CTYPE"}


async def test_a_long_prompt_and_a_long_answer_pass_each_other() -> None:
    """Neither side may wait for the other to read first."""
    text = "é" * 400_000
    question = Question(Prompt("p", (Message("user", text),)), 0, 0, QUESTION.slot)
    assert (await asked(target_of(["cat"]), question=question))[0] == Answer(text)
    assert (await asked(target_of(["echo", "ok"]), question=question))[0] == Answer("ok\n")


# --- what is no answer ----------------------------------------------------------------------------


@pytest.mark.parametrize("status", [1, 2, *STATUSES, 200])
async def test_a_status_is_its_kind_and_the_last_line_of_its_errors_is_told(status: int) -> None:
    kind, retryable = STATUSES.get(status, (FailureKind.SERVER_ERROR, False))
    code = "echo partial; echo first >&2; echo 'no\tquota \x1b[31m' >&2; echo >&2; exit $0"
    found = await failed(target_of(["sh", "-c", code, str(status)]))
    assert found == (kind, f"the program ended with status {status}; no quota [31m", 3 if retryable else 1)


async def test_a_program_ended_by_a_signal_is_a_server_error() -> None:
    found = await failed(target_of(["sh", "-c", "echo Paris; kill -SEGV $$"]))
    assert found == (FailureKind.SERVER_ERROR, "the program was ended by SIGSEGV", 1)


async def test_output_that_is_no_utf8_is_malformed() -> None:
    kind, detail, _ = await failed(python("import os; os.write(1, b'Par\\xffis')"))
    assert (kind, detail) == (FailureKind.MALFORMED, "the program's output is not UTF-8 (byte 4)")


async def test_a_flood_is_cut_off_and_the_program_ended(left: Left) -> None:
    kind, detail, _ = await failed(target_of(["yes"]))
    assert (kind, "larger than 4 MiB" in detail) == (FailureKind.MALFORMED, True)
    assert left() == []


async def test_the_largest_output_is_an_answer_and_a_flood_of_errors_is_nothing() -> None:
    code = f"import os, sys; sys.stderr.write('x' * 20_000_000); sys.stdout.write('a' * {MAX_OUTPUT})"
    outcome, _ = await asked(python(code))
    assert isinstance(outcome, Answer)
    assert len(outcome.text) == MAX_OUTPUT


async def test_a_program_that_is_gone_since_the_start_is_named(tmp_path: Path) -> None:
    program = tmp_path / "ask"
    shutil.copy("/bin/cat", program)
    target = target_of([str(program)])
    assert problems(target) == {}
    program.unlink()
    kind, detail, attempts = await failed(target)
    assert (kind, attempts) == (FailureKind.NOT_FOUND, 1)
    assert "cannot be run: No such file" in detail


@given(st.integers(-200, 255).filter(bool), st.binary(max_size=300))
def test_any_end_with_any_words_is_unmeasured(status: int, noise: bytes) -> None:
    failure = _failure(status, noise)
    assert failure.detail.isprintable()
    assert len(failure.detail) < 400


# --- its end --------------------------------------------------------------------------------------

WRITES_ITS_PIDS = """
import os, signal, subprocess, sys, time
{first}
child = subprocess.Popen(['sleep', '3600'], start_new_session={escapes})
with open({file!r} + '.new', 'w') as file:
    print(os.getpid(), child.pid, file=file)
os.rename({file!r} + '.new', {file!r})
{last}
"""


def with_grandchild(file: Path, *, first: str = "", last: str, escapes: bool = False) -> Target:
    """A program that starts a child of its own, and tells both their numbers."""
    return python(WRITES_ITS_PIDS.format(file=str(file), first=first, last=last, escapes=escapes))


def pids(file: Path) -> list[int]:
    return [int(word) for word in file.read_text().split()]


NEVER_ENDS = "time.sleep(3600)"
DEAF = "signal.signal(signal.SIGTERM, signal.SIG_IGN)"


@pytest.mark.parametrize("first", ["", DEAF], ids=["ends", "ignores-sigterm"])
async def test_a_program_that_never_ends_is_ended_at_the_deadline_with_all_its_children(
    tmp_path: Path, left: Left, first: str
) -> None:
    file = tmp_path / "pids"
    found = await failed(with_grandchild(file, first=first, last=NEVER_ENDS), Limits(timeout=2.0))
    assert found[0] is FailureKind.TIMEOUT
    # On a machine so busy that it was not there in time there is nothing to look for.
    for pid in pids(file) if file.exists() else []:
        await until(lambda pid=pid: is_gone(pid))  # type: ignore[misc]
    assert left() == []


async def test_a_cancelled_sample_ends_its_program_however_often_it_is_cancelled(
    tmp_path: Path, left: Left
) -> None:
    file = tmp_path / "pids"
    endpoint = open_endpoint(with_grandchild(file, first=DEAF, last=NEVER_ENDS))
    task = asyncio.create_task(endpoint.ask(QUESTION))
    await until(file.exists)
    task.cancel()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await endpoint.aclose()
    await until(lambda: all(is_gone(pid) for pid in pids(file)))
    assert left() == []


async def test_a_child_left_behind_with_the_output_open_is_ended_and_what_was_written_counts(
    tmp_path: Path,
) -> None:
    file = tmp_path / "pids"
    outcome, _ = await asked(with_grandchild(file, last="print('Paris')"))
    assert outcome == Answer("Paris\n")
    await until(lambda: all(is_gone(pid) for pid in pids(file)))


async def test_a_child_that_has_left_the_group_does_not_hold_us_up(tmp_path: Path) -> None:
    file = tmp_path / "pids"
    try:
        outcome, _ = await asked(with_grandchild(file, last="print('Paris')", escapes=True))
        assert outcome == Answer("Paris\n")
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pids(file)[1], signal.SIGKILL)


async def test_a_program_that_closes_its_output_and_stays_is_ended_at_the_deadline(left: Left) -> None:
    target = python("import os, time; print('Paris', flush=True); os.close(1); os.close(2); time.sleep(3600)")
    assert (await failed(target, Limits(timeout=2.0)))[0] is FailureKind.TIMEOUT
    assert left() == []


async def test_a_child_may_finish_the_output_shortly_after_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(command, "LINGER", DEADLINE)  # shortly, on a busy machine
    outcome, _ = await asked(target_of(["sh", "-c", "(sleep 0.2; echo Paris) & exit 0"]))
    assert outcome == Answer("Paris\n")


async def test_many_samples_leave_no_process_and_no_file_open(left: Left) -> None:
    endpoint = open_endpoint(target_of(["cat"]))
    slow = open_endpoint(python(NEVER_ENDS.replace("time", "__import__('time')")))
    await ask(endpoint, QUESTION, PATIENT)
    gc.collect()
    before = open_files()
    outcomes = await asyncio.gather(
        *(ask(endpoint, QUESTION, PATIENT) for _ in range(20)),
        *(ask(slow, QUESTION, Limits(timeout=0.3)) for _ in range(5)),
    )
    await asyncio.gather(endpoint.aclose(), slow.aclose())
    assert sum(isinstance(outcome, Answer) for outcome, _, _ in outcomes) == 20
    assert left() == []
    assert open_files() <= before


# --- what the configuration may be ----------------------------------------------------------------


def test_a_sound_configuration_has_no_problems() -> None:
    assert problems(target_of(["cat"])) == {}
    assert (
        problems(
            target_of(
                ["sh", "-c", "cat", "{{model}}", "{{params.seed}}"],
                model="m",
                params={"seed": 1},
                api_key=Secret(KEY),
                options={"env": {"KEY": "{{api_key}}"}},
            )
        )
        == {}
    )
    assert problems(target_of(["cat"], params={"seed": 1}, options={"input": "json"})) == {}


@pytest.mark.parametrize(
    ("target", "key", "words"),
    [
        (target_of(["canary-no-such-program"]), "command[0]", "is not on PATH"),
        (target_of(["/no/such/program"]), "command[0]", "no file that can be run"),
        (target_of(["/etc/passwd"]), "command[0]", "no file that can be run"),
        (target_of(["./ask.sh"]), "command[0]", "an absolute path"),
        (target_of(["{{model}}"], model="cat"), "command[0]", "by its own name"),
        (target_of(["cat"], options={"command": "cat -n"}), "command", "must be a list"),
        (target_of(["cat"], options={"command": []}), "command", "must be a list"),
        (target_of(["cat", 3]), "command[1]", "quote it"),
        (target_of(["cat", "a\0b"]), "command[1]", "NUL"),
        (target_of(["cat", "{{prompt}}"]), "command[1]", "standard input"),
        (target_of(["cat", "{{api_key}}"]), "command[1]", "under env"),
        (target_of(["cat", "{{modell}}"]), "command[1]", "did you mean model?"),
        (target_of(["cat", "{{model}}"]), "command[1]", "model is missing"),
        (target_of(["cat", "{{params.seed}}"]), "command[1]", "no such parameter"),
        (target_of(["cat", "{{ model }"]), "command[1]", "no placeholder"),
        (target_of(["cat"], params={"seed": 1}), "params.seed", "is never sent"),
        (target_of(["cat"], options={"input": "yaml"}), "input", "must be one of: text, json"),
        (target_of(["cat"], options={"env": ["A=b"]}), "env", "must be a mapping"),
        (target_of(["cat"], options={"env": {"A-B": "c"}}), "env.A-B", "no name of a variable"),
        (target_of(["cat"], options={"env": {"A": 1}}), "env.A", "quote it"),
        (target_of(["cat"], options={"env": {"A": "{{model}}"}}), "env.A", "no other placeholder"),
        (target_of(["cat"], options={"env": {"A": "{{api_key}}"}}), "api_key", "is missing"),
        (target_of(["cat"], api_key=Secret(KEY)), "api_key", "is never given"),
        (target_of(["cat"], base_url="http://x"), "base_url", "leave it out"),
    ],
)
def test_a_mistake_is_found_when_the_configuration_loads(target: Target, key: str, words: str) -> None:
    assert words in problems(target)[key]


# --- secrets --------------------------------------------------------------------------------------

CONFIG = """
database: sqlite:///c.db
targets:
  - name: t
    provider: command
    command: [sh, -c, 'echo "bad key: $MY_KEY $OTHER $1" >&2; exit 77', x, "${ARGUMENT}"]
    env: {MY_KEY: "{{api_key}}", OTHER: "${OTHER}", MODE: plain}
    api_key: ${KEY}
"""
SUITE = "suite: s\nprompts: [{id: p, messages: [{role: user, content: hi}], validate: [nonempty]}]\n"


async def test_secrets_reach_the_program_and_are_neither_stored_nor_told(tmp_path: Path) -> None:
    (tmp_path / "canaries").mkdir()
    (tmp_path / "canaries" / "s.yaml").write_text(SUITE)
    (tmp_path / "canary.yaml").write_text(CONFIG)
    env = {"KEY": KEY, "OTHER": "other-0123456789", "ARGUMENT": "argument-0123456789"}
    target = load(tmp_path / "canary.yaml", env).targets[0]
    stored = cycles.target_content(target)["options"]
    assert stored["env"] == {"MY_KEY": "<secret>", "OTHER": "<secret>", "MODE": "plain"}
    assert stored["command"][-1] == "<secret>"
    kind, detail, _ = await failed(target)
    assert kind is FailureKind.AUTH
    assert detail.endswith("bad key: <secret> <secret> <secret>")


def test_opening_starts_nothing(left: Left) -> None:
    assert isinstance(open_endpoint(target_of(["cat"])), CommandEndpoint)
    assert left() == []


def test_a_report_needs_no_program(tmp_path: Path) -> None:
    """It may be read from a shell with another PATH, or on another machine."""
    (tmp_path / "canaries").mkdir()
    (tmp_path / "canaries" / "s.yaml").write_text(SUITE)
    (tmp_path / "canary.yaml").write_text(CONFIG.replace("[sh,", "[canary-no-such-program,"))
    assert load(tmp_path / "canary.yaml", {}, secrets=False).targets[0].provider == "command"
    with pytest.raises(SettingsError, match="is not on PATH"):
        load(tmp_path / "canary.yaml", {"KEY": KEY, "OTHER": "x", "ARGUMENT": "y"})


# --- the page -------------------------------------------------------------------------------------

PAGE = (Path(__file__).parents[2] / "docs" / "providers.md").read_text(encoding="utf-8")
SECTION = PAGE.partition("\n## command\n")[2].partition("\n## ")[0]


def test_the_example_of_the_page_lacks_nothing_but_the_program(tmp_path: Path) -> None:
    example = SECTION.partition("```yaml\n")[2].partition("```")[0]
    (tmp_path / "canaries").mkdir()
    (tmp_path / "canaries" / "s.yaml").write_text(SUITE)
    (tmp_path / "canary.yaml").write_text(f"database: sqlite:///c.db\n{example}")
    with pytest.raises(SettingsError) as raised:
        load(tmp_path / "canary.yaml", {"LLM_TOKEN": KEY})
    assert [problem.key for problem in raised.value.problems] == ["targets[0].command[0]"]


def test_every_status_is_documented_with_its_kind() -> None:
    rows = [line.split("|") for line in SECTION.splitlines() if line.startswith("| ")]
    told = {
        int(number): (cells[2].strip().strip("`"), cells[3].strip() == "yes")
        for cells in rows
        for number in re.findall(r"(?<![\w-])[0-9]+", cells[1])
    }
    assert told.pop(0) == ("an answer", False)
    assert told == {status: (kind.value, again) for status, (kind, again) in STATUSES.items()}
