"""The forest: the effect in every subgroup beside the overall one."""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from outcomes.figures.base.arms import place_of
from outcomes.figures.base.look import Look, arm_color, faded, word_color
from outcomes.figures.base.style import Spec, axis, caption_lines, explanation, figure, layout, note
from outcomes.figures.base.text import plain, shortened, wrapped
from outcomes.figures.row_plot.forest_axis import Axis, axis_of, ticks_of
from outcomes.figures.row_plot.forest_columns import (
    NARROW,
    Column,
    column_notes,
    head_lines,
    left_columns,
    right_columns,
)
from outcomes.figures.row_plot.forest_marks import forest_marks
from outcomes.figures.row_plot.forest_rows import (
    ForestRow,
    Words,
    rows_of,
    spoken,
)
from outcomes.results.result import Result

ROW, LOOSE = 1.48, 1.85  # em: height of a row, and of one among few


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
    return figure(forest_marks(rows, scale, look, color, hints), spec)


def _hint(row: ForestRow, words: Words, look: Look, p_values: bool) -> str:
    return "<br>".join(plain(line) for line in spoken(row, words, look, p_values=p_values))


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
    lines = [part for line in caption if line for part in wrapped(line, look.width - 12, em - 1.5)]
    room = sum(c.width for c in left) + 10
    height = (ROW if len(rows) > 12 else LOOSE) * em * len(rows)
    top = (head_lines([*left, *right], look) * 1.3 + 0.5) * em
    under = 5 + 3.1 * em
    bottom = under + 1.5 * em * len(lines) + 0.5 * em
    beside = sum(c.width for c in right) + 14
    spec = layout(look, height=height + top + bottom, margin=(room, beside, top, bottom))
    ticks, texts = ticks_of(scale, rows[0].estimate.quantity)
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
