"""Every string in every part of a file, with its sheet and cell where it has one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from outcomes.intake.gate.limits import FEWER, SAVE_AS_XLSX, too_many
from outcomes.intake.gate.markup import Attributes, Tally
from outcomes.intake.gate.raw import Place, Refused, odd_text

Wanted = Callable[[str], bool]
Found = Iterator[tuple[Place, str]]

# Text that is split into formatted runs must be joined again: 138<b>1234</b>5678.
_INLINE = frozenset(
    "r t rPr b i u sz color rFont family charset scheme vertAlign strike latin ea cs solidFill"
    " srgbClr schemeClr span font".split()
)
_NOT_CONTENT = frozenset("uid Id id Type ContentType PartName uri guid".split())
COMMENTS = ("comment", "threadedComment")
# Tags whose attributes say how the file hangs together, and those whose text is a property.
_STRUCTURE = frozenset(("Relationship", "sheet", "workbookPr", "definedName", *COMMENTS))
_PROPERTIES = frozenset(
    "creator lastModifiedBy title subject description keywords category Company Manager"
    " HyperlinkBase".split()
)
_SHORT = 7  # digits that are nobody's number
_DIGITS = re.compile(rb"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")


def plain_name(name: str) -> str:
    """Return a tag's or attribute's name without its prefix."""
    return name.rpartition(":")[2]


def place_of(sheet: str, address: str) -> Place:
    """Return the place of an address such as ``C7`` or ``C7:D9``; the sheet's, for another."""
    cell = address.partition(":")[0].replace("$", "")
    digits = cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")
    letters = cell[: len(cell) - len(digits)].upper()
    if 0 < len(letters) <= 3 and digits.isdecimal() and len(digits) <= 7:
        return Place(sheet, letters, int(digits))
    return Place(sheet)


class Texts:
    """Texts between tags, runs of one paragraph joined, phonetic readings left out."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._pieces: list[str] = []
        self._muted = 0

    def start(self, tag: str) -> None:
        if tag == "rPh":
            self._muted += 1
        elif tag not in _INLINE:
            self.flush()

    def end(self, tag: str) -> None:
        if tag == "rPh":
            self._muted -= 1
        elif tag not in _INLINE:
            self.flush()

    def text(self, text: str) -> None:
        if not self._muted:
            self._pieces.append(text)

    def flush(self) -> None:
        if not self._pieces:
            return
        line = "".join(self._pieces)
        self._pieces.clear()
        if not line.isspace():
            self._lines.append(line)

    def taken(self) -> list[str]:
        """Return the texts since the last time."""
        if not self._lines:
            return []
        lines, self._lines = self._lines, []
        return lines


class Part:
    """A part that is no sheet: its strings, and what it says of how the file hangs together.

    Attributes
    ----------
    strings
        Texts, and values of attributes that are content rather than structure.
    structure
        Attributes of the tags that link parts, name sheets, and carry comments.
    properties
        The first text of each property of the document.
    """

    def __init__(self, path: str, sheet: str, wanted: Wanted, tally: Tally) -> None:
        self.strings: list[tuple[Place, str]] = []
        self.structure: dict[str, list[Attributes]] = {}
        self.properties: dict[str, str] = {}
        self._wanted, self._tally = wanted, tally
        self._sheet = sheet or path
        self._place = self._whole = Place(path)
        self._texts = Texts()
        self._open = ""

    def start(self, tag: str, attributes: Attributes) -> None:
        tag = plain_name(tag)
        self._texts.start(tag)
        self._take()
        self._open = tag
        if tag == "sheetData":
            raise CellsFound
        if tag in _STRUCTURE:
            plain = {plain_name(name): value for name, value in attributes.items()}
            self.structure.setdefault(tag, []).append(plain)
            if tag == "sheet" and len(self.structure[tag]) > self._tally.limits.sheets:
                raise too_many("sheets", self._tally.limits)
        if tag in COMMENTS:
            self._place = place_of(self._sheet, attributes.get("ref", ""))
        elif self._place is self._whole:
            for value in content_of(attributes):
                self._keep(value)

    def end(self, tag: str) -> None:
        tag = plain_name(tag)
        self._texts.end(tag)
        self._take()
        if tag in COMMENTS:
            self._place = self._whole

    def text(self, text: str) -> None:
        self._texts.text(text)

    def _take(self) -> None:
        for text in self._texts.taken():
            if self._open in _PROPERTIES:
                self.properties.setdefault(self._open, text.strip())
            self._keep(text)

    def _keep(self, text: str) -> None:
        self._tally.add_letters(len(text))
        if self._wanted(text):
            self._tally.add_suspect_letters(len(text))
            check_signs(text)
            self.strings.append((self._place, text))


class CellsFound(Exception):
    """A part holds cells: it is a sheet, whatever the file calls it."""


class SharedTexts:
    """The table of texts that cells refer to by number; ``wanted`` holds those worth a look."""

    def __init__(self, wanted: Wanted, tally: Tally) -> None:
        self.wanted: dict[int, str] = {}
        self._is_wanted = wanted
        self._tally = tally
        self._texts = Texts()

    def start(self, tag: str, attributes: Attributes) -> None:
        tag = plain_name(tag)
        self._texts.start(tag)
        if tag == "sst":
            declared = attributes.get("uniqueCount", "0")
            if declared.isdecimal() and int(declared[:12]) > self._tally.limits.cells:
                reason = "The file declares an implausible text table."
                raise Refused("unique-count", reason, SAVE_AS_XLSX)

    def end(self, tag: str) -> None:
        tag = plain_name(tag)
        self._texts.end(tag)
        if tag == "si":
            text = "\n".join(self._texts.taken())
            check_length(text, self._tally.limits.text)
            check_signs(text)
            if self._is_wanted(text):
                self.wanted[self._tally.texts] = text
            self._tally.texts += 1
            if self._tally.texts > self._tally.limits.cells:
                raise too_many("cells", self._tally.limits)

    def text(self, text: str) -> None:
        self._texts.text(text)


def content_of(attributes: Attributes) -> Iterator[str]:
    """Yield the values of attributes that are content rather than structure of the file."""
    for name, value in attributes.items():
        if len(value) < _SHORT and value.isdigit():
            continue
        known = name.startswith("xmlns") or plain_name(name) in _NOT_CONTENT
        if value and not known and not value.startswith("http://schemas."):
            yield value


def binary_strings(path: str, data: bytes) -> Found:
    """Yield runs of digits that may be a person's number; texts of a binary part are no cells."""
    for raw in (data, data[::2], data[1::2]):  # every second byte: UTF-16 text
        for digits in _DIGITS.findall(raw):
            yield Place(path), digits.decode()


def check_length(text: str, limit: int) -> None:
    """Refuse a text that no cell can hold."""
    if len(text) > limit:
        raise Refused("long-text", "A single text in the file is too long.", FEWER)


def check_signs(text: str) -> None:
    """Refuse a text that costs more than its length."""
    if odd_text(text):
        raise Refused("odd-text", "A text is written in signs that no language has.", FEWER)
