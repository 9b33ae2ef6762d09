"""Are the hazards proportional: log(-log S) of the arms against the logarithm of time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log10

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import End, Frame, end_names, ends_room, framed
from outcomes.figures.base.look import Look, arm_color, arm_dash, word_color
from outcomes.figures.base.style import Spec, axis, explanation, figure
from outcomes.figures.base.text import plain
from outcomes.figures.curve_plot.hazard_layers import unit_of
from outcomes.results.result import Curve, Result
from outcomes.wording import format_number

LOG_TICKS = (0.5, 1.0, 2.0, 3.0, 6.0, 12.0, 24.0, 36.0, 60.0, 120.0)


def log_log_figure(
    result: Result,
    *,
    labels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
    plot_height: int | None = None,
) -> go.Figure:
    """Draw log(-log S) of each arm against the logarithm of time: parallel where hazards are.

    Parameters
    ----------
    result
        Curves of quantity ``log_minus_log``: time in its own unit, value log(-log S).
    """
    look = Look(language, theme, size, width)
    lines = [(c.group, *_finite(c)) for c in result.curves if c.quantity == "log_minus_log"]
    lines = [line for line in lines if len(line[1])]
    if not lines:
        return explanation(next(iter(result.notes), look.say("hazards.log_log_none")), look)
    height, unit = plot_height or look.plot_height, unit_of(result)
    first, last = min(x[0] for _, x, _ in lines), max(x[-1] for _, x, _ in lines)
    low, high = min(y.min() for _, _, y in lines), max(y.max() for _, _, y in lines)
    low, high = low - 0.05 * (high - low) - 0.1, high + 0.05 * (high - low) + 0.1
    ends = [End(labels.get(g, g), float(y[-1] - low), word_color(place_of(g, labels), theme))
            for g, _, y in lines]  # fmt: skip
    title = look.say("axis.log_time", Unit=look.say(f"axis.{unit}"))
    frame = Frame(look, height, (), (look.say("hazards.parallel"), *caption), title,
                  look.say("axis.log_minus_log"), right=ends_room(look, ends))  # fmt: skip
    ticks = [t for t in LOG_TICKS if first <= log10(t) <= last]
    x = axis(look, range=[first, last], tickvals=[log10(t) for t in ticks],
             ticktext=[f"{t:g}" for t in ticks])  # fmt: skip
    step = next(s for s in (0.5, 1.0, 2.0, 5.0) if (high - low) / s <= 7 or s == 5.0)
    marks = np.arange(np.ceil(low / step) * step, high, step) + 0.0
    y = axis(look, grid=True, range=[low, high], tickvals=marks.tolist(),
             ticktext=[format_number(m, 1 if step < 1 else 0) for m in marks])  # fmt: skip
    spec = framed(frame, x, y)
    spec["hovermode"] = "closest"
    spec["annotations"] += end_names(look, ends, high - low, height)
    data = [_stepped(g, xs, ys, labels, unit, look) for g, xs, ys in lines]
    return figure(data, spec)


def _finite(curve: Curve) -> tuple[np.ndarray, np.ndarray]:
    """Return log10 of time and value where both exist: before the first event there is none."""
    time, value = np.array(curve.time), np.array(curve.value)
    known = (time > 0) & np.isfinite(value)
    return np.log10(time[known]), value[known]


def _stepped(
    group: str, x: np.ndarray, y: np.ndarray, labels: Mapping[str, str], unit: str, look: Look
) -> Spec:
    place = place_of(group, labels)
    shares = (format_number(100 * exp(-exp(v)), 0) for v in y)
    times = (format_number(10**t, 1) for t in x)
    words = [
        f"{t} {look.say(f'unit.{unit}')}: S = {s}%" for t, s in zip(times, shares, strict=True)
    ]
    return {
        "type": "scatter", "mode": "lines", "x": x, "y": y, "name": plain(labels.get(group, group)),
        "text": words, "hovertemplate": "%{text}",
        "line": {"shape": "hv", "color": arm_color(place, look.theme), "width": look.stroke,
                 "dash": arm_dash(place)},
    }  # fmt: skip
