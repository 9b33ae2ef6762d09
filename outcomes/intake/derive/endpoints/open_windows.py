"""Whose window of assessment is still open at the data cut-off: neither success nor failure."""

import numpy as np

from outcomes.clinical.ascites_rules import WINDOW_NOT_OVER
from outcomes.intake.derive.columns.acute_events import COLUMN as ACUTE
from outcomes.intake.derive.timeline import Timeline

NOTE = "ascites_response_note"


def window_open(line: Timeline, column: str, success: np.ndarray) -> np.ndarray:
    """Return whose window is not over at the cut-off, and nothing decided (bool, shape (n,)).

    Parameters
    ----------
    line : Timeline
        With the derived columns.
    column : str
        The success of an endpoint: ascites control has the window of its rules, an acute event
        the day of the first dose; no other has one.
    success : float array, shape (n,)
    """
    if column == "ascites_control" and NOTE in line.patients:
        return (line.patients[NOTE] == WINDOW_NOT_OVER).to_numpy() & np.isnan(success)
    dosed = line.dates("first_treatment_date") if column == ACUTE else None
    if dosed is None or line.cutoff is None:
        return np.zeros(len(success), dtype=bool)
    return (dosed.dt.normalize() >= line.cutoff).to_numpy() & (success != 1)
