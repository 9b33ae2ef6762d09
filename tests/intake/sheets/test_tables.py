import datetime as dt

import numpy as np
import pytest

from outcomes.intake.checks.gather import gathered
from tests.intake.sheets.typed import BASE, issues, sheet, spec, tables


def test_a_chinese_sheet_becomes_typed_columns():
    read = tables(
        sheet(
            "患者信息",
            ["编号", "分组", "性别", "年龄（岁）", "随机日期", "既往化疗", "腹水分级"],
            ["007", "试验组", "男", "６５", "2023.5.6", "是", "中量"],
            [8.0, 2, "女", 70, 45052, "否", "无"],
        )
    )
    p = read.patients
    assert list(p["patient_id"]) == ["007", "8"]
    assert list(p["arm"]) == ["hipec_sox", "sox"]
    assert list(p["sex"]) == ["male", "female"]
    assert p["age"].tolist() == [65.0, 70.0]
    assert p["randomisation_date"].dtype == "datetime64[ns]"
    assert list(p["randomisation_date"].dt.date) == [dt.date(2023, 5, 6)] * 2
    assert p["prior_chemo"].tolist() == [1.0, 0.0]
    assert list(p["ascites_category"]) == ["moderate", "none"]
    assert p["_row"].tolist() == [2, 3]
    assert read.name("patients") == "患者信息"
    assert read.cell("patients", "age", 3) == "D3"
    assert read.issues == ()


def test_an_unreadable_cell_is_missing_and_addressed_in_the_file():
    read = tables(
        sheet("基线", ["编号", "组别", "随机日期"], ["1", "SOX", "2023.13.5"], first_row=7)
    )
    assert read.patients["randomisation_date"].isna().all()
    (issue,) = read.issues
    assert (issue.severity, issue.address) == ("error", "基线!C7")
    assert issue.message == "randomisation_date (a text) is not a date"


def test_names_of_the_protocol_are_read_by_their_kind():
    protocol = spec(
        endpoint=[
            {"id": "os", "label": "OS", "kind": "time_to_event", "time": "os_months",
             "event_column": "status", "unit": "months"},
            {"id": "r", "label": "R", "kind": "proportion", "success": "responded"},
            {"id": "p", "label": "P", "kind": "time_to_event", "origin": "start_date",
             "event": ["relapse_date"], "censor": "seen_date"},
        ],
        covariate=[
            {"id": "cell", "label": "Cell", "kind": "categorical", "levels": ["a", "b"]},
            {"id": "dose", "label": "Dose", "kind": "continuous"},
            {"id": "smoker", "label": "Smoker", "kind": "binary"},
            {"id": "ecog", "label": "ECOG", "kind": "ordinal", "levels": ["0", "1"]},
        ],
        population=[{"id": "fit", "label": "Fit", "column": "fit"}],
        plan={"strata": ["region"]},
    )  # fmt: skip
    header = ["patient_id", "arm", "OS_months", "status", "responded", "relapse date", "cell",
              "dose", "smoker", "ecog", "fit", "region"]  # fmt: skip
    read = tables(
        sheet("patients", header,
              ["1", "SOX", "12.5", 1, "Y", "2023.5.6", "A", 3, 1, 1, "N", 1.0],
              ["2", "SOX", 3, 0, None, None, "c", 4, "否", "0分", "Y", "2"]),
        protocol=protocol,
    )  # fmt: skip
    p = read.patients
    assert p["os_months"].tolist() == [12.5, 3.0]
    assert p["status"].tolist() == [1.0, 0.0]
    assert p["responded"][0] == 1.0
    assert np.isnan(p["responded"][1])
    assert p["relapse_date"].dtype == "datetime64[ns]"
    assert list(p["cell"]) == ["a", "c"]
    assert issues(read, "undeclared_level") == [("warning", "patients!G3")]
    assert p["dose"].tolist() == [3.0, 4.0]
    assert p["smoker"].tolist() == [1.0, 0.0]
    assert list(p["ecog"]) == ["1", "0"]
    assert p["fit"].tolist() == [0.0, 1.0]
    assert list(p["region"]) == ["1", "2"]


def test_an_event_that_is_neither_0_nor_1_is_an_error():
    endpoint = {"id": "os", "label": "OS", "kind": "time_to_event", "time": "t",
                "event_column": "e", "unit": "days"}  # fmt: skip
    read = tables(
        sheet("patients", ["patient_id", "arm", "t", "e"], ["1", "SOX", 5, 2]),
        protocol=spec(endpoint=[endpoint]),
    )
    assert issues(read, "out_of_range") == [("error", "patients!D2")]
    endpoint["kind"] = "competing"
    read = tables(
        sheet("patients", ["patient_id", "arm", "t", "e"], ["1", "SOX", 5, 2]),
        protocol=spec(endpoint=[endpoint]),
    )
    assert read.patients["e"].tolist() == [2.0]


@pytest.mark.parametrize("raw", [1, 1.0, "1"])
def test_columns_and_values_of_the_protocol(raw):
    protocol = spec(
        columns={"patients.arm": "随机", "patients.sex": "XB", "nausea_date": "NN"},
        values={"sex": {"male": ["1"], "female": ["2"]}},
    )
    read = tables(
        sheet("patients", ["ID", "随机", "xb", "组别", "NN"], ["1", raw, raw, "other", "2023.5.6"]),
        protocol=protocol,
    )
    assert read.patients.loc[0, ["arm", "sex"]].tolist() == ["hipec_sox", "male"]
    assert read.patients["nausea_date"][0] == np.datetime64("2023-05-06")
    assert not [i for i in read.issues if i.severity != "info"]


def test_blank_arms_are_quarantined_aloud():
    read = tables(sheet("patients", ["patient_id", "arm"], ["1", None], ["2", "SOX→试验组"]))
    assert read.patients["arm"].tolist() == [None, "sox"]
    assert issues(read, "arm_missing") == [("warning", "patients!B2")]
    assert issues(read, "crossover") == [("warning", "patients!B3")]


def test_an_unknown_arm_is_not_also_called_blank():
    read = tables(sheet("patients", ["patient_id", "arm"], ["1", "SOX"], ["2", "third"]))
    assert issues(read, "not_an_arm") == [("error", "patients!B3")]
    assert issues(read, "arm_missing") == []


def test_a_rule_broken_all_over_a_column_is_one_issue():
    rows = [[str(i), "SOX", 1] for i in range(1, 31)]
    read = tables(sheet("patients", ["patient_id", "arm", "sex"], *rows))
    (issue,) = gathered(read.issues)
    assert issue.address == "patients!C2"
    assert issue.cells == tuple(f"C{row}" for row in range(2, 32))
    assert read.reports[0].columns[2].n_problems == 30


def test_liters_among_milliliters():
    values = [800, 1200, 1.5, 900]
    rows = [[str(i), "SOX", v] for i, v in enumerate(values)]
    read = tables(sheet("patients", ["patient_id", "arm", "ascites_ml"], *rows))
    assert issues(read, "mixed_units") == [("warning", "patients!C")]
    assert read.patients["ascites_ml"].tolist() == values


@pytest.mark.parametrize(
    ("header", "raw", "value"),
    [
        ("腹水量(L)", 1.5, 1500.0),
        ("腹水量(ml)", 5, 5.0),
        ("ascites_ml", 5, 5.0),
        ("腹水量", 5, None),
    ],
)
def test_volumes_and_the_unit_in_the_header(header, raw, value):
    read = tables(sheet("patients", ["patient_id", "arm", header], ["1", "SOX", raw]))
    assert read.patients["ascites_ml"].replace({np.nan: None}).tolist() == [value]


def test_the_cutoff_of_the_protocol_wins_over_the_sheet_meta():
    patients = sheet("patients", ["patient_id", "arm"], ["1", "SOX"])
    meta = sheet("meta", ["key", "value"], ["数据截止日期", "2024.6.30"])
    read = tables(patients, meta)
    assert read.data_cutoff == dt.date(2024, 6, 30)
    assert read.issues == ()
    other = dt.date(2024, 5, 1)
    declared = spec(study={**BASE["study"], "data_cutoff": other})
    read = tables(patients, meta, protocol=declared)
    assert read.data_cutoff == other
    assert issues(read, "cutoff_differs") == [("warning", "meta!B2")]


def test_a_sheet_meta_is_kept_where_there_is_a_cutoff_and_only_there():
    patients = sheet("patients", ["病例号"], ["P1"])
    blank = tables(patients, sheet("meta", ["key", "value"], ["note", "none"]))
    assert "meta" not in blank.frames
    declared = spec(study={**BASE["study"], "data_cutoff": dt.date(2024, 6, 30)})
    assert "meta" not in tables(patients, protocol=declared).frames
    meta = sheet("meta", ["key", "value"], ["数据截止日期", "2024-06-30"])
    assert tables(patients, meta).frames["meta"].to_dict("list") == {
        "key": ["data_cutoff"], "value": ["2024-06-30"],
    }  # fmt: skip


def test_serials_of_a_1904_workbook():
    header = ["patient_id", "arm", "death_date"]
    read = tables(sheet("patients", header, ["1", "SOX", 43590]), date_1904=True)
    assert read.patients["death_date"][0] == np.datetime64("2023-05-06")


def test_no_rows_at_all():
    read = tables(sheet("patients", ["patient_id", "arm", "death_date", "age"]))
    assert len(read.patients) == 0
    assert read.patients["death_date"].dtype == "datetime64[ns]"
    assert read.issues == ()


def test_levels_and_values_of_patients_do_not_reach_other_sheets():
    protocol = spec(
        covariate=[
            {"id": "p_status", "label": "P", "kind": "categorical", "levels": ["P1a", "P1b"]}
        ],
        values={"cytology": {"seen": ["1"]}, "status": {"dead": ["9"]}},
    )
    read = tables(
        sheet("patients", ["patient_id", "arm", "p_status", "status"], ["1", "SOX", "P0", 9]),
        sheet("response", ["patient_id", "assessment_date", "p_status", "cytology"],
              ["1", "2023.5.6", "P0", 1]),
        sheet("follow_up", ["patient_id", "contact_date", "status"], ["1", "2023.5.6", 9]),
        protocol=protocol,
    )  # fmt: skip
    assert issues(read, "undeclared_level") == [("warning", "patients!C2")]
    assert issues(read, "undeclared_number") == [("error", "response!D2")]
    assert read.frames["follow_up"]["status"].tolist() == ["dead"]


@pytest.mark.parametrize(("unit", "n_issues"), [("g/dL", 0), ("g/L", 1), ("", 1)])
def test_a_covariate_in_another_unit_has_another_range(unit, n_issues):
    albumin = {"id": "albumin", "label": "Albumin", "kind": "continuous", "unit": unit}
    read = tables(
        sheet("patients", ["patient_id", "arm", "albumin"], ["1", "SOX", 3.5]),
        protocol=spec(covariate=[albumin]),
    )
    assert read.patients["albumin"].isna().tolist() == [n_issues == 1]
    assert len(issues(read, "implausible")) == n_issues


@pytest.mark.parametrize(("header", "n_issues"), [("OS(月)", 0), ("OS(天)", 1), ("生存时间", 0)])
def test_a_time_whose_header_contradicts_the_protocol(header, n_issues):
    protocol = spec(
        endpoint=[
            {"id": "os", "label": "OS", "kind": "time_to_event", "time": "os_time",
             "event_column": "e", "unit": "months"}
        ],
        columns={"patients.os_time": header},
    )  # fmt: skip
    read = tables(
        sheet("patients", ["patient_id", "arm", header, "e"], ["1", "SOX", 12, 1]),
        protocol=protocol,
    )
    assert read.patients["os_time"].tolist() == [12.0]
    assert len(issues(read, "unit_contradicted")) == n_issues


def test_numbers_written_as_text_are_numbers_where_only_the_protocol_names_a_column():
    read = tables(
        sheet("patients", ["patient_id", "arm", "A", "B"], ["1", "SOX", "2.5", "x"]),
        protocol=spec(columns={"first": "A", "second": "B"}),
    )
    assert read.patients.loc[0, ["first", "second"]].tolist() == [2.5, "x"]


def test_a_death_known_to_the_month_is_never_before_a_day_seen_alive():
    header = ["patient_id", "arm", "death_date", "last_contact_date"]
    read = tables(
        sheet("patients", header,
              ["1", "SOX", "2023.12", "2023.12.20"], ["2", "SOX", "2023.12", "2023.12.2"],
              ["3", "SOX", "2023.12.1", "2023.12.20"], ["4", "SOX", "2023.11", "2023.12.20"],
              ["5", "SOX", "2023.12", None]),
        protocol=spec(policy={"partial_dates": "midpoint"}),
    )  # fmt: skip
    days = read.patients["death_date"].dt.strftime("%m-%d").tolist()
    assert days == ["12-20", "12-15", "12-01", "11-15", "12-15"]
    assert issues(read, "date_month_moved") == [("warning", "patients!C2")]


def test_what_is_no_code_does_not_become_a_level():
    levels = ["none", "small", "moderate"]
    ascites = {"id": "ascites_category", "label": "A", "kind": "ordinal", "levels": levels}
    rows = [
        [str(i), "SOX", raw] for i, raw in enumerate(["少量", "大量", "包裹性", ">1000ml", "-"])
    ]
    read = tables(
        sheet("patients", ["patient_id", "arm", "ascites_category"], *rows),
        protocol=spec(covariate=[ascites]),
    )
    assert read.patients["ascites_category"].tolist() == ["small", "massive", None, None, None]
    assert [i.rule for i in read.issues] == [
        "undeclared_level", "not_a_code", "category_amount", "dash",
    ]  # fmt: skip
