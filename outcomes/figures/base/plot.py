"""A figure with axes as a value: panels of layers, and the words and numbers around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Numbers = Floats | Sequence[float]


@dataclass(frozen=True, slots=True, eq=False)
class Line:
    """A line and the band around it; nan parts it.

    Attributes
    ----------
    width
        In pixels; None is the stroke of the look, 0 leaves the band alone.
    step
        Whether a value holds until the next one.
    low, high, alpha
        Limits of the band and how dense it is; None is the usual. Empty: no band.
    words, name
        What the pointer reads at each point, and whose it is.
    shown
        Whether it is drawn, or only read by the pointer.
    layer, group
        What it is and whose, for whoever reads the figure.
    """

    x: Numbers
    y: Numbers
    color: str
    width: float | None = None
    dash: str = "solid"
    opacity: float = 1.0
    step: bool = False
    low: Numbers = ()
    high: Numbers = ()
    alpha: float | None = None
    words: Sequence[str] = ()
    name: str = ""
    shown: bool = True
    layer: str = "line"
    group: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Marks:
    """Symbols at points; with ``low`` and ``high`` a whisker through each.

    Attributes
    ----------
    symbol, size
        One for all or one for each; size in pixels.
    edge, edge_width
        Color and width of the outline; of a bare stroke, of the stroke.
    """

    x: Numbers
    y: Numbers
    color: str
    symbol: str | Sequence[str] = "circle"
    size: float | Sequence[float] = 6.0
    edge: str = ""
    edge_width: float = 0.0
    low: Numbers = ()
    high: Numbers = ()
    words: Sequence[str] = ()
    layer: str = "marks"
    group: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Area:
    """Closed outlines, parted by nan, and what the pointer reads in them."""

    x: Numbers
    y: Numbers
    fill: str
    edge: str = ""
    edge_width: float = 0.0
    words: str = ""
    layer: str = "area"


@dataclass(frozen=True, slots=True, eq=False)
class Bars:
    """Bars from zero; several layers of them stand side by side."""

    x: Numbers
    y: Numbers
    color: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A line across the panel at a value of y (``way`` "y") or of x.

    Attributes
    ----------
    span
        From where to where on the other axis; None is all the way.
    """

    at: float
    color: str
    way: Literal["x", "y"] = "y"
    dash: str = "solid"
    width: float = 1.2
    span: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Shade:
    """A stretch of x shaded from the foot of the panel up to a share of its height."""

    start: float
    end: float
    fill: str
    height: float = 1.0


@dataclass(frozen=True, slots=True)
class Words:
    """Words in a panel.

    Attributes
    ----------
    x, y, of
        Where: shares of the panel, but values for the axes named in ``of``.
    across, up
        Which part of the words stands there.
    shift
        Pixels to the right and upwards.
    """

    words: str
    color: str
    x: float = 0.0
    y: float = 1.0
    of: Literal["", "x", "y", "xy"] = ""
    across: Literal["left", "center", "right"] = "left"
    up: Literal["top", "middle", "bottom"] = "top"
    shift: tuple[float, float] = (0.0, 0.0)
    smaller: float = 1.0


@dataclass(frozen=True, slots=True)
class End:
    """A name at the right end of a line, at a value of y.

    Attributes
    ----------
    number
        Written after the name; a key above the plot leaves it out.
    sign, sign_color
        What stands before the name in a key; by default a square in the color of the name.
    named
        Whether the name stands above the plot already.
    """

    name: str
    at: float
    color: str
    strong: bool = True
    number: str = ""
    sign: str = "■"
    sign_color: str = ""
    named: bool = False

    @property
    def words(self) -> str:
        return f"{self.name} {self.number}".strip()


@dataclass(frozen=True, slots=True)
class Axis:
    """From where to where an axis goes, its ticks and its title.

    Attributes
    ----------
    ticks
        Values with their words; those without room are left out.
    unit
        Words after the value the pointer stands at.
    dates
        Whether values are days since 1970-01-01.
    """

    low: float
    high: float
    ticks: tuple[tuple[float, str], ...] = ()
    title: str = ""
    unit: str = ""
    grid: bool = False
    hidden: bool = False
    dates: bool = False
    bare: bool = False


Layer = Line | Marks | Area | Bars | Rule | Shade | Words


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """One plotting area: layers from the bottom up, and names at the ends of lines.

    Its axes are those of the plot where it has none of its own.
    """

    layers: tuple[Layer, ...]
    ends: tuple[End, ...] = ()
    title: str = ""
    color: str = ""
    x: Axis | None = None
    y: Axis | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """Who, in its color, and what is said of them, in columns."""

    name: str
    color: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Row:
    """Numbers under the ticks of x, or bold words across."""

    label: str
    color: str
    cells: tuple[str, ...] = ()
    group: str = ""
    heading: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class Plot:
    """A figure with axes.

    Attributes
    ----------
    panels
        From left to right, below each other where the place is narrow.
    summary, above, key
        Over the panels, in this order; names of the key with their signs and the colors of these.
    rows, heading
        Numbers under the one panel there is, and what they are.
    below
        Lines under the figure, before the caption of the look.
    unified
        Whether the pointer reads all lines at one x.
    height, share
        Height of a panel in pixels, or as a share of the usual one.
    narrowest, most
        Pixels a panel needs beside another at the size of the screen; how many at most do.
    """

    panels: tuple[Panel, ...]
    x: Axis
    y: Axis
    summary: tuple[Summary, ...] = ()
    above: tuple[str, ...] = ()
    key: tuple[tuple[str, str, str], ...] = ()
    rows: tuple[Row, ...] = ()
    heading: str = ""
    below: tuple[str, ...] = ()
    unified: bool = True
    height: float = 0.0
    share: float = 1.0
    narrowest: float = 190.0
    most: int = 6
