"""A change during follow-up, such as conversion surgery, without immortal time."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from outcomes.kernel.cox.risk_sets import risk_sets
from outcomes.kernel.curves.counting import Floats, Integers, to_follow_up
from outcomes.kernel.curves.product_limit import IntervalType, ProductLimit, kaplan_meier

# Intervals are (start, stop]: beginning before zero keeps events at time zero at risk.
ORIGIN = -1.0


@dataclass(frozen=True, slots=True, eq=False)
class ExposureIntervals:
    """Follow-up in counting-process form: one row before the exposure, one from it on.

    ``patient`` is the row of the data as given; at risk on ``(start, stop]``; ``event`` falls on
    a patient's last row; ``exposed`` is 0 or 1.
    """

    patient: Integers
    start: Floats
    stop: Floats
    event: Floats
    exposed: Floats


@dataclass(frozen=True, slots=True)
class MantelByar:
    """Log-rank test of a time-dependent exposure; (unexposed, exposed) pairs.

    Statistic, z (positive = more events while exposed) and p are None where no event happened
    with both kinds of patients at risk.
    """

    observed: tuple[float, float]
    expected: tuple[float, float]
    statistic: float | None
    z: float | None
    p_value: float | None


@dataclass(frozen=True, slots=True, eq=False)
class LandmarkSelection:
    """Patients still followed after the landmark, grouped by what had happened by then.

    Attributes
    ----------
    included, exposed
        Per patient as given; ``exposed`` is meaningful for the included only.
    time
        Follow-up after the landmark of each patient as given; nan for the excluded.
    n_excluded_events, n_excluded_censored
        Patients whose follow-up had ended at the landmark.
    n_exposed_later
        Included patients exposed only after the landmark, who count as unexposed.
    """

    at: float
    included: NDArray[np.bool_]
    exposed: NDArray[np.bool_]
    time: Floats
    n_excluded_events: int
    n_excluded_censored: int
    n_exposed_later: int


def exposure_intervals(
    time: ArrayLike, event: ArrayLike, exposed_at: ArrayLike
) -> ExposureIntervals:
    """Split each patient's follow-up at the moment of exposure.

    Parameters
    ----------
    time, event
        Follow-up and 1 = event, 0 = censored, shape (n,).
    exposed_at
        When the exposure began, shape (n,); nan or inf = never; zero or less = from the start.

    Notes
    -----
    An exposure at the very end of follow-up, or after it, adds no exposed time. The rows fit
    `cox.cox` with ``entry=start``.
    """
    times, events = to_follow_up(time, event)
    begin = _exposure(exposed_at, times.size)
    always = begin <= 0
    changes = always | (begin < times)
    before, after = np.flatnonzero(~always), np.flatnonzero(changes)
    return ExposureIntervals(
        patient=np.concatenate((before, after)),
        start=np.concatenate(
            (np.full(before.size, ORIGIN), np.where(always, ORIGIN, begin)[after])
        ),
        stop=np.concatenate((np.minimum(begin, times)[before], times[after])),
        event=np.concatenate((np.where(changes, 0.0, events)[before], events[after])),
        exposed=np.concatenate((np.zeros(before.size), np.ones(after.size))),
    )


def mantel_byar(rows: ExposureIntervals) -> MantelByar:
    """Compare the event rate while exposed with that while not yet or never exposed.

    Notes
    -----
    The variance does not correct for ties: equals the score test of R's
    ``coxph(Surv(start, stop, event) ~ exposed, ties = "breslow")``.

    References
    ----------
    Mantel, Byar (1974) JASA 69:81.
    """
    sets = risk_sets(rows.stop, rows.event, entry=rows.start)
    happened = rows.exposed[sets.order][sets.dying]
    total = sets.sums(np.column_stack((np.ones(sets.n), rows.exposed[sets.order])))
    share = (total[:, 1] / total[:, 0])[sets.dying_group]
    observed, expected = float(happened.sum()), float(share.sum())
    variance, n = float((share * (1 - share)).sum()), float(happened.size)
    both = (n - observed, observed), (n - expected, expected)
    if variance <= 0:
        return MantelByar(*both, None, None, None)
    z = (observed - expected) / float(np.sqrt(variance))
    return MantelByar(*both, z**2, z, float(chdtrc(1, z**2)))


def simon_makuch(
    rows: ExposureIntervals, *, conf_level: float = 0.95, ci_type: IntervalType = "log-log"
) -> tuple[ProductLimit, ProductLimit]:
    """Return the curves of the unexposed and the exposed, each patient moving between them.

    Notes
    -----
    Each is a Kaplan–Meier curve with delayed entry and Greenwood limits; few at risk early in
    the exposed curve can make it fall at once. Not the curves of two fixed groups of patients.

    References
    ----------
    Simon, Makuch (1984) Stat Med 3:35.
    """
    curves = [
        kaplan_meier(
            rows.stop[state],
            rows.event[state],
            entry=rows.start[state],
            conf_level=conf_level,
            ci_type=ci_type,
        )
        for state in (rows.exposed == 0, rows.exposed == 1)
    ]
    return curves[0], curves[1]


def select_landmark(
    time: ArrayLike, event: ArrayLike, exposed_at: ArrayLike, at: float
) -> LandmarkSelection:
    """Keep patients followed beyond ``at`` and classify them by exposure up to and with it.

    Parameters
    ----------
    time, event, exposed_at
        As in `exposure_intervals`.
    at
        The landmark, chosen before looking at the data; in the unit of time.

    References
    ----------
    Anderson, Cain, Gelber (1983) J Clin Oncol 1:710.
    """
    times, events = to_follow_up(time, event)
    begin = _exposure(exposed_at, times.size)
    included, exposed = times > at, begin <= at
    return LandmarkSelection(
        at=at,
        included=included,
        exposed=exposed,
        time=np.where(included, times - at, np.nan),
        n_excluded_events=int((~included & (events == 1)).sum()),
        n_excluded_censored=int((~included & (events == 0)).sum()),
        n_exposed_later=int((included & ~exposed & (begin < times)).sum()),
    )


def _exposure(exposed_at: ArrayLike, n: int) -> Floats:
    begin = np.asarray(exposed_at, dtype=np.float64)
    if begin.shape != (n,):
        raise ValueError(f"exposed_at has shape {begin.shape}; time has shape ({n},)")
    return np.where(np.isnan(begin), np.inf, begin)
