"""What published figures say of where they are from: a line under them, and words across."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from outcomes.displays.base.panel import Block, Panel, Picture
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

    def across(block: Block) -> Block:
        if not isinstance(block, Picture) or block.figure is None:
            return block
        return replace(block, figure=watermarked(block.figure, stamp.across, look))

    return panel.changed(across)
