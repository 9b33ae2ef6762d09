"""Survival after conversion surgery: from landmarks, and the comparison nobody should make."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np

from outcomes.estimators.base.design import cause_specific, result_of, timed
from outcomes.estimators.surgery.landmark import (
    CONVERSION,
    NO_SURGERY,
    _hazard_ratio,
    _who,
    surgery_times,
    with_known_surgery,
)
from outcomes.estimators.survival.kaplan_meier import curve_of, median_of
from outcomes.kernel.cox.time_dependent import LandmarkSelection, select_landmark
from outcomes.kernel.curves.product_limit import kaplan_meier
from outcomes.model.cohort import Cohort
from outcomes.model.question import Request
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

GROUPS = (f"no_{CONVERSION}", CONVERSION)
IMMORTAL = (Method("immortal"),)


def naive_comparison(cohort: Cohort, endpoint: str) -> Result:
    """Compare those ever operated on with those never, from time 0: what must not be reported.

    Returns
    -------
    Result
        ``hazard_ratio`` of group ``conversion`` (reference ``no_conversion``) and the ``median``
        of both groups, each named naive in ``method``. Shown as a warning only: who is operated
        on had to live until then.

    References
    ----------
    Anderson, Cain, Gelber (1983) J Clin Oncol 1:710. Suissa (2008) Am J Epidemiol 167:492.
    """
    name = "naive_comparison"
    data = with_known_surgery(cohort, timed(cohort, endpoint))
    surgery = surgery_times(cohort, endpoint, data)
    if surgery is None:
        return result_of(cohort, name, endpoint, data, notes=(NO_SURGERY,))
    event = (data.event == 1).astype(np.float64)
    # Operations before the origin or after the end of follow-up are nobody's exposure here.
    exposed = ((surgery >= 0) & (surgery <= data.time)).astype(np.float64)
    blank = Estimate("hazard_ratio", CONVERSION, GROUPS[0], n=len(event),
                     n_events=int(event.sum()), method=IMMORTAL)  # fmt: skip
    ratio = replace(_hazard_ratio(blank, (data.time, event, exposed)), p_value=None)
    unit = cohort.study.spec.study.time_unit
    medians = [
        median_of(kaplan_meier(data.time[rows], event[rows]), group, unit, method=IMMORTAL)
        for group, rows in zip(GROUPS, (exposed == 0, exposed == 1), strict=True)
    ]
    return result_of(
        cohort, name, endpoint, data, estimates=(ratio, *medians), notes=(Note("immortal"),)
    )


def landmark_groups(cohort: Cohort, endpoint: str, *, at: float) -> Result:
    """Estimate survival from a landmark on, of those operated on by then and of those not.

    Parameters
    ----------
    cohort, endpoint
        Who, and the id of an endpoint with times.
    at
        The landmark in months, chosen before looking.

    Returns
    -------
    Result
        Analysis ``landmark_conversion``: curves of groups ``no_conversion`` and ``conversion``
        from the landmark on and their ``median``; the ``hazard_ratio`` between them; counts
        ``n_excluded_event``, ``n_excluded_end`` (follow-up ended by the landmark, with the event
        or without) and ``n_later`` (operated on later, counted as not operated on). ``at`` is the
        landmark in the unit of the study.

    Notes
    -----
    Kaplan–Meier, limits log-log; Efron ties, Wald limits and p, as `landmark_cox`.
    """
    name = "landmark_conversion"
    data = with_known_surgery(cohort, timed(cohort, endpoint))
    surgery = surgery_times(cohort, endpoint, data)
    if surgery is None:
        return result_of(cohort, name, endpoint, data, notes=(NO_SURGERY,))
    unit = cohort.study.spec.study.time_unit
    event = (data.event == 1).astype(np.float64)
    kept = select_landmark(data.time, event, surgery, at * DAYS_PER["months"] / DAYS_PER[unit])
    rows = kept.included
    estimates: list[Estimate] = [_ratio(cohort, endpoint, kept, event)]
    curves = []
    for group, exposed in zip(GROUPS, (False, True), strict=True):
        mine = rows & (kept.exposed == exposed)
        fit = kaplan_meier(kept.time[mine], event[mine])
        curves.append(curve_of(fit, group, "survival", unit))
        estimates.append(replace(median_of(fit, group, unit), at=kept.at))
    estimates += [
        Estimate(quantity, "all", value=float(count), at=kept.at, n=len(rows))
        for quantity, count in (
            ("n_excluded_event", kept.n_excluded_events),
            ("n_excluded_end", kept.n_excluded_censored),
            ("n_later", kept.n_exposed_later),
        )
    ]
    return result_of(cohort, name, endpoint, data, estimates=estimates, curves=curves)


def base_columns(cohort: Cohort, request: Request) -> dict[str, Any]:
    """Return when each patient was operated on, for an R script; blank where unknown or never."""
    data = with_known_surgery(cohort, timed(cohort, request.endpoint))
    surgery = surgery_times(cohort, request.endpoint, data)
    if surgery is None:
        return {}
    when, known = np.full(cohort.n, np.nan), np.zeros(cohort.n, dtype=int)
    when[data.rows], known[data.rows] = surgery, 1
    return {f"{request.endpoint}_surgery": when, f"{request.endpoint}_surgery_known": known}


def _ratio(cohort: Cohort, endpoint: str, kept: LandmarkSelection, event: np.ndarray) -> Estimate:
    rows = kept.included
    blank = Estimate(
        "hazard_ratio", CONVERSION, GROUPS[0], at=kept.at, n=int(rows.sum()),
        n_events=int(event[rows].sum()), method=cause_specific(cohort, endpoint),
        notes=_who(kept),
    )  # fmt: skip
    exposed = kept.exposed[rows].astype(np.float64)
    return _hazard_ratio(blank, (kept.time[rows], event[rows], exposed))
