from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.cox.fit import cox, solve
from outcomes.kernel.cox.imputed import ImputedCox
from outcomes.kernel.cox.risk_sets import risk_sets
from tests.kernel.conftest import assert_close

N = 120
RANDOM = np.random.default_rng(3)
TIME = np.ceil(RANDOM.exponential(10, N))
EVENT = (RANDOM.random(N) < 0.6).astype(float)
ARM = np.arange(N) % 2.0
LEVEL = (RANDOM.integers(0, 3, N)[:, None] == [1, 2]).astype(float)
ROWS = np.flatnonzero((EVENT == 0) & (ARM == 1))
OPTIONS = [
    {"x": ARM[:, None]},
    {"x": np.column_stack((ARM, LEVEL))},
    {"x": ARM[:, None], "strata": RANDOM.integers(0, 3, N) * 2},
    {"x": np.column_stack((ARM, LEVEL)), "strata": np.where(ARM == 1, 7, 5)},
    {"x": np.column_stack((ARM, RANDOM.normal(60, 9, N)))},  # no two patients alike
]
FEW = st.lists(
    st.tuples(st.integers(0, 9), st.booleans(), st.booleans(), st.booleans(), st.integers(1, 20)),
    min_size=2,
    max_size=30,
)


def by_itself(time, event, x, *, rows, drawn, strata=None):
    times, events = time.copy(), event.copy()
    times[rows], events[rows] = drawn
    return cox(times, events, x, strata=strata)


@pytest.mark.parametrize("options", OPTIONS)
def test_equals_cox_on_every_data_set(options):
    model = ImputedCox(TIME, EVENT, rows=ROWS, **options)
    for i in range(6):
        later = TIME[ROWS] + RANDOM.exponential(1 + i, ROWS.size)
        drawn = np.minimum(later, 30), later <= 30
        one = by_itself(TIME, EVENT, rows=ROWS, drawn=drawn, **options)
        found = model.fit(*drawn)
        if one.aliased[0]:  # the arm is a stratum
            assert found is None
        else:
            assert_close(found, (one.coefficients[0], one.std_err[0]))


def test_imputed_events_that_are_tied_are_tied_as_in_cox():
    model = ImputedCox(TIME, EVENT, ARM[:, None], ROWS)
    drawn = TIME[ROWS] + np.arange(ROWS.size) % 3, np.ones(ROWS.size, dtype=bool)
    one = by_itself(TIME, EVENT, ARM[:, None], rows=ROWS, drawn=drawn)
    assert_close(model.fit(*drawn), (one.coefficients[0], one.std_err[0]))


def test_those_tied_with_one_another_or_with_who_is_not_imputed_are_too():
    time, event = np.array([1.0, 2, 3, 4, 5]), np.array([0.0, 1, 0, 1, 0])
    arm, rows, both = np.array([0.0, 0, 1, 1, 0]), np.array([0, 2]), np.ones(2, dtype=bool)
    model = ImputedCox(time, event, arm[:, None], rows)
    for times in ([2.0, 3.5], [4.5, 4.5]):
        drawn = np.array(times), both
        one = by_itself(time, event, arm[:, None], rows=rows, drawn=drawn)
        assert_close(model.fit(*drawn), (one.coefficients[0], one.std_err[0]))


@given(FEW)
def test_finds_a_maximum_where_cox_does(rows):
    time, event, arm, imputed, more = (np.array(c, dtype=float) for c in zip(*rows, strict=True))
    who = np.flatnonzero((event == 0) & (imputed == 1))
    drawn = time[who] + more[who] / 7 + who * 1e-3, np.ones(who.size, dtype=bool)
    one = by_itself(time, event, arm[:, None], rows=who, drawn=drawn)
    found = ImputedCox(time, event, arm[:, None], who).fit(*drawn)
    assert (found is not None) == (one.status == "converged")
    if found is not None:
        assert_close(found.log_ratio, one.coefficients[0], absolute=1e-9)


def test_a_data_set_without_a_maximum_does_not_spoil_the_next():
    time, event, arm = np.array([1.0, 2, 3, 4, 9]), np.ones(5), np.array([0.0, 0, 0, 1, 1])
    event[[0, 3]] = 0
    model = ImputedCox(time, event, arm[:, None], np.array([0, 3]))
    apart, mixed = np.array([1.5, 9.5]), np.array([9.5, 0.5])
    both = np.ones(2, dtype=bool)
    assert model.fit(apart, both) is None
    one = by_itself(time, event, arm[:, None], rows=[0, 3], drawn=(mixed, both))
    for _ in range(2):
        assert_close(model.fit(mixed, both).log_ratio, one.coefficients[0])
    assert model.fit(apart, both) is None
    assert_close(model.fit(mixed, both).log_ratio, one.coefficients[0])


def test_nor_does_one_that_says_nothing_of_the_arm():
    arm, every = np.array([0.0, 0, 1, 1]), np.arange(4)
    model = ImputedCox(every + 1.0, np.zeros(4), arm[:, None], every)
    assert model.fit(np.array([1.0, 2, 3, 4]), arm == 1) is None
    mixed = np.array([1.0, 3, 2, 4])
    assert_close(model.fit(mixed, arm < 2).log_ratio, cox(mixed, arm < 2, arm).coefficients[0])


def test_nobody_may_be_imputed_and_everybody():
    plain = cox(TIME, EVENT, ARM)
    none = ImputedCox(TIME, EVENT, ARM[:, None], ROWS[:0]).fit(TIME[:0], np.zeros(0, dtype=bool))
    assert_close(none.log_ratio, plain.coefficients[0])
    later = TIME + RANDOM.random(N)
    every = ImputedCox(TIME, EVENT, ARM[:, None], np.arange(N)).fit(later, EVENT == 1)
    assert_close(every.log_ratio, cox(later, EVENT, ARM).coefficients[0])


def test_from_anywhere_the_maximum_is_the_same_and_a_column_said_twice_is_left_out():
    sets = risk_sets(TIME, EVENT)
    x = np.column_stack((ARM, LEVEL[:, 0], ARM))[sets.order]
    near = solve(sets, x, np.array([0.5, -0.5, 0.3]))
    zero = solve(sets, x)
    assert near.kept.tolist() == zero.kept.tolist() == [True, True, False]
    assert_close(near.coefficients[:2], zero.coefficients[:2])
    near = solve(sets, x[:, :2], np.array([0.5, -0.5]))
    assert_close(near.coefficients, zero.coefficients[:2])
    assert_close(near.covariance, zero.covariance[:2, :2])
