"""What published figures say of where they are from: a line under them, and words across."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from outcomes.displays.base.panel import Beside, Block, Folded, Panel, Picture
from outcomes.figures.base.look import Look
from outcomes.figures.base.watermark import watermarked


class Stamp(NamedTuple):
    """Words that travel with every figure: a line under it, and a few across it."""

    line: str = ""
    across: str = ""

    @property
    def lines(self) -> tuple[str, ...]:
        """The line, as part of a caption."""
        return (self.line,) if self.line else ()


NO_STAMP = Stamp()


def stamped(panel: Panel, stamp: Stamp, look: Look) -> Panel:
    """Return a panel with the words across each of its figures."""
    if not stamp.across:
        return panel
    return replace(
        panel, blocks=tuple(_stamped(block, stamp.across, look) for block in panel.blocks)
    )


def _stamped(block: Block, words: str, look: Look) -> Block:
    match block:
        case Picture():
            if block.figure is None:
                return block
            return replace(block, figure=watermarked(block.figure, words, look))
        case Beside():
            columns = (tuple(_stamped(b, words, look) for b in c) for c in block.columns)
            return replace(block, columns=tuple(columns))
        case Folded():
            return replace(block, blocks=tuple(_stamped(b, words, look) for b in block.blocks))
        case _:
            return block
