"""A display while some of its answers are still being computed: what is ready, and what is not."""

from __future__ import annotations

from dataclasses import replace

from outcomes.displays.base.display import Display, Given
from outcomes.displays.base.panel import Block, Cells, Panel, Picture, Text
from outcomes.displays.base.words import Words, plain
from outcomes.results.result import Result


def so_far(display: Display, given: Given) -> Panel:
    """Return a display drawn of the answers that are ready: of the others it says that they come.

    Nothing in it can be taken away: files hold whole answers.

    Parameters
    ----------
    given
        With `Request.awaited` in the place of every answer that is not there yet.
    """
    words = given.words
    panel = display.draw(given).changed(lambda block: _ready(block, words))
    coming = Text(_coming(given), "caption")
    return replace(panel, blocks=(*panel.blocks, coming), file="")


def _ready(block: Block, words: Words) -> Block:
    """Return a block as it is; a figure or table of nothing that is ready says that it comes."""
    match block:
        case Picture() if block.results and all(r.awaited for r in block.results):
            return Picture(block.id, None, words.awaited, title=block.title)
        case Cells() if not block.table.rows:
            return Text(words.awaited, "caption")
        case Cells():
            return replace(block, file="")
        case _:
            return block


def _coming(given: Given) -> str:
    """Return what is being computed, each analysis once and by its name where it has one."""
    words = given.words
    awaited = (a for a in given.answers.values() if isinstance(a, Result) and a.awaited)
    names = dict.fromkeys(words.say_or(f"method.{a.analysis}", "") for a in awaited)
    what = words.say("list.semicolon").join(filter(None, names))
    return plain(words.say("panel.awaited_what", what=what) if what else words.awaited)
