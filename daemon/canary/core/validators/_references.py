"""Which new columns of a migration refer to another table, and which of them carry no foreign key.

A column refers if the options declare it, or by convention: it is named ``x_id`` or ``x_fk`` and its type is one that
keys have (an integer, a UUID, a text as long as one). A text of another kind refers only where the file itself says so: it
makes the table ``x``, gives a column of that name or a sibling of that type a foreign key, or has such texts for its own
keys. A column of any name refers if its namesake of that type in another table of the file has a key. It does not refer if
it is its own table's key, half of a polymorphic pair (``object_id`` beside ``object_type``), named for something outside
the database, a copy in a history or an audit, or disclaimed by a comment. The words, lengths and kinds of tables below are
those that told columns with a key from columns without one in 2,000 public migrations.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from canary.core.validators._code import Defect, at, walk
from canary.core.validators._columns import Column, family, flag, last, length, type_name
from canary.core.validators._foreign_keys import Keys, table_of
from canary.core.validators._operations import Module

_KEY_LENGTHS = {32, 36}
MAX_TABLE = 100  # lines from a column up to its create_table
MANY = 5  # columns: more than a table has that only associates two others
_OUTSIDE = re.compile(
    r"^(?:external|remote|foreign|legacy|old|upstream|public|unique|global|native|third_?party|end_transaction|parent_span"
    r"|idempotency|process|pid|tax|national|passport|gov|hardware|api_key|message_thread|chat|object|obj|entity|aggregate|latest)$"
    r"|^(?:related|last|latest|first|previous|prev|next|max|min|since|until|current|active|source|origin|original"
    r"|provider|external|remote|upstream)_"
    r"|(?:^|_)(?:external|ext|stripe|paypal|telegram|tg|discord|guild|slack|github|gitlab|google|facebook|fb|twitter|apple"
    r"|steam|spotify|youtube|linkedin|instagram|azure|aws|ldap|saml|sso|tmdb|imdb|tvdb|mal|anilist|igdb|osm|wikidata"
    r"|jira|shopify|salesforce|hubspot|twilio|razorpay|plaid|xero|ebay|amazon|trace|span|correlation|celery|vk|whatsapp"
    r"|strava)(?:_|$)",
    re.IGNORECASE,
)
# Words for things in and outside the database alike: a plain integer points to a row, a UUID or big number may not.
_EITHER = re.compile(
    r"^(?:request|session|transaction|thread|content|resource|target|subject|related|source|ref|reference|key|event|job"
    r"|chain|block|tx)$",
    re.IGNORECASE,
)
_EITHER_TEXT = re.compile(
    r"^(?:record|item|provider|vendor|device|client|app|channel|message|task|worker)$", re.IGNORECASE
)
_GIVEN_OUT = {"client", "task"}  # UUIDs that OAuth and queues of tasks give out
_EVENT = re.compile(r"_event$", re.IGNORECASE)
_COPIES = re.compile(
    r"(?:_archives?|_backup|_bak|_tmp|_staging|_rollups?|_?cache)$|(?:^|_)(?:queue|outbox)$|_hist(?:ory|_|$)"
    r"|^(?:_alembic_tmp|tmp_|stg_)"
)
_AUDITS = re.compile(r"audit")
_LOGS = re.compile(r"logs?$")
_NO_KEY = re.compile(
    r"\b(?:no|not an?|without(?: an?)?|no longer an?)\s+(?:db\s+|database\s+|hard\s+|real\s+)?(?:fks?|foreign[- ]keys?)\b",
    re.IGNORECASE,
)
_REFERS = re.compile(r"_(?:id|fk)$", re.IGNORECASE)


class Found(NamedTuple):
    """Defects, and what cannot be told."""

    defects: list[Defect]
    unsure: list[str]


def judge_references(
    columns: list[Column],
    keys: Keys,
    module: Module,
    declared: Mapping[str, str | None],
    exempt: frozenset[str],
) -> Found:
    """Columns that should carry a foreign key and do not. *declared*: ``column`` or ``table.column`` -> table or None."""
    found = Found([], [])
    twins = _Twins(columns, keys)
    for column in columns:
        if keys.of(column) or _names(column) & exempt:
            continue
        by_convention = (_should_refer(column, columns, keys) or twins.has(column)) and not _disclaimed(
            column, module
        )
        if by_convention or _names(column) & declared.keys():
            _tell(column, keys, found)
    found.defects.extend(_undeclared(columns, keys, declared))
    return found


def _names(column: Column) -> set[str]:
    return {column.name, f"{column.table}.{column.name}"}


def _disclaimed(column: Column, module: Module) -> bool:
    """A comment at the column, or above its create_table, says that it has no key on purpose."""
    first, after = column.node.lineno - 1, column.node.end_lineno or column.node.lineno
    said = [*_comments_above(first, module.lines), *module.lines[first:after]]
    opening = next(
        (n for n in range(first, max(first - MAX_TABLE, -1), -1) if "create_table" in module.lines[n]), None
    )
    if opening is not None:
        said += _comments_above(opening, module.lines)
    return bool(_NO_KEY.search(" ".join(line.partition("#")[2] for line in said)))


def _comments_above(place: int, lines: list[str]) -> list[str]:
    first = place
    while first > 0 and lines[first - 1].lstrip().startswith("#"):
        first -= 1
    return lines[first:place]


def _tell(column: Column, keys: Keys, found: Found) -> None:
    if keys.opaque:
        found.unsure.append(
            f"line {column.node.lineno}: {column.title} may have its foreign key from code that is not run here"
        )
        return
    way_out = "add sa.ForeignKey(...) or op.create_foreign_key"
    found.defects.append(
        at(column.node, f"{column.title} refers to another table but has no foreign key: {way_out}")
    )


# --- what refers ---------------------------------------------------------------------------------


def _should_refer(column: Column, columns: list[Column], keys: Keys) -> bool:
    """By convention."""
    stem = _REFERS.sub("", column.name)
    if stem == column.name or not stem or _own(column, stem):
        return False
    if _keeps_copies(column):
        return False
    if _said_so(column, stem, columns, keys):
        return family(column.type) != "never"
    return not _elsewhere(column, stem) and _key_type(column, columns, keys)


class _Twins:
    """``created_by``: columns named and typed as one of another table of the file that has a foreign key of its own."""

    def __init__(self, columns: list[Column], keys: Keys) -> None:
        self._targets = {key.target for key in keys.targets.values()}
        self._keyed: dict[str, dict[str, set[str | None]]] = {}
        for column in columns:
            key = keys.key(column)
            if key is not None and key.alone and key.target and column.type is not None:
                by_type = self._keyed.setdefault(column.name, {})
                by_type.setdefault(ast.dump(column.type), set()).add(column.table)

    def has(self, column: Column) -> bool:
        known = self._keyed.get(column.name)
        if not known or column.type is None or column.table is None or column.in_key:
            return False
        elsewhere = known.get(ast.dump(column.type), set()) - {column.table}
        return (
            bool(elsewhere - {None})
            and f"{column.table}.{column.name}" not in self._targets
            and not _keeps_copies(column)
        )


def _keeps_copies(column: Column) -> bool:
    """Of a table whose rows outlive what they tell of; a log refers by a number or a UUID, and copies a text."""
    table = (column.table or "").casefold()
    if {"transaction_id", "operation_type"} <= column.siblings:
        return True  # as SQLAlchemy-Continuum keeps versions
    text = family(column.type) not in ("whole", "uuid")
    return bool(_COPIES.search(table) or _AUDITS.search(table) or (text and _LOGS.search(table)))


def _own(column: Column, stem: str) -> bool:
    """The key of its own table, not one that is another's too: made up by the database, or named for the table."""
    if flag(column.node, "autoincrement") or _same_noun(stem, column.table or ""):
        return True
    if any(last(n.func) in ("identity", "sequence") for n in walk(column.node) if isinstance(n, ast.Call)):
        return True
    discriminates = column.in_key and len(column.siblings) > MANY and _ends_with(column.table, stem)
    return discriminates or (column.key and not _shared(column, stem))


def _ends_with(table: str | None, stem: str) -> bool:
    return bool(re.search(rf"{re.escape(stem)}(?:s|es)?$", table or stem, re.IGNORECASE))


def _shared(column: Column, stem: str) -> bool:
    """A primary key that is another table's as well: of a kind that no database makes up, and named for another."""
    made_up = {keyword.arg for keyword in column.node.keywords} & {"default", "server_default"}
    return not made_up and not _ends_with(column.table, stem) and family(column.type) in ("uuid", "text")


def _elsewhere(column: Column, stem: str) -> bool:
    """Half of a pair with a type, or named for what is outside."""
    if column.name.casefold().endswith("_fk"):
        return False
    low = {name.casefold() for name in column.siblings}
    kinds = ("type", "kind", "table", "model", "class", "entity")
    if any(f"{stem}_{kind}".casefold() in low for kind in kinds) or _OUTSIDE.search(stem):
        return True
    if family(column.type) not in ("whole", "uuid") and _EITHER_TEXT.search(stem):
        return True
    if family(column.type) == "uuid" and (stem.casefold() in _GIVEN_OUT or _EVENT.search(stem)):
        return True
    return bool(_EITHER.search(stem)) and type_name(column.type) not in ("integer", "int")


def _said_so(column: Column, stem: str, columns: list[Column], keys: Keys) -> bool:
    """The file makes a table of that name with a key of that kind, or gives a column of that name a key elsewhere."""
    if any(name == column.name for _, name in keys.targets):
        return True
    made = (c for c in columns if c.key and c.table and c.table != column.table and _same_noun(stem, c.table))
    return any(family(c.type) == family(column.type) for c in made)


def _same_noun(stem: str, table: str) -> bool:
    one, other = stem.casefold(), table.casefold()
    return other in {one, f"{one}s", f"{one}es", f"{one[:-1]}ies" if one.endswith("y") else one}


def _key_type(column: Column, columns: list[Column], keys: Keys) -> bool:
    if column.type is None:
        return False
    if family(column.type) in ("whole", "uuid"):
        return True
    written = ast.dump(column.type)
    return (
        written in keys.types or length(column.type) in _KEY_LENGTHS or _like_its_table(column, columns, keys)
    )


def _like_its_table(column: Column, columns: list[Column], keys: Keys) -> bool:
    """A text, as is the table's own key, or of a type written as that of another column that has a foreign key.

    Not sa.Text: who makes keys of unbounded texts does mostly without foreign keys.
    """
    if column.type is None or family(column.type) not in ("text", "") or type_name(column.type) == "text":
        return False
    others = [c for c in columns if c is not column and c.table == column.table and c.type is not None]
    return any(_like_own_key(column, c) or (keys.of(c) and _same_type(column, c)) for c in others)


def _like_own_key(column: Column, other: Column) -> bool:
    """Tools that read a schema back leave the length of either away."""
    if not (other.key and other.name == "id"):
        return False
    texts = family(column.type) == family(other.type) == "text"
    return _same_type(column, other) or (texts and _text_length(column) in (None, _text_length(other)))


def _same_type(one: Column, other: Column) -> bool:
    return ast.dump(one.type or one.node) == ast.dump(other.type or other.node)


def _text_length(column: Column) -> int | None:
    return length(column.type) if column.type is not None else None


# --- declared ------------------------------------------------------------------------------------


def _undeclared(columns: list[Column], keys: Keys, declared: Mapping[str, str | None]) -> Iterator[Defect]:
    for written, target in declared.items():
        name = written.rpartition(".")[2]
        found = {table_of(key.target) for (_, column), key in keys.targets.items() if column == name}
        if not found and all(column.name != name for column in columns):
            yield Defect(1, 1, f"there is no foreign key on {written}")
        elif target and found and not found & {target, None}:
            yield Defect(
                1, 1, f"{written} must refer to {target}, not to {', '.join(sorted(map(str, found)))}"
            )
