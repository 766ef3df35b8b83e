"""Where a command's result goes to, and where its lines come from: a file, a compressed one, or the standard streams."""

from __future__ import annotations

import gzip
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, cast

from canary.errors import UsageError


@contextmanager
def open_output(name: str | None) -> Iterator[BinaryIO]:
    """Standard output for None or ``-``, else a file (compressed if it ends in .gz) that appears when it is complete."""
    if name is None or name == "-":
        yield sys.stdout.buffer
        sys.stdout.buffer.flush()
        return
    path = Path(name)
    part = path.with_name(f".{path.name}.part")
    try:
        with _compressed(path.name, part, "wb") as stream:
            yield stream
        os.replace(part, path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror}; {_way_out(error)}") from error
    finally:
        part.unlink(missing_ok=True)


@contextmanager
def open_input(name: str) -> Iterator[BinaryIO]:
    """Standard input for ``-``, else the file, unpacked if its name ends in .gz."""
    if name == "-":
        yield sys.stdin.buffer
        return
    try:
        stream = _compressed(name, Path(name), "rb")
    except OSError as error:
        raise UsageError(f"{name} cannot be read: {error.strerror}; {_way_out(error)}") from error
    with stream:
        yield stream


def _way_out(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "check the name and its folder"
    if isinstance(error, PermissionError):
        return "check who may use it"
    if isinstance(error, IsADirectoryError):
        return "name a file in it"
    return "see the disk it is on"


def _compressed(name: str, path: Path, mode: str) -> BinaryIO:
    if name.endswith(".gz"):
        return cast(BinaryIO, gzip.open(path, mode))
    return cast(BinaryIO, path.open(mode))
