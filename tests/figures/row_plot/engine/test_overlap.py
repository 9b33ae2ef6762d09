"""Chances of being in an arm: one arm upwards, the other downwards."""

import pytest

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


def balance(*curves):
    return Result("balance", curves=tuple(
        Curve(arm, "propensity_density", edges, counts) for arm, edges, counts in curves
    ))  # fmt: skip


HALVES = (0.0, 0.5)
LOOK = Look(labels=LABELS)


def test_bars_are_as_wide_as_their_bins_less_a_gap():
    figure = overlap_figure(
        balance(("sox", HALVES, (5.0, 0.0)), ("hipec_sox", (0.25,), (3.0,))), "hipec_sox", LOOK
    )
    up, down = figure.data
    assert list(up.x[:4]) == pytest.approx([0.25, 0.25, 0.296, 0.296])  # alone: 0.92 of 0.05
    assert list(up.y[:4]) == [0, 3, 3, 0]
    assert list(down.x[:4]) == pytest.approx([0, 0, 0.46, 0.46])
    assert list(down.y[:4]) == [0, -5, -5, 0]
    assert list(down.x[6:10]) == pytest.approx([0.5, 0.5, 0.96, 0.96])
    assert figure.layout.xaxis.range == (0, 1)
    assert list(figure.layout.xaxis.ticktext) == ["0", "0.25", "0.5", "0.75", "1"]
    margin = figure.layout.margin
    assert figure.layout.height - margin.t - margin.b == pytest.approx(210, abs=1)
    (line,) = figure.layout.shapes
    assert (line.y0, line.line.width) == (0, 1)


@pytest.mark.parametrize(
    ("most", "ticks"),
    [(4.0, ["4", "3", "2", "1", "0", "1", "2", "3", "4"]), (5.0, ["4", "2", "0", "2", "4"]),
     (80.0, ["80", "60", "40", "20", "0", "20", "40", "60", "80"]),
     (30000.0, ["30,000", "25,000", "20,000"])],
)  # fmt: skip
def test_patients_are_counted_both_ways_with_four_ticks_at_most(most, ticks):
    figure = overlap_figure(
        balance(("sox", HALVES, (most, 0.0)), ("hipec_sox", HALVES, (1.0, 0.0))), "sox", LOOK
    )
    assert list(figure.layout.yaxis.ticktext)[: len(ticks)] == ticks
    assert figure.layout.yaxis.range == pytest.approx((-1.3 * most, 1.3 * most))


def test_the_arm_asked_for_is_named_above_and_the_other_below():
    figure = overlap_figure(
        balance(("sox", HALVES, (5.0, 1.0)), ("hipec_sox", HALVES, (3.0, 1.0))), "hipec_sox", LOOK
    )
    above, below = (a for a in figure.layout.annotations if a.text in ("HIPEC + SOX", "SOX"))
    assert (above.text, above.y, above.yanchor, above.xshift) == ("HIPEC + SOX", 1, "top", 6)
    assert (below.text, below.y, below.yanchor, below.xshift) == ("SOX", 0, "bottom", 6)
    assert above.yshift == below.yshift == 0
    assert overlap_figure(Result("balance"), "sox", LOOK).layout.meta["empty"]
