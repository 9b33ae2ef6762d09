"""Who cannot see a figure hears its numbers: in a table beside it, else in one of its own."""

import pytest

from outcomes.displays.base.display import drawn, standing
from outcomes.displays.base.panel import Cells, Picture
from outcomes.displays.base.words import Words
from outcomes.displays.conduct.overview import OVERVIEW
from outcomes.figures.base.look import Look
from tests.browser.measuring import DISPLAYS, STUDIES, asked

BOXES = ("flow", "reasons")  # their numbers are all in their words


def estimates(picture):
    return [e for result in picture.results for e in result.estimates]


def panel_of(study, display, language="en"):
    scene, ask = asked(study)
    words = Words(scene.spec, language)
    if display.offered(scene, words):
        return None
    fixed = {"endpoint": scene.spec.endpoints[0].id} if display.id.startswith("published") else {}
    chosen = standing(display, scene, words, **fixed)
    return drawn(display, scene, chosen, ask, Look(language, labels=words.labels))


@pytest.mark.parametrize("study", STUDIES)
def test_every_figure_has_its_numbers_as_a_table(study):
    for name, display in DISPLAYS.items():
        panel = panel_of(study, display)
        blocks = list(panel.walk()) if panel else []
        if any(isinstance(block, Cells) for block in blocks):
            continue
        for picture in (b for b in blocks if isinstance(b, Picture) and b.figure is not None):
            if picture.id not in BOXES and any(e.value is not None for e in estimates(picture)):
                assert picture.numbers.rows, (name, picture.id)


def test_the_table_of_a_curve_says_what_the_figure_says():
    panel = panel_of("hipec-sox-demo", OVERVIEW)
    numbers = panel.picture("pfs-primary").numbers
    assert ("Time · SOX", "8.2 (5.5–8.3)", "77/82", "") in numbers.rows
    assert "None" not in " ".join(cell for row in numbers.rows for cell in row)
