"""Does the effect change over time: the hazard ratio, smoothed and by interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, isfinite, isnan, log, nan

import numpy as np

from outcomes.figures.base.look import Look, arm_dash
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.curve_plot.difference import sides
from outcomes.figures.curve_plot.steps import Span, tick_step, time_axis, unit_of
from outcomes.figures.engine.axes import ratio_axis
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Layer, Line, Marks, Rule, Words
from outcomes.figures.engine.plot import End, Panel, Plot
from outcomes.results.result import Curve, Estimate, Interval, Result
from outcomes.wording import format_estimate, format_number, format_p

NUMBER_HEIGHT, NUMBER_WIDTH = 0.08, 0.32  # of the panel: about what a number with its name takes
WIDEST = log(10.0)  # a ratio beyond, or beyond its inverse, is cut: intervals have no end there


@dataclass(frozen=True, slots=True)
class Effect:
    """The hazard ratio of one arm over time: curve, one number overall, and by interval.

    ``starts`` are those of all intervals, also of those without a ratio.
    """

    group: str
    reference: str
    curve: Curve | None
    overall: Estimate | None
    pieces: tuple[Estimate, ...]
    test: Estimate | None
    starts: tuple[float, ...] = ()


def effect_over_time_figure(
    result: Result,
    look: Look,
    *,
    overall: Result | None = None,
    favors: tuple[str, str] | None = None,
    p_values: bool = True,
    x_title: str | None = None,
) -> Figure:
    """Draw the hazard ratio over time, smoothed and by interval, on a logarithmic axis.

    Parameters
    ----------
    result
        Analysis ``hazards``: curves ``log_hazard_ratio`` per compared arm, estimates
        ``piecewise_hazard_ratio`` (``at`` is the start of the interval) and ``statistic``.
    overall
        The result with the hazard ratios over all time, if it is another one.
    favors
        Ids of the arms that are better below and above 1, for the first arm compared.
    p_values
        Whether the test of proportional hazards is printed.

    References
    ----------
    Grambsch & Therneau (1994) Biometrika 81:515.
    """
    effects = _effects(result, overall)
    if not effects:
        return explanation(next(iter(result.notes), look.say("hazards.none")), look)
    unit, end, reach = unit_of(result), _end(effects), _reach(effects)
    span = Span(end, np.arange(0, end * 1.0001, tick_step(end, unit)), cut=False)
    layers: list[Layer] = [Rule(0.0, look.muted, width=1.4)]
    for e in effects:
        layers += _overall(e, len(effects), (end, *reach), look) + (
            _smooth(e, reach, look) if e.curve else []
        )
    for number, e in enumerate(effects):
        shift = (number - (len(effects) - 1) / 2) * 0.012 * end
        layers += _pieces(e, (end, shift), reach, unit, look) if e.pieces else []
    ends = tuple(
        End(look.label(e.group), min(max(_last(e), reach[0]), reach[1]), look.word_color(e.group))
        for e in effects
    )
    plot = Plot(
        (Panel((*layers, *sides(_named(favors, effects, look), look)), ends),),
        time_axis(span, unit, look, x_title), ratio_axis(*reach, look.say("axis.hazard_ratio")),
        above=tuple(_tests(effects, look)) if p_values else (), unified=False,
        below=(_reading(effects, look),),
    )  # fmt: skip
    return figure_of(plot, look)


def _effects(result: Result, overall: Result | None) -> list[Effect]:
    """Return the arms with a curve or with ratios by interval, in the order they come."""
    curves = {c.group: c for c in result.curves if c.quantity == "log_hazard_ratio" and c.time}
    intervals = [e for e in result.all("piecewise_hazard_ratio") if e.at is not None]
    pieces = [e for e in intervals if e.value]
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
        starts = tuple(sorted(e.at or 0.0 for e in intervals if e.group == group))
        found.append(Effect(group, named, curves.get(group), ratio, mine, tested, starts))
    return found


def _reach(effects: Sequence[Effect]) -> tuple[float, float]:
    """Return the ends of the axis in logarithms: all values, and limits unless they run off."""
    logs = [log(0.4), log(2.5)]
    for e in effects:
        if e.curve:
            logs += [v for part in (e.curve.value, e.curve.ci_low, e.curve.ci_high)
                     for v in part if v is not None]  # fmt: skip
        limits = [v for p in e.pieces for v in (p.value, p.ci_low, p.ci_high)]
        logs += [log(v) for v in limits if v and isfinite(v)]
    logs = np.clip(logs, -WIDEST, WIDEST).tolist()
    spare = 0.09 * (max(logs) - min(logs))  # the lines of words at top and bottom
    return min(logs) - spare, max(logs) + spare


def _end(effects: Sequence[Effect]) -> float:
    last = max((e.curve.time[-1] for e in effects if e.curve), default=0.0)
    starts = [p.at or 0.0 for e in effects for p in e.pieces]
    return max([last, *(1.0001 * s for s in starts)]) if last else max([*starts, 6.0]) * 1.3


def _last(e: Effect) -> float:
    return e.curve.value[-1] if e.curve else log(e.pieces[-1].value or 1.0)


def _tests(effects: Sequence[Effect], look: Look) -> list[str]:
    """Return the test of proportional hazards, named per arm where there are several."""
    key = "hazards.zph" if len(effects) > 1 else "hazards.zph_alone"
    known = [(look.label(e.group), e.test) for e in effects if e.test and e.test.p_value]
    return [
        look.say(key, name=name, p=format_p(test.p_value, symbol=True, language=look.language))
        + look.marks.at(test)
        for name, test in known
    ]


def _reading(effects: Sequence[Effect], look: Look) -> str:
    keys = [("hazards.smooth", any(e.curve for e in effects)),
            ("hazards.piecewise", any(e.pieces for e in effects))]  # fmt: skip
    return " · ".join(look.say(key) for key, shown in keys if shown)


def _overall(
    e: Effect, n_effects: int, ends: tuple[float, float, float], look: Look
) -> list[Layer]:
    """Return the line of the ratio over all time, and its number where nothing else is drawn.

    ``ends`` are those of time, and both of the ratio.
    """
    value = e.overall.value if e.overall else None
    if not value:
        return []
    said = look.say("hazards.overall", value=format_number(value, 2) + look.marks.at(e.overall))
    at, above = _free_place(e, log(value), ends, above=value < 1 or n_effects == 1)
    right = at == 1.0
    return [
        Rule(log(value), look.color(e.group), dash="dash"),
        Words(said, look.word_color(e.group), at, log(value), of="y",
              across="right" if right else "left", up="bottom" if above else "top",
              shift=(-4 if right else 4, 1), smaller=1 - 1 / look.em),
    ]  # fmt: skip


def _free_place(
    e: Effect, value: float, ends: tuple[float, float, float], *, above: bool
) -> tuple[float, bool]:
    """Return at which end of a line, and whether above it, words are off curve and segments."""
    end, low, high = ends
    height = NUMBER_HEIGHT * (high - low)
    starts = [p.at or 0.0 for p in e.pieces]
    following = dict(pairwise([*e.starts, end]))
    drawn = [(s, following[s], log(p.value or 1.0)) for s, p in zip(starts, e.pieces, strict=True)]
    if e.curve:
        drawn += [(t, t, v) for t, v in zip(e.curve.time, e.curve.value, strict=True)]

    def distance(place: tuple[float, bool]) -> float:
        side, up = place
        reach = (0.0, NUMBER_WIDTH * end) if side == 0.0 else ((1 - NUMBER_WIDTH) * end, end)
        middle = value + (height / 2 if up else -height / 2)
        near = (abs(v - middle) for s, t, v in drawn if s <= reach[1] and t >= reach[0])
        return min(near, default=height)

    places = [(side, up) for side in (1.0, 0.0) for up in (above, not above)]
    return max(places, key=lambda place: min(distance(place), 0.75 * height))


def _named(
    favors: tuple[str, str] | None, effects: Sequence[Effect], look: Look
) -> tuple[str, str] | None:
    """Return the sides; of several arms compared, the one whose curve is named."""
    if favors is None or len(effects) == 1:
        return favors
    low, high = (f if f == effects[0].reference else look.say("favors.named") for f in favors)
    return low, high


def _smooth(e: Effect, reach: tuple[float, float], look: Look) -> list[Layer]:
    """Return a curve of log hazard ratios with its band, cut at the ends of the axis."""
    curve = e.curve
    assert curve is not None
    low, high = (np.clip(np.array(part, dtype=float), *reach)
                 for part in (curve.ci_low, curve.ci_high))  # fmt: skip
    words = [_at(curve, i, look) for i in range(len(curve.time))]
    dash = arm_dash(look.place(e.group))
    return [Line(curve.time, curve.value, look.color(e.group), dash=dash, low=low, high=high,
                 words=words, name=look.label(e.group), group=e.group)]  # fmt: skip


def _at(curve: Curve, i: int, look: Look) -> str:
    limits = [part[i] if part else None for part in (curve.ci_low, curve.ci_high)]
    with np.errstate(over="ignore"):
        low, high = (None if v is None else float(np.exp(v)) for v in limits)
    words = format_estimate(
        exp(curve.value[i]), Interval(low, high), "hazard_ratio", language=look.language
    )
    return f"{format_number(curve.time[i], 1)}: {words}"


def _pieces(
    e: Effect, across: tuple[float, float], reach: tuple[float, float], unit: str, look: Look
) -> list[Layer]:
    """Return a segment per interval with its whisker; ``across`` is the axis' end and a shift."""
    end, shift = across
    following = dict(pairwise([*e.starts, end]))
    spans = [(piece.at or 0.0, following[piece.at or 0.0]) for piece in e.pieces]
    values = [log(piece.value or 1.0) for piece in e.pieces]
    middles = [(start + min(stop, end)) / 2 + shift for start, stop in spans]
    limits = [[_log(v) for v in (piece.ci_low, piece.ci_high)] for piece in e.pieces]
    known = [(x, low, high) for x, (low, high) in zip(middles, limits, strict=True)
             if not isnan(low + high)]  # fmt: skip
    cut = [(x, reach[0], "triangle-down") for x, low, _ in known if low < reach[0]]
    cut += [(x, reach[1], "triangle-up") for x, _, high in known if high > reach[1]]
    color = look.color(e.group)
    whiskers = [(x, min(max(v, reach[0]), reach[1])) for x, *pair in known for v in (*pair, nan)]
    ends = [(x, y) for span, y in zip(spans, values, strict=True)
            for x, y in ((span[0], y), (span[1], y), (nan, nan))]  # fmt: skip
    words = [_piece_words(piece, span, last=span[1] == end, unit=unit, look=look)
             for piece, span in zip(e.pieces, spans, strict=True)]  # fmt: skip
    layers: list[Layer] = [
        Line(*_parts(whiskers), color, 0.6 * look.stroke, layer="whisker"),
        Line(*_parts(ends), color, 1.1 * look.stroke, layer="segment"),
        Marks(middles, values, color, "square", 0.6 * look.em, words=words, layer="piece"),
    ]
    if cut:
        x, y, symbols = (list(part) for part in zip(*cut, strict=True))
        layers.append(Marks(x, y, color, symbols, 0.7 * look.em, layer="cut"))
    return layers


def _parts(points: Sequence[tuple[float, float]]) -> tuple[list[float], list[float]]:
    return [x for x, _ in points], [y for _, y in points]


def _log(value: float | None) -> float:
    """Return the logarithm; 0 and infinity become numbers beyond any axis, None becomes nan."""
    if value is None:
        return nan
    return log(value) if 0 < value and isfinite(value) else (-99.0 if value <= 0 else 99.0)


def _piece_words(
    piece: Estimate, span: tuple[float, float], *, last: bool, unit: str, look: Look
) -> str:
    key = "hazards.from" if last else "hazards.between"
    when = look.say(key, low=f"{span[0]:g}", high=f"{span[1]:g}", unit=look.say(f"unit.{unit}"))
    return f"{when}: {look.printed(piece)}"
