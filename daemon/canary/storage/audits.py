"""Stored answers to draw from, and what was drawn and labelled.

A draw holds distinct outputs to prompts as they are asked now (of prompts no longer configured: as they were asked
last): whoever labels one must see the question it answers.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from canary.core.auditing import FAIL, PASS, UNDECIDED, Drawn
from canary.core.model import Prompt, Suite, judge_version
from canary.storage import history
from canary.storage.encoding import pack_judge, unpack_categories
from canary.storage.history import HALLUCINATION, IMPORT_JUDGES, Scope
from canary.storage.tables import audit_item, cycle, observation, output, suite_version, verdict

Place = tuple[str, str]
"""(suite, prompt)"""


@dataclass(frozen=True, slots=True)
class Group:
    """Equal answers of one target to one prompt. ``stratum`` is None where the prompt's judge has not seen them."""

    target: str
    suite: str
    prompt: str
    digest: bytes
    answers: int
    stratum: str | None
    lost: bool  # the text is kept no longer
    elsewise: bool  # the prompt was another when they were given


def prompts(connection: sa.Connection, configured: Mapping[str, Suite]) -> dict[Place, Prompt]:
    """Every prompt as it is asked now, or else as its suite was stored last."""
    newest = sa.select(sa.func.max(suite_version.c.id)).group_by(suite_version.c.suite)
    rows = connection.execute(
        sa.select(suite_version.c.suite, suite_version.c.content).where(suite_version.c.id.in_(newest))
    )
    found = {(name, p.id): p for name, content in rows for p in history._stored_prompts(content)}
    now = {(suite.name, p.id): p for suite in configured.values() for p in suite.prompts}
    return found | now


def groups(
    connection: sa.Connection, scope: Scope, configured: Mapping[str, Suite], known: Mapping[Place, Prompt]
) -> list[Group]:
    """All answers of the cycles in scope, by target, suite, prompt, output and what was said of them; without those
    asked again on suspicion."""
    keys = {place: pack_judge(judge_version(prompt)) for place, prompt in known.items()}
    suites = connection.execute(sa.select(cycle.c.suite).where(*scope.where()).distinct()).scalars().all()
    found: list[Group] = []
    for suite in suites:
        judges = history._judges(connection, scope, suite, configured)
        found += [_group(row, keys) for row in connection.execute(_grouped(scope, suite, judges))]
    return found


def _grouped(scope: Scope, suite: str, judges: sa.CTE) -> sa.Select[Any]:
    joined = history._with_verdicts(judges).outerjoin(output, output.c.hash == observation.c.output_hash)
    keys = (
        cycle.c.target,
        cycle.c.suite,
        observation.c.prompt,
        observation.c.output_hash,
        judges.c.judge.label("asked"),
        verdict.c.judge.label("judge"),
        verdict.c.failed,
        verdict.c.judged,
        output.c.hash.label("kept"),
    )
    query = sa.select(*keys, sa.func.count().label("answers")).select_from(joined)
    return query.where(
        cycle.c.suite == suite, observation.c.output_hash.is_not(None), history.REGULAR, *scope.where()
    ).group_by(*keys)


def _group(row: sa.Row[Any], keys: Mapping[Place, bytes]) -> Group:
    ours = keys.get((row.suite, row.prompt))
    imported = row.asked is None  # of a suite that was not configured: the file's own word, or none
    return Group(
        row.target,
        row.suite,
        row.prompt,
        row.output_hash,
        row.answers,
        _stratum(row.failed, row.judged) if row.judge is not None or imported else None,
        lost=row.kept is None,
        elsewise=not imported and row.asked != ours,
    )


def _stratum(failed: str | None, judged: str | None) -> str:
    if HALLUCINATION in unpack_categories(failed or ""):
        return FAIL
    return PASS if HALLUCINATION in unpack_categories(judged or "") else UNDECIDED


def imported_failures(connection: sa.Connection, digests: Iterable[bytes]) -> set[bytes]:
    """Those of the outputs that an imported file called invalid."""
    query = sa.select(verdict.c.output_hash).where(
        verdict.c.output_hash.in_(list(digests)),
        verdict.c.judge.in_(list(IMPORT_JUDGES.values())),
        verdict.c.failed != "",
    )
    return set(connection.execute(query).scalars())


# --- draws ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class StoredItem:
    """One drawn output with its label, if a person has given one."""

    id: int
    draw: str
    drawn_at: datetime
    target: str
    suite: str
    prompt: str
    digest: bytes
    stratum: str
    weight: float
    label: str | None
    labelled_by: str | None
    labelled_at: datetime | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of one item. A note of None leaves the one that is there."""

    id: int
    label: str
    note: str | None = None


def store_draw(connection: sa.Connection, name: str, drawn: Sequence[Drawn], now: datetime) -> bool:
    """Keep a draw, its items numbered in the order given; False if there is one of that name."""
    if connection.execute(sa.select(audit_item.c.id).where(audit_item.c.draw == name).limit(1)).first():
        return False
    connection.execute(sa.insert(audit_item), [_row(name, each, now) for each in drawn])
    return True


def _row(name: str, drawn: Drawn, now: datetime) -> dict[str, Any]:
    of = drawn.candidate
    return {
        "draw": name,
        "drawn_at": now,
        "target": of.target,
        "suite": of.suite,
        "prompt": of.prompt,
        "output_hash": of.digest,
        "stratum": of.stratum,
        "weight": drawn.weight,
    }


def draw_names(connection: sa.Connection) -> list[str]:
    """Every draw, the newest first."""
    query = sa.select(audit_item.c.draw).group_by(audit_item.c.draw)
    return list(connection.execute(query.order_by(sa.func.max(audit_item.c.id).desc())).scalars())


def items(connection: sa.Connection, draw: str) -> list[StoredItem]:
    """What one draw holds, in the order it is to be labelled."""
    query = sa.select(audit_item).where(audit_item.c.draw == draw).order_by(audit_item.c.id)
    return [_item(row) for row in connection.execute(query)]


def find_items(connection: sa.Connection, ids: Iterable[int]) -> dict[int, StoredItem]:
    """The items of those numbers that there are."""
    query = sa.select(audit_item).where(audit_item.c.id.in_(list(ids)))
    return {row.id: _item(row) for row in connection.execute(query)}


def _item(row: sa.Row[Any]) -> StoredItem:
    values = dict(row._mapping)
    return StoredItem(digest=values.pop("output_hash"), **values)


def store_labels(connection: sa.Connection, labels: Iterable[Label], by: str, now: datetime) -> None:
    """Set the labels of items that are there; one given before is replaced."""
    for each in labels:
        values = {"label": each.label, "labelled_by": by, "labelled_at": now}
        if each.note is not None:
            values["note"] = each.note
        connection.execute(sa.update(audit_item).where(audit_item.c.id == each.id).values(values))
