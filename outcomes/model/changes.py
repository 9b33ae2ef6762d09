"""What two cuts of a study differ in: addresses and counts, no entry and no patient's name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Literal, NamedTuple

from outcomes.results.result import Result

HEADLINES = ("median", "hazard_ratio", "cumulative_incidence", "proportion")
"""What stands for an endpoint where two cuts are compared."""

Kind = Literal["filled", "blanked", "changed"]


class Entry(NamedTuple):
    """One cell that is not what it was; its address is that in the later file."""

    kind: Kind
    address: str
    column: str
    rewrites: bool


class Moved(NamedTuple):
    """Patients whose endpoint is another now, by what became of it.

    Attributes
    ----------
    new, gone
        Patients with an event who had none, and the other way round.
    earlier, later
        Patients whose event lies earlier or later than it did.
    available, lost
        Patients for whom the endpoint is available now and was not, and the other way round.
    """

    endpoint: str
    new: int = 0
    gone: int = 0
    earlier: int = 0
    later: int = 0
    available: int = 0
    lost: int = 0

    @property
    def any(self) -> bool:
        """Whether anybody's endpoint moved."""
        return any(self[1:])


class Changes(NamedTuple):
    """All that two cuts of a study differ in; no entry and no patient's name is in it.

    Attributes
    ----------
    added, removed
        Addresses of patients that came, in the later file, and that went, in the earlier.
    rows
        By sheet: rows that came, and rows that went.
    entries
        Cells that are not what they were.
    moved
        Endpoints of patients who are in both, in protocol order.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    rows: Mapping[str, tuple[int, int]]
    entries: tuple[Entry, ...]
    moved: tuple[Moved, ...]

    @property
    def rewrites(self) -> bool:
        """Whether something is gone that was there: an event, a date of one, a patient."""
        gone = any(m.gone or m.lost for m in self.moved)
        return gone or bool(self.removed) or any(e.rewrites for e in self.entries)


class Earlier(NamedTuple):
    """The latest earlier cut beside the data of now.

    Attributes
    ----------
    cutoff
        Its date.
    changes
        None where it could not be read; ``problem`` then says why.
    results
        Answers of the earlier cut and of now, to the same questions.
    """

    cutoff: date
    changes: Changes | None
    results: tuple[tuple[Result, Result], ...] = ()
    problem: str = ""
