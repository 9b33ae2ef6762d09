"""Whose a row is: ids, and records of patients nobody knows."""

from outcomes.intake.checks.gather import gathered
from tests.intake.sheets.typed import issues, sheet, tables


def test_ids_repeated_nearly_repeated_and_missing():
    read = tables(
        sheet("patients", ["patient_id", "arm", "age"],
              ["007", "SOX", 50], ["007", "SOX", 60], ["7", "SOX", 61], [None, "SOX", 62],
              ["GC-007", "SOX", 63], ["01-003", "SOX", 64], ["02-003", "SOX", 65]),
    )  # fmt: skip
    assert read.patients["age"].tolist() == [50, 61, 63, 64, 65]
    assert issues(read, "id_repeated") == [("error", "patients!A3")]
    assert issues(read, "id_missing") == [("error", "patients!A5")]
    assert issues(read, "id_nearly_repeated") == [
        ("warning", "patients!A4"),
        ("warning", "patients!A6"),
    ]
    assert not any("007" in i.message for i in read.issues)


def test_records_of_unknown_patients_are_named():
    read = tables(
        sheet("patients", ["patient_id", "arm"], ["007", "SOX"]),
        sheet("不良事件", ["编号", "不良事件", "分级"], ["007", "发热", "Ⅲ度"], [7, "发热", 1],
              ["X9", "发热", 2]),
    )  # fmt: skip
    events = read.frames["adverse_events"]
    assert events["grade"].tolist() == [3.0, 1.0, 2.0]
    assert events["_row"].tolist() == [2, 3, 4]
    assert issues(read, "id_unknown") == [("warning", "不良事件!A3"), ("warning", "不良事件!A4")]
    near, stranger = [i.message for i in read.issues if i.rule == "id_unknown"]
    assert "leading zeros" in near
    assert "leading zeros" not in stranger


def test_unknown_ids_are_one_finding_per_sheet_that_names_every_row():
    rows = [["X9", "fever", 1], ["007", "pain", 1], ["X9", "pain", 1], ["8", "pain", 1]]
    patients = sheet("patients", ["patient_id", "arm"], ["007", "SOX"])
    head = ["patient_id", "term", "grade"]
    read = tables(patients, sheet("adverse_events", head, *rows, ["X9", "rash", 2]))
    (unknown,) = [i for i in gathered(read.issues) if i.rule == "id_unknown"]
    assert unknown.cells == ("A2", "A4", "A5", "A6")
    assert unknown.effect == "left_out"
    assert "X9" not in unknown.message


def test_patients_without_ids_are_numbered():
    read = tables(sheet("Sheet1", ["arm", "age"], ["SOX", 50], ["SOX", 60]))
    assert list(read.patients["patient_id"]) == ["1", "2"]
    assert issues(read, "no_id") == [("warning", "Sheet1")]
    assert issues(read, "sheet_assumed") == [("info", "Sheet1")]


def test_a_workbook_without_patients():
    read = tables(sheet("AE", ["patient_id", "term"], ["1", "fever"]))
    assert len(read.patients) == 0
    assert issues(read, "no_patients") == [("error", "")]
