"""Step functions: what a curve is at a time, where its axis ends, what of it is drawn."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from outcomes.figures.base.look import Look, arm_dash
from outcomes.figures.engine.axes import plain_ticks
from outcomes.figures.engine.layer import Floats, Line
from outcomes.figures.engine.plot import Axis
from outcomes.results.result import Curve, Result

MOST_STEPS = 2000
PIXELS = 900
MOST_MARKS = 600


class Steps(NamedTuple):
    """A curve as arrays of equal length; limits that do not exist are nan."""

    time: Floats
    value: Floats
    low: Floats
    high: Floats
    n_at_risk: Floats
    n_events: Floats
    n_censored: Floats

    @property
    def n(self) -> float:
        """Everybody ever at risk: those at the start, and those who entered later."""
        if not self.n_at_risk.size:
            return 0.0
        left = self.n_at_risk[:-1] - self.n_events[:-1] - self.n_censored[:-1]
        entered = self.n_at_risk[1:] - left
        # Sums of weights differ by rounding where nobody entered.
        return float(self.n_at_risk[0] + entered[entered > 1e-6].sum())


def to_steps(curve: Curve, *, incidence: bool = False) -> Steps:
    """Return a curve as arrays, or one minus the curve with its limits swapped."""
    time = np.array(curve.time, dtype=float)
    blank = np.full(time.size, np.nan)
    zeros = np.zeros(time.size)

    def read(part: Sequence[float | None], missing: Floats) -> Floats:
        return np.array(part, dtype=float) if part else missing

    value, low, high = (read(p, blank) for p in (curve.value, curve.ci_low, curve.ci_high))
    low[~np.isfinite(low)], high[~np.isfinite(high)] = np.nan, np.nan
    if incidence:
        value, low, high = 1 - value, 1 - high, 1 - low
    counts = (read(p, zeros) for p in (curve.n_at_risk, curve.n_events, curve.n_censored))
    return Steps(time, value, low, high, *counts)


def at_risk(steps: Steps, times: Floats) -> Floats:
    """Return the number still at risk just before each time."""
    if not steps.time.size:
        return np.zeros(len(times))
    place = np.searchsorted(steps.time, times, side="left")
    left = steps.n_at_risk[-1] - steps.n_events[-1] - steps.n_censored[-1]
    return np.append(steps.n_at_risk, max(left, 0.0))[place]


def so_far(counts: Floats, time: Floats, times: Floats) -> Floats:
    """Return the number counted strictly before each time; it adds up with those at risk."""
    return np.append(0.0, np.cumsum(counts))[np.searchsorted(time, times, side="left")]


def place_at(steps: Steps, times: Floats) -> NDArray[np.intp]:
    """Return the index of the step that holds at each time."""
    return np.maximum(np.searchsorted(steps.time, times, side="right") - 1, 0)


def enough(n: float) -> float:
    """Return the number at risk under which a curve is not to be trusted: 10 %, at least 5."""
    return max(5.0, 0.1 * n) if n > 10 else 1.0


def trusted_until(steps: Steps) -> float:
    """Return the last time with enough patients at risk."""
    trusted = steps.time[steps.n_at_risk >= enough(steps.n)]
    return float(trusted[-1]) if trusted.size else 0.0


# Months up to which an axis has ticks that far apart.
_MONTHS = ((8, 1), (14, 2), (18, 3), (66, 6), (132, 12), (264, 24), (600, 60))


def tick_step(span: float, unit: str = "months") -> float:
    """Return the distance of ticks: 6 months, finer or coarser where that is unreadable."""
    if unit == "months":
        return next((float(step) for most, step in _MONTHS if span <= most), 120.0)
    rough = max(span, 1e-9) / 7
    scale = 10 ** np.floor(np.log10(rough))
    return float(next(step * scale for step in (1, 2, 5, 10) if step * scale >= rough))


class Span(NamedTuple):
    """The time axis: where it ends, its ticks, and whether follow-up goes on beyond it."""

    end: float
    ticks: Floats
    cut: bool


def span_of(
    curves: Sequence[Steps], *, horizon: float | None, tick: float | None, unit: str
) -> Span:
    """Return the time axis: the horizon asked for, or the tick after the last trusted time."""
    last = max((float(s.time[-1]) for s in curves if s.time.size), default=0.0)
    until = horizon or max((trusted_until(s) for s in curves), default=0.0) or last or 1.0
    step = tick or tick_step(until, unit)
    end = horizon or step * max(ceil(until / step - 1e-9), 1)
    ticks = np.arange(0, end + step * 1e-6, step)
    return Span(float(end), ticks, horizon is None and last > end)


def drawn(steps: Steps, end: float, *, joined: bool = False) -> Steps:
    """Return the steps to draw up to ``end``: changes only, thinned to pixels where too many.

    The last point is at ``end`` or at the end of follow-up. The limits are those of the kept
    steps; counts are not thinned, so nothing but lines may be read from the answer. Points that
    lines join are all kept.
    """
    inside = int(np.searchsorted(steps.time, end, side="right"))
    kept = np.arange(inside)
    changed = np.r_[True, np.diff(steps.value[:inside]) != 0] if inside else kept.astype(bool)
    changed |= joined
    kept = kept[changed]
    if kept.size > MOST_STEPS:
        cell = np.floor(steps.time[kept] / end * PIXELS)
        kept = kept[np.r_[cell[1:] != cell[:-1], True] | (kept == 0)]
    reach = min(end, float(steps.time[-1])) if inside else 0.0
    cut = Steps(*(part[kept] for part in steps))
    if inside and reach > cut.time[-1]:
        closing = cut._replace(time=np.array([reach]))
        parts = (np.append(part, last[-1]) for part, last in zip(cut, closing, strict=True))
        cut = Steps(*parts)
    return cut


class Arm(NamedTuple):
    """One curve to draw: whose, its colors and dash, its steps, and whether lines join them."""

    group: str
    label: str
    color: str
    ink: str
    dash: str
    steps: Steps
    joined: bool = False

    def at(self, time: float) -> float:
        """Return the curve at a time."""
        return float(self.steps.value[place_at(self.steps, np.array([time]))][0])


def arms_of(
    curves: Sequence[Curve],
    look: Look,
    *,
    groups: Sequence[str] | None = None,
    incidence: bool = False,
) -> list[Arm]:
    """Return the curves to draw, in the order given; ``groups`` keeps only some."""
    return [
        Arm(c.group, look.label(c.group), look.color(c.group), look.word_color(c.group),
            arm_dash(look.place(c.group)), to_steps(c, incidence=incidence), c.joined)
        for c in curves
        if groups is None or c.group in groups
    ]  # fmt: skip


def line_of(arm: Arm, end: float, start: float, **more: Any) -> Line:
    """Return the line of a curve from its start up to ``end``, with its band."""
    steps = drawn(arm.steps, end, joined=arm.joined)
    nothing = [np.nan]
    return Line(
        np.append(0.0, steps.time), np.append(start, steps.value), step=not arm.joined,
        group=arm.group,
        low=np.append(nothing, steps.low), high=np.append(nothing, steps.high),
        **{"color": arm.color, "dash": arm.dash, **more},
    )  # fmt: skip


def unit_of(*results: Result) -> str:
    """Return the unit of time of results, months where they say none."""
    found = [c.unit for r in results for c in r.curves]
    found += [e.unit for r in results for e in r.estimates]
    return next((u for u in found if u in ("days", "weeks", "months", "years")), "months")


def time_axis(span: Span, unit: str, look: Look, title: str | None = None) -> Axis:
    """Return the axis of time; without a title of its own it says since the start."""
    said = title or look.say("axis.since_start", Unit=look.say(f"axis.{unit}"))
    return Axis(0.0, span.end, plain_ticks(span.ticks), said, look.say(f"unit.{unit}"))
