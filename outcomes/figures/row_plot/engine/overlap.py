"""Could patients of one arm have been in the other: their chances, mirrored by arm."""

from __future__ import annotations

import numpy as np

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.base.text import shortened
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Area, Rule, Words
from outcomes.figures.engine.plot import Axis, Panel, Plot
from outcomes.results.result import Curve, Result
from outcomes.wording import format_count

TALL = 210  # pixels
STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000)
QUARTERS = tuple((q, f"{q:g}") for q in (0.0, 0.25, 0.5, 0.75, 1.0))


def overlap_figure(result: Result, arm: str, look: Look) -> Figure:
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
    step = next((s for s in STEPS if most / s <= 4), STEPS[-1])
    ticks = range(-int(most / step), int(most / step) + 1)
    named = tuple((float(i * step), format_count(abs(i * step))) for i in ticks)
    y = Axis(-1.3 * most, 1.3 * most, named, look.say("balance.patients"), grid=True)
    x = Axis(0.0, 1.0, QUARTERS, look.say("balance.propensity_axis", arm=look.label(arm)))
    bars = [_bars(curve, side, look) for curve, side in zip(pair, (1, -1), strict=False)]
    names = [_name(curve, up, look) for curve, up in zip(pair, (True, False), strict=False)]
    panel = Panel((Rule(0.0, look.muted, width=1.0), *bars, *names))
    return figure_of(Plot((panel,), x, y, unified=False, height=TALL), look)


def _name(curve: Curve, up: bool, look: Look) -> Words:
    name = shortened(look.label(curve.group), look.room(0.7, 40), look.em)
    color = look.word_color(curve.group)
    if up:
        return Words(name, color, y=1.0, up="top", shift=(6, 0))
    return Words(name, color, y=0.0, up="bottom", shift=(6, 0))


def _bars(curve: Curve, side: int, look: Look) -> Area:
    """Return the bars of an arm, upwards or downwards."""
    left, high = np.array(curve.time), side * np.array(curve.value)
    width = 0.92 * (float(np.diff(left).min()) if left.size > 1 else 0.05)
    nothing, gap = np.zeros_like(left), np.full_like(left, np.nan)
    x = np.column_stack([left, left, left + width, left + width, left, gap])
    y = np.column_stack([nothing, high, high, nothing, nothing, gap])
    return Area(x.ravel(), y.ravel(), look.color(curve.group), layer=curve.group)
