"""Steps by hand: who is at risk, where an axis ends, which points of a curve are drawn."""

import numpy as np
import pytest

from outcomes.figures.curve_plot.curves import Drawn, survival_plot
from outcomes.figures.curve_plot.steps import (
    Arm,
    Steps,
    at_risk,
    drawn,
    enough,
    line_of,
    place_at,
    so_far,
    span_of,
    tick_step,
    to_steps,
    trusted_until,
    unit_of,
)
from outcomes.results.result import Curve, Estimate, Interval, Result
from tests.figures.made import look


def steps(time, at_risk, events, censored=None, value=None):
    """Return steps without limits; the values matter only where they are given."""
    rows = [np.array(row, dtype=float) for row in (
        time, value or np.linspace(1, 0.1, len(time)), [np.nan] * len(time), [np.nan] * len(time),
        at_risk, events, censored or [0] * len(time))]  # fmt: skip
    return Steps(*rows)


def test_ticks_of_months_are_as_far_apart_as_clinicians_expect():
    ends = (0.5, 8, 8.1, 14, 14.1, 18, 18.1, 66, 66.1, 132, 132.1, 264, 264.1, 600, 600.1)
    assert [tick_step(end) for end in ends] == [1, 1, 2, 2, 3, 3, 6, 6, 12, 12, 24, 24, 60, 60, 120]


def test_ticks_of_other_units_are_round_and_at_most_seven():
    ends = (0.7, 7, 7.1, 14.1, 35.1, 70, 70.1, 140.1, 350, 351)
    assert [tick_step(end, "days") for end in ends] == pytest.approx(
        [0.1, 1, 2, 5, 10, 10, 20, 50, 50, 100]
    )
    assert tick_step(0.0, "days") > 0


def test_enough_is_a_tenth_and_five_at_least_but_of_ten_anybody():
    assert [enough(n) for n in (3, 10, 11, 50, 60)] == [1, 1, 5, 5, 6]


def test_everybody_ever_at_risk_counts_those_who_enter_later():
    assert steps((0, 1, 2), (2, 3, 2), (0, 1, 0), (0, 0, 1)).n == 3
    assert steps((0, 1), (2, 2 + 1e-7), (0, 1)).n == 2  # rounding of weights enters nobody
    assert steps((0, 1), (2, 2.5), (0, 1)).n == 2.5
    assert steps((), (), ()).n == 0


def test_a_curve_is_trusted_to_the_last_time_with_enough_at_risk():
    many = steps((0, 3, 5, 8), (20, 6, 5, 4), (0, 1, 1, 4), (14, 0, 0, 0))
    assert trusted_until(many) == 5
    few = steps((0, 3, 5), (10, 2, 1), (0, 1, 1), (8, 0, 0))
    assert trusted_until(few) == 5


def test_what_happened_is_counted_strictly_before_a_time():
    counts, time = np.array([1.0, 2.0]), np.array([1.0, 2.0])
    assert so_far(counts, time, np.array([1, 1.5, 2, 3])).tolist() == [0, 1, 1, 3]


def test_a_step_holds_from_its_time_on():
    three = steps((0, 1, 2), (3, 2, 1), (0, 1, 1))
    assert place_at(three, np.array([-1, 0, 0.9, 1, 9])).tolist() == [0, 0, 0, 1, 2]


def test_the_axis_ends_at_the_tick_after_the_last_trusted_time():
    long = steps((0, 17, 40), (20, 6, 4), (0, 1, 4), (14, 0, 0))
    end, ticks, cut = span_of([long], horizon=None, tick=None, unit="months")
    assert (end, ticks.tolist(), cut) == (18, [0, 3, 6, 9, 12, 15, 18], True)
    whole = steps((0, 18), (20, 6), (0, 1), (14, 0))
    assert span_of([whole], horizon=None, tick=None, unit="months").end == 18
    assert span_of([whole], horizon=None, tick=None, unit="months").cut is False
    assert span_of([long], horizon=None, tick=10.0, unit="months").end == 20
    end, ticks, cut = span_of([long], horizon=30.0, tick=None, unit="months")
    assert (end, ticks.tolist(), cut) == (30, [0, 6, 12, 18, 24, 30], False)
    nobody = steps((), (), ())
    assert span_of([nobody], horizon=None, tick=None, unit="months")[::2] == (1, False)
    # Twelve patients, four at a time: never enough, so all of it is shown.
    four = steps((0, 1, 2, 3), (4, 4, 4, 4), (0, 4, 4, 4))
    assert span_of([four], horizon=None, tick=None, unit="months").end == 3


def test_only_changes_are_drawn_up_to_the_end():
    curve = steps((0, 1, 2, 3, 4), (9, 8, 7, 6, 5), (0,) * 5, value=(1, 1, 0.5, 0.5, 0.2))
    assert drawn(curve, 3.5).time.tolist() == [0, 2, 3.5]
    assert drawn(curve, 3.5).value.tolist() == [1, 0.5, 0.5]
    assert drawn(curve, 2).time.tolist() == [0, 2]
    assert drawn(curve, 10).time.tolist() == [0, 2, 4]
    assert drawn(curve, 3.5, joined=True).time.tolist() == [0, 1, 2, 3, 3.5]
    assert drawn(curve, -1).time.tolist() == []


def test_of_more_than_two_thousand_changes_one_stays_per_pixel():
    for n, kept in ((2000, 2000), (2001, 901)):  # the first, and the last of each of 900 pixels
        long = steps(range(n), (9,) * n, (0,) * n)
        found = drawn(long, float(n))
        assert found.time.size == kept
        assert found.time[-1] == n - 1


def test_a_line_begins_at_the_start_and_its_band_at_the_first_limit():
    curve = Steps(*(np.array([v, v]) for v in (2.0, 0.5, 0.4, 0.6, 9.0, 1.0, 0.0)))
    curve = curve._replace(time=np.array([2.0, 3.0]))
    line = line_of(Arm("a", "A", "#112233", "#445566", "dot", curve), 3.0, 1.0)
    assert line.x.tolist() == [0, 2, 3]
    assert line.y.tolist() == [1, 0.5, 0.5]
    assert np.isnan([line.low[0], line.high[0]]).all()
    assert (line.color, line.dash, line.step) == ("#112233", "dot", True)
    assert line_of(Arm("a", "", "", "", "", curve, joined=True), 3.0, 1.0).step is False


def test_the_unit_is_the_first_that_is_one_of_time():
    rows = (Estimate("n", unit="patients"), Estimate("median", unit="weeks"))
    assert unit_of(Result("x", estimates=rows)) == "weeks"
    assert unit_of(Result("x", estimates=rows[:1])) == "months"


TIMES = (0.0, 2.0, 4.0, 6.0, 8.0, 20.0)
AT_RISK = (20.0, 20.0, 14.0, 9.0, 4.0, 2.0)
EVENTS = (0.0, 4.0, 4.0, 4.0, 2.0, 0.0)
CENSORED = (0.0, 2.0, 1.0, 1.0, 0.0, 2.0)
VALUE = (1.0, 0.8, 0.571, 0.317, 0.159, 0.159)


def kaplan_meier(median=5.0, group="hipec_sox", **more):
    low, high = (tuple(v + s for v in VALUE) for s in (-0.1, 0.1))
    curve = Curve(group, "survival", TIMES, VALUE, low, high, AT_RISK, EVENTS, CENSORED,
                  unit="months", **more)  # fmt: skip
    found = Estimate("median", group, value=median, interval=Interval(3, 9), n=20, unit="months")
    return Result("kaplan_meier", "os", estimates=(found,), curves=(curve,))


def layers(shown=None, found=None, **options):
    plot = survival_plot(found or kaplan_meier(), look(**options), shown or Drawn())
    return {layer.layer if hasattr(layer, "layer") else "rule": layer
            for layer in plot.panels[0].layers}, plot  # fmt: skip


def test_where_fewer_than_five_are_left_the_line_is_pale_from_the_last_time_with_more():
    found, plot = layers(Drawn(horizon=20.0))
    assert found["line"].x.tolist() == [0, 0, 2, 4, 6, 6]
    assert found["line"].y.tolist() == [1, 1, 0.8, 0.571, 0.317, 0.317]
    assert found["tail"].x.tolist() == [6, 8, 20]
    assert found["tail"].y.tolist() == [0.317, 0.159, 0.159]
    assert found["tail"].opacity == 0.45
    band = plot.panels[0].layers[2]  # after the rules of the median
    assert (band.width, band.x.tolist()) == (0, [0, 0, 2, 4, 6, 8, 20])
    assert plot.below[0] != ""
    short, plot = layers(Drawn(horizon=6.0))
    assert "tail" not in short
    assert plot.below == ("",)


def test_a_median_has_a_dotted_line_from_half_to_its_time_and_down():
    _, plot = layers(Drawn(horizon=20.0))
    across, down = plot.panels[0].layers[:2]
    assert (across.at, across.way, across.span, across.dash) == (0.5, "y", (0.0, 5.0), "dot")
    assert (down.at, down.way, down.span) == (5.0, "x", (0.0, 0.5))
    assert down.color == look().color("hipec_sox")
    assert across.width == down.width == pytest.approx(1.21)  # 0.55 of a stroke of 2.2
    for median, horizon, n in ((8.0, 8.0, 2), (8.1, 8.0, 0), (np.inf, 20.0, 0), (None, 20.0, 0)):
        _, plot = layers(Drawn(horizon=horizon), kaplan_meier(median))
        assert sum(hasattr(layer, "span") for layer in plot.panels[0].layers) == n
    _, plot = layers(Drawn(medians=False))
    assert not any(hasattr(layer, "span") for layer in plot.panels[0].layers)


def test_those_whose_follow_up_ends_are_marked_on_the_curve():
    found, _ = layers(Drawn(horizon=6.0))
    marks = found["censored"]
    assert marks.x.tolist() == [2, 4, 6]
    assert marks.y.tolist() == pytest.approx([0.8, 0.571, 0.317])
    assert (marks.symbol, marks.size) == ("line-ns", pytest.approx(8.45))
    assert marks.edge_width == pytest.approx(1.32)
    assert "censored" not in layers(Drawn(marks=False))[0]
    joined, _ = layers(Drawn(horizon=6.0), kaplan_meier(joined=True))
    assert len(joined["censored"].x) == 0


def test_bands_can_be_left_out():
    found, _ = layers(Drawn(horizon=6.0, bands=False))
    assert len(found["line"].low) == 0


def test_more_than_six_hundred_marks_are_not_drawn_and_it_is_said():
    for n, drawn_marks in ((600, True), (601, False)):
        time = tuple(0.01 * i for i in range(n + 1))
        curve = Curve("sox", "survival", time, (1.0,) * (n + 1), (None,) * (n + 1),
                      (None,) * (n + 1), tuple(float(n - max(i - 1, 0)) for i in range(n + 1)),
                      (0.0,) * (n + 1), (0.0, *(1.0,) * n), unit="months")  # fmt: skip
        plot = survival_plot(Result("kaplan_meier", curves=(curve,)), look(), Drawn(horizon=7.0))
        names = [getattr(layer, "layer", "") for layer in plot.panels[0].layers]
        assert ("censored" in names) is drawn_marks
        assert (look().say("curve.no_marks") in plot.below[0]) is not drawn_marks


def test_of_nobody_nobody_is_at_risk():
    nobody = to_steps(Curve("sox", "survival", (), ()))
    assert at_risk(nobody, np.array([0.0, 6.0])).tolist() == [0, 0]
