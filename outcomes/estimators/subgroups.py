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
        for contrast in contrasts_of(cohort, data.arm):
            rows = contrast.rows
            event = (data.event[rows] == 1).astype(np.float64)
            part = Compared(data.time[rows], event, contrast.in_arm, factor.code[rows])
            for estimate in _of_factor(part, contrast, factor):
                words = "; ".join(w for w in (estimate.method, method) if w)
                estimates.append(replace(estimate, method=words))
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


def _of_factor(part: Compared, contrast: Contrast, factor: Factor) -> Iterator[Estimate]:
    blank = Estimate(
        "hazard_ratio", contrast.arm, contrast.reference, covariates=(factor.covariate,)
    )
    for level, words in enumerate(factor.words):
        inside = part.code == level
        one = Compared(*(values[inside] for values in part))
        yield _hazard_ratio(one, replace(blank, where=words))
        yield from _events(one, contrast, replace(blank, where=words))
    known = part.code >= 0
    left_out = int((~known).sum())
    notes = (f"{left_out} patients left out: {factor.covariate} unknown",) if left_out else ()
    whole = Compared(*(values[known] for values in part))
    yield _interaction(whole, replace(blank, quantity="interaction", notes=notes))


def _hazard_ratio(part: Compared, blank: Estimate) -> Estimate:
    n_events = int(part.event.sum())
    blank = replace(blank, n=len(part.time), n_events=n_events)
    why = too_few(part.event, part.in_arm)
    if not why and n_events < FEWEST_EVENTS:
        why = f"not shown: {n_events} events, fewer than {FEWEST_EVENTS}"
    if not why:
        fitted = fit_cox(part.time, part.event, part.in_arm)
        why = unusable(fitted)
    if why:
        return replace(blank, notes=(why,))
    value, interval, p_value = wald(float(fitted.coefficients[0]), float(fitted.std_err[0]))
    return replace(blank, value=value, interval=interval, p_value=p_value)


def _events(part: Compared, contrast: Contrast, blank: Estimate) -> Iterator[Estimate]:
    for group, code in ((contrast.arm, 1), (contrast.reference, 0)):
        rows = part.in_arm == code
        n_events = int(part.event[rows].sum())
        yield replace(
            blank,
            quantity="n_events",
            group=group,
            reference=None,
            value=float(n_events),
            n=int(rows.sum()),
            n_events=n_events,
        )


def _interaction(part: Compared, blank: Estimate) -> Estimate:
    n_events = int(part.event.sum())
    blank = replace(blank, n=len(part.time), n_events=n_events, method=INTERACTION)
    present = np.unique(part.code)
    why = too_few(part.event, part.in_arm)
    if not why and len(present) < 2:
        why = "not estimable: one subgroup only"
    if not why and n_events < FEWEST_EVENTS:
        why = f"not shown: {n_events} events, fewer than {FEWEST_EVENTS}"
    if why:
        return replace(blank, notes=(why, *blank.notes))
    level = (part.code[:, None] == present[1:]).astype(np.float64)
    alone = np.column_stack([part.in_arm, level])
    crossed = np.column_stack([alone, level * part.in_arm[:, None]])
    small, large = (fit_cox(part.time, part.event, x) for x in (alone, crossed))
    df = sum(small.aliased) + level.shape[1] - sum(large.aliased)
    if df < 1:
        return replace(blank, notes=("not estimable: arms and subgroups coincide", *blank.notes))
    statistic = max(2 * (large.log_likelihood - small.log_likelihood), 0.0)
    notes = ("a subgroup and arm without events",) if any(large.infinite) else ()
    return replace(
        blank,
        value=statistic,
        p_value=float(chdtrc(df, statistic)),
        notes=notes + blank.notes,
    )
