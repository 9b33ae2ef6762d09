"""Every string in every part of a file, with its sheet and cell where it has one."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from html import unescape
from typing import NamedTuple

from outcomes.intake.gate.raw import column_letter
from outcomes.intake.gate.sheetxml import attributes, relations, sheet_paths
from outcomes.intake.sheets.delimited import read_grid

# Text that is split into formatted runs must be joined again: 138<b>1234</b>5678.
_INLINE = re.compile(
    r"</?(?:[\w.\-]+:)?(?:r|t|rPr|b|i|u|sz|color|rFont|family|charset|scheme|vertAlign|strike|latin"
    r"|ea|cs|solidFill|srgbClr|schemeClr|span|font)(?=[\s/>])[^<>]*>"
)
_PHONETIC = re.compile(r"<(?:[\w.\-]+:)?rPh[\s>].*?</(?:[\w.\-]+:)?rPh>", re.S)
_TAG = re.compile(r"<[^<>]*>")
_OPEN = re.compile(r"<[A-Za-z][\w:.\-]*\s([^<>]*)>")
_ITEM = re.compile(rb"[<:]si\s*>(.*?)</(?:[\w.\-]+:)?si>|[<:]si\s*/>", re.S)
_SHARED = re.compile(rb"[<:]c\s([^>]*?\bt\s*=\s*[\"']s[\"'][^>]*)>\s*<(?:[\w.\-]+:)?v>\s*(\d+)\s*<")
_TEXT_CELL = re.compile(
    rb"[<:]c\s([^>]*?\bt\s*=\s*[\"'](?:inlineStr|str|d)[\"'][^>]*)(?<!/)>(.*?)</(?:[\w.\-]+:)?c>",
    re.S,
)
_FORMULA = re.compile(rb"[<:]c\s([^>]*)(?<!/)>\s*<(?:[\w.\-]+:)?f\b[^>]*>([^<]+)<")
# Only numbers that could be an identity number (15 or 18 digits) or a mobile (11 digits).
_NUMBER = re.compile(
    rb"[<:]c\s([^>]*)(?<!/)>(?:\s*<(?:[\w.\-]+:)?f\b[^>]*>[^<]*</(?:[\w.\-]+:)?f>)?\s*"
    rb"<(?:[\w.\-]+:)?v>\s*(1[3-9]\d{9}(?:\.0)?|\d{15}|\d{18}|\d(?:\.\d+)?[eE]\+?1[047])\s*<"
)
_COMMENT = re.compile(
    rb"[<:](?:comment|threadedComment)\s([^>]*)>(.*?)</(?:[\w.\-]+:)?(?:comment|threadedComment)>",
    re.S,
)
_SHEET_DATA = re.compile(rb"<((?:[\w.\-]+:)?)sheetData[\s>].*?</(?:[\w.\-]+:)?sheetData>", re.S)
_NAMESPACE = re.compile(r"\sxmlns(?::[\w.\-]+)?\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_NOT_CONTENT = ("uid", "Id", "id", "Type", "ContentType", "PartName", "uri", "guid")
_DIGITS = re.compile(rb"(?<!\d)(?:\d{17}[\dXx]|1[3-9]\d{9})(?!\d)")


class Place(NamedTuple):
    """Where a string stands: a sheet and cell, or a part of the file without a cell."""

    sheet: str
    letters: str = ""
    row: int = 0


Found = Iterator[tuple[Place, str]]


def scan_strings(parts: Mapping[str, bytes], wanted: Callable[[str], bool]) -> Found:
    """Yield each string of a file with its place.

    Parameters
    ----------
    parts
        Parts of a workbook (see `read_raw_parts`) or CSV files by name.
    wanted
        A quick test; strings that fail it may be left out.
    """
    paths = {path: name for name, path in sheet_paths(parts).items()}
    owners = {
        part: name for path, name in paths.items() for part in relations(parts, path).values()
    }
    for path, data in parts.items():
        if path.endswith(".csv"):
            yield from _csv_strings(path.removesuffix(".csv"), data)
        elif path in paths:
            yield from _sheet_strings(paths[path], data)
        elif path.lower().endswith("sharedstrings.xml"):
            yield from _shared_strings(parts, paths, path, wanted)
        elif not data.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<"):
            yield from _binary_strings(path, data)
        else:
            yield from _part_strings(path, owners.get(path, ""), data)


def _csv_strings(name: str, data: bytes) -> Found:
    grid, _ = read_grid(name, data)
    letters = [column_letter(j) for j in range(len(grid.rows[0]) if grid.rows else 0)]
    for number, row in zip(grid.row_numbers, grid.rows, strict=True):
        for letter, value in zip(letters, row, strict=True):
            if isinstance(value, str):
                yield Place(name, letter, number), value


def _sheet_strings(name: str, xml: bytes) -> Found:
    texts = re.search(rb"[\"'](?:inlineStr|str|d)[\"']", xml)
    for tag, inside in _TEXT_CELL.findall(xml) if texts else ():
        for text in _texts(inside):
            yield _place(name, attributes(tag).get("r", "")), text
    formulas = re.search(rb"[<:]f[\s>]", xml)
    for tag, formula in _FORMULA.findall(xml) if formulas else ():
        yield _place(name, attributes(tag).get("r", "")), unescape(formula.decode())
    for tag, number in _NUMBER.findall(xml):
        found = attributes(tag)
        if found.get("t", "n") == "n":
            yield _place(name, found.get("r", "")), str(int(Decimal(number.decode())))
    rest = _SHEET_DATA.sub(b"", xml)
    for text in (*_texts(rest), *_values(rest)):
        yield Place(name), text


def _shared_strings(
    parts: Mapping[str, bytes], paths: Mapping[str, str], path: str, wanted: Callable[[str], bool]
) -> Found:
    """Texts of the table of strings, at each cell that shows them (or nowhere: left-overs)."""
    texts = {}
    for index, inside in enumerate(_ITEM.findall(parts[path])):
        text = "\n".join(_texts(inside))
        if wanted(text):
            texts[index] = text
    if not texts:
        return
    unused = set(texts)
    for sheet_path, name in paths.items():
        for tag, index in _SHARED.findall(parts.get(sheet_path, b"")):
            if int(index[:9]) in texts:
                unused.discard(int(index))
                yield _place(name, attributes(tag).get("r", "")), texts[int(index)]
    for left in sorted(unused):
        yield Place(path), texts[left]


def _part_strings(path: str, sheet: str, xml: bytes) -> Found:
    for tag, inside in _COMMENT.findall(xml):
        place = _place(sheet or path, attributes(tag).get("ref", ""))
        for text in _texts(inside):
            yield place, text
    xml = _COMMENT.sub(b"", xml)
    for text in (*_texts(xml), *_values(xml)):
        yield Place(path), text


def _binary_strings(path: str, data: bytes) -> Found:
    for raw in (data, data[::2], data[1::2]):  # every second byte: UTF-16 text
        for digits in _DIGITS.findall(raw):
            yield Place(path), digits.decode()


def _texts(xml: bytes) -> list[str]:
    """Texts between tags, runs of one paragraph joined."""
    text = _PHONETIC.sub("", xml.decode("utf-8", "replace"))
    lines = _TAG.sub("\0", _INLINE.sub("", text)).split("\0")
    return [unescape(line) for line in lines if line.strip()]


def _values(xml: bytes) -> list[str]:
    """Attribute values that are content rather than file structure."""
    values = []
    for inside in _OPEN.findall(_NAMESPACE.sub("", xml.decode("utf-8", "replace"))):
        for name, value in attributes(" " + inside).items():
            if value and name not in _NOT_CONTENT and not value.startswith("http://schemas."):
                values.append(value)
    return values


def _place(sheet: str, address: str) -> Place:
    found = re.fullmatch(r"([A-Za-z]{1,3})(\d{1,7})(?::.*)?", address)
    return Place(sheet, found[1].upper(), int(found[2])) if found else Place(sheet)
