"""The effect along a covariate: curve on a log axis, band, cut, patients, tests on request."""

import re
from math import log

import plotly.graph_objects as go
import pytest

from outcomes.export.svg import to_svg
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
