"""The only reader of bytes: a workbook, or tables in files, to sheets with addresses."""

from __future__ import annotations

import datetime
import hashlib
import io
import math
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from outcomes.intake.gate.gate import bytes_of, unpack
from outcomes.intake.gate.limits import LIMITS, Limits
from outcomes.intake.gate.metadata import package_findings, sheet_findings
from outcomes.intake.gate.package import Package, read_package
from outcomes.intake.gate.raw import (
    Finding,
    Raw,
    RawSheet,
    RawWorkbook,
    Refused,
    column_index,
    column_letter,
    normalize_header,
)
from outcomes.intake.gate.sheetxml import Merge
from outcomes.intake.identify.texts import REMEMBERED, worth_a_look
from outcomes.intake.sheets.formats.files import files_of, is_table, read_files
from outcomes.intake.sheets.grid import Grid
from outcomes.intake.sheets.rows.headings import lay_out
from outcomes.model.file.told import told

__all__ = [
    "Finding",
    "Raw",
    "RawSheet",
    "RawWorkbook",
    "Refused",
    "Source",
    "column_index",
    "column_letter",
    "normalize_header",
    "read_workbook",
]

Source = Path | bytes | Mapping[str, bytes]
"""A file or a folder, the bytes of a file, or of several by name."""

_RESAVE = "Open it in Excel and save it as “Excel Workbook (.xlsx)”."


def read_workbook(
    source: Source,
    *,
    name: str = "",
    known_headers: frozenset[str] = frozenset(),
    limits: Limits = LIMITS,
) -> RawWorkbook:
    """Read a workbook: gate first, then the scan of its parts, then the parser.

    A few bytes can stop the parser or hold it for minutes: a server reads files in a process of
    their own (`outcomes.intake.reader`).

    Parameters
    ----------
    source
        An .xlsx file, its bytes, or one table per sheet (.csv, .xpt, .sas7bdat): a file, a
        folder, or the bytes of several by name.
    name
        What to call the file in messages, when `source` is bytes.
    known_headers
        Header names of the dictionary, as `normalize_header` writes them; they only help to
        find the header row.
    limits
        Allowed sizes.

    Returns
    -------
    RawWorkbook
        Values as they stand in the file: whole numbers as int, error cells and blank texts as
        None, durations as text; vertically merged values repeated in the rows they cover.

    Raises
    ------
    Refused
        When the file is hostile, foreign, protected, damaged or too large.
    """
    if isinstance(source, Path) and source.is_dir():
        return read_files(files_of(source, limits), known_headers, limits)
    if isinstance(source, Mapping):
        return read_files(source, known_headers, limits)
    data = source if isinstance(source, bytes) else bytes_of(source, limits)
    called = name or (source.name if isinstance(source, Path) else "")
    if is_table(called):
        return read_files({called: data}, known_headers, limits)
    parts = unpack(data, limits)
    package = read_package(parts, lru_cache(REMEMBERED)(worth_a_look), limits)
    sheets, findings = _sheets(data, package, known_headers)
    if not sheets:
        raise _no_sheets(parts, package)
    return RawWorkbook(
        sheets=tuple(sheets),
        sha256=hashlib.sha256(data).hexdigest(),
        date_1904=package.date_1904,
        findings=(*package_findings(package), *findings),
        strings=package.strings,
        saved=_saved(package),
    )


def _saved(package: Package) -> datetime.date | None:
    try:
        stamp = package.properties[("docProps/core.xml", "modified")]
        return datetime.date.fromisoformat(stamp.strip()[:10])
    except (KeyError, ValueError):
        return None


def _sheets(
    data: bytes, package: Package, known: frozenset[str]
) -> tuple[list[RawSheet], list[Finding]]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    sheets: list[RawSheet] = []
    findings: list[Finding] = []
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            name = about.name
            if name not in package.marks:  # what the gate has not seen is not read
                raise ValueError("a sheet of another name")
            marks, hidden = package.marks[name], about.visible != SheetVisibleEnum.Visible
            findings += sheet_findings(name, marks, package.comments[name], hidden)
            grid, odd = _grid(book.get_sheet_by_name(name), name, marks.merges)
            sheet, decided = lay_out(grid, known)
            sheets.append(sheet)
            findings += odd + decided
    except (CalamineError, OSError, ValueError) as error:
        reason = "The spreadsheet parser cannot read the workbook."
        raise Refused("unreadable", reason, _RESAVE) from error
    return sheets, findings


def _no_sheets(parts: dict[str, bytes], package: Package) -> Refused:
    if b"purl.oclc.org/ooxml" in parts.get(package.workbook, b""):
        reason = "The workbook is saved as “Strict Open XML”, which opens here without sheets."
        return Refused("strict-ooxml", reason, _RESAVE)
    return Refused("no-sheets", "The workbook has no readable sheet.", _RESAVE)


def _grid(sheet: Any, name: str, merges: list[Merge]) -> tuple[Grid, list[Finding]]:
    """Values of a parsed sheet with the addresses that the parser's trimming left out."""
    top, left = sheet.start or (0, 0)
    durations = 0
    rows: list[list[Raw]] = []
    for row in sheet.to_python(skip_empty_area=True):
        durations += sum(type(v) is datetime.timedelta for v in row)
        rows.append([v if type(v) is bool else _value(v) for v in row])
    findings = []
    if durations:
        words = told("durations (such as 26:30) read as text; cells: {}", durations)
        remedy = "Write a number with its unit in the column's name instead."
        findings.append(Finding("warning", name, "", "duration", words, remedy))
    numbers = range(top + 1, top + 1 + len(rows))
    return Grid(name, left, numbers, rows, merges), findings


def _value(value: Any) -> Raw:
    if type(value) is str:
        return value if value.strip() else None
    if type(value) is float:
        if not math.isfinite(value):
            return str(value)
        return int(value) if value.is_integer() and abs(value) < 1e18 else value
    if type(value) is datetime.timedelta:
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02}:{seconds:02}"
    return value
