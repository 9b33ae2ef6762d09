"""How enrollment grew over calendar time, against the plan."""

from itertools import pairwise
from typing import Literal

import numpy as np

from outcomes.estimators.conduct.enrollment import (
    EnrollmentDays,
    enrollment_days,
    to_date,
    to_day,
    unknown_arm,
)
from outcomes.model.cohort import Cohort, as_levels, levels_of
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Result


def accrual(
    cohort: Cohort, endpoint: str = "", *, by: Literal["all", "arm", "site"] = "all"
) -> Result:
    """Return cumulative and monthly enrollment in calendar time.

    Parameters
    ----------
    cohort : Cohort
        Who is in; of any analysis set, everybody enrolled is counted.
    endpoint : str, optional
        Not used.
    by : {"all", "arm", "site"}
        Groups for which a curve is made: everybody, the arms of the protocol, or the sites.

    Returns
    -------
    Result
        Analysis ``accrual``. Curves, with ``time`` in days since 1970-01-01 and unit "date":

        - ``accrual`` per group: number enrolled up to and including the day, from 0 on the day
          before the first enrollment (or on the planned start, if earlier) to the data cut-off;
          ``n_events`` are the enrollments of that day;
        - ``monthly`` per group: number enrolled in the calendar month that begins on the day,
          months without enrollment included;
        - ``planned`` for ``all``: the straight line from 0 at the planned start to the planned
          number at the planned end. Left out under filters, as the plan is for everybody.

        Estimates: ``n`` per group, and for ``all`` ``planned_n`` and ``expected_n`` (the planned
        line at the data cut-off).

    Notes
    -----
    Enrollment is dated by randomisation, else by consent, else by first treatment; patients
    without that date are counted in ``n_missing`` and told in the notes.
    """
    cohort = cohort.enrolled
    enrolled = enrollment_days(cohort)
    known = enrolled.known
    groups = _groups(cohort, by)
    curves: list[Curve] = []
    if known.size:
        months = _month_starts(known[0], _end(enrolled))
        for name, mask in groups:
            days = np.sort(enrolled.days[mask & ~np.isnan(enrolled.days)])
            curves += [
                _cumulative(name, days, _start(cohort, known[0]), _end(enrolled)),
                _monthly(name, days, months),
            ]
    rows = [
        Estimate("n", name, value=float(n), n=n)
        for name, mask in groups
        for n in [int((mask & ~np.isnan(enrolled.days)).sum())]
    ]
    plan, planned, notes = _plan(cohort, enrolled)
    return Result(
        "accrual",
        population=cohort.population,
        filters=cohort.words,
        estimates=(*rows, *planned),
        curves=(*curves, *plan),
        n=int(known.size),
        n_missing=cohort.n - int(known.size),
        notes=enrolled.notes + (unknown_arm(cohort) if by == "arm" else ()) + notes,
    )


def _groups(cohort: Cohort, by: str) -> list[tuple[str, np.ndarray]]:
    if by == "arm":
        return [(name, cohort.arm == i) for i, name in enumerate(cohort.groups)]
    if by == "site" and "site" in cohort.study.patients:
        sites = as_levels(cohort.column("site")).to_numpy(object)
        return [(name, sites == name) for name in levels_of(cohort.study, "site")]
    return [("all", np.ones(cohort.n, dtype=bool))]


def _start(cohort: Cohort, first: float) -> float:
    planned = cohort.study.spec.plan.accrual_start
    before = first - 1
    return before if planned is None else min(before, float(to_day(planned)))


def _end(enrolled: EnrollmentDays) -> float:
    last = float(enrolled.known[-1])
    return last if enrolled.cutoff is None else max(last, enrolled.cutoff)


def _cumulative(group: str, days: np.ndarray, start: float, end: float) -> Curve:
    when, new = np.unique(days, return_counts=True)
    time, count = np.concatenate(([start], when)), np.concatenate(([0], new))
    if time[-1] < end:
        time, count = np.append(time, end), np.append(count, 0)
    return Curve(
        group, "accrual", tuple(time.tolist()), tuple(np.cumsum(count).astype(float).tolist()),
        n_events=tuple(count.astype(float).tolist()), unit="date",
    )  # fmt: skip


def _month_starts(first: float, last: float) -> np.ndarray:
    """Return the first day of every month from the first to the last day, and of the next one."""
    edges = np.array([first, last]).astype("datetime64[D]").astype("datetime64[M]")
    months = np.arange(edges[0], edges[1] + np.timedelta64(2, "M"))
    return months.astype("datetime64[D]").astype("int64").astype(float)


def _monthly(group: str, days: np.ndarray, months: np.ndarray) -> Curve:
    counts = [float(((days >= a) & (days < b)).sum()) for a, b in pairwise(months.tolist())]
    return Curve(group, "monthly", tuple(months[:-1].tolist()), tuple(counts), unit="date")


def _plan(
    cohort: Cohort, enrolled: EnrollmentDays
) -> tuple[tuple[Curve, ...], tuple[Estimate, ...], tuple[Note, ...]]:
    """Return the planned line, its numbers, and why there is none."""
    plan = cohort.study.spec.plan
    if plan.planned_n is None:
        return (), (), (Note("no_planned_n_line"),)
    total = float(plan.planned_n)
    number = Estimate("planned_n", value=total)
    if cohort.filters:
        return (), (), (Note("no_line_filtered"),)
    if plan.accrual_start is None or plan.accrual_end is None:
        return (), (number,), (Note("no_accrual_dates"),)
    start, end = float(to_day(plan.accrual_start)), float(to_day(plan.accrual_end))
    line = Curve("all", "planned", (start, end), (0.0, total), unit="date")
    if enrolled.cutoff is None:
        return (line,), (number,), ()
    expected = float(np.interp(enrolled.cutoff, [start, end], [0.0, total]))
    method = (Method("planned_line", date=str(to_date(enrolled.cutoff))),)
    return (line,), (number, Estimate("expected_n", value=expected, method=method)), ()
