"""Axes of a page: lines, ticks and their words."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from outcomes.export.drawing.scales import Plot, Scale, Spec, numbers
from outcomes.export.drawing.shapes import Line, Mark, Outline
from outcomes.export.drawing.words import runs_of
from outcomes.wording import format_number

INK = "#1B2733"


def grid_marks(plot: Plot) -> Iterator[Mark]:
    """Yield the lines across the plot at the ticks."""
    for scale in (*plot.x.values(), *plot.y.values()):
        if not scale.spec.get("showgrid") or scale.spec.get("visible") is False:
            continue
        color, width = scale.spec.get("gridcolor", "#eeeeee"), scale.spec.get("gridwidth", 1)
        low, high = _other(scale, plot).ends
        for at, _ in _ticks(scale):
            points = ((at, low), (at, high)) if scale.name[0] == "x" else ((low, at), (high, at))
            yield Outline(points, stroke=color, width=width)


def axis_marks(plot: Plot, layout: Spec) -> Iterator[Mark]:
    """Yield the line of each axis, its ticks and their words."""
    for scale in (*plot.x.values(), *plot.y.values()):
        if scale.spec.get("visible") is not False:
            yield from _axis(scale, plot, layout)


def _axis(scale: Scale, plot: Plot, layout: Spec) -> Iterator[Mark]:
    spec, across = scale.spec, scale.name[0] == "x"
    at = _other(scale, plot).ends[0]
    if spec.get("anchor") == "free":
        left, top, right, bottom = plot.area
        first, last = (bottom, top) if across else (left, right)
        at = first + spec.get("position", 0.0) * (last - first)

    def turned(along: float, off: float) -> tuple[float, float]:
        return (along, at + off) if across else (at - off, along)

    if spec.get("showline"):
        ends = tuple(turned(end, 0.0) for end in scale.ends)
        yield Outline(ends, stroke=spec.get("linecolor", INK), width=spec.get("linewidth", 1))
    outside = spec.get("ticks") == "outside"
    length = float(spec.get("ticklen", 5)) if outside else 0.0
    font = {**layout.get("font", {}), **(spec.get("tickfont") or {})}
    size, color = float(font.get("size", 13)), font.get("color", INK)
    for along, words in _ticks(scale):
        if outside:
            tick = (turned(along, 0.0), turned(along, length))
            yield Outline(tick, stroke=spec.get("tickcolor", INK), width=spec.get("tickwidth", 1))
        if across:
            yield Line(along, at + length + 3 + 0.9 * size, runs_of(words, color), size, "middle")
        else:
            x, y = turned(along, length + 3)
            yield Line(x, y + 0.35 * size, runs_of(words, color), size, "end")


def _other(scale: Scale, plot: Plot) -> Scale:
    """Return the axis across: the one it is anchored to, else the first."""
    others = plot.y if scale.name[0] == "x" else plot.x
    anchor = scale.spec.get("anchor")
    same = ("y" if scale.name[0] == "x" else "x") + scale.name[1:]
    name = next((n for n in (anchor, same) if n in others), next(iter(others)))
    return others[name]


def _ticks(scale: Scale) -> list[tuple[float, str]]:
    """Return pixels and words of the ticks within the range."""
    spec = scale.spec
    low, high = sorted(scale.range)
    if spec.get("tickvals") is not None:
        values = numbers(spec["tickvals"])
        words = spec.get("ticktext")
        words = [f"{v:g}" for v in values] if words is None else [str(w) for w in words]
    else:
        values, words = _even(low, high, int(spec.get("nticks") or 7), spec.get("tickformat"))
    near = 1e-9 * (high - low)
    shown = (values >= low - near) & (values <= high + near)
    at = scale.at(values)
    return [(float(a), w) for a, w, s in zip(at, words, shown, strict=True) if s]


def _even(low: float, high: float, most: int, form: str | None) -> tuple[np.ndarray, list[str]]:
    span = (high - low) or 1.0
    sizes = (b * 10.0**k for k in range(-6, 9) for b in (1, 2, 5))
    step = next(size for size in sizes if span / size <= most)
    values = np.arange(np.ceil(low / step), np.floor(high / step) + 1) * step
    decimals = (
        int(form[1]) if form and form.startswith(".") else max(0, -int(np.floor(np.log10(step))))
    )
    return values, [format_number(v, decimals) for v in values]
