"""The result type: frozen, hashable, never NaN."""

import math

import pytest

from outcomes.results.note import Method, Note
from outcomes.results.result import Curve, Estimate, Interval, Result

MEDIAN = Estimate("median", "a", value=math.inf, interval=Interval(3.0, math.inf), n=4, n_events=1)


def test_nan_is_refused_wherever_it_stands():
    with pytest.raises(ValueError, match=r"Estimate.value is NaN"):
        Estimate("median", value=math.nan)
    with pytest.raises(ValueError, match=r"Interval.low is NaN"):
        Interval(math.nan, 1.0)
    with pytest.raises(ValueError, match=r"Curve.value is NaN"):
        Curve("a", "survival", (0.0,), (math.nan,))


def test_a_curve_has_equal_lengths():
    with pytest.raises(ValueError, match="lengths differ"):
        Curve("a", "survival", (0.0, 1.0), (1.0,))


def test_results_are_values():
    one = Result("kaplan_meier", "os", "itt", estimates=(MEDIAN,))
    other = Result("kaplan_meier", "os", "itt", estimates=(MEDIAN,))
    assert one == other
    assert hash(one) == hash(other)


def test_a_quantity_outside_the_vocabulary_is_refused():
    with pytest.raises(ValueError, match=r"'hazard' is no quantity .*'hazard_ratio'"):
        Estimate("hazard")
    with pytest.raises(ValueError, match="'survive' is no quantity"):
        Curve("a", "survive", (0.0,), (1.0,))


def test_an_estimate_knows_what_made_it_and_what_is_said_of_it():
    why = Note("not_estimable", why=Note("few_events", n=4, least=5))
    one = Estimate("hazard_ratio", method=(Method("cox", ties="efron"),), notes=(why,))
    assert one.made_by("cox")
    assert not one.made_by("efron")
    assert one.says("few_events")
    assert not Estimate("hazard_ratio").says("few_events")
    assert hash(one) == hash(Estimate("hazard_ratio", method=one.method, notes=one.notes))


def test_pick_finds_by_quantity_group_and_time():
    at = tuple(Estimate("survival", "a", value=v, at=t) for t, v in ((6.0, 0.8), (12.0, 0.5)))
    result = Result("kaplan_meier", estimates=(MEDIAN, *at))
    assert result.pick("survival", "a", 12.0).value == 0.5
    assert result.pick("survival", "b") is None
    assert result.all("survival") == at
