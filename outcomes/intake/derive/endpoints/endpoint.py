"""Protocol endpoints to one time and event per patient: from dates, or from ready-made columns."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
import pandas as pd

from outcomes.intake.derive.endpoints.late_entry import lacks_entry, with_entry
from outcomes.intake.derive.endpoints.open_windows import window_open
from outcomes.intake.derive.endpoints.ready_made import from_columns
from outcomes.intake.derive.endpoints.unavailable import unavailable
from outcomes.intake.derive.timeline import ENROLLMENT, Timeline, as_dates, earliest, row_of
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import (
    AFTER_CUTOFF,
    BLANK,
    MISSING,
    MONTH_ONLY,
    NEGATIVE,
    NO_COLUMN,
    NOT_BEGUN,
    NOT_YES_NO,
    NOT_YET,
    UNDATED_DEATH,
    UNREAD,
    first_reason,
    reason,
)
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.file.unread import MONTH, unread
from outcomes.model.protocol import StudySpec
from outcomes.model.study import EndpointData
from outcomes.model.time_unit import DAYS_PER

BEGINNINGS = ("consent_date", *ENROLLMENT)
"""Where everybody's clock starts: who lacks the date is left out, and not outside the question."""


def endpoint_data(
    spec: StudySpec, endpoint: Endpoint, line: Timeline
) -> tuple[EndpointData, tuple[Issue, ...]]:
    """Return one endpoint for every patient, and what is wrong with it.

    Parameters
    ----------
    spec : StudySpec
    endpoint : Endpoint
    line : Timeline
        With the derived columns in ``patients``.
    """
    if not endpoint.timed:
        return _proportion(spec, endpoint, line)
    unit, lacks = spec.study.time_unit, lacks_entry(endpoint, line)
    if lacks:  # analyzed without it, the time before entry would be immortal
        return unavailable(endpoint, len(line.patients), lacks)
    if endpoint.time is not None:
        data, issues = from_columns(endpoint, line, unit)
    else:
        data, issues = _from_dates(endpoint, line, DAYS_PER[unit])
    return with_entry(endpoint, data, line, unit), issues


def _proportion(
    spec: StudySpec, endpoint: Endpoint, line: Timeline
) -> tuple[EndpointData, tuple[Issue, ...]]:
    patients, column = line.patients, endpoint.success or ""
    if column not in patients:
        return unavailable(endpoint, len(patients), reason(NO_COLUMN, column))
    if patients[column].dtype.kind not in "fiub":
        return unavailable(endpoint, len(patients), reason(NOT_YES_NO, column))
    success = patients[column].to_numpy(float)
    wrong = ~np.isnan(success) & (success != 0) & (success != 1)
    success = np.where(wrong, np.nan, success)
    early = window_open(line, endpoint, success)
    success = np.where(early, np.nan, success)
    reasons = first_reason(
        [(line.unknown(column), reason(UNREAD, column)), (early, reason(NOT_YET, column)),
         (np.isnan(success), reason(BLANK, column))]
    )  # fmt: skip
    issues = [
        Issue("error", "patients", str(row), "success_code",
              told("{} is a number that is neither Y nor N; it counts as blank", column),
              told("Write Y, N or nothing in {}.", column))
        for row in row_of(patients)[wrong]
    ]  # fmt: skip
    issues += _no_denominator(spec, endpoint, patients)
    return EndpointData(np.empty(0), success, reasons), tuple(issues)


def _no_denominator(spec: StudySpec, endpoint: Endpoint, patients: pd.DataFrame) -> Iterator[Issue]:
    name = endpoint.denominator
    if not name or name in {p.id for p in spec.populations}:
        return
    lacks = told("is neither an analysis set nor a column")
    if name in patients:
        if patients[name].dtype.kind in "fiub" or not patients[name].notna().any():
            return
        lacks = told("does not hold Y and N")
    yield Issue(
        "error", "patients", "", "endpoint_not_available",
        told("the denominator {} of the endpoint {} {}", name, endpoint.id, lacks),
        "Add the column, or name an analysis set of study.toml.",
    )  # fmt: skip


class _Days(NamedTuple):
    """Days since 1970 of what an endpoint is made of, nan where there is none; shape (n,)."""

    origin: np.ndarray
    event: np.ndarray
    competing: np.ndarray
    censor: np.ndarray
    cutoff: float


class _Timing(NamedTuple):
    """Days since origin and event status, before anything is ruled out."""

    days: np.ndarray
    event: np.ndarray


def _from_dates(
    endpoint: Endpoint, line: Timeline, days_per: float
) -> tuple[EndpointData, tuple[Issue, ...]]:
    names = (endpoint.origin, endpoint.censor, *endpoint.event, *endpoint.competing)
    absent = [n for n in dict.fromkeys(names) if n and line.dates(n) is None]
    if absent:
        return unavailable(endpoint, len(line.patients), reason(NO_COLUMN, ", ".join(absent)))
    found = _days_of(endpoint, line)
    timing = _timing(found)
    unassessed = _not_assessed(endpoint, found, timing) & ~line.unknown(endpoint.censor or "")
    timing = _Timing(np.where(unassessed, 0.0, timing.days), timing.event)
    reasons = _reasons(endpoint, line, found, timing)
    known = reasons == ""
    data = EndpointData(
        np.where(known, timing.days / days_per, np.nan),
        np.where(known, timing.event, np.nan),
        reasons,
        int((known & (timing.days == 0)).sum()),
    )
    issues = _notes(endpoint, found, known)
    if (unassessed & known).any():
        n = int((unassessed & known).sum())
        text = "without an assessment after the origin, censored on day 1"
        issues.append(_note(endpoint, "censored_at_day_one", n, text))
    return data, tuple(issues)


def _days_of(endpoint: Endpoint, line: Timeline) -> _Days:
    def first(names: tuple[str, ...]) -> np.ndarray:
        columns = [c for n in names if (c := line.dates(n)) is not None]
        return _days(earliest(columns)) if columns else np.full(len(line.patients), np.nan)

    cutoff = np.inf if line.cutoff is None else float(_days(pd.Series([line.cutoff]))[0])
    return _Days(
        first((endpoint.origin or "",)), first(endpoint.event), first(endpoint.competing),
        np.minimum(first((endpoint.censor or "",)), cutoff), cutoff,
    )  # fmt: skip


def _days(dates: pd.Series) -> np.ndarray:
    elapsed = as_dates(dates) - pd.Timestamp("1970-01-01")
    return elapsed.dt.days.to_numpy(float)


def _timing(found: _Days) -> _Timing:
    """The earliest of the events decides; an event on the day of a competing one comes first."""
    events = np.stack([found.event, found.competing])
    events = np.where(np.isnan(events), np.inf, events)
    first = events.min(axis=0)
    happened = first <= found.cutoff
    happened &= np.isfinite(first)
    # An event after the cut-off proves that the patient was event-free at the cut-off.
    censor = np.where(np.isfinite(first) & ~happened, found.cutoff, found.censor)
    code = np.where(events[0] <= events[1], 1.0, 2.0)
    end = np.where(happened, first, censor)
    return _Timing(end - found.origin, np.where(happened, code, 0.0))


def _not_assessed(endpoint: Endpoint, found: _Days, timing: _Timing) -> np.ndarray:
    """Who has no event and no assessment after the origin: censored on day 1, that is time 0."""
    if endpoint.censor != "last_assessment_date":
        return np.zeros(len(timing.days), dtype=bool)
    never = (timing.event == 0) & ~(timing.days > 0)
    return never & (found.origin <= found.cutoff)


def _reasons(endpoint: Endpoint, line: Timeline, found: _Days, timing: _Timing) -> np.ndarray:
    origin, censor = endpoint.origin or "", endpoint.censor or ""
    begins = MISSING if origin in BEGINNINGS else NOT_BEGUN
    censored = timing.event == 0
    death = "death_date" in (*endpoint.event, *endpoint.competing) and line.dates("death_date")
    no_death = censored & (np.isnan(_days(death)) if isinstance(death, pd.Series) else False)
    conditions = [
        *_unread(line, origin),
        (np.isnan(found.origin), reason(begins, origin)),
        (found.origin > found.cutoff, reason(AFTER_CUTOFF, origin)),
        *(
            (holds & (censored | (name != "death_date")), text)
            for name in (*endpoint.event, *endpoint.competing)
            for holds, text in _unread(line, name)
        ),
        (no_death & line.unknown("status"), reason(UNREAD, "status")),
        (no_death & _dead(line), reason(UNDATED_DEATH, "death_date")),
        *((holds & censored, text) for holds, text in _unread(line, censor)),
        (np.isnan(timing.days), reason(MISSING, censor)),
        (timing.days < 0, reason(NEGATIVE, origin)),
    ]
    return first_reason(conditions)


def _unread(line: Timeline, name: str) -> tuple[tuple[np.ndarray, str], ...]:
    unknown = line.unknown(name)
    month = unknown & unread(line.patients, name + MONTH)
    return (month, reason(MONTH_ONLY, name)), (unknown, reason(UNREAD, name))


def _dead(line: Timeline) -> np.ndarray:
    if "status" not in line.patients:
        return np.zeros(len(line.patients), dtype=bool)
    return (line.patients["status"] == "dead").to_numpy()


def _notes(endpoint: Endpoint, found: _Days, known: np.ndarray) -> list[Issue]:
    first = np.fmin(found.event, found.competing)
    late = int((known & (first > found.cutoff)).sum())
    tied = int((known & (found.event == found.competing) & (found.event <= found.cutoff)).sum())
    return [
        _note(endpoint, rule, n, text)
        for rule, n, text in (
            ("event_after_cutoff", late, "with an event after the data cut-off, censored there"),
            ("competing_tie", tied, "with both events on one day; the event counts as first"),
        )
        if n
    ]


def _note(endpoint: Endpoint, rule: str, n: int, text: str) -> Issue:
    who = told("1 patient") if n == 1 else told("{} patients", n)
    said = told("{}: {} {}", endpoint.id, who, told(text))
    return Issue("info", "patients", "", rule, said)
