"""``canary validate``: the report in its three forms, its exit codes, and that a file cannot speak through it."""

from __future__ import annotations

import io
import json
import sys
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from canary.cli import main
from support.process import write_config

OUTAGE = '''\
"""Orders belong to users."""

from typing import Optional

import sqlalchemy as sa
from alembic import op


def settings() -> Optional[dict]:
    return None


def upgrade() -> None:
    op.add_column("orders", sa.Column("user_id", sa.Integer(), nullable=False))  # ForeignKey("users.id")


def downgrade() -> None:
    op.drop_column("orders", "user_id")
'''


@pytest.fixture(autouse=True)
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No configuration is in the way."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("CANARY_CONFIG", raising=False)


def write(name: str, text: str) -> str:
    Path(name).write_text(text, encoding="utf-8", newline="")
    return name


def report(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, dict[str, Any]]:
    code = main(["validate", *arguments])
    return code, json.loads(capsys.readouterr().out)


def test_the_two_defects_of_the_outage_are_told_with_line_and_cause(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = report(capsys, write("outage.py", OUTAGE), "--with", "alembic_migration")
    assert code == 1
    assert (said["file"], said["valid"], said["error_count"]) == ("outage.py", False, 2)
    hint, key = said["errors"]
    assert hint["line"] == 9
    assert hint["column"] == OUTAGE.splitlines()[8].index("dict") + 1
    assert "Optional[dict]" in hint["message"]
    assert key["line"] == 14
    assert "orders.user_id" in key["message"]
    assert "no foreign key" in key["message"]


def test_a_valid_file_is_exit_0(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = report(capsys, write("a.txt", "TKT-1\n"), "--with", r'regex:{pattern: "^TKT-\d+$"}')
    assert code == 0
    assert said == {
        "file": "a.txt",
        "valid": True,
        "error_count": 0,
        "errors": [],
        "undecided": [],
        "files": [{"file": "a.txt", "valid": True, "error_count": 0, "errors": [], "undecided": []}],
    }


def test_many_files_are_judged_each_for_itself(capsys: pytest.CaptureFixture[str]) -> None:
    files = [write("a.txt", "one"), write("b.txt", ""), write("c.txt", "three")]
    code, said = report(capsys, *files, "--with", "nonempty", "--with", "not_regex:three")
    assert code == 1
    assert [each["valid"] for each in said["files"]] == [True, False, False]
    assert (said["valid"], said["error_count"]) == (False, 2)
    assert [each["errors"][0]["validator"] for each in said["files"][1:]] == ["nonempty", "not_regex"]


def test_standard_input_is_a_file_too(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"SELECT nme FROM users")))
    code, said = report(capsys, "-", "--with", "sql:{tables: {users: [id, name]}}")
    assert code == 1
    assert said["errors"][0]["column"] == 8


def test_what_cannot_be_told_is_neither_error_nor_hidden(capsys: pytest.CaptureFixture[str]) -> None:
    code, said = report(capsys, write("a.txt", "none at all"), "--with", "number:391")
    assert (code, said["valid"], said["errors"]) == (0, True, [])
    assert said["undecided"][0]["validator"] == "number"


def test_a_prompt_text_is_what_ids_are_grounded_in(capsys: pytest.CaptureFixture[str]) -> None:
    write("asked.txt", "Where is TKT-1000?")
    known, invented = write("a.txt", "TKT-1000"), write("b.txt", "TKT-9999")
    code, said = report(
        capsys, known, invented, "--with", r"grounded_ids:TKT-\d{4}", "--prompt-text", "asked.txt"
    )
    assert code == 1
    assert [each["valid"] for each in said["files"]] == [True, False]


def test_without_a_configuration_the_prompts_of_the_starter_suites_are_there(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, said = report(capsys, write("a.txt", "Canberra"), "--prompt", "determinism/capital-of-australia")
    assert (code, said["valid"]) == (0, True)
    assert main(["validate", "a.txt", "--prompt", "determinism/capital-of-austria"]) == 2
    assert "determinism/capital-of-australia" in capsys.readouterr().err


def test_with_a_configuration_its_prompts_are_meant(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CANARY_TEST_KEY", "k")
    path = write_config(tmp_path, "sqlite:///c.db", "http://127.0.0.1:9")
    file = write("a.txt", "nothing of the kind")
    code, said = report(capsys, file, "--prompt", "p001", "--config", str(path))
    assert code == 1
    assert said["errors"][0]["validator"] == "regex"


def test_github_is_told_in_workflow_commands(capsys: pytest.CaptureFixture[str]) -> None:
    files = [write("a,b.py", OUTAGE), write("c.txt", "no number")]
    assert main(["validate", files[0], "--with", "alembic_migration", "--format", "github"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert [line.partition("::line")[0] for line in lines] == [
        "::error file=a%2Cb.py,line=9,col=28,title=canary alembic_migration",
        "::error file=a%2Cb.py,line=14,col=29,title=canary alembic_migration",
    ]
    assert main(["validate", files[1], "--with", "number:3", "--format", "github"]) == 0
    assert capsys.readouterr().out.startswith("::warning file=c.txt")


def test_junit_has_a_case_for_each_file_and_validator(capsys: pytest.CaptureFixture[str]) -> None:
    files = [write("a.txt", "<b>&"), write("b.txt", "7")]
    assert main(["validate", *files, "--with", "nonempty", "--with", "number:8", "--format", "junit"]) == 1
    root = ElementTree.fromstring(capsys.readouterr().out)
    assert root.attrib == {"tests": "4", "failures": "1", "skipped": "1"}
    cases = {(c.get("classname"), c.get("name")): c for c in root.iter("testcase")}
    failure = cases["b.txt", "number"].find("failure")
    assert failure is not None
    assert failure.get("type") == "hallucination"
    assert cases["a.txt", "number"].find("skipped") is not None
    assert not list(cases["a.txt", "nonempty"])


@pytest.mark.parametrize("style", ["json", "github", "junit"])
def test_a_hostile_file_cannot_act_through_the_report(capsys: pytest.CaptureFixture[str], style: str) -> None:
    name = write("x.txt", "import \x1b[31mevil\n::error::fake\x00")
    assert main(["validate", name, "--with", "python", "--with", "one_of:[a]", "--format", style]) == 1
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert not [line for line in said.splitlines() if line.startswith("::error::")]


def test_bytes_that_are_no_text_are_judged_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    Path("a.bin").write_bytes(b"\xff\xfe\x00\x80")
    code, _ = report(capsys, "a.bin", "--with", "python", "--with", "json")
    assert code == 1


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--with", "regx:a"], "unknown validator 'regx'"),
        (["--with", "regex:("], "bad pattern"),
        (["--with", "regex"], "regex needs pattern"),
        (["--with", "sql:{dialect: klingon}"], "unknown dialect 'klingon'"),
        (["--with", "regex:{pattern: [a"], "not YAML"),
        (["--prompt", "nowhere/at-all"], "is in no suite"),
        (["--prompt", "determinism/yes-or-no", "--prompt-text", "a.txt"], "goes with --with"),
    ],
)
def test_what_cannot_be_asked_is_exit_2_and_says_why(
    capsys: pytest.CaptureFixture[str], arguments: list[str], says: str
) -> None:
    assert main(["validate", write("a.txt", "x"), *arguments]) == 2
    assert says in capsys.readouterr().err


def test_a_file_that_is_not_there_is_exit_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "gone.txt", "--with", "nonempty"]) == 2
    assert "gone.txt: cannot be read: No such file" in capsys.readouterr().err


def test_standard_input_is_not_read_twice(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["validate", "-", "-", "--with", "nonempty"]) == 2
    assert "once" in capsys.readouterr().err


@pytest.mark.parametrize("arguments", [[], ["--with", "nonempty", "--prompt", "a/b"]])
def test_one_of_with_and_prompt_is_needed(arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as left:
        main(["validate", write("a.txt", "x"), *arguments])
    assert left.value.code == 2


@pytest.mark.parametrize(
    "content", ["ja: Gr\u00fc\u00dfe".encode("latin-1"), "Gr\u00fc\u00dfe".encode("utf-16")]
)
def test_a_file_that_is_not_utf_8_is_an_error_that_names_the_byte(
    content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    Path("a.txt").write_bytes(b"one\n" + content)
    code, said = report(capsys, write("fine.txt", "fine"), "a.txt", "--with", "nonempty")
    assert (code, said["error_count"]) == (1, 1)
    [fault] = said["files"][1]["errors"]
    assert (fault["validator"], fault["category"], fault["line"]) == ("utf-8", "format", 2)
    at = 4 + (6 if content[:1] == b"j" else 0)
    assert f"byte 0x{(b'one' + bytes([10]) + content)[at]:02x} at byte offset {at}" in fault["message"]


def test_a_prompt_text_that_is_not_utf_8_is_a_usage_error(capsys: pytest.CaptureFixture[str]) -> None:
    Path("q.txt").write_bytes(b"\xff")
    assert main(["validate", write("a.txt", "x"), "--with", "nonempty", "--prompt-text", "q.txt"]) == 2
    assert "q.txt: not UTF-8: byte 0xff at byte offset 0" in capsys.readouterr().err


@pytest.mark.parametrize("shift", range(4))
def test_a_character_on_the_bound_of_what_is_read_is_no_error_of_encoding(
    shift: int, capsys: pytest.CaptureFixture[str]
) -> None:
    code, said = report(capsys, write("a.txt", "x" * shift + "\U0001f426" * 1_000_010), "--with", "nonempty")
    assert (code, [each["validator"] for each in said["errors"]]) == (1, ["nonempty"])  # too long to judge
