"""One sheet of a file to one typed table, with an address for everything that is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
import pandas as pd

from outcomes.dictionary import Column, Sheet, columns_of
from outcomes.intake.cells.cell import Cleaned, Problem, error
from outcomes.intake.cells.column import read_entries
from outcomes.intake.cells.file_facts import FileFacts
from outcomes.intake.checks.effects import effect_of_entry
from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.sheets.holds import Held, held, meanings, unresolved
from outcomes.intake.sheets.reading import RENAME, Plan, Reading, readings
from outcomes.model.file.report import ColumnReport, Issue, SheetReport
from outcomes.model.file.told import told
from outcomes.model.file.unread import MONTH, with_unread
from outcomes.model.protocol import StudySpec


@dataclass(frozen=True, slots=True, eq=False)
class SheetTable:
    """One sheet of the file, read."""

    frame: pd.DataFrame
    letters: Mapping[str, str]
    issues: list[Issue]
    report: SheetReport
    holds: tuple[Held, ...]  # of each column of the file
    read: Mapping[str, ReadCells]
    imputed: Mapping[str, frozenset[int]]  # by column: rows whose date is known to the month only


_BLANKS = ("only_yes", "only_one_code")  # rules that ask what a blank means


def read_sheet(
    sheet: Sheet, raw: RawSheet, spec: StudySpec, file: FileFacts, before: SheetTable | None = None
) -> SheetTable:
    """Return the rows of one sheet as typed columns; unreadable cells are missing and reported.

    Columns that another protocol reads alike are taken from the sheet as it was read ``before``.
    """
    plan = readings(sheet, raw, spec, file)
    issues = [*plan.issues, *_required(sheet, raw, plan)]
    known = before.read if before else {}
    read = {}
    for reading in plan.readings:
        name = reading.column.name
        by = reading, plan.disputed.get(name, frozenset())
        old = known.get(name)
        read[name] = old if old and old.by == by else _read_cells(raw, *by)
        issues += _issues_of(sheet, raw, read[name], spec)
    columns = {name: column.values for name, column in read.items()}
    columns |= _blank_required(sheet, columns, len(raw.rows))
    frame = pd.DataFrame(columns, index=range(len(raw.rows)))
    frame["_row"] = np.array(raw.row_numbers, dtype=int)
    rows = frame["_row"].to_numpy()
    marks = {name: column.unread for name, column in read.items()}
    monthly = {n + MONTH: c.unread & np.isin(rows, sorted(c.monthly)) for n, c in read.items()}
    frame = with_unread(frame, marks | monthly)
    letters = {r.column.name: r.letter for r in plan.readings}
    imputed = {name: column.monthly for name, column in read.items()}
    holds = before.holds if before else tuple(held(raw, i) for i in range(len(raw.header)))
    report = _report(sheet, raw, plan, read, holds)
    return SheetTable(frame, letters, issues, report, holds, read, imputed)


class ReadCells(NamedTuple):
    """One column, read: values, rows not understood or known to the month, and what is wrong."""

    by: tuple[Reading, frozenset[int]]  # as what; rows another column disputes
    values: Any
    unread: np.ndarray
    monthly: frozenset[int]
    meanings: tuple[tuple[str, str], ...]
    unresolved: tuple[str, ...]
    said: tuple[Problem, ...]
    problems: tuple[tuple[int, Cleaned], ...]  # by row of the file


def _read_cells(raw: RawSheet, reading: Reading, disputed: frozenset[int]) -> ReadCells:
    column = reading.column
    entries, cleaned, said = read_entries(column, reading.context, raw.entries[reading.position])
    texts, codes = list(entries.distinct), entries.codes.copy() if disputed else entries.codes
    for i in sorted(disputed):  # each is an entry of its own
        codes[i] = len(cleaned)
        texts.append(raw.rows[i][reading.position])
        cleaned.append(error("columns_disagree", told("a second column says otherwise"), RENAME))
    wrong = np.array([c.problem is not None for c in cleaned], dtype=bool)[codes]
    problems = tuple(
        (raw.row_numbers[i], cleaned[codes[i]]) for i in np.flatnonzero(wrong).tolist()
    )
    asked = any(p.rule in _BLANKS for p in said)
    unread = [c.unread for c in cleaned]
    return ReadCells(
        (reading, disputed),
        _typed(cleaned, column, reading)[codes],
        np.array(unread, dtype=bool)[codes],
        frozenset(row for row, c in problems if c.problem and c.problem.rule == "date_month_only"),
        meanings(texts, [c.value for c in cleaned], column),
        unresolved(texts, unread, column) + (("",) if asked else ()),
        said,
        problems,
    )


def _issues_of(sheet: Sheet, raw: RawSheet, read: ReadCells, spec: StudySpec) -> Iterator[Issue]:
    """Yield what is wrong with a column, and what that does under a protocol."""
    reading, _ = read.by
    letter, name = reading.letter, reading.column.name
    for p in read.said:
        if sheet.name != "screening" or p.rule != "only_yes":  # little of it concerns everybody
            yield Issue(p.severity, raw.name, letter, *p[1:])
    effects = {u: effect_of_entry(spec, sheet.name, name, u) for u in (True, False)}
    for row, c in read.problems:
        if c.problem:
            cell, effect = f"{letter}{row}", effects[c.unread]
            yield Issue(c.problem.severity, raw.name, cell, *c.problem[1:], effect)
    yield from _mixed_units(read.values, reading, raw)


def _required(sheet: Sheet, raw: RawSheet, plan: Plan) -> Iterator[Issue]:
    present = {reading.column.name for reading in plan.readings}
    days = {c.name.removesuffix("_day") for c in columns_of(sheet.name).values()}
    for column in sheet.columns:
        stem = column.name.removesuffix("_date")
        dated = stem in days and f"{stem}_day" in present
        if not column.required or column.name in present or dated or column.name == "patient_id":
            continue
        yield Issue(
            "error", raw.name, "", "column_absent",
            told("the sheet {} lacks the column {}: {}",
                 sheet.name, column.name, column.description),
            told('Add it, or map it in [columns]: "{}.{}".', sheet.name, column.name),
        )  # fmt: skip


def _blank_required(sheet: Sheet, present: Mapping[str, Any], n: int) -> dict[str, Any]:
    """Return the required columns that are absent as blank ones: what follows may rely on them."""
    absent = (c for c in sheet.columns if c.required and c.name not in present)
    return {
        c.name: np.full(n, np.datetime64("NaT"), "datetime64[ns]")
        if c.kind == "date"
        else pd.Series(None, range(n), dtype=object)
        for c in absent
        if c.name != sheet.key
    }


def _typed(cleaned: Sequence[Cleaned], column: Column, reading: Reading) -> Any:
    values = [c.value for c in cleaned]
    if column.kind in ("date", "datetime"):
        return np.array(values, dtype="datetime64[us]").astype("datetime64[ns]")
    numeric = column.kind in ("number", "integer", "yesno") and not reading.context.levels
    if numeric:
        return np.array([np.nan if v is None else v for v in values], dtype=float)
    return pd.Series(values, dtype=object).to_numpy()


def _mixed_units(values: Any, reading: Reading, raw: RawSheet) -> Iterator[Issue]:
    if reading.column.notation != "amount" or reading.context.levels:
        return
    positive = values[values > 0]
    if len(positive) and positive.min() < 20 and np.median(positive) >= 200:
        yield Issue(
            "warning", raw.name, reading.letter, "mixed_units",
            told("{} holds values below 20 beside values in the hundreds: perhaps liters or "
                 "centimeters among milliliters", reading.column.name),
            "Check the small values and write all in ml.",
        )  # fmt: skip


def _report(
    sheet: Sheet, raw: RawSheet, plan: Plan, read: Mapping[str, ReadCells], holds: Sequence[Held]
) -> SheetReport:
    columns = []
    for i, (header, letter) in enumerate(zip(raw.header, raw.columns, strict=True)):
        names = [r.column.name for r in plan.readings if r.position == i]
        kind, n_distinct, examples = holds[i]
        about = ColumnReport(
            header, letter, None, _filled(raw, i),
            holds=kind, n_distinct=n_distinct, examples=examples if names else (),
        )  # fmt: skip
        columns += [
            replace(
                about, column=name,
                n_problems=len(read[name].problems), unresolved=read[name].unresolved,
                meanings=read[name].meanings,
            )
            for name in names
        ] or [about]  # fmt: skip
    return SheetReport(raw.name, sheet.name, len(raw.rows), tuple(columns))


def unread(raw: RawSheet, name: str | None) -> SheetReport:
    """Return the report of a sheet whose rows are not read (``meta``: read elsewhere)."""
    columns = tuple(
        ColumnReport(header, letter, None if name is None else header, _filled(raw, i))
        for i, (header, letter) in enumerate(zip(raw.header, raw.columns, strict=True))
    )
    return SheetReport(raw.name, name, len(raw.rows), columns)


def _filled(raw: RawSheet, position: int) -> int:
    return len(raw.rows) - raw.entries[position].blank
