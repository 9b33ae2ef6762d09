"""Competing events stacked: what has happened to the patients of each arm by each time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from outcomes.figures.base.look import Look, arm_color, word_color
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.curve_plot.steps import (
    Span,
    Steps,
    place_at,
    span_of,
    time_axis,
    to_steps,
    unit_of,
)
from outcomes.figures.engine.axes import share_axis
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Line
from outcomes.figures.engine.plot import End, Panel, Plot
from outcomes.results.result import Result
from outcomes.wording import format_percent

PIXELS = 900
# Causes are not arms: their colors are not those of the first arms, nor gray.
PLACES = (3, 5, 6, 7, 8)


def stacked_incidence_panels(
    causes: Sequence[tuple[str, Result]],
    look: Look,
    *,
    x_title: str | None = None,
) -> Figure:
    """Draw the stacked incidences of every arm on the same axes, one panel per arm.

    Parameters
    ----------
    causes
        Name of each event with its result of cumulative incidence, from the bottom up. They must
        compete with each other, so that their sum is at most one; the rest is event-free.
    x_title
        Title of the time axis, where it has a better name than since the start.
    """
    arms = [(group, known) for group in look.labels if (known := _known(causes, group))]
    results = [result for _, result in causes]
    if not arms:
        notes = [note for result in results for note in result.notes]
        return explanation(next(iter(notes), look.say("curve.none")), look)
    unit = unit_of(*results)
    everything = [steps for _, known in arms for _, steps in known]
    span = span_of(everything, horizon=None, tick=None, unit=unit)
    panels = tuple(_panel(group, known, span, look) for group, known in arms)
    x, y = time_axis(span, unit, look, x_title), share_axis(look.say("axis.incidence"))
    return figure_of(Plot(panels, x, y, share=0.8), look)


def _known(causes: Sequence[tuple[str, Result]], group: str) -> list[tuple[str, Steps]]:
    """Return the curves of an arm by cause; empty where nobody is in it."""
    curves = ((name, next((c for c in r.curves if c.group == group), None)) for name, r in causes)
    found = ((name, to_steps(curve)) for name, curve in curves if curve is not None)
    return [(name, steps) for name, steps in found if steps.n > 0]


def _panel(group: str, known: Sequence[tuple[str, Steps]], span: Span, look: Look) -> Panel:
    """Return an arm: each cause between the causes under it and itself on top of them.

    The pointer reads the cause's own.
    """
    grid = np.linspace(0, span.end, PIXELS)
    own = np.array([steps.value[place_at(steps, grid)] for _, steps in known])
    tops = np.cumsum(own, axis=0)
    lines, ends = [], []
    for i, (name, steps) in enumerate(known):
        words = [format_percent(value, steps.n) for value in own[i].tolist()]
        color, low = arm_color(PLACES[i], look.theme), tops[i] - own[i]
        lines.append(Line(grid, tops[i], color, 1.4, step=True, low=low, high=tops[i], alpha=0.35,
                          words=words, name=name, layer="cause"))  # fmt: skip
        ends.append(End(name, float(tops[i, -1] - own[i, -1] / 2),
                        word_color(PLACES[i], look.theme)))  # fmt: skip
    free = End(look.say("curve.event_free"), float(1 + tops[-1, -1]) / 2, look.muted)
    return Panel(tuple(lines), (*ends, free), look.label(group), look.word_color(group))
