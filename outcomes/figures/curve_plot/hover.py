"""What the pointer reads: every arm at any time, not only at the steps."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomes.figures.base.look import Look
from outcomes.figures.base.text import shortened
from outcomes.figures.curve_plot.steps import Arm, Steps, at_risk, place_at
from outcomes.figures.engine.layer import Floats, Line
from outcomes.wording import format_numbers, percent_decimals

POINTS = 121
WIDEST_NAME = 20.0  # em


def read_lines(arms: Sequence[Arm], end: float, look: Look) -> list[Line]:
    """Return a line to read per arm on a fine common grid, and the difference of two arms."""
    grid = np.linspace(0, end, POINTS)
    values = [_values(arm.steps, grid) for arm in arms]
    names = [shortened(arm.label, WIDEST_NAME * look.em, look.em) for arm in arms]
    lines = [
        Line(grid, value, arm.color, words=_words(arm.steps, grid, look), name=name,
             shown=False, layer="hover")
        for arm, value, name in zip(arms, values, names, strict=True)
    ]  # fmt: skip
    if len(arms) == 2:
        decimals = percent_decimals(min(arm.steps.n for arm in arms))
        numbers = format_numbers((100 * (values[1] - values[0])).tolist(), decimals)
        points = look.say("number.points", value="{0}").format
        lines.append(
            Line(grid, (values[0] + values[1]) / 2, look.muted, name=f"{names[1]} − {names[0]}",
                 words=list(map(points, numbers)), shown=False, layer="hover")
        )  # fmt: skip
    return lines


def _values(steps: Steps, grid: Floats) -> Floats:
    """Return the curve on the grid, nan beyond the follow-up of the arm."""
    values = steps.value[place_at(steps, grid)]
    return np.where(grid > steps.time[-1], np.nan, values)


def _words(steps: Steps, grid: Floats, look: Look) -> list[str]:
    """Return the sentence at each point; one template, because there are hundreds of them."""
    place = place_at(steps, grid)
    ci = look.say("number.ci", level="95") + " {1}–{2}"
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
