"""The exploration wall on every page: no p-value under filters, no contrast after baseline."""

import re

import pytest

from components.answer.wall import EXPLORATORY, for_export
from components.computed import Computed
from components.page.tabs import TABS
from outcomes.displays.adjusted.steps import CHOSEN, as_chosen
from outcomes.estimators.subgroups.effects import subgroups
from outcomes.export.table import to_table
from outcomes.model.cohort import Cohort, Filter
from outcomes.model.scene import Scene
from outcomes.results.result import Estimate, Result
from outcomes.wording import say
from tests.pages.tables import figures, tables, words_in_html
from tests.pages.test_pages import VIEWS, draw
from tests.serving import ROOT
from tests.studies import make_study

STUDY = "hipec-sox-demo"
BASELINE, LATER = "ecog in 0,1", "conversion_surgery in Y"
PAGES = [tab.__name__.split(".")[-1] for tab in TABS]
MORE = {
    "subgroups": (
        {},
        {"measure": "rmst_difference"},
        {"endpoint": "conversion"},
        {"subgroup_view": "curve"},
    ),
    "conversion": tuple({"conv": v} for v in ("ladder", "timing", "operation", "after")),
}
P_VALUE = re.compile(r"\bp\s*[=<>]\s*0?\.\d|p &[lg]t; 0")
P_HEADS = {"p", "Interaction p"}
CONTRAST = re.compile(r" vs SOX|\bHR \d|favors SOX")


def views_of(page):
    return {**VIEWS, **MORE}.get(page, ({},))


def pictures(app):
    """Return the figures' own words, without the arrays of their traces."""
    found = []
    for figure in figures(app):
        notes = figure["layout"].get("annotations", ())
        found += [str(n.get(part) or "") for n in notes for part in ("text", "hovertext")]
    return found


def unmarked(app):
    """Return the figures whose own words do not say that the cohort is filtered."""
    found = []
    for figure in figures(app):
        layout = figure["layout"]
        words = " ".join(str(n.get("text", "")) for n in layout.get("annotations", ()))
        if "EXPLORATORY" not in words and not (layout.get("meta") or {}).get("empty"):
            found.append(words)
    return found


def said(app):
    """Return everything a page says in words, its figures and tables included."""
    words = [str(e.value) for e in (*app.markdown, *app.caption, *app.info)]
    words += [*words_in_html(app), *pictures(app)]
    for table in tables(app):
        words += [str(cell) for row in table.value.to_numpy() for cell in row]
        words += [str(head) for head in table.value.columns]
    return words


def drawn(page, words, choices):
    from tests.apps import AppTest

    app = AppTest.from_function(
        draw, args=(page, STUDY, (words,), "en", choices), default_timeout=60
    )
    app.run()
    assert not app.exception, [e.value for e in app.exception]
    return app


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.filterwarnings("default")
def test_no_p_value_and_a_mark_on_every_figure_under_a_baseline_filter(monkeypatch, page):
    monkeypatch.chdir(ROOT)
    for choices in views_of(page):
        app = drawn(page, BASELINE, choices)
        leaked = [w for w in said(app) if P_VALUE.search(w) or w in P_HEADS]
        assert not leaked, (choices, leaked)
        assert not unmarked(app), (choices, unmarked(app))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.filterwarnings("default")
def test_no_contrast_after_a_filter_on_what_came_later(monkeypatch, page):
    monkeypatch.chdir(ROOT)
    for choices in views_of(page):
        app = drawn(page, LATER, choices)
        words = said(app)
        leaked = [w for w in words if CONTRAST.search(w) or P_VALUE.search(w) or w in P_HEADS]
        assert not leaked, (choices, leaked)


@pytest.mark.parametrize("page", ["overview", "survival", "subgroups"])
@pytest.mark.filterwarnings("default")
def test_without_filters_the_same_words_are_found(monkeypatch, page):
    monkeypatch.chdir(ROOT)
    words = said(drawn(page, "age >= 0", {"show_p": "1"}))  # else the two tests above say nothing
    assert any(CONTRAST.search(w) for w in words)
    assert page == "overview" or any(P_VALUE.search(w) or w in P_HEADS for w in words)


@pytest.mark.filterwarnings("default")
def test_the_forest_says_why_it_is_off_and_p_values_come_back_on_request(monkeypatch):
    monkeypatch.chdir(ROOT)
    off = drawn("subgroups", LATER, {})
    assert any("measured after baseline" in e.value for e in off.info)
    assert not figures(off)
    asked = drawn("subgroups", BASELINE, {"show_p": "1"})
    assert "Interaction p" in said(asked)


@pytest.mark.parametrize("page", ["survival", "sensitivity", "ascites", "safety", "conversion"])
@pytest.mark.filterwarnings("default")
def test_a_script_of_a_filtered_cohort_tests_nothing_either(monkeypatch, page):
    monkeypatch.chdir(ROOT)
    asked = []
    monkeypatch.setattr(Computed, "script", lambda self, name, pairs: asked.extend(pairs))
    drawn(page, BASELINE, {})
    told = [e for _, found in asked for e in found.estimates]
    assert told
    assert [e for e in told if e.p_value is not None] == []
    asked.clear()
    drawn(page, LATER, {})
    assert [e for _, found in asked for e in found.estimates if e.reference] == []


def small(filters=()):
    study = make_study(
        range(1, 41), [1] * 40, ["a", "b"] * 20, columns={"sex": ["m", "m", "f", "f"] * 10}
    )
    return Computed(Cohort(study, "itt", filters))


def test_exports_of_a_filtered_cohort_are_marked_and_untested():
    view = small((Filter("sex", "in", ("m",)),))
    result = subgroups(view.cohort, "os")
    table = to_table(for_export(view, [result], p_values=False))
    assert table["p_value"].isna().all()
    assert table["notes"].str.contains(say(EXPLORATORY), regex=False).all()
    assert (table["filters"].str.startswith("sex in m")).all()
    tested = to_table(for_export(view, [result], p_values=True))
    assert tested["p_value"].notna().any()
    assert tested["notes"].str.contains(say(EXPLORATORY), regex=False).all()


def test_exports_hold_no_comparison_after_a_filter_on_what_came_later(monkeypatch):
    view = small((Filter("sex", "in", ("m",)),))
    result = subgroups(view.cohort, "os")
    monkeypatch.setattr(Scene, "post_baseline", True)
    table = to_table(for_export(view, [result], p_values=True))
    assert table["reference"].isna().all()
    assert set(table["quantity"]) == {"n_events"}
    assert table["notes"].str.contains("after baseline").all()


def test_exports_of_everybody_are_left_alone():
    view = small()
    result = subgroups(view.cohort, "os")
    assert for_export(view, [result], p_values=False) == [result]


@pytest.mark.filterwarnings("default")
def test_a_visitors_own_model_is_marked_and_has_no_p_value(monkeypatch):
    monkeypatch.chdir(ROOT)
    app = drawn(
        "sensitivity", "age >= 0", {"sensitive": "os", "adjust": ["sex", "her2"], "show_p": "1"}
    )
    words = said(app)
    assert any("EXPLORATORY · your own covariates" in w for w in words)
    assert any("One row is your own model" in w for w in words)
    table = next(t.value for t in tables(app) if "p" in t.value.columns)
    own = table[table.iloc[:, 0].str.contains("your own")]
    assert list(own["p"]) == ["–"]
    assert (table["p"] != "–").sum() > 3


def test_a_visitors_own_model_is_marked_in_exports():
    result = Result(
        "cox_adjusted", estimates=(Estimate("hazard_ratio", "b", "a", 0.5, p_value=0.01),)
    )
    (row,) = as_chosen(result).estimates
    assert (row.value, row.p_value) == (0.5, None)
    assert say(CHOSEN) in to_table([as_chosen(result)])["notes"].iloc[0]
