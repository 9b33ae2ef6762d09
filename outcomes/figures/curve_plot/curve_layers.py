"""The layers of a curve figure: bands, lines, censor marks, medians, names at the line ends."""

from __future__ import annotations

from dataclasses import dataclass, field
from math import isfinite

import numpy as np

from outcomes.figures.base.arms import ArmCurve
from outcomes.figures.base.look import Look, faded
from outcomes.figures.base.style import Spec, note
from outcomes.figures.base.text import plain, pushed_apart, shortened, text_width
from outcomes.figures.curve_plot.hover import hover_traces
from outcomes.figures.curve_plot.risk_table import Row
from outcomes.figures.curve_plot.steps import (
    MOST_MARKS,
    Floats,
    Span,
    Steps,
    band,
    drawn,
    place_at,
    trusted_until,
)
from outcomes.results.result import Result

WIDEST_END = 11.0  # em


@dataclass(frozen=True, slots=True)
class Layers:
    """What is drawn beside the curves, and over which time."""

    risk_table: str = "at_risk"
    bands: bool = True
    censor_marks: bool = True
    median_lines: bool = True
    horizon: float | None = None
    tick: float | None = None


@dataclass(frozen=True, slots=True)
class Drawing:
    """Everything the layers of one figure share."""

    arms: list[ArmCurve]
    span: Span
    look: Look
    layers: Layers
    unit: str
    incidence: bool
    rows: list[Row] = field(default_factory=list)

    @property
    def start(self) -> float:
        return 0.0 if self.incidence else 1.0

    @property
    def alive(self) -> list[ArmCurve]:
        """Arms with somebody in them."""
        return [arm for arm in self.arms if arm.steps.n > 0]


def remarks(picture: Drawing) -> str:
    """Return what the reader must know about what is not, or only faintly, drawn."""
    look, span = picture.look, picture.span
    found = []
    if span.cut:
        unit = look.say(f"unit.{picture.unit}")
        found.append(look.say("curve.cut", at=f"{span.end:g}", unit=unit))
    if any(_pale_from(arm.steps, span.end) is not None for arm in picture.alive):
        found.append(look.say("curve.pale"))
    if picture.layers.censor_marks and any(_too_many_marks(a.steps) for a in picture.alive):
        found.append(look.say("curve.no_marks"))
    return " · ".join(found)


def traces(picture: Drawing) -> list[Spec]:
    """Return bands under lines under marks, and the invisible traces the pointer reads."""
    below: list[Spec] = []
    lines: list[Spec] = []
    marks: list[Spec] = []
    for arm in picture.alive:
        steps = drawn(arm.steps, picture.span.end)
        if picture.layers.bands:
            below += _band(arm, steps, picture.look)
        lines += _lines(arm, steps, picture)
        if picture.layers.censor_marks:
            marks += _marks(arm, picture)
    return below + lines + marks + hover_traces(picture.alive, picture.span.end, picture.look)


def _silent(x: Floats, y: Floats, **more: object) -> Spec:
    """Return a trace the pointer ignores, in single precision: a pixel needs no more."""
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip",
        "x": x.astype(np.float32), "y": y.astype(np.float32), **more,
    }  # fmt: skip


def _band(arm: ArmCurve, steps: Steps, look: Look) -> list[Spec]:
    x, y = band(steps)
    if not x.size:
        return []
    fill = faded(arm.color(look.theme), 0.2 if look.dark else 0.15)
    return [_silent(x, y, fill="toself", fillcolor=fill, line={"width": 0},
                    meta={"layer": "band", "group": arm.group})]  # fmt: skip


def _pale_from(steps: Steps, end: float) -> float | None:
    """Return the time from which too few are at risk, where that is before the end."""
    until = trusted_until(steps)
    return until if until < min(end, float(steps.time[-1])) - 1e-9 else None


def _lines(arm: ArmCurve, steps: Steps, picture: Drawing) -> list[Spec]:
    look = picture.look
    x, y = np.append(0.0, steps.time), np.append(picture.start, steps.value)
    line = {"shape": "hv", "color": arm.color(look.theme), "width": look.stroke, "dash": arm.dash}
    meta = {"layer": "line", "group": arm.group}
    pale = _pale_from(arm.steps, picture.span.end)
    if pale is None:
        return [_silent(x, y, line=line, meta=meta)]
    at = int(np.searchsorted(x, pale, side="right"))
    here = y[at - 1]
    firm = _silent(np.append(x[:at], pale), np.append(y[:at], here), line=line, meta=meta)
    tail = _silent(np.append(pale, x[at:]), np.append(here, y[at:]), line=line, opacity=0.45,
                   meta={"layer": "tail", "group": arm.group})  # fmt: skip
    return [firm, tail]


def _too_many_marks(steps: Steps) -> bool:
    return int((steps.n_censored > 0).sum()) > MOST_MARKS


def _marks(arm: ArmCurve, picture: Drawing) -> list[Spec]:
    steps, look = arm.steps, picture.look
    shown = (steps.n_censored > 0) & (steps.time <= picture.span.end)
    if not shown.any() or _too_many_marks(steps):
        return []
    color = arm.color(look.theme)
    marker = {"symbol": "line-ns", "size": 0.65 * look.em, "color": color,
              "line": {"width": look.stroke * 0.6, "color": color}}  # fmt: skip
    return [_silent(steps.time[shown], steps.value[shown], mode="markers", marker=marker,
                    cliponaxis=False, meta={"layer": "censored", "group": arm.group})]  # fmt: skip


def reached_medians(result: Result, picture: Drawing) -> list[tuple[ArmCurve, float]]:
    """Return the medians that are reached within the axis."""
    found = []
    for arm in picture.alive:
        median = result.pick("median", arm.group)
        if median and median.value is not None and isfinite(median.value):
            if median.value <= picture.span.end:
                found.append((arm, median.value))
    return found


def median_shapes(medians: list[tuple[ArmCurve, float]], picture: Drawing) -> list[Spec]:
    """Return the dotted lines from 50 % to the medians and down to the axis."""
    if not medians:
        return []
    look = picture.look

    def dotted(color: str, x0: float, x1: float, y1: float) -> Spec:
        line = {"color": color, "width": 1.2 * look.stroke / 2.2, "dash": "dot"}
        return {"type": "line", "layer": "below", "xref": "x", "yref": "y", "line": line,
                "x0": x0, "x1": x1, "y0": 0.5, "y1": y1}  # fmt: skip

    across = dotted(look.muted, 0, max(value for _, value in medians), 0.5)
    return [across, *(dotted(arm.color(look.theme), v, v, 0) for arm, v in medians)]


def end_labels(picture: Drawing, plot_height: int) -> tuple[list[Spec], float]:
    """Return the arm names at the ends of the lines and the margin they need."""
    look, arms = picture.look, picture.alive
    if len(arms) < 2:
        return [], text_width(f"{picture.span.end:g}", look.em) / 2 + 10
    size = look.em
    names = [shortened(a.label, look.room(0.25, WIDEST_END), size, bold=True) for a in arms]
    end = np.array([picture.span.end])
    values = [float(a.steps.value[place_at(a.steps, end)][0]) for a in arms]
    wanted = [value * plot_height / 1.01 for value in values]
    placed = pushed_apart(wanted, 1.3 * size, 0.4 * size, plot_height - 0.4 * size)
    labels = [
        note(f"<b>{plain(name)}</b>", color=arm.ink(look.theme), size=size, xref="x domain",
             yref="y domain", x=1, y=0, xanchor="left", yanchor="middle", xshift=8, yshift=place)
        for arm, name, place in zip(arms, names, placed, strict=True)
    ]  # fmt: skip
    room = max(text_width(name, size, bold=True) for name in names)
    return labels, room + 14
