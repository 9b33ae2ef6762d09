from __future__ import annotations

import json
from math import inf, sqrt

import pytest
from scipy.stats import norm, t

from outcomes.kernel.imputation.rubin import pool

ESTIMATES = [-0.31, -0.28, -0.35, -0.30, -0.26]
VARIANCES = [0.04, 0.041, 0.039, 0.042, 0.04]


def test_equals_r():
    # R 4.2.2, mice: p <- pool.scalar(Q, U, n = 200, k = 3); c(p$qbar, sqrt(p$t), p$df, p$fmi)
    found = pool(ESTIMATES, VARIANCES, complete_df=197)
    expected = (-0.3, 0.204401565551734, 179.362270554898, 0.0436350910969741)
    actual = (found.value, found.std_err, found.df, found.missing_information)
    assert actual == pytest.approx(expected, rel=1e-12)


def test_equals_the_reference_values(gold):
    expected = json.loads((gold / "gold" / "ref_D.json").read_text())["rubin"]
    found = pool(ESTIMATES, VARIANCES, complete_df=197)
    assert found.value == pytest.approx(expected["est"], rel=1e-9)
    assert found.std_err == pytest.approx(expected["se"], rel=1e-9)
    assert found.df == pytest.approx(expected["df"], rel=1e-9)
    assert found.missing_information == pytest.approx(expected["fmi"], rel=1e-9)


def test_two_imputations_by_hand():
    # within 1, between 2 * 1.5 = 3, total 4; lambda 3/4, df = 1 / (9/16) without a sample size.
    found = pool([0.0, 2.0], [1.0, 1.0])
    assert (found.value, found.std_err) == (1.0, 2.0)
    assert found.df == pytest.approx(16 / 9, rel=1e-14)
    low, high = found.limits()
    reach = 2 * t.ppf(0.975, 16 / 9)
    assert (low, high) == pytest.approx((1 - reach, 1 + reach), rel=1e-9)
    assert found.p_value == pytest.approx(2 * t.sf(0.5, 16 / 9), rel=1e-9)


def test_estimates_that_agree_leave_the_ordinary_normal_interval():
    found = pool([0.5, 0.5, 0.5], [0.04, 0.04, 0.04])
    assert (found.df, found.missing_information) == (inf, 0.0)
    assert found.std_err == pytest.approx(sqrt(0.04), rel=1e-14)
    assert found.p_value == pytest.approx(2 * norm.sf(2.5), rel=1e-12)
    assert found.limits()[0] == pytest.approx(0.5 - 0.2 * norm.ppf(0.975), rel=1e-12)


def test_one_imputation_cannot_be_pooled():
    with pytest.raises(ValueError, match="at least two"):
        pool([0.5], [0.1])


def test_where_nothing_is_missing_the_degrees_are_those_of_the_data():
    found = pool([1.0, 1.0], [0.2, 0.2], complete_df=10)
    assert (found.df, found.missing_information) == (pytest.approx(11 / 13 * 10), 0)
