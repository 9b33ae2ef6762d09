"""Tables in files of their own, CSV or SAS, read as the sheets of one workbook."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from pathlib import Path, PurePath

from outcomes.intake.gate.gate import bytes_of
from outcomes.intake.gate.limits import LIMITS, Limits
from outcomes.intake.gate.raw import (
    Finding,
    Place,
    RawSheet,
    RawWorkbook,
    Refused,
    odd_text,
)
from outcomes.intake.identify.texts import worth_a_look
from outcomes.intake.sheets.formats import sas
from outcomes.intake.sheets.formats.delimited import read_grid, strings_of
from outcomes.intake.sheets.rows.headings import lay_out
from outcomes.model.file.told import told

SUFFIXES = (".csv", *sas.SUFFIXES)
_FEWER = "Keep only the study's data in the folder."
_NEEDED = ("adsl", "adtte", "adrs", "adae")
_TOO_LARGE = {"file-size", "rows", "columns", "cells"}

Strings = list[tuple[Place, str]]


def is_table(name: str) -> bool:
    """Whether a file of that name is read as a table."""
    return PurePath(name).suffix.lower() in SUFFIXES


def files_of(folder: Path, limits: Limits = LIMITS) -> dict[str, bytes]:
    """Return the tables of a folder by file name, in the order of their names.

    A file is read no further than a byte beyond what is allowed.
    """
    paths = sorted(path for path in folder.iterdir() if is_table(path.name) and path.is_file())
    return {path.name: bytes_of(path, limits) for path in paths}


def read_files(
    files: Mapping[str, bytes], known: frozenset[str], limits: Limits = LIMITS
) -> RawWorkbook:
    """Read every table as a sheet named like its file.

    Where a file named ADSL is among them, a table too large to be read that an analysis does not
    need (laboratory values, say) is left out and named.

    Raises
    ------
    Refused
        When there is no table, one is not what its name says, or the limits of a workbook are
        passed.
    """
    if not files:
        raise Refused("no-csv", "The folder holds no CSV file.", "Put one CSV per sheet into it.")
    adam = any(_stem(name).casefold().startswith("adsl") for name in files)
    sheets: list[RawSheet] = []
    findings: list[Finding] = []
    strings: Strings = []
    digest = hashlib.sha256()
    room = limits.file_bytes
    for file, data in files.items():
        digest.update(f"{_stem(file)}\0{len(data)}\0".encode() + data)
        name = _stem(file) if _stem(file) not in {s.name for s in sheets} else file
        try:
            if len(data) > room:
                allowed = limits.file_bytes >> 20
                raise Refused(
                    "file-size", told("The files are larger than {} MB.", allowed), _FEWER
                )
            sheet, odd, texts = _read(name, file, data, known, limits)
        except Refused as refusal:
            needed = _stem(file).casefold().startswith(_NEEDED)
            if not adam or needed or refusal.rule not in _TOO_LARGE:
                raise
            findings.append(_left_out(name, refusal))
            continue
        room -= len(data)
        sheets.append(sheet)
        findings += odd
        strings += texts
    return RawWorkbook(
        tuple(sheets), digest.hexdigest(), False, tuple(findings), strings=tuple(strings)
    )


def _stem(name: str) -> str:
    return PurePath(name).stem


def _left_out(name: str, refusal: Refused) -> Finding:
    message = told("the table is too large and is not read: {}", refusal.reason)
    return Finding("info", name, "", "table-left-out", message, "Nothing to do.")


def _read(
    name: str, file: str, data: bytes, known: frozenset[str], limits: Limits
) -> tuple[RawSheet, list[Finding], Strings]:
    if file.lower().endswith(sas.SUFFIXES):
        sheet, findings = sas.read_table(name, data, limits)
        return sheet, findings, list(_strings(sheet, limits))
    grid, odd = read_grid(name, data, limits)
    sheet, decided = lay_out(grid, known)
    return sheet, odd + decided, list(strings_of(grid))


def _strings(sheet: RawSheet, limits: Limits) -> Iterator[tuple[Place, str]]:
    for number, row in zip(sheet.row_numbers, sheet.rows, strict=True):
        for letters, value in zip(sheet.columns, row, strict=True):
            if not isinstance(value, str):
                continue
            if len(value) > limits.text or odd_text(value):
                raise Refused("long-text", told("A text in “{}” is too long.", sheet.name), _FEWER)
            if worth_a_look(value):
                yield Place(sheet.name, letters, number), value
