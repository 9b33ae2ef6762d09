"""Where the header of a sheet is, which rows are data, and which only look like data."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from outcomes.intake.gate.raw import (
    Finding,
    Raw,
    RawSheet,
    cells_by_column,
    column_index,
    column_letter,
    normalize_header,
    some_rows,
)
from outcomes.intake.gate.sheetxml import Merge
from outcomes.intake.sheets.grid import Grid
from outcomes.intake.sheets.rows.footers import BELOW, begins_another_table, footer
from outcomes.intake.sheets.rows.heading_rows import find_header, header_rows, inside, spans
from outcomes.intake.sheets.rows.units_row import units_of
from outcomes.model.file.told import told

ERROR_TEXTS = frozenset(
    "#DIV/0! #N/A #NAME? #NULL! #NUM! #REF! #VALUE! #GETTING_DATA #SPILL! #CALC!".split()
)


def lay_out(grid: Grid, known: frozenset[str]) -> tuple[RawSheet, list[Finding]]:
    """Split a grid into header and data rows; say in findings what was decided.

    Parameters
    ----------
    grid
        Values with addresses; blank cells are None.
    known
        Normalized header names that are expected (see `normalize_header`); may be empty.

    Returns
    -------
    tuple
        The sheet, and a finding for every row or cell that was not taken as it stands.
    """
    first = find_header(grid.rows, known)
    if first is None:
        empty = RawSheet(grid.name, (), (), (), ())
        return empty, [_finding("info", grid.name, "", "empty-sheet", "the sheet is empty", "")]
    first, last = header_rows(grid, first)
    header = _header(grid, first, last, known)
    findings = _heading_findings(grid, first, last)
    grid, errors = _without_errors(grid)
    grid, filled = _fill_merged(grid, last + 1)
    findings += errors + filled
    lead = next((j for j, text in enumerate(header) if text), 0)
    below = grid.rows[last + 1] if last + 1 < len(grid.rows) else ()
    units = units_of(below, lead) if below else None
    kept, left_out = _data_rows(grid, last + 1, header, units is not None)
    findings += left_out
    columns = [
        j for j in range(len(header)) if header[j] or any(grid.rows[i][j] is not None for i in kept)
    ]
    letters = tuple(column_letter(grid.left + j) for j in columns)
    whole = columns == list(range(len(grid.rows[first])))
    sheet = RawSheet(
        name=grid.name,
        header=tuple(header[j] for j in columns),
        columns=letters,
        row_numbers=tuple(grid.row_numbers[i] for i in kept),
        rows=tuple(
            tuple(grid.rows[i]) if whole else tuple(grid.rows[i][j] for j in columns) for i in kept
        ),
        separator=grid.separator,
        units=tuple(units[j] for j in columns) if units else (),
    )
    return sheet, findings + _column_findings(sheet)


def _text(value: Raw) -> str:
    return "" if value is None else " ".join(str(value).split())


def _header(grid: Grid, first: int, last: int, known: frozenset[str]) -> list[str]:
    top = [_text(v) for v in grid.rows[first]]
    if first == last:
        return top
    for merge in spans(grid, first):
        for j in inside(grid, range(merge.left, merge.right + 1)):
            top[j - grid.left] = _text(grid.rows[first][max(merge.left - grid.left, 0)])
    return [_joined(a, _text(b), known) for a, b in zip(top, grid.rows[last], strict=True)]


def _joined(upper: str, lower: str, known: frozenset[str]) -> str:
    """One name of a two-row heading: whichever form is known, else both parts."""
    both = f"{upper} {lower}".strip()
    listed = (name for name in (both, lower) if name and normalize_header(name) in known)
    return next(listed, both)


def _without_errors(grid: Grid) -> tuple[Grid, list[Finding]]:
    """Blank the texts that are error codes (a CSV has no other way to say them)."""
    if grid.texts is not None and ERROR_TEXTS.isdisjoint(grid.texts):
        return grid, []
    at = {
        (i, j)
        for i, row in enumerate(grid.rows)
        if not ERROR_TEXTS.isdisjoint(row)
        for j, v in enumerate(row)
        if type(v) is str and v[:1] == "#" and v in ERROR_TEXTS
    }
    if not at:
        return grid, []
    rows = [[None if (i, j) in at else v for j, v in enumerate(r)] for i, r in enumerate(grid.rows)]
    cells = [(column_letter(grid.left + j), grid.row_numbers[i]) for i, j in at]
    return replace(grid, rows=rows), error_findings(grid.name, cells)


def error_findings(sheet: str, cells: Sequence[tuple[str, int]]) -> list[Finding]:
    """One finding per column that holds error cells such as #DIV/0!."""
    return [
        _finding(
            "warning",
            sheet,
            cell,
            "error-cell",
            told("an Excel error (such as #DIV/0!) in {}; read as blank", rows),
            "Correct the formula or clear the cell.",
        )
        for cell, rows in cells_by_column(cells)
    ]


def _fill_merged(grid: Grid, start: int) -> tuple[Grid, list[Finding]]:
    """Repeat a vertically merged value in the rows it covers; never beyond, never sideways."""
    index = {number: i for i, number in enumerate(grid.row_numbers) if i >= start}
    rows = [list(row) for row in grid.rows] if grid.merges else grid.rows
    findings = []
    for merge in grid.merges:
        top, j = index.get(merge.top), merge.left - grid.left
        if top is None or not 0 <= j < len(grid.rows[top]):
            continue
        value = grid.rows[top][j]
        for number in range(merge.top + 1, min(merge.bottom, grid.row_numbers[-1]) + 1):
            i = index.get(number)
            if i is not None and any(v is not None for v in grid.rows[i]):
                rows[i][j] = value  # type: ignore[index]
        findings.append(_merge_finding(grid.name, merge))
    return replace(grid, rows=rows), findings


def _merge_finding(sheet: str, merge: Merge) -> Finding:
    words = told("merged cells; the value was read for each row of the range.")
    if merge.right > merge.left:
        words = told("{} Only its first column was filled.", words)
    return _finding(
        "warning",
        sheet,
        merge.address,
        "merged-cells",
        words,
        "Unmerge the cells and write the value into every row it belongs to.",
    )


def _data_rows(
    grid: Grid, start: int, header: Sequence[str], has_units: bool
) -> tuple[list[int], list[Finding]]:
    named = [j for j, text in enumerate(header) if text]
    numbered = enumerate(grid.rows[start:], start)
    rows = [i for i, row in numbered if row.count(None) < len(row)]
    rules = {i: rule for i in rows if (rule := footer(grid.rows[i], named))}
    if len(rules) > max(5, len(rows) // 2):  # codes of patients that begin like a word of footers
        rules = {}
    begins = {text for name in header[:1] for text in _said_again(name)}
    rules |= {
        i: "heading-row"
        for i in rows
        if ((first := grid.rows[i][0]) is None or str(first).strip() in begins)
        and _repeats(grid.rows[i], header)
    }
    if has_units:
        rules[start] = "units-row"
    rules |= dict.fromkeys(_below(grid, [i for i in rows if i not in rules]), BELOW)
    remedy = "If it is a patient's row, change its first cell; else delete it."
    findings = []
    for i in sorted(rules):
        number = grid.row_numbers[i]
        text = told(
            "row {} looks like {} and was not read as data", number, told(_NOT_DATA[rules[i]])
        )
        findings.append(_finding("warning", grid.name, str(number), rules[i], text, remedy))
    return [i for i in rows if i not in rules], findings


def _below(grid: Grid, rows: list[int]) -> list[int]:
    """Return the rows from a line on that, after a gap, heads another table."""
    for n, i in enumerate(rows):
        gap = n and grid.row_numbers[i] - grid.row_numbers[rows[n - 1]] > 1
        if gap and begins_another_table(grid.rows[i], [grid.rows[k] for k in rows[:n]]):
            return rows[n:]
    return []


def _repeats(row: Sequence[Raw], header: Sequence[str]) -> bool:
    """Whether a row says the heading again, as after a break of pages."""
    entries = (
        (str(v).strip(), text) for v, text in zip(row, header, strict=False) if v is not None
    )
    same = all(entry in _said_again(text) for entry, text in entries)
    return same and len(row) - row.count(None) > 1


def _said_again(heading: str) -> tuple[str, str]:
    """Return as what a heading may stand within the table: whole, or its lower line."""
    return heading, heading.rpartition(" ")[2]


_NOT_DATA = {
    "heading-row": "the heading once more",
    "total-row": "a total or summary",
    "note-row": "a note",
    "section-row": "a heading within the table (are the rows below it patients of the study?)",
    "table-below": "part of another table below",
    "units-row": "a line of units under the heading",
}


def _heading_findings(grid: Grid, first: int, last: int) -> list[Finding]:
    findings = []
    above = [grid.row_numbers[i] for i in range(first) if any(v is not None for v in grid.rows[i])]
    if above:
        text = told(
            "{} above the heading (row {}) not read", some_rows(above), grid.row_numbers[last]
        )
        findings.append(
            _finding("info", grid.name, str(above[0]), "title-row", text, "Nothing to do.")
        )
    if last > first:
        text = told(
            "the heading has two rows ({} and {})", grid.row_numbers[first], grid.row_numbers[last]
        )
        remedy = "Check that the joined names are right; one heading row is safer."
        cell = str(grid.row_numbers[first])
        findings.append(_finding("warning", grid.name, cell, "two-row-heading", text, remedy))
    return findings


def _column_findings(sheet: RawSheet) -> list[Finding]:
    findings = []
    seen: dict[str, str] = {}
    for letters, text in sorted(
        zip(sheet.columns, sheet.header, strict=True), key=lambda pair: column_index(pair[0])
    ):
        name = normalize_header(text)
        if not name:
            rule, words = "no-heading", told("column {} has values but no heading", letters)
        elif name in seen:
            rule, words = (
                "duplicate-heading",
                told("columns {} and {} share a heading", seen[name], letters),
            )
        else:
            seen[name] = letters
            continue
        remedy = "Give every column its own heading."
        findings.append(_finding("warning", sheet.name, letters, rule, words, remedy))
    return findings


def _finding(severity: str, sheet: str, cell: str, rule: str, message: str, remedy: str) -> Finding:
    return Finding(severity, sheet, cell, rule, message, remedy)  # type: ignore[arg-type]
