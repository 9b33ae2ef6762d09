"""Kaplan–Meier curves per arm, what is read from them, and the length of follow-up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from outcomes.estimators.base.caveats import COMPETING, NOBODY, ends_before
from outcomes.estimators.base.design import Floats, by_time, groups_of, result_of
from outcomes.estimators.survival.late_entry import (
    at_risk_before,
    fallen,
    late_entries,
    with_entries,
)
from outcomes.kernel.competing.aalen_johansen import CumulativeIncidence, IncidenceAt
from outcomes.kernel.curves.curve_values import SurvivalAt, quantiles, survival_at
from outcomes.kernel.curves.product_limit import (
    IntervalType,
    ProductLimit,
    reverse_kaplan_meier,
)
from outcomes.kernel.curves.product_limit import kaplan_meier as product_limit
from outcomes.model.cohort import Cohort, Timed
from outcomes.model.once import once
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Interval, Methods, Result


def kaplan_meier(cohort: Cohort, endpoint: str, *, interval: IntervalType = "log-log") -> Result:
    """Estimate survival per arm: the curve, its median, and survival at each landmark.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of a time-to-event endpoint.
    interval
        Scale on which the 95 % limits are symmetric.

    Returns
    -------
    Result
        Per group ``median`` (time unit of the study; inf = not reached), ``survival`` and
        ``n_at_risk`` (just before) at each landmark of the protocol, and one curve.

    Raises
    ------
    ValueError
        If the endpoint is a proportion.

    Notes
    -----
    Events precede censorings at the same time; an event at time 0 counts. Limits that do not
    exist (log-log at S = 1 and S = 0) are None. Past the last follow-up of an arm nothing is
    estimated, unless everybody there had the event. For an endpoint with competing events one
    minus Kaplan–Meier overstates the risk, so nothing is estimated: see `cumulative_incidence`.

    References
    ----------
    Kaplan, Meier (1958) JASA 53:457. Brookmeyer, Crowley (1982) Biometrics 38:29.
    """
    data = by_time(cohort, endpoint)
    if cohort.endpoint(endpoint).kind == "competing":
        return result_of(cohort, "kaplan_meier", endpoint, data, notes=(COMPETING,))
    unit = cohort.study.spec.study.time_unit
    method = () if interval == "log-log" else (Method("limits_scale", scale=interval),)
    estimates: list[Estimate] = []
    curves = []
    notes = zero_times(data) + late_entries(data)
    for group, rows in groups_of(cohort, data.arm):
        time, entry = data.time[rows], data.entering(rows)
        fit = product_limits(cohort, endpoint, interval)[group]
        estimates.append(median_of(fit, group, unit, method=method))
        at = _landmarks(fit, cohort.endpoint(endpoint).landmarks, time, entry)
        estimates += _at_landmarks(fit, at, group, method)
        curves.append(with_entries(curve_of(fit, group, "survival", unit), time, entry))
        notes += fallen(curves[-1], entry)
    return result_of(
        cohort,
        "kaplan_meier",
        endpoint,
        data,
        estimates=estimates,
        curves=curves,
        notes=notes,
    )


@once
def product_limits(
    cohort: Cohort, endpoint: str, interval: IntervalType
) -> Mapping[str, ProductLimit]:
    """Return the curve of each group for an endpoint without competing events."""
    data = by_time(cohort, endpoint)
    return {
        group: product_limit(
            data.time[rows], data.event[rows], entry=data.entering(rows), ci_type=interval
        )
        for group, rows in groups_of(cohort, data.arm)
    }


def follow_up(cohort: Cohort, endpoint: str) -> Result:
    """Estimate the length of follow-up per arm by reverse Kaplan–Meier.

    Notes
    -----
    Censoring is the event, and any event (a competing one too) ends the observation, so the
    median does not shrink where patients die early. ``n_events`` counts the endpoint's own, as
    everywhere else.

    References
    ----------
    Schemper, Smith (1996) Control Clin Trials 17:343.
    """
    data = by_time(cohort, endpoint)
    unit = cohort.study.spec.study.time_unit
    estimates, curves = [], []
    for group, rows in groups_of(cohort, data.arm):
        ended = (data.event[rows] > 0).astype(float)
        time, entry = data.time[rows], data.entering(rows)
        fit = reverse_kaplan_meier(time, ended, entry=entry)
        events = int((data.event[rows] == 1).sum())
        estimates.append(median_of(fit, group, unit, n_events=events))
        curves.append(with_entries(curve_of(fit, group, "follow_up", unit), time, entry))
    return result_of(
        cohort, "follow_up", endpoint, data, estimates=estimates, curves=curves,
        notes=late_entries(data),
    )  # fmt: skip


def median_of(
    fit: ProductLimit, group: str, unit: str, *, n_events: int | None = None, method: Methods = ()
) -> Estimate:
    """Return the median of a curve; inf where it, or a limit of it, is not reached."""
    n_events = int(fit.n_events.sum()) if n_events is None else n_events
    if fit.n == 0:
        return Estimate("median", group, unit=unit, n=0, n_events=0, notes=(NOBODY,))
    (median,) = quantiles(fit, (0.5,))
    return Estimate(
        "median",
        group,
        value=median.time,
        interval=Interval(median.ci_low, median.ci_high, fit.conf_level),
        unit=unit,
        n=fit.n,
        n_events=n_events,
        method=method,
        notes=(Note("median_not_reached"),) if np.isinf(median.time) else (),
    )


def _landmarks(
    fit: ProductLimit, landmarks: tuple[float, ...], time: Floats, entry: Floats | None
) -> tuple[SurvivalAt, ...]:
    read = survival_at(fit, landmarks) if landmarks else ()
    if entry is None:
        return read
    n = at_risk_before(np.array(landmarks), time, entry)
    return tuple(replace(p, n_at_risk=float(k)) for p, k in zip(read, n, strict=True))


def _at_landmarks(
    fit: ProductLimit, read: tuple[SurvivalAt, ...], group: str, method: Methods
) -> list[Estimate]:
    n, n_events = fit.n, int(fit.n_events.sum())
    survival = [
        Estimate(
            "survival",
            group,
            value=point.survival,
            interval=limits_of(point, fit),
            at=point.time,
            n=n,
            n_events=n_events,
            method=method,
            notes=about(point, fit, group),
        )
        for point in read
    ]
    at_risk = [
        Estimate("n_at_risk", group, value=p.n_at_risk, at=p.time, n=n, n_events=n_events)
        for p in read
    ]
    return survival + at_risk


def limits_of(point: SurvivalAt, fit: ProductLimit) -> Interval | None:
    """Return the limits of a survival read from a curve; None where there is no survival."""
    known = point.survival is not None
    return Interval(point.ci_low, point.ci_high, fit.conf_level) if known else None


def about(
    point: SurvivalAt | IncidenceAt, fit: ProductLimit | CumulativeIncidence, group: str
) -> tuple[Note, ...]:
    """Return why what is read from a curve, or its limits, do not exist."""
    if fit.n == 0:
        return (NOBODY,)
    if point.beyond:
        return (ends_before(group, fit.time[-1], point.time),)
    return () if point.ci_low is not None else (Note("no_limits_at_edge"),)


def curve_of(
    fit: ProductLimit, group: str, quantity: str, unit: str, *, n_first: float | None = None
) -> Curve:
    """Return a fitted curve as a step function that starts at time 0.

    ``n_first`` is the number at risk at time 0 where it is not everybody (delayed entry).
    """
    values = (1.0, fit.survival, fit.n_censored)
    return stepped(fit, values, (group, quantity, unit), n_first)


def stepped(
    fit: ProductLimit | CumulativeIncidence,
    values: tuple[float, Floats, Floats],
    named: tuple[str, str, str],
    n_first: float | None = None,
) -> Curve:
    """Return a fit as steps from time 0, of its first value, its values, and the censored.

    It is named by group, quantity and unit.
    """
    begin, value, n_censored = values
    group, quantity, unit = named
    first = float(fit.n) if n_first is None else n_first
    # A curve with events at time 0 already has its first point there.
    start = 0 if fit.n and fit.time[0] <= 0 else 1

    def steps(initial: float, values: np.ndarray) -> tuple[float, ...]:
        return ((initial,) * start) + tuple(values.tolist())

    def limits(values: np.ndarray) -> tuple[float | None, ...]:
        known = values.astype(object)
        known[np.isnan(values)] = None
        return ((None,) * start) + tuple(known.tolist())

    return Curve(
        group,
        quantity,
        time=steps(0.0, fit.time),
        value=steps(begin, value),
        ci_low=limits(fit.ci_low),
        ci_high=limits(fit.ci_high),
        n_at_risk=steps(first, fit.n_at_risk),
        n_events=steps(0.0, fit.n_events),
        n_censored=steps(0.0, n_censored),
        unit=unit,
    )


def zero_times(data: Timed) -> tuple[Note, ...]:
    """Return the note that some patients have time 0, if any do."""
    at_zero = data.time == 0
    if not at_zero.any():
        return ()
    events = int((data.event[at_zero] > 0).sum())
    return (Note("zero_times", n=int(at_zero.sum()), total=len(at_zero), events=events),)
