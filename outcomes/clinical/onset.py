"""When adverse events began: hours or days since the last dose, and whether before the first."""

from __future__ import annotations

from math import ceil
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Mask = NDArray[np.bool_]
Stamps = NDArray[np.datetime64]

_DAY = np.timedelta64(1, "D")
_HOUR = np.timedelta64(1, "h")
_TICK = np.timedelta64(1, "ns")
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
        numbers_in(events, "hours_after_dose"),
    )
    first = _stamps(patients, "first_treatment_date", "first_treatment_day")
    doses = Doses(np.zeros(0, dtype=np.intp), first[:0], first)
    if treatment is not None:
        given = _stamps(treatment, "datetime", "treatment_day")
        doses = Doses(places.get_indexer(treatment["patient_id"]), given, first)
    found = onset(starts, doses)
    flag = numbers_in(events, "treatment_emergent")
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
    given, first = _doses(events, doses)
    usable = ~np.isnat(events.dose) & _not_after(events.dose, events.start)
    dose = np.where(np.isnat(events.start), _NEVER, np.where(usable, events.dose, given))
    undated, undosed = np.isnat(events.start) | np.isnat(first), np.isnat(dose)
    before = undosed & ~undated & ~_not_after(first, events.start)
    timed = _timed(events.start) & _timed(dose) & ~undosed
    since: NDArray[Any] = events.start - dose
    hours = np.where(timed, since / _HOUR, np.nan)
    recorded = np.isnan(hours) & (events.hours >= 0) & ~before
    hours = np.where(recorded, events.hours, hours)
    apart: NDArray[Any] = _date(events.start) - _date(dose)
    early = np.where(before, _ahead(events.start, first), np.nan)
    return Onset(hours, apart / _DAY, before, undosed & undated & np.isnan(hours), early)


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


def numbers_in(table: pd.DataFrame, column: str) -> Floats:
    """Return a column as numbers, nan all over where there is none."""
    if column not in table:
        return np.full(len(table), np.nan)
    return np.asarray(pd.to_numeric(table[column], errors="coerce").to_numpy(np.float64))


def _doses(events: Starts, doses: Doses) -> tuple[Stamps, Stamps]:
    """Return the latest dose of each event's patient that is not after it, and the first of all.

    The first is the recorded day where that is earlier than every dose, or there is none.
    """
    known = (doses.patient >= 0) & ~np.isnat(doses.given)
    order = np.lexsort((doses.given[known], doses.patient[known]))
    whose, given = doses.patient[known][order], doses.given[known][order]
    # A date without a time of day is before or after a whole day.
    end = np.where(_timed(events.start), events.start, events.start + _DAY - _TICK)
    stamps = np.unique(given)  # their ranks leave room for the patient in one number
    key = whose * (stamps.size + 1) + np.searchsorted(stamps, given) + 1
    sought = events.patient * (stamps.size + 1) + np.searchsorted(stamps, end, side="right")
    place = np.searchsorted(key, sought, side="right")
    behind = np.append(given, _NEVER)[place - 1]
    own = np.append(whose, -1)[place - 1] == np.where(events.patient < 0, -2, events.patient)
    first = doses.first_day.copy()
    start = np.searchsorted(whose, np.arange(first.size))
    earliest = np.append(given, _NEVER)[start]
    earliest[np.append(whose, -1)[start] != np.arange(first.size)] = _NEVER
    later = ~np.isnat(earliest) & ~(first < _date(earliest))
    first[later] = earliest[later]
    return np.where(own, behind, _NEVER), np.append(first, _NEVER)[events.patient]


def _not_after(first: Stamps, second: Stamps) -> Mask:
    both = _timed(first) & _timed(second)
    return np.where(both, first <= second, _date(first) <= _date(second))


def _ahead(start: Stamps, dose: Stamps) -> Floats:
    """Return the hours from an event to a later dose."""
    both = _timed(start) & _timed(dose)
    by_date = (_date(dose) - _date(start)) / _HOUR
    return np.where(both, (dose - start) / _HOUR, by_date)


def _timed(stamps: Stamps) -> Mask:
    return np.asarray(stamps != _date(stamps))


def _date(stamps: Stamps) -> Stamps:
    return stamps.astype("datetime64[D]")
