"""Which arguments Alembic's operations and SQLAlchemy's schema items and types take. ``tools/known_signatures.py`` writes
the table below: the union of releases, as in ``_known.py``."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import NamedTuple


class Signature(NamedTuple):
    """What a function may be called with."""

    required: tuple[str, ...]  # in their order
    most: int | None  # arguments by position; None for any number
    keywords: frozenset[str]
    more: str  # other keywords: none, dialect (prefixed with one) or any

    def written(self) -> str:
        """As a line of the table."""
        most = "*" if self.most is None else str(self.most)
        return f"{','.join(self.required) or '-'} {most} {self.more} {' '.join(sorted(self.keywords))}"


@cache
def read_signatures() -> Mapping[str, Signature]:
    """Signatures by name: ``alembic.op.add_column``, ``sqlalchemy.Column``, ``sqlalchemy.dialects.mysql.INTEGER``."""
    entries = (line.partition(": ") for line in _TABLE.replace("\n ", " ").splitlines())
    return {name: _read(text.split()) for name, _, text in entries}


def _read(words: list[str]) -> Signature:
    required, most, more, *keywords = words
    names = () if required == "-" else tuple(required.split(","))
    return Signature(names, None if most == "*" else int(most), frozenset(keywords), more)


_TABLE = """\
alembic.op.add_column: table_name,column 3 none column if_not_exists inline_primary_key inline_references schema
 table_name
alembic.op.alter_column: table_name,column_name 12 any column_name comment existing_comment existing_nullable
 existing_server_default existing_type new_column_name nullable schema server_default table_name type_
alembic.op.batch_alter_table: table_name 10 none copy_from naming_convention partial_reordering recreate reflect_args
 reflect_kwargs schema table_args table_kwargs table_name
alembic.op.batch_alter_table.add_column: column 3 none column if_not_exists inline_primary_key inline_references
 insert_after insert_before
alembic.op.batch_alter_table.alter_column: column_name 12 any column_name comment existing_comment existing_nullable
 existing_server_default existing_type insert_after insert_before new_column_name nullable server_default type_
alembic.op.batch_alter_table.batch_alter_table: table_name 10 none copy_from naming_convention partial_reordering
 recreate reflect_args reflect_kwargs schema table_args table_kwargs table_name
alembic.op.batch_alter_table.bulk_insert: table,rows 3 none multiinsert rows table
alembic.op.batch_alter_table.create_check_constraint: constraint_name,condition 2 any condition constraint_name
alembic.op.batch_alter_table.create_exclude_constraint: constraint_name * any constraint_name
alembic.op.batch_alter_table.create_foreign_key: constraint_name,referent_table,local_cols,remote_cols 10 dialect
 comment constraint_name deferrable info initially link_to_name local_cols match ondelete onupdate referent_schema
 referent_table remote_cols use_alter
alembic.op.batch_alter_table.create_index: index_name,columns 2 any columns index_name
alembic.op.batch_alter_table.create_primary_key: constraint_name,columns 2 none columns constraint_name
alembic.op.batch_alter_table.create_table: table_name * any table_name
alembic.op.batch_alter_table.create_table_comment: comment 4 none comment existing_comment schema table_name
alembic.op.batch_alter_table.create_unique_constraint: constraint_name,columns 2 any columns constraint_name
alembic.op.batch_alter_table.drop_column: column_name 1 any column_name
alembic.op.batch_alter_table.drop_constraint: constraint_name 2 none constraint_name type_
alembic.op.batch_alter_table.drop_index: index_name 1 any index_name
alembic.op.batch_alter_table.drop_table: table_name 2 any schema table_name
alembic.op.batch_alter_table.drop_table_comment: - 3 none existing_comment schema table_name
alembic.op.batch_alter_table.execute: sqltext 2 none execution_options sqltext
alembic.op.batch_alter_table.f: name 1 none name
alembic.op.batch_alter_table.get_bind: - 0 none
alembic.op.batch_alter_table.get_context: - 0 none
alembic.op.batch_alter_table.inline_literal: value 2 none type_ value
alembic.op.batch_alter_table.rename_table: old_table_name,new_table_name 3 none new_table_name old_table_name schema
alembic.op.bulk_insert: table,rows 3 none multiinsert rows table
alembic.op.create_check_constraint: constraint_name,table_name,condition 4 any condition constraint_name schema
 table_name
alembic.op.create_exclude_constraint: constraint_name,table_name * any constraint_name table_name
alembic.op.create_foreign_key: constraint_name,source_table,referent_table,local_cols,remote_cols 12 dialect comment
 constraint_name deferrable info initially link_to_name local_cols match ondelete onupdate referent_schema
 referent_table remote_cols source_schema source_table use_alter
alembic.op.create_index: index_name,table_name,columns 5 any columns if_not_exists index_name schema table_name unique
alembic.op.create_primary_key: constraint_name,table_name,columns 4 none columns constraint_name schema table_name
alembic.op.create_table: table_name * any if_not_exists table_name
alembic.op.create_table_comment: table_name,comment 4 none comment existing_comment schema table_name
alembic.op.create_unique_constraint: constraint_name,table_name,columns 4 any columns constraint_name schema
 table_name
alembic.op.drop_column: table_name,column_name 3 any column_name schema table_name
alembic.op.drop_constraint: constraint_name,table_name 4 none constraint_name if_exists schema table_name type_
alembic.op.drop_index: index_name 3 any if_exists index_name schema table_name
alembic.op.drop_table: table_name 2 any if_exists schema table_name
alembic.op.drop_table_comment: table_name 3 none existing_comment schema table_name
alembic.op.execute: sqltext 2 none execution_options sqltext
alembic.op.f: name 1 none name
alembic.op.get_bind: - 0 none
alembic.op.get_context: - 0 none
alembic.op.inline_literal: value 2 none type_ value
alembic.op.rename_table: old_table_name,new_table_name 3 none new_table_name old_table_name schema
sqlalchemy.ARRAY: item_type 4 none as_tuple dimensions item_type zero_indexes
sqlalchemy.BIGINT: - 0 none
sqlalchemy.BINARY: - 1 none length
sqlalchemy.BLOB: - 1 none length
sqlalchemy.BOOLEAN: - 4 none create_constraint name
sqlalchemy.BigInteger: - 0 none
sqlalchemy.Binary: - * any
sqlalchemy.Boolean: - 4 none create_constraint name
sqlalchemy.CHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.CLOB: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.CheckConstraint: sqltext 9 dialect deferrable info initially name sqltext table
sqlalchemy.Column: - * dialect autoincrement comment default doc index info insert_default insert_sentinel key name
 nullable onupdate primary_key quote server_default server_onupdate system type_ unique
sqlalchemy.Computed: sqltext 2 none persisted sqltext
sqlalchemy.DATE: - 0 none
sqlalchemy.DATETIME: - 1 none timezone
sqlalchemy.DECIMAL: - 4 none asdecimal decimal_return_scale precision scale
sqlalchemy.DOUBLE: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.DOUBLE_PRECISION: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.Date: - 0 none
sqlalchemy.DateTime: - 1 none timezone
sqlalchemy.Double: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.Enum: - * any
sqlalchemy.FLOAT: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.Float: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.ForeignKey: column 13 dialect column comment deferrable info initially link_to_name match name ondelete
 onupdate use_alter
sqlalchemy.ForeignKeyConstraint: columns,refcolumns 13 dialect columns comment deferrable info initially link_to_name
 match name ondelete onupdate refcolumns table use_alter
sqlalchemy.INT: - 0 none
sqlalchemy.INTEGER: - 0 none
sqlalchemy.Identity: - 11 dialect always cache cycle increment maxvalue minvalue nomaxvalue nominvalue on_null order
 start
sqlalchemy.Index: name * dialect info name quote unique
sqlalchemy.Integer: - 0 none
sqlalchemy.Interval: - 3 none day_precision native second_precision
sqlalchemy.JSON: - 1 none none_as_null
sqlalchemy.LargeBinary: - 1 none length
sqlalchemy.NCHAR: - 3 none collation collation_schema length
sqlalchemy.NUMERIC: - 4 none asdecimal decimal_return_scale precision scale
sqlalchemy.NVARCHAR: - 3 none collation collation_schema length
sqlalchemy.Numeric: - 4 none asdecimal decimal_return_scale precision scale
sqlalchemy.PickleType: - 4 none comparator impl pickler protocol
sqlalchemy.PrimaryKeyConstraint: - * dialect deferrable info initially name
sqlalchemy.REAL: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.SMALLINT: - 0 none
sqlalchemy.Sequence: name 17 dialect cache cycle data_type for_update increment maxvalue metadata minvalue name
 nomaxvalue nominvalue optional order quote quote_schema schema start
sqlalchemy.SmallInteger: - 0 none
sqlalchemy.String: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.TEXT: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.TIME: - 1 none timezone
sqlalchemy.TIMESTAMP: - 1 none timezone
sqlalchemy.Text: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.Time: - 1 none timezone
sqlalchemy.TupleType: - * none
sqlalchemy.UUID: - 1 none as_uuid
sqlalchemy.Unicode: - 3 none collation collation_schema length
sqlalchemy.UnicodeText: - 3 none collation collation_schema length
sqlalchemy.UniqueConstraint: - * dialect deferrable info initially name
sqlalchemy.Uuid: - 2 none as_uuid native_uuid
sqlalchemy.VARBINARY: - 1 none length
sqlalchemy.VARCHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.mssql.BIGINT: - 0 none
sqlalchemy.dialects.mssql.BINARY: - 1 none length
sqlalchemy.dialects.mssql.BIT: - 4 none create_constraint name
sqlalchemy.dialects.mssql.CHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.mssql.DATE: - 0 none
sqlalchemy.dialects.mssql.DATETIME: - 1 none timezone
sqlalchemy.dialects.mssql.DATETIME2: - 1 any precision
sqlalchemy.dialects.mssql.DATETIMEOFFSET: - 1 any precision
sqlalchemy.dialects.mssql.DECIMAL: - 4 none asdecimal decimal_return_scale precision scale
sqlalchemy.dialects.mssql.DOUBLE_PRECISION: - 0 any
sqlalchemy.dialects.mssql.FLOAT: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.mssql.IMAGE: - 1 none length
sqlalchemy.dialects.mssql.INTEGER: - 0 none
sqlalchemy.dialects.mssql.JSON: - 1 none none_as_null
sqlalchemy.dialects.mssql.MONEY: - 0 none
sqlalchemy.dialects.mssql.NCHAR: - 3 none collation collation_schema length
sqlalchemy.dialects.mssql.NTEXT: - 3 none collation collation_schema length
sqlalchemy.dialects.mssql.NUMERIC: - 4 none asdecimal decimal_return_scale precision scale
sqlalchemy.dialects.mssql.NVARCHAR: - 3 none collation collation_schema length
sqlalchemy.dialects.mssql.REAL: - 0 any
sqlalchemy.dialects.mssql.ROWVERSION: - 1 none convert_int
sqlalchemy.dialects.mssql.SMALLDATETIME: - 1 none timezone
sqlalchemy.dialects.mssql.SMALLINT: - 0 none
sqlalchemy.dialects.mssql.SMALLMONEY: - 0 none
sqlalchemy.dialects.mssql.SQL_VARIANT: - 0 none
sqlalchemy.dialects.mssql.TEXT: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.mssql.TIME: - 1 any precision
sqlalchemy.dialects.mssql.TIMESTAMP: - 1 none convert_int
sqlalchemy.dialects.mssql.TINYINT: - 0 none
sqlalchemy.dialects.mssql.UNIQUEIDENTIFIER: - 1 none as_uuid
sqlalchemy.dialects.mssql.VARBINARY: - 2 none filestream length
sqlalchemy.dialects.mssql.VARCHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.mssql.XML: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.mysql.BIGINT: - 1 any display_width
sqlalchemy.dialects.mysql.BINARY: - 1 none length
sqlalchemy.dialects.mysql.BIT: - 1 none length
sqlalchemy.dialects.mysql.BLOB: - 1 none length
sqlalchemy.dialects.mysql.BOOLEAN: - 4 none create_constraint name
sqlalchemy.dialects.mysql.CHAR: - 1 any length
sqlalchemy.dialects.mysql.DATE: - 0 none
sqlalchemy.dialects.mysql.DATETIME: - 2 none fsp timezone
sqlalchemy.dialects.mysql.DECIMAL: - 3 any asdecimal precision scale
sqlalchemy.dialects.mysql.DOUBLE: - 3 any asdecimal precision scale
sqlalchemy.dialects.mysql.ENUM: - * any
sqlalchemy.dialects.mysql.FLOAT: - 3 any asdecimal precision scale
sqlalchemy.dialects.mysql.INET4: - 0 none
sqlalchemy.dialects.mysql.INET6: - 0 none
sqlalchemy.dialects.mysql.INTEGER: - 1 any display_width
sqlalchemy.dialects.mysql.JSON: - 1 none none_as_null
sqlalchemy.dialects.mysql.LONGBLOB: - 1 none length
sqlalchemy.dialects.mysql.LONGTEXT: - 0 any
sqlalchemy.dialects.mysql.MEDIUMBLOB: - 1 none length
sqlalchemy.dialects.mysql.MEDIUMINT: - 1 any display_width
sqlalchemy.dialects.mysql.MEDIUMTEXT: - 0 any
sqlalchemy.dialects.mysql.NCHAR: - 1 any length
sqlalchemy.dialects.mysql.NUMERIC: - 3 any asdecimal precision scale
sqlalchemy.dialects.mysql.NVARCHAR: - 1 any length
sqlalchemy.dialects.mysql.REAL: - 3 any asdecimal precision scale
sqlalchemy.dialects.mysql.SET: - * any
sqlalchemy.dialects.mysql.SMALLINT: - 1 any display_width
sqlalchemy.dialects.mysql.TEXT: - 1 any length
sqlalchemy.dialects.mysql.TIME: - 2 none fsp timezone
sqlalchemy.dialects.mysql.TIMESTAMP: - 2 none fsp timezone
sqlalchemy.dialects.mysql.TINYBLOB: - 1 none length
sqlalchemy.dialects.mysql.TINYINT: - 1 any display_width
sqlalchemy.dialects.mysql.TINYTEXT: - 0 any
sqlalchemy.dialects.mysql.VARBINARY: - 1 none length
sqlalchemy.dialects.mysql.VARCHAR: - 1 any length
sqlalchemy.dialects.mysql.YEAR: - 1 none display_width
sqlalchemy.dialects.oracle.BFILE: - 1 none length
sqlalchemy.dialects.oracle.BINARY_DOUBLE: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.oracle.BINARY_FLOAT: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.oracle.BLOB: - 1 none length
sqlalchemy.dialects.oracle.BOOLEAN: - 4 none create_constraint name
sqlalchemy.dialects.oracle.CHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.oracle.CLOB: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.oracle.DATE: - 1 none timezone
sqlalchemy.dialects.oracle.DOUBLE_PRECISION: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.oracle.FLOAT: - 3 none asdecimal binary_precision decimal_return_scale precision
sqlalchemy.dialects.oracle.INTERVAL: - 2 none day_precision second_precision
sqlalchemy.dialects.oracle.JSON: - 2 none none_as_null use_blob
sqlalchemy.dialects.oracle.LONG: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.oracle.NCHAR: - 3 none collation collation_schema length
sqlalchemy.dialects.oracle.NCLOB: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.oracle.NUMBER: - 3 none asdecimal precision scale
sqlalchemy.dialects.oracle.NVARCHAR: - 3 none collation collation_schema length
sqlalchemy.dialects.oracle.NVARCHAR2: - 3 none collation collation_schema length
sqlalchemy.dialects.oracle.RAW: - 1 none length
sqlalchemy.dialects.oracle.REAL: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.oracle.ROWID: - 0 none
sqlalchemy.dialects.oracle.TIMESTAMP: - 2 none local_timezone timezone
sqlalchemy.dialects.oracle.VARCHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.oracle.VARCHAR2: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.oracle.VECTOR: - 3 none dim storage_format storage_type
sqlalchemy.dialects.postgresql.ARRAY: item_type 4 none as_tuple dimensions item_type zero_indexes
sqlalchemy.dialects.postgresql.AbstractMultiRange: - 0 none
sqlalchemy.dialects.postgresql.AbstractRange: - 0 none
sqlalchemy.dialects.postgresql.AbstractSingleRange: - 0 none
sqlalchemy.dialects.postgresql.BIGINT: - 0 none
sqlalchemy.dialects.postgresql.BIT: - 2 none length varying
sqlalchemy.dialects.postgresql.BOOLEAN: - 4 none create_constraint name
sqlalchemy.dialects.postgresql.BYTEA: - 1 none length
sqlalchemy.dialects.postgresql.CHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.postgresql.CIDR: - 0 none
sqlalchemy.dialects.postgresql.CITEXT: - 3 none collation collation_schema length
sqlalchemy.dialects.postgresql.DATE: - 0 none
sqlalchemy.dialects.postgresql.DATEMULTIRANGE: - 0 none
sqlalchemy.dialects.postgresql.DATERANGE: - 0 none
sqlalchemy.dialects.postgresql.DOMAIN: name,data_type 2 any check collation collation_schema constraint_name
 create_type data_type default name not_null
sqlalchemy.dialects.postgresql.DOUBLE_PRECISION: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.postgresql.ENUM: - * any create_type name
sqlalchemy.dialects.postgresql.FLOAT: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.postgresql.HSTORE: - 1 none text_type
sqlalchemy.dialects.postgresql.INET: - 0 none
sqlalchemy.dialects.postgresql.INT4MULTIRANGE: - 0 none
sqlalchemy.dialects.postgresql.INT4RANGE: - 0 none
sqlalchemy.dialects.postgresql.INT8MULTIRANGE: - 0 none
sqlalchemy.dialects.postgresql.INT8RANGE: - 0 none
sqlalchemy.dialects.postgresql.INTEGER: - 0 none
sqlalchemy.dialects.postgresql.INTERVAL: - 2 none fields precision
sqlalchemy.dialects.postgresql.JSON: - 2 none astext_type none_as_null
sqlalchemy.dialects.postgresql.JSONB: - 2 none astext_type none_as_null
sqlalchemy.dialects.postgresql.JSONPATH: - 0 none
sqlalchemy.dialects.postgresql.MACADDR: - 0 none
sqlalchemy.dialects.postgresql.MACADDR8: - 0 none
sqlalchemy.dialects.postgresql.MONEY: - 0 none
sqlalchemy.dialects.postgresql.NUMERIC: - 4 none asdecimal decimal_return_scale precision scale
sqlalchemy.dialects.postgresql.NUMMULTIRANGE: - 0 none
sqlalchemy.dialects.postgresql.NUMRANGE: - 0 none
sqlalchemy.dialects.postgresql.NamedType: - 0 none
sqlalchemy.dialects.postgresql.OID: - 0 none
sqlalchemy.dialects.postgresql.REAL: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.postgresql.REGCLASS: - 0 none
sqlalchemy.dialects.postgresql.REGCONFIG: - 0 none
sqlalchemy.dialects.postgresql.SMALLINT: - 0 none
sqlalchemy.dialects.postgresql.TEXT: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.postgresql.TIME: - 2 none precision timezone
sqlalchemy.dialects.postgresql.TIMESTAMP: - 2 none precision timezone
sqlalchemy.dialects.postgresql.TSMULTIRANGE: - 0 none
sqlalchemy.dialects.postgresql.TSQUERY: - 0 none
sqlalchemy.dialects.postgresql.TSRANGE: - 0 none
sqlalchemy.dialects.postgresql.TSTZMULTIRANGE: - 0 none
sqlalchemy.dialects.postgresql.TSTZRANGE: - 0 none
sqlalchemy.dialects.postgresql.TSVECTOR: - 0 none
sqlalchemy.dialects.postgresql.UUID: - 1 none as_uuid
sqlalchemy.dialects.postgresql.VARCHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.sqlite.BLOB: - 1 none length
sqlalchemy.dialects.sqlite.BOOLEAN: - 4 none create_constraint name
sqlalchemy.dialects.sqlite.CHAR: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.sqlite.DATE: - 2 any regexp storage_format
sqlalchemy.dialects.sqlite.DECIMAL: - 4 none asdecimal decimal_return_scale precision scale
sqlalchemy.dialects.sqlite.FLOAT: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.sqlite.INTEGER: - 0 none
sqlalchemy.dialects.sqlite.JSON: - 1 none none_as_null
sqlalchemy.dialects.sqlite.JSONB: - 1 none none_as_null
sqlalchemy.dialects.sqlite.NUMERIC: - 4 none asdecimal decimal_return_scale precision scale
sqlalchemy.dialects.sqlite.REAL: - 3 none asdecimal decimal_return_scale precision
sqlalchemy.dialects.sqlite.SMALLINT: - 0 none
sqlalchemy.dialects.sqlite.TEXT: - 6 none collation collation_schema convert_unicode length unicode_error
sqlalchemy.dialects.sqlite.TIMESTAMP: - 1 none timezone
sqlalchemy.dialects.sqlite.VARCHAR: - 6 none collation collation_schema convert_unicode length unicode_error
"""
