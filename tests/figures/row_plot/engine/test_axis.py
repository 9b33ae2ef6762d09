"""Axes: what they hold, where values lie on them, and as many ticks as fit."""

from math import exp, inf, log

import pytest

from outcomes.figures.row_plot.engine.axis import Axis, axis_of
from outcomes.results.result import Estimate, Interval


def ratio(value, low, high):
    return Estimate("hazard_ratio", "hipec_sox", "sox", value, Interval(low, high))


def test_an_axis_of_ratios_holds_every_value_and_cuts_far_limits():
    axis = axis_of([ratio(0.3, 0.2, 12.0)], [2.5])
    assert not axis.beyond(0.2)
    assert not axis.beyond(2.5)
    assert axis.beyond(12.0)
    assert exp(axis.cut(100.0)) == pytest.approx(axis.high)
    assert axis.place(0.25) == pytest.approx(log(0.25))
    assert axis.share(axis.low) == 0.0
    assert axis.cut(0.0) == axis.ends[0]


def test_an_axis_of_differences_has_zero_in_its_middle():
    found = [Estimate("risk_difference", "a", "b", 0.1, Interval(-0.05, 0.25))]
    axis = axis_of(found)
    assert axis.low == -axis.high
    assert axis.high > 0.25
    assert (axis.null, axis.unit) == (0.0, "points")
    # The widest of ten limits is cut where only three quarters of them have to fit.
    limits = [Interval(-0.1, 0.1 * i) for i in range(2, 7)]
    many = [Estimate("risk_difference", "a", "b", 0.1, interval) for interval in limits]
    assert axis_of(many, most=0.75).beyond(0.6)
    assert not axis_of(many).beyond(0.6)


def test_levels_start_at_zero_and_shares_end_at_a_round_one():
    share = Estimate("survival", "a", value=0.2, interval=Interval(0.1, 0.37))
    assert (axis_of([share]).low, axis_of([share]).high) == (0.0, 0.4)
    months = Estimate("median", "a", value=12.0, interval=Interval(8.0, inf))
    assert axis_of([months]).low == 0.0
    assert 12.0 < axis_of([months]).high < 14.0


@pytest.mark.parametrize(
    ("room", "expected"),
    [(600, ["0%", "25%", "50%", "75%", "100%"]), (120, ["0%", "50%", "100%"]),
     (60, ["0%", "100%"])],
)  # fmt: skip
def test_fewer_ticks_where_it_is_narrow(room, expected):
    assert [word for _, word in Axis(0, 1, unit="percent").ticks(room, 13)] == expected


def test_ticks_of_ratios_are_the_usual_ones():
    wide = Axis(0.24, 4.2, log=True).ticks(400, 13)
    assert wide == [(0.25, "0.25"), (0.5, "0.5"), (1.0, "1"), (2.0, "2"), (4.0, "4")]
    fine = Axis(0.45, 1.5, log=True).ticks(400, 13)
    assert [word for _, word in fine] == ["0.5", "0.7", "1", "1.4"]


def test_both_sides_of_a_mirrored_axis_count_upwards():
    words = [word for _, word in Axis(-0.5, 0.5, unit="percent", mirrored=True).ticks(400, 13)]
    assert words == words[::-1]
    assert words[0] == "50%"
