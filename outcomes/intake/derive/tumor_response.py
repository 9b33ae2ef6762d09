"""Best overall response of each patient, from the sheet ``response``."""

import pandas as pd

from outcomes.intake.derive.timeline import Timeline, as_dates, earliest

RANK = ("CR", "PR", "SD", "NON-CR/NON-PD", "PD", "NE")
STABLE_DAYS = 42
"""Stable disease must have lasted 6 weeks from the start to count as such."""


def from_response(line: Timeline) -> dict[str, pd.Series]:
    """Return ``best_response`` and ``objective_response``; empty without the sheet.

    Counted are assessments after the start, up to the first progression and before any new therapy
    or curative operation. Stable disease before day 42 is not evaluable. Responses need no
    confirmation.

    Parameters
    ----------
    line : Timeline
    """
    table = line.until_cutoff("response", "assessment_date")
    if table is None or not {"overall_response", "assessment_date"} <= set(table.columns):
        return {}
    best = _best(line, _counted(line, table))
    objective = best.map({"CR": 1.0, "PR": 1.0, "SD": 0.0, "NON-CR/NON-PD": 0.0, "PD": 0.0})
    return {"best_response": best, "objective_response": objective.astype(float)}


def _counted(line: Timeline, table: pd.DataFrame) -> pd.DataFrame:
    frame = table[["patient_id", "assessment_date", "overall_response"]].dropna()
    limits = pd.DataFrame(
        {
            "patient_id": line.patients["patient_id"],
            "start": line.start(),
            "progressed": _progressed(line, frame),
            "changed": _therapy_changed(line),
        }
    ).drop_duplicates("patient_id")
    frame = frame.merge(limits, on="patient_id", how="left")
    day = as_dates(frame["assessment_date"])
    frame["days"] = (day - frame["start"]).dt.days
    too_late = (day > frame["progressed"]) | (day > frame["changed"])
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
