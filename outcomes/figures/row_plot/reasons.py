"""Why screened persons were not enrolled."""

from __future__ import annotations

from outcomes.figures.base.look import Look
from outcomes.figures.base.style import Figure, explanation
from outcomes.figures.row_plot.engine.axis import Axis
from outcomes.figures.row_plot.engine.figure import row_plot
from outcomes.figures.row_plot.engine.plot import Bar, Column, Panel, Row, RowPlot
from outcomes.results.result import Result
from outcomes.wording import format_count, format_percent


def reasons_figure(result: Result, look: Look) -> Figure:
    """Draw the reasons of a patient flow, most frequent first, with n and share."""
    reasons = [r for box in result.flow if box.id == "excluded" for r in box.reasons]
    if not reasons:
        return explanation(look.say("reasons.none"), look)
    total, most = sum(n for _, n in reasons), max(n for _, n in reasons)
    rows = tuple(
        Row((look.tell(reason), f"{format_count(n)} ({format_percent(n / total, total)})"),
            bars=(Bar(0, n, look.muted),))
        for reason, n in reasons
    )  # fmt: skip
    columns = Column(), Column(value=True, right=True)
    return row_plot(RowPlot(columns, (Panel(rows, Axis(0, most, hidden=True)),)), look)
