"""A characteristic by arm: shares printed where they fit, counts at the pointer."""

import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.engine.shares import shares_figure
from outcomes.results.result import Estimate, Result
from tests.figures.made import LABELS
from tests.figures.row_plot.reading import hovers, layers, texts, words

LEVELS = {"none": "None", "small": "Small", "massive": "Massive"}
FOUND = Result("baseline", estimates=tuple(
    Estimate("proportion", arm, value=v, n=80, covariates=("ascites", level))
    for arm, values in (("sox", (0.5, 0.49, 0.01)), ("hipec_sox", (0.25, 0.7, 0.05)))
    for level, v in zip(LEVELS, values, strict=True)
))  # fmt: skip


def test_shares_print_what_fits_and_hover_has_the_counts():
    figure = shares_figure(FOUND, "ascites", LEVELS, Look(labels=LABELS))
    ends = [[(t.x[i], t.x[i + 1]) for i in range(0, len(t.x), 6)] for t in layers(figure, "bars")]
    assert ends[0] == [(0, 0.5), (0, 0.25)]
    assert ends[1] == [pytest.approx((0.5, 0.99)), pytest.approx((0.25, 0.95))]
    assert ends[2][0] == pytest.approx((0.99, 1.0))
    assert {"50%", "25%", "70%"} <= set(texts(figure))
    assert "1%" not in texts(figure)  # no room for it
    assert "Massive: 1/80 (1%)" in hovers(figure)[0]
    assert "SOX (n = 80)" in words(figure)
    to_svg(figure, 900)


def test_no_shares_are_explained():
    assert shares_figure(Result("baseline"), "ascites", LEVELS, Look()).layout.meta["empty"]
