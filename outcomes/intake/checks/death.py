"""Nothing is dated after death; where much is, the date of death itself is the suspect."""

from collections.abc import Iterator
from typing import NamedTuple

import pandas as pd

from outcomes.dictionary import SHEETS, columns_of, day_column
from outcomes.intake.checks.facts import Facts, Found
from outcomes.intake.derive.timeline import as_dates, row_of
from outcomes.model.file.told import told

_CHECK = "Check both dates against the source."
_FEW = 3  # beyond these, one wrong death is likelier than so many wrong dates
_APART = ("meta", "screening")  # their rows are not patients' records


class _Late(NamedTuple):
    """One date after the death of its patient."""

    patient: str
    sheet: str
    column: str
    row: int
    day: pd.Timestamp
    death: pd.Timestamp


def after_death(facts: Facts) -> Iterator[Found]:
    """Nothing is dated after death; more than three such dates are one error at the death."""
    by_patient: dict[str, list[_Late]] = {}
    for late in _late_dates(facts):
        by_patient.setdefault(late.patient, []).append(late)
    for dates in by_patient.values():
        if len(dates) > _FEW:
            yield _wrong_death(facts, dates)
        else:
            yield from (_wrong_date(late) for late in dates)


def _late_dates(facts: Facts) -> Iterator[_Late]:
    for sheet in (s.name for s in SHEETS if s.name not in _APART):
        given = facts.tables.frames.get(sheet)
        if given is None or facts.frame(sheet) is None:
            continue
        for column in columns_of(sheet).values():
            # Not given but made from other sheets: reported there.
            present = column.name in given or day_column(column).name in given
            if column.kind in ("date", "datetime") and present and column.name != "death_date":
                yield from _late_in(facts, sheet, column.name)


def _late_in(facts: Facts, sheet: str, column: str) -> Iterator[_Late]:
    known = facts.rows(sheet, [column], ["death_date"])
    late = known[known[column] > known["patient_death_date"]]
    columns = (late[c] for c in ("patient_id", "row", column, "patient_death_date"))
    for patient, row, day, death in zip(*columns, strict=True):
        yield _Late(patient, sheet, column, row, day, death)


def _wrong_date(late: _Late) -> Found:
    message = told("{} is after death", late.column)
    return Found("error", late.sheet, late.column, late.row, message, _CHECK)


def _wrong_death(facts: Facts, dates: list[_Late]) -> Found:
    first = dates[0]
    cell = facts.address(first.sheet, first.column, first.row)
    sheet, row = _source_of_death(facts, first)
    return Found(
        "error", sheet, "death_date", row,
        told("death_date is before other dates of the patient ({}), the first at {}!{}",
             len(dates), facts.tables.name(first.sheet), cell),
        "Check the date of death against the source.",
    )  # fmt: skip


def _source_of_death(facts: Facts, late: _Late) -> tuple[str, int]:
    """Return the sheet and row that gave the date of death: ``patients`` wins over contacts."""
    for sheet in ("patients", "follow_up"):
        given, dated = facts.tables.frames.get(sheet), facts.frame(sheet)
        if given is None or dated is None or not {"death_date", "death_day"} & set(given):
            continue
        # Not of the time line: there, contacts have already filled the blanks of patients.
        filled = given[[c for c in ("death_date", "death_day") if c in given]].notna().any(axis=1)
        own = (given["patient_id"] == late.patient) & filled
        same = as_dates(dated["death_date"]) == late.death
        rows = row_of(given)[own.to_numpy() & same.to_numpy()]
        if len(rows):
            return sheet, int(rows[0])
    patients = facts.line.patients
    return "patients", int(row_of(patients)[(patients["patient_id"] == late.patient).to_numpy()][0])
