"""Published results beside a study's own: a dot and an interval per arm, one setting per figure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from math import isfinite

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import axis_of
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Column, Mark, Panel, Row, RowPlot, Shape
from outcomes.figures.row_plot.proportions import counted
from outcomes.results.result import Estimate
from outcomes.wording import format_interval, format_number, format_value

RATIOS = ("hazard_ratio", "subdistribution_hazard_ratio")


@dataclass(frozen=True, slots=True)
class PublishedRow:
    """One number as it is drawn.

    Attributes
    ----------
    block, name
        The study it stands under, and the arm.
    estimate
        A percentage as a share of 1; the interval with the level it was printed with.
    own
        Whether it is this study's: filled, in the color of its arm; else hollow and gray.
    level_known
        Whether the level of the interval is known.
    """

    block: str
    name: str
    estimate: Estimate
    own: bool = False
    level_known: bool = True

    @property
    def drawn(self) -> bool:
        """Whether there is a finite number."""
        return self.estimate.finite


def published_figure(rows: Sequence[PublishedRow], look: Look, *, x_title: str = "") -> Figure:
    """Draw the rows under the names of their studies; ratios on a logarithmic axis.

    Parameters
    ----------
    rows
        Of one quantity and one setting; consecutive rows of one block share a heading.
    x_title
        The quantity, its unit included.
    """
    shown = [row.estimate for row in rows if row.drawn]
    if not shown:
        return explanation(look.say("published.none"), look)
    axis = replace(axis_of(shown), title=x_title)
    drawn = tuple(_rows(rows, look))
    columns = Column(), Column(value=True, right=True)
    return row_plot(RowPlot(columns, (Panel(drawn, axis),)), look)


def _rows(rows: Sequence[PublishedRow], look: Look) -> Iterator[Row]:
    for block, inside in groupby(rows, lambda row: row.block):
        yield Row(heading=block)
        for row in inside:
            yield Row((row.name, _printed(row, look)), tuple(_marks(row, look)), indent=True)


def _marks(row: PublishedRow, look: Look) -> Iterator[Mark]:
    e = row.estimate
    if e.value is not None and isfinite(e.value):
        color = look.color(e.group) if row.own else look.muted
        shape: Shape = "circle" if row.own else "diamond"
        yield Mark(e.value, e.ci_low, e.ci_high, color, shape, hollow=not row.own)


def _printed(row: PublishedRow, look: Look) -> str:
    e, n = row.estimate, _n(row)
    value = format_value(e.value, e.quantity, n=n, language=look.language)
    if e.quantity == "proportion" and e.n_events is not None:
        value = f"{counted(e)} · {value}"
    limits = format_interval(e.interval, e.quantity, n=n, language=look.language, label=False)
    if not limits or e.interval is None or e.value is None:
        return value
    if not row.level_known:
        return f"{value} ({look.say('published.no_level')} {limits})"
    level = format_number(100 * e.interval.level, 0 if e.interval.level == 0.95 else 1)
    return f"{value} ({look.say('number.ci', level=level)} {limits})"


def _n(row: PublishedRow) -> int | None:
    """Return what decides the decimals: of a published percentage those it was printed with."""
    return row.estimate.n if row.own else 200
