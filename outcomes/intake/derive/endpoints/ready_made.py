"""Endpoints whose times and events the workbook already holds."""

import numpy as np
import pandas as pd

from outcomes.intake.derive.endpoints.ties import tied
from outcomes.intake.derive.endpoints.unavailable import READY_MADE, unavailable
from outcomes.intake.derive.timeline import Timeline
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import (
    MISSING,
    NO_COLUMN,
    NO_FOLLOW_UP,
    NOT_A_TIME,
    UNKNOWN_CODE,
    UNREAD,
    first_reason,
    reason,
)
from outcomes.model.file.report import Issue
from outcomes.model.study import EndpointData
from outcomes.model.time_unit import DAYS_PER, TimeUnit


def from_columns(
    endpoint: Endpoint, line: Timeline, time_unit: TimeUnit
) -> tuple[EndpointData, tuple[Issue, ...]]:
    """Return a ready-made endpoint, its times converted to ``time_unit``.

    Parameters
    ----------
    endpoint : Endpoint
        Codes of ``event_column``: 1 event, 0 censored, and 2 competing for that kind. Codes of
        ``censor_column`` (CDISC CNSR): 0 event, 1 or more censored.
    line : Timeline
    time_unit : str
        Display unit of the study.
    """
    patients = line.patients
    status = endpoint.event_column or endpoint.censor_column or ""
    absent = [n for n in (endpoint.time or "", status) if n not in patients]
    if absent:
        why = reason(NO_COLUMN, ", ".join(absent))
        return unavailable(endpoint, len(patients), why, READY_MADE)
    time, odd_time = _numbers(patients[endpoint.time])
    factor = DAYS_PER[endpoint.unit or time_unit] / DAYS_PER[time_unit]
    time = tied(time * factor, (0.0, *endpoint.landmarks, endpoint.tau or 0.0))
    code, odd_code = _numbers(patients[status])
    event, bad = _events(endpoint, code)
    bad |= odd_code
    missing = (np.isnan(time), np.isnan(code))
    names = (endpoint.time or "", status)
    unread = (line.unknown(names[0]), line.unknown(names[1]))
    reasons = _reasons(names, (odd_time | (time < 0), bad), missing, unread)
    known = reasons == ""
    data = EndpointData(
        np.where(known, time, np.nan),
        np.where(known, event, np.nan),
        reasons,
        int((known & (time == 0)).sum()),
    )
    return data, ()


def _reasons(
    names: tuple[str, str],
    wrong: tuple[np.ndarray, np.ndarray],
    missing: tuple[np.ndarray, np.ndarray],
    unread: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Why there is no time and event; each pair is about the time and the status column."""
    (time, status), (no_time, no_code) = names, missing
    return first_reason(
        [
            (unread[0], reason(UNREAD, time)),
            (unread[1], reason(UNREAD, status)),
            (wrong[0], reason(NOT_A_TIME, time)),
            (wrong[1], reason(UNKNOWN_CODE, status)),
            (no_time & no_code, reason(NO_FOLLOW_UP)),
            (no_time, reason(MISSING, time)),
            (no_code, reason(MISSING, status)),
        ]
    )


def _numbers(column: pd.Series) -> tuple[np.ndarray, np.ndarray]:
    """Return the values as floats, and where there is something that is no number."""
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(float)
    return numbers, np.isnan(numbers) & column.notna().to_numpy()


def _events(endpoint: Endpoint, code: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    whole = np.isnan(code) | (code == np.floor(code))
    if endpoint.event_column:
        most = 2 if endpoint.kind == "competing" else 1
        return code, ~whole | (code < 0) | (code > most)
    # CDISC: 0 = event, every other number a reason for censoring.
    return np.where(np.isnan(code), np.nan, (code == 0).astype(float)), ~whole | (code < 0)
