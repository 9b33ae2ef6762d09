"""Cumulative incidence, and faintly beside it the 1 − Kaplan–Meier curve that it replaces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.arms import ArmCurve, arms_of
from outcomes.figures.base.frame import WIDEST_END
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, figure, note
from outcomes.figures.base.text import plain, pushed_apart, shortened, text_width
from outcomes.figures.curve_plot.curves import survival_figure
from outcomes.figures.curve_plot.steps import drawn, place_at
from outcomes.results.result import Result

TOPS = {0.25: 0.05, 0.5: 0.1, 0.75: 0.25, 1.0: 0.25}  # end of the axis, distance of its ticks


def naive_incidence_figure(
    result: Result,
    naive: Result,
    *,
    labels: Mapping[str, str],
    naive_name: str,
    language: str = "en",
    theme: str = "light",
    width: float = 900,
    plot_height: int | None = None,
    **options: Any,
) -> go.Figure:
    """Draw cumulative incidence per arm, and dashed and faint what 1 − Kaplan–Meier would say.

    Parameters
    ----------
    result, naive
        Results with curves of the same groups.
    labels
        Label by group in protocol order.
    naive_name
        What the naive curves are called at their ends.
    options
        As for `survival_figure`.

    Notes
    -----
    The y axis starts at 0 and ends at the first quarter above both kinds of curves.
    """
    look = Look(language, theme, options.get("size", "screen"), width)
    height = plot_height or look.plot_height
    made = survival_figure(
        result, labels=labels, language=language, theme=theme, width=width, plot_height=height,
        median_lines=False, **options,
    )  # fmt: skip
    layout = made.layout.to_plotly_json()
    if (layout.get("meta") or {}).get("empty"):
        return made
    end = float(layout["xaxis"]["range"][1])
    arms = [a for a in arms_of(result.curves, labels) if a.steps.n > 0]
    others = [a for a in arms_of(naive.curves, labels) if a.steps.n > 0]
    top = _top(arms, others, end)
    ticks = np.arange(0, top + 0.001, TOPS[top])
    layout["yaxis"] |= {"range": [0, top * 1.01], "tickvals": [float(t) for t in ticks],
                        "ticktext": [f"{100 * t:.0f}%" for t in ticks]}  # fmt: skip
    lines = [_dashed(arm, end, look) for arm in others]
    names, room = _ends(arms, others, naive_name, (end, top * 1.01, height), look)
    kept = [a for a in layout["annotations"] if not _is_end(a)]
    layout["annotations"] = [*kept, *names]
    layout["margin"]["r"] = round(room)
    return figure([*lines, *(trace.to_plotly_json() for trace in made.data)], layout)


def _top(arms: Sequence[ArmCurve], others: Sequence[ArmCurve], end: float) -> float:
    """Return the end of the y axis: above all curves and most of the bands."""
    highest = max((_value(arm, end) for arm in [*arms, *others]), default=0.0)
    bands = [
        min(float(np.nanmax(np.append(a.steps.high[a.steps.time <= end], 0.0))), 1.5 * highest)
        for a in arms
    ]
    return next((t for t in TOPS if t >= max([highest * 1.05, *bands])), 1.0)


def _value(arm: ArmCurve, at: float) -> float:
    return float(arm.steps.value[place_at(arm.steps, np.array([at]))][0])


def _is_end(annotation: Spec) -> bool:
    """Whether an annotation is a name at the end of a line of `survival_figure`."""
    return annotation.get("x") == 1 and annotation.get("xanchor") == "left"


def _dashed(arm: ArmCurve, end: float, look: Look) -> Spec:
    steps = drawn(arm.steps, end)
    line = {"shape": "hv", "color": arm.color(look.theme), "width": look.stroke * 0.7,
            "dash": "3px,4px"}  # fmt: skip
    return {
        "type": "scatter", "mode": "lines", "hoverinfo": "skip", "opacity": 0.6, "line": line,
        "x": np.append(np.append(0.0, steps.time), end).astype(np.float32),
        "y": np.append(np.append(0.0, steps.value), steps.value[-1]).astype(np.float32),
        "meta": {"layer": "naive", "group": arm.group},
    }  # fmt: skip


def _ends(
    arms: Sequence[ArmCurve],
    others: Sequence[ArmCurve],
    naive_name: str,
    frame: tuple[float, float, float],
    look: Look,
) -> tuple[list[Spec], float]:
    """Return the names of all curves at their ends, the naive ones muted, and their room."""
    end, top, height = frame
    room = look.room(0.25, WIDEST_END)
    single = len(arms) == 1
    bold = [(a, shortened(a.label, room, look.em, bold=True), True) for a in arms if not single]
    faint = [(a, shortened(naive_name, room, look.em - 1), False) for a in others]
    ends = [*bold, *faint]
    wanted = [_value(arm, end) / top * height for arm, _, _ in ends]
    placed = pushed_apart(wanted, 1.3 * look.em, 0.4 * look.em, height - 0.4 * look.em)
    notes = [
        note(f"<b>{plain(name)}</b>" if strong else plain(name), color=arm.ink(look.theme),
             size=look.em - (not strong), xref="x domain", yref="y domain", x=1, y=0,
             xanchor="left", yanchor="middle", xshift=8, yshift=at)
        for (arm, name, strong), at in zip(ends, placed, strict=True)
    ]  # fmt: skip
    return notes, max(text_width(n, look.em, bold=b) for _, n, b in ends) + 14
