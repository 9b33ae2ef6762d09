"""Exposure in small multiples: one panel per measure, the sessions as dots, quartiles below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import ceil, sqrt

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.look import Look, arm_color, faded, word_color
from outcomes.figures.base.style import Spec, axis, caption_lines, explanation, figure, layout, note
from outcomes.figures.base.text import plain, shortened
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_number

LANE = 4.3  # em
NARROWEST = 270  # pixels of a panel
TEMPERATURES = ("temperature_in_c", "temperature_out_c")


def exposure_figure(
    result: Result,
    *,
    kind: str,
    labels: Mapping[str, str],
    target: float | None = None,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw what was given in one kind of treatment: sessions, dose, temperatures, duration.

    Parameters
    ----------
    result
        Analysis ``exposure``.
    kind
        Which kind of treatment, as the results name it.
    labels
        Label by group in protocol order.
    target
        Temperature marked by a dotted line.

    Notes
    -----
    The area of a dot is the share of sessions (patients, for sessions per patient) at that value;
    under the dots the range as a thin line, the quartiles as a thick one, the median as a tick.
    """
    look = Look(language, theme, size, width)
    mine = [e for e in result.estimates if e.covariates[1] == kind]
    measures = list(dict.fromkeys(e.covariates for e in mine))
    if not measures:
        return explanation(next(iter(result.notes), look.say("exposure.none")), look)
    lanes = [g for g in labels if any(e.group == g for e in mine)]
    across = max(1, min(3, len(measures), int(width // NARROWEST)))
    down = ceil(len(measures) / across)
    em = look.em
    lane, title, between = LANE * em, 2.0 * em, 3.4 * em
    plot = lane * len(lanes)
    height = down * (title + plot) + (down - 1) * between
    top, bottom = 1.9 * em, 2.2 * em + 1.5 * em * len(caption) + 8
    spec = layout(look, height=height + top + bottom, margin=(10, 14, top, bottom))
    spec["annotations"] = [_names(lanes, labels, look)]
    spec["shapes"] = []
    traces: list[Spec] = []
    span = _span(mine, target)
    for number, measure in enumerate(measures):
        row, column = divmod(number, across)
        wide = (1 - 0.06 * (across - 1)) / across
        left = column * (wide + 0.06)
        upper = 1 - (row * (title + plot + between) + title) / height
        axes = f"{number + 1}" if number else ""
        here = [e for e in mine if e.covariates == measure]
        x = _x_axis(here, span if measure[0] in TEMPERATURES else None, look)
        lower = max(upper - plot / height, 0.0)
        spec[f"xaxis{axes}"] = {**x, "domain": [left, min(left + wide, 1)], "anchor": f"y{axes}"}
        spec[f"yaxis{axes}"] = axis(look, range=[len(lanes) - 0.5, -0.5], visible=False,
                                    domain=[lower, upper], anchor=f"x{axes}")  # fmt: skip
        room = wide * width - 10
        spec["annotations"].append(_title(here[0], axes, room, look))
        if target is not None and measure[0] in TEMPERATURES:
            spec["shapes"].append(_target(target, axes, look))
        for at, group in enumerate(lanes):
            lane_of = [e for e in here if e.group == group]
            if lane_of:
                color = arm_color(place_of(group, labels), theme)
                traces += _lane(lane_of, at, color, axes, look)
                spec["annotations"].append(_printed(lane_of, at, axes, look))
    # Words around all panels refer to the first column's lowest panel.
    last = str((down - 1) * across + 1) if down > 1 else ""
    for words in caption_lines(look, caption, below=2.6 * em, left=0):
        spec["annotations"].append({**words, "xref": f"x{last} domain", "yref": f"y{last} domain"})
    return figure(traces, spec)


def _names(lanes: Sequence[str], labels: Mapping[str, str], look: Look) -> Spec:
    words = "\u2003".join(
        f'<span style="color:{word_color(place_of(g, labels), look.theme)}">'
        f"<b>■ {plain(labels[g])}</b></span>"
        for g in lanes
    )
    return note(words, color=look.ink, size=look.em, xref="paper", yref="paper", x=0, y=1,
                xanchor="left", yanchor="bottom", yshift=4)  # fmt: skip


def _span(estimates: Sequence[Estimate], target: float | None) -> tuple[float, float] | None:
    """Return the common range of the temperatures, so that inflow and outflow can be compared."""
    ends = [e.value for e in estimates if e.quantity in ("minimum", "maximum")
            and e.covariates[0] in TEMPERATURES and e.value is not None]  # fmt: skip
    if not ends:
        return None
    ends += [] if target is None else [target]
    return min(ends), max(ends)


def _x_axis(here: Sequence[Estimate], span: tuple[float, float] | None, look: Look) -> Spec:
    ends = [e.value for e in here if e.quantity in ("minimum", "maximum") and e.value is not None]
    low, high = span or (min(ends), max(ends))
    whole = here[0].covariates[0] == "sessions"
    pad = 0.09 * (high - low) if high > low else max(abs(low) * 0.1, 1.0)
    if not whole:
        return axis(look, range=[low - pad, high + pad], nticks=5, tickformat=",")
    step = max(1, ceil((high - low) / 8))
    ticks = list(range(int(low), int(high) + 1, step))
    texts = [format_count(tick) for tick in ticks]
    pad = max(pad, 0.6)
    return axis(look, range=[low - pad, high + pad], tickvals=ticks, ticktext=texts)


def _title(e: Estimate, axes: str, room: float, look: Look) -> Spec:
    name, kind, *drug = e.covariates
    words = look.say(f"exposure.{name}", drug=" ".join(drug) or kind)
    words = f"{words}, {e.unit}" if e.unit else words
    words = plain(shortened(words, room, look.em, bold=True))
    return note(f"<b>{words}</b>", color=look.ink, size=look.em, xref=f"x{axes} domain",
                yref=f"y{axes} domain", x=0, y=1, xanchor="left", yanchor="bottom",
                yshift=2)  # fmt: skip


def _target(target: float, axes: str, look: Look) -> Spec:
    return {"type": "line", "xref": f"x{axes}", "yref": f"y{axes} domain", "x0": target,
            "x1": target, "y0": 0, "y1": 1, "layer": "below",
            "line": {"color": look.muted, "width": 1.4, "dash": "dot"}}  # fmt: skip


def _value(lane: Sequence[Estimate], quantity: str) -> float:
    return next((e.value or 0.0 for e in lane if e.quantity == quantity), 0.0)


def _lane(lane: Sequence[Estimate], at: int, color: str, axes: str, look: Look) -> list[Spec]:
    place = {"xaxis": f"x{axes}", "yaxis": f"y{axes}", "type": "scatter", "cliponaxis": False}
    dots = [e for e in lane if e.quantity == "n" and e.value]
    most = max(e.value or 0.0 for e in dots)
    total = lane[0].n or 1
    sizes = [max(1.5 * look.em * sqrt((e.value or 0.0) / most), 3.0) for e in dots]
    told = [f"{e.at:,.4g}: {format_count(e.value or 0)}/{format_count(total)}" for e in dots]
    middle, below = at + 0.05, at + 0.36
    ends = [_value(lane, q) for q in ("minimum", "maximum", "q1", "q3", "median")]
    thin, thick = (
        {**place, "mode": "lines", "x": ends[i : i + 2], "y": [below, below],
         "line": {"color": color, "width": w}, "hoverinfo": "skip"}
        for i, w in ((0, 1.2), (2, 4.5))
    )  # fmt: skip
    tick = {**place, "mode": "markers", "x": ends[4:], "y": [below], "hoverinfo": "skip",
            "marker": {"symbol": "line-ns", "size": 0.8 * look.em, "color": color,
                       "line": {"width": 2.4, "color": look.ink}}}  # fmt: skip
    bubbles = {**place, "mode": "markers", "x": [e.at for e in dots], "y": [middle] * len(dots),
               "text": told, "hovertemplate": "%{text}<extra></extra>",
               "marker": {"size": sizes, "color": faded(color, 0.55),
                          "line": {"width": 1, "color": color}}}  # fmt: skip
    return [thin, thick, tick, bubbles]


def _printed(lane: Sequence[Estimate], at: int, axes: str, look: Look) -> Spec:
    """Return ``43.0 (42.9–43.1) · 228 sessions`` above the dots of a lane."""
    values = [_value(lane, q) for q in ("median", "q1", "q3")]
    decimals = 0 if all(float(v).is_integer() for v in values) else 1
    median, q1, q3 = (format_number(v, decimals) for v in values)
    of = "patients" if lane[0].covariates[0] == "sessions" else "sessions"
    words = look.say(f"exposure.printed_{of}", median=median, q1=q1, q3=q3, n=lane[0].n)
    return note(words, color=look.muted, size=look.em - 1.5, xref=f"x{axes} domain",
                yref=f"y{axes}", x=0, y=at - 0.36, xanchor="left", yanchor="middle")  # fmt: skip
