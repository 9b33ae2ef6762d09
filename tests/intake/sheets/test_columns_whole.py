"""Columns read as wholes in whole files: what the protocol, the column and the file say of them."""

import numpy as np
import pytest

from tests.intake.sheets.test_tables import BASE, issues, sheet, spec, tables

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
    assert issues(read, "declared_missing") == [
        ("info", "patients!C"), ("info", "patients!D"), ("info", "patients!E"),
    ]  # fmt: skip
    counted = [i.message for i in read.issues if i.rule == "declared_missing"]
    assert all("the same in 1 more row" in message for message in counted)
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
    assert issues(read, "suspected_code") == [("warning", "patients!E")]
    assert read.patients["ca125"].isna().sum() == 3
    declared = tables(
        patients(HEADERS[0], *([60, 35, 9999 if i < 3 else 20 + i] for i in range(12))),
        protocol=spec(values={"ca125": {"9999": ["9999"]}}),
    )
    assert declared.patients["ca125"].max() == 9999
