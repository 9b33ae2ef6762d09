"""Does the effect change over time: the hazard ratio, smoothed and by interval."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite, log

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.frame import End, Frame, end_names, ends_room, framed
from outcomes.figures.base.look import Look, arm_color, word_color
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, shortened
from outcomes.figures.curve_plot.hazard_layers import piecewise_traces, smooth_traces, unit_of
from outcomes.figures.curve_plot.steps import tick_step
from outcomes.results.result import Curve, Estimate, Result
from outcomes.wording import format_number, format_p

TICKS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 4.0, 10.0, 20.0)
WIDEST = 10.0  # a hazard ratio beyond, or beyond its inverse, is cut: intervals have no end there
FAVORS = 12.0  # em


@dataclass(frozen=True, slots=True)
class Effect:
    """The hazard ratio of one arm over time: curve, one number overall, and by interval."""

    group: str
    reference: str
    curve: Curve | None
    overall: float | None
    pieces: tuple[Estimate, ...]
    p_value: float | None


def effect_over_time_figure(
    result: Result,
    *,
    labels: Mapping[str, str],
    overall: Result | None = None,
    favorable: bool = False,
    p_values: bool = True,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
    x_title: str | None = None,
    plot_height: int | None = None,
) -> go.Figure:
    """Draw the hazard ratio over time, smoothed and by interval, on a logarithmic axis.

    Parameters
    ----------
    result
        Analysis ``hazards``: curves ``log_hazard_ratio`` per compared arm, estimates
        ``piecewise_hazard_ratio`` (``at`` is the start of the interval) and ``statistic``.
    labels
        Label by group in protocol order.
    overall
        The result with the hazard ratios over all time, if it is another one.
    favorable
        Whether the event is a good one (surgery, response), so that a ratio above 1 is better.
    p_values
        Whether the test of proportional hazards is printed.

    References
    ----------
    Grambsch & Therneau (1994) Biometrika 81:515.
    """
    look = Look(language, theme, size, width)
    effects = _effects(result, overall)
    if not effects:
        return explanation(next(iter(result.notes), look.say("hazards.none")), look)
    height = plot_height or look.plot_height
    low, high = _reach(effects)
    end = _end(effects)
    unit = unit_of(result)
    ends = [_effect_end(e, labels, look, (low, high)) for e in effects]
    tests = _tests(effects, labels, look) if p_values else ()
    frame = Frame(
        look, height, tests, (*_reading(effects, look), *caption),
        x_title or look.say("axis.since_start", Unit=look.say(f"axis.{unit}")),
        look.say("axis.hazard_ratio"), right=ends_room(look, ends),
    )  # fmt: skip
    known = [tick for tick in TICKS if low <= log(tick) <= high]
    y = axis(look, grid=True, range=[low, high], tickvals=[log(t) for t in known],
             ticktext=[f"{t:g}" for t in known])  # fmt: skip
    spec = framed(frame, _time_axis(end, unit, look), y)
    spec["hovermode"] = "closest"
    spec["shapes"] = [_across(0.0, look.muted, 1.4), *_overall_lines(effects, labels, look)]
    spec["annotations"] += _favors(effects, labels, look, favorable=favorable)
    shifted = [End(end.name, end.at - low, end.color) for end in ends]
    spec["annotations"] += end_names(look, shifted, high - low, height)
    data: list[Spec] = []
    for effect in effects:
        place = place_of(effect.group, labels)
        name = plain(labels.get(effect.group, effect.group))
        if effect.curve:
            data += smooth_traces(effect.curve, place, name, (low, high), look)
    for number, effect in enumerate(effects):
        shift = (number - (len(effects) - 1) / 2) * 0.012 * end
        place = place_of(effect.group, labels)
        data += piecewise_traces(effect.pieces, place, (end, shift), (low, high), unit, look)
    return figure(data, spec)


def _effects(result: Result, overall: Result | None) -> list[Effect]:
    """Return the arms with a curve or with ratios by interval, in the order they come."""
    curves = {c.group: c for c in result.curves if c.quantity == "log_hazard_ratio" and c.time}
    pieces = [e for e in result.all("piecewise_hazard_ratio") if e.value and e.at is not None]
    groups = dict.fromkeys([*curves, *(e.group for e in pieces)])
    ratios = [e for r in (overall, result) if r for e in r.all("hazard_ratio")]
    found = []
    for group in groups:
        mine = tuple(sorted((e for e in pieces if e.group == group), key=lambda e: e.at or 0.0))
        ratio = next((e for e in ratios if e.group == group), None)
        tested = result.pick("statistic", group)
        if tested is None and len(groups) == 1:
            tested = result.pick("statistic")
        named = next((e.reference for e in (*mine, *([ratio] if ratio else [])) if e.reference), "")
        value = ratio.value if ratio else None
        found.append(Effect(group, named, curves.get(group), value, mine,
                            tested.p_value if tested else None))  # fmt: skip
    return found


def _reach(effects: Sequence[Effect]) -> tuple[float, float]:
    """Return the ends of the axis in logarithms: all values, and limits unless they run off."""
    logs = [log(0.4), log(2.5)]
    for e in effects:
        values = list(e.curve.value) if e.curve else []
        limits = [*e.curve.ci_low, *e.curve.ci_high] if e.curve else []
        values += [log(p.value) for p in e.pieces if p.value]
        limits += [log(v) for p in e.pieces for v in (p.ci_low, p.ci_high) if v and isfinite(v)]
        logs += [
            min(max(v, -log(WIDEST)), log(WIDEST)) for v in (*values, *limits) if v is not None
        ]
    spare = 0.09 * (max(logs) - min(logs))  # the lines of words at top and bottom
    return min(logs) - spare, max(logs) + spare


def _end(effects: Sequence[Effect]) -> float:
    last = max((e.curve.time[-1] for e in effects if e.curve), default=0.0)
    starts = [p.at or 0.0 for e in effects for p in e.pieces]
    return max([last, *(1.0001 * s for s in starts)]) if last else max([*starts, 6.0]) * 1.3


def _time_axis(end: float, unit: str, look: Look) -> Spec:
    step = tick_step(end, unit) * (2 if look.width < 560 else 1)
    ticks = np.arange(0, end * 1.0001, step)
    return axis(look, range=[0, end], tickvals=ticks.tolist(), ticktext=[f"{t:g}" for t in ticks])


def _effect_end(
    e: Effect, labels: Mapping[str, str], look: Look, reach: tuple[float, float]
) -> End:
    last = e.curve.value[-1] if e.curve else log(e.pieces[-1].value or 1.0)
    color = word_color(place_of(e.group, labels), look.theme)
    return End(labels.get(e.group, e.group), min(max(last, reach[0]), reach[1]), color)


def _tests(effects: Sequence[Effect], labels: Mapping[str, str], look: Look) -> list[str]:
    """Return the test of proportional hazards, named per arm where there are several."""
    several = len(effects) > 1
    return [
        look.say(
            "hazards.zph" if several else "hazards.zph_alone",
            name=labels.get(e.group, e.group),
            p=format_p(e.p_value, symbol=True, language=look.language),
        )
        for e in effects
        if e.p_value is not None
    ]


def _reading(effects: Sequence[Effect], look: Look) -> list[str]:
    keys = [("hazards.smooth", any(e.curve for e in effects)),
            ("hazards.piecewise", any(e.pieces for e in effects))]  # fmt: skip
    return [" · ".join(look.say(key) for key, shown in keys if shown)]


def _across(y: float, color: str, width: float, dash: str = "solid") -> Spec:
    line = {"color": color, "width": width, "dash": dash}
    return {"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1, "y0": y, "y1": y,
            "line": line, "layer": "below"}  # fmt: skip


def _overall_lines(effects: Sequence[Effect], labels: Mapping[str, str], look: Look) -> list[Spec]:
    return [
        _across(log(e.overall), arm_color(place_of(e.group, labels), look.theme), 1.2, "dash")
        for e in effects
        if e.overall
    ]


def _favors(
    effects: Sequence[Effect], labels: Mapping[str, str], look: Look, *, favorable: bool
) -> list[Spec]:
    """Return which arm is better above and below 1, and the overall ratios at their lines."""
    room = look.room(0.35, FAVORS)

    def name(group: str) -> str:
        return shortened(labels.get(group, group), room, look.em)

    arm = name(effects[0].group) if len(effects) == 1 else look.say("favors.named")
    other = name(effects[0].reference)
    down, up = (other, arm) if favorable else (arm, other)
    corner = {"xref": "x domain", "yref": "y domain", "x": 0, "xanchor": "left", "xshift": 6}
    words = [
        note(plain(look.say("favors.above", arm=up)), color=look.muted, size=look.em - 1, y=1,
             yanchor="top", **corner),
        note(plain(look.say("favors.below", arm=down)), color=look.muted, size=look.em - 1, y=0,
             yanchor="bottom", yshift=2, **corner),
    ]  # fmt: skip
    for e in effects:
        if e.overall:
            said = look.say("hazards.overall", value=format_number(e.overall, 2))
            above = e.overall < 1 or len(effects) == 1
            words.append(
                note(said, color=word_color(place_of(e.group, labels), look.theme),
                     size=look.em - 1, xref="x domain", yref="y", x=1, y=log(e.overall),
                     xanchor="right", yanchor="bottom" if above else "top", xshift=-4)
            )  # fmt: skip
    return words if effects[0].reference else words[2:]
