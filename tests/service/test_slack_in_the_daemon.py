"""The daemon keeps a socket to Slack open for its buttons, and lets go of it at its end."""

from __future__ import annotations

import signal
from pathlib import Path

from support.process import daemon, write_config
from support.servers import llm_server
from support.slack_server import slack_server


async def test_the_daemon_listens_for_buttons_over_a_reload_and_stops_in_time(
    tmp_path: Path, sqlite_url: str
) -> None:
    async with llm_server(lambda asked: "number") as model, slack_server() as slack:
        alerts = {
            "slack": {
                "bot_token": "xoxb-good",
                "app_token": "xapp-good",
                "channel": "#x",
                "api_url": slack.api_url,
            }
        }
        config = write_config(tmp_path, sqlite_url, model.url, alerts=alerts)
        async with daemon(config) as running:
            await running.until("ready")
            await slack.connected.wait()
            slack.messages["C0X:1.0"] = {"blocks": []}
            await slack.press("C0X:1.0", "canary_acknowledge", value="7:0123456789abcdef")
            await running.until("button pressed")
            slack.connected.clear()
            running.process.send_signal(signal.SIGHUP)
            await slack.connected.wait()
            running.process.send_signal(signal.SIGTERM)
            assert await running.process.wait() == 0
        assert "please report" not in running.log
        assert "xapp-good" not in running.log
        assert "ticket" not in running.log
    assert "does not know that incident" in slack.whispers[0]["text"]
