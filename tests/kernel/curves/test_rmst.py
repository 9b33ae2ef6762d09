from __future__ import annotations

import warnings
from fractions import Fraction
from math import sqrt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import IntegrationWarning

from outcomes.kernel.curves.product_limit import kaplan_meier
from outcomes.kernel.curves.rmst import (
    NOT_ESTIMABLE,
    milestone_difference,
    restricted_mean,
    rmst_difference,
)
from tests.kernel.conftest import assert_close

FOLLOW_UP = st.lists(st.tuples(st.integers(1, 30), st.booleans()), min_size=1, max_size=40)


def as_row(contrast):
    return [contrast.value, contrast.ci_low, contrast.ci_high, contrast.p_value]


def arms(data):
    return [
        kaplan_meier(data["time"][data["grp"] == g], data["ev"][data["grp"] == g]) for g in (1, 0)
    ]


def test_three_patients_by_hand():
    # Events at 1 and 3, one censored at 2; tau 4. S = 1, 2/3, 2/3, 0: area 1 + 2 * 2/3.
    found = restricted_mean(kaplan_meier([1, 2, 3], [1, 0, 1]), 4.0)
    area = 1 + 2 * Fraction(2, 3)
    variance = (area - 1) ** 2 * Fraction(1, 3 * 2)
    assert found.value == pytest.approx(float(area), rel=1e-14)
    assert found.std_err == pytest.approx(sqrt(variance), rel=1e-14)


def test_lung_equals_r_where_lifelines_variance_is_that_of_single_times(lung):
    # library(survRM2); rmst2(lung$time, lung$status - 1, lung$sex == 2, tau = 772)
    women, men = (restricted_mean(curve, 772) for curve in arms(lung))
    want = [439.843699913595, 28.250033040438, 384.47465259227, 495.21274723492]
    assert_close([women.value, women.std_err, women.ci_low, women.ci_high], want)
    want = [125.444722181373, 57.6355926602126, 193.253851702534, 0.00028798941059023]
    assert_close(as_row(rmst_difference(women, men)), want)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        from lifelines import KaplanMeierFitter
        from lifelines.utils import restricted_mean_survival_time
    arm = lung[lung["grp"] == 1]
    model = KaplanMeierFitter().fit(arm["time"], arm["ev"])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", IntegrationWarning)  # it integrates steps by quadrature
        mean, variance = restricted_mean_survival_time(model, t=772, return_variance=True)
    assert mean == pytest.approx(women.value, rel=1e-2)
    assert sqrt(variance) > 6 * women.std_err


def test_milestone_difference_by_hand():
    a = kaplan_meier([1, 2, 3, 4], [1, 0, 0, 0])
    b = kaplan_meier([1, 1, 3, 4], [1, 1, 0, 0])
    found = milestone_difference(a, b, 2)
    assert found.value == pytest.approx(0.25)
    error = sqrt(0.75 * 0.25 / 4 + 0.5 * 0.5 / 4)
    assert found.std_err == pytest.approx(error)
    assert found.ci_low == pytest.approx(0.25 - 1.959963984540054 * error)
    assert found.ci_high == pytest.approx(0.25 + 1.959963984540054 * error)
    assert milestone_difference(a, b, 5) == NOT_ESTIMABLE
    dead = kaplan_meier([1, 2], [1, 1])
    assert milestone_difference(dead, dead, 3).value == 0.0


def test_trouble_is_data():
    nobody = restricted_mean(kaplan_meier([], []), 5)
    one = restricted_mean(kaplan_meier([2], [1]), 5)
    assert nobody.value is None
    assert one.value == 2
    assert one.std_err == 0
    assert rmst_difference(one, nobody) == NOT_ESTIMABLE
    assert rmst_difference(one, one).p_value is None
    assert restricted_mean(kaplan_meier([2], [0]), 5).value is None
    assert restricted_mean(kaplan_meier([2], [0]), 2).value == 2
    assert restricted_mean(kaplan_meier([2], [1]), 0).value is None
    with pytest.raises(ValueError, match="do not compare"):
        rmst_difference(one, restricted_mean(kaplan_meier([2], [1]), 6))


@given(FOLLOW_UP, FOLLOW_UP)
def test_swapping_arms_inverts_and_time_scales(first, second):
    first, second = ([*patients, (30, False)] for patients in (first, second))
    a, b = (kaplan_meier(*np.array(p, dtype=float).T) for p in (first, second))
    x, y = restricted_mean(a, 10), restricted_mean(b, 10)
    forth, back = rmst_difference(x, y), rmst_difference(y, x)
    assert forth.value == -back.value
    assert forth.ci_low == pytest.approx(-back.ci_high, abs=1e-12)
    times, events = np.array(first, dtype=float).T
    months = restricted_mean(kaplan_meier(times / 4, events), 2.5)
    assert months.value == pytest.approx(x.value / 4, rel=1e-12)
    assert months.std_err == pytest.approx(x.std_err / 4, rel=1e-12)


@pytest.mark.parametrize("name", ["lung", "colon", "gbsg", "veteran"])
def test_gold(r_values, r_data, name):
    want = r_values["rmst"][name]
    treated, reference = (restricted_mean(c, want["tau"]) for c in arms(r_data(name)))
    for found, key in ((treated, "a1"), (reference, "a0")):
        assert_close([found.value, found.std_err, found.ci_low, found.ci_high], want[key])
    assert_close(as_row(rmst_difference(treated, reference)), want["un"][0])
