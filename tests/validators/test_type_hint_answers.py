"""``type_hint`` on answers as models give them: right ones in any form, and wrong ones that look right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from canary.core.model import Message, Outcome, Prompt, ValidatorSpec, Verdict
from canary.core.validators import build
from support.guard import bounded_work

PASS, FAIL, UNDECIDED = Outcome.PASS, Outcome.FAIL, Outcome.UNDECIDED


def judge(text: str, asked: str = "", **options: Any) -> Verdict:
    return build(ValidatorSpec("type_hint", options), Prompt("p", (Message("user", asked),)))(text)


def reasons(text: str, asked: str = "", **options: Any) -> str:
    verdict = judge(text, asked, **options)
    assert (verdict.outcome, verdict.category) == (FAIL, "hallucination"), verdict
    return verdict.reason


# --- the forms in which a right answer comes ------------------------------------------------------

FORMS = [
    "dict[str, Any]",
    "`dict[str, Any]`",
    "  dict[str, Any]\n",
    "\ufeff\n\n dict[str, Any]",
    "```python\ndict[str, Any]\n```",
    "```\n-> dict[str, Any]\n```",
    "'dict[str, Any]'",
    "-> dict[str, Any]",
    "-> dict[str, Any]:",
    "`-> dict[str, Any]:`",
    "->dict[str, Any]",
    ": dict[str, Any]",
    "x: dict[str, Any]",
    "`x: dict[str, Any]`",
    "self.x: dict[str, Any] = {}",
    "dict[\n    str,\n    Any,\n]",
    "-> dict[\n    str, Any\n]:",
    "from typing import Any\n\ndict[str, Any]",
    "```python\nfrom typing import Any\n\ndict[str, Any]\n```",
    "Here:\n```python\nfrom typing import Any\n\n-> dict[str, Any]\n```\nDone.",
    "import typing\n\n-> dict[str, typing.Any]:",
    "from typing import (\n    Any,\n)\n\n-> dict[str, Any]: ...",
    "from typing import Any, Dict\n\n: Dict[str, Any]",
    "def f(x: int) -> dict[str, Any]:",
    "def f(x: int) -> dict[str, Any]",
    "def f(x: int) -> dict[str, Any]: ...",
    "def f(x: int) -> dict[str, Any]:  # as it was",
    "async def f(x: int) -> dict[str, Any]:",
    "async def f(\n    x: int,\n    *rest: str,\n) -> dict[str, Any]:\n",
    "`def f(x: int) -> dict[str, Any]:`",
    "@cached\n@retry(times=3)\ndef f(x: int) -> dict[str, Any]:",
    "from typing import Any\n\n@cached\ndef f(x: int) -> dict[str, Any]:",
    "    def f(self, x: int) -> dict[str, Any]: ...",
    "    def f(self, x: int) -> dict[str, Any]:",
    "\tdef f(self, x: int) -> dict[str, Any]:",
    "    @property\n    def f(self) -> dict[str, Any]:\n        return self._x\n",
    "```python\n    def f(self) -> dict[str, Any]:\n        return self._x\n```",
    "    x: dict[str, Any] = {}\n    y: int = 3",
    "JSON: TypeAlias = dict[str, Any]",
    "JSON = dict[str, Any]",
    "type JSON = dict[str, Any]",
]


@pytest.mark.parametrize("text", FORMS)
def test_a_right_answer_passes_in_any_form(text: str) -> None:
    verdict = judge(text, expected="Dict[str, Any]", bare_generics="fail")
    assert verdict.outcome is PASS, verdict.reason


@pytest.mark.parametrize("text", FORMS)
def test_a_wrong_answer_fails_in_any_form(text: str) -> None:
    wrong = (
        text.replace("typing.Any", "any")
        .replace("[str, Any", "[str, any")
        .replace("str,\n    Any", "str, any")
    )
    wrong = wrong.replace("str, Any", "str, any")
    assert "any is a function, no type" in reasons(wrong, expected="Dict[str, Any]")


@pytest.mark.parametrize(
    "text",
    [
        "def f(x: int) -> dict[str,",
        "def f(x: int) -> int:\n    if x:",
        "def f(x: int) -> int: ...\n\ndef g(x: int) -> int:",
        "class A:\n    def f(self) -> int:",
        "-> dict[str",
        "x = 1\n-> int",
        "-> x = 3",
        "Sure, dict[str, int] it is",
        "    def f(self) -> int: ...\nelse:\n    x: any",
        "",
        "``",
    ],
)
def test_what_breaks_off_or_is_talk_is_a_failed_format(text: str) -> None:
    verdict = judge(text)
    assert (verdict.outcome, verdict.category) == (FAIL, "format"), verdict


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("\n\n    def f(self) -> int: ...\n\n    def g(self) -> Nope: ...", 5),
        ("def f(\n    x: Nope,\n) -> int:", 2),
        ("import os\n\n-> Nope", 3),
        ("\n`Nope`", 2),
        ("Sure.\n```\n\n-> Nope\n```", 4),
        ("type A[\n    T,\n] = Nope", 3),
        ("def f[\n    T: Nope,\n](x: T) -> T: ...", 2),
    ],
)
def test_a_defect_is_named_with_the_line_of_the_answer(text: str, line: int) -> None:
    verdict = judge(text)
    assert (verdict.outcome, verdict.line) == (FAIL, line), verdict
    assert "Nope is not defined" in verdict.reason


# --- names ----------------------------------------------------------------------------------------


def test_an_answer_need_not_import_what_the_prompt_has() -> None:
    text = "from collections.abc import Iterator\n\ndef f() -> Iterator[Path]: ..."
    assert "Path is not defined" in reasons(text)
    for asked in ("from pathlib import Path\n\ndef f(): ...", "Path is imported from pathlib."):
        assert judge(text, asked, expected="Iterator[Path]").outcome is PASS
    bare = "from collections.abc import Iterator\n\n-> Iterator[Path]"
    assert judge(bare, "Path is imported.", expected="Iterator[pathlib.Path]").outcome is PASS


def test_a_literal_is_one_from_whichever_package() -> None:
    text = "from ._compat import Literal\n\nLiteral['a', False]"
    assert judge(text, expected="Literal['a', False]").outcome is PASS


def test_names_that_only_the_prompt_has_still_are_no_functions_and_no_modules() -> None:
    assert "any is a function" in reasons("import os\nx: any", "any of dict[str, any]")
    assert "datetime is a module" in reasons("import datetime\n-> datetime", "a datetime")


def test_a_class_of_the_answer_is_not_what_else_has_its_name() -> None:
    text = "class Collection:\n    x: int\n\ndef f() -> Collection: ..."
    assert judge(text, bare_generics="fail", expected="Collection").outcome is PASS


# --- two that mean the same -----------------------------------------------------------------------

SAME = [
    ("Literal['a', 'b']", "Literal['a'] | Literal['b']"),
    ("Literal['a', 'b']", "Union[Literal['b'], Literal['a']]"),
    ("Literal['a', 'b']", "Literal[Literal['a'], 'b']"),
    ("Optional[Literal['a']]", "Literal['a', None]"),
    ("Literal['a']", "Literal[u'a']"),
    ("Optional[int]", "from types import NoneType\n\nint | NoneType"),
    ("Optional[int]", "int | NoneType"),
    ("Optional[int]", "Union[int, types.NoneType]"),
    ("None", "Optional[None]"),
    ("int", "Union[int]"),
    ("int", "Union[int, int]"),
    ("tuple[()]", "Tuple[()]"),
    ("Optional[int]", "Optional[Optional['int']]"),
    ("Generator[str, None, None]", "collections.abc.Generator[str]"),
    ("AsyncGenerator[str]", "AsyncGenerator[str, None]"),
    ("tuple[*Ts]", "from typing import Unpack\nfrom shop import Ts\n\ntuple[Unpack[Ts]]"),
    ("ContextManager[int]", "contextlib.AbstractContextManager[int]"),
    ("re.Pattern[str]", "typing.Pattern[str]"),
    ("Annotated[float, 's']", 'Annotated[float, "s"]'),
    ("Annotated[float, 's', 3]", "Annotated[Annotated[float, 's'], 3]"),
    ("float", "Annotated[float, 's']"),
]


@pytest.mark.parametrize(("expected", "text"), SAME)
def test_answers_that_mean_the_same_are_equal(expected: str, text: str) -> None:
    verdict = judge(text, "Ts; re", expected=expected)
    assert verdict.outcome is PASS, verdict.reason


@pytest.mark.parametrize(
    ("expected", "text"),
    [
        ("Literal['a', 'b']", "Literal['a'] | Literal['c']"),
        ("Literal[1]", "Literal[True]"),
        ("Literal['1']", "Literal[1]"),
        ("Annotated[float, 's']", "Annotated[float, 'ms']"),
        ("Annotated[float, 's']", "float"),
        ("Optional[Annotated[float, 's']]", "Annotated[Optional[float], 's']"),
        ("Generator[str, None, None]", "Generator[str, str]"),
        ("tuple[()]", "tuple[int]"),
        ("TypeAlias", "JSON: Final = dict[str, int]"),
        ("dict[str, int]", "JSON: TypeAlias = dict[str, str]"),
    ],
)
def test_answers_that_mean_another_thing_are_told(expected: str, text: str) -> None:
    assert f"is not {expected}" in reasons(text, expected=expected)


# A tree is a leaf, or a kind with its arguments; each kind is written as long ago, and as today.
LEAVES = ("int", "str", "bytes", "Decimal", "Invoice", "None", "Any", "Literal['a']", "Literal['b', 3]")
WRITTEN: dict[str, tuple[int, list[Callable[..., str]]]] = {
    "list": (1, [lambda a: f"List[{a}]", lambda a: f"list[{a}]", lambda a: f"typing.List[{a}]"]),
    "dict": (2, [lambda a, b: f"Dict[{a}, {b}]", lambda a, b: f"dict[{a}, {b}]"]),
    "optional": (
        1,
        [lambda a: f"Optional[{a}]", lambda a: f"{a} | None", lambda a: f"Union[None, {a}]"],
    ),
    "union": (
        2,
        [lambda a, b: f"Union[{a}, {b}]", lambda a, b: f"{b} | {a}", lambda a, b: f"Union[{b}, {a}]"],
    ),
    "sequence": (1, [lambda a: f"typing.Sequence[{a}]", lambda a: f"collections.abc.Sequence[{a}]"]),
    "tuple": (2, [lambda a, b: f"Tuple[{a}, {b}]", lambda a, b: f"tuple[{a}, {b}]"]),
    "many": (1, [lambda a: f"Tuple[{a}, ...]", lambda a: f"tuple[{a}, ...]"]),
    "call": (
        2,
        [
            lambda a, b: f"Callable[[{a}], {b}]",
            lambda a, b: f"collections.abc.Callable[[{a}], {b}]",
        ],
    ),
    "type": (1, [lambda a: f"Type[{a}]", lambda a: f"type[{a}]"]),
}
Tree = Any


def trees(leaves: st.SearchStrategy[str]) -> st.SearchStrategy[Tree]:
    def grown(inner: st.SearchStrategy[Tree]) -> st.SearchStrategy[Tree]:
        return st.sampled_from(sorted(WRITTEN)).flatmap(
            lambda kind: st.tuples(st.just(kind), *[inner] * WRITTEN[kind][0])
        )

    return st.recursive(leaves, grown, max_leaves=6)


def written(tree: Tree, draw: Callable[[st.SearchStrategy[Any]], Any]) -> str:
    if isinstance(tree, str):
        return tree
    kind, *inner = tree
    spelling = draw(st.sampled_from(WRITTEN[kind][1]))
    text: str = spelling(*(written(each, draw) for each in inner))
    return (
        repr(text) if kind not in ("optional", "union") and "'" not in text and draw(st.booleans()) else text
    )


def leaves_of(tree: Tree) -> list[str]:
    return [tree] if isinstance(tree, str) else [leaf for each in tree[1:] for leaf in leaves_of(each)]


def with_leaf(tree: Tree, number: int, leaf: str) -> Tree:
    """The tree with another leaf at a place."""
    if isinstance(tree, str):
        return leaf
    kind, *inner = tree
    for place, each in enumerate(inner):
        here = len(leaves_of(each))
        if 0 <= number < here:
            inner[place] = with_leaf(each, number, leaf)
        number -= here
    return (kind, *inner)


@given(trees(st.sampled_from(LEAVES)), st.data())
def test_one_annotation_is_equal_in_all_spellings(tree: Tree, data: st.DataObject) -> None:
    one, other = written(tree, data.draw), written(tree, data.draw)
    verdict = judge(one, "Invoice", expected=other)
    assert verdict.outcome is PASS, (one, other, verdict.reason)


@given(trees(st.sampled_from(LEAVES)), st.data())
def test_one_annotation_with_another_leaf_is_unequal(tree: Tree, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(leaves_of(tree)) - 1))
    changed = with_leaf(tree, number, "Receipt")
    one, other = written(changed, data.draw), written(tree, data.draw)
    verdict = judge(one, "Invoice Receipt", expected=other)
    assert verdict.outcome is FAIL, (one, other)


# --- wrong answers that look right ----------------------------------------------------------------


@pytest.mark.parametrize(
    "name",
    [
        *("Callable", "typing.Callable", "Generator", "AsyncGenerator", "Awaitable", "Coroutine", "Iterator"),
        *("type", "Type", "tuple", "set", "frozenset", "deque", "defaultdict", "Iterable", "Counter"),
        *("ContextManager", "contextlib.AbstractAsyncContextManager", "re.Pattern", "typing.Match"),
    ],
)
def test_bare_generics_are_told_wherever_they_stand(name: str) -> None:
    for text in (
        name,
        f"Optional[{name}]",
        f"def f(x: 'dict[str, {name}]') -> None: ...",
        f"A: TypeAlias = {name}",
    ):
        assert judge(text, "re").outcome is PASS
        assert f"bare {name}" in reasons(text, "re", bare_generics="fail")


def test_metadata_and_literals_are_no_bare_generics() -> None:
    for text in ("Annotated[int, dict]", "Literal['dict']"):
        assert judge(text, bare_generics="fail").outcome is PASS


@pytest.mark.parametrize(
    "text",
    [
        "Callable[int, str]",
        "Callable[Decimal, str]",
        "Callable['int', str]",
        "Callable[None, str]",
        "Callable[list[int], str]",
        "Callable[int | str, str]",
        "T = TypeVar('T')\n\nCallable[T, datetime]",
        "def f[T](x: T, when: Callable[T, datetime]) -> T: ...",
        "class A: ...\n\ndef f(x: Callable[A, int]) -> int: ...",
    ],
)
def test_what_callable_takes_stands_in_brackets(text: str) -> None:
    assert "what Callable takes stands in brackets" in reasons(text)


def test_a_type_variable_of_the_prompt_is_no_list_of_parameters() -> None:
    asked = 'T = typing.TypeVar("T") and P = ParamSpec("P") are defined.'
    assert "what Callable takes stands in brackets" in reasons("Callable[T, int]", asked)
    assert judge("Callable[P, int]", asked).outcome is PASS


@pytest.mark.parametrize(
    "text",
    [
        "Callable[[], None]",
        "Callable[..., None]",
        "Callable[Concatenate[int, P], R]",
        "Callable['P', R]",
        "P = ParamSpec('P')\n\nCallable[P, None]",
        "from collections.abc import Callable\nfrom shop.types import Params\n\nCallable[Params, None]",
        "def timed[**P, R](f: Callable[P, R]) -> Callable[P, R]: ...",
        "class Handler(Generic[P]): ...\n\nx: Handler[[int], str]\ny: Handler[..., str]",
    ],
)
def test_what_callable_may_take_passes(text: str) -> None:
    verdict = judge(text, "P R Params")
    assert verdict.outcome is PASS, verdict.reason


@pytest.mark.parametrize("text", ["Callable[[int], [str]]", "Callable[[...], int]", "Awaitable[[int]]"])
def test_a_list_is_no_type_elsewhere(text: str) -> None:
    assert "is no type" in reasons(text)


VALUES = [
    "JSON: TypeAlias = dict[str, any]",
    "import typing as t\nJSON: t.TypeAlias = dict[str, any]",
    "JSON: 'TypeAlias' = dict[str, any]",
    "JSON = dict[str, any]",
    "JSON = Union[dict[str, 'JSON'], list['JSON'], any, None]",
    "JSON = int | any",
    "type JSON = dict[str, any]",
    "type Pair[T] = tuple[T, any]",
    "UserId = NewType('UserId', any)",
    "UserId = typing.NewType('UserId', any)",
    "from typing import cast\nx = cast(any, 3)",
    "x = cast(dict[str, any], load())",
    "T = TypeVar('T', bound=any)",
    "T = TypeVar('T', int, any)",
    "def f[T: any](x: T) -> T: ...",
    "def f[T: (int, any)](x: T) -> T: ...",
    "class Box[T = any]:\n    x: T",
    "class Box:\n    x: ClassVar = TypeVar('T', default=any)",
]


@pytest.mark.parametrize("text", VALUES)
def test_types_that_are_values_are_judged(text: str) -> None:
    assert "any is a function, no type" in reasons(text)
    right = judge(text.replace("any", "str"))
    assert right.outcome is PASS, right.reason


@pytest.mark.parametrize(
    "text",
    [
        "x: int = 1\nFLAGS = re.I | re.M",
        "x: int = 1\nmerged = defaults | {}",
        "def f(dict: Rows, key: str) -> int:\n    found = dict[key]\n    return found",
        "def f(x: int) -> str:\n    return select(cast(Model.x, String(3)))",
        "from sqlalchemy import cast\ndef f(x: int) -> str:\n    return cast(any, x)",
        "x: int = 1\nfirst = rows[0]",
    ],
)
def test_values_that_are_no_types_are_not_judged(text: str) -> None:
    verdict = judge(text, "Rows")
    assert verdict.outcome is PASS, verdict.reason


def test_a_recursive_alias_may_name_itself() -> None:
    for text in (
        "JSON = Union[dict[str, 'JSON'], list['JSON'], str, None]",
        "JSON: TypeAlias = 'dict[str, JSON] | list[JSON] | str | None'",
        "type JSON = dict[str, JSON] | list[JSON] | str | None",
    ):
        assert judge(text, bare_generics="fail").outcome is PASS
        assert "JSN is not defined" in reasons(text.replace("JSON]", "JSN]").replace("'JSON']", "'JSN']"))


# --- the syntax of Python 3.12 --------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "def first[T](items: Sequence[T], default: T) -> T:\n    return items[0] if items else default",
        "```python\nfrom collections.abc import Sequence\n\ndef first[T](items: Sequence[T]) -> T: ...\n```",
        "async def first[T: 'Sized'](items: list[T]) -> T: ...",
        "def first[\n    T,  # of what ]\n](items: list[T]) -> T: ...",
        "    def first[T](self, items: list[T]) -> T: ...",
        "def first[T](items: list[T]) -> T:",
        "class Box[T, *Ts]:\n    def first[U](self, *items: *Ts) -> T: ...",
        "def first[T: Literal['def f[', \"]\"]](x: T) -> T: ...",
    ],
)
def test_type_parameters_are_names_of_the_answer(text: str) -> None:
    verdict = judge(text, expected="T")
    assert verdict.outcome is PASS, verdict.reason


def test_a_name_that_is_no_type_parameter_is_told() -> None:
    assert "U is not defined" in reasons("def first[T](items: list[T]) -> U: ...")
    assert "Callabel is not defined" in reasons("type Handler = Callabel[[int], None]")
    assert "is not Callable[[int], None]" in reasons(
        "type Handler = Callable[[str], None]", expected="Callable[[int], None]"
    )


def test_a_name_that_is_called_type_stays_one() -> None:
    for text in ("type: str = 'a'\nx: int = 3", "type = 3\nx: int = type", "x: int = 1\ntype == x"):
        assert judge(text).outcome is PASS


def test_new_syntax_in_texts_and_comments_is_left_alone() -> None:
    text = 'def f() -> str:\n    """\n    def g[T](x): ...\n    type A = any\n    """  # type B = any\n    return ""'
    assert judge(text).outcome is PASS


def test_type_parameters_that_no_python_reads_pass_nothing() -> None:
    for text in ("def f[T.x](x: T) -> T: ...", "def f[(x: T) -> T: ...", "type A[ = int"):
        assert judge(text).outcome is not PASS


@given(st.text(alphabet="def f[T:*]()'\"\\#\ntype =,->x", max_size=80))
def test_no_jumble_of_type_parameters_makes_it_raise(text: str) -> None:
    for each in (text, f"def f[{text}", f"type X[{text}"):
        verdict = judge(each)
        assert verdict.outcome is PASS or " raised " not in verdict.reason, verdict


@pytest.mark.parametrize(
    "text",
    [
        "def f[" * 20_000,
        "def f[\n" * 15_000,
        "def f[T](): ...\n" * 8_000,
        "type A = int\n" * 9_000,
        "type A[" + "(" * 5_000,
        "type A = " + "'''" * 30_000,
        "type A = '''\\'''" + "\\'''" * 20_000,
        "def f[" + "T: 'a', " * 10_000 + "](): ...",
        "def f[" + "*T, " * 20_000 + "](): ...",
        "\n" * 100_000 + "-> x",
        " \n" * 50_000 + "x y",
        " " * 100_000 + "x y",
        "def f():" + " " * 100_000 + "x y:",
    ],
    ids=map(str, range(13)),
)
def test_hostile_answers_are_judged_in_bounded_time(text: str) -> None:
    judge("x: int")
    with bounded_work():
        verdict = judge(text)
    assert " raised " not in verdict.reason
