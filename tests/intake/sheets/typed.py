"""Sheets made in memory, read into typed tables."""

from outcomes.intake.gate.raw import RawSheet, RawWorkbook, column_letter
from outcomes.intake.sheets.tables import to_tables
from outcomes.model.toml.protocol import parse_protocol

BASE = {
    "study": {"id": "t", "title": "T", "design": "randomised"},
    "arm": [
        {"id": "sox", "label": "SOX", "reference": True, "aliases": ["对照组", "2"]},
        {"id": "hipec_sox", "label": "HIPEC + SOX", "aliases": ["试验组", "1"]},
    ],
}


def spec(**blocks):
    return parse_protocol({**BASE, **blocks})


def sheet(name, header, *rows, first_row=2):
    columns = tuple(column_letter(i) for i in range(len(header)))
    numbers = tuple(range(first_row, first_row + len(rows)))
    return RawSheet(name, tuple(header), columns, numbers, tuple(map(tuple, rows)))


def tables(*sheets, protocol=None, date_1904=False):
    return to_tables(RawWorkbook(sheets, "0" * 64, date_1904, ()), protocol or spec())


def issues(read, rule):
    return [(i.severity, i.address) for i in read.issues if i.rule == rule]
