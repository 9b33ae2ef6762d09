"""A figure of named rows as a value: columns of texts, rows with marks, panels with an axis."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Literal

from outcomes.figures.base.marks import letters_in, without
from outcomes.figures.row_plot.engine.axis import Axis

ALL = 3  # numbers at least, of which something common is said once
Shape = Literal["circle", "square", "diamond", "summary"]


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a cell; without a color in ink."""

    words: str
    color: str = ""


Cell = str | Text | tuple[Text, ...]  # several texts: one for each line of marks


@dataclass(frozen=True, slots=True)
class Column:
    """A column of texts beside the plot; the first ones name the rows.

    Attributes
    ----------
    title, under
        Its head; with ``under``, a second head in small words, the first is a name: bold.
    value
        A number of the row, aligned right; else the name of the row, or a part of it.
    right
        Whether it stands right of the plot.
    spare
        Whether it gives way where the place is narrow: the pointer and the table still have it.
    color
        Color of the head and of the cells; ink by default.
    """

    title: str = ""
    value: bool = False
    right: bool = False
    spare: bool = False
    color: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """A value and its interval.

    Attributes
    ----------
    low, high
        Limits; a None has none, an infinite one ends in an arrow.
    shape
        ``summary`` is a diamond as wide as the interval.
    share
        Area of the mark as a share of the largest; None draws the usual size.
    line
        On which line of the row, where its marks stand under each other.
    across
        Where it stands along the axis of the panel, if the row has an axis of its own.
    hover
        What the pointer reads at the mark itself, line by line.
    """

    value: float
    low: float | None = None
    high: float | None = None
    color: str = ""
    shape: Shape = "circle"
    hollow: bool = False
    share: float | None = None
    line: int = 0
    across: float | None = None
    hover: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from one value to another, with words inside it where they fit."""

    start: float
    end: float
    color: str
    words: str = ""
    layer: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """A row: a cell for each column, and what is drawn.

    Attributes
    ----------
    heading
        Bold words across the figure, in place of everything else.
    indent, strong
        Whether it stands under a heading; whether it is the one to look at first.
    shaded, ruled, joined
        A pale band behind it; a line above it; faint lines from the marks of the row above.
    why
        Printed where the marks would be.
    hover
        What the pointer reads, line by line.
    upright, tall
        An axis of its own upwards, and the height in pixels it takes.
    """

    cells: tuple[Cell, ...] = ()
    marks: tuple[Mark, ...] = ()
    bars: tuple[Bar, ...] = ()
    heading: str = ""
    indent: bool = False
    strong: bool = False
    shaded: bool = False
    ruled: bool = False
    joined: bool = False
    why: str = ""
    hover: tuple[str, ...] = ()
    upright: Axis | None = None
    tall: float = 0.0

    @property
    def n_lines(self) -> int:
        """How many lines of marks, or of texts beside them, stand under each other."""
        texts = max((len(c) for c in self.cells if isinstance(c, tuple)), default=1)
        return max([texts, *(mark.line + 1 for mark in self.marks)])

    @property
    def said(self) -> Iterator[str]:
        """What it says, beside its marks and to the pointer."""
        yield from (text.words for i in range(len(self.cells)) for text in self.texts(i))
        yield from (words for mark in self.marks for words in mark.hover)
        yield from self.hover

    def without(self, letters: set[str]) -> Row:
        """Return the row without some letters of caveats."""
        return replace(
            self,
            cells=tuple(map(partial(_cell_without, letters), self.cells)),
            marks=tuple(
                replace(mark, hover=tuple(map(partial(without, letters), mark.hover)))
                for mark in self.marks
            ),
            hover=tuple(map(partial(without, letters), self.hover)),
        )

    def texts(self, column: int) -> tuple[Text, ...]:
        """Return what stands in a column, a text for each line of marks."""
        cell = self.cells[column] if column < len(self.cells) else ""
        if isinstance(cell, tuple):
            return cell
        return (cell if isinstance(cell, Text) else Text(cell),)


def _cell_without(letters: set[str], cell: Cell) -> Cell:
    match cell:
        case str():
            return without(letters, cell)
        case Text():
            return replace(cell, words=without(letters, cell.words))
        case _:
            return tuple(replace(text, words=without(letters, text.words)) for text in cell)


@dataclass(frozen=True, slots=True)
class Panel:
    """Rows that share an axis."""

    rows: tuple[Row, ...]
    axis: Axis


@dataclass(frozen=True, slots=True)
class RowPlot:
    """A figure of named rows.

    Attributes
    ----------
    columns
        Of texts, from left to right; all panels share them.
    panels
        From top to bottom.
    above, below
        Lines over the plot, and under it before the caption of the look.
    key
        Names with their colors.
    key_in_ink
        Whether the names of the key are in ink, not in their colors.
    bar
        Thickness of bars in em.
    """

    columns: tuple[Column, ...]
    panels: tuple[Panel, ...]
    above: tuple[str, ...] = ()
    below: tuple[str, ...] = ()
    key: tuple[tuple[str, str], ...] = field(default=())
    key_in_ink: bool = False
    bar: float = 1.15

    @property
    def rows(self) -> Iterator[Row]:
        """Every row, from top to bottom."""
        return (row for panel in self.panels for row in panel.rows)

    def common(self) -> tuple[RowPlot, set[str]]:
        """Return the plot without the letters every number of it has, and these letters."""
        numbers = [row for row in self.rows if row.marks]
        found = [set(letters_in("\n".join(row.said))) for row in numbers]
        shared = set.intersection(*found) if len(found) >= ALL else set()
        shared.difference_update(letters_in("\n".join(self.above)))
        if not shared:
            return self, shared
        panels = tuple(
            replace(panel, rows=tuple(row.without(shared) for row in panel.rows))
            for panel in self.panels
        )
        return replace(self, panels=panels), shared
