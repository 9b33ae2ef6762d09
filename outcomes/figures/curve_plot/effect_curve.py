"""The hazard ratio along a continuous covariate: what a cut hides."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import isfinite, log

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, arm_color, faded, word_color
from outcomes.figures.base.style import Spec, axis, explanation, figure
from outcomes.figures.base.text import plain
from outcomes.figures.curve_plot.effect_marks import (
    Along,
    cut_words,
    density_bars,
    favors,
    overall_words,
    reference_lines,
)
from outcomes.figures.row_plot.forest_axis import TICKS
from outcomes.results.result import Curve, Estimate, Result
from outcomes.wording import format_number, format_p

WIDEST = 10.0  # a hazard ratio beyond it, or below its inverse, is cut


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
    spec["shapes"] = [
        *density_bars(along, curve, look),
        *reference_lines(along, overall, look, color),
    ]
    reference = next((e.reference for e in result.estimates if e.reference), None)
    arms = (curve.group, reference)
    spec["annotations"] += [
        *cut_words(along, curve, look),
        *overall_words(overall, curve, look, word_color(place_of(curve.group, labels), theme)),
        *favors(arms, labels, look, favorable),
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
        return look.tell(next(iter(result.notes), look.say("effect_curve.none")))
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
