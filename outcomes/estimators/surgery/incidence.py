"""When conversion surgery happens, with death as the event that may come first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from outcomes.clinical.study_days import dated
from outcomes.estimators.base.caveats import refs
from outcomes.estimators.base.design import Mask, groups_of, result_of, timed
from outcomes.estimators.surgery.course import kind_of, origin_of
from outcomes.estimators.survival.competing import _at_landmarks, _curve, _gray
from outcomes.estimators.survival.kaplan_meier import zero_times
from outcomes.kernel.competing.aalen_johansen import cumulative_incidence as aalen_johansen
from outcomes.model.cohort import Cohort, Timed
from outcomes.model.further import OPERATION
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

CONVERSION = "conversion"
MONTHS = (6.0, 9.0, 12.0)
NAIVE = (Method("naive_incidence"),)


def conversion_incidence(
    cohort: Cohort, endpoint: str = "", *, naive: bool = False, at: Sequence[float] = MONTHS
) -> Result:
    """Estimate how many have had conversion surgery by each time, death competing.

    Parameters
    ----------
    cohort
        Who.
    endpoint
        Id of an endpoint of kind competing; "" makes one: from the origin of ``[conversion]`` (or
        randomization, or first treatment) to ``conversion_date``, death competing, censored at
        the last contact.
    naive
        1 − Kaplan–Meier in its place, which takes the dead for patients who may yet be operated
        on: the number this estimate replaces.
    at
        Times in months.

    Returns
    -------
    Result
        Analysis ``conversion_incidence``, or ``conversion_incidence_naive``. Per group, and
        ``all`` where there are several, ``cumulative_incidence`` at each time, and ``n_waiting``:
        patients alive and not operated on whose follow-up ended before it. One curve per group.
        With several arms Gray's test (not of the naive one).
        No rows where the data cannot tell; a note says what is missing.

    Notes
    -----
    Aalen–Johansen, limits log-log from the infinitesimal jackknife, as `cumulative_incidence`. An
    operation on the day of death comes first. Without competing events the estimator *is*
    1 − Kaplan–Meier, which is how the naive one is made.

    References
    ----------
    Aalen, Johansen (1978) Scand J Stat 5:141. Gooley et al. (1999) Stat Med 18:695.
    """
    name = "conversion_incidence_naive" if naive else "conversion_incidence"
    data = timed(cohort, endpoint) if endpoint else conversion_times(cohort)
    if isinstance(data, Note):
        return result_of(cohort, name, endpoint, notes=(data,))
    unit = cohort.study.spec.study.time_unit
    times = tuple(m * DAYS_PER["months"] / DAYS_PER[unit] for m in at)
    estimates: list[Estimate] = []
    curves = []
    for group, rows in _groups(cohort, data):
        cause = np.where(data.event[rows] == 2, 0, data.event[rows]) if naive else data.event[rows]
        fit = aalen_johansen(data.time[rows], cause)
        found = _at_landmarks(fit, times, group)
        estimates += [replace(e, method=NAIVE) for e in found] if naive else found
        estimates += [_waiting(data, rows, group, t) for t in times]
        if group in cohort.groups:
            censored = data.time[rows][data.event[rows] != 1] if naive else (
                data.time[rows & (data.event == 0)]
            )  # fmt: skip
            curves.append(_curve(fit, group, unit, censored))
    if len(cohort.groups) > 1 and not naive:
        estimates.append(_gray(data, 1))
    return result_of(
        cohort, name, endpoint, data, estimates=estimates, curves=curves, notes=zero_times(data)
    )


def conversion_times(cohort: Cohort) -> Timed | Note:
    """Return time to conversion surgery (1), death (2) or last contact (0), or why there is none.

    Without ``conversion_date`` the date is ``surgery_date``.
    """
    return _missing(cohort) or cohort.timed(OPERATION)


def _missing(cohort: Cohort) -> Note | None:
    patients = dated(cohort).study.patients
    if kind_of(cohort) == "radical":
        return Note("not_estimated", why=Note("no_conversion_surgery"))
    if origin_of(cohort) is None:
        return Note("not_estimated", why=Note("no_origin_date"))
    if not {"conversion_date", "surgery_date"} & set(patients.columns):
        return Note("not_estimated", why=Note("no_surgery_dates"))
    absent = [c for c in ("death_date", "last_contact_date") if c not in patients]
    if not absent:
        return None
    return Note("not_estimated", why=Note("no_column", columns=refs("column", absent)))


def _groups(cohort: Cohort, data: Timed) -> Iterator[tuple[str, Mask]]:
    yield from groups_of(cohort, data.arm)
    if len(cohort.groups) > 1:
        yield "all", np.ones(len(data.time), dtype=bool)


def _waiting(data: Timed, rows: Mask, group: str, at: float) -> Estimate:
    ended = rows & (data.event == 0) & (data.time < at)
    return Estimate("n_waiting", group, value=float(ended.sum()), at=at, n=int(rows.sum()))
