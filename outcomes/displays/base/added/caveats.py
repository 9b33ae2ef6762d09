"""Caveats under what shows their numbers: lines under tables, and under words that stand alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import chain

from outcomes.displays.base.panel import Beside, Block, Cells, Facts, Folded, Panel, Picture, Text
from outcomes.displays.base.words import plain
from outcomes.figures.base.look import Look
from outcomes.figures.base.marks import in_order, letters_in, without
from outcomes.figures.base.table import Table


def with_caveats(panel: Panel, look: Look, *, whole: bool = True) -> Panel:
    """Return a panel with the lines of the caveats in it; a figure has them, but not its words.

    Only where it is ``whole`` is known which letters all cells of a column will have.
    """
    noted = panel.changed(lambda block: _noted(block, look, whole))
    alone = look.caveats(chain.from_iterable(map(_words, panel.walk())))
    explained = {line for block in _open(noted.blocks) for line in _lines_of(block, look)}
    alone = tuple(line for line in alone if line not in explained)
    below = Text("  \n".join(map(plain, alone)), "caption")
    return replace(noted, blocks=(*noted.blocks, below)) if alone else noted


def _open(blocks: Iterable[Block]) -> Iterator[Block]:
    """Yield the blocks that are in sight."""
    for block in blocks:
        if isinstance(block, Beside):
            yield from _open(chain.from_iterable(block.columns))
        elif not isinstance(block, Folded):
            yield block


def _lines_of(block: Block, look: Look) -> Iterator[str]:
    """Yield the lines of caveats a block has of its own."""
    if isinstance(block, Cells):
        yield from block.notes
    elif isinstance(block, Picture) and block.figure is not None:
        yield from look.caveats(_texts(block))


def letters_of(panel: Panel) -> list[str]:
    """Return the letters of the caveats in a panel in the order they are read."""
    return [
        letter for block in panel.walk() for text in _texts(block) for letter in letters_in(text)
    ]


def _texts(block: Block) -> Iterator[str]:
    """Yield what a block shows."""
    match block:
        case Picture(figure=figure) if figure is not None:
            yield from (said["text"] for said in figure.spec["layout"].get("annotations", ()))
        case Picture():
            yield block.alt
        case Cells():
            yield from chain(block.table.columns, *block.table.rows)
        case _:
            yield from _words(block)


def under_warning(panel: Panel, warning: str) -> Panel:
    """Return a panel whose first block is the warning, where there is one."""
    first = (Text(plain(warning), "warning"),) if warning else ()
    return replace(panel, blocks=(*first, *panel.blocks))


def _noted(block: Block, look: Look, whole: bool) -> Block:
    match block:
        case Picture():
            return replace(block, alt="; ".join((block.alt, *look.caveats((block.alt,)))))
        case Cells():
            table = gathered(block.table) if whole else block.table
            texts = chain(table.columns, *table.rows)
            return replace(block, table=table, notes=look.caveats(texts))
        case _:
            return block


def gathered(table: Table) -> Table:
    """Return a table with the letters all cells of a row, or of a column, have at its head."""
    rows = map(_headed, table.rows)
    heads, columns = list(table.columns), list(zip(*rows, strict=True))
    for i, cells in enumerate(columns[1:], 1):
        shared = _shared(cells)
        heads[i] += shared
        columns[i] = tuple(without(shared, cell) for cell in cells)
    return replace(table, columns=tuple(heads), rows=tuple(zip(*columns, strict=True)))


def _headed(row: tuple[str, ...]) -> tuple[str, ...]:
    """Return a row whose name has the letters all its other cells have."""
    shared = _shared(row[1:])
    return (row[0] + shared, *(without(shared, cell) for cell in row[1:]))


def _shared(cells: Sequence[str]) -> str:
    """Return the letters that every cell with words has, where there are several."""
    found = [set(letters_in(cell)) for cell in cells if cell]
    return in_order(set.intersection(*found)) if len(found) > 1 else ""


def _words(block: Block) -> Iterator[str]:
    """Yield the words of a block that is neither figure nor table, or stand above one."""
    match block:
        case Text():
            yield block.words
        case Folded():
            yield block.title
        case Facts():
            yield from chain.from_iterable(block.facts)
