"""The workbooks of the demos: the same bytes, the columns asked for."""

from datetime import date, datetime
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest

from outcomes.simulate.__main__ import write_demos
from outcomes.simulate.tables import Tables, to_tables
from tests.simulate.order import DATA


def test_the_workbook_in_data_holds_these_tables(study: tuple[str, Tables]) -> None:
    name, tables = study
    book = openpyxl.load_workbook(DATA / name / "workbook.xlsx", read_only=True)
    assert book.sheetnames == list(tables)
    for sheet, table in tables.items():
        rows = list(book[sheet].iter_rows(values_only=True))
        assert list(rows[0]) == list(table.columns)
        for found, wanted in zip(rows[1:], table.itertuples(index=False), strict=True):
            assert tuple(map(_plain, found)) == tuple(map(_plain, wanted)), sheet
    book.close()


def _plain(value: object) -> object:
    if isinstance(value, datetime):  # a date cell is read as midnight
        return value.replace(microsecond=0)
    return datetime(value.year, value.month, value.day) if isinstance(value, date) else value


def test_the_same_bytes_twice_and_no_author(tmp_path: Path) -> None:
    first = [p.read_bytes() for p in write_demos(tmp_path / "a")]
    second = [p.read_bytes() for p in write_demos(tmp_path / "b")]
    assert first == second
    with ZipFile(tmp_path / "a" / "rmhtnf-demo" / "workbook.xlsx") as package:
        core = package.read("docProps/core.xml").decode()
        assert len({member.date_time for member in package.infolist()}) == 1
    assert core.count("2025-07-01T09:00:00Z") == 2
    assert "<dc:creator></dc:creator>" in core
    assert "<cp:lastModifiedBy></cp:lastModifiedBy>" in core


# --- small pieces --------------------------------------------------------------------------------


def test_an_unknown_column_is_named() -> None:
    with pytest.raises(KeyError, match=r"sheet 'meta' has no column \['colour'\]"):
        to_tables({"meta": [{"key": "a", "colour": "red"}]})


def test_a_column_without_entries_is_left_out() -> None:
    table = to_tables({"meta": [{"key": "a"}, {"key": "b", "value": None}]})["meta"]
    assert list(table.columns) == ["key"]
