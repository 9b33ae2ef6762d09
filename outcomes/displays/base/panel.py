"""What a display draws: blocks of values that a page, a slide, a report or a file can show."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Literal

from outcomes.figures.base.style import Figure
from outcomes.figures.base.table import Table
from outcomes.results.result import Result

Role = Literal[
    "answer", "heading", "line", "caption", "info", "warning", "success", "items", "banner"
]


@dataclass(frozen=True, slots=True, eq=False)
class Picture:
    """A finished figure.

    Attributes
    ----------
    id
        Unique in the panel; part of the names of its files.
    figure
        None where there is nothing to draw; ``alt`` then stands in its place.
    alt
        The figure in words, with its numbers.
    results
        What its numbers are from: the rows of its CSV, the methods of its footer.
    title
        Heading above it; empty for none.
    numbers
        What it shows as a table, for who cannot see it, where no table stands beside it.
    """

    id: str
    figure: Figure | None
    alt: str
    results: tuple[Result, ...] = ()
    title: str = ""
    numbers: Table | None = None

    @property
    def drawn(self) -> bool:
        """Whether there is a line or an area in it, not only words that nothing can be shown."""
        return self.figure is not None and self.figure.draws


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """A table, under a heading.

    Attributes
    ----------
    long
        Whether it may have thousands of rows, and is scrolled and sorted in its place.
    file
        Name of its CSV, where it can be taken away.
    wide
        Columns that hold sentences.
    notes
        Lines under it: the caveats of its numbers.
    """

    table: Table
    title: str = ""
    alt: str = ""
    long: bool = False
    file: str = ""
    wide: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Text:
    """Words in a role. Light markdown of the wording; what comes out of data is escaped."""

    words: str
    role: Role = "line"


@dataclass(frozen=True, slots=True)
class Facts:
    """Large numbers in a row: label, value, and the small print that makes it readable."""

    facts: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, eq=False)
class Beside:
    """Blocks in columns; below each other where the page is narrow."""

    columns: tuple[tuple[Block, ...], ...]
    shares: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Folded:
    """Blocks behind one line of markdown, open or not at first."""

    title: str
    blocks: tuple[Block, ...]
    open: bool = False


@dataclass(frozen=True, slots=True)
class Offer:
    """A file that is made when it is asked for: ``template.en``, ``protocol``."""

    id: str
    label: str


Block = Picture | Cells | Text | Facts | Beside | Folded | Offer


@dataclass(frozen=True, slots=True, eq=False)
class Panel:
    """A display, drawn.

    Attributes
    ----------
    blocks
        In reading order: what answers the question stands first.
    method, details
        How the numbers were made, in a line; and at length, one click away.
    quiet
        Names of answers whose notes are said inside the blocks already.
    file
        Name of the CSV of all answers; empty where the pictures' own files say it all.
    """

    blocks: tuple[Block, ...]
    method: str = ""
    details: str = ""
    quiet: tuple[str, ...] = ()
    file: str = ""

    def walk(self) -> Iterator[Block]:
        """Yield every block that says something, in reading order: one folded, then its inside."""
        return _walk(self.blocks)

    def picture(self, picture_id: str) -> Picture:
        """Return the picture of that id."""
        return next(b for b in self.walk() if isinstance(b, Picture) and b.id == picture_id)

    def figures(self) -> list[Figure]:
        """Return what is drawn, in reading order."""
        pictures = (block for block in self.walk() if isinstance(block, Picture))
        return [picture.figure for picture in pictures if picture.figure is not None]

    def changed(self, change: Callable[[Block], Block]) -> Panel:
        """Return the panel with every block that is not a container changed, each in its place."""
        return replace(self, blocks=_changed(self.blocks, change))


def _changed(blocks: tuple[Block, ...], change: Callable[[Block], Block]) -> tuple[Block, ...]:
    def one(block: Block) -> Block:
        match block:
            case Beside():
                return replace(block, columns=tuple(_changed(c, change) for c in block.columns))
            case Folded():
                return replace(block, blocks=_changed(block.blocks, change))
            case _:
                return change(block)

    return tuple(map(one, blocks))


def _walk(blocks: tuple[Block, ...]) -> Iterator[Block]:
    for block in blocks:
        if isinstance(block, Beside):
            for column in block.columns:
                yield from _walk(column)
        elif isinstance(block, Folded):
            yield block
            yield from _walk(block.blocks)
        else:
            yield block
