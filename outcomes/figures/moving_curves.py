"""Curves of patients before and after surgery: one of them starts when the first is operated on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import plotly.graph_objects as go

from outcomes.figures.curves import survival_figure
from outcomes.figures.style import Spec, figure
from outcomes.results import Curve, Result

DASHES = ("solid", "9px,3px")


def moving_curves_figure(result: Result, *, labels: Mapping[str, str], **options: Any) -> go.Figure:
    """Draw Simon–Makuch curves, or curves from a landmark, of those operated on and those not.

    Parameters
    ----------
    result
        Two curves; with delayed entry a curve is drawn from where somebody is at risk.
    labels
        Label by group; its place in them decides the color.
    options
        As for `survival_figure`.
    """
    made = survival_figure(result, labels=labels, annotation=(), median_lines=False, **options)
    spec = made.to_plotly_json()
    begins = {curve.group: _begin(curve) for curve in result.curves}
    dashes = dict(zip(begins, DASHES, strict=False))
    data = [_redrawn(trace, begins, dashes) for trace in spec.get("data", ())]
    return figure(data, spec["layout"])


def _begin(curve: Curve) -> float:
    """Return when somebody is first at risk; 0 without delayed entry."""
    if not curve.n_at_risk or curve.n_at_risk[0] > 0:
        return 0.0
    pairs = zip(curve.time, curve.n_at_risk, strict=True)
    return next((t for t, n in pairs if n > 0), 0.0)


def _redrawn(trace: Spec, begins: Mapping[str, float], dashes: Mapping[str, str]) -> Spec:
    meta = trace.get("meta") or {}
    group = str(meta.get("group"))
    if meta.get("layer") not in ("line", "tail") or group not in begins:
        return trace
    drawn = {**trace, "line": {**trace["line"], "dash": dashes.get(group, "solid")}}
    if meta["layer"] == "line" and begins[group] > 0:
        drawn["x"] = [max(float(x), begins[group]) for x in trace["x"]]
    return drawn
