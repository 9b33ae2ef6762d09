"""What the patients were like at baseline, and how much the arms differ, without p-values."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from outcomes.kernel.causal.standardized_difference import expected_difference
from outcomes.model.cohort import Cohort, as_levels, levels_of
from outcomes.model.protocol import Arm, Covariate
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

NO_VALUES = Note("no_values")


def baseline(cohort: Cohort, endpoint: str = "", *, covariates: Sequence[str] = ()) -> Result:
    """Return the baseline table and the standardized differences between the arms.

    Parameters
    ----------
    cohort : Cohort
        Who is in.
    endpoint : str, optional
        Not used.
    covariates : sequence of str, optional
        Ids of covariates of the protocol, in the order wanted; all of them by default.

    Returns
    -------
    Result
        Analysis ``baseline``. Per covariate (its id in ``covariates``) and arm, then for ``all``
        when there are several arms:

        - continuous: ``n`` with a value, ``mean``, ``sd``, ``median``, ``q1``, ``q3``,
          ``n_missing``, in the unit of the covariate;
        - otherwise: ``n`` with a value, and with the level as second element of ``covariates``
          ``n`` and ``proportion`` (of those with a value; ``n`` of that row is the denominator),
          then ``n_missing``;
        - ``smd``: standardized difference, arm minus reference, one row per compared arm;
          ``smd_expected``: how large randomization leaves it on average at this n.

        There are no p-values: in a randomised study they would test what is known.

    Notes
    -----
    Complete cases per covariate. sd has n − 1 in the denominator, quartiles are type 7 (the
    default of R). Standardized difference: see `standardized_difference`.
    """
    wanted = covariates or tuple(c.id for c in cohort.study.spec.covariates)
    chosen = [cohort.study.spec.covariate(name) for name in wanted]
    unknown = int((cohort.arm < 0).sum())
    notes: tuple[Note, ...] = (Note("without_arm", n=unknown),) if unknown else ()
    if not chosen:
        notes += (Note("no_covariates_defined"),)
    return Result(
        "baseline",
        population=cohort.population,
        filters=cohort.words,
        estimates=tuple(row for item in chosen for row in _rows(cohort, item)),
        n=cohort.n - unknown,
        notes=notes,
    )


def _rows(cohort: Cohort, covariate: Covariate) -> list[Estimate]:
    if covariate.id not in cohort.study.patients:
        absent = (Note("no_such_column"),)
        return [
            Estimate("smd", arm.id, ref.id, covariates=(covariate.id,), notes=absent)
            for arm, ref in _contrasts(cohort)
        ]
    levels, values = _values(cohort, covariate)
    arm = cohort.arm
    groups = [(name, arm == i) for i, name in enumerate(cohort.groups)]
    if len(groups) > 1:
        groups.append(("all", arm >= 0))
    rows = []
    for name, mask in groups:
        part = values[mask]
        described = _numbers(part, covariate.unit) if levels is None else _shares(part, levels)
        missing = int(np.isnan(part).sum())
        described.append(Estimate("n_missing", value=float(missing), n=part.size))
        rows += [
            replace(row, group=name, covariates=(covariate.id, *row.covariates))
            for row in described
        ]
    by_arm = {name: values[mask & ~np.isnan(values)] for name, mask in groups}
    n_levels = None if levels is None else len(levels)
    for pair in _contrasts(cohort):
        rows += _differences(by_arm, pair, covariate, n_levels)
    return rows


def _contrasts(cohort: Cohort) -> list[tuple[Arm, Arm]]:
    reference = cohort.study.spec.reference
    return [(arm, reference) for arm in cohort.study.spec.compared_arms if reference]


def _values(cohort: Cohort, covariate: Covariate) -> tuple[tuple[str, ...] | None, np.ndarray]:
    """Return the levels (None if continuous) and the numbers or positions among the levels."""
    column = cohort.column(covariate.id)
    if covariate.kind == "continuous":
        return None, pd.to_numeric(column, errors="coerce").to_numpy(float)
    levels = levels_of(cohort.study, covariate.id)
    return levels, as_levels(column).map({x: i for i, x in enumerate(levels)}).to_numpy(float)


def _numbers(values: np.ndarray, unit: str) -> list[Estimate]:
    known = values[~np.isnan(values)]
    n = known.size
    q1, median, q3 = np.quantile(known, (0.25, 0.5, 0.75)).tolist() if n else (None,) * 3
    described = {
        "mean": float(known.mean()) if n else None,
        "sd": float(known.std(ddof=1)) if n > 1 else None,
        "median": median,
        "q1": q1,
        "q3": q3,
    }
    return [Estimate("n", value=float(n), n=n)] + [
        Estimate(
            quantity, value=value, unit=unit, n=n,
            notes=() if value is not None else (NO_VALUES if not n else Note("one_value_no_sd"),),
        )
        for quantity, value in described.items()
    ]  # fmt: skip


def _shares(values: np.ndarray, levels: tuple[str, ...]) -> list[Estimate]:
    known = values[~np.isnan(values)]
    n = known.size
    rows = [Estimate("n", value=float(n), n=n)]
    for i, level in enumerate(levels):
        count = int((known == i).sum())
        share = count / n if n else None
        notes = () if n else (NO_VALUES,)
        rows += [
            Estimate("n", value=float(count), n=n, covariates=(level,)),
            Estimate("proportion", value=share, n=n, covariates=(level,), notes=notes),
        ]
    return rows


def _differences(
    by_arm: dict[str, np.ndarray], pair: tuple[Arm, Arm], covariate: Covariate, levels: int | None
) -> list[Estimate]:
    """Return the standardized difference, and what chance would leave of it at this n."""
    found = _smd(by_arm, pair, covariate, levels)
    if found.value is None:
        return [found]
    values = [by_arm[arm.id] for arm in pair]
    occurring = None if levels is None else len(np.unique(np.concatenate(values)))
    expected = expected_difference(values[0].size, values[1].size, occurring)
    by_chance = replace(found, quantity="smd_expected", value=expected)
    return [found] if expected is None else [found, by_chance]


def _smd(
    by_arm: dict[str, np.ndarray], pair: tuple[Arm, Arm], covariate: Covariate, levels: int | None
) -> Estimate:
    arm, reference = by_arm[pair[0].id], by_arm[pair[1].id]
    value = standardized_difference(arm, reference, levels)
    notes: tuple[Note, ...] = ()
    if value is None:
        few = arm.size < (2 if levels is None else 1), reference.size < (2 if levels is None else 1)
        notes = (Note("few_values_in_arm" if any(few) else "no_variation"),)
    method = (Method({None: "pooled_sd", 2: "binary"}.get(levels, "multivariate")),)
    return Estimate(
        "smd", pair[0].id, pair[1].id, value=value, n=arm.size + reference.size,
        covariates=(covariate.id,), method=method, notes=notes,
    )  # fmt: skip


def standardized_difference(
    arm: np.ndarray, reference: np.ndarray, levels: int | None = None
) -> float | None:
    """Return the standardized difference of one covariate between two arms.

    Parameters
    ----------
    arm, reference : float array
        Values without missing ones: numbers, or positions 0 … ``levels`` − 1.
    levels : int, optional
        Number of levels; None for a continuous covariate.

    Returns
    -------
    float or None
        None when an arm has too few values, or when the values vary in neither arm but differ.

    Notes
    -----
    Continuous: difference of the means over the root of the mean of the two variances. Two
    levels: the same with the proportions p of the second level and the variances p (1 − p). More
    levels: square root of (T − C)' S⁻¹ (T − C), where T and C are the proportions of all levels
    that occur but the first, and S is the mean of their two multinomial covariance matrices; it
    has no sign and does not depend on which level is left out.

    References
    ----------
    Yang D, Dalton JE. A unified approach to measuring the effect size between two groups using
    SAS. SAS Global Forum 2012, paper 335.
    """
    if levels is None:
        if min(arm.size, reference.size) < 2:
            return None
        return _ratio(
            float(arm.mean() - reference.mean()), float(arm.var(ddof=1) + reference.var(ddof=1)) / 2
        )
    if not min(arm.size, reference.size):
        return None
    t, c = (np.bincount(x.astype(int), minlength=levels) / x.size for x in (arm, reference))
    if levels == 2:
        return _ratio(float(t[1] - c[1]), float(t[1] * t[0] + c[1] * c[0]) / 2)
    return _distance(t, c)


def _ratio(difference: float, variance: float) -> float | None:
    if difference == 0:
        return 0.0
    return difference / variance**0.5 if variance > 0 else None


def _distance(t: np.ndarray, c: np.ndarray) -> float | None:
    present = np.flatnonzero((t > 0) | (c > 0))[1:]
    t, c = t[present], c[present]
    if np.array_equal(t, c):
        return 0.0
    spread = sum(np.diag(p) - np.outer(p, p) for p in (t, c)) / 2
    if np.linalg.matrix_rank(spread) < present.size:
        return None
    gap = t - c
    return float(np.sqrt(gap @ np.linalg.solve(spread, gap)))
