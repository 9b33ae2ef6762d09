"""Dates and study days on one time line, so that everything after it knows only dates."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from typing import Self

import numpy as np
import pandas as pd

from outcomes.clinical.onset import length_of
from outcomes.dictionary import SHEETS, columns_of, day_column
from outcomes.model.file.unread import MONTH, lost, unread, with_unread
from outcomes.model.protocol import StudySpec

DAY_ONE = pd.Timestamp("2000-01-01")
"""Where day 1 is put in a workbook without dates; it never leaves the time line."""

ENROLLMENT = ("randomisation_date", "first_treatment_date")


@dataclass(frozen=True, slots=True, eq=False)
class Timeline:
    """The tables with every study day turned into a date.

    Attributes
    ----------
    patients, tables
        Copies of the input with the missing date columns added; ``tables`` holds the other sheets.
    cutoff
        Data cut-off; None in a workbook without dates, or where nobody stated one.
    day_one
        Date of study day 1 of each patient, aligned with ``patients``.
    dates_free
        Whether the workbook holds study days only.
    """

    patients: pd.DataFrame
    tables: Mapping[str, pd.DataFrame]
    cutoff: pd.Timestamp | None
    day_one: pd.Series
    dates_free: bool

    def with_columns(
        self, columns: Mapping[str, pd.Series], unknown: Mapping[str, np.ndarray] | None = None
    ) -> Self:
        """Return the same time line with columns of ``patients`` added or replaced.

        ``unknown`` says by column for whom it could not be read.
        """
        patients = self.patients.assign(**columns)
        return replace(self, patients=with_unread(patients, unknown or {}))

    def unknown(self, *columns: str) -> np.ndarray:
        """Return for whom one of the columns of patients holds nothing but what nobody can read."""
        return lost(self.patients, *columns)

    def until_cutoff(self, sheet: str, column: str) -> pd.DataFrame | None:
        """Return the rows of a sheet that do not lie after the cut-off; None without the sheet."""
        table = self.tables.get(sheet)
        if table is None or self.cutoff is None or column not in table:
            return table
        return table[~(table[column].dt.normalize() > self.cutoff)]

    def dates(self, column: str) -> pd.Series | None:
        """Return a date column of patients, or None where it does not exist.

        A missing enrollment date of a workbook without dates is day 1; a study day is its date.
        """
        column = re.sub("_day$", "_date", column)
        if column in self.patients:
            return as_dates(self.patients[column])
        return self.day_one if self.dates_free and column in ENROLLMENT else None

    def spread(self, by_patient: pd.Series) -> pd.Series:
        """Return values indexed by patient_id as a column aligned with ``patients``."""
        return self.patients["patient_id"].map(by_patient)

    def for_rows(self, table: pd.DataFrame, dates: pd.Series) -> pd.Series:
        """Return dates aligned with ``patients`` for each row of another sheet."""
        first = pd.Series(dates.to_numpy(), self.patients["patient_id"].to_numpy())
        return _for_rows(table, first[~first.index.duplicated()])

    def start(self, column: str | None = None) -> pd.Series:
        """Return the date column named, else where the patient's clock starts (NaT if unknown)."""
        for name in (column, *ENROLLMENT):
            found = self.dates(name) if name else None
            if found is not None:
                return found
        return pd.Series(pd.NaT, index=self.patients.index, dtype="datetime64[ns]")

    def study_days(self, dates: pd.Series) -> pd.Series:
        """Return dates as study days: day 1 = origin, the day before it is day −1."""
        offset = (dates.dt.normalize() - self.day_one).dt.days
        return (offset + (offset >= 0)).astype(float).where(offset.notna())


def make_timeline(spec: StudySpec, tables: Mapping[str, pd.DataFrame]) -> Timeline:
    """Return the time line of a workbook.

    Parameters
    ----------
    spec : StudySpec
        Its cut-off wins over the one of the sheet ``meta``; its endpoints name study-day columns.
    tables : mapping of DataFrame
        Typed tables by sheet, ``patients`` among them. Not changed.
    """
    patients = tables["patients"].reset_index(drop=True)
    dates_free = _has_days(tables) and not _has_dates(patients)
    start = [as_dates(patients[c]) for c in ENROLLMENT if c in patients and not dates_free]
    blank = pd.Series(DAY_ONE if dates_free else pd.NaT, patients.index, dtype="datetime64[ns]")
    day_one = reduce(pd.Series.fillna, start, blank)
    names = _day_names(spec)
    patients = _dated(patients, names["patients"], day_one)
    of_patient = pd.Series(day_one.to_numpy(), patients["patient_id"].to_numpy())
    of_patient = of_patient[~of_patient.index.duplicated()]
    others = {
        sheet: _dated(table, names.get(sheet, {}), _for_rows(table, of_patient))
        for sheet, table in tables.items()
        if sheet != "patients"
    }
    cutoff = None if dates_free else stated_cutoff(spec, tables)
    return Timeline(patients, others, cutoff, day_one, dates_free)


def stated_cutoff(spec: StudySpec, tables: Mapping[str, pd.DataFrame]) -> pd.Timestamp | None:
    """Return the data cut-off of the protocol, else of the sheet ``meta``, else None."""
    if spec.study.data_cutoff:
        return pd.Timestamp(spec.study.data_cutoff)
    meta = tables.get("meta")
    if meta is None or not {"key", "value"} <= set(meta.columns):
        return None
    named = meta["key"].astype(str).str.casefold().str.replace(r"[\s_-]", "", regex=True)
    values = pd.to_datetime(meta.loc[named == "datacutoff", "value"], errors="coerce").dropna()
    return None if values.empty else values.iloc[0].normalize()


def as_dates(values: pd.Series) -> pd.Series:
    """Return a column as whole days (datetime64), whatever time of the day it holds.

    What was not read as dates holds none: nothing is parsed here.
    """
    if values.dtype.kind != "M":
        return pd.Series(pd.NaT, values.index, dtype="datetime64[ns]")
    days = values.astype("datetime64[ns]").to_numpy().astype("datetime64[D]")
    return pd.Series(days.astype("datetime64[ns]"), values.index, name=values.name)


def earliest(columns: Iterable[pd.Series]) -> pd.Series:
    """Return the earliest date of each row, NaT where there is none."""
    return pd.concat(list(columns), axis=1).min(axis=1).astype("datetime64[ns]")


def row_of(table: pd.DataFrame) -> np.ndarray:
    """Return the row number in the file of each row of a table."""
    if "_row" in table:
        return table["_row"].to_numpy(int)
    return np.arange(2, len(table) + 2)


def _has_dates(patients: pd.DataFrame) -> bool:
    return any(patients[c].notna().any() for c in patients.select_dtypes("datetime"))


def _has_days(tables: Mapping[str, pd.DataFrame]) -> bool:
    return any(str(c).endswith("_day") for table in tables.values() for c in table)


def _day_names(spec: StudySpec) -> dict[str, dict[str, str]]:
    """Study-day column to date column, per sheet: of the dictionary, and named by endpoints."""
    names = {
        sheet.name: {
            day_column(column).name: column.name
            for column in columns_of(sheet.name).values()
            if column.kind in ("date", "datetime")
        }
        for sheet in SHEETS
    }
    for name in (name for endpoint in spec.endpoints for name in endpoint.date_columns):
        if name.endswith(("_date", "_day")):
            stem = re.sub("_(date|day)$", "", name)
            names["patients"][f"{stem}_day"] = f"{stem}_date"
    return names


def _dated(table: pd.DataFrame, names: Mapping[str, str], day_one: pd.Series) -> pd.DataFrame:
    added = {}
    for day, date in names.items():
        if day not in table:
            continue
        days = pd.to_numeric(table[day], errors="coerce")
        # There is no day 0: day -1 comes before day 1.
        dates = day_one + length_of(days - (days >= 1))
        given = as_dates(table[date]) if date in table else None
        added[date] = dates if given is None else given.fillna(dates)
    marks = {n + kind: unread(table, d + kind) for d, n in names.items() for kind in ("", MONTH)}
    return with_unread(table.assign(**added), marks)


def _for_rows(table: pd.DataFrame, of_patient: pd.Series) -> pd.Series:
    if "patient_id" not in table:
        return pd.Series(pd.NaT, table.index, dtype="datetime64[ns]")
    return table["patient_id"].map(of_patient).astype("datetime64[ns]")
