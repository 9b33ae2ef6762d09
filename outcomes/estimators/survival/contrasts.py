"""Tests and differences between arms that need no model: log-rank, RMST, survival at a time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from outcomes.estimators.base.caveats import (
    COMPETING,
    FEWEST_EVENTS,
    NO_SPREAD,
    NOBODY,
    ends_before,
    left_out,
    not_estimable,
    refs,
)
from outcomes.estimators.base.design import (
    Contrast,
    by_time,
    cause_specific,
    contrasts_of,
    result_of,
    strata_of,
)
from outcomes.estimators.survival.kaplan_meier import product_limits
from outcomes.estimators.survival.late_entry import late_entries
from outcomes.kernel.curves.curve_values import survival_at
from outcomes.kernel.curves.log_rank import log_rank as test_log_rank
from outcomes.kernel.curves.product_limit import ProductLimit
from outcomes.kernel.curves.rmst import Contrast as Difference
from outcomes.kernel.curves.rmst import (
    RestrictedMean,
    restricted_mean,
    rmst_difference,
)
from outcomes.kernel.curves.rmst import milestone_difference as survival_gap
from outcomes.model.cohort import Cohort
from outcomes.results.note import Note, Ref
from outcomes.results.result import Estimate, Interval, Result

Spreads = Mapping[str, float | None]
"""The standard error of each arm's own number."""


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
    data = by_time(cohort, endpoint)
    stratum, known = strata_of(cohort, strata, data.rows)
    time, arm = data.time[known], data.arm[known]
    event = (data.event[known] == 1).astype(float)
    entry, strata_known = data.entering(known), stratum[known] if strata else None
    found = test_log_rank(time, event, arm, strata=strata_known, entry=entry)
    why = () if found.statistic is not None else (_why_no_test(event, arm),)
    few = () if why or event.sum() >= FEWEST_EVENTS else (_of_few(event),)
    notes = why + few + left_out(int((~known).sum()), len(known), "stratum_unknown")
    estimate = Estimate(
        "statistic",
        "all",
        value=found.statistic,
        p_value=found.p_value,
        n=len(time),
        n_events=int(event.sum()),
        method=cause_specific(cohort, endpoint),
        covariates=tuple(strata),
        notes=notes,
    )
    label = "log_rank_stratified" if strata else "log_rank"
    return result_of(cohort, label, endpoint, data, estimates=(estimate,), notes=late_entries(data))


def rmst(cohort: Cohort, endpoint: str, *, tau: float | None = None) -> Result:
    """Estimate the restricted mean survival time per arm, and its differences.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of a time-to-event endpoint.
    tau
        Horizon in the time unit of the study. By default the protocol's; without one, the
        smallest over arms of the largest follow-up time, which a note says.

    Returns
    -------
    Result
        ``rmst`` per group and ``rmst_difference`` (arm minus reference) per contrast, at tau,
        with normal limits.

    Notes
    -----
    Not estimated where an arm is followed up for less than tau with patients still at risk, nor
    for an endpoint with competing events.

    References
    ----------
    Uno et al. (2014) J Clin Oncol 32:2380.
    """
    data = by_time(cohort, endpoint)
    block = cohort.endpoint(endpoint)
    if block.kind == "competing":
        return result_of(cohort, "rmst", endpoint, data, notes=(COMPETING,))
    fits = product_limits(cohort, endpoint, "log-log")
    planned = tau or block.tau
    horizon = planned or min((float(f.time[-1]) for f in fits.values() if f.n), default=0.0)
    shortest = () if planned else (Note("tau_shortest", tau=horizon),)
    means = {group: restricted_mean(fit, horizon) for group, fit in fits.items()}
    unit = cohort.study.spec.study.time_unit
    blank = Estimate("rmst", at=horizon, unit=unit)
    estimates = [_mean(replace(blank, group=g), fits[g], means[g]) for g in fits]
    for contrast in contrasts_of(cohort, data.arm):
        found = rmst_difference(means[contrast.arm], means[contrast.reference])
        named = replace(blank, quantity="rmst_difference")
        spreads = {g: means[g].std_err for g in (contrast.arm, contrast.reference)}
        estimates.append(_compared(named, contrast, fits, found, spreads))
    return result_of(
        cohort, "rmst", endpoint, data, estimates=estimates, notes=shortest + late_entries(data)
    )


def milestone_difference(cohort: Cohort, endpoint: str) -> Result:
    """Estimate the difference in survival of each arm and the reference at each landmark.

    Returns
    -------
    Result
        Per contrast and landmark ``survival_difference`` (arm minus reference) with normal
        limits from Greenwood's variances, and the p-value of that z.

    Notes
    -----
    Not estimated past the last follow-up of an arm, unless everybody there had the event.
    Not defined for competing events: compare cumulative incidences.

    References
    ----------
    Klein et al. (2007) Stat Med 26:4505.
    """
    data = by_time(cohort, endpoint)
    block = cohort.endpoint(endpoint)
    if block.kind == "competing":
        return result_of(cohort, "milestone_difference", endpoint, data, notes=(COMPETING,))
    fits = product_limits(cohort, endpoint, "log-log")
    estimates = []
    for contrast in contrasts_of(cohort, data.arm):
        for at in block.landmarks:
            found = survival_gap(fits[contrast.arm], fits[contrast.reference], at)
            blank = Estimate("survival_difference", at=at)
            spreads = spreads_at({g: fits[g] for g in (contrast.arm, contrast.reference)}, at)
            estimates.append(_compared(blank, contrast, fits, found, spreads))
    return result_of(
        cohort, "milestone_difference", endpoint, data, estimates=estimates,
        notes=late_entries(data),
    )  # fmt: skip


def _mean(blank: Estimate, fit: ProductLimit, mean: RestrictedMean) -> Estimate:
    blank = replace(blank, n=fit.n, n_events=int(fit.n_events.sum()))
    if mean.value is None:
        return replace(blank, notes=(_too_short(blank.group, fit, mean.tau),))
    return replace(blank, value=mean.value, interval=Interval(mean.ci_low, mean.ci_high),
                   std_err=mean.std_err)  # fmt: skip


def _compared(
    blank: Estimate,
    contrast: Contrast,
    fits: Mapping[str, ProductLimit],
    found: Difference,
    spreads: Spreads,
) -> Estimate:
    pair = {g: fits[g] for g in (contrast.arm, contrast.reference)}
    blank = replace(
        blank,
        group=contrast.arm,
        reference=contrast.reference,
        n=sum(fit.n for fit in pair.values()),
        n_events=int(sum(fit.n_events.sum() for fit in pair.values())),
    )
    if found.value is None:
        at = blank.at or 0.0
        why = (_too_short(g, fit, at) for g, fit in pair.items() if _is_short(fit, at))
        return replace(blank, notes=(next(why, not_estimable("no_variance")),))
    return as_sure(blank, found, spreads)


def spreads_at(fits: Mapping[str, ProductLimit], at: float) -> Spreads:
    """Return the standard error of survival at a time, of each arm."""
    return {group: survival_at(fit, [at])[0].std_err for group, fit in fits.items()}


def as_sure(blank: Estimate, found: Difference, spreads: Spreads) -> Estimate:
    """Return a difference with limits and p-value; without both where an arm shows no spread.

    An error of nothing would be all the arm adds to that of the difference.
    """
    flat = [group for group, spread in spreads.items() if not spread]
    if flat:
        why = NO_SPREAD if len(flat) == len(spreads) else _without_spread(flat)
        return replace(blank, value=found.value, notes=(*blank.notes, why))
    interval = Interval(found.ci_low, found.ci_high)
    return replace(
        blank, value=found.value, interval=interval, p_value=found.p_value, std_err=found.std_err
    )


def _without_spread(arms: list[str]) -> Note:
    return Note("arm_without_spread", arms=refs("arm", arms))


def _is_short(fit: ProductLimit, at: float) -> bool:
    return fit.n == 0 or at <= 0 or bool(at > fit.time[-1] and fit.survival[-1] > 0)


def _too_short(group: str, fit: ProductLimit, at: float) -> Note:
    if fit.n == 0:
        return not_estimable("nobody_in", group=Ref("arm", group))
    return ends_before(group, fit.time[-1], at)


def _of_few(event: np.ndarray) -> Note:
    return Note("test_of_few", n=int(event.sum()))


def _why_no_test(event: np.ndarray, arm: np.ndarray) -> Note:
    if not len(arm):
        return NOBODY
    if len(np.unique(arm)) < 2:
        return not_estimable("one_arm")
    return not_estimable("never_together" if event.any() else "no_events")
