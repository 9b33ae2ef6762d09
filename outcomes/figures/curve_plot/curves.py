"""Kaplan–Meier and other step curves, as clinicians expect them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import isfinite

import numpy as np

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.curve_plot.hover import read_lines
from outcomes.figures.curve_plot.risk_rows import effective_rows, risk_rows
from outcomes.figures.curve_plot.steps import (
    MOST_MARKS,
    Arm,
    Span,
    arms_of,
    line_of,
    span_of,
    time_axis,
    trusted_until,
    unit_of,
)
from outcomes.figures.curve_plot.summary import contrast_lines, summary_of
from outcomes.figures.engine.axes import share_axis
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Layer, Line, Marks, Rule
from outcomes.figures.engine.plot import Axis, End, Panel, Plot
from outcomes.results.result import Curve, Result


@dataclass(frozen=True, slots=True)
class Drawn:
    """What of curves is drawn.

    Attributes
    ----------
    table
        ``at_risk``, ``kmunicate`` (at risk, censored, events) or ``none``.
    bands, marks, medians
        Whether confidence bands, marks of the censored, and lines to the medians are drawn.
    incidence
        Whether one minus the curve is drawn.
    horizon, tick
        End of the axis and distance of ticks, in the unit of the curves. By default the axis ends
        at the tick after which fewer than 10 % or 5 remain at risk in every arm.
    groups
        The groups to show; all by default.
    """

    table: str = "at_risk"
    bands: bool = True
    marks: bool = True
    medians: bool = True
    incidence: bool = False
    horizon: float | None = None
    tick: float | None = None
    groups: Sequence[str] | None = None


AS_USUAL = Drawn()
TOPS = {0.25: 0.05, 0.5: 0.1, 0.75: 0.25, 1.0: 0.25}  # end of the axis, distance of its ticks
MOST_BAND = 1.5  # times the highest curve: what of a band is shown at least


def survival_figure(
    result: Result,
    look: Look,
    shown: Drawn = AS_USUAL,
    *,
    contrast: Result | Sequence[Result] = (),
    above: Sequence[str] | None = None,
    x_title: str | None = None,
    y_title: str | None = None,
) -> Figure:
    """Draw step curves with bands, numbers at risk and a summary.

    Parameters
    ----------
    result
        Curves, one per group, and their medians (``kaplan_meier``, ``follow_up``, or curves of
        cumulative incidence).
    contrast
        Results with hazard ratios and with the log-rank test, summarized above the plot.
    above
        Lines above the plot in place of those built from ``contrast``.

    Returns
    -------
    Figure
        For a cohort of nobody, a figure that says so.

    References
    ----------
    Pocock et al. (2002) Lancet 359:1686. Morris et al. (2019) BMJ Open 9:e030215 (KMunicate).
    """
    plot = survival_plot(result, look, shown, x_title=x_title, y_title=y_title)
    if plot is None:
        return nobody(result, look)
    if above is None:
        given = (contrast,) if isinstance(contrast, Result) else tuple(contrast)
        above = contrast_lines((*given, result), look)
    return figure_of(replace(plot, above=tuple(above)), look)


def nobody(result: Result, look: Look) -> Figure:
    """Return a figure that says why there is no curve."""
    return explanation(next(iter(result.notes), look.say("curve.none")), look)


def survival_plot(
    result: Result,
    look: Look,
    shown: Drawn = AS_USUAL,
    *,
    effective: Sequence[Curve] = (),
    x_title: str | None = None,
    y_title: str | None = None,
) -> Plot | None:
    """Return step curves as a plot, None where nobody is in them.

    ``effective`` are numbers at risk under weights: further rows of the table.
    """
    unit = unit_of(result)
    rising = bool(result.curves) and "incidence" in result.curves[0].quantity
    turned = shown.incidence and not rising
    arms = arms_of(result.curves, look, groups=shown.groups, incidence=turned)
    alive = [arm for arm in arms if arm.steps.n > 0]
    if not alive:
        return None
    span = span_of([a.steps for a in arms], horizon=shown.horizon, tick=shown.tick, unit=unit)
    start = 0.0 if rising or turned else 1.0
    rows = risk_rows(arms, span.ticks, shown.table, look)
    vertical = y_title or look.say("axis.survival" if start else "axis.incidence")
    named = len(alive) > 1
    return Plot(
        (Panel(
            _layers(alive, result, span, shown, start, look),
            tuple(End(a.label, a.at(span.end), a.ink, named=True) for a in alive if named),
        ),),
        time_axis(span, unit, look, x_title),
        share_axis(vertical) if start else incidence_axis(vertical, alive, span.end),
        summary=summary_of(arms, result, look),
        rows=rows + effective_rows(arms, span.ticks, effective, look),
        heading="" if shown.table == "kmunicate" else look.say("curve.at_risk"),
        below=(remarks(alive, span, shown, unit, look),),
    )  # fmt: skip


def incidence_axis(title: str, arms: Sequence[Arm], end: float, others: float = 0.0) -> Axis:
    """Return an axis of rising curves: it ends at the first quarter above them and their bands.

    Above a curve of few events bands may be cut. ``others`` is what else must be under its end.
    """
    highest = max((arm.at(end) for arm in arms), default=0.0)
    highest = max(highest, others)
    bands = [min(_highest_limit(arm, end), MOST_BAND * highest) for arm in arms]
    top = next((t for t in TOPS if t >= max([highest * 1.05, *bands])), 1.0)
    return share_axis(title, top, TOPS[top])


def _highest_limit(arm: Arm, end: float) -> float:
    high = arm.steps.high[arm.steps.time <= end]
    return float(np.nanmax(np.append(high, 0.0)))


def _layers(
    arms: Sequence[Arm], result: Result, span: Span, shown: Drawn, start: float, look: Look
) -> tuple[Layer, ...]:
    """Return medians under lines under marks, and what the pointer reads."""
    layers: list[Layer] = _medians(arms, result, span, look) if shown.medians else []
    for arm in arms:
        line = line_of(arm, span.end, start)
        layers += _lines(line if shown.bands else replace(line, low=(), high=()), arm, span)
    if shown.marks:
        layers += [_marks(arm, span, look) for arm in arms if not _too_many_marks(arm)]
    return (*layers, *read_lines(arms, span.end, look))


def _medians(arms: Sequence[Arm], result: Result, span: Span, look: Look) -> list[Layer]:
    """Return the dotted lines from 50 % to the medians that are reached, and down to the axis."""
    picked = [(arm, result.pick("median", arm.group)) for arm in arms]
    found = [(arm, e.value) for arm, e in picked if e and e.value is not None]
    found = [(arm, at) for arm, at in found if isfinite(at) and at <= span.end]
    if not found:
        return []
    thin = 0.55 * look.stroke
    furthest = max(at for _, at in found)
    across = Rule(0.5, look.muted, "y", "dot", thin, (0.0, furthest))
    return [across, *(Rule(at, arm.color, "x", "dot", thin, (0.0, 0.5)) for arm, at in found)]


def _pale_from(arm: Arm, end: float) -> float | None:
    """Return the time from which too few are at risk, where that is before the end."""
    until = trusted_until(arm.steps)
    return until if until < min(end, float(arm.steps.time[-1])) - 1e-9 else None


def _lines(line: Line, arm: Arm, span: Span) -> list[Line]:
    """Return a line in one piece, or in two where its tail is pale; its band is in one."""
    pale = _pale_from(arm, span.end)
    if pale is None:
        return [line]
    parts = np.array([line.x, line.y])
    at = int(np.searchsorted(parts[0], pale, side="right"))
    here = np.array([[pale], [parts[1, at - 1]]])
    (x, y), tail = np.hstack([parts[:, :at], here]), np.hstack([here, parts[:, at:]])
    bare = replace(line, x=x, y=y, low=(), high=())
    faint = replace(bare, x=tail[0], y=tail[1], opacity=0.45, layer="tail")
    return [replace(line, width=0), bare, faint]


def _too_many_marks(arm: Arm) -> bool:
    return int((arm.steps.n_censored > 0).sum()) > MOST_MARKS


def _marks(arm: Arm, span: Span, look: Look) -> Marks:
    steps = arm.steps
    at = (steps.n_censored > 0) & (steps.time <= span.end) & (not arm.joined)
    return Marks(
        steps.time[at].astype(np.float32), steps.value[at].astype(np.float32), arm.color,
        "line-ns", 0.65 * look.em, edge_width=0.6 * look.stroke, layer="censored", group=arm.group,
    )  # fmt: skip


def remarks(arms: Sequence[Arm], span: Span, shown: Drawn, unit: str, look: Look) -> str:
    """Return what the reader must know about what is not, or only faintly, drawn."""
    found = []
    if span.cut:
        found.append(look.say("curve.cut", at=f"{span.end:g}", unit=look.say(f"unit.{unit}")))
    if any(_pale_from(arm, span.end) is not None for arm in arms):
        found.append(look.say("curve.pale"))
    if shown.marks and any(_too_many_marks(arm) for arm in arms):
        found.append(look.say("curve.no_marks"))
    return " · ".join(found)
