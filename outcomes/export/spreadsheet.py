"""Tables out of the program: CSV, JSON and Excel that other programs read without harm."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping
from math import isinf, isnan
from typing import Any

import pandas as pd

# A spreadsheet takes a text that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
COUNTS = ("n", "n_events")

Cell = str | int | float | None


def to_csv(table: pd.DataFrame) -> bytes:
    """Return a table as CSV: UTF-8 with byte order mark, empty = not applicable, ``inf``.

    Numbers are written in the shortest form that reads back as the same number; texts that a
    spreadsheet would take for a formula get a leading apostrophe.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([_harmless(str(name)) for name in table.columns])
    for row in cells(table):
        writer.writerow(["" if value is None else _as_text(value) for value in row])
    return text.getvalue().encode("utf-8-sig")


def to_json(table: pd.DataFrame) -> bytes:
    """Return a table as a JSON list of rows; null = not applicable, infinity is ``"inf"``."""
    names = [str(name) for name in table.columns]
    rows = [
        {
            name: _as_text(value) if isinstance(value, float) and isinf(value) else value
            for name, value in zip(names, row, strict=True)
        }
        for row in cells(table)
    ]
    return json.dumps(rows, ensure_ascii=False, indent=1, allow_nan=False).encode()


def to_xlsx(
    table: pd.DataFrame, about: Mapping[str, str] | None = None, *, sheet: str = "results"
) -> bytes:
    """Return a workbook with the table, and ``about`` (key, value) on a second sheet.

    Texts are typed as strings, never as formulas; infinity is the text ``inf``.
    """
    from openpyxl import Workbook

    book = Workbook()
    page = book.active
    page.title = sheet
    _write(page, 1, [str(name) for name in table.columns])
    for number, row in enumerate(cells(table), 2):
        _write(page, number, row)
    page.freeze_panes = "A2"
    page.auto_filter.ref = page.dimensions
    if about:
        notes = book.create_sheet("about")
        for number, pair in enumerate(about.items(), 1):
            _write(notes, number, list(pair))
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()


def cells(table: pd.DataFrame) -> Iterator[list[Cell]]:
    """Yield rows of plain values: None where missing, whole numbers for counts."""
    names = [str(name) for name in table.columns]
    for row in table.itertuples(index=False, name=None):
        yield [_plain(value, name in COUNTS) for name, value in zip(names, row, strict=True)]


def _plain(value: Any, count: bool) -> Cell:
    if value is None or value is pd.NA or (isinstance(value, float) and isnan(value)):
        return None
    if isinstance(value, str):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if count and float(value).is_integer():
        return int(value)
    return value if isinstance(value, int | float) else str(value)


def _as_text(value: Cell) -> str:
    if isinstance(value, float):
        return repr(value)
    return _harmless(value) if isinstance(value, str) else str(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write(page: Any, number: int, row: list[Any]) -> None:
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    for position, value in enumerate(row, 1):
        if value is None:
            continue
        cell = page.cell(number, position)
        if isinstance(value, str) or (isinstance(value, float) and isinf(value)):
            cell.value = ILLEGAL_CHARACTERS_RE.sub("", _as_text(value))
            cell.data_type = "s"
        else:
            cell.value = value
