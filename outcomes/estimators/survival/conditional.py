"""Survival of those who have come so far: from a landmark on, and conditional on it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from outcomes.estimators.base.caveats import (
    COMPETING,
    NOBODY,
    not_estimable,
)
from outcomes.estimators.base.design import (
    Contrast,
    Floats,
    Mask,
    contrasts_of,
    groups_of,
    result_of,
)
from outcomes.estimators.base.design import timed as times_of
from outcomes.estimators.survival.cox import of_arms, with_arm
from outcomes.estimators.survival.kaplan_meier import about, curve_of, limits_of, median_of
from outcomes.kernel.curves.curve_values import conditional_survival as survival_given
from outcomes.kernel.curves.product_limit import kaplan_meier
from outcomes.model.cohort import Cohort, Timed
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Result

SELECTED = Note("only_those_left")
NOT_RANDOMIZED = Note("not_random_at_landmark")


def landmark(cohort: Cohort, endpoint: str, *, at: float) -> Result:
    """Follow those still under observation without an event after a landmark.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of a time-to-event endpoint.
    at
        The landmark in the time unit of the study, chosen before looking at the data.

    Returns
    -------
    Result
        Per group two ``n_excluded`` (``method``: event, or follow-up ended, by the landmark),
        the ``median`` and a Kaplan–Meier curve of the rest, both on the time since the origin;
        per contrast the ``hazard_ratio`` from the landmark on.

    Raises
    ------
    ValueError
        If ``at`` is negative or the endpoint has no times.

    Notes
    -----
    Who ends exactly at the landmark is excluded. Efron ties, Wald limits; rules for few events
    as in `cox`.

    References
    ----------
    Anderson, Cain, Gelber (1983) J Clin Oncol 1:710.
    """
    if at < 0:
        raise ValueError(f"a landmark at {at:g} lies before the origin")
    data = times_of(cohort, endpoint)
    if cohort.endpoint(endpoint).kind == "competing":
        return result_of(cohort, "landmark", endpoint, data, notes=(COMPETING,))
    unit = cohort.study.spec.study.time_unit
    estimates: list[Estimate] = []
    curves: list[Curve] = []
    for group, rows in groups_of(cohort, data.arm):
        kept = rows & (data.time > at)
        fit = kaplan_meier(data.time[kept], data.event[kept])
        estimates += _excluded(data, rows, group, at)
        estimates.append(replace(median_of(fit, group, unit), at=at))
        curves.append(curve_of(fit, group, "survival", unit))
    for contrast in contrasts_of(cohort, data.arm):
        estimates.append(_hazard_ratio(data, contrast, at))
    notes = (SELECTED, NOT_RANDOMIZED) if len(cohort.groups) > 1 else (SELECTED,)
    return result_of(
        cohort, "landmark", endpoint, data, estimates=estimates, curves=curves, notes=notes
    )


def conditional_survival(cohort: Cohort, endpoint: str, *, given: float, at: float) -> Result:
    """Estimate the chance of being event-free at a time for those event-free at an earlier one.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of a time-to-event endpoint.
    given, at
        Times since the origin in the time unit of the study, ``given <= at``.

    Returns
    -------
    Result
        Per group ``conditional_survival`` S(at)/S(given) with log–log limits; ``n`` counts those
        followed beyond ``given``, ``n_events`` their events up to and with ``at``.

    Raises
    ------
    ValueError
        If ``at`` lies before ``given``, ``given`` before the origin, or there are no times.

    Notes
    -----
    Limits from Greenwood's sum over (given, at]: those of a curve that starts at ``given``. Not
    estimated past the last follow-up of an arm, unless everybody there had the event.

    References
    ----------
    Hieke et al. (2015) Clin Cancer Res 21:1530.
    """
    if not 0 <= given <= at:
        raise ValueError(f"survival at {at:g} given {given:g}: needs 0 <= given <= at")
    data = times_of(cohort, endpoint)
    if cohort.endpoint(endpoint).kind == "competing":
        return result_of(cohort, "conditional_survival", endpoint, data, notes=(COMPETING,))
    estimates = []
    for group, rows in groups_of(cohort, data.arm):
        estimates.append(_conditional(data.time[rows], data.event[rows], group, (given, at)))
    return result_of(
        cohort, "conditional_survival", endpoint, data, estimates=estimates, notes=(SELECTED,)
    )


def _excluded(data: Timed, rows: Mask, group: str, at: float) -> Iterator[Estimate]:
    early = rows & (data.time <= at)
    events = int((data.event[early] == 1).sum())
    blank = Estimate("n_excluded", group, at=at, n=int(rows.sum()), n_events=events)
    yield replace(blank, value=float(events), method=(Method("event_by_landmark"),))
    censored = float(early.sum() - events)
    yield replace(blank, value=censored, method=(Method("ended_by_landmark"),))


def _hazard_ratio(data: Timed, contrast: Contrast, at: float) -> Estimate:
    kept = contrast.rows & (data.time > at)
    in_arm = contrast.in_arm[kept[contrast.rows]]
    time, event = data.time[kept], data.event[kept].astype(np.float64)
    blank = contrast.blank(
        "hazard_ratio",
        event,
        at=at,
        method=(Method("from_landmark"),),
    )
    return with_arm(blank, of_arms(time, event, in_arm), 1)


def _conditional(time: Floats, event: Floats, group: str, window: tuple[float, float]) -> Estimate:
    given, at = window
    later = time > given
    blank = Estimate(
        "conditional_survival",
        group,
        at=at,
        n=int(later.sum()),
        n_events=int(event[later & (time <= at)].sum()),
        method=(Method("given_event_free", given=float(given)),),
    )
    fit = kaplan_meier(time, event)
    point = survival_given(fit, given, at)
    if not later.any():
        beyond = not_estimable("nobody_beyond", given=float(given))
        return replace(blank, notes=(NOBODY if fit.n == 0 else beyond,))
    return replace(
        blank,
        value=point.survival,
        interval=limits_of(point, fit),
        notes=about(point, fit, group),
    )
