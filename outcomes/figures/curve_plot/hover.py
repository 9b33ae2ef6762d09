"""What the pointer reads: every arm at any time, not only at the steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomes.figures.base.arms import ArmCurve
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec
from outcomes.figures.base.text import plain, shortened
from outcomes.figures.curve_plot.steps import Floats, Steps, at_risk, place_at
from outcomes.wording import format_number, format_numbers, percent_decimals

POINTS = 121
WIDEST_NAME = 20.0  # em


def hover_traces(
    arms: Sequence[ArmCurve], end: float, look: Look, *, level: float = 0.95
) -> list[Spec]:
    """Return one invisible trace per arm on a fine common grid, and the difference of two arms."""
    grid = np.linspace(0, end, POINTS)
    values = [_values(arm.steps, grid) for arm in arms]
    names = [plain(shortened(arm.label, WIDEST_NAME * look.em, look.em)) for arm in arms]
    traces = [
        _invisible(grid, value, _words(arm.steps, grid, look, level), name, arm.color(look.theme))
        for arm, value, name in zip(arms, values, names, strict=True)
    ]
    if len(arms) == 2:
        difference = values[1] - values[0]
        decimals = percent_decimals(min(arm.steps.n for arm in arms))
        words = [
            look.say("number.points", value=number)
            for number in format_numbers((100 * difference).tolist(), decimals)
        ]
        middle = (values[0] + values[1]) / 2
        traces.append(_invisible(grid, middle, words, f"{names[1]} − {names[0]}", look.muted))
    return traces


def _values(steps: Steps, grid: Floats) -> Floats:
    """Return the curve on the grid, nan beyond the follow-up of the arm."""
    values = steps.value[place_at(steps, grid)]
    return np.where(grid > steps.time[-1], np.nan, values)


def _words(steps: Steps, grid: Floats, look: Look, level: float) -> list[str]:
    """Return the sentence at each point; one template, because there are hundreds of them."""
    place = place_at(steps, grid)
    ci = look.say("number.ci", level=format_number(100 * level, 0)) + " {1}–{2}"
    full = look.say("curve.hover", value="{0}%", ci=ci, n="{3}").format
    bare = look.say("curve.hover_plain", value="{0}%", n="{3}").format
    decimals = percent_decimals(steps.n)
    percents = (
        format_numbers((100 * part[place]).tolist(), decimals)
        for part in (steps.value, steps.low, steps.high)
    )
    counts = format_numbers(at_risk(steps, grid).tolist(), 0)
    known = np.isfinite(steps.low[place] + steps.high[place]).tolist()
    rows = zip(known, *percents, counts, strict=True)
    return [full(*cells) if limits else bare(*cells) for limits, *cells in rows]


def _invisible(grid: Floats, values: Floats, words: list[str], name: str, color: str) -> Spec:
    """Return a trace of points kept apart by gaps: nothing is drawn, but the pointer finds them.

    A line of no width or of no opacity would have no swatch in the hover box either.
    """
    apart = np.full(2 * grid.size, np.nan)
    apart[::2] = values
    said = np.full(apart.size, "", dtype=f"U{max(map(len, words))}")
    said[::2] = words
    return {
        "type": "scatter",
        "mode": "lines",
        "x": np.repeat(grid, 2),
        "y": apart,
        "text": said,
        "name": name,
        "line": {"color": color, "width": 3},
        "connectgaps": False,
        "hovertemplate": "%{text}",
        "meta": {"layer": "hover"},
    }
