"""The frame of simple figures: words above, plot, axis titles, lines under it, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, caption_lines, caption_size, layout, note
from outcomes.figures.base.text import plain, wrapped


@dataclass(frozen=True, slots=True)
class Frame:
    """What surrounds a plot: size, titles, lines above, a key of names and colors, captions."""

    look: Look
    height: float
    above: Sequence[str] = ()
    below: Sequence[str] = ()
    x_title: str = ""
    y_title: str = ""
    left: float = 0.0
    right: float = 16.0
    key: Sequence[tuple[str, str]] = ()
    ticks: bool = True
    key_in_ink: bool = False


def framed(frame: Frame, x: Spec, y: Spec) -> Spec:
    """Return the layout with both axes and all words of the frame."""
    look, em = frame.look, frame.look.em
    left = max(frame.left, 4.4 * em if frame.y_title else 0) + 6
    across = max(look.width - left - 0.3 * frame.right, 200)
    lines = [part for line in frame.above if line for part in wrapped(line, across, em)]
    n_above = len(lines) + bool(frame.key)
    top = n_above * look.line + (0.6 * em if n_above else 0.8 * em)
    title_at = 5 + 2.35 * em
    under = title_at + (1.5 * em if frame.x_title else 0) if frame.ticks else 1.2 * em
    below, fine = [line for line in frame.below if line], caption_size(look)
    notes = [part for line in below for part in wrapped(line, look.width - 8, fine)]
    small = caption_lines(look, notes, below=under, left=left - 4)
    bottom = under + 1.5 * em * len(small) - (0.4 * em if frame.x_title or small else 0.6 * em)
    spec = layout(
        look, height=frame.height + top + bottom + 6, margin=(left, frame.right, top + 6, bottom)
    )
    corner = {"xref": "x domain", "yref": "y domain"}
    words = [
        note(plain(line), color=look.ink, size=em, x=0, y=1, xanchor="left", yanchor="middle",
             yshift=top - (i + 0.5) * look.line, **corner)
        for i, line in enumerate(lines)
    ]  # fmt: skip
    if frame.key:
        up = top - (n_above - 0.5) * look.line
        words.append(note(_key(frame), color=look.ink, size=em, x=0, y=1, xanchor="left",
                          yanchor="middle", yshift=up, **corner))  # fmt: skip
    if frame.x_title:
        words.append(note(plain(frame.x_title), color=look.ink, size=em, x=0.5, y=0,
                          yanchor="middle", yshift=-title_at, **corner))  # fmt: skip
    if frame.y_title:
        words.append(note(plain(frame.y_title), color=look.ink, size=em, x=0, y=0.5, textangle=-90,
                          xanchor="center", yanchor="middle", xshift=4 - left + em / 2,
                          **corner))  # fmt: skip
    spec |= {"xaxis": x, "yaxis": y, "annotations": [*words, *small]}
    return spec


def _key(frame: Frame) -> str:
    """Return names, each after a square in its color; the words in it too, or in ink."""
    ink = frame.look.ink if frame.key_in_ink else ""
    return "\u2003".join(
        f'<span style="color:{color}"><b>■</b></span> '
        f'<span style="color:{ink or color}"><b>{plain(name)}</b></span>'
        for name, color in frame.key
    )
