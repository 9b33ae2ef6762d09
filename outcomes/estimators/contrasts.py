"""Tests and differences between arms that need no model: log-rank, RMST, survival at a time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomes.cohort import Cohort
from outcomes.estimators.design import (
    cause_specific,
    result_of,
    strata_of,
    timed,
)
from outcomes.kernel.log_rank import log_rank as test_log_rank
from outcomes.results import Estimate, Result


def log_rank(cohort: Cohort, endpoint: str, *, strata: Sequence[str] = ()) -> Result:
    """Test whether all arms have the same hazard.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    strata
        Columns of patients; patients are compared within each combination only.

    Returns
    -------
    Result
        Analysis ``log_rank`` or ``log_rank_stratified`` with one ``statistic`` (chi-square)
        and its p-value.

    Notes
    -----
    Hypergeometric variance; R's ``survdiff``. Patients without a stratum are left out and
    counted. Competing events are censored, which tests the cause-specific hazards.

    References
    ----------
    Mantel (1966) Cancer Chemother Rep 50:163.
    """
    data = timed(cohort, endpoint)
    stratum, known = strata_of(cohort, strata, data.rows)
    time, arm = data.time[known], data.arm[known]
    event = (data.event[known] == 1).astype(float)
    found = test_log_rank(time, event, arm, strata=stratum[known] if strata else None)
    notes = []
    if found.statistic is None:
        notes.append(f"not estimable: {_why_no_test(event, arm)}")
    if not known.all():
        notes.append(f"{int((~known).sum())} of {len(known)} patients left out: stratum unknown")
    estimate = Estimate(
        "statistic",
        "all",
        value=found.statistic,
        p_value=found.p_value,
        n=len(time),
        n_events=int(event.sum()),
        method=cause_specific(cohort, endpoint),
        covariates=tuple(strata),
        notes=tuple(notes),
    )
    label = "log_rank_stratified" if strata else "log_rank"
    return result_of(cohort, label, endpoint, data, estimates=(estimate,))


def _why_no_test(event: np.ndarray, arm: np.ndarray) -> str:
    if not len(arm):
        return "nobody"
    if len(np.unique(arm)) < 2:
        return "one arm only"
    return "no events" if not event.any() else "the arms are never at risk together"
