"""``report tiers``: for each tier the cheapest target that is good enough for it, with its evidence; why no other."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from canary.cli.report.view import Asked, View, nothing
from canary.cli.tables import Column, Row, Table, percent
from canary.core.model import Price
from canary.core.tiering import Choice, Counts, Evidence, choose, evidence
from canary.storage import tiers
from canary.storage.tiers import PromptCounts

YEAR = 365  # days
ALL = "all"  # suites, where none of the tier's criticality was asked


def view(asked: Asked) -> View:
    """One row a tier; the document's rows hold the candidates, which a person sees as a table of their own."""
    stored = asked.database.read(tiers.prompt_counts, asked.scope, asked.settings.suites)
    critical = asked.database.read(tiers.criticalities, asked.settings.suites)
    controls = {target.name for target in asked.settings.targets if target.control}
    counts = [_priced(asked, each) for each in stored if each.target not in controls]
    names = _candidates(asked, counts) if counts else []
    tiers_asked = asked.settings.tiers.items() if names else ()
    rows = [_tier(asked, tier, budget, counts, names, critical) for tier, budget in tiers_asked]
    everyone = [{"tier": row["tier"], **each} for row in rows for each in row["candidates"]]
    summary = Table("", _COLUMNS, rows, _KEYS)
    return View(
        "tiers", [summary, Table("candidates", _EVERYONE, everyone)], _notes(rows) if rows else nothing(asked)
    )


def _priced(asked: Asked, stored: PromptCounts) -> Counts:
    """With the cost that was stored; where only tokens were (an import), at the price the target has today."""
    priced, cost = stored.priced, float(stored.cost_usd)
    price = _price(asked, stored.target) if stored.metered else None
    if price is not None:
        priced += stored.metered
        cost += price.cost(int(stored.input_tokens), int(stored.output_tokens))
    who = (stored.target, stored.suite, stored.prompt)
    return Counts(*who, stored.answered, stored.judged, stored.failed, priced, cost)


def _price(asked: Asked, name: str) -> Price | None:
    from canary.providers.prices import price_of

    target = next((each for each in asked.settings.targets if each.name == name), None)
    return price_of(target) if target is not None else None


def _candidates(asked: Asked, counts: Sequence[Counts]) -> list[str]:
    """Every target that was asked or is to be, but controls: those stand for our own harness."""
    wanted = asked.scope.targets
    configured = {
        t.name for t in asked.settings.targets if not t.control and (not wanted or t.name in wanted)
    }
    return sorted(configured | {each.target for each in counts})


def _tier(
    asked: Asked,
    tier: str,
    budget: float,
    counts: Sequence[Counts],
    names: Sequence[str],
    critical: Mapping[str, str],
) -> dict[str, Any]:
    own = [each for each in counts if critical.get(each.suite) == tier]
    used = own or counts
    known = [evidence(name, (each for each in used if each.target == name)) for name in names]
    choice = choose(budget, known)
    best = choice.target
    shown = best or choice.nearest or min(known, key=_hopeless)
    paces = _paces(asked, {each.suite for each in used})
    return {
        "tier": tier,
        "budget": budget,
        "target": best.target if best else None,
        "nearest": shown.target,  # whose evidence this is
        **_shown(shown),
        "needed": choice.needed,
        "basis": tier if own else ALL,
        "suites": sorted({each.suite for each in used}),
        "within": [each.target for each in choice.within],
        "why": _why(choice, budget, known, paces),
        "candidates": [_candidate(each, choice, budget, paces) for each in known],
    }


def _paces(asked: Asked, suites: Collection[str]) -> dict[str, float]:
    """Target -> samples a day that its schedule takes of these suites."""
    from canary.settings.estimate import cycles_per_day

    return {
        target.name: target.samples
        * cycles_per_day(asked.settings.schedule_of(target.name))
        * sum(len(suite.prompts) for suite in asked.settings.suites_of(target) if suite.name in suites)
        for target in asked.settings.targets
    }


def _hopeless(known: Evidence) -> tuple[float, str]:
    return (1.0 if known.rate is None else known.rate), known.target


def _shown(known: Evidence) -> dict[str, Any]:
    """The evidence as plain values."""
    cost = known.cost_per_answer
    return {
        "rate": known.rate,
        "upper": known.upper,
        "upper_by_prompts": known.upper_by_prompts,
        "answered": known.answered,
        "judged": known.judged,
        "failed": known.failed,
        "prompts": known.prompts,
        "design_effect": known.effect,
        "priced": known.priced,
        "cost_per_answer_usd": cost,
        "cost_per_1k_usd": 1_000 * cost if cost is not None else None,
    }


def _candidate(known: Evidence, choice: Choice, budget: float, paces: Mapping[str, float]) -> dict[str, Any]:
    return {
        "target": known.target,
        "qualifies": known.within(budget),
        **_shown(known),
        "needed": known.needed(budget),
        "why": _why_not(known, choice, budget, paces),
    }


# --- in words ------------------------------------------------------------------------------------


def _why(choice: Choice, budget: float, known: Sequence[Evidence], paces: Mapping[str, float]) -> str:
    if choice.within:
        return _chosen(choice, budget)
    if choice.nearest is None:
        return "none qualifies, and no number of samples will help: every target's rate is over the budget itself"
    if not choice.nearest.judged:
        return (
            f"none qualifies; at least {_samples(choice.needed)} without a failure are needed of a target "
            f"that has no judged answer yet ({choice.nearest.target})"
        )
    hopeless = sum(each.needed(budget) is None for each in known)
    others = f"; {hopeless} other{'s are' if hopeless > 1 else ' is'} over the budget itself" * bool(hopeless)
    return (
        f"none qualifies, {_samples(choice.needed, 'more ')} needed: {choice.nearest.target}, at its rate of "
        f"{fine(choice.nearest.rate)}{_how_far(choice.nearest, choice.needed, paces)}{others}"
    )


def _chosen(choice: Choice, budget: float) -> str:
    unpriced = [each.target for each in choice.within if each.cost_per_answer is None]
    if choice.target is None:
        return (
            f"{', '.join(unpriced)} are within the budget, but none has a known price: which is the cheapest "
            "cannot be said; set `price` on them"
        )
    best = choice.target
    said = (
        f"{best.target}: {best.failed:,} of {best.judged:,} answers to {best.prompts:,} prompts failed, "
        f"upper bound {fine(best.upper)} <= {percent(budget)}"
    )
    if len(choice.within) == 1:
        price = "; its price is unknown" if best.cost_per_answer is None else ""
        return f"{said}; the only one within the budget{price}"
    others = [name for name in unpriced if name != best.target]
    unknown = f"; {', '.join(others)}: price unknown, so never the cheapest" if others else ""
    return f"{said}; the cheapest of {len(choice.within)} within the budget{unknown}"


def _why_not(known: Evidence, choice: Choice, budget: float, paces: Mapping[str, float]) -> str:
    if known.within(budget):
        return _why_not_chosen(known, choice.target)
    if not known.judged:
        return "no judged answer in the window" if known.answered else "not asked in the window"
    needed = known.needed(budget)
    if needed is None:
        return f"{fine(known.rate)} is over {percent(budget)}: no samples help"
    return f"upper bound over {percent(budget)}; {_samples(needed, 'more ')}{_how_far(known, needed, paces)}"


def _why_not_chosen(known: Evidence, best: Evidence | None) -> str:
    if best is not None and known.target == best.target:
        return "chosen"
    if known.cost_per_answer is None:
        return "within, but its price is unknown"
    return f"within, but no cheaper than {best.target}" if best is not None else "within"


def _samples(count: int | None, more: str = "") -> str:
    return f"{count or 0:,} {more}sample{'' if count == 1 else 's'}"


def _how_far(known: Evidence, needed: int | None, paces: Mapping[str, float]) -> str:
    """How long the target's schedule takes for that many; but where answers to one prompt say the same again, more of
    them would prove nothing, however long it goes on."""
    if known.effect >= 2:
        return " to new prompts"
    pace = paces.get(known.target, 0.0)
    if not pace or not needed:
        return ""
    days = math.ceil(needed / pace)
    if days > YEAR:
        return " (on the line: more than a year of its schedule)"
    return f" (about {days:,} day{'' if days == 1 else 's'} of its schedule)"


def _notes(rows: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    said = [f"{row['tier']}: {row['why']}." for row in rows]
    said += [
        f"{row['tier']}: no suite of {row['tier']} criticality was asked; this is the evidence of all suites."
        for row in rows
        if row["basis"] == ALL
    ]
    unpriced = sorted(
        {each["target"] for row in rows for each in row["candidates"] if _half_priced(each)},
    )
    if unpriced:
        said.append(f"The cost is known of a part of the answers only: {', '.join(unpriced)}.")
    said += [_by_prompts(row) for row in rows if _rests_on_prompts(row)]
    return tuple(said)


def _rests_on_prompts(row: Mapping[str, Any]) -> bool:
    """Where no answer failed, nothing shows how alike a prompt's answers are."""
    return bool(row["target"]) and not row["failed"] and row["judged"] > row["prompts"]


def _by_prompts(row: Mapping[str, Any]) -> str:
    return (
        f"{row['tier']}: no answer failed, so the bound takes all as independent and speaks of these prompts; were each "
        f"of the {row['prompts']:,} prompts one answer, it would be {fine(row['upper_by_prompts'])}."
    )


def _half_priced(row: Mapping[str, Any]) -> bool:
    return bool(0 < row["priced"] < row["answered"])


def fine(share: float | None) -> str:
    """A share near a budget: with two decimals, upwards, so that what is over never reads as within."""
    return "-" if share is None else f"{math.ceil(share * 1e4 - 1e-9) / 1e4:.2%}"


def _share(key: str) -> Any:
    return lambda row: fine(row[key])


def _count(key: str) -> Any:
    return lambda row: "-" if row[key] is None else f"{row[key]:,}"


def _money(row: Row) -> str:
    cost = row["cost_per_1k_usd"]
    return "-" if cost is None else f"{cost:,.4f}"


def _budget(row: Row) -> str:
    return percent(row["budget"])


def _target(row: Row) -> str:
    return row["target"] or f"none (nearest: {row['nearest']})"


_EVIDENCE = (
    Column("halluc. rate", show=_share("rate"), right=True),
    Column("upper (95%)", show=_share("upper"), right=True),
    Column("judged", show=_count("judged"), right=True),
    Column("failed", show=_count("failed"), right=True, extra=True),
    Column("prompts", show=_count("prompts"), right=True, extra=True),
    Column("USD/1,000", show=_money, right=True),
)
_COLUMNS = (
    Column("tier", "tier"),
    Column("budget", show=_budget, right=True),
    Column("target", show=_target),
    *_EVIDENCE,
    Column("needed", show=_count("needed"), right=True, extra=True),
)
_EVERYONE = (Column("tier", "tier"), Column("target", "target"), *_EVIDENCE, Column("", "why"))
_KEYS = (
    "tier",
    "budget",
    "target",
    "nearest",
    *_shown(Evidence("")),
    "needed",
    "basis",
    "suites",
    "within",
    "why",
)
