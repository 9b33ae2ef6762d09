"""The real app in a real browser: open, filter, share the link, upload, go back."""

import json
import re

import pytest
from pptx import Presentation

from tests.serving import answered, settled

pytestmark = pytest.mark.browser

STATUS = re.compile(r"(\d+) of (\d+) patients")


def main_text(page):
    return page.locator('[data-testid="stMain"]').inner_text()


def patients(page):
    return STATUS.search(main_text(page)).groups()


def choose(page, words):
    """Click a filter level and wait until the app has answered."""
    with answered(page):
        page.locator('[data-testid="stSidebar"] button', has_text=words).first.click()


def test_the_first_screen_shows_the_study(page, server):
    page.goto(server)
    settled(page)
    text = main_text(page)
    assert "SIMULATED" in text
    assert patients(page) == ("164", "164")
    assert "EXPLORATORY" not in text
    for tab in ("Overview", "Enrollment", "Survival", "Data"):
        assert page.get_by_role("link", name=tab).count() == 1
    # Our style is after Streamlit's own: what is asked begins at the top of the sidebar.
    assert page.locator(".st-key-study").bounding_box()["y"] < 60


def test_a_filtered_link_shows_the_same_numbers_to_somebody_else(page, browser, server):
    page.goto(f"{server}/survival")
    settled(page)
    choose(page, re.compile(r"^moderate · "))
    assert "EXPLORATORY" in main_text(page)
    n, total = patients(page)
    assert int(n) < int(total)
    table = page.locator("table").first.inner_text()
    link = page.url
    assert "f.ascites_category=moderate" in link
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    other = context.new_page()
    other.goto(link)
    settled(other)
    assert patients(other) == (n, total)
    assert other.locator("table").first.inner_text() == table
    context.close()


def test_a_new_figure_stays_where_it_came(page, server):
    page.goto(f"{server}/survival")
    settled(page)
    page.evaluate("""() => {
      const old = document.querySelector(".chart-figure").textContent;
      const places = (window.places = []);
      const look = () => {
        const figure = document.querySelector(".chart-drawn");
        const fresh = figure && figure.querySelector(".chart-figure").textContent !== old;
        if (fresh) places.push(Math.round(figure.getBoundingClientRect().top));
        requestAnimationFrame(look);
      };
      look();
    }""")
    choose(page, re.compile(r"^moderate · "))  # now there are rows of what is chosen above it
    assert page.locator(".st-key-selection, .st-key-p-values").count() == 2
    assert len(set(page.evaluate("window.places"))) == 1


def test_changing_the_tab_keeps_the_filters(page, server):
    page.goto(server)
    settled(page)
    choose(page, re.compile(r"^moderate · "))
    seen = patients(page)
    with answered(page):
        page.get_by_role("link", name="Survival").click()
    page.wait_for_url(re.compile("survival"))
    assert patients(page) == seen
    assert "f.ascites_category=moderate" in page.url


def test_a_link_with_an_unknown_level_says_so(page, server):
    page.goto(f"{server}/?f.ascites_category=huge&data=0000000000")
    settled(page)
    side = page.locator('[data-testid="stSidebar"]').inner_text()
    assert "huge" in side
    assert "another version" in side


def test_chinese_is_kept_in_the_link(page, server):
    page.goto(f"{server}/survival")
    settled(page)
    with answered(page):
        page.get_by_text("中文").click()
    assert "lang=zh" in page.url
    assert "生存" in main_text(page)


def test_each_filter_can_be_taken_back_and_the_last_step_undone(page, server):
    page.goto(f"{server}/survival")
    settled(page)
    choose(page, re.compile(r"^moderate · "))
    choose(page, re.compile(r"^massive · "))
    both = patients(page)
    chip = page.get_by_role("button", name="Baseline ascites: moderate or massive")
    with answered(page):
        chip.click()
    assert patients(page) == ("164", "164")
    with answered(page):
        page.get_by_role("button", name="Undo").click()
    assert patients(page) == both
    with answered(page):
        page.get_by_role("button", name="Undo").click()
    assert "f.ascites_category=moderate" in page.url
    assert "massive" not in page.url.partition("data=")[0]


def test_figures_of_two_tabs_are_collected_and_leave_as_a_deck(page, server):
    page.goto(f"{server}/survival?f.ascites_category=none")
    settled(page)
    with answered(page):
        page.get_by_role("button", name="Collect").first.click()
    with answered(page):
        page.get_by_role("link", name="Sensitivity").click()
    page.wait_for_url(re.compile("sensitivity"))
    with answered(page):
        page.get_by_role("button", name="Collect").first.click()
    page.get_by_role("button", name="Slides · 2").click()
    with page.expect_download() as download:
        page.get_by_role("button", name="Deck (PPTX)").click()
    deck = Presentation(download.value.path())
    said = [
        " ".join(s.text_frame.text for s in slide.shapes if s.has_text_frame)
        for slide in deck.slides
    ]
    assert len(said) == 2
    assert all("EXPLORATORY" in words and "Baseline ascites: none" in words for words in said)


def test_a_presenter_walks_reveals_and_leaves_with_the_keys(page, server):
    page.goto(f"{server}/sensitivity?present=1")
    settled(page)
    assert not page.locator('[data-testid="stSidebar"]').is_visible()
    text = main_text(page)
    assert "SIMULATED" in text
    assert "1 / 5" in text
    figure = page.locator(".chart").first
    assert "Unadjusted" in figure.get_attribute("aria-label")
    assert "Adjusted" not in figure.get_attribute("aria-label")
    page.evaluate("""
        addEventListener("click", () => { window.presses = (window.presses || 0) + 1 });
        addEventListener("keydown", event => { window.reruns = event.key }, false)""")
    page.keyboard.press("r")
    page.locator('.chart[aria-label*="Adjusted"]').first.wait_for()
    # Streamlit, which runs the script again on this key, does not hear of it.
    assert page.evaluate("[window.presses, window.reruns]") == [1, None]
    settled(page)
    with answered(page):
        page.keyboard.press("ArrowRight")
    assert "2 / 5" in main_text(page)
    page.keyboard.press("f")
    choose(page, re.compile(r"^moderate · "))
    shown = page.locator('[data-testid="stMain"]').get_by_text("EXPLORATORY")
    shown.locator("visible=true").first.wait_for()
    with answered(page):
        page.keyboard.press("q")
    code = page.locator(".st-key-present-qr img").get_attribute("alt")
    assert code.startswith(f"{server}/sensitivity?")
    assert "f.ascites_category=moderate" in code
    with answered(page):
        page.keyboard.press("Escape")
    assert page.locator('[data-testid="stSidebar"]').is_visible()
    assert "present" not in page.url


def test_keys_pressed_while_the_app_answers_wait_for_it(fresh, server):
    """In a browser that takes a while to begin to answer, too."""
    fresh.goto(f"{server}/sensitivity?present=1")
    settled(fresh)
    slow = fresh.context.new_cdp_session(fresh)
    slow.send("Emulation.setCPUThrottlingRate", {"rate": 4})
    for key in ("ArrowRight", "ArrowRight", "q", "ArrowRight"):
        fresh.keyboard.press(key)
    fresh.get_by_text("4 / 5").wait_for(timeout=60_000)
    fresh.locator(".st-key-present-qr img").wait_for()


def test_two_cohorts_stand_side_by_side_on_the_same_axes(page, server):
    page.goto(f"{server}/survival?endpoint=os")
    settled(page)
    with answered(page):
        page.get_by_role("button", name="Hold beside").click()
    choose(page, re.compile(r"^none · "))
    charts = page.locator(".chart")
    assert charts.count() == 2
    text = main_text(page)
    assert "164 of 164 patients" in text
    assert "Baseline ascites: none · 83 of 164 patients" in text
    figures = [json.loads(words) for words in page.locator(".chart-figure").all_text_contents()]
    first, second = (figure["layout"]["xaxis"]["range"] for figure in figures)
    assert first == second
    assert "p = 0.056" in charts.first.get_attribute("aria-label")
    with answered(page):
        page.get_by_role("button", name="One view").click()
    assert page.locator(".chart").count() == 1
