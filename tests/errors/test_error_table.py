"""Every mistake that a command line can hold, with the words a person then reads: ``tests/data/errors.txt``.

Mistakes in canary.yaml and in suites have tables of their own beside it (tests/data/settings). After a deliberate change
of wording: ``CANARY_REWRITE_EXPECTED=1 pytest tests/errors``, then read the difference. Each message says what, where and
what to do.
"""

from __future__ import annotations

import os
import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from canary.cli import main
from support import history
from support.history import HOUR, START, Lived

TABLE = Path(__file__).parent.parent / "data" / "errors.txt"

MISTAKES = (
    # what is asked of no such thing
    "run --target nobody",
    "run --suite none",
    "run --target quiet --suite none",
    "run --cycles 0",
    "run --interval soon",
    "report --target nobody",
    "report --suite none",
    "report --since yesterday",
    "report weather",
    "report status --by day",
    "report --format pdf",
    "report rates --by week",
    "report -o none/report.txt",
    "diff nobody late",
    "diff turning nothing",
    "diff turning other/late",
    "diff turning late --vantage moon",
    "baseline show 99",
    "baseline approve 99 --by ann --reason tried",
    "baseline approve 1 --by ann --reason tried",
    "baseline approve 1 --by ann",
    "baseline capture --target turning --suite other",
    "baseline capture --target turning --suite tickets --cycles 0",
    "incidents show 99",
    "incidents ack 99 --by ann",
    "incidents resolve 99 --by ann",
    "incidents silence 99 --for 4h --by ann --reason known",
    "incidents silence 1 --for 0s --by ann --reason known",
    "incidents silence 1 --for 4h --by ann",
    "incidents silence --for 4h --by ann --reason known",
    "incidents silence 1 --target turning --for 4h --by ann --reason known",
    "incidents silence --target nobody --for 4h --by ann --reason known",
    "incidents silence --target turning --from later --for 1h --by ann --reason known",
    "incidents silence --target turning --until 2020-01-01T00:00Z --by ann --reason known",
    "incidents unsilence 99 --by ann",
    "gate --target nobody",
    "gate --target turning --suite none",
    "gate --target turning --max-age never",
    "validate answer.txt",
    "validate answer.txt --with magic",
    "validate answer.txt --with 'regex:('",
    "validate answer.txt --with 'regex:{pattern: \"(\"}'",
    "validate answer.txt --with 'regex:{patern: x}'",
    "validate nowhere.txt --with nonempty",
    "validate - - --with nonempty",
    "validate answer.txt --prompt nothing",
    "validate answer.txt --prompt tickets/late --with nonempty",
    "validate answer.txt --prompt tickets/late --prompt-text x",
    "bench --target nobody",
    "bench --suite none",
    "bench --compare quiet quiet",
    "bench --target quiet -n 0",
    "bench --from-lm-eval nowhere.jsonl --target quiet",
    "bench --from-lm-eval broken.jsonl --target quiet",
    "bench --from-lm-eval answer.txt",
    "repro --target nobody --prompt late",
    "repro --target quiet --prompt nothing",
    "repro --target quiet --prompt lat",
    "repro --target quiet --prompt late -n 0",
    "backtest --from nowhere.jsonl",
    "backtest --from broken.jsonl",
    "backtest --from halves.jsonl",
    "backtest --from empty.jsonl",
    "backtest --baseline-cycles 1 --from halves.jsonl",
    "import nowhere.jsonl",
    "import broken.jsonl",
    "import halves.jsonl",
    "import twice.jsonl",
    "import empty.jsonl --vantage here",
    "export --target nobody",
    "export -o none/out.jsonl",
    "audit sample --name first --size 0",
    "audit sample --target nobody",
    "audit label",
    "audit report",
    "audit label sheet.csv --by ann",
    "demo --keep .",
    "init .",
    "db prune --config nowhere.yaml",
    "db",
    "fly",
    "",
    "--config nowhere.yaml check",
    "--config broken.yaml check",
)


@pytest.fixture(scope="module")
def past(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a configuration, a day of history, and files that are wrong in one way each."""
    folder = tmp_path_factory.mktemp("errors")
    path = history.write_config(folder, history.sqlite(folder))
    history.live(path, 26)
    (folder / "answer.txt").write_text("TKT-10442 is late.")
    (folder / "empty.jsonl").write_text("")
    (folder / "broken.jsonl").write_text('{"target": "t", "prompt": \n')
    (folder / "halves.jsonl").write_text(
        '{"target": "t", "suite": "s", "prompt": "p", "cycle": 0, "output": "x"}\n'
    )
    line = '{"target": "t", "suite": "s", "prompt": "p", "cycle": 0, "sample": 0, "output": "%s"}\n'
    (folder / "twice.jsonl").write_text(line % "x" + line % "y")
    (folder / "sheet.csv").write_text("id,label\n1,perhaps\n")
    (folder / "broken.yaml").write_text("targets: [\n")
    return folder


@pytest.fixture
def lived(past: Path, monkeypatch: pytest.MonkeyPatch) -> Lived:
    monkeypatch.chdir(past)
    monkeypatch.setenv("COLUMNS", "200")
    monkeypatch.delenv("CANARY_CONFIG", raising=False)
    return Lived(past / "canary.yaml", monkeypatch).at(START + 26 * HOUR)


def told(lived: Lived, line: str, capsys: pytest.CaptureFixture[str]) -> str:
    """The exit code and what stands on stderr, the folder's name taken out."""
    capsys.readouterr()
    with history.logging_as_it_was():
        try:
            code = main(shlex.split(line))
        except SystemExit as stopped:
            code = int(stopped.code or 0)
    said = capsys.readouterr()
    words = re.sub(r"\Ausage: .*?\n(?=canary)", "", said.err.strip() or said.out.strip(), flags=re.DOTALL)
    words = re.sub(
        r"\(choose from .*\)", lambda found: found[0].replace("'", ""), words
    )  # as Python likes it
    return f"$ canary {line}\n{words}\n=> {code}\n".replace(str(lived.path.parent), "DIR")


def stored() -> dict[str, str]:
    text = TABLE.read_text(encoding="utf-8") if TABLE.exists() else ""
    return {part.partition("\n")[0].removeprefix("$ canary ").rstrip(): part for part in entries(text)}


def entries(text: str) -> Iterator[str]:
    yield from (f"{part.strip()}\n" for part in re.split(r"\n(?=\$ canary )", text) if part.strip())


def test_every_mistake_is_answered_in_the_words_of_the_table(
    lived: Lived, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {line: told(lived, line, capsys) for line in MISTAKES}
    if os.environ.get("CANARY_REWRITE_EXPECTED"):
        TABLE.write_text("\n".join(found.values()), encoding="utf-8")
    known = stored()
    for line, words in found.items():
        assert "Traceback" not in words
        assert words.strip() == known[line].strip(), line
    assert set(known) == set(MISTAKES)


def test_a_mistake_is_never_fine() -> None:
    for entry in stored().values():
        assert entry.rstrip().rpartition("=> ")[2] in ("1", "2", "3"), entry
