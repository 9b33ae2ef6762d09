"""Whether a patient had an adverse event within 24 hours after a dose."""

import numpy as np
import pandas as pd

from outcomes.clinical.onset import onset_of, within
from outcomes.intake.derive.columns.first_dates import Known
from outcomes.intake.derive.timeline import Timeline, row_of
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told
from outcomes.model.file.unread import unread

COLUMN = "adverse_event_24h"
HOURS = 24.0


def from_adverse_events(line: Timeline) -> dict[str, Known]:
    """Return ``adverse_event_24h``; empty without the sheet.

    Y with an event that began within 24 hours after a dose (exactly 24 hours counts; without times
    of day: on day 0 or 1) and not before the first dose; N for everybody else who was treated;
    blank for those never treated, or with a time of an event or a dose that cannot be read.

    Parameters
    ----------
    line : Timeline
    """
    events = line.until_cutoff("adverse_events", "start_datetime")
    if events is None:
        return {}
    doses = line.tables.get("treatment")
    acute, _ = within(onset_of(line.patients, events, doses), HOURS)
    had = line.patients["patient_id"].isin(events.loc[acute, "patient_id"])
    lost = _untimed(line, events, doses) & ~had.to_numpy()
    known = had | (_treated(line) & ~lost)
    return {COLUMN: Known(had.astype(float).where(known, np.nan), lost)}


def _untimed(line: Timeline, events: pd.DataFrame, doses: pd.DataFrame | None) -> np.ndarray:
    """Who has an event or a dose at a time that cannot be read."""
    ids = line.patients["patient_id"]
    found = ids.isin(events["patient_id"][unread(events, "start_datetime")])
    if doses is not None:
        dosed = doses["patient_id"][unread(doses, "datetime")]
        found |= ids.isin(dosed) & ids.isin(events["patient_id"])
    return found.to_numpy()


def acute_events_disagree(line: Timeline) -> tuple[Issue, ...]:
    """Return a warning for each patient whose given ``adverse_event_24h`` the sheet contradicts."""
    if COLUMN not in line.patients or line.patients[COLUMN].dtype.kind not in "fiub":
        return ()
    made = from_adverse_events(line)
    if not made:
        return ()
    given, found = line.patients[COLUMN].to_numpy(float), made[COLUMN].values.to_numpy(float)
    rows = row_of(line.patients)[(given != found) & ~np.isnan(given) & ~np.isnan(found)]
    return tuple(
        Issue(
            "warning", "patients", str(row), "acute_event_mismatch",
            told("{} is not what the sheet adverse_events says", COLUMN),
            told("Correct {}, or the times of event and dose; without the column it is derived.",
                 COLUMN),
        )
        for row in rows
    )  # fmt: skip


def _treated(line: Timeline) -> pd.Series:
    first = line.dates("first_treatment_date")
    treated = first.notna() if first is not None else pd.Series(False, line.patients.index)
    treated |= line.unknown("first_treatment_date")
    doses = line.tables.get("treatment")
    if doses is not None:
        treated |= line.patients["patient_id"].isin(doses["patient_id"])
    return treated
