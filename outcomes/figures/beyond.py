"""Observed curves and the parametric models that go on where they end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import plotly.graph_objects as go

from outcomes.figures.curves import survival_figure
from outcomes.figures.style import Look, arm_color, faded
from outcomes.results import Result


def beyond_figure(
    observed: Result,
    models: Result,
    *,
    labels: Mapping[str, str],
    horizon: float,
    best_only: bool = False,
    language: str = "en",
    theme: str = "light",
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw the observed curves, the fitted models to a horizon, and where observation ends.

    Parameters
    ----------
    observed
        Kaplan–Meier curves, one per group.
    models
        Curves of group ``"group:model"``; the estimate ``aic`` with a note is the best of a group.
    horizon
        End of the time axis.
    best_only
        Leave the other models out.
    """
    look = Look(language, theme)
    figure = survival_figure(
        observed, labels=labels, language=language, theme=theme, horizon=horizon,
        caption=[*caption, look.say("beyond.models")], risk_table="none", median_lines=False,
    )  # fmt: skip
    best = {f"{e.group}:{e.method}" for e in models.all("aic") if e.notes}
    places = {group: place for place, group in enumerate(labels)}
    for curve in models.curves:
        group, _, name = curve.group.partition(":")
        chosen = curve.group in best
        if group not in places or (best_only and not chosen):
            continue
        figure.add_scatter(
            x=curve.time, y=curve.value, mode="lines", name=name, hoverinfo="skip",
            showlegend=False,
            line={
                "color": faded(arm_color(places[group], theme), 0.95 if chosen else 0.45),
                "width": 2 if chosen else 1, "dash": "solid" if chosen else "dot",
            },
        )  # fmt: skip
    last = max((c.time[-1] for c in observed.curves if c.time), default=0.0)
    if models.curves and last < horizon:
        figure.add_vrect(
            x0=last, x1=horizon, fillcolor=faded("#808890", 0.16), line_width=0, layer="below",
            annotation={"text": look.say("extrapolation.beyond"), "showarrow": False,
                        "font": {"color": look.muted, "size": look.em}},
            annotation_position="inside top",
        )  # fmt: skip
    return figure
