"""The layers of a panel as traces and shapes of Plotly."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from outcomes.figures.base.look import Look, faded
from outcomes.figures.base.style import Spec
from outcomes.figures.base.text import plain
from outcomes.figures.engine.axes import days
from outcomes.figures.engine.layer import Area, Bars, Floats, Layer, Line, Marks, Rule, Shade
from outcomes.wording import format_date

Flags = NDArray[np.bool_]
# Of a band in steps: columns of four pixels where a plot has a thousand, and half a pixel of a
# height of three hundred.
COLUMNS, UNSEEN = 250, 1 / 600


def traces_of(layers: tuple[Layer, ...], look: Look, *, dates: bool) -> list[Spec]:
    """Return the traces of a panel: bands under everything else, then layer by layer."""
    found = [_band(layer, look) for layer in layers if isinstance(layer, Line)]
    for layer in layers:
        match layer:
            case Line(width=0):
                pass
            case Line(shown=False):
                found.append(_read(layer))
            case Line():
                found.append(_line(layer, look))
            case Marks():
                found.append(_marks(layer))
            case Area():
                found.append(_area(layer))
            case Bars():
                found.append(_bars(layer))
    found = [trace for trace in found if len(trace.get("x", ()))]
    return [{**t, "x": days(t["x"])} for t in found] if dates else found


def shapes_of(layers: tuple[Layer, ...], axes: str, *, dates: bool) -> list[Spec]:
    """Return the shapes of a panel, all under its traces; ``axes`` is the number of its axes."""
    found = []
    for layer in layers:
        if isinstance(layer, Rule):
            found.append(_rule(layer, axes, dates=dates))
        elif isinstance(layer, Shade):
            found.append({
                "type": "rect", "layer": "below", "xref": f"x{axes}", "yref": f"y{axes} domain",
                "x0": layer.start, "x1": layer.end, "y0": 0, "y1": layer.height,
                "fillcolor": layer.fill, "line": {"width": 0},
            })  # fmt: skip
    return found


def _rule(rule: Rule, axes: str, *, dates: bool) -> Spec:
    other = "x" if rule.way == "y" else "y"
    at = format_date(rule.at) if dates and rule.way == "x" else rule.at
    start, end = rule.span or (0, 1)
    return {
        "type": "line", "layer": "below", f"{rule.way}ref": f"{rule.way}{axes}",
        f"{other}ref": f"{other}{axes}" + ("" if rule.span else " domain"),
        f"{rule.way}0": at, f"{rule.way}1": at, f"{other}0": start, f"{other}1": end,
        "line": {"color": rule.color, "width": rule.width, "dash": rule.dash},
    }  # fmt: skip


def outline(x: Floats, low: Floats, high: Floats, *, step: bool) -> tuple[Floats, Floats]:
    """Return the closed outline of a band; empty where there are no limits.

    Of steps a gap between limits is filled by the last known ones.
    """
    known = np.flatnonzero(np.isfinite(low) & np.isfinite(high))
    if not known.size:
        return np.zeros(0), np.zeros(0)
    if not step:
        x, low, high = x[known], low[known], high[known]
        return np.concatenate([x, x[::-1]]), np.concatenate([high, low[::-1]])
    first, last = int(known[0]), int(known[-1])
    edges = np.append(x[first : last + 1], x[min(last + 1, x.size - 1)])
    over, high = _corners(edges, _carried(high[first : last + 1]))
    under, low = _corners(edges, _carried(low[first : last + 1]))
    return np.concatenate([over, under[::-1]]), np.concatenate([high, low[::-1]])


def _corners(edges: Floats, heights: Floats) -> tuple[Floats, Floats]:
    """Return the corners of a border in steps; a slope where no eye tells steps from it."""
    before, after = np.append(heights[0], heights), np.append(heights, heights[-1])
    middles = (before + after) / 2
    firsts, stepped = _columns(edges, heights, middles)
    stepped[[0, -1]], firsts[[0, -1]] = False, True
    corners = np.stack([np.where(stepped, before, middles), after], axis=1)
    drawn = np.stack([firsts | stepped, stepped], axis=1)
    return edges.repeat(2).reshape(-1, 2)[drawn], corners[drawn]


def _columns(edges: Floats, heights: Floats, middles: Floats) -> tuple[Flags, Flags]:
    """Return which edges are the first of a column of the plot, and where steps are to be seen.

    They are not where all steps of a column lie within half a pixel of the line from the middle
    of its first riser to that of the next column's. A trial of two hundred has fewer steps than
    there are columns; of twenty thousand three in four corners would be sent for nothing.
    """
    if edges.size <= COLUMNS:
        return np.ones(edges.size, dtype=bool), np.ones(edges.size, dtype=bool)
    column = ((edges - edges[0]) * (COLUMNS / (edges[-1] - edges[0]))).astype(int)
    firsts = np.diff(column, prepend=-1) > 0
    firsts[-1] = True
    line = np.interp(edges, edges[firsts], middles[firsts])
    off = np.maximum(abs(line[:-1] - heights), abs(line[1:] - heights))
    steep = np.zeros(COLUMNS + 1, dtype=bool)
    steep[column[:-1][off > UNSEEN * np.ptp(heights)]] = True
    return firsts, steep[column]


def _carried(values: Floats) -> Floats:
    known = np.maximum.accumulate(np.where(np.isfinite(values), np.arange(values.size), 0))
    return values[known]


def _small(values: Any) -> Any:
    """Return numbers in single precision: a pixel needs no more."""
    return np.asarray(values, dtype=np.float32)


def _band(line: Line, look: Look) -> Spec:
    if not len(line.low):
        return {}
    limits = (np.asarray(part, dtype=float) for part in (line.x, line.low, line.high))
    x, y = outline(*limits, step=line.step)
    alpha = line.alpha or (0.2 if look.dark else 0.15)
    return {
        "type": "scatter", "mode": "lines", "x": _small(x), "y": _small(y), "fill": "toself",
        "fillcolor": faded(line.color, alpha), "line": {"width": 0}, "hoverinfo": "skip",
        "meta": {"layer": "band", "group": line.group},
    }  # fmt: skip


def _line(line: Line, look: Look) -> Spec:
    width = look.stroke if line.width is None else line.width
    trace: Spec = {
        "type": "scatter", "mode": "lines", "x": _small(line.x), "y": _small(line.y),
        "line": {"color": line.color, "width": width, "dash": line.dash}
        | ({"shape": "hv"} if line.step else {}),
        "meta": {"layer": line.layer, "group": line.group},
    } | ({"opacity": line.opacity} if line.opacity < 1 else {})  # fmt: skip
    return trace | _hover(line.words, line.name)


def _hover(words: Any, name: str = "") -> Spec:
    if not len(words):
        return {"hoverinfo": "skip"}
    named = {"name": plain(name)} if name else {}
    return {"text": words, "hovertemplate": "%{text}" + ("" if name else "<extra></extra>")} | named


def _read(line: Line) -> Spec:
    """Return points kept apart by gaps: nothing is drawn, but the pointer finds them.

    A line of no width or of no opacity would have no swatch in the hover box either.
    """
    apart = np.full(2 * len(line.x), np.nan)
    apart[::2] = line.y
    said = np.full(apart.size, "", dtype=f"U{max(map(len, line.words))}")
    said[::2] = line.words
    return {
        "type": "scatter", "mode": "lines", "x": np.repeat(np.asarray(line.x), 2), "y": apart,
        "line": {"color": line.color, "width": 3}, "connectgaps": False,
        "meta": {"layer": "hover"}, **_hover(said, line.name),
    }  # fmt: skip


def _marks(marks: Marks) -> Spec:
    edge = {"width": marks.edge_width, "color": marks.edge or marks.color}
    trace: Spec = {
        "type": "scatter", "mode": "markers", "x": marks.x, "y": marks.y, "cliponaxis": False,
        "marker": {"symbol": marks.symbol, "size": marks.size, "color": marks.color, "line": edge},
        "meta": {"layer": marks.layer, "group": marks.group}, **_hover(marks.words),
    }  # fmt: skip
    if len(marks.low):
        trace["error_y"] = {
            "type": "data", "symmetric": False, "color": edge["color"], "thickness": 1.2,
            "array": [h - y for h, y in zip(marks.high, marks.y, strict=True)],
            "arrayminus": [y - low for low, y in zip(marks.low, marks.y, strict=True)],
            "width": 0.35 * float(np.max(marks.size)),
        }  # fmt: skip
    return trace


def _area(area: Area) -> Spec:
    said = {"hoveron": "fills", "hoverinfo": "text", "text": plain(area.words)}
    return {
        "type": "scatter", "mode": "lines", "x": _small(area.x), "y": _small(area.y),
        "fill": "toself", "fillcolor": area.fill,
        "line": {"width": area.edge_width, "color": area.edge or area.fill},
        "meta": {"layer": area.layer}, **(said if area.words else {"hoverinfo": "skip"}),
    }  # fmt: skip


def _bars(bars: Bars) -> Spec:
    return {
        "type": "bar", "x": bars.x, "y": bars.y, "marker": {"color": bars.color},
        "hovertemplate": "%{y:.0f}" + ("" if bars.name else "<extra></extra>"),
        "name": plain(bars.name),
    }  # fmt: skip
