"""A page is read without a mouse, in a reader's own colors, without movement."""

import pytest

from tests.serving import settled

pytestmark = pytest.mark.browser


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


def test_a_readers_own_colors_and_wish_for_stillness_are_kept(page, server):
    page.emulate_media(forced_colors="active", reduced_motion="reduce")
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    seen = page.evaluate("""() => {
        const chart = getComputedStyle(document.querySelector('.chart'));
        return { kept: chart.forcedColorAdjust, paper: chart.backgroundColor,
            moving: document.getAnimations().filter(a => a.playState === 'running' &&
                a.timeline === document.timeline).length, // by itself, not as one scrolls
            slow: [...document.querySelectorAll('button, a, input, summary')].filter(
                e => !/^0s(, 0s)*$/.test(getComputedStyle(e).transitionDuration)).length };
    }""")
    assert seen == {"kept": "none", "paper": "rgb(255, 255, 255)", "moving": 0, "slow": 0}
