"""Counting patterns says what every patient says, and leaves alone what has too many."""

import numpy as np
import pytest

from outcomes.kernel.cox import patterns
from outcomes.kernel.cox.fit import cox, profile_interval
from outcomes.kernel.cox.risk_sets import risk_sets

N = 400
RANDOM = np.random.default_rng(4)
X = np.column_stack([RANDOM.integers(0, 2, N), RANDOM.integers(0, 4, N) == 1]).astype(float)
TIME = np.ceil(RANDOM.exponential(40, N))
EVENT = (RANDOM.random(N) < 0.7).astype(float)
STRATA = RANDOM.integers(0, 3, N)


@pytest.mark.parametrize("options", [{}, {"strata": STRATA}, {"weights": RANDOM.random(N) + 0.5}])
def test_the_same_model_with_and_without(monkeypatch, options):
    one_by_one = cox(TIME, EVENT, X, **options)
    limits = profile_interval(one_by_one, 0)
    monkeypatch.setattr(patterns, "FEWEST", 100)
    assert isinstance(patterns.collapsed(risk_sets(TIME, EVENT), X)[0], patterns.Patterns)
    counted = cox(TIME, EVENT, X, **options)
    assert counted.coefficients == pytest.approx(one_by_one.coefficients, rel=1e-10)
    assert counted.covariance == pytest.approx(one_by_one.covariance, rel=1e-10)
    assert counted.log_likelihood == pytest.approx(one_by_one.log_likelihood, rel=1e-13)
    assert profile_interval(counted, 0) == pytest.approx(limits, rel=1e-9)


def test_many_patterns_are_left_as_they_are(monkeypatch):
    monkeypatch.setattr(patterns, "FEWEST", 100)
    age = RANDOM.normal(60, 9, (N, 1))
    sets = risk_sets(TIME, EVENT)
    assert patterns.collapsed(sets, age) == (sets, age)


def test_a_pattern_that_comes_late_is_one_of_its_own(monkeypatch):
    monkeypatch.setattr(patterns, "FEWEST", 100)
    x = np.zeros((N, 2))
    x[150:, 0], x[300:, 1] = 1, 1
    codes, told = patterns.codes_of(x - [0.0, 0.5])
    assert told[codes].tolist() == (x - [0.0, 0.5]).tolist()
    assert len(told) == 3
    assert patterns.codes_of(np.append(x[:150, :1], np.arange(250.0)[:, None], axis=0)) is None
