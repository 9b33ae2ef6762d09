"""The words around the panels of a plot: over and under them, titles of axes, rows of numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, caption_size, note, tick_length
from outcomes.figures.base.text import plain, shortened, text_width, wrapped
from outcomes.figures.engine.plot import Plot, Row, Summary

EDGE = 4.0  # pixels between words and the edge of the page
WIDEST_LABEL = 13.0  # em
LEAST_NAME = 8.0  # em of a name in columns; with less room its cells stand under it


Piece = tuple[float, str, str]  # pixels from the start of a line, words, color


@dataclass(frozen=True, slots=True)
class Margins:
    """Pixels of the page around the panels, those of the panels together, and the page's width."""

    left: float
    right: float
    inner: float
    tall: float

    @property
    def page(self) -> float:
        return self.left + self.inner + self.right

    def over(self, words: str, at: float, up: float, look: Look, **more: Any) -> Spec:
        """Return words above the panels, ``at`` pixels from the left edge of the page."""
        return _paper(words, look, x=0, y=1, xanchor="left", yanchor="middle", yshift=up,
                      xshift=at - self.left, **more)  # fmt: skip

    def under(self, words: str, at: float, down: float, look: Look, **more: Any) -> Spec:
        """Return words under the panels."""
        place: Spec = {"xanchor": "left", "xshift": at - self.left, **more}
        return _paper(words, look, x=0, y=0, yanchor="middle", yshift=-down, **place)


def _paper(words: str, look: Look, *, color: str = "", size: float = 0.0, **place: Any) -> Spec:
    """Return a note that refers to all panels: Plotly makes no axes where no trace lies."""
    color, size = color or look.ink, size or look.em
    return note(words, xref="paper", yref="paper", color=color, size=size, **place)


def head(plot: Plot, margins: Margins, look: Look) -> tuple[list[Spec], float]:
    """Return the words above the panels and the pixels they take.

    In a narrow place they start at the edge of the page, else at that of the panels.
    """
    start = EDGE if look.narrow else margins.left
    room = margins.page - start - EDGE
    lines: list[list[Piece]] = [*_summary(plot.summary, room, look)]
    for line in plot.above:
        lines += [[(0.0, plain(part), "")] for part in wrapped(line, room, look.em) if part]
    lines += [[(0.0, words, "")] for words in _key(plot.key, room, look)]
    top = len(lines) * look.line + 0.8 * look.em
    return [
        margins.over(words, start + at, top - (i + 0.5) * look.line, look, color=color)
        for i, line in enumerate(lines)
        for at, words, color in line
    ], top + 4


def _summary(rows: Sequence[Summary], room: float, look: Look) -> Iterator[list[Piece]]:
    """Yield names and cells in columns, or the cells under the names where they do not fit."""
    em = look.em
    columns = list(zip(*(row.cells for row in rows), strict=True))
    widths = [max(text_width(cell, em) for cell in column) + em for column in columns]
    left = room - sum(widths)
    longest = max((text_width(row.name, em, bold=True) for row in rows), default=0.0)
    if left < min(longest, LEAST_NAME * em) + em:
        comma = look.say("list.comma")
        for row in rows:
            yield [(0.0, _bold(shortened(row.name, room, em, bold=True)), row.color)]
            said = comma.join(filter(None, row.cells))
            parts = (said,) if text_width(said, em) <= room - em else row.cells
            for part in (line for cell in parts if cell for line in wrapped(cell, room - em, em)):
                yield [(float(em), plain(part), "")]
        return
    fits = min(longest, left - em)
    offsets = [fits + em + sum(widths[:i]) for i in range(len(widths))]
    for row in rows:
        cells = [(at, plain(c), "") for at, c in zip(offsets, row.cells, strict=True) if c]
        yield [(0.0, _bold(shortened(row.name, fits, em, bold=True)), row.color), *cells]


def _bold(words: str) -> str:
    return f"<b>{plain(words)}</b>"


def _key(key: Sequence[tuple[str, str, str]], room: float, look: Look) -> Iterator[str]:
    """Yield lines of names, each after its sign."""
    line, used = "", 0.0
    for name, sign, color in key:
        square = f'<span style="color:{color}"><b>{sign}</b></span> '
        name = shortened(name, room - 3 * look.em, look.em)
        width = text_width(f"{sign} {name}", look.em) + 1.4 * look.em
        if line and used + width > room:
            yield line
            line, used = "", 0.0
        line += ("\u2003" if line else "") + square + plain(name)
        used += width
    if line:
        yield line


def foot(
    plot: Plot, margins: Margins, ticks: Sequence[float], look: Look
) -> tuple[list[Spec], float]:
    """Return the titles, the rows and the lines under the panels, and the pixels they take."""
    em, words = look.em, _y_title(plot, margins, look)
    titles, at = _x_title(plot, margins, look)
    words += titles
    for row in plot.rows:
        words += _row(row, margins, (at, ticks), look)
        at += look.line
    at += 0.2 * em if plot.rows else 0
    fine = caption_size(look)
    for said in filter(None, (*plot.below, *look.caption)):
        for line in wrapped(said, margins.page - 2 * EDGE, fine):
            words.append(margins.under(plain(line), EDGE, at, look, color=look.muted, size=fine))
            at += 1.5 * fine
    return words, at - 0.5 * em + EDGE


def _x_title(plot: Plot, margins: Margins, look: Look) -> tuple[list[Spec], float]:
    """Return the title of x with the heading of the rows, beside it where both fit, and how far
    down the next line is.
    """
    em = look.em
    at = 1.2 * em if plot.x.hidden else tick_length(look) + 2.35 * em
    heading = plot.heading if plot.rows else ""
    taken = EDGE + text_width(heading, em - 1, bold=True) + em if heading else 0.0
    words = []
    for line in wrapped(plot.x.title, margins.page - 2 * EDGE, em) if plot.x.title else ():
        half = text_width(line, em) / 2
        middle = margins.left + margins.inner / 2
        middle = min(max(middle, half + EDGE), margins.page - half - EDGE)
        words.append(margins.under(plain(line), middle, at, look, xanchor="center"))
        at += look.line
        taken = taken if middle - half >= taken else 1e9
    if heading:
        at = at - look.line if words and taken < 1e9 else at
        words.append(margins.under(_bold(heading), EDGE, at, look, size=em - 1))
        at += look.line
    return words, at + (0.18 * em if words else 0)


def _y_title(plot: Plot, margins: Margins, look: Look) -> list[Spec]:
    if not plot.y.title:
        return []
    title = shortened(plot.y.title, margins.tall + look.em, look.em)
    return [_paper(plain(title), look, x=0, y=0.5, textangle=-90, xanchor="center",
                   yanchor="middle", xshift=EDGE + look.em / 2 - margins.left)]  # fmt: skip


def label_room(rows: Sequence[Row], look: Look) -> float:
    """Return the pixels that rows need left of the panel, half of their first number included."""
    labels = (text_width(row.label, look.em) for row in rows if row.cells)
    widest = min(max(labels, default=0.0), look.room(0.2, WIDEST_LABEL))
    return widest + (0.6 * look.em if widest else 0) + _half(rows, look)


def _half(rows: Sequence[Row], look: Look) -> float:
    return max((text_width(row.cells[0], look.em) for row in rows if row.cells), default=0.0) / 2


def _row(
    row: Row, margins: Margins, place: tuple[float, Sequence[float]], look: Look
) -> Iterator[Spec]:
    """Yield the label of a row and its numbers under the ticks.

    Pixel shifts keep the height of a row whatever the height of the figure.
    """
    down, ticks = place
    room = margins.left - EDGE - _half([row], look) - 0.5 * look.em
    room = room if row.cells else margins.page - 2 * EDGE
    label = shortened(row.label, room, look.em, bold=row.heading)
    if label:
        words = _bold(label) if row.heading else plain(label)
        yield margins.under(words, EDGE, down, look, color=row.color)
    for tick, cell in zip(ticks, row.cells, strict=False):
        yield note(cell, color=row.color, size=look.em, xref="x", yref="paper", x=tick, y=0,
                   xanchor="center", yanchor="middle", yshift=-down,
                   name=f"risk {row.group}")  # fmt: skip
