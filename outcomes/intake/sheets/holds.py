"""What stands in a column of a file, in a few words: dates, numbers or texts, and how many."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from itertools import islice
from typing import Any

from outcomes.dictionary import Column
from outcomes.intake.cells.cell import as_text, is_missing
from outcomes.intake.gate.raw import Raw, RawSheet

EXAMPLES = 3
UNRESOLVED = 12
LONGEST = 40  # letters of an example

_DATE = re.compile(r"\d{1,4} ?[./\-年] ?\d{1,2}( ?[./\-月] ?\d{1,4})?|\d{1,2}[ \-]?[a-z]{3}", re.I)


def held(raw: RawSheet, position: int, *, shown: bool) -> tuple[str, int, tuple[str, ...]]:
    """Return the kind of entries of a column, how many differ, and the first of them.

    Nothing of a column that is not read is shown: nobody has said yet what is in it.
    """
    cells = [cell for row in raw.rows if _filled(cell := row[position])]
    distinct = {as_text(cell) for cell in cells}
    return _kind(cells), len(distinct), first_distinct(cells, EXAMPLES) if shown else ()


def first_distinct(cells: Iterable[Raw], most: int = UNRESOLVED) -> tuple[str, ...]:
    """Return the first different entries, cut to a readable length."""
    texts = dict.fromkeys(as_text(cell)[:LONGEST] for cell in cells if _filled(cell))
    return tuple(islice(texts, most))


def meanings(
    cells: Iterable[Raw], values: Iterable[Any], column: Column
) -> tuple[tuple[str, str], ...]:
    """Return the first different entries that are read as something else, and as what.

    Of texts read as dates three are enough to see their order; of codes all may be wanted.
    """
    dated = column.kind in ("date", "datetime")
    if not dated and not column.codes and column.kind != "yesno":
        return ()
    pairs = ((as_text(cell)[:LONGEST], _written(value)) for cell, value in
             zip(cells, values, strict=True) if _filled(cell) and value is not None
             and not (dated and isinstance(cell, dt.date)))  # fmt: skip
    differing = dict.fromkeys(pair for pair in pairs if pair[0] != pair[1])
    return tuple(islice(differing, EXAMPLES if dated else UNRESOLVED))


def _written(value: Any) -> str:
    if isinstance(value, dt.datetime) and (value.hour or value.minute):
        return value.isoformat(" ", "minutes")
    if isinstance(value, dt.date):
        return value.isoformat()[:10]
    return {1.0: "Y", 0.0: "N"}.get(value, "") if isinstance(value, float | int) else str(value)


def _filled(cell: Raw) -> bool:
    return cell is not None and not (isinstance(cell, str) and is_missing(cell))


def _kind(cells: list[Raw]) -> str:
    if not cells:
        return ""
    kinds = [_one(cell) for cell in cells]
    best = max(("dates", "numbers", "texts"), key=kinds.count)
    return best if kinds.count(best) >= 0.8 * len(cells) else "texts"


def _one(cell: Raw) -> str:
    if isinstance(cell, dt.date):
        return "dates"
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return "numbers"
    text = as_text(cell)
    if _DATE.match(text):
        return "dates"
    return "numbers" if re.fullmatch(r"[<>]?-?\d+([.,]\d+)?", text) else "texts"
