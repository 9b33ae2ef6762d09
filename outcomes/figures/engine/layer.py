"""What a panel is made of, as values: lines, marks, areas, bars, rules, shades, words."""

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


Layer = Line | Marks | Area | Bars | Rule | Shade | Words
