"""The README's five minutes, typed as they stand there, against a model and a Slack on the loopback address."""

from __future__ import annotations

import asyncio
import json
import os
import re
import sys
from pathlib import Path
from typing import Any

import pytest

from support.servers import llm_server
from support.slack_server import slack_server

README = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
SECTION = README.split("## Five minutes")[1].split("\n## ")[0]
SHELL = re.findall(r"```sh\n(.*?)```", SECTION, re.DOTALL)
SLACK_LINE, REHEARSAL = re.findall(r"```yaml\n(.*?)```", SECTION, re.DOTALL)
INSTALL, FIRST_CYCLE, TEST_MESSAGE, FIRST_ALERT, DAEMON = SHELL

TRIAGE = '{"summary": "The parcel is late, and the customer waits.", "ticket_ids": [], "priority": "low"}'


async def type_in(script: str, folder: Path, env: dict[str, str]) -> str:
    """Run the lines of one block as they stand, but for the exports, whose placeholders *env* fills in."""
    lines = [line for line in script.splitlines() if not line.startswith("export ")]
    process = await asyncio.create_subprocess_exec(
        "sh", "-ec", "\n".join(lines), cwd=folder, env=env,
        stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, err = await process.communicate()
    assert process.returncode == 0, err.decode()[-2000:]
    return out.decode()


def texts(calls: list[tuple[str, dict[str, Any]]]) -> str:
    return json.dumps([arguments for method, arguments in calls if method == "chat.postMessage"])


@pytest.mark.timeout(300)
async def test_the_five_minutes_work_as_written(tmp_path: Path) -> None:
    async with llm_server(lambda asked: TRIAGE) as model, slack_server() as slack:
        env = {
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(tmp_path),
            "OPENAI_API_KEY": "sk-loopback",
            "OPENAI_BASE_URL": f"{model.url}/v1",
            "SLACK_BOT_TOKEN": "xoxb-good",
        }
        said = await type_in(FIRST_CYCLE, tmp_path, env)
        assert "target gpt-5.4-mini: ok" in said
        assert "gpt-5.4-mini x starter: 12 answered" in said
        assert len(model.journal) == 13  # one for `check --online`, twelve for the cycle

        folder = tmp_path / "watch"
        _take_the_comment_off(folder / "canary.yaml", slack.api_url)
        assert "sink slack: test message sent" in await type_in(TEST_MESSAGE, folder, env)
        assert "[TEST]" in texts(slack.calls)

        (folder / "rehearsal.yaml").write_text(_at(REHEARSAL, slack.api_url))
        slack.calls.clear()
        assert "export CANARY_CONFIG=rehearsal.yaml" in FIRST_ALERT
        rehearsing = {**env, "CANARY_CONFIG": "rehearsal.yaml"}
        await type_in(FIRST_ALERT, folder, rehearsing)
        assert "answers got worse in ticket-triage" in texts(slack.calls)
        for command in re.findall(r"canary diff rehearsal ticket-triage/[a-z-]+", texts(slack.calls)):
            assert "+++ new" in await type_in(command, folder, rehearsing)


def _take_the_comment_off(config: Path, api_url: str) -> None:
    written = config.read_text()
    commented = SLACK_LINE.replace("slack:", "# slack:", 1)
    assert written.count(commented) == 1
    config.write_text(written.replace(commented, _at(SLACK_LINE, api_url)))


def _at(text: str, api_url: str) -> str:
    """*text* with the loopback Slack's address in its `slack:` line."""
    return text.replace('channel: "#llm-oncall"', f'channel: "#llm-oncall", api_url: "{api_url}"')


def test_the_installation_is_from_this_checkout_and_the_end_is_the_service() -> None:
    assert "pip install -c constraints.txt ." in INSTALL
    assert DAEMON.split("\n")[:2] == ["unset CANARY_CONFIG", "canary daemon"]
