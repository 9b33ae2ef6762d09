"""One raw cell to one date, in every notation workbooks use."""

import datetime as dt
import re
from dataclasses import dataclass

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
from outcomes.intake.cells.days.clock import Clock, clock_in
from outcomes.intake.cells.days.order import Order, readings_of
from outcomes.intake.cells.days.texts import Parts, parts_of, triple_of, without_year
from outcomes.intake.gate.raw import Raw
from outcomes.model.file.told import listed, told

_REMEDY = "Write the date as 2023-05-06."
_FIRST_SERIAL, _LAST_SERIAL = 10_000, 80_000  # 1927 to 2119: other numbers are no dates
_YEARS = range(1901, 2101)
_EXCEL_ZERO = {dt.date(1899, 12, 30), dt.date(1899, 12, 31), dt.date(1900, 1, 1)}
_NEVER_FROM, _ENDS_OF_YEAR = 2090, {(12, 31), (1, 1)}
_ORDERS = {"dmy": "day first", "mdy": "month first", "ymd": "year first"}


@dataclass(frozen=True, slots=True)
class DateStyle:
    """How a column writes its dates.

    Attributes
    ----------
    date_1904
        The workbook counts days from 1904.
    latest
        No date of something that happened is later.
    order
        Order of day, month and year, as the column or the protocol decides it.
    several_zones
        Its times are of several time zones.
    midpoint
        A month alone is read as its 15th.
    """

    date_1904: bool = False
    latest: dt.date = dt.date.max
    order: Order = ""
    several_zones: bool = False
    midpoint: bool = False


PLAIN = DateStyle()


def clean_date(raw: Raw, column: Column, style: DateStyle = PLAIN) -> Cleaned:
    """Return the date of a cell as a datetime (midnight for a ``date`` column).

    Not read are a month alone (unless the protocol has it read as its 15th), a date whose order
    nobody tells or without a year, an impossible one, one in the future, and two in one cell.
    """
    if raw is None or (isinstance(raw, str) and is_missing(raw)):
        return BLANK
    if isinstance(raw, dt.datetime | dt.date):
        return _dated(raw, column, style)
    if isinstance(raw, dt.time):
        return _zero(column) if raw == dt.time(0) else _not_a_date(raw, column)
    if isinstance(raw, bool):
        return _not_a_date(raw, column)
    if isinstance(raw, int | float):
        return _from_number(raw, column, style)
    return _from_text(as_text(raw), column, style)


def _dated(raw: dt.date, column: Column, style: DateStyle) -> Cleaned:
    day = raw.date() if isinstance(raw, dt.datetime) else raw
    if day in _EXCEL_ZERO:
        return _zero(column)
    time = raw.time() if isinstance(raw, dt.datetime) and column.kind == "datetime" else dt.time(0)
    return _checked(dt.datetime.combine(day, time), as_text(raw), column, style)


def _checked(value: dt.datetime, text: str, column: Column, style: DateStyle) -> Cleaned:
    """Return a date that can have happened, else what is wrong with it."""
    day = value.date()
    if day > style.latest and day.year >= _NEVER_FROM and (day.month, day.day) in _ENDS_OF_YEAR:
        return error(
            "date_never", told("{} {} stands for no date and is read as blank",
                               column.name, quoted(text)),
            "Leave the cell blank.",
        )  # fmt: skip
    if day.year not in _YEARS:
        return _not_a_date(text, column)
    if day > style.latest:
        return error(
            "date_in_future",
            told("{} {} is later than the file, and not used",
                 column.name, quoted(text)), "Check the year.",
        )  # fmt: skip
    return Cleaned(value)


def _zero(column: Column) -> Cleaned:
    return unresolved(
        "date_zero",
        told(
            "{} is day zero of the spreadsheet, which is an empty cell shown as a date", column.name
        ),
        "Clear the cell, or write the date.",
    )


def _not_a_date(raw: Raw, column: Column) -> Cleaned:
    return error("not_a_date", told("{} {} is not a date", column.name, quoted(raw)), _REMEDY)


def _from_number(raw: float, column: Column, style: DateStyle) -> Cleaned:
    whole = int(raw) if abs(raw) < 1e15 else 0
    if whole != raw and whole in _YEARS:
        return _year_and_month(raw, column, style)
    if _FIRST_SERIAL <= raw <= _LAST_SERIAL:
        start = dt.datetime(1904, 1, 1) if style.date_1904 else dt.datetime(1899, 12, 30)
        seconds = round((raw - whole) * 86_400)
        return _dated(start + dt.timedelta(days=whole, seconds=seconds), column, style)
    if raw == 0:
        return _zero(column)
    text = as_text(raw)
    digits = text.isascii() and text.isdigit() and len(text) in (4, 6, 8)
    return _from_text(text, column, style) if digits else _not_a_date(raw, column)


def _year_and_month(raw: float, column: Column, style: DateStyle) -> Cleaned:
    text = f"{raw:.4f}".rstrip("0")
    if text.endswith(".1"):
        return error(
            "month_ambiguous",
            told("{} {} may mean January or October: the file holds a number", column.name, text),
            "Write the month as 2023-01 or 2023-10, in a cell formatted as text.",
        )
    return _from_text(text, column, style)


def _from_text(text: str, column: Column, style: DateStyle) -> Cleaned:
    if re.fullmatch(r"\d{5}(\.\d+)?", text):
        return _from_number(float(text), column, style)
    if text.startswith("1900-01-00"):
        return _zero(column)
    if re.fullmatch(r"\d{6}", text) and int(text[:4]) in _YEARS:
        text = f"{text[:4]}.{text[4:]}"
    if triple_of(text):
        return _of_column_order(text, column, style)
    parts = parts_of(text)
    if parts:
        return _assembled(parts, text, column, style)
    if without_year(text):
        return error(
            "date_without_year", told("{} {} has no year", column.name, quoted(text)), _REMEDY
        )
    return _not_a_date(text, column)


def _of_column_order(text: str, column: Column, style: DateStyle) -> Cleaned:
    """Read a date whose order only the column tells, or ask for the order."""
    name, shown = column.name, quoted(text)
    found = readings_of(text, style.latest) or readings_of(text, dt.date.max)
    if not found:
        return _not_a_date(text, column)
    if style.order == "mixed":
        return error(
            "date_order_mixed",
            told("{} {} is not read: no order of day and month fits all dates of the column",
                 name, shown),
            "Write all dates as 2023-05-06.",
        )  # fmt: skip
    day = found.get(style.order) or (
        next(iter(found.values())) if len(set(found.values())) == 1 else None
    )
    if day is None:
        orders = listed(" or ", (told(o) for order, o in _ORDERS.items() if order in found))
        return error(
            "date_order", told("{} {} may be {}, and the column does not tell",
                               name, shown, orders),
            'Write date_order = "dmy", "mdy" or "ymd" in [study], or the dates as 2023-05-06.',
        )  # fmt: skip
    rest = triple_of(text)[4]  # type: ignore[index]
    return _assembled(Parts(day.year, day.month, day.day, rest), text, column, style)


def _assembled(parts: Parts, text: str, column: Column, style: DateStyle) -> Cleaned:
    try:
        clock = clock_in(parts.rest)
        time = clock.time if clock and column.kind == "datetime" else dt.time(0)
        month = 1 if parts.month is None else parts.month
        day = dt.date(parts.year, month, parts.day or (15 if style.midpoint else 1))
    except ValueError:
        return _not_a_date(text, column)
    note = clock.rest if clock else parts.rest.strip()
    if re.match(r"[-~–至到]|.*\d{1,4} ?[./年月-] ?\d", note):
        message = told("{} {} holds more than one date", column.name, quoted(text))
        return error("two_dates", message, _REMEDY)
    return (
        _half_read(clock, note, text, column, style)
        or _incomplete(parts, note, day, column, style)
        or _noted(_checked(dt.datetime.combine(day, time), text, column, style), note, column)
    )


def _half_read(
    clock: Clock | None, note: str, text: str, column: Column, style: DateStyle
) -> Cleaned | None:
    name, shown = column.name, quoted(text)
    if note.startswith("?"):
        return unresolved(
            "questioned", told("{} {} carries a question mark", name, shown), "Confirm it."
        )
    if column.kind == "datetime" and re.match(r"\D{0,3}\d", note):
        return error(
            "time_not_read", told("{} {} has a time of day that cannot be read", name, shown),
            "Write the time as 2023-05-06 14:30.",
        )  # fmt: skip
    if clock and clock.zone and style.several_zones:
        return error(
            "time_zones", told("{} {} is of another time zone than others of the column",
                               name, shown),
            "Write all times by the clock of the clinic.",
        )  # fmt: skip
    return None


def _incomplete(
    parts: Parts, note: str, day: dt.date, column: Column, style: DateStyle
) -> Cleaned | None:
    name = column.name
    if parts.month is None:
        return error("date_year_only", told("{} is only a year", name), "Give the date.")
    if parts.day is not None:
        return None
    after = told("; the note after it is not read") if note else ""
    if not style.midpoint:
        return unresolved(
            "date_month_only", told("{} gives only the month, and so no day{}", name, after),
            'Give the day, or have months read as their 15th: [policy] partial_dates = "midpoint".',
        )  # fmt: skip
    value = _checked(dt.datetime.combine(day, dt.time(0)), f"{day:%Y-%m}", column, style)
    if value.value is None:
        return value
    message = told("{} gives only the month and is read as its 15th{}", name, after)
    return flagged(value.value, "date_month_only", message, "Give the day.")


def _noted(cleaned: Cleaned, note: str, column: Column) -> Cleaned:
    if not note or cleaned.value is None:
        return cleaned
    return noted(cleaned.value, told("{} is followed by a note, which is not read", column.name))
