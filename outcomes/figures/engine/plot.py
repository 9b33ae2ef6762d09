"""A figure with axes as a value: panels of layers, and the words and numbers around them."""

from __future__ import annotations

from dataclasses import dataclass

from outcomes.figures.engine.layer import Layer


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
