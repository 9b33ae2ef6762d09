"""Notes of a figure as lines of words: bold and colored pieces, breaks, arrows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from math import atan2, cos, radians, sin

from outcomes.export.drawing.scales import Plot, Spec
from outcomes.export.drawing.shapes import CannotDraw, Line, Mark, Outline, Run, color_of

LEADING = 1.3  # height of a line in em
_TAG = re.compile(r"(</?(?:b|i|span|br|sup|sub)\b[^>]*>)")
_COLOR = re.compile(r"color:\s*([^;\"']+)")
_UNPRINTABLE = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")


def runs_of(markup: str, color: str) -> tuple[Run, ...]:
    """Return a line of Plotly's markup as runs."""
    bold, colors, runs = 0, [color], []
    for piece in _TAG.split(markup):
        if piece in ("<b>", "</b>"):
            bold += 1 if piece == "<b>" else -1
        elif piece.startswith("<span"):
            found = _COLOR.search(piece)
            colors.append(found[1].strip() if found else colors[-1])
        elif piece == "</span>":
            colors = colors[:-1] or [color]
        elif piece and not _TAG.fullmatch(piece):
            words = _UNPRINTABLE.sub("", unescape(piece))
            runs.append(Run(words, color_of(colors[-1])[0], bold > 0))
    return tuple(runs)


def note_marks(note: Spec, layout: Spec, plot: Plot) -> Iterator[Mark]:
    """Yield the arrow and the lines of an annotation."""
    if note.get("visible") is False:
        return
    x_ref, y_ref = note.get("xref", "x"), note.get("yref", "y")
    x = plot.place(note.get("x", 0.5), x_ref, "x") + float(note.get("xshift") or 0)
    y = plot.place(note.get("y", 0.5), y_ref, "y") - float(note.get("yshift") or 0)
    if note.get("showarrow") is not False:
        yield from _arrow(note, (x, y), plot)
        return
    font = {**layout.get("font", {}), **(note.get("font") or {})}
    size, color = float(font.get("size", 13)), font.get("color", "#1B2733")
    lines = re.split(r"<br ?/?>", note.get("text") or "")
    anchor = _anchor(note.get("xanchor"), note.get("x"), x_ref, ("left", "center", "right"))
    upright = _anchor(note.get("yanchor"), note.get("y"), y_ref, ("bottom", "middle", "top"))
    height = LEADING * size * len(lines)
    above = {"top": 1.0, "middle": -height / 2, "bottom": -height - 1.0}[upright]
    angle = float(note.get("textangle") or 0.0)
    side = {"left": "start", "center": "middle", "right": "end"}[anchor]
    for number, words in enumerate(lines):
        down = above + (number + 0.5) * LEADING * size + 0.35 * size
        turn = radians(angle)
        yield Line(x - down * sin(turn), y + down * cos(turn), runs_of(words, color), size, side,
                   angle)  # fmt: skip


def _anchor(asked: str | None, at: object, ref: str, names: tuple[str, str, str]) -> str:
    """Return the anchor; an automatic one follows the place in the paper or the axis domain."""
    if asked and asked != "auto":
        return asked
    if ref == "paper" or ref.endswith(" domain"):
        share = float(at if isinstance(at, int | float) else 0.5)
        return names[0] if share < 1 / 3 else names[2] if share > 2 / 3 else names[1]
    return names[1]


def _arrow(note: Spec, tip: tuple[float, float], plot: Plot) -> Iterator[Mark]:
    if note.get("text"):
        raise CannotDraw("an arrow with words")
    start = []
    for axis, place in (("x", 0), ("y", 1)):
        ref, value = note.get(f"a{axis}ref", "pixel"), note.get(f"a{axis}", 0)
        start.append(tip[place] + value if ref == "pixel" else plot.place(value, ref, axis))
    width = float(note.get("arrowwidth", 1))
    color = note.get("arrowcolor", "#1B2733")
    turn = atan2(tip[1] - start[1], tip[0] - start[0])
    length = 3.2 * width * float(note.get("arrowsize", 1)) + 1.5
    sides = tuple(
        (tip[0] - length * cos(turn + side), tip[1] - length * sin(turn + side))
        for side in (-0.45, 0.45)
    )
    neck = (tip[0] - 0.8 * length * cos(turn), tip[1] - 0.8 * length * sin(turn))
    yield Outline(((start[0], start[1]), neck), stroke=color, width=width)
    yield Outline((tip, *sides), fill=color)
