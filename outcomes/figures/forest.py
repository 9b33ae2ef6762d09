"""The forest: the effect in every subgroup beside the overall one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import floor, isfinite, log, log10, sqrt

import plotly.graph_objects as go

from outcomes.figures.arms import place_of
from outcomes.figures.forest_columns import (
    NARROW,
    Column,
    column_notes,
    head_lines,
    left_columns,
    right_columns,
)
from outcomes.figures.forest_rows import (
    ForestRow,
    Words,
    information,
    is_ratio,
    rows_of,
    spoken,
)
from outcomes.figures.style import (
    Look,
    Spec,
    arm_color,
    axis,
    caption_lines,
    explanation,
    faded,
    figure,
    layout,
    note,
    plain,
    shortened,
    word_color,
    wrapped,
)
from outcomes.results import Result
from outcomes.wording import KINDS, format_number

ROW, LOOSE = 1.48, 1.85  # em: height of a row, and of one among few
LEAST, MOST = 0.36, 1.05  # em: side of the smallest and of the largest square
TICKS = (0.03125, 0.0625, 0.125, 0.25, 0.5, 1, 2, 4, 8, 16, 32)


@dataclass(frozen=True, slots=True)
class Axis:
    """Where the effects lie: on the log of a ratio, on a difference, or on a level of one arm.

    ``compared`` says whether there is a line of no effect, at 0.
    """

    ratio: bool
    low: float
    high: float
    compared: bool = True

    def at(self, value: float | None) -> float | None:
        """Return the place of a value; None for one that has none."""
        if value is None or (self.ratio and value <= 0):
            return None
        return log(value) if self.ratio and isfinite(value) else value


def forest_figure(
    result: Result,
    words: Words,
    *,
    contrast: str | None = None,
    title: str = "",
    favorable: bool = False,
    p_values: bool = True,
    language: str = "en",
    theme: str = "light",
    size: str = "screen",
    width: float = 900,
    caption: Sequence[str] = (),
) -> go.Figure:
    """Draw the effect in every subgroup, its square as large as what it knows.

    Parameters
    ----------
    result
        Analysis ``subgroup``: an effect with a reference per level (``where``), ``n_events`` per
        level and arm, ``interaction`` per covariate, and the effect in everybody (``where`` "").
        Or analysis ``by_level``: the same rows of one arm, without a comparison.
    words
        Labels of arms, covariates and levels; covariates in ``marked`` are in the protocol.
    contrast
        Id of the arm compared; by default the first.
    title
        What is estimated, above the plot; by default the name of the quantity.
    favorable
        Whether the event is a good one, so that a ratio above 1 (a difference above 0 for a
        proportion) is better for the arm.
    p_values
        Whether the interaction tests are printed.

    Notes
    -----
    The area of a square is the inverse variance; limits beyond the axis end in an arrow. The
    dashed line and the band are the effect in everybody and its interval.
    """
    look = Look(language, theme, size, width)
    rows = rows_of(result, words, contrast)
    if not any(row.shown and row.factor for row in rows):
        return explanation(next(iter(result.notes), look.say("forest.none")), look)
    scale = axis_of(rows)
    color = arm_color(place_of(rows[0].estimate.group, words.arms), theme)
    hints = [_hint(row, words, look, p_values) for row in rows]
    left, right = left_columns(rows, words, look), right_columns(rows, look, p_values=p_values)
    spec = _layout(rows, look, scale, (left, right), caption)
    spec["shapes"] = [*_bands(rows, look), *_lines(rows, scale, look, color)]
    how: Spec = {"hints": hints, "strong": not rows[0].factor}
    spec["annotations"] += [
        *column_notes(left, 6 - spec["margin"]["l"], look, side=0, **how),
        *column_notes(right, 14, look, side=1, **how),
        *(_favors(rows[0], words, look, favorable) if scale.compared else ()),
        note(plain(title or look.say(f"forest.{rows[0].estimate.quantity}")), color=look.muted,
             size=look.em, xref="x domain", yref="y domain", x=0.5, y=1, xanchor="center",
             yanchor="bottom", yshift=0.3 * look.em),
    ]  # fmt: skip
    data = [
        _readers(hints, scale),
        _whiskers(rows, scale, look),
        *_arrows(rows, scale, look),
        _squares(rows, scale, look, color),
        *_diamonds(rows, scale, look),
    ]
    return figure([trace for trace in data if trace["x"]], spec)


def _hint(row: ForestRow, words: Words, look: Look, p_values: bool) -> str:
    return "<br>".join(plain(line) for line in spoken(row, words, look, p_values=p_values))


def axis_of(rows: Sequence[ForestRow]) -> Axis:
    """Return an axis that holds every estimate; long intervals are cut."""
    ratio = is_ratio(rows)
    values = [row.estimate.value for row in rows if row.shown and row.estimate.value is not None]
    if ratio:
        logs = [log(min(max(v, 1 / 32), 32)) for v in values if v > 0]
        reach = max(log(4.0), *(abs(v) + 0.12 for v in logs))
        return Axis(True, -reach * 1.04, reach * 1.04)
    if rows[0].estimate.reference is None:
        return _level_axis(rows)
    limits = sorted(
        abs(v)
        for row in rows
        for v in (row.estimate.ci_low, row.estimate.ci_high)
        if row.shown and v is not None and isfinite(v)
    )
    usual = limits[int(0.75 * (len(limits) - 1))] if limits else 0.0
    reach = max([usual, *(1.1 * abs(v) for v in values)], default=1.0) or 1.0
    return Axis(False, -reach * 1.08, reach * 1.08)


def _level_axis(rows: Sequence[ForestRow]) -> Axis:
    """Return an axis from 0: to 100 % for shares, else to the longest interval that ends."""
    if rows[0].estimate.quantity != "median":
        return Axis(False, 0.0, 1.0, compared=False)
    ends = [v for row in rows for v in (row.estimate.value, row.estimate.ci_high)
            if v is not None and isfinite(v)]  # fmt: skip
    return Axis(False, 0.0, 1.08 * max(ends, default=1.0), compared=False)


def _ticks(scale: Axis, points: bool) -> tuple[list[float], list[str]]:
    if scale.ratio:
        known = [t for t in TICKS if scale.low <= log(t) <= scale.high]
        return [log(t) for t in known], [f"{t:g}" for t in known]
    times = 100 if points else 1
    rough = (scale.high - scale.low) * times / 6
    base = 10.0 ** floor(log10(rough))
    step = next(k * base for k in (1, 2, 2.5, 5, 10) if k * base >= rough)
    n = int(scale.high * times / step + 1e-9)
    decimals = 0 if step >= 1 and step % 1 == 0 else max(-floor(log10(step)), 1)
    ticks = [i * step for i in range(-n if scale.compared else 0, n + 1)]
    return [t / times for t in ticks], [format_number(t, decimals) for t in ticks]


def _layout(
    rows: Sequence[ForestRow],
    look: Look,
    scale: Axis,
    columns: tuple[list[Column], list[Column]],
    caption: Sequence[str],
) -> Spec:
    """Return margins, axes and the lines under the plot."""
    em = look.em
    left, right = columns
    lines = [part for line in caption if line for part in wrapped(line, look.width, em)]
    room = sum(c.width for c in left) + 10
    height = (ROW if len(rows) > 12 else LOOSE) * em * len(rows)
    top = (head_lines([*left, *right], look) * 1.3 + 0.5) * em
    under = 5 + 3.1 * em
    bottom = under + 1.5 * em * len(lines) + 0.5 * em
    beside = sum(c.width for c in right) + 14
    spec = layout(look, height=height + top + bottom, margin=(room, beside, top, bottom))
    ticks, texts = _ticks(scale, KINDS[rows[0].estimate.quantity].scale != "number")
    spec["xaxis"] = axis(look, range=[scale.low, scale.high], tickvals=ticks, ticktext=texts)
    spec["yaxis"] = axis(look, range=[len(rows) - 0.5, -0.5], visible=False)
    spec["hovermode"] = "closest"
    spec["annotations"] = [
        *caption_lines(look, lines, below=under + 0.6 * em, left=room - 4),
    ]
    return spec


def _bands(rows: Sequence[ForestRow], look: Look) -> list[Spec]:
    """Return a pale band behind every other factor, across the columns of texts too."""
    found, shaded = [], False
    starts = [i for i, row in enumerate(rows) if row.first]
    for start, end in zip(starts, [*starts[1:], len(rows)], strict=True):
        shaded = not shaded
        if shaded:  # far beyond the plot: the columns of texts lie outside it
            found.append(
                {"type": "rect", "xref": "paper", "yref": "y", "x0": -9, "x1": 10,
                 "y0": start - 0.5, "y1": end - 0.5, "layer": "below",
                 "fillcolor": faded(look.muted, 0.07), "line": {"width": 0}}
            )  # fmt: skip
    return found


def _lines(rows: Sequence[ForestRow], scale: Axis, look: Look, color: str) -> list[Spec]:
    """Return the line of no effect, and the overall effect with its interval behind the rows."""
    found = [_upright(0.0, look.muted, 1.3, "solid")] if scale.compared else []
    overall = rows[0]
    if overall.factor or not overall.shown:
        return found
    e = overall.estimate
    low, high = scale.at(e.ci_low), scale.at(e.ci_high)
    if low is not None and high is not None:
        found.insert(
            0,
            {"type": "rect", "xref": "x", "yref": "y domain", "y0": 0, "y1": 1, "layer": "below",
             "x0": max(low, scale.low), "x1": min(high, scale.high),
             "fillcolor": faded(color, 0.10), "line": {"width": 0}},
        )  # fmt: skip
    return [*found, _upright(scale.at(e.value) or 0.0, color, 1.4, "dash")]


def _upright(x: float, color: str, width: float, dash: str) -> Spec:
    line = {"color": color, "width": width, "dash": dash}
    return {"type": "line", "xref": "x", "yref": "y domain", "x0": x, "x1": x, "y0": 0, "y1": 1,
            "line": line, "layer": "below"}  # fmt: skip


def _favors(row: ForestRow, words: Words, look: Look, favorable: bool) -> list[Spec]:
    """Return which arm is better left and right of the line, under the axis."""
    e = row.estimate
    longer = e.quantity in ("rmst_difference", "survival_difference")
    arm_right = favorable != longer  # more time without a bad event is better, more of a good one
    sides = (e.reference, e.group) if arm_right else (e.group, e.reference)
    room = 0.13 * look.width if look.width >= NARROW else 0.3 * look.width
    keys = (("favors.left", "right", -6), ("favors.right", "left", 6))
    found = []
    for arm, (key, anchor, shift) in zip(sides, keys, strict=True):
        color = word_color(place_of(arm or "", words.arms), look.theme)
        name = shortened(words.arm(arm), room, look.em)
        found.append(
            note(plain(look.say(key, arm=name)), color=color, size=look.em, xref="x",
                 yref="y domain", x=0, y=0, xanchor=anchor, xshift=shift, yanchor="middle",
                 yshift=-(5 + 2.35 * look.em))
        )  # fmt: skip
    return found


def _ends(row: ForestRow, scale: Axis) -> tuple[float, float, float] | None:
    """Return the places of the estimate and its limits, None where there is no estimate."""
    e = row.estimate
    value = scale.at(e.value)
    if not row.shown or value is None:
        return None
    low, high = scale.at(e.ci_low), scale.at(e.ci_high)
    return value, value if low is None else low, value if high is None else high


def _whiskers(rows: Sequence[ForestRow], scale: Axis, look: Look) -> Spec:
    x: list[float | None] = []
    y: list[float | None] = []
    for i, row in enumerate(rows):
        ends = _ends(row, scale)
        if row.factor and ends:
            x += [max(ends[1], scale.low), min(ends[2], scale.high), None]
            y += [i, i, None]
    line = {"color": look.ink, "width": 0.55 * look.stroke + 0.2}
    return {"type": "scatter", "mode": "lines", "x": x, "y": y, "line": line,
            "hoverinfo": "skip", "meta": {"layer": "intervals"}}  # fmt: skip


def _arrows(rows: Sequence[ForestRow], scale: Axis, look: Look) -> list[Spec]:
    """Return arrows where an interval goes on beyond the axis."""
    found = []
    for side, symbol in ((1, "triangle-left"), (2, "triangle-right")):
        ends = [(i, _ends(row, scale)) for i, row in enumerate(rows)]
        edge = scale.low if side == 1 else scale.high
        cut = [i for i, e in ends if e and (e[1] < edge if side == 1 else e[2] > edge)]
        found.append(
            {"type": "scatter", "mode": "markers", "x": [edge] * len(cut), "y": cut,
             "cliponaxis": False, "hoverinfo": "skip", "meta": {"layer": "arrows"},
             "marker": {"symbol": symbol, "size": 0.62 * look.em, "color": look.ink}}
        )  # fmt: skip
    return found


def _squares(rows: Sequence[ForestRow], scale: Axis, look: Look, color: str) -> Spec:
    shown = [(i, row) for i, row in enumerate(rows) if row.factor and _ends(row, scale)]
    most = max((information(row.estimate) for _, row in shown), default=0.0) or 1.0
    sizes = [
        look.em * max(MOST * sqrt(information(row.estimate) / most), LEAST) for _, row in shown
    ]
    return {
        "type": "scatter", "mode": "markers", "y": [i for i, _ in shown],
        "x": [scale.at(row.estimate.value) for _, row in shown], "hoverinfo": "skip",
        "marker": {"symbol": "square", "size": sizes, "color": color, "opacity": 1},
        "meta": {"layer": "estimates"},
    }  # fmt: skip


def _diamonds(rows: Sequence[ForestRow], scale: Axis, look: Look) -> list[Spec]:
    """Return the overall effect: a diamond as wide as its interval."""
    ends = None if rows[0].factor else _ends(rows[0], scale)
    if ends is None:
        return []
    value, low, high = (min(max(v, scale.low), scale.high) for v in ends)
    return [
        {"type": "scatter", "mode": "lines", "x": [low, value, high, value, low],
         "y": [0, -0.32, 0, 0.32, 0], "fill": "toself", "fillcolor": look.ink,
         "line": {"color": look.ink, "width": 1}, "hoverinfo": "skip",
         "meta": {"layer": "overall"}}
    ]  # fmt: skip


def _readers(hints: Sequence[str], scale: Axis) -> Spec:
    """Return invisible bars across the plot: the pointer reads a row wherever it is in it."""
    n = len(hints)
    return {
        "type": "bar", "orientation": "h", "x": [scale.high - scale.low] * n, "y": list(range(n)),
        "base": scale.low, "width": 1, "marker": {"color": "rgba(0,0,0,0)", "line": {"width": 0}},
        "hovertext": list(hints), "hovertemplate": "%{hovertext}<extra></extra>",
        "meta": {"layer": "hover"},
    }  # fmt: skip
