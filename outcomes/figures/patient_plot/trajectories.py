"""Volume of ascites over time, a line per patient."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import sqrt

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame
from outcomes.figures.base.look import Look, arm_color, faded
from outcomes.figures.base.small_multiples import panelled
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.patient_plot.patient_panels import lines_by_arm, panel_of, shown_words
from outcomes.results.patients import PatientLine, PatientSeries
from outcomes.wording import format_number

SMALL = 300.0  # ml; below, the five-point volume errs by more than half
TICKS = (0.0, 100.0, 500.0, 1000.0, 2000.0, 4000.0, 6000.0, 10000.0, 16000.0)


def trajectories_figure(
    series: PatientSeries,
    *,
    labels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw each patient's volumes over weeks on a square-root scale, one panel per arm.

    Parameters
    ----------
    series
        Quantity ``volume``: ml over weeks; ``category`` ``after_drainage`` marks an amount that a
        drainage had changed (hollow), marks ``drainage`` the drainages.
    labels
        Label by arm in protocol order.
    """
    look = Look(language, theme, size, width)
    arms = lines_by_arm(series, labels)
    if not arms:
        return explanation(look.say("ascites.no_volumes"), look)
    top = max((max(line.value) for line in series.lines), default=SMALL)
    ends = [time for line in series.lines for time in line.time]
    first, last = min(min(ends), 0.0), max(ends)
    step = 4 if last <= 30 else 12 if last <= 100 else 26
    weeks = [step * k for k in range(int(last / step) + 1)]
    ticks = [t for t in TICKS if t <= top * 1.02]
    x = axis(look, range=[first - 0.4, last + 0.6], tickvals=weeks,
             ticktext=[str(w) for w in weeks])  # fmt: skip
    y = axis(look, grid=True, range=[-0.02 * sqrt(top), 1.06 * sqrt(top)],
             tickvals=[sqrt(t) for t in ticks],
             ticktext=[format_number(t, 0) for t in ticks])  # fmt: skip
    notes = (shown_words(series, look), look.say("ascites.trajectory_note"), *caption)
    frame = Frame(look, round(0.84 * look.plot_height), (), notes, look.say("ascites.weeks_since"),
                  look.say("ascites.volume_axis"))  # fmt: skip
    panels = [panel_of(group, len(lines), labels, look) for group, lines in arms]
    spec, places = panelled(frame, panels, x, y)
    spec["shapes"] = []
    data: list[Spec] = []
    for (group, lines), place in zip(arms, places, strict=True):
        refs = {"xref": f"x{place.number} domain", "yref": f"y{place.number}"}
        spec["shapes"].append(
            {"type": "line", "x0": 0, "x1": 1, "y0": sqrt(SMALL), "y1": sqrt(SMALL), **refs,
             "line": {"color": look.muted, "width": 1, "dash": "dot"}}
        )  # fmt: skip
        words = note("300 mL", color=look.muted, size=look.em - 2, x=1, y=sqrt(SMALL),
                     xanchor="right", yanchor="bottom", **refs)  # fmt: skip
        spec["annotations"].append(words)
        color = arm_color(place_of(group, labels), theme)
        data += [{**trace, **place.names()} for trace in _lines(lines, color, sqrt(top), look)]
    return figure(data, spec)


def _lines(lines: Sequence[PatientLine], color: str, top: float, look: Look) -> list[Spec]:
    x: list[float | None] = []
    y: list[float | None] = []
    for line in lines:
        x += [*line.time, None]
        y += [*(sqrt(v) for v in line.value), None]
    traces: list[Spec] = [
        {"type": "scatter", "mode": "lines", "x": x[:-1], "y": y[:-1], "hoverinfo": "skip",
         "line": {"color": faded(color, 0.5), "width": 1.2}}
    ]  # fmt: skip
    for drained in (False, True):
        points = [
            (t, v)
            for line in lines
            for t, v, kind in zip(line.time, line.value, line.category, strict=True)
            if (kind == "after_drainage") == drained
        ]
        if points:
            traces.append({
                "type": "scatter", "mode": "markers", "x": [t for t, _ in points],
                "y": [sqrt(v) for _, v in points], "cliponaxis": False,
                "text": [f"{format_number(v, 0)} mL" for _, v in points],
                "hovertemplate": "%{text}<extra></extra>",
                "marker": {"symbol": "square-open" if drained else "circle",
                           "size": (0.7 if drained else 0.36) * look.em,
                           "color": look.ink if drained else color, "line": {"width": 1.6}
                           if drained else {"width": 0}},
            })  # fmt: skip
    marks = [mark.time for line in lines for mark in line.marks if mark.kind == "drainage"]
    if marks:
        traces.append({
            "type": "scatter", "mode": "markers", "x": marks, "y": [1.03 * top] * len(marks),
            "marker": {"symbol": "triangle-down", "size": 0.6 * look.em, "color": look.ink},
            "hoverinfo": "skip", "cliponaxis": False,
        })  # fmt: skip
    return traces
