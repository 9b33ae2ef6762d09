"""The only reader of bytes: a workbook, or a folder of CSV files, to sheets with addresses."""

from __future__ import annotations

import datetime
import hashlib
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import outcomes
from outcomes.intake.gate.gate import LIMITS, Limits, check_workbook, read_parts
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
from outcomes.intake.sheets.delimited import csv_parts, read_folder

__all__ = [
    "Finding",
    "Raw",
    "RawSheet",
    "RawWorkbook",
    "Refused",
    "column_index",
    "column_letter",
    "normalize_header",
    "read_raw_parts",
    "read_workbook",
]

WALL_SECONDS = 30.0
_ANSWER_BYTES = 256 << 20
_PLAIN = frozenset(
    {str, int, float, bool, type(None), datetime.datetime, datetime.date, datetime.time}
)
_RESAVE = "Open it in Excel, keep only the study's data, and save it as .xlsx."


def read_workbook(
    source: Path | bytes,
    *,
    name: str = "",
    known_headers: frozenset[str] = frozenset(),
    limits: Limits = LIMITS,
) -> RawWorkbook:
    """Read a workbook without trusting it: gate first, then a parser in a child process.

    Parameters
    ----------
    source
        An .xlsx file, its bytes, or a folder of CSV files (one per sheet).
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
        return read_folder(source, known_headers, limits)
    data = source if isinstance(source, bytes) else _read_bytes(source, limits)
    _check_name(name or (source.name if isinstance(source, Path) else ""))
    check_workbook(data, limits)
    answer = _answer(_run_child(data, known_headers))
    return _workbook(answer, hashlib.sha256(data).hexdigest())


def read_raw_parts(source: Path | bytes) -> Mapping[str, bytes]:
    """All parts of a file that `read_workbook` accepts (XML as UTF-8), or the CSV files by name."""
    if isinstance(source, Path) and source.is_dir():
        return {f"{sheet}.csv": data for sheet, data in csv_parts(source).items()}
    data = source if isinstance(source, bytes) else source.read_bytes()
    check_workbook(data)
    return read_parts(data)


def _read_bytes(path: Path, limits: Limits) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(limits.file_bytes + 1)
    except OSError as error:
        remedy = "Check the name and that the file is closed in Excel."
        raise Refused("no-file", f"The file “{path.name}” cannot be opened.", remedy) from error


def _check_name(name: str) -> None:
    if name.lower().endswith(".csv"):
        remedy = "Put the CSV files of the study into one folder, one file per sheet."
        raise Refused("single-csv", "A single CSV file is not a workbook.", remedy)


def _run_child(data: bytes, known: frozenset[str]) -> bytes:
    """Send the bytes to a fresh interpreter and return what it prints, within all limits."""
    request = json.dumps({"known": sorted(known)}).encode() + b"\n"
    root = str(Path(outcomes.__file__).resolve().parents[1])
    kept = {key: os.environ[key] for key in ("PATH", "SYSTEMROOT", "LANG") if key in os.environ}
    child = subprocess.Popen(
        [sys.executable, "-s", "-B", "-m", "outcomes.intake.gate.child"],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**kept, "PYTHONPATH": root, "PYTHONIOENCODING": "utf-8", "PYTHONUTF8": "1"},
        cwd=root,
    )
    timer = threading.Timer(WALL_SECONDS, child.kill)
    timer.start()
    try:
        with child:
            printed = _exchange(child, request, data)
    finally:
        timer.cancel()
    if child.returncode or len(printed) > _ANSWER_BYTES:
        reason = "Reading the workbook took too much memory or time, or broke the parser."
        raise Refused("parser-failed", reason, _RESAVE)
    return printed


def _exchange(child: subprocess.Popen[bytes], request: bytes, data: bytes) -> bytes:
    """Write everything, then read everything: the child answers only after its last byte."""
    assert child.stdin is not None
    assert child.stdout is not None
    try:
        child.stdin.write(request)
        child.stdin.write(data)
        child.stdin.close()
    except BrokenPipeError:
        return b""
    printed = child.stdout.read(_ANSWER_BYTES + 1)
    if len(printed) > _ANSWER_BYTES:
        child.kill()
    return printed


def _decode_date(tagged: dict[str, str]) -> object:
    """The inverse of the child's tags; anything else is not an answer of ours."""
    ((tag, text),) = tagged.items()
    kinds: dict[str, Any] = {
        "datetime": datetime.datetime,
        "date": datetime.date,
        "time": datetime.time,
    }
    return kinds[tag].fromisoformat(text)


def _answer(printed: bytes) -> list[Any]:
    try:
        answer = json.loads(printed, object_hook=_decode_date)
        if answer[0] == "refused":
            raise Refused(*map(str, answer[1:4]))
        if answer[0] != "ok" or len(answer) != 4:
            raise ValueError("unknown answer")
    except (ValueError, KeyError, TypeError, IndexError) as error:
        raise Refused("parser-failed", "The parser gave no usable answer.", _RESAVE) from error
    return answer


def _workbook(answer: list[Any], sha256: str) -> RawWorkbook:
    _, date_1904, sheets, findings = answer
    try:
        return RawWorkbook(
            sheets=tuple(_sheet(*sheet) for sheet in sheets),
            sha256=sha256,
            date_1904=bool(date_1904),
            findings=tuple(_finding(*finding) for finding in findings),
        )
    except (TypeError, ValueError) as error:
        raise Refused("parser-failed", "The parser gave no usable answer.", _RESAVE) from error


def _finding(*fields: str) -> Finding:
    severity, sheet, cell, rule, message, remedy = map(str, fields)
    if severity not in ("error", "warning", "info"):
        raise ValueError("unknown severity")
    return Finding(severity, sheet, cell, rule, message, remedy)  # type: ignore[arg-type]


def _sheet(
    name: str, header: list[str], columns: list[str], numbers: list[int], rows: list[list[Raw]]
) -> RawSheet:
    if {type(value) for row in rows for value in row} - _PLAIN:
        raise ValueError("a cell of unknown type")
    return RawSheet(
        name=str(name),
        header=tuple(map(str, header)),
        columns=tuple(map(str, columns)),
        row_numbers=tuple(map(int, numbers)),
        rows=tuple(map(tuple, rows)),
    )
