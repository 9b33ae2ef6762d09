"""What a cross-field rule looks at, and what it finds."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

import pandas as pd

from outcomes.dictionary import columns_of
from outcomes.intake.derive.derived import Derived
from outcomes.intake.derive.timeline import Timeline, as_dates, row_of
from outcomes.intake.sheets.tables import Tables
from outcomes.model.file.report import Severity
from outcomes.model.once import once
from outcomes.model.plan.dated import dated_where
from outcomes.model.protocol import StudySpec


class Found(NamedTuple):
    """One place that breaks a rule; ``row`` None for a whole column, ``column`` "" for a row."""

    severity: Severity
    sheet: str
    column: str
    row: int | None
    message: str
    remedy: str


@cache
def _numbers(sheet: str) -> frozenset[str]:
    kinds = ("number", "integer", "yesno")
    return frozenset(name for name, c in columns_of(sheet).items() if c.kind in kinds)


def _read(values: pd.Series, number: bool = False) -> pd.Series:
    """Return a column as rules read it: dates as days, numbers as numbers.

    A number of which the protocol declares levels is read as text.
    """
    values = as_dates(values) if values.dtype.kind == "M" else values
    return pd.to_numeric(values, errors="coerce") if number else values


@dataclass(frozen=True, slots=True, weakref_slot=True, eq=False)
class Facts:
    """The study as the rules see it: every date a date, every row with its patient."""

    spec: StudySpec
    tables: Tables
    derived: Derived

    @property
    def line(self) -> Timeline:
        return self.derived.line

    def frame(self, sheet: str) -> pd.DataFrame | None:
        """Return a sheet with study days as dates, or None where the workbook lacks it."""
        return self.line.patients if sheet == "patients" else self.line.tables.get(sheet)

    def rows(
        self, sheet: str, columns: Sequence[str], of_patient: Sequence[str] = ()
    ) -> pd.DataFrame:
        """Return ``columns`` of a sheet with ``row`` and columns of the row's patient.

        The latter are named ``patient_…``. Dates are whole days. Nobody (no rows) when any of the
        columns does not exist, so that a rule is silent about what is not recorded.
        """
        frame, patients = self.frame(sheet), self.line.patients
        known = (
            frame is not None and set(columns) <= set(frame) and set(of_patient) <= set(patients)
        )
        if frame is None or not known:
            names = [*columns, *(f"patient_{c}" for c in of_patient)]
            return pd.DataFrame(columns=["patient_id", "row", *names])
        read = {name: _read(frame[name], name in _numbers(sheet)) for name in columns}
        found = {"patient_id": frame["patient_id"], **read, "row": row_of(frame)}
        if of_patient:
            first = _patients_of(self)
            alone = frame is patients and len(first) == len(patients)
            for column in of_patient:
                own = patients[column] if alone else found["patient_id"].map(first[column])
                found[f"patient_{column}"] = _read(own)
        return pd.DataFrame(found, index=frame.index)

    def address(self, sheet: str, column: str, row: int | None) -> str:
        """Return the cell of a finding; a date may stand in the column of its study day."""
        letters, dated = self.tables.letters, dated_where(column)
        column = dated.column if dated else column
        stem = column.removesuffix("_date").removesuffix("_datetime")
        letter = letters.get((sheet, column)) or letters.get((sheet, f"{stem}_day")) or ""
        return letter if row is None else f"{letter}{row}"


@once
def _patients_of(facts: Facts) -> pd.DataFrame:
    """Return the first row of each patient, by code."""
    return facts.line.patients.drop_duplicates("patient_id").set_index("patient_id")
