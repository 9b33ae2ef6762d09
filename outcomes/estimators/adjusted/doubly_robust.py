"""Survival per arm and its difference, right if either of two sets of models is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomes.estimators.adjusted.standardized_parts import (
    COMPETING,
    Part,
    default_set,
    last,
    of_worlds,
    parts_of,
    refused,
)
from outcomes.estimators.base.design import result_of, timed
from outcomes.estimators.survival.cox import too_few, unusable
from outcomes.kernel.causal.doubly_robust import augmented_survival
from outcomes.kernel.causal.nuisance import fit_nuisance
from outcomes.model.cohort import Cohort
from outcomes.results.result import Estimate, Result


def doubly_robust(
    cohort: Cohort, endpoint: str, *, covariates: Sequence[str] = (), times: Sequence[float] = ()
) -> Result:
    """Estimate survival in both worlds by augmented inverse probability weighting (AIPTW).

    Parameters
    ----------
    cohort, endpoint, covariates, times
        As for `standardized.standardized`; the covariates serve all three models.

    Returns
    -------
    Result
        Per contrast and time ``survival`` per arm (log-log limits) and ``survival_difference``
        (normal limits).

    Notes
    -----
    Right if either the Cox model of the outcome, or both the logistic model of treatment and
    the Cox model of censoring, is right. Each contrast on its two arms; complete cases.

    References
    ----------
    Zhang, Schaubel (2012) Biometrics 68:999. Ozenne et al. (2020) Biometrical Journal 62:751.
    """
    data = timed(cohort, endpoint)
    block = cohort.endpoint(endpoint)
    if block.kind == "competing":
        return result_of(cohort, "doubly_robust", endpoint, data, notes=(COMPETING,))
    chosen = default_set(cohort, covariates)
    method = (
        "marginal: doubly robust (AIPTW); Cox models of outcome and censoring, logistic model of "
        f"treatment, on {', '.join(chosen) or 'no covariates'}; influence-function SE"
    )
    estimates: list[Estimate] = []
    for part in parts_of(cohort, endpoint, chosen, method):
        estimates += _of_part(part, tuple(times) or block.landmarks)
    return result_of(cohort, "doubly_robust", endpoint, data, estimates=estimates)


def _of_part(part: Part, times: Sequence[float]) -> list[Estimate]:
    why, end, found = too_few(part.event, part.in_arm), last(part), None
    if not why:
        models = fit_nuisance(part.time, part.event, part.in_arm, part.x)
        why = unusable(models.outcome)
        if models.treatment.status != "converged":
            why = "not estimable: the covariates tell the arms apart"
        found = None if why else augmented_survival(models, times)
    estimates: list[Estimate] = []
    for index, at in enumerate(times):
        late = why or ("" if at <= end else f"not estimable: an arm's follow-up ends at {end:g}")
        if not late and found is not None and not (0 <= found.mean[index]).all():
            late = "not estimable: the weighted survival falls below 0"
        if not late and found is not None and not np.isfinite(found.covariance[index]).all():
            late = "not estimable: hardly anybody alike stays under observation"
        if late or found is None:
            estimates += refused(part, "survival", at, late)
        else:
            estimates += of_worlds(part, "survival", found, index)
    return estimates
