"""The command line: one file a command. Importing this loads no command's work, only its words."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Callable, Sequence
from typing import Protocol, cast

from canary import __version__
from canary.errors import CanaryError

COMMANDS = (
    "init",
    "check",
    "validate",
    "demo",
    "run",
    "daemon",
    "report",
    "diff",
    "baseline",
    "incidents",
    "backtest",
    "import_",
    "export",
    "db",
)

EXIT_CODES = """\
exit codes: 0 fine; 1 drift, invalid or unhealthy; 2 usage or configuration; 3 could not measure; 130 interrupted
"""


class Command(Protocol):
    """What a command's module offers."""

    NAME: str
    HELP: str
    configure: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], int]


def commands() -> list[Command]:
    """Every command, in the order of the help."""
    return [cast(Command, importlib.import_module(f"canary.cli.{name}")) for name in COMMANDS]


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="canary",
        description="Notices when a hosted language model changes under you.",
        epilog=EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"canary {__version__}")
    _add_config(parser, None)
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for command in commands():
        sub = subparsers.add_parser(
            command.NAME,
            help=command.HELP,
            description=command.HELP,
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        _add_config(sub, argparse.SUPPRESS)  # so that it may stand after the command as well
        command.configure(sub)
        sub.set_defaults(run=command.run)
    return parser


def _add_config(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--config", metavar="FILE", default=default, help="default: $CANARY_CONFIG, else ./canary.yaml"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    args = build_parser().parse_args(argv)
    try:
        return int(args.run(args))
    except CanaryError as error:
        print(f"canary: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("canary: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        # The reader (head, less) has seen enough. Python would complain again when it flushes at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
