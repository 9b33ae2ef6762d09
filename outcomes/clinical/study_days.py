"""Study days of a workbook without dates, put where dates are, for what counts between dates."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from outcomes.clinical.onset import length_of
from outcomes.model.cohort import Cohort

DAY_ONE = pd.Timestamp("2000-01-01")
"""Where study day 1 is put; only differences may leave an estimator."""


def dated(cohort: Cohort) -> Cohort:
    """Return the cohort with a ``…_date`` beside each ``…_day`` where the study has no dates.

    Day 1 stands for a randomisation nobody recorded. A study with dates is returned as it is.
    """
    study = cohort.study
    if study.patients.select_dtypes("datetime").notna().any(axis=None):
        return cohort
    tables = {name: _with_dates(table) for name, table in study.tables.items()}
    patients = _with_dates(study.patients)
    if not any(str(c).endswith("_day") for t in (patients, *tables.values()) for c in t):
        return cohort
    if "randomisation_date" not in patients:
        patients = patients.assign(randomisation_date=DAY_ONE)
    return replace(cohort, study=replace(study, patients=patients, tables=tables))


def _with_dates(table: pd.DataFrame) -> pd.DataFrame:
    added = {}
    for column in map(str, table.columns):
        if column.endswith("_day"):
            days = pd.to_numeric(table[column], errors="coerce")
            # There is no day 0: day -1 comes before day 1.
            added[f"{column.removesuffix('_day')}_date"] = DAY_ONE + length_of(days - (days >= 1))
    return table.assign(**added)
