"""The pictures of the README, made from what the program says: ``make pictures``.

Runs ``canary demo``, then shows one of the messages it left in its outbox, as text and as Slack lays it out, what
``incidents show`` says of it, and the report over its database. Nothing is drawn by hand: when the wording changes, so
do the pictures. The message as in Slack needs Chromium; without it that picture stays as it is.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import json
import re
import tempfile
from pathlib import Path

from rich._export_format import CONSOLE_SVG_FORMAT
from rich.console import Console
from rich.text import Text
from slack_page import picture

IMAGES = Path(__file__).parent.parent / "docs" / "images"
MESSAGE_WIDTH, REPORT_WIDTH, INCIDENT_WIDTH = 84, 108, 118  # characters
# A picture in a page may load nothing, so rich's web font would never come.
FONTS = "ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace"
FORMAT = re.sub(r"@font-face \{\{.*?\}\}\n", "", CONSOLE_SVG_FORMAT, flags=re.DOTALL).replace(
    "Fira Code, monospace", FONTS
)


def main() -> None:
    from canary.cli import main as canary

    IMAGES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "demo" / "canary.yaml"
        _said(lambda: canary(["demo", "--keep", str(config.parent)]))
        report = _said(lambda: canary(["--config", str(config), "report"]))
        _message(config.parent / "demo.db")
        number, incident = _open_incident(Path(folder) / "open")
    _save(
        "incident",
        f"canary incidents show {number}",
        INCIDENT_WIDTH,
        lambda console: console.print(Text(incident.rstrip())),
    )
    _save("report", "canary report", REPORT_WIDTH, lambda console: console.print(Text(report.rstrip())))


def _said(work: object) -> str:
    assert callable(work)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        assert work() == 0
    return said.getvalue()


def _open_incident(folder: Path) -> tuple[object, str]:
    """The demo's invented ticket numbers where nobody mends them: the incident's number, and what is shown of it."""
    from canary.cli import demo
    from canary.cli import main as canary

    mended = f"to_cycle: {demo.CHANGED + 12}, "
    assert mended in demo.CONFIG
    demo.CONFIG = demo.CONFIG.replace(mended, "")
    _said(lambda: canary(["demo", "--keep", str(folder)]))
    config = str(folder / "canary.yaml")
    number = _quality(json.loads(_said(lambda: canary(["--config", config, "incidents", "list", "--json"]))))
    return number, _said(lambda: canary(["--config", config, "incidents", "show", str(number)]))


def _quality(listed: dict[str, list[dict[str, object]]]) -> object:
    """The number of the incident about answers that got worse."""
    return next(each["id"] for each in listed["incidents"] if each["kind"] == "quality")


def _message(database: Path) -> None:
    """The first message about answers that got worse, as the demo shows it: laid out like Slack's."""
    from canary.cli.demo import Told
    from canary.core.message import Notice
    from canary.sinks.slack_payload import payload

    notices = map(Notice.from_plain, _outbox(database))
    found = next(notice for notice in notices if notice.kind == "quality")
    _save(
        "slack",
        "the message in Slack",
        MESSAGE_WIDTH,
        lambda console: asyncio.run(Told(console).send(found, None)),
    )
    drawn = picture(payload(found, buttons=True)["blocks"], f"{found.at:%H:%M}", IMAGES / "slack-message.png")
    print(
        "docs/images/slack-message.png"
        if drawn
        else "no chromium: docs/images/slack-message.png stays as it is"
    )


def _outbox(database: Path) -> list[dict[str, object]]:
    import sqlalchemy as sa

    from canary.storage.tables import notification

    engine = sa.create_engine(f"sqlite:///{database}")
    with engine.connect() as connection:
        return list(
            connection.execute(sa.select(notification.c.notice).order_by(notification.c.id)).scalars()
        )


def _save(name: str, title: str, width: int, draw: object) -> None:
    assert callable(draw)
    console = Console(record=True, width=width, file=io.StringIO(), highlight=False)
    draw(console)
    path = IMAGES / f"{name}.svg"
    path.write_text(console.export_svg(title=title, code_format=FORMAT, unique_id=name), encoding="utf-8")
    print(path.relative_to(IMAGES.parent.parent))


if __name__ == "__main__":
    main()
