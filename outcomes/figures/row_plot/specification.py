"""The specification curve: one estimate per model somebody could have chosen, and which it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import plotly.graph_objects as go

from outcomes.figures.base.frame import Frame, framed
from outcomes.figures.base.look import Look, arm_color, faded
from outcomes.figures.base.style import Spec, axis, explanation, figure, note
from outcomes.figures.base.text import plain, pushed_apart, shortened, text_width
from outcomes.figures.row_plot.ladder_axis import LadderAxis, ladder_axis
from outcomes.figures.row_plot.ladder_rows import Mark
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_estimate, format_value

ROW = 1.5  # em
GAP = 1.4  # em between the curve and the grid of choices
WIDEST_NAME = 20.0  # em


def specification_figure(
    result: Result,
    arm: str,
    *,
    covariates: Mapping[str, str],
    forms: Mapping[str, str],
    marks: Sequence[Mark] = (),
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
    plot_height: int = 230,
) -> go.Figure:
    """Draw every specification's hazard ratio, from the smallest on, over the choices it made.

    Parameters
    ----------
    result
        Analysis ``specification``: ``hazard_ratio`` per covariate set and form (``method``).
    arm
        Whose comparison with the reference.
    covariates, forms
        Labels by id, in the order of the rows of choices.
    marks
        Values from elsewhere, as labeled lines: the truth of a simulation, a published trial.
    """
    look = Look(language, theme, size, width)
    found = [e for e in result.all("hazard_ratio") if e.group == arm and e.value is not None]
    if not found:
        return explanation(next(iter(result.notes), look.say("ladder.none")), look)
    found.sort(key=lambda e: e.value or 0.0)
    used = {name for e in found for name in e.covariates}
    rows = [(name, "covariate") for name in covariates if name in used]
    rows += [(name, "form") for name in forms if any(e.method == name for e in found)]
    names = [covariates[n] if kind == "covariate" else forms[n] for n, kind in rows]
    room = min(max(text_width(n, look.em) for n in names), look.room(0.3, WIDEST_NAME))
    aside = max((text_width(_said(m, look), look.em - 1) + 8 for m in marks), default=0.0)
    grid = (GAP + ROW * len(rows)) * look.em
    frame = Frame(
        look, plot_height + grid, (), caption, left=room + 16, right=aside + 12, ticks=False
    )
    scale = _Scale(ladder_axis(found, [m.value for m in marks], ratio=True),
                   grid / (plot_height + grid), plot_height + grid)  # fmt: skip
    spec = framed(frame, axis(look, range=[-1, len(found)], visible=False), scale.spec(look))
    spec["hovermode"] = "closest"
    spec["shapes"], words = _lines(marks, scale, look)
    spec["annotations"] += words
    heights = [(row + 0.5) * ROW * look.em / (plot_height + grid) for row in range(len(rows))]
    heights.reverse()
    spec["annotations"] += _names(names, heights, room, look)
    spec["annotations"].append(
        note(look.say("axis.hazard_ratio"), color=look.ink, size=look.em, xref="x domain",
             yref="y", x=0, y=0.5 + scale.floor / 2, textangle=-90, xanchor="center",
             yanchor="middle", xshift=-(3.2 * look.em))
    )  # fmt: skip
    data = [*_intervals(found, scale, look), _dots(found, covariates, forms, scale, look),
            *_choices(found, rows, heights, look)]  # fmt: skip
    return figure(data, spec)


@dataclass(frozen=True, slots=True)
class _Scale:
    """Hazard ratios above, choices below, on one axis from 0 to 1: words refer to the whole."""

    ratios: LadderAxis
    floor: float
    pixels: float

    def at(self, value: float) -> float:
        """Return the height of a hazard ratio, at the nearer edge where it runs off."""
        ends = self.ratios.high - self.ratios.low
        share = (self.ratios.cut(value) - self.ratios.low) / ends
        return self.floor + (1 - self.floor) * share

    def spec(self, look: Look) -> Spec:
        """Return the axis with the ticks of the ratios."""
        known = self.ratios.spec(look)
        ends = self.ratios.high - self.ratios.low
        shares = [(tick - self.ratios.low) / ends for tick in known["tickvals"]]
        heights = [self.floor + (1 - self.floor) * share for share in shares]
        return axis(look, grid=True, range=[0, 1], tickvals=heights, ticktext=known["ticktext"])


def _lines(marks: Sequence[Mark], scale: _Scale, look: Look) -> tuple[list[Spec], list[Spec]]:
    """Return the line of no difference and those of the marks, and the names of these."""

    def across(value: float, width: float, dash: str) -> Spec:
        line = {"color": look.muted, "width": width, "dash": dash}
        return {"type": "line", "xref": "x domain", "yref": "y", "x0": 0, "x1": 1,
                "y0": scale.at(value), "y1": scale.at(value), "line": line,
                "layer": "below"}  # fmt: skip

    pixels = 1.25 * (look.em - 1)
    height = scale.pixels
    wanted = [scale.at(mark.value) * height for mark in marks]
    placed = pushed_apart(wanted, pixels, 0.0, height)
    shapes, words = [across(1.0, 1.3, "solid")], []
    for mark, up in zip(marks, placed, strict=True):
        shapes.append(across(mark.value, 1.2, "dash"))
        words.append(note(plain(_said(mark, look)), xref="x domain", yref="y", x=1, y=up / height,
                          xanchor="left", yanchor="middle", xshift=8, color=look.muted,
                          size=look.em - 1))  # fmt: skip
    return shapes, words


def _said(mark: Mark, look: Look) -> str:
    return f"{mark.name} {format_value(mark.value, 'ratio', language=look.language)}"


def _names(names: Sequence[str], heights: Sequence[float], room: float, look: Look) -> list[Spec]:
    return [
        note(plain(shortened(name, room, look.em)), color=look.ink, size=look.em,
             xref="x domain", yref="y", x=0, y=height, xanchor="right", yanchor="middle",
             xshift=-10)
        for name, height in zip(names, heights, strict=True)
    ]  # fmt: skip


def _intervals(found: Sequence[Estimate], scale: _Scale, look: Look) -> list[Spec]:
    """Return all intervals as one trace with gaps: hundreds of traces would be slow."""
    x: list[float | None] = []
    y: list[float | None] = []
    for number, e in enumerate(found):
        if e.ci_low is None or e.ci_high is None:
            continue
        x += [number, number, None]
        y += [scale.at(e.ci_low), scale.at(e.ci_high), None]
    color = faded(arm_color(4, look.theme), 0.45)
    return [{"type": "scatter", "mode": "lines", "x": x, "y": y, "hoverinfo": "skip",
             "line": {"color": color, "width": 1.4}}]  # fmt: skip


def _dots(
    found: Sequence[Estimate], covariates: Mapping[str, str], forms: Mapping[str, str], scale,
    look: Look,
) -> Spec:  # fmt: skip
    words = []
    for e in found:
        number = format_estimate(e.value, e.interval, "hazard_ratio", language=look.language)
        chosen = ", ".join(covariates.get(c, c) for c in e.covariates)
        lines = (number, forms.get(e.method, e.method), chosen or look.say("specification.nothing"))
        words.append("<br>".join(plain(line) for line in lines))
    return {
        "type": "scatter", "mode": "markers", "x": list(range(len(found))),
        "y": [scale.at(e.value or 1.0) for e in found], "text": words,
        "hovertemplate": "%{text}<extra></extra>", "meta": {"layer": "dots"},
        "marker": {"size": 0.5 * look.em, "color": arm_color(0, look.theme)},
    }  # fmt: skip


def _choices(
    found: Sequence[Estimate], rows: Sequence[tuple[str, str]], heights: Sequence[float], look: Look
) -> list[Spec]:
    """Return the grid under the curve: a mark where a model used a covariate or a form."""
    x: list[int] = []
    y: list[float] = []
    for number, e in enumerate(found):
        for row, (name, kind) in enumerate(rows):
            if name == e.method if kind == "form" else name in e.covariates:
                x.append(number)
                y.append(heights[row])
    size = max(3.0, min(0.55 * look.em, 0.8 * look.width / max(len(found), 1)))
    return [{"type": "scatter", "mode": "markers", "x": x, "y": y, 
             "hoverinfo": "skip", "meta": {"layer": "choices"},
             "marker": {"symbol": "square", "size": size,
                        "color": faded(look.ink, 0.75) if look.ink.startswith("#") else look.ink},
             }]  # fmt: skip
