"""What stands in single cells of a study's file, for whoever asks to see it."""

from collections.abc import Iterable
from pathlib import Path

from outcomes.intake.cells.cell import as_text
from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.sheets.formats.workbook import read_workbook
from outcomes.model.file.report import Issue


def cell_values(path: Path, issues: Iterable[Issue]) -> dict[str, str]:
    """Return the entries at the addresses of findings; whole rows and columns have none.

    Parameters
    ----------
    path : Path
        The workbook, or the folder of tables.
    issues : iterable of Issue
    """
    entries: dict[str, str] = {}
    for sheet in read_workbook(path).sheets:
        entries |= _entries(sheet)
    addresses = (address for issue in issues for address in issue.addresses)
    return {a: entries[a] for a in addresses if a in entries}


def _entries(sheet: RawSheet) -> dict[str, str]:
    return {
        f"{sheet.name}!{letter}{number}": as_text(cell)
        for number, row in zip(sheet.row_numbers, sheet.rows, strict=True)
        for letter, cell in zip(sheet.columns, row, strict=True)
        if cell is not None
    }
