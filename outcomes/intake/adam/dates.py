"""Dates as SAS writes them where a file kept its numbers or its own form of a time."""

import datetime as dt
import re
from dataclasses import replace

from outcomes.dictionary import fold_value
from outcomes.intake.adam.tables import headers_of
from outcomes.intake.cells.cell import MISSING, as_text
from outcomes.intake.gate.raw import Raw, RawSheet
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

_DATE_NAME = re.compile(r"\w*DTM?")
_NUMBER = re.compile(r"-?\d+(\.0*)?")
_STAMP = re.compile(r"(\d{1,2}[A-Za-z]{3}\d{4}):(\d{2}:\d{2}(?::\d{2})?)(\.0*)?")
_EPOCH = dt.datetime(1960, 1, 1)
_DAYS = (7_305, 29_220)
"""1980 to 2039 in days since 1960; the same years are larger numbers in a spreadsheet."""
_SECONDS = (_DAYS[0] * 86_400, _DAYS[1] * 86_400)


def with_sas_dates(raw: RawSheet) -> tuple[RawSheet, list[Issue]]:
    """Return a table with the numbers of its date columns (…DT, …DTM) read as SAS counts them.

    A column is converted as a whole, when all of it are days, or seconds, since 1960 within the
    years of a trial; and said so.
    """
    columns = [list(cells) for cells in zip(*raw.rows, strict=True)]
    issues = []
    for position, name in enumerate(headers_of(raw) if columns else ()):
        if not _DATE_NAME.fullmatch(name):
            continue
        dates = _dates(columns[position])
        if dates is None:
            continue
        columns[position] = dates
        message = told(
            "the numbers of {} are read as days or seconds since 1960, as SAS counts", name
        )
        remedy = "Give the column a date format, or write its dates as 2024-06-30."
        letter = raw.columns[position]
        issues.append(Issue("info", raw.name, letter, "sas_date", message, remedy))
    return (replace(raw, rows=tuple(zip(*columns, strict=True))) if issues else raw), issues


def _dates(cells: list[Raw]) -> list[Raw] | None:
    """Return a column of SAS numbers or stamps as dates; None where it is something else."""
    given = [as_text(cell) for cell in cells if fold_value(as_text(cell)) not in MISSING]
    for read in (_by_number, _by_stamp):
        found = {text: read(text) for text in set(given)}
        if found and all(found.values()):
            return [found.get(as_text(cell)) for cell in cells]
    return None


def _by_number(text: str) -> dt.datetime | None:
    if not _NUMBER.fullmatch(text):
        return None
    number = float(text)
    if _DAYS[0] <= number < _DAYS[1]:
        return _EPOCH + dt.timedelta(days=number)
    return _EPOCH + dt.timedelta(seconds=number) if _SECONDS[0] <= number < _SECONDS[1] else None


def _by_stamp(text: str) -> dt.datetime | None:
    match = _STAMP.fullmatch(text)
    if not match:
        return None
    for form in ("%d%b%Y %H:%M:%S", "%d%b%Y %H:%M"):
        try:
            return dt.datetime.strptime(f"{match[1]} {match[2]}", form)
        except ValueError:
            continue
    return None
