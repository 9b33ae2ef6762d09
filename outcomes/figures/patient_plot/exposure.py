"""Exposure in small multiples: one panel per measure, the sessions as dots, quartiles below."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, sqrt

from outcomes.figures.base.look import Look, faded
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.engine.axes import even_ticks
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Layer, Line, Marks, Rule, Words
from outcomes.figures.engine.plot import Axis, Panel, Plot
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count, format_number, format_unit

LANE = 4.3  # em
UNDER_WORDS = 0.2  # of a lane: from there on down it holds no words
NARROWEST = 250  # pixels of a panel
TEMPERATURES = ("temperature_in_c", "temperature_out_c")


def exposure_figure(
    result: Result, look: Look, *, kind: str, target: float | None = None
) -> Figure:
    """Draw what was given in one kind of treatment: sessions, dose, temperatures, duration.

    Parameters
    ----------
    result
        Analysis ``exposure``.
    kind
        Which kind of treatment, as the results name it.
    target
        Temperature marked by a dotted line.

    Notes
    -----
    The area of a dot is the share of sessions (patients, for sessions per patient) at that value;
    under the dots the range as a thin line, the quartiles as a thick one, the median as a tick.
    """
    mine = [e for e in result.estimates if e.covariates[1] == kind]
    measures = list(dict.fromkeys(e.covariates for e in mine))
    if not measures:
        return explanation(next(iter(result.notes), look.say("exposure.none")), look)
    groups = [g for g in look.labels if any(e.group == g for e in mine)]
    panels = tuple(
        _panel([e for e in mine if e.covariates == measure], groups, _span(mine, target), target,
               look)
        for measure in measures
    )  # fmt: skip
    key = tuple((look.label(g), "■", look.word_color(g)) for g in groups)
    y = Axis(len(groups) - 0.5, -0.5, hidden=True)
    plot = Plot(panels, Axis(0.0, 1.0), y, key=key, unified=False, narrowest=NARROWEST, most=3,
                height=LANE * look.em * len(groups))  # fmt: skip
    return figure_of(plot, look)


def _panel(
    here: Sequence[Estimate], groups: Sequence[str], span: tuple[float, float] | None,
    target: float | None, look: Look,
) -> Panel:  # fmt: skip
    """Return a measure: a lane for each arm."""
    warm = here[0].covariates[0] in TEMPERATURES
    layers: list[Layer] = []
    if warm and target is not None:
        layers += [Rule(target, look.muted, "x", "dot", 1.4, span=(at - UNDER_WORDS, at + 0.5))
                   for at in range(len(groups))]  # fmt: skip
    for at, group in enumerate(groups):
        lane = [e for e in here if e.group == group]
        if lane:
            layers += [*_lane(lane, at, look.color(group), look), _printed(lane, at, look)]
    return Panel(tuple(layers), title=_title(here[0], look), x=_axis(here, span if warm else None))


def _ends(estimates: Sequence[Estimate]) -> list[float]:
    quantities = ("minimum", "maximum", "q1", "q3", "median")
    return [e.value for e in estimates if e.quantity in quantities and e.value is not None]


def _span(estimates: Sequence[Estimate], target: float | None) -> tuple[float, float] | None:
    """Return the common range of the temperatures, so that inflow and outflow can be compared."""
    ends = _ends([e for e in estimates if e.covariates[0] in TEMPERATURES])
    if not ends:
        return None
    ends += [] if target is None else [target]
    return min(ends), max(ends)


def _axis(here: Sequence[Estimate], span: tuple[float, float] | None) -> Axis:
    ends = _ends(here)
    low, high = span or (min(ends), max(ends))
    pad = 0.09 * (high - low) if high > low else max(abs(low) * 0.1, 1.0)
    if here[0].covariates[0] != "sessions":
        return Axis(low - pad, high + pad, even_ticks(low - pad, high + pad, 5))
    step = max(1, ceil((high - low) / 8))
    ticks = tuple((float(t), format_count(t)) for t in range(int(low), int(high) + 1, step))
    pad = max(pad, 0.6)
    return Axis(low - pad, high + pad, ticks)


def _title(e: Estimate, look: Look) -> str:
    name, kind, *drug = e.covariates
    words = look.say(f"exposure.{name}", drug=" ".join(drug) or kind)
    return f"{words}, {format_unit(e.unit)}" if e.unit else words


def _value(lane: Sequence[Estimate], quantity: str) -> float:
    return next((e.value or 0.0 for e in lane if e.quantity == quantity), 0.0)


def _lane(lane: Sequence[Estimate], at: int, color: str, look: Look) -> list[Layer]:
    dots = [e for e in lane if e.quantity == "n" and e.value]
    most = max((e.value or 0.0 for e in dots), default=1.0)
    sizes = [max(1.5 * look.em * sqrt((e.value or 0.0) / most), 3.0) for e in dots]
    total = format_count(lane[0].n or 1)
    told = [f"{e.at:,.4g}: {format_count(e.value or 0)}/{total}" for e in dots]
    below = (at + 0.36, at + 0.36)
    least, largest, q1, q3, median = (
        _value(lane, q) for q in ("minimum", "maximum", "q1", "q3", "median")
    )
    known = any(e.quantity == "minimum" for e in lane)  # a published result has no range
    return [
        *([Line((least, largest), below, color, 1.2, layer="range")] if known else []),
        Line((q1, q3), below, color, 4.5, layer="quartiles"),
        Marks((median,), below[:1], color, "line-ns", 0.8 * look.em, look.ink, 2.4),
        Marks([e.at or 0.0 for e in dots], [at + 0.05] * len(dots), faded(color, 0.55),
              size=sizes, edge=color, edge_width=1.0, words=told),
    ]  # fmt: skip


def _printed(lane: Sequence[Estimate], at: int, look: Look) -> Words:
    """Return ``43.0 (42.9–43.1) · 228 sessions`` above the dots of a lane."""
    values = [_value(lane, q) for q in ("median", "q1", "q3")]
    decimals = 0 if all(float(v).is_integer() for v in values) else 1
    median, q1, q3 = (format_number(v, decimals) for v in values)
    of = "patients" if lane[0].covariates[0] == "sessions" else "sessions"
    words = look.say(f"exposure.printed_{of}", median=median, q1=q1, q3=q3, n=lane[0].n)
    return Words(words, look.muted, 0.0, at - 0.36, of="y", up="middle",
                 smaller=1 - 1.5 / look.em)  # fmt: skip
