"""What lies behind the marks of a panel: bands, grid, lines across the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from outcomes.figures.base.look import faded
from outcomes.figures.base.style import Spec
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.columns import Form, Words
from outcomes.figures.row_plot.engine.places import Band, Placed, rise
from outcomes.figures.row_plot.engine.plot import Panel


@dataclass(frozen=True, slots=True)
class Laid:
    """A panel with the places of its rows, in pixels from the top of the figure.

    ``floor`` is where its axis lies, ``end`` where the words under the axis end.
    """

    panel: Panel
    number: int
    rows: tuple[Placed, ...]
    words: tuple[Words, ...]
    floor: float
    end: float

    @property
    def x(self) -> str:
        """Reference of its axis."""
        return "x" if self.number == 1 else f"x{self.number}"

    @property
    def axis(self) -> Axis:
        return self.panel.axis

    @property
    def bands(self) -> list[Band]:
        """Where lines run from top to bottom: not through words."""
        found: list[Band] = []
        for start, end in (band for place in self.rows for band in place.free):
            if found and start - found[-1][1] < 1.5:  # heights are rounded
                found[-1] = (found[-1][0], end)
            else:
                found.append((start, end))
        return found


def shapes_of(one: Laid, form: Form) -> Iterator[Spec]:
    """Yield what lies behind the marks, from the bottom up."""
    look, scale = form.look, one.axis
    for shaded, run in groupby(one.rows, lambda place: place.row.shaded):
        rows = list(run)
        if shaded:  # far beyond the plot: the columns of texts lie outside it
            fill = faded(look.muted, 0.07)
            yield _box("paper", (-9, 10), (rows[0].top, rows[-1].end), fill)
    for band in one.bands:
        if scale.band is not None:
            low, high, color = scale.band
            yield _box(one.x, (scale.cut(low), scale.cut(high)), band, faded(color, 0.10))
        for value, line in _values(scale, form):
            yield _upright(one.x, scale.cut(value), band, line)
    for place in one.rows:
        if place.row.ruled:
            yield _level(place.top, {"color": look.muted, "width": 1, "dash": "dot"})
        if place.row.upright is not None:
            for value, line in _values(place.row.upright, form):
                yield _level(rise(place, place.row.upright, value), line)


def _values(scale: Axis, form: Form) -> Iterator[tuple[float, Spec]]:
    """Yield the values with a line: the grid, no difference, values from elsewhere."""
    look = form.look
    if scale.grid:
        for value, _ in scale.ticks(form.plot, look.em):
            yield value, {"color": look.grid, "width": 1}
    if scale.null is not None:
        yield scale.null, {"color": look.muted, "width": 1.3}
    for line in scale.lines:
        yield line.value, {"color": line.color or look.muted, "width": 1.3, "dash": line.dash}


def _box(xref: str, x: Band, y: Band, fill: str) -> Spec:
    return {"type": "rect", "xref": xref, "yref": "y", "x0": x[0], "x1": x[1], "y0": y[0],
            "y1": y[1], "layer": "below", "fillcolor": fill, "line": {"width": 0}}  # fmt: skip


def _upright(xref: str, x: float, band: Band, line: Spec) -> Spec:
    return {"type": "line", "xref": xref, "yref": "y", "x0": x, "x1": x, "y0": band[0],
            "y1": band[1], "layer": "below", "line": line}  # fmt: skip


def _level(y: float, line: Spec) -> Spec:
    return {"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
            "layer": "below", "line": line}  # fmt: skip
