"""What the reader of bytes hands on: sheets with addresses, findings, refusals."""

from __future__ import annotations

import datetime
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter
from typing import TYPE_CHECKING, Literal, NamedTuple

from outcomes.model.file.told import told

if TYPE_CHECKING:
    from outcomes.intake.gate.entries import Entries

Raw = str | int | float | bool | datetime.datetime | datetime.date | datetime.time | None
Severity = Literal["error", "warning", "info"]

_MANY = 64  # accents in a row
_GROWTH = 4  # letters that one sign of a long text stands for, on average


class Place(NamedTuple):
    """Where a string stands: a sheet and cell, or a part of the file without a cell."""

    sheet: str
    letters: str = ""
    row: int = 0


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should know about the file; never contains a cell value.

    `cell` is a cell ("C7"), a column ("C"), a row ("7"), a range ("A2:A5"), or empty for a
    whole sheet; `sheet` is a part of the file ("docProps/core.xml") when no sheet is meant.
    """

    severity: Severity
    sheet: str
    cell: str
    rule: str
    message: str
    remedy: str


@dataclass(frozen=True)
class RawSheet:
    """One sheet as it stands in the file: header, data rows, and where they were.

    `columns` are the letters of the header cells, `row_numbers` the 1-based rows of the data;
    rows that are blank throughout are left out. `separator` is that of a CSV file;
    `units` are what a line of units under the header says, by column.
    """

    name: str
    header: tuple[str, ...]
    columns: tuple[str, ...]
    row_numbers: tuple[int, ...]
    rows: tuple[tuple[Raw, ...], ...]
    separator: str = ""
    units: tuple[str, ...] = ()

    @cached_property
    def entries(self) -> tuple[Entries, ...]:
        """The entries of each column."""
        from outcomes.intake.gate.entries import entries_of  # numpy, which a server starts without

        columns = (list(map(itemgetter(j), self.rows)) for j in range(len(self.columns)))
        return tuple(map(entries_of, columns))

    def is_blank(self, position: int) -> bool:
        """Whether nothing stands in a column."""
        return self.entries[position].blank == len(self.rows)


@dataclass(frozen=True, slots=True)
class RawWorkbook:
    """Every visible and hidden sheet of a workbook, or of a folder of files.

    `strings` are the strings of every part of the file that were asked for, with their places;
    `placed` says which sheet of the dictionary a sheet is, where its layout decides that; `saved`
    is the day its properties say it was saved.
    """

    sheets: tuple[RawSheet, ...]
    sha256: str
    date_1904: bool
    findings: tuple[Finding, ...]
    strings: tuple[tuple[Place, str], ...] = ()
    placed: Mapping[str, str] = field(default_factory=dict)
    saved: datetime.date | None = None


class Refused(Exception):
    """The file is not read: which rule, why, and what to do; never a cell value."""

    def __init__(self, rule: str, reason: str, remedy: str) -> None:
        super().__init__(f"{reason} {remedy}")
        self.rule = rule
        self.reason = reason
        self.remedy = remedy

    def __reduce__(self) -> tuple[type[Refused], tuple[str, str, str]]:
        return (Refused, (self.rule, self.reason, self.remedy))


def column_letter(index: int) -> str:
    """Spreadsheet letters of a 0-based column index: 0 is A, 26 is AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_index(letters: str) -> int:
    """0-based index of spreadsheet letters: A is 0, AA is 26."""
    index = 0
    for letter in letters.upper():
        index = index * 26 + ord(letter) - 64
    return index - 1


def normalize_header(text: str) -> str:
    """A header as the dictionary compares it: NFKC, case-folded, no spaces or underscores."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if not c.isspace() and c != "_")


def odd_text(text: str) -> bool:
    """Whether a text is written to cost whoever compares it: no language has such.

    Sorting the accents of one letter takes the square of their number, and single signs stand
    for up to eighteen letters.
    """
    if len(text) < _MANY or text.isascii():
        return False
    return _heaps_accents(text) or _grows(text)


def _heaps_accents(text: str) -> bool:
    run = 0
    for letter in text:
        run = run + 1 if unicodedata.combining(letter) else 0
        if run >= _MANY:
            return True
    return False


def _grows(text: str) -> bool:
    return len(unicodedata.normalize("NFKC", text)) > _GROWTH * len(text)


def some_rows(rows: Sequence[int]) -> str:
    """Words for row numbers: the first five and how many more."""
    shown = ", ".join(str(row) for row in rows[:5])
    more = len(rows) - 5
    if len(rows) == 1:
        return told("row {}", shown)
    return told("rows {} and {} more", shown, more) if more > 0 else told("rows {}", shown)


def cells_by_column(cells: Iterable[tuple[str, int]]) -> list[tuple[str, str]]:
    """Group (letters, row) cells by column into (address, words naming the rows).

    A single cell keeps its full address ("C7"); several share the column's ("C").
    """
    columns: dict[str, set[int]] = {}
    for letters, row in cells:
        columns.setdefault(letters, set()).add(row)
    grouped = []
    for letters in sorted(columns, key=column_index):
        rows = sorted(columns[letters])
        address = f"{letters}{rows[0]}" if len(rows) == 1 else letters
        grouped.append((address, some_rows(rows)))
    return grouped
