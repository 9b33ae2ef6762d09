"""The numbers of a figure as a table, for who cannot see it: where the page shows none of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from outcomes.displays.base.panel import Block, Cells, Panel, Picture
from outcomes.displays.base.words import Words
from outcomes.figures.base.table import Table, estimates_table
from outcomes.results.quantities import quantity_named
from outcomes.results.result import Estimate, Result

MOST = 60  # rows that can be listened to


def with_numbers(panel: Panel, words: Words, *, p_values: bool) -> Panel:
    """Return a panel whose figures have their numbers as a table, unless a table stands there."""
    if any(isinstance(block, Cells) for block in panel.walk()):
        return panel

    def told(block: Block) -> Block:
        if not isinstance(block, Picture) or block.figure is None:
            return block
        return replace(block, numbers=_table(block, words, p_values))

    return panel.changed(told)


def _table(picture: Picture, words: Words, p_values: bool) -> Table | None:
    rows = [row for result in picture.results for row in _named(result, words)][:MOST]
    return estimates_table(rows, words.language, p_values=p_values) if rows else None


def _named(result: Result, words: Words) -> Iterator[tuple[str, Estimate]]:
    """Yield estimates with what each is of: its kind, of whom, by which rule."""
    for e in result.estimates:
        if e.value is not None:
            kind = words.say(f"figure_number.{quantity_named(e.quantity).kind}")
            parts = (kind, words.named(e), words.covariates(e.covariates), words.note(e.method))
            yield " · ".join(filter(None, parts)), e
