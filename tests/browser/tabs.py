"""Every tab of a study as it opens, and what tests look at: opened once for all of them."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import axe_playwright_python

from tests.pages.test_pages import PAGES
from tests.serving import settled

AXE = (Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
# Letters in a drawing axe cannot judge; `test_projector` measures them on what is behind them.
FOUND = """async () => {
    const found = await axe.run({ exclude: ['.chart svg'] },
        { resultTypes: ['violations', 'incomplete'] });
    return [...found.violations, ...found.incomplete].flatMap(rule =>
        rule.nodes.map(node => `${rule.id}: ${node.target.join(' ').slice(-90)}`));
}"""
MARKS = """async () => {
    const address = document.querySelector('script[src*="/chart/chart-"]')?.src;
    if (!address) return [];
    const { marksOf } = await import(address);
    return [...document.querySelectorAll('.chart-figure')].map(text => {
        const figure = JSON.parse(text.textContent);
        return [marksOf(figure, 900), figure];
    });
}"""


class Opened(NamedTuple):
    """A tab that has opened.

    Attributes
    ----------
    faults
        What a reader with other means could not use.
    words
        What stands in it.
    first
        Where the first figure is, if there is one.
    drawn
        Of each figure the marks the page draws of it, and the figure.
    """

    faults: list[str]
    words: str
    first: dict[str, float] | None
    drawn: list[Any]


def open_tabs(
    browser: Any, server: str, study: str, language: str, theme: str
) -> dict[str, Opened]:
    """Return every tab by its address; the first is the address without a name."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, color_scheme=theme,
                                  locale="en-US")  # fmt: skip
    context.set_default_timeout(60_000)
    page, found = context.new_page(), {}
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    for tab in ("", *PAGES[1:]):
        page.goto(f"{server}/{tab}?study={study}&lang={language}")
        settled(page)
        page.evaluate(AXE)
        figures = page.locator(".chart")
        found[tab] = Opened(
            page.evaluate(FOUND),
            page.locator('[data-testid="stMain"]').inner_text(),
            figures.first.bounding_box() if figures.count() else None,
            page.evaluate(MARKS),
        )
    context.close()
    assert not problems
    return found
