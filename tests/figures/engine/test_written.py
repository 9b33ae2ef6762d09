"""A figure as the browser reads it: what Plotly would write of it."""

import json
from datetime import date

import numpy as np
import pytest

from outcomes.figures.base.style import Figure

DAYS = np.array(["2026-01-01", "2026-03-01"], dtype="datetime64[D]")


@pytest.mark.parametrize(
    "x",
    [
        np.array([0.0, 0.1, np.nan]),
        np.array([0.0, 0.1], dtype=np.float32),
        [0.5, None, "a"],
        [1.0, float("nan")],
        [np.float64(1.5), np.int64(2)],
        [date(2026, 1, 1)],
    ],
)
def test_it_is_written_as_plotly_writes_it(x):
    figure = Figure({"data": [{"type": "scatter", "x": x}], "layout": {"template": {}}})
    assert json.loads(figure.to_json()) == json.loads(figure.plotly.to_json())


def test_days_are_written_as_days_and_whole_numbers_as_they_are():
    figure = Figure({"data": [{"x": DAYS, "y": np.array([1, 2])}], "layout": {}})
    (trace,) = json.loads(figure.to_json())["data"]
    assert trace == {"x": ["2026-01-01", "2026-03-01"], "y": [1, 2]}


def test_what_plotly_has_of_a_figure_it_has_too():
    figure = Figure({"data": [], "layout": {"xaxis": {"range": [0, 12]}}})
    assert figure.layout.xaxis.range == (0, 12)
    assert not figure.draws
    assert Figure({"data": [], "layout": {"shapes": [{"type": "line"}]}}).draws
