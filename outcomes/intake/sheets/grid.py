"""A sheet as it stands, before anything is known of its heading."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass

from outcomes.intake.gate.raw import Raw
from outcomes.intake.gate.sheetxml import Merge


@dataclass(frozen=True, slots=True)
class Grid:
    """Values of a sheet; the file's number of each row, the 0-based index of the first column.

    ``texts`` are its different texts, where its reader knows them.
    """

    name: str
    left: int
    row_numbers: Sequence[int]
    rows: Sequence[Sequence[Raw]]
    merges: Sequence[Merge] = ()
    separator: str = ""
    texts: Set[str] | None = None
