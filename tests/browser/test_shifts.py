"""Nothing moves while a page is built, in whichever order its parts come."""

import re
from contextlib import suppress

import pytest
from playwright.sync_api import Error, Route

from tests.serving import settled

pytestmark = pytest.mark.browser

MOST = 0.02  # the sum of what a browser counts: share of the window that moves, times how far
SHIFTS = """window.shifts = []; new PerformanceObserver(list => {
    for (const { value, hadRecentInput, sources } of list.getEntries()) if (!hadRecentInput)
        shifts.push([value, ...sources.map(({ node }) => node?.textContent?.slice(0, 40))]);
}).observe({ type: 'layout-shift', buffered: true });"""
FINISHED = """() => document.querySelector('.st-key-status') && document.querySelector('.stApp')
    ?.dataset.testScriptState === 'notRunning'"""
# What Streamlit draws elements with, each fetched when the first of its kind has come.
PARTS = re.compile(
    r"/static/js/(Html|ButtonGroup|Selectbox|Slider|BidiComponent|Checkbox|DownloadButton|Button)\."
)
FIRST = "**/chart/first.html?*"
TABS = [
    ("", "hipec-sox-demo", "en-US", "light", (1280, 800)),
    ("survival", "hipec-sox-demo", "en-US", "dark", (1280, 800)),
    ("survival", "rmhtnf-demo", "zh-CN", "light", (1920, 1080)),
    ("sensitivity", "hipec-sox-demo", "zh-CN", "light", (1280, 800)),
    ("subgroups", "rmhtnf-demo", "en-US", "dark", (1280, 800)),
    ("ascites", "hipec-sox-demo", "en-US", "light", (1280, 800)),
    ("conversion", "hipec-sox-demo", "zh-CN", "light", (1920, 1080)),
    ("recurrence", "rmhtnf-demo", "en-US", "light", (1280, 800)),
    ("safety", "rmhtnf-demo", "zh-CN", "dark", (1280, 800)),
    ("enrollment", "hipec-sox-demo", "en-US", "light", (1280, 800)),
    ("data", "rmhtnf-demo", "en-US", "light", (1280, 800)),
]


@pytest.fixture
def open_page(browser, server):
    """Open pages as new visitors, and close them."""
    contexts = []

    def opened(study, locale, theme, size):
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale,
                                      color_scheme=theme)  # fmt: skip
        context.set_default_timeout(60_000)
        context.add_init_script(SHIFTS)
        contexts.append(context)
        return context.new_page(), f"{server}/{{}}?study={study}"

    yield opened
    for context in contexts:
        context.close()


def shifts_of(page):
    """Return what moved of a page, once nothing is on its way."""
    settled(page)
    page.wait_for_timeout(300)
    return page.evaluate("shifts")


@pytest.mark.parametrize(("tab", "study", "locale", "theme", "size"), TABS)
def test_nothing_moves_however_late_the_parts_of_a_page_come(
    open_page, tab, study, locale, theme, size
):
    """The last of the page first; without a first figure, as on a hosted instance."""
    page, address = open_page(study, locale, theme, size)
    held: list[Route] = []
    page.route(FIRST, lambda route: route.fulfill(status=204))
    page.route(PARTS, lambda route: held.append(route))
    page.goto(address.format(tab), wait_until="commit")
    page.wait_for_function(FINISHED)
    page.unroute(PARTS)
    for part in reversed(held):
        with suppress(Error):  # its page has been given up
            part.continue_()
        page.wait_for_timeout(30)
    moved = shifts_of(page)
    assert held
    assert sum(value for value, *_ in moved) <= MOST, moved


def test_what_holds_a_page_still_lets_go_once_it_is_built(page, server):
    """A browser would look for what is missing at every change of every element: 65 ms a click."""
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    page.wait_for_function(
        """() => {
            const sheet = document.querySelector('body > link[rel="stylesheet"]')?.sheet;
            return sheet && ![...sheet.cssRules].some(rule => rule.cssText.includes("stSkeleton")
                && rule.cssText.includes("visibility"));
        }"""
    )
    settled(page)
    assert page.locator(".level-filters button").first.is_visible()


def test_what_is_seen_first_does_not_wait_for_scripts_and_stands_as_with_them(open_page):
    page, address = open_page("hipec-sox-demo", "en-US", "light", (1280, 800))
    held: list[Route] = []
    page.route("**/static/js/**", lambda route: held.append(route))
    page.goto(address.format(""), wait_until="commit")
    page.locator("#first .drawing").first.wait_for()
    page.unroute("**/static/js/**")
    for part in held:
        with suppress(Error):
            part.continue_()
    moved = shifts_of(page)
    assert sum(value for value, *_ in moved) <= MOST, moved
