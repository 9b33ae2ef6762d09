"""The hazard ratio along a continuous covariate: what a cut hides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, isfinite, log

import plotly.graph_objects as go

from outcomes.figures.arms import place_of
from outcomes.figures.forest_axis import TICKS
from outcomes.figures.frame import Frame, framed
from outcomes.figures.style import (
    Look,
    Spec,
    arm_color,
    axis,
    explanation,
    faded,
    figure,
    note,
    plain,
    shortened,
    word_color,
)
from outcomes.results import Curve, Estimate, Result
from outcomes.wording import format_interval, format_number, format_p

WIDEST = 10.0  # a hazard ratio beyond it, or below its inverse, is cut
DENSITY = 0.13  # share of the height the bars of patients take


@dataclass(frozen=True, slots=True)
class Along:
    """What the effect is shown along.

    Attributes
    ----------
    name, unit
        Of the covariate, in words.
    cut
        The protocol's cut, marked.
    patients
        Middles of bins and the patients in each.
    """

    name: str
    unit: str = ""
    cut: float | None = None
    patients: Sequence[tuple[float, int]] = ()

    @property
    def title(self) -> str:
        return f"{self.name}, {self.unit}" if self.unit else self.name


def effect_curve_figure(
    result: Result,
    along: Along,
    *,
    labels: Mapping[str, str],
    contrast: str | None = None,
    overall: Estimate | None = None,
    favorable: bool = False,
    p_values: bool = True,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    plot_height: float | None = None,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw the hazard ratio of an arm at every value of a covariate, with its band.

    Parameters
    ----------
    result
        Analysis ``effect_curve``: curves ``hazard_ratio`` whose time is the covariate's value,
        estimates ``interaction`` and ``nonlinearity``.
    along
        The covariate: its name, unit, cut, and where the patients are.
    labels
        Label by arm in protocol order.
    contrast
        Id of the arm compared; by default the first curve's.
    overall
        The hazard ratio in everybody, a dashed line.
    favorable
        Whether the event is a good one, so that a ratio above 1 is better.
    p_values
        Whether the two tests are printed.

    References
    ----------
    Harrell (2015) Regression Modeling Strategies, 2nd ed., section 2.4.5.
    """
    look = Look(language, theme, size, width)
    curve = curve_of(result, contrast)
    if curve is None:
        return explanation(next(iter(result.notes), look.say("effect_curve.none")), look)
    color = arm_color(place_of(curve.group, labels), theme)
    low, high = _reach(curve)
    tests = tests_of(result, along.name, curve.group, look) if p_values else ()
    frame = Frame(
        look, plot_height or look.plot_height, tests, caption, along.title,
        look.say("axis.hazard_ratio"), right=24,
    )  # fmt: skip
    known = [tick for tick in TICKS if low <= log(tick) <= high]
    y = axis(look, grid=True, range=[low, high], tickvals=[log(t) for t in known],
             ticktext=[f"{t:g}" for t in known])  # fmt: skip
    spec = framed(frame, axis(look, range=_ends(curve)), y)
    spec["hovermode"] = "closest"
    spec["shapes"] = [*_density(along, curve, look), *_lines(along, overall, look, color)]
    reference = next((e.reference for e in result.estimates if e.reference), None)
    arms = (curve.group, reference)
    spec["annotations"] += [
        *_cut_words(along, curve, look),
        *_overall_words(overall, look, word_color(place_of(curve.group, labels), theme)),
        *_favors(arms, labels, look, favorable),
    ]
    return figure([*_band(curve, (low, high), color), _line(curve, along, look, color)], spec)


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
            p = format_p(e.p_value, symbol=True, language=look.language)
            said.append(look.say(f"effect_curve.{quantity}", name=name, p=p))
    return ["   ".join(said)] if said else []


def describe_effect_curve(
    result: Result,
    along: Along,
    labels: Mapping[str, str],
    *,
    contrast: str | None = None,
    language: str = "en",
) -> str:
    """Return the curve's two ends in a sentence: the alternative text."""
    look = Look(language)
    curve = curve_of(result, contrast)
    if curve is None:
        return next(iter(result.notes), look.say("effect_curve.none"))
    reference = next((e.reference for e in result.estimates if e.reference), None) or ""
    arms = look.say("contrast.arms", arm=labels.get(curve.group, curve.group),
                    reference=labels.get(reference, reference))  # fmt: skip
    low, high = (format_number(curve.value[i], 2) for i in (0, -1))
    return look.say("effect_curve.alt", name=along.title, arms=arms, low=low, high=high,
                    first=f"{curve.time[0]:.3g}", last=f"{curve.time[-1]:.3g}")  # fmt: skip


def _ends(curve: Curve) -> list[float]:
    return [curve.time[0], curve.time[-1]]


def _reach(curve: Curve) -> tuple[float, float]:
    """Return an axis of logs that holds the curve, 0.5 to 2, and the band as far as it goes."""
    bound = log(WIDEST)
    logs = [min(max(log(v), -bound), bound)
            for v in (*curve.value, *curve.ci_low, *curve.ci_high)
            if v is not None and v > 0 and isfinite(v)]  # fmt: skip
    low, high = min([*logs, -log(2.0)]), max([*logs, log(2.0)])
    spare = 0.09 * (high - low)
    return low - spare * 2.2, high + spare  # the patients and a line of words stand below


def _band(curve: Curve, reach: tuple[float, float], color: str) -> list[Spec]:
    limits = zip(curve.time, curve.ci_low, curve.ci_high, strict=True) if curve.ci_low else ()
    known = [(t, low, high) for t, low, high in limits if low and high]
    if not known:
        return []
    low = [max(log(part[1]), reach[0]) for part in known]
    high = [min(log(part[2]), reach[1]) for part in known]
    time = [part[0] for part in known]
    return [
        {"type": "scatter", "mode": "lines", "x": [*time, *time[::-1]], "y": [*low, *high[::-1]],
         "fill": "toself", "fillcolor": faded(color, 0.16), "line": {"width": 0, "color": color},
         "hoverinfo": "skip", "meta": {"layer": "band"}}
    ]  # fmt: skip


def _line(curve: Curve, along: Along, look: Look, color: str) -> Spec:
    unit = f" {along.unit}" if along.unit else ""
    low = curve.ci_low or (None,) * len(curve.time)
    high = curve.ci_high or (None,) * len(curve.time)
    said = []
    for t, v, a, b in zip(curve.time, curve.value, low, high, strict=True):
        value = format_number(v, 2)
        if a is not None and b is not None:
            value += f" ({format_number(a, 2)}–{format_number(b, 2)})"
        said.append(plain(look.say("effect_curve.hover", value=value, at=f"{t:.3g}{unit}")))
    return {
        "type": "scatter", "mode": "lines", "x": list(curve.time),
        "y": [log(v) for v in curve.value], "line": {"color": color, "width": look.stroke + 0.4},
        "text": said, "hovertemplate": "%{text}<extra></extra>", "meta": {"group": curve.group},
    }  # fmt: skip


def _density(along: Along, curve: Curve, look: Look) -> list[Spec]:
    """Return bars of the patients at the foot of the plot; where there are few, trust little."""
    inside = [(at, n) for at, n in along.patients if curve.time[0] <= at <= curve.time[-1]]
    if len(inside) < 2:
        return []
    half = 0.42 * min(b[0] - a[0] for a, b in pairwise(inside))
    most = max(n for _, n in inside) or 1
    return [
        {"type": "rect", "xref": "x", "yref": "y domain", "x0": max(at - half, curve.time[0]),
         "x1": min(at + half, curve.time[-1]), "y0": 0, "y1": DENSITY * n / most,
         "fillcolor": faded(look.muted, 0.35), "line": {"width": 0}, "layer": "below"}
        for at, n in inside if n
    ]  # fmt: skip


def _lines(along: Along, overall: Estimate | None, look: Look, color: str) -> list[Spec]:
    found = [_line_at("y", 0.0, (look.muted, 1.3, "solid"))]
    if overall is not None and overall.value:
        found.append(_line_at("y", log(overall.value), (color, 1.3, "dash")))
    if along.cut is not None:
        found.append(_line_at("x", along.cut, (look.muted, 1.2, "dot")))
    return found


def _line_at(way: str, at: float, pen: tuple[str, float, str]) -> Spec:
    other = "x" if way == "y" else "y"
    line = dict(zip(("color", "width", "dash"), pen, strict=True))
    return {"type": "line", f"{way}ref": way, f"{other}ref": f"{other} domain", f"{way}0": at,
            f"{way}1": at, f"{other}0": 0, f"{other}1": 1, "line": line,
            "layer": "below"}  # fmt: skip


def _cut_words(along: Along, curve: Curve, look: Look) -> list[Spec]:
    if along.cut is None or not curve.time[0] < along.cut < curve.time[-1]:
        return []
    left = along.cut > (curve.time[0] + curve.time[-1]) / 2
    said = look.say("effect_curve.cut", cut=f"{along.cut:g}")
    return [note(plain(said), color=look.muted, size=look.em - 1, xref="x", yref="y domain",
                 x=along.cut, y=1, xanchor="right" if left else "left", yanchor="top",
                 xshift=-5 if left else 5)]  # fmt: skip


def _overall_words(overall: Estimate | None, look: Look, color: str) -> list[Spec]:
    if overall is None or not overall.value:
        return []
    value = format_number(overall.value, 2)
    limits = format_interval(overall.interval, "hazard_ratio", language=look.language, label=False)
    said = look.say("effect_curve.overall", value=f"{value} ({limits})" if limits else value)
    return [note(plain(said), color=color, size=look.em - 1, xref="x domain", yref="y", x=1,
                 y=log(overall.value), xanchor="right", xshift=-4,
                 yanchor="top" if exp(0) > overall.value else "bottom")]  # fmt: skip


def _favors(
    arms: tuple[str, str | None], labels: Mapping[str, str], look: Look, favorable: bool
) -> list[Spec]:
    """Return which arm is better above and below 1."""
    arm, reference = arms
    if reference is None:
        return []
    up, down = (arm, reference) if favorable else (reference, arm)
    found = []
    for key, better, y, anchor in (("favors.above", up, 1, "bottom"),
                                   ("favors.below", down, 0, "top")):  # fmt: skip
        name = shortened(labels.get(better, better), look.room(0.35, 16), look.em)
        found.append(
            note(plain(look.say(key, arm=name)), size=look.em - 1, xref="x domain", yref="y", x=0,
                 y=0, xanchor="left", xshift=6, yanchor=anchor, yshift=2 if y else -2,
                 color=word_color(place_of(better, labels), look.theme))
        )  # fmt: skip
    return found
