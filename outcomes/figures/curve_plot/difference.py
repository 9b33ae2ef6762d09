"""The adjusted difference of two arms over time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.base.text import shortened
from outcomes.figures.curve_plot.steps import span_of, time_axis, to_steps, unit_of
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Layer, Line, Marks, Rule, Words
from outcomes.figures.engine.plot import Axis, Panel, Plot
from outcomes.results.result import Curve, Estimate, Interval, Result
from outcomes.wording import format_estimate, format_number

QUANTITY = "survival_difference"


def difference_figure(
    curve: Curve | None,
    look: Look,
    *,
    favors: tuple[str, str] | None = None,
    unadjusted: Sequence[Estimate] = (),
    arms: Sequence[Curve] = (),
    x_title: str | None = None,
) -> Figure:
    """Draw the adjusted difference of two arms over time with its pointwise band.

    Parameters
    ----------
    curve
        Quantity ``survival_difference`` of an arm; None where there is none.
    favors
        Ids of the arms that are better below and above no difference.
    unadjusted
        Unadjusted differences at single times, drawn hollow for comparison.
    arms
        Curves of the two arms: beyond the end of theirs nothing is drawn either.
    """
    if curve is None or not curve.time:
        return explanation(look.say("adjusted.no_difference"), look)
    unit = unit_of(Result("", curves=(curve,)))
    both = span_of(list(map(to_steps, arms)), horizon=None, tick=None, unit=unit).end
    curve = _until(curve, both) if arms else curve
    steps = to_steps(curve)
    known = steps.time[np.isfinite(steps.low)]
    end = float(known[-1] if known.size else steps.time[-1])
    points = [e for e in unadjusted if e.value is not None and e.at and e.at <= end]
    values = [v for e in points for v in (e.ci_low, e.ci_high, e.value) if v is not None]
    limits = np.concatenate([steps.low, steps.high, steps.value])
    reach = 1.22 * max(0.1, *np.abs(limits[np.isfinite(limits)]), *np.abs(values))
    color = look.color(curve.group)
    line = Line(steps.time, steps.value, color, step=True, low=steps.low, high=steps.high,
                words=_words(curve, unit, look), group=curve.group)  # fmt: skip
    layers: tuple[Layer, ...] = (
        Rule(0.0, look.muted, width=1.3), line, *(_hollow(e, color, look) for e in points),
        *sides(favors, look),
    )  # fmt: skip
    x = time_axis(span_of([steps], horizon=end, tick=None, unit=unit), unit, look, x_title)
    y = replace(_points_axis(reach), title=look.say(f"axis.{QUANTITY}"))
    return figure_of(Plot((Panel(layers),), x, y, unified=False), look)


def _until(curve: Curve, end: float) -> Curve:
    """Return a curve up to a time: a step reaches to it where it goes on beyond."""
    inside = sum(time <= end for time in curve.time)
    if inside == len(curve.time) or not inside:
        return curve
    kept: dict[str, Any] = {
        name: (*part[:inside], part[inside - 1])
        for name in ("value", "ci_low", "ci_high", "n_at_risk", "n_events", "n_censored")
        if (part := getattr(curve, name))
    }
    return replace(curve, time=(*curve.time[:inside], end), **kept)


def sides(favors: tuple[str, str] | None, look: Look, *, foot: float = 0.0) -> list[Words]:
    """Return which arm is better below and above no effect; nothing where neither is."""
    if favors is None:
        return []
    small = 1 - 1 / look.em
    below, above = (shortened(look.label(arm), look.room(0.4, 16), look.em) for arm in favors)
    return [Words(look.say("favors.above", arm=above), look.muted, y=1.0, up="top",
                  shift=(6, -2), smaller=small),
            Words(look.say("favors.below", arm=below), look.muted, y=foot, up="bottom",
                  shift=(6, 2), smaller=small)]  # fmt: skip


def _points_axis(reach: float) -> Axis:
    """Return an axis of percentage points as far down as up."""
    step = next((s for s in (5, 10, 20, 25) if 100 * reach / s <= 4), 50)
    most = int(100 * reach / step)
    ticks = tuple((i * step / 100, format_number(i * step, 0)) for i in range(-most, most + 1))
    return Axis(-reach, reach, ticks, grid=True)


def _words(curve: Curve, unit: str, look: Look) -> list[str]:
    n = curve.n_at_risk[0] if curve.n_at_risk else None
    nothing = (None,) * len(curve.time)
    parts = (curve.time, curve.value, curve.ci_low or nothing, curve.ci_high or nothing)
    short = look.say(f"unit.{unit}.short")
    return [
        f"{format_number(t, 1)} {short}: "
        + format_estimate(v, Interval(low, high), QUANTITY, n=n, language=look.language)
        for t, v, low, high in zip(*parts, strict=True)
    ]


def _hollow(e: Estimate, color: str, look: Look) -> Marks:
    value = e.value or 0.0
    low, high = (value if v is None else v for v in (e.ci_low, e.ci_high))
    return Marks(
        [e.at or 0.0], [value], look.paper, size=0.7 * look.em, edge=color,
        edge_width=0.8 * look.stroke, low=[low], high=[high], layer="unadjusted",
        words=[f"{look.say('adjusted.unadjusted')}: {look.printed(e)}"],
    )  # fmt: skip
