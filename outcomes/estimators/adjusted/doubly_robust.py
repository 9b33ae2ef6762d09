"""Survival per arm and its difference, right if either of two sets of models is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomes.estimators.adjusted.standardized_parts import (
    COMPETING,
    TELL_APART,
    Part,
    last,
    of_worlds,
    parts_of,
    refused,
)
from outcomes.estimators.base.caveats import not_estimable, too_few, unusable
from outcomes.estimators.base.design import result_of, timed
from outcomes.kernel.causal.doubly_robust import augmented_survival
from outcomes.kernel.causal.nuisance import fit_nuisance
from outcomes.kernel.causal.standardization import Worlds
from outcomes.model.cohort import Cohort
from outcomes.results.note import Note
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
    chosen = cohort.study.spec.adjusted_for(covariates)
    estimates: list[Estimate] = []
    for part in parts_of(cohort, endpoint, chosen, "doubly_robust"):
        estimates += _of_part(part, tuple(times) or block.landmarks)
    return result_of(cohort, "doubly_robust", endpoint, data, estimates=estimates)


def _of_part(part: Part, times: Sequence[float]) -> list[Estimate]:
    why, end, found = too_few(part.event, part.in_arm), last(part), None
    if why is None:
        models = fit_nuisance(part.time, part.event, part.in_arm, part.x)
        why = unusable(models.outcome)
        if models.treatment.status != "converged":
            why = TELL_APART
        found = None if why else augmented_survival(models, times)
    estimates: list[Estimate] = []
    for index, at in enumerate(times):
        late = why or (None if at <= end else not_estimable("arm_ends", last=float(end)))
        if found is not None:
            late = late or _unreliable(found, index)
        if late is not None:
            estimates += refused(part, "survival", at, late)
        elif found is not None:
            estimates += of_worlds(part, "survival", found, index)
    return estimates


def _unreliable(found: Worlds, index: int) -> Note | None:
    """Return why the survival at a time cannot be printed; None where it can."""
    if not (0 <= found.mean[index]).all():
        return not_estimable("weighted_below_zero")
    if not (found.mean[index] <= 1 + 1e-12).all():
        return not_estimable("weighted_above_one")
    if not np.isfinite(found.covariance[index]).all():
        return not_estimable("hardly_anybody_alike")
    return None
