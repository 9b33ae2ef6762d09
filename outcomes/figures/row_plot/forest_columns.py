"""The columns of texts beside a forest: names, counts, estimates, interaction tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.look import Look, word_color
from outcomes.figures.base.style import Spec, note
from outcomes.figures.base.text import plain, shortened, text_width, wrapped
from outcomes.figures.row_plot.forest_rows import ForestRow, Words, printed
from outcomes.wording import format_p

NARROW = 640  # pixels; below, the columns of counts give way


@dataclass(frozen=True, slots=True)
class Column:
    """A column of texts: its head, its cells, how wide it is and to which side it stands.

    With ``under``, a second head in small words, the first is a name: bold and in its color.
    """

    head: str
    cells: tuple[str, ...]
    width: float
    align: str
    color: str
    under: str = ""


def left_columns(rows: Sequence[ForestRow], words: Words, look: Look) -> list[Column]:
    """Return the columns left of the plot: factor, level, and the events of each arm."""
    em = look.em
    narrow = look.width < NARROW
    everybody = look.say("forest.all")
    factors = tuple(
        (everybody if not row.factor else _marked(row.factor, words) if row.first else "")
        for row in rows
    )
    levels = tuple(row.label if row.factor else "" for row in rows)
    columns = [
        _column(look.say("column.subgroup"), factors, (look.room(0.22, 17), "left"), look.ink, em),
        _column("", levels, (look.room(0.16, 13), "left"), look.ink, em),
    ]
    if narrow:
        return columns
    e = rows[0].estimate
    counted = look.say("column.events_n")
    if e.reference is None:
        cells = tuple(row.counts[0] for row in rows)
        return [*columns, _column(counted, cells, (9 * em, "right"), look.ink, em)]
    for i, arm in enumerate((e.reference, e.group)):
        color = word_color(place_of(arm, words.arms), look.theme)
        cells = tuple(row.counts[i] for row in rows)
        widest = max(text_width(c, em) for c in (*cells, counted))
        named = text_width(words.arm(arm), em, bold=True)
        wide = max(min(named, 9.5 * em), widest) + 12
        columns.append(Column(words.arm(arm), cells, wide, "right", color, counted))
    return columns


def _marked(factor: str, words: Words) -> str:
    sign = ("● " if factor in words.marked else "○ ") if words.marked else ""
    return sign + words.factors.get(factor, factor)


def right_columns(rows: Sequence[ForestRow], look: Look, *, p_values: bool) -> list[Column]:
    """Return the columns right of the plot: estimates, and where asked interaction tests."""
    cells = tuple(printed(row, look) for row in rows)
    columns = [
        _column(
            look.say("forest.estimate"), cells, (look.room(0.33, 18), "left"), look.ink, look.em
        )
    ]
    if p_values and look.width >= NARROW and any(row.test for row in rows):
        tests = tuple(
            ""
            if row.printed_test is None
            else format_p(row.printed_test.p_value, language=look.language)
            for row in rows
        )
        head = look.say("forest.interaction")
        columns.append(_column(head, tests, (8.5 * look.em, "right"), look.ink, look.em))
    return columns


def _column(
    head: str, cells: tuple[str, ...], place: tuple[float, str], color: str, em: float
) -> Column:
    most, align = place
    heads = head.split() if text_width(head, em) > most else [head]
    wide = max(text_width(part, em) for part in (*cells[1:], *heads))
    wide = min(max(wide, text_width(cells[0], em, bold=True)), most) + 8  # everybody is bold
    return Column(head, cells, wide, align, color)


def head_lines(columns: Sequence[Column], look: Look) -> int:
    """Return how many lines the heads take."""
    return max(len(_head(column, look)) for column in columns)


def _head(column: Column, look: Look) -> list[str]:
    room = column.width - 6
    lines = [shortened(line, room, look.em) for line in wrapped(column.head, room, look.em)]
    return [*lines, column.under] if column.under else lines


def _head_markup(column: Column, look: Look) -> str:
    lines = [plain(line) for line in _head(column, look)]
    if not column.under:
        return "<br>".join(lines)
    name = "<br>".join(f"<b>{line}</b>" for line in lines[:-1])
    return f'{name}<br><span style="color:{look.muted}">{lines[-1]}</span>'


def column_notes(
    columns: Sequence[Column],
    start: float,
    look: Look,
    *,
    side: int,
    hints: Sequence[str],
    strong: bool,
) -> list[Spec]:
    """Return heads and cells of columns, each cell with its row in words.

    Parameters
    ----------
    columns, start
        The columns, and where the first begins in pixels from the side of the plot.
    side
        0: the left side of the plot, 1: the right one.
    hints
        What the pointer reads in each row.
    strong
        Whether the first row is bold: everybody.
    """
    found, em, at = [], look.em, start
    for column in columns:
        shift = at + (column.width - 10 if column.align == "right" else 0)
        where: Spec = {"xref": "x domain", "x": side, "xanchor": column.align, "xshift": shift}
        if column.head:
            words = _head_markup(column, look)
            color = column.color if column.under else look.muted
            found.append(note(words, size=em, yref="y domain", y=1, color=color,
                              yanchor="bottom", yshift=0.3 * em, **where))  # fmt: skip
        for i, cell in enumerate(column.cells):
            bold = strong and i == 0
            said = plain(shortened(cell, column.width, em, bold=bold))
            if said:
                found.append(note(f"<b>{said}</b>" if bold else said, color=column.color, size=em,
                                  yref="y", y=i, yanchor="middle", hovertext=hints[i],
                                  **where))  # fmt: skip
        at += column.width
    return found
