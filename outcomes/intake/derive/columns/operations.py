"""What the sheet ``surgery`` says about a patient: date, conversion, R0."""

import numpy as np
import pandas as pd

from outcomes.intake.derive.columns.first_dates import Known, first_dated
from outcomes.intake.derive.timeline import Timeline, as_dates
from outcomes.model.file.unread import unread

CURATIVE = ("conversion", "radical")
PERITONEAL = ("P1", "P1a", "P1b", "P1c", "P2", "P3")


def from_surgery(line: Timeline) -> dict[str, pd.Series | Known]:
    """Return ``surgery_date``, ``conversion_surgery``, ``conversion_date`` and ``r0_resection``.

    Empty without the sheet. Operations after the data cut-off do not count.

    Parameters
    ----------
    line : Timeline
    """
    surgery = line.until_cutoff("surgery", "surgery_date")
    if surgery is None or "intent" not in surgery or "surgery_date" not in surgery:
        return {}
    surgery = surgery.assign(surgery_date=as_dates(surgery["surgery_date"]))
    curative = surgery["intent"].isin(CURATIVE).astype(float)
    curative[unread(surgery, "intent")] = np.nan
    removed = resected(surgery)
    clear = _r_status(surgery).map({"R0": 1.0, "R1": 0.0, "R2": 0.0}).where(removed != 0, 0.0)
    converting = _all_of(_conversion(line, surgery, curative), removed)
    return {
        "surgery_date": _first(line, surgery, curative),
        "conversion_surgery": _best(line, surgery, converting),
        "conversion_date": _first(line, surgery, converting),
        "r0_resection": _best(line, surgery, _all_of(curative, clear)),
    }


def _all_of(first: pd.Series, second: pd.Series) -> pd.Series:
    """1 where both are 1, 0 where either is 0, nan where that cannot be told."""
    both = first * second
    return both.mask((first == 0) | (second == 0), 0.0)


def resected(surgery: pd.DataFrame) -> pd.Series:
    """Return 1, 0 or nan per operation: resected, as stated or as an R status implies."""
    stated = (
        surgery["resected"].astype(float)
        if "resected" in surgery
        else pd.Series(np.nan, surgery.index)
    )
    return stated.mask(stated.isna() & _r_status(surgery).isin(["R0", "R1", "R2"]), 1.0)


def peritoneal_disease(patients: pd.DataFrame) -> pd.Series:
    """Return whether peritoneal disease (P1 or more, or CY1) is recorded at baseline."""
    found = pd.Series(False, patients.index)
    if "p_status" in patients:
        found |= patients["p_status"].isin(PERITONEAL)
    if "cytology" in patients:
        found |= patients["cytology"] == "CY1"
    if "peritoneal_metastasis" in patients:
        found |= patients["peritoneal_metastasis"] == 1
    return found


def _conversion(line: Timeline, surgery: pd.DataFrame, curative: pd.Series) -> pd.Series:
    """Conversion by intent, or radical after enrollment in a patient with peritoneal disease."""
    ids = line.patients["patient_id"]
    known = surgery["patient_id"].isin(ids[peritoneal_disease(line.patients)])
    perhaps = surgery["patient_id"].isin(ids[_disease_unknown(line)]) & ~known
    start = line.start()
    started = surgery["patient_id"].map(_unique(ids, start)).astype("datetime64[ns]")
    later = ~(surgery["surgery_date"] <= started)  # unknown start: nothing says it was before
    converting = curative.where((surgery["intent"] == "conversion") | (known & later), 0.0)
    undecided = (curative == 1) & (
        (perhaps & later) | (known & unread(surgery, "surgery_date"))
    ) & (surgery["intent"] != "conversion")  # fmt: skip
    return converting.mask(undecided | curative.isna(), np.nan)


def _disease_unknown(line: Timeline) -> np.ndarray:
    return line.unknown("p_status", "cytology", "peritoneal_metastasis")


def _unique(ids: pd.Series, values: pd.Series) -> pd.Series:
    by_id = pd.Series(values.to_numpy(), ids.to_numpy())
    return by_id[~by_id.index.duplicated()]


def _r_status(surgery: pd.DataFrame) -> pd.Series:
    if "r_status" in surgery:
        return surgery["r_status"]
    return pd.Series(None, index=surgery.index, dtype=object)


def _first(line: Timeline, surgery: pd.DataFrame, happened: pd.Series) -> Known:
    when, unsure = surgery["surgery_date"], happened.isna().to_numpy()
    return first_dated(line, surgery, when, happened == 1, unsure, when)


def _best(line: Timeline, surgery: pd.DataFrame, outcome: pd.Series) -> pd.Series:
    """1 when any operation achieved it, nan when one may have, 0 when none did or there is none."""
    # Unknown ranks between no and yes, so the maximum of a patient is the honest answer.
    ranked = outcome.astype(float).fillna(0.5).groupby(surgery["patient_id"]).max()
    return line.spread(ranked).astype(float).fillna(0.0).replace(0.5, np.nan)
