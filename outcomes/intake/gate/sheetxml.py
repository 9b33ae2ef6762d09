"""What the XML of a sheet says: how large it is, and what its values do not tell."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from outcomes.intake.gate.limits import FEWER, SAVE_AS_XLSX, too_many
from outcomes.intake.gate.markup import Attributes, Tally
from outcomes.intake.gate.partscan import (
    Texts,
    Wanted,
    check_length,
    check_signs,
    content_of,
    place_of,
    plain_name,
)
from outcomes.intake.gate.raw import Place, Refused, column_index, column_letter
from outcomes.model.file.told import told

TRUE = ("1", "true")
_PLAIN = ("v", "f")  # one text each; an inline string may be runs
_VALUES = (*_PLAIN, "is")
# Only numbers that could be an identity number (15 or 18 digits) or a mobile (11 digits).
_NUMBER = re.compile(r"1[3-9]\d{9}(?:\.0)?|\d{15}|\d{18}|\d(?:\.\d{1,20})?[eE]\+?1[047]", re.ASCII)
_SHORTEST_NUMBER, _LONGEST_NUMBER = 11, 30

Cell = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Merge:
    """A merged range: 1-based rows, 0-based columns, ends included."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        return f"{column_letter(self.left)}{self.top}:{column_letter(self.right)}{self.bottom}"

    @property
    def area(self) -> int:
        return (self.bottom - self.top + 1) * (self.right - self.left + 1)


@dataclass(slots=True)
class Marks:
    """Addresses of what needs a word to the reader, cells as (letters, row)."""

    merges: list[Merge]
    hidden_rows: list[int]
    hidden_columns: list[str]
    errors: list[Cell]
    uncached: list[Cell]


class Sheet:
    """One worksheet while it streams past.

    Attributes
    ----------
    marks
        Merges, and addresses of what is hidden, erroneous or never calculated.
    strings
        Texts, formulas and long numbers of its cells, and every string outside of them.
    shown
        Which texts of the shared table its cells show.
    """

    def __init__(self, name: str, shared: Mapping[int, str], wanted: Wanted, tally: Tally) -> None:
        self.marks = Marks([], [], [], [], [])
        self.strings: list[tuple[Place, str]] = []
        self.shown: set[int] = set()
        self._name, self._shared, self._wanted, self._tally = name, shared, wanted, tally
        self._extent = Extent(tally)
        self._texts = Texts()
        self._inside = False  # of the table of cells
        self._cell: Attributes | None = None
        self._parts: dict[str, str] = {}
        self._open = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        if ":" in tag:
            tag = plain_name(tag)
        if self._cell is not None:
            self._start_in_cell(tag)
        elif tag == "c" and self._inside:
            self._cell = attributes
        elif tag == "row" and self._inside:
            self._extent.begin_row(attributes.get("r", ""))
            if attributes.get("hidden") in TRUE:
                self.marks.hidden_rows.append(self._extent.row)
        else:
            self._start_outside(tag, attributes)

    def close(self) -> None:
        """Count the sheet as the parser will hold it."""
        self._extent.close()

    def _start_in_cell(self, tag: str) -> None:
        if tag in _VALUES and not self._open:
            self._open = tag
            self._parts[tag] = ""
        else:
            self._texts.start(tag)

    def _start_outside(self, tag: str, attributes: Attributes) -> None:
        if tag == "sheetData":
            self._inside = True
        elif tag == "mergeCell":
            self._add_merge(attributes.get("ref", ""))
        elif tag == "col" and attributes.get("hidden") in TRUE:
            self._add_hidden_column(attributes.get("min", ""), attributes.get("max", ""))
        self._texts.start(tag)
        self._keep_outside()
        for value in content_of(attributes):
            self._keep(value)

    def end(self, tag: str) -> None:
        if ":" in tag:
            tag = plain_name(tag)
        if self._cell is None:
            self._texts.end(tag)
            self._keep_outside()
            if tag == "sheetData":
                self._inside = False
        elif tag == self._open:
            if tag == "is":
                self._texts.flush()
                self._parts[tag] = "\n".join(self._texts.taken())
                check_length(self._parts[tag], self._tally.limits.text)
            if not self._parts[tag].isascii():
                check_signs(self._parts[tag])
            self._open = ""
        elif tag == "c":
            self._end_cell(self._cell, self._parts)
            self._cell, self._parts = None, {}
        else:
            self._texts.end(tag)

    def text(self, text: str) -> None:
        if self._open in _PLAIN:
            self._parts[self._open] += text
            check_length(self._parts[self._open], self._tally.limits.text)
        else:
            self._texts.text(text)

    def _end_cell(self, cell: Attributes, parts: Mapping[str, str]) -> None:
        address = cell.get("r", "")
        self._extent.add_cell(address, counted=bool(parts))
        if not parts:  # formatting without a value costs the parser nothing
            return
        kind = cell.get("t", "n")
        value = parts.get("v", "")
        if "f" in parts and not value and kind != "str":
            self._mark(self.marks.uncached, address)
        if kind == "e":
            self._mark(self.marks.errors, address)
        elif kind == "s":
            self._end_shared(value, address)
        elif kind == "n":
            telling = len(value) >= _SHORTEST_NUMBER or "e" in value or "E" in value
            if telling and len(value) < _LONGEST_NUMBER and _NUMBER.fullmatch(value.strip()):
                self._keep_cell(str(int(Decimal(value.strip()))), address)
        elif kind != "b" and value:
            self._keep_cell(value, address)
        for part, text in parts.items():
            if part != "v" and text:
                self._keep_cell(text, address)

    def _end_shared(self, value: str, address: str) -> None:
        index = int(value[:9]) if value[:9].isdecimal() else -1
        if index in self._shared:
            self.shown.add(index)
            self.strings.append((place_of(self._name, address), self._shared[index]))

    def _mark(self, marks: list[Cell], address: str) -> None:
        place = place_of(self._name, address)
        if place.letters:
            marks.append((place.letters, place.row))

    def _keep_cell(self, text: str, address: str) -> None:
        if self._wanted(text):
            self.strings.append((place_of(self._name, address), text))

    def _keep_outside(self) -> None:
        for text in self._texts.taken():
            self._keep(text)

    def _keep(self, text: str) -> None:
        self._tally.add_letters(len(text))
        if self._wanted(text):
            check_signs(text)
            self.strings.append((Place(self._name), text))

    def _add_merge(self, address: str) -> None:
        first, _, last = address.partition(":")
        start, end = place_of("", first), place_of("", last or first)
        if not start.letters or not end.letters:
            raise Refused("merge", "A merged range has no valid address.", SAVE_AS_XLSX)
        left, right = column_index(start.letters), column_index(end.letters)
        self._extent.add_merge(Merge(start.row, left, end.row, right))
        self.marks.merges.append(Merge(start.row, left, end.row, right))

    def _add_hidden_column(self, first: str, last: str) -> None:
        """Add letters, or a span of letters ("C:E")."""
        if all(number.isdecimal() and 0 < len(number) <= 5 for number in (first, last)):
            start, end = column_letter(int(first) - 1), column_letter(int(last) - 1)
            self.marks.hidden_columns.append(start if start == end else f"{start}:{end}")


class Extent:
    """How far the cells of one sheet reach; refuses as soon as a limit is crossed."""

    def __init__(self, tally: Tally) -> None:
        self.row = 0
        self._column = -1
        self._tally, self._limits = tally, tally.limits
        self._height = self._width = self._merges = self._merged_area = 0
        self._before = tally.cells
        self._rows = 0
        self._columns: dict[str, int] = {"": -1}
        self._row_text = ""

    def begin_row(self, number: str) -> None:
        """A row begins; without a number it is the next one."""
        self._rows += 1
        self.row = self._number(number) if number else self.row + 1
        self._row_text, self._column = number, -1
        if self._rows > self._limits.rows:
            raise too_many("rows", self._limits)

    def add_cell(self, address: str, *, counted: bool) -> None:
        """A cell; without an address it is the next one of its row."""
        digits = address.lstrip("$ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
        letters = address[: len(address) - len(digits)]
        if not address:
            self._column += 1
        elif letters in self._columns:
            self._column = self._columns[letters]
        else:
            self._column = self._columns[letters] = self._index(letters)
        if digits != self._row_text and digits:
            self.row, self._row_text = self._number(digits), digits
        if counted:
            self._tally.cells += 1
            wider = self._column >= self._width or self.row > self._height
            if wider or self._tally.cells > self._limits.cells:
                self._check()

    def _index(self, letters: str) -> int:
        plain = letters.replace("$", "")
        if not 0 < len(plain) <= 5:
            raise Refused("cell-address", "A cell lies outside any spreadsheet.", SAVE_AS_XLSX)
        return column_index(plain)

    def _number(self, digits: str) -> int:
        if not digits.isdecimal() or len(digits) > 9:
            raise Refused("cell-address", "A cell lies outside any spreadsheet.", SAVE_AS_XLSX)
        return int(digits)

    def _check(self) -> None:
        limits = self._limits
        if self._tally.cells > limits.cells:
            raise too_many("cells", limits)
        self._height = max(self._height, self.row)
        self._width = max(self._width, self._column + 1)
        if self._height > limits.rows:
            raise too_many("rows", limits)
        if self._width > limits.columns:
            raise too_many("columns", limits)
        # the parser fills the rectangle from the first to the last cell
        if self._height * self._width > limits.cells:
            raise too_many("cells", limits)

    def add_merge(self, merge: Merge) -> None:
        """A merged range; all of them together cover no more than a sheet has cells."""
        limits = self._limits
        self._merges += 1
        self._merged_area += max(merge.area, 1)
        wide, high = merge.right >= limits.columns, merge.bottom > limits.rows
        if wide or high or self._merged_area > limits.cells:
            raise Refused("merge", "A merged range covers almost a whole sheet.", FEWER)
        if self._merges > limits.merges:
            raise Refused("merge", told("More than {} merged ranges.", limits.merges), FEWER)

    def close(self) -> None:
        """Count the sheet as the parser will hold it, blank cells included."""
        held = max(self._height * self._width, self._merged_area)
        self._tally.cells = max(self._tally.cells, self._before + held)
        if self._tally.cells > self._limits.cells:
            raise too_many("cells", self._limits)
