"""The axes our figures have: time, calendar, shares, counts and ratios."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from math import floor, log, log10
from typing import Any

import numpy as np
from numpy.typing import NDArray

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, axis
from outcomes.figures.base.text import text_width
from outcomes.figures.engine.plot import Axis
from outcomes.wording import format_date

EPOCH = date(1970, 1, 1)
RATIOS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0)


def days(ordinals: Iterable[float]) -> NDArray[np.str_]:
    """Return days since 1970-01-01 as ISO dates."""
    return np.array([format_date(day) for day in ordinals], dtype=str)


def plain_ticks(values: Iterable[float]) -> tuple[tuple[float, str], ...]:
    """Return values as ticks that read as they are."""
    return tuple((float(value), f"{value:g}") for value in values)


def even_ticks(low: float, high: float, most: int) -> tuple[tuple[float, str], ...]:
    """Return round values between two ends, at most about so many."""
    sizes = (base * 10.0**power for power in range(-6, 9) for base in (1, 2, 5))
    step = next(size for size in sizes if (high - low) / size <= most)
    values = np.arange(np.ceil(low / step - 1e-9), np.floor(high / step + 1e-9) + 1) * step
    decimals = max(0, -floor(log10(step) + 1e-9))
    return tuple((v, f"{v:,.{decimals}f}") for v in (values.round(10) + 0.0).tolist())


def share_axis(title: str, top: float = 1.0, step: float = 0.25) -> Axis:
    """Return an axis of percentages from 0."""
    ticks = tuple((i * step, f"{round(100 * i * step)}%") for i in range(round(top / step) + 1))
    return Axis(0.0, 1.01 * top, ticks, title, grid=True)


def count_axis(most: float, title: str) -> Axis:
    """Return an axis of counts from 0."""
    top = max(most, 1.0) * 1.06
    rough = max(top / 5, 1.0)
    scale = 10.0 ** floor(log10(rough))
    step = next(step * scale for step in (1, 2, 5, 10) if step * scale >= rough)
    ticks = tuple((i * step, f"{i * step:,.0f}") for i in range(int(top / step) + 1))
    return Axis(0.0, top, ticks, title, grid=True)


def ratio_axis(low: float, high: float, title: str) -> Axis:
    """Return an axis of ratios whose ends, like the values on it, are logarithms."""
    ticks = tuple((log(tick), f"{tick:g}") for tick in RATIOS if low <= log(tick) <= high)
    return Axis(low, high, ticks, title, grid=True)


def date_axis(look: Look, first: float, last: float) -> Axis:
    """Return a calendar axis with a tick per month, quarter, half-year or year, as they fit."""
    months = max((last - first) / 30.44, 1.0)
    most = max((look.width - 9 * look.em) / (5.6 * look.em), 2)
    step = next((step for step in (1, 2, 3, 6) if months / step <= most), 12)
    form = "%Y" if step == 12 else "%Y-%m"
    ticks = ((day.toordinal() - EPOCH.toordinal(), day.strftime(form))
             for day in _month_starts(first, last, step))  # fmt: skip
    return Axis(first, last, tuple((float(at), words) for at, words in ticks), dates=True)


def _month_starts(first: float, last: float, step: int) -> list[date]:
    start, end = (EPOCH + timedelta(days=floor(d)) for d in (first, last))
    months = range(start.year * 12, end.year * 12 + 12)
    offered = (date(m // 12, m % 12 + 1, 1) for m in months if m % 12 % step == 0)
    return [d for d in offered if start <= d <= end]


def with_room(
    a: Axis, room: float, em: float, cells: Sequence[Sequence[str]] = ()
) -> tuple[Axis, slice]:
    """Return an axis with the ticks that fit into so many pixels, and which of them these are.

    ``cells`` are words under the ticks that need room as well.
    """
    widths = [
        max(text_width(words, em) for words in (label, *(row[i] for row in cells)))
        for i, (_, label) in enumerate(a.ticks)
    ]
    at = [(value - a.low) / (a.high - a.low) * room for value, _ in a.ticks]
    for every in range(1, len(at) + 1):
        kept = slice(None, None, every)
        spots = list(zip(at[kept], widths[kept], strict=True))
        gaps = (y - x - (v + w) / 2 for (x, v), (y, w) in pairwise(spots))
        if all(gap >= 0.6 * em for gap in gaps):
            break
    else:
        kept = slice(None)
    return replace(a, ticks=a.ticks[kept]), kept


def axis_spec(a: Axis, look: Look, *, spike: bool, **more: Any) -> Spec:
    """Return an axis as Plotly has it; with ``spike`` the pointer draws a line along it."""
    if a.hidden:
        return axis(look, range=[a.low, a.high], visible=False, **more)
    ends = [format_date(a.low), format_date(a.high)] if a.dates else [a.low, a.high]
    at = [value for value, _ in a.ticks]
    spec = axis(look, grid=a.grid, range=ends, tickvals=days(at).tolist() if a.dates else at,
                ticktext=[words for _, words in a.ticks], **more)  # fmt: skip
    if a.dates:
        spec |= {"type": "date", "hoverformat": "%Y-%m-%d"}
    if a.bare:
        spec |= {"showline": False, "ticks": ""}
    if spike:
        spec |= {"showspikes": True, "spikemode": "across", "spikethickness": -2,
                 "spikedash": "dot", "spikecolor": look.muted}  # fmt: skip
        if a.unit:
            spec["unifiedhovertitle"] = {"text": f"%{{x:.1f}} {a.unit}"}
    return spec
