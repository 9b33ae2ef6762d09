"""The love plot: largest imbalance on top, before hollow and after filled."""

from outcomes.figures.base.look import Look
from outcomes.figures.row_plot.balance import love_plot
from tests.figures.made import LABELS, baseline
from tests.figures.row_plot.reading import hovers, layers, marks, words

LOOK = Look(labels=LABELS)


def test_largest_imbalance_stands_on_top():
    figure = love_plot(baseline(), {}, LOOK)
    values = [abs(x) for _, x, y, *_ in sorted(marks(figure), key=lambda mark: mark[2])]
    assert values == sorted(values, reverse=True)
    assert "HIPEC + SOX minus SOX" in words(figure)


def test_limits_are_dotted_and_no_difference_is_solid():
    lines = {s.x0: s.line.dash for s in love_plot(baseline(), {}, LOOK).layout.shapes}
    assert lines == {-0.1: "dot", 0.0: None, 0.1: "dot"}


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
