"""Cumulative incidence of an event when others may come first."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from outcomes.estimators.base.caveats import (
    changing,
    not_estimable,
    too_few,
    unusable,
)
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    contrasts_of,
    groups_of,
    result_of,
    timed,
)
from outcomes.estimators.survival.cox import with_ratio
from outcomes.estimators.survival.kaplan_meier import about, stepped, zero_times
from outcomes.kernel.competing.aalen_johansen import CumulativeIncidence, incidence_at
from outcomes.kernel.competing.aalen_johansen import cumulative_incidence as aalen_johansen
from outcomes.kernel.competing.fine_gray import fine_gray as fit_fine_gray
from outcomes.kernel.competing.gray import gray_test
from outcomes.model.cohort import Cohort, Timed
from outcomes.results.note import Method
from outcomes.results.result import Curve, Estimate, Interval, Result

CONF_LEVEL = 0.95


def cumulative_incidence(cohort: Cohort, endpoint: str, *, of: int = 1) -> Result:
    """Estimate the probability of the event by each time, per arm, competing events respected.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times (event 1, competing 2, censored 0).
    of
        The event asked about: 1, or 2 for the competing one.

    Returns
    -------
    Result
        Analysis ``cumulative_incidence``; of the competing event ``competing_incidence``, so that
        no file mistakes one for the other. Per group ``cumulative_incidence`` at each landmark
        of the protocol, and one curve (whose ``n_events`` are those of the event itself); with
        several arms, Gray's test of all.

    Notes
    -----
    Aalen–Johansen; limits on the log-log scale from the infinitesimal jackknife, as R's
    multi-state ``survfit``; none where the incidence is 0 or 1. Past the last follow-up of an
    arm nothing is estimated, unless everybody there had one event or the other.

    References
    ----------
    Aalen, Johansen (1978) Scand J Stat 5:141. Gray (1988) Ann Stat 16:1141.
    """
    data = timed(cohort, endpoint)
    unit = cohort.study.spec.study.time_unit
    estimates: list[Estimate] = []
    curves = []
    for group, rows in groups_of(cohort, data.arm):
        fit = aalen_johansen(data.time[rows], data.event[rows], of=of)
        estimates += _at_landmarks(fit, cohort.endpoint(endpoint).landmarks, group)
        censored = data.time[rows & (data.event == 0)]
        curves.append(_curve(fit, group, unit, censored))
    if len(cohort.groups) > 1:
        estimates.append(_gray(data, of))
    found = result_of(
        cohort,
        "cumulative_incidence" if of == 1 else "competing_incidence",
        endpoint,
        data,
        estimates=estimates,
        curves=curves,
        notes=zero_times(data),
    )
    return replace(found, n_events=int((data.event == of).sum()))


def _at_landmarks(
    fit: CumulativeIncidence, landmarks: tuple[float, ...], group: str
) -> list[Estimate]:
    return [
        Estimate(
            "cumulative_incidence",
            group,
            value=point.incidence,
            interval=None
            if point.incidence is None
            else Interval(point.ci_low, point.ci_high, CONF_LEVEL),
            at=point.time,
            n=fit.n,
            n_events=int(fit.n_events.sum()),
            notes=about(point, fit, group),
        )
        for point in (incidence_at(fit, landmarks) if landmarks else ())
    ]


def _curve(fit: CumulativeIncidence, group: str, unit: str, censored: Floats) -> Curve:
    n = np.bincount(np.searchsorted(fit.time, censored), minlength=fit.time.size)
    values = (0.0, fit.incidence, n.astype(np.float64))
    return stepped(fit, values, (group, "cumulative_incidence", unit))


def _gray(data: Timed, of: int) -> Estimate:
    found = gray_test(data.time, data.event, data.arm, of=of)
    arms = len(np.unique(data.arm))
    why = "one_arm" if arms == 1 else "nobody" if not arms else "no_events"
    return Estimate(
        "statistic",
        "all",
        value=found.statistic,
        p_value=found.p_value,
        n=len(data.time),
        n_events=int((data.event == of).sum()),
        method=(Method("gray"),),
        notes=() if found.statistic is not None else (not_estimable(why),),
    )


def fine_gray(cohort: Cohort, endpoint: str) -> Result:
    """Estimate the subdistribution hazard ratio of each arm against the reference.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of a competing endpoint.

    Returns
    -------
    Result
        Analysis ``fine_gray``: one ``subdistribution_hazard_ratio`` per contrast.

    Notes
    -----
    Unadjusted; standard error clustered by patient, which does not count the estimation of the
    censoring weights. It describes the difference between incidence curves, not a rate: patients
    with the competing event stay in the denominator. Few events as in `cox`.

    References
    ----------
    Fine, Gray (1999) JASA 94:496.
    """
    data = timed(cohort, endpoint)
    estimates = [_subdistribution(data, c) for c in contrasts_of(cohort, data.arm)]
    return result_of(cohort, "fine_gray", endpoint, data, estimates=estimates)


def _subdistribution(data: Timed, contrast: Contrast) -> Estimate:
    time, cause = data.time[contrast.rows], data.event[contrast.rows]
    event = (cause == 1).astype(np.float64)
    blank = contrast.blank(
        "subdistribution_hazard_ratio",
        event,
        method=(Method("fine_gray"),),
    )
    why = too_few(event, contrast.in_arm)
    if why is None:
        found = fit_fine_gray(time, cause, contrast.in_arm)
        why = unusable(found.fit)
    if why is not None:
        return replace(blank, notes=(why,))
    std_err = float(np.sqrt(found.robust_covariance.item()))
    blank = replace(blank, notes=changing(found.fit))
    return with_ratio(blank, found.fit.coefficients.item(), std_err)
