"""Which column a heading is, and which sheet is read."""

import datetime as dt

from outcomes.intake.cells.file_facts import NOTHING_KNOWN
from outcomes.intake.sheets.placing import data_cutoff
from tests.intake.sheets.typed import BASE, issues, sheet, spec, tables


def test_what_nobody_named_is_not_read():
    read = tables(sheet("patients", ["patient_id", "arm", "姓名", "foo"], ["1", "SOX", "x", 3]))
    assert list(read.patients.columns) == ["patient_id", "arm", "_row"]
    assert issues(read, "column_not_read") == [("info", "patients!C"), ("info", "patients!D")]
    (report,) = read.reports
    assert [(c.header, c.letter, c.column) for c in report.columns] == [
        ("patient_id", "A", "patient_id"), ("arm", "B", "arm"), ("姓名", "C", None),
        ("foo", "D", None),
    ]  # fmt: skip


def test_one_header_may_be_two_columns():
    protocol = spec(
        columns={"patients.death": "status", "patients.cause": "status"},
        values={"death": {"1": ["2"], "0": ["0", "1"]}},
    )
    read = tables(
        sheet("patients", ["id", "arm", "status"], ["1", "SOX", 2], ["2", "SOX", 1]),
        protocol=protocol,
    )
    assert read.patients["death"].tolist() == [1.0, 0.0]
    assert read.patients["cause"].tolist() == [2.0, 1.0]
    assert [c.column for c in read.reports[0].columns] == ["patient_id", "arm", "death", "cause"]


def test_a_mapped_header_that_is_not_there_names_the_nearest():
    read = tables(
        sheet("patients", ["patient_id", "随机分组情况"], ["1", "SOX"]),
        protocol=spec(columns={"patients.arm": "随机分组情"}),
    )
    (issue,) = [i for i in read.issues if i.rule == "mapped_header_absent"]
    assert issue.severity == "error"
    assert "did you mean '随机分组情况'" in issue.message


def test_a_heading_with_several_meanings_is_asked_about():
    read = tables(sheet("patients", ["patient_id", "arm", "腹水"], ["1", "SOX", "少量"]))
    assert "ascites_category" not in read.patients
    assert issues(read, "ambiguous_header") == [("warning", "patients!C")]


def test_sheets_that_are_not_read():
    patients = sheet("patients", ["patient_id", "arm"], ["1", "SOX"])
    other, readme = sheet("备注", ["a"], ["b"]), sheet("readme", ["a"], ["b"])
    read = tables(patients, other, readme, sheet("基线", ["编号"], ["1"]))
    assert issues(read, "sheet_not_read") == [("info", "基线"), ("info", "备注")]
    assert [r.sheet for r in read.reports] == ["patients", None, None, None]
    mapped = tables(
        patients,
        sheet("备注", ["编号", "名称"], ["1", "fever"]),
        protocol=spec(columns={"adverse_events": "备注"}),
    )
    assert list(mapped.frames["adverse_events"]["term"]) == ["fever"]


def test_a_required_column_may_be_a_study_day():
    patients = sheet("patients", ["patient_id", "arm", "death_day"], ["1", "SOX", 40])
    read = tables(patients, sheet("ascites", ["patient_id", "category"], ["1", "无"]))
    assert issues(read, "column_absent") == [("error", "ascites")]
    read = tables(patients, sheet("ascites", ["patient_id", "assessment_day"], ["1", 28]))
    assert issues(read, "column_absent") == []
    assert read.frames["ascites"]["assessment_day"].tolist() == [28.0]
    assert read.patients["death_day"].tolist() == [40.0]


def test_the_plainer_of_two_headers_is_read():
    read = tables(sheet("patients", ["No.", "编号", "arm"], [1, "GC-1", "SOX"], [2, "GC-2", "SOX"]))
    assert list(read.patients["patient_id"]) == ["GC-1", "GC-2"]
    assert issues(read, "column_twice") == [("warning", "patients!A")]
    read = tables(sheet("patients", ["id", "arm", "ID"], ["1", "SOX", "2"]))
    assert list(read.patients["patient_id"]) == ["1"]


def cutoff(*cells, header=("key", "value"), **study):
    protocol = spec(study=BASE["study"] | study)
    return data_cutoff(sheet("meta", header, *cells), protocol, NOTHING_KNOWN)


def test_the_cutoff_of_the_sheet_meta():
    day, other = dt.date(2024, 6, 30), dt.date(2024, 5, 31)
    assert cutoff(("data cut-off", "2024-06-30")) == (day, [])
    assert cutoff(header=("Data_cutoff", "2024-06-30")) == (day, [])
    assert cutoff(("other", "2024-06-30")) == (None, [])
    assert cutoff(("other", "x"), data_cutoff=other) == (other, [])
    assert cutoff(("data_cutoff", None)) == (None, [])
    assert cutoff(("data_cutoff", "2024-06-30"), data_cutoff=day) == (day, [])
    assert cutoff(("data_cutoff",), header=("key",)) == (None, [])
    assert data_cutoff(None, spec(study=BASE["study"] | {"data_cutoff": day}), NOTHING_KNOWN) == (
        day, [],
    )  # fmt: skip


def test_a_cutoff_that_cannot_be_read_or_differs_is_said_at_its_cell():
    other = dt.date(2024, 5, 31)
    found, (issue,) = cutoff(("x", "y"), ("data_cutoff", "soon"), data_cutoff=other)
    assert (found, issue.severity, issue.address) == (other, "error", "meta!B3")
    assert issue.rule == "not_a_date"
    found, (issue,) = cutoff(("data_cutoff", "2024-06-30"), data_cutoff=other)
    assert (found, issue.severity, issue.address) == (other, "warning", "meta!B2")
    assert issue.message == "data_cutoff differs from study.toml: 2024-05-31 is used"


def test_a_lone_sheet_of_another_name_is_patients_and_two_are_nobody():
    one = sheet("Sheet1", ["patient_id"], ["1"])
    assert issues(tables(one), "sheet_assumed") == [("info", "Sheet1")]
    assert tables(one, sheet("Sheet2", ["a"])).patients["patient_id"].tolist() == ["1"]
    two = tables(one, sheet("Sheet2", ["patient_id"], ["2"]))
    assert issues(two, "no_patients") == [("error", "")]
    assert issues(two, "sheet_not_read") == [("info", "Sheet1"), ("info", "Sheet2")]


def test_a_sheet_without_a_key_is_not_read_and_patients_without_one_are_numbered():
    read = tables(sheet("patients", ["patient_id"], ["1"]), sheet("ascites", ["volume_ml"], [3]))
    assert issues(read, "no_id") == [("error", "ascites")]
    assert "ascites" not in read.frames
    alone = tables(sheet("patients", ["age"], [61]))
    assert issues(alone, "no_id") == [("warning", "patients")]
    assert alone.patients["patient_id"].tolist() == ["1"] or len(alone.patients) == 1
    beside = tables(sheet("patients", ["age"], [61]), sheet("ascites", ["patient_id"], ["1"]))
    assert ("error", "patients") in issues(beside, "no_id")


def test_a_header_that_is_close_to_a_column_is_said_to_be():
    read = tables(sheet("patients", ["patient_id", "albumine_x", "zzz"], ["1", 3, 4]))
    near, far = [i for i in read.issues if i.rule == "column_not_read"]
    assert near.message.endswith("; its header is close to 'albumin'")
    assert near.remedy.endswith('"patients.albumin".')
    assert "close" not in far.message
    assert far.remedy.endswith('"patients.<column>".')
