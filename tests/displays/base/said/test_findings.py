"""In Chinese nothing that is said of a file is English: whole workbooks, read and said."""

import io
import re

import pytest

from outcomes.displays.base.said.findings import told_in
from outcomes.displays.base.words import Words
from outcomes.intake.gate.raw import Refused
from outcomes.intake.load import load_workbook
from tests.intake.faulty import faulty_workbook
from tests.intake.hostile import hostile_files
from tests.intake.infer.test_hinted import workbook

ENGLISH = re.compile(r"\b[a-z']{2,} [a-z']{2,}\b")
QUOTED = re.compile(r"“[^”]*”|\[[^\]]*\]|\"[^\"]*\"")


def english(sentence):
    return ENGLISH.search(QUOTED.sub("", sentence))


@pytest.mark.parametrize("data", [faulty_workbook, workbook], ids=["faulty demo", "clinic sheet"])
def test_no_finding_of_a_workbook_is_english_in_chinese(data):
    study = load_workbook(io.BytesIO(data()).getvalue(), name="a.xlsx")
    words = Words(study.spec, "zh")
    said = [words.told(text) for i in study.issues for text in (i.message, i.remedy)]
    assert said
    assert [s for s in said if english(s)] == []
    assert [words.told(i.message) for i in study.issues] != [i.message for i in study.issues]


@pytest.mark.parametrize("name", hostile_files())
def test_no_refusal_is_english_in_chinese(name):
    data, _ = hostile_files()[name]
    try:
        load_workbook(data, name="a.xlsx")
    except Refused as refusal:
        said = [told_in(text, "zh") for text in (refusal.reason, refusal.remedy)]
        assert [s for s in said if english(s)] == []


def test_columns_and_endpoints_are_called_as_elsewhere():
    study = load_workbook(faulty_workbook(), name="a.xlsx")
    by_rule = {i.rule: Words(study.spec, "zh").told(i.message) for i in study.issues}
    assert by_rule["not_a_date"] == "知情同意日期（日期）不是日期"
    assert by_rule["implausible"].endswith("岁的范围，未采用")
    assert "总生存期" in by_rule["negative_time"]
