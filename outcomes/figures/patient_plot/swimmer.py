"""What was done to each patient and when: a lane per patient, longest follow-up on top."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Layer, Line, Marks
from outcomes.figures.engine.plot import Axis, Plot
from outcomes.figures.patient_plot.patient_panels import (
    NAN,
    arm_panels,
    most_in_an_arm,
    shown_words,
)
from outcomes.results.patients import PatientLine, PatientSeries
from outcomes.wording import format_number

LANE = 7.0  # pixels; less where there are many
TALLEST = 400.0
STEPS = {"days": 180, "weeks": 26, "months": 6, "years": 1}
# Shape of each mark, the sign that stands for it in the key, and its size in em.
MARKS = {
    "hipec": ("line-ns", "|", 0.5),
    "infusion": ("line-ns", "|", 0.5),
    "surgery": ("square", "■", 0.55),
    "drainage": ("triangle-down", "▼", 0.65),
    "progression": ("diamond", "◆", 0.5),
    "death": ("circle", "●", 0.5),
    "censored": ("triangle-right", "▶", 0.55),
}


def swimmer_figure(series: PatientSeries, look: Look) -> Figure:
    """Draw a lane per patient with infusions, operations, drainages, progression and the end.

    Parameters
    ----------
    series
        Quantity ``swimmer``: marks and end of follow-up in the unit of the series.
    """
    most = most_in_an_arm(series)
    lane = min(LANE, max(TALLEST / max(most, 1), 3.0))
    panels = arm_panels(series, look, lambda lines, color: _lanes(lines, color, lane, look))
    if not panels:
        return explanation(look.say("ascites.nobody"), look)
    last = max(line.end or 0.0 for line in series.lines) or 1.0
    step = STEPS.get(series.unit, 6)
    ticks = tuple((float(k), f"{k}") for k in range(0, int(last) + 1, step))
    title = look.say("ascites.since_dose", unit=look.say(f"axis.{series.unit}"))
    plot = Plot(
        panels, Axis(-0.01 * last, 1.03 * last, ticks, title),
        Axis(most - 0.3, -0.9, hidden=True), above=(_key(series, look),), unified=False,
        below=(shown_words(series, look),), height=max(most * lane, 8 * look.em),
    )  # fmt: skip
    return figure_of(plot, look)


def _key(series: PatientSeries, look: Look) -> str:
    kinds = {mark.kind for line in series.lines for mark in line.marks} | {"drainage"}
    kinds |= {line.ended_by for line in series.lines}
    return "\u2003 ".join(
        f"{sign}\u00a0{look.say(f'ascites.mark.{kind}')}"
        for kind, (_, sign, _) in MARKS.items()
        if kind in kinds
    )


def _lanes(lines: Sequence[PatientLine], color: str, lane: float, look: Look) -> list[Layer]:
    x = [at for line in lines for at in (0.0, line.end or 0.0, NAN)]
    y = [at for i in range(len(lines)) for at in (i, i, NAN)]
    layers: list[Layer] = [Line(x, y, color, 0.55 * lane, opacity=0.45, layer="lane")]
    for kind in MARKS:
        points = [(m.time, i) for i, line in enumerate(lines) for m in line.marks if m.kind == kind]
        points += [(line.end or 0.0, i) for i, line in enumerate(lines) if line.ended_by == kind]
        if points:
            layers.append(_marks(points, kind, color, look))
    return layers


def _marks(points: Sequence[tuple[float, int]], kind: str, color: str, look: Look) -> Marks:
    symbol, _, em = MARKS[kind]
    tick = symbol == "line-ns"
    shade = color if kind == "censored" else look.ink
    said = look.say(f"ascites.mark.{kind}")
    return Marks(
        [t for t, _ in points], [i for _, i in points], shade, symbol, em * look.em,
        edge=shade if tick else look.paper, edge_width=1.4 if tick else 1.0, layer=kind,
        words=[f"{said} {format_number(t, 1)}" for t, _ in points],
    )  # fmt: skip
