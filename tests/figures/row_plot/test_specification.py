"""The specification curve: sorted, on one scale, over the choices each model made."""

from math import log

import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.ladder import Named
from outcomes.figures.row_plot.specification import specification_figure
from outcomes.results.note import Method, Note
from outcomes.results.result import Estimate, Interval, Result
from tests.figures.made import LABELS
from tests.figures.row_plot.reading import layers, marks, words

LOOK = Look(labels=LABELS)


def ratio(value, low, high, **more):
    return Estimate("hazard_ratio", "hipec_sox", "sox", value, Interval(low, high), n=164,
                    n_events=136, **more)  # fmt: skip


def test_specification_curve_is_sorted_and_marks_the_choices():
    found = Result("specification", estimates=(
        ratio(0.7, 0.5, 0.9, method=(Method("cox"),)),
        ratio(0.6, 0.4, 0.9, method=(Method("cox"),), covariates=("ecog",)),
        ratio(0.65, 0.4, 1.1, method=(Method("iptw"),), covariates=("ecog", "age")),
    ))  # fmt: skip
    names, forms = {"ecog": "ECOG", "age": "Age"}, {"cox": "Cox", "iptw": "IPTW"}
    figure = specification_figure(
        found, "hipec_sox", names, forms, LOOK, named=[Named("truth", 0.59)]
    )
    drawn = marks(figure)
    curve, grid = drawn[:3], drawn[3:]
    assert {color for *_, color in curve} == {LOOK.color("hipec_sox")}
    # One logarithmic scale upwards: equal ratios lie equally far apart.
    heights = [y for _, _, y, *_ in curve]
    steps = (heights[0] - heights[1], heights[1] - heights[2])
    assert min(steps) > 0
    assert steps[0] / steps[1] == pytest.approx(log(0.65 / 0.6) / log(0.7 / 0.65))
    # Rows: ECOG, age, Cox, IPTW. The first model (0.60) used ECOG in a Cox model.
    rows = sorted({y for _, _, y, *_ in grid})
    assert {(x, rows.index(y)) for _, x, y, *_ in grid} == {
        (0, 0), (0, 2), (1, 0), (1, 1), (1, 3), (2, 2),
    }  # fmt: skip
    assert "truth 0.59" in words(figure)
    (dots,) = layers(figure, "marks")
    assert dots.text[0] == "0.60 (95% CI 0.40–0.90)<br>Cox<br>ECOG"
    to_svg(figure, 900)


def test_specification_curve_of_nothing_explains():
    nothing = Result("specification", notes=(Note("no_events"),))
    figure = specification_figure(nothing, "ip", {}, {}, LOOK)
    assert "no events" in words(figure)


def test_the_curve_is_230_pixels_high_and_its_marks_small():
    found = Result("specification", estimates=tuple(
        ratio(0.5 + 0.1 * i, 0.4, 0.9, method=(Method("cox"),)) for i in range(4)))  # fmt: skip
    figure = specification_figure(found, "hipec_sox", {}, {"cox": "Cox"}, LOOK)
    (dots,) = layers(figure, "marks")
    assert dots.marker.size[:4] == pytest.approx((13 * 1.05 * 0.4**0.5,) * 4)
    assert dots.marker.size[4:] == pytest.approx((13 * 1.05 * 0.27**0.5,) * 4)
    assert dots.x[:4] == dots.x[4:] == (0, 1, 2, 3)
    assert figure.layout.xaxis.range == (-1, 4)
    first, second = layers(figure, "intervals")[0].y[:2]
    whole = figure.layout.yaxis.range[0]
    assert 2.6 + 230 < whole < 2.6 + 230 + 25 + 8
    assert 2.6 <= min(first, second) < max(first, second) <= 232.6


def test_marks_of_many_models_are_as_wide_as_they_have_room():
    many = Result("specification", estimates=tuple(
        ratio(0.5 + 0.001 * i, 0.4, 0.9, method=(Method("cox"),)) for i in range(60)))  # fmt: skip
    figure = specification_figure(many, "hipec_sox", {}, {"cox": "Cox"}, LOOK)
    (dots,) = layers(figure, "marks")
    # Half of 900 px for 60 models: 7.5 px each, of which seven tenths are 0.404 em.
    assert dots.marker.size[-1] == pytest.approx(13 * 1.05 * 0.7 * 7.5 / 13)


def test_only_numbers_of_the_arm_asked_for_are_drawn():
    other = Estimate("hazard_ratio", "ip", "sox", 0.3, Interval(0.2, 0.4), method=(Method("cox"),))
    none = Estimate("hazard_ratio", "hipec_sox", "sox", method=(Method("cox"),))
    found = Result("specification", estimates=(
        other, none, ratio(0.7, 0.5, 0.9, method=(Method("cox"),))))  # fmt: skip
    figure = specification_figure(found, "hipec_sox", {}, {"cox": "Cox"}, LOOK)
    (dots,) = layers(figure, "marks")
    assert dots.x == (0, 0)  # the number, and the choice under it
    assert dots.text[0].startswith("0.70")
