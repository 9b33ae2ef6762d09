"""What is no identifier passes, and what may be one is asked about."""

from __future__ import annotations

import io

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.datavalidation import DataValidation

from outcomes.intake.identify.headings import header_rule
from outcomes.intake.identify.texts import text_rules
from tests.intake.hostile import book, rows
from tests.intake.identify.searched import MOBILE, found

ORDINARY_WORDS = (
    *"patient_id site arm arm_actual consent_date randomisation_date age sex ecog".split(),
    *"primary_site lauren differentiation p_status pci cytology ascites_category her2".split(),
    *"albumin itt efficacy death_date last_contact_date contact_date status term soc".split(),
    *"grade drug dose dose_unit perfusate_ml regional_site progression_sites center".split(),
    *"procedure screening_no visit method cell_count record_id hospital trg".split(),
    *"中心 患者编号 受试者编号 分组 性别 年龄 随访方式 电话随访日期 首次治疗日期 腹水量".split(),
    *"病理类型 手术名称 药物名称 不良事件名称 地区 生存状态 细胞学 联合用药 登记日期".split(),
    *("sheet names", "drug name", "site name", "phone follow-up", "initial dose", "birth weight"),
)


@pytest.mark.parametrize("word", ORDINARY_WORDS)
def test_ordinary_headings_and_words_pass(word: str) -> None:
    assert header_rule(word) is None
    assert text_rules(word) == set()


@pytest.mark.parametrize(
    "text",
    [
        *("2024-01-15 10:30:00", "20240115103000", "12,345.67", "45292.13888888889"),
        *("NCT01234567", "ChiCTR1900024552", "138.12345678", "0.13812345678", "CY0/CY1"),
        *("S-1 40 mg/m² d1–14, q3w", "gastric, signet-ring cell", "SOX: oxaliplatin 130"),
        *("T4aN3M1", "P001-0012", "021-0001", "{00000000-0001-0000-0100-000000000000}"),
        *("电话", "phone", "name", "CA19-9 > 1000", "术后90天", "43.0 °C x 60 min"),
        *("991231199003078515", "110101199013078515"),  # no such province, no such month
    ],
)
def test_ordinary_values_pass(text: str) -> None:
    assert text_rules(text) == set()


def test_ordinary_numbers_pass() -> None:
    numbers = (45292.13888888889, 20240115103000, 1.5e17, 123456789012, 0.13812345678)
    assert found(book(rows(("patient_id", "x", "age"), *(("P1", v, 60) for v in numbers)))) == ()


def test_softer_signs_are_warnings_with_an_address() -> None:
    lines = (
        ("patient_id", "age", "notes", "birth year", "年龄组"),
        ("P1", 90, "x " * 61, 1950, 95),
        ("P2", 89, "see https://example.org/7", 1951, 1),
        ("P3", 101, "aged 92 years old", 1952, 1),
        ("P4", 50, r"C:\Users\someone\a.xlsx", 1953, 1),
        ("P5", 50, "0571-87654321", 1953, 1),
        ("P6", 50, "110101900307851", 1953, 1),
    )
    findings = found(book(rows(*lines)))
    assert {f.severity for f in findings} == {"warning"}
    assert [(f.rule, f.cell) for f in findings] == [
        ("age-over-89", "B"),
        ("age-over-89", "C4"),
        ("landline", "C6"),
        ("local-path", "C5"),
        ("long-text", "C2"),
        ("old-resident-id", "C7"),
        ("quasi-identifier", "D"),
        ("url", "C3"),
    ]
    assert findings[0].message == "patients!B: an age over 89 in rows 2, 4"


def test_a_clean_workbook_of_another_program_is_silent() -> None:
    made = openpyxl.Workbook()
    made.active.append(("patient_id", "arm", "age"))
    made.active.append(("P1", "sox", 61))
    made.active["A1"].comment = Comment("key", "study office")
    made.active.add_data_validation(DataValidation(type="list", formula1='"sox,hipec"'))
    made.defined_names["ids"] = DefinedName("ids", attr_text="Sheet!$A$1")
    buffer = io.BytesIO()
    made.save(buffer)
    assert found(buffer.getvalue()) == ()


@pytest.mark.parametrize("header", ["hospital_id", "Case number", "病例号"])
def test_a_heading_that_may_announce_one_is_asked_about(header: str) -> None:
    data = book(rows(("patient_id", header, "arm"), ("P1", "x", "sox")))
    assert [(f.severity, f.cell) for f in found(data)] == [("warning", "B")]


@pytest.mark.parametrize(
    ("heading", "severity"), [("lot_no", "warning"), ("药品批号", "warning"), ("notes", "error")]
)
def test_digits_under_a_heading_of_lots_are_asked_about(heading: str, severity: str) -> None:
    data = book(rows(("patient_id", heading), ("P1", 13812345678)))
    assert [f.severity for f in found(data)] == [severity]


def test_a_labeled_number_is_none_of_a_lot() -> None:
    data = book(rows(("patient_id", "lot_no"), ("P1", f"电话{MOBILE}")))
    assert [f.severity for f in found(data)] == ["error"]


@pytest.mark.parametrize(
    "text", ["4539 1488 0343 6468", "943 476 5918", "A123456(4)", "A123456788", "900231-1234568"]
)
def test_a_wrong_check_digit_is_no_official_number(text: str) -> None:
    assert text_rules(text) == set()


@pytest.mark.parametrize(
    "text",
    [
        "患者高血压,服药",
        "高女性比例",
        "程序性细胞",
        "101-0002",
        "术后第3天, 12 mg",
        "T4a N3 M1",
        "120 mm/h",
    ],
)
def test_clinical_words_are_no_names(text: str) -> None:
    assert text_rules(text) == set()
