"""The Subgroups tab in both studies, for everybody, a few, one arm and nobody."""

import pytest

from tests.pages.test_pages import COHORTS, STUDIES, drawn
from tests.serving import ROOT

CHOICES = (
    {},
    {"measure": "rmst_difference"},
    {"endpoint": "os"},
    {"endpoint": "conversion"},
    {"endpoint": "time_to_conversion"},
    {"subgroup_view": "curve"},
    {"subgroup_view": "curve", "along": "albumin"},
)
pytestmark = pytest.mark.filterwarnings("default")


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("cohort", COHORTS)
def test_every_view_of_the_tab_can_be_drawn(monkeypatch, study, cohort):
    monkeypatch.chdir(ROOT)
    for choices in CHOICES:
        app = drawn(study, "subgroups", cohort, "en", choices)
        words = " ".join(str(e.value) for e in (*app.markdown, *app.caption, *app.info))
        tables = " ".join(str(t.value.to_dict()) for t in app.table)
        assert "nan" not in f"{words} {tables}".lower().split()


def test_the_table_has_the_forest_row_by_row(monkeypatch):
    monkeypatch.chdir(ROOT)
    table = drawn("hipec-sox-demo", "subgroups", "everybody").table[0].value
    assert list(table.columns)[-1] == "Interaction p"
    assert table.iloc[0, 0] == "All patients"
    assert len(table) == 20  # everybody and the 19 levels of seven factors
    assert sum(cell != "" for cell in table["Interaction p"]) == 7


def test_a_study_of_one_arm_is_described_by_level_without_a_test(monkeypatch):
    monkeypatch.chdir(ROOT)
    app = drawn("rmhtnf-demo", "subgroups", "everybody")
    assert any("no control arm" in e.value for e in app.caption)
    assert list(app.table[0].value.columns)[-1].startswith("Estimate")


def test_chinese(monkeypatch):
    monkeypatch.chdir(ROOT)
    table = drawn("hipec-sox-demo", "subgroups", "everybody", "zh").table[0].value
    assert table.iloc[0, 0] == "全部患者"
    assert any("岁" in cell for cell in table.iloc[:, 0])
