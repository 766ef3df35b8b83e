"""``alembic_migration``: migrations that look right and are not, beside those that are."""

from __future__ import annotations

from typing import Any

import pytest

from canary.core.model import Outcome, Prompt, ValidatorSpec, Verdict
from canary.core.validators import build
from canary.core.validators._signatures import read_signatures

TEXT_COLUMN = 'sa.Column("x", sa.Text())'
PARENT = 'op.create_table("a", sa.Column("id", sa.Integer(), primary_key=True))'
CHILD = 'op.create_table("b", sa.Column("a_id", sa.Integer(), sa.ForeignKey("a.id")))'


def judge(up: str, down: str, **options: Any) -> Verdict:
    indent = "\n    "
    text = (
        "import sqlalchemy as sa\nfrom alembic import op\n\n\n"
        f"def upgrade():\n    {up.replace(chr(10), indent)}\n\n\n"
        f"def downgrade():\n    {down.replace(chr(10), indent)}\n"
    )
    return build(ValidatorSpec("alembic_migration", options or None), Prompt("p", ()))(text)


def fails(up: str, down: str, why: str, **options: Any) -> None:
    verdict = judge(up, down, **options)
    assert verdict.outcome is Outcome.FAIL
    assert why in verdict.reason


def passes(up: str, down: str, **options: Any) -> None:
    verdict = judge(up, down, **options)
    assert (verdict.outcome, verdict.reason) == (Outcome.PASS, "")


# --- SQL in downgrade() --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("up", "sql"),
    [
        (f'op.add_column("a", {TEXT_COLUMN})', "UPDATE a SET name = 1"),
        (f'op.add_column("a", {TEXT_COLUMN})', "DELETE FROM a WHERE x = 1"),
        (f'op.add_column("a", {TEXT_COLUMN})', "ALTER TABLE a DROP COLUMN y"),
        (f'op.add_column("a", {TEXT_COLUMN})', "-- ALTER TABLE a DROP COLUMN x"),
        ('op.create_table("a")', "DELETE FROM a"),
        ('op.create_table("a")', "ALTER TABLE b DROP COLUMN a_x"),
        ('op.create_index("i", "a", ["x"])', "ALTER TABLE a DROP COLUMN y"),
        ('op.drop_table("a")', "DROP TABLE IF EXISTS a"),
        ('op.rename_table("a", "b")', "UPDATE b SET x = 1"),
    ],
)
def test_sql_that_takes_nothing_back_undoes_nothing(up: str, sql: str) -> None:
    fails(up, f'op.execute("{sql}")', "does not undo")


@pytest.mark.parametrize(
    ("up", "sql"),
    [
        (f'op.add_column("a", {TEXT_COLUMN})', "ALTER TABLE a DROP COLUMN x"),
        (f'op.add_column("a", {TEXT_COLUMN})', "DROP TABLE a"),
        (f'op.add_column("a", {TEXT_COLUMN})', "DELETE FROM b; ALTER TABLE a DROP x;"),
        ('op.create_table("a")', "DROP TABLE IF EXISTS public.a CASCADE"),
        ('op.create_table("a")', "DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'a'; END $$"),
        ('op.create_index("i", "a", ["x"])', "DROP INDEX CONCURRENTLY i"),
        ('op.drop_table("a")', "CREATE TABLE a (id INT)"),
        ('op.drop_column("a", "x")', "ALTER TABLE a ADD COLUMN x TEXT"),
        ('op.rename_table("a", "b")', "ALTER TABLE b RENAME TO a"),
        ('op.alter_column("a", "x", type_=sa.Text())', "ALTER TABLE a ALTER COLUMN x TYPE INT"),
    ],
)
def test_sql_that_takes_it_back_undoes_it(up: str, sql: str) -> None:
    passes(up, f'op.execute("{sql}")')


# --- altered columns -----------------------------------------------------------------------------


def test_a_column_stays_tight_while_its_neighbour_is_loosened() -> None:
    up = 'op.alter_column("a", "x", nullable=False)\nop.alter_column("a", "y", nullable=False)'
    fails(up, 'op.alter_column("a", "x", nullable=True)', "does not undo the altered column a.y")
    passes(up, 'op.alter_column("a", "y", nullable=True)\nop.alter_column("a", "x", nullable=True)')
    passes(up, 'op.alter_column("a", "x", nullable=True)\nop.drop_column("a", "y")')


@pytest.mark.parametrize(
    "back", ['"x", new_column_name="y"', '"y", new_column_name="z"', '"y", nullable=True']
)
def test_a_name_is_given_back(back: str) -> None:
    up = 'op.alter_column("a", "x", new_column_name="y")'
    fails(up, f'op.alter_column("a", {back})', "does not undo the altered column a.x")
    passes(up, 'op.alter_column("a", "y", new_column_name="x")')


def test_a_type_is_given_back_to_the_column_that_had_it() -> None:
    up = 'op.alter_column("a", "x", type_=sa.Text())'
    fails(up, 'op.alter_column("a", "y", type_=sa.String())', "does not undo the altered column a.x")
    fails(up, up, "does not undo the altered column a.x")
    passes(up, 'op.alter_column("a", "x", type_=sa.String())')


def test_a_column_may_be_put_in_the_place_of_another_both_ways() -> None:
    up = (
        'op.add_column("a", sa.Column("new", sa.JSON()))\nop.drop_column("a", "value")\n'
        'op.alter_column("a", "new", new_column_name="value")'
    )
    down = up.replace("new", "old").replace("old_column_name", "new_column_name").replace("JSON", "Text")
    passes(up, down)
    fails(up, 'op.alter_column("a", "other", nullable=True)', "does not undo the new column a.new")


# --- what downgrade() leaves, or drops too early -------------------------------------------------


def test_a_table_is_dropped_after_those_that_refer_to_it() -> None:
    up = f"{PARENT}\n{CHILD}"
    fails(
        up, 'op.drop_table("a")\nop.drop_table("b")', "drops a while b.a_id still refers to it: drop b first"
    )
    passes(up, 'op.drop_table("b")\nop.drop_table("a")')
    passes(
        up,
        'op.drop_constraint("b_a_id_fkey", "b", type_="foreignkey")\nop.drop_table("a")\nop.drop_table("b")',
    )


@pytest.mark.parametrize(
    ("up", "down"),
    [
        ('op.create_table("a")', 'op.drop_table("b")'),
        ('op.create_index("i", "a", ["x"])', 'op.drop_index("j", "a")'),
        (f'op.add_column("a", {TEXT_COLUMN})', 'op.drop_column("b", "x")'),
    ],
)
def test_dropping_something_else_undoes_nothing(up: str, down: str) -> None:
    fails(up, down, "does not undo")


@pytest.mark.parametrize(
    "nothing",
    [
        "pass", "...", '"""Back."""', "return", "return None", "# nothing\npass", "op.get_bind()", 'print("down")',
        "bind = op.get_bind()\ninspector = sa.inspect(bind)", 'with op.batch_alter_table("a"):\n    pass',
    ],
)  # fmt: skip
def test_a_downgrade_that_does_nothing_is_empty_however_it_is_written(nothing: str) -> None:
    fails('op.create_table("a")', nothing, "downgrade() is empty")


@pytest.mark.parametrize(
    "call",
    [
        'add_columns("a", sa.Column("x", sa.Text()))',
        'create_index_if_missing("a", "i", ["x"])',
        'drop_fks_for_table("a")',
    ],
)
def test_a_helper_of_the_project_that_is_named_for_a_change_is_to_be_undone_too(call: str) -> None:
    up = f"from shop.helpers import {call.partition('(')[0]}\n{call}"
    fails(up, "pass", f"downgrade() is empty, but should undo {call.partition('(')[0]}() (line 7)")
    passes(up, "from shop.helpers import undo\nundo()")


def test_a_helper_that_does_not_say_what_it_changes_may_change_rows_only() -> None:
    passes("from shop.helpers import add_columns\nadd_columns()", "pass")
    passes('from shop.helpers import add_rows\nadd_rows("a")', "pass")


def test_words_about_there_being_no_way_back_count_beside_rows_that_are_moved() -> None:
    moved = 'op.execute("UPDATE b SET y = 1")'
    fails('op.create_index("i", "a", ["x"])', moved, "does not undo")
    passes('op.create_index("i", "a", ["x"])', f"{moved}\n\n# The index is intentionally left.")


# --- arguments -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("call", "why"),
    [
        ('op.add_column("a", "x", sa.Integer())', "op.add_column takes sa.Column(...), not 'x'"),
        ('op.add_column("a", sa.Integer())', "op.add_column takes sa.Column(...), not sa.Integer()"),
        (f'op.add_column("a", {TEXT_COLUMN}, nullable=True)', "op.add_column takes no argument nullable"),
        ('op.create_table("a", "id", sa.Integer())', "op.create_table takes sa.Column(...), not 'id'"),
        ('op.create_index("i", "a")', "op.create_index needs columns"),
        ('op.drop_column("a")', "op.drop_column needs column_name"),
        ('op.create_foreign_key("k", "a", "bs", ["b_id"])', "op.create_foreign_key needs remote_cols"),
        ('op.create_foreign_key("k", "a", "bs", ["b_id", "x"], ["id"])', "of 2 columns refers to 1"),
        ('op.alter_column("a", "x", type=sa.Text())', "takes no argument type; did you mean type_?"),
        ('sa.Column("x", sa.Text(), null=True)', "Column takes no argument null; did you mean nullable?"),
        ('sa.Column("x", sa.Integer(11))', "Integer takes no arguments by position, not 1"),
        ('sa.String(lenght=9)', "String takes no argument lenght; did you mean length?"),
        ('sa.ForeignKey("b.id", on_delete="CASCADE")', "takes no argument on_delete; did you mean ondelete?"),
        ('sa.ForeignKeyConstraint(["a", "b"], ["c.a"])', "ForeignKeyConstraint of 2 columns refers to 1"),
        ('with op.batch_alter_table("a") as batch:\n    batch.create_unique_constraint("u", "a", ["x"])',
         "create_unique_constraint of a batch takes 2 arguments by position, not 3"),
    ],
)  # fmt: skip
def test_an_argument_that_is_missing_or_not_taken_is_told(call: str, why: str) -> None:
    fails(call, "raise NotImplementedError", why)


@pytest.mark.parametrize(
    "call",
    [
        'op.create_table("a", mysql_engine="InnoDB", schema="s", comment="c")',
        f'op.add_column("a", {TEXT_COLUMN}, schema="s")',
        'op.create_index("i", "a", ["x"], unique=True, postgresql_concurrently=True)',
        'sa.Column("x", sa.Integer(), nullable=False, sqlite_on_conflict_not_null="FAIL", info={})',
        'op.create_foreign_key("k", "a", "b", ["b_id"], ["id"], ondelete="CASCADE", use_alter=True)',
        'op.create_foreign_key("k", source_table="a", referent_table="b", local_cols=["b_id"], remote_cols=["id"])',
        'sa.Enum("a", "b", name="kind", native_enum=False)',
        'op.drop_column(*("a", "x"))',
        'op.create_index(**{"index_name": "i", "table_name": "a", "columns": ["x"]})',
        'try:\n    op.drop_column("a", wrong=1)\nexcept TypeError:\n    op.drop_column("a", 1, 2, 3, 4)',
    ],
)
def test_what_alembic_and_sqlalchemy_take_is_no_defect(call: str) -> None:
    passes(call, "raise NotImplementedError")


def test_the_table_of_signatures_is_that_of_what_is_installed_and_more() -> None:
    known = read_signatures()
    assert known["alembic.op.add_column"].required == ("table_name", "column")
    assert known["sqlalchemy.Column"].more == "dialect"
    assert known["sqlalchemy.Integer"].most == 0
    assert known["alembic.op.create_table"].most is None


# --- keys ----------------------------------------------------------------------------------------

DECLARED = {"book_id": "books"}


@pytest.mark.parametrize(
    "sql",
    [
        "ALTER TABLE c ADD CONSTRAINT f FOREIGN KEY (book_id) REFERENCES {} (id)",
        "ALTER TABLE c ADD COLUMN book_id INT NOT NULL REFERENCES {}(id)",
        "CREATE TABLE c (id INT, book_id BIGINT REFERENCES public.{} ON DELETE CASCADE)",
        "ALTER TABLE c ADD FOREIGN KEY (`book_id`) REFERENCES `{}` (`id`)",
    ],
)
def test_the_table_that_sql_refers_to_is_read(sql: str) -> None:
    down = 'op.execute("ALTER TABLE c DROP COLUMN book_id")'
    passes(f'op.execute("{sql.format("books")}")', down, references=DECLARED)
    wrong = f'op.execute("{sql.format("volumes")}")'
    fails(wrong, down, "book_id must refer to books, not to volumes", references=DECLARED)


def test_a_column_refers_as_its_namesake_in_another_table_does() -> None:
    keyed = 'sa.Column("created_by", sa.Integer(), sa.ForeignKey("users.id"))'
    up = 'op.create_table("a", {})\nop.create_table("b", {})'
    down = 'op.drop_table("b")\nop.drop_table("a")'
    passes(up.format(keyed, keyed), down)
    bare = up.format(keyed, 'sa.Column("created_by", sa.Integer())')
    fails(bare, down, "column b.created_by refers to another table but has no foreign key")
    passes(up.format(keyed, 'sa.Column("created_by", sa.Text())'), down)


def test_a_comment_above_the_table_may_say_that_it_has_no_keys() -> None:
    table = 'op.create_table(\n    "a",\n    sa.Column("id", sa.Integer()),\n    sa.Column("b_id", sa.Integer()),\n)'
    fails(table, 'op.drop_table("a")', "a.b_id")
    passes(f"# A copy with no foreign keys.\n{table}", 'op.drop_table("a")')


# --- bounds --------------------------------------------------------------------------------------


def test_functions_that_are_awaited_do_nothing() -> None:
    text = (
        "from alembic import op\n\n\nasync def upgrade():\n    await op.create_table('a')\n\n\n"
        "async def downgrade():\n    await op.drop_table('a')\n"
    )
    verdict = build(ValidatorSpec("alembic_migration", None), Prompt("p", ()))(text)
    assert verdict.outcome is Outcome.FAIL
    assert "alembic calls upgrade() and awaits nothing" in verdict.reason
    assert "alembic calls downgrade() and awaits nothing" in verdict.reason


@pytest.mark.parametrize(
    "sql", ["a" * 60_000, "add a " * 10_000, "foreign key (" * 4_500, "(a b(c) " * 7_500]
)
def test_sql_that_is_made_to_be_slow_is_read_in_time(sql: str) -> None:
    assert judge(f'op.execute("{sql} references x")', "raise NotImplementedError").outcome is Outcome.PASS


@pytest.mark.parametrize("deep", ["op" + ".f" * 2_500, "f" + "()" * 1_500])
def test_what_is_nested_too_deeply_passes_in_no_composition(deep: str) -> None:
    text = f"def upgrade():\n    {deep}\n\n\ndef downgrade():\n    pass\n"
    for spec in (
        ValidatorSpec("alembic_migration", None),
        ValidatorSpec("not", {"check": "alembic_migration"}),
    ):
        verdict = build(spec, Prompt("p", ()))(text)
        assert verdict.outcome is Outcome.FAIL
        assert "nested too deeply" in verdict.reason


# --- what points out of the database, or back ----------------------------------------------------


@pytest.mark.parametrize(
    ("table", "name", "kind"),
    [
        ("pools", "current_instance_id", "Integer()"),
        ("runs", "source_run_id", "Uuid()"),
        ("logins", "provider_user_id", "Integer()"),
        ("devices", "client_id", "Uuid()"),
        ("followers", "leader_event_id", "Uuid()"),
        ("alert_queue", "policy_id", "Uuid()"),
        ("outbox", "user_id", "Integer()"),
    ],
)
def test_what_points_out_of_the_database_or_back_has_no_key(table: str, name: str, kind: str) -> None:
    passes(
        f'op.add_column("{table}", sa.Column("{name}", sa.{kind}))', f'op.drop_column("{table}", "{name}")'
    )


@pytest.mark.parametrize(
    ("table", "name", "kind"),
    [
        ("devices", "client_id", "Integer()"),
        ("followers", "event_series_id", "Uuid()"),
        ("queue_rules", "user_id", "Integer()"),
    ],
)
def test_what_is_only_named_like_it_has_one(table: str, name: str, kind: str) -> None:
    up = f'op.add_column("{table}", sa.Column("{name}", sa.{kind}))'
    fails(up, f'op.drop_column("{table}", "{name}")', "has no foreign key")
