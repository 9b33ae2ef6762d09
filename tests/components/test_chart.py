"""How wide a browser says its page is: what is no width of a page is not taken for one."""

import pytest

from components import chart

USUAL = 900


@pytest.mark.parametrize(
    ("said", "width"),
    [
        ("1560", 1560),
        ("240", 240),
        ("239", USUAL),
        ("4001", USUAL),
        ("", USUAL),
        ("-900", USUAL),
        ("NaN", USUAL),
        ("1e3", USUAL),
        ("²", USUAL),
        ("9" * 5000, USUAL),  # more digits than Python makes a number of
    ],
)
def test_a_width_is_that_of_a_page_or_the_usual_one(monkeypatch, said, width):
    monkeypatch.setattr(chart.st, "session_state", {chart.WIDTH: said})
    assert chart.page_width(USUAL) == width
