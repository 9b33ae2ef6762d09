"""Lines, areas and words in pixels: what a file of a picture is made of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from outcomes.export.drawing.scales import Plot

Point = tuple[float, float]
Box = tuple[float, float, float, float]


class CannotDraw(ValueError):
    """The figure holds something these pages do not know how to draw."""


@dataclass(frozen=True, slots=True)
class Outline:
    """A line or an area; ``clip`` is left, top, right, bottom."""

    points: tuple[Point, ...]
    stroke: str | None = None
    width: float = 1.0
    dash: tuple[float, ...] = ()
    fill: str | None = None
    opacity: float = 1.0
    clip: Box | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line of words in one weight and color."""

    words: str
    color: str
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A line of words: where its baseline is anchored, and how far it is turned clockwise."""

    x: float
    y: float
    runs: tuple[Run, ...]
    size: float
    anchor: str = "start"
    angle: float = 0.0


Mark = Outline | Line


@dataclass(frozen=True, slots=True)
class Page:
    """A picture: its size in pixels and its marks from the bottom up."""

    width: float
    height: float
    marks: tuple[Mark, ...]
    title: str = ""


def color_of(color: str) -> tuple[str, float]:
    """Return a color as ``#rrggbb`` and its opacity."""
    found = re.fullmatch(r"rgba?\(([^)]*)\)", color.replace(" ", ""))
    if found is None:
        return color, 1.0
    parts = [float(part) for part in found[1].split(",")]
    red, green, blue = (round(part) for part in parts[:3])
    return f"#{red:02x}{green:02x}{blue:02x}", parts[3] if len(parts) > 3 else 1.0


def plot_box(plot: Plot, x: str, y: str) -> Box:
    """Return the rectangle of a pair of axes: left, top, right, bottom."""
    (left, right), (bottom, top) = plot.x[x].ends, plot.y[y].ends
    return left, min(top, bottom), right, max(top, bottom)
