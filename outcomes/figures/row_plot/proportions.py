"""Proportions as dots with intervals, with the counts they come from."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Column, Mark, Panel, Row, RowPlot, Text
from outcomes.results.result import Estimate, Result
from outcomes.wording import format_count


def proportions_figure(
    results: Result | Sequence[tuple[str, Result]], look: Look, *, above: Sequence[str] = ()
) -> Figure:
    """Draw one proportion per group, or several blocks of them, from 0 to 100 %.

    Parameters
    ----------
    results
        A result with quantity ``proportion`` (``n_events`` of ``n``), or titles with results. Of
        several intervals of the same group the first is drawn.
    above
        Lines above the plot: the difference with its interval, for example.
    """
    blocks = [("", results)] if isinstance(results, Result) else list(results)
    rows = tuple(row for title, result in blocks for row in _rows(title, result, look))
    if not any(row.marks for row in rows):
        notes = (note for _, result in blocks for note in result.notes)
        return explanation(next(notes, look.say("proportion.none")), look)
    axis = Axis(0.0, 1.0, unit="percent", title=look.say("axis.percent"), grid=True)
    columns = Column(), Column(value=True, right=True)
    return row_plot(RowPlot(columns, (Panel(rows, axis),), above=tuple(above)), look)


def _rows(title: str, result: Result, look: Look) -> Iterator[Row]:
    if title:
        yield Row(heading=title)
    first = {e.group: e for e in reversed(result.all("proportion"))}
    for e in result.all("proportion"):
        if first.get(e.group) is e:  # later ones are sensitivity intervals of the same group
            color = look.word_color(e.group)
            name = Text(look.labels.get(e.group) or look.say("group.all"), color)
            yield Row((name, _printed(e, look)), dots(e, look), indent=bool(title))


def dots(e: Estimate, look: Look, line: int = 0) -> tuple[Mark, ...]:
    """Return the mark of an estimate in the color of its arm, none where there is no value."""
    if e.value is None:
        return ()
    return (Mark(e.value, e.ci_low, e.ci_high, look.color(e.group), line=line),)


def counted(e: Estimate) -> str:
    """Return ``12/24``."""
    return f"{format_count(e.n_events or 0)}/{format_count(e.n or 0)}"


def _printed(e: Estimate, look: Look) -> str:
    """Return ``12/24 · 50% (95% CI 29–71)``."""
    value = look.printed(e, "percent")
    return value if e.n is None or e.n_events is None else f"{counted(e)} · {value}"
