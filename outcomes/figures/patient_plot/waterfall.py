"""Best change of the ascites volume, a bar per patient; never with the lines of RECIST."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.figures.base.look import Look, faded
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Area, Layer, Marks, Rule
from outcomes.figures.engine.plot import Axis, Plot
from outcomes.figures.patient_plot.patient_panels import (
    arm_panels,
    boxes,
    most_in_an_arm,
    shown_words,
)
from outcomes.results.patients import PatientLine, PatientSeries
from outcomes.wording import format_number

BAR = 0.4  # half its width


def waterfall_figure(series: PatientSeries, look: Look) -> Figure:
    """Draw each patient's best change, largest increase first, one panel per arm.

    Parameters
    ----------
    series
        Quantity ``best_change``: fractions from −1 to the cap of 1; flag ``capped`` (a mark above
        the bar) and ``small_baseline`` (a pale bar).
    """
    panels = arm_panels(series, look, lambda lines, color: _bars(lines, color, look))
    if not panels:
        return explanation(look.say("ascites.no_volumes"), look)
    ticks = tuple((t, _signed(t)) for t in (-1.0, -0.5, 0.0, 0.5, 1.0))
    plot = Plot(
        panels, Axis(-1.0, most_in_an_arm(series), hidden=True),
        Axis(-1.04, 1.12, ticks, look.say("ascites.best_change"), grid=True), share=0.84,
        below=(shown_words(series, look), *_flags(series, look)), unified=False,
    )  # fmt: skip
    return figure_of(plot, look)


def _signed(fraction: float) -> str:
    sign = "+" if fraction > 0 else ""
    return f"{sign}{format_number(100 * fraction, 0)}%"


def _flags(series: PatientSeries, look: Look) -> list[str]:
    flags = ("small_baseline", "capped")
    counts = {flag: sum(flag in line.flags for line in series.lines) for flag in flags}
    return [look.say(f"ascites.flag.{flag}", n=n) for flag, n in counts.items() if n]


def _bars(lines: Sequence[PatientLine], color: str, look: Look) -> list[Layer]:
    layers: list[Layer] = [Rule(0.0, look.muted, width=1.0)]
    for pale in (False, True):
        sides = [
            (i - BAR, i + BAR, min(line.value[0], 0.0), max(line.value[0], 0.0))
            for i, line in enumerate(lines)
            if ("small_baseline" in line.flags) == pale
        ]
        if sides:
            layers.append(Area(*boxes(sides), faded(color, 0.22 if pale else 1.0), color, 1.0))
    capped = [i for i, line in enumerate(lines) if "capped" in line.flags]
    if capped:
        layers.append(Marks(capped, [1.06] * len(capped), color, "triangle-up", 0.55 * look.em))
    return layers
