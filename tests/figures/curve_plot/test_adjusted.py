"""Adjusted curves over the unadjusted ones, and the difference of two curves over time."""

import re
from dataclasses import replace

import pytest

from outcomes.export.svg import to_svg
from outcomes.figures.curve_plot.compared import (
    adjusted_figure,
    moving_curves_figure,
    naive_incidence_figure,
)
from outcomes.figures.curve_plot.difference import difference_figure
from outcomes.results.result import Curve, Estimate, Interval, Result
from tests.figures.made import look, survival


def words(figure):
    return " ".join(re.sub(r"<[^>]+>", "", a.text or "") for a in figure.layout.annotations)


def adjusted():
    plain = survival()
    effective = tuple(
        Curve(c.group, "effective_at_risk", c.time, tuple(0.8 * n for n in c.n_at_risk))
        for c in plain.curves
    )
    return Result("iptw", curves=(*plain.curves, *effective)), plain


def test_adjusted_curves_stand_over_the_unadjusted_and_count_effective_patients():
    found, plain = adjusted()
    figure = adjusted_figure(found, plain, look(), above=("Bold: weighted",))
    under = [t for t in figure.data if t.meta and t.meta.get("layer") == "unadjusted"]
    assert [t.meta["group"] for t in under] == ["sox", "hipec_sox"]
    shown = [a.text for a in figure.layout.annotations if a.name and a.name.startswith("risk")]
    assert shown.count("82") == 2
    assert shown.count("66") >= 2  # 0.8 of 82
    to_svg(figure, 900)


def test_difference_over_time_has_its_band_and_sides():
    curve = Curve("hipec_sox", "survival_difference", (0.0, 6.0, 12.0), (0.0, 0.1, 0.2),
                  (None, 0.0, 0.05), (None, 0.2, 0.35), (164.0, 120.0, 60.0),
                  unit="months")  # fmt: skip
    figure = difference_figure(curve, look(), favors=("sox", "hipec_sox"), unadjusted=[
        Estimate("survival_difference", "hipec_sox", "sox", 0.12, Interval(-0.02, 0.27), at=12.0)
    ])  # fmt: skip
    low, high = figure.layout.yaxis.range
    assert low == -high
    assert high > 0.35
    assert "↑ favors HIPEC + SOX" in words(figure)
    line = next(t for t in figure.data if t.meta and t.meta.get("layer") == "line")
    assert "12.0 mo: 20 pp (95% CI 5–35)" in line.text
    to_svg(figure, 450)
    assert difference_figure(None, look()).layout.meta["empty"]


def layer(figure, name):
    return [t for t in figure.data if t.meta and t.meta.get("layer") == name]


DIFFERENCE = Curve("hipec_sox", "survival_difference", (0.0, 6.0, 12.0, 15.0),
                   (0.0, 0.1, 0.2, 0.25), (None, 0.0, 0.05, None), (None, 0.2, 0.35, None),
                   (164.0, 120.0, 60.0, 20.0), unit="months")  # fmt: skip
AT_TWELVE = Estimate("survival_difference", "hipec_sox", "sox", 0.12, Interval(-0.02, 0.5), at=12.0)


def test_the_difference_ends_with_its_band_and_both_sides_reach_as_far():
    figure = difference_figure(DIFFERENCE, look())
    assert figure.layout.xaxis.range == (0, 12)
    assert figure.layout.yaxis.range == pytest.approx(
        (-0.427, 0.427)
    )  # 1.22 times 0.35: words stand above
    assert list(figure.layout.yaxis.ticktext) == ["−40", "−20", "0", "20", "40"]
    assert [s.y0 for s in figure.layout.shapes] == [0]
    small = replace(DIFFERENCE, value=(0.0, 0.01, 0.02, 0.02), ci_low=(), ci_high=())
    figure = difference_figure(small, look())
    assert figure.layout.yaxis.range == pytest.approx((-0.122, 0.122))  # 10 points at least
    assert figure.layout.yaxis.tickvals == pytest.approx((-0.1, -0.05, 0, 0.05, 0.1))
    assert figure.layout.xaxis.range == (0, 15)


def test_the_difference_ends_where_the_curves_of_its_arms_do():
    left = (100.0, 80.0, 60.0, 5.0)
    arms = [Curve(arm, "survival", DIFFERENCE.time, (1.0, 0.8, 0.5, 0.2), n_at_risk=left,
                  unit="months") for arm in ("sox", "hipec_sox")]  # fmt: skip
    figure = difference_figure(replace(DIFFERENCE, ci_low=(), ci_high=()), look(), arms=arms,
                               unadjusted=[AT_TWELVE, replace(AT_TWELVE, at=14.0)])  # fmt: skip
    shown = adjusted_figure(Result("iptw", curves=tuple(arms)), Result("km"), look())
    assert figure.layout.xaxis.range == shown.layout.xaxis.range == (0, 12)
    assert [point.x for point in layer(figure, "unadjusted")] == [(12.0,)]


@pytest.mark.parametrize(
    ("reach", "step"), [(0.16, 5), (0.17, 10), (0.32, 10), (0.33, 20), (0.65, 20), (0.66, 25),
                        (0.81, 25), (0.82, 50)]
)  # fmt: skip
def test_points_have_at_most_four_ticks_each_way(reach, step):
    curve = replace(DIFFERENCE, value=(0.0, 0.0, 0.0, reach), ci_low=(), ci_high=())
    ticks = difference_figure(curve, look()).layout.yaxis.ticktext
    middle = ticks.index("0")
    assert ticks[middle + 1] == str(step)


def test_unadjusted_differences_are_hollow_with_their_whiskers():
    nowhere = replace(AT_TWELVE, at=None)
    figure = difference_figure(DIFFERENCE, look(), unadjusted=[AT_TWELVE, nowhere])
    (point,) = layer(figure, "unadjusted")
    assert (point.x, point.y) == ((12.0,), (0.12,))
    assert point.error_y.array == pytest.approx((0.38,))
    assert point.error_y.arrayminus == pytest.approx((0.14,))
    assert (point.marker.color, point.marker.line.color) == (
        look().paper,
        look().color("hipec_sox"),
    )
    assert (point.marker.size, point.marker.line.width) == pytest.approx((9.1, 1.76))
    assert figure.layout.yaxis.range == pytest.approx((-0.61, 0.61))  # its limit counts
    bare = difference_figure(DIFFERENCE, look(), unadjusted=[replace(AT_TWELVE, interval=None)])
    assert layer(bare, "unadjusted")[0].error_y.array == (0,)


def test_the_sides_stand_in_the_corners():
    figure = difference_figure(DIFFERENCE, look(), favors=("sox", "hipec_sox"))
    above, below = (a for a in figure.layout.annotations if "favors" in a.text)
    assert (above.text, above.y, above.yanchor) == ("↑ favors HIPEC + SOX", 1, "top")
    assert (below.text, below.y, below.yanchor) == ("↓ favors SOX", 0, "bottom")
    assert (above.xshift, above.yshift, below.yshift) == (6, -2, 2)
    assert above.font.size == 12


def test_unadjusted_curves_are_finely_dotted_without_a_band():
    found, plain = adjusted()
    figure = adjusted_figure(found, plain, look())
    dotted = layer(figure, "unadjusted")
    assert {t.line.dash for t in dotted} == {"1.5px,2.5px"}
    assert [t.line.width for t in dotted] == pytest.approx([1.76, 1.76])
    assert len(layer(figure, "band")) == 2
    assert not layer(figure, "censored")
    assert not figure.layout.shapes  # no medians


def incidence(value, high=None, group="sox", analysis="cumulative_incidence"):
    curve = Curve(group, "cumulative_incidence", (0.0, 5.0, 11.0), (0.0, value / 2, value),
                  (None, 0.0, 0.0), (None, high, high), (40.0, 28.0, 16.0), (0.0, 5.0, 5.0),
                  unit="months")  # fmt: skip
    return Result(analysis, curves=(curve,))


@pytest.mark.parametrize(
    ("value", "naive", "high", "top"),
    [(0.2, 0.238, 0.24, 0.25), (0.2, 0.239, 0.24, 0.5), (0.239, 0.2, 0.24, 0.5),
     (0.2, 0.2, 0.26, 0.5), (0.1, 0.1, 0.9, 0.25), (0.6, 0.7, None, 0.75), (0.8, 0.9, None, 1.0)],
)  # fmt: skip
def test_an_axis_of_incidence_ends_at_the_quarter_above_curves_and_most_of_the_bands(
    value, naive, high, top
):
    figure = naive_incidence_figure(
        incidence(value, high), incidence(naive), look(), naive_name="N"
    )
    assert figure.layout.yaxis.range == pytest.approx((0, 1.01 * top))
    step = {0.25: 0.05, 0.5: 0.1}.get(top, 0.25)
    assert figure.layout.yaxis.tickvals[1] == pytest.approx(step)
    (line,) = layer(figure, "naive")
    assert (line.line.width, line.opacity) == (pytest.approx(1.54), 0.6)
    assert len(layer(figure, "band")) == (high is not None)


def test_an_arm_of_nobody_is_not_named_at_the_end():
    nobody = Curve("hipec_sox", "cumulative_incidence", (0.0,), (0.0,), n_at_risk=(0.0,))
    both, naive = (replace(r, curves=(*r.curves, nobody)) for r in (incidence(0.2), incidence(0.3)))
    figure = naive_incidence_figure(both, naive, look(), naive_name="N")
    assert [a.text for a in figure.layout.annotations].count("N") == 1
    assert len(layer(figure, "naive")) == 1


def test_a_curve_with_delayed_entry_begins_where_somebody_is_at_risk():
    late = Curve("hipec_sox", "survival", (0.0, 2.0, 3.0), (1.0, 0.75, 0.5),
                 n_at_risk=(0.0, 4.0, 3.0), n_events=(0.0, 1.0, 1.0))  # fmt: skip
    early = replace(late, group="sox", n_at_risk=(4.0, 4.0, 3.0))
    found = Result("time_dependent_cox", curves=(early, late))
    for first, begin in ((None, 2.0), (1.5, 1.5)):
        lines = {t.meta["group"]: t for t in layer(moving_curves_figure(found, look(), first=first),
                                                    "line")}  # fmt: skip
        assert min(lines["hipec_sox"].x) == begin
        assert min(lines["sox"].x) == 0
        assert (lines["sox"].line.dash, lines["hipec_sox"].line.dash) == ("solid", "9px,3px")


def test_adjusted_curves_have_neither_marks_nor_medians_and_the_unadjusted_are_thinner():
    found, plain = adjusted()
    figure = adjusted_figure(found, plain, look())
    assert not layer(figure, "censored")
    assert all(shape.line.dash != "dot" for shape in figure.layout.shapes)
    widths = {name: {t.line.width for t in layer(figure, name)} for name in ("unadjusted", "line")}
    assert widths["unadjusted"] == {0.8 * look().stroke}
    assert widths["line"] == {look().stroke}
