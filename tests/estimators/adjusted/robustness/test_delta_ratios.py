"""Where a conclusion tips, by hand: between two deltas lines are straight in the logarithms."""

from math import exp, log, sqrt

import pytest

from outcomes.estimators.adjusted.robustness.delta_ratios import NO_MAXIMUM, tipping_delta
from outcomes.results.note import Note
from outcomes.results.result import Estimate, Interval

BLANK = Estimate("tipping_delta", "new", "old", notes=(Note("own"),))


def tipped(limits, *, upward=True):
    rows = [Estimate("hazard_ratio", at=at, value=1.0, interval=interval and Interval(*interval))
            for at, interval in limits.items()]  # fmt: skip
    return tipping_delta(BLANK, rows, upward)


def test_a_ratio_below_one_is_walked_upward_to_where_its_upper_limit_is_one():
    found = tipped({0.5: (0.3, 0.7), 1.0: (0.4, 0.8), 2.0: (0.5, 0.9), 4.0: (0.6, 1 / 0.9)})
    assert found.value == pytest.approx(2 * sqrt(2))  # half way, in logarithms
    assert found.notes == (Note("own"), Note("interpolated", low=2.0, high=4.0))


def test_it_is_walked_downward_where_the_reference_is_imputed():
    found = tipped({0.25: (0.5, 1.1), 0.5: (0.45, 0.9), 1.0: (0.4, 0.8)}, upward=False)
    share = log(0.9) / (log(0.9) - log(1.1))
    assert found.value == pytest.approx(exp(log(0.5) + share * (log(0.25) - log(0.5))))
    assert found.notes[-1] == Note("interpolated", low=0.5, high=0.25)


def test_a_ratio_above_one_is_walked_the_other_way_to_where_its_lower_limit_is_one():
    found = tipped({0.5: (0.8, 3.0), 1.0: (1.25, 4.0), 2.0: (1.5, 5.0)})
    assert found.value == pytest.approx(1 / sqrt(2))
    assert found.notes[-1] == Note("interpolated", low=1.0, high=0.5)


def test_a_limit_that_is_one_tips_there():
    assert tipped({1.0: (0.4, 0.8), 2.0: (0.5, 1.0), 4.0: (0.5, 1.2)}).value == pytest.approx(2)
    assert tipped({0.5: (1.0, 3.0), 1.0: (1.25, 4.0)}).value == pytest.approx(0.5)


@pytest.mark.parametrize("limits", [(0.4, 1.0), (1.0, 2.0), (0.8, 1.2)])
def test_an_interval_that_holds_one_has_nothing_to_tip(limits):
    found = tipped({1.0: limits, 2.0: (0.5, 1.2)})
    assert (found.value, found.notes[0].id) == (None, "nothing_to_tip")
    assert (found.notes[0]["low"], found.notes[0]["high"]) == limits


def test_what_never_tips_names_the_last_delta_there_is():
    found = tipped({0.5: (0.3, 0.7), 1.0: (0.4, 0.8), 2.0: (0.5, 0.9), 4.0: None})
    assert (found.value, found.notes) == (None, (Note("never_tips", delta=2.0), Note("own")))


def test_without_a_ratio_at_delta_one_there_is_why():
    assert tipped({0.5: (0.3, 0.7)}).notes == (NO_MAXIMUM, Note("own"))
    rows = [Estimate("hazard_ratio", at=1.0, notes=(Note("why"),))]
    assert tipping_delta(BLANK, rows, True).notes == (Note("why"), Note("own"))
    assert tipped({1.0: None}).notes == (NO_MAXIMUM, Note("own"))
