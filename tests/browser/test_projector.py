"""For the last row: large letters, thick lines, enough contrast, on every figure."""

import io

import matplotlib.image
import numpy as np
import pytest

from outcomes.figures.base.look import Look
from tests.browser.measuring import PAINT, canvas, figures

pytestmark = pytest.mark.browser

LETTERS = """() => [...document.querySelectorAll('.chart')].flatMap(chart =>
    [...chart.querySelectorAll('svg text, svg tspan')]
        .filter(part => !part.querySelector('tspan') && /[\\p{L}\\p{N}]/u.test(part.textContent))
        .map(part => {
            const { fill, fontSize } = getComputedStyle(part), box = part.getBoundingClientRect();
            return { words: `${chart.dataset.key}: ${part.textContent}`,
                size: parseFloat(fontSize),
                color: fill.match(/[\\d.]+/g).slice(0, 3).map(Number),
                box: [box.left + scrollX, box.top + scrollY,
                    box.right + scrollX, box.bottom + scrollY] };
        }))"""
HIDE = "svg text { visibility: hidden !important; }"


@pytest.fixture(scope="module")
def blank(browser):
    with canvas(browser) as page:
        yield page


def luminance(color):
    linear = np.where(color <= 0.04045, color / 12.92, ((color + 0.055) / 1.055) ** 2.4)
    return linear @ (0.2126, 0.7152, 0.0722)


def faint(page, least):
    """Yield the words that stand out less than that from most of what is behind them."""
    letters = page.evaluate(LETTERS)
    style = page.add_style_tag(content=HIDE)
    behind = matplotlib.image.imread(io.BytesIO(page.screenshot(full_page=True)))[..., :3]
    style.evaluate("element => element.remove()")
    for text in letters:
        left, top, right, bottom = (max(round(x), 0) for x in text["box"])
        air = round(0.2 * (bottom - top))  # above and below the letters
        top, bottom = top + air, bottom - air
        ground = luminance(behind[top:bottom, left:right].reshape(-1, 3).astype(float))
        ink = luminance(np.array(text["color"]) / 255)
        apart = (np.maximum(ground, ink) + 0.05) / (np.minimum(ground, ink) + 0.05)
        if not ground.size or np.quantile(apart, 0.2) < least:
            yield text["words"], text["color"], round(float(np.quantile(apart, 0.2)), 2)


def painted(page, study, look):
    shown = list(figures(study, look))
    assert page.evaluate(PAINT, shown) == []
    page.evaluate("color => { document.body.style.background = color }", look.paper)
    return shown


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_all_words_of_all_figures_stand_out_from_what_is_behind_them(blank, theme):
    painted(blank, "hipec-sox-demo", Look(theme=theme))
    assert list(faint(blank, 4.5)) == []


def test_on_a_projector_letters_are_large_and_lines_are_thick(blank):
    shown = painted(blank, "hipec-sox-demo", Look(size="presentation", width=1760, height=470))
    assert list(faint(blank, 4.5)) == []
    small = [t["words"] for t in blank.evaluate(LETTERS) if t["size"] < 24]
    assert small == []
    thin = [
        (one["key"], trace["meta"], trace["line"]["width"])
        for one in shown
        for trace in one["figure"]["data"]
        if trace.get("mode") == "lines" and 0 < trace.get("line", {}).get("width", 0) < 3
    ]
    assert thin == []
