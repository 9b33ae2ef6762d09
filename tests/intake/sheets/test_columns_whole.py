"""Columns read as wholes in whole files: what the protocol, the column and the file say of them."""

import datetime as dt

import numpy as np
import pandas as pd
import pytest

from outcomes.intake.checks.gather import gathered
from outcomes.intake.derive.derived import derive
from outcomes.intake.gate.raw import RawWorkbook
from outcomes.intake.infer.protocol import infer_from_tables
from outcomes.intake.sheets.tables import to_tables
from tests.intake.sheets.typed import BASE, issues, sheet, spec, tables

HEADERS = [
    ["patient_id", "arm", "age", "albumin", "ca125"],
    ["患者编号", "组别", "年龄", "白蛋白", "ca125"],
]


def study(**keys):
    return BASE["study"] | keys


def patients(header, *rows):
    return sheet("patients", header, *([str(i), "SOX", *row] for i, row in enumerate(rows, 1)))


@pytest.mark.parametrize("header", HEADERS)
def test_declared_codes_are_blank_and_counted_wherever_they_are_declared(header):
    covariate = {
        "id": "ca125", "label": "CA 125", "kind": "continuous", "missing": [5],
    }  # fmt: skip
    columns = {"patients.albumin": {"missing": ["未送"]}}
    protocol = spec(study=study(missing=[-1, "NK"]), covariate=[covariate], columns=columns)
    read = tables(
        patients(header, [60, 35, 5], [-1, "未送", 30], ["NK", -1.0, "5.0"]), protocol=protocol
    )
    np.testing.assert_array_equal(read.patients["age"], [60, np.nan, np.nan])
    np.testing.assert_array_equal(read.patients["albumin"], [35, np.nan, np.nan])
    np.testing.assert_array_equal(read.patients["ca125"], [np.nan, 30, np.nan])
    counted = sorted(i.cells for i in gathered(read.issues) if i.rule == "declared_missing")
    assert counted == [("C3", "C4"), ("D3", "D4"), ("E2", "E4")]
    assert len(read.patients) == 3


@pytest.mark.parametrize("header", HEADERS)
def test_what_cannot_be_is_blank_and_named_by_its_cell(header):
    read = tables(patients(header, [999, -9, 30], [60, 35, 40]))
    np.testing.assert_array_equal(read.patients["age"], [np.nan, 60])
    np.testing.assert_array_equal(read.patients["albumin"], [np.nan, 35])
    assert issues(read, "implausible") == [("warning", "patients!C2"), ("warning", "patients!D2")]


@pytest.mark.parametrize("header", HEADERS)
def test_one_column_tells_how_the_others_write_numbers(header):
    read = tables(patients(header, ["51,5", "35,125", "4,337"], ["60", "40,5", "1.250"]))
    np.testing.assert_array_equal(read.patients["age"], [51.5, 60])
    np.testing.assert_array_equal(read.patients["albumin"], [35.125, 40.5])
    np.testing.assert_array_equal(read.patients["ca125"], [4.337, 1250])
    assert [a for _, a in issues(read, "decimal_comma")] == [
        "patients!C", "patients!D", "patients!E",
    ]  # fmt: skip


def test_an_undecided_mark_is_asked_about_and_answered_in_the_protocol():
    given = patients(HEADERS[0], [60, 35, "4,337"], [60, 40, 30])
    assert issues(tables(given), "decimal_mark") == [("error", "patients!E2")]
    answered = tables(given, protocol=spec(study=study(decimal_mark=",")))
    assert answered.patients["ca125"].tolist() == [4.337, 30]


def test_a_suspected_code_is_one_question_for_the_column():
    read = tables(patients(HEADERS[0], *([60, 35, 9999 if i < 3 else 20 + i] for i in range(12))))
    (asked,) = [i for i in gathered(read.issues) if i.rule == "suspected_code"]
    assert (asked.severity, asked.cells) == ("warning", ("E2", "E3", "E4"))
    assert read.patients["ca125"].isna().sum() == 3
    declared = tables(
        patients(HEADERS[0], *([60, 35, 9999 if i < 3 else 20 + i] for i in range(12))),
        protocol=spec(values={"ca125": {"9999": ["9999"]}}),
    )
    assert declared.patients["ca125"].max() == 9999


DATED = [
    ["patient_id", "arm", "randomisation_date", "death_date", "last_contact_date"],
    ["患者编号", "组别", "随机日期", "死亡日期", "末次随访日期"],
]


@pytest.mark.parametrize("header", DATED)
def test_no_date_is_later_than_the_file_and_none_of_them_is_the_cutoff(header):
    rows = [
        ["1", "SOX", dt.datetime(2021, 1, 1), dt.datetime(2099, 12, 31), dt.datetime(2023, 1, 5)],
        ["2", "SOX", dt.datetime(2021, 1, 1), None, dt.datetime(2032, 5, 1)],
        ["3", "试验组", dt.datetime(2021, 1, 1), None, dt.datetime(2023, 2, 1)],
    ]
    workbook = RawWorkbook(
        (sheet("patients", header, *rows),), "0" * 64, False, (), saved=dt.date(2023, 3, 1)
    )
    read = to_tables(workbook, spec())
    assert issues(read, "date_never") == [("error", "patients!D2")]
    assert issues(read, "date_in_future") == [("error", "patients!E3")]
    assert read.patients["death_date"].isna().all()
    inferred = infer_from_tables(read.frames, ("SOX", "试验组"), "x.xlsx")
    assert inferred.spec.study.data_cutoff == dt.date(2023, 2, 1)
    derived = derive(inferred.spec, read.frames).endpoints["os"]
    assert derived.reason.tolist() == ["", "unread:last_contact_date", ""]
    assert derived.event[[0, 2]].tolist() == [0, 0]


@pytest.mark.parametrize("header", DATED)
def test_a_german_export_writes_the_day_first(header):
    rows = [
        ["1", "SOX", "31.12.21", "06.05.22", "06.05.22"],
        ["2", "SOX", "06.01.21", None, "30.11.22"],
    ]
    read = tables(sheet("patients", header, *rows))
    assert read.patients["randomisation_date"].dt.strftime("%F").tolist() == [
        "2021-12-31", "2021-01-06",
    ]  # fmt: skip
    assert issues(read, "date_order") == [
        ("info", "patients!C"), ("error", "patients!D2"), ("info", "patients!E"),
    ]  # fmt: skip
    answered = tables(
        sheet("patients", header, *rows), protocol=spec(study=study(date_order="dmy"))
    )
    assert answered.patients["death_date"][0] == pd.Timestamp("2022-05-06")


@pytest.mark.parametrize(
    "written", ["2022-05", "UNK-MAY-2022", "2022年5月", dt.datetime(2022, 5, 6)]
)
def test_a_death_known_to_the_month_has_no_time_unless_the_protocol_gives_it_one(written):
    rows = [["1", "SOX", "2021-01-01", written, "2022-05-01"]]
    given = sheet("patients", DATED[0], *rows)
    os = {
        "id": "os", "label": "OS", "kind": "time_to_event", "origin": "randomisation_date",
        "event": ["death_date"], "censor": "last_contact_date",
    }  # fmt: skip

    def reason(policy):
        protocol = spec(endpoint=[os], policy=policy)
        return derive(protocol, tables(given, protocol=protocol).frames).endpoints["os"].reason[0]

    exact = isinstance(written, dt.datetime)
    assert reason({}) == ("" if exact else "month_only:death_date")
    assert reason({"partial_dates": "midpoint"}) == ""


@pytest.mark.parametrize("header", [["patient_id", "arm", "分期"], ["编号", "组别", "stage"]])
def test_an_entry_the_spreadsheet_turned_into_a_date_is_named(header):
    stage = {"id": "stage", "label": "Stage", "kind": "categorical", "levels": ["1-2", "3-4"]}
    rows = [["1", "SOX", "1-2"], ["2", "试验组", dt.datetime(2026, 3, 4)], ["3", "SOX", "3-4"]]
    for protocol in (spec(), spec(covariate=[stage])):
        read = tables(sheet("patients", header, *rows), protocol=protocol)
        assert issues(read, "turned_into_date") == [("error", "patients!C3")]
        assert read.patients["stage"].tolist() == ["1-2", None, "3-4"]
    read = tables(sheet("patients", header, [dt.datetime(2026, 3, 4), "SOX", "1-2"]))
    assert issues(read, "id_changed") == [("error", "patients!A2")]


def test_a_number_in_another_unit_is_not_asked_about_its_decimal_mark():
    read = tables(patients(["patient_id", "arm", "albumin (g/dl)"], [3.125], ["3.5"]))
    assert read.patients["albumin"].tolist() == [31.25, 35.0]
    assert issues(read, "decimal_mark") == []
