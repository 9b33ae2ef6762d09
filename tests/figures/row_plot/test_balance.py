"""The love plot: largest imbalance on top, before hollow and after filled."""

from dataclasses import replace

import pytest

from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.balance import love_plot
from outcomes.results.note import Method
from tests.figures.made import LABELS, baseline
from tests.figures.row_plot.reading import hovers, layers, marks, words

LOOK = Look(labels=LABELS)


def test_largest_imbalance_stands_on_top():
    figure = love_plot(baseline(), {}, LOOK)
    values = [abs(x) for _, x, y, *_ in sorted(marks(figure), key=lambda mark: mark[2])]
    assert values == sorted(values, reverse=True)
    assert "HIPEC + SOX minus SOX" in words(figure)


def chance(found):
    """Add what chance leaves: 0.12, and 0.25 of the covariate of several levels."""
    several = (Method("multivariate"),)
    rows = [
        replace(e, method=several if e.covariates == ("ascites_category",) else ())
        for e in found.all("smd")
    ]
    rows += [replace(e, quantity="smd_expected", value=0.25 if e.method else 0.12) for e in rows]
    return replace(found, estimates=tuple(rows))


def test_no_fixed_limit_but_what_chance_leaves_at_this_n():
    figure = love_plot(chance(baseline()), {}, LOOK)
    assert {shape.x0 for shape in figure.layout.shapes} == {0.0}  # no line at 0.1
    ends = {round(x, 2) for bars in layers(figure, "bars") for x in bars.x if x is not None}
    assert ends == {-0.12, 0.12, 0.0, 0.25}
    assert "expected by chance at this n" in words(figure)


def test_a_distance_without_sign_has_an_axis_of_its_own():
    figure = love_plot(chance(baseline()), {}, LOOK)
    assert figure.layout.xaxis.range[0] < 0
    assert figure.layout.xaxis2.range[0] == 0
    assert "Distance over all levels (no sign)" in words(figure)
    assert "xaxis2" not in love_plot(baseline(), {}, LOOK).layout.to_plotly_json()


def test_what_weighting_made_worse_is_said():
    after = replace(baseline(), estimates=tuple(
        replace(e, value=0.3) if e.covariates == ("pci",) else e
        for e in baseline(shrink=0.1).estimates
    ))  # fmt: skip
    figure = love_plot(baseline(), {"pci": "PCI", "age": "Age"}, LOOK, weighted=after)
    assert "Farther apart after weighting: PCI." in words(figure)
    better = love_plot(baseline(), {}, LOOK, weighted=baseline(shrink=0.1))
    assert "Farther" not in words(better)


def test_before_is_hollow_and_after_filled():
    figure = love_plot(baseline(), {"pci": "PCI"}, LOOK, weighted=baseline(shrink=0.1))
    (dots,) = layers(figure, "marks")
    assert list(dots.marker.color[:2]) == [LOOK.paper, LOOK.color("hipec_sox")]
    assert any(said == "<b>PCI</b><br>HIPEC + SOX, Unadjusted: 0.13<br>HIPEC + SOX, Weighted: 0.01"
               for said in hovers(figure))  # fmt: skip


def test_several_arms_are_named_in_their_colors():
    figure = love_plot(baseline(("hipec_sox", "ip")), {}, LOOK)
    assert {color for *_, color in marks(figure)} == {LOOK.color("hipec_sox"), LOOK.color("ip")}
    assert "IP paclitaxel" in words(figure)
    assert "minus" not in words(figure)


def test_the_axis_holds_15_percent_more_than_the_largest_difference_and_a_quarter_at_least():
    assert love_plot(baseline(), {}, LOOK).layout.xaxis.range == pytest.approx((-0.437, 0.437))
    small = baseline(shrink=0.1)
    assert love_plot(small, {}, LOOK).layout.xaxis.range == pytest.approx((-0.25, 0.25))
    after = love_plot(small, {}, LOOK, weighted=baseline())
    assert after.layout.xaxis.range == pytest.approx((-0.437, 0.437))
    wide = replace(small, estimates=(*small.estimates, replace(
        small.estimates[0], quantity="smd_expected", value=0.5)))  # fmt: skip
    assert love_plot(wide, {}, LOOK).layout.xaxis.range == pytest.approx((-0.525, 0.525))


def test_what_grew_by_less_than_is_printed_is_not_worse():
    for now, said in ((0.1349, False), (0.1351, True)):  # it was 0.13
        after = replace(baseline(), estimates=tuple(
            replace(e, value=-now if e.covariates == ("pci",) else 0.0)
            for e in baseline().estimates))  # fmt: skip
        figure = love_plot(baseline(), {"pci": "PCI"}, LOOK, weighted=after)
        assert ("Farther apart after weighting: PCI." in words(figure)) is said


def test_the_signs_above_are_those_that_are_drawn():
    plain = words(love_plot(baseline(), {}, LOOK))
    assert not any(sign in plain for sign in "○●■")
    both = words(love_plot(chance(baseline()), {}, LOOK, weighted=baseline()))
    assert [both.count(sign) for sign in "○●■"] == [1, 1, 1]  # one pair is named in words
