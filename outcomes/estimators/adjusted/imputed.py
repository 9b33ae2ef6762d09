"""The adjusted hazard ratio of all patients, missing covariates imputed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import exp
from typing import NamedTuple

import numpy as np

from outcomes.estimators.adjusted.adjustment_sets import prespecified_or_key
from outcomes.estimators.base.design import (
    Floats,
    cause_specific,
    contrasts_of,
    result_of,
    terms_of,
    timed,
    varying,
)
from outcomes.estimators.survival.cox import (
    CONF_LEVEL,
    EVENTS_PER_PARAMETER,
    too_few,
    unusable,
    wald,
)
from outcomes.kernel.cox.fit import CoxFit
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.curves.counting import count
from outcomes.kernel.imputation.chained_equations import DONORS, Block, impute_covariates
from outcomes.kernel.imputation.rubin import pool
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate, Interval, Result

NOTHING = "nothing missing: the adjusted Cox model itself"


class Design(NamedTuple):
    """Columns of all covariates with nan where missing, what belongs together, and its names."""

    matrix: Floats
    blocks: tuple[Block, ...]
    covariates: tuple[str, ...]
    columns: tuple[str, ...]


class Patients(NamedTuple):
    """Everybody of one contrast."""

    time: Floats
    event: Floats
    in_arm: Floats
    x: Floats


def imputed(
    cohort: Cohort,
    endpoint: str,
    *,
    covariates: Sequence[str] = (),
    m: int = 20,
    seed: int = 1,
) -> Result:
    """Estimate the adjusted hazard ratio of each arm with missing covariates imputed.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    covariates
        Ids of covariates; by default the protocol's adjustment set, else its key covariates.
    m, seed
        Number of imputed data sets, and the seed.

    Returns
    -------
    Result
        Analysis ``cox_imputed``: ``hazard_ratio`` per contrast. Notes give how many values were
        imputed and the fraction of missing information.

    Notes
    -----
    Chained equations with the arm, the event and the Nelson–Aalen cumulative hazard among the
    predictors, on the contrast's two arms: binary covariates by logistic regression, others by
    predictive mean matching. A Cox model per data set, Rubin's rules with the degrees of freedom
    of Barnard and Rubin (events minus parameters had nothing been missing). Valid when what is
    missing depends on what was observed only. With nothing missing, the row is that of
    `cox.cox`. Same rules for few events.

    Raises
    ------
    ValueError
        If m is below 2.

    References
    ----------
    White, Royston (2009) Stat Med 28:1982. Barnard, Rubin (1999) Biometrika 86:948.
    """
    if m < 2:
        raise ValueError("m must be at least 2")
    data = timed(cohort, endpoint)
    named = prespecified_or_key(cohort, covariates)
    design = _design(cohort, named, data.rows)
    model = f"conditional: adjusted for {', '.join(named)}" if named else "no covariates"
    words = (model, cause_specific(cohort, endpoint))
    method = "; ".join(part for part in words if part)
    estimates = []
    for contrast in contrasts_of(cohort, data.arm):
        rows = contrast.rows
        event = (data.event[rows] == 1).astype(np.float64)
        patients = Patients(data.time[rows], event, contrast.in_arm, design.matrix[rows])
        blank = Estimate(
            "hazard_ratio",
            contrast.arm,
            contrast.reference,
            n=len(event),
            n_events=int(event.sum()),
            method=method,
            covariates=named,
        )
        estimates.append(_hazard_ratio(blank, patients, design, (m, seed)))
    return result_of(cohort, "cox_imputed", endpoint, data, estimates=estimates)


def _design(cohort: Cohort, covariates: tuple[str, ...], rows: np.ndarray) -> Design:
    matrices: list[Floats] = [np.zeros((len(rows), 0))]
    blocks: list[Block] = []
    names: list[str] = []
    first = 0
    for name in covariates:
        terms = terms_of(cohort, [name], rows)
        last = first + terms.matrix.shape[1]
        kind = cohort.study.spec.covariate(name).kind
        values = np.unique(terms.matrix[terms.complete])
        if last - first == 1 and np.isin(values, (0.0, 1.0)).all():
            blocks.append(Block(first, last, "binary"))
        else:
            blocks.append(Block(first, last, "nominal" if kind == "categorical" else "ordered"))
        matrices.append(terms.matrix)
        names += terms.names
        first = last
    return Design(np.concatenate(matrices, axis=1), tuple(blocks), covariates, tuple(names))


def _hazard_ratio(
    blank: Estimate, patients: Patients, design: Design, draws: tuple[int, int]
) -> Estimate:
    missing = {
        name: int(np.isnan(patients.x[:, block.first]).sum())
        for name, block in zip(design.covariates, design.blocks, strict=True)
    }
    n = len(patients.time)
    unknown = [name for name, k in missing.items() if k and n - k < DONORS]
    why = too_few(patients.event, patients.in_arm)
    if not why and unknown:
        why = f"not estimable: {unknown[0]} is known of fewer than {DONORS} patients"
    if why:
        return replace(blank, notes=(why,))
    if not any(missing.values()):
        return _complete(blank, patients, design)
    m, seed = draws
    how = f"missing covariates imputed by chained equations; {m} imputations, seed {seed}"
    notes = _counts(missing, patients)
    blank = replace(blank, method=f"{blank.method}; {how}, Rubin's rules", notes=notes)
    return _pooled(blank, patients, _completed(patients, design, draws))


def _completed(patients: Patients, design: Design, draws: tuple[int, int]) -> Floats:
    m, seed = draws
    counts = count(patients.time, patients.event)
    hazard = np.cumsum(counts.n_events / counts.n_at_risk)
    until = hazard[np.searchsorted(counts.time, patients.time)]
    predictors = np.column_stack((patients.in_arm, patients.event, until))
    return impute_covariates(patients.x, design.blocks, predictors, m=m, seed=seed)


def _pooled(blank: Estimate, patients: Patients, completed: Floats) -> Estimate:
    models = [
        fit_cox(patients.time, patients.event, np.column_stack((patients.in_arm, x)))
        for x in completed
    ]
    why = next((why for model in models if (why := unusable(model))), "")
    if why:
        return replace(blank, notes=(f"{why} in an imputed data set", *blank.notes))
    few = _few_events(models[0])
    parameters = int(np.sum(~np.array(models[0].aliased)))
    pooled = pool(
        [model.coefficients[0] for model in models],
        [model.std_err[0] ** 2 for model in models],
        complete_df=max(models[0].n_events - parameters, 1),
    )
    low, high = pooled.limits(CONF_LEVEL)
    share = f"fraction of missing information {pooled.missing_information:.2g}"
    return replace(
        blank,
        value=exp(pooled.value),
        interval=Interval(exp(low), exp(high), CONF_LEVEL),
        p_value=pooled.p_value,
        notes=(*few, *blank.notes, share),
    )


def _complete(blank: Estimate, patients: Patients, design: Design) -> Estimate:
    matrix, unused = varying(patients.x, design.columns)
    notes = [NOTHING]
    if unused:
        notes.append(f"left out, the same for everybody: {', '.join(unused)}")
    model = fit_cox(patients.time, patients.event, np.column_stack((patients.in_arm, matrix)))
    why = unusable(model)
    if why:
        return replace(blank, notes=(why, *notes))
    value, interval, p_value = wald(float(model.coefficients[0]), float(model.std_err[0]))
    notes = [*_few_events(model), *notes]
    return replace(blank, value=value, interval=interval, p_value=p_value, notes=tuple(notes))


def _few_events(model: CoxFit) -> tuple[str, ...]:
    parameters = int(np.sum(~np.array(model.aliased)))
    if model.n_events >= EVENTS_PER_PARAMETER * parameters:
        return ()
    return (f"few events: {model.n_events} for {parameters} parameters",)


def _counts(missing: dict[str, int], patients: Patients) -> tuple[str, ...]:
    n = len(patients.time)
    incomplete = int(np.isnan(patients.x).any(axis=1).sum())
    each = ", ".join(f"{name} {k}" for name, k in missing.items() if k)
    notes = [f"values imputed: {each}, in {incomplete} of {n} patients"]
    notes += [f"more than half of {name} imputed" for name, k in missing.items() if 2 * k > n]
    return tuple(notes)
