"""Volume of ascites over time, a line per patient."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from math import sqrt

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Layer, Line, Marks, Rule
from outcomes.figures.engine.plot import Axis, End, Plot
from outcomes.figures.patient_plot.patient_panels import NAN, arm_panels, shown_words
from outcomes.results.patients import PatientLine, PatientSeries
from outcomes.wording import format_number

SMALL = 300.0  # ml; below, the five-point volume errs by more than half
TICKS = (0.0, 100.0, 500.0, 1000.0, 2000.0, 4000.0, 6000.0, 10000.0, 16000.0)


def trajectories_figure(series: PatientSeries, look: Look) -> Figure:
    """Draw each patient's volumes over weeks on a square-root scale, one panel per arm.

    Parameters
    ----------
    series
        Quantity ``volume``: ml over weeks; ``category`` ``after_drainage`` marks an amount that a
        drainage had changed (hollow), marks ``drainage`` the drainages.
    """
    top = max([SMALL, *(max(line.value) for line in series.lines)])
    times = [0.0, *(time for line in series.lines for time in line.time)]
    first, last = min(times), max(times)
    ends = sqrt(top), last + 0.6
    panels = arm_panels(series, look, lambda lines, color: _lines(lines, color, ends, look))
    if not panels:
        return explanation(look.say("ascites.no_volumes"), look)
    step = 4 if last <= 30 else 12 if last <= 100 else 26
    weeks = tuple((float(w), f"{w}") for w in range(0, int(last) + 1, step))
    ticks = tuple((sqrt(t), format_number(t, 0)) for t in TICKS if t <= top * 1.02)
    small = End("", sqrt(SMALL), look.muted, strong=False, number="300 mL")
    plot = Plot(
        tuple(replace(panel, ends=(small,)) for panel in panels),
        Axis(first - 0.4, ends[1], weeks, look.say("ascites.weeks_since")),
        Axis(-0.02 * sqrt(top), 1.06 * sqrt(top), ticks, look.say("ascites.volume_axis"),
             grid=True),
        below=(shown_words(series, look), look.say("ascites.trajectory_note")), share=0.84,
        unified=False,
    )  # fmt: skip
    return figure_of(plot, look)


def _lines(
    lines: Sequence[PatientLine], color: str, ends: tuple[float, float], look: Look
) -> list[Layer]:
    top, last = ends
    x = [at for line in lines for at in (*line.time, NAN)]
    y = [at for line in lines for at in (*(sqrt(v) for v in line.value), NAN)]
    layers: list[Layer] = [
        Rule(sqrt(SMALL), look.muted, dash="dot", width=1.0),
        Line(x, y, color, 1.2, opacity=0.5),
    ]  # fmt: skip
    for drained in (False, True):
        points = [
            (t, v)
            for line in lines
            for t, v, kind in zip(line.time, line.value, line.category, strict=True)
            if (kind == "after_drainage") == drained
        ]
        symbol, em, shade = ("square-open", 0.7, look.ink) if drained else ("circle", 0.36, color)
        if points:
            layers.append(
                Marks([t for t, _ in points], [sqrt(v) for _, v in points], shade, symbol,
                      em * look.em, edge_width=1.6 if drained else 0.0,
                      words=[f"{format_number(v, 0)} mL" for _, v in points])
            )  # fmt: skip
    drains = [m.time for line in lines for m in line.marks if m.kind == "drainage"]
    drains = [time for time in drains if time <= last]
    if drains:
        at_top = [1.03 * top] * len(drains)
        layers.append(Marks(drains, at_top, look.ink, "triangle-down", 0.6 * look.em))
    return layers
