"""What the raw XML of a sheet says and its values do not: merges, hidden parts, comments."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from dataclasses import dataclass
from html import unescape

from outcomes.intake.gate.raw import column_index, column_letter

# Regular expressions are safe here: the gate has refused entities and unknown encodings.
_ATTRIBUTE = re.compile(r"([\w:.\-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_SHEET = re.compile(rb"<(?:[\w.\-]+:)?sheet\s([^>]*)>")
_RELATION = re.compile(rb"<(?:[\w.\-]+:)?Relationship\s([^>]*)>")
_MERGE = re.compile(rb"<(?:[\w.\-]+:)?mergeCell\s([^>]*)>")
_ROW = re.compile(rb"[<:]row\s([^>]*\bhidden\s*=[^>]*)>")
_COLUMN = re.compile(rb"[<:]col\s([^>]*\bhidden\s*=[^>]*)>")
_ERROR = re.compile(rb"[<:]c\s([^>]*?\bt\s*=\s*[\"']e[\"'][^>]*)>")
_UNCACHED = re.compile(
    rb"[<:]c\s([^>]*)>\s*<(?:[\w.\-]+:)?f\b(?:[^>]*/>|[^>]*>[^<]*</(?:[\w.\-]+:)?f>)\s*"
    rb"(?:<(?:[\w.\-]+:)?v\s*/>|<(?:[\w.\-]+:)?v>\s*</(?:[\w.\-]+:)?v>)?\s*</(?:[\w.\-]+:)?c>"
)
_COMMENT = re.compile(rb"<(?:[\w.\-]+:)?(?:comment|threadedComment)\s([^>]*)>")
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?(\d{1,7})")
_TRUE = ("1", "true")

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


@dataclass(frozen=True, slots=True)
class Marks:
    """Addresses of what needs a word to the reader, cells as (letters, row)."""

    merges: tuple[Merge, ...] = ()
    hidden_rows: tuple[int, ...] = ()
    hidden_columns: tuple[str, ...] = ()
    errors: tuple[Cell, ...] = ()
    uncached: tuple[Cell, ...] = ()
    comments: tuple[Cell, ...] = ()


def attributes(tag: bytes | str) -> dict[str, str]:
    """The attributes of a tag's inside, without namespace prefixes, entities resolved."""
    text = tag if isinstance(tag, str) else tag.decode("utf-8", "replace")
    return {
        name.rpartition(":")[2]: unescape(double or single)
        for name, double, single in _ATTRIBUTE.findall(text)
    }


def relations(parts: Mapping[str, bytes], path: str) -> dict[str, str]:
    """Relation id → path of the part it points to, for the part at `path`."""
    folder, name = posixpath.split(path)
    xml = parts.get(posixpath.join(folder, "_rels", name + ".rels"), b"")
    targets = {}
    for tag in _RELATION.findall(xml):
        found = attributes(tag)
        target = found.get("Target", "")
        if found.get("TargetMode", "").lower() != "external":
            joined = target if target.startswith("/") else posixpath.join(folder, target)
            targets[found.get("Id", "")] = posixpath.normpath(joined).lstrip("/")
    return targets


def workbook_path(parts: Mapping[str, bytes]) -> str:
    """Path of the part that lists the sheets."""
    listed = [p for p in relations(parts, "").values() if p in parts and "docProps" not in p]
    return next((p for p in listed if _SHEET.search(parts[p])), "xl/workbook.xml")


def sheet_paths(parts: Mapping[str, bytes]) -> dict[str, str]:
    """Sheet name → path of its part, in the order of the workbook."""
    path = workbook_path(parts)
    targets = relations(parts, path)
    listed = [attributes(tag) for tag in _SHEET.findall(parts.get(path, b""))]
    return {sheet.get("name", ""): targets.get(sheet.get("id", ""), "") for sheet in listed}


def is_date_1904(parts: Mapping[str, bytes]) -> bool:
    """Whether the workbook counts days from 1904 (old Mac Excel)."""
    found = re.search(rb"[<:]workbookPr\s([^>]*)>", parts.get(workbook_path(parts), b""))
    return bool(found) and attributes(found[1]).get("date1904", "") in _TRUE  # type: ignore[index]


def read_marks(parts: Mapping[str, bytes], path: str) -> Marks:
    """Read one sheet's marks from its XML part and from the comments attached to it."""
    xml = parts.get(path, b"")
    attached = [parts.get(p, b"") for p in relations(parts, path).values() if "omment" in p]
    return Marks(
        merges=_merges(xml),
        hidden_rows=_hidden_rows(xml),
        hidden_columns=_hidden_columns(xml),
        errors=_cells(_ERROR, xml, "r"),
        # a formula that gives an empty text has t="str" and a value: the empty one
        uncached=tuple(
            cell
            for tag in _UNCACHED.findall(xml)
            if attributes(tag).get("t") != "str" and (cell := _cell(attributes(tag).get("r", "")))
        ),
        comments=tuple(
            dict.fromkeys(c for part in attached for c in _cells(_COMMENT, part, "ref"))
        ),
    )


def _cell(address: str) -> Cell | None:
    found = _ADDRESS.fullmatch(address)
    return (found[1].upper(), int(found[2])) if found else None


def _cells(pattern: re.Pattern[bytes], xml: bytes, attribute: str) -> tuple[Cell, ...]:
    found = (_cell(attributes(tag).get(attribute, "")) for tag in pattern.findall(xml))
    return tuple(cell for cell in found if cell)


def _merges(xml: bytes) -> tuple[Merge, ...]:
    merges = []
    for tag in _MERGE.findall(xml):
        first, _, last = attributes(tag).get("ref", "").partition(":")
        start, end = _cell(first), _cell(last or first)
        if start and end:
            left, right = column_index(start[0]), column_index(end[0])
            merges.append(Merge(start[1], left, end[1], right))
    return tuple(merges)


def _hidden_rows(xml: bytes) -> tuple[int, ...]:
    tags = [attributes(tag) for tag in _ROW.findall(xml)]
    return tuple(
        int(tag["r"])
        for tag in tags
        if tag.get("hidden") in _TRUE and tag.get("r", "").isdecimal() and len(tag["r"]) < 9
    )


def _hidden_columns(xml: bytes) -> tuple[str, ...]:
    """Letters or spans of letters ("C:E") of the hidden columns."""
    spans = []
    for tag in map(attributes, _COLUMN.findall(xml)):
        first, last = tag.get("min", ""), tag.get("max", "")
        if tag.get("hidden") in _TRUE and re.fullmatch(r"\d{1,5} \d{1,5}", f"{first} {last}"):
            start, end = column_letter(int(first) - 1), column_letter(int(last) - 1)
            spans.append(start if start == end else f"{start}:{end}")
    return tuple(spans)
