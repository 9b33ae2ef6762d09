"""The log-rank test and the marginal hazard ratio with the noise of covariates taken off."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.estimators.base.caveats import (
    EVENTS_PER_PARAMETER,
    changing,
    left_out,
    not_estimable,
    refs,
    too_few,
    unused,
)
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    Mask,
    Terms,
    cause_specific,
    contrasts_of,
    result_of,
    strata_of,
    terms_of,
    timed,
    varying,
)
from outcomes.estimators.survival.cox import with_ratio
from outcomes.kernel.causal.adjusted_log_rank import (
    adjusted_hazard_ratio,
)
from outcomes.kernel.causal.adjusted_log_rank import (
    adjusted_log_rank as test_adjusted,
)
from outcomes.kernel.cox.fit import cox as fit_cox
from outcomes.model.cohort import Cohort, Timed
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Methods, Result

SIGN = Method("z")
NO_ROOT = not_estimable("ratio_infinite")


class Compared(NamedTuple):
    """The complete patients of one contrast, its allocation, and what was left out."""

    time: Floats
    event: Floats
    in_arm: Floats
    x: Floats
    stratum: NDArray[np.intp] | None
    allocation: float
    notes: tuple[Note, ...]


def adjusted_log_rank(
    cohort: Cohort,
    endpoint: str,
    *,
    covariates: Sequence[str] = (),
    strata: Sequence[str] = (),
) -> Result:
    """Compare each arm with the reference by the covariate-adjusted log-rank test.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    covariates
        Ids of covariates; by default the protocol's adjustment set, else its key covariates.
    strata
        Columns of patients; compares within each combination (the test CSL, else CL).

    Returns
    -------
    Result
        Analysis ``log_rank_adjusted``. Per contrast ``statistic`` (z; positive = more events than
        expected in the arm) with its p-value, ``hazard_ratio`` (covariate-adjusted, marginal
        within strata) and ``hazard_ratio_same_patients`` (the same score without covariates).

    Notes
    -----
    For randomized arms: no model is assumed, and the estimand is that of the unadjusted
    comparison. The probability of the arm is the protocol's allocation, else the share observed.
    Patients with an incomplete covariate or stratum are left out and counted. Refused with fewer
    than 10 events per parameter, and where nobody was randomized. Competing events are censored.

    References
    ----------
    Ye, Shao, Yi (2024) Biometrika 111:691.
    """
    data = timed(cohort, endpoint)
    named = cohort.study.spec.adjusted_for(covariates)
    terms = terms_of(cohort, named, data.rows)
    stratum, known = strata_of(cohort, strata, data.rows)
    estimates: list[Estimate] = []
    for contrast in contrasts_of(cohort, data.arm):
        compared = _compared(
            cohort, data, contrast, terms, (stratum if strata else None, terms.complete & known)
        )
        blank = contrast.blank(
            "statistic",
            compared.event,
            method=_method(cohort, endpoint, strata, compared),
            covariates=(*named, *strata),
            notes=compared.notes,
        )
        refused = _refused(cohort, compared)
        estimates += _estimates(blank, compared, refused)
    return result_of(
        cohort, "log_rank_adjusted", endpoint, data, estimates=estimates, notes=_warnings(cohort)
    )


def _compared(
    cohort: Cohort,
    data: Timed,
    contrast: Contrast,
    terms: Terms,
    strata: tuple[NDArray[np.intp] | None, Mask],
) -> Compared:
    stratum, complete = strata
    rows = contrast.rows & complete
    in_arm = contrast.in_arm[complete[contrast.rows]]
    x, constant = varying(terms.matrix[rows], terms.names)
    event = (data.event[rows] == 1).astype(np.float64)
    n, n_all = len(in_arm), int(contrast.rows.sum())
    notes = left_out(n_all - n, n_all, "incomplete_covariates_or_strata") + unused(constant)
    chosen = None if stratum is None else stratum[rows]
    allocation = _allocation(cohort, contrast, in_arm)
    return Compared(data.time[rows], event, in_arm, x, chosen, allocation, notes)


def _allocation(cohort: Cohort, contrast: Contrast, in_arm: Floats) -> float:
    planned = dict(zip(cohort.groups, cohort.study.spec.plan.allocation, strict=False))
    if {contrast.arm, contrast.reference} <= planned.keys():
        return planned[contrast.arm] / (planned[contrast.arm] + planned[contrast.reference])
    return float(in_arm.mean()) if len(in_arm) else 0.5


def _refused(cohort: Cohort, compared: Compared) -> Note | None:
    """Return why the method is not used at all: it needs randomization, and events to adjust with.

    Its variance takes off what the covariates explain, with no model to pay for them: with few
    events for them it is too small.
    """
    if cohort.study.spec.study.design != "randomised":
        return not_estimable("not_randomized")
    n_events, parameters = int(compared.event.sum()), 1 + compared.x.shape[1]
    if n_events >= EVENTS_PER_PARAMETER * parameters:
        return None
    return not_estimable(
        "events_few_each", events=n_events, n=parameters, least=EVENTS_PER_PARAMETER
    )


def _estimates(blank: Estimate, compared: Compared, refused: Note | None) -> list[Estimate]:
    ratio = replace(blank, quantity="hazard_ratio")
    same = replace(
        blank,
        quantity="hazard_ratio_same_patients",
        method=(Method("same_score"),),
    )
    blank = replace(blank, method=(*blank.method, SIGN))
    why = too_few(compared.event, compared.in_arm) or _too_many_columns(compared) or refused
    if why is not None:
        return [replace(e, notes=(why, *e.notes)) for e in (blank, ratio, same)]
    given = compared.time, compared.event, compared.in_arm, compared.x
    options = {"strata": compared.stratum, "allocation": compared.allocation}
    test = test_adjusted(*given, **options)  # type: ignore[arg-type]
    found = adjusted_hazard_ratio(*given, **options)  # type: ignore[arg-type]
    changes = changing(fit_cox(*given[:3]))
    ratio, same = (replace(e, notes=(*changes, *e.notes)) for e in (ratio, same))
    if test.z is None:
        blank = replace(blank, notes=(not_estimable("no_variance_left"), *blank.notes))
    return [
        replace(blank, value=test.z, p_value=test.p_value),
        _with_ratio(ratio, found.adjusted, found.adjusted_std_err),
        _with_ratio(same, found.unadjusted, found.unadjusted_std_err),
    ]


def _with_ratio(blank: Estimate, log_ratio: float | None, std_err: float | None) -> Estimate:
    if log_ratio is None or not std_err:
        return replace(blank, notes=(NO_ROOT, *blank.notes))
    return with_ratio(blank, log_ratio, std_err)


def _too_many_columns(compared: Compared) -> Note | None:
    n_arm = int(compared.in_arm.sum())
    fewest, n_columns = min(n_arm, len(compared.in_arm) - n_arm), compared.x.shape[1]
    if fewest < n_columns + 2:
        return not_estimable("arm_few_for_columns", n=fewest, columns=n_columns)
    return None


def _method(cohort: Cohort, endpoint: str, strata: Sequence[str], compared: Compared) -> Methods:
    origin = "allocation_planned" if cohort.study.spec.plan.allocation else "allocation_observed"
    score = Method("adjusted_score")
    if strata:
        score = Method("adjusted_score_strata", strata=refs("covariate", strata))
    given = Method(origin, probability=float(compared.allocation))
    return (score, given, *cause_specific(cohort, endpoint))


def _warnings(cohort: Cohort) -> tuple[Note, ...]:
    return (Note("grouped_as_treated"),) if cohort.arm_column != "arm" else ()
