"""What models say beyond the data: observed curves against them, one panel per arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from outcomes.figures.base.look import Look, arm_dash, faded, word_color
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.base.text import wrapped
from outcomes.figures.curve_plot.steps import (
    Arm,
    Span,
    arms_of,
    line_of,
    tick_step,
    time_axis,
    unit_of,
)
from outcomes.figures.engine.axes import plain_ticks, share_axis
from outcomes.figures.engine.draw import figure_of
from outcomes.figures.engine.layer import Floats, Layer, Line, Shade, Words
from outcomes.figures.engine.plot import End, Panel, Plot
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_number, format_percent

WIDE, BESIDE = 0.7, 0.26  # of the width: about a panel alone, and one beside another
# Models are not arms: their colors are not those of the first arms.
PLACES = (3, 5, 6, 7, 8, 4, 9)
INK = 9  # the last model is drawn in ink: no further hue can be told from the others
MOST_NAMES = 9
MOST_FITS = 3


@dataclass(frozen=True, slots=True)
class Model:
    """A fitted model of one arm; ``place`` is its color, the same in every arm."""

    name: str
    place: int
    time: Floats
    value: Floats
    aic: Estimate | None

    def color(self, look: Look) -> str:
        return look.ink if self.place == INK else word_color(self.place, look.theme)


def extrapolation_figure(
    result: Result,
    observed: Result,
    look: Look,
    *,
    names: Mapping[str, str] | None = None,
    horizon: float | None = None,
    x_title: str | None = None,
) -> Figure:
    """Draw each arm's observed curve, the models fitted to it, and where nothing was observed.

    Parameters
    ----------
    result
        Analysis ``extrapolation``: curves ``survival`` of group ``"arm:model"`` and estimates
        ``aic`` per arm whose ``method`` names the model.
    observed
        Kaplan–Meier curves, one per arm.
    names
        Names of the models by id, where they differ from it.
    horizon
        End of the time axis; by default that of the models.
    """
    fitted = _models(result, names or {}, look)
    arms = [a for a in arms_of(observed.curves, look) if a.steps.n > 0 and fitted.get(a.group)]
    if not arms:
        notes = (*result.notes, *(n for e in result.estimates for n in e.notes))
        return explanation(next(iter(notes), look.say("extrapolation.none")), look)
    unit = unit_of(observed)
    end = horizon or max(float(m.time[-1]) for a in arms for m in fitted[a.group])
    fits = tuple(filter(None, (_fit_line(a, fitted[a.group], look) for a in arms)))
    ticks = plain_ticks(np.arange(0, end * 1.0001, tick_step(end, unit)))
    x = replace(time_axis(Span(end, np.zeros(0), cut=False), unit, look, x_title), ticks=ticks)
    plot = Plot(
        tuple(_panel(arm, fitted[arm.group], end, look, alone=len(arms) == 1) for arm in arms), x,
        share_axis(look.say("axis.survival")), above=fits, share=0.9,
        below=(look.say("extrapolation.smaller") if fits else "",),
    )  # fmt: skip
    return figure_of(plot, look)


def _models(result: Result, names: Mapping[str, str], look: Look) -> dict[str, list[Model]]:
    """Return the models of each arm, the best fitting first."""
    split = [(*c.group.partition(":")[::2], c) for c in result.curves if c.quantity == "survival"]
    ids = list(dict.fromkeys(name for _, name, _ in split))
    fits = {(e.group, part.id): e for e in result.all("aic") for part in e.method}
    found: dict[str, list[Model]] = {}
    for group, name, curve in split:
        if group in look.labels and curve.time:
            place = PLACES[ids.index(name) % len(PLACES)]
            time, value = np.array(curve.time), np.array(curve.value)
            model = Model(names.get(name, name), place, time, value, fits.get((group, name)))
            found.setdefault(group, []).append(model)
    for models in found.values():
        models.sort(key=lambda m: np.inf if m.aic is None or m.aic.value is None else m.aic.value)
    return found


def _fit_line(arm: Arm, models: Sequence[Model], look: Look) -> str:
    """Return the smallest AICs of the models of an arm in order; empty where none is known."""
    known = [
        f"{m.name} {format_number(m.aic.value, 1)}{look.marks.at(m.aic)}"
        for m in models
        if m.aic is not None and m.aic.value is not None
    ]
    models_said = " · ".join(known[:MOST_FITS])
    said = look.say("extrapolation.aic_of", arm=arm.label, models=models_said)
    return said if known else ""


def _panel(arm: Arm, models: Sequence[Model], end: float, look: Look, *, alone: bool) -> Panel:
    """Return an arm: what was observed, and the models with their names at the ends."""
    line = line_of(arm, end, 1.0, width=1.3 * look.stroke, dash="solid", layer="observed",
                   name=look.say("extrapolation.observed"))  # fmt: skip
    said = [format_percent(value, arm.steps.n) for value in np.asarray(line.y).tolist()]
    layers = (*_beyond(arm, end, look, alone=alone), replace(line, words=said),
              *(_line(model, arm, end, look) for model in models))  # fmt: skip
    ends = tuple(
        End(m.name, float(np.interp(end, m.time, m.value)), m.color(look))
        for m in models[:MOST_NAMES]
    )
    return Panel(layers, ends, arm.label, arm.ink)


def _beyond(arm: Arm, end: float, look: Look, *, alone: bool) -> tuple[Layer, ...]:
    """Return the shaded time after the last patient of an arm was seen, and what it is called."""
    last = float(arm.steps.time[-1])
    if last >= end:
        return ()
    said = look.say("extrapolation.beyond")
    sign = next((sign for sign in (": ", "：") if sign in said), "\n")
    first, found, rest = said.partition(sign)
    small = 1 - 1 / look.em
    room = (end - last) / end * look.width * (WIDE if alone or look.narrow else BESIDE)
    parts = (first + found.strip(), rest) if rest else (first,)
    lines = [line for part in parts for line in wrapped(part, room, small * look.em)]
    words = (Words(line, look.muted, 1.0, 1.0, across="right", shift=(-4, -3), smaller=small)
             for line in lines)  # fmt: skip
    return (Shade(last, end, faded("#808890", 0.16)), *words)


def _line(model: Model, arm: Arm, end: float, look: Look) -> Line:
    shown = model.time <= end
    value = model.value[shown]
    return Line(
        model.time[shown], value, model.color(look), 0.6 * look.stroke,
        arm_dash(1 + PLACES.index(model.place) % 5), name=model.name, layer="model",
        words=[format_percent(v, arm.steps.n) for v in value.tolist()],
    )  # fmt: skip
