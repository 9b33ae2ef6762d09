"""A workbook as its XML describes it: which part is which sheet, and every string of every part."""

from __future__ import annotations

import posixpath
from collections.abc import Mapping
from dataclasses import dataclass

from outcomes.intake.gate.gate import OUTSIDE
from outcomes.intake.gate.limits import LIMITS, SAVE_AS_XLSX, Limits
from outcomes.intake.gate.markup import Tally, walk, walk_loosely, xml_encoding
from outcomes.intake.gate.partscan import (
    COMMENTS,
    CellsFound,
    Part,
    SharedTexts,
    Wanted,
    binary_strings,
    place_of,
)
from outcomes.intake.gate.raw import Place, Refused
from outcomes.intake.gate.sheetxml import TRUE, Cell, Marks, Sheet

_WORKBOOK = "xl/workbook.xml"


@dataclass(frozen=True, slots=True)
class Package:
    """What the parts of a workbook say.

    Attributes
    ----------
    names
        Names of all parts.
    properties
        Properties of the document by (part, name).
    marks, comments
        Of each sheet by its name.
    strings
        The strings that were wanted, each with its place.
    """

    names: tuple[str, ...]
    properties: Mapping[tuple[str, str], str]
    marks: Mapping[str, Marks]
    comments: Mapping[str, tuple[Cell, ...]]
    strings: tuple[tuple[Place, str], ...]
    defined_names: int
    date_1904: bool
    workbook: str


def read_package(parts: Mapping[str, bytes], wanted: Wanted, limits: Limits = LIMITS) -> Package:
    """Read every part once.

    Parameters
    ----------
    parts
        Unpacked parts by name.
    wanted
        A quick test; strings that fail it are left out.
    limits
        Sizes that are allowed.

    Raises
    ------
    Refused
        When a part is damaged, declares a document type, or is larger than the limits.
    """
    return _Reading(parts, wanted, Tally(limits)).package()


class _Reading:
    """Parts are read in the order in which one explains the other, each once."""

    def __init__(self, parts: Mapping[str, bytes], wanted: Wanted, tally: Tally) -> None:
        self.parts, self.wanted, self.tally = parts, wanted, tally
        self.encodings = {path: xml_encoding(path, data) for path, data in parts.items()}
        self.read: dict[str, Part] = {}
        self.strings: list[tuple[Place, str]] = []
        self.shown: set[int] = set()  # texts of the table that some cell shows
        self.texts_path = next(filter(_holds_texts, parts), "")

    def package(self) -> Package:
        workbook = self._workbook()
        sheets = self._sheets(workbook)
        shared = self._shared_texts()
        marks = {name: self._sheet(name, path, shared) for name, path in sheets.items()}
        left = shared.keys() - self.shown
        self.strings += [(Place(self.texts_path), shared[index]) for index in sorted(left)]
        owners = {
            part: name for name, path in sheets.items() for part in self._relations(path).values()
        }
        for path in self.parts:
            if path not in sheets.values() and path != self.texts_path:
                self._part(path, owners.get(path, ""))
        structure = self._part(workbook).structure
        names = [tag.get("name", "") for tag in structure.get("definedName", ())]
        flags = [tag.get("date1904", "") for tag in structure.get("workbookPr", ())]
        return Package(
            names=tuple(self.parts),
            properties={
                (path, name): text
                for path, part in self.read.items()
                for name, text in part.properties.items()
            },
            marks=marks,
            comments={name: self._comments(path) for name, path in sheets.items()},
            strings=tuple(self.strings),
            defined_names=sum(not name.startswith("_xlnm.") for name in names),
            date_1904=any(flag in TRUE for flag in flags),
            workbook=workbook,
        )

    def _workbook(self) -> str:
        """Return the path of the part that lists the sheets."""
        listed = [path for path in self._relations("").values() if "docProps" not in path]
        found = next((p for p in listed if self._part(p).structure.get("sheet")), _WORKBOOK)
        if found != _WORKBOOK and _WORKBOOK in self.parts:
            reason = "The file holds two workbooks."
            raise Refused("not-a-workbook", reason, SAVE_AS_XLSX)
        return found

    def _sheets(self, workbook: str) -> dict[str, str]:
        """Return sheet name → path of its part, in the order of the workbook."""
        targets = self._relations(workbook)
        listed = self._part(workbook).structure.get("sheet", [])
        sheets = {sheet.get("name", ""): targets.get(sheet.get("id", ""), "") for sheet in listed}
        paths = [path for path in sheets.values() if path]
        if len(sheets) != len(listed) or len(set(paths)) != len(paths):
            reason = "Two sheets of the workbook are the same."
            raise Refused("sheet-twice", reason, SAVE_AS_XLSX)
        return sheets

    def _relations(self, path: str) -> dict[str, str]:
        """Return relation id → path of the part it points to, for the part at a path."""
        folder, name = posixpath.split(path)
        targets = {}
        related = self._part(posixpath.join(folder, "_rels", name + ".rels"))
        for tag in related.structure.get("Relationship", ()):
            target = tag.get("Target", "")
            if tag.get("TargetMode", "").lower() != "external":
                joined = target if target.startswith("/") else posixpath.join(folder, target)
                targets[tag.get("Id", "")] = posixpath.normpath(joined).lstrip("/")
        return targets

    def _comments(self, sheet: str) -> tuple[Cell, ...]:
        attached = [path for path in self._relations(sheet).values() if "omment" in path]
        tags = [
            tag
            for path in attached
            for name in COMMENTS
            for tag in self._part(path).structure.get(name, ())
        ]
        places = [place_of("", tag.get("ref", "")) for tag in tags]
        return tuple(dict.fromkeys((p.letters, p.row) for p in places if p.letters))

    def _part(self, path: str, sheet: str = "") -> Part:
        """Return a part that is no sheet; an absent one says nothing."""
        if path not in self.read:
            self.read[path] = Part(path, sheet, self.wanted, self.tally)
            if path in self.parts:
                self._read(path, self.read[path])
                self.strings += self.read[path].strings
        return self.read[path]

    def _read(self, path: str, part: Part) -> None:
        encoding = self.encodings[path]
        if path == OUTSIDE:
            part.start("", {})
            part.text(self.parts[path].decode("utf-8", "replace"))
            part.end("")
        elif encoding is None:
            self.strings += binary_strings(path, self.parts[path])
        elif path.lower().endswith(".vml"):
            walk_loosely(self.parts[path], part, self.tally)
        else:
            try:
                walk(self.parts[path], encoding, part, self.tally)
            except CellsFound:
                self._sheet(path, path, {})

    def _shared_texts(self) -> dict[int, str]:
        texts = SharedTexts(self.wanted, self.tally)
        encoding = self.encodings.get(self.texts_path)
        if encoding:
            walk(self.parts[self.texts_path], encoding, texts, self.tally)
        return texts.wanted

    def _sheet(self, name: str, path: str, shared: Mapping[int, str]) -> Marks:
        sheet = Sheet(name, shared, self.wanted, self.tally)
        encoding = self.encodings.get(path)
        if encoding:
            walk(self.parts[path], encoding, sheet, self.tally)
        sheet.close()
        self.strings += sheet.strings
        self.shown |= sheet.shown
        return sheet.marks


def _holds_texts(path: str) -> bool:
    return path.lower().endswith("sharedstrings.xml")
