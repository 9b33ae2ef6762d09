"""The XML of a workbook streamed once past whoever wants to know something about it.

Each byte is looked at once: by expat, which refuses what is not well-formed, and with it every
DOCTYPE and entity. No pattern is matched over it.
"""

from __future__ import annotations

import codecs
import re
from html import unescape
from typing import Protocol
from xml.parsers import expat

from outcomes.intake.gate.limits import FEWER, SAVE_AS_XLSX, Limits
from outcomes.intake.gate.raw import Refused

Attributes = dict[str, str]

_DAMAGED = "The file may have been cut off or altered; export or copy it again."
_CHUNK = 1 << 18
_LONGEST_TAG = 1 << 20
_PER_CELL = 8  # tags that a cell, or a text of the table of texts, may take
_PER_TEXT = 2  # tags that a text outside of the cells costs as much time as
_ENCODINGS = {"utf-8", "utf8", "utf-16", "utf-16le", "utf-16be", "us-ascii", "ascii", "iso-8859-1"}
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([^\"']*)", re.I)
_MARKS = (
    (codecs.BOM_UTF16_LE, "UTF-16"),
    (codecs.BOM_UTF16_BE, "UTF-16"),
    (b"<\0", "UTF-16LE"),
    (b"\0<", "UTF-16BE"),
)


class Visitor(Protocol):
    """What is told of every tag and text of one part."""

    def start(self, tag: str, attributes: Attributes) -> None:
        """A tag begins, its name and its attributes' names as written, prefixes included."""

    def end(self, tag: str) -> None:
        """A tag ends."""

    def text(self, text: str) -> None:
        """Some text, perhaps a piece of a longer one."""


class Tally:
    """Counts of the whole file while its parts stream past."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.tags = self.cells = self.texts = self.letters = self.suspect_letters = 0

    def add_tags(self, count: int) -> None:
        """Count tags; more than the file's cells and texts explain are refused."""
        self.tags += count
        if self.tags > 2 * self.limits.tags + _PER_CELL * (self.cells + self.texts):
            raise Refused("tags", "The file consists of far more marks than data.", FEWER)

    def add_letters(self, count: int) -> None:
        """Count the letters of a text outside of the cells, and the work it makes."""
        self.tags += _PER_TEXT
        self.letters += count
        self._check_letters()

    def add_suspect_letters(self, count: int) -> None:
        """Count those of a text that each detector of identifiers will look at."""
        self.suspect_letters += count
        self._check_letters()

    def _check_letters(self) -> None:
        limits = self.limits
        if self.letters > limits.letters or self.suspect_letters > limits.suspect_letters:
            reason = "The file holds more text outside of its cells than any study."
            raise Refused("letters", reason, FEWER)


def walk(data: bytes, encoding: str, visitor: Visitor, tally: Tally) -> None:
    """Tell the visitor everything that stands in one XML part.

    Raises
    ------
    Refused
        When the part is not well-formed, or declares a document type.
    """
    parser = expat.ParserCreate(encoding)
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_doctype
    parser.StartElementHandler = visitor.start
    parser.EndElementHandler = visitor.end
    parser.CharacterDataHandler = visitor.text
    try:
        for at in range(0, len(data), _CHUNK):
            chunk = data[at : at + _CHUNK]
            parser.Parse(chunk, False)
            tally.add_tags(chunk.count(b"<"))
            # a tag that does not end would be read again with every further chunk
            if at + len(chunk) - parser.CurrentByteIndex > _LONGEST_TAG:
                raise Refused("long-tag", "A single mark in the file is too long.", FEWER)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError) as error:
        raise Refused("damaged-file", "A part of the file is unreadable.", _DAMAGED) from error


def _refuse_doctype(*_: object) -> None:
    reason = "The file contains an XML DOCTYPE or ENTITY, which no spreadsheet needs."
    raise Refused("doctype", reason, SAVE_AS_XLSX)


def walk_loosely(data: bytes, visitor: Visitor, tally: Tally) -> None:
    """Tell the visitor of tags that need not be closed, as Excel writes them in drawings (.vml)."""
    if b"<!doctype" in data.lower():
        _refuse_doctype()
    for piece in data.decode("utf-8", "replace").split("<"):
        tag, _, text = piece.partition(">")
        name, *quoted = tag.replace("'", '"').split('"')
        visitor.start(name.split(None, 1)[0] if name.strip() else "", {})
        for value in (*quoted[::2], text):
            visitor.text(unescape(value))
            visitor.end("")
        tally.add_tags(1)


def xml_encoding(name: str, data: bytes) -> str | None:
    """Return the encoding of a part that looks like XML, None for anything else.

    Raises
    ------
    Refused
        When it should be XML and is not, or its character set is an unusual one.
    """
    head = data[:200]
    for mark, encoding in _MARKS:
        if head.startswith(mark) and not head.startswith(codecs.BOM_UTF32_LE):
            return encoding
    text = head.removeprefix(codecs.BOM_UTF8)
    declared = _DECLARED.match(text)
    word = declared[1].decode("latin-1").lower() if declared else "utf-8"
    if word not in _ENCODINGS:
        raise Refused("encoding", "A part of the file has an unusual character set.", SAVE_AS_XLSX)
    if text.lstrip().startswith(b"<"):
        return "ISO-8859-1" if word == "iso-8859-1" else "UTF-8"
    if name.lower().endswith((".xml", ".rels")) and head.strip():
        raise Refused("encoding", "A part of the file is not readable XML.", SAVE_AS_XLSX)
    return None
