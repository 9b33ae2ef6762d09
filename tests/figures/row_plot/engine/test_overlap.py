"""Chances of being in an arm: one arm upwards, the other downwards."""

from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.engine.overlap import overlap_figure
from outcomes.results.result import Curve, Result
from tests.figures.made import LABELS
from tests.figures.row_plot.reading import words


def test_overlap_mirrors_the_arms():
    edges = tuple(i / 20 for i in range(20))
    counts = {"hipec_sox": 3.0, "sox": 5.0}
    found = Result("balance", curves=tuple(
        Curve(arm, "propensity_density", edges, (n,) * 20) for arm, n in counts.items()
    ))  # fmt: skip
    figure = overlap_figure(found, "hipec_sox", Look(labels=LABELS, width=450))
    up, down = figure.data
    assert (max(up.y), min(down.y)) == (3.0, -5.0)
    assert [t.fillcolor for t in (up, down)] == ["#D55E00", "#0072B2"]
    assert "Chance of HIPEC + SOX" in words(figure)
    to_svg(figure, 450)
