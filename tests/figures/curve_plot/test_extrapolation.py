"""Observed curves and the models beyond them."""

import re
from math import exp

import numpy as np
import plotly.graph_objects as go
import pytest

from outcomes.figures.base.look import word_color
from outcomes.figures.curve_plot.extrapolation import extrapolation_figure
from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Result
from tests.figures.made import look, survival

MODELS = {"exponential": (0.045, 410.2), "weibull": (0.05, 402.8), "gompertz": (0.06, 404.0)}


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", " ", a.text or "") for a in figure.layout.annotations)


def fitted(groups=("sox", "hipec_sox"), horizon=90.0):
    time = tuple(np.linspace(0, horizon, 91))
    curves = tuple(
        Curve(f"{g}:{m}", "survival", time, tuple(np.exp(-rate * np.array(time))), unit="months")
        for g in groups
        for m, (rate, _) in MODELS.items()
    )
    rows = tuple(
        Estimate("aic", g, value=aic, method=(Method(m),))
        for g in groups
        for m, (_, aic) in MODELS.items()
    )
    return Result("extrapolation", estimates=rows, curves=curves)


def draw(horizon=None, groups=("sox", "hipec_sox"), **options):
    return extrapolation_figure(fitted(groups), survival(), look(**options), horizon=horizon)


def layer(figure, name):
    return [t for t in figure.data if t.meta["layer"] == name]


def test_every_arm_has_its_observed_curve_and_its_models_best_first():
    figure = draw()
    assert [t.xaxis for t in layer(figure, "observed")] == [None, "x2"]
    assert [t.name for t in layer(figure, "model")] == ["weibull", "gompertz", "exponential"] * 2
    assert "AIC, SOX: weibull 402.8 · gompertz 404.0 · exponential 410.2" in words(figure)


def test_a_model_has_the_same_color_in_every_arm_and_under_every_choice():
    colors = {(t.name, t.line.color) for t in layer(draw(), "model")}
    assert len(colors) == len(MODELS)
    alone = layer(draw(groups=("sox",)), "model")
    assert {(t.name, t.line.color) for t in alone} <= colors
    assert len(alone) == 3


def test_the_shade_begins_where_the_last_patient_was_seen():
    figure = draw()
    last = [c.time[-1] for c in survival().curves]
    assert [s.x0 for s in figure.layout.shapes] == last
    assert {s.x1 for s in figure.layout.shapes} == {90.0}
    assert words(figure).count("nothing observed here") == 2


def test_within_the_data_nothing_is_shaded_and_lines_end_at_the_axis():
    figure = draw(horizon=20.0)
    assert not figure.layout.shapes
    assert max(max(t.x) for t in figure.data) <= 20.0


def test_nothing_to_draw_is_said_in_words():
    why = Result("extrapolation", notes=(Note("tied_knots"),))
    figure = extrapolation_figure(why, survival(), look())
    assert not figure.data
    assert words(figure) == "too many events at the same time for the knots"


def test_valid_in_both_languages_and_themes():
    for options in ({}, {"language": "zh", "theme": "dark", "size": "presentation", "width": 450}):
        figure = draw(caption=("ITT",), **options)
        go.Figure(figure.to_dict())
        assert "ITT" in words(figure)


def test_lines_of_models_are_thin_dashed_and_named_where_they_end():
    figure = draw()
    (observed, _), models = layer(figure, "observed"), layer(figure, "model")[:3]
    assert observed.line.width == pytest.approx(2.86)
    assert [m.line.width for m in models] == pytest.approx([1.32] * 3)
    # The order of the models is that of the results, whichever fits best: exponential is first.
    assert {m.name: m.line.color for m in models} == {
        "exponential": word_color(3), "weibull": word_color(5), "gompertz": word_color(6)
    }  # fmt: skip
    assert {m.name: m.line.dash for m in models} == {
        "exponential": "9px,3px", "weibull": "2px,3px", "gompertz": "12px,3px,2px,3px"
    }  # fmt: skip
    assert models[0].text[0] == "100%"
    ends = {a.text: a.yshift for a in figure.layout.annotations if a.text == "<b>exponential</b>"}
    # 310 px of 90 %, 1 % of them above 100 %; exp(-4.05) up, but pushed above the two below.
    assert ends["<b>exponential</b>"] >= 279 * exp(-4.05) / 1.01
    assert figure.layout.yaxis.range == (0, 1.01)
    assert list(figure.layout.xaxis.tickvals[:2]) == [0, 12]
    high = figure.layout.height - figure.layout.margin.t - figure.layout.margin.b
    assert high == pytest.approx(279 + 22.1, abs=1)


def test_many_models_have_names_up_to_nine_and_ink_after_six_colors_and_three_fits():
    names = [f"m{i}" for i in range(10)]
    time = (0.0, 45.0, 90.0)
    curves = tuple(Curve(f"sox:{m}", "survival", time, (1.0, 0.5, 0.2), unit="months")
                   for m in names)  # fmt: skip
    rows = tuple(Estimate("aic", "sox", value=400.0 + i, method=(Method(m),))
                 for i, m in enumerate(names[:-1]))  # fmt: skip
    figure = extrapolation_figure(Result("extrapolation", estimates=rows, curves=curves),
                                  survival({"sox": 82}), look())  # fmt: skip
    said = words(figure)
    assert "AIC, SOX: m0 400.0 · m1 401.0 · m2 402.0 " in said + " "
    assert "m3 403.0" not in said
    ends = [a.text for a in figure.layout.annotations if a.xref == "x domain" and a.x == 1]
    assert [e for e in ends if e.startswith("<b>m")] == [f"<b>m{i}</b>" for i in range(9)]
    drawn = layer(figure, "model")
    assert [m.name for m in drawn] == names  # without an AIC last
    assert drawn[6].line.color == look().ink
    assert drawn[7].line.color == drawn[0].line.color
    assert len({m.line.color for m in drawn[:7]}) == 7


def test_what_the_shade_is_called_stands_in_two_lines_in_its_corner():
    figure = draw()
    said = [a for a in figure.layout.annotations if a.xanchor == "right" and a.x == 1]
    assert [a.text for a in said[:2]] == ["extrapolated:", "nothing observed here"]
    assert (said[0].y, said[0].xshift, said[0].yshift, said[0].font.size) == (1, -4, -3, 12)
    assert said[1].yshift == pytest.approx(-3 - 1.35 * 12)


def test_the_curve_of_an_arm_without_models_is_left_out():
    figure = draw(groups=("hipec_sox",))
    assert len(layer(figure, "observed")) == 1
