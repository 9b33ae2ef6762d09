"""The axis of a row plot: ratios in logarithms, differences around zero, levels from zero."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, inf, isfinite, log
from typing import Literal, TypeGuard

from outcomes.figures.base.text import text_width
from outcomes.results.result import Estimate
from outcomes.wording import KINDS, format_number

Unit = Literal["number", "percent", "points"]

# From the finest on: the first that fits is taken.
RATIOS = (
    (0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 4.0, 7.0, 10.0, 20.0),
    (0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0, 50.0),
    (0.02, 0.1, 0.5, 1.0, 2.0, 10.0, 50.0),
    (0.1, 1.0, 10.0),
)
WIDE = log(6)  # an axis this long needs no fine ticks
STEPS = tuple(base * 10.0**power for power in range(-3, 6) for base in (1, 2, 5))
SHARES = (0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0)
TOPS = (0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5)  # where an axis of shares ends, else at 1
MOST = 8  # steps between ticks


@dataclass(frozen=True, slots=True)
class Line:
    """A value across all rows, with a name where it comes from elsewhere."""

    value: float
    words: str = ""
    color: str = ""
    dash: Literal["solid", "dot", "dash"] = "solid"


@dataclass(frozen=True, slots=True)
class Axis:
    """From where to where an axis goes, what it means, and where a value lies on it.

    Attributes
    ----------
    low, high, log
        Ends as values; whether they lie in logarithms.
    unit
        How the ticks are printed: ``points`` are shares without the sign.
    title, head
        Words under the axis, and over the rows.
    null
        The value of no difference: a line, and where the two sides meet.
    favors
        Words left and right of it, each with its color.
    lines, band
        Other values across the rows; an interval across them, with its color.
    mirrored
        Whether both sides of 0 count upwards.
    """

    low: float
    high: float
    log: bool = False
    unit: Unit = "number"
    title: str = ""
    head: str = ""
    null: float | None = None
    favors: tuple[tuple[str, str], ...] = ()
    lines: tuple[Line, ...] = ()
    band: tuple[float, float, str] | None = None
    mirrored: bool = False
    grid: bool = False
    hidden: bool = False

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends in the coordinates of the axis."""
        return self.place(self.low), self.place(self.high)

    def place(self, value: float) -> float:
        """Return the coordinate of a value, however far out."""
        if not self.log or value == inf:
            return value
        return log(value) if value > 0 else -inf

    def cut(self, value: float) -> float:
        """Return the coordinate of a value, at the nearer end where it lies beyond."""
        low, high = self.ends
        return min(max(self.place(value), low), high)

    def beyond(self, value: float) -> bool:
        """Whether a value lies outside the axis."""
        low, high = self.ends
        return not low - 1e-9 <= self.place(value) <= high + 1e-9

    def share(self, value: float) -> float:
        """Return how far along the axis a value lies, between 0 and 1."""
        low, high = self.ends
        return (self.cut(value) - low) / (high - low)

    def ticks(self, room: float, em: float) -> list[tuple[float, str]]:
        """Return values and words of as many ticks as fit into so many pixels."""
        if self.log:
            offered = [[(v, f"{v:g}") for v in values] for values in self._values()]
        else:
            offered = [[(v, self._word(v, step)) for v in self._steps(step)]
                       for step in self._sizes()]  # fmt: skip
        return next((ticks for ticks in offered if self._fit(ticks, room, em)), offered[-1])

    def _values(self) -> list[list[float]]:
        low, high = self.ends
        fine = RATIOS if high - low <= WIDE else RATIOS[1:]
        return [[v for v in values if self.low <= v <= self.high] for values in fine]

    def _sizes(self) -> list[float]:
        sizes = SHARES if self.unit == "percent" else STEPS
        span = self.high - self.low
        return [s for s in sizes if span / s <= MOST and s <= span * 1.001] or [span]

    def _steps(self, step: float) -> list[float]:
        first, last = ceil(self.low / step - 1e-9), floor(self.high / step + 1e-9)
        return [i * step for i in range(first, last + 1)]

    def _word(self, value: float, step: float) -> str:
        scale = 1.0 if self.unit == "number" else 100.0
        shown, size = value * scale, step * scale
        decimals = next((d for d in (0, 1, 2) if abs(size - round(size, d)) < 1e-9), 3)
        word = format_number(abs(shown) if self.mirrored else shown, decimals)
        return word + ("%" if self.unit == "percent" else "")

    def _fit(self, ticks: Sequence[tuple[float, str]], room: float, em: float) -> bool:
        end = -inf
        for value, word in ticks:
            middle, half = self.share(value) * room, text_width(word, em) / 2
            if middle - half < end + 0.7 * em:
                return False
            end = middle + half
        return True


def axis_of(
    estimates: Sequence[Estimate],
    others: Sequence[float] = (),
    *,
    least: float = 1.5,
    widest: float = 8.0,
    most: float = 1.0,
) -> Axis:
    """Return the axis that shows every value, and every limit that does not run off.

    Parameters
    ----------
    estimates
        Of one quantity: ratios lie on a logarithmic axis, differences around 0, levels above it.
    others
        Further values to show.
    least, widest
        How far an axis of ratios goes at least, and at most for the sake of a limit; both ways.
    most
        Share of the limits that an axis of differences has to hold.
    """
    values = [v for v in (*(e.value for e in estimates), *others) if _known(v)]
    limits = [v for e in estimates for v in (e.ci_low, e.ci_high) if _known(v)]
    unit = unit_of(estimates[0].quantity)
    if estimates[0].quantity.endswith("ratio"):
        return _ratios(values, limits, least, widest)
    if estimates[0].reference is not None:
        return _differences(values, limits, most, "points" if unit == "percent" else unit)
    top = 1.06 * max([*values, *limits], default=1.0) or 1.0
    if unit == "percent":
        top = next((end for end in TOPS if end >= top), 1.0)
    return Axis(min([0.0, *values]), top, unit=unit)


def unit_of(quantity: str) -> Unit:
    """Return how numbers of a quantity are printed on an axis."""
    scale = KINDS.get(quantity, KINDS["number"]).scale
    if scale == "percent":
        return "percent"
    return "points" if scale == "points" else "number"


def _known(value: float | None) -> TypeGuard[float]:
    return value is not None and isfinite(value)


def _ratios(values: list[float], limits: list[float], least: float, widest: float) -> Axis:
    held = [min(max(v, 1 / widest), widest) for v in limits if v > 0]
    known = [*(v for v in values if v > 0), *held]
    low, high = min([*known, 1 / least]), max([*known, least])
    spare = (high / low) ** 0.04
    return Axis(low / spare, high * spare, log=True, null=1.0)


def _differences(values: list[float], limits: list[float], most: float, unit: Unit) -> Axis:
    ordered = sorted(map(abs, limits))
    usual = ordered[ceil(most * (len(ordered) - 1))] if ordered else 0.0
    reach = 1.08 * max([usual, *(1.05 * abs(v) for v in values)], default=1.0) or 1.0
    return Axis(-reach, reach, unit=unit, null=0.0)
