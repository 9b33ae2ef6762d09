"""To the minute when somebody came to a hospital and left it: with it a stay can be looked up."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from typing import Literal

from outcomes.intake.gate.raw import Finding, Raw, RawSheet, RawWorkbook, Severity, cells_by_column
from outcomes.model.file.told import told

ExactTimes = Literal["warn", "refuse", "allow"]

_STAY = re.compile(
    r"入院|出院|住院(时间|日期)|\badmi(ssion|tted)|\bdischarged?\b|\bhospitali[sz]", re.I
)
_CLOCK = re.compile(r"\d{1,2}\s*[:：时点]\s*\d{2}")
_REMEDY = (
    'Keep the day alone (in Excel: =INT(cell), pasted as values), or say exact_times = "allow" in '
    "[policy] of study.toml."
)


def exact_times(workbook: RawWorkbook, policy: ExactTimes) -> tuple[Finding, ...]:
    """Return where admissions and discharges stand to the minute, as grave as the policy says.

    Parameters
    ----------
    workbook : RawWorkbook
    policy : str
        Of ``[policy] exact_times``: an error where such a file is refused; nothing where allowed.
    """
    if policy == "allow":
        return ()
    severity: Severity = "error" if policy == "refuse" else "warning"
    return tuple(
        Finding(severity, sheet.name, cell, "exact-time",
                told("{}!{}: the time of day of an admission or discharge in {}",
                     sheet.name, cell, rows),
                _REMEDY)
        for sheet in workbook.sheets
        for cell, rows in cells_by_column(_timed(sheet))
    )  # fmt: skip


def _timed(sheet: RawSheet) -> Iterator[tuple[str, int]]:
    for position, header in enumerate(sheet.header):
        if _STAY.search(header.replace("_", " ")):
            for number, row in zip(sheet.row_numbers, sheet.rows, strict=True):
                if _has_time(row[position]):
                    yield sheet.columns[position], number


def _has_time(cell: Raw) -> bool:
    if isinstance(cell, dt.datetime):
        return cell.time() != dt.time()
    return isinstance(cell, dt.time) or (isinstance(cell, str) and bool(_CLOCK.search(cell)))
