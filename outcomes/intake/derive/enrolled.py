"""Whoever is enrolled after the data cut-off is nobody: not in a sheet, and so in no number."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from outcomes.intake.derive.timeline import as_dates, row_of
from outcomes.model.file_report import Issue

ENROLLED = ("randomisation_date", "consent_date", "first_treatment_date")
"""What dates enrollment: the first of them the study has any date of, for everybody."""


def until_cutoff(
    frames: Mapping[str, pd.DataFrame], cutoff: pd.Timestamp | None
) -> tuple[dict[str, pd.DataFrame], tuple[Issue, ...]]:
    """Return the sheets as they were at the cut-off, and who is left out.

    Without a cut-off or a date of enrollment nobody is. Rows of other sheets go with their
    patient, screened persons with the day they were screened.

    Parameters
    ----------
    frames
        Typed tables by sheet, ``patients`` among them; not changed.
    cutoff
        The day up to which everything counts.
    """
    patients = frames["patients"]
    dated = (c for c in ENROLLED if c in patients and as_dates(patients[c]).notna().any())
    column = next(dated, "")
    if cutoff is None or not column:
        return dict(frames), ()
    late = as_dates(patients[column]) > cutoff
    nobody = set(patients.loc[late, "patient_id"])
    kept = {}
    for sheet, frame in frames.items():
        gone = frame["patient_id"].isin(nobody) if "patient_id" in frame else _none(frame)
        if sheet == "screening" and "screening_date" in frame:
            gone |= as_dates(frame["screening_date"]) > cutoff
        kept[sheet] = frame[~gone].reset_index(drop=True) if gone.any() else frame
    issues = (
        Issue("warning", "patients", str(row), "enrolled_after_cutoff",
              f"{column} is after the data cut-off; the patient is in no analysis",
              "Check the date, or move data_cutoff.")
        for row in row_of(patients)[late.to_numpy()]
    )  # fmt: skip
    return kept, tuple(issues)


def _none(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(False, index=frame.index)
