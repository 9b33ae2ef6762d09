"""Observed curves and the models beyond them."""

import re

import numpy as np
import plotly.graph_objects as go

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
