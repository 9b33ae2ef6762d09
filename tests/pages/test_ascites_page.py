"""The ascites tab: every section × both studies × every cohort; and a study without the sheet."""

import dataclasses

import pytest

from tests.pages.test_pages import COHORTS, STUDIES, drawn
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


@pytest.mark.parametrize("study", STUDIES)
@pytest.mark.parametrize("cohort", COHORTS)
@pytest.mark.filterwarnings("default")  # what Streamlit itself warns of is not ours
def test_every_section_can_be_drawn(monkeypatch, study, cohort):
    monkeypatch.chdir(ROOT)
    for language in ("en", "zh") if cohort == "everybody" else ("en",):
        for choices in SECTIONS:
            app = drawn(study, "ascites", cohort, language, choices)
            words = " ".join(str(e.value) for e in (*app.markdown, *app.caption, *app.info))
            tables = " ".join(str(t.value.to_dict()) for t in app.table)
            assert "nan" not in f"{words} {tables}".lower().split()


@pytest.mark.filterwarnings("default")
def test_the_default_denominator_is_the_registered_one_of_each_design(monkeypatch):
    monkeypatch.chdir(ROOT)
    said = {s: drawn(s, "ascites", "everybody").selectbox(key="asc_of").value for s in STUDIES}
    assert said == {"hipec-sox-demo": "ascites_at_baseline", "rmhtnf-demo": "ascites_treated"}


@pytest.mark.filterwarnings("default")
def test_without_the_sheet_the_tab_says_what_is_missing():
    from components.view import View
    from outcomes.intake.load import load_study
    from outcomes.model.cohort import Cohort
    from pages import ascites

    study = load_study(ROOT / "data" / "hipec-sox-demo")
    tables = {name: table for name, table in study.tables.items() if name != "ascites"}
    view = View(Cohort(dataclasses.replace(study, tables=tables), "itt"))
    assert "no sheet `ascites`" in ascites.TAB.offered(view.scene, view.words)
