"""The adjusted hazard ratio of all patients, missing covariates imputed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain
from math import exp
from typing import NamedTuple

import numpy as np

from outcomes.estimators.base.caveats import (
    changing,
    few_events,
    not_estimable,
    too_few,
    unusable,
    unused,
)
from outcomes.estimators.base.design import (
    Floats,
    cause_specific,
    contrasts_of,
    result_of,
    terms_of,
    timed,
    varying,
)
from outcomes.estimators.survival.cox import CONF_LEVEL, model_of, with_arm
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.kernel.cox.fit import on_risk_sets
from outcomes.kernel.cox.risk_sets import risk_sets
from outcomes.kernel.curves.counting import count
from outcomes.kernel.imputation.chained_equations import DONORS, Block, impute_covariates
from outcomes.kernel.imputation.rubin import pool
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note, Ref
from outcomes.results.result import Estimate, Interval, Result

NOTHING = Note("nothing_missing")


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
    named = cohort.study.spec.adjusted_for(covariates)
    design = _design(cohort, named, data.rows)
    model = model_of(named) or (Method("no_covariates"),)
    method = model + cause_specific(cohort, endpoint)
    estimates = []
    for contrast in contrasts_of(cohort, data.arm):
        rows = contrast.rows
        event = (data.event[rows] == 1).astype(np.float64)
        patients = Patients(data.time[rows], event, contrast.in_arm, design.matrix[rows])
        blank = contrast.blank(
            "hazard_ratio",
            event,
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
    if why is None and unknown:
        why = not_estimable("known_of_few", covariate=Ref("covariate", unknown[0]), least=DONORS)
    if why is not None:
        return replace(blank, notes=(why,))
    if not any(missing.values()):
        return _complete(blank, patients, design)
    m, seed = draws
    how = Method("imputed", n=m, seed=seed)
    blank = replace(blank, method=(*blank.method, how), notes=_counts(missing, patients))
    return _pooled(blank, patients, _completed(patients, design, draws))


def _completed(patients: Patients, design: Design, draws: tuple[int, int]) -> Iterator[Floats]:
    m, seed = draws
    counts = count(patients.time, patients.event)
    hazard = np.cumsum(counts.n_events / counts.n_at_risk)
    until = hazard[np.searchsorted(counts.time, patients.time)]
    predictors = np.column_stack((patients.in_arm, patients.event, until))
    return impute_covariates(patients.x, design.blocks, predictors, m=m, seed=seed)


def _pooled(blank: Estimate, patients: Patients, completed: Iterable[Floats]) -> Estimate:
    sets = risk_sets(patients.time, patients.event)
    models = (on_risk_sets(sets, np.column_stack((patients.in_arm, x))) for x in completed)
    first = next(models)
    found = []
    for model in chain((first,), models):
        why = unusable(model)
        if why is not None:
            return replace(blank, notes=(Note("in_imputed", why=why), *blank.notes))
        found.append((model.coefficients[0], model.std_err[0]))
    parameters = int(np.sum(~np.array(first.aliased)))
    log_ratio, std_err = np.array(found).T
    complete_df = max(first.n_events - parameters, 1)
    pooled = pool(log_ratio, std_err**2, complete_df=complete_df)
    low, high = pooled.limits(CONF_LEVEL)
    few = few_events(first.n_events, parameters)
    share = Note("missing_information", share=float(pooled.missing_information))
    few += changing(first)
    return replace(
        blank,
        value=exp(pooled.value),
        interval=Interval(exp(low), exp(high), CONF_LEVEL),
        p_value=pooled.p_value,
        std_err=float(pooled.std_err),
        notes=(*few, *blank.notes, share),
    )


def _complete(blank: Estimate, patients: Patients, design: Design) -> Estimate:
    matrix, constant = varying(patients.x, design.columns)
    notes = (NOTHING, *unused(constant))
    model = fit_cox(patients.time, patients.event, np.column_stack((patients.in_arm, matrix)))
    parameters = int(np.sum(~np.array(model.aliased)))
    return with_arm(replace(blank, notes=notes), unusable(model) or model, parameters)


def _counts(missing: dict[str, int], patients: Patients) -> tuple[Note, ...]:
    n = len(patients.time)
    incomplete = int(np.isnan(patients.x).any(axis=1).sum())
    named = {Ref("covariate", name): k for name, k in missing.items() if k}
    each = tuple(Note("each", what=what, n=k) for what, k in named.items())
    mostly = (Note("mostly_imputed", covariate=what) for what, k in named.items() if 2 * k > n)
    return (Note("values_imputed", each=each, n=incomplete, total=n), *mostly)
