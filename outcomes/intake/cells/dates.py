"""One raw cell to one date, in every notation workbooks use."""

import calendar
import datetime as dt
import re
from typing import NamedTuple

from outcomes.dictionary import Column
from outcomes.intake.cells.cell import (
    BLANK,
    Cleaned,
    as_text,
    error,
    flagged,
    is_missing,
    noted,
    quoted,
    unresolved,
)
from outcomes.intake.gate.raw import Raw

_REMEDY = "Write the date as 2023-05-06."
_MONTHS = {name.lower(): i for i, name in enumerate(calendar.month_abbr) if name}
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000  # 1927 to 2119: other numbers are no dates
_YEARS = range(1901, 2101)
_EXCEL_ZERO = {dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1900, 1, 1)}

_YMD = re.compile(r"(\d{4}) ?[./\-年] ?(\d{1,2}) ?[./\-月] ?(\d{1,2})(?!\d) ?日?(.*)", re.DOTALL)
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})(?!\d)(.*)", re.DOTALL)
_SHORT_YEAR = re.compile(
    r"(\d{2}) ?[./\-年] ?(\d{1,2}) ?[./\-月] ?(\d{1,2})(?!\d) ?日?(.*)", re.DOTALL
)
_YM = re.compile(r"(\d{4}) ?[./\-年] ?(\d{1,2})(?!\d) ?月?(.*)", re.DOTALL)
_DMY = re.compile(r"(\d{1,2})[./\-](\d{1,2})[./\-](\d{4})(?!\d)(.*)", re.DOTALL)
_D_MON_Y = re.compile(r"(\d{1,2})[ \-/]*([a-z]{3,9})\.?[ ,\-/]*(\d{4})(?!\d)(.*)", re.I | re.DOTALL)
_MON_D_Y = re.compile(r"([a-z]{3,9})\.? *(\d{1,2}),? +(\d{4})(?!\d)(.*)", re.I | re.DOTALL)
_NO_YEAR = re.compile(r"(\d{1,2}) ?[月./\-] ?(\d{1,2}) ?[日号]?$")
_TIME = re.compile(r"^[T ]*(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?(?:Z|\+00:?00)?")


class _Parts(NamedTuple):
    """Year, month, day (None for a month alone), what follows, and a remark about the reading."""

    year: int
    month: int
    day: int | None
    rest: str
    remark: str = ""


def clean_date(raw: Raw, column: Column, date_1904: bool) -> Cleaned:
    """Return the date of a cell as a datetime (midnight for a ``date`` column).

    A month alone becomes its 15th, or its last day where the column says so, with a warning.
    A date without a year, an impossible date and two dates in one cell are errors.
    """
    if raw is None or (isinstance(raw, str) and is_missing(raw)):
        return BLANK
    if isinstance(raw, dt.datetime | dt.date):
        return _dated(raw, column)
    if isinstance(raw, dt.time):
        return _zero(column) if raw == dt.time(0) else _not_a_date(raw, column)
    if isinstance(raw, bool):
        return _not_a_date(raw, column)
    if isinstance(raw, int | float):
        return _from_number(raw, column, date_1904)
    return _from_text(as_text(raw), column, date_1904)


def _dated(raw: dt.date, column: Column) -> Cleaned:
    day = raw.date() if isinstance(raw, dt.datetime) else raw
    if day in _EXCEL_ZERO:
        return _zero(column)
    if day.year not in _YEARS:
        return _not_a_date(raw, column)
    time = raw.time() if isinstance(raw, dt.datetime) and column.kind == "datetime" else dt.time(0)
    return Cleaned(dt.datetime.combine(day, time))


def _zero(column: Column) -> Cleaned:
    return unresolved(
        "date_zero",
        f"{column.name} is day zero of the spreadsheet, which is an empty cell shown as a date",
        "Clear the cell, or write the date.",
    )


def _not_a_date(raw: Raw, column: Column) -> Cleaned:
    return error("not_a_date", f"{column.name} {quoted(raw)} is not a date", _REMEDY)


def _from_number(raw: float, column: Column, date_1904: bool) -> Cleaned:
    whole = int(raw) if abs(raw) < 1e15 else 0
    if whole != raw and whole in _YEARS:
        return _year_and_month(raw, column)
    if _FIRST_SERIAL <= raw <= _LAST_SERIAL:
        start = dt.datetime(1904, 1, 1) if date_1904 else dt.datetime(1899, 12, 30)
        seconds = round((raw - whole) * 86_400)
        return _dated(start + dt.timedelta(days=whole, seconds=seconds), column)
    if raw == 0:
        return _zero(column)
    text = as_text(raw)
    digits = text.isascii() and text.isdigit() and len(text) in (4, 6, 8)
    return _from_text(text, column, date_1904) if digits else _not_a_date(raw, column)


def _year_and_month(raw: float, column: Column) -> Cleaned:
    text = f"{raw:.4f}".rstrip("0")
    if text.endswith(".1"):
        return error(
            "month_ambiguous",
            f"{column.name} {text} may mean January or October: the file holds a number",
            "Write the month as 2023-01 or 2023-10, in a cell formatted as text.",
        )
    return _from_text(text, column, date_1904=False)


def _from_text(text: str, column: Column, date_1904: bool) -> Cleaned:
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), column, date_1904)
    if text.startswith("1900-01-00"):
        return _zero(column)
    if re.fullmatch(r"\d{6}", text) and int(text[:4]) in _YEARS:
        text = f"{text[:4]}.{text[4:]}"
    parts = _parts(text)
    if parts:
        return _assembled(parts, text, column)
    if _NO_YEAR.match(text):
        return error("date_without_year", f"{column.name} {quoted(text)} has no year", _REMEDY)
    if re.fullmatch(r"(\d{4})年?", text):
        return error(
            "date_year_only", f"{column.name} {quoted(text)} is only a year", "Give the month too."
        )
    return _not_a_date(text, column)


def _parts(text: str) -> _Parts | None:
    for pattern in (_YMD, _COMPACT):
        if match := pattern.match(text):
            return _Parts(int(match[1]), int(match[2]), int(match[3]), match[4])
    if match := _DMY.match(text):
        return _day_first(match)
    if match := _SHORT_YEAR.match(text):
        year = int(match[1]) + (2000 if int(match[1]) < 70 else 1900)
        remark = "has a year of two digits and is read as year, month, day"
        return _Parts(year, int(match[2]), int(match[3]), match[4], remark)
    if match := _YM.match(text):
        return _Parts(int(match[1]), int(match[2]), None, match[3])
    if match := _D_MON_Y.match(text):
        return _Parts(int(match[3]), _month(match[2]), int(match[1]), match[4])
    if match := _MON_D_Y.match(text):
        return _Parts(int(match[3]), _month(match[1]), int(match[2]), match[4])
    return None


def _month(name: str) -> int:
    return _MONTHS.get(name[:3].lower(), 0)


def _day_first(match: re.Match[str]) -> _Parts:
    """Return day and month where one of them cannot be a month; otherwise month 0: not a date."""
    first, second, year = int(match[1]), int(match[2]), int(match[3])
    if first > 12 >= second:
        return _Parts(year, second, first, match[4], "is read as day, month, year")
    if second > 12 >= first:
        return _Parts(year, first, second, match[4], "is read as month, day, year")
    if first == second:
        return _Parts(year, first, second, match[4])
    return _Parts(year, 0, 0, match[4], "may be day or month first")


def _assembled(parts: _Parts, text: str, column: Column) -> Cleaned:
    clock = _TIME.match(parts.rest)
    note = parts.rest[clock.end() :].strip() if clock else parts.rest.strip()
    if re.match(r"[-~–至到]|.*\d{1,4} ?[./年月-] ?\d", note):
        return error("two_dates", f"{column.name} {quoted(text)} holds more than one date", _REMEDY)
    try:
        value = _date_of(parts, column)
        if clock and column.kind == "datetime":
            value = value.replace(hour=int(clock[1]), minute=int(clock[2]))
    except ValueError:
        hint = f": it {parts.remark}" if not parts.month and parts.remark else ""
        message = f"{column.name} {quoted(text)} is not a date{hint}"
        return error("not_a_date", message, _REMEDY)
    return _remarked(value, parts, note, text, column)


def _date_of(parts: _Parts, column: Column) -> dt.datetime:
    if parts.year not in _YEARS:
        raise ValueError("year out of range")
    if parts.day is not None:
        return dt.datetime(parts.year, parts.month, parts.day)
    if not 1 <= parts.month <= 12:
        raise ValueError("month out of range")
    last = calendar.monthrange(parts.year, parts.month)[1]
    return dt.datetime(parts.year, parts.month, last if column.month_end else 15)


def _remarked(value: dt.datetime, parts: _Parts, note: str, text: str, column: Column) -> Cleaned:
    name = column.name
    if note.startswith("?"):
        return unresolved(
            "questioned", f"{name} {quoted(text)} carries a question mark", "Confirm the date."
        )
    if parts.day is None:
        return flagged(
            value, "date_month_only",
            f"{name} gives only the month and is read as {value:%Y-%m-%d}"
            + ("; the note after it is not read" if note else ""),
            "Give the day, or keep it so: a month alone is read by this rule.",
        )  # fmt: skip
    if parts.remark:
        return flagged(value, "date_order", f"{name} {quoted(text)} {parts.remark}", _REMEDY)
    if note:
        return noted(value, f"{name} is followed by a note, which is not read")
    return Cleaned(value)
