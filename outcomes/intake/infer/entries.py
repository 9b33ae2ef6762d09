"""What entries under a heading mean where the heading or their scale says it.

*Status (0 = dead, 1 = alive)* and 性别（1男 2女） carry their key with them; 0, 1, 2 and 3 under
baseline ascites are its four grades in order.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from outcomes.dictionary import Column, columns_of, find_column, fold_value
from outcomes.intake.cells.cell import as_text, filled
from outcomes.intake.cells.coded.codes import spellings, truth
from outcomes.intake.cells.coded.event_codes import word_meant
from outcomes.intake.gate.raw import Raw, RawSheet
from outcomes.intake.layout import Layout
from outcomes.model.file.report import Issue
from outcomes.model.file.told import told

_BRACKETED = re.compile(r"[(\[{【]([^()\[\]{}【】]*)[)\]}】]")
_WORD = r"([^\W\d][^,;、/|=:()\[\]{}【】\d]*)"
_STATED = (  # 0 = none · none = 0
    (re.compile(rf"(\d{{1,2}})\s*[=:]\s*{_WORD}"), False),
    (re.compile(rf"{_WORD}\s*[=:]\s*(\d{{1,2}})"), True),
)
_BESIDE = re.compile(r"(\d{1,2})\s*[-.、]?\s*([^\W\d][^\s,;、/|\d]*)")  # 1男 2女; in brackets only
_DENIES = re.compile(r"(?<![a-z])(?:alive|living|survived)(?![a-z])|存活|健在|是否生存")
_NAMES = re.compile(
    r"(?<![a-z])(?:status|state|event|dead|death|died)(?![a-z])|死|状态|情况|结局|事件"
)
_SMALL = frozenset("01234")

Codes = dict[str, tuple[str, ...]]


def with_meanings(layout: Layout, patients: RawSheet | None) -> Layout:
    """Return a layout that says what coded entries of patients mean where their file tells.

    What the layout, or the visitor, says of an entry stays.
    """
    if patients is None:
        return layout
    values, issues = dict(layout.values), list(layout.issues)
    for position, name, column in _read(patients, layout.columns):
        header = patients.header[position]
        codes, why = _understood(header, column, [row[position] for row in patients.rows])
        told_before = {e for entries in values.get(name, {}).values() for e in entries}
        codes = {c: left for c, es in codes.items() if (left := _without(es, told_before))}
        if codes:
            values[name] = _joined(values.get(name, {}), codes)
            words = ", ".join(f"{', '.join(entries)} → {code}" for code, entries in codes.items())
            issues.append(_said(patients, position, told(why, column, words)))
    blocks = {name.partition(".")[2]: codes for name, codes in values.items()}
    return replace(
        layout, values=values, blocks={**layout.blocks, "values": blocks}, issues=tuple(issues)
    )


def _read(sheet: RawSheet, columns: Mapping[str, str]) -> Iterator[tuple[int, str, str]]:
    """Yield the place of each header that is read, its qualified name and its column."""
    meant = {header: name for name, header in columns.items()}
    for position, header in enumerate(sheet.header):
        known = find_column("patients", header) if header else None
        name = meant.get(header) or (f"patients.{known.name}" if known else "")
        if name.startswith("patients.") and columns.get(name, header) == header:
            yield position, name, name.partition(".")[2]


def _understood(header: str, name: str, cells: Sequence[Raw]) -> tuple[Codes, str]:
    """Return what entries mean by the key in their heading, else by their scale; and why."""
    event = name.endswith("_event")
    codes = stated_by(header, name) or (turned(cells) if event and denies(header) else {})
    if codes:
        if event:
            return codes, "entries of {} are read as its heading says, 1 for who had the event: {}"
        return codes, "entries of {} are read as its heading says: {}"
    column = columns_of("patients").get(name)
    codes = in_order(column, cells) if column else {}
    return codes, "entries of {} are read in the order of its grades: {}"


def _without(entries: Iterable[str], others: Container[str]) -> tuple[str, ...]:
    return tuple(entry for entry in entries if entry not in others)


def _joined(one: Mapping[str, tuple[str, ...]], other: Codes) -> Codes:
    return {code: (*one.get(code, ()), *other.get(code, ())) for code in {**one, **other}}


def _said(sheet: RawSheet, position: int, message: str) -> Issue:
    remedy = "If they mean something else, say so under How it was read, or in [values]."
    return Issue("info", sheet.name, sheet.columns[position], "entries_guessed", message, remedy)


def stated_by(header: str, name: str) -> Codes:
    """Return the entries of each code as the key in a heading gives them; none where it has none.

    Parameters
    ----------
    header
        As it stands in the file.
    name
        The column of ``patients`` it is read as. A key of which not two entries are understood as
        codes of that column is no key.
    """
    found: Codes = {}
    other = name.endswith("_event") and denies(header)
    for entry, word in _pairs(unicodedata.normalize("NFKC", header)):
        said = truth(word) if other else None
        code = _code(name, word.strip()) if said is None else f"{1 - said:g}"
        if code is not None:
            found[code] = (*found.get(code, ()), entry)
    return found if sum(map(len, found.values())) > 1 else {}


def denies(header: str) -> bool:
    """Whether a heading asks who had no event: *Alive*, 是否存活, but not *Alive or dead*."""
    plain = _BRACKETED.sub("", unicodedata.normalize("NFKC", header)).casefold()
    return bool(_DENIES.search(plain)) and not _NAMES.search(plain)


def turned(cells: Iterable[Raw]) -> Codes:
    """Return yes and no, in every spelling that stands there, as the other one."""
    found: Codes = {}
    for entry in sorted(_entries(cells)):
        if (said := truth(entry)) is not None:
            code = f"{1 - said:g}"
            found[code] = (*found.get(code, ()), entry)
    return found


def in_order(column: Column, cells: Sequence[Raw]) -> Codes:
    """Return the number of each grade of a scale that is written 0, 1, 2 … and uses all of it."""
    numbers = [str(i) for i in range(len(column.codes))]
    if column.notation != "category" or _entries(cells) != set(numbers):
        return {}
    return {code.value: (n,) for code, n in zip(column.codes, numbers, strict=True)}


def is_scale(cells: Iterable[Raw]) -> bool:
    """Whether entries are a few small whole numbers, as no amount in milliliters is."""
    entries = _entries(cells)
    return len(entries) > 1 and entries <= _SMALL


def _entries(cells: Iterable[Raw]) -> set[str]:
    return {as_text(cell) for cell in cells if filled(cell)}


def _pairs(header: str) -> list[tuple[str, str]]:
    for pattern, turned in _STATED:
        pairs = [(b, a) if turned else (a, b) for a, b in pattern.findall(header)]
        if len(pairs) > 1:
            return pairs
    return [pair for inside in _BRACKETED.findall(header) for pair in _BESIDE.findall(inside)]


def _code(name: str, word: str) -> str | None:
    if name.endswith("_event"):
        return word_meant(word)
    column = columns_of("patients").get(name)
    if column is None:
        return None
    if column.kind == "yesno":
        meant = truth(word)
        return None if meant is None else "NY"[int(meant)]
    known: Mapping[str, str] = spellings(column.codes)
    return known.get(fold_value(word))
