"""Small ADaM tables made by hand."""

from __future__ import annotations

from outcomes.intake.adam.records import People
from outcomes.intake.gate.raw import Raw, RawSheet, column_letter

AB = People(("A", "B", "C"), frozenset({"X"}))
"""Three patients, and one person who was only screened."""


def sheet(name: str, header: str, *rows: tuple[Raw, ...]) -> RawSheet:
    """Return a sheet; headers are separated by spaces, its first row of data is row 2."""
    names = tuple(header.split())
    letters = tuple(column_letter(i) for i in range(len(names)))
    return RawSheet(name, names, letters, tuple(range(2, len(rows) + 2)), rows)


def rules(issues) -> list[tuple[str, str, str]]:
    """Return what an issue is, where and how grave."""
    return [(issue.severity, issue.rule, issue.address) for issue in issues]
