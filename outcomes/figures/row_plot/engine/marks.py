"""What is drawn in the rows of a panel: intervals, marks, bars, and what the pointer reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import sqrt
from typing import NamedTuple

from outcomes.figures.base.look import Look, faded
from outcomes.figures.base.style import Spec
from outcomes.figures.base.text import plain
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.columns import Form
from outcomes.figures.row_plot.engine.places import Placed, rise
from outcomes.figures.row_plot.engine.plot import Mark

USUAL, SMALLEST, LARGEST = 0.8, 0.36, 1.05  # em: size of a mark, and of those with an area
THICK = 0.34  # em, half the height of a summary


class Spot(NamedTuple):
    """A mark with its ends and where they lie: along the panel, or upwards in its own row."""

    mark: Mark
    place: Placed
    x: float
    y: float
    low: float
    high: float
    upright: bool

    @property
    def ends(self) -> tuple[tuple[float, float], tuple[float, float]]:
        """Both ends of the interval, each with x and y."""
        if self.upright:
            return (self.x, self.low), (self.x, self.high)
        return (self.low, self.y), (self.high, self.y)


def spots_of(places: Iterable[Placed], axis: Axis) -> list[Spot]:
    """Return every mark of a panel where it lies; limits are cut at the ends of the axis."""
    return [_spot(mark, place, axis) for place in places for mark in place.row.marks]


def _spot(mark: Mark, place: Placed, axis: Axis) -> Spot:
    own = place.row.upright
    limits = (mark.value if v is None else v for v in (mark.low, mark.high))
    if own is not None:
        low, high = (rise(place, own, v) for v in limits)
        x = axis.place(mark.across or 0.0)
        return Spot(mark, place, x, rise(place, own, mark.value), low, high, True)
    low, high = (axis.cut(v) for v in limits)
    return Spot(mark, place, axis.cut(mark.value), place.lines[mark.line], low, high, False)


def traces_of(
    places: Sequence[Placed], axis: Axis, form: Form, names: dict[str, str]
) -> list[Spec]:
    """Return the traces of a panel, as few as there are colors; ``names`` are those of its axes."""
    look, spots = form.look, spots_of(places, axis)
    points = [spot for spot in spots if spot.mark.shape != "summary"]
    found = [
        _readers(places, axis),
        *_bars(places, axis, form.bar),
        *(_tracks(spots, look) if form.beside and not form.over else ()),
        *_intervals(points, look),
        *_summaries(spots, look),
        _arrows(spots, axis, look),
        _marks(points, look),
    ]
    return [{"type": "scatter", "hoverinfo": "skip", **names, **t} for t in found if len(t["x"])]


def _ink(mark: Mark, look: Look) -> str:
    return mark.color or look.ink


def _intervals(spots: Sequence[Spot], look: Look) -> Iterator[Spec]:
    """Yield the intervals, one trace for each color and weight."""
    found: dict[tuple[str, float, bool], list[Spot]] = {}
    for s in spots:
        if s.mark.low is not None or s.mark.high is not None:
            found.setdefault((*_whisker(s, look), s.upright), []).append(s)
    for (color, width, upright), mine in found.items():
        x = [at for s in mine for at in (s.ends[0][0], s.ends[1][0], None)]
        y = [at for s in mine for at in (s.ends[0][1], s.ends[1][1], None)]
        line = {"color": faded(color, 0.4) if upright else color, "width": width}
        yield {"mode": "lines", "x": x, "y": y, "line": line, "meta": {"layer": "intervals"}}


def _whisker(spot: Spot, look: Look) -> tuple[str, float]:
    """Return color and width of an interval: where the area speaks, it must not drown it."""
    if spot.upright:
        return _ink(spot.mark, look), 1.4
    if spot.mark.share is not None:
        return look.ink, 0.65 * look.stroke
    return _ink(spot.mark, look), look.stroke * (1.2 if spot.place.row.strong else 0.75)


def _arrows(spots: Sequence[Spot], axis: Axis, look: Look) -> Spec:
    """Return arrows where an interval goes on beyond the axis."""
    low, high = axis.ends
    cut = [
        (edge, s, f"triangle-{side}")
        for s in spots if not s.upright
        for edge, limit, side in ((low, s.mark.low, "left"), (high, s.mark.high, "right"))
        if limit is not None and axis.beyond(limit)
    ]  # fmt: skip
    return {
        "mode": "markers", "cliponaxis": False, "meta": {"layer": "arrows"},
        "x": [edge for edge, _, _ in cut], "y": [s.y for _, s, _ in cut],
        "marker": {"symbol": [symbol for _, _, symbol in cut], "size": 0.62 * look.em,
                   "color": [_whisker(s, look)[0] for _, s, _ in cut], "line": {"width": 0}},
    }  # fmt: skip


def _marks(spots: Sequence[Spot], look: Look) -> Spec:
    colors = [_ink(s.mark, look) for s in spots]
    fills = [look.paper if s.mark.hollow else color for s, color in zip(spots, colors, strict=True)]
    edges = [0.8 * look.stroke * s.mark.hollow for s in spots]
    told = {}
    if any(s.mark.hover for s in spots):
        words = ["<br>".join(map(plain, s.mark.hover)) for s in spots]
        told = {"text": words, "hovertemplate": "%{text}<extra></extra>", "hoverinfo": "text"}
    return {
        "mode": "markers", "cliponaxis": False, "meta": {"layer": "marks"},
        "x": [s.x for s in spots], "y": [s.y for s in spots], **told,
        "marker": {"symbol": [s.mark.shape for s in spots], "color": fills,
                   "size": [_size(s, look) for s in spots],
                   "line": {"color": colors, "width": edges}},
    }  # fmt: skip


def _size(spot: Spot, look: Look) -> float:
    share = spot.mark.share
    if share is not None:
        return look.em * max(LARGEST * sqrt(share), SMALLEST)
    return look.em * USUAL * (1.25 if spot.place.row.strong else 1.0)


def _summaries(spots: Sequence[Spot], look: Look) -> Iterator[Spec]:
    """Yield diamonds as wide as their intervals."""
    for s in spots:
        if s.mark.shape == "summary":
            half = THICK * look.em
            yield {
                "mode": "lines", "x": [s.low, s.x, s.high, s.x, s.low],
                "y": [s.y, s.y - half, s.y, s.y + half, s.y], "fill": "toself",
                "fillcolor": _ink(s.mark, look), "line": {"color": _ink(s.mark, look), "width": 1},
                "meta": {"layer": "summary"},
            }  # fmt: skip


def _tracks(spots: Sequence[Spot], look: Look) -> Iterator[Spec]:
    """Yield the faint lines from the marks of one row to those of the next."""
    for color in dict.fromkeys(s.mark.color for s in spots if s.place.row.joined):
        mine = [s for s in spots if s.mark.color == color and s.place.row.joined]
        line = {"color": faded(color or look.ink, 0.35), "width": 0.8 * look.stroke}
        yield {"mode": "lines", "x": [s.x for s in mine], "y": [s.y for s in mine], "line": line,
               "meta": {"layer": "track"}}  # fmt: skip


def _bars(places: Sequence[Placed], axis: Axis, thick: float) -> Iterator[Spec]:
    """Yield the bars, one trace for each color and layer, in the order they lie on each other."""
    found = [(bar, place) for place in places for bar in place.row.bars]
    for layer, color in dict.fromkeys((bar.layer, bar.color) for bar, _ in found):
        x: list[float | None] = []
        y: list[float | None] = []
        for bar, place in found:
            if (bar.layer, bar.color) == (layer, color) and bar.start != bar.end:
                start, end = axis.cut(bar.start), axis.cut(bar.end)
                up, down = (place.lines[0] + side * thick / 2 for side in (-1, 1))
                x += [start, end, end, start, start, None]
                y += [up, up, down, down, up, None]
        yield {
            "mode": "lines", "x": x, "y": y, "fill": "toself", "fillcolor": color,
            "line": {"width": 0, "color": color}, "meta": {"layer": layer or "bars"},
        }  # fmt: skip


def _readers(places: Sequence[Placed], axis: Axis) -> Spec:
    """Return invisible bars across the plot: the pointer reads a row wherever it is in it."""
    told = [place for place in places if place.row.hover]
    low, high = axis.ends
    return {
        "type": "bar", "orientation": "h", "x": [high - low] * len(told), "base": [low] * len(told),
        "y": [place.top + place.height / 2 for place in told],
        "width": [place.height for place in told],
        "marker": {"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        "hovertext": [hover_of(place) for place in told], "hoverinfo": "text",
        "hovertemplate": "%{hovertext}<extra></extra>", "meta": {"layer": "hover"},
    }  # fmt: skip


def hover_of(place: Placed) -> str:
    """Return what the pointer reads in a row, its first line bold."""
    lines = [plain(line) for line in place.row.hover]
    return "<br>".join([*(f"<b>{line}</b>" for line in lines[:1]), *lines[1:]])
