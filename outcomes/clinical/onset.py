"""When adverse events began: hours or days since the last dose, and whether before the first."""

from __future__ import annotations

from math import ceil
from typing import NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Stamps = NDArray[np.datetime64]

_DAY = np.timedelta64(1, "D")
_HOUR = np.timedelta64(1, "h")
_DAY_ONE = pd.Timestamp("2000-01-01")
"""Where study day 1 is put; only differences leave this module."""
_NEVER = np.datetime64("NaT", "ns")


class Starts(NamedTuple):
    """Adverse events, one entry each.

    Attributes
    ----------
    patient : int array
        Position of the patient; −1 belongs to nobody.
    start, dose : datetime64[ns] arrays
        Start of the event and the last dose before it as recorded; NaT where blank.
    hours : float array
        Hours from the dose to the start as recorded; nan where blank.
    """

    patient: NDArray[np.intp]
    start: Stamps
    dose: Stamps
    hours: Floats


class Doses(NamedTuple):
    """Doses, one entry each, and the recorded day of the first one per patient (NaT: blank)."""

    patient: NDArray[np.intp]
    given: Stamps
    first_day: Stamps


class Onset(NamedTuple):
    """When each event began.

    Attributes
    ----------
    hours : float array
        From the nearest dose before it; nan where a time of day is missing.
    days : float array
        Calendar days from that dose; nan where no dose before it is known.
    before : bool array
        Not treatment-emergent: before the first dose, unless ``treatment_emergent`` says otherwise.
    unknown : bool array
        Neither before nor after: the start or the first dose is not known, and nobody says.
    early : float array
        Hours from the start to the first dose after it, whole days where a time of day is missing;
        nan where the event is not before it.
    """

    hours: Floats
    days: Floats
    before: Mask
    unknown: Mask
    early: Floats


def onset_of(patients: pd.DataFrame, events: pd.DataFrame, treatment: pd.DataFrame | None) -> Onset:
    """Return when each row of ``adverse_events`` began, from the typed tables of a study.

    Parameters
    ----------
    patients, events, treatment
        Sheets as typed tables. Without dates, study days stand for them. Rows of patients who are
        not in ``patients`` follow no dose.
    """
    places = pd.Index(patients["patient_id"])
    starts = Starts(
        places.get_indexer(events["patient_id"]),
        _stamps(events, "start_datetime", "start_day"),
        _stamps(events, "dose_datetime", "dose_day"),
        _numbers(events, "hours_after_dose"),
    )
    first = _stamps(patients, "first_treatment_date", "first_treatment_day")
    doses = Doses(np.zeros(0, dtype=np.intp), first[:0], first)
    if treatment is not None:
        given = _stamps(treatment, "datetime", "treatment_day")
        doses = Doses(places.get_indexer(treatment["patient_id"]), given, first)
    found = onset(starts, doses)
    flag = _numbers(events, "treatment_emergent")
    said = ~np.isnan(flag)
    return found._replace(
        before=np.where(said, flag == 0, found.before), unknown=found.unknown & ~said
    )


def onset(events: Starts, doses: Doses) -> Onset:
    """Return when each event began in relation to the doses of its patient.

    Notes
    -----
    A stamp at midnight is a date without a time of day. The dose an event follows is the recorded
    one, unless that is blank or later than the event; then the latest of ``doses`` that is not
    after it. Two stamps are compared to the minute where both have a time of day, else by date.
    Hours come from the stamps, else from the recorded hours.
    """
    mine = [np.sort(doses.given[doses.patient == i]) for i in range(len(doses.first_day))]
    n = len(events.start)
    hours, days, early = np.full((3, n), np.nan)
    before, unknown = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
    for i in range(n):
        start, own = events.start[i], events.patient[i]
        given = mine[own] if own >= 0 else doses.given[:0]
        dose = _preceding(start, events.dose[i], given)
        if not np.isnat(dose):
            days[i] = (_date(start) - _date(dose)) / _DAY
            if _timed(start) and _timed(dose):
                hours[i] = (start - dose) / _HOUR
        first = _first(given, doses.first_day[own] if own >= 0 else _NEVER)
        undated = bool(np.isnat(start) or np.isnat(first))
        before[i] = np.isnat(dose) and not undated and not _not_after(first, start)
        if before[i]:
            early[i] = _ahead(start, first)
        if np.isnan(hours[i]) and events.hours[i] >= 0 and not before[i]:
            hours[i] = events.hours[i]
        unknown[i] = np.isnat(dose) and undated and np.isnan(hours[i])
    return Onset(hours, days, before, unknown, early)


def within(found: Onset, window: float) -> tuple[Mask, Mask]:
    """Return which events began within ``window`` hours of a dose, and which of them by date only.

    Exactly ``window`` hours counts. Without times of day the dates must be no further apart than
    the window in days, rounded up: day 0 or 1 for 24 hours.
    """
    with np.errstate(invalid="ignore"):
        timed = (found.hours >= 0) & (found.hours <= window + 1e-9)
        by_date = np.isnan(found.hours) & (found.days >= 0) & (found.days <= days_of(window))
    return timed | by_date, by_date


def days_of(window: float) -> int:
    """Return the calendar days that stand for a window of hours where there are only dates."""
    return ceil(window / 24)


def length_of(days: pd.Series) -> pd.Series:
    """Return days as lengths of time, unknown ones as NaT.

    pandas multiplies what lies in memory behind an unknown number, and now and then warns of it.
    """
    return pd.to_timedelta(days.fillna(0.0), unit="D").where(days.notna())


def _stamps(table: pd.DataFrame, column: str, day_column: str) -> Stamps:
    """Return a date column, blanks filled from study days (there is no day 0)."""
    blank = pd.Series(pd.NaT, table.index, dtype="datetime64[ns]")
    stamps = pd.to_datetime(table[column], errors="coerce") if column in table else blank
    if day_column in table:
        day = pd.to_numeric(table[day_column], errors="coerce")
        stamps = stamps.fillna(_DAY_ONE + length_of(day - (day >= 1)))
    return np.asarray(stamps.to_numpy("datetime64[ns]"))


def _numbers(table: pd.DataFrame, column: str) -> Floats:
    if column not in table:
        return np.full(len(table), np.nan)
    return np.asarray(pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64))


def _preceding(start: np.datetime64, recorded: np.datetime64, given: Stamps) -> np.datetime64:
    if np.isnat(start):
        return _NEVER
    if not np.isnat(recorded) and _not_after(recorded, start):
        return recorded
    earlier = [dose for dose in given if not np.isnat(dose) and _not_after(dose, start)]
    return max(earlier) if earlier else _NEVER


def _first(given: Stamps, day: np.datetime64) -> np.datetime64:
    known = given[~np.isnat(given)]
    if not len(known):
        return day
    return day if not np.isnat(day) and day < _date(known[0]) else known[0]


def _not_after(first: np.datetime64, second: np.datetime64) -> bool:
    if _timed(first) and _timed(second):
        return bool(first <= second)
    return bool(_date(first) <= _date(second))


def _ahead(start: np.datetime64, dose: np.datetime64) -> float:
    """Return the hours from an event to a later dose."""
    if _timed(start) and _timed(dose):
        return float((dose - start) / _HOUR)
    return float((_date(dose) - _date(start)) / _HOUR)


def _timed(stamp: np.datetime64) -> bool:
    return bool(stamp != _date(stamp))


def _date(stamp: np.datetime64) -> np.datetime64:
    return stamp.astype("datetime64[D]")
