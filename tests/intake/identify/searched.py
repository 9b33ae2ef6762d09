"""What the search for identifiers finds in a file."""

from __future__ import annotations

from outcomes.intake.identify.identifiers import find_identifiers
from outcomes.intake.sheets.formats.workbook import Finding, read_workbook

MOBILE = "13812345678"


def found(data: bytes) -> tuple[Finding, ...]:
    return find_identifiers(read_workbook(data))
