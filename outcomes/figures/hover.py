"""What the pointer reads: every arm at any time, not only at the steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomes.figures.arms import ArmCurve
from outcomes.figures.steps import Floats, Steps, at_risk, place_at
from outcomes.figures.style import Look, Spec
from outcomes.results import Interval
from outcomes.wording import format_count, format_interval, format_percent, format_value

POINTS = 181


def hover_traces(
    arms: Sequence[ArmCurve], end: float, look: Look, *, level: float = 0.95
) -> list[Spec]:
    """Return one invisible trace per arm on a fine common grid, and the difference of two arms."""
    grid = np.linspace(0, end, POINTS)
    values = [_values(arm.steps, grid) for arm in arms]
    traces = [
        _invisible(grid, value, _words(arm.steps, grid, look, level), arm.name, arm.ink(look.theme))
        for arm, value in zip(arms, values, strict=True)
    ]
    if len(arms) == 2:
        difference = values[1] - values[0]
        n = min(arm.steps.n for arm in arms)
        words = [
            "" if np.isnan(d) else format_value(d, "points", n=n, language=look.language)
            for d in difference.tolist()
        ]
        middle = np.where(np.isnan(difference), np.nan, (values[0] + values[1]) / 2)
        traces.append(_invisible(grid, middle, words, look.say("curve.difference"), look.muted))
    return traces


def _values(steps: Steps, grid: Floats) -> Floats:
    """Return the curve on the grid, nan beyond the follow-up of the arm."""
    values = steps.value[place_at(steps, grid)]
    return np.where(grid > steps.time[-1], np.nan, values)


def _words(steps: Steps, grid: Floats, look: Look, level: float) -> list[str]:
    place = place_at(steps, grid)
    columns = (steps.value[place], steps.low[place], steps.high[place], at_risk(steps, grid))
    rows = zip(*(column.tolist() for column in columns), strict=True)
    return [_sentence(row, steps.n, look, level) for row in rows]


def _sentence(row: tuple[float, ...], n: float, look: Look, level: float) -> str:
    value, low, high, left = row
    printed, count = format_percent(value, n), format_count(left)
    if np.isnan(low) or np.isnan(high):
        return look.say("curve.hover_plain", value=printed, n=count)
    ci = format_interval(Interval(low, high, level), "percent", n=n, language=look.language)
    return look.say("curve.hover", value=printed, ci=ci, n=count)


def _invisible(grid: Floats, values: Floats, words: list[str], name: str, color: str) -> Spec:
    return {
        "type": "scatter",
        "mode": "lines",
        "x": grid,
        "y": values,
        "text": words,
        "name": name,
        "line": {"color": color, "width": 0},
        "hovertemplate": "%{text}",
        "meta": {"layer": "hover"},
    }
