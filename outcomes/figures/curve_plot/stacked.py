"""Competing events stacked: what has happened to the patients of one arm by each time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import End, Frame
from outcomes.figures.base.look import Look, arm_color, faded, word_color
from outcomes.figures.base.small_multiples import Panel, panelled
from outcomes.figures.base.style import Spec, axis, explanation, figure
from outcomes.figures.base.text import plain
from outcomes.figures.curve_plot.steps import Span, Steps, place_at, span_of, to_steps
from outcomes.results.result import Result
from outcomes.wording import format_percent

PIXELS = 900
# Causes are not arms: their colors are not those of the first arms, nor gray.
PLACES = (3, 5, 6, 7, 8)


def stacked_incidence_panels(
    causes: Sequence[tuple[str, Result]],
    *,
    labels: Mapping[str, str],
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    horizon: float | None = None,
    tick: float | None = None,
    above: Sequence[str] = (),
    caption: Sequence[str] = (),
    x_title: str | None = None,
    plot_height: int | None = None,
) -> go.Figure:
    """Draw the stacked incidences of every arm on the same axes, one panel per arm.

    Parameters
    ----------
    causes
        Name of each event with its result of cumulative incidence, from the bottom up. They must
        compete with each other, so that their sum is at most one; the rest is event-free.
    labels
        Label by group in protocol order; arms without patients have no panel.
    x_title
        Title of the time axis, where it has a better name than since the start.
    """
    look = Look(language, theme, size, width)
    arms = [(group, _known(causes, group)) for group in labels]
    arms = [(group, known) for group, known in arms if known]
    if not arms:
        notes = [n for _, r in causes for n in r.notes]
        return explanation(next(iter(notes), look.say("curve.none")), look)
    unit = _unit(causes)
    all_steps = [steps for _, known in arms for _, steps in known]
    span = span_of(all_steps, horizon=horizon, tick=tick, unit=unit)
    drawn = [_arm(known, span, look) for _, known in arms]
    panels = [
        Panel(labels[group], word_color(place_of(group, labels), theme), tuple(ends))
        for (group, _), (_, ends) in zip(arms, drawn, strict=True)
    ]
    title = x_title or look.say("axis.since_start", Unit=look.say(f"axis.{unit}"))
    frame = Frame(look, plot_height or round(0.8 * look.plot_height), above, caption, title,
                  look.say("axis.incidence"))  # fmt: skip
    spec, places = panelled(frame, panels, *_axes(span, unit, look))
    spec["hovermode"] = "x unified"
    pairs = zip(drawn, places, strict=True)
    return figure([{**t, **place.names()} for (traces, _), place in pairs for t in traces], spec)


def _known(causes: Sequence[tuple[str, Result]], group: str) -> list[tuple[str, Steps]]:
    """Return the curves of an arm by cause; empty where nobody is in it."""
    found = ((name, _curve(result, group)) for name, result in causes)
    return [(name, steps) for name, steps in found if steps is not None and steps.n > 0]


def _unit(causes: Sequence[tuple[str, Result]]) -> str:
    return next((c.unit for _, r in causes for c in r.curves if c.unit), "months")


def _arm(
    known: Sequence[tuple[str, Steps]], span: Span, look: Look
) -> tuple[list[Spec], list[End]]:
    """Return the layers of an arm, and the names of the causes at their ends."""
    grid = np.linspace(0, span.end, PIXELS)
    values = np.array([steps.value[place_at(steps, grid)] for _, steps in known])
    tops = np.cumsum(values, axis=0)
    names = [*(name for name, _ in known), look.say("curve.event_free")]
    middles = np.append((tops - values / 2)[:, -1], (1 + tops[-1, -1]) / 2)
    colors = [*(word_color(PLACES[i], look.theme) for i in range(len(known))), look.muted]
    ends = [End(n, float(m), c) for n, m, c in zip(names, middles, colors, strict=True)]
    layers = [
        _layer(grid, tops[i], values[i], cause, PLACES[i], look) for i, cause in enumerate(known)
    ]
    return layers, ends


def _axes(span: Span, unit: str, look: Look) -> tuple[Spec, Spec]:
    quarters = [0, 0.25, 0.5, 0.75, 1]
    x = axis(look, range=[0, span.end], tickvals=span.ticks.tolist(), showspikes=True,
             ticktext=[f"{tick:g}" for tick in span.ticks],
             spikethickness=-2, spikedash="dot", spikemode="across", spikecolor=look.muted,
             unifiedhovertitle={"text": f"%{{x:.1f}} {look.say(f'unit.{unit}')}"})  # fmt: skip
    y = axis(look, grid=True, range=[0, 1], tickvals=quarters,
             ticktext=[f"{round(100 * q)}%" for q in quarters])  # fmt: skip
    return x, y


def _curve(result: Result, group: str) -> Steps | None:
    curve = next((c for c in result.curves if c.group == group), None)
    return to_steps(curve) if curve else None


def _layer(
    grid: np.ndarray, top: np.ndarray, own: np.ndarray, cause: tuple[str, Steps], place: int,
    look: Look,
) -> Spec:  # fmt: skip
    """Return the area between the events below and these; the pointer reads the cause's own."""
    name, steps = cause
    color = arm_color(place, look.theme)
    return {
        "type": "scatter", "mode": "lines", "x": grid.astype(np.float32),
        "y": top.astype(np.float32), "name": plain(name),
        "fill": "tozeroy" if place == PLACES[0] else "tonexty",
        "fillcolor": faded(color, 0.35), "line": {"color": color, "width": 1.4, "shape": "hv"},
        "text": [format_percent(value, steps.n) for value in own.tolist()],
        "hovertemplate": "%{text}", "meta": {"layer": "cause"},
    }  # fmt: skip
