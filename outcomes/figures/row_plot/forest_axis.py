"""Where the effects of a forest lie, and from where to where its axis goes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log, log10

from outcomes.figures.row_plot.forest_rows import ForestRow, is_ratio
from outcomes.wording import KINDS, format_number

TICKS = (0.03125, 0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32)


@dataclass(frozen=True, slots=True)
class Axis:
    """Where the effects lie: on the log of a ratio, on a difference, or on a level of one arm.

    ``compared`` says whether there is a line of no effect, at 0.
    """

    ratio: bool
    low: float
    high: float
    compared: bool = True

    def at(self, value: float | None) -> float | None:
        """Return the place of a value; None for one that has none."""
        if value is None or (self.ratio and value <= 0):
            return None
        return log(value) if self.ratio and isfinite(value) else value


def axis_of(rows: Sequence[ForestRow]) -> Axis:
    """Return an axis that holds every estimate; long intervals are cut."""
    ratio = is_ratio(rows)
    values = [row.estimate.value for row in rows if row.shown and row.estimate.value is not None]
    if ratio:
        logs = [log(min(max(v, 1 / 32), 32)) for v in values if v > 0]
        reach = max(log(4.0), *(abs(v) + 0.12 for v in logs))
        return Axis(True, -reach * 1.04, reach * 1.04)
    if rows[0].estimate.reference is None:
        return _level_axis(rows)
    limits = sorted(
        abs(v)
        for row in rows
        for v in (row.estimate.ci_low, row.estimate.ci_high)
        if row.shown and v is not None and isfinite(v)
    )
    usual = limits[int(0.75 * (len(limits) - 1))] if limits else 0.0
    reach = max([usual, *(1.1 * abs(v) for v in values)], default=1.0) or 1.0
    return Axis(False, -reach * 1.08, reach * 1.08)


def _level_axis(rows: Sequence[ForestRow]) -> Axis:
    """Return an axis from 0: to the longest interval that ends, shares at most to 100 %."""
    ends = [
        v
        for row in rows
        for v in (row.estimate.value, row.estimate.ci_high)
        if v is not None and isfinite(v)
    ]
    longest = 1.08 * max(ends, default=1.0) or 1.0
    if rows[0].estimate.quantity != "median":
        longest = min(max(longest, 0.1), 1.0)
    return Axis(False, 0.0, longest, compared=False)


def ticks_of(scale: Axis, quantity: str) -> tuple[list[float], list[str]]:
    """Return the ticks and what stands at them."""
    if scale.ratio:
        known = [t for t in TICKS if scale.low <= log(t) <= scale.high]
        return [log(t) for t in known], [f"{t:g}" for t in known]
    times = 1 if KINDS[quantity].scale == "number" else 100
    rough = (scale.high - scale.low) * times / 6
    base = 10.0 ** floor(log10(rough))
    step = next(k * base for k in (1, 2, 2.5, 5, 10) if k * base >= rough)
    n = int(scale.high * times / step + 1e-9)
    decimals = 0 if step >= 1 and step % 1 == 0 else max(-floor(log10(step)), 1)
    ticks = [i * step for i in range(-n if scale.compared else 0, n + 1)]
    sign = "%" if times == 100 and not scale.compared else ""
    return [t / times for t in ticks], [format_number(t, decimals) + sign for t in ticks]
