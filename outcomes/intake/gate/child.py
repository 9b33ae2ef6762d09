"""The process that runs the spreadsheet parser: bytes in, JSON out, under hard limits."""

from __future__ import annotations

import datetime
import io
import json
import math
import sys
from typing import Any

from outcomes.intake.gate.gate import read_parts
from outcomes.intake.gate.metadata import date_1904_finding, package_findings, sheet_findings
from outcomes.intake.gate.raw import Finding, Raw, RawSheet, Refused
from outcomes.intake.gate.sheetxml import Marks, is_date_1904, read_marks, sheet_paths
from outcomes.intake.sheets.headings import Grid, lay_out

MEMORY_BYTES = 1_536 << 20
CPU_SECONDS = 20
_RESAVE = "Open it in Excel and save it as “Excel Workbook (.xlsx)”."


def main() -> None:
    """Read a request from stdin (one JSON line, then the file), write the answer to stdout."""
    _limit_resources()
    options = json.loads(sys.stdin.buffer.readline())
    data = sys.stdin.buffer.read()
    try:
        answer = _read(data, frozenset(options["known"]))
    except Refused as refused:
        answer = ["refused", refused.rule, refused.reason, refused.remedy]
    sys.stdout.write(json.dumps(answer, default=encode_date, allow_nan=False))


def _limit_resources() -> None:
    """Memory, CPU and no core dump; a system without these limits still has the wall clock."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, CPU_SECONDS),
        (resource.RLIMIT_AS, MEMORY_BYTES),
    ):
        try:
            resource.setrlimit(kind, (most, most))
        except (ValueError, OSError):
            continue


def _read(data: bytes, known: frozenset[str]) -> list[Any]:
    from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

    parts = read_parts(data)
    paths = sheet_paths(parts)
    sheets: list[RawSheet] = []
    findings = package_findings(parts)
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        for about in book.sheets_metadata:
            if about.typ != SheetTypeEnum.WorkSheet:
                continue
            marks = read_marks(parts, paths.get(about.name, ""))
            hidden = about.visible != SheetVisibleEnum.Visible
            findings += sheet_findings(about.name, marks, hidden)
            grid, odd = _grid(book.get_sheet_by_name(about.name), about.name, marks)
            sheet, decided = lay_out(grid, known)
            sheets.append(sheet)
            findings += odd + decided
    except (CalamineError, OSError, ValueError) as error:
        reason = "The spreadsheet parser cannot read the workbook."
        raise Refused("unreadable", reason, _RESAVE) from error
    if not sheets:
        raise _no_sheets(parts)
    if is_date_1904(parts):
        findings.append(date_1904_finding())
    return ["ok", is_date_1904(parts), [_plain(s) for s in sheets], [_plain(f) for f in findings]]


def _no_sheets(parts: dict[str, bytes]) -> Refused:
    if any(b"purl.oclc.org/ooxml" in xml for name, xml in parts.items() if "workbook" in name):
        reason = "The workbook is saved as “Strict Open XML”, which opens here without sheets."
        return Refused("strict-ooxml", reason, _RESAVE)
    return Refused("no-sheets", "The workbook has no readable sheet.", _RESAVE)


def _plain(record: RawSheet | Finding) -> list[Any]:
    return [getattr(record, name) for name in record.__slots__]


def _grid(sheet: Any, name: str, marks: Marks) -> tuple[Grid, list[Finding]]:
    """Values of a parsed sheet with the addresses that the parser's trimming left out."""
    top, left = sheet.start or (0, 0)
    durations = 0
    rows: list[list[Raw]] = []
    for row in sheet.to_python(skip_empty_area=True):
        durations += sum(type(v) is datetime.timedelta for v in row)
        rows.append([v if type(v) is bool else _value(v) for v in row])
    findings = []
    if durations:
        words = f"durations (such as 26:30) read as text; cells: {durations}"
        remedy = "Write a number with its unit in the column's name instead."
        findings.append(Finding("warning", name, "", "duration", words, remedy))
    numbers = range(top + 1, top + 1 + len(rows))
    return Grid(name, left, numbers, rows, marks.merges), findings


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


def encode_date(value: object) -> dict[str, str]:
    """JSON form of a date, time or datetime: one tag and the ISO text."""
    if isinstance(value, datetime.datetime):
        return {"datetime": value.isoformat()}
    if isinstance(value, datetime.date):
        return {"date": value.isoformat()}
    if isinstance(value, datetime.time):
        return {"time": value.isoformat()}
    raise TypeError(type(value).__name__)


if __name__ == "__main__":
    main()
