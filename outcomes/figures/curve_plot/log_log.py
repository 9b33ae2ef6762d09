"""Are the hazards proportional: log(-log S) of the arms against the logarithm of time."""

from __future__ import annotations

from math import exp, log10

import numpy as np

from outcomes.figures.base.look import Look, arm_dash
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.curve_plot.steps import unit_of
from outcomes.figures.engine.axes import even_ticks
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Line
from outcomes.figures.engine.plot import Axis, End, Panel, Plot
from outcomes.results.result import Curve, Result
from outcomes.wording import format_number

LOG_TICKS = (0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0)
FEWEST = 3  # ticks; where there are fewer they stand at even distances of time


def log_log_figure(result: Result, look: Look) -> Figure:
    """Draw log(-log S) of each arm against the logarithm of time: parallel where hazards are.

    Parameters
    ----------
    result
        Curves of quantity ``log_minus_log``: time in its own unit, value log(-log S).
    """
    curves = [(c.group, *_finite(c)) for c in result.curves if c.quantity == "log_minus_log"]
    curves = [curve for curve in curves if len(curve[1])]
    if not curves:
        return explanation(next(iter(result.notes), look.say("hazards.log_log_none")), look)
    unit = unit_of(result)
    lines = tuple(_log_log(group, x, y, unit, look) for group, x, y in curves)
    ends = tuple(End(look.label(g), float(y[-1]), look.word_color(g)) for g, _, y in curves)
    first, last = min(x[0] for _, x, _ in curves), max(x[-1] for _, x, _ in curves)
    last = max(last, first + 0.1)  # one event has no range
    low, high = min(y.min() for _, _, y in curves), max(y.max() for _, _, y in curves)
    low, high = low - 0.05 * (high - low) - 0.1, high + 0.05 * (high - low) + 0.1
    x = Axis(
        first, last, _ticks(first, last), look.say("axis.log_time", Unit=look.say(f"axis.{unit}"))
    )
    step = next((s for s in (0.5, 1.0, 2.0) if (high - low) / s <= 7), 5.0)
    marks = np.arange(np.ceil(low / step) * step, high, step) + 0.0
    printed = tuple((m, format_number(m, 1 if step < 1 else 0)) for m in marks.tolist())
    y = Axis(low, high, printed, look.say("axis.log_minus_log"), grid=True)
    below = (look.say("hazards.parallel"),)
    return figure_of(Plot((Panel(lines, ends),), x, y, below=below, unified=False), look)


def _ticks(first: float, last: float) -> tuple[tuple[float, str], ...]:
    """Return the ticks between two logarithms of time."""
    times = [t for t in LOG_TICKS if first <= log10(t) <= last]
    if len(times) < FEWEST:
        times = [t for t, _ in even_ticks(10**first, 10**last, 5)]
    return tuple((log10(t), f"{t:g}") for t in times if t > 0)


def _finite(curve: Curve) -> tuple[np.ndarray, np.ndarray]:
    """Return log10 of time and value where both exist: before the first event there is none."""
    time, value = np.array(curve.time), np.array(curve.value)
    known = (time > 0) & np.isfinite(value)
    return np.log10(time[known]), value[known]


def _log_log(group: str, x: np.ndarray, y: np.ndarray, unit: str, look: Look) -> Line:
    shares = (format_number(100 * exp(-exp(v)), 0) for v in y)
    times = (format_number(10**t, 1) for t in x)
    said = look.say(f"unit.{unit}")
    words = [f"{t} {said}: S = {s}%" for t, s in zip(times, shares, strict=True)]
    return Line(x, y, look.color(group), dash=arm_dash(look.place(group)), step=True, words=words,
                name=look.label(group), group=group)  # fmt: skip
