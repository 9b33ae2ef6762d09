"""Which rows of a sheet are its heading: one, or two where the upper one spans columns."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

from outcomes.intake.gate.raw import Raw, normalize_header
from outcomes.intake.gate.sheetxml import Merge
from outcomes.intake.sheets.grid import Grid

_LOOK_AT = 30


def find_header(rows: Sequence[Sequence[Raw]], known: frozenset[str]) -> int | None:
    """Index of the header row: the one with most known names, else the first full row of texts."""
    filled_in = (i for i, row in enumerate(rows) if any(v is not None for v in row))
    near = list(islice(filled_in, _LOOK_AT))
    if not near:
        return None
    filled = {i: [v for v in rows[i] if v is not None] for i in near}
    hits = {
        i: sum(isinstance(v, str) and normalize_header(v) in known for v in filled[i]) for i in near
    }
    best = max(near, key=lambda i: hits[i])
    if hits[best] >= 2 or (hits[best] and hits[best] * 2 >= len(filled[best])):
        return best
    width = max(len(values) for values in filled.values())
    wide = [i for i in near if len(filled[i]) * 2 >= width and len(filled[i]) >= min(2, width)]
    texts = (i for i in wide if all(isinstance(v, str) and not _number(v) for v in filled[i]))
    return next(texts, wide[0])


def _number(text: str) -> bool:
    return bool(re.fullmatch(r"\s*[-+]?[\d.,/:\-]+%?\s*", text))


def header_rows(grid: Grid, at: int) -> tuple[int, int]:
    """First and last row of the header: two when one of them has cells merged across columns."""
    below = at + 1 < len(grid.rows) and _only_texts(grid.rows[at + 1])
    if below and spans(grid, at) and not _grows_down(grid, at + 1):
        under = [j for m in spans(grid, at) for j in range(m.left, m.right + 1)]
        if any(grid.rows[at + 1][j - grid.left] is not None for j in inside(grid, under)):
            return at, at + 1
    if at > 0 and spans(grid, at - 1) and _only_texts(grid.rows[at - 1]):
        return at - 1, at
    return at, at


def _grows_down(grid: Grid, i: int) -> bool:
    """Whether a vertical merge begins in the row: then it is data, not a second heading."""
    return any(m.top == grid.row_numbers[i] < m.bottom for m in grid.merges)


def inside(grid: Grid, columns: Sequence[int]) -> list[int]:
    """Return those of some columns that the grid has."""
    return [j for j in columns if 0 <= j - grid.left < len(grid.rows[0])]


def spans(grid: Grid, i: int) -> list[Merge]:
    """Merges of one row across several columns, but not a title across the whole table.

    A file that knows no merges has a name, and blanks to the right of it.
    """
    if not grid.merges:
        return _implied(grid, i)
    row, width = grid.row_numbers[i], len(grid.rows[i])
    return [
        m
        for m in grid.merges
        if m.top == m.bottom == row and 0 < m.right - m.left and m.right - m.left + 1 < width
    ]


def _only_texts(row: Sequence[Raw]) -> bool:
    return all(v is None or (isinstance(v, str) and not _number(v)) for v in row)


def _implied(grid: Grid, i: int) -> list[Merge]:
    """Names of a row with blanks to the right, where the row below names each of these columns.

    That row begins with a blank: one of data would begin with whose it is.
    """
    upper, lower = grid.rows[i], grid.rows[i + 1] if i + 1 < len(grid.rows) else ()
    lead = next((j for j, value in enumerate(upper) if value is not None), None)
    if lead is None or not lower or lower[lead] is not None or not _only_texts(lower):
        return []
    found: list[Merge] = []
    row = grid.row_numbers[i]
    for j in range(lead + 1, len(upper)):
        if upper[j] is not None or lower[j] is None:
            continue
        if found and found[-1].right == grid.left + j - 1:
            found[-1] = replace(found[-1], right=grid.left + j)
        elif upper[j - 1] is not None and lower[j - 1] is not None:
            found.append(Merge(row, grid.left + j - 1, row, grid.left + j))
    return found
