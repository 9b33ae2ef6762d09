"""Records by patient and parameter: whose they are, which are for analysis, which is the one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import pandas as pd

from outcomes.dictionary.schema import Column
from outcomes.intake.adam.tables import letter_of, texts
from outcomes.intake.cells.days.dates import clean_date
from outcomes.intake.gate.raw import RawSheet, some_rows
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

_DATES = ("ADT", "STARTDT")


@dataclass(frozen=True, slots=True)
class People:
    """Who of ADSL entered the study, and who was only screened."""

    patients: tuple[str, ...]
    left_out: frozenset[str] = frozenset()


def records_of(raw: RawSheet, people: People) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the records of a table that count: of patients, and for analysis by ANL01FL.

    Cells are text, "" where nothing is known; dates and AVAL are typed, nan where they are none.
    """
    frame = texts(raw)
    issues: list[Issue] = []
    known = frame["USUBJID"].isin(people.patients)
    screened = frame["USUBJID"].isin(people.left_out)
    named = (frame["USUBJID"] != "") & (frame["PARAMCD"] != "")
    issues += _left_out(raw, frame[screened], "info", "records_of_screening_failures",
                        "{} records of screening failures are not used ({})")  # fmt: skip
    strangers = ~known & ~screened & (frame["USUBJID"] != "")
    issues += _left_out(raw, frame[strangers], "warning", "id_unknown",
                        "{} records of ids that are not in ADSL are not used ({})")  # fmt: skip
    issues += _left_out(raw, frame[~named], "warning", "record_unnamed",
                        "{} records without USUBJID or PARAMCD are not used ({})")  # fmt: skip
    frame = frame[known & named]
    if "ANL01FL" in frame and (frame["ANL01FL"] == "Y").any():
        analysed = frame["ANL01FL"] == "Y"
        issues += _left_out(raw, frame[~analysed], "info", "records_not_for_analysis",
                            "{} records that ANL01FL does not mark are not used ({})")  # fmt: skip
        frame = frame[analysed]
    typed = {name: _dates(frame[name]) for name in _DATES if name in frame}
    frame = frame.assign(PARAMCD=frame["PARAMCD"].str.upper(), **typed)
    return frame.reset_index(drop=True), issues


def _left_out(
    raw: RawSheet, rows: pd.DataFrame, severity: str, rule: str, pattern: str
) -> Iterator[Issue]:
    if len(rows):
        message = told(pattern, len(rows), some_rows(list(rows["_row"])))
        yield Issue(severity, raw.name, letter_of(raw, "USUBJID"), rule, message)  # type: ignore[arg-type]


def _dates(column: pd.Series) -> pd.Series:
    meant = Column("date", "date", "", "", "")
    dates = {text: clean_date(text, meant).value for text in column.unique()}
    return pd.to_datetime(column.map(dates), errors="coerce").dt.normalize()


def by_parameter(frame: pd.DataFrame) -> Iterable[tuple[str, pd.DataFrame]]:
    """Return the records of each PARAMCD, in the order in which they first stand in the file."""
    return ((code, rows) for code, rows in frame.groupby("PARAMCD", sort=False))


def one_each(raw: RawSheet, code: str, rows: pd.DataFrame) -> tuple[pd.DataFrame, list[Issue]]:
    """Return the records of the patients who have a single one; several are never pooled."""
    repeated = rows["USUBJID"].duplicated(keep=False)
    if not repeated.any():
        return rows, []
    n = rows["USUBJID"][repeated].nunique()
    who = told("1 patient has") if n == 1 else told("{} patients have", n)
    issue = Issue(
        "error", raw.name, letter_of(raw, "USUBJID"), "records_repeated",
        told("{} more than one record of {} ({}); none of them is used",
             who, code, some_rows(list(rows['_row'][repeated]))),
        "Mark the record of the analysis in ANL01FL, or give each its own PARAMCD.",
    )  # fmt: skip
    return rows[~repeated], [issue]
