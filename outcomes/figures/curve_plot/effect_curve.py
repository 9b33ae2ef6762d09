"""The hazard ratio along a continuous covariate: what a cut hides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import inf, isfinite, log

import numpy as np

from outcomes.figures.base.look import Look, faded
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.base.text import text_width
from outcomes.figures.curve_plot.difference import sides
from outcomes.figures.engine.axes import even_ticks, ratio_axis
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Layer, Line, Rule, Shade, Words
from outcomes.figures.engine.plot import Axis, Panel, Plot
from outcomes.results.result import Curve, Estimate, Interval, Result
from outcomes.wording import format_interval, format_number, format_p

WIDEST = log(10.0)  # a hazard ratio beyond it, or below its inverse, is cut
DENSITY = 0.13  # share of the height the bars of patients take
SMALL = 0.93


@dataclass(frozen=True, slots=True)
class Along:
    """What the effect is shown along.

    Attributes
    ----------
    name, unit, said
        Of the covariate, in words; ``said`` is its name within a sentence.
    cut
        The protocol's cut, marked.
    patients
        Middles of bins and the patients in each.
    """

    name: str
    unit: str = ""
    cut: float | None = None
    patients: Sequence[tuple[float, int]] = ()
    said: str = ""

    @property
    def title(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit else self.name


def effect_curve_figure(
    result: Result,
    along: Along,
    look: Look,
    *,
    contrast: str | None = None,
    overall: Estimate | None = None,
    favors: tuple[str, str] | None = None,
    p_values: bool = True,
) -> Figure:
    """Draw the hazard ratio of an arm at every value of a covariate, with its band.

    Parameters
    ----------
    result
        Analysis ``effect_curve``: curves ``hazard_ratio`` whose time is the covariate's value,
        estimates ``interaction`` and ``nonlinearity``.
    along
        The covariate: its name, unit, cut, and where the patients are.
    contrast
        Id of the arm compared; by default the first curve's.
    overall
        The hazard ratio in everybody, a dashed line.
    favors
        Ids of the arms that are better below and above 1.
    p_values
        Whether the two tests are printed.

    References
    ----------
    Harrell (2015) Regression Modeling Strategies, 2nd ed., section 2.4.5.
    """
    curve = curve_of(result, contrast)
    if curve is None:
        return explanation(next(iter(result.notes), look.say("effect_curve.none")), look)
    reach = _reach(curve)
    layers: tuple[Layer, ...] = (
        *_patients(along, curve, look), Rule(0.0, look.muted, width=1.3),
        *_overall(overall, curve, look), *_cut(along, curve, look),
        _line(curve, along, reach, look), *sides(favors, look, foot=DENSITY + 0.02),
    )  # fmt: skip
    tests = tests_of(result, along.said or along.name, curve.group, look) if p_values else ()
    first, last = curve.time[0], curve.time[-1]
    x = Axis(first, last, even_ticks(first, last, 8), along.title)
    y = ratio_axis(*reach, look.say("axis.hazard_ratio"))
    return figure_of(Plot((Panel(layers),), x, y, above=tuple(tests), unified=False), look)


def curve_of(result: Result, contrast: str | None = None) -> Curve | None:
    """Return the curve of an arm, by default the first there is."""
    found = (c for c in result.curves if c.quantity == "hazard_ratio" and len(c.time) > 1)
    return next((c for c in found if contrast in (None, c.group)), None)


def tests_of(result: Result, name: str, group: str, look: Look) -> list[str]:
    """Return the tests of a change along the covariate, and of one other than a straight line."""
    said = []
    for quantity in ("interaction", "nonlinearity"):
        e = result.pick(quantity, group)
        if e is not None and e.p_value is not None:
            p = format_p(e.p_value, symbol=True, language=look.language) + look.marks.at(e)
            said.append(look.say(f"effect_curve.{quantity}", name=name, p=p))
    return said


def describe_effect_curve(
    result: Result, along: Along, look: Look, *, contrast: str | None = None
) -> str:
    """Return the curve's two ends in a sentence: the alternative text."""
    curve = curve_of(result, contrast)
    if curve is None:
        return look.tell(next(iter(result.notes), look.say("effect_curve.none")))
    arms = look.say("contrast.arms", arm=look.label(curve.group),
                    reference=look.label(_reference(result)))  # fmt: skip
    low, high = (format_number(curve.value[i], 2) for i in (0, -1))
    return look.say("effect_curve.alt", name=along.title, arms=arms, low=low, high=high,
                    first=f"{curve.time[0]:.3g}", last=f"{curve.time[-1]:.3g}")  # fmt: skip


def _reference(result: Result) -> str:
    return next((e.reference for e in result.estimates if e.reference), "")


def _reach(curve: Curve) -> tuple[float, float]:
    """Return an axis of logs that holds the curve, 0.5 to 2, and the band as far as it goes."""
    known = [log(v) for v in (*curve.value, *curve.ci_low, *curve.ci_high)
             if v is not None and v > 0 and isfinite(v)]  # fmt: skip
    logs = np.clip([*known, -log(2.0), log(2.0)], -WIDEST, WIDEST)
    low, high = float(logs.min()), float(logs.max())
    spare = 0.09 * (high - low)
    return low - spare * 2.2, high + spare  # the patients and a line of words stand below


def _patients(along: Along, curve: Curve, look: Look) -> list[Shade]:
    """Return bars of the patients at the foot of the plot; where there are few, trust little."""
    first, last = curve.time[0], curve.time[-1]
    inside = [(at, n) for at, n in along.patients if first <= at <= last]
    if len(inside) < 2:
        return []
    half = 0.42 * min(b[0] - a[0] for a, b in pairwise(inside))
    most = max(n for _, n in inside) or 1
    fill = faded(look.muted, 0.35)
    return [Shade(max(at - half, first), min(at + half, last), fill, DENSITY * n / most)
            for at, n in inside if n]  # fmt: skip


def _cut(along: Along, curve: Curve, look: Look) -> list[Layer]:
    """Return the protocol's cut and its name beside it, where it lies in the plot."""
    if along.cut is None or not curve.time[0] < along.cut < curve.time[-1]:
        return []
    left = along.cut > (curve.time[0] + curve.time[-1]) / 2
    said = look.say("effect_curve.cut", cut=f"{along.cut:g}")
    return [
        Rule(along.cut, look.muted, "x", "dot"),
        Words(said, look.muted, along.cut, 1.0, of="x", across="right" if left else "left",
              shift=(-5 if left else 5, 0), smaller=SMALL),
    ]  # fmt: skip


def _overall(overall: Estimate | None, curve: Curve, look: Look) -> list[Layer]:
    """Return the overall effect, named on the side where the curve does not end."""
    if overall is None or not overall.value:
        return []
    value = format_number(overall.value, 2)
    limits = format_interval(overall.interval, "hazard_ratio", language=look.language, label=False)
    marks = look.marks.at(overall)
    said = look.say("effect_curve.overall", value=f"{value} ({limits}){marks}")
    if not limits or text_width(said, look.em) > look.room(0.7, inf):
        said = look.say("effect_curve.overall", value=value + marks)
    return [
        Rule(log(overall.value), look.color(curve.group), dash="dash", width=1.3),
        Words(said, look.word_color(curve.group), 1.0, log(overall.value), of="y", across="right",
              up="bottom" if curve.value[-1] < overall.value else "top", shift=(-4, 0),
              smaller=SMALL),
    ]  # fmt: skip


def _line(curve: Curve, along: Along, reach: tuple[float, float], look: Look) -> Line:
    unit = f" {along.unit}" if along.unit else ""
    nothing = (None,) * len(curve.time)
    limits = list(zip(curve.ci_low or nothing, curve.ci_high or nothing, strict=True))
    said = []
    for t, v, (low, high) in zip(curve.time, curve.value, limits, strict=True):
        between = format_interval(Interval(low, high), "hazard_ratio", label=False)
        value = f"{format_number(v, 2)} ({between})" if low and high else format_number(v, 2)
        said.append(look.say("effect_curve.hover", value=value, at=f"{t:.3g}{unit}"))
    edges = [[log(v) if low and high else np.nan for v in (low or 1.0, high or 1.0)]
             for low, high in limits]  # fmt: skip
    low, high = np.clip(np.array(edges), *reach).T
    return Line(curve.time, np.log(curve.value), look.color(curve.group), look.stroke + 0.4,
                low=low, high=high, words=said, group=curve.group)  # fmt: skip
