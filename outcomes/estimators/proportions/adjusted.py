"""Proportions compared within strata (Mantel–Haenszel) and given covariates (logistic)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np

from outcomes.estimators.base.caveats import (
    EVENTS_PER_PARAMETER,
    FAILURES,
    SUCCESSES,
    columns,
    incomplete,
    not_estimable,
    too_few,
)
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    contrasts_of,
    terms_of,
)
from outcomes.estimators.proportions.denominators import (
    Answered,
    Missing,
    answered,
    other_ways,
    result_of_answers,
    sensitivity_of,
)
from outcomes.estimators.proportions.stratified import strata_tables, stratified_rows
from outcomes.estimators.survival.cox import SAME_PATIENTS, model_of, with_ratio
from outcomes.kernel.causal.logistic import logistic
from outcomes.model.cohort import Cohort
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result


class Model(NamedTuple):
    """Success and design matrix (arm first) of one contrast; the row that will be filled."""

    success: Floats
    x: Floats
    blank: Estimate


def stratified_difference(
    cohort: Cohort, endpoint: str, *, strata: Sequence[str] = (), missing: Missing | None = None
) -> Result:
    """Compare the proportion with success of each arm with the reference, within strata.

    Parameters
    ----------
    cohort, endpoint, missing
        As for `proportions.proportion`.
    strata
        Columns of patients, each combination a stratum. By default the randomisation strata,
        else the key covariates that are not continuous.

    Returns
    -------
    Result
        Analysis ``proportion_difference_stratified``. Per contrast the Mantel–Haenszel
        ``risk_difference`` with Sato's limits, the same with stratified Miettinen–Nurminen
        limits, ``risk_ratio``, ``odds_ratio``, ``statistic`` (Cochran–Mantel–Haenszel),
        ``interaction`` (Breslow–Day), ``risk_difference_same_patients`` (unstratified, Newcombe)
        and, where there are blanks, the ``risk_difference`` under the other rule for them.

    Notes
    -----
    Strata without patients of both arms say nothing; their patients, and those without a
    stratum, are left out and counted.

    References
    ----------
    Mantel, Haenszel (1959) JNCI 22:719. Sato (1989) Biometrics 45:1323. Miettinen, Nurminen
    (1985) Stat Med 4:213. Robins et al. (1986) Biometrics 42:311. Tarone (1985) Biometrika 72:91.
    """
    named = tuple(strata) or default_strata(cohort)
    data = answered(cohort, endpoint, missing)
    others = other_ways(cohort, endpoint, data)
    estimates: list[Estimate] = []
    if named:
        for contrast in contrasts_of(cohort, data.arm):
            estimates += stratified_rows(strata_tables(cohort, data, contrast, named))
            for other in others:
                again = _contrast(cohort, other, contrast.arm)
                rows = stratified_rows(strata_tables(cohort, other, again, named))
                estimates.append(_sensitivity(rows[0], other))
    found = result_of_answers(cohort, "proportion_difference_stratified", endpoint, data, estimates)
    return found if named else found.with_notes(Note("not_estimated", why=Note("no_strata")))


def logistic_adjusted(
    cohort: Cohort, endpoint: str, *, covariates: Sequence[str] = (), missing: Missing | None = None
) -> Result:
    """Estimate the odds ratio of success of each arm against the reference, given covariates.

    Parameters
    ----------
    cohort, endpoint, missing
        As for `proportions.proportion`.
    covariates
        Ids of covariates to adjust for; coded by `design.terms_of`. None: unadjusted.

    Returns
    -------
    Result
        Analysis ``logistic_adjusted``. Per contrast the ``odds_ratio`` (reference =
        denominator); with covariates also ``odds_ratio_same_patients``, unadjusted on the
        complete cases; where there are blanks, the ``odds_ratio`` under the other rule for them.

    Notes
    -----
    Maximum likelihood, Wald limits and p; R's ``glm(family = binomial)``. With covariates the
    odds ratio is conditional: it differs from the unadjusted one even under perfect balance.
    Fewer than 5 successes or failures have none; fewer than 10 of the rarer answer per parameter
    carry a warning. Nor is there one under separation.

    References
    ----------
    Peduzzi et al. (1996) J Clin Epidemiol 49:1373 on events per parameter.
    """
    named = tuple(covariates)
    data = answered(cohort, endpoint, missing)
    others = other_ways(cohort, endpoint, data)
    estimates: list[Estimate] = []
    for contrast in contrasts_of(cohort, data.arm):
        model = _model(cohort, data, contrast, named)
        estimates.append(_odds_ratio(model))
        if named:
            alone = replace(model.blank, quantity="odds_ratio_same_patients", method=SAME_PATIENTS)
            estimates.append(_odds_ratio(model._replace(x=model.x[:, :1], blank=alone)))
        for other in others:
            again = _model(cohort, other, _contrast(cohort, other, contrast.arm), named)
            estimates.append(_sensitivity(_odds_ratio(again), other))
    return result_of_answers(cohort, "logistic_adjusted", endpoint, data, estimates)


def default_strata(cohort: Cohort) -> tuple[str, ...]:
    """Return the randomisation strata, else the key covariates that are not continuous."""
    spec = cohort.study.spec
    key = (c.id for c in spec.covariates if c.key and c.kind != "continuous")
    return tuple(spec.plan.strata) or tuple(key)


def _contrast(cohort: Cohort, data: Answered, arm: str) -> Contrast:
    return next(c for c in contrasts_of(cohort, data.arm) if c.arm == arm)


def _sensitivity(estimate: Estimate, data: Answered) -> Estimate:
    return replace(estimate, method=(*estimate.method, sensitivity_of(data)))


def _model(
    cohort: Cohort, data: Answered, contrast: Contrast, covariates: tuple[str, ...]
) -> Model:
    terms = terms_of(cohort, covariates, data.rows)
    rows = contrast.rows & terms.complete
    in_arm = contrast.in_arm[terms.complete[contrast.rows]]
    matrix, said = _independent(in_arm, terms.matrix[rows], terms.names)
    total, n = int(contrast.rows.sum()), int(rows.sum())
    notes = incomplete(total - n, total)
    if said:
        notes += (Note("said_by_others", covariates=columns(said)),)
    blank = Estimate(
        "odds_ratio",
        contrast.arm,
        contrast.reference,
        n=n,
        n_events=int(data.success[rows].sum()),
        method=(*model_of(covariates), Method("logistic")),
        covariates=covariates,
        notes=notes,
    )
    return Model(data.success[rows], np.column_stack([in_arm, matrix]), blank)


def _independent(
    in_arm: Floats, matrix: Floats, names: tuple[str, ...]
) -> tuple[Floats, tuple[str, ...]]:
    """Return the columns that are no combination of those before, and the names of the rest."""
    kept, kept_names = [np.ones(len(in_arm)), in_arm], []
    for column, name in zip(matrix.T, names, strict=True):
        spread = np.ptp(column) if len(column) else 0.0
        scaled = (column - column.mean()) / spread if spread else column
        if spread and np.linalg.matrix_rank(np.column_stack([*kept, scaled])) > len(kept):
            kept.append(scaled)
            kept_names.append(name)
    chosen = [name in kept_names for name in names]
    return matrix[:, chosen], tuple(n for n in names if n not in kept_names)


def _odds_ratio(model: Model) -> Estimate:
    blank, why = model.blank, _too_few(model)
    if why is not None:
        return replace(blank, notes=(why, *blank.notes))
    fitted = logistic(model.success, model.x)
    if fitted.status != "converged":
        why = not_estimable(
            "answers_separated" if fitted.status == "separated" else "not_converged"
        )
        return replace(blank, notes=(why, *blank.notes))
    blank = replace(blank, notes=_few(model) + blank.notes)
    return with_ratio(blank, float(fitted.coefficients[1]), float(fitted.std_err[1]))


def _too_few(model: Model) -> Note | None:
    success, in_arm = model.success, model.x[:, 0]
    return too_few(success, in_arm, SUCCESSES) or too_few(1 - success, in_arm, FAILURES)


def _few(model: Model) -> tuple[Note, ...]:
    rarer = int(min(model.success.sum(), len(model.success) - model.success.sum()))
    parameters = model.x.shape[1]
    if rarer >= EVENTS_PER_PARAMETER * parameters:
        return ()
    return (Note("few_answers", answers=rarer, n=parameters),)
