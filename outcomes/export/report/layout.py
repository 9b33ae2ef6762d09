"""What Word and paper share: how wide a figure is drawn, and how a table shares the page."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from unicodedata import east_asian_width

from outcomes.figures.base.text import text_width

MANY, LONG = 7, 100  # columns a table may have before those of so many letters leave it
MOST, PAD, FEW = 34.0, 1.6, 4.2  # em: a column asks for, needs beside its words, of Chinese
_BREAKS = re.compile(r"\s+")
Row = tuple[str, ...]


def on_paper(rows: Sequence[Row]) -> tuple[list[Row], list[str]]:
    """Return a table without its columns of sentences, and those as lines to stand below it.

    Between many columns of numbers a sentence would have one word a line. The first column says
    what each line is about.
    """
    columns = range(1, len(rows[0]) if len(rows[0]) >= MANY else 1)
    wordy = {c for c in columns if max(len(row[c]) for row in rows) > LONG}
    kept = [tuple(cell for c, cell in enumerate(row) if c not in wordy) for row in rows]
    told = [(row, c) for c in sorted(wordy) for row in rows[1:] if row[c]]
    return kept, [f"{row[0]} — {rows[0][c]}: {row[c]}" for row, c in told]


def shares_of(rows: Sequence[Sequence[str]], room: float) -> list[float]:
    """Return the share of the width each column of texts gets.

    Every column gets its longest word as long as there is room for those of all; what is left is
    shared by what their longest lines lack, up to ``MOST``.

    Parameters
    ----------
    rows
        The table, its heads included.
    room
        Width of the page in em of its letters.
    """
    columns = list(zip(*rows, strict=True))
    words = [max(map(_longest, column)) + PAD for column in columns]
    lines = [max(text_width(cell, 1) for cell in column) + PAD for column in columns]
    lacking = [max(min(line, MOST) - word, 0.0) for line, word in zip(lines, words, strict=True)]
    left = max(room - sum(words), 0.0)
    part = min(left / sum(lacking), 1.0) if any(lacking) else 0.0
    widths = [word + part * more for word, more in zip(words, lacking, strict=True)]
    return [width / sum(widths) for width in widths]


def cell_size(columns: int) -> float:
    """Return the size of a table's letters in points: smaller in a table of many columns."""
    return 8.0 if columns < 7 else 7.2 if columns < 10 else 6.4


def _longest(cell: str) -> float:
    """Return the width of the longest word; Chinese breaks after any few letters."""
    return max((_unbroken(word) for word in _BREAKS.split(cell)), default=0.0)


def _unbroken(word: str) -> float:
    chinese = any(east_asian_width(letter) in "WF" for letter in word)
    return min(text_width(word, 1), FEW if chinese else math.inf)
