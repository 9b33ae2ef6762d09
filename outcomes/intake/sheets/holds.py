"""What stands in a column of a file, in a few words: dates, numbers or texts, and how many."""

from __future__ import annotations

import datetime as dt
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any

from outcomes.dictionary import Column
from outcomes.intake.cells.cell import as_text, filled
from outcomes.intake.gate.raw import Raw, RawSheet
from outcomes.intake.shapes import by_shape

EXAMPLES = 3
UNRESOLVED = 12
LONGEST = 40  # letters of an example
EVENTS = ("event", "censor")

_DATE = re.compile(r"\d{1,4} ?[./\-年] ?\d{1,2}( ?[./\-月] ?\d{1,4})?|\d{1,2}[ \-]?[a-z]{3}", re.I)


Held = tuple[str, int, tuple[str, ...]]
"""The kind of entries of a column, how many differ, and the first of them."""


def held(raw: RawSheet, position: int) -> Held:
    """Return what stands in a column of the file.

    Nothing of a column that is not read is shown: nobody has said yet what is in it.
    """
    found = raw.entries[position]
    entries: dict[Raw, int] = {}
    for cell, n in zip(found.distinct, found.counts, strict=True):
        if filled(cell):
            entries[cell] = n
    texts = list(map(as_text, entries))
    kind = _kind(map(_one, entries, texts), entries.values())
    return kind, len(set(texts)), first_distinct(entries, EXAMPLES)


def first_distinct(cells: Iterable[Raw], most: int = UNRESOLVED) -> tuple[str, ...]:
    """Return the first different entries, cut to a readable length."""
    found: dict[str, None] = {}
    for cell in cells:
        if filled(cell):
            found.setdefault(as_text(cell)[:LONGEST])
        if len(found) == most:
            break
    return tuple(found)


def unresolved(cells: Sequence[Raw], unread: Sequence[bool], column: Column) -> tuple[str, ...]:
    """Return the first different entries of a coded column that are none of its codes."""
    if column.kind not in ("code", "yesno") and column.notation not in EVENTS:
        return ()
    return first_distinct(cell for cell, lost in zip(cells, unread, strict=True) if lost)


def meanings(
    cells: Sequence[Raw], values: Sequence[Any], column: Column
) -> tuple[tuple[str, str], ...]:
    """Return the first different entries that are read as something else, and as what.

    Of texts read as dates three are enough to see their order; of codes all may be wanted.
    """
    dated = column.kind in ("date", "datetime")
    event = column.notation in EVENTS
    coded = column.kind in ("code", "yesno") or bool(column.codes)
    if not dated and not coded and not event:
        return ()
    most = EXAMPLES if dated else UNRESOLVED
    found: dict[tuple[str, str], None] = {}
    for cell, value in dict.fromkeys(zip(cells, values, strict=True)):
        if value is None or (dated and isinstance(cell, dt.date)) or not filled(cell):
            continue
        pair = (as_text(cell)[:LONGEST], f"{value:g}" if event else _written(value))
        if pair[0] != pair[1]:
            found.setdefault(pair)
        if len(found) == most:
            break
    return tuple(found)


def _written(value: Any) -> str:
    if isinstance(value, dt.datetime) and (value.hour or value.minute):
        return value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return {1.0: "Y", 0.0: "N"}.get(value, "") if isinstance(value, float | int) else str(value)


def _kind(of_entries: Iterable[str], counts: Iterable[int]) -> str:
    kinds: Counter[str] = Counter()
    for kind, n in zip(of_entries, counts, strict=True):
        kinds[kind] += n
    ((best, most),) = kinds.most_common(1) or [("", 0)]
    return best if most >= 0.8 * kinds.total() else "texts"


def _one(cell: Raw, text: str) -> str:
    if isinstance(cell, dt.date):
        return "dates"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return "numbers"
    return _written_as(text)


@by_shape
def _written_as(text: str) -> str:
    if _DATE.match(text):
        return "dates"
    return "numbers" if re.fullmatch(r"[<>]?-?\d+([.,]\d+)?", text) else "texts"
