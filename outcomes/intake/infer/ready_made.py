"""Times and events that a sheet holds ready-made: *OS (months)* beside *OS status*."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from outcomes.dictionary import find_column
from outcomes.intake.cells.cell import as_text, is_missing
from outcomes.intake.gate.raw import Raw, RawSheet

_STEMS = tuple(
    (name, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])|{chinese}"))
    for name, words, chinese in (
        ("pfs", r"pfs|progression[- ]?free(?: survival)?", "无进展"),
        ("dfs", r"dfs|disease[- ]?free(?: survival)?", "无病"),
        ("rfs", r"rfs|(?:relapse|recurrence)[- ]?free(?: survival)?", "无复发"),
        ("efs", r"efs|event[- ]?free(?: survival)?", "无事件"),
        ("ttp", r"ttp|time to progression", "至进展"),
        ("os", r"os|(?:overall )?survival|surv", "总生存|生存"),
    )
)
_UNITS = tuple(
    (unit, re.compile(rf"(?<![a-z])(?:{words})(?![a-z])|{chinese}"))
    for unit, words, chinese in (
        ("days", "days?|d", r"[（(]\s*[天日]\s*[)）]|天数"),
        ("weeks", "weeks?|wks?|w", r"[（(]\s*周\s*[)）]|周数"),
        ("months", "months?|mon|mos?|mths?|m", r"[（(]\s*个?月\s*[)）]|月数"),
        ("years", "years?|yrs?|y", r"[（(]\s*年\s*[)）]|年数"),
    )
)
_OUTCOMES = {
    "os": re.compile(
        r"(?<![a-z])(?:death|dead|died|deceased|vital|alive|status)(?![a-z])|死亡|状态|存活"
    ),
    "ttp": re.compile(r"(?<![a-z])progress(?:ion|ed)(?![a-z])|进展"),
}  # what an event is called beside a time that says which endpoint it is
_CENSOR = re.compile(r"censor|删失|截尾")
"""A column of numbers so called counts the event as 1 in some programs, and as 0 in others."""
_EITHER = re.compile(r"(?=.*(?:progress|进展)).*(?:death|dead|died|死亡)")
"""Progression or death, whichever came first: the event of survival without progression alone."""
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Z]{2})(?=[a-z]{3})|_")
_LISTED = (None, "death_date", "progression_date", "status")  # may hold codes all the same
_MOST_CODES = 4
MOST = 200
"""Rows of a sheet that are looked at."""


class Part(NamedTuple):
    """A header that is one half of an endpoint: a time (``unit`` "" where nothing says it)."""

    header: str
    letter: str
    stem: str
    role: str
    unit: str = ""

    @property
    def column(self) -> str:
        """The name the template has for it."""
        return f"{self.stem}_{self.unit if self.role == 'time' else 'event'}"


def parts_of(sheet: RawSheet, guessed: Iterable[str] = ()) -> list[Part]:
    """Return the times and events of a sheet that has no dates of death, one of each per endpoint.

    Parameters
    ----------
    sheet
        Of patients, one row each.
    guessed
        Columns other headers are read as.
    """
    times, events = _halves(sheet, guessed)
    return [p for stem in times if stem in events for p in (times[stem], events[stem])]


def lone_times(sheet: RawSheet, guessed: Iterable[str] = ()) -> list[Part]:
    """Return the times of a sheet without dates of death of which no column says who had the event.

    Parameters
    ----------
    sheet, guessed
        As of `parts_of`.
    """
    times, events = _halves(sheet, guessed)
    return [part for stem, part in times.items() if stem not in events]


def _halves(sheet: RawSheet, guessed: Iterable[str]) -> tuple[dict[str, Part], dict[str, Part]]:
    """Return the time and the event of each endpoint, as far as the sheet has them."""
    if "death_date" in guessed or _has_dates_of_death(sheet):
        return {}, {}
    parts = list(_parts(sheet))
    times = {p.stem: p for p in reversed(parts) if p.role == "time"}
    events = {p.stem: p for role in ("outcome", "event") for p in reversed(parts) if p.role == role}
    return times, events


def _has_dates_of_death(sheet: RawSheet) -> bool:
    return any(
        cells and not _coded(cells)
        for header, cells in _columns(sheet)
        if (column := find_column("patients", header)) and column.name == "death_date"
    )


def _columns(sheet: RawSheet) -> Iterator[tuple[str, list[Raw]]]:
    """Yield each header with its first cells that are filled in."""
    for position, header in enumerate(sheet.header):
        cells = (row[position] for row in sheet.rows[:MOST])
        yield header, [c for c in cells if c is not None and not is_missing(as_text(c))]


def _parts(sheet: RawSheet) -> Iterator[Part]:
    for letter, (header, cells) in zip(sheet.columns, _columns(sheet), strict=True):
        listed = find_column("patients", header) if header else None
        if not header or not cells or (listed and listed.name not in _LISTED):
            continue
        words = unicodedata.normalize("NFKC", _CAMEL.sub(" ", header)).casefold()
        stem = next((name for name, pattern in _STEMS if pattern.search(words)), "")
        part = Part(header, letter, stem, "event")
        if not _coded(cells):
            unit = next((name for name, pattern in _UNITS if pattern.search(words)), "")
            if stem and _lengths(cells):
                yield part._replace(role="time", unit=unit)
        elif _CENSOR.search(words) and any(as_text(cell).isdigit() for cell in cells):
            continue
        elif stem:
            yield part
        elif _EITHER.search(words):
            yield part._replace(stem="pfs")
        else:
            named = {name for name, pattern in _OUTCOMES.items() if pattern.search(words)}
            named |= {"os"} if listed and listed.name == "status" else set()
            yield from (part._replace(stem=name, role="outcome") for name in sorted(named))


def _coded(cells: Sequence[Raw]) -> bool:
    """Whether few different entries stand there, and none is a date or a fraction."""
    texts = {as_text(cell) for cell in cells}
    return len(texts) <= _MOST_CODES and all(re.fullmatch(r"\d|\D{1,20}.*", t) for t in texts)


def _lengths(cells: Sequence[Raw]) -> bool:
    numbers = [cell for cell in map(as_text, cells) if re.fullmatch(r"\d+([.,]\d+)?", cell)]
    return len(numbers) >= 0.8 * len(cells)
