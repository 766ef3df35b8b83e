"""A Slack message (Block Kit, as the sink sends it) as a page laid out like Slack's, and its picture by Chromium."""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

WIDTH = 720  # pixels, about what a Slack window gives a message
STYLE = """
body { margin: 0; padding: 12px 16px; width: 688px; background: #fff; color: #1d1c1d;
  font: 15px/1.47 Lato, 'DejaVu Sans', Arial, 'Noto Color Emoji', sans-serif; }
h1 { font-size: 18px; margin: 4px 0 8px; } p { margin: 0 0 8px; } a { color: #1264a3; text-decoration: none; }
.who { margin-bottom: 4px; } .app { background: #ddd; font-size: 10px; padding: 1px 3px; border-radius: 2px; }
.fields { display: grid; grid-template-columns: 1fr 1fr; gap: 8px 24px; margin-bottom: 8px; }
pre, code { font: 12px/1.5 Menlo, Consolas, 'DejaVu Sans Mono', monospace; background: #f8f8f8; border: 1px solid #ddd;
  border-radius: 4px; } pre { margin: 4px 0 8px; padding: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
code { padding: 1px 3px; color: #e01e5a; } .context, .who span { color: #616061; font-size: 13px; margin-bottom: 8px; }
button { font: inherit; font-weight: bold; padding: 4px 12px; margin-right: 8px; border: 1px solid #bbb;
  border-radius: 4px; background: #fff; }
"""


def picture(blocks: Sequence[Mapping[str, Any]], at: str, path: Path) -> bool:
    """Write the PNG; False where there is no Chromium."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        return False
    with tempfile.TemporaryDirectory() as folder:
        written = Path(folder) / "message.html"
        written.write_text(page(blocks, at), encoding="utf-8")
        shown = _run(chromium, "--dump-dom", f"--window-size={WIDTH},10", written.as_uri())
        found = re.search(r'<html lang="(\d+)"', shown)
        assert found is not None, shown[:500]
        _run(chromium, f"--screenshot={path}", f"--window-size={WIDTH},{int(found[1])}", written.as_uri())
    return True


def _run(chromium: str, *args: str) -> str:
    command = [chromium, "--headless", "--no-sandbox", "--hide-scrollbars", *args]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout


def page(blocks: Sequence[Mapping[str, Any]], at: str) -> str:
    """The message as HTML; a script leaves its height in the page's language, where ``--dump-dom`` shows it."""
    who = f'<div class="who"><b>Canary</b> <span class="app">APP</span> <span>{at}</span></div>'
    body = "".join(map(_block, blocks))
    measure = "<script>document.documentElement.lang=String(document.body.offsetHeight)</script>"
    head = f'<meta charset="utf-8"><style>{STYLE}</style>'
    return f"<!doctype html><html><head>{head}</head><body>{who}{body}{measure}</body></html>"


def _block(block: Mapping[str, Any]) -> str:
    kind = block["type"]
    if kind == "header":
        return f"<h1>{_plain(block['text']['text'])}</h1>"
    if kind == "context":
        return f'<div class="context">{" ".join(mrkdwn(each["text"]) for each in block["elements"])}</div>'
    if kind == "actions":
        labels = (_plain(each["text"]["text"]) for each in block["elements"])
        return f"<p>{''.join(f'<button>{label}</button>' for label in labels)}</p>"
    if "fields" in block:
        fields = "".join(f"<div>{mrkdwn(each['text'])}</div>" for each in block["fields"])
        return f'<div class="fields">{fields}</div>'
    return f"<div>{mrkdwn(block['text']['text'])}</div>"


def _plain(text: str) -> str:
    return re.sub(r"&(?!amp;|lt;|gt;)", "&amp;", text).replace("<", "&lt;")


def mrkdwn(text: str) -> str:
    """Slack's mark-up as HTML; it escapes ``&``, ``<`` and ``>`` as HTML does."""
    fenced = re.split(r"```\n?(.*?)\n?```\n?", text, flags=re.DOTALL)
    return "".join(f"<pre>{part}</pre>" if odd % 2 else _lines(part) for odd, part in enumerate(fenced))


def _lines(text: str) -> str:
    text = re.sub(r"<([^|>]+)\|([^>]*)>", r'<a href="\1">\2</a>', text)
    text = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", text)
    text = re.sub(r"(?<!\w)\*([^*\n]+)\*(?!\w)", r"<b>\1</b>", text)
    text = re.sub(r"(?<!\w)_([^_\n]+)_(?!\w)", r"<i>\1</i>", text)
    return f"<p>{text.strip().replace(chr(10), '<br>')}</p>" if text.strip() else ""
