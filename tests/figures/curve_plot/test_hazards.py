"""Hazard ratios over time and log(-log S): what is drawn, cut, and said."""

import re
from math import exp, inf, log, log10

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


def test_the_axis_holds_what_there_is_with_a_line_of_words_at_both_ends():
    """From 0.4 to 2.5 at least and a tenth to ten at most; 9 % of it lie beyond."""
    for rows, ends in (
        ([piece(0.0, 0.9, 0.8, 1.1)], (0.4, 2.5)),
        ([piece(0.0, 0.5, 0.3, 0.8)], (0.3, 2.5)),
        ([piece(0.0, 0.5, 0.02, 40.0)], (0.1, 10.0)),
    ):
        low, high = map(log, ends)
        figure = effect_over_time_figure(Result("hazards", estimates=tuple(rows)), look())
        spare = 0.09 * (high - low)
        assert figure.layout.yaxis.range == pytest.approx((low - spare, high + spare))
    low, high = effect_over_time_figure(hazards(), look()).layout.yaxis.range
    spare = 0.09 * (log(2.5) + 1.2)  # the lower limit of the curve
    assert (low, high) == pytest.approx((-1.2 - spare, log(2.5) + spare))


def test_the_time_axis_goes_a_third_beyond_the_last_interval_where_there_is_no_curve():
    for starts, end in (((0.0,), 7.8), ((0.0, 12.0), 15.6)):
        rows = tuple(piece(at, 0.5, 0.3, 0.8) for at in starts)
        figure = effect_over_time_figure(Result("hazards", estimates=rows), look())
        assert figure.layout.xaxis.range == pytest.approx((0, end))
    assert effect_over_time_figure(hazards(), look()).layout.xaxis.range == (0, 20)
    late = effect_over_time_figure(hazards(piece(40.0, 0.5, 0.3, 0.8)), look())
    assert late.layout.xaxis.range == pytest.approx((0, 40.004))


def test_a_segment_spans_its_interval_with_whisker_and_mark_in_its_middle():
    found = hazards(piece(0.0, 0.5, 0.3, 1.0), piece(6.0, 0.7, 0.0, None))
    figure = effect_over_time_figure(found, look())
    (segment,), (whisker,), (mark,) = (layer(figure, n) for n in ("segment", "whisker", "piece"))
    assert [*segment.x[:2], *segment.x[3:5]] == [0, 6, 6, 20]
    assert [*segment.y[:2], *segment.y[3:5]] == pytest.approx([log(0.5)] * 2 + [log(0.7)] * 2)
    assert list(whisker.x[:2]) == [3, 3]
    assert list(whisker.y[:2]) == pytest.approx([log(0.3), 0])
    assert len(whisker.x) == 3  # the second has one limit alone, so none
    assert not layer(figure, "cut")
    assert list(mark.x) == [3, 13]
    assert mark.marker.size == pytest.approx(7.8)
    assert (whisker.line.width, segment.line.width) == pytest.approx((1.32, 2.42))
    assert mark.text[1].startswith("from 6 months")


def test_limits_beyond_the_axis_end_in_an_arrow_at_its_end():
    figure = effect_over_time_figure(hazards(piece(0.0, 0.5, 0.0, inf)), look())
    low, high = figure.layout.yaxis.range
    (cut,) = layer(figure, "cut")
    assert list(zip(cut.x, cut.y, cut.marker.symbol, strict=True)) == [
        (10, low, "triangle-down"), (10, high, "triangle-up"),
    ]  # fmt: skip
    (whisker,) = layer(figure, "whisker")
    assert list(whisker.y[:2]) == pytest.approx([low, high])


def test_marks_of_several_arms_stand_beside_each_other():
    rows = [piece(0.0, 0.5, 0.3, 0.8, g) for g in ("hipec_sox", "ip")]
    found = hazards(*rows, groups=("hipec_sox", "ip"))
    one, other = layer(effect_over_time_figure(found, look()), "piece")
    assert (one.x[0], other.x[0]) == pytest.approx((10 - 0.12, 10 + 0.12))  # 1.2 % of 20 apart


def test_the_overall_ratio_is_written_at_the_right_on_the_free_side_of_its_line():
    for value, several, anchor in (
        (0.61, False, "bottom"), (1.6, False, "bottom"), (0.61, True, "bottom"),
        (1.0, True, "top"), (1.6, True, "top"),
    ):  # fmt: skip
        groups = ("hipec_sox", "ip") if several else ("hipec_sox",)
        found = hazards(groups=groups)
        other = Result("cox", estimates=(
            Estimate("hazard_ratio", "hipec_sox", "sox", value, Interval(0.4, 2.0)),))  # fmt: skip
        figure = effect_over_time_figure(found, look(), overall=other)
        (said,) = (a for a in figure.layout.annotations if "overall" in a.text)
        assert (said.x, said.xanchor, said.yanchor, said.y) == (1, "right", anchor, log(value))
        assert (said.xshift, said.yshift) == (-4, 1)
        assert said.font.size == 12


def test_log_log_has_its_axis_around_the_values_and_ticks_where_there_are_some():
    figure = log_log_figure(hazards(), look())
    # From −2 to 0, a twentieth and 0.1 beyond; ticks half apart, of time the usual ones.
    assert figure.layout.yaxis.range == pytest.approx((-2.2, 0.2))
    assert list(figure.layout.yaxis.ticktext) == ["−2.0", "−1.5", "−1.0", "−0.5", "0.0"]
    assert figure.layout.xaxis.range == (0, 1)
    assert list(figure.layout.xaxis.ticktext) == ["1", "2", "3", "6"]
    for span, step in ((3.0, 0.5), (3.1, 1), (6.4, 2), (20.0, 5), (60.0, 5)):
        curve = Curve("sox", "log_minus_log", (1.0, 10.0), (-span, 0.0), unit="months")
        ticks = log_log_figure(Result("h", curves=(curve,)), look()).layout.yaxis.tickvals
        assert ticks[1] - ticks[0] == pytest.approx(step), span


def test_the_name_of_an_arm_stands_where_its_line_ends_and_within_the_axis():
    def up(*rows, curves=()):
        figure = effect_over_time_figure(Result("h", estimates=rows, curves=curves), look())
        low, high = figure.layout.yaxis.range
        (name,) = (a for a in figure.layout.annotations if "HIPEC" in a.text and a.x == 1)
        return name.yshift / 310 * (high - low) + low

    assert up(piece(0.0, 0.5, 0.3, 1.0), piece(6.0, 0.7, 0.4, 1.1)) == pytest.approx(log(0.7))
    assert up(curves=(smooth(),)) == pytest.approx(0.1)
    assert up(piece(0.0, 90.0, 20.0, 99.0)) < log(10) + 0.09 * log(25)


def test_one_event_still_has_an_axis():
    curve = Curve("sox", "log_minus_log", (6.0,), (-1.0,), unit="months")
    figure = log_log_figure(Result("h", curves=(curve,)), look())
    assert figure.layout.xaxis.range == pytest.approx((log10(6), log10(6) + 0.1))
    assert list(figure.layout.xaxis.ticktext) == ["6", "6.5", "7", "7.5"]


def test_a_limit_that_no_number_holds_is_infinite():
    wide = Curve("hipec_sox", "log_hazard_ratio", (0.0, 1.0), (0.0, 0.0), (-800.0, -1.0),
                 (800.0, 1.0), unit="months")  # fmt: skip
    figure = effect_over_time_figure(Result("hazards", "os", curves=(wide,)), look())
    said = [text for trace in figure.data for text in trace.text or ()]
    assert said == ["0.0: 1.00 (95% CI 0.00–∞)", "1.0: 1.00 (95% CI 0.37–2.72)"]


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


def test_the_overall_ratio_gives_way_to_segments_and_curves():
    early, late = piece(0.0, 0.3, 0.2, 0.5), piece(16.0, 0.64, 0.4, 0.9)
    over = piece(16.0, 0.58, 0.4, 0.9)
    other = Result("cox", estimates=(
        Estimate("hazard_ratio", "hipec_sox", "sox", 0.6, Interval(0.4, 0.8)),))  # fmt: skip
    for pieces, at in (((late,), (1, "top")), ((late, over), (0, "bottom")),
                       ((early, late, over), (0, "bottom"))):  # fmt: skip
        figure = effect_over_time_figure(Result("hazards", estimates=pieces), look(), overall=other)
        (said,) = (a for a in figure.layout.annotations if "overall" in a.text)
        assert (said.x, said.yanchor) == at


def test_where_few_usual_ticks_are_others_stand_between_them():
    curve = Curve("sox", "log_minus_log", (4.2, 6.5), (-2.0, -1.0), unit="months")
    figure = log_log_figure(Result("h", curves=(curve,)), look())
    assert list(figure.layout.xaxis.ticktext) == ["4.5", "5", "5.5", "6", "6.5"]
