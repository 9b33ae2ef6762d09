"""What keeps a page from being read by others than the eye: nothing, on any tab, in both themes."""

from pathlib import Path

import axe_playwright_python
import pytest

from tests.pages.test_pages import PAGES
from tests.serving import settled

pytestmark = pytest.mark.browser

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Letters in a drawing axe cannot judge; `test_projector` measures them on what is behind them.
FOUND = """async () => {
    const found = await axe.run({ exclude: ['.chart svg'] },
        { resultTypes: ['violations', 'incomplete'] });
    return [...found.violations, ...found.incomplete].flatMap(rule =>
        rule.nodes.map(node => `${rule.id}: ${node.target.join(' ').slice(-90)}`));
}"""


@pytest.fixture(params=["light", "dark"])
def themed(browser, request):
    context = browser.new_context(
        viewport={"width": 1280, "height": 800}, color_scheme=request.param, locale="en-US"
    )
    yield context.new_page()
    context.close()


def test_axe_finds_nothing_and_leaves_nothing_undecided(themed, server):
    found = {}
    for tab in ("", *PAGES[1:]):
        themed.goto(f"{server}/{tab}?study=hipec-sox-demo")
        settled(themed)
        themed.evaluate(AXE)
        found[tab] = themed.evaluate(FOUND)
    assert {tab: faults for tab, faults in found.items() if faults} == {}


def test_every_figure_can_be_reached_and_left_by_the_keyboard(page, server):
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    reached = set()
    for _ in range(160):
        page.keyboard.press("Tab")
        reached.add(page.evaluate("""() => {
            const at = document.activeElement, tag = at.closest('[data-testid]');
            return at.classList.contains('chart') ? 'chart' : tag?.dataset.testid ?? at.tagName;
        }"""))  # fmt: skip
    for kind in ("chart", "NavLink", "Select", "Slider", "Expander", "ButtonGroup", "Popover"):
        assert any(kind in name for name in reached), (kind, sorted(reached))


def test_a_readers_own_colors_and_wish_for_stillness_are_kept(browser, server):
    context = browser.new_context(forced_colors="active", reduced_motion="reduce")
    page = context.new_page()
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    seen = page.evaluate("""() => {
        const chart = getComputedStyle(document.querySelector('.chart'));
        return { kept: chart.forcedColorAdjust, paper: chart.backgroundColor,
            moving: document.getAnimations().filter(a => a.playState === 'running').length,
            slow: [...document.querySelectorAll('button, a, input, summary')].filter(
                e => !/^0s(, 0s)*$/.test(getComputedStyle(e).transitionDuration)).length };
    }""")
    assert seen == {"kept": "none", "paper": "rgb(255, 255, 255)", "moving": 0, "slow": 0}
    context.close()
