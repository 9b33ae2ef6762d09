"""What two arms that are standardized to each other have in common, by hand."""

import numpy as np
import pytest

from outcomes.estimators.adjusted.standardized_parts import last, parts_of
from tests.studies import make_cohort


@pytest.mark.parametrize(
    ("event", "until"),
    [
        ([1, 0, 1, 0], 4.0),  # arm a is followed to 8, arm b to 4
        ([1, 1, 1, 0], 4.0),  # nobody is left of arm a: its estimate is 0 from 8 on
        ([1, 0, 1, 1], 8.0),  # … of arm b
        ([1, 1, 1, 1], 8.0),  # … of either: the last time of all
    ],
)
def test_both_arms_are_followed_until_the_first_of_them_is_not(event, until):
    cohort = make_cohort([2.0, 8.0, 3.0, 4.0], event, list("aabb"), arms=["a", "b"])
    (part,) = parts_of(cohort, "os", (), "standardized")
    assert last(part) == until
    swapped = part._replace(in_arm=1 - np.asarray(part.in_arm))
    assert last(swapped) == until
