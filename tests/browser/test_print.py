"""On paper: black on white in both themes, without what can only be clicked, as wide as a sheet."""

import pytest

from tests.serving import settled

pytestmark = pytest.mark.browser

SHEET = 718  # pixels between the margins of an A4 page
SEEN = """() => ({
    gone: ['stSidebar', 'stHeader', 'stPopover', 'stButton'].filter(name =>
        [...document.querySelectorAll(`[data-testid="${name}"]`)].some(e => e.checkVisibility())),
    chosen: [...document.querySelectorAll('.st-key-panel [role="radio"]')]
        .filter(e => e.checkVisibility()).map(e => e.innerText),
    inks: [...new Set([...document.querySelectorAll('[data-testid="stMain"] p, td, th')]
        .filter(e => e.checkVisibility()).map(e => getComputedStyle(e).color))],
    paper: getComputedStyle(document.body).backgroundColor,
    turned: [...document.querySelectorAll('.chart')].map(e => getComputedStyle(e).filter),
    wide: Math.max(...[...document.querySelectorAll('.chart svg')].map(
        e => e.getBoundingClientRect().width)),
})"""


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_a_page_prints_in_black_on_white(page, server, theme):
    page.emulate_media(color_scheme=theme)
    page.goto(f"{server}/survival?study=hipec-sox-demo")
    settled(page)
    page.emulate_media(media="print", color_scheme=theme)
    seen = page.evaluate(SEEN)
    assert seen["gone"] == []
    assert seen["chosen"] == ["Curves"]
    assert seen["inks"] == ["rgb(0, 0, 0)"]
    assert seen["paper"] == "rgb(255, 255, 255)"
    assert all(("invert" in turned) == (theme == "dark") for turned in seen["turned"])
    assert seen["wide"] <= SHEET
