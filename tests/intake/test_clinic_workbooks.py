"""Workbooks as clinics keep them open as they are: what is read of them, by hand."""

import datetime as dt
import io

import openpyxl
import pytest

from outcomes.intake.load import load_workbook


def opened(lines, *merged, title="Sheet1"):
    made = openpyxl.Workbook()
    sheet = made.active
    sheet.title = title
    for line in lines:
        sheet.append(line)
    for cells in merged:
        sheet.merge_cells(cells)
    buffer = io.BytesIO()
    made.save(buffer)
    return load_workbook(buffer.getvalue(), name="clinic.xlsx")


def day(text):
    return dt.date.fromisoformat(text)


def summary(study, endpoint):
    data = study.endpoints[endpoint]
    return [round(float(t), 2) for t in data.time], data.event.tolist()


def errors(study):
    return [i for i in study.issues if i.severity == "error"]


def test_a_plain_english_sheet():
    header = (
        "Pt No|Group|Sex|Age|Ascites (none/mild/mod/severe)|Date of randomisation|Date progression"
        "|Date death|Last FU|Status|ECOG|R0 surgery date"
    ).split("|")
    study = opened([
        header,
        ["001", "SOX alone", "F", 61, "none", day("2024-01-01"), day("2024-03-01"), None,
         day("2024-07-01"), "Alive", 1, None],
        ["002", "SOX + HIPEC", "M", 55, "mild", day("2024-01-01"), None, day("2024-05-01"),
         day("2024-05-01"), "Dead", 0, day("2024-04-01")],
        ["003", "SOX alone", "M", 70, "severe", day("2024-02-01"), None, None, day("2024-07-01"),
         "Alive", 2, None],
    ])  # fmt: skip
    assert [arm.label for arm in study.spec.arms if arm.reference] == ["SOX alone"]
    # 182, 121 and 151 days of 30.4375
    assert summary(study, "os") == ([5.98, 3.98, 4.96], [0, 1, 0])
    assert list(study.patients["ascites_category"]) == ["none", "small", "massive"]
    assert errors(study) == []


def test_a_chinese_sheet_with_a_title_two_headings_units_totals_and_a_signature():
    study = opened(
        [
            ["腹腔热灌注化疗 病例登记表"],
            ["序号", "基本信息", None, None, None, "基线检查", None, "随访", None, None, None],
            [None, "病例号", "性别", "年龄", "组别", "腹水量", "白蛋白", "入组日期", "死亡日期",
             "末次随访日期", "生存状态"],
            [None, None, None, "岁", None, "ml", "g/L", None, None, None, None],
            [1, "GC001", "男", 60, "单纯SOX组", 800, 38, "2024年1月1日", None,
             "2024年7月1日", "存活"],
            [2, "GC002", "女", 51, "HIPEC+SOX组", 0, 41, "2024年1月1日", "2024年5月1日",
             "2024年5月1日", "死亡"],
            ["合计", "2例", None, 55.5],
            ["填表人：甲    审核：乙"],
        ],
        "A1:K1", "A2:A3", "B2:E2", "F2:G2", "H2:K2",
        title="病例汇总",
    )  # fmt: skip
    patients = study.patients
    assert list(patients["patient_id"]) == ["GC001", "GC002"]
    assert list(patients["ascites_ml"]) == [800, 0]
    assert list(patients["albumin"]) == [38, 41]
    assert [arm.label for arm in study.spec.arms if arm.reference] == ["单纯SOX组"]
    assert summary(study, "os") == ([5.98, 3.98], [0, 1])
    assert errors(study) == []


@pytest.mark.parametrize("form", ["%Y-%m-%d", "%d.%m.%Y"])
def test_a_visit_export(form):
    def at(text):
        return day(text).strftime(form)

    blank = [None] * 5
    study = opened([
        "Subject ID|Visit|Visit date|Treatment arm|Gender|Age (years)|ECOG PS|Date of randomization"
        "|Ascites volume (ml)|Overall response|Vital status|Date of death".split("|"),
        ["S01", "Baseline", at("2024-01-13"), "SOX", "F", 61, 1, at("2024-01-13"), 500, None,
         "Alive", None],
        ["S01", "Week 6", at("2024-02-24"), *blank, 250, "PR", "Alive", None],
        ["S01", "Follow-up", at("2024-07-13"), *blank, None, None, "Alive", None],
        ["S02", "Baseline", at("2024-01-13"), "HIPEC + SOX", "M", 55, 0, at("2024-01-13"), 0, None,
         "Alive", None],
        ["S02", "Follow-up", at("2024-05-13"), *blank, None, None, "Dead", at("2024-05-13")],
    ])  # fmt: skip
    assert list(study.patients["arm"]) == ["sox", "hipec_sox"]
    assert summary(study, "os") == ([5.98, 3.98], [0, 1])
    assert list(study.tables["ascites"]["volume_ml"]) == [500, 250, 0]
    assert errors(study) == []
