"""Whose window of assessment is still open at the data cut-off: neither success nor failure."""

import numpy as np
import pandas as pd

from outcomes.clinical.ascites_rules import WINDOW_NOT_OVER
from outcomes.intake.derive.columns.acute_events import COLUMN as ACUTE
from outcomes.intake.derive.endpoints.enrolled import ENROLLED
from outcomes.intake.derive.timeline import Timeline
from outcomes.model.endpoint import Endpoint

NOTE = "ascites_response_note"


def window_open(line: Timeline, endpoint: Endpoint, success: np.ndarray) -> np.ndarray:
    """Return whose window is not over at the cut-off, and nothing decided (bool, shape (n,)).

    Parameters
    ----------
    line : Timeline
        With the derived columns.
    endpoint : Endpoint
        A proportion. With ``window_days`` its window is over that long after its origin, or the
        enrollment. Ascites control has the window of its rules, an acute event the day of the
        first dose; no other has one.
    success : float array, shape (n,)
    """
    if endpoint.window_days is not None:
        return _days_open(line, endpoint, endpoint.window_days) & (success != 1)
    if endpoint.success == "ascites_control" and NOTE in line.patients:
        return (line.patients[NOTE] == WINDOW_NOT_OVER).to_numpy() & np.isnan(success)
    dosed = line.dates("first_treatment_date") if endpoint.success == ACUTE else None
    if dosed is None or line.cutoff is None:
        return np.zeros(len(success), dtype=bool)
    return (dosed.dt.normalize() >= line.cutoff).to_numpy() & (success != 1)


def _days_open(line: Timeline, endpoint: Endpoint, days: int) -> np.ndarray:
    """Return who began less than so many days before the cut-off; whoever died waits no more."""
    names = (endpoint.origin,) if endpoint.origin else ENROLLED
    known = (d for n in names if (d := line.dates(n)) is not None and d.notna().any())
    began = next(known, None)
    if began is None or line.cutoff is None:
        return np.zeros(len(line.patients), dtype=bool)
    begun = began.dt.normalize() + pd.Timedelta(days=days) > line.cutoff
    died = line.dates("death_date")
    gone = False if died is None else (died.dt.normalize() <= line.cutoff).to_numpy()
    return begun.to_numpy() & ~np.asarray(gone)
