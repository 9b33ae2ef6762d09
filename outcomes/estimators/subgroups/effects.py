"""Effects within subgroups, and whether they differ: the data of a forest plot."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import NamedTuple

import numpy as np
import pandas as pd

from outcomes.estimators.base.caveats import COMPETING, refs
from outcomes.estimators.base.design import (
    Contrast,
    cause_specific,
    column_of,
    contrasts_of,
    groups_of,
    result_of,
    timed,
)
from outcomes.estimators.proportions.denominators import answered, notes_of
from outcomes.estimators.subgroups.measures import (
    Compared,
    Measure,
    Quantity,
    hazard_ratios,
    mean_differences,
    risk_differences,
)
from outcomes.model.cohort import Cohort, Timed, as_levels, levels_of
from outcomes.model.protocol import Covariate
from outcomes.results.condition import Condition
from outcomes.results.note import Note, Ref
from outcomes.results.result import Estimate, Result


class Factor(NamedTuple):
    """The subgroups of one covariate, and each patient's subgroup (−1 unknown)."""

    covariate: str
    levels: tuple[Condition | None, ...]
    code: np.ndarray


def subgroups(
    cohort: Cohort,
    endpoint: str,
    *,
    measure: Quantity = "hazard_ratio",
    post_hoc: bool = False,
) -> Result:
    """Estimate the effect in every subgroup of the protocol, with interaction tests.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint: with times, or a proportion for ``risk_difference``.
    measure
        ``hazard_ratio``; ``rmst_difference`` to the protocol's tau (without one, the shortest
        arm's follow-up); or ``risk_difference``.
    post_hoc
        Whether the forest was not planned, which a note says.

    Returns
    -------
    Result
        Analysis ``subgroup``. Per contrast the effect in everybody (``where`` None) and
        ``n_events`` per arm; then per covariate marked ``subgroup``, level and contrast the
        unadjusted effect (``where`` = the level), ``n_events`` per arm; per covariate and
        contrast one ``interaction`` (chi-square; p in ``p_value``). A note counts the looks.

    Notes
    -----
    Hazard ratio: Efron ties, Wald limits and p; the interaction compares models with and without
    arm × subgroup. Difference of restricted means: normal limits; the interaction is Cochran's
    heterogeneity of independent differences. Both are not shown below 10 events or with an arm
    without events. Risk difference: Newcombe's limits, not shown with fewer than 5 patients in
    an arm; the interaction is the likelihood ratio test of one difference. Continuous covariates
    are split at their prespecified ``cut`` and skipped without one. Patients with an unknown
    subgroup are left out of the interaction.

    Raises
    ------
    ValueError
        If the endpoint does not have the measure.

    References
    ----------
    EMA (2019) Guideline on the investigation of subgroups, EMA/CHMP/539146/2013.
    """
    data, notes = _data(cohort, endpoint, measure)
    block = cohort.endpoint(endpoint)
    if measure == "rmst_difference" and block.kind == "competing":
        return result_of(cohort, "subgroup", endpoint, data, notes=(COMPETING,))
    how, more = _measure(cohort, endpoint, measure, data)
    chosen = [c for c in cohort.study.spec.covariates if c.subgroup]
    factors = [f for f in (_factor(cohort, c, data) for c in chosen) if f is not None]
    estimates = list(_overall(cohort, data, how))
    for factor in factors:
        estimates += _of_factor(cohort, data, how, factor)
    uncut = [c.id for c in chosen if c.kind == "continuous" and c.cut is None]
    looks = [np.unique(f.code[f.code >= 0]).size for f in factors]
    tests = sum(e.quantity == "interaction" for e in estimates)
    looked = Note("looked_at", n=sum(looks), factors=sum(map(bool, looks)), tests=tests)
    notes = (*notes, *more, looked)
    notes += (Note("no_cut", covariates=refs("covariate", uncut)),) if uncut else ()
    notes += (Note("post_hoc"),) if post_hoc else ()
    return result_of(cohort, "subgroup", endpoint, data, estimates=estimates, notes=notes)


def _data(cohort: Cohort, endpoint: str, measure: Quantity) -> tuple[Timed, tuple[Note, ...]]:
    if measure != "risk_difference":
        return timed(cohort, endpoint), ()
    data = answered(cohort, endpoint)
    time = np.zeros(len(data.success))
    return (
        Timed(time, data.success.astype(int), data.arm, data.rows, data.n_blank),
        notes_of(data),
    )


def _measure(
    cohort: Cohort, endpoint: str, measure: Quantity, data: Timed
) -> tuple[Measure, tuple[Note, ...]]:
    if measure == "risk_difference":
        return risk_differences(), ()
    if measure == "hazard_ratio":
        return hazard_ratios()._replace(context=cause_specific(cohort, endpoint)), ()
    planned = cohort.endpoint(endpoint).tau
    last = [data.time[rows].max() for _, rows in groups_of(cohort, data.arm) if rows.any()]
    tau = planned or float(min(last, default=0.0))
    notes = () if planned else (Note("tau_shortest", tau=float(tau)),)
    return mean_differences(tau, cohort.study.spec.study.time_unit), notes


def _overall(cohort: Cohort, data: Timed, how: Measure) -> Iterator[Estimate]:
    everybody = Factor("", (None,), np.zeros(len(data.time), dtype=int))
    contrasts = list(contrasts_of(cohort, data.arm))
    for contrast in contrasts:
        part = _compared(data, contrast, everybody)
        yield _effect(part, contrast, how)
    if contrasts:
        yield from _events(cohort, data, everybody, 0, how)


def _of_factor(cohort: Cohort, data: Timed, how: Measure, factor: Factor) -> Iterator[Estimate]:
    contrasts = [(c, _compared(data, c, factor)) for c in contrasts_of(cohort, data.arm)]
    about = (factor.covariate,)
    for level, inside in enumerate(factor.levels):
        rows = [_effect(_inside(part, part.code == level), c, how) for c, part in contrasts]
        if rows:
            rows += _events(cohort, data, factor, level, how)
        for row in rows:
            yield replace(row, where=inside, covariates=about)
    for contrast, part in contrasts:
        yield replace(_interaction(part, contrast, factor, how), covariates=about)


def _factor(cohort: Cohort, covariate: Covariate, data: Timed) -> Factor | None:
    values = column_of(cohort.patients, covariate.id).iloc[data.rows]
    if covariate.kind == "continuous":
        return None if covariate.cut is None else _cut(covariate, covariate.cut, values)
    if covariate.id not in cohort.study.patients:
        return Factor(covariate.id, (), np.full(len(values), -1))
    levels = levels_of(cohort.study, covariate.id)
    inside = tuple(Condition(covariate.id, "in", (level,)) for level in levels)
    position = {level: i for i, level in enumerate(levels)}
    return Factor(covariate.id, inside, as_levels(values).map(position).fillna(-1).to_numpy(int))


def _cut(covariate: Covariate, cut: float, values: pd.Series) -> Factor:
    numbers = pd.to_numeric(values, errors="coerce").to_numpy(np.float64)
    code = np.where(np.isnan(numbers), -1, numbers >= cut).astype(int)
    halves = Condition(covariate.id, "<", bound=cut), Condition(covariate.id, ">=", bound=cut)
    return Factor(covariate.id, halves, code)


def _compared(data: Timed, contrast: Contrast, factor: Factor) -> Compared:
    rows = contrast.rows
    event = (data.event[rows] == 1).astype(np.float64)
    return Compared(data.time[rows], event, contrast.in_arm, factor.code[rows])


def _inside(part: Compared, rows: np.ndarray) -> Compared:
    return Compared(*(values[rows] for values in part))


def _effect(part: Compared, contrast: Contrast, how: Measure) -> Estimate:
    found = how.effect(part)
    return replace(
        contrast.blank(how.quantity, part.event),
        value=found.value,
        interval=found.interval,
        p_value=found.p_value,
        std_err=found.std_err,
        at=how.at,
        unit=how.unit,
        method=how.method + how.context,
        notes=found.notes,
    )


def _events(
    cohort: Cohort, data: Timed, factor: Factor, level: int, how: Measure
) -> Iterator[Estimate]:
    for group, rows in groups_of(cohort, data.arm):
        inside = rows & (factor.code == level)
        n_events = int((data.event[inside] == 1).sum())
        yield Estimate(
            "n_events",
            group,
            value=float(n_events),
            n=int(inside.sum()),
            n_events=n_events,
            method=how.context,
        )


def _interaction(part: Compared, contrast: Contrast, factor: Factor, how: Measure) -> Estimate:
    known = part.code >= 0
    left_out = int((~known).sum())
    unknown = Note("unknown_left_out", covariate=Ref("covariate", factor.covariate), n=left_out)
    part = _inside(part, known)
    found = how.compare(part)
    return replace(
        contrast.blank("interaction", part.event),
        value=found.value,
        p_value=found.p_value,
        method=how.test + how.context,
        notes=(*found.notes, unknown) if left_out else found.notes,
    )
