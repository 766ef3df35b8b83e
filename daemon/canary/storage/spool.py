"""The files in which replies wait while the database is away. Knows nothing of the database but its fingerprint.

Each process appends to a file of its own and holds a lock on it; a file whose lock can be had is a dead process's, and
is taken over. A file goes when all of it is committed, so whatever dies in between is replayed again.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import structlog

from canary.storage.observations import Stored
from canary.storage.spool_format import check, decode, encode, frame, head, is_head

LIMIT = 256 * 2**20  # bytes of all files together: some hundred thousand replies
SPOOL, REFUSED = ".spool", ".refused"

log = structlog.get_logger(__name__)


@dataclass(slots=True)
class _File:
    """A file we hold the lock of. ``offset`` is where what is not committed begins."""

    path: Path
    handle: int
    own: bool
    size: int = 0
    count: int = 0  # whole records in it
    offset: int = 0
    settled: int = 0  # of ``count``


@dataclass(frozen=True, slots=True)
class Held:
    """The next records to be committed. ``own`` of ours, which may be more than are left to commit: damaged ones count."""

    items: tuple[Stored, ...]
    own: int
    unreadable: bytes  # whole records that this version cannot read
    _file: _File
    _end: int
    _settles: int


@dataclass(slots=True)
class Spool:
    """The spool of one process in *folder*, for the database of that *fingerprint*. Not to be used by two threads at
    once. Its methods raise OSError where the file system refuses; nothing is made before it is needed.
    """

    folder: Path
    fingerprint: str  # of the database: what waits for another one is not given to this one
    address: str  # of the database, without its password
    limit: int = LIMIT
    _files: list[_File] = field(default_factory=list, init=False)
    _named: set[str] = field(default_factory=set, init=False)  # files of other databases that were spoken of

    @property
    def waiting(self) -> int:
        """How many records are not committed."""
        return sum(file.count - file.settled for file in self._files)

    @property
    def left_behind(self) -> int:
        """How many of those are of dead processes."""
        return sum(file.count - file.settled for file in self._files if not file.own)

    @property
    def unread(self) -> bool:
        """Whether a file holds anything, damaged or not, that is not done with."""
        return any(file.offset < file.size for file in self._files)

    # --- writing

    def append(self, batch: Sequence[Stored]) -> None:
        """Keep *batch*: on disk when this returns. After an OSError nothing of it is kept."""
        data = b"".join(map(encode, batch))
        if self._used() + len(data) > self.limit:
            raise OSError(errno.EDQUOT, f"the spool is full: {self.limit / 2**20:.0f} MiB are its bound")
        file = self._own() or self._create()
        _append(file.handle, data, file.size)
        file.size += len(data)
        file.count += len(batch)

    def set_aside(self, lines: bytes) -> Path:
        """Keep what the database will not take, apart from what waits; returns the file."""
        path = next(iter(sorted(self.folder.glob(f"{self.fingerprint}-*{REFUSED}"))), None)
        if path is None:
            path = self._fresh().with_suffix(REFUSED)
            self._make(path)
        handle = os.open(path, os.O_WRONLY | os.O_APPEND)
        try:
            _append(handle, lines, os.fstat(handle).st_size)
        finally:
            os.close(handle)
        return path

    def _own(self) -> _File | None:
        return next((file for file in self._files if file.own), None)

    def _used(self) -> int:
        """Bytes of all files in the folder."""
        sizes = 0
        for path in self.folder.glob(f"*{SPOOL}"):
            with contextlib.suppress(FileNotFoundError):
                sizes += path.stat().st_size
        return sizes

    def _fresh(self) -> Path:
        return self.folder / f"{self.fingerprint}-{os.getpid()}-{secrets.token_hex(4)}{SPOOL}"

    def _create(self) -> _File:
        while True:
            path = self._fresh()
            self._make(path)
            handle = _locked(path)
            if handle is not None:  # else somebody took the new file for a dead process's
                size = os.fstat(handle).st_size
                file = _File(path, handle, own=True, size=size, offset=size)
                self._files.append(file)
                return file

    def _make(self, path: Path) -> None:
        """An empty file, its name on disk too, that belongs to whom the state folder belongs to."""
        new = not self.folder.is_dir()
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            _append(handle, head(self.address), 0)
            if os.geteuid() == 0:  # a command of root's beside the service: the service is to read it
                owner = self.folder.parent.stat()
                with contextlib.suppress(PermissionError):  # of a root that may not give away
                    os.fchown(handle, owner.st_uid, owner.st_gid)
                    os.chown(self.folder, owner.st_uid, owner.st_gid)
            for folder in (self.folder, self.folder.parent) if new else (self.folder,):
                _sync_folder(folder)
        except OSError:
            path.unlink()
            raise
        finally:
            os.close(handle)

    # --- reading

    def adopt(self) -> int:
        """Take over the files that dead processes left for this database; returns how many records they hold."""
        found = 0
        for path in sorted(self.folder.glob(f"*{SPOOL}"), key=_age):
            if all(file.path != path for file in self._files):
                found += self._adopt(path)
        return found

    def _adopt(self, path: Path) -> int:
        try:
            handle = _locked(path)
        except OSError as error:
            self._say_once(path, error=error.strerror, help="make it writable for this user, and start again")
            return 0
        if handle is None:
            return 0
        if not path.name.startswith(f"{self.fingerprint}-"):
            os.close(handle)
            self._tell_foreign(path)
            return 0
        file = _File(path, handle, own=False, size=os.fstat(handle).st_size)
        file.count = sum(1 for _, _, content, _ in _lines(file) if content is not None)
        self._files.insert(sum(not each.own for each in self._files), file)  # ours is the last
        return file.count

    def _tell_foreign(self, path: Path) -> None:
        renamed = path.with_name(f"{self.fingerprint}-{path.name.partition('-')[2]}")
        self._say_once(
            path,
            error="it waits for another database",
            help=f"start once with that database, or if this is the same one at a new address: mv {path} {renamed}",
        )

    def _say_once(self, path: Path, **facts: str | None) -> None:
        if path.name not in self._named:
            self._named.add(path.name)
            log.error("a spool file is left alone", file=str(path), **facts)

    def next(self, most: int) -> Held | None:
        """Up to *most* records that are not committed, oldest first; None if there are none."""
        for file in self._files:
            if file.offset < file.size:
                return self._read(file, most)
        return None

    def _read(self, file: _File, most: int) -> Held:
        items: list[Stored] = []
        unreadable = b""
        end = file.offset
        for offset, end_of_line, content, damage in _lines(file):
            end = end_of_line
            if damage:
                log.error(
                    "a torn or damaged record in the spool is skipped",
                    file=str(file.path),
                    offset=offset,
                    bytes=damage,
                )
            if content is None:
                continue
            try:
                items.append(decode(content))
            except (ValueError, TypeError) as error:
                log.error(
                    "a record in the spool is of another version", file=str(file.path), error=str(error)
                )
                unreadable += frame(content)
            if len(items) == most:
                break
        left = file.count - file.settled
        settles = left if end >= file.size else min(left, len(items))
        return Held(tuple(items), settles if file.own else 0, unreadable, file, end, settles)

    def done(self, held: Held) -> None:
        """*held* is committed. A file all of which is goes."""
        file = held._file
        file.offset = held._end
        file.settled += held._settles
        if file.offset >= file.size:
            self._files.remove(file)
            _release(file)

    def close(self) -> None:
        """Let the files go; what waits in them stays for whoever comes next."""
        for file in self._files:
            _release(file)
        self._files.clear()


def _release(file: _File) -> None:
    """Let go of the file, and remove it if all of it is committed."""
    if file.offset >= file.size:
        try:
            file.path.unlink(missing_ok=True)
        except OSError as error:  # then it is replayed again, which changes nothing
            log.warning("a replayed spool file cannot be removed", file=str(file.path), error=error.strerror)
    os.close(file.handle)


def _lines(file: _File) -> Iterator[tuple[int, int, bytes | None, int]]:
    """(offset, end, content or None, bytes of damage) of each line that is not committed, but for the head."""
    with os.fdopen(os.dup(file.handle), "rb") as source:
        source.seek(file.offset)
        offset = file.offset
        for line in source:
            end = offset + len(line)
            if offset > 0 or not is_head(line):
                yield offset, end, *check(line)
            offset = end


def _age(path: Path) -> int:
    try:
        return path.stat().st_mtime_ns
    except FileNotFoundError:
        return 0


def _locked(path: Path) -> int | None:
    """The file, locked; None if somebody else holds it or it went meanwhile."""
    try:
        handle = os.open(path, os.O_RDWR | os.O_APPEND)
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        if path.stat().st_ino == os.fstat(handle).st_ino:
            return handle
    except (BlockingIOError, FileNotFoundError):
        pass
    os.close(handle)
    return None


def _append(handle: int, data: bytes, size: int) -> None:
    """Write *data* behind the first *size* bytes and wait for the disk; after an OSError the file is as it was."""
    try:
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(handle, rest) :]
        os.fsync(handle)
    except OSError:
        with contextlib.suppress(OSError):
            os.ftruncate(handle, size)
        raise


def _sync_folder(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
