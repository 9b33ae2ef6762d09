"""Caveats under what shows their numbers: lines under tables, and under words that stand alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from outcomes.displays.base.panel import Block, Cells, Facts, Folded, Panel, Picture, Text
from outcomes.displays.base.words import plain
from outcomes.figures.base.look import Look


def with_caveats(panel: Panel, look: Look) -> Panel:
    """Return a panel with the lines of the caveats in it; a figure has them, but not its words."""
    noted = panel.changed(lambda block: _noted(block, look))
    alone = look.caveats(chain.from_iterable(map(_words, panel.walk())))
    below = Text("  \n".join(map(plain, alone)), "caption")
    return replace(noted, blocks=(*noted.blocks, below)) if alone else noted


def under_warning(panel: Panel, warning: str) -> Panel:
    """Return a panel whose first block is the warning, where there is one."""
    first = (Text(plain(warning), "warning"),) if warning else ()
    return replace(panel, blocks=(*first, *panel.blocks))


def _noted(block: Block, look: Look) -> Block:
    match block:
        case Picture():
            return replace(block, alt="; ".join((block.alt, *look.caveats((block.alt,)))))
        case Cells():
            return replace(block, notes=look.caveats(chain.from_iterable(block.table.rows)))
        case _:
            return block


def _words(block: Block) -> Iterator[str]:
    """Yield the words of a block that is neither figure nor table, or stand above one."""
    match block:
        case Text():
            yield block.words
        case Folded():
            yield block.title
        case Facts():
            yield from chain.from_iterable(block.facts)
