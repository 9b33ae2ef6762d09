"""Facets: what the sidebar counts with is what the cohort filters with."""

import numpy as np
import pytest

from components.asking.filters.facets import _facet, limits_of
from components.asking.filters.filters import _counts, _level_filters, _mask, _range_filters
from outcomes.model.cohort import satisfies
from outcomes.model.protocol import Covariate
from tests.studies import make_study

STUDY = make_study(
    [1.0, 2.0, 3.0, 4.0],
    [1, 0, 1, 1],
    ["a", "b", "b", "a"],
    columns={"age": [50.0, 61.5, np.nan, 70.0], "ascites": ["none", "small", None, "none"]},
)
AGE = _facet(STUDY, Covariate("age", "Age", "continuous"))
ASCITES = _facet(STUDY, Covariate("ascites", "Ascites", "ordinal", ("none", "small")))
EVERYBODY = np.ones(4, dtype=bool)


def test_counts_per_level_leave_the_missing_out():
    assert _counts(ASCITES, EVERYBODY) == [2, 1]
    assert _counts(ASCITES, ~EVERYBODY) == [0, 0]


@pytest.mark.parametrize(
    ("facet", "filters"),
    [
        (ASCITES, _level_filters(ASCITES, ("small",))),
        (AGE, _range_filters(AGE, (55, 70))),
        (AGE, _range_filters(AGE, (50, 62))),
        (AGE, _range_filters(AGE, (60, 65))),
    ],
)
def test_the_mask_is_that_of_the_cohort(facet, filters):
    assert filters
    expected = np.logical_and.reduce([satisfies(STUDY.patients, f) for f in filters])
    np.testing.assert_array_equal(_mask(facet, filters), expected)


def test_no_choice_and_every_choice_restrict_nothing():
    assert _level_filters(ASCITES, ()) == ()
    assert _level_filters(ASCITES, ("none", "small")) == ()
    assert _range_filters(AGE, AGE.limits[:2]) == ()


@pytest.mark.parametrize(
    ("numbers", "limits"),
    [
        ([34.2, 78.9], (34.0, 79.0, 1.0)),
        ([0.0, 1.5], (0.0, 1.5, 0.01)),
        ([50.0, 69.0], (50.0, 69.0, 1.0)),  # whole numbers stay whole
        ([5.0, 5.0], None),
        ([np.nan], None),
    ],
)
def test_limits_hold_every_number_in_round_steps(numbers, limits):
    assert limits_of(np.array(numbers)) == limits
