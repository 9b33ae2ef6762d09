"""Days to count with: of dates, and of the study days of a workbook that has none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from outcomes.clinical.onset import length_of
from outcomes.model.cohort import Cohort
from outcomes.model.once import once
from outcomes.model.study import Study

Floats = NDArray[np.float64]
DAY_ONE = pd.Timestamp("2000-01-01")
"""Where study day 1 is put; only differences may leave an estimator."""


def dated(cohort: Cohort) -> Cohort:
    """Return the cohort with a ``…_date`` beside each ``…_day`` where the study has no dates.

    Day 1 stands for a randomisation nobody recorded. A study with dates is returned as it is.
    """
    study = dated_study(cohort.study)
    return cohort if study is cohort.study else replace(cohort, study=study)


def dated_study(study: Study) -> Study:
    """Return a study of days with dates, as `dated` does."""
    return _with_dates_beside(study) or study


@once
def _with_dates_beside(study: Study) -> Study | None:
    """Return a study of days with dates; None where it has dates of its own, or no days."""
    if study.patients.select_dtypes("datetime").notna().any(axis=None):
        return None
    tables = {name: _with_dates(table) for name, table in study.tables.items()}
    patients = _with_dates(study.patients)
    if not any(str(c).endswith("_day") for t in (patients, *tables.values()) for c in t):
        return None
    if "randomisation_date" not in patients:
        patients = patients.assign(randomisation_date=DAY_ONE)
    spec = replace(study.spec, study=replace(study.spec.study, data_cutoff=None))
    return replace(study, spec=spec, patients=patients, tables=tables)


def days_of(dates: pd.Series) -> Floats:
    """Return whole days since 1970-01-01, nan where there is no date."""
    stamps = pd.to_datetime(dates, errors="coerce").to_numpy("datetime64[D]")
    return np.where(np.isnat(stamps), np.nan, stamps.astype(np.int64).astype(np.float64))


def days_in(frame: pd.DataFrame, column: str) -> Floats:
    """Return a column of dates as days since 1970-01-01, nan all over where there is none."""
    return days_of(frame[column]) if column in frame else np.full(len(frame), np.nan)


def cutoff_of(study: Study) -> float:
    """Return the data cut-off in days since 1970-01-01; inf where there is none."""
    cutoff = study.spec.study.data_cutoff
    return np.inf if cutoff is None else float(np.datetime64(cutoff, "D").astype(np.int64))


def _with_dates(table: pd.DataFrame) -> pd.DataFrame:
    added = {}
    for column in map(str, table.columns):
        if column.endswith("_day"):
            days = pd.to_numeric(table[column], errors="coerce")
            # There is no day 0: day -1 comes before day 1.
            added[f"{column.removesuffix('_day')}_date"] = DAY_ONE + length_of(days - (days >= 1))
    return table.assign(**added)
