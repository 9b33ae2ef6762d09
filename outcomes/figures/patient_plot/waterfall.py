"""Best change of the ascites volume, a bar per patient; never with the lines of RECIST."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame
from outcomes.figures.base.look import Look, arm_color, faded
from outcomes.figures.base.small_multiples import panelled
from outcomes.figures.base.style import Spec, axis, explanation, figure
from outcomes.figures.patient_plot.patient_panels import boxes, lines_by_arm, panel_of, shown_words
from outcomes.results.patients import PatientLine, PatientSeries
from outcomes.wording import format_number

BAR = 0.4  # half its width


def waterfall_figure(
    series: PatientSeries,
    *,
    labels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw each patient's best change, largest increase first, one panel per arm.

    Parameters
    ----------
    series
        Quantity ``best_change``: fractions from −1 to the cap of 1; flag ``capped`` (a mark above
        the bar) and ``small_baseline`` (a pale bar).
    labels
        Label by arm in protocol order.
    """
    look = Look(language, theme, size, width)
    arms = lines_by_arm(series, labels)
    if not arms:
        return explanation(look.say("ascites.no_volumes"), look)
    most = max(len(lines) for _, lines in arms)
    ticks = [-1.0, -0.5, 0.0, 0.5, 1.0]
    x = axis(look, range=[-1, most], visible=False)
    y = axis(look, grid=True, range=[-1.04, 1.12], tickvals=ticks,
             ticktext=[_signed(t) for t in ticks])  # fmt: skip
    notes = (shown_words(series, look), *_flags(series, look), *caption)
    frame = Frame(look, round(0.84 * look.plot_height), (), notes,
                  y_title=look.say("ascites.best_change"), ticks=False)  # fmt: skip
    panels = [panel_of(group, len(lines), labels, look) for group, lines in arms]
    spec, places = panelled(frame, panels, x, y)
    data: list[Spec] = []
    for (group, lines), place in zip(arms, places, strict=True):
        color = arm_color(place_of(group, labels), theme)
        refs = {"xref": f"x{place.number} domain", "yref": f"y{place.number}"}
        spec.setdefault("shapes", []).append(
            {"type": "line", "x0": 0, "x1": 1, "y0": 0, "y1": 0, **refs,
             "line": {"color": look.muted, "width": 1}}
        )  # fmt: skip
        data += [{**trace, **place.names()} for trace in _bars(lines, color, look)]
    return figure(data, spec)


def _signed(fraction: float) -> str:
    sign = "+" if fraction > 0 else ""
    return f"{sign}{format_number(100 * fraction, 0)}%"


def _flags(series: PatientSeries, look: Look) -> list[str]:
    found = []
    for flag in ("small_baseline", "capped"):
        n = sum(flag in line.flags for line in series.lines)
        if n:
            found.append(look.say(f"ascites.flag.{flag}", n=n))
    return found


def _bars(lines: Sequence[PatientLine], color: str, look: Look) -> list[Spec]:
    traces: list[Spec] = []
    for pale in (False, True):
        sides = [
            (i - BAR, i + BAR, min(line.value[0], 0.0), max(line.value[0], 0.0))
            for i, line in enumerate(lines)
            if ("small_baseline" in line.flags) == pale
        ]
        if not sides:
            continue
        x, y = boxes(sides)
        traces.append({
            "type": "scatter", "mode": "lines", "fill": "toself", "x": x, "y": y,
            "fillcolor": faded(color, 0.22) if pale else color, "hoverinfo": "skip",
            "line": {"width": 1, "color": color},
        })  # fmt: skip
    capped = [i for i, line in enumerate(lines) if "capped" in line.flags]
    if capped:
        traces.append({
            "type": "scatter", "mode": "markers", "x": capped, "y": [1.06] * len(capped),
            "marker": {"symbol": "triangle-up", "size": 0.55 * look.em, "color": color},
            "hoverinfo": "skip", "cliponaxis": False,
        })  # fmt: skip
    return traces
