"""The demo workbook with ten faults a data manager makes, and where each must be found."""

import datetime as dt
import io
from pathlib import Path
from typing import NamedTuple

import openpyxl

DEMO = Path(__file__).parents[2] / "data" / "hipec-sox-demo"


class Fault(NamedTuple):
    """What is written where, and what must be said about it."""

    address: str
    value: object
    severity: str
    rule: str

    @property
    def cell(self) -> tuple[str, str]:
        sheet, cell = self.address.split("!")
        return sheet, cell


FAULTS = (
    Fault("patients!E20", "2021-02-30", "error", "not_a_date"),
    Fault("patients!I5", "femail", "error", "not_a_code"),
    Fault("patients!C6", "arm Z", "error", "not_an_arm"),
    Fault("patients!H7", 240, "warning", "implausible"),
    Fault("patients!AA8", dt.datetime(2021, 4, 3), "error", "after_death"),  # before randomisation
    Fault("patients!Q11", "800", "warning", "category_amount"),
    Fault("patients!O15", 55, "error", "out_of_range"),
    Fault("patients!AB29", dt.datetime(2025, 12, 1), "warning", "after_cutoff"),
    Fault("patients!A40", "038", "error", "id_repeated"),
    Fault("surgery!F3", "R0", "error", "r_status_without_resection"),
)
# What follows from a fault and cannot be left out: endpoints of the patient who died too early,
# and the records of the patient whose code was overwritten.
CONSEQUENCES = (
    ("error", "patients!8", "negative_time"),
    ("warning", "patients!8", "sheets_disagree"),
    ("warning", "treatment!A503", "id_unknown"),
    ("warning", "ascites!A149", "id_unknown"),
    ("warning", "response!A182", "id_unknown"),
    ("warning", "surgery!A39", "id_unknown"),
    ("warning", "follow_up!A306", "id_unknown"),
    ("warning", "adverse_events!A184", "id_unknown"),
)


def faulty_workbook(faults: tuple[Fault, ...] = FAULTS) -> bytes:
    """Return the demo workbook with the faults written into it."""
    book = openpyxl.load_workbook(DEMO / "workbook.xlsx")
    for fault in faults:
        sheet, cell = fault.cell
        book[sheet][cell].value = fault.value
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()
