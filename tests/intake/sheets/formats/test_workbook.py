from __future__ import annotations

import datetime
import io
import pickle
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment

from outcomes.intake.gate.raw import cells_by_column, column_index, column_letter, normalize_header
from outcomes.intake.sheets.formats.workbook import RawWorkbook, Refused, read_workbook
from tests.intake.hostile import ORDINARY, book, rows

KNOWN = frozenset({"patientid", "arm", "age", "thicknessacm", "thicknessbcm", "date"})


def saved(book: openpyxl.Workbook) -> bytes:
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def sheet_of(*lines: tuple[object, ...]) -> openpyxl.Workbook:
    made = openpyxl.Workbook()
    made.active.title = "patients"
    for line in lines:
        made.active.append(line)
    return made


def rules(read: RawWorkbook) -> dict[str, str]:
    return {finding.rule: finding.cell for finding in read.findings}


def test_values_keep_their_types_and_addresses() -> None:
    moment = datetime.datetime(2024, 3, 5, 14, 30)
    made = sheet_of(("patient_id", "age", "date", "at", "ok", "time"))
    made.active.append(("007", 61, datetime.date(2024, 3, 5), moment, True, datetime.time(8, 15)))
    made.active.append((8, 61.5, None, None, False, None))
    (sheet,) = read_workbook(saved(made)).sheets
    assert sheet.name == "patients"
    assert sheet.columns == ("A", "B", "C", "D", "E", "F")
    assert sheet.row_numbers == (2, 3)
    assert sheet.rows[0] == (
        "007",
        61,
        datetime.date(2024, 3, 5),
        moment,
        True,
        datetime.time(8, 15),
    )
    assert sheet.rows[1] == (8, 61.5, None, None, False, None)
    assert [type(v) for v in sheet.rows[0][1:3]] == [int, datetime.date]


def test_leading_blank_rows_and_columns_do_not_shift_addresses() -> None:
    made = sheet_of()
    for j, text in enumerate(("patient_id", None, "age")):
        made.active.cell(5, 3 + j, text)
    made.active.cell(6, 3, "P1")
    made.active.cell(8, 5, 40)
    (sheet,) = read_workbook(saved(made)).sheets
    assert (sheet.header, sheet.columns) == (("patient_id", "age"), ("C", "E"))
    assert sheet.row_numbers == (6, 8)
    assert sheet.rows == (("P1", None), (None, 40))


def test_title_rows_above_the_header_are_named() -> None:
    made = sheet_of(("HIPEC trial",), ("cut-off", "2024-01-01"), (), ("patient_id", "arm", "age"))
    made.active.append(("P1", "sox", 50))
    for known in (KNOWN, frozenset()):
        read = read_workbook(saved(made), known_headers=known)
        assert read.sheets[0].header == ("patient_id", "arm", "age")
        assert read.sheets[0].row_numbers == (5,)
        assert rules(read)["title-row"] == "1"


def test_known_headers_win_over_a_fuller_row() -> None:
    made = sheet_of(("a", "b", "c", "d"), ("patient_id", "arm", "x", None), ("P1", "sox", 1, 2))
    assert read_workbook(saved(made)).sheets[0].header[0] == "a"
    assert read_workbook(saved(made), known_headers=KNOWN).sheets[0].header[0] == "patient_id"


def test_a_two_row_heading_is_joined() -> None:
    made = sheet_of(("patient_id", "thickness", None, "date"), (None, "a cm", "b cm", None))
    made.active.append(("P1", 1.5, 2.5, "2024-01-01"))
    made.active.merge_cells("B1:C1")
    made.active.merge_cells("A1:A2")
    for known in (KNOWN, frozenset()):
        read = read_workbook(saved(made), known_headers=known)
        assert read.sheets[0].header == ("patient_id", "thickness a cm", "thickness b cm", "date")
        assert read.sheets[0].row_numbers == (3,)
        assert "two-row-heading" in rules(read)


def test_merged_cells_fill_down_only_inside_their_range() -> None:
    made = sheet_of(("patient_id", "arm", "age"), ("P1", "sox", 1), (None, None, 2), (None, "x", 3))
    made.active.merge_cells("A2:A3")
    read = read_workbook(saved(made))
    assert [row[0] for row in read.sheets[0].rows] == ["P1", "P1", None]
    assert rules(read)["merged-cells"] == "A2:A3"
    (finding,) = read.findings
    assert finding.message == "merged cells; the value was read for each row of the range."
    made.active.merge_cells("B2:C2")
    said = [f.message for f in read_workbook(saved(made)).findings]
    assert sorted(message.endswith("Only its first column was filled.") for message in said) == [
        False, True,
    ]  # fmt: skip


def test_total_and_note_rows_are_left_out_by_name_and_nothing_else() -> None:
    made = sheet_of(("patient_id", "arm", "age"), ("P1", "sox", 1), ("P2 total", "sox", 2))
    for line in (("合计", None, 3), ("Mean (SD)", None, 1.5), ("Note: ages at consent",), ("odd",)):
        made.active.append(line)
    read = read_workbook(saved(made))
    assert [row[0] for row in read.sheets[0].rows] == ["P1", "P2 total", "odd"]
    named = [(f.cell, f.rule) for f in read.findings if f.rule.endswith("-row")]
    assert named == [("4", "total-row"), ("5", "total-row"), ("6", "note-row")]


def test_the_meta_sheet_keeps_its_notes() -> None:
    made = sheet_of(("key", "value"), ("data_cutoff", "2024-01-01"), ("notes", "second cut"))
    assert read_workbook(saved(made)).sheets[0].row_numbers == (2, 3)


def test_errors_formulas_comments_and_hidden_parts_are_named_with_their_address() -> None:
    made = sheet_of(("patient_id", "arm", "age"), ("P1", "#DIV/0!", "=1+1"), ("P2", "sox", 3))
    page = made.active
    page["B2"].data_type = "e"
    page["A3"].comment = Comment("secret", "somebody")
    page.row_dimensions[3].hidden = True
    page.column_dimensions["C"].hidden = True
    made.create_sheet("old").sheet_state = "veryHidden"
    made.defined_names["cohort"] = openpyxl.workbook.defined_name.DefinedName(
        "cohort", attr_text="1"
    )
    made.properties.creator = "Somebody"
    made.epoch = openpyxl.utils.datetime.MAC_EPOCH
    read = read_workbook(saved(made))
    assert read.sheets[0].rows[0] == ("P1", None, None)
    expected = {
        "error-cell": "B2",
        "formula-without-value": "C2",
        "comment": "A3",
        "hidden-rows": "3",
        "hidden-column": "C",
        "hidden-sheet": "",
        "defined-name": "",
        "document-property": "",
        "date-1904": "",
    }
    assert expected.items() <= rules(read).items()
    assert not any("secret" in f.message or "Somebody" in f.message for f in read.findings)


def test_dates_counted_from_1904_are_converted() -> None:
    made = sheet_of(("patient_id", "date"), ("P1", datetime.date(2024, 3, 5)))
    made.epoch = openpyxl.utils.datetime.MAC_EPOCH
    read = read_workbook(saved(made))
    assert read.date_1904
    assert read.sheets[0].rows[0][1] == datetime.date(2024, 3, 5)


def test_the_result_crosses_processes_and_names_its_bytes() -> None:
    read = read_workbook(book(ORDINARY))
    assert pickle.loads(pickle.dumps(read)) == read
    assert len(read.sha256) == 64
    assert read.findings == ()


def test_duplicate_and_missing_headings_are_named() -> None:
    read = read_workbook(book(rows(("patient_id", "arm", "Arm", ""), ("P1", "a", "b", "c"))))
    assert rules(read) == {"duplicate-heading": "C", "no-heading": "D"}
    assert read.sheets[0].header == ("patient_id", "arm", "Arm", "")


def test_a_missing_file_and_a_folder_without_tables_are_refused(tmp_path: Path) -> None:
    for source, rule in ((tmp_path / "none.xlsx", "no-file"), (tmp_path, "no-csv")):
        with pytest.raises(Refused) as caught:
            read_workbook(source)
        assert caught.value.rule == rule


def test_a_folder_of_csv_files_is_a_workbook(tmp_path: Path) -> None:
    text = 'patient_id,arm,note\n007,sox,"two\nlines"\n\nP2,hipec,#N/A\n'
    (tmp_path / "patients.csv").write_bytes(text.encode("utf-8-sig"))
    (tmp_path / "follow_up.csv").write_bytes("患者编号;状态\nP1;存活\n".encode("gbk"))
    (tmp_path / "response.csv").write_text("patient_id\tx\nP1\t1,5\n")
    read = read_workbook(tmp_path)
    follow_up, patients, response = read.sheets
    assert patients.header == ("patient_id", "arm", "note")
    assert patients.row_numbers == (2, 5)  # the second row's text has a line break
    assert patients.rows == (("007", "sox", "two\nlines"), ("P2", "hipec", None))
    assert (follow_up.header, follow_up.rows) == (("患者编号", "状态"), (("P1", "存活"),))
    assert response.rows == (("P1", "1,5"),)
    assert rules(read) == {"encoding": "", "error-cell": "C5"}


@pytest.mark.parametrize(
    ("data", "rule"),
    [(b"PK\x03\x04", "not-a-csv"), (b"a,\0b", "not-a-csv"), (b"a\n" * 50_002, "rows")],
)
def test_a_foreign_or_huge_csv_is_refused(data: bytes, rule: str, tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(Refused) as caught:
        read_workbook(tmp_path)
    assert caught.value.rule == rule


def test_letters_and_names() -> None:
    assert [column_letter(i) for i in (0, 25, 26, 701, 702, 16383)] == "A Z AA ZZ AAA XFD".split()
    assert all(column_index(column_letter(i)) == i for i in range(2_000))
    assert normalize_header(" Patient_ID") == "patientid"
    assert cells_by_column([("B", 9), ("A", 3), ("B", 2)]) == [("A3", "row 3"), ("B", "rows 2, 9")]


def test_awkward_workbooks_are_read_or_refused(gold: Path) -> None:
    files = sorted((gold / "real" / "awkward_workbooks").glob("*.xlsx"))
    assert files
    for file in files:
        read = read_workbook(file)
        for sheet in read.sheets:
            assert all(len(row) == len(sheet.columns) for row in sheet.rows)
            assert len(sheet.rows) == len(sheet.row_numbers)
