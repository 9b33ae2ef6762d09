"""A share with its exact limits, and of nobody."""

import pytest

from outcomes.estimators.base.caveats import NOBODY
from outcomes.estimators.base.shares import share
from outcomes.kernel.proportions.difference import Tally
from outcomes.results.result import Interval


def test_some_of_a_few():
    found = share("a", Tally(1, 1), ("site", "liver"))
    assert (found.value, found.n, found.n_events) == (1, 1, 1)
    assert (found.quantity, found.group, found.covariates) == ("proportion", "a", ("site", "liver"))
    assert found.interval == Interval(pytest.approx(0.025), 1, 0.95)
    assert not found.notes


def test_of_nobody_there_is_none():
    found = share("a", Tally(0, 0))
    assert (found.value, found.interval, found.n, found.n_events) == (None, None, 0, 0)
    assert found.notes == (NOBODY,)
