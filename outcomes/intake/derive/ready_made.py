"""Endpoints whose times and events the workbook already holds."""

import numpy as np
import pandas as pd

from outcomes.intake.derive.ties import tied
from outcomes.intake.derive.timeline import row_of
from outcomes.model.protocol import DAYS_PER, Endpoint, TimeUnit
from outcomes.model.study import EndpointData, Issue


def from_columns(
    endpoint: Endpoint, patients: pd.DataFrame, time_unit: TimeUnit
) -> tuple[EndpointData, tuple[Issue, ...]]:
    """Return a ready-made endpoint, its times converted to ``time_unit``.

    Parameters
    ----------
    endpoint : Endpoint
        Codes of ``event_column``: 1 event, 0 censored, and 2 competing for that kind. Codes of
        ``censor_column`` (CDISC CNSR): 0 event, 1 or more censored.
    patients : DataFrame
    time_unit : str
        Display unit of the study.
    """
    status = endpoint.event_column or endpoint.censor_column or ""
    absent = [n for n in (endpoint.time or "", status) if n not in patients]
    if absent:
        return _nobody(endpoint, len(patients), f"no column {', '.join(absent)}")
    time, odd_time = _numbers(patients[endpoint.time])
    factor = DAYS_PER[endpoint.unit or time_unit] / DAYS_PER[time_unit]
    time = tied(time * factor, (0.0, *endpoint.landmarks, endpoint.tau or 0.0))
    code, odd_code = _numbers(patients[status])
    event, bad = _events(endpoint, code)
    bad |= odd_code
    missing = (np.isnan(time), np.isnan(code))
    reason = _reasons((endpoint.time or "", status), (odd_time | (time < 0), bad), missing)
    known = reason == ""
    data = EndpointData(
        np.where(known, time, np.nan),
        np.where(known, event, np.nan),
        reason,
        int((known & (time == 0)).sum()),
    )
    return data, (
        *_bad_times(endpoint, patients, odd_time | (time < 0)),
        *_bad_codes(endpoint, patients, status, bad),
    )


def _nobody(endpoint: Endpoint, n: int, reason: str) -> tuple[EndpointData, tuple[Issue, ...]]:
    data = EndpointData(np.full(n, np.nan), np.full(n, np.nan), np.full(n, reason))
    issue = Issue(
        "error", "patients", "", "endpoint_not_available",
        f"the endpoint {endpoint.id} cannot be read: {reason}",
        "Add the column, or map it in [columns] of study.toml.",
    )  # fmt: skip
    return data, (issue,)


def _reasons(
    names: tuple[str, str],
    wrong: tuple[np.ndarray, np.ndarray],
    missing: tuple[np.ndarray, np.ndarray],
) -> np.ndarray:
    """Why there is no time and event; each pair is about the time and the status column."""
    (time, status), (no_time, no_code) = names, missing
    conditions = (
        (wrong[0], f"{time} is not a time"),
        (wrong[1], f"{status} has an unknown code"),
        (no_time & no_code, "no follow-up recorded"),
        (no_time, f"{time} is missing"),
        (no_code, f"{status} is missing"),
    )
    return np.select(
        [c for c, _ in conditions], [np.str_(text) for _, text in conditions], default=np.str_("")
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


def _bad_times(endpoint: Endpoint, patients: pd.DataFrame, bad: np.ndarray) -> list[Issue]:
    return [
        Issue("error", "patients", str(row), "negative_time",
              f"{endpoint.time} is {value}, not a time since the origin; {endpoint.id} is not "
              "available for this patient",
              f"Correct {endpoint.time}.")
        for row, value in zip(row_of(patients)[bad], patients[endpoint.time][bad], strict=True)
    ]  # fmt: skip


def _bad_codes(
    endpoint: Endpoint, patients: pd.DataFrame, status: str, bad: np.ndarray
) -> list[Issue]:
    if endpoint.censor_column:
        allowed = "0 (event) or 1 and more (censored)"
    else:
        allowed = "0, 1 or 2" if endpoint.kind == "competing" else "0 or 1"
    return [
        Issue("error", "patients", str(row), "event_code",
              f"{status} is {value}, not {allowed}; {endpoint.id} is not available here",
              f"Write {allowed} in {status}.")
        for row, value in zip(row_of(patients)[bad], patients[status][bad], strict=True)
    ]  # fmt: skip
