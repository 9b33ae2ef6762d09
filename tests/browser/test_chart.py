"""Charts in a real browser: changed in place, read by pointer and keys, or said in words."""

import re

import pytest

from tests.serving import settled

pytestmark = pytest.mark.browser

PLOT = ".chart .js-plotly-plot"
# The drawing of the first figure, and what it says: kept on the window to be found again.
KEEP = f"window.kept = [document.querySelector('{PLOT}'), document.querySelector('.main-svg')]"
KEPT = f"""window.kept[0] === document.querySelector('{PLOT}')
    && window.kept[1] === document.querySelector('.main-svg')"""


@pytest.fixture
def survival(page, server):
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    return page


def words(page):
    """Return the figure's own words: the notes in it."""
    return page.locator(f"{PLOT} .annotation-text").all_text_contents()


def patients(page):
    """Return the patients counted in the status line."""
    text = page.locator('[data-testid="stMain"]').inner_text()
    return re.search(r"([\d,]+) of [\d,]+ patients", text).group(1)


def filtered(page):
    """Choose a level of a filter and wait for the answer."""
    level = page.locator('[data-testid="stSidebar"] button', has_text=re.compile("^moderate · "))
    level.first.click()
    page.get_by_text("EXPLORATORY").first.wait_for()
    page.wait_for_timeout(300)
    settled(page)


def test_a_filter_changes_the_drawing_in_place_to_the_new_numbers(survival):
    before = words(survival)
    survival.evaluate(KEEP)
    filtered(survival)
    assert survival.evaluate(KEPT)
    after = words(survival)
    assert after != before
    assert any(f"{patients(survival)} of 164 patients" in line for line in after)
    label = survival.locator(".chart").first.get_attribute("aria-label")
    events = next(line for line in after if "events" in line)
    assert events.split(" ")[0] in label


def test_the_pointer_reads_every_arm_and_their_difference(survival):
    for _ in range(2):  # as opened, and after a change
        box = survival.locator(PLOT).bounding_box()
        survival.mouse.move(box["x"] + 0.4 * box["width"], box["y"] + 0.4 * box["height"])
        survival.locator(".hoverlayer .hovertext, .hoverlayer .legend").first.wait_for()
        said = survival.locator(".hoverlayer").first.text_content()
        for part in (r"[\d.]+ months", r"SOX : \d+%", r"HIPEC \+ SOX : \d+%", r"HIPEC.* − SOX : "):
            assert re.search(part, said), (part, said)
        assert len(re.findall(r"at risk \d+", said)) == 2
        survival.mouse.move(5, 5)
        filtered(survival)


def test_the_arrow_keys_read_it_too(survival):
    survival.locator(".chart").first.focus()
    read = []
    for _ in range(3):
        survival.keyboard.press("ArrowRight")
        survival.wait_for_timeout(300)
        read.append(survival.locator(".hoverlayer").first.text_content())
    assert len({re.search(r"[\d.]+ months", said).group() for said in read}) == 3
    survival.keyboard.press("Escape")
    survival.wait_for_timeout(300)
    assert survival.locator(".hoverlayer").first.text_content() == ""


def test_it_follows_the_width_of_the_window(survival):
    survival.evaluate(KEEP)
    wider = f"() => document.querySelector('.main-svg').clientWidth > 1.2 * {width(survival)}"
    survival.set_viewport_size({"width": 1600, "height": 900})
    survival.wait_for_function(wider)
    assert survival.evaluate(KEPT)
    assert abs(width(survival) - survival.locator(".chart").first.bounding_box()["width"]) < 1


def width(page):
    return page.evaluate("document.querySelector('.main-svg').getBoundingClientRect().width")


def test_without_plotly_the_words_of_a_figure_stand_in_its_place(page, server):
    page.route("**/plotly-*.js", lambda route: route.abort())
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    stated = page.locator(".chart-words", has_text="events").first
    stated.wait_for(state="visible")
    assert stated.inner_text() == page.locator(".chart").first.get_attribute("aria-label")


def test_no_other_server_is_asked_and_nothing_is_refused(page, server):
    asked, refused = [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: refused.append(message.text))
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    web = [url for url in asked if url.startswith(("http:", "https:"))]
    assert all(url.startswith(server) for url in web)
    assert sum("/chart/" in url for url in web) == 2
    assert not [text for text in refused if "Content Security Policy" in text]


def test_a_figure_left_behind_is_given_up(survival):
    survival.evaluate(KEEP)
    survival.get_by_role("link", name="Data").click()
    survival.wait_for_url(re.compile("/data"))
    survival.wait_for_function("() => !window.kept[0].isConnected && !window.kept[0]._fullLayout")
