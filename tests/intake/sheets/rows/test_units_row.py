"""A line of units under the heading is no patient, and what it says is used."""

import pytest

from outcomes.intake.sheets.grid import Grid
from outcomes.intake.sheets.rows.headings import lay_out
from outcomes.intake.sheets.rows.units_row import units_of
from tests.intake.sheets.typed import issues, spec, tables

HEADER = ["patient_id", "arm", "age", "albumin", "os_t", "os_e"]
FIRST = ["1", "SOX", 60, 3.5, 8.7, 1]


@pytest.mark.parametrize(
    ("row", "units"),
    [
        ([None, None, "years", "g/dL", "weeks", "0/1"], ("", "", "years", "g/dl", "weeks", "")),
        (["单位", None, "岁", "g/dL", "周", None], ("", "", "years", "g/dl", "weeks", "")),
        (
            ["Units", "-", "(years)", "[g/dL]", "（周）", None],
            ("", "", "years", "g/dl", "weeks", ""),
        ),
        ([None, "分", "岁", "mmol/L", "%", "10^9/L"], ("", "", "years", "", "", "")),
        (["(code)", None, "(years)", "(note)", None, None], ("", "", "years", "", "", "")),
    ],
)
def test_a_line_of_units(row, units):
    assert units_of(row, 0) == units


@pytest.mark.parametrize(
    "row",
    [
        FIRST, [None, "120/80", "years", None, None, None], ["P1", None, "years", None, None, None],
        [None, "SOX", "years", None, None, None],
        [None, None, "unknown", None, None, None], [None] * 6, ["1", None, None, None, None, None],
    ],
)  # fmt: skip
def test_a_line_of_data_is_none(row):
    assert units_of(row, 0) is None


def read(units, unit="weeks"):
    rows = [HEADER, units, FIRST, ["2", "hipec_sox", 70, 4.0, 10.0, 0]]
    sheet, findings = lay_out(Grid("patients", 0, [1, 2, 3, 4], rows), frozenset(HEADER))
    os = {
        "id": "os", "label": "OS", "kind": "time_to_event", "time": "os_t",
        "event_column": "os_e", "unit": unit,
    }  # fmt: skip
    return tables(sheet, protocol=spec(endpoint=[os])), [f.rule for f in findings]


@pytest.mark.parametrize(
    "units",
    [
        [None, None, "years", "g/dL", "weeks", "0/1"],
        ["单位", None, "岁", "g/dL", "周", None],
        [None, None, "(years)", "(g/dL)", "(weeks)", None],
    ],
)
def test_its_units_are_those_of_the_columns(units):
    found, rules = read(units)
    assert rules == ["units-row"]
    assert found.patients["patient_id"].tolist() == ["1", "2"]
    assert found.patients["age"].tolist() == [60, 70]
    assert found.patients["albumin"].tolist() == [35, 40]
    assert found.patients["os_t"].tolist() == [8.7, 10.0]
    assert found.patients["_row"].tolist() == [3, 4]


def test_a_unit_the_protocol_denies_is_said():
    found, _ = read([None, None, "years", "g/dL", "weeks", None], unit="months")
    assert issues(found, "unit_contradicted") == [("warning", "patients!E")]
