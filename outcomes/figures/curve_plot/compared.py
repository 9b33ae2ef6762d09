"""Curves beside other curves: adjusted, naive, of patients before and after surgery."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure
from outcomes.figures.curve_plot.curves import Drawn, incidence_axis, nobody, survival_plot
from outcomes.figures.curve_plot.steps import arms_of, line_of
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Layer, Line
from outcomes.figures.engine.plot import End
from outcomes.results.result import Curve, Result

PLAIN_DASH, NAIVE_DASH = "1.5px,2.5px", "3px,4px"
DASHES = ("solid", "9px,3px")


def adjusted_figure(
    adjusted: Result,
    unadjusted: Result,
    look: Look,
    *,
    above: Sequence[str] = (),
    x_title: str | None = None,
) -> Figure:
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
    of = {q: tuple(c for c in adjusted.curves if c.quantity == q)
          for q in ("survival", "effective_at_risk")}  # fmt: skip
    shown = Result(adjusted.analysis, curves=of["survival"], notes=adjusted.notes)
    plot = survival_plot(shown, look, Drawn(marks=False), x_title=x_title,
                         effective=of["effective_at_risk"])  # fmt: skip
    if plot is None:
        return nobody(shown, look)
    groups = {c.group for c in shown.curves}
    dots = {"dash": PLAIN_DASH, "width": 0.8 * look.stroke, "layer": "unadjusted"}
    beside = [
        replace(line_of(arm, plot.x.high, 1.0, **dots), low=(), high=())
        for arm in arms_of(unadjusted.curves, look)
        if arm.group in groups and arm.steps.time.size
    ]
    (panel,) = plot.panels
    panel = replace(panel, layers=(*panel.layers, *beside))
    return figure_of(replace(plot, panels=(panel,), above=tuple(above)), look)


def naive_incidence_figure(
    result: Result,
    naive: Result,
    look: Look,
    *,
    naive_name: str,
    above: Sequence[str] = (),
    x_title: str | None = None,
    y_title: str | None = None,
) -> Figure:
    """Draw cumulative incidence per arm, and dashed and faint what 1 − Kaplan–Meier would say.

    Parameters
    ----------
    result, naive
        Results with curves of the same groups.
    naive_name
        What the naive curves are called at their ends.

    Notes
    -----
    The y axis starts at 0 and ends at the first quarter above both kinds of curves.
    """
    plot = survival_plot(result, look, Drawn(medians=False), x_title=x_title, y_title=y_title)
    if plot is None:
        return nobody(result, look)
    end = plot.x.high
    arms, others = (
        [arm for arm in arms_of(r.curves, look) if arm.steps.n > 0] for r in (result, naive)
    )
    fine = {"dash": NAIVE_DASH, "width": 0.7 * look.stroke, "opacity": 0.6, "layer": "naive"}
    lines = [replace(line_of(arm, end, 0.0, **fine), low=(), high=()) for arm in others]
    ends = [End(naive_name, arm.at(end), arm.ink, strong=False, sign="- -",
                sign_color=look.muted)
            for arm in others]  # fmt: skip
    (panel,) = plot.panels
    panel = replace(panel, layers=(*lines, *panel.layers), ends=(*panel.ends, *ends))
    y = incidence_axis(plot.y.title, arms, end, max((arm.at(end) for arm in others), default=0.0))
    return figure_of(replace(plot, panels=(panel,), y=y, above=tuple(above)), look)


def moving_curves_figure(
    result: Result,
    look: Look,
    *,
    first: float | None = None,
    below: Sequence[str] = (),
    x_title: str | None = None,
    y_title: str | None = None,
) -> Figure:
    """Draw Simon–Makuch curves, or curves from a landmark, of those operated on and those not.

    Parameters
    ----------
    result
        Two curves; with delayed entry a curve is drawn from where somebody is at risk.
    first
        When the first patient entered a curve with delayed entry, where that is known; else its
        first event or end of follow-up.
    """
    plot = survival_plot(result, look, Drawn(medians=False), x_title=x_title, y_title=y_title)
    if plot is None:
        return nobody(result, look)
    begins = {curve.group: _begin(curve, first) for curve in result.curves}
    dashes = dict(zip(begins, DASHES, strict=False))
    (panel,) = plot.panels
    layers = tuple(_redrawn(layer, begins, dashes) for layer in panel.layers)
    panels = (replace(panel, layers=layers),)
    return figure_of(replace(plot, panels=panels, below=(*plot.below, *below)), look)


def _begin(curve: Curve, first: float | None) -> float:
    """Return when somebody is first at risk; 0 without delayed entry."""
    if not curve.n_at_risk or curve.n_at_risk[0] > 0:
        return 0.0
    if first is not None:
        return first
    pairs = zip(curve.time, curve.n_at_risk, strict=True)
    return next((t for t, n in pairs if n > 0), 0.0)


def _redrawn(layer: Layer, begins: Mapping[str, float], dashes: Mapping[str, str]) -> Layer:
    """Return a line with its own dash, starting where somebody is at risk."""
    if not isinstance(layer, Line) or layer.layer not in ("line", "tail"):
        return layer
    dash = dashes.get(layer.group, "solid")
    return replace(layer, dash=dash, x=np.maximum(layer.x, begins[layer.group]))
