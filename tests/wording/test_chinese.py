"""Chinese says what English says: one word per thing, no month for months, no clause lost."""

from __future__ import annotations

import re

import pytest

from outcomes.displays.base.words import Words
from outcomes.model.protocol import Population, StudyBlock, StudySpec
from outcomes.results.note import Note, Ref
from outcomes.wording import LANGUAGES, say, text
from tests.displays.test_every_display import DISPLAYS, STUDIES, panel_of, texts_of

ZH = LANGUAGES["zh"]
# What is said of one thing in one word; the others are not used for it.
ONE_WORD = {
    "校正": "调整",  # adjusted
    "并列": "结点",  # ties
    "在险人数": "风险人数",  # number at risk
    "log-rank": "对数秩",
    "子分布": "次分布",  # subdistribution
    "安全性分析集": "安全性集",
    "腹腔脱落细胞学": "腹腔细胞学",
    "不可评价": "无法评价",
    "p值": "P值",
}
PROJECTIONS = {"enrollment.projected_n", "accrual.line.completion", "events.line"}


@pytest.mark.parametrize(("used", "unused"), ONE_WORD.items())
def test_one_word_per_thing(used, unused):
    assert [k for k, words in ZH.items() if unused in words.replace(" ", "")] == []
    assert any(used in words for words in ZH.values())


def test_only_a_projection_is_projected():
    assert {k for k, words in ZH.items() if "预计" in words} <= PROJECTIONS
    assert [k for k, words in ZH.items() if "预期" in words] == []


def test_a_number_of_months_is_no_month_of_the_year():
    assert text("unit.months", "zh") == text("unit.months.short", "zh") == "个月"
    lost = Note("lost_before_cutoff", gap=6.0, unit=Ref("unit", "months"))
    assert "超过6个月" in say(lost, "zh")


@pytest.mark.parametrize("study_id", STUDIES)
@pytest.mark.parametrize("display", DISPLAYS.values(), ids=list(DISPLAYS))
def test_no_display_counts_in_months_of_the_year(display, study_id):
    panel = panel_of(display, study_id, "everybody", "zh")
    said = list(texts_of(panel.blocks)) if panel else []
    assert [words for words in said if re.search(r"\d ?月", words)] == []


def test_weights_need_that_nobodys_treatment_was_certain():
    assert "nobody's treatment was certain" in text("rung.iptw_key.assumes")
    assert "无人的治疗事先就已确定" in ZH["rung.iptw_key.assumes"]


def test_from_a_landmark_on_nothing_before_it_counts():
    assert "free of what happens first" in text("rung.landmark.assumes")
    assert "不受此前所发生之事影响" in ZH["rung.landmark.assumes"]


@pytest.mark.parametrize(
    ("label", "chinese"),
    [
        ("Eligible patients", "合格人群"),
        ("Evaluable patients", "可评价人群"),
        ("Efficacy set", "疗效分析集"),
        ("What the sponsor calls it", "疗效分析集"),  # the id says what it is
    ],
)
def test_an_analysis_set_is_called_what_its_label_says(label, chinese):
    block = StudyBlock("small", "Small", "randomised")
    spec = StudySpec(block, populations=(Population("efficacy", label, default=True),))
    assert Words(spec, "zh").population("efficacy") == chinese
    assert Words(spec).population("efficacy") == label
