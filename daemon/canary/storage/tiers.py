"""What ``report tiers`` asks of the stored history. Reads only; every count is made in the database."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa

from canary.core.model import Suite
from canary.storage import history
from canary.storage.history import HALLUCINATION, PROMPT, Scope
from canary.storage.tables import cycle, suite_version


@dataclass(frozen=True, slots=True)
class PromptCounts:
    """What one target answered to one prompt, from all vantages.

    ``priced`` answers cost ``cost_usd`` together; of ``metered`` others only their tokens are known.
    """

    target: str
    suite: str
    prompt: str
    answered: int
    judged: int
    failed: int
    priced: int
    cost_usd: float
    metered: int
    input_tokens: int
    output_tokens: int


def prompt_counts(
    connection: sa.Connection, scope: Scope, configured: Mapping[str, Suite]
) -> list[PromptCounts]:
    """Counts by target, suite and prompt, in that order; verdicts are those that ``history`` says speak."""
    found: list[PromptCounts] = []
    suites = connection.execute(sa.select(cycle.c.suite).where(*scope.where()).distinct()).scalars().all()
    for suite in suites:
        found += _counted(connection, history._samples(connection, scope, suite, configured, PROMPT))
    return sorted(found, key=lambda each: (each.target, each.suite, each.prompt))


def _counted(connection: sa.Connection, samples: sa.Subquery) -> list[PromptCounts]:
    a = samples.c
    unpriced = a.cost_usd.is_(None) & a.input_tokens.is_not(None) & a.output_tokens.is_not(None)
    keys = (a.target, a.suite, a.bucket)
    query = sa.select(
        a.target,
        a.suite,
        a.bucket.label("prompt"),
        sa.func.count(a.output_hash).label("answered"),
        history._many(history._has(a.judged, HALLUCINATION), "judged"),
        history._many(history._has(a.failed, HALLUCINATION), "failed"),
        sa.func.count(a.cost_usd).label("priced"),
        _sum(sa.cast(a.cost_usd, sa.Double)).label("cost_usd"),
        history._many(unpriced, "metered"),
        _sum(sa.case((unpriced, a.input_tokens))).label("input_tokens"),
        _sum(sa.case((unpriced, a.output_tokens))).label("output_tokens"),
    )
    rows = connection.execute(query.where(a.output_hash.is_not(None)).group_by(*keys))
    return [PromptCounts(**row._mapping) for row in rows]


def _sum(values: sa.ColumnElement[Any]) -> sa.ColumnElement[Any]:
    return sa.func.coalesce(sa.func.sum(values), 0)


def criticalities(connection: sa.Connection, configured: Mapping[str, Suite]) -> dict[str, str]:
    """Suite -> its criticality: the configured one, else that of the version stored last."""
    newest = sa.select(sa.func.max(suite_version.c.id)).group_by(suite_version.c.suite)
    rows = connection.execute(
        sa.select(suite_version.c.suite, suite_version.c.content).where(suite_version.c.id.in_(newest))
    )
    stored = {name: str(content["criticality"]) for name, content in rows}
    return stored | {suite.name: suite.criticality for suite in configured.values()}
