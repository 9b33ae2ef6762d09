"""Every tab as it opens: nothing fails, the first figure stands in sight, anybody can read it."""

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
FAILED = "This view failed"
FIGURES = ("", "enrollment", "ascites", "conversion", "survival", "recurrence", "sensitivity",
           "subgroups", "safety")  # fmt: skip


def low(page):
    """Return where the first figure is, if that is not in sight."""
    box = page.locator(".chart").first.bounding_box()
    # One of many rows need not end there, but shows half a screen of them.
    below = box["y"] + min(box["height"], 460) > 800
    return [f"figure from {box['y']:.0f}, {box['height']:.0f} high"] if below else []


@pytest.mark.parametrize(
    ("study", "language", "theme"),
    [("hipec-sox-demo", "en", "dark"), ("hipec-sox-demo", "zh", "light"),
     ("rmhtnf-demo", "en", "light")],
)  # fmt: skip
def test_a_tab_opens_whole_in_sight_and_for_every_reader(browser, server, study, language, theme):
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=theme,
                                  locale="en-US")  # fmt: skip
    page, found = context.new_page(), {}
    for tab in ("", *PAGES[1:]):  # the first is the address without a name
        page.goto(f"{server}/{tab}?study={study}&lang={language}")
        settled(page)
        page.evaluate(AXE)
        found[tab] = page.evaluate(FOUND)
        text = page.locator('[data-testid="stMain"]').inner_text()
        found[tab] += [FAILED] * (FAILED in text)
        found[tab] += low(page) if tab in FIGURES and study == "hipec-sox-demo" else []
    context.close()
    assert {tab: faults for tab, faults in found.items() if faults} == {}
