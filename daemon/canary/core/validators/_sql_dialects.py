"""What SQL dialects do differently, as far as it decides whether a name exists. All is in lower case."""

from __future__ import annotations

from collections.abc import Mapping

# Columns that tables have without declaring them.
HIDDEN: Mapping[str, frozenset[str]] = {
    "postgres": frozenset({"ctid", "tableoid", "xmin", "xmax", "cmin", "cmax"}),
    "sqlite": frozenset({"rowid", "oid", "_rowid_"}),
    "duckdb": frozenset({"rowid"}),
    "oracle": frozenset({"rowid", "rownum", "level", "ora_rowscn"}),
    "snowflake": frozenset({"level"}),
    "tsql": frozenset({"$action", "$identity", "$rowguid"}),
    "bigquery": frozenset({"_partitiontime", "_partitiondate", "_table_suffix", "_file_name"}),
}

# Names without brackets that are no columns. Most such words have a node of their own.
WORDS: Mapping[str, frozenset[str]] = {
    "postgres": frozenset({"user", "current_role", "current_schema"}),
    "mysql": frozenset({"utc_date", "utc_time", "utc_timestamp", "current_role"}),
    "duckdb": frozenset({"user", "current_role", "current_schema"}),
    "oracle": frozenset({"user", "uid", "sysdate", "systimestamp"}),
    "tsql": frozenset({"user", "system_user"}),
    "snowflake": frozenset({"current_role", "current_database", "current_warehouse", "sysdate"}),
}

# Schemas that a table is in when no schema is named.
DEFAULT_SCHEMA: Mapping[str, str] = {
    "postgres": "public",
    "redshift": "public",
    "snowflake": "public",
    "tsql": "dbo",
    "sqlite": "main",
    "duckdb": "main",
}

# A row of nothing: SELECT 1 FROM dual.
DUAL = frozenset({"mysql", "oracle", "snowflake", "redshift"})

# A dot after a column is no field of it: Postgres wants brackets, Snowflake a colon.
FIELDLESS = frozenset({"postgres", "mysql", "sqlite", "tsql", "oracle", "snowflake"})

# A table's name is no value, such as in row_to_json(t).
ROWLESS = frozenset({"mysql", "tsql", "oracle", "snowflake"})

# A column without a name is called by its function.
NAMES_BY_FUNCTION = frozenset({"postgres", "redshift"})

# A subquery sees the tables before it without LATERAL.
ALWAYS_LATERAL = frozenset({"duckdb"})

# A common table expression sees itself only WITH RECURSIVE; elsewhere the word is optional, or unknown.
SAYS_RECURSIVE = frozenset({"postgres", "mysql", "duckdb", "bigquery"})

# The columns of VALUES that nothing names, and the number of the first.
VALUES: Mapping[str, tuple[str, int]] = {
    "postgres": ("column", 1),
    "sqlite": ("column", 1),
    "snowflake": ("column", 1),
    "duckdb": ("col", 0),
    "mysql": ("column_", 0),
}

# ORDER BY after a union knows the names of every query in it; elsewhere those of the first.
ORDERS_BY_ANY = frozenset({"sqlite", "duckdb"})

# Clauses that may use the names which a query gives to what it selects; a dialect not listed has them everywhere.
ALIASES_IN: Mapping[str, frozenset[str]] = {
    "postgres": frozenset({"group", "order", "distinct"}),
    "mysql": frozenset({"group", "having", "order"}),
    "sqlite": frozenset({"where", "group", "having", "order", "windows", "joins"}),
    "tsql": frozenset({"order"}),
    "bigquery": frozenset({"group", "having", "qualify", "order"}),
}
# Where such a name must stand alone, and not in an expression: the nodes that may hold it.
ALIASES_ALONE = frozenset({"postgres", "tsql"})
ALONE = frozenset({"group", "ordered", "distinct", "tuple", "paren", "rollup", "cube", "groupingsets"})

# Units that functions take as if they were columns: DATE_BUCKET(week, 1, d).
DATE_PARTS = frozenset(
    {
        "millennium",
        "century",
        "decade",
        "year",
        "years",
        "quarter",
        "quarters",
        "month",
        "months",
        "week",
        "weeks",
        "isoweek",
        "iso_week",
        "isoyear",
        "day",
        "days",
        "dayofweek",
        "dayofyear",
        "weekday",
        "hour",
        "hours",
        "minute",
        "minutes",
        "second",
        "seconds",
        "millisecond",
        "milliseconds",
        "microsecond",
        "microseconds",
        "nanosecond",
        "nanoseconds",
        "epoch",
        "dow",
        "doy",
        "yy",
        "yyyy",
        "qq",
        "mm",
        "dd",
        "dy",
        "dw",
        "wk",
        "ww",
        "hh",
        "mi",
        "ss",
        "ms",
        "mcs",
        "ns",
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    }
)
UNITLESS = frozenset({"postgres", "sqlite"})  # they take units as strings

# Clauses that the parser reads in any dialect, and a database of these certainly refuses.
REFUSED: Mapping[str, frozenset[str]] = {
    "QUALIFY": frozenset({"postgres", "mysql", "sqlite", "tsql"}),
    "ILIKE": frozenset({"mysql", "sqlite", "tsql", "bigquery"}),
    "FILTER": frozenset({"mysql", "tsql"}),
    "FETCH": frozenset({"mysql", "sqlite", "bigquery"}),
    "INTERVAL": frozenset({"sqlite", "tsql"}),
    "LATERAL": frozenset({"sqlite", "tsql"}),
    "APPLY": frozenset({"postgres", "mysql", "sqlite", "bigquery", "snowflake", "duckdb"}),
    "DISTINCT ON": frozenset({"mysql", "sqlite", "tsql", "bigquery", "snowflake"}),
    "ON CONFLICT": frozenset({"mysql", "tsql", "bigquery", "snowflake"}),
    "ON DUPLICATE KEY UPDATE": frozenset({"postgres", "sqlite", "tsql", "bigquery", "snowflake", "duckdb"}),
}
# The parser's names of their nodes.
CLAUSES = frozenset({"qualify", "ilike", "filter", "fetch", "interval", "lateral", "distinct", "onconflict"})
