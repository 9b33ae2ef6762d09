"""Could patients of one arm have been in the other: their chances, mirrored by arm."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain
from outcomes.results.result import Curve, Result
from outcomes.wording import format_count

TALL = 210  # pixels


def overlap_figure(result: Result, arm: str, look: Look) -> go.Figure:
    """Draw how many patients of each arm had which chance of being in ``arm``.

    Parameters
    ----------
    result
        Analysis ``balance``: curves ``propensity_density``, counts (``value``) by lower edge of
        the bin (``time``).
    arm
        The arm whose chance it is; drawn upwards, the other one downwards.
    """
    curves = [c for c in result.curves if c.quantity == "propensity_density" and c.time]
    curves.sort(key=lambda c: c.group != arm)
    if not curves:
        return explanation(next(iter(result.notes), look.say("ladder.none")), look)
    pair = curves[:2]
    most = max(max(c.value) for c in pair) or 1.0
    title = look.say("balance.propensity_axis", arm=look.label(arm))
    frame = Frame(look, TALL, (), look.caption, title, look.say("balance.patients"), right=14)
    step = next(s for s in (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000) if most / s <= 4)
    ticks = list(range(-int(most / step) * step, int(most / step) * step + 1, step))
    y = axis(look, grid=True, range=[-1.12 * most, 1.12 * most], tickvals=ticks,
             ticktext=[format_count(abs(t)) for t in ticks])  # fmt: skip
    quarters = [0, 0.25, 0.5, 0.75, 1]
    x = axis(look, range=[0, 1], tickvals=quarters, ticktext=[f"{q:g}" for q in quarters])
    spec = framed(frame, x, y)
    spec["barmode"], spec["bargap"] = "overlay", 0.08
    for up, curve in zip((True, False), pair, strict=False):
        spec["annotations"].append(_name(curve, look, up=up))
    spec["shapes"] = [{"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": 0,
                       "y1": 0, "line": {"color": look.muted, "width": 1}}]  # fmt: skip
    data = [_bars(curve, look, up=up) for up, curve in zip((True, False), pair, strict=False)]
    return figure(data, spec)


def _name(curve: Curve, look: Look, *, up: bool) -> Spec:
    color = look.word_color(curve.group)
    words = f"<b>{plain(look.label(curve.group))}</b>"
    return note(words, color=color, size=look.em, xref="x domain", yref="y domain", x=0,
                y=1 if up else 0, xanchor="left", yanchor="top" if up else "bottom",
                xshift=6)  # fmt: skip


def _bars(curve: Curve, look: Look, *, up: bool) -> Spec:
    time, value = np.array(curve.time), np.array(curve.value)
    width = float(np.diff(time).min()) if time.size > 1 else 0.05
    return {
        "type": "bar", "x": time + width / 2, "y": value if up else -value, "width": width * 0.92,
        "marker": {"color": look.color(curve.group),
                   "line": {"width": 0}},
        "hoverinfo": "skip", "meta": {"group": curve.group},
    }  # fmt: skip
