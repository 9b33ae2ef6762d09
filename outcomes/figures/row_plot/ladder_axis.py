"""The axis of ladders and forests: ratios in logarithms, differences as they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil, floor, isfinite, log

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, axis
from outcomes.results.result import Estimate
from outcomes.wording import KINDS, format_number

RATIOS = (0.05, 0.1, 0.15, 0.25, 0.35, 0.5, 0.7, 1.0, 1.4, 2.0, 3.0, 4.0, 7.0, 10.0, 20.0)
COARSE = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0)
WIDEST = 8.0  # a limit beyond this ratio, or its inverse, is cut and gets an arrow


@dataclass(frozen=True, slots=True)
class LadderAxis:
    """From where to where an axis goes, and where a value lies on it.

    Attributes
    ----------
    low, high
        Ends in the coordinates of the axis (logarithms for ratios).
    """

    low: float
    high: float
    ratio: bool
    percent: bool = False

    @property
    def null(self) -> float:
        """The value of no difference."""
        return 1.0 if self.ratio else 0.0

    def place(self, value: float) -> float:
        """Return the coordinate of a value, however far out."""
        if not self.ratio:
            return value
        return log(value) if value > 0 else -1e9

    def cut(self, value: float) -> float:
        """Return the coordinate of a value, at the nearer end where it lies beyond."""
        return min(max(self.place(value), self.low), self.high)

    def beyond(self, value: float) -> bool:
        """Whether a value lies outside the axis."""
        return not self.low - 1e-12 <= self.place(value) <= self.high + 1e-12

    def spec(self, look: Look) -> Spec:
        """Return the axis with its ticks."""
        if self.ratio:
            wide = self.high - self.low > log(6)
            known = [t for t in (COARSE if wide else RATIOS) if self.low <= log(t) <= self.high]
            return axis(look, range=[self.low, self.high], tickvals=[log(t) for t in known],
                        ticktext=[f"{t:g}" for t in known])  # fmt: skip
        scale = 100.0 if self.percent else 1.0
        span = (self.high - self.low) * scale
        sizes = [b * 10.0**k for k in range(-2, 4) for b in (1, 2, 5)]
        step = next(s for s in sizes if span / s <= 6)
        first, last = ceil(self.low * scale / step - 1e-9), floor(self.high * scale / step + 1e-9)
        ticks = [i * step for i in range(first, last + 1)]
        decimals = 0 if step >= 1 else (1 if step >= 0.1 else 2)
        return axis(look, range=[self.low, self.high], tickvals=[t / scale for t in ticks],
                    ticktext=[format_number(t, decimals) for t in ticks])  # fmt: skip


def ladder_axis(
    estimates: Sequence[Estimate], marks: Sequence[float] = (), *, ratio: bool
) -> LadderAxis:
    """Return the axis that shows all values, and the limits unless they run off."""
    values = [e.value for e in estimates if e.value is not None] + list(marks)
    limits = [v for e in estimates for v in (e.ci_low, e.ci_high) if v is not None and isfinite(v)]
    if ratio:
        logs = [log(v) for v in values if v > 0]
        logs += [min(max(log(v), -log(WIDEST)), log(WIDEST)) for v in limits if v > 0]
        low, high = min([*logs, log(0.5)]), max([*logs, log(1.4)])
        spare = 0.04 * (high - low)
        return LadderAxis(low - spare, high + spare, True)
    percent = KINDS.get(estimates[0].quantity, KINDS["number"]).scale in ("percent", "points")
    known = [*values, *limits, 0.0]
    spare = 0.06 * (max(known) - min(known)) or 1.0
    return LadderAxis(min(known) - spare, max(known) + spare, False, percent)
