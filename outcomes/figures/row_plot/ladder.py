"""The sensitivity ladder: the same comparison, one assumption after another, on one axis."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.base.table import estimate_cell
from outcomes.figures.row_plot.engine.axis import Line, axis_of
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Column, Mark, Panel, Row, RowPlot, Text
from outcomes.figures.row_plot.intervals import TIMES, favored
from outcomes.figures.row_plot.proportions import counted
from outcomes.results.result import Estimate
from outcomes.wording import Words, format_count, format_number, format_value


@dataclass(frozen=True, slots=True)
class LadderRow:
    """One rung as it is drawn.

    Attributes
    ----------
    name, block
        The rung, and the heading it stands under.
    estimate
        None where there is none.
    marginal
        Whether whole arms are compared (hollow) or patients alike (filled).
    primary
        The prespecified analysis: heavier, and a dotted line through the ladder.
    why
        Printed where the number would stand.
    assumes, beside
        What the pointer says: the sentence about its assumption, and the unadjusted estimate on
        the same patients.
    elsewhere
        A number of another study: muted, so that nobody takes it for one of this study.
    """

    name: str
    block: str
    estimate: Estimate | None
    marginal: bool = False
    primary: bool = False
    why: Words = ""
    assumes: str = ""
    beside: str = ""
    elsewhere: bool = False

    @property
    def drawn(self) -> bool:
        return self.estimate is not None and self.estimate.finite


@dataclass(frozen=True, slots=True)
class Named:
    """A value from elsewhere at the edge of the axis: a published trial, or a known truth."""

    name: str
    value: float

    def line(self, look: Look) -> Line:
        """Return the line of an axis it is drawn as."""
        value = format_value(self.value, "hazard_ratio", language=look.language)
        return Line(self.value, f"{self.name} {value}", dash="dash")


def ladder_figure(
    rows: Sequence[LadderRow],
    look: Look,
    *,
    favors: tuple[str, str] | None = None,
    named: Sequence[Named] = (),
) -> Figure:
    """Draw a row per rung under headings: name, n and events, interval, printed value.

    Parameters
    ----------
    rows
        In order, of one quantity; consecutive rows of one block share a heading.
    favors
        Ids of the arms that are better left and right of no difference.
    named
        Values drawn as labeled lines, never as an interval.
    """
    shown = [row.estimate for row in rows if row.drawn and row.estimate]
    if not shown:
        return explanation(next((r.why for r in rows if r.why), look.say("ladder.none")), look)
    primary = [row.estimate.value for row in rows if row.primary and row.drawn and row.estimate]
    lines = [Line(value, dash="dot") for value in primary[:1] if value is not None]
    axis = replace(
        axis_of(shown, [n.value for n in named]), favors=favored(favors, look),
        head=f"■\u00a0{look.say('effect.conditional')}\u2003 ◇\u00a0{look.say('effect.marginal')}",
        lines=(*lines, *(n.line(look) for n in named)),
    )  # fmt: skip
    columns = (
        Column(),
        Column(look.say("column.events_n"), value=True, spare=True, color=look.muted),
        *([_imputed_column(look)] if any(map(imputed, shown)) else ()),
        Column(look.say(f"ladder.column.{shown[0].quantity}"), value=True, right=True),
    )
    drawn = tuple(_rows(rows, look, len(columns) - 1))
    return row_plot(RowPlot(columns, (Panel(drawn, axis),)), look)


def _imputed_column(look: Look) -> Column:
    return Column(look.say("ladder.imputed"), value=True, spare=True, color=look.muted)


def _rows(rows: Sequence[LadderRow], look: Look, n: int) -> Iterator[Row]:
    for block, inside in groupby(rows, lambda row: row.block):
        yield Row(heading=block)
        yield from (_row(row, look, n) for row in inside)


def _row(row: LadderRow, look: Look, n: int) -> Row:
    """Return a row with so many cells before that of its number."""
    e = row.estimate
    color = "" if row.drawn and not row.elsewhere else look.muted
    cells = (Text(row.name, color), count_of(e), imputed(e))[:n]
    if e is None or e.value is None or not row.drawn:
        why = look.tell(row.why) or (look.absent(e) if e else look.say("interval.ne"))
        return Row((*cells, ""), indent=True, strong=row.primary, why=why)
    ink = look.muted if row.elsewhere else look.color(e.group)
    mark = Mark(e.value, e.ci_low, e.ci_high, ink, "diamond" if row.marginal else "square",
                hollow=row.marginal)  # fmt: skip
    value = Text(estimate_cell(e, e.quantity, look.language, look.marks), color)
    return Row((*cells, value), (mark,), indent=True, strong=row.primary,
               hover=tuple(_hover(row, e, look)))  # fmt: skip


def count_of(e: Estimate | None) -> str:
    """Return events and n as they stand in their column."""
    if e is None or e.n is None:
        return ""
    return format_count(e.n) if e.n_events is None else counted(e)


def imputed(e: Estimate | None) -> str:
    """Return how many events were imputed on average; nothing where none were."""
    events = (note["events"] for note in (e.notes if e else ()) if note.id == "events_imputed")
    return next((format_number(float(n), 1) for n in events if isinstance(n, float)), "")


def _hover(row: LadderRow, e: Estimate, look: Look) -> Iterator[str]:
    """Yield the rung in words: name, number with its interval, n, what it assumes."""
    yield row.name
    kind = look.say("effect.marginal" if row.marginal else "effect.conditional")
    yield f"{_value(e, look)} · {kind}"
    if count_of(e):
        yield f"{look.say('column.events_n')}: {count_of(e)}"
    if imputed(e):
        yield f"{look.say('ladder.imputed')}: {imputed(e)}"
    yield from filter(None, (row.assumes, row.beside))


def _value(e: Estimate, look: Look) -> str:
    unit = look.say(f"unit.{e.unit}") if e.unit in TIMES else ""
    return look.printed(e, unit=unit)


def describe_ladder(rows: Sequence[LadderRow], look: Look) -> str:
    """Return every rung with its number, or why it has none, in the order of the figure."""
    said = []
    for row in rows:
        words = look.tell(row.why) or look.say("ladder.none")
        if row.drawn and row.estimate is not None:
            words = look.printed(row.estimate)
        said.append(f"{row.block}, {row.name}: {words}")
    return "; ".join(said) or look.say("ladder.none")
