"""The forest: the effect in every subgroup beside the overall one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import groupby

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import Axis, Line, axis_of
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Column, Mark, Panel, Row, RowPlot, Text
from outcomes.figures.row_plot.forest_rows import (
    ForestRow,
    Labels,
    information,
    printed,
    rows_of,
    spoken,
)
from outcomes.figures.row_plot.intervals import favored
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_p

REACH = 4.0  # an axis of ratios goes at least from its inverse to it; longer intervals are cut
USUAL = 0.75  # share of the limits that an axis of differences holds


def forest_figure(
    result: Result,
    labels: Labels,
    look: Look,
    *,
    contrast: str | None = None,
    title: str = "",
    favors: tuple[str, str] | None = None,
    p_values: bool = True,
    below: Sequence[str] = (),
) -> Figure:
    """Draw the effect in every subgroup, its square as large as what it knows.

    Parameters
    ----------
    result
        Analysis ``subgroup``: an effect with a reference per level (``where``), ``n_events`` per
        level and arm, ``interaction`` per covariate, and the effect in everybody (no ``where``).
        Or analysis ``by_level``: the same rows of one arm, without a comparison.
    labels
        Labels of covariates and levels.
    contrast
        Id of the arm compared; by default the first.
    title
        What is estimated, above the plot; by default the name of the quantity.
    favors
        Ids of the arms that are better left and right of no effect.
    p_values
        Whether the interaction tests are printed.
    below
        Lines under the figure.

    Notes
    -----
    The area of a square is the inverse variance; limits beyond the axis end in an arrow. The
    dashed line and the band are the effect in everybody and its interval.
    """
    rows = rows_of(result, labels, contrast)
    if not any(row.shown and row.factor for row in rows):
        return explanation(next(iter(result.notes), look.say("forest.none")), look)
    first = rows[0].estimate
    head = title or look.say(f"forest.{first.quantity}")
    axis = replace(_axis(rows, look), head=head, favors=favored(favors, look))
    shown = p_values and any(row.test for row in rows)
    known = [information(row.estimate) for row in rows if row.factor and row.shown]
    most = max(known, default=0.0) or 1.0
    blocks = [list(block) for _, block in groupby(rows, key=lambda row: row.factor)]
    drawn = tuple(
        replace(_row(row, labels, look, most, p_values=p_values, tests=shown), shaded=not i % 2)
        for i, block in enumerate(blocks) for row in block
    )  # fmt: skip
    columns = tuple(_columns(first, look, tests=shown))
    return row_plot(RowPlot(columns, (Panel(drawn, axis),), below=tuple(below)), look)


def _axis(rows: Sequence[ForestRow], look: Look) -> Axis:
    """Return the axis, with the effect in everybody across the rows."""
    shown = [row.estimate for row in rows if row.shown]
    axis = axis_of(shown, least=REACH, widest=REACH, most=USUAL)
    e = rows[0].estimate
    if rows[0].factor or e.value is None or not rows[0].shown:
        return axis
    color = look.color(e.group)
    low, high = e.ci_low, e.ci_high
    band = None if low is None or high is None else (low, high, color)
    return replace(axis, lines=(Line(e.value, color=color, dash="dash"),), band=band)


def _columns(e: Estimate, look: Look, *, tests: bool) -> list[Column]:
    """Return factor, level, events of each arm, estimate, interaction test."""
    counted = look.say("column.events_n")
    if e.reference is None:
        counts = [Column(counted, value=True, spare=True)]
    else:
        counts = [
            Column(look.label(arm), value=True, spare=True, color=look.word_color(arm),
                   under=counted)
            for arm in (e.reference, e.group)
        ]  # fmt: skip
    columns = [Column(look.say("column.subgroup")), Column(), *counts,
               Column(look.say("forest.estimate"), value=True, right=True)]  # fmt: skip
    test = Column(look.say("forest.interaction"), value=True, right=True, spare=True)
    return [*columns, test] if tests else columns


def _row(
    row: ForestRow, labels: Labels, look: Look, most: float, *, p_values: bool, tests: bool
) -> Row:
    e = row.estimate
    factor = _marked(row, labels) if row.first else ""
    names = (factor, row.label) if row.factor else (look.say("forest.all"), "")
    counts = row.counts if e.reference else row.counts[:1]
    test = row.printed_test
    p = ""
    if test and tests:
        p = format_p(test.p_value, language=look.language) + look.marks.at(test)
    value = Text(printed(row, look), "" if row.shown else look.muted)
    cells = (*names, *counts, value, *([p] if tests else []))
    return Row(cells, _marks(row, look, most), strong=not row.factor,
               hover=tuple(spoken(row, labels, look, p_values=p_values)))  # fmt: skip


def _marks(row: ForestRow, look: Look, most: float) -> tuple[Mark, ...]:
    e = row.estimate
    if e.value is None or not row.shown:
        return ()
    if not row.factor:
        return (Mark(e.value, e.ci_low, e.ci_high, shape="summary"),)
    share = information(e) / most
    return (Mark(e.value, e.ci_low, e.ci_high, look.color(e.group), "square", share=share),)


def _marked(row: ForestRow, labels: Labels) -> str:
    sign = ("● " if row.factor in labels.marked else "○ ") if labels.marked else ""
    return sign + labels.factor(row)
