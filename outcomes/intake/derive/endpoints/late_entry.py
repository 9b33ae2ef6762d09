"""Delayed entry: a patient is at risk from the day observation began, not from the origin."""

from dataclasses import replace

import numpy as np
import pandas as pd

from outcomes.intake.derive.timeline import Timeline, as_dates
from outcomes.model.endpoint import Endpoint
from outcomes.model.file.reasons import (
    BEFORE_ENTRY,
    MISSING,
    NO_COLUMN,
    UNREAD,
    first_reason,
    reason,
)
from outcomes.model.study import EndpointData
from outcomes.model.time_unit import DAYS_PER, TimeUnit

_ROUNDING = 1e-9


def lacks_entry(endpoint: Endpoint, line: Timeline) -> str:
    """Return why no patient's entry is known: there is no such column; "" where there is."""
    name = endpoint.entry or ""
    there = name in line.patients if endpoint.time else line.dates(name) is not None
    return "" if there or not name else reason(NO_COLUMN, name)


def with_entry(
    endpoint: Endpoint, data: EndpointData, line: Timeline, time_unit: TimeUnit
) -> EndpointData:
    """Return an endpoint with the entries of its patients, without those never at risk.

    Parameters
    ----------
    endpoint : Endpoint
        Its ``entry`` is a date or, beside a ready-made time, a time in the same unit.
    data : EndpointData
    line : Timeline
    time_unit : str
        Display unit of the study.
    """
    name = endpoint.entry
    if not name:
        return data
    entry = _since_origin(endpoint, line, time_unit)
    gone = [
        (line.unknown(name), reason(UNREAD, name)),
        (np.isnan(entry), reason(MISSING, name)),
        ((entry > 0) & (data.time <= entry + _ROUNDING), reason(BEFORE_ENTRY, name)),
    ]
    reasons = np.where(data.reason == "", first_reason(gone), data.reason)
    known = reasons == ""
    time = np.where(known, data.time, np.nan)
    # Whoever is observed when the clock starts is at risk on its first day, too.
    since = np.where(entry > 0, entry, -1 / DAYS_PER[time_unit])
    return replace(
        data,
        time=time,
        event=np.where(known, data.event, np.nan),
        reason=reasons,
        zero_times=int((time == 0).sum()),
        entry=np.where(known, since, np.nan) if (known & (entry > 0)).any() else None,
    )


def _since_origin(endpoint: Endpoint, line: Timeline, time_unit: TimeUnit) -> np.ndarray:
    name = endpoint.entry or ""
    if endpoint.time:
        times = pd.to_numeric(line.patients[name], errors="coerce").to_numpy(float)
        return times * DAYS_PER[endpoint.unit or time_unit] / DAYS_PER[time_unit]
    origin, entry = line.dates(endpoint.origin or ""), line.dates(name)
    if origin is None or entry is None:
        return np.full(len(line.patients), np.nan)
    return (as_dates(entry) - as_dates(origin)).dt.days.to_numpy(float) / DAYS_PER[time_unit]
