"""The command line: one file a command. Importing this loads no command's work, only its words."""

from __future__ import annotations

import argparse
import contextlib
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
    "gate",
    "drill",
    "audit",
    "backtest",
    "bench",
    "repro",
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
        for action in _actions(sub):
            _add_config(action, argparse.SUPPRESS)
        sub.set_defaults(run=command.run)
    return parser


def _actions(parser: argparse.ArgumentParser) -> list[argparse.ArgumentParser]:
    """The parsers of a command's own actions (`incidents ack`)."""
    nested = [each for each in parser._actions if isinstance(each, argparse._SubParsersAction)]
    return [action for each in nested for action in each.choices.values()]


def _add_config(parser: argparse.ArgumentParser, default: str | None) -> None:
    parser.add_argument(
        "--config", metavar="FILE", default=default, help="default: $CANARY_CONFIG, else ./canary.yaml"
    )


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; returns its exit code."""
    args = build_parser().parse_args(argv)
    try:
        code = int(args.run(args))
        sys.stdout.flush()  # a disk that is full shows here, not in the interpreter's last words
        return code
    except CanaryError as error:
        print(f"canary: {error}", file=sys.stderr)
        return error.exit_code
    except KeyboardInterrupt:
        print("canary: interrupted", file=sys.stderr)
        return 130
    except BrokenPipeError:
        _give_stdout_up()  # the reader (head, less) has seen enough
        return 0
    except OSError as error:
        _give_stdout_up()
        print(f"canary: {_in_one_line(error)}", file=sys.stderr)
        return 2


def _give_stdout_up() -> None:
    """What is left to be written goes nowhere: Python would complain again when it flushes at exit."""
    with contextlib.suppress(OSError, ValueError):  # where stdout is no file at all
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _in_one_line(error: OSError) -> str:
    """What the system refused, of which file if it says so, and what to look at."""
    what = error.strerror or str(error) or type(error).__name__
    if error.filename is None:
        return f"reading or writing failed: {what}; see where the output goes, and the disk's free space"
    return f"{os.fsdecode(error.filename)}: {what}; see that path, its permissions and the disk's free space"
