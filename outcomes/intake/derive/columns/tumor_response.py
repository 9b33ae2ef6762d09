"""Best overall response of each patient, from the sheet ``response``."""

import numpy as np
import pandas as pd

from outcomes.intake.derive.columns.first_dates import Known
from outcomes.intake.derive.timeline import Timeline, as_dates, earliest
from outcomes.model.file.unread import unread

RANK = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE")
_OBJECTIVE = {"CR": 1.0, "PR": 1.0, "SD": 0.0, "NON-CR/NON-PD": 0.0, "PD": 0.0}
_EVER = pd.Timestamp("1900-01-01")  # before every assessment
STABLE_DAYS = 42
"""Stable disease must have lasted 6 weeks from the start to count as such."""


def from_response(line: Timeline) -> dict[str, Known]:
    """Return ``best_response`` and ``objective_response``; empty without the sheet.

    Counted are assessments after the start, up to the first progression and before any new therapy
    or curative operation. Stable disease before day 42 is not evaluable. Responses need no
    confirmation. From an entry on that cannot be read, which may be a progression, nothing counts;
    a response before it stands.

    Parameters
    ----------
    line : Timeline
    """
    table = line.until_cutoff("response", "assessment_date")
    if table is None or not {"overall_response", "assessment_date"} <= set(table.columns):
        return {}
    unclear, first = _first_unclear(line, table)
    best = _best(line, _counted(line, table, first))
    lost = unclear & ~best.isin(("CR", "PR")).to_numpy()
    best = best.mask(lost, None)
    objective = best.map(_OBJECTIVE).astype(float)
    return {"best_response": Known(best, lost), "objective_response": Known(objective, lost)}


def _first_unclear(line: Timeline, table: pd.DataFrame) -> tuple[np.ndarray, pd.Series]:
    """Who has an entry that cannot be read, and the date of the first; without date, the start."""
    rows = unread(table, "overall_response", "assessment_date")
    day = as_dates(table["assessment_date"]).fillna(_EVER)[rows]
    first = as_dates(line.spread(day.groupby(table["patient_id"][rows]).min()))
    return first.notna().to_numpy(), first


def _counted(line: Timeline, table: pd.DataFrame, unclear: pd.Series) -> pd.DataFrame:
    frame = table[["patient_id", "assessment_date", "overall_response"]].dropna()
    limits = pd.DataFrame(
        {
            "patient_id": line.patients["patient_id"],
            "start": line.start(),
            "progressed": _progressed(line, frame),
            "changed": _therapy_changed(line),
            "unclear": unclear,
        }
    ).drop_duplicates("patient_id")
    frame = frame.merge(limits, on="patient_id", how="left")
    day = as_dates(frame["assessment_date"])
    frame["days"] = (day - frame["start"]).dt.days
    too_late = (day > frame["progressed"]) | (day > frame["changed"]) | (day >= frame["unclear"])
    return frame[~(frame["days"] <= 0) & ~too_late]


def _progressed(line: Timeline, frame: pd.DataFrame) -> pd.Series:
    worse = frame[frame["overall_response"] == "PD"]
    first = as_dates(line.spread(worse.groupby("patient_id")["assessment_date"].min()))
    given = line.dates("progression_date")
    return first if given is None else earliest((first, given))


def _therapy_changed(line: Timeline) -> pd.Series:
    """First new therapy, or first curative operation that came after the start."""
    changes = [pd.Series(pd.NaT, line.patients.index, dtype="datetime64[ns]")]
    operated = line.dates("surgery_date")
    if operated is not None:
        changes.append(operated.where(operated > line.start()))
    follow = line.tables.get("follow_up")
    if follow is not None and "new_therapy_date" in follow:
        dates = as_dates(follow["new_therapy_date"])
        changes.append(as_dates(line.spread(dates.groupby(follow["patient_id"]).min())))
    return earliest(changes)


def _best(line: Timeline, counted: pd.DataFrame) -> pd.Series:
    too_short = (counted["overall_response"] == "SD") & (counted["days"] < STABLE_DAYS)
    response = counted["overall_response"].mask(too_short, "NE")
    rank = response.map({name: i for i, name in enumerate(RANK)})
    best = line.spread(rank.groupby(counted["patient_id"]).min())
    return best.map(dict(enumerate(RANK))).astype(object).where(best.notna(), None)
