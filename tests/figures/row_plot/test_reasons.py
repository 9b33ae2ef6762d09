"""Reasons of not being enrolled: bars from zero, n and share printed."""

import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.reasons import reasons_figure
from outcomes.results.result import Result
from tests.figures.made import flow
from tests.figures.row_plot.reading import layers, texts, words


def test_reasons_print_n_and_share():
    figure = reasons_figure(flow(), Look())
    assert "14 (39%)" in texts(figure)
    assert "Reason not recorded" in texts(figure)
    (bars,) = layers(figure, "bars")
    assert list(bars.x[1::6]) == [14, 9, 6, 4, 3]
    assert set(bars.x[::6]) == {0}
    assert list(bars.y[2::6]) == sorted(bars.y[2::6])


@pytest.mark.parametrize("width", [340, 900])
def test_nobody_excluded_is_said(width):
    assert "No screening failures" in words(reasons_figure(Result("flow"), Look(width=width)))
