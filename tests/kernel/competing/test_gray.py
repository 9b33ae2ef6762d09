from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.kernel.competing.gray import gray_test
from tests.kernel.competing.test_aalen_johansen import CAUSE, TIME
from tests.kernel.conftest import assert_close

PATIENTS = st.lists(
    st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(0, 1)), min_size=1, max_size=40
)


def test_without_censoring_the_score_is_of_the_subdistribution():
    # Event of a at 3, competing event of a at 2, a still there at 5; events of b at 1 and 4.
    # The patient with the competing event stays: of those at risk, 2 of 5, 1 of 4 and 1 of 3 are b.
    found = gray_test([1, 2, 3, 4, 5], [1, 2, 1, 1, 0], list("baaba"))
    assert found.score[1] == pytest.approx(1 - 2 / 5 - 1 / 4 + 1 - 1 / 3)
    assert found.groups == ("a", "b")


def test_variance_is_kept():
    # Not independent: what this kernel gave when it equaled cmprsk to 1e-14 in test_gold below.
    group = [0, 1, 0, 1, 1, 0, 1, 0, 1, 1, 0, 0]
    assert_close(gray_test(TIME, CAUSE, group).statistic, 0.15566680624173415)
    assert_close(gray_test(TIME, CAUSE, group, of=2).statistic, 0.7654056706750035)


def test_one_stratum_is_no_stratum():
    group = [0, 1] * 6
    assert gray_test(TIME, CAUSE, group) == gray_test(TIME, CAUSE, group, strata=np.ones(12))


def test_without_information_there_is_no_test():
    for patients in (([], [], []), ([1], [1], [0]), ([1, 2], [0, 0], [0, 1])):
        assert gray_test(*patients).statistic is None


@given(PATIENTS, st.randoms())
def test_arms_and_order_do_not_matter(patients, random):
    time, cause, arm = np.array(patients, dtype=float).T
    found, swapped = gray_test(time, cause, arm), gray_test(time / 4, cause, 1 - arm)
    shuffled = list(patients)
    random.shuffle(shuffled)
    again = gray_test(*np.array(shuffled, dtype=float).T)
    if found.statistic is not None and found.statistic > 1e-6:
        assert swapped.statistic == pytest.approx(found.statistic, rel=1e-6)
        assert again.statistic == pytest.approx(found.statistic, rel=1e-6)


@pytest.mark.parametrize("name", ["mg", "mel"])
def test_gold(r_values, r_data, name):
    want, data = r_values["cr"][name], r_data(f"{name}_cr")
    for cause in (1, 2):
        found = gray_test(data["etime"], data["cause"], data["grp"], of=cause)
        assert_close([found.statistic, found.p_value, found.df], want["gray"][cause - 1])
