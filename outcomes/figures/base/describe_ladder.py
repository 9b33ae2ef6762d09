"""A ladder in words, for readers who hear the figure and for the title of its file."""

from __future__ import annotations

from collections.abc import Sequence

from outcomes.figures.row_plot.ladder_rows import LadderRow
from outcomes.wording import format_estimate, text


def describe_ladder(rows: Sequence[LadderRow], *, language: str = "en") -> str:
    """Return every rung with its number, or why it has none, in the order of the figure."""
    said = []
    for row in rows:
        e = row.estimate
        words = row.why or text("ladder.none", language)
        if row.drawn and e is not None:
            words = format_estimate(e.value, e.interval, e.quantity, n=e.n, language=language)
        said.append(f"{row.block}, {row.name}: {words}")
    return "; ".join(said) or text("ladder.none", language)
