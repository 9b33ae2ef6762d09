"""The marks of a forest: squares, intervals cut at the axis, the diamond, the hover."""

from __future__ import annotations

from collections.abc import Sequence
from math import sqrt

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec
from outcomes.figures.row_plot.forest_axis import Axis
from outcomes.figures.row_plot.forest_rows import ForestRow, information

LEAST, MOST = 0.36, 1.05  # em: side of the smallest and of the largest square


def forest_marks(
    rows: Sequence[ForestRow], scale: Axis, look: Look, color: str, hints: Sequence[str]
) -> list[Spec]:
    """Return the traces of a forest, those without a point left out."""
    found = [
        _readers(hints, scale),
        _whiskers(rows, scale, look),
        *_arrows(rows, scale, look),
        _squares(rows, scale, look, color),
        *_diamonds(rows, scale, look),
    ]
    return [trace for trace in found if trace["x"]]


def _ends(row: ForestRow, scale: Axis) -> tuple[float, float, float] | None:
    """Return the places of the estimate and its limits, None where there is no estimate."""
    e = row.estimate
    value = scale.at(e.value)
    if not row.shown or value is None:
        return None
    low, high = scale.at(e.ci_low), scale.at(e.ci_high)
    return value, value if low is None else low, value if high is None else high


def _whiskers(rows: Sequence[ForestRow], scale: Axis, look: Look) -> Spec:
    x: list[float | None] = []
    y: list[float | None] = []
    for i, row in enumerate(rows):
        ends = _ends(row, scale)
        if row.factor and ends:
            x += [max(ends[1], scale.low), min(ends[2], scale.high), None]
            y += [i, i, None]
    line = {"color": look.ink, "width": 0.55 * look.stroke + 0.2}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line,
            "hoverinfo": "skip", "meta": {"layer": "intervals"}}  # fmt: skip


def _arrows(rows: Sequence[ForestRow], scale: Axis, look: Look) -> list[Spec]:
    """Return arrows where an interval goes on beyond the axis."""
    found = []
    for side, symbol in ((1, "triangle-left"), (2, "triangle-right")):
        ends = [(i, _ends(row, scale)) for i, row in enumerate(rows)]
        edge = scale.low if side == 1 else scale.high
        cut = [i for i, e in ends if e and (e[1] < edge if side == 1 else e[2] > edge)]
        found.append(
            {"type": "scatter", "mode": "markers", "x": [edge] * len(cut), "y": cut,
             "cliponaxis": False, "hoverinfo": "skip", "meta": {"layer": "arrows"},
             "marker": {"symbol": symbol, "size": 0.62 * look.em, "color": look.ink,
                        "line": {"width": 0}}}
        )  # fmt: skip
    return found


def _squares(rows: Sequence[ForestRow], scale: Axis, look: Look, color: str) -> Spec:
    shown = [(i, row) for i, row in enumerate(rows) if row.factor and _ends(row, scale)]
    most = max((information(row.estimate) for _, row in shown), default=0.0) or 1.0
    sizes = [
        look.em * max(MOST * sqrt(information(row.estimate) / most), LEAST) for _, row in shown
    ]
    return {
        "type": "scatter", "mode": "markers", "y": [i for i, _ in shown],
        "x": [scale.at(row.estimate.value) for _, row in shown], "hoverinfo": "skip",
        "marker": {"symbol": "square", "size": sizes, "color": color,
                   "opacity": 1, "line": {"width": 0}},
        "meta": {"layer": "estimates"},
    }  # fmt: skip


def _diamonds(rows: Sequence[ForestRow], scale: Axis, look: Look) -> list[Spec]:
    """Return the overall effect: a diamond as wide as its interval."""
    ends = None if rows[0].factor else _ends(rows[0], scale)
    if ends is None:
        return []
    value, low, high = (min(max(v, scale.low), scale.high) for v in ends)
    return [
        {"type": "scatter", "mode": "lines", "x": [low, value, high, value, low],
         "y": [0, -0.32, 0, 0.32, 0], "fill": "toself", "fillcolor": look.ink,
         "line": {"color": look.ink, "width": 1}, "hoverinfo": "skip",
         "meta": {"layer": "overall"}}
    ]  # fmt: skip


def _readers(hints: Sequence[str], scale: Axis) -> Spec:
    """Return invisible bars across the plot: the pointer reads a row wherever it is in it."""
    n = len(hints)
    return {
        "type": "bar", "orientation": "h", "x": [scale.high - scale.low] * n, "y": list(range(n)),
        "base": [scale.low] * n, "width": 1,
        "marker": {"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        "hovertext": list(hints), "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": {"layer": "hover"},
    }  # fmt: skip
