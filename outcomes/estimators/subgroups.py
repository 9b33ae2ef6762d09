"""Hazard ratios within subgroups, and whether they differ: the data of a forest plot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import chdtrc

from outcomes.cohort import Cohort, Filter, Timed, as_levels, levels_of
from outcomes.estimators.cox import too_few, unusable, wald
from outcomes.estimators.design import (
    Contrast,
    Floats,
    cause_specific,
    column_of,
    contrasts_of,
    groups_of,
    result_of,
    timed,
)
from outcomes.kernel.cox import cox as fit_cox
from outcomes.protocol import Covariate
from outcomes.results import Estimate, Result

FEWEST_EVENTS = 10
INTERACTION = "likelihood ratio test of arm × subgroup"


class Factor(NamedTuple):
    """The words of each subgroup of one covariate, and each patient's subgroup (−1 unknown)."""

    covariate: str
    words: tuple[str, ...]
    code: np.ndarray


class Compared(NamedTuple):
    """Follow-up, arm (1 = compared, 0 = reference) and subgroup of one contrast's patients."""

    time: Floats
    event: Floats
    in_arm: Floats
    code: np.ndarray


def subgroups(cohort: Cohort, endpoint: str) -> Result:
    """Estimate the hazard ratio in every subgroup of the protocol, with interaction tests.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.

    Returns
    -------
    Result
        Analysis ``subgroup``. Per covariate marked ``subgroup``, level and contrast: the
        unadjusted ``hazard_ratio`` (``where`` = the level), ``n_events`` per arm; per covariate
        and contrast one ``interaction`` (chi-square; p in ``p_value``).

    Notes
    -----
    Efron ties, Wald limits and p. Continuous covariates are split at their prespecified ``cut``
    and skipped without one. Below 10 events, or with an arm without events, the ratio is not
    shown. The interaction compares models with and without arm × subgroup, patients with an
    unknown subgroup left out.

    References
    ----------
    EMA (2019) Guideline on the investigation of subgroups, EMA/CHMP/539146/2013.
    """
    data = timed(cohort, endpoint)
    method = cause_specific(cohort, endpoint)
    chosen = [c for c in cohort.study.spec.covariates if c.subgroup]
    estimates: list[Estimate] = []
    for covariate in chosen:
        factor = _factor(cohort, covariate, data)
        if factor is None:
            continue
        contrasts = [(c, _compared(data, c, factor)) for c in contrasts_of(cohort, data.arm)]
        for level, words in enumerate(factor.words):
            rows = [_in_level(part, c, factor, level) for c, part in contrasts]
            if rows:
                rows += _events(cohort, data, factor, level)
            estimates += [replace(row, where=words, method=method) for row in rows]
        estimates += [_interaction(part, c, factor, method) for c, part in contrasts]
    uncut = [c.id for c in chosen if c.kind == "continuous" and c.cut is None]
    notes = (f"no subgroups without a prespecified cut: {', '.join(uncut)}",) if uncut else ()
    return result_of(cohort, "subgroup", endpoint, data, estimates=estimates, notes=notes)


def _factor(cohort: Cohort, covariate: Covariate, data: Timed) -> Factor | None:
    values = column_of(cohort.patients, covariate.id).iloc[data.rows]
    if covariate.kind == "continuous":
        return None if covariate.cut is None else _cut(covariate, covariate.cut, values)
    if covariate.id not in cohort.study.patients:
        return Factor(covariate.id, (), np.full(len(values), -1))
    levels = levels_of(cohort.study, covariate.id)
    words = tuple(str(Filter(covariate.id, "in", (level,))) for level in levels)
    position = {level: i for i, level in enumerate(levels)}
    return Factor(covariate.id, words, as_levels(values).map(position).fillna(-1).to_numpy(int))


def _cut(covariate: Covariate, cut: float, values: pd.Series) -> Factor:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
    code = np.where(np.isnan(numbers), -1, numbers >= cut).astype(int)
    words = (f"{covariate.id} < {cut:g}", str(Filter(covariate.id, ">=", bound=cut)))
    return Factor(covariate.id, words, code)


def _compared(data: Timed, contrast: Contrast, factor: Factor) -> Compared:
    rows = contrast.rows
    event = (data.event[rows] == 1).astype(np.float64)
    return Compared(data.time[rows], event, contrast.in_arm, factor.code[rows])


def _in_level(part: Compared, contrast: Contrast, factor: Factor, level: int) -> Estimate:
    inside = part.code == level
    part = Compared(*(values[inside] for values in part))
    blank = _blank("hazard_ratio", part, contrast, factor)
    why = _too_few(part)
    if not why:
        fitted = fit_cox(part.time, part.event, part.in_arm)
        why = unusable(fitted)
    if why:
        return replace(blank, notes=(why,))
    value, interval, p_value = wald(float(fitted.coefficients[0]), float(fitted.std_err[0]))
    return replace(blank, value=value, interval=interval, p_value=p_value)


def _blank(quantity: str, part: Compared, contrast: Contrast, factor: Factor) -> Estimate:
    return Estimate(
        quantity,
        contrast.arm,
        contrast.reference,
        n=len(part.time),
        n_events=int(part.event.sum()),
        covariates=(factor.covariate,),
    )


def _too_few(part: Compared) -> str:
    why = too_few(part.event, part.in_arm)
    n_events = int(part.event.sum())
    if not why and n_events < FEWEST_EVENTS:
        return f"not shown: {n_events} events, fewer than {FEWEST_EVENTS}"
    return why


def _events(cohort: Cohort, data: Timed, factor: Factor, level: int) -> Iterator[Estimate]:
    for group, rows in groups_of(cohort, data.arm):
        inside = rows & (factor.code == level)
        n_events = int((data.event[inside] == 1).sum())
        yield Estimate(
            "n_events",
            group,
            value=float(n_events),
            n=int(inside.sum()),
            n_events=n_events,
            covariates=(factor.covariate,),
        )


def _interaction(part: Compared, contrast: Contrast, factor: Factor, method: str) -> Estimate:
    known = part.code >= 0
    left_out = int((~known).sum())
    notes = (f"left out, {factor.covariate} unknown: {left_out}",) if left_out else ()
    part = Compared(*(values[known] for values in part))
    words = "; ".join(w for w in (INTERACTION, method) if w)
    blank = replace(_blank("interaction", part, contrast, factor), method=words, notes=notes)
    why = _too_few(part)
    levels = np.unique(part.code)
    if not why and len(levels) < 2:
        why = "not estimable: one subgroup only"
    return replace(blank, notes=(why, *notes)) if why else _test(part, levels, blank)


def _test(part: Compared, levels: np.ndarray, blank: Estimate) -> Estimate:
    level = (part.code[:, None] == levels[1:]).astype(np.float64)
    alone = np.column_stack([part.in_arm, level])
    crossed = np.column_stack([alone, level * part.in_arm[:, None]])
    small, large = (fit_cox(part.time, part.event, x) for x in (alone, crossed))
    df = sum(small.aliased) + level.shape[1] - sum(large.aliased)
    if df < 1:
        return replace(blank, notes=("not estimable: arms and subgroups coincide", *blank.notes))
    statistic = max(2 * (large.log_likelihood - small.log_likelihood), 0.0)
    infinite = ("a subgroup and arm without events",) if any(large.infinite) else ()
    return replace(
        blank,
        value=statistic,
        p_value=float(chdtrc(df, statistic)),
        notes=infinite + blank.notes,
    )
