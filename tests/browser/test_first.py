"""The figure a tab opens with stands where the page will have it, and is not drawn twice."""

import pytest

from tests.serving import settled

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


@pytest.fixture(scope="module", autouse=True)
def warm(server, browser):
    """Have the program imported and the studies read."""
    for study in ("hipec-sox-demo", "rmhtnf-demo"):
        opened = browser.new_page()
        opened.goto(f"{server}/survival?study={study}")
        settled(opened)
        opened.close()


@pytest.fixture
def visitor(browser):
    """Open pages as new visitors; no session begins where it is held back."""
    contexts = []

    def visit(address, locale, theme, size, *, held):
        width, height = size
        context = browser.new_context(viewport={"width": width, "height": height}, locale=locale,
                                      color_scheme=theme)  # fmt: skip
        contexts.append(context)
        page = context.new_page()
        if held:
            page.route_web_socket("**", lambda socket: None)
        page.goto(address)
        return page

    yield visit
    for context in contexts:
        context.close()


@pytest.mark.parametrize(("tab", "study", "locale", "theme", "size"), OPENINGS)
def test_it_stands_where_the_page_will_have_it(server, visitor, tab, study, locale, theme, size):
    address = f"{server}/{tab}?study={study}"
    early = visitor(address, locale, theme, size, held=True)
    early.locator("#first .drawing").first.wait_for()
    place = PLACE.replace("TWO", str(tab == "").lower())
    first = early.evaluate(place)
    later = visitor(address, locale, theme, size, held=False)
    settled(later)
    later.wait_for_timeout(500)
    assert later.locator("#first").count() == 0
    page = later.evaluate(place)
    assert first["figures"] == pytest.approx(page["figures"], abs=1)
    assert first["words"] == pytest.approx(page["words"], abs=1)


def test_the_page_takes_the_drawing_over_as_it_is(page, server):
    page.add_init_script(
        "new MutationObserver(() => { window.kept ??= document.querySelector('#first .drawing'); })"
        ".observe(document, { subtree: true, childList: true })"
    )
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    assert page.evaluate("window.kept?.isConnected && !!window.kept.closest('#root .chart-drawn')")


def test_whoever_goes_on_at_once_is_not_held_back(page, server):
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    page.locator("#first .drawing").wait_for()
    page.evaluate("history.pushState(null, '', 'data'); document.body.append(new Comment())")
    page.locator("#first").wait_for(state="detached", timeout=500)


def test_a_page_without_its_figure_shows_what_it_has(page, server):
    page.add_init_script("""new MutationObserver(() => document.querySelectorAll('#root .chart')
        .forEach(chart => chart.remove())).observe(document, { subtree: true, childList: true })""")
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    page.locator("#first .drawing").wait_for()
    page.locator(".st-key-status").wait_for(state="attached")
    page.locator("#first").wait_for(state="detached")
    assert page.locator(".st-key-status").is_visible()


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
