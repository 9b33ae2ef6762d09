"""The Subgroups tab."""

import pytest

from tests.pages.tables import tables
from tests.pages.test_pages import drawn
from tests.serving import ROOT

pytestmark = pytest.mark.filterwarnings("default")


def test_the_table_has_the_forest_row_by_row(monkeypatch):
    monkeypatch.chdir(ROOT)
    table = tables(drawn("hipec-sox-demo", "subgroups", "everybody"))[0].value
    assert list(table.columns)[-1] == "Interaction p"
    assert table.iloc[0, 0] == "All patients"
    assert len(table) == 20  # everybody and the 19 levels of seven factors
    assert sum(cell != "" for cell in table["Interaction p"]) == 7


def test_a_study_of_one_arm_is_described_by_level_without_a_test(monkeypatch):
    monkeypatch.chdir(ROOT)
    app = drawn("rmhtnf-demo", "subgroups", "everybody")
    assert any("no control arm" in e.value for e in app.caption)
    assert list(tables(app)[0].value.columns)[-1].startswith("Estimate")


def test_chinese(monkeypatch):
    monkeypatch.chdir(ROOT)
    table = tables(drawn("hipec-sox-demo", "subgroups", "everybody", "zh"))[0].value
    assert table.iloc[0, 0] == "全部患者"
    assert any("岁" in cell for cell in table.iloc[:, 0])
