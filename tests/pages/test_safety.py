"""What the safety tab says."""

import pytest

from tests.apps import AppTest
from tests.pages.tables import tables
from tests.pages.test_pages import drawn
from tests.serving import ROOT

VIEWS = (
    {"safety": "events"},
    {"safety": "events", "ae_as": "difference", "ae_by": "soc", "ae_top": "all"},
    {"safety": "window"},
    {"safety": "window", "window": "48", "ae_as": "difference"},
    {"safety": "exposure"},
    {"safety": "exposure", "kind": "HIPEC", "target": "none"},
)


def words(app):
    return " ".join(str(e.value) for e in (*app.markdown, *app.caption, *app.info, *app.warning))


@pytest.fixture(autouse=True)
def _at_the_root(monkeypatch):
    monkeypatch.chdir(ROOT)


@pytest.mark.filterwarnings("default")
def test_denominators_are_the_treated_by_treatment_received():
    app = drawn("hipec-sox-demo", "safety", "everybody")
    first = [cell.replace("\\", "") for cell in tables(app)[0].value.iloc[0]]
    assert first[:3] == ["Any event", "84/85 (99%)", "46/85 (54%)"]
    assert first[3] == "77/77 (100%)"
    assert "2 patients were never treated" in words(app)
    assert "Always the safety set" in words(app)


@pytest.mark.filterwarnings("default")
def test_the_registered_window_is_the_first_and_agrees_with_the_column():
    app = drawn("rmhtnf-demo", "safety", "everybody", choices={"safety": "window"})
    said = words(app)
    assert "123/180" in said
    assert "agrees with its events in all 180 patients" in said.replace("\\", "")
    derived = drawn("hipec-sox-demo", "safety", "everybody", choices={"safety": "window"})
    assert "agrees with" not in words(derived)


@pytest.mark.filterwarnings("default")
def test_differences_carry_no_p_value_and_count_the_comparisons():
    for form in ("bars", "difference"):
        app = drawn("hipec-sox-demo", "safety", "everybody", choices={"ae_as": form})
        assert "29, not adjusted" in words(app)
    assert not any("p" == str(c) for t in tables(app) for c in t.value.columns)


def without_sheets(section):
    """Draw the tab for a study whose workbook has only patients."""
    from dataclasses import replace

    import streamlit as st

    from components.cache import open_study, studies
    from components.computed import Computed
    from components.link import begin_link, end_link
    from components.page.show import show_page
    from outcomes.model.cohort import Cohort
    from pages import safety

    st.query_params["safety"] = section
    link = begin_link("safety")
    study = replace(open_study(studies()[0].folder).study, tables={}, fingerprint="bare")
    show_page(safety, Computed(Cohort(study, study.spec.default_population.id)))
    end_link(link)


@pytest.mark.parametrize(
    ("section", "sheet"),
    [("events", "adverse_events"), ("window", "adverse_events"), ("exposure", "treatment")],
)
@pytest.mark.filterwarnings("default")
def test_a_missing_sheet_is_named(section, sheet):
    app = AppTest.from_function(without_sheets, args=(section,), default_timeout=60).run()
    assert not app.exception
    assert f"no sheet `{sheet}`" in words(app)
