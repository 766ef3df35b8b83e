"""The command line within the test's own process: enough where nothing but scripted models is asked."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import structlog

from canary.cli import main

Within = Callable[..., tuple[int, str, str]]


@pytest.fixture
def within(capsys: pytest.CaptureFixture[str]) -> Iterator[Within]:
    """Run a command: (exit code, stdout, stderr). The logging that it sets up is undone again."""
    root = logging.getLogger()
    before = root.handlers[:], root.level

    def run(*args: str | Path) -> tuple[int, str, str]:
        return main([str(each) for each in args]), *capsys.readouterr()

    yield run
    structlog.reset_defaults()
    root.handlers[:], root.level = before
