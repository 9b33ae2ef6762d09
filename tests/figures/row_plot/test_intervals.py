"""Dots with intervals: two axes, printed values, and which side is better."""

from math import inf

import plotly.graph_objects as go
import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.engine.axis import Line
from outcomes.figures.row_plot.intervals import interval_figure
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Interval
from tests.figures.made import LABELS
from tests.figures.row_plot.reading import intervals, marks, words

LEVELS = [
    Estimate("survival", "sox", value=0.55, interval=Interval(0.44, 0.65), n=82),
    Estimate("survival", "hipec_sox", value=0.68, interval=Interval(0.56, 0.77), n=82),
]
DIFFERENCE = Estimate("survival_difference", "hipec_sox", "sox", 0.13, Interval(-0.02, 0.28), n=164)
MEAN = Estimate("rmst_difference", "hipec_sox", "sox", 3.7, Interval(0.4, inf), unit="months")


def draw(estimates, **options):
    names = [f"row {i}" for i in range(len(estimates))]
    told = {key: options.pop(key) for key in ("favors", "x_title") if key in options}
    return interval_figure(estimates, names, Look(labels=LABELS, **options), **told)


def test_differences_stand_below_the_levels_on_their_own_axis():
    figure = draw([DIFFERENCE, *LEVELS])
    drawn = marks(figure)
    assert [axis for axis, *_ in drawn] == ["x", "x", "x2"]
    assert [y for _, _, y, *_ in drawn] == sorted(y for _, _, y, *_ in drawn)
    assert figure.layout.xaxis.range == (0.0, 1.0)
    low, high = figure.layout.xaxis2.range
    assert low == pytest.approx(-high)
    assert [(s.x0, s.xref) for s in figure.layout.shapes] == [(0.0, "x2")]
    assert figure.layout.xaxis.position > figure.layout.xaxis2.position


def test_values_are_printed_once_each_with_their_interval():
    shown = words(draw([*LEVELS, DIFFERENCE]))
    assert shown.count("55% (95% CI 44–65)") == 1
    assert "13 pp (95% CI −2 to 28)" in shown
    assert "3.7 mo (95% CI 0.4–NR)" in words(draw([MEAN]))


def test_an_interval_without_an_end_stops_at_the_axis():
    ((low, high, _),) = intervals(draw([MEAN]))
    assert low == pytest.approx(0.4)
    assert high == pytest.approx(draw([MEAN]).layout.xaxis.range[1])


def test_sides_name_the_better_arm_only_beside_differences():
    assert "← favors SOX favors HIPEC + SOX →" in words(
        draw([DIFFERENCE], favors=("sox", "hipec_sox"))
    )
    assert "favors" not in words(draw(LEVELS, favors=("sox", "hipec_sox")))


def test_what_could_not_be_estimated_has_a_row_but_no_dot():
    figure = draw([LEVELS[0], Estimate("survival", "hipec_sox")])
    assert len(marks(figure)) == 1
    assert "could not be estimated" in words(figure)


def test_colors_follow_the_protocol():
    first, second = (color for *_, color in marks(draw(LEVELS)))
    ((*_, alone),) = marks(draw(LEVELS[1:]))
    assert alone == second != first


def test_nothing_to_draw_is_said_in_words():
    figure = draw([Estimate("survival", "sox", notes=(Note("nobody"),))])
    assert not figure.data
    assert words(figure) == "nobody"
    assert "no estimates" in words(draw([]))


@pytest.mark.parametrize("width", [450, 1200])
def test_valid_in_both_languages_and_themes(width):
    for options in ({}, {"language": "zh", "theme": "dark", "size": "presentation"}):
        figure = draw([*LEVELS, DIFFERENCE], width=width, caption=("ITT",), **options)
        go.Figure(figure.to_dict())
        assert "ITT" in words(figure)


def test_levels_alone_have_the_title_and_the_values_from_elsewhere():
    figure = interval_figure(
        LEVELS, ["a", "b"], Look(labels=LABELS), x_title="Alive", lines=[Line(0.95, "trial")]
    )
    assert "Alive" in words(figure)
    assert "trial" in words(figure)
    assert figure.layout.xaxis.range[1] >= 0.95
    assert [(s.x0, s.xref) for s in figure.layout.shapes if s.x0] == [(0.95, "x")]
    both = draw([*LEVELS, DIFFERENCE], x_title="Difference here")
    assert words(both).count("Difference here") == 1
    assert "Difference here" not in words(draw([*LEVELS, DIFFERENCE]))
