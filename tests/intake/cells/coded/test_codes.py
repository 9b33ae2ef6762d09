# ruff: noqa: E501  tables of dirty values, with Chinese counted as two columns
"""Every way to write a code, and what it must become."""

import datetime as dt

import pytest

from outcomes.dictionary import columns_of
from outcomes.intake.cells.cleaning import Context, cleaner_for
from tests.intake.cells.reading import ARMS, P, S, read_cell


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
    got, _, got_rule = read_cell(P["ascites_category"], raw)
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
    assert read_cell(column, raw) == (value, None, None)


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
    assert read_cell(columns_of("response")["overall_response"], raw)[:2] == (value, severity)


def test_codes_that_must_be_asked():
    assert read_cell(P["status"], "死亡？") == (None, "warning", "questioned")
    assert read_cell(P["p_status"], "可见转移") == (None, "error", "not_a_code")
    assert read_cell(P["cytology"], "-") == (None, "warning", "dash")


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
    assert read_cell(P["arm"], raw, arms=ARMS)[:2] == (value, severity)


def test_two_arms_in_one_cell_are_the_planned_and_the_one_that_was_given():
    assert read_cell(P["arm"], "SOX→试验组", arms=ARMS)[0] == "sox"
    assert read_cell(P["arm_actual"], "SOX→试验组", arms=ARMS)[0] == "hipec_sox"
    assert read_cell(P["arm"], "SOX→other", arms=ARMS)[2] == "not_an_arm"
    assert read_cell(P["arm"], "SOX→试验组→SOX", arms=ARMS)[2] == "not_an_arm"


def test_an_arm_that_is_close_to_one_is_named():
    said = cleaner_for(P["arm"], Context(arms=ARMS))("Contrl").problem.message
    assert said.endswith("; it is close to sox")
    assert "close" not in cleaner_for(P["arm"], Context(arms=ARMS))("other").problem.message


def test_an_arm_without_a_protocol_is_a_text():
    assert read_cell(P["arm"], " SOX ") == ("SOX", None, None)
    assert read_cell(P["arm_actual"], None) == (None, None, None)


@pytest.mark.parametrize("raw", ["1:male", "2.女", "1、男", "3) Female"])
def test_a_number_before_its_word_is_read_over(raw):
    assert read_cell(P["sex"], raw)[0] in ("male", "female")
    assert read_cell(P["sex"], "1:other") == (None, "error", "not_a_code")


def test_several_codes_in_one_cell():
    column = columns_of("follow_up")["progression_sites"]
    assert read_cell(column, "腹膜、腹水") == ("peritoneum;ascites", None, None)
    assert read_cell(column, "node, liver,node") == ("node;liver", None, None)
    assert read_cell(column, "腹膜,脑") == ("peritoneum", "error", "not_a_code")
    assert read_cell(column, "腹膜?,肝") == ("liver", "error", "questioned")


@pytest.mark.parametrize(
    ("raw", "value"),
    [("Y", 1.0), ("是", 1.0), (1, 1.0), (True, 1.0), ("有", 1.0), ("N", 0.0), ("否", 0.0), (0, 0.0),
     (False, 0.0), ("无", 0.0), ("", None), ("不详", None)],
)  # fmt: skip
def test_yes_and_no(raw, value):
    assert read_cell(P["prior_chemo"], raw) == (value, None, None)


@pytest.mark.parametrize(
    ("raw", "value", "rule"),
    [
        ("Y?", None, "questioned"), ("perhaps", None, "not_yes_or_no"), ("?", None, None),
        ("√", 1.0, None), ("×", None, "mark_ambiguous"), ("□", None, "mark_ambiguous"),
        ("(+)", 1.0, None), ("T", 1.0, None), ("-1", None, "not_yes_or_no"),
    ],
)  # fmt: skip
def test_yes_and_no_and_what_is_neither(raw, value, rule):
    got, _, found = read_cell(P["prior_chemo"], raw)
    assert (got, found) == (value, rule)


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
    assert read_cell(P["patient_id"], raw) == (value, None, None)


def test_an_id_that_became_a_date_is_an_error_and_is_not_quoted():
    problem = cleaner_for(P["patient_id"])(dt.datetime(2023, 1, 2)).problem
    assert problem.severity == "error"
    assert "2023" not in problem.message


@pytest.mark.parametrize("raw", [7.5, "-", "—", True, dt.time(8)])
def test_ids_that_were_changed_or_are_none(raw):
    value, rule = {7.5: ("7.5", "id_changed"), "-": (None, None), "—": (None, None)}.get(
        raw, (None, "id_changed")
    )
    assert read_cell(P["patient_id"], raw)[::2] == (value, rule)


def test_free_text_keeps_none_as_a_word_and_nothing_else_that_means_blank():
    column = columns_of("adverse_events")["term"]
    assert [read_cell(column, raw)[0] for raw in ("None", "none", "NA", "", "fever ")] == [
        "None", "none", None, None, "fever",
    ]  # fmt: skip


def test_a_long_entry_is_never_quoted():
    problem = cleaner_for(P["status"])("x" * 30).problem
    assert "xxx" not in problem.message
