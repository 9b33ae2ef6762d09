"""How large a workbook may be, and what to do when it is larger."""

from __future__ import annotations

from dataclasses import dataclass, replace

from outcomes.intake.gate.raw import Refused
from outcomes.model.file.told import told

SAVE_AS_XLSX = "Save it from Excel as “Excel Workbook (.xlsx)” and try again."
FEWER = "Keep only the study's data in the workbook; delete unused rows, columns and formatting."


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes, counts, and the ratio of unpacked to packed size."""

    file_bytes: int = 20 << 20
    members: int = 2_000
    unpacked_bytes: int = 256 << 20
    ratio: int = 200
    sheets: int = 256
    rows: int = 50_000
    columns: int = 512
    cells: int = 3_000_000
    merges: int = 20_000
    text: int = 65_536  # characters of a cell; Excel allows 32 767, but may escape some
    tags: int = 300_000  # tags of the whole file beyond those of its cells and texts
    letters: int = 4_000_000  # of all texts outside of cells
    suspect_letters: int = 400_000  # of those that need a careful look for identifiers


LIMITS = Limits()


def times_larger(rows: int) -> float:
    """Return how many times as much as usual may be spent on tables of so many rows."""
    return max(rows / LIMITS.rows, 1.0)


def limits_of(rows: int) -> Limits:
    """Return the limits of a folder of tables of so many rows: its files and cells grow alike."""
    times = times_larger(rows)
    return replace(
        LIMITS,
        rows=int(LIMITS.rows * times),
        cells=int(LIMITS.cells * times),
        file_bytes=int(LIMITS.file_bytes * times),
    )


def too_many(what: str, limits: Limits) -> Refused:
    """Return the refusal of a workbook with more of something than a limit allows."""
    allowed = getattr(limits, what)
    return Refused(what, told("The workbook has more than {:,} {}.", allowed, told(what)), FEWER)
