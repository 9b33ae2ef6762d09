"""Rows in their places: how high each is, where its lines and its texts are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from outcomes.figures.base.text import shortened, text_width
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.columns import (
    EDGE,
    LINE,
    Form,
    Words,
    fitted,
    indent_of,
    offsets,
)
from outcomes.figures.row_plot.engine.plot import Row, Text

Band = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Placed:
    """A row with its place in pixels from the top, and the height of each of its lines.

    ``free`` is where no words stand in the plot.
    """

    row: Row
    top: float
    height: float
    lines: tuple[float, ...]
    words: tuple[Words, ...]
    free: tuple[Band, ...]

    @property
    def end(self) -> float:
        return self.top + self.height


def placed(row: Row, form: Form, top: float) -> Placed:
    """Return a row with the places of its texts and of its marks."""
    if row.heading:
        return _heading(row, form, top)
    if not form.beside:
        return _above(row, form, top)
    return _named_above(row, form, top) if form.over else _beside(row, form, top)


def _heading(row: Row, form: Form, top: float) -> Placed:
    em = form.look.em
    lines = fitted(row.heading, form.page, em, bold=True)
    height = round((len(lines) * LINE + 0.65) * em)
    middles = [top + (0.55 + (k + 0.5) * LINE) * em for k in range(len(lines))]
    words = tuple(_at_left(line, y, form, row) for line, y in zip(lines, middles, strict=True))
    longest = max(text_width(line, em, bold=True) for line in lines)
    free = ((top, top + height),) if form.beside and EDGE + longest < form.left else ()
    return Placed(row, top, height, (top + height / 2,), words, free)


def _at_left(words: str, y: float, form: Form, row: Row, color: str = "") -> Words:
    shift = EDGE - form.left + 0.8 * form.look.em * row.indent
    return Words(words, 0, shift, "left", y, color, row.strong or bool(row.heading))


def _at_right(words: str, y: float, form: Form, row: Row, color: str = "") -> Words:
    return Words(words, 1, form.right - EDGE, "right", y, color, row.strong)


def _beside(row: Row, form: Form, top: float) -> Placed:
    """Return a row whose texts stand in their columns, each line beside its marks."""
    em, n = form.look.em, row.n_lines
    cells = {i: row.texts(i) for i in form.columns}
    broken = {i: [_lines(text, row, form, i) for text in texts] for i, texts in cells.items()}
    why = fitted(row.why, _why_room(row, form), em)
    most = max([len(why), *(len(lines) for column in broken.values() for lines in column)])
    marks = form.pitch if n == 1 else (n * LINE + 0.62) * em
    height = round(max(marks, (most - 1) * LINE * em + form.pitch, row.tall,
                       form.bar + 0.75 * em if row.bars else 0.0))  # fmt: skip
    middle = top + height / 2
    ats = tuple(middle + (k - (n - 1) / 2) * LINE * em for k in range(n))
    words = [
        Words(line, 0, 0.4 * em, "left", y, form.look.muted)
        for line, y in _stacked(why, middle, em)
    ]
    for i, at in offsets(form):
        heights = ats if len(cells[i]) > 1 else (middle,)
        for text, lines, y in zip(cells[i], broken[i], heights, strict=False):
            stacked = _stacked(lines, y, em)
            words += [_cell(line, (i, at), up, text, row, form) for line, up in stacked]
    free = () if why else ((top, top + height),)
    return Placed(row, top, height, ats, tuple(words), free)


def _lines(text: Text, row: Row, form: Form, i: int) -> list[str]:
    room = form.widths[i] - indent_of(row, form.columns[i], form.look)
    return fitted(text.words, room, form.look.em, bold=row.strong)


def _why_room(row: Row, form: Form) -> float:
    """Return the room for why there is no mark: the plot, and what is empty beside it."""
    empty = not any(text.words for i, c in form.columns.items() if c.right for text in row.texts(i))
    return form.plot - form.look.em + (form.right - EDGE if empty else 0.0)


def _stacked(lines: Sequence[str], middle: float, em: float) -> Iterator[tuple[str, float]]:
    """Yield lines with their heights around a middle."""
    for k, line in enumerate(lines):
        yield line, middle + (k - (len(lines) - 1) / 2) * LINE * em


def _cell(
    words: str, place: tuple[int, float], y: float, text: Text, row: Row, form: Form
) -> Words:
    i, at = place
    column = form.columns[i]
    shift = at + (form.widths[i] if column.value else indent_of(row, column, form.look))
    anchor = "right" if column.value else "left"
    return Words(words, int(column.right), shift, anchor, y, text.color or column.color, row.strong)


def _named_above(row: Row, form: Form, top: float) -> Placed:
    """Return a row whose name stands above its marks, and its numbers beside them."""
    em = form.look.em
    words, y = _names_from(row, form, top)
    below = _beside(row, replace(form, pitch=min(form.pitch, 1.52 * em)), y)
    height = round(below.end - top)
    return Placed(row, top, height, below.lines, (*words, *below.words), below.free)


def _names_from(row: Row, form: Form, top: float) -> tuple[list[Words], float]:
    """Return the names of a row under each other, and where they end."""
    step, y = LINE * form.look.em, top + 0.35 * form.look.em
    words: list[Words] = []
    for line, color in _names(row, form):
        words.append(_at_left(line, y + step / 2, form, row, color))
        y += step
    return words, y


def _above(row: Row, form: Form, top: float) -> Placed:
    """Return a row whose texts stand above its marks, from edge to edge."""
    em = form.look.em
    step = LINE * em
    words, y = _names_from(row, form, top)
    ats: list[float] = []
    free: list[Band] = []
    band = max(1.1 * em, form.bar + 0.3 * em if row.bars else 0.0,
               row.tall and row.tall + step)  # fmt: skip
    for k in range(row.n_lines):
        last = words[-1] if words and k == 0 and not row.why else None
        found = list(_values(row, k, form, y, last))
        words += found
        y = max([y, *(w.y + step / 2 for w in found)])
        ats.append(y + band / 2)
        if row.marks or row.bars:
            free.append((y, y + band + 0.3 * em))
            y += band
    height = round(y + 0.3 * em - top)
    return Placed(row, top, height, tuple(ats), tuple(words), tuple(free))


def _names(row: Row, form: Form) -> Iterator[tuple[str, str]]:
    """Yield the lines of the names of a row, and why it has no marks, each with its color."""
    em = form.look.em
    room = form.page - 0.8 * em * row.indent
    for i, column in (form.over or form.columns).items():
        if not column.value:
            text = row.texts(i)[0]
            for line in fitted(text.words, room, em, bold=row.strong):
                yield line, text.color or column.color
    for line in fitted(row.why if not form.over else "", room, em):
        yield line, form.look.muted


def _values(row: Row, k: int, form: Form, y: float, last: Words | None) -> Iterator[Words]:
    """Yield the values of a line: one beside the name if both fit, two at both sides."""
    em, step = form.look.em, LINE * form.look.em
    found = []
    for i, column in form.columns.items():
        texts = row.texts(i)
        if column.value and k < len(texts) and texts[k].words:
            found.append((texts[k].words, texts[k].color or column.color, column.right))
    widths = [text_width(words, em, bold=row.strong) for words, _, _ in found]
    if len(found) == 1 and last is not None:
        used = text_width(last.words, em, bold=row.strong) + form.left + last.shift
        if used + widths[0] + em <= form.page:
            y -= step
    together = len(found) == 2 and sum(widths) + em <= form.page
    for number, (words, color, right) in enumerate(found):
        place = _at_right if right else _at_left
        at = y + step / 2 + (0.0 if together else number * step)
        yield place(shortened(words, form.page, em), at, form, row, color)


def rise(place: Placed, own: Axis, value: float) -> float:
    """Return the height of a value on the axis a row has of its own."""
    return place.lines[0] + place.row.tall * (0.5 - own.share(value))
