"""Tables out of the program: CSV, JSON and Excel that other programs read without harm."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from math import isinf, isnan
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    import pandas as pd

# A spreadsheet takes a text that begins with one of these for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = {code: None for code in range(32) if chr(code) not in "\t\n\r"}
_LONGEST = 32_767  # characters of a cell
COUNTS = ("n", "n_events")

Cell = str | int | float | None


class Rows(NamedTuple):
    """A table without pandas: heads, and rows of plain values."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Any]]


def to_csv(table: pd.DataFrame | Rows) -> bytes:
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


def to_json(table: pd.DataFrame | Rows) -> bytes:
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


def to_xlsx(table: pd.DataFrame | Rows, about: Mapping[str, str] | None = None) -> bytes:
    """Return a workbook with the table, and ``about`` (key, value) on a second sheet.

    Texts are typed as strings, never as formulas; infinity is the text ``inf``.
    """
    import xlsxwriter

    content = io.BytesIO()
    with xlsxwriter.Workbook(content, {"in_memory": True}) as book:
        page = book.add_worksheet("results")
        rows: list[list[Cell]] = [[str(name) for name in table.columns], *cells(table)]
        _write(page, rows)
        page.freeze_panes(1, 0)
        page.autofilter(0, 0, len(rows) - 1, max(len(rows[0]) - 1, 0))
        if about:
            _write(book.add_worksheet("about"), list(about.items()))
    return content.getvalue()


def cells(table: pd.DataFrame | Rows) -> Iterator[list[Cell]]:
    """Yield rows of plain values: None where missing, whole numbers for counts."""
    names = [str(name) for name in table.columns]
    rows = table.rows if isinstance(table, Rows) else table.itertuples(index=False, name=None)
    for row in rows:
        yield [_plain(value, name in COUNTS) for name, value in zip(names, row, strict=True)]


def _plain(value: Any, count: bool) -> Cell:
    if value is None or (isinstance(value, float) and isnan(value)):
        return None
    if isinstance(value, str):
        return value
    if hasattr(value, "item"):
        value = value.item()
    if not isinstance(value, int | float):
        return str(value)
    return int(value) if count and float(value).is_integer() else value


def _as_text(value: Cell) -> str:
    if isinstance(value, float):
        return repr(value)
    return _harmless(value) if isinstance(value, str) else str(value)


def _harmless(text: str) -> str:
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


def _write(page: Any, rows: Sequence[Sequence[Cell]]) -> None:
    for i, row in enumerate(rows):
        for j, value in enumerate(row):
            if isinstance(value, str) or (isinstance(value, float) and isinf(value)):
                page.write_string(i, j, _as_text(value).translate(_CONTROL)[:_LONGEST])
            elif value is not None:
                page.write_number(i, j, value)
