"""Competing events stacked, one panel per arm."""

import re

import numpy as np
import plotly.graph_objects as go
import pytest

from outcomes.figures.base.look import arm_color
from outcomes.figures.curve_plot.stacked import stacked_incidence_panels
from outcomes.results.note import Note
from outcomes.results.result import Curve, Result
from tests.figures.made import look


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


def incidence(value, groups=("sox", "hipec_sox"), n=40.0):
    curves = tuple(
        Curve(g, "cumulative_incidence", (0.0, 5.0, 11.0), (0.0, value / 2, value),
              n_at_risk=(n, 0.7 * n, 0.4 * n), unit="months")
        for g in groups
    )  # fmt: skip
    return Result("cumulative_incidence", curves=curves)


def causes(figure):
    return [t for t in figure.data if t.meta["layer"] == "cause"]


def draw(groups=("sox", "hipec_sox"), **options):
    named = [("Recurrence", incidence(0.4, groups)), ("Death", incidence(0.2, groups))]
    return stacked_incidence_panels(named, look(**options))


def test_each_arm_has_a_panel_with_all_causes_named():
    figure = draw()
    assert [t.xaxis for t in causes(figure)] == [None, None, "x2", "x2"]
    shown = words(figure)
    for name in ("Recurrence", "Death", "No event yet"):
        assert shown.count(name) == 2
    assert "SOX" in shown
    assert "HIPEC + SOX" in shown
    assert "IP paclitaxel" not in shown


def test_the_sum_stands_on_top_and_the_pointer_reads_the_cause():
    figure = draw()
    assert causes(figure)[1].y[-1] == pytest.approx(0.6)
    assert causes(figure)[1].text[-1] == "20%"


def test_panels_stand_side_by_side_or_below_each_other_and_never_overlap():
    wide, narrow = draw(width=1200).layout, draw(width=450).layout
    assert wide.xaxis.domain[1] < wide.xaxis2.domain[0]
    assert wide.yaxis.domain == wide.yaxis2.domain
    assert narrow.xaxis.domain == narrow.xaxis2.domain == (0.0, 1.0)
    assert narrow.yaxis2.domain[1] < narrow.yaxis.domain[0]
    assert narrow.height > wide.height


def test_nothing_to_draw_is_said_in_words():
    nobody = Result("cumulative_incidence", notes=(Note("nobody"),))
    figure = stacked_incidence_panels([("Death", nobody)], look())
    assert not figure.data
    assert words(figure) == "nobody"


def test_valid_in_both_languages_and_themes():
    for options in ({}, {"language": "zh", "theme": "dark", "size": "presentation", "width": 450}):
        figure = draw(caption=("ITT",), **options)
        go.Figure(figure.to_dict())
        assert "ITT" in words(figure)


def test_names_stand_in_the_middles_of_their_areas():
    figure = draw()
    first, second = causes(figure)[:2]
    assert (first.line.width, first.line.color) == (1.4, arm_color(3))
    assert second.line.color == arm_color(5)
    assert len(first.x) == 900
    assert (first.x[0], first.x[-1]) == (0, 12)
    band = [t for t in figure.data if t.meta["layer"] == "band"][1]
    assert (min(band.y), max(band.y)) == (0, pytest.approx(0.6))
    assert band.y[-1] == band.y[0] == 0
    assert band.fillcolor.endswith(",0.35)")
    at_end = band.y[np.isclose(band.x, 12)]
    assert (min(at_end), max(at_end)) == pytest.approx((0.4, 0.6))
    # The plot is 248 px high, 1 % of the axis above 100 %.
    ups = {re.sub(r"<[^>]+>", "", a.text): a.yshift for a in figure.layout.annotations
           if a.x == 1 and a.xref == "x domain"}  # fmt: skip
    for name, share in (("Recurrence", 0.2), ("Death", 0.5), ("No event yet", 0.8)):
        assert ups[name] == pytest.approx(248 * share / 1.01)


def test_an_arm_without_patients_has_no_panel():
    nobody = incidence(0.4, ("hipec_sox",), n=0.0).curves
    found = Result("cumulative_incidence", curves=(*incidence(0.4, ("sox",)).curves, *nobody))
    assert {t.xaxis for t in causes(stacked_incidence_panels([("Death", found)], look()))} == {None}
