"""Which slide stands on the projector."""

import pytest

from components.page import present
from outcomes.displays.base.panel import Panel, Picture
from outcomes.figures.base.style import Figure


@pytest.mark.parametrize(
    ("given", "place"),
    [("", 0), ("2", 2), ("9", 4), ("-1", 0), ("x", 0), ("²", 0), ("9" * 5_000, 4)],
)
def test_a_link_names_a_slide_there_is_or_the_first(given, place, monkeypatch):
    monkeypatch.setattr(present, "kept", lambda key: (given,))
    assert present._place(5) == place


def pictures(*heights):
    figures = [Figure({"data": [], "layout": {"height": high}}) for high in heights]
    return Panel(tuple(Picture(f"p{i}", figure, "alt") for i, figure in enumerate(figures)))


@pytest.mark.parametrize(
    ("heights", "shown"), [((900,), 1), ((200, 500), 2), ((200, 700, 50), 1), ((), 0)]
)
def test_a_slide_holds_the_figures_its_screen_has_room_for(heights, shown):
    assert len(present.fitting(pictures(*heights))) == shown
