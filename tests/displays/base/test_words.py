"""What a study is called in a language: levels and units as they are read."""

import re

import pytest

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.said.estimand import registered_table
from outcomes.displays.base.words import Words, plain
from outcomes.figures.base.table import baseline_table
from outcomes.model.cohort import Cohort
from outcomes.model.question import Request
from outcomes.results.note import Note, Ref
from tests.demos import demo_study


def words(language):
    return Words(demo_study("hipec-sox-demo").spec, language)


def test_flags_are_read_as_yes_and_no():
    covariate = words("en").spec.covariate("prior_chemo")
    assert [words("en").level(covariate, level) for level in "NY"] == ["no", "yes"]
    assert [words("zh").level(covariate, level) for level in "NY"] == ["否", "是"]


def test_codes_of_the_dictionary_are_read_in_chinese_only():
    covariate = words("en").spec.covariate("ascites_category")
    assert words("en").level(covariate, "none") == "none"
    assert words("zh").level(covariate, "none") == "无"
    assert words("zh").level(covariate, "of the group's own") == "of the group's own"


def test_units_are_read():
    covariate = words("en").spec.covariate("age")
    assert words("en").measured_in(covariate) == "years"
    assert words("zh").measured_in(covariate) == "岁"
    assert words("zh").measured_in(words("zh").spec.covariate("albumin")) == "g/L"


def test_what_is_registered_and_noted_is_read_without_names_of_columns():
    for language in ("en", "zh"):
        here = words(language)
        cohort = Cohort(demo_study("hipec-sox-demo"), "itt")
        cells = [row[:1] + row[3:] for row in registered_table(scene_of(cohort), here).rows]
        assert not re.search(r"[a-z]_[a-z]", str(cells))
    assert re.search("[a-z]{6}", str(cells)) is None  # nothing of it is English
    dated = Note("enrollment_dated_by", column=Ref("column", "consent_date"))
    assert words("en").note(dated) == "the date of enrollment is the date of informed consent"
    assert words("zh").note(dated) == "入组日期取自知情同意日期"


def test_the_baseline_table_reads_them_too():
    cohort = Cohort(demo_study("hipec-sox-demo"), "itt")
    result = Request("conduct.baseline").ask(cohort)
    levels = {("ascites_category", "none"): "无"}
    table = baseline_table(result, {}, {"age": "年龄"}, "zh", levels=levels)
    heads = [row[0] for row in table.rows]
    assert "年龄, 岁" in heads
    assert "\u2003无" in heads
    assert "\u2003small" in heads


@pytest.mark.parametrize(
    ("words", "safe"),
    [
        ("HIPEC + SOX (n = 82)! #1, a) b - c", "HIPEC + SOX (n = 82)! #1, a) b - c"),
        ("+ a", "\\+ a"),
        ("x\n- a", "x\n\\- a"),
        ("## a", "\\## a"),
        ("2) a", "2\\) a"),
        ("[x](javascript:1)", "\\[x\\](javascript\\:1)"),
        ("![x](y)", "!\\[x\\](y)"),
        (":red[*a*] $b$ ~c~ `d` |e|", "\\:red\\[\\*a\\*\\] \\$b\\$ \\~c\\~ \\`d\\` \\|e\\|"),
    ],
)
def test_words_out_of_a_file_are_no_markdown_and_read_out_as_they_are(words, safe):
    assert plain(words) == safe
