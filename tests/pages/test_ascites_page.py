"""The ascites tab: its sections, its denominator, and a study without the sheet."""

import dataclasses

import pytest

from outcomes.displays.ascites.response import RESPONSE
from outcomes.displays.base.panel import Text
from tests.demos import demo_study
from tests.displays.asked import seen
from tests.pages.test_pages import STUDIES, drawn
from tests.serving import ROOT

SECTIONS = (
    {"asc": "response"},
    {"asc": "response", "criteria": "who_effusion", "asc_of": "ascites_treated"},
    {"asc": "response", "criteria": "category_shift", "asc_rate": "response"},
    {"asc": "time"},
    {"asc": "time", "asc_who": "everybody"},
    *({"asc": "patients", "asc_figure": f} for f in ("waterfall", "trajectories", "swimmer")),
    {"asc": "paracentesis"},
    {"asc": "cytology"},
)


@pytest.mark.filterwarnings("default")
def test_the_default_denominator_is_the_registered_one_of_each_design(monkeypatch):
    monkeypatch.chdir(ROOT)
    said = {s: drawn(s, "ascites", "everybody").selectbox(key="asc_of").value for s in STUDIES}
    assert said == {"hipec-sox-demo": "ascites_at_baseline", "rmhtnf-demo": "ascites_treated"}


@pytest.mark.filterwarnings("default")
def test_without_the_sheet_the_tab_says_what_is_missing():
    from components.computed import Computed
    from outcomes.model.cohort import Cohort
    from pages import ascites

    study = demo_study("hipec-sox-demo")
    tables = {name: table for name, table in study.tables.items() if name != "ascites"}
    view = Computed(Cohort(dataclasses.replace(study, tables=tables), "itt"))
    assert "no sheet `ascites`" in ascites.TAB.offered(view.scene, view.words)


def test_what_is_so_of_no_assessment_is_not_counted():
    words = " ".join(
        block.words
        for block in seen(RESPONSE, "rmhtnf-demo").draw().walk()
        if isinstance(block, Text)
    )
    assert "Assessments: 249 · volumes by the five-point method: 249" in words.replace("\\", "")
    assert "never treated" not in words  # 0 of them
