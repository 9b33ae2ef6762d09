"""What became of a file: every finding with its address, and what each column was read as."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Severity = Literal["error", "warning", "info"]
Effect = Literal["blocked", "left_out", "unknown", "used", "none", ""]
"""What a finding does to the results, the gravest first.

A result cannot be computed; patients or rows are left out; the entry counts as unknown; it is used
as it stands; no result changes.
"""


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing the reader should know about the data, with its address and its remedy.

    ``message`` never quotes a cell; ``cell`` may be a cell (``C7``), a column (``C``), a row
    (``7``) or empty for the whole sheet. Where the same is wrong in several places it is the first
    of them, and ``cells`` holds all.
    """

    severity: Severity
    sheet: str
    cell: str
    rule: str
    message: str
    remedy: str = ""
    effect: Effect = ""
    cells: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """``sheet!cell``, or the sheet alone."""
        return self._at(self.cell)

    @property
    def addresses(self) -> tuple[str, ...]:
        """The addresses of all its cells."""
        return tuple(self._at(cell) for cell in self.cells or (self.cell,))

    @property
    def blocks(self) -> bool:
        """Whether it is an error that keeps something out of a result."""
        return self.severity == "error" and self.effect != "none"

    def _at(self, cell: str) -> str:
        return f"{self.sheet}!{cell}" if cell else self.sheet


@dataclass(frozen=True, slots=True)
class ColumnReport:
    """What became of one column of the file; ``column`` is None when it was not read.

    Attributes
    ----------
    holds, n_distinct
        What stands in it: ``dates``, ``numbers`` or ``texts``; and how many different entries.
    examples
        The first different entries of a column that is read. Nothing of one that is not.
    meanings
        Entries that were read as something else than they say, and as what: *mod*, ``moderate``;
        *3/4/2024*, ``2024-04-03``. The first of them.
    unresolved
        Entries of a coded column that are none of its codes, the first of them.
    score
        How sure the reading of its header is; None where the header is listed or mapped.
    """

    header: str
    letter: str
    column: str | None
    n_filled: int
    n_problems: int = 0
    holds: str = ""
    n_distinct: int = 0
    examples: tuple[str, ...] = ()
    meanings: tuple[tuple[str, str], ...] = ()
    unresolved: tuple[str, ...] = ()
    score: float | None = None


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What became of one sheet of the file; ``sheet`` is None when it was not read."""

    name: str
    sheet: str | None
    n_rows: int
    columns: tuple[ColumnReport, ...] = ()
