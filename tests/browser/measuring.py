"""What is wrong with the words on a painted page, and the figures of every display to paint."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

import streamlit

from outcomes.clinical.scene import scene_of
from outcomes.displays.base.display import Display, drawn, standing
from outcomes.displays.base.panel import Beside, Block, Folded, Picture
from outcomes.displays.base.said.context import caption_of
from outcomes.displays.base.words import Words
from outcomes.displays.published.beside import PUBLISHED
from outcomes.figures.base.look import Look
from outcomes.figures.base.page import STACKED
from pages import TABS
from tests.displays.asked import answer, cohort_named
from tests.serving import ROOT

FAULTS = (Path(__file__).parent / "faults.js").read_text(encoding="utf-8")
DISPLAYS: dict[str, Display] = {
    d.id: d for d in (*(d for tab in TABS for d in tab.TAB.sections.values()), PUBLISHED)
}
STUDIES = ("hipec-sox-demo", "rmhtnf-demo")
DRAWING = (ROOT / "components/chart/drawing.js").read_text(encoding="utf-8").replace("export ", "")
STATIC = Path(streamlit.__file__).parent / "static" / "static"
GAP, INSIDE = 30, 17  # pixels between two columns, and around what is folded away

# Whether every figure was made for about the width the page has.
FITS = """() => {
    const page = document.querySelector('.stMainBlockContainer > .stVerticalBlock')?.clientWidth;
    const charts = [...document.querySelectorAll('.chart')];
    return page && charts.every(
        ({ dataset: { page: made } }) =>
            made <= page && page < 1.25 * made && (made < 700) === (page < 700));
}"""

PAINT = """figures => {
    document.body.replaceChildren();
    for (const { key, width, figure } of figures) {
        const holder = document.createElement('div'), plot = document.createElement('div');
        const said = document.createElement('div');
        holder.className = 'chart';
        said.className = 'chart-figure';
        said.hidden = true;
        said.textContent = JSON.stringify(figure);
        holder.dataset.key = key;
        holder.style = `position:relative;width:${width}px;height:${figure.layout.height}px`;
        plot.innerHTML = svgOf(figure, width, key.replace('/', '-'));
        holder.append(plot, said);
        document.body.append(holder);
    }
    return window.faults.ofCharts();
}"""


def asked(study: str) -> tuple[Any, Any]:
    """Return the scene of everybody of a demo, and what answers its questions."""
    cohort = cohort_named(study)
    return scene_of(cohort), partial(answer, cohort)


def figures(study: str, look: Look) -> Iterator[dict[str, Any]]:
    """Yield every figure of every display as it is first seen on a page of that width."""
    scene, ask = asked(study)
    words = Words(scene.spec, look.language)
    look = replace(look, labels=words.labels, names=words.names)
    for name, display in DISPLAYS.items():
        if display.offered(scene, words):
            continue
        fixed = {"endpoint": scene.spec.endpoints[0].id} if display is PUBLISHED else {}
        chosen = standing(display, scene, words, **fixed)
        caption = caption_of(scene, words, display.about(scene, chosen))
        panel = drawn(display, scene, chosen, ask, replace(look, caption=caption))
        for picture, place in placed(panel.blocks, look.width):
            width = look.width if look.size == "presentation" else place
            figure = json.loads(picture.figure.to_json())
            yield {"key": f"{name}/{picture.id}", "width": width, "figure": figure}


def placed(blocks: Iterable[Block], width: float) -> Iterator[tuple[Picture, float]]:
    """Yield every figure with the pixels the page gives it."""
    for block in blocks:
        match block:
            case Picture() if block.figure is not None:
                yield block, width
            case Folded():
                yield from placed(block.blocks, width - 2 * INSIDE)
            case Beside():
                shares = block.shares or (1.0,) * len(block.columns)
                room = width - GAP * (len(shares) - 1)
                for share, inside in zip(shares, block.columns, strict=True):
                    alone = width < STACKED
                    yield from placed(inside, width if alone else room * share / sum(shares))


@contextmanager
def canvas(browser: Any) -> Iterator[Any]:
    """Yield an empty page with what draws, the app's letters and the measure."""
    page = browser.new_page(viewport={"width": 1600, "height": 900})
    font = next((STATIC / "media").glob("SourceSansVF-Upright*"))
    letters = b64encode(font.read_bytes()).decode()
    page.add_style_tag(
        content=f"""@font-face {{ font-family: 'Source Sans';
        src: url(data:font/woff2;base64,{letters}); font-weight: 200 900 }}"""
    )
    page.add_script_tag(content=DRAWING)
    page.add_script_tag(content=FAULTS)
    page.evaluate("document.fonts.load('13px Source Sans')")
    yield page
    page.close()
