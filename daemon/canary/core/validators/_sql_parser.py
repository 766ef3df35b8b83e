"""sqlglot's parser with short cuts for plain expressions and the ends of clauses. It builds the same trees.

sqlglot asks after each name and literal, in a dozen methods one below the other, which of some sixty operators follows. Most
are followed by a comma, a bracket or a comparison, and one look at that token is enough. Where a dialect has a method of its
own on the way, the short cut past it is not taken.
"""

from __future__ import annotations

from functools import cache
from typing import Any

_OPERAND = (
    "_parse_range",
    "_parse_bitwise",
    "_parse_term",
    "_parse_factor",
    "_parse_factor_operand",
    "_parse_exponent",
    "_parse_unary",
    "_parse_type",
    "_parse_atom",
    "_parse_column",
    "_parse_column_parts_fast",
    "_parse_at_time_zone",
)
_CONDITION = (
    *_OPERAND,
    "_parse_comparison",
    "_parse_equality",
    "_parse_conjunction",
    "_parse_disjunction",
)
_PASSED = {  # the methods that each short cut passes
    "_parse_range": _OPERAND,
    "_parse_disjunction": _CONDITION,
    "_parse_lambda": (
        *_CONDITION,
        "_parse_assignment",
        "_parse_alias",
        "_parse_lambda",
        "_parse_select_or_expression",
        "_parse_set_operations",
        "_parse_respect_or_ignore_nulls",
        "_parse_having_max",
        "_parse_order",
        "_parse_limit",
    ),
    "_parse_alias": (
        "_parse_alias",
        "_can_parse_limit_or_offset",
        "_can_parse_named_window",
        "_parse_id_var",
    ),
    "_parse_join": ("_parse_join", "_parse_join_parts"),
    "expression": ("expression", "validate_expression"),
}
_CONTINUING = (  # tables of the tokens that continue an operand
    "COLUMN_OPERATORS",
    "COLUMN_POSTFIX_TOKENS",
    "UNARY_PARSERS",
    "RANGE_PARSERS",
    "BITWISE",
    "TERM",
    "FACTOR",
    "EXPONENT",
    "JSON_OPERATORS",
)
_COMPARED = ("EQ", "NEQ", "GTE", "LTE", "AND", "OR")
_CLOSED = (
    "COMMA",
    "R_PAREN",
    "FROM",
    "WHERE",
    "GROUP_BY",
    "ORDER_BY",
    "HAVING",
    "SENTINEL",
)  # no name stands there
_ENDS = (*_CLOSED, "ALIAS", "LIMIT", "JOIN", "INNER", "ON", "DESC", "ASC", "WHEN", "THEN", "ELSE", "UNION")


def parser(dialect: Any, **options: Any) -> Any:
    """A parser of *dialect*, for one text."""
    return _quick(dialect.parser_class)(dialect=dialect, **options)


@cache
def _quick(made: Any) -> Any:
    from sqlglot.parser import Parser

    def is_plain(name: str) -> bool:
        return getattr(made, name, None) is getattr(Parser, name, made)

    taken = {name: cut for name, cut in _cuts(made).items() if all(map(is_plain, _PASSED[name]))}
    return type("Quick", (made,), taken)


def _cuts(made: Any) -> dict[str, Any]:
    """The methods, over those of a dialect's parser *made*."""
    from sqlglot import TokenType

    plain = _plain(made)
    operand, condition, closed = (_tokens(made, names) for names in ((*_ENDS, *_COMPARED), _ENDS, _CLOSED))
    argument = _tokens(made, ("COMMA", "R_PAREN"))
    nameless = closed - set(made.ID_VAR_TOKENS) - set(made.ALIAS_TOKENS)
    joinless = nameless - {TokenType.COMMA} | _tokens(made, ("ON",))

    def _parse_range(self: Any, this: Any = None, *args: Any, **options: Any) -> Any:
        found = plain(self, operand) if this is None else None
        return made._parse_range(self, this, *args, **options) if found is None else found

    def _parse_disjunction(self: Any) -> Any:
        found = plain(self, condition)
        return made._parse_disjunction(self) if found is None else found

    def _parse_lambda(self: Any, *args: Any, **options: Any) -> Any:
        found = plain(self, argument)
        return made._parse_lambda(self, *args, **options) if found is None else found

    def _parse_alias(self: Any, this: Any, *args: Any, **options: Any) -> Any:
        return this if self._curr.token_type in nameless else made._parse_alias(self, this, *args, **options)

    def _parse_join(self: Any, skip_join_token: bool = False, *args: Any, **options: Any) -> Any:
        if not skip_join_token and self._curr.token_type in joinless:
            return None
        return made._parse_join(self, skip_join_token, *args, **options)

    def expression(self: Any, instance: Any, token: Any = None, comments: Any = None) -> Any:
        if comments or self._prev_comments or instance.is_primitive or self._node_count >= self.max_nodes:
            return made.expression(self, instance, token, comments)
        given = instance.args
        for name in instance.required_args:
            if not given.get(name):
                return made.expression(self, instance, token, comments)
        self._node_count += 1
        return instance.update_positions(token) if token else instance

    cuts = (_parse_range, _parse_disjunction, _parse_lambda, _parse_alias, _parse_join, expression)
    return {cut.__name__: cut for cut in cuts}


def _tokens(made: Any, names: tuple[str, ...] | list[str]) -> frozenset[Any]:
    """Tokens of these names, but for those that continue an operand in this dialect."""
    from sqlglot import TokenType

    continuing = {token for table in _CONTINUING for token in getattr(made, table, None) or ()}
    return frozenset(TokenType[name] for name in names) - continuing


def _plain(made: Any) -> Any:
    """Reads a literal, a name or ``table.name`` before one of the tokens it is given; else reads nothing: None."""
    from sqlglot import TokenType, exp

    dot, quoted = TokenType.DOT, TokenType.IDENTIFIER
    names = frozenset({TokenType.VAR, quoted}) & made.IDENTIFIER_TOKENS - set(made.UNARY_PARSERS)
    literals = frozenset({TokenType.NUMBER, TokenType.STRING}) & set(made.PRIMARY_PARSERS)
    functions = made.NO_PAREN_FUNCTION_PARSERS

    def identifier(token: Any) -> Any:
        return exp.Identifier(this=token.text, quoted=token.token_type is quoted).update_positions(token)

    def read(self: Any, ends: frozenset[Any]) -> Any:
        token, after = self._curr, self._next.token_type
        kind = token.token_type
        if kind in names:
            if after in ends and token.text.upper() not in functions:
                self._advance()
                return exp.Column(this=identifier(token))
            if after is dot and token.text.upper() not in functions:
                column = _after_dot(self, ends, names)
                return column and exp.Column(this=identifier(column), table=identifier(token))
        elif kind in literals and after in ends:
            self._advance()
            return self.PRIMARY_PARSERS[kind](self, token)
        return None

    return read


def _after_dot(parser: Any, ends: frozenset[Any], names: frozenset[Any]) -> Any:
    """The name after the dot that comes next, if one of *ends* is after it; the parser is past it then."""
    from sqlglot.tokenizer_core import TokenType

    tokens, index = parser._tokens, parser._index + 2
    if index >= len(tokens) or tokens[index].token_type not in names:
        return None
    after = tokens[index + 1].token_type if index + 1 < len(tokens) else TokenType.SENTINEL
    if after not in ends:
        return None
    parser._advance(3)
    return tokens[index]
