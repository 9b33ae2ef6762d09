"""Figures of two cohorts beside each other: on the same axes, and nothing leaves its line."""

import pytest

from components.answer.beside import on_one_scale
from outcomes.figures.base.style import Figure
from tests.displays.asked import DISPLAYS, seen

MEN = "sex in male"


def two(display):
    study = "hipec-sox-demo"
    return (seen(DISPLAYS[display], study, *who).draw(width=750.0) for who in ((), (MEN,)))


@pytest.mark.parametrize("display", ["conduct.overview", "conduct.accrual"])
def test_days_of_two_cohorts_are_on_the_same_calendar(display):
    pairs = list(zip(*(panel.figures() for panel in two(display)), strict=True))
    calendars = 0
    for pair in pairs:
        on_one_scale(pair)
        axes = [figure.spec["layout"]["xaxis"] for figure in pair]
        assert axes[0]["range"] == axes[1]["range"]
        calendars += axes[0].get("type") == "date"
    assert calendars


def test_a_name_stays_at_the_end_of_its_line():
    def figure(top):
        name = {"yref": "y domain", "y": 0, "yshift": 60.0 / top, "text": "at 0.2"}
        margin = {"l": 0, "r": 0, "t": 40, "b": 60}
        layout = {"height": 400, "margin": margin, "yaxis": {"range": [0, top]}}
        return Figure({"data": [], "layout": {**layout, "annotations": [name]}})

    pair = figure(0.5), figure(1.0)
    on_one_scale(pair)
    assert [f.spec["layout"]["annotations"][0]["yshift"] for f in pair] == [60.0, 60.0]
