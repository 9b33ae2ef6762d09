"""The numbers of the conversion tab."""

import pytest

from outcomes.displays.surgery.steps import LADDER
from tests.displays.asked import seen
from tests.pages.tables import tables
from tests.pages.test_pages import drawn
from tests.serving import ROOT

pytestmark = pytest.mark.filterwarnings("default")


@pytest.fixture(autouse=True)
def at_root(monkeypatch):
    monkeypatch.chdir(ROOT)


def words_of(app):
    shown = (*app.markdown, *app.caption, *app.info, *app.warning)
    return " ".join(str(e.value) for e in shown).replace("\\", "")


def cells_of(app):
    return " ".join(str(t.value.to_dict()) for t in tables(app)).replace("\\", "")


def test_rates_are_those_of_the_results_table():
    cells = cells_of(drawn("hipec-sox-demo", "conversion", "everybody"))
    assert "17/82 · 21% (13–31)" in cells
    assert "27/82 · 33% (23–44)" in cells
    assert "12 pp (−1 to 25)" in cells
    assert "14/17 · 82% (57–96)" in cells


def test_the_table_has_the_intervals_of_the_figure():
    app = drawn("hipec-sox-demo", "conversion", "everybody", choices={"conv_ci": "wilson"})
    assert "27/82 · 33% (24–44)" in cells_of(app)


def test_shares_of_the_explored_are_not_compared():
    app = drawn("hipec-sox-demo", "conversion", "everybody", choices={"conv_of": "explored"})
    assert "17/35" in cells_of(app)
    assert " pp (" not in cells_of(app)


def test_the_naive_hazard_ratio_stands_in_a_warning_and_nowhere_else():
    app = drawn("hipec-sox-demo", "conversion", "everybody", choices={"conv": "after"})
    (warning,) = [str(w.value).replace("\\", "") for w in app.warning]
    assert "Not a result" in warning
    assert "HR 0.35 (95% CI 0.23–0.53)" in warning
    assert "0.47 (95% CI 0.30–0.74)" in warning
    assert "0.35" not in cells_of(app)
    assert "0.44 (0.27–0.70)" in cells_of(app)


def test_a_study_without_conversion_says_what_does_not_apply():
    for section in ("timing", "operation", "after"):
        app = drawn("rmhtnf-demo", "conversion", "everybody", choices={"conv": section})
        assert "Nobody in this study had conversion surgery" in words_of(app)
    assert "108/180" in cells_of(drawn("rmhtnf-demo", "conversion", "everybody"))


def test_p_values_are_withheld_under_filters():
    whole = drawn("hipec-sox-demo", "conversion", "everybody", choices={"conv": "after"})
    part = drawn("hipec-sox-demo", "conversion", "subgroup", choices={"conv": "after"})
    columns = [[*t.value.columns] for t in (*tables(whole), *tables(part))]
    assert any("p" in heads for heads in columns[:1])
    assert not any("p" in heads for heads in columns[1:])


@pytest.mark.parametrize(
    ("base", "first"), [("itt", "Randomized"), ("treated", "Treated"), ("explored", "Second look")]
)
def test_the_ladder_begins_with_the_rung_all_of_its_denominator_have_reached(base, first):
    (figure,) = seen(LADDER, "hipec-sox-demo", conv_of=base).draw().figures()
    rungs = ("Randomized", "Treated", "Restaged at least once", "Second look", "P0 CY0")
    said = [note["text"] for note in figure.spec["layout"]["annotations"]]
    assert [rung for rung in rungs if rung in said] == list(rungs[rungs.index(first) :])


def test_the_method_names_the_intervals_that_were_chosen():
    for chosen, named in (("exact", "Clopper–Pearson"), ("wilson", "Wilson")):
        app = drawn("hipec-sox-demo", "conversion", "everybody", choices={"conv_ci": chosen})
        assert f"n/N with {named} limits" in words_of(app)
