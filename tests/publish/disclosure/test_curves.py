"""Curves keep month ends, without those censored, while enough are at risk."""

from dataclasses import replace

import pytest

from outcomes.publish.audit.values import bends_of
from outcomes.publish.disclosure.curves import knots, masked_curve, value_at
from outcomes.publish.disclosure.mask import masked
from outcomes.results.result import Curve, Estimate, Result
from tests.publish.disclosure.masked import known, shown


def test_a_curve_whose_events_are_over_is_flat_and_not_a_line_to_its_end():
    """6, 6 and 1 events in three months, none in the three after: 7 in the second stretch."""
    ends = [1.0, 2.0, 3.0, 4.0, 5.0, 6.0]
    assert knots([0.5, 1.5, 2.5], [6, 6, 1], ends, 5) == [1.0, 3.0, 6.0]
    assert knots([0.5, 1.5], [6, 6], ends, 5) == [1.0, 2.0, 6.0]
    assert knots([0.5, 5.5], [6, 6], ends, 5) == [1.0, 6.0]
    assert knots([0.5], [4], ends, 5) == []
    assert knots([9.5], [4], ends, 5) == [6.0]


def steps(events, start=45, censored=None):
    """A survival curve with one step at the middle of each month."""
    risk, value, left, s = [float(start)], [1.0], float(start), 1.0
    for i, n in enumerate(events):
        risk.append(left)
        s *= 1 - n / left
        left -= n + (censored or {}).get(i, 0)
        value.append(s)
    time = (0.0, *(i + 0.5 for i in range(len(events))))
    cut = (0.0, *((censored or {}).get(i, 0) for i in range(len(events))))
    return Curve("a", "survival", time, tuple(value), tuple(v - 0.1 for v in value),
                 tuple(min(v + 0.1, 1) for v in value), tuple(risk), (0.0, *map(float, events)),
                 tuple(map(float, cut)), "months")  # fmt: skip


def test_month_ends_are_merged_until_five_events_lie_between():
    assert knots((0.5, 1.5, 2.5, 3.5), (3, 2, 4, 1), (1, 2, 3, 4), 5) == [2, 4]
    assert knots((0.5, 1.5, 2.5), (5, 1, 1), (1, 2, 3), 5) == [3]  # the rest joins the last
    assert knots((0.5,), (4,), (1,), 5) == []
    assert knots((), (), (1, 2), 5) == [2]  # nothing happens: nothing to hide


def test_a_curve_keeps_month_ends_only_without_the_censored():
    """45 at risk; 3, 4, 4, 1 events in four months: S = 38/45 after two, 34/45 after three.

    Where the fourth month has not ended, the four of the third join the seven before: 34/45.
    """
    curve = masked_curve(steps([3, 4, 4, 1]), known())
    assert curve.time == (0.0, 1.0, 2.0, 3.0)
    assert curve.value == pytest.approx((1, 0.92, 0.84, 0.76))
    assert bends_of(curve) == [0.0, 3.0]
    long = masked_curve(steps([3, 2, 6, 1, 0]), known())  # 40/45 after two, 33/45 after four
    assert bends_of(long) == [0.0, 2.0, 4.0]
    assert long.value == pytest.approx((1.0, 0.945, 0.89, 0.81, 0.73))
    assert long.n_at_risk == (45.0, 40.0, 40.0, 30.0, 30.0)  # 45, 42, 40, 34, 33 just before
    assert (long.n_events[-1], sum(long.n_events[:-1]), sum(long.n_censored)) == (15, 0, 0)
    assert long.joined


def test_a_curve_ends_where_fewer_than_eleven_are_at_risk():
    """35 at risk, 10 events a month: 35, 25, 15, 5: known until the fourth month has begun."""
    curve = masked_curve(steps([10, 10, 10, 0, 0], start=35), known())
    assert curve.time == (0.0, 1.0, 2.0)
    assert curve.n_at_risk == (35.0, 25.0, 15.0)


def test_a_curve_of_fewer_than_eleven_or_of_too_few_events_is_absent():
    assert masked_curve(steps([5], start=10), known()) is None
    assert masked_curve(steps([1, 1, 1, 0, 0]), known()) is None
    assert masked_curve(steps([5, 5, 0]), known()) is None  # 35/45 at the end would say ten
    assert masked_curve(steps([5, 6, 0]), known()) is not None


def test_what_a_curve_says_at_a_time_lies_on_the_line_between_its_points():
    curve = masked_curve(steps([3, 2, 5, 2, 0]), known())
    assert value_at(curve, 3.0)[0] == pytest.approx((0.89 + 0.73) / 2)
    assert value_at(curve, 4.5) is None
    survival, later = shown(
        Estimate("survival", "a", value=0.9111, at=3.0, n=45, n_events=12, unit=""),
        Estimate("survival", "a", value=0.7, at=9.0, n=45, n_events=12),
        curves=(steps([3, 2, 5, 2, 0]),),
    )
    assert survival.value == 0.81
    assert later.value is None


def test_a_curve_of_follow_up_falls_where_somebody_is_censored():
    """Its events are the censored of the endpoint: 6 and 6, and 20 who died in the first month."""
    curve = replace(steps([6, 6, 0], start=90, censored={0: 20}), quantity="follow_up")
    assert bends_of(masked_curve(curve, known())) == [0.0, 1.0, 2.0]
    lone = replace(steps([1, 11, 0], start=90, censored={0: 20}), quantity="follow_up")
    assert bends_of(masked_curve(lone, known())) == [0.0, 2.0]


@pytest.mark.parametrize(("censored", "value"), [(11, 33.0), (10, None)])
def test_a_median_of_follow_up_needs_eleven_censored(censored, value):
    median = Estimate("median", "a", value=33.1, n=45, n_events=34, unit="months")
    curve = replace(steps([censored, 0]), quantity="follow_up")
    (e,) = masked(Result("follow_up", estimates=(median,), curves=(curve,)), known()).estimates
    assert e.value == value


def test_a_number_at_a_time_is_not_shown_where_its_curve_is_not():
    """12 events, 10 of them while eleven are at risk: the curve is kept back, and 0.5 with it."""
    curve = steps([5, 5, 2], start=20)
    (e,) = shown(Estimate("survival", "a", value=0.5, at=2.0, n=20, n_events=12), curves=(curve,))
    assert e.value is None
