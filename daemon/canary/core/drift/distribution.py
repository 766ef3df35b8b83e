"""The slow detector: do the known outputs still come as often as they did?

Once a day: sum_i || c_i,day / n_i,day - c_i,base / n_i,base ||^2, a maximum mean discrepancy with an equality kernel
(Gretton et al., JMLR 13, 2012; compare Gao, Liang, Guestrin, arXiv 2410.20247), against 1,999 permutations of whole
cycles: whole, because the samples of one cycle depend on each other. Null: the day's cycles are exchangeable with the
baseline's; alpha = 1/300. One fixed baseline makes its days correlated, so it informs and never alarms by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from canary.core.drift.baseline import Baseline
from canary.core.drift.rows import Row

PERMUTATIONS = 1999
FIRST_LOOK = (
    199  # a day so many splits match ENOUGH times is plainly quiet (Besag and Clifford, Biometrika 78, 1991)
)
ENOUGH = 10
ALPHA = 1 / 300
SEED = 20240101

Array = Any


def p_value(baseline: Baseline, day: Sequence[Row]) -> float | None:
    """How often a random split of all cycles differs as much as the day does; None where there is nothing to compare."""
    base = _base(baseline)
    if base is None or not day:
        return None
    import numpy as np

    features, columns = base
    now = _day_features(baseline, day, columns)
    cross = features @ now[:, : features.shape[1]].T
    within = now @ now.T
    splits = _splits(baseline, features, len(day))
    for count in (FIRST_LOOK, PERMUTATIONS):
        inside, outside, own = (part[: 1 + count] for part in splits)
        values = own + 2 * _forms(inside, cross, outside) + _forms(outside, within, outside)
        as_large = int(np.count_nonzero(values[1:] >= values[0] - 1e-12))
        if as_large >= ENOUGH:
            break
    return (1 + as_large) / (1 + count)


def _forms(left: Array, middle: Array, right: Array) -> Array:
    """left_s' middle right_s for each row s. Not by BLAS: its threads would spin longer than these small sums take."""
    import numpy as np

    return (np.einsum("sb,bd->sd", left, middle) * right).sum(1)


def _splits(baseline: Baseline, features: Array, day: int) -> tuple[Array, Array, Array]:
    """The weights of baseline and day cycles in each split (the first is the true one), and the baseline's own share
    of each split's statistic, which never changes."""
    import numpy as np

    key = ("splits", day)
    if key not in baseline.memo:
        cycles = features.shape[0]
        rng = np.random.default_rng(SEED)
        weights = np.full((PERMUTATIONS + 1, cycles + day), -1 / cycles)
        weights[0, cycles:] = 1 / day
        for split in range(1, PERMUTATIONS + 1):
            weights[split, rng.permutation(cycles + day)[:day]] = 1 / day
        inside, outside = weights[:, :cycles].copy(), weights[:, cycles:].copy()
        own = ((inside @ (features @ features.T)) * inside).sum(1)
        baseline.memo[key] = inside, outside, own
    return baseline.memo[key]  # type: ignore[no-any-return]


def _base(baseline: Baseline) -> tuple[Array, Mapping[tuple[str, str], int]] | None:
    """The baseline's cycles as shares of each output, and the column of each (prompt, canonical fingerprint)."""
    if "features" not in baseline.memo:
        baseline.memo["features"] = _base_features(baseline)
    return baseline.memo["features"]  # type: ignore[no-any-return]


def _base_features(baseline: Baseline) -> tuple[Array, Mapping[tuple[str, str], int]] | None:
    import numpy as np

    window = baseline.window
    columns: dict[tuple[str, str], int] = {}
    starts: list[int] = []
    for prompt in window.prompts:
        starts.append(len(columns))
        for canonical in baseline.prompts[prompt].outputs:
            columns[prompt, canonical] = len(columns)
    if not columns or not window.codes:
        return None
    features = np.zeros((len(window.codes), len(columns)))
    for cycle, cells in enumerate(window.codes):
        for start, cell in zip(starts, cells, strict=True):
            for code in cell:
                features[cycle, start + code] += 1 / len(cell)
    return features, columns


def _day_features(baseline: Baseline, day: Sequence[Row], known: Mapping[tuple[str, str], int]) -> Array:
    """The day's cycles as shares; outputs the baseline never gave get columns of their own, behind the known ones."""
    import numpy as np

    columns = dict(known)
    prompts = set(baseline.window.prompts)
    places: list[list[int]] = []
    for row in day:
        cells = [(cell.prompt, cell.canonical or "") for cell in row.cells if cell.prompt in prompts]
        places.append([columns.setdefault(cell, len(columns)) for cell in cells])
    features = np.zeros((len(day), len(columns)))
    for cycle, found in enumerate(places):
        counts = _samples(day[cycle])
        for cell, place in zip((c for c in day[cycle].cells if c.prompt in prompts), found, strict=True):
            features[cycle, place] += 1 / counts[cell.prompt]
    return features


def _samples(row: Row) -> dict[str, int]:
    counts: dict[str, int] = {}
    for cell in row.cells:
        counts[cell.prompt] = counts.get(cell.prompt, 0) + 1
    return counts
