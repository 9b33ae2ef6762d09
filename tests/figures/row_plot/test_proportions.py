"""Proportions: counts once per group, the first interval, words where there is no number."""

import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.proportions import proportions_figure
from outcomes.results.note import Note
from outcomes.results.result import Result
from tests.figures.made import LABELS, proportion
from tests.figures.row_plot.reading import intervals, marks, texts, words

LOOK = Look(labels=LABELS)


def test_counts_are_printed_once_per_group():
    results = [("A", proportion({"sox": (3, 24), "hipec_sox": (0, 0)}))] * 2
    figure = proportions_figure(results, LOOK)
    assert words(figure).count("3/24 · 13% (95% CI 3–23)") == 2
    assert words(figure).count("0/0 · NE") == 2
    assert len(marks(figure)) == 2
    low, high, color = intervals(figure)[0]
    assert (low, high) == pytest.approx((0.025, 0.225))
    assert color == LOOK.color("sox")


def test_the_axis_goes_from_0_to_100_percent():
    figure = proportions_figure(proportion({"sox": (3, 24)}), LOOK, above=("Difference",))
    assert figure.layout.xaxis.range == (0, 1)
    assert figure.layout.xaxis.ticktext[-1] == "100%"
    assert "Difference" in texts(figure)


def test_groups_without_a_label_are_everybody():
    assert "All patients" in texts(proportions_figure(proportion({"all": (3, 24)}), LOOK))


def test_nothing_to_draw_is_explained_by_the_first_note():
    why = Result("proportion", notes=(Note("nobody"),))
    assert words(proportions_figure([("A", why)], LOOK)) == "nobody"
