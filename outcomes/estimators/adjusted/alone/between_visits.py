"""The risk of an event seen at visits only: dated by the visit, in the middle, or nowhere."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outcomes.clinical.assessments import assessed
from outcomes.clinical.study_days import dated, days_in, days_of
from outcomes.estimators.base.design import Floats, Mask, column_of, groups_of, result_of, timed
from outcomes.estimators.survival.definitions import REGISTERED, incidence, with_limits
from outcomes.kernel.curves.interval_censored import IntervalCensored, interval_censored
from outcomes.model.cohort import Cohort, Timed
from outcomes.model.endpoint import Endpoint
from outcomes.model.time_unit import DAYS_PER
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Result

MIDPOINT, NPMLE = Method("event_at_midpoint"), Method("event_between_visits")
RESAMPLES, SEED = 200, 20260715
MOST, PART = 1_000, 400
"""Patients up to which one estimate is made of all, and of each random part of more: the time it
takes grows with their cube."""


class Seen(NamedTuple):
    """Last time known to be free of any event, and the time of what ended it; shape (n,).

    ``visit`` says whose event was found at a visit: it happened in between.
    """

    clear: Floats
    time: Floats
    event: Floats
    visit: Mask


def between_visits(cohort: Cohort, endpoint: str) -> Result:
    """Estimate the risk by each landmark of an event that happened between two visits.

    Parameters
    ----------
    cohort, endpoint
        As for `definitions`; some event of it is found at visits (progression, recurrence).

    Returns
    -------
    Result
        Analysis ``between_visits``. Per group ``n_events`` found at a visit and ``median``, the
        time from the visit before; and per landmark ``cumulative_incidence``: as registered (at
        the visit), in the middle, and by Turnbull's estimate, which puts it nowhere in between.

    Notes
    -----
    The visit before is the last adequate assessment before the event, or the origin. Deaths happen
    on their day, competing or not. Turnbull's limits are log-log with the standard error of 200
    bootstrap samples; where the landmark lies between two visits its mass is spread evenly, and a
    note says what it may be. Of more than 1 000 patients it is the mean over random parts of some
    400, each with its share of the bootstrap samples.

    References
    ----------
    Turnbull (1976) JRSS B 38:290. Hudgens, Satten, Longini (2001) Biometrics 57:74.
    """
    data, block = timed(cohort, endpoint), cohort.endpoint(endpoint)
    seen = _seen(dated(cohort), block, data)
    rows: list[Estimate] = []
    for group, mine in groups_of(cohort, data.arm):
        part = _of(seen, mine)
        rows += [*_gaps(part, group), *_risks(part, block.landmarks, group)]
    return result_of(cohort, "between_visits", endpoint, data, estimates=rows)


def _seen(cohort: Cohort, block: Endpoint, data: Timed) -> Seen:
    patients = cohort.patients.iloc[data.rows]
    unit = DAYS_PER[cohort.study.spec.study.time_unit]
    start = days_of(column_of(patients, block.origin or ""))
    found = np.full(len(patients), np.inf)
    for name in block.seen_at_visits:
        found = np.fmin(found, days_in(patients, name))
    visit = (data.event == 1) & (np.abs((found - start) / unit - data.time) < 0.5 / unit)
    at = np.where(visit, found, np.inf)
    clear = (_last_before(cohort, patients, at) - start) / unit
    clear = np.where(visit, np.clip(np.nan_to_num(clear), 0.0, data.time), data.time)
    return Seen(clear, data.time, data.event.astype(float), visit & (clear < data.time))


def _last_before(cohort: Cohort, patients: pd.DataFrame, day: Floats) -> Floats:
    """Return the day of each patient's last assessment before a day; nan where there is none."""
    rows = [
        pd.DataFrame({"patient_id": table["patient_id"], "day": days_of(table[date])})
        for table, date in assessed(cohort.study.tables)
    ]
    if not rows:
        return np.full(len(patients), np.nan)
    visits = pd.concat(rows)
    limit = visits["patient_id"].map(pd.Series(day, patients["patient_id"].to_numpy()))
    last = visits[visits["day"] < limit].groupby("patient_id")["day"].max()
    return patients["patient_id"].map(last).to_numpy(float)


def _gaps(part: Seen, group: str) -> Iterator[Estimate]:
    n = int(part.visit.sum())
    happened = int((part.event == 1).sum())
    yield Estimate("n_events", group, value=n, n=len(part.time), n_events=happened)
    if n:
        gap = float(np.median((part.time - part.clear)[part.visit]))
        yield Estimate("median", group, value=gap, n=n, n_events=n)


def _risks(part: Seen, landmarks: tuple[float, ...], group: str) -> Iterator[Estimate]:
    middle = np.where(part.visit, (part.clear + part.time) / 2, part.time)
    parts = _parts(part)
    found = [interval_censored(p.clear, p.time, p.event) for p in parts]
    spread = [_bootstrap(p, landmarks, max(RESAMPLES // len(parts), 2)) for p in parts]
    parted = (Method("random_parts", n=len(parts)),) if len(parts) > 1 else ()
    for i, at in enumerate(landmarks):
        registered = incidence(part.time, part.event, at, group, REGISTERED)
        yield registered
        yield incidence(middle, part.event, at, group, MIDPOINT)
        blank = replace(registered, method=(NPMLE, *parted))
        yield _turnbull(found, blank, [drawn[:, i] for drawn in spread])


def _parts(seen: Seen) -> list[Seen]:
    """Return the patients, in random parts of equal size where there are many."""
    n = len(seen.time)
    if n <= MOST:
        return [seen]
    order = np.random.default_rng(SEED).permutation(n)
    return [_of(seen, rows) for rows in np.array_split(order, n // PART)]


def _of(seen: Seen, rows: NDArray[Any]) -> Seen:
    return Seen(seen.clear[rows], seen.time[rows], seen.event[rows], seen.visit[rows])


def _turnbull(found: list[IntervalCensored], blank: Estimate, resampled: list[Floats]) -> Estimate:
    """Return Turnbull's estimate where the registered one exists; events are those seen by then."""
    at = blank.at or 0.0
    if blank.value is None:
        return blank
    ends = zip(*(one.incidence(at) for one in found), strict=True)
    least, even, most = (float(np.mean(values)) for values in ends)
    notes = (Note("within_visits", low=least, high=most),) if most - least > 5e-4 else ()
    std_err = float(np.sqrt(sum(drawn.var(ddof=1) for drawn in resampled)) / len(found))
    return with_limits(replace(blank, notes=notes), even, std_err)


def _bootstrap(part: Seen, landmarks: tuple[float, ...], resamples: int) -> Floats:
    """Return Turnbull's estimate at each landmark in each resample, shape (resamples, times)."""
    n, chance = len(part.time), np.random.default_rng(SEED)
    if not n:
        return np.zeros((0, len(landmarks)))
    drawn = (
        interval_censored(part.clear, part.time, part.event, weights=weights)
        for weights in chance.multinomial(n, np.full(n, 1 / n), resamples).astype(float)
    )
    return np.array([[found.incidence(at)[1] for at in landmarks] for found in drawn])
