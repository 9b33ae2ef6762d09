# ruff: noqa: E501  tables of dirty values, with Chinese counted as two columns
"""Every dirty value of the clinical reference, with what it must become."""

import datetime as dt
from dataclasses import replace

import pytest

from outcomes.dictionary import Column, columns_of
from outcomes.intake.cells.cell import quoted
from outcomes.intake.cells.cleaning import Context, cleaner_for
from outcomes.intake.cells.days.dates import DateStyle
from outcomes.model.protocol import Arm

P = columns_of("patients")
S = columns_of("surgery")
A = columns_of("adverse_events")
DAY = dt.datetime(2023, 5, 6)
ARMS = (
    Arm("sox", "SOX", True, ("对照组", "Control", "2", "B组")),
    Arm("hipec_sox", "HIPEC + SOX", False, ("热灌注组", "试验组", "研究组", "A组", "1")),
)


def read(column, raw, **context):
    cleaned = cleaner_for(column, Context(**context))(raw)
    problem = cleaned.problem
    return cleaned.value, problem.severity if problem else None, problem.rule if problem else None


@pytest.mark.parametrize(
    "raw",
    [
        "2023.5.6", "2023/5/6", "2023-05-06", "20230506", 20230506, 20230506.0, "2023年5月6日",
        "2023．5．6", "２０２３年５月６日", 45052, 45052.0, "45052", DAY, dt.date(2023, 5, 6),
        dt.datetime(2023, 5, 6, 14, 30), " 2023-05-06 ", "2023-05-06T00:00:00", "2023-05-06 08:15",
        "6 May 2023", "06-May-2023", "06MAY2023", "May 6, 2023", "2023 . 5 . 6", "2023.5.6日",
        "2023\u00a0年5月6日",
    ],
)  # fmt: skip
def test_dates_in_every_notation_are_the_same_day(raw):
    assert read(P["death_date"], raw) == (DAY, None, None)


def test_a_serial_of_a_workbook_that_counts_from_1904():
    assert read(P["death_date"], 43590, dates=DateStyle(date_1904=True)) == (DAY, None, None)
    assert read(P["death_date"], 45052, dates=DateStyle(date_1904=True))[0] != DAY


@pytest.mark.parametrize(
    ("raw", "value", "severity", "rule"),
    [
        ("23.5.6", None, "error", "date_order"),
        ("5/6/2023", None, "error", "date_order"),
        ("2023.5", None, "warning", "date_month_only"),
        (2023.5, None, "warning", "date_month_only"),
        ("2023年5月", None, "warning", "date_month_only"),
        (202305, None, "warning", "date_month_only"),
        (2023.1, None, "error", "month_ambiguous"),
        (2023.12, None, "warning", "date_month_only"),
        ("2024.1失访", None, "warning", "date_month_only"),
        ("2023.5.6（电话）", DAY, "info", "trailing_note"),
        ("2023.5.6?", None, "warning", "questioned"),
        ("2023.5.6-2023.5.9", None, "error", "two_dates"),
        ("2023.5.6-9", None, "error", "two_dates"),
        ("5月6日", None, "error", "date_without_year"),
        ("5.6", None, "error", "date_without_year"),
        ("2023.13.5", None, "error", "not_a_date"),
        ("2023.2.30", None, "error", "not_a_date"),
        ("2023", None, "error", "date_year_only"),
        (2023, None, "error", "date_year_only"),
        ("12023.5.6", None, "error", "not_a_date"),
        ("失访", None, "error", "not_a_date"),
        (True, None, "error", "not_a_date"),
        (5, None, "error", "not_a_date"),
        (dt.time(8, 0), None, "error", "not_a_date"),
        ("1900-01-00", None, "warning", "date_zero"),
        (0, None, "warning", "date_zero"),
        (dt.datetime(1899, 12, 31), None, "warning", "date_zero"),
        (dt.time(0, 0), None, "warning", "date_zero"),
    ],
)
def test_dates_that_need_a_word(raw, value, severity, rule):
    assert read(P["death_date"], raw) == (value, severity, rule)


@pytest.mark.parametrize("raw", ["至今", "", " ", None, "NA", "-", "/", "未发生"])
def test_dates_of_what_did_not_happen_are_missing_without_a_problem(raw):
    assert read(P["death_date"], raw) == (None, None, None)


@pytest.mark.parametrize("raw", ["不详", "UK", "未知", "?", "？", "unk", "Not known", "日期不详"])
def test_not_known_is_not_did_not_happen(raw):
    assert read(P["death_date"], raw) == (None, "warning", "entry_unknown")
    assert read(P["status"], raw) == (None, "warning", "entry_unknown")
    sites = columns_of("follow_up")["progression_sites"]
    assert read(sites, raw) == (None, "warning", "entry_unknown")
    assert read(P["albumin"], raw) == (None, None, None)


def test_a_time_of_day_is_kept_where_it_matters():
    column = A["start_datetime"]
    assert read(column, "2023.5.6 14:30")[0] == dt.datetime(2023, 5, 6, 14, 30)
    assert read(column, 45052.25)[0] == dt.datetime(2023, 5, 6, 6, 0)
    assert read(column, dt.datetime(2023, 5, 6, 9, 5))[0] == dt.datetime(2023, 5, 6, 9, 5)


def test_the_message_states_the_column_and_the_kind_of_entry():
    problem = cleaner_for(P["randomisation_date"])("2023.13.5").problem
    assert problem.message == "randomisation_date (a text) is not a date"
    assert problem.remedy == "Write the date as 2023-05-06."


@pytest.mark.parametrize(
    ("raw", "kind"),
    [
        ("4,3", "(a number as text)"), ("-7", "(a number as text)"), ("2021.5.6", "(a text)"),
        ("张三", "(a text)"), (4.5, "(a number)"), (True, "(a logical value)"),
        (dt.datetime(2021, 5, 6), "(a date)"), (dt.time(8), "(a time of day)"),
    ],
)  # fmt: skip
def test_messages_say_what_kind_of_entry_it_is(raw, kind):
    assert quoted(raw) == kind


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        (35, 35.0, None), ("35", 35.0, None), ("３５．５", 35.5, None), ("35\u00a0", 35.0, None),
        ("35 g/L", 35.0, None), ("3.5 g/dL", 35.0, None), (".5e2", 50.0, None),
        ("34,5", 34.5, "decimal_comma"), ("<16", 16.0, "bound"), ("＞30", 30.0, "bound"),
        ("32.5↑", 32.5, "trailing_note"), ("35(复查)", 35.0, "trailing_note"),
        ("约35", 35.0, "approximate"), ("35左右", 35.0, "approximate"),
        ("3O", None, "letter_in_number"), ("30-35", None, "range"), ("阴性", None, "not_a_number"),
        ("35?", None, "questioned"), ("35 mmol", None, "not_a_number"), ("35 ml", None, "unit"),
        (True, None, "not_a_number"), (DAY, None, "not_a_number"), ("#DIV/0!", None, "not_a_number"),
        ("未查", None, None), ("", None, None), (None, None, None), (float("nan"), None, None),
        ("#N/A", None, None), (300, None, "implausible"),
    ],
)  # fmt: skip
def test_numbers(raw, value, rule):
    got, _, got_rule = read(P["albumin"], raw)
    assert (got, got_rule) == (value if value is None else pytest.approx(value), rule)


@pytest.mark.parametrize(("raw", "value"), [("1,200", None), ("12,345.5", 12345.5), ("1,5", 1.5)])
def test_commas(raw, value):
    assert read(P["ca199"], raw)[0] == value
    assert read(P["ca199"], "1,200")[1:] == ("error", "decimal_mark")


def test_a_letter_o_is_never_read_as_zero():
    assert read(P["cea"], "1O0") == (None, "error", "letter_in_number")


def test_scores_have_limits_and_measurements_have_plausible_ranges():
    assert read(P["pci"], 40) == (None, "error", "out_of_range")
    assert read(P["pci"], 3.5) == (None, "error", "not_whole")
    assert read(P["age"], 999) == (None, "warning", "implausible")
    assert read(P["age"], 101) == (101.0, None, None)
    assert read(P["ascites_ml"], -1) == (None, "warning", "implausible")


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        ("3L", 3000.0, None), ("1.5L", 1500.0, None), ("800ml", 800.0, None), ("800 mL", 800.0, None),
        (800, 800.0, None), ("0", 0.0, None), ("1500(引流后)", 1500.0, "trailing_note"),
        ("约500", 500.0, "approximate"), (">1000ml", None, "amount_interval"),
        ("＞1000", None, "amount_interval"), ("500-800", None, "amount_interval"),
        ("5.2cm", None, "amount_depth"), ("少量", None, "amount_word"), ("无", None, "amount_word"),
        ("包裹性", None, "amount_word"), ("-", None, None), (None, None, None),
    ],
)  # fmt: skip
def test_ascites_volumes(raw, value, rule):
    got, _, got_rule = read(P["ascites_ml"], raw)
    assert (got, got_rule) == (value, rule)


@pytest.mark.parametrize("raw", [5, "5", 1.2, 800])
def test_a_volume_without_a_unit_anywhere_is_left_open(raw):
    assert read(P["ascites_ml"], raw, unit_stated=False) == (None, "warning", "amount_unit")


def test_no_volume_needs_no_unit():
    assert read(P["ascites_ml"], 0, unit_stated=False) == (0.0, None, None)


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        ("无", "none", None), ("未见", "none", None), (0, "none", None), ("none", "none", None),
        ("少量", "small", None), ("中量", "moderate", None), ("大量", "massive", None),
        ("盆腔少量", "small", None), ("Massive", "massive", None), ("少量?", None, "questioned"),
        ("-", None, "dash"), ("/", None, "dash"), (">1000ml", None, "category_amount"),
        ("500-800", None, "category_amount"), ("3L", None, "category_amount"),
        ("包裹性", None, "not_a_code"), (None, None, None), ("不详", None, None),
    ],
)  # fmt: skip
def test_ascites_categories(raw, value, rule):
    got, _, got_rule = read(P["ascites_category"], raw)
    assert (got, got_rule) == (value, rule)


@pytest.mark.parametrize(
    ("raw", "value", "severity"),
    [
        (1, 1.0, None), ("1", 1.0, None), ("1分", 1.0, None), ("PS=1", 1.0, None),
        ("ECOG 1", 1.0, None), ("0-1", None, "warning"), ("KPS 80", None, "error"),
        (80, None, "error"), ("80", None, "error"), (6, None, "error"), ("不详", None, None),
        (dt.datetime(2023, 1, 2), None, "error"),
    ],
)  # fmt: skip
def test_ecog(raw, value, severity):
    assert read(P["ecog"], raw)[:2] == (value, severity)


def test_a_karnofsky_index_in_the_ecog_column_is_named():
    assert read(P["ecog"], "KPS 80")[2] == read(P["ecog"], 80)[2] == "ecog_or_kps"


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        (3, 3.0, None), ("3", 3.0, None), ("III", 3.0, None), ("Ⅲ", 3.0, None), ("Ⅲ度", 3.0, None),
        ("3级", 3.0, None), ("G3", 3.0, None), ("grade 3", 3.0, None), ("IV", 4.0, None),
        ("I", 1.0, None), ("ii", 2.0, None), ("V", 5.0, None), ("5", 5.0, None),
        ("3-4", 4.0, "range"), ("Ⅱ-Ⅲ度", 3.0, "range"), ("4–1", 4.0, "range"),
        ("轻度", 1.0, "grade_word"), ("中度", 2.0, "grade_word"), ("重度", 3.0, "grade_word"),
        ("危及生命", 4.0, "grade_word"), ("Mild", 1.0, "grade_word"),
        ("moderate", 2.0, "grade_word"), ("severe", 3.0, "grade_word"),
        ("life-threatening", 4.0, "grade_word"),
        (6, None, "out_of_range"), ("G6", None, "out_of_range"), (0, None, "out_of_range"),
        ("高", None, "not_a_number"), (None, None, None),
    ],
)  # fmt: skip
def test_grades(raw, value, rule):
    got, _, got_rule = read(A["grade"], raw)
    assert (got, got_rule) == (value, rule)


@pytest.mark.parametrize(
    ("column", "raw", "value"),
    [
        (S["clavien_dindo"], "IIIa", "IIIa"), (S["clavien_dindo"], "Ⅲa", "IIIa"),
        (S["clavien_dindo"], "3a", "IIIa"), (S["clavien_dindo"], "无", "0"),
        (S["clavien_dindo"], 2, "II"), (S["r_status"], "r0", "R0"), (S["r_status"], "Ｒ０切除", "R0"),
        (P["sex"], "男", "male"), (P["sex"], "女 ", "female"), (P["sex"], "男性", "male"),
        (P["sex"], "M", "male"), (P["sex"], "F", "female"), (P["lauren"], "肠型", "intestinal"),
        (P["lauren"], "弥漫型", "diffuse"), (P["lauren"], "混合型", "mixed"),
        (P["primary_site"], "胃", "gastric"), (P["primary_site"], "结直肠", "colorectal"),
        (P["cytology"], "阳性", "CY1"), (P["cytology"], "阴性", "CY0"), (P["cytology"], "(+)", "CY1"),
        (P["cytology"], "（＋）", "CY1"), (P["cytology"], "+", "CY1"), (P["cytology"], "未做", "CYX"),
        (P["cytology"], "CY1", "CY1"), (P["cytology"], "（-）", "CY0"), (P["p_status"], "P1", "P1"),
        (P["p_status"], "p1A", "P1a"), (P["p_status"], "P2", "P2"),
        (P["status"], "死亡", "dead"), (P["status"], "存活", "alive"), (P["status"], "失访", "lost"),
        (P["status"], "拒访", "withdrawn"), (P["status"], "退出", "withdrawn"),
        (P["status"], "健在", "alive"), (P["status"], "带瘤生存", "alive"),
    ],
)  # fmt: skip
def test_codes(column, raw, value):
    assert read(column, raw) == (value, None, None)


@pytest.mark.parametrize(
    ("raw", "value", "severity"),
    [
        ("CR", "CR", None), ("cr", "CR", None), ("完全缓解", "CR", None), ("部分缓解", "PR", None),
        ("稳定", "SD", None), ("进展", "PD", None), ("NE", "NE", None), ("未评", "NE", None),
        ("非CR/非PD", "NON-CR/NON-PD", None), ("有效", None, "error"), ("无效", None, "error"),
        ("缩小", None, "error"), ("PR?", None, "warning"), ("PR？", None, "warning"),
    ],
)  # fmt: skip
def test_responses(raw, value, severity):
    assert read(columns_of("response")["overall_response"], raw)[:2] == (value, severity)


def test_codes_that_must_be_asked():
    assert read(P["status"], "死亡？") == (None, "warning", "questioned")
    assert read(P["p_status"], "可见转移") == (None, "error", "not_a_code")
    assert read(P["cytology"], "-") == (None, "warning", "dash")


@pytest.mark.parametrize("raw", [1, 1.0, "1"])
def test_sex_as_a_number_needs_a_declared_meaning(raw):
    assert read(P["sex"], raw) == (None, "error", "undeclared_number")
    declared = {"male": ("1",), "female": ("2",)}
    assert read(P["sex"], raw, declared=declared) == ("male", None, None)
    assert read(P["sex"], "男", declared=declared) == ("male", None, None)


@pytest.mark.parametrize(
    ("raw", "value", "severity"),
    [
        ("HIPEC+SOX", "hipec_sox", None), ("热灌注组", "hipec_sox", None), ("试验组", "hipec_sox", None),
        ("研究组", "hipec_sox", None), ("A组", "hipec_sox", None), ("Ａ组", "hipec_sox", None),
        ("对照组", "sox", None), ("SOX", "sox", None), ("control", "sox", None), (1, "hipec_sox", None),
        (2.0, "sox", None), ("", None, None), ("SOX→HIPEC+SOX", "sox", "warning"),
        ("SOX -> 热灌注组", "sox", "warning"), ("FOLFOX", None, "error"),
    ],
)  # fmt: skip
def test_arms(raw, value, severity):
    assert read(P["arm"], raw, arms=ARMS)[:2] == (value, severity)


@pytest.mark.parametrize(
    ("raw", "value"),
    [("Y", 1.0), ("是", 1.0), (1, 1.0), (True, 1.0), ("有", 1.0), ("N", 0.0), ("否", 0.0), (0, 0.0),
     (False, 0.0), ("无", 0.0), ("", None), ("不详", None)],
)  # fmt: skip
def test_yes_and_no(raw, value):
    assert read(P["prior_chemo"], raw) == (value, None, None)


def test_yes_and_no_in_other_numbers_need_a_declaration():
    assert read(P["prior_chemo"], 10) == (None, "error", "not_yes_or_no")
    assert read(P["prior_chemo"], 10, declared={"Y": ("10",), "N": ("0",)}) == (1.0, None, None)


def test_declared_numbers_recode_numbers():
    column = replace(P["cea"], name="event", kind="number")
    assert read(column, 2, declared={"1": ("2",), "2": ("1",)})[0] == 1.0
    assert read(column, 1.0, declared={"1": ("2",), "2": ("1",)})[0] == 2.0


@pytest.mark.parametrize(
    ("raw", "value"),
    [
        ("007", "007"),
        (7, "7"),
        (7.0, "7"),
        ("GC-007 ", "GC-007"),
        ("ＧＣ００１", "GC001"),
        (None, None),
    ],
)
def test_ids_stay_text(raw, value):
    assert read(P["patient_id"], raw) == (value, None, None)


def test_an_id_that_became_a_date_is_an_error_and_is_not_quoted():
    problem = cleaner_for(P["patient_id"])(dt.datetime(2023, 1, 2)).problem
    assert problem.severity == "error"
    assert "2023" not in problem.message


def test_levels_of_a_covariate():
    column = replace(P["sex"], name="cell_type", codes=())
    context = {"levels": ("squamous", "large")}
    assert read(column, "Squamous", **context) == ("squamous", None, None)
    assert read(column, "adeno", **context) == ("adeno", "warning", "undeclared_level")
    assert read(P["sex"], "男", levels=("f", "m")) == ("m", None, None)
    assert read(P["ecog"], 1, levels=("0", "1"))[1] != "error"


def test_several_codes_in_one_cell():
    column = columns_of("follow_up")["progression_sites"]
    assert read(column, "腹膜、腹水") == ("peritoneum;ascites", None, None)
    assert read(column, "node, liver,node") == ("node;liver", None, None)
    assert read(column, "腹膜,脑") == ("peritoneum", "error", "not_a_code")
    assert read(column, "腹膜?,肝") == ("liver", "error", "questioned")


def test_a_long_entry_is_never_quoted():
    problem = cleaner_for(P["status"])("x" * 30).problem
    assert "xxx" not in problem.message


def test_levels_read_through_the_dictionary():
    assert read(P["ecog"], "1分", levels=("0", "1", "2")) == ("1", None, None)
    assert read(P["ecog"], 80, levels=("0", "1", "2"))[2] == "ecog_or_kps"
    assert read(P["ecog"], 3, levels=("0", "1", "2")) == ("3", "warning", "undeclared_level")
    assert read(P["prior_chemo"], "是", levels=("no", "yes")) == ("yes", None, None)
    assert read(P["prior_chemo"], 0, levels=("no", "yes")) == ("no", None, None)


def test_the_unit_of_the_header_stands_behind_bare_numbers():
    assert read(P["ascites_ml"], 1.5, unit="l") == (1500.0, None, None)
    assert read(P["ascites_ml"], "800ml", unit="l") == (800.0, None, None)
    assert read(P["albumin"], 3.5, unit="g/dl") == (35.0, None, None)
    assert read(P["albumin"], 35, unit="ml")[2] == "unit"


@pytest.mark.parametrize(
    ("raw", "value"), [(4.337, 43.37), (4.0, 40.0), (1e-05, 1e-04), ("4", 40.0)]
)
def test_a_number_of_the_file_takes_the_unit_of_its_header_and_has_no_mark_to_be_asked_about(
    raw, value
):
    hemoglobin = Column("hb", "number", "Hb", "Hb", "", unit="g/l")
    found = cleaner_for(hemoglobin, Context(unit="g/dl"))(raw)
    assert (found.value, found.problem) == (pytest.approx(value), None)


def test_an_arm_without_a_protocol_is_a_text():
    assert read(P["arm"], " SOX ") == ("SOX", None, None)
    assert read(P["arm_actual"], None) == (None, None, None)


def test_two_arms_in_one_cell_are_the_planned_and_the_one_that_was_given():
    assert read(P["arm"], "SOX→试验组", arms=ARMS)[0] == "sox"
    assert read(P["arm_actual"], "SOX→试验组", arms=ARMS)[0] == "hipec_sox"
    assert read(P["arm"], "SOX→other", arms=ARMS)[2] == "not_an_arm"
    assert read(P["arm"], "SOX→试验组→SOX", arms=ARMS)[2] == "not_an_arm"


def test_an_arm_that_is_close_to_one_is_named():
    said = cleaner_for(P["arm"], Context(arms=ARMS))("Contrl").problem.message
    assert said.endswith("; it is close to sox")
    assert "close" not in cleaner_for(P["arm"], Context(arms=ARMS))("other").problem.message


@pytest.mark.parametrize("raw", ["1:male", "2.女", "1、男", "3) Female"])
def test_a_number_before_its_word_is_read_over(raw):
    assert read(P["sex"], raw)[0] in ("male", "female")
    assert read(P["sex"], "1:other") == (None, "error", "not_a_code")


def test_a_level_with_a_question_mark_is_asked_about():
    column = replace(P["sex"], name="cell_type", codes=())
    context = {"levels": ("squamous", "large")}
    assert read(column, "large?", **context) == (None, "warning", "questioned")
    assert read(column, "adeno?", **context) == ("adeno?", "warning", "undeclared_level")
    assert read(column, "NA", **context) == (None, None, None)


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        ("Y?", None, "questioned"), ("perhaps", None, "not_yes_or_no"), ("?", None, None),
        ("√", 1.0, None), ("×", None, "mark_ambiguous"), ("□", None, "mark_ambiguous"),
        ("(+)", 1.0, None), ("T", 1.0, None), ("-1", None, "not_yes_or_no"),
    ],
)  # fmt: skip
def test_yes_and_no_and_what_is_neither(raw, value, rule):
    got, _, found = read(P["prior_chemo"], raw)
    assert (got, found) == (value, rule)


@pytest.mark.parametrize("raw", [7.5, "-", "—", True, dt.time(8)])
def test_ids_that_were_changed_or_are_none(raw):
    value, rule = {7.5: ("7.5", "id_changed"), "-": (None, None), "—": (None, None)}.get(
        raw, (None, "id_changed")
    )
    assert read(P["patient_id"], raw)[::2] == (value, rule)


def test_free_text_keeps_none_as_a_word_and_nothing_else_that_means_blank():
    column = columns_of("adverse_events")["term"]
    assert [read(column, raw)[0] for raw in ("None", "none", "NA", "", "fever ")] == [
        "None", "none", None, None, "fever",
    ]  # fmt: skip
