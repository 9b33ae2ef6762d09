"""The sensitivity ladder: rows, marks, and words instead of numbers."""

from math import exp, log

import plotly.graph_objects as go
import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.ladder import LadderRow, Named, describe_ladder, ladder_figure
from outcomes.results.result import Estimate, Interval
from tests.figures.made import LABELS
from tests.figures.row_plot.reading import hovers, intervals, layers, marks, words


def ratio(value, low, high, **more):
    return Estimate("hazard_ratio", "hipec_sox", "sox", value, Interval(low, high), n=164,
                    n_events=136, **more)  # fmt: skip


ROWS = [
    LadderRow("Stratified", "As planned", ratio(0.74, 0.52, 1.05), primary=True),
    LadderRow("Unadjusted", "As planned", ratio(0.72, 0.52, 1.02), marginal=True),
    LadderRow("Adjusted", "With ascites", ratio(0.59, 0.41, 0.84), assumes="Proportional."),
    LadderRow("Weighted", "With ascites", None, why="not estimable: 3 events"),
]


LOOK = Look(labels=LABELS)


def test_ladder_places_every_estimate_on_a_logarithmic_axis():
    figure = ladder_figure(ROWS, LOOK)
    assert [exp(x) for _, x, *_ in marks(figure)] == pytest.approx([0.74, 0.72, 0.59])
    heights = [y for _, _, y, *_ in marks(figure)]
    assert heights == sorted(heights)
    # Two headings: rows of one block are one row apart, those across a heading more.
    assert heights[2] - heights[1] > heights[1] - heights[0] > 0
    assert "0.59 (0.41–0.84)" in words(figure)
    assert "136/164" in words(figure)
    assert words(figure).count("As planned") == 1


def test_marks_tell_conditional_from_marginal_and_the_primary_is_heavier():
    (dots,) = layers(ladder_figure(ROWS, LOOK), "marks")
    assert list(dots.marker.symbol) == ["square", "diamond", "square"]
    assert dots.marker.color[1] == LOOK.paper
    assert dots.marker.size[0] > dots.marker.size[2]


def test_a_dotted_line_stands_where_the_primary_estimate_is():
    lines = [s for s in ladder_figure(ROWS, LOOK).layout.shapes if s.line.dash == "dot"]
    assert lines
    assert [s.x0 for s in lines] == pytest.approx([log(0.74)] * len(lines))


def test_why_stands_where_the_number_would():
    figure = ladder_figure(ROWS, LOOK)
    assert "not estimable: 3 events" in words(figure)
    assert len(marks(figure)) == 3


def test_hover_has_the_assumption():
    said = hovers(ladder_figure(ROWS, LOOK))[2]
    assert "Proportional." in said
    assert "0.59 (95% CI 0.41–0.84)" in said


def test_ladder_of_nothing_says_why():
    figure = ladder_figure([ROWS[3]], LOOK)
    assert figure.layout.meta["empty"]
    assert "3 events" in words(figure)


def test_intervals_that_run_off_are_cut_with_an_arrow():
    figure = ladder_figure([LadderRow("Wide", "Few", ratio(0.5, 0.01, 25.0))], LOOK)
    ((low, high, _),) = intervals(figure)
    assert (low, high) == pytest.approx(figure.layout.xaxis.range)
    (arrows,) = layers(figure, "arrows")
    assert list(arrows.marker.symbol) == ["triangle-left", "triangle-right"]


def test_values_from_elsewhere_are_named_and_within_the_axis():
    figure = ladder_figure(ROWS, LOOK, named=[Named("truth", 0.2)])
    assert "truth 0.20" in words(figure)
    assert figure.layout.xaxis.range[0] < log(0.2)
    assert {s.x0 for s in figure.layout.shapes if s.line.dash == "dash"} == {log(0.2)}


def test_numbers_of_other_studies_are_muted():
    other = LadderRow("PHOENIX-GC", "Published", ratio(0.72, 0.49, 1.04), elsewhere=True)
    figure = ladder_figure([ROWS[0], other], LOOK)
    mine, theirs = marks(figure)
    assert mine[-1] != theirs[-1]
    assert theirs[-1] == LOOK.muted
    assert next(a for a in figure.layout.annotations if a.text == "PHOENIX-GC").font.color == (
        LOOK.muted
    )


def test_differences_have_a_linear_axis_in_points():
    e = Estimate("risk_difference", "hipec_sox", "sox", 0.24, Interval(0.04, 0.42), n=81)
    figure = ladder_figure([LadderRow("Plain", "As planned", e)], LOOK, favors=("sox", "hipec_sox"))
    assert marks(figure)[0][1] == pytest.approx(0.24)
    assert figure.layout.xaxis.range[0] < 0 < 0.42 < figure.layout.xaxis.range[1]
    assert "40" in figure.layout.xaxis.ticktext
    assert "← favors SOX" in words(figure)


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("theme", ["light", "dark"])
def test_ladder_is_valid_and_can_be_exported(language, theme):
    look = Look(language, theme, labels=LABELS, caption=("ITT · 2026-06-30",))
    figure = ladder_figure(ROWS, look)
    go.Figure(figure.to_dict())
    assert b"ITT" in to_svg(figure, 900)


def test_ladder_in_words():
    said = describe_ladder(ROWS, LOOK)
    assert "As planned, Stratified: 0.74 (95% CI 0.52–1.05)" in said
    assert "Weighted: not estimable: 3 events" in said
