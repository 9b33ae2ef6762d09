"""Whoever is enrolled after the data cut-off is nobody: not in a sheet, and so in no number."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from outcomes.intake.derive.timeline import as_dates, row_of
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

ENROLLED = ("randomisation_date", "consent_date", "first_treatment_date")
"""What dates enrollment: the first of them the study has any date of, for everybody."""
DATED = {"screening": "screening_date", "treatment": "datetime"}
TREATED = "first_treatment_date"


def until_cutoff(
    frames: Mapping[str, pd.DataFrame], cutoff: pd.Timestamp | None
) -> tuple[dict[str, pd.DataFrame], tuple[Issue, ...]]:
    """Return the sheets as they were at the cut-off, and who is left out.

    Without a cut-off or a date of enrollment nobody is. Rows of other sheets go with their
    patient, screened persons with the day they were screened, doses with theirs: who is enrolled
    and had none yet is not treated.

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
    late = (as_dates(patients[column]) > cutoff).to_numpy()
    nobody = set(patients.loc[late, "patient_id"])
    kept = {}
    for sheet, frame in frames.items():
        gone = frame["patient_id"].isin(nobody) if "patient_id" in frame else _none(frame)
        if DATED.get(sheet, "") in frame:
            gone |= as_dates(frame[DATED[sheet]]) > cutoff
        kept[sheet] = frame[~gone].reset_index(drop=True) if gone.any() else frame
    kept["patients"], waiting = _not_treated(kept["patients"], cutoff)
    issues = (
        Issue("warning", "patients", str(row), rule,
              told("{} is after the data cut-off; the patient {}", name, told(what)),
              "Check the date, or move data_cutoff.")
        for rule, name, rows, what in (
            ("enrolled_after_cutoff", column, row_of(patients)[late], "is in no analysis"),
            ("treated_after_cutoff", TREATED, waiting, "is not treated yet"),
        )
        for row in rows
    )  # fmt: skip
    return kept, tuple(issues)


def _not_treated(patients: pd.DataFrame, cutoff: pd.Timestamp) -> tuple[pd.DataFrame, np.ndarray]:
    """Return the patients without treatments that were still to come, and their rows."""
    if TREATED not in patients:
        return patients, np.empty(0, dtype=int)
    later = as_dates(patients[TREATED]) > cutoff
    if not later.any():
        return patients, np.empty(0, dtype=int)
    kept = patients.assign(**{TREATED: patients[TREATED].where(~later)})
    return kept, row_of(patients)[later.to_numpy()]


def _none(frame: pd.DataFrame) -> pd.Series:
    return pd.Series(False, index=frame.index)
