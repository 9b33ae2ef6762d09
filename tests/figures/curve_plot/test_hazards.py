"""Hazard ratios over time and log(-log S): what is drawn, cut, and said."""

import re
from math import exp, inf, log

import plotly.graph_objects as go
import pytest

from outcomes.figures.curve_plot.hazards import effect_over_time_figure
from outcomes.figures.curve_plot.log_log import log_log_figure
from outcomes.results.note import Note
from outcomes.results.result import Curve, Estimate, Interval, Result
from tests.figures.made import look


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


def smooth(group="hipec_sox"):
    return Curve(group, "log_hazard_ratio", (0.0, 10.0, 20.0), (-0.7, -0.5, 0.1),
                 (-1.2, -0.9, None), (-0.2, -0.1, None), unit="months")  # fmt: skip


def piece(at, value, low, high, group="hipec_sox"):
    return Estimate("piecewise_hazard_ratio", group, "sox", value, Interval(low, high), at=at)


def test_a_ratio_stands_over_its_own_interval_where_the_next_has_none():
    """Nobody of one arm dies later: the first ratio says nothing of that time."""
    later = Estimate("piecewise_hazard_ratio", "hipec_sox", "sox", None, at=6.0)
    drawn = effect_over_time_figure(hazards(piece(0.0, 4.4, 1.6, 12.0), later), look())
    (segment,) = (t for t in drawn.data if (t.meta or {}).get("layer") == "segment")
    assert list(segment.x)[:2] == [0.0, 6.0]


def log_log(group="sox"):
    return Curve(
        group, "log_minus_log", (0.0, 0.5, 1.0, 10.0), (-3.0, -inf, -2.0, 0.0), unit="months"
    )


def hazards(*more, groups=("hipec_sox",)):
    rows = (Estimate("statistic", "hipec_sox", value=5.1, p_value=0.024),
            Estimate("hazard_ratio", "hipec_sox", "sox", 0.61, Interval(0.4, 0.9)))  # fmt: skip
    return Result("hazards", "os", estimates=(*rows, *more),
                  curves=(*(smooth(g) for g in groups), log_log()))  # fmt: skip


def layer(figure, name):
    return [t for t in figure.data if (t.meta or {}).get("layer") == name]


def test_the_axis_is_logarithmic_and_the_lines_at_one_and_overall_stand():
    figure = effect_over_time_figure(hazards(), look())
    axis = figure.layout.yaxis
    assert axis.tickvals[axis.ticktext.index("0.5")] == pytest.approx(log(0.5))
    assert sorted(exp(s.y0) for s in figure.layout.shapes) == pytest.approx([0.61, 1.0])
    assert "overall 0.61" in words(figure)
    assert "Proportional hazards test: p = 0.024" in words(figure)


def test_p_values_can_be_withheld():
    assert "p =" not in words(effect_over_time_figure(hazards(), look(), p_values=False))


def test_which_arm_is_favored_is_what_the_display_says_or_nobody():
    bad = words(effect_over_time_figure(hazards(), look(), favors=("hipec_sox", "sox")))
    assert "↓ favors HIPEC + SOX" in bad
    assert "↑ favors SOX" in bad
    assert "favors" not in words(effect_over_time_figure(hazards(), look()))


def test_of_several_arms_compared_the_one_named_at_its_curve_is_favored():
    several = hazards(piece(0.0, 0.5, 0.3, 1.0), groups=("hipec_sox", "ip"))
    said = words(effect_over_time_figure(several, look(), favors=("sox", "hipec_sox")))
    assert "↓ favors SOX" in said
    assert "↑ favors the arm named" in said


def test_intervals_begin_where_they_begin_and_are_cut_with_a_mark():
    found = hazards(piece(6.0, 0.7, 0.5, 1.0), piece(0.0, 0.5, 0.3, inf))
    figure = effect_over_time_figure(found, look())
    (marks,) = layer(figure, "piece")
    assert [round(exp(y), 2) for y in marks.y] == [0.5, 0.7]
    assert marks.x == (3.0, 13.0)
    assert marks.text[0] == "0–6 months: 0.50 (95% CI 0.30–∞)"
    assert figure.data[-1].marker.symbol == ("triangle-up",)
    top = figure.layout.yaxis.range[1]
    assert figure.data[-1].y == (top,)


def test_the_band_ends_where_its_limits_end():
    (band,) = layer(effect_over_time_figure(hazards(), look()), "band")
    assert max(band.x) == 10.0


def test_pieces_alone_are_drawn_and_nothing_is_said_in_words():
    alone = Result("hazards", estimates=(piece(0.0, 0.5, 0.3, 0.8), piece(12.0, 1.2, 0.6, 2.4)))
    assert len(layer(effect_over_time_figure(alone, look()), "piece")[0].x) == 2
    for draw in (effect_over_time_figure, log_log_figure):
        empty = draw(Result("hazards", notes=(Note("no_events"),)), look())
        assert not empty.data
        assert words(empty) == "no events"


def test_log_log_leaves_out_the_time_before_the_first_event():
    (line,) = log_log_figure(hazards(), look()).data
    assert list(line.x) == [0.0, 1.0]
    assert list(line.y) == [-2.0, 0.0]
    assert line.line.shape == "hv"
    assert line.text[1] == "10.0 months: S = 37%"


@pytest.mark.parametrize("draw", [effect_over_time_figure, log_log_figure])
def test_valid_in_both_languages_and_themes(draw):
    found = hazards(piece(0.0, 0.5, 0.3, 0.8), groups=("hipec_sox", "ip"))
    for options in ({}, {"language": "zh", "theme": "dark", "size": "presentation", "width": 450}):
        figure = draw(found, look(caption=("ITT",), **options))
        go.Figure(figure.to_dict())
        assert "ITT" in words(figure)
