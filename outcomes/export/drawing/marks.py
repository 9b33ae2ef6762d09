"""Traces and shapes of a figure as lines and areas."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import cos, pi, sin
from typing import Any

import numpy as np

from outcomes.export.drawing.scales import Floats, Plot, Scale, Spec, numbers
from outcomes.export.drawing.shapes import Box, CannotDraw, Line, Mark, Outline, plot_box
from outcomes.export.drawing.words import runs_of

FAR = 20000.0  # pixels; beyond, a coordinate is cut: some programs cannot read larger ones
DASHES = {"solid": (), "dot": (1, 1), "dash": (3, 3), "longdash": (5, 5), "dashdot": (3, 1, 1, 1)}
_OPEN = "-open"


def trace_marks(data: Sequence[Spec], layout: Spec, plot: Plot) -> Iterator[Mark]:
    """Yield the marks of all traces, in order; what lies below a trace is what it is filled to."""
    below: dict[tuple[str, str], tuple[Floats, Floats]] = {}
    bars = [t for t in data if t.get("type") == "bar"]
    for trace in data:
        if trace.get("visible") in (False, "legendonly"):
            continue
        if trace.get("type") == "bar":
            yield from _bars(trace, bars.index(trace), len(bars), layout, plot)
            continue
        axes = (trace.get("xaxis") or "x", trace.get("yaxis") or "y")
        x, y = numbers(_part(trace, "x")), numbers(_part(trace, "y"))
        across, up = plot.x[axes[0]].at(x), plot.y[axes[1]].at(y)
        clip = None if trace.get("cliponaxis") is False else plot_box(plot, *axes)
        mode = trace.get("mode", "lines")
        if "lines" in mode:
            yield from _lines(trace, (across, up), below.get(axes), plot.y[axes[1]], clip)
            below[axes] = (across, up)
        if "text" in mode:
            raise CannotDraw("a trace with words")
        yield from _errors(trace, (x, y), (plot.x[axes[0]], plot.y[axes[1]]), clip)
        if "markers" in mode:
            yield from _dots(trace, (across, up), clip)


def _part(trace: Spec, name: str) -> Any:
    found = trace.get(name)
    return () if found is None else found


def dash_of(line: Spec) -> tuple[float, ...]:
    """Return the dash pattern of a line in pixels."""
    asked, width = str(line.get("dash") or "solid"), float(line.get("width", 2))
    if asked in DASHES:
        return tuple(part * max(width, 3.0) for part in DASHES[asked])  # as Plotly does
    return tuple(float(part.replace("px", "")) for part in asked.split(","))


def _lines(
    trace: Spec,
    at: tuple[Floats, Floats],
    below: tuple[Floats, Floats] | None,
    y: Scale,
    clip: Box | None,
) -> Iterator[Mark]:
    line = trace.get("line") or {}
    opacity = float(trace.get("opacity", 1))
    fill = trace.get("fill", "none")
    step = line.get("shape") == "hv"
    if fill == "toself":
        for piece in _pieces(*at, step=False):
            yield Outline(piece, fill=trace["fillcolor"], opacity=opacity, clip=clip)
    elif fill in ("tozeroy", "tonexty"):
        floor = [(x, float(y.at([0.0])[0])) for x in (at[0][0], at[0][-1])]
        under = list(_pieces(*below, step=step)[0]) if below and fill == "tonexty" else floor
        points = (*_pieces(*at, step=step)[0], *under[::-1])
        yield Outline(points, fill=trace["fillcolor"], opacity=opacity, clip=clip)
    elif fill != "none":
        raise CannotDraw(f"a filling {fill}")
    width = float(line.get("width", 2))
    if width > 0:
        for piece in _pieces(*at, step=step):
            yield Outline(piece, stroke=line.get("color"), width=width, dash=dash_of(line),
                          opacity=opacity, clip=clip)  # fmt: skip


def _pieces(x: Floats, y: Floats, *, step: bool) -> list[tuple[tuple[float, float], ...]]:
    """Return the stretches of a line between its gaps; a stretch of one point draws nothing."""
    known = np.isfinite(x) & np.isfinite(y)
    stretches = np.split(np.arange(x.size), np.flatnonzero(~known))
    found = []
    for stretch in stretches:
        stretch = stretch[known[stretch]]
        if stretch.size < 2:
            continue
        across, up = x[stretch], y[stretch]
        if step:
            across, up = np.repeat(across, 2)[1:], np.repeat(up, 2)[:-1]
        cut = np.clip(across, -FAR, FAR).tolist(), np.clip(up, -FAR, FAR).tolist()
        found.append(tuple(zip(*cut, strict=True)))
    return found


def _errors(
    trace: Spec, values: tuple[Floats, Floats], scales: tuple[Scale, Scale], clip: Box | None
) -> Iterator[Mark]:
    for key, way in (("error_x", 0), ("error_y", 1)):
        error = trace.get(key)
        if not error or error.get("visible") is False:
            continue
        size = numbers(error["array"])
        less = numbers(error["arrayminus"]) if error.get("arrayminus") is not None else size
        ends = [scales[way].at(values[way] + part) for part in (-less, size)]
        other = scales[1 - way].at(values[1 - way])
        cap = float(error.get("width", 4))
        for low, high, mid in zip(*ends, other, strict=True):
            if not np.isfinite(low + high + mid):
                continue
            for a, b in (((low, mid), (high, mid)), ((low, mid - cap), (low, mid + cap)),
                         ((high, mid - cap), (high, mid + cap))):  # fmt: skip
                ends_ = (a, b) if way == 0 else (a[::-1], b[::-1])
                points = tuple((float(p), float(q)) for p, q in ends_)
                yield Outline(points, stroke=error.get("color"), clip=clip,
                              width=float(error.get("thickness", 2)))  # fmt: skip


def _dots(trace: Spec, at: tuple[Floats, Floats], clip: Box | None) -> Iterator[Mark]:
    marker = trace.get("marker") or {}
    opacity = float(trace.get("opacity", 1)) * float(marker.get("opacity", 1))
    line = marker.get("line") or {}
    for i, (x, y) in enumerate(zip(*at, strict=True)):
        if not np.isfinite(x + y):
            continue
        symbol = str(_nth(marker.get("symbol", "circle"), i))
        color, size = _nth(marker.get("color"), i), float(_nth(marker.get("size", 6), i))
        width = float(_nth(line.get("width", 0), i))
        name = symbol.removesuffix(_OPEN)
        points = tuple((float(x) + a * size / 2, float(y) + b * size / 2) for a, b in _symbol(name))
        if symbol.endswith(_OPEN) or name == "line-ns":
            yield Outline(points, stroke=color, width=width or 1.0, opacity=opacity, clip=clip)
        else:
            edge = _nth(line.get("color"), i) if width else None
            yield Outline(points, fill=color, stroke=edge, width=width, opacity=opacity, clip=clip)


def _nth(value: Any, i: int) -> Any:
    return value[i] if isinstance(value, list | tuple | np.ndarray) else value


def _symbol(name: str) -> tuple[tuple[float, float], ...]:
    """Return the outline of a symbol whose size is 2, y downwards."""
    if name == "circle":
        turns = [2 * pi * k / 32 for k in range(33)]
        return tuple((cos(t), sin(t)) for t in turns)
    shapes: dict[str, tuple[tuple[float, float], ...]] = {
        "square": ((-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)),
        "diamond": ((0, -1.3), (1.3, 0), (0, 1.3), (-1.3, 0), (0, -1.3)),
        "triangle-up": ((0, -1.15), (1.15, 0.58), (-1.15, 0.58), (0, -1.15)),
        "triangle-down": ((0, 1.15), (1.15, -0.58), (-1.15, -0.58), (0, 1.15)),
        "triangle-left": ((-1.15, 0), (0.58, 1.15), (0.58, -1.15), (-1.15, 0)),
        "triangle-right": ((1.15, 0), (-0.58, 1.15), (-0.58, -1.15), (1.15, 0)),
        "line-ns": ((0, -1.4), (0, 1.4)),
    }
    if name not in shapes:
        raise CannotDraw(f"a symbol {name}")
    return shapes[name]


def _bars(trace: Spec, number: int, n_bars: int, layout: Spec, plot: Plot) -> Iterator[Mark]:
    """Yield the bars of a trace: side by side, or where they say so themselves (``overlay``)."""
    flat = trace.get("orientation") == "h"
    mode = layout.get("barmode", "group")
    if n_bars > 1 and mode not in ("group", "overlay"):
        raise CannotDraw(f"bars in mode {mode}")
    axes = (trace.get("xaxis") or "x", trace.get("yaxis") or "y")
    x, y = numbers(_part(trace, "x")), numbers(_part(trace, "y"))
    place, size = (y, x) if flat else (x, y)
    base = numbers(_part(trace, "base")) if trace.get("base") is not None else np.zeros(size.size)
    along, up = plot.x[axes[0]], plot.y[axes[1]]
    room = float(np.diff(np.sort(place)).min()) if place.size > 1 else 1.0
    beside = n_bars if mode == "group" else 1
    each = room * (1 - float(layout.get("bargap", 0.2))) / max(beside, 1)
    width = trace.get("width") or each * (1 - float(layout.get("bargroupgap", 0)))
    shifted = mode == "group" and not trace.get("width")
    middle = place + ((number - (n_bars - 1) / 2) * each if shifted else 0)
    clip = None if trace.get("cliponaxis") is False else plot_box(plot, *axes)
    for i in np.flatnonzero(np.isfinite(middle + size)):
        half = float(_nth(width, int(i))) / 2
        sides = (middle[i] - half, middle[i] + half)
        ends = (base[i], base[i] + size[i])
        across, tall = (ends, sides) if flat else (sides, ends)
        (x0, x1), (y0, y1) = along.at(across).tolist(), up.at(tall).tolist()
        fill = _nth((trace.get("marker") or {}).get("color"), int(i))
        yield Outline(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), fill=fill, clip=clip)
        yield from _bar_words(trace, int(i), ((x0, x1), (y0 + y1) / 2), flat=flat)


def _bar_words(
    trace: Spec, i: int, place: tuple[tuple[float, float], float], *, flat: bool
) -> Iterator[Mark]:
    """Yield what is printed on a lying bar, or at its end."""
    (x0, x1), middle = place
    where = trace.get("textposition")
    if not flat or where not in ("outside", "inside"):
        return
    font = trace.get("textfont") or {}
    em = float(font.get("size", 13))
    words = runs_of(str(_nth(trace.get("text"), i) or ""), font.get("color", "#1B2733"))
    if where == "outside":
        yield Line(x1 + 4, middle + 0.35 * em, words, em)
    else:
        yield Line((x0 + x1) / 2, middle + 0.35 * em, words, em, "middle")


def shape_marks(shape: Spec, plot: Plot) -> list[Mark]:
    """Return a line or a rectangle of the layout."""
    kind = shape.get("type")
    if kind not in ("line", "rect"):
        raise CannotDraw(f"a shape of type {kind}")
    x0, x1 = (plot.place(shape[k], shape.get("xref", "x"), "x") for k in ("x0", "x1"))
    y0, y1 = (plot.place(shape[k], shape.get("yref", "y"), "y") for k in ("y0", "y1"))
    line = shape.get("line") or {}
    width = float(line.get("width", 2))
    stroke = (line.get("color") or "#444444") if width else None
    dash = dash_of({**line, "width": width})
    if kind == "line":
        return [Outline(((x0, y0), (x1, y1)), stroke=stroke, width=width, dash=dash)]
    corners = ((x0, y0), (x1, y0), (x1, y1), (x0, y1), (x0, y0))
    fill = shape.get("fillcolor")
    return [Outline(corners, stroke=stroke, width=width, dash=dash, fill=fill,
                    opacity=float(shape.get("opacity", 1)))]  # fmt: skip
