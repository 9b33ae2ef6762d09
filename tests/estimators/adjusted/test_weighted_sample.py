"""What is said of weights, by hand, and which columns a propensity model takes."""

import numpy as np
import pytest

from outcomes.estimators.adjusted.weighted_sample import _about, columns_of
from tests.said import said


def about(in_arm, chance, columns=1):
    chance = np.array(chance)
    return said(_about(np.array(in_arm), chance, 1 / chance, columns))


def test_a_propensity_is_extreme_beyond_a_twentieth_on_both_sides():
    many = [0.0, 1.0] * 20
    inside = [0.05, 0.95, *[0.5] * 38]
    assert about(many, inside) == ("largest weight 20",)
    (_, outside) = about(many, [0.049, 0.951, 0.949, *[0.5] * 37])
    assert "2 of 40" in outside
    assert "0.05" in outside
    assert "0.95" in outside


@pytest.mark.parametrize(
    ("smaller", "columns", "few"), [(20, 2, False), (19, 2, True), (20, 3, True)]
)
def test_ten_patients_of_the_smaller_arm_carry_a_column(smaller, columns, few):
    for arm in (1.0, 0.0):
        in_arm = np.array([arm] * smaller + [1 - arm] * 40)
        found = about(in_arm, [0.5] * (smaller + 40), columns)
        assert (len(found) == 2) is few
        assert not few or str(smaller) in found[1]


def test_a_level_gives_way_only_where_its_covariate_would_be_the_intercept():
    names = ("age", "f=a", "f=b", "g=x", "same")
    matrix = np.array([[1.0, 1, 0, 1, 7], [2, 0, 1, 0, 7], [3, 1, 0, 0, 7]])
    kept, constant = columns_of(matrix, names)
    assert kept.tolist() == [[1, 0, 1], [2, 1, 0], [3, 0, 0]]  # without f=a
    assert constant == ("same",)
    none, _ = columns_of(np.zeros((0, 5)), names)
    assert len(none) == 0
