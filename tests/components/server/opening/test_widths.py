"""Widths are said in one place, and script and style know them by it."""

import re

from components.server.opening import widths
from components.server.opening.scripts import _ours, _style


def test_beside_a_page_stand_the_sidebar_and_two_margins():
    assert widths.BESIDE == 347.25
    assert widths.usual_windows() == (1260, 1471)
    assert [widths.page_in(window) for window in (1379, 1380, 1920)] == [1000, 1020, 1560]


def test_the_script_is_told_every_width_it_names():
    first, _, rest = _ours().decode().partition(";")
    assert first == (
        "const STACKED = 700, USUAL = 900, SMALL = 768, SMALL_BESIDE = 30, SIDEBAR = 281.25, "
        "MARGIN = 33.0, SCROLLBAR = 12, STEP = 20, WIDER = 1.25"
    )
    for name in re.findall("([A-Z_]+) =", first):
        assert re.search(rf"\b{name}\b", rest)


def test_the_style_has_pixels_in_the_place_of_every_name():
    style = re.sub(r"/\*.*?\*/", "", _style().decode(), flags=re.DOTALL)
    assert "padding: 4rem 2.2rem 2rem" in style
    assert "inset: 60px 0 0 calc(281.25px + 2.2rem); padding-right: 2.2rem" in style
    assert "(width < 768px) { .stApp .stMainBlockContainer { padding: 4rem 1rem 2rem" in style
    assert "(width < 700px)" in style
    assert not re.findall(r"\b[A-Z]{5,}\b", style)
