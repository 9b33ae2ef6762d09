"""Every page of both demos opens for one arm, for nobody, and in Chinese.

What stands on it is tested where it is made: see tests/displays/test_every_display.py.
"""

import pytest

from components.page.tabs import TABS
from tests.apps import AppTest
from tests.pages.tables import tables
from tests.serving import ROOT

STUDIES = ("hipec-sox-demo", "rmhtnf-demo")
PAGES = tuple(tab.__name__.split(".")[-1] for tab in TABS)
PANELS = ("hazards", "means", "landmark", "causes", "follow", "extrapolation", "prediction")
VIEWS = {
    "overview": ({},),
    "enrollment": tuple(
        {"view": v} for v in ("accrual", "projection", "flow", "baseline", "follow_up")
    ),
    "survival": (
        {},
        {"curve": "incidence", "table": "kmunicate"},
        *({"panel": p} for p in PANELS),
        {"published": "1", "endpoint": "os"},
        {"published": "1", "endpoint": "os", "published_what": "os-hazard_ratio"},
        {"published": "1", "endpoint": "efs"},
    ),
    "recurrence": (
        *({"recurrence_panel": p} for p in ("risk", "free", "sites", "response")),
        {"recurrence_panel": "free", "strata": "together"},
        {"recurrence_panel": "sites", "strata": "intent", "when": "first"},
        {"recurrence": "regional_recurrence", "strata": "primary_site"},
    ),
    "sensitivity": (
        *(
            {"rungs": section, "sensitive": "os"}
            for section in ("ladder", "imbalance", "curves", "models", "robustness")
        ),
        {"rungs": "curves", "how": "iptw"},
        {"sensitive": "objective_response"},
        {"sensitive": "conversion", "adjust": ["sex", "her2"]},
        {"sensitive": "time_to_conversion"},
    ),
    "data": tuple({"section": s} for s in ("issues", "read", "registered", "dictionary", "files")),
}
COHORTS = {
    "everybody": (),
    "subgroup": ("ascites_category in massive",),
    "one arm": ("first",),
    "nobody": ("age <= 1",),
}
CASES = [
    (study, page, *who)
    for study in STUDIES
    for page in PAGES
    for who in (("one arm", "en"), ("nobody", "en"), ("everybody", "zh"))
]


def draw(tab, study_id, words, language, choices):
    """Draw one page for one cohort (runs inside the app under test)."""
    import importlib

    import streamlit as st

    from components.cache import open_study, studies
    from components.computed import Computed
    from components.link import begin_link, end_link
    from components.page.show import show_page
    from outcomes.model.cohort import Cohort, Filter, parse_filter

    for key, value in choices.items():
        st.query_params[key] = value
    link = begin_link(tab)
    folder = next(entry.folder for entry in studies() if entry.id == study_id)
    study = open_study(folder).study
    filters = []
    for word in words:
        if word == "first":
            arms = study.spec.arms[:1]
            filters += [Filter("arm", "in", (arm.id,)) for arm in arms]
        else:
            filters.append(parse_filter(word, study))
    population = study.spec.default_population.id
    view = Computed(Cohort(study, population, tuple(filters)), language)
    show_page(importlib.import_module(f"pages.{tab}"), view)
    end_link(link)


def drawn(study, tab, cohort, language="en", choices=None):
    app = AppTest.from_function(
        draw, args=(tab, study, COHORTS[cohort], language, choices or {}), default_timeout=60
    )
    app.run()
    assert not app.exception, [e.value for e in app.exception]
    return app


@pytest.mark.parametrize(("study", "page", "cohort", "language"), CASES)
@pytest.mark.filterwarnings("default")  # what Streamlit itself warns of is not ours
def test_every_page_opens(monkeypatch, study, page, cohort, language):
    monkeypatch.chdir(ROOT)
    app = drawn(study, page, cohort, language)
    words = " ".join(str(e.value) for e in (*app.markdown, *app.caption, *app.info))
    cells = " ".join(str(t.value.to_dict()) for t in tables(app))
    assert "nan" not in f"{words} {cells}".lower().split()
    assert "\\\\" not in words  # nothing is made harmless twice: the marks of it would be read
