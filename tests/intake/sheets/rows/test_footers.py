"""Lines under a table are nobody's: totals, statistics, notes and signatures."""

import pytest

from outcomes.intake.gate.raw import RawSheet
from outcomes.intake.sheets.formats.workbook import read_workbook
from outcomes.intake.sheets.grid import Grid
from outcomes.intake.sheets.rows.footers import BELOW, NOTE, SECTION, TOTAL, footer
from outcomes.intake.sheets.rows.headings import lay_out
from tests.intake.sheets.formats.test_workbook import saved, sheet_of

HEADER = ("patient_id", "arm", "age", "os_t", "os_e")
PATIENTS = [(f"P{i:02}", "sox", 50 + i, 3.5, 1) for i in range(1, 9)]

TOTALS = """
Total|Total: 8|Ｔｏｔａｌ：８|Grand total|Sub-total|Subtotal A|Total patients: 8
Number of patients: 8|n = 8|N=8|ｎ＝８|Sum|Sum:|Mean|Mean ± SD|Mean (SD)|Mean, SD|Mean of arm A
Average|Avg.|Median [IQR]|Median (range)|SD|SD:|Range|IQR|95% CI|Percentage|%|Summe|Gesamt|合计
合计：|合计（ｎ＝８）|总计|小计|试验组小计|患者总数：8|总例数|共8例|共８例|总计共8例|总共8人
Arm total|Control arm total: 4|HIPEC + SOX subtotal|Group mean|Overall average|All patients
Overall (n = 8)|8 patients|平均值|平均值±标准差|均数|标准差|中位数（四分位数）|最大值|百分比
"""
NOTES = """
Note: censored at the cut-off|Notes|Remark: none|Abbreviations: OS|* censored|† dead
Source: database|Signed: Dr. W|Signature|Prepared by Dr. W|Data cut-off: 2024-01-01|End of data
Investigator: Dr. W|Date: 2024|注：随访截止|注１ 删失|备注：无|说明|签名：王|签字|审核人：李
制表人：李|数据来源：医院|缩写：OS|截止日期：2024|日期：2024
"""
CODES = """
P2 total|Total-01|SUM-001|SD12|SD-12|MIN01|N-5|N12|Q1|SE|CI|n|Note-01|Investigator-3|注册01
总院-001|平山-03|Meander|1
"""


def parts(text):
    return text.strip().replace("\n", "|").split("|")


def row(lead, *more):
    return (lead, *more, *[None] * (len(HEADER) - 1 - len(more)))


@pytest.mark.parametrize("lead", parts(TOTALS))
def test_a_line_that_sums_up_is_no_patient(lead):
    named = range(len(HEADER))
    assert footer(row(lead, None, 55.1), named) == TOTAL
    assert footer(row(lead), named) == TOTAL


@pytest.mark.parametrize("lead", parts(NOTES))
def test_a_note_and_a_signature_are_no_patients(lead):
    assert footer(row(lead), range(len(HEADER))) == NOTE


@pytest.mark.parametrize("lead", ["Signed:", "审核人：", "Investigator signature"])
def test_a_signature_may_have_cells_beside_it(lead):
    assert footer(row(lead, "Dr. W", "2024-01-01"), range(len(HEADER))) == NOTE


@pytest.mark.parametrize("code", parts(CODES))
def test_the_code_of_a_patient_is_none_of_these(code):
    assert footer(row(code, "sox", 60, 3.5, 1), range(len(HEADER))) == ""


def laid_out(form, *rows) -> RawSheet:
    if form == "xlsx":
        return read_workbook(saved(sheet_of(HEADER, *rows))).sheets[0]
    separator = {"csv": ",", "semicolons": ";", "tabs": "\t"}[form]
    lines = (separator.join("" if v is None else str(v) for v in line) for line in (HEADER, *rows))
    return read_workbook("\n".join(lines).encode(), name="patients.csv").sheets[0]


@pytest.mark.parametrize("form", ["xlsx", "csv", "semicolons", "tabs"])
@pytest.mark.parametrize(
    "lines",
    [
        [("Total: 8", None, 54.5), ("Mean ± SD", None, 54.5), ("Note: at consent",)],
        [("合计（ｎ＝８）", None, 54.5), ("共8例",), ("注：入组时",), ("审核人：李",)],
    ],
)
def test_under_a_table_of_any_form_eight_patients_stay_eight(form, lines):
    read = laid_out(form, *PATIENTS, *(row(*line) for line in lines))
    assert [r[0] for r in read.rows] == [p[0] for p in PATIENTS]


def test_each_line_left_out_is_named():
    grid = Grid("s", 0, [1, 2, 7], [HEADER, PATIENTS[0], row("合计", None, 51)])
    _, findings = lay_out(grid, frozenset(HEADER))
    assert [(f.rule, f.cell, f.severity) for f in findings] == [("total-row", "7", "warning")]


def test_codes_that_all_begin_like_a_footer_are_codes():
    patients = [("Sum " + str(i), "sox", 60, 3.5, 1) for i in range(1, 21)]
    read = laid_out("xlsx", *patients, row("Total", None, 60))
    assert len(read.rows) == 21  # asked about by the rule for codes unlike the others


def test_of_a_heading_within_the_table_it_is_asked_who_stands_below():
    for words in ("Excluded patients", "Screening failures:", "脱落病例"):
        assert footer(row(words), range(len(HEADER))) == SECTION
    assert footer(row("P09 (withdrawn)", "sox"), range(len(HEADER))) == ""


def test_a_line_that_shows_how_to_fill_in_is_no_patient():
    for lead in ("e.g. 001", "Example", "示例"):
        assert footer((lead, "sox", 50, 3.5, 1), range(len(HEADER))) == NOTE


def test_another_table_after_a_gap_is_not_read():
    lines = [HEADER, *PATIENTS, (None,) * 5, ("Term", "n", "Share"), ("Nausea", 3, 0.5)]
    sheet, findings = laid_out_lines(lines)
    assert len(sheet.rows) == 8
    assert [(f.rule, f.cell) for f in findings] == [(BELOW, "11"), (BELOW, "12")]
    lines[-2:] = [("P09", "sox", "unknown"), ("P10", "sox", 50)]
    assert len(laid_out_lines(lines)[0].rows) == 10


def laid_out_lines(lines):
    wide = [tuple(line) + (None,) * (len(HEADER) - len(line)) for line in lines]
    return lay_out(Grid("patients", 0, range(1, len(wide) + 1), wide), frozenset())


def test_the_heading_once_more_is_no_patient():
    rows = [HEADER, *PATIENTS[:3], HEADER, *PATIENTS[3:]]
    sheet, findings = lay_out(
        Grid("patients", 0, range(1, len(rows) + 1), list(map(list, rows)), []), frozenset()
    )
    assert len(sheet.rows) == len(PATIENTS)
    assert [(f.rule, f.cell) for f in findings] == [("heading-row", "5")]
