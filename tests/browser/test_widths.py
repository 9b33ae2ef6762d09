"""Every display on every screen: painted, and measured where the words really are."""

import re

import pytest

from outcomes.figures.base.look import Look
from tests.browser.measuring import FAULTS, FITS, PAINT, STUDIES, canvas, figures
from tests.serving import settled

pytestmark = pytest.mark.browser

# Of the page beside the sidebar, in windows of 390, 820 and 1024 pixels; `bench widths` has all.
SAMPLE = (("hipec-sox-demo", "zh", 358), ("rmhtnf-demo", "en", 460), ("hipec-sox-demo", "en", 680))


@pytest.fixture(scope="module")
def blank(browser):
    with canvas(browser) as page:
        yield page


@pytest.mark.parametrize(("study", "language", "width"), SAMPLE)
def test_no_words_of_any_figure_overlap_or_are_cut(blank, study, language, width):
    assert study in STUDIES
    assert blank.evaluate(PAINT, list(figures(study, Look(language, width=width)))) == []


def test_a_fault_would_be_seen(blank):
    one = next(figures("rmhtnf-demo", Look(width=900)))
    said = dict(showarrow=False, xref="paper", yref="paper", x=0.5, y=0.5, text="one over another")
    one["figure"]["layout"]["annotations"] = [said, {**said, "x": 0.52}, {**said, "x": 1.2}]
    found = " ".join(blank.evaluate(PAINT, [one]))
    assert "over each other" in found
    assert "cut" in found
    wide = {**one["figure"]["layout"], "margin": {"l": 250, "r": 250, "t": 20, "b": 20}}
    narrow = {**one, "figure": {**one["figure"], "layout": wide}}
    assert re.search(r"a plot of \d+ pixels", " ".join(blank.evaluate(PAINT, [narrow])))


def fitted(page, address):
    """Open an address, and wait until its figures are those of this window."""
    page.goto(address)
    settled(page)
    page.wait_for_function(FITS)
    settled(page)


@pytest.mark.parametrize("width", [390, 1024, 1920])
def test_the_app_learns_how_wide_its_page_is(page, server, width):
    page.set_viewport_size({"width": width, "height": 900})
    fitted(page, f"{server}/subgroups?study=hipec-sox-demo")
    page.evaluate(FAULTS)
    assert page.evaluate("window.faults.ofPage()") == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_window_that_is_turned_gets_figures_that_fit(page, server):
    page.set_viewport_size({"width": 844, "height": 390})
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.wait_for_function(FITS)
    settled(page)
    page.evaluate(FAULTS)
    assert page.evaluate("window.faults.ofCharts()") == []


def test_names_of_choices_stand_in_one_line(page, server):
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    names = page.locator('[class*="st-key-asked-"] [data-testid="stWidgetLabel"]:visible')
    assert len({name.bounding_box()["y"] for name in names.all()[:3]}) == 1


@pytest.mark.parametrize("width", [1280, 1790, 1920])
def test_figures_of_two_cohorts_fit_their_halves(page, server, width):
    page.set_viewport_size({"width": width, "height": 900})
    fitted(page, f"{server}/?study=hipec-sox-demo&beside=population%3Ditt&f.sex=male")
    assert page.locator(".chart").count() == 4
    page.evaluate(FAULTS)
    assert page.evaluate("window.faults.ofCharts()") == []


@pytest.mark.parametrize("size", [(1280, 800), (1024, 768), (2560, 1440)])
def test_what_is_presented_is_as_large_as_the_projector(page, server, size):
    page.set_viewport_size(dict(zip(("width", "height"), size, strict=True)))
    fitted(page, f"{server}/survival?study=hipec-sox-demo&present=1")
    figure = page.locator(".chart").bounding_box()
    assert 0.9 * size[0] < figure["width"] < size[0]
    assert figure["y"] + figure["height"] < size[1]
    assert page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight") == size[1]
