"""Differences of a covariate between weighted arms, by hand and beside the unweighted ones."""

import numpy as np
import pytest

from outcomes.estimators.conduct.baseline import standardized_difference
from outcomes.kernel.causal.standardized_difference import over_spread, weighted_difference

ARM = np.array([1.0] * 6 + [0.0] * 8)
ALIKE = np.ones(14)
LEVELS = np.array([0, 0, 1, 1, 2, 3, 0, 1, 1, 2, 2, 2, 3, 3], dtype=float)
YEARS = np.array([50.0, 55, 61, 47, 70, 66, 58, 49, 63, 72, 55, 60, 41, 77])


@pytest.mark.parametrize(
    ("values", "levels"), [(YEARS, None), (LEVELS % 2, 2), (LEVELS, 4), (LEVELS, 6)]
)
def test_with_equal_weights_it_is_the_unweighted_one(values, levels):
    found = weighted_difference(values, ARM, 3 * ALIKE, levels)
    alone = standardized_difference(values[:6], values[6:], levels)
    assert found == pytest.approx(alone, rel=1e-12)


def test_weights_move_the_difference_and_never_the_ruler():
    weights = np.where(YEARS > 60, 2.0, 1.0)
    arm, other = (np.average(YEARS[ARM == a], weights=weights[ARM == a]) for a in (1, 0))
    ruler = np.sqrt((YEARS[:6].var(ddof=1) + YEARS[6:].var(ddof=1)) / 2)
    assert weighted_difference(YEARS, ARM, weights) == pytest.approx((arm - other) / ruler)
    # Of two levels: weights 3 to 1 make 3/4 of the one half, 1/2 stays in the other.
    two, arms = np.array([1.0, 0, 1, 0]), np.array([1.0, 1, 0, 0])
    found = weighted_difference(two, arms, np.array([3.0, 1, 1, 1]), 2)
    assert found == pytest.approx((0.75 - 0.5) / np.sqrt(0.25))


def test_levels_weighted_alike_do_not_differ():
    arms = np.array([1.0] * 3 + [0.0] * 6)
    levels = np.array([0.0, 1, 2, 0, 0, 0, 1, 1, 2])
    weights = np.array([3.0, 2, 1, 1, 1, 1, 1, 1, 1])
    assert weighted_difference(levels, arms, ALIKE[:9], 3) > 0.3
    assert weighted_difference(levels, arms, weights, 3) == 0


def test_where_nothing_varies_there_is_no_ruler():
    arms = np.array([1.0, 1, 0, 0])
    for levels in (None, 2, 3):
        assert weighted_difference(arms, arms, ALIKE[:4], levels) is None
        assert weighted_difference(np.zeros(4), arms, ALIKE[:4], levels) == 0
    assert over_spread(0.0, 0.0) == 0
    assert over_spread(0.5, 0.0) is None
    assert over_spread(0.5, 0.25) == 1


def test_an_arm_needs_two_numbers_or_one_level():
    arms = np.array([1.0, 0, 0, 0])
    values = np.array([1.0, 0, 1, 1])
    assert weighted_difference(values, arms, ALIKE[:4]) is None
    assert weighted_difference(values, arms, ALIKE[:4], 2) is not None
    assert weighted_difference(values, np.zeros(4), ALIKE[:4], 2) is None
