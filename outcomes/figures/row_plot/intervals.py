"""Named estimates as dots with their intervals: levels per arm above, their differences below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, arm_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, shortened, text_width
from outcomes.figures.row_plot.interval_panels import Panel, middles_of, panels_of
from outcomes.results.result import Estimate
from outcomes.wording import KINDS, format_estimate, format_number

ROW = 2.0  # em
NARROW = 640  # pixels; below, name and value stand above their interval
WIDEST_NAME = 20.0  # em


def interval_figure(
    estimates: Sequence[Estimate],
    names: Sequence[str],
    *,
    labels: Mapping[str, str],
    reference: float | None = 0.0,
    favors: tuple[str, str] | None = None,
    x_title: str = "",
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    above: Sequence[str] = (),
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw one row per estimate: name, dot with interval, printed value.

    Parameters
    ----------
    estimates
        Levels of arms (survival at a time, restricted means) and differences of them (those with
        a reference arm); differences have an axis of their own below the levels.
    names
        Name of each row.
    labels
        Label by group in protocol order: the order decides color.
    reference
        Where no difference is; a line across the differences.
    favors
        Ids of the arms that are better left and right of that line.
    x_title
        Title of the lower axis.
    """
    look = Look(language, theme, size, width)
    rows = list(zip(estimates, names, strict=True))
    if not any(e.value is not None and isfinite(e.value) for e, _ in rows):
        notes = [n for e, _ in rows for n in e.notes]
        return explanation(next(iter(notes), look.say("interval.none")), look)
    rows.sort(key=lambda row: row[0].reference is not None)  # stable: the order given otherwise
    panels = panels_of([e for e, _ in rows], reference)
    if rows[-1][0].reference is not None:
        x_title = x_title or look.say("axis.difference")
    spec = _layout(rows, panels, look, (above, caption, x_title))
    shapes, words = _lines(panels, look), _favors(panels, favors, labels, look)
    spec["shapes"], spec["annotations"] = shapes, [*spec["annotations"], *words]
    middles = middles_of(len(rows), panels)
    axes = ("x2", "x") if len(panels) > 1 else ("x",)
    data = [
        trace
        for number, panel in enumerate(panels)
        for row in panel.rows
        for trace in _dot(rows[row][0], middles[row], (panel, axes[number]), labels, look)
    ]
    return figure(data, spec)


def _layout(
    rows: Sequence[tuple[Estimate, str]],
    panels: Sequence[Panel],
    look: Look,
    words: tuple[Sequence[str], Sequence[str], str],
) -> Spec:
    """Return margins, axes and the text columns."""
    em, narrow = look.em, look.width < NARROW
    middles = middles_of(len(rows), panels)
    span = middles[-1] + 1
    printed = [_printed(e, look) for e, _ in rows]
    room = max(text_width(name, em, bold=True) for _, name in rows)
    left = 10.0 if narrow else min(room, look.room(0.3, WIDEST_NAME)) + 12
    right = 20.0 if narrow else max(text_width(p, em) for p in printed) + 24
    height = span * em * (ROW * 1.75 if narrow else ROW)
    favored = 1.4 * em if panels[-1].reference is not None else 0.0
    frame = Frame(look, height + favored, *words, left=left, right=right)
    bottom = span - 0.5 + favored / height * span
    y = axis(look, range=[bottom, -0.5], visible=False)
    spec = framed(frame, {}, y)
    for number, panel in enumerate(panels):
        end = middles[panel.rows[-1]] + 0.5
        last = number == len(panels) - 1
        place = 0.0 if last else 1 - (end + 0.5) / (bottom + 0.5)
        spec["xaxis" if last else "xaxis2"] = _axis(panel, look, place)
    if len(panels) > 1:
        spec["xaxis2"] |= {"overlaying": "x"}
    for (_, name), value, middle in zip(rows, printed, middles, strict=True):
        spec["annotations"] += _columns((name, value), middle, right - 8, look)
    return spec


def _axis(panel: Panel, look: Look, place: float) -> Spec:
    most = 5 if look.width < NARROW else 9
    scale = 100 if panel.percent else 1
    span = (panel.high - panel.low) * scale
    sizes = [b * 10.0**k for k in range(-2, 5) for b in (1, 2, 5)]
    if scale == 100 and span == 100:
        sizes = [25.0, 50.0]
    step = next(s for s in sizes if span / s <= most)
    ticks = np.arange(np.ceil(panel.low * scale / step), panel.high * scale / step + 1e-9) * step
    decimals = 0 if step >= 1 else (1 if step >= 0.1 else 2)
    sign = "%" if scale == 100 and panel.reference is None else ""
    return axis(
        look, range=[panel.low, panel.high], tickvals=(ticks / scale).tolist(),
        ticktext=[format_number(t, decimals) + sign for t in ticks],
        anchor="free", position=max(place, 0.0),
    )  # fmt: skip


def _printed(e: Estimate, look: Look) -> str:
    if e.value is None:
        return look.say("interval.ne")
    unit = (
        look.say(f"unit.{e.unit}.short") if e.unit in ("days", "weeks", "months", "years") else ""
    )
    if KINDS.get(e.quantity, KINDS["number"]).scale != "number":
        unit = ""
    return format_estimate(
        e.value, e.interval, e.quantity, n=e.n, unit=unit, language=look.language
    )


def _columns(cells: tuple[str, str], middle: float, column: float, look: Look) -> tuple[Spec, Spec]:
    """Return name and value of a row: at its sides, or above the dot in a narrow place.

    ``column`` is the width of the column of values: they are aligned at its right end.
    """
    name, value = cells
    narrow = look.width < NARROW
    room = look.width - text_width(value, look.em) - 30 if narrow else look.room(0.3, WIDEST_NAME)
    where: Spec = {"xref": "x domain", "yref": "y", "yanchor": "middle", "color": look.ink,
             "size": look.em, "y": middle - (0.3 if narrow else 0.0)}  # fmt: skip
    left: Spec = {"xanchor": "left"} if narrow else {"xanchor": "right", "xshift": -12}
    return (
        note(plain(shortened(name, room, look.em)), x=0, **left, **where),
        note(plain(value), x=1, xanchor="right", xshift=0 if narrow else column, **where),
    )


def _lines(panels: Sequence[Panel], look: Look) -> list[Spec]:
    """Return the line across the differences where there is none."""
    if panels[-1].reference is None:
        return []
    n = sum(len(panel.rows) for panel in panels)
    middles = middles_of(n, panels)
    top, bottom = middles[panels[-1].rows[0]] - 0.5, middles[-1] + 0.5
    at = panels[-1].reference
    return [{"type": "line", "xref": "x", "yref": "y", "x0": at, "x1": at, "y0": top, "y1": bottom,
             "line": {"color": look.muted, "width": 1.2, "dash": "solid"},
             "layer": "below"}]  # fmt: skip


def _favors(
    panels: Sequence[Panel],
    favors: tuple[str, str] | None,
    labels: Mapping[str, str],
    look: Look,
) -> list[Spec]:
    """Return which arm is better left and right of the line, under the differences."""
    line = panels[-1].reference
    if favors is None or line is None:
        return []
    room = look.room(0.16 if look.width >= NARROW else 0.36, 14.0)
    names = [shortened(labels.get(arm, arm), room, look.em - 1) for arm in favors]
    where: Spec = {
        "xref": "x",
        "yref": "y domain",
        "x": line,
        "y": 0,
        "yanchor": "bottom",
        "yshift": 3,
    }
    where |= {"color": look.muted, "size": look.em - 1}
    sides = (("favors.left", "right", -8), ("favors.right", "left", 8))
    return [
        note(plain(look.say(key, arm=name)), xanchor=anchor, xshift=shift, **where)
        for (key, anchor, shift), name in zip(sides, names, strict=True)
    ]


def _dot(
    e: Estimate, middle: float, place: tuple[Panel, str], labels: Mapping[str, str], look: Look
) -> list[Spec]:
    """Return the dot of a row and its interval, cut at the ends of the axis."""
    if e.value is None or not isfinite(e.value):
        return []
    panel, axis_name = place
    color = arm_color(place_of(e.group, labels), look.theme)
    upper = e.reference is None and panel.reference is None
    low, high = (e.value if v is None else v for v in (e.ci_low, e.ci_high))
    low, high = max(low, panel.low), min(high, panel.high)
    y = middle + (0.18 if look.width < NARROW else 0.0)
    return [{
        "type": "scatter", "mode": "markers", "x": [e.value], "y": [y], "hoverinfo": "skip",
        "xaxis": axis_name, "yaxis": "y", "cliponaxis": False, "meta": {"group": e.group},
        "marker": {"size": 0.85 * look.em, "color": color,
                   "symbol": "circle" if upper else "diamond"},
        "error_x": {"type": "data", "symmetric": False, "array": [high - e.value],
                    "arrayminus": [e.value - low], "color": color,
                    "thickness": look.stroke * 0.8, "width": 0.3 * look.em},
    }]  # fmt: skip
