"""Curves of patients before and after surgery: one of them starts when the first is operated on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from outcomes.figures.base.style import Spec, figure
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.results.result import Curve, Result

DASHES = ("solid", "9px,3px")


def moving_curves_figure(
    result: Result, *, labels: Mapping[str, str], first: float | None = None, **options: Any
) -> go.Figure:
    """Draw Simon–Makuch curves, or curves from a landmark, of those operated on and those not.

    Parameters
    ----------
    result
        Two curves; with delayed entry a curve is drawn from where somebody is at risk.
    labels
        Label by group; its place in them decides the color.
    first
        When the first patient entered a curve with delayed entry, where that is known; else its
        first event or end of follow-up.
    options
        As for `survival_figure`.
    """
    made = survival_figure(result, labels=labels, annotation=(), median_lines=False, **options)
    begins = {curve.group: _begin(curve, first) for curve in result.curves}
    dashes = dict(zip(begins, DASHES, strict=False))
    data = [_redrawn(trace.to_plotly_json(), begins, dashes) for trace in made.data]
    return figure(data, made.layout.to_plotly_json())


def _begin(curve: Curve, first: float | None) -> float:
    """Return when somebody is first at risk; 0 without delayed entry."""
    if not curve.n_at_risk or curve.n_at_risk[0] > 0:
        return 0.0
    if first is not None:
        return first
    pairs = zip(curve.time, curve.n_at_risk, strict=True)
    return next((t for t, n in pairs if n > 0), 0.0)


def _redrawn(trace: Spec, begins: Mapping[str, float], dashes: Mapping[str, str]) -> Spec:
    """Return a line with its own dash, starting where somebody is at risk."""
    meta = trace.get("meta") or {}
    group = str(meta.get("group"))
    if meta.get("layer") not in ("line", "tail") or group not in begins:
        return trace
    drawn = {**trace, "line": {**trace["line"], "dash": dashes.get(group, "solid")}}
    if meta["layer"] == "line" and begins[group] > 0:
        drawn["x"] = [max(float(at), begins[group]) for at in trace["x"]]
    return drawn
