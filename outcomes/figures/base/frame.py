"""The frame of simple figures: words above, plot, axis titles, lines under it, in pixels."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor, log10

import numpy as np
from numpy.typing import NDArray

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, axis, caption_lines, caption_size, layout, note
from outcomes.figures.base.text import plain, pushed_apart, shortened, text_width, wrapped

EPOCH = date(1970, 1, 1)
WIDEST_END = 14.0  # em


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


@dataclass(frozen=True, slots=True)
class End:
    """A name to write at the right end of a line, at a height of the y axis."""

    name: str
    at: float
    color: str


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


def count_axis(look: Look, most: float) -> tuple[Spec, float]:
    """Return a y axis for counts from 0 and the value at its top."""
    top = max(most, 1.0) * 1.06
    step = _nice(top / 5)
    ticks = [i * step for i in range(int(top / step) + 1)]
    texts = [f"{tick:,.0f}" for tick in ticks]
    return axis(look, grid=True, range=[0, top], tickvals=ticks, ticktext=texts), top


def _nice(rough: float) -> float:
    scale = 10.0 ** floor(log10(max(rough, 1.0)))
    return next(step * scale for step in (1, 2, 5, 10) if step * scale >= rough)


def days(ordinals: Sequence[float]) -> NDArray[np.str_]:
    """Return days since 1970-01-01 as ISO dates."""
    return np.array([iso(day) for day in ordinals], dtype=str)


def iso(day: float) -> str:
    """Return one day since 1970-01-01 as an ISO date."""
    return (EPOCH + timedelta(days=floor(day))).isoformat()


def date_axis(look: Look, first: float, last: float) -> Spec:
    """Return a calendar axis with a tick per month, quarter, half-year or year, as they fit."""
    months = max((last - first) / 30.44, 1.0)
    most = max((look.width - 9 * look.em) / (5.6 * look.em), 2)
    step = next((step for step in (1, 2, 3, 6) if months / step <= most), 12)
    ticks = _month_starts(first, last, step)
    form = "%Y" if step == 12 else "%Y-%m"
    return axis(
        look, type="date", range=[iso(first), iso(last)], tickvals=[d.isoformat() for d in ticks],
        ticktext=[d.strftime(form) for d in ticks], hoverformat="%Y-%m-%d",
        showspikes=True, spikemode="across", spikethickness=-2, spikedash="dot",
        spikecolor=look.muted,
    )  # fmt: skip


def _month_starts(first: float, last: float, step: int) -> list[date]:
    start, end = (EPOCH + timedelta(days=floor(d)) for d in (first, last))
    months = range(start.year * 12, end.year * 12 + 12)
    offered = (date(m // 12, m % 12 + 1, 1) for m in months if m % 12 % step == 0)
    return [d for d in offered if start <= d <= end]


def end_names(look: Look, ends: Sequence[End], top: float, height: float) -> list[Spec]:
    """Return the names at the ends of lines, pushed apart; ``top`` is the y axis' upper end."""
    wanted = [end.at / top * height for end in ends]
    placed = pushed_apart(wanted, 1.3 * look.em, 0.4 * look.em, height)
    room = look.room(0.3, WIDEST_END)
    names = [plain(shortened(end.name, room, look.em, bold=True)) for end in ends]
    return [
        note(f"<b>{name}</b>",
             color=end.color, size=look.em, xref="x domain", yref="y domain", x=1, y=0,
             xanchor="left", yanchor="middle", xshift=8, yshift=place)
        for end, name, place in zip(ends, names, placed, strict=True)
    ]  # fmt: skip


def ends_room(look: Look, ends: Sequence[End]) -> float:
    """Return the right margin the names at the ends need."""
    widths = (text_width(end.name, look.em, bold=True) for end in ends)
    return min(max(widths, default=0), look.room(0.3, WIDEST_END)) + 14
