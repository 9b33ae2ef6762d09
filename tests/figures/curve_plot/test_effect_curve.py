"""The effect along a covariate: curve on a log axis, band, cut, patients, tests on request."""

import re
from dataclasses import replace
from math import log

import plotly.graph_objects as go
import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.base.look import faded
from outcomes.figures.curve_plot.effect_curve import (
    Along,
    describe_effect_curve,
    effect_curve_figure,
)
from outcomes.results.note import Note
from outcomes.results.result import Curve, Estimate, Interval, Result
from tests.figures.made import look

AGES = (45.0, 55.0, 65.0, 75.0)
CURVE = Curve("hipec_sox", "hazard_ratio", AGES, (0.5, 0.7, 0.9, 1.2), (0.2, 0.5, 0.6, 0.5),
              (1.1, 1.0, 1.4, 40.0))  # fmt: skip
TESTS = (
    Estimate("interaction", "hipec_sox", "sox", 4.2, p_value=0.041, covariates=("age",)),
    Estimate("nonlinearity", "hipec_sox", "sox", 0.2, p_value=0.66, covariates=("age",)),
)
RESULT = Result("effect_curve", "os", estimates=TESTS, curves=(CURVE,))
ALONG = Along("Age", "years", 65.0, ((50.0, 10), (60.0, 30), (70.0, 5)))
OVERALL = Estimate("hazard_ratio", "hipec_sox", "sox", 0.8, Interval(0.6, 1.1))


def draw(result=RESULT, along=ALONG, reader=None, **options):
    return effect_curve_figure(result, along, reader or look(), **options)


def words(figure):
    return " | ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


def test_the_curve_is_drawn_on_a_log_axis_with_the_cut_and_the_overall_effect():
    figure = draw(overall=OVERALL, favors=("hipec_sox", "sox"))
    go.Figure(figure.to_dict())
    line = figure.data[-1]
    assert list(line.y) == pytest.approx([log(v) for v in CURVE.value])
    lines = {s.line.dash: (s.x0, s.y0) for s in figure.layout.shapes if s.type == "line"}
    assert lines["dot"][0] == 65.0
    assert lines["dash"][1] == pytest.approx(log(0.8))
    assert "cut of the protocol, 65" in words(figure)
    assert "all patients 0.80 (0.60–1.10)" in words(figure)
    assert "↑ favors SOX" in words(figure)
    assert "↓ favors HIPEC + SOX" in words(figure)
    assert "favors" not in words(draw())


def test_the_band_stays_in_the_plot_and_patients_stand_below():
    figure = draw()
    low, high = figure.layout.yaxis.range
    assert all(low <= y <= high for y in figure.data[0].y)
    bars = [s for s in figure.layout.shapes if s.type == "rect"]
    assert [round(b.y1 / bars[1].y1, 2) for b in bars] == [0.33, 1.0, 0.17]
    assert {b.fillcolor for b in bars} == {faded(look().muted, 0.35)}


def test_tests_are_named_and_can_be_withheld():
    assert "Does the effect change with Age? p = 0.041" in words(draw())
    assert "p = 0.66" in words(draw())
    assert "p =" not in words(draw(p_values=False))


def test_the_hover_reads_value_interval_and_place():
    assert draw().data[-1].text[0] == "HR 0.50 (0.20–1.10) at 45 years"


def test_without_a_curve_the_reason_stands_there():
    why = Note("not_estimable", why=Note("events_fewer", n=8, least=15))
    none = Result("effect_curve", "os", notes=(why,))
    assert "8 events" in words(draw(none))
    assert describe_effect_curve(none, ALONG, look()) == "not estimable: 8 events, fewer than 15"


def test_the_ends_in_words_and_the_figure_as_a_file():
    said = describe_effect_curve(RESULT, ALONG, look())
    assert "Age, years" in said
    assert "0.50 at 45" in said
    assert "1.20 at 75" in said
    svg = to_svg(draw(reader=look(caption=("ITT",))), 930).decode()
    assert "Age, years" in svg
    assert "ITT" in svg


def test_another_arm_has_no_curve_here():
    assert draw(contrast="ip").layout.meta["empty"]


def test_the_axis_holds_the_band_within_a_tenth_and_ten_and_a_foot_for_the_patients():
    # The band goes from 0.2 to 40, of which 10 is shown: 9 % above, 2.2 times as much below.
    spare = 0.09 * log(50)
    assert draw().layout.yaxis.range == pytest.approx((log(0.2) - 2.2 * spare, log(10) + spare))
    near = replace(CURVE, value=(0.9, 1.0, 1.0, 1.1), ci_low=(), ci_high=())
    spare = 0.09 * log(4)  # from a half to twice at least
    assert draw(replace(RESULT, curves=(near,))).layout.yaxis.range == pytest.approx(
        (log(0.5) - 2.2 * spare, log(2) + spare)
    )
    assert draw().layout.xaxis.range == (45, 75)


def test_patients_stand_in_bars_around_the_middles_of_their_bins_and_within_the_axis():
    bars = [s for s in draw().layout.shapes if s.type == "rect"]
    assert [(b.x0, b.x1) for b in bars] == [
        pytest.approx((at - 4.2, at + 4.2)) for at in (50, 60, 70)
    ]
    assert bars[1].y1 == pytest.approx(0.13)
    edge = replace(ALONG, patients=((45.0, 3), (55.0, 0), (75.0, 3), (76.0, 90)))
    first, last = (s for s in draw(along=edge).layout.shapes if s.type == "rect")
    assert (first.x0, first.x1) == pytest.approx((45, 49.2))
    assert (last.x0, last.x1) == pytest.approx((70.8, 75))
    assert last.y1 == pytest.approx(0.13)
    alone = replace(ALONG, patients=((50.0, 3),))
    assert not [s for s in draw(along=alone).layout.shapes if s.type == "rect"]


@pytest.mark.parametrize(
    ("cut", "anchor"), [(45.0, None), (46.0, "left"), (60.0, "left"), (61.0, "right"), (75.0, None)]
)
def test_the_cut_is_named_on_the_side_with_more_room(cut, anchor):
    said = [a for a in draw(along=replace(ALONG, cut=cut)).layout.annotations
            if "cut of the protocol" in a.text]  # fmt: skip
    assert [a.xanchor for a in said] == [anchor] * (anchor is not None)
    shift = {"left": 5, "right": -5}
    assert [(a.x, a.y, a.xshift) for a in said] == [(cut, 1, shift[a.xanchor]) for a in said]
    assert {(a.yshift, a.font.size) for a in said} <= {(0, 12.09)}


def test_the_overall_effect_is_named_where_the_curve_does_not_end():
    for value, anchor in ((0.8, "top"), (1.2, "top"), (1.3, "bottom")):
        figure = draw(overall=replace(OVERALL, value=value))
        (said,) = (a for a in figure.layout.annotations if "all patients" in a.text)
        assert (said.yanchor, said.xanchor, said.x, said.xshift) == (anchor, "right", 1, -4)
        assert (said.yshift, said.font.size) == (0, 12.09)
        assert said.y == pytest.approx(log(value))
        (line,) = (s for s in figure.layout.shapes if s.line.dash == "dash")
        assert line.line.width == 1.3
    assert "all patients 0.80 |" in words(draw(overall=OVERALL, reader=look(width=260))) + " |"
    assert "all patients 0.80" in words(draw(overall=replace(OVERALL, interval=None)))
    assert "()" not in words(draw(overall=replace(OVERALL, interval=None)))


def test_points_without_limits_have_no_band_and_are_read_alone():
    bare = replace(CURVE, ci_low=(0.2, None, 0.6, 0.5), ci_high=(1.1, 1.0, None, 40.0))
    figure = draw(replace(RESULT, curves=(bare,)))
    band, line = figure.data
    assert set(band.x) == {45, 75}
    assert min(band.y) == pytest.approx(log(0.2))
    assert line.text[1] == "HR 0.70 at 55 years"
    assert line.line.width == pytest.approx(2.6)
    alone = draw(replace(RESULT, curves=(replace(CURVE, ci_low=(), ci_high=()),)))
    assert len(alone.data) == 1


def test_the_first_curve_of_several_values_is_drawn():
    single = replace(CURVE, group="ip", time=(45.0,), value=(0.5,), ci_low=(), ci_high=())
    other = replace(CURVE, quantity="survival")
    figure = draw(replace(RESULT, curves=(single, other, CURVE)))
    assert figure.data[-1].meta["group"] == "hipec_sox"
    assert len(figure.data[-1].x) == 4
