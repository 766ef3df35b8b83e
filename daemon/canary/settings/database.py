"""The database's address: which we know, where a relative file lies, and how it is shown."""

from __future__ import annotations

import re
from pathlib import Path

POSTGRES = "postgresql+psycopg://"
SQLITE = "sqlite:///"


def database_url(written: str, folder: Path) -> str:
    """The address as the storage opens it: SQLite files absolute, Postgres through psycopg.

    Raises ValueError with what to write instead; its message holds nothing of the address but the scheme.
    """
    scheme, separator, rest = written.partition("://")
    if scheme in ("postgresql", "postgres", "postgresql+psycopg") and separator:
        if not re.search(r"/[^/?]+", rest):
            raise ValueError(f"names no database; write {POSTGRES}USER:PASSWORD@HOST/NAME")
        return POSTGRES + _with_hosts_apart(rest)
    if scheme == "sqlite" and separator:
        return _sqlite(rest, folder)
    raise ValueError(f"must begin with {SQLITE} or {POSTGRES}")


def _with_hosts_apart(rest: str) -> str:
    """Several hosts as libpq writes them (USER@H1:P1,H2:P2/NAME), put as SQLAlchemy takes them (?host=H1:P1&host=H2:P2)."""
    place, _, tail = rest.partition("/")
    login, at, hosts = place.rpartition("@")
    if "," not in hosts:
        return rest
    name, _, query = tail.partition("?")
    each = [f"host={host if ':' in host else f'{host}:5432'}" for host in hosts.split(",")]
    return f"{login}{at}/{name}?{'&'.join([*each, *([query] if query else [])])}"


def _sqlite(rest: str, folder: Path) -> str:
    file, mark, query = rest.removeprefix("/").partition("?")
    if not rest.startswith("/") or not file or ":memory:" in file:
        raise ValueError(f"must name a file that outlives the program: {SQLITE}canary.db")
    return f"{SQLITE}{folder / file}{mark}{query}"


def shown_url(url: str) -> str:
    """The address without its password or its query."""
    without_query = url.partition("?")[0]
    return re.sub(r"(://[^:/@]*):[^/]*@", r"\1:<secret>@", without_query)


def has_password(url: str) -> bool:
    """Whether the address holds a password, before its host or in its query."""
    return shown_url(url) != url.partition("?")[0] or "password=" in url.partition("?")[2]
