from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.many import two_arm_cox
from tests.kernel.conftest import assert_close

ROWS = st.lists(st.tuples(st.integers(0, 9), st.booleans(), st.booleans()), min_size=2, max_size=30)


def test_equals_cox_on_every_row_with_and_without_ties():
    rng = np.random.default_rng(3)
    time = np.ceil(rng.exponential(10, (6, 80)))
    time[3:] = rng.exponential(10, (3, 80))
    event, arm = (rng.random((6, 80)) < 0.7).astype(float), np.arange(80) % 2.0
    found = two_arm_cox(time, event, arm)
    for i in range(6):
        one = cox(time[i], event[i], arm)
        assert_close(found.log_ratio[i], one.coefficients[0])
        assert_close(found.std_err[i], one.std_err[0])
    assert found.found.all()


@given(ROWS)
def test_finds_a_maximum_where_cox_does(rows):
    time, event, arm = (np.array(c, dtype=float) for c in zip(*rows, strict=True))
    one = cox(time, event, arm)
    found = two_arm_cox(time[None], event[None], arm)
    assert found.found[0] == (one.status == "converged")
    if found.found[0]:
        assert_close(found.log_ratio[0], one.coefficients[0], absolute=1e-9)


def test_a_row_without_a_maximum_does_not_spoil_the_others():
    time = np.array([[1.0, 2, 3, 4, 5], [1, 1, 1, 9, 9]])
    found = two_arm_cox(time, np.ones((2, 5)), np.array([0.0, 1, 0, 1, 1]))
    assert found.found.tolist() == [True, True]
    found = two_arm_cox(time, np.ones((2, 5)), np.array([0.0, 0, 0, 1, 1]))
    assert found.found.tolist() == [False, False]
    mixed = np.array([[1.0, 2, 3, 4, 5], [4, 1, 5, 2, 3]])
    found = two_arm_cox(mixed, np.ones((2, 5)), np.array([0.0, 0, 0, 1, 1]))
    assert found.found.tolist() == [False, True]
    assert_close(found.log_ratio[1], cox(mixed[1], np.ones(5), [0, 0, 0, 1, 1]).coefficients[0])
