"""ADTTE to endpoints: coding, units, repeated records, agreement with the dates."""

import pytest

from outcomes.intake.adam.times import times
from outcomes.model.endpoint import Endpoint
from tests.intake.adam.sheets import AB, rules, sheet

DATED = "USUBJID PARAMCD PARAM AVAL CNSR STARTDT ADT"


def read(*tables, declared=None):
    return times(tables, AB, declared)


def test_every_parameter_is_an_endpoint():
    found = read(
        sheet(
            "adtte", "USUBJID PARAMCD PARAM AVAL AVALU CNSR EVNTDESC CNSDTDSC",
            ("A", "OS", "Overall Survival", 3.5, "MONTHS", 0, "Death", None),
            ("B", "OS", "Overall Survival", "4", "MONTHS", 1, "Alive", "Data cut-off"),
            ("A", "PFS", "Progression-Free Survival (days)", 50, "DAYS", 2, "Lost", None),
        )
    )  # fmt: skip
    assert found.blocks == [
        {"id": "os", "label": "Overall Survival", "kind": "time_to_event", "time": "os_aval",
         "censor_column": "os_cnsr", "unit": "months"},
        {"id": "pfs", "label": "Progression-Free Survival", "kind": "time_to_event",
         "time": "pfs_aval", "censor_column": "pfs_cnsr", "unit": "days"},
    ]  # fmt: skip
    assert found.columns == {
        "os_aval": {"A": 3.5, "B": 4.0}, "os_cnsr": {"A": 0, "B": 1},
        "os_reason": {"A": "Death", "B": "Data cut-off"},
        "pfs_aval": {"A": 50}, "pfs_cnsr": {"A": 2}, "pfs_reason": {"A": "Lost"},
    }  # fmt: skip
    assert found.issues == []


def test_a_patient_with_two_records_of_a_parameter_has_none():
    table = sheet("adtte", "USUBJID PARAMCD AVAL AVALU CNSR", ("A", "OS", 3, "DAYS", 0),
                  ("B", "OS", 4, "DAYS", 1), ("A", "OS", 9, "DAYS", 0))  # fmt: skip
    found = read(table)
    assert found.columns["os_aval"] == {"B": 4}
    assert rules(found.issues) == [("error", "records_repeated", "adtte!A")]
    assert "rows 2, 4" in found.issues[0].message


def test_only_the_records_for_analysis_count():
    table = sheet("adtte", "USUBJID PARAMCD AVAL AVALU CNSR ANL01FL",
                  ("A", "OS", 3, "DAYS", 0, None), ("A", "OS", 9, "DAYS", 1, "Y"),
                  ("B", "OS", 4, "DAYS", 1, "N"))  # fmt: skip
    found = read(table)
    assert found.columns["os_aval"] == {"A": 9}
    assert rules(found.issues) == [("info", "records_not_for_analysis", "adtte!A")]
    assert "2 records" in found.issues[0].message


def test_a_flag_that_marks_nothing_is_no_flag():
    table = sheet(
        "adtte", "USUBJID PARAMCD AVAL AVALU CNSR ANL01FL", ("A", "OS", 3, "DAYS", 0, None)
    )
    assert read(table).columns["os_aval"] == {"A": 3}


def test_records_of_others_are_counted():
    table = sheet("adtte", "USUBJID PARAMCD AVAL AVALU CNSR", ("X", "OS", 3, "DAYS", 0),
                  ("Z", "OS", 4, "DAYS", 1), ("A", None, 4, "DAYS", 1),
                  ("A", "OS", 5, "DAYS", 1))  # fmt: skip
    found = read(table)
    assert found.columns["os_aval"] == {"A": 5}
    assert rules(found.issues) == [
        ("info", "records_of_screening_failures", "adtte!A"), ("warning", "id_unknown", "adtte!A"),
        ("warning", "record_unnamed", "adtte!A"),
    ]  # fmt: skip


def test_cells_that_are_no_numbers_are_errors_with_their_address():
    table = sheet("adtte", "USUBJID PARAMCD AVAL AVALU CNSR", ("A", "OS", "x", "DAYS", 0),
                  ("B", "OS", 4, "DAYS", 0.5), ("C", "OS", 5, "DAYS", None))  # fmt: skip
    found = read(table)
    assert rules(found.issues) == [
        ("error", "record_unreadable", "adtte!C"), ("error", "record_unreadable", "adtte!E"),
    ]  # fmt: skip
    assert "row 2" in found.issues[0].message
    assert "row 3" in found.issues[1].message
    assert str(found.columns["os_aval"]["A"]) == "nan"


def dated(*records):
    return sheet("adtte", DATED, *((i, "OS", "OS", a, 1, s, e) for i, a, s, e in records))


def test_a_unit_nobody_wrote_is_the_one_of_the_dates():
    # 2024-01-01 to 2024-01-31 is 31 days, counting both; 31 / 30.4375 months
    days = read(dated(("A", 31, "2024-01-01", "2024-01-31"), ("B", 1, "2024-01-01", "2024-01-01")))
    months = read(
        dated(("A", 1.02, "2024-01-01", "2024-01-31"), ("B", 2.99, "2024-01-01", "2024-03-31"))
    )
    assert days.blocks[0]["unit"] == "days"
    assert months.blocks[0]["unit"] == "months"
    assert rules(days.issues) == rules(months.issues) == [("info", "unit_assumed", "adtte!D")]


def test_a_unit_nothing_tells_is_not_guessed():
    found = read(dated(("A", 31, None, None)))
    assert found.blocks == []
    assert found.columns["os_aval"] == {"A": 31}
    assert rules(found.issues) == [("error", "unit_unknown", "adtte!D")]
    mixed = read(sheet("adtte", "USUBJID PARAMCD AVAL AVALU CNSR", ("A", "OS", 3, "DAYS", 0),
                       ("B", "OS", 4, "MONTHS", 1)))  # fmt: skip
    assert rules(mixed.issues) == [("error", "units_mixed", "adtte!D")]
    assert mixed.blocks == []


def stated(unit, *records):
    header = "USUBJID PARAMCD AVAL AVALU CNSR STARTDT ADT"
    return sheet("adtte", header, *((i, "OS", a, unit, 1, s, e) for i, a, s, e in records))


def test_times_that_differ_from_their_dates():
    found = read(
        stated("DAYS", ("A", 31, "2024-01-01", "2024-01-31"), ("B", 40, "2024-01-01", "02JAN2024"),
               ("C", 5, None, "2024-01-02"))
    )  # fmt: skip
    assert rules(found.issues) == [("warning", "time_differs", "adtte!C")]
    assert "in 1 of 2 records (row 3)" in found.issues[0].message
    assert found.columns["os_aval"]["B"] == 40


def test_a_day_that_is_never_added_is_said_once():
    found = read(
        stated("DAYS", ("A", 30, "2024-01-01", "2024-01-31"), ("B", 1, "2024-01-01", "2024-01-02"))
    )
    assert rules(found.issues) == [("info", "day_one_not_counted", "adtte!C")]


def test_rounded_months_agree_with_their_dates():
    assert read(stated("MONTHS", ("A", 1.0, "2024-01-01", "2024-01-31"))).issues == []
    assert read(stated("MONTHS", ("A", 1.02, "2024-01-01", "2024-01-31"))).issues == []
    off = read(stated("MONTHS", ("A", 1.52, "2024-01-01", "2024-01-31")))
    assert rules(off.issues) == [("warning", "time_differs", "adtte!C")]


def test_the_protocol_names_what_is_read_and_its_unit_wins():
    table = sheet("adtte", "USUBJID PARAMCD AVAL AVALU CNSR", ("A", "OS", 3, "DAYS", 0),
                  ("A", "PFS", 2, "DAYS", 0))  # fmt: skip
    endpoint = Endpoint("death", "Death", "time_to_event", time="os_aval",
                        censor_column="os_cnsr", unit="months")  # fmt: skip
    found = read(table, declared={"os_aval": endpoint})
    assert set(found.columns) == {"os_aval", "os_cnsr"}
    assert rules(found.issues) == [("error", "unit_contradicted", "adtte!D")]


@pytest.mark.parametrize("code", ["OS", "os"])
def test_a_parameter_of_two_tables_is_read_once(code):
    first = sheet("adtte", "USUBJID PARAMCD AVAL AVALU CNSR", ("A", "OS", 3, "DAYS", 0))
    second = sheet("adtte2", "USUBJID PARAMCD AVAL AVALU CNSR", ("B", code, 4, "DAYS", 0))
    found = read(first, second)
    assert found.columns["os_aval"] == {"A": 3}
    assert rules(found.issues) == [("error", "parameter_twice", "adtte2!B")]
