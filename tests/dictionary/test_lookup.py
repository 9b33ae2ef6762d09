import pytest

from outcomes.dictionary import (
    SHEETS,
    bare,
    columns_of,
    find_column,
    find_sheet,
    fold,
    fold_value,
    header_unit,
    is_ambiguous,
    sheet_named,
)

CONTRACT = {
    "patients": "patient_id site arm arm_actual consent_date randomisation_date "
    "first_treatment_date age sex ecog primary_site lauren differentiation p_status pci cytology "
    "ascites_category ascites_ml prior_chemo her2 albumin itt efficacy per_protocol safety "
    "death_date last_contact_date status progression_date last_assessment_date",
    "screening": "screening_no screening_date eligible exclusion_reason consented randomised "
    "patient_id arm received_allocated not_received_reason discontinued discontinued_reason lost "
    "analysed not_analysed_reason",
    "treatment": "patient_id cycle datetime type drug dose dose_unit perfusate_ml "
    "temperature_in_c temperature_out_c duration_min",
    "ascites": "patient_id assessment_date visit category volume_ml method thickness_a_cm "
    "thickness_b_cm thickness_c_cm thickness_d_cm thickness_e_cm depth_cm drained_ml "
    "post_drainage girth_cm cytology investigator_response",
    "response": "patient_id assessment_date method target_sum_mm measurable overall_response "
    "peritoneal_response pci p_status cytology",
    "surgery": "patient_id surgery_date intent procedure resected r_status cc_score trg "
    "clavien_dindo death_90d",
    "follow_up": "patient_id contact_date status progression progression_date progression_sites "
    "regional_site death_date death_cause new_therapy_date crossover_date",
    "adverse_events": "patient_id term soc grade start_datetime end_datetime serious related "
    "dose_datetime hours_after_dose",
    "meta": "key value",
}


def test_the_nine_sheets_hold_every_column_of_the_contract():
    assert [sheet.name for sheet in SHEETS] == list(CONTRACT)
    for sheet, names in CONTRACT.items():
        assert set(names.split()) <= set(columns_of(sheet)), sheet


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_a_header_never_means_two_columns(sheet):
    meant = {}
    for column in columns_of(sheet.name).values():
        for text in {
            fold(t) for t in (column.name, column.label, column.label_zh, *column.aliases)
        }:
            assert meant.setdefault(text, column.name) == column.name, text


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_a_written_value_never_means_two_codes(sheet):
    for column in sheet.columns:
        meant = {}
        for code in column.codes:
            written = (code.value, code.label, code.label_zh, *code.aliases)
            for text in {fold_value(t) for t in written}:
                assert meant.setdefault(text, code.value) == code.value, (column.name, text)


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda s: s.name)
def test_every_column_is_described_and_found_by_both_labels(sheet):
    for column in sheet.columns:
        assert column.description.endswith("."), column.name
        assert find_column(sheet.name, column.name) is column
        assert find_column(sheet.name, column.label_zh) is column, column.label_zh


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("基线", "patients"), ("患者信息", "patients"), ("入组", "patients"),
        ("Baseline", "patients"), ("PATIENTS ", "patients"), ("筛选表", "screening"),
        ("治疗记录", "treatment"), ("HIPEC记录", "treatment"), ("ＨＩＰＥＣ记录", "treatment"),
        ("腹水评估", "ascites"), ("疗效评价", "response"), ("手术", "surgery"),
        ("随访", "follow_up"), ("Follow-up", "follow_up"), ("follow up", "follow_up"),
        ("不良事件", "adverse_events"), ("AE", "adverse_events"), ("meta", "meta"),
    ],
)  # fmt: skip
def test_sheet_names(name, sheet):
    assert find_sheet(name) is sheet_named(sheet)


def test_an_unknown_sheet_is_none():
    assert find_sheet("Sheet1") is None


@pytest.mark.parametrize(
    ("sheet", "header", "column"),
    [
        ("patients", "年 龄（岁）", "age"), ("patients", "AGE (years)", "age"),
        ("patients", "随机分组", "arm"), ("patients", "Randomisation date", "randomisation_date"),
        ("patients", "Ｐａｔｉｅｎｔ_ＩＤ", "patient_id"), ("patients", "ECOG(0-5)", "ecog"),
        ("patients", "PS评分", "ecog"), ("patients", "白蛋白 g/L", "albumin"),
        ("patients", "腹腔脱落细胞学", "cytology"), ("patients", "腹水量(ml)", "ascites_ml"),
        ("patients", "death_day", "death_day"), ("follow_up", "PD日期", "progression_date"),
        ("adverse_events", "不良事件", "term"), ("surgery", "R0/R1/R2", "r_status"),
        ("patients", "腹水", None), ("patients", "Ascites", None), ("patients", "住院号", None),
    ],
)  # fmt: skip
def test_headers(sheet, header, column):
    found = find_column(sheet, header)
    assert (found and found.name) == column


def test_a_header_with_several_meanings_is_said_to_be_ambiguous():
    assert is_ambiguous("腹水")
    assert not is_ambiguous("腹水量")


def test_units_of_headers():
    assert header_unit("年龄（岁）") == "years"
    assert header_unit("腹水量(L)") == "l"
    assert header_unit("ascites_ml") == "ml"
    assert header_unit("腹水量") == ""
    assert header_unit("Ca-125 U/mL") == "u/ml"
    assert header_unit("Hb g/dL") == "g/dl"
    assert header_unit("Age/years") == header_unit("年龄/岁") == "years"
    assert header_unit("CRP mg/L") == header_unit("WBC_10^9/L") == ""  # a unit, and none of ours
    assert header_unit("ECOG (0-5)") == ""


def test_study_days_exist_for_every_date():
    assert columns_of("patients")["death_day"].kind == "integer"
    assert "contact_day" in columns_of("follow_up")
    assert "start_day" in columns_of("adverse_events")


@pytest.mark.parametrize(("header", "name"), [
    ("Ca-125 U/mL", "ca125"), ("Hb g/dL", "hemoglobin"), ("Ascites volume ml", "ascites_ml"),
    ("Weight kg", "weight_kg"),
])  # fmt: skip
def test_a_unit_at_the_end_of_a_header_is_no_part_of_its_name(header, name):
    assert find_column("patients", header).name == name
    assert bare("Study day") == "Study day"
