"""Tables in files of their own: a folder, one file, several dropped together."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pandas as pd
import pyreadstat
import pytest

from outcomes.intake.gate.limits import LIMITS
from outcomes.intake.gate.raw import Refused
from outcomes.intake.identify.identifiers import find_identifiers
from outcomes.intake.sheets.formats.files import files_of, read_files
from outcomes.intake.sheets.formats.workbook import read_workbook

CSV = b"patient_id,age\nP1,60\n"
NONE: frozenset[str] = frozenset()


@pytest.fixture
def xpt(tmp_path: Path) -> bytes:
    path = tmp_path / "made.xpt"
    frame = pd.DataFrame({"USUBJID": ["P1", "P2"], "NOTE": ["", "mail a.b@example.org"]})
    pyreadstat.write_xport(frame, path, file_format_version=5)
    content = path.read_bytes()
    path.unlink()
    return content


def test_a_folder_one_file_and_several_are_read_alike(tmp_path: Path, xpt: bytes) -> None:
    (tmp_path / "patients.csv").write_bytes(CSV)
    (tmp_path / "ADSL.XPT").write_bytes(xpt)
    (tmp_path / "study.toml").write_text("")
    whole = read_workbook(tmp_path)
    assert [(s.name, s.header, len(s.rows)) for s in whole.sheets] == [
        ("ADSL", ("USUBJID", "NOTE"), 2), ("patients", ("patient_id", "age"), 1),
    ]  # fmt: skip
    assert read_workbook(files_of(tmp_path)) == whole
    alone = read_workbook(tmp_path / "patients.csv")
    assert alone == read_workbook(CSV, name="patients.csv")
    assert alone.sheets == whole.sheets[1:]
    assert alone.sha256 != whole.sha256


def test_texts_of_every_table_are_searched_for_identifiers(xpt: bytes) -> None:
    read = read_files({"adsl.xpt": xpt, "patients.csv": CSV}, NONE)
    found = {(f.rule, f.sheet, f.cell) for f in find_identifiers(read)}
    assert found == {("identifier-email", "adsl", "B2")}


def test_two_files_of_one_name_are_two_sheets(xpt: bytes) -> None:
    read = read_files({"adsl.csv": CSV, "adsl.xpt": xpt}, NONE)
    assert [s.name for s in read.sheets] == ["adsl", "adsl.xpt"]


def test_a_file_that_is_not_what_its_name_says_is_refused(xpt: bytes) -> None:
    for name, data, rule in (("a.csv", xpt, "not-a-csv"), ("a.xpt", CSV, "not-a-sas-table")):
        with pytest.raises(Refused) as caught:
            read_files({name: data}, NONE)
        assert caught.value.rule == rule


def test_tables_that_are_too_large_together_are_refused() -> None:
    limits = replace(LIMITS, file_bytes=len(CSV) + 1)
    assert len(read_files({"a.csv": CSV}, NONE, limits).sheets) == 1
    with pytest.raises(Refused) as caught:
        read_files({"a.csv": CSV, "b.csv": CSV}, NONE, limits)
    assert caught.value.rule == "file-size"


def test_a_large_table_no_analysis_needs_is_left_out_beside_adsl() -> None:
    limits = replace(LIMITS, rows=2)
    files = {"adlb.csv": b"USUBJID,AVAL\nA,1\nA,2\nA,3\n", "adsl.csv": b"USUBJID,AGE\nA,60\n"}
    read = read_files(files, NONE, limits)
    assert [s.name for s in read.sheets] == ["adsl"]
    assert [(f.severity, f.sheet, f.rule) for f in read.findings] == [
        ("info", "adlb", "table-left-out"),
    ]  # fmt: skip
    for name in ("adtte.csv", "patients.csv"):
        needed = {name: files["adlb.csv"]} | ({} if name == "patients.csv" else files)
        with pytest.raises(Refused) as caught:
            read_files(needed, NONE, limits)
        assert caught.value.rule == "rows"


def test_the_heading_is_not_among_the_rows_a_table_may_have() -> None:
    data = {"patients.csv": b"USUBJID,AGE\nA,60\nB,61\nC,62\n"}
    (sheet,) = read_files(data, NONE, replace(LIMITS, rows=3)).sheets
    assert len(sheet.rows) == 3
    with pytest.raises(Refused) as caught:
        read_files(data, NONE, replace(LIMITS, rows=2))
    assert caught.value.rule == "rows"


def test_a_file_is_read_no_further_than_allowed(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"x" * 100)
    assert len(files_of(tmp_path, replace(LIMITS, file_bytes=10))["a.csv"]) == 11
