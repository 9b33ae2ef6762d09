"""Named estimates as dots with their intervals: levels per arm above, their differences below."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import isfinite

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import Line, axis_of
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Column, Mark, Panel, Row, RowPlot, Shape
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Estimate

TIMES = ("days", "weeks", "months", "years")


def interval_figure(
    estimates: Sequence[Estimate],
    names: Sequence[str],
    look: Look,
    *,
    favors: tuple[str, str] | None = None,
    x_title: str = "",
    lines: Sequence[Line] = (),
) -> Figure:
    """Draw one row per estimate: name, dot with interval, printed value.

    Parameters
    ----------
    estimates
        Levels of arms (survival at a time, restricted means) and differences of them (those with
        a reference arm); differences have an axis of their own below the levels.
    names
        Name of each row.
    favors
        Ids of the arms that are better left and right of no difference.
    x_title
        Title of the lower axis.
    lines
        Values from elsewhere across the levels, each with its name.
    """
    if not any(e.finite for e in estimates):
        notes = (note for e in estimates for note in e.notes)
        return explanation(next(notes, look.say("interval.none")), look)
    rows = list(zip(estimates, names, strict=True))
    levels = [row for row in rows if row[0].reference is None]
    differences = [row for row in rows if row[0].reference is not None]
    panels = [_panel(part, look) for part in (levels, differences) if part]
    if lines and levels:
        reached = axis_of([e for e, _ in levels], [line.value for line in lines])
        panels[0] = replace(panels[0], axis=replace(reached, lines=tuple(lines)))
    if differences:
        sides = favored(favors, look)
        lower = replace(panels[-1].axis, favors=sides, title=x_title or look.say("axis.difference"))
        panels[-1] = replace(panels[-1], axis=lower)
    elif x_title:
        panels[-1] = replace(panels[-1], axis=replace(panels[-1].axis, title=x_title))
    columns = Column(), Column(value=True, right=True)
    return row_plot(RowPlot(columns, tuple(panels)), look)


def favored(favors: tuple[str, str] | None, look: Look) -> tuple[tuple[str, str], ...]:
    """Return the words and colors of who is better left and right of no difference."""
    sides = zip(("favors.left", "favors.right"), favors or (), strict=False)
    return tuple((look.say(key, arm=look.label(arm)), look.word_color(arm)) for key, arm in sides)


def _panel(rows: Sequence[tuple[Estimate, str]], look: Look) -> Panel:
    drawn = tuple(Row((name, _printed(e, look)), tuple(_marks(e, look))) for e, name in rows)
    return Panel(drawn, axis_of([e for e, _ in rows]))


def _marks(e: Estimate, look: Look) -> Iterator[Mark]:
    if e.value is not None and isfinite(e.value):
        shape: Shape = "circle" if e.reference is None else "diamond"
        yield Mark(e.value, e.ci_low, e.ci_high, look.color(e.group), shape)


def _printed(e: Estimate, look: Look) -> str:
    if e.value is None:
        return look.absent(e)
    timed = e.unit in TIMES and quantity_named(e.quantity).scale == "number"
    unit = look.say(f"unit.{e.unit}.short") if timed else ""
    return look.printed(e, unit=unit)
