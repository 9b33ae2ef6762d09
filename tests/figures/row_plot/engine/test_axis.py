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


def axis_range(*estimates, others=(), **more):
    axis = axis_of(estimates, others, **more)
    return axis.low, axis.high


def test_an_axis_of_ratios_goes_4_percent_beyond_what_it_holds():
    def ends(low, high):
        spare = (high / low) ** 0.04
        return pytest.approx((low / spare, high * spare))

    assert axis_range(ratio(0.8, 0.7, 0.9)) == ends(1 / 1.5, 1.5)  # so far at least
    assert axis_range(ratio(0.8, 0.7, 0.9), least=4.0) == ends(0.25, 4)
    assert axis_range(ratio(0.8, 0.5, 2.5)) == ends(0.5, 2.5)
    assert axis_range(ratio(0.8, 0.01, 90.0)) == ends(1 / 8, 8)  # for a limit no further
    assert axis_range(ratio(0.8, 0.01, 90.0), widest=4.0) == ends(1 / 4, 4)
    assert axis_range(ratio(0.02, 0.01, 0.5)) == ends(0.02, 1.5)  # but for a value
    assert axis_range(ratio(0.8, 0.0, inf), others=[3.0]) == ends(1 / 1.5, 3)
    assert axis_of([ratio(0.8, 0.7, 0.9)]).null == 1.0


def difference(value, low, high, quantity="risk_difference"):
    return Estimate(quantity, "a", "b", value, Interval(low, high))


def test_an_axis_of_differences_goes_8_percent_beyond_its_limits_and_13_beyond_its_values():
    assert axis_range(difference(0.1, -0.05, 0.25)) == pytest.approx((-0.27, 0.27))
    assert axis_range(difference(-0.3, -0.31, 0.0))[1] == pytest.approx(1.08 * 1.05 * 0.3)
    assert axis_range(difference(0.0, 0.0, 0.0)) == (-1, 1)
    limits = (0.2, 0.3, 0.4, 0.5, 0.6)
    many = [difference(0.1, -0.1, high) for high in limits]
    assert axis_range(*many, most=0.75)[1] == pytest.approx(1.08 * 0.4)  # the eighth of ten
    assert axis_range(*many)[1] == pytest.approx(1.08 * 0.6)


@pytest.mark.parametrize(
    ("value", "top"),
    [(0.047, 0.05), (0.048, 0.1), (0.141, 0.15), (0.188, 0.2), (0.28, 0.3), (0.37, 0.4),
     (0.47, 0.5), (0.48, 1.0), (1.0, 1.0)],
)  # fmt: skip
def test_an_axis_of_shares_ends_at_the_round_one_6_percent_above(value, top):
    assert axis_range(Estimate("survival", "a", value=value)) == (0, top)


def test_other_levels_end_6_percent_above_and_begin_below_zero_where_they_are():
    assert axis_range(Estimate("median", "a", value=12.0)) == pytest.approx((0, 12.72))
    assert axis_range(Estimate("mean", "a", value=-2.0))[0] == -2
    assert axis_range(Estimate("median", "a")) == (0, 1.06)


def ticks(axis, room=900):
    return [word for _, word in axis.ticks(room, 13)]


def test_ticks_are_round_and_at_most_nine():
    assert ticks(Axis(0, 12.72)) == ["0", "2", "4", "6", "8", "10", "12"]
    assert ticks(Axis(0, 8.0)) == [str(i) for i in range(9)]
    assert ticks(Axis(0, 8.01)) == ["0", "2", "4", "6", "8"]
    assert ticks(Axis(0, 1.0)) == ["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"]
    assert ticks(Axis(0, 0.04))[1] == "0.005"
    assert ticks(Axis(0, 0.3))[:2] == ["0.00", "0.05"]
    assert ticks(Axis(-27.0, 27.0)) == ["−20", "−10", "0", "10", "20"]
    assert ticks(Axis(0, 0.05, unit="percent")) == ["0%", "1%", "2%", "3%", "4%", "5%"]
    assert ticks(Axis(0, 0.4, unit="percent"))[:2] == ["0%", "5%"]
    assert ticks(Axis(0, 0.5, unit="percent"))[:2] == ["0%", "10%"]
    assert ticks(Axis(-0.27, 0.27, unit="points")) == ["−20", "−10", "0", "10", "20"]
    assert ticks(Axis(-0.1, 0.1, unit="percent", mirrored=True))[0] == "10%"


def test_a_tick_needs_seven_tenths_of_an_em_to_the_next():
    # Half of "25%" and "100%" is 32.5 px, with 9.1 between: 41.6 on a quarter of the axis.
    axis = Axis(0, 1, unit="percent")
    assert [len(ticks(axis, room)) for room in (166.5, 166.3)] == [5, 3]
    assert ticks(axis, 20) == ["0%", "100%"]  # the fewest there are


def test_ticks_of_ratios_are_fine_up_to_sixfold_and_lie_within():
    assert ticks(Axis(0.51, 3.0, log=True)) == ["0.7", "1", "1.4", "2", "3"]
    assert ticks(Axis(0.49, 3.0, log=True)) == ["0.5", "1", "2"]
    assert ticks(Axis(0.5, 2.0, log=True))[0] == "0.5"
    assert ticks(Axis(0.04, 40.0, log=True), 240) == ["0.1", "0.5", "1", "2", "10"]
    assert ticks(Axis(0.04, 40.0, log=True), 120) == ["0.1", "1", "10"]


def test_where_a_value_lies():
    axis = Axis(0.5, 2.0, log=True)
    assert [axis.share(v) for v in (0.25, 0.5, 1.0, 2.0, inf)] == pytest.approx([0, 0, 0.5, 1, 1])
    assert [axis.place(v) for v in (0.0, -1.0, inf)] == [-inf, -inf, inf]
    assert [axis.beyond(v) for v in (0.0, 0.499, 0.5, 2.0, 2.001, inf)] == [
        True, True, False, False, True, True,
    ]  # fmt: skip
    assert Axis(-1, 3).share(0) == 0.25
    assert Axis(0, 1).place(-0.5) == -0.5
