"""The long schemas: written by their tool, long enough, without a loose end, and saying what the suite's answers say."""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from pathlib import Path
from types import ModuleType

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import configure_mappers

from canary.core.canonical import fenced_block
from canary.core.model import Suite
from canary.settings.suites import load_suite

ROOT = Path(__file__).parents[2]


def imported(path: Path) -> ModuleType:
    """The module that a file is, by its path."""
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[path.stem] = module
    spec.loader.exec_module(module)
    return module


TOOL = imported(ROOT / "tools" / "long_context.py")
FORWARDER, CLINICS = TOOL.blocks()["forwarder"], TOOL.blocks()["clinics"]


@pytest.fixture(scope="module")
def suite() -> Suite:
    found, problems = load_suite(ROOT / "canaries" / "long-context.yaml")
    assert problems == []
    assert found is not None
    return found


def answer(suite: Suite, prompt: str) -> str:
    text = suite.prompt(prompt).examples_pass[0]
    return fenced_block(text) or text


def test_the_suite_holds_what_its_tool_writes() -> None:
    text = TOOL.SUITE.read_text(encoding="utf-8")
    assert TOOL.with_schemas(text) == text


def test_a_suite_without_the_place_of_a_schema_is_refused() -> None:
    with pytest.raises(ValueError, match="no block &forwarder"):
        TOOL.with_schemas("suite: s\n")


def test_every_prompt_has_twelve_thousand_tokens_before_its_task(suite: Suite) -> None:
    for prompt in suite.prompts:
        before = "\n".join(message.content for message in prompt.messages[:-1])
        assert before.startswith((FORWARDER, CLINICS))
        assert len(before) / 4 > 13_000
        assert len(re.findall(r"_?[A-Za-z]+|\d{1,3}|[^\w\s]+", before)) > 12_000
        assert len(prompt.messages[-1].content) < 600


@pytest.mark.parametrize(
    ("schema", "word", "begin", "end"),
    [
        (FORWARDER, "numeric(15, 3)", 0, 0.01),
        (FORWARDER, "CREATE TABLE people_register", 0.01, 0.1),
        (FORWARDER, "CREATE TABLE customs_declarations", 0.4, 0.65),
        (FORWARDER, "CREATE TABLE cargo_claims", 0.8, 1),
        (FORWARDER, "7c41d09be2a5", 0.99, 1),
        (CLINICS, "String(26). What", 0, 0.01),
        (CLINICS, "class Clinician(", 0.03, 0.15),
        (CLINICS, "class LabOrder(", 0.4, 0.7),
        (CLINICS, "class RetentionRule(", 0.98, 1),
        (CLINICS, "b93e07a1d4c6", 0.99, 1),
    ],
)
def test_what_the_answers_need_stands_at_both_ends_and_in_between(
    schema: str, word: str, begin: float, end: float
) -> None:
    assert schema.count(word) == 1
    assert begin <= schema.index(word) / len(schema) <= end


# --- the schemas are whole -----------------------------------------------------------------------


def test_the_models_are_mapped_and_make_their_tables(tmp_path: Path) -> None:
    path = tmp_path / "clinics_of_the_suite.py"
    path.write_text(CLINICS.split("\n", 2)[2])
    module = imported(path)
    configure_mappers()
    engine = sa.create_engine("sqlite://")
    module.Base.metadata.create_all(engine)
    assert len(sa.inspect(engine).get_table_names()) == len(referring(TOOL.CLINICS))
    engine.dispose()


def test_the_sql_refers_to_keys_of_tables_that_it_made_before() -> None:
    made: dict[str, str] = {}
    for table, body in re.findall(r"CREATE TABLE (\w+) \(\n(.*?)\n\);", FORWARDER, re.DOTALL):
        made[table] = re.findall(r"(\w+) [^\n]*PRIMARY KEY", body)[0]
        columns = re.findall(r"^    (\w+)", body, re.MULTILINE)
        assert len(columns) == len(set(columns))
        for other, key in re.findall(r"REFERENCES (\w+) \((\w+)\)", body):
            assert made[other] == key
    assert len(made) == len(referring(TOOL.FORWARDER))


@pytest.mark.parametrize(
    ("notation", "error"), [("a - x: b>nowhere!", KeyError), ("a - x: b:s9 c?", ValueError)]
)
def test_a_reference_to_nowhere_and_what_is_no_column_are_refused(
    notation: str, error: type[Exception]
) -> None:
    with pytest.raises(error):
        TOOL.read(notation, "b")


# --- the answers are those of the schemas --------------------------------------------------------


def referring(notation: str) -> dict[str, set[str]]:
    """Table -> the tables it refers to."""
    tables = [table for table in TOOL.read(notation, "b") if table.columns]
    return {table.name: {column.target[0] for column in table.columns if column.target} for table in tables}


@pytest.mark.parametrize(
    ("prompt", "notation", "target", "named"),
    [
        ("who-refers-to-the-tariff-books", TOOL.FORWARDER, "tariff_books", str),
        ("who-refers-to-the-formularies", TOOL.CLINICS, "formularies", TOOL.class_name),
    ],
)
def test_who_refers_to_a_table(
    suite: Suite, prompt: str, notation: str, target: str, named: type[str]
) -> None:
    tables = referring(notation).items()
    found = [named(name) for name, others in tables if target in others and name != target]
    assert json.loads(answer(suite, prompt)) == found


@pytest.mark.parametrize(
    ("prompt", "line"),
    [
        ("type-of-a-column-in-the-middle", "    guarantee_amount {},"),
        ("head-revision-in-the-last-line", "-- End of the schema. The head revision is {}."),
        ("rule-of-the-first-line", "a new column that holds money is {}, a new key"),
        (
            "hint-of-an-attribute-in-the-middle",
            "    haemolysis_index: Mapped[{}] = mapped_column(Numeric(7, 4))",
        ),
        (
            "default-in-the-last-class",
            '    years: Mapped[int] = mapped_column(SmallInteger, server_default="{}")',
        ),
    ],
)
def test_an_answer_stands_in_the_schema_once(suite: Suite, prompt: str, line: str) -> None:
    assert (FORWARDER + CLINICS).count(line.format(answer(suite, prompt))) == 1


def test_the_values_of_a_column(suite: Suite) -> None:
    values = json.loads(answer(suite, "states-of-a-claim"))
    claims = FORWARDER[FORWARDER.index("CREATE TABLE cargo_claims") :]
    assert f"CHECK (state IN ({', '.join(map(repr, values))}))" in claims[: claims.index(");\n")]


def test_the_names_of_keys(suite: Suite) -> None:
    for table, key in json.loads(answer(suite, "keys-that-are-not-called-id")).items():
        assert re.search(rf"CREATE TABLE {table} \(\n    {key} [^\n]*PRIMARY KEY", FORWARDER)


def test_pallets_do_not_refer_to_customs_and_a_reserved_unit_is_set_free() -> None:
    assert referring(TOOL.FORWARDER)["pallet_types"] == set()
    [line] = [line for line in CLINICS.splitlines() if line.startswith("    reserved_for_id:")]
    assert 'ForeignKey("patients.id", ondelete="SET NULL")' in line
