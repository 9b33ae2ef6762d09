"""What was done to each patient and when: a lane per patient, longest follow-up on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame
from outcomes.figures.base.look import Look, arm_color, faded
from outcomes.figures.base.small_multiples import panelled
from outcomes.figures.base.style import Spec, axis, explanation, figure
from outcomes.figures.patient_plot.patient_panels import lines_by_arm, panel_of, shown_words
from outcomes.results.patients import PatientLine, PatientSeries

LANE = 7.0  # pixels; less where there are many
TALLEST = 400.0
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


def swimmer_figure(
    series: PatientSeries,
    *,
    labels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw a lane per patient with infusions, operations, drainages, progression and the end.

    Parameters
    ----------
    series
        Quantity ``swimmer``: marks and end of follow-up in the unit of the series.
    labels
        Label by arm in protocol order.
    """
    look = Look(language, theme, size, width)
    arms = lines_by_arm(series, labels)
    if not arms:
        return explanation(look.say("ascites.nobody"), look)
    most = max(len(lines) for _, lines in arms)
    lane = min(LANE, max(TALLEST / most, 3.0))
    last = max(line.end or 0.0 for line in series.lines)
    step = {"days": 180, "weeks": 26, "months": 6, "years": 1}.get(series.unit, 6)
    while last / step > 6:
        step *= 2
    ticks = [step * k for k in range(int(last / step) + 1)]
    x = axis(look, range=[-0.01 * last, 1.03 * last], tickvals=ticks,
             ticktext=[str(t) for t in ticks])  # fmt: skip
    y = axis(look, range=[most - 0.3, -0.9], visible=False)
    kinds = {mark.kind for line in series.lines for mark in line.marks}
    kinds |= {line.ended_by for line in series.lines}
    key = "   ".join(
        f"{sign} {look.say(f'ascites.mark.{kind}')}"
        for kind, (_, sign, _) in MARKS.items()
        if kind in kinds or kind == "drainage"
    )
    title = look.say("ascites.since_dose", unit=look.say(f"axis.{series.unit}"))
    notes = (shown_words(series, look), *caption)
    frame = Frame(look, max(most * lane, 8 * look.em), (key,), notes, title)
    panels = [panel_of(group, len(lines), labels, look) for group, lines in arms]
    spec, places = panelled(frame, panels, x, y)
    data: list[Spec] = []
    for (group, lines), place in zip(arms, places, strict=True):
        color = arm_color(place_of(group, labels), theme)
        data += [{**trace, **place.names()} for trace in _lanes(lines, color, lane, look)]
    return figure(data, spec)


def _lanes(lines: Sequence[PatientLine], color: str, lane: float, look: Look) -> list[Spec]:
    x: list[float | None] = []
    y: list[float | None] = []
    for i, line in enumerate(lines):
        x += [0.0, line.end, None]
        y += [i, i, None]
    traces: list[Spec] = [
        {"type": "scatter", "mode": "lines", "x": x[:-1], "y": y[:-1], "hoverinfo": "skip",
         "line": {"color": faded(color, 0.45), "width": lane * 0.55}}
    ]  # fmt: skip
    for kind in MARKS:
        points = [(m.time, i) for i, line in enumerate(lines) for m in line.marks if m.kind == kind]
        points += [(line.end or 0.0, i) for i, line in enumerate(lines) if line.ended_by == kind]
        if points:
            traces.append(_marks(points, kind, color, look))
    return traces


def _marks(points: Sequence[tuple[float, int]], kind: str, color: str, look: Look) -> Spec:
    symbol, _, em = MARKS[kind]
    tick = symbol == "line-ns"
    shade = color if kind == "censored" else look.ink
    return {
        "type": "scatter", "mode": "markers", "x": [t for t, _ in points],
        "y": [i for _, i in points], "cliponaxis": False,
        "hovertemplate": f"{look.say(f'ascites.mark.{kind}')} %{{x:.1f}}<extra></extra>",
        "marker": {"symbol": symbol, "size": em * look.em, "color": shade,
                   "line": {"width": 1.4 if tick else 1, "color": shade if tick else look.paper}},
    }  # fmt: skip
