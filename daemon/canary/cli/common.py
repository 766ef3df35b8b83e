"""What several commands share: finding the configuration, durations, JSON on stdout. Light to import."""

from __future__ import annotations

import argparse
import os
import sys
from datetime import timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from canary.settings import Settings


def load_settings(args: argparse.Namespace, *, secrets: bool = True) -> Settings:
    """The configuration that ``--config``, the environment or the working directory names.

    ``secrets=False`` is for commands that ask no model and tell no sink: they run in a shell without keys.
    """
    from canary.settings import config_path, load

    return load(config_path(args.config, os.environ), os.environ, secrets=secrets)


def duration(text: str) -> timedelta:
    """``90s``, ``1h30m``, ``7d`` as argparse takes it."""
    from canary.settings.durations import parse_duration

    try:
        return parse_duration(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def positive(text: str) -> int:
    """A whole number from 1 on, as argparse takes it."""
    if not text.isascii() or not text.isdigit() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is not a whole number from 1 on")
    return int(text)


def print_json(document: Any) -> None:
    """One JSON document on stdout."""
    import orjson

    options = orjson.OPT_INDENT_2 | orjson.OPT_UTC_Z | orjson.OPT_NON_STR_KEYS
    sys.stdout.write(orjson.dumps(document, option=options).decode() + "\n")


def configure_logging(*, verbose: bool) -> None:
    """Log lines to stderr: for people on a terminal, as JSON where a program collects them."""
    import logging

    import structlog

    renderer: Any = (
        structlog.dev.ConsoleRenderer() if sys.stderr.isatty() else structlog.processors.JSONRenderer()
    )
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    level = logging.INFO if verbose else logging.WARNING
    structlog.configure(
        processors=[*shared, structlog.processors.format_exc_info, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(processor=renderer, foreign_pre_chain=shared))
    logging.basicConfig(handlers=[handler], level=max(level, logging.WARNING), force=True)
