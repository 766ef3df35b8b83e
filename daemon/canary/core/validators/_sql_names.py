"""The tables and columns that SQL names: are they there, where they are named?"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, NamedTuple

from canary.core.validators import _sql_dialects as dialects
from canary.core.validators import _sql_nodes as nodes
from canary.core.validators._sql_nodes import SETS, Offer, Tables

if TYPE_CHECKING:
    from sqlglot import exp

MAX_HINTS = 20  # a hint compares a name with all that could have been meant

NOTHING: frozenset[str] = frozenset()

_QUERIES = frozenset({"select", "union", "intersect", "except", "subquery", "values"})
_CHANGES = frozenset({"insert", "update", "delete", "merge"})
_VISITED = _QUERIES | _CHANGES
# Parts of a query that are read by themselves, or hold no names of columns.
_SEEN_TO = frozenset({"with_", "from_", "joins", "laterals", "into", "match", "hint", "locks"})
_TABLES = frozenset({"TABLE", "VIEW"})
# What Postgres calls an expression without a name that is no function.
_NAMELESS = frozenset({"?column?", "case", "array"})


class Wrong(NamedTuple):
    """A name that is not there."""

    node: exp.Expr
    message: str


class Scope:
    """What a query sees: its sources by their names in it, the tables that WITH names, and the queries around it."""

    __slots__ = ("aliases", "named", "outer", "sources")

    def __init__(self, outer: Scope | None, named: Tables, sources: Tables | None = None) -> None:
        self.outer = outer
        self.named = named
        self.sources: dict[str, Offer] = dict(sources or {})
        self.aliases = NOTHING  # of what is selected, while a clause is read that may use them

    def levels(self) -> Iterator[Scope]:
        level: Scope | None = self
        while level is not None:
            yield level
            level = level.outer


class Names:
    """Reads statements one after the other: what one creates, the next may name."""

    def __init__(self, tables: Tables, dialect: str | None, text: str) -> None:
        self._text = text
        self._tables = dict(tables)
        self._dialect = dialect or ""
        self._hidden = dialects.HIDDEN.get(self._dialect, NOTHING)
        self._words = dialects.WORDS.get(self._dialect, NOTHING) | {"default"}
        self._found: list[Wrong] = []
        self._hints = MAX_HINTS

    def wrong(self, statement: exp.Expr) -> list[Wrong]:
        """The names of *statement* that are not there. Raises RecursionError if it is nested too deeply."""
        self._found = []
        if statement.key in _VISITED:
            self._query(statement, None, {})
        else:
            self._definition(statement)
        return self._found

    # --- statements ------------------------------------------------------------------------------

    def _query(self, node: Any, outer: Scope | None, named: Tables) -> Offer:
        """Read a query; what it offers to the one around it."""
        if node.key in SETS:
            return self._set_operation(node, outer, named)
        reads: dict[str, Callable[[Any, Scope], Offer]] = {
            "select": self._select,
            "subquery": self._subquery,
            "values": self._values,
            "insert": self._insert,
            "update": self._update,
            "delete": self._delete,
            "merge": self._merge,
        }
        scope = Scope(outer, named)
        if node.args.get("with_"):
            scope.named = self._with(node.args["with_"], scope)
        return reads[node.key](node, scope)

    def _with(self, node: Any, scope: Scope) -> Tables:
        named = dict(scope.named)
        sees_itself = node.args.get("recursive") or self._dialect not in dialects.SAYS_RECURSIVE
        if sees_itself:  # and what comes after it
            named |= {each.alias.casefold(): nodes.declared(each) for each in node.expressions}
        for each in node.expressions:
            offer = self._query(each.this, scope.outer, named) if each.this.key in _VISITED else None
            named[each.alias.casefold()] = nodes.renamed(offer, nodes.list_of(each))
        return named

    def _set_operation(self, node: Any, outer: Scope | None, named: Tables) -> Offer:
        """Down the left side without recursion: a long chain of unions is as deep as it is long."""
        chain = []
        while node.key in SETS:
            if node.args.get("with_"):
                named = self._with(node.args["with_"], Scope(outer, named))
            chain.append((node, named))
            node = node.this
        offer = self._query(node, outer, named) if node.key in _VISITED else None
        ordered = offer
        for each, seen in reversed(chain):
            right = self._query(each.expression, outer, seen) if each.expression.key in _VISITED else None
            if each.args.get("by_name"):
                offer = ordered = None
            elif self._dialect in dialects.ORDERS_BY_ANY:
                ordered = None if ordered is None or right is None else ordered | right
            self._walk(each.args.get("order"), Scope(outer, seen, {"": ordered}))
        return offer

    def _select(self, node: Any, scope: Scope) -> Offer:
        aliases = frozenset(each.alias.casefold() for each in node.expressions if each.key == "alias")
        allowed = dialects.ALIASES_IN.get(self._dialect)
        scope.aliases = aliases if allowed is None or "joins" in allowed else NOTHING
        self._from(node, scope)
        for key, value in node.args.items():
            if value and key not in _SEEN_TO:
                scope.aliases = aliases if allowed is None or key in allowed else NOTHING
                self._walk(value, scope)
        scope.aliases = NOTHING
        if node.args.get("into"):
            self._create(node.args["into"].this)
        return self._selected(node.expressions, scope)

    def _subquery(self, node: Any, scope: Scope) -> Offer:
        if node.this.key in _VISITED:
            offer = self._query(node.this, scope.outer, scope.named)
            self._walk(node.args.get("order"), Scope(scope.outer, scope.named, {"": offer}))
            return offer
        self._source(node, scope)
        return None

    def _values(self, node: Any, scope: Scope) -> Offer:
        self._walk(node.expressions, scope.outer or scope)
        name, first = dialects.VALUES.get(self._dialect, ("", 0))
        row = node.expressions[0].expressions if node.expressions else []
        return frozenset(f"{name}{first + place}" for place in range(len(row))) if name and row else None

    def _insert(self, node: Any, scope: Scope) -> Offer:
        target, listed = node.this, []
        if target.key == "schema":
            target, listed = target.this, target.expressions
        self._source(target, scope)
        offer = next(iter(scope.sources.values()), None)
        for each in listed:
            self._of_target(each, each.name, offer)
        rows = node.args.get("expression")
        if rows is not None and rows.key in _QUERIES:
            self._query(rows, None, scope.named)
        if node.args.get("conflict"):
            self._conflict(node.args["conflict"], rows, offer, scope)
        return self._returning(node, offer, scope)

    def _conflict(self, node: Any, rows: Any, offer: Offer, scope: Scope) -> None:
        self._walk(node.args.get("conflict_keys"), scope)
        around = Scope(scope, scope.named, {"excluded": offer})
        if rows is not None and rows.key != "values" and node.args.get("duplicate"):
            around.sources["values"] = None  # MySQL sees the columns of the SELECT as well
        elif rows is not None and rows.alias:
            around.sources[rows.alias.casefold()] = nodes.renamed(offer, nodes.list_of(rows))
        self._assignments(node.expressions, offer, around)
        self._walk(node.args.get("index_where"), scope)
        self._walk(node.args.get("where"), around)

    def _update(self, node: Any, scope: Scope) -> Offer:
        target = node.this
        self._from(node, scope)
        name = target.alias_or_name.casefold()
        if target.args.get("db") or name not in scope.sources:  # else T-SQL: UPDATE x ... FROM t AS x
            self._source(target, scope)
        offer = scope.sources.get(name)
        joined = bool(target.args.get("joins"))
        self._assignments(node.expressions, None if joined else offer, scope)
        self._clauses(node, scope)
        return self._returning(node, offer, scope)

    def _delete(self, node: Any, scope: Scope) -> Offer:
        using = node.args.get("using")
        for each in using if isinstance(using, list) else ():
            self._source(each, scope)
        name = node.this.alias_or_name.casefold() if node.this else ""
        if node.this and name not in scope.sources:  # MySQL names the alias: DELETE FROM x USING t AS x
            self._source(node.this, scope)
        offer = scope.sources.get(name)
        targets = node.args.get("tables") or ()
        self._walk([each for each in targets if each.name.casefold() not in scope.sources], scope)
        self._clauses(node, scope)
        return self._returning(node, offer, scope)

    def _merge(self, node: Any, scope: Scope) -> Offer:
        self._source(node.this, scope)
        offer = next(iter(scope.sources.values()), None)
        self._source(node.args["using"], scope)
        self._walk(node.args.get("on"), scope)
        for when in node.args["whens"].expressions:
            self._walk(when.args.get("condition"), scope)
            self._merged(when.args.get("then"), offer, scope)
        return self._returning(node, offer, scope)

    def _merged(self, then: Any, offer: Offer, scope: Scope) -> None:
        if then is None or then.key not in ("insert", "update"):
            return
        if then.key == "update":
            self._assignments(then.expressions, offer, scope)
        elif then.this is not None and then.this.key == "tuple":
            for each in then.this.expressions:
                self._of_target(each, each.name, offer)
        self._walk(then.args.get("expression"), scope)
        self._walk(then.args.get("where"), scope)

    def _definition(self, node: Any) -> None:
        """CREATE, ALTER, DROP and the like: tables that are named, and the query that a view or a table is of."""
        kind, own = str(node.args.get("kind") or "TABLE").upper(), None
        if node.key == "create" and kind != "INDEX":
            own = nodes.created(node)
            self._create(own)
        if node.key == "drop" and (kind not in _TABLES or node.args.get("exists")):
            return
        scope, todo = Scope(None, {}), [node]
        while todo:
            each = todo.pop()
            if each.key in _VISITED:
                self._query(each, None, {})
            elif each.key == "table" and each is not own:
                self._table(each, scope)
            else:
                todo += nodes.below(each)
        if node.key == "alter" and node.this is not None:
            self._create(node.this)

    def _create(self, table: Any) -> None:
        """From here on there is a table of this name, whose columns are not judged."""
        if table is not None and table.key == "table":
            self._tables[table.name.casefold()] = self._tables[nodes.dotted(table)] = None

    # --- clauses ---------------------------------------------------------------------------------

    def _clauses(self, node: Any, scope: Scope) -> None:
        for key in ("where", "order", "limit"):
            self._walk(node.args.get(key), scope)

    def _returning(self, node: Any, offer: Offer, scope: Scope) -> Offer:
        returning = node.args.get("returning")
        if not returning:
            return NOTHING
        rows = ("inserted", "deleted") if self._dialect == "tsql" else ("new", "old")
        self._walk(returning.expressions, Scope(scope, scope.named, dict.fromkeys(rows, offer)))
        return self._selected(returning.expressions, scope)

    def _assignments(self, pairs: Iterable[Any], offer: Offer, scope: Scope) -> None:
        for pair in pairs:
            if pair.key != "eq":
                self._walk(pair, scope)
                continue
            for each in pair.this.expressions if pair.this.key == "tuple" else [pair.this]:
                if each.key == "column" and not each.args.get("table"):
                    self._of_target(each, each.name, offer)
                self._walk(each, scope)
            self._walk(pair.expression, scope)

    def _of_target(self, node: Any, name: str, offer: Offer) -> None:
        """A column that is written to."""
        if offer is not None and name.casefold() not in offer:
            self._tell(node, f"there is no column {name}", name, offer)

    def _walk(self, value: Any, scope: Scope) -> None:
        """Judge the columns below *value*, and the queries within it."""
        todo = [each for each in (value if isinstance(value, list) else [value]) if hasattr(each, "key")]
        while todo:
            node = todo.pop()
            key = node.key
            if key == "column":
                self._column(node, scope)
                if node.this.key == "star":
                    todo += nodes.below(node.this)
            elif key in _VISITED:
                self._query(node, scope, scope.named)
            elif key == "table":
                self._table(node, scope)
            elif key == "comprehension":
                self._comprehension(node, scope)
            else:
                todo += nodes.below(node)

    def _comprehension(self, node: Any, scope: Scope) -> None:
        inner = Scope(scope, scope.named)
        inner.aliases = frozenset({node.expression.name.casefold()})
        for key in ("this", "condition"):
            self._walk(node.args.get(key), inner)
        self._walk(node.args.get("iterator"), scope)

    def _selected(self, selected: Iterable[Any], scope: Scope) -> Offer:
        """The names of what a query selects."""
        names: set[str] = set()
        for each in selected:
            if each.is_star:
                offer = self._starred(each, scope)
                if offer is None:
                    return None
                names |= offer
            elif name := each.output_name:
                names.add(name.casefold())
            elif self._dialect in dialects.NAMES_BY_FUNCTION:
                names |= _NAMELESS
        return frozenset(names)

    def _starred(self, star: Any, scope: Scope) -> Offer:
        inner = star.this if star.key == "column" else star
        if inner.key != "star" or any(inner.args.get(key) for key in ("replace", "rename", "ilike")):
            return None
        table = star.text("table").casefold() if star.key == "column" else ""
        offers = [scope.sources.get(table)] if table else list(scope.sources.values())
        return None if None in offers else NOTHING.union(*(each for each in offers if each is not None))

    # --- sources ---------------------------------------------------------------------------------

    def _from(self, node: Any, scope: Scope) -> None:
        """Sources in their order: one after LATERAL sees those before it."""
        if node.args.get("from_"):
            self._source(node.args["from_"].this, scope)
        if node.args.get("match"):  # MATCH_RECOGNIZE makes columns of its own
            scope.sources = {node.args["match"].alias.casefold(): None}
        self._joins(node, scope)

    def _joins(self, node: Any, scope: Scope) -> None:
        for join in node.args.get("joins") or ():
            before = list(scope.sources.values())
            self._source(join.this, scope)
            self._using(join, before, list(scope.sources.values())[len(before) :])
            self._walk(join.args.get("on"), scope)
        for lateral in node.args.get("laterals") or ():
            self._source(lateral, scope)

    def _using(self, join: Any, before: list[Offer], joined: list[Offer]) -> None:
        """Both sides have to have the columns of USING."""
        for each in join.args.get("using") or ():
            for offers in (before, joined):
                told = [offer for offer in offers if offer is not None]
                if offers and len(told) == len(offers):
                    self._of_target(each, each.name, NOTHING.union(*told))

    def _source(self, node: Any, scope: Scope) -> None:
        """Add what stands in FROM, JOIN or USING, and judge what it names."""
        inner = node.this
        if node.key == "subquery" and not node.alias and nodes.is_joined(inner):
            self._source(inner, scope)
        else:
            self._add(node, nodes.renamed(self._offered(node, scope), nodes.list_of(node)), scope)
        self._joins(node, scope)

    def _add(self, node: Any, offer: Offer, scope: Scope) -> None:
        name = nodes.source_name(node)
        for pivot in node.args.get("pivots") or ():
            offer = self._pivoted(pivot, offer, scope)
            name = pivot.alias.casefold() or name
        if (
            node.key == "unnest" and not node.alias
        ):  # BigQuery: UNNEST(tags) AS tag names a value, not a table
            scope.sources |= dict.fromkeys(nodes.list_of(node))
        scope.sources[name or f" {len(scope.sources)}"] = offer

    def _offered(self, node: Any, scope: Scope) -> Offer:
        inner = node.this
        if node.key == "table" and inner is not None and inner.key == "identifier":
            return self._table(node, scope)
        if node.key == "subquery" and inner.key in _VISITED:
            lateral = self._dialect in dialects.ALWAYS_LATERAL
            return self._query(node, scope if lateral else scope.outer, scope.named)
        if node.key == "lateral" and inner.key in _QUERIES:
            return self._query(inner, scope, scope.named)
        if node.key == "values":
            return self._values(node, scope)
        if node.key == "table" and inner is None:
            return None
        self._walk([each for key, each in node.args.items() if key in ("this", "input")], scope)
        self._walk(node.expressions, scope)
        return nodes.made(node)

    def _pivoted(self, pivot: Any, offer: Offer, scope: Scope) -> Offer:
        """What PIVOT and UNPIVOT make of it."""
        fields, unpivot = pivot.args.get("fields") or (), pivot.args.get("unpivot")
        judged = [each for field in fields for each in (field.expressions if unpivot else [field.this])]
        judged = [each for each in judged if each.key in ("column", "tuple", "pivotalias")]
        judged += [] if unpivot else pivot.expressions
        self._walk(judged, Scope(None, scope.named, {"": offer}))
        if offer is None or not fields or nodes.list_of(pivot):
            return frozenset(nodes.list_of(pivot)) or None
        taken = frozenset(each for node in judged for each in nodes.columns(node))
        if unpivot:
            return (offer - taken) | nodes.identifiers([*pivot.expressions, *(each.this for each in fields)])
        made = frozenset(each.name.casefold() for each in pivot.args.get("columns") or ())
        return (offer - taken) | made if made else None

    def _table(self, node: Any, scope: Scope) -> Offer:
        """The columns of a table that is named; tells if there is none."""
        name, schema = node.name.casefold(), node.text("db").casefold()
        if not schema and name in scope.named:
            return scope.named[name]
        if schema and any(schema in level.sources for level in scope.levels()):
            return None  # an array of a table before it
        known = self._known(name, schema, nodes.dotted(node))
        if known in self._tables:
            return self._tables[known]
        if name and not (name == "dual" and self._dialect in dialects.DUAL):
            self._tell(node, f"there is no table {nodes.written(node)}", known, self._tables)
        return None

    def _known(self, name: str, schema: str, dotted: str) -> str:
        """As ``tables`` writes it, if there: with all parts, with fewer, or without a schema that goes without saying."""
        if dotted in self._tables or not schema:
            return dotted
        short = f"{schema}.{name}"
        default = schema == dialects.DEFAULT_SCHEMA.get(self._dialect)
        if default and short == dotted and name in self._tables:
            return name
        longer = (each for each in self._tables if each.endswith(f".{short}"))
        return short if short in self._tables else next(longer, dotted)

    # --- columns ---------------------------------------------------------------------------------

    def _column(self, node: Any, scope: Scope) -> None:
        if node.args.get("table"):
            self._qualified(node, scope)
        elif not self._is_seen(node, nodes.folded(node.this), scope):
            self._tell_column(node, scope)

    def _qualified(self, node: Any, scope: Scope) -> None:
        """``table.column``, ``schema.table.column``, and where there are such, ``table.column.field``."""
        parts = nodes.parts(node)
        for index, part in enumerate(parts[:-1]):
            for level in scope.levels():
                if part in level.sources:
                    self._in_source(node, parts[index + 1], level.sources[part])
                    return
        if self._dialect in dialects.FIELDLESS or not self._is_seen(node, parts[0], scope):
            table = node.parts[-2].name
            self._tell(node, f"{table} in {nodes.written(node)} is no table of this query")

    def _in_source(self, node: Any, name: str, offer: Offer) -> None:
        if offer is None or name == "*" or name in offer or name in self._hidden:
            return
        if self._is_expression(node, name, [offer]):
            return
        self._tell(node, f"there is no column {nodes.written(node)}", name, offer)

    def _is_seen(self, node: Any, name: str, scope: Scope) -> bool:
        """Whether a name without a table may be a column, or something else that it is right to name here."""
        offers: list[Any] = []
        for level in scope.levels():
            offers += level.sources.values()
            if any(offer is None or name in offer for offer in level.sources.values()):
                return True
            if name in level.aliases and self._may_use_alias(node):
                return True
        return not offers or name == "*" or self._is_other(node, name, scope, offers)

    def _may_use_alias(self, node: Any) -> bool:
        return self._dialect not in dialects.ALIASES_ALONE or node.parent.key in dialects.ALONE

    def _is_other(self, node: Any, name: str, scope: Scope, offers: list[frozenset[str]]) -> bool:
        """Whether it is a name that no list of columns holds."""
        if name in self._hidden or (name in self._words and not node.this.args.get("quoted")):
            return True
        if self._dialect not in dialects.ROWLESS and any(name in level.sources for level in scope.levels()):
            return True
        return self._is_unit(node, name) or self._is_text(node) or self._is_expression(node, name, offers)

    def _is_text(self, node: Any) -> bool:
        """Where there is no column "open", SQLite reads it as 'open'."""
        compared = node.parent.key in ("eq", "neq", "in", "like") and node.arg_key != "this"
        return self._dialect == "sqlite" and compared and self._text[node.this.meta.get("start", 0)] == '"'

    def _is_unit(self, node: Any, name: str) -> bool:
        from sqlglot import exp

        unit = name in dialects.DATE_PARTS and self._dialect not in dialects.UNITLESS
        return unit and isinstance(node.parent, exp.Func)

    def _is_expression(self, node: Any, name: str, offers: Iterable[frozenset[str]]) -> bool:
        """What has no name is called by its function, or is its text: "COUNT(*)"."""
        if any(offer >= _NAMELESS for offer in offers):
            return bool(re.search(rf"\b{re.escape(name)}\s*\(", self._text, re.IGNORECASE))
        return bool(node.this.args.get("quoted")) and "(" in name

    def _tell_column(self, node: Any, scope: Scope) -> None:
        told = [offer for level in scope.levels() for offer in level.sources.values() if offer is not None]
        self._tell(node, f"there is no column {nodes.written(node)}", node.name, NOTHING.union(*told))

    def _tell(self, node: Any, message: str, name: str = "", known: Iterable[str] = ()) -> None:
        from difflib import get_close_matches

        close: list[str] = []
        if name and self._hints:
            self._hints -= 1
            close = get_close_matches(name.casefold(), list(known), n=1)
        self._found.append(Wrong(node, message + (f"; did you mean {close[0]}?" if close else "")))
