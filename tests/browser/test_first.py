"""The figure a tab opens with stands where the page will have it, and is not drawn twice."""

from contextlib import suppress
from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Error

from tests.serving import CHROMIUM, FLAGS, settled

pytestmark = pytest.mark.browser

PLACE = """() => {
    const words = document.querySelector('#first p, .st-key-status p:has(strong)');
    const drawn = [...document.querySelectorAll('.chart .drawing')].slice(0, TWO ? 2 : 1);
    const figures = drawn.flatMap(drawing => {
        const { x, y, width, height } = drawing.getBoundingClientRect();
        return [x, y, width, height];
    });
    return { figures, words: words.getBoundingClientRect().height };
}"""
OPENINGS = [
    ("survival", "hipec-sox-demo", "en-US", "light", (1280, 800)),
    ("survival", "rmhtnf-demo", "en-US", "dark", (1280, 800)),  # its status needs two lines
    ("survival", "rmhtnf-demo", "zh-CN", "light", (1920, 1080)),
    ("", "hipec-sox-demo", "zh-CN", "dark", (1280, 800)),  # numbers, then two figures
    ("sensitivity", "rmhtnf-demo", "en-US", "light", (1280, 800)),  # a sentence comes first
    ("enrollment", "rmhtnf-demo", "en-US", "dark", (1920, 1080)),
    ("ascites", "hipec-sox-demo", "zh-CN", "light", (1280, 800)),
    ("subgroups", "hipec-sox-demo", "en-US", "light", (1920, 1080)),
    ("safety", "rmhtnf-demo", "en-US", "light", (1280, 800)),
]

ASKED = "**/_stcore/health"  # before a session is asked for
USUAL = ("en-US", "light", (1280, 800))


@pytest.fixture(scope="module", autouse=True)
def warm(server, browser):
    """Have the program imported and the studies read."""
    for study in ("hipec-sox-demo", "rmhtnf-demo"):
        opened = browser.new_page()
        opened.set_default_timeout(120_000)
        opened.goto(f"{server}/survival?study={study}")
        settled(opened)
        opened.close()


@pytest.fixture(scope="module")
def scrolling(browser):
    """A browser whose scrollbars stand beside the page, as people have it; tests hide them."""
    opened = browser.browser_type.launch(executable_path=CHROMIUM, args=list(FLAGS),
                                         ignore_default_args=["--hide-scrollbars"])  # fmt: skip
    yield opened
    opened.close()


@pytest.fixture
def visitor(scrolling):
    """Open pages as new visitors; no session begins where it is held back, or who asks is."""
    contexts = []

    def visit(address, locale, theme, size, *, held=False, asked=None, kept=()):
        width, height = size
        context = scrolling.new_context(viewport={"width": width, "height": height}, locale=locale,
                                        color_scheme=theme)  # fmt: skip
        context.set_default_timeout(60_000)
        contexts.append(context)
        for name, words in kept:
            context.add_init_script(f"localStorage.setItem('{name}', '{words}')")
        context.add_init_script(
            "window.pages = new Set(); new MutationObserver(() => {"
            "  window.early ||= document.querySelector('#first') !== null;"
            "  document.querySelectorAll('.chart').forEach(c => window.pages.add(c.dataset.page));"
            "}).observe(document, { subtree: true, childList: true })"
        )
        page = context.new_page()
        if held:
            page.route_web_socket("**", lambda socket: None)
        if asked:
            page.route(ASKED, lambda route: asked(route))
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()


def compare(visit, tab, *opening, **kept):
    """Hold the place of what is seen first against that of the page it waits for; return it."""
    held = []
    page = visit(*opening, asked=held.append, **kept)
    page.locator("#first .drawing").first.wait_for()
    place = PLACE.replace("TWO", str(tab == "").lower())
    first = page.evaluate(place)
    page.unroute(ASKED)
    for asked in held:
        with suppress(Error):  # who asks once more, after a while, has given this one up
            asked.continue_()
    settled(page)
    page.wait_for_timeout(500)
    assert page.locator("#first").count() == 0
    later = page.evaluate(place)
    assert first["figures"] == pytest.approx(later["figures"], abs=1)
    assert first["words"] == pytest.approx(later["words"], abs=1)
    assert page.evaluate("window.pages.size") == 1  # nothing was made for another width
    return page


@pytest.mark.parametrize(("tab", "study", "locale", "theme", "size"), OPENINGS)
def test_it_stands_where_the_page_will_have_it(server, visitor, tab, study, locale, theme, size):
    page = compare(visitor, tab, f"{server}/{tab}?study={study}", locale, theme, size)
    assert page.evaluate("innerWidth - document.querySelector('.stMain').clientWidth") > 285


def test_beside_a_sidebar_that_was_made_wider(server, visitor):
    kept = [("sidebarWidth", "290"), ("stActiveTheme-/-v2", '"Dark"')]  # that of another page
    opening = f"{server}/survival?study=rmhtnf-demo", "en-US", "light", (1400, 800)
    compare(visitor, "survival", *opening, kept=kept)


@pytest.mark.parametrize(
    ("name", "words", "width"),
    [
        ("stSidebarCollapsed-", "true", "1200"),
        ("sidebarWidth", "400", "800"),
        ("stActiveTheme-/survival-v2", '"Dark"', "900"),
    ],
)
def test_a_page_that_will_be_another_has_none(server, visitor, name, words, width):
    """Of a width that is asked for with the first request, so that its figure is drawn once."""
    page = visitor(f"{server}/survival?study=rmhtnf-demo", *USUAL, kept=[(name, words)])
    settled(page)
    page.wait_for_timeout(500)
    assert page.evaluate("[...window.pages]") == [width]
    assert not page.evaluate("window.early")


def test_the_page_takes_the_drawing_over_as_it_is(fresh, server):
    fresh.add_init_script(
        "new MutationObserver(() => { window.kept ??= document.querySelector('#first .drawing'); })"
        ".observe(document, { subtree: true, childList: true })"
    )
    fresh.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(fresh)
    assert fresh.evaluate("window.kept?.isConnected && !!window.kept.closest('#root .chart-drawn')")


def test_whoever_goes_on_at_once_is_not_held_back(page, server):
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    page.locator("#first .drawing").wait_for()
    page.evaluate("history.pushState(null, '', 'data'); document.body.append(new Comment())")
    page.locator("#first").wait_for(state="detached", timeout=500)


CHOICE = """() => {
    document.body.insertAdjacentHTML('beforeend', '<div data-testid="stSidebar"><p></p></div>');
    document.querySelector('[data-testid="stSidebar"] p').click();
}"""


def test_whoever_chooses_before_the_page_is_there_sees_what_they_chose(server, visitor):
    page = visitor(f"{server}/survival?study=hipec-sox-demo", *USUAL, held=True)
    page.locator("#first .drawing").wait_for()
    page.evaluate(CHOICE)
    assert page.locator("#first").count() == 0


@pytest.mark.parametrize("go_on", ["history.pushState(null, '', 'data')", CHOICE])
def test_one_that_comes_late_is_not_put_over_what_was_chosen(server, fresh, go_on):
    late = []

    def hold(route):
        late.append(route)

    fresh.route("**/chart/first.html?*", hold)
    fresh.route_web_socket("**", lambda socket: None)
    fresh.add_init_script("""new MutationObserver(() => {
        window.early ||= document.querySelector('#first') !== null;
    }).observe(document, { subtree: true, childList: true })""")
    fresh.goto(f"{server}/survival?study=hipec-sox-demo")
    fresh.locator('[data-testid="stApp"]').wait_for()
    fresh.evaluate(go_on)
    with fresh.expect_response("**/chart/first.html?*"):
        late[-1].continue_()
    fresh.wait_for_timeout(500)
    assert not fresh.evaluate("window.early")


def test_in_the_dark_the_ground_is_that_of_the_page(server, visitor):
    """Until a session tells Streamlit the theme, it has one of its own."""
    page = visitor(f"{server}/survival?study=hipec-sox-demo", "en-US", "dark", (1280, 800),
                   held=True)  # fmt: skip
    page.locator("#first .drawing").wait_for()
    page.locator('[data-testid="stApp"]').wait_for()
    with Image.open(BytesIO(page.screenshot())) as shot:
        grounds = {shot.getpixel(at)[:3] for at in ((700, 30), (1260, 400), (100, 600))}
    assert grounds == {(0x12, 0x18, 0x1F)}


def test_a_title_that_moves_what_is_below_it_is_left_to_the_page(fresh, server):
    def lengthened(route):
        said = route.fetch()
        body = said.text().replace("HIPEC + SOX", "A trial of HIPEC + SOX " * 6)
        route.fulfill(response=said, body=body)

    fresh.route("**/chart/first.html?*", lengthened)
    fresh.add_init_script("""new MutationObserver(() => {
        window.early ||= document.querySelector('#first') !== null;
    }).observe(document, { subtree: true, childList: true })""")
    with fresh.expect_response("**/chart/first.html?*"):
        fresh.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(fresh)
    assert not fresh.evaluate("window.early")


def test_a_page_without_its_figure_shows_what_it_has(fresh, server):
    fresh.add_init_script("""new MutationObserver(() => document.querySelectorAll('#root .chart')
        .forEach(chart => chart.remove())).observe(document, { subtree: true, childList: true })""")
    fresh.goto(f"{server}/survival?study=hipec-sox-demo")
    fresh.locator("#first .drawing").wait_for()
    fresh.locator(".st-key-status").wait_for(state="attached")
    fresh.locator("#first").wait_for(state="detached")
    assert fresh.locator(".st-key-status").is_visible()


def test_a_page_that_may_take_long_has_none(page, server):
    page.goto(f"{server}/sensitivity?study=hipec-sox-demo")
    settled(page)
    assert page.locator("#first").count() == 0
    assert page.locator("#root .chart-drawn").count()


def test_a_link_with_a_choice_opens_with_no_other_view(page, server):
    page.goto(f"{server}/survival?study=hipec-sox-demo&f.sex=male")
    settled(page)
    assert page.locator("link[data-first]").count() == 0
    assert page.get_by_text("EXPLORATORY").first.is_visible()


def test_a_wide_page_gets_its_figure_at_once(browser, server):
    """Without first the usual one, and then, when the app was told, another."""
    context = browser.new_context(viewport={"width": 1920, "height": 1080})
    page = context.new_page()
    page.add_init_script(
        "window.pages = new Set(); new MutationObserver(() => document.querySelectorAll("
        "'#root .chart').forEach(chart => window.pages.add(chart.dataset.page)))"
        ".observe(document, { subtree: true, childList: true })"
    )
    page.goto(f"{server}/survival?study=hipec-sox-demo&f.sex=male")
    settled(page)
    page.wait_for_timeout(500)
    assert page.evaluate("[...window.pages]") == ["1560"]
    context.close()
