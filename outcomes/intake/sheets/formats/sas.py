"""A SAS table (transport file of version 5 or 8, or sas7bdat) read as one sheet."""

from __future__ import annotations

import datetime as dt
import io
import math
import re
from collections.abc import Callable
from typing import Any

from outcomes.intake.gate.limits import LIMITS, Limits
from outcomes.intake.gate.raw import Finding, Raw, RawSheet, Refused, column_letter
from outcomes.model.file.told import told

SUFFIXES = (".xpt", ".sas7bdat")
_TRANSPORT = b"HEADER RECORD*******"
_DATABASE = bytes(12) + bytes.fromhex("c2ea8160b31411cfbd92080009c7318c181f1011")
_EPOCH = dt.datetime(1960, 1, 1)
_STAMP = re.compile(r"DATETIME|DATEAMPM|MDYAMPM|DTDATE|NLDATM|[BE]8601D[NTXZ]|IS8601D[NT]")
_DATE = re.compile(
    r"DATE|DDMMYY|MMDDYY|YYMMDD|YYMM|MMYY|MONYY|WEEKDAT|JULIAN|NLDATE|[BE]8601DA|IS8601DA"
)
_FEWER = "Keep only the study's data in the table."
_AGAIN = "Export the table again, as .xpt or as CSV UTF-8."


def read_table(name: str, data: bytes, limits: Limits = LIMITS) -> tuple[RawSheet, list[Finding]]:
    """Return a SAS table; a row's number is that of its observation.

    Numbers in a date format are dates, and numbers in a format of date and time are stamps: SAS
    counts days, or seconds, since 1960. A number without a format stays a number.

    Raises
    ------
    Refused
        When the bytes are no SAS table, it is damaged, or the limits of a workbook are passed.
    """
    columns, formats, findings = _columns(name, data, limits)
    if not columns:
        raise Refused("sas-damaged", told("The table “{}” has no columns.", name), _AGAIN)
    cells = [_cells(columns[header], formats.get(header) or "") for header in columns]
    n = len(cells[0])
    if n > limits.rows or n * len(cells) > limits.cells:
        raise Refused("rows", told("A table has more than {:,} rows.", limits.rows), _FEWER)
    sheet = RawSheet(
        name=name,
        header=tuple(columns),
        columns=tuple(column_letter(i) for i in range(len(cells))),
        row_numbers=tuple(range(1, n + 1)),
        rows=tuple(zip(*cells, strict=True)),
    )
    return sheet, findings


def _columns(
    name: str, data: bytes, limits: Limits
) -> tuple[dict[str, Any], dict[str, str], list[Finding]]:
    """Return values by column, formats by column, and whether the text was not UTF-8."""
    from pyreadstat import PyreadstatError, ReadstatError

    read = _reader(name, data)
    for encoding in (None, "gb18030"):
        try:
            _, about = read(io.BytesIO(data), metadataonly=True, encoding=encoding)
            width = len(about.column_names)
            if width > limits.columns:
                what = told("A table has more than {:,} columns.", limits.columns)
                raise Refused("columns", what, _FEWER)
            most = min(limits.rows, limits.cells // max(width, 1)) + 1
            columns, about = read(
                io.BytesIO(data), row_limit=most, encoding=encoding, output_format="dict",
                disable_datetime_conversion=True,
            )  # fmt: skip
        except UnicodeDecodeError:
            continue
        except (ReadstatError, PyreadstatError, ValueError, OverflowError) as error:
            raise Refused(
                "sas-damaged", told("The table “{}” is damaged.", name), _AGAIN
            ) from error
        odd = "the text is not UTF-8; it was read as GB18030"
        found = [Finding("warning", name, "", "encoding", odd, _AGAIN)] if encoding else []
        return columns, about.original_variable_types, found
    raise Refused("sas-damaged", told("The text of “{}” has an unknown encoding.", name), _AGAIN)


def _reader(name: str, data: bytes) -> Callable[..., Any]:
    import pyreadstat

    if data.startswith(_TRANSPORT):
        return pyreadstat.read_xport
    if data.startswith(_DATABASE):
        return pyreadstat.read_sas7bdat
    raise Refused("not-a-sas-table", told("“{}” is not a SAS table.", name), _AGAIN)


def _cells(values: Any, form: str) -> list[Raw]:
    if _STAMP.match(form):
        return [_since(value, "seconds") for value in values]
    if _DATE.match(form):
        return [_since(value, "days") for value in values]
    return [_plain(value) for value in values]


def _since(value: Any, unit: str) -> Raw:
    """Return a number of SAS as a date; one beyond the calendar, or a text, as it is."""
    if not isinstance(value, int | float) or math.isnan(value):
        return _plain(value)
    try:
        return _EPOCH + dt.timedelta(**{unit: value})
    except OverflowError:
        return _plain(value)


def _plain(value: Any) -> Raw:
    if isinstance(value, str):
        return value.rstrip() if value.strip() else None
    if value is None or math.isnan(value):
        return None
    number = float(value)
    return int(number) if number.is_integer() and abs(number) < 1e15 else number
