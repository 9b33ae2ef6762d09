"""What models say beyond the data: observed curves against them, one panel per arm."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go

from outcomes.figures.base.arms import ArmCurve, arms_of
from outcomes.figures.base.frame import End, Frame
from outcomes.figures.base.look import Look, arm_dash, faded, word_color
from outcomes.figures.base.small_multiples import Panel, Place, panelled
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain
from outcomes.figures.curve_plot.steps import Floats, band, drawn, tick_step
from outcomes.results.result import Result
from outcomes.wording import format_number, format_percent

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
    aic: float | None


def extrapolation_figure(
    result: Result,
    observed: Result,
    *,
    labels: Mapping[str, str],
    names: Mapping[str, str] | None = None,
    horizon: float | None = None,
    models: Sequence[str] | None = None,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
    x_title: str | None = None,
    plot_height: int | None = None,
) -> go.Figure:
    """Draw each arm's observed curve, the models fitted to it, and where nothing was observed.

    Parameters
    ----------
    result
        Analysis ``extrapolation``: curves ``survival`` of group ``"arm:model"`` and estimates
        ``aic`` per arm whose ``method`` names the model.
    observed
        Kaplan–Meier curves, one per arm.
    labels
        Label by group in protocol order.
    names
        Names of the models by id, where they differ from it.
    horizon
        End of the time axis; by default that of the models.
    models
        Ids of the models to draw; all by default.
    x_title
        Title of the time axis, where it has a better name than since the start.
    """
    look = Look(language, theme, size, width)
    fitted = _models(result, labels, names or {}, models)
    arms = [a for a in arms_of(observed.curves, labels) if a.steps.n > 0 and fitted.get(a.group)]
    if not arms:
        notes = [n for e in result.estimates for n in e.notes]
        words = next(iter((*result.notes, *notes)), look.say("extrapolation.none"))
        return explanation(words, look)
    unit = next((c.unit for c in observed.curves if c.unit), "months")
    end = horizon or max(float(m.time[-1]) for a in arms for m in fitted[a.group])
    panels = [Panel(a.label, a.ink(theme), _ends(fitted[a.group], end, look)) for a in arms]
    title = x_title or look.say("axis.since_start", Unit=look.say(f"axis.{unit}"))
    fits = [_fit_line(a, fitted[a.group], look) for a in arms]
    said = (look.say("extrapolation.smaller") if any(fits) else "", *caption)
    frame = Frame(look, plot_height or round(0.9 * look.plot_height), fits, said, title,
                  look.say("axis.survival"))  # fmt: skip
    spec, places = panelled(frame, panels, *_axes(end, unit, look), top=1.01)
    spec["hovermode"] = "x unified"
    spec["shapes"] = []
    data: list[Spec] = []
    for arm, place in zip(arms, places, strict=True):
        shapes, names_of_them = _beyond(arm, place, end, look)
        spec["shapes"] += shapes
        spec["annotations"] += names_of_them
        data += [{**t, **place.names()} for t in _observed(arm, end, look)]
        data += [{**_line(m, arm, end, look), **place.names()} for m in fitted[arm.group]]
    return figure(data, spec)


def _models(
    result: Result,
    labels: Mapping[str, str],
    names: Mapping[str, str],
    asked: Sequence[str] | None,
) -> dict[str, list[Model]]:
    """Return the models of each arm, the best fitting first."""
    split = [(*c.group.partition(":")[::2], c) for c in result.curves if c.quantity == "survival"]
    ids = list(dict.fromkeys(name for _, name, _ in split))
    fits = {(e.group, e.method): e.value for e in result.all("aic")}
    found: dict[str, list[Model]] = {}
    for group, name, curve in split:
        if group in labels and curve.time and (asked is None or name in asked):
            place = PLACES[ids.index(name) % len(PLACES)]
            time, value = np.array(curve.time), np.array(curve.value)
            model = Model(names.get(name, name), place, time, value, fits.get((group, name)))
            found.setdefault(group, []).append(model)
    for models in found.values():
        models.sort(key=lambda m: np.inf if m.aic is None else m.aic)
    return found


def _ends(models: Sequence[Model], end: float, look: Look) -> tuple[End, ...]:
    """Return the names at the ends of the lines."""
    return tuple(
        End(m.name, float(np.interp(end, m.time, m.value)), _color(m, look))
        for m in models[:MOST_NAMES]
    )


def _color(model: Model, look: Look) -> str:
    return look.ink if model.place == INK else word_color(model.place, look.theme)


def _fit_line(arm: ArmCurve, models: Sequence[Model], look: Look) -> str:
    """Return the smallest AICs of the models of an arm in order; empty where none is known."""
    known = [f"{m.name} {format_number(m.aic, 1)}" for m in models if m.aic is not None]
    models_said = " · ".join(known[:MOST_FITS])
    said = look.say("extrapolation.aic_of", arm=arm.label, models=models_said)
    return said if known else ""


def _axes(end: float, unit: str, look: Look) -> tuple[Spec, Spec]:
    step = tick_step(end, unit) * 2
    ticks = np.arange(0, end * 1.0001, step)
    x = axis(look, range=[0, end], tickvals=ticks.tolist(), ticktext=[f"{t:g}" for t in ticks],
             unifiedhovertitle={"text": f"%{{x:.1f}} {look.say(f'unit.{unit}')}"})  # fmt: skip
    quarters = [0, 0.25, 0.5, 0.75, 1]
    y = axis(look, grid=True, range=[0, 1.01], tickvals=quarters,
             ticktext=[f"{round(100 * q)}%" for q in quarters])  # fmt: skip
    return x, y


def _beyond(arm: ArmCurve, place: Place, end: float, look: Look) -> tuple[list[Spec], list[Spec]]:
    """Return the shaded time after the last patient of an arm was seen, and what it is called."""
    last = float(arm.steps.time[-1])
    if last >= end:
        return [], []
    x, y = f"x{place.number}", f"y{place.number} domain"
    shade = {"type": "rect", "xref": x, "yref": y, "x0": last, "x1": end, "y0": 0, "y1": 1,
             "fillcolor": faded("#808890", 0.16), "line": {"width": 0},
             "layer": "below"}  # fmt: skip
    words = "<br>".join(_broken(look.say("extrapolation.beyond")))
    name = note(words, color=look.muted, size=look.em - 1, xref=x, yref=y, x=end, y=1,
                xanchor="right", yanchor="top", xshift=-4, yshift=-3)  # fmt: skip
    return [shade], [name]


def _broken(words: str) -> list[str]:
    """Return the words in two lines, parted after the colon."""
    for sign in (": ", "："):
        first, found, rest = words.partition(sign)
        if found:
            return [plain(first + found.strip()), plain(rest)]
    return [plain(words)]


def _observed(arm: ArmCurve, end: float, look: Look) -> list[Spec]:
    steps = drawn(arm.steps, end)
    color = arm.color(look.theme)
    x, y = band(steps)
    blank: Spec = {"type": "scatter", "mode": "lines"}
    line = {
        **blank, "x": np.append(0.0, steps.time), "y": np.append(1.0, steps.value),
        "name": look.say("extrapolation.observed"), "meta": {"layer": "observed"},
        "text": [format_percent(v, arm.steps.n) for v in (1.0, *steps.value.tolist())],
        "hovertemplate": "%{text}",
        "line": {"shape": "hv", "color": color, "width": 1.3 * look.stroke},
    }  # fmt: skip
    if not x.size:
        return [line]
    fill = faded(color, 0.2 if look.dark else 0.15)
    return [{**blank, "x": x, "y": y, "fill": "toself", "fillcolor": fill, "line": {"width": 0},
             "hoverinfo": "skip", "meta": {"layer": "band"}}, line]  # fmt: skip


def _line(model: Model, arm: ArmCurve, end: float, look: Look) -> Spec:
    shown = model.time <= end
    value = model.value[shown]
    return {
        "type": "scatter", "mode": "lines", "x": model.time[shown], "y": value,
        "name": plain(model.name), "meta": {"layer": "model"},
        "text": [format_percent(v, arm.steps.n) for v in value.tolist()],
        "hovertemplate": "%{text}",
        "line": {"color": _color(model, look), "width": 0.6 * look.stroke,
                 "dash": arm_dash(1 + PLACES.index(model.place) % 5)},
    }  # fmt: skip
