"""Adjusted survival curves over the unadjusted ones, and the difference of the arms over time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, arm_color, faded
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, shortened
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.figures.curve_plot.risk_table import Extra
from outcomes.figures.curve_plot.steps import band, drawn, span_of, to_steps
from outcomes.results.result import Curve, Estimate, Interval, Result
from outcomes.wording import format_estimate, format_number

PLAIN_DASH = "1.5px,2.5px"


def adjusted_figure(
    adjusted: Result,
    unadjusted: Result,
    *,
    labels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    above: Sequence[str] = (),
    caption: Sequence[str] = (),
    x_title: str | None = None,
    plot_height: int | None = None,
) -> go.Figure:
    """Draw adjusted curves with bands, and the unadjusted ones as fine dots of the same colors.

    Parameters
    ----------
    adjusted
        Curves ``survival`` per arm, standardized or weighted, with raw numbers at risk; where it
        has curves ``effective_at_risk`` these become further rows of the table.
    unadjusted
        Kaplan–Meier curves of the same patients.
    above
        Lines above the plot: what was adjusted for, and how.
    """
    look = Look(language, theme, size, width)
    shown = Result(
        adjusted.analysis,
        curves=tuple(c for c in adjusted.curves if c.quantity == "survival"),
        notes=adjusted.notes,
    )
    effective = tuple(c for c in adjusted.curves if c.quantity == "effective_at_risk")
    extra = [Extra(c.group, look.say("adjusted.effective"), c) for c in effective]
    found = survival_figure(
        shown, labels=labels, annotation=tuple(above), caption=caption, x_title=x_title,
        language=language, theme=theme, size=size, width=width, plot_height=plot_height,
        median_lines=False, censor_marks=False, extra=extra,
    )  # fmt: skip
    if not any(c.n_at_risk and c.n_at_risk[0] for c in shown.curves):
        return found
    end = span_of(
        [to_steps(c) for c in shown.curves], horizon=None, tick=None, unit=_unit(shown)
    ).end
    shown_groups = {c.group for c in shown.curves}
    under = [
        _plain(c, labels, end, look)
        for c in unadjusted.curves
        if c.group in shown_groups and c.time
    ]
    found.add_traces(under)
    return found


def _unit(result: Result) -> str:
    return next((c.unit for c in result.curves if c.unit), "months")


def _plain(curve: Curve, labels: Mapping[str, str], end: float, look: Look) -> go.Scatter:
    steps = drawn(to_steps(curve), end)
    color = arm_color(place_of(curve.group, labels), look.theme)
    line = {"shape": "hv", "color": color, "width": 0.8 * look.stroke, "dash": PLAIN_DASH}
    return go.Scatter(
        x=np.append(0.0, steps.time), y=np.append(1.0, steps.value), mode="lines", line=line,
        hoverinfo="skip", meta={"layer": "unadjusted", "group": curve.group},
    )  # fmt: skip


def difference_figure(
    curve: Curve | None,
    reference: str,
    *,
    labels: Mapping[str, str],
    unadjusted: Sequence[Estimate] = (),
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
    x_title: str | None = None,
    plot_height: int | None = None,
) -> go.Figure:
    """Draw the adjusted difference of two arms over time with its pointwise band.

    Parameters
    ----------
    curve
        Quantity ``survival_difference`` of an arm; None where there is none.
    reference
        Id of the arm it is compared with.
    unadjusted
        Unadjusted differences at single times, drawn hollow for comparison.
    """
    look = Look(language, theme, size, width)
    if curve is None or not curve.time:
        return explanation(look.say("adjusted.no_difference"), look)
    steps = to_steps(curve)
    place = place_of(curve.group, labels)
    color = arm_color(place, theme)
    end = _end(curve)
    limits = [v for v in (*steps.low, *steps.high, *steps.value) if np.isfinite(v)]
    points = [v for e in unadjusted for v in (e.ci_low, e.ci_high, e.value) if v is not None]
    reach = max(0.1, *(abs(v) for v in (*limits, *points))) * 1.12
    height = plot_height or look.plot_height
    frame = Frame(
        look, height, (), caption,
        x_title or look.say("axis.since_start", Unit=look.say(f"axis.{_named(curve.unit)}")),
        look.say("axis.survival_difference"),
    )  # fmt: skip
    ticks = _ticks(reach)
    y = axis(look, grid=True, range=[-reach, reach], tickvals=[t / 100 for t in ticks],
             ticktext=[format_number(t, 0) for t in ticks])  # fmt: skip
    span = span_of([steps], horizon=end, tick=None, unit=_named(curve.unit))
    x = axis(look, range=[0, end], tickvals=span.ticks.tolist(),
             ticktext=[f"{t:g}" for t in span.ticks])  # fmt: skip
    spec = framed(frame, x, y)
    spec["hovermode"] = "closest"
    line = {"color": look.muted, "width": 1.3}
    spec["shapes"] = [{"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": 0,
                       "y1": 0, "line": line, "layer": "below"}]  # fmt: skip
    spec["annotations"] += _sides(curve.group, reference, labels, look)
    around, outline = band(steps)
    data: list[Spec] = [{
        "type": "scatter", "mode": "lines", "x": around, "y": outline, "fill": "toself",
        "fillcolor": faded(color, 0.2 if look.dark else 0.15), "line": {"width": 0},
        "hoverinfo": "skip", "meta": {"layer": "band"},
    }, {
        "type": "scatter", "mode": "lines", "x": steps.time, "y": steps.value,
        "line": {"shape": "hv", "color": color, "width": look.stroke},
        "text": _words(curve, look), "hovertemplate": "%{text}<extra></extra>",
        "meta": {"layer": "line"},
    }]  # fmt: skip
    data += [_hollow(e, color, look) for e in unadjusted if e.value is not None and e.at]
    return figure(data, spec)


def _named(unit: str) -> str:
    return unit if unit in ("days", "weeks", "months", "years") else "months"


def _end(curve: Curve) -> float:
    """Return the last time at which the band still says something."""
    known = [t for t, low in zip(curve.time, curve.ci_low, strict=False) if low is not None]
    return known[-1] if known else curve.time[-1]


def _ticks(reach: float) -> list[int]:
    step = next((s for s in (5, 10, 20, 25) if 100 * reach / s <= 4), 50)
    most = int(100 * reach / step) * step
    return list(range(-most, most + 1, step))


def _words(curve: Curve, look: Look) -> list[str]:
    lows = curve.ci_low or (None,) * len(curve.time)
    highs = curve.ci_high or (None,) * len(curve.time)
    n = curve.n_at_risk[0] if curve.n_at_risk else None
    unit = look.say(f"unit.{_named(curve.unit)}.short")
    return [
        f"{format_number(t, 1)} {unit}: "
        + format_estimate(
            v, Interval(low, high), "survival_difference", n=n, language=look.language
        )
        for t, v, low, high in zip(curve.time, curve.value, lows, highs, strict=True)
    ]


def _sides(arm: str, reference: str, labels: Mapping[str, str], look: Look) -> list[Spec]:
    """Return which arm survives better above and below zero."""
    where: Spec = {"xref": "x domain", "yref": "y domain", "x": 0, "xanchor": "left", "xshift": 6,
                   "color": look.muted, "size": look.em - 1}  # fmt: skip
    room = look.room(0.5, 16)
    up, down = (shortened(labels.get(a, a), room, look.em) for a in (arm, reference))
    return [
        note(plain(look.say("favors.above", arm=up)), y=1, yanchor="top", **where),
        note(plain(look.say("favors.below", arm=down)), y=0, yanchor="bottom", yshift=2, **where),
    ]


def _hollow(e: Estimate, color: str, look: Look) -> Spec:
    value = e.value or 0.0
    low, high = (value if v is None else v for v in (e.ci_low, e.ci_high))
    words = format_estimate(e.value, e.interval, e.quantity, n=e.n, language=look.language)
    return {
        "type": "scatter", "mode": "markers", "x": [e.at], "y": [value], "cliponaxis": False,
        "text": [f"{look.say('adjusted.unadjusted')}: {words}"],
        "hovertemplate": "%{text}<extra></extra>", "meta": {"layer": "unadjusted"},
        "marker": {"symbol": "circle", "size": 0.7 * look.em, "color": look.paper,
                   "line": {"color": color, "width": 0.8 * look.stroke}},
        "error_y": {"type": "data", "symmetric": False, "array": [high - value],
                    "arrayminus": [value - low], "color": color, "thickness": 1.2,
                    "width": 0.25 * look.em},
    }  # fmt: skip
