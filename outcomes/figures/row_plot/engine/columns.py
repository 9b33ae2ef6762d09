"""Where the texts of a row plot stand: beside the plot; where it is narrow names above their rows,
and where it is narrower still numbers too.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, note
from outcomes.figures.base.text import plain, shortened, text_width, wrapped
from outcomes.figures.row_plot.engine.plot import Column, Row, RowPlot

LEAST = 12  # em of the plot beside texts
NAME, HEAD = 9, 10  # em: how far a name, and the head of a column, is squeezed at most
EDGE = 6  # pixels at both sides
HALF = 1.5  # em, half of the widest words under a tick: "100%"
LINE = 1.28  # em, from one line of text to the next
MANY = 12  # rows; more stand closer together


@dataclass(frozen=True, slots=True)
class Form:
    """Which columns a figure has, how wide they are, and what is left for the plot, in pixels.

    ``beside`` says whether the texts stand beside the plot or above their rows; those of the
    columns ``over`` stand above them though the others are beside.
    """

    look: Look
    columns: dict[int, Column]
    widths: dict[int, float]
    beside: bool
    left: float
    right: float
    pitch: float
    bar: float
    over: dict[int, Column] = field(default_factory=dict)

    @property
    def plot(self) -> float:
        return self.look.width - self.left - self.right

    @property
    def page(self) -> float:
        return self.look.width - 2 * EDGE


@dataclass(frozen=True, slots=True)
class Words:
    """A line of text: at which side of the plot (0, 0.5 or 1), how far from it, how high."""

    words: str
    side: float
    shift: float
    anchor: str
    y: float
    color: str = ""
    bold: bool = False
    size: float = 0.0

    def note(self, look: Look, hover: str = "") -> Spec:
        """Return the annotation; without a size or a color of its own in those of the look."""
        words = f"<b>{plain(self.words)}</b>" if self.bold else plain(self.words)
        place = {"xref": "x domain", "x": self.side, "xanchor": self.anchor, "xshift": self.shift,
                 "yref": "y", "y": self.y, "yanchor": "middle"}  # fmt: skip
        told = {"hovertext": hover} if hover else {}
        return note(words, color=self.color or look.ink, size=self.size or look.em, **place, **told)


def form_of(plot: RowPlot, look: Look) -> Form:
    """Return the form a figure takes at a width: the one place that knows what narrow is."""
    em, wide = look.em, not look.narrow
    gutters = _gutters(plot, look)
    least = max(LEAST * em, (0.18 if wide else 0.34) * look.width) + sum(gutters)
    everything = dict(enumerate(plot.columns))
    needed = {i: column for i, column in everything.items() if not column.spare}
    numbers = {i: column for i, column in needed.items() if column.value}
    many = sum(1 for _ in plot.rows) > MANY
    pitch, bar = (1.52 if many else 1.9) * em, plot.bar * em
    for columns in (everything, needed, numbers):
        widths = {i: _natural(plot, i, look) for i in columns}
        over = sum(widths.values()) + (len(widths) + 1) * em + least - look.width
        if wide and over > 0:
            widths, over = _squeezed(columns, widths, over, NAME * em)
        if over <= 0 and columns:
            sides = [sum(widths[i] + em for i, c in columns.items() if c.right == right)
                     for right in (False, True)]  # fmt: skip
            left = max(sides[0] + EDGE, HALF * em) + gutters[0]
            right = (sides[1] or HALF * em) + gutters[1] + EDGE
            names = {i: c for i, c in needed.items() if i not in columns}
            return Form(look, columns, widths, True, left, right, pitch, bar, names)
    left, right = HALF * em + gutters[0], HALF * em + gutters[1]
    return Form(look, needed, {}, False, left, right, pitch, bar)


def _gutters(plot: RowPlot, look: Look) -> tuple[float, float]:
    """Return the room for the ticks of upright axes, and for the names of their lines."""
    axes = [row.upright for row in plot.rows if row.upright]
    names = [text_width(line.words, look.em) + 8 for axis in axes for line in axis.lines]
    return (3.4 * look.em if axes else 0.0), min(max(names, default=0.0), 0.3 * look.width)


def _natural(plot: RowPlot, i: int, look: Look) -> float:
    """Return the width of a column without breaking a line."""
    em, column = look.em, plot.columns[i]
    cells = [
        text_width(text.words, em, bold=row.strong) + indent_of(row, column, look)
        for row in plot.rows
        for text in row.texts(i)
    ]
    head = min(text_width(column.title, em, bold=True), HEAD * em)
    return max([head, text_width(column.under, em), *cells]) + 2


def indent_of(row: Row, column: Column, look: Look) -> float:
    """Return how far a name stands in under a heading."""
    return 0.8 * look.em if row.indent and not column.value else 0.0


def _squeezed(
    columns: dict[int, Column], widths: dict[int, float], over: float, floor: float
) -> tuple[dict[int, float], float]:
    """Return widths with names broken into lines, the widest first, and what is still missing."""
    found = dict(widths)
    while over > 0:
        names = [i for i, c in columns.items() if not c.value and found[i] > floor]
        if not names:
            break
        widest = max(names, key=found.__getitem__)
        step = min(found[widest] - floor, over, 8.0)
        found[widest] -= step
        over -= step
    return found, over


def fitted(words: str, room: float, em: float, *, bold: bool = False) -> list[str]:
    """Return words in lines no wider than so many pixels; only what cannot be broken is cut."""
    size = 1.08 * em if bold else em
    return [shortened(line, room, size) for line in wrapped(words, room, size)] if words else []


def offsets(form: Form) -> Iterator[tuple[int, float]]:
    """Yield each column and where it begins, in pixels from its side of the plot."""
    at = {False: EDGE - form.left, True: float(form.look.em)}
    for i, column in form.columns.items():
        yield i, at[column.right]
        at[column.right] += form.widths[i] + form.look.em
