"""The words around the rows: lines and key over them, heads of columns, sides, titles, caption."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from outcomes.figures.base.style import Spec, caption_size
from outcomes.figures.base.text import plain, shortened, text_width, wrapped
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.columns import EDGE, LINE, Form, Words, fitted, offsets
from outcomes.figures.row_plot.engine.plot import Column, RowPlot

Head = tuple[list[tuple[str, str, bool]], tuple[float, float, str]]


def top(plot: RowPlot, form: Form) -> tuple[list[Spec], float]:
    """Return the lines and the key over the figure, and where they end."""
    look, at = form.look, 0.0
    found = []
    for line in (part for words in plot.above for part in fitted(words, form.page, look.em)):
        found.append(_left(line, at + look.line / 2, form).note(look))
        at += look.line
    for markup in _key(plot, form):
        found.append(_left("", at + look.line / 2, form).note(look) | {"text": markup})
        at += look.line
    return found, at + 0.2 * look.em


def _left(words: str, y: float, form: Form, color: str = "", size: float = 0.0) -> Words:
    return Words(words, 0, EDGE - form.left, "left", y, color, size=size)


def _key(plot: RowPlot, form: Form) -> Iterator[str]:
    """Yield lines of names, each after a square in its color; the words in it too, or in ink."""
    em, used = form.look.em, 0.0
    line: list[str] = []
    for name, color in plot.key:
        name = shortened(name, form.page - 2 * em, em, bold=True)
        width = text_width(f"■ {name}", em, bold=True) + em
        if line and used + width > form.page:
            yield "\u2003".join(line)
            line, used = [], 0.0
        ink = form.look.ink if plot.key_in_ink else color
        line.append(
            f'<span style="color:{color}"><b>■</b></span> '
            f'<span style="color:{ink}"><b>{plain(name)}</b></span>'
        )
        used += width
    if line:
        yield "\u2003".join(line)


def heads(
    form: Form, columns: Mapping[int, Column], title: str, at: float
) -> tuple[list[Words], float]:
    """Return the heads of the columns and the words over the plot, and where they end."""
    em = form.look.em
    blocks: list[Head] = list(
        _column_heads(form, columns) if form.beside else _page_heads(form, columns)
    )
    if title and form.beside:
        lines = [(line, form.look.muted, False) for line in fitted(title, form.plot, em)]
        blocks.append((lines, (0.5, 0.0, "center")))
    elif title:
        room = form.page / 2 if any(lines for lines, _ in blocks) else form.page
        lines = [(line, form.look.muted, False) for line in fitted(title, room, em)]
        blocks.append((lines, (0, EDGE - form.left, "left")))
    n = max((len(lines) for lines, _ in blocks), default=0)
    if not n:
        return [], at
    end = at + (n * LINE + 0.35) * em
    return [
        Words(line, side, shift, anchor, at + (n - len(lines) + k + 0.5) * LINE * em, color, bold)
        for lines, (side, shift, anchor) in blocks
        for k, (line, color, bold) in enumerate(lines)
    ], end


def _column_heads(form: Form, columns: Mapping[int, Column]) -> Iterator[Head]:
    em, muted = form.look.em, form.look.muted
    for i, at in offsets(form):
        if i not in columns:
            continue
        column, room = columns[i], form.widths[i]
        named = bool(column.under)
        color = column.color or form.look.ink if named else muted
        lines = [(line, color, named) for line in fitted(column.title, room, em, bold=named)]
        lines += [(column.under, muted, False)] * named
        anchor, shift = ("right", at + room) if column.value else ("left", at)
        yield lines, (int(column.right), shift, anchor)


def _page_heads(form: Form, columns: Mapping[int, Column]) -> Iterator[Head]:
    """Yield the head of the numbers, where they stand above their rows."""
    for column in columns.values():
        if column.value and column.right and not column.under:
            lines = [
                (line, form.look.muted, False)
                for line in fitted(column.title, form.page / 2 - form.look.em, form.look.em)
            ]
            yield lines, (1, form.right - EDGE, "right")


def under(scale: Axis, at: float, form: Form) -> tuple[list[Words], float]:
    """Return the words under the ticks: which side is better for whom, and the title."""
    found, at = _favors(scale, at, form)
    for line in fitted(scale.title, form.page, form.look.em):
        found.append(centered(line, 0.5, at + LINE * form.look.em / 2, form))
        at += LINE * form.look.em
    return found, at


def centered(words: str, share: float, y: float, form: Form, color: str = "") -> Words:
    """Return words around a share of the axis, moved where they would leave the page."""
    half = text_width(words, form.look.em) / 2
    at = form.left + share * form.plot
    moved = min(max(at, EDGE + half), form.look.width - EDGE - half) - at
    return Words(words, share, moved, "center", y, color)


def _favors(scale: Axis, at: float, form: Form) -> tuple[list[Words], float]:
    if not scale.favors or scale.null is None:
        return [], at
    em, share = form.look.em, scale.share(scale.null)
    middle = form.left + share * form.plot
    rooms = (middle - EDGE - 0.5 * em, form.look.width - middle - EDGE - 0.5 * em)
    found, most = [], 0
    sides = zip(scale.favors, rooms, ("right", "left"), (-1, 1), strict=True)
    for (words, color), room, anchor, side in sides:
        lines = fitted(words, room, em)
        found += [
            Words(line, share, 0.5 * em * side, anchor, at + (k + 0.5) * LINE * em, color)
            for k, line in enumerate(lines)
        ]
        most = max(most, len(lines))
    return found, at + most * LINE * em


def caption(lines: Sequence[str], at: float, form: Form) -> tuple[list[Words], float]:
    """Return small muted lines under the figure, and where they end."""
    size = caption_size(form.look)
    said = [part for line in lines if line for part in wrapped(line, form.page, size)]
    at += 0.5 * form.look.em * bool(said)
    found = [_left(line, at + (k + 0.5) * 1.5 * size, form, form.look.muted, size)
             for k, line in enumerate(said)]  # fmt: skip
    return found, at + 1.5 * size * len(said)
