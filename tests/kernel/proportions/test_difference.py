from __future__ import annotations

import json
from math import inf, sqrt

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from outcomes.kernel.proportions.difference import (
    Tally,
    clopper_pearson,
    miettinen_nurminen,
    newcombe,
    risk_ratio_limits,
    score_p_value,
    wilson,
)

# R 4.2.2, ratesci 1.0.0: scoreci(x1, n1, x0, n0, contrast = "RD", skew = FALSE, bcf = TRUE,
# cc = FALSE); bcf = FALSE; contrast = "RR", bcf = TRUE.
R_VALUES = [
    (
        (7, 30, 3, 28),
        (-0.077014267444612, 0.324732154607774),
        (-0.075075089931489, 0.322969257831574),
        (0.678533265828459, 7.30910790117133),
    ),
    (
        (0, 20, 4, 22),
        (-0.387900471687318, -0.00320103764534),
        (-0.385166078805922, -0.00679749250412),
        (0, 0.98008705311855),
    ),
    (
        (45, 120, 30, 118),
        (0.002482920885087, 0.23614713549614),
        (0.002733200788497, 0.235909163951874),
        (1.00783543695911, 2.17757508323417),
    ),
    (
        (12, 12, 8, 15),
        (0.171500355005264, 0.70243775844574),
        (0.18004795908928, 0.698830217123032),
        (1.28274083200527, 3.36064120805506),
    ),
]


@pytest.mark.parametrize(("z", "corrected", "mee", "ratio"), R_VALUES)
def test_score_limits_equal_r(z, corrected, mee, ratio):
    one, two = Tally(*z[:2]), Tally(*z[2:])
    # ratesci bisects to 3e-8.
    assert miettinen_nurminen(one, two) == pytest.approx(corrected, abs=1e-7)
    assert miettinen_nurminen(one, two, unbiased=False) == pytest.approx(mee, abs=1e-7)
    assert risk_ratio_limits(one, two) == pytest.approx(ratio, rel=1e-7, abs=1e-7)


def test_every_table_of_the_reference(gold):
    for case in json.loads((gold / "gold" / "ref_C.json").read_text())["bin"].values():
        one, two = Tally(*case["z"][:2]), Tally(*case["z"][2:])
        raw = case["newc_raw"][0]
        assert wilson(one) == pytest.approx(case["wilson"], abs=1e-9)
        assert newcombe(one, two) == pytest.approx((raw[0], raw[2]), abs=1e-9)
        assert miettinen_nurminen(one, two) == pytest.approx(case["mn"], abs=1e-5)
        assert risk_ratio_limits(one, two) == pytest.approx(case["mnrr"], rel=1e-5)
        n = one.n + two.n
        # The score test is Pearson's chi-square, whose N the bias correction turns into N − 1.
        chi2 = (one.successes / one.n - two.successes / two.n) ** 2
        pooled = (one.successes + two.successes) / n
        chi2 /= pooled * (1 - pooled) * (1 / one.n + 1 / two.n)
        assert chi2 == pytest.approx(case["chisq"])


def test_the_limits_of_nobody_against_nobody_by_hand():
    # 0/n and 0/n: the likeliest second proportion at difference −d is d, so
    # d = z sqrt(d (1 − d) / n · N / (N − 1)).
    z2, n = 1.959963984540054**2, 10
    k = z2 / n * 20 / 19
    limit = k / (1 + k)
    found = miettinen_nurminen(Tally(0, n), Tally(0, n))
    assert found == pytest.approx((-limit, limit), abs=1e-9)
    assert miettinen_nurminen(Tally(n, n), Tally(n, n)) == pytest.approx(found)
    assert miettinen_nurminen(Tally(n, n), Tally(0, n))[1] == 1
    assert miettinen_nurminen(Tally(0, n), Tally(n, n))[0] == -1
    assert risk_ratio_limits(Tally(0, n), Tally(0, n)) == (0, inf)


def test_the_p_value_belongs_to_the_limits():
    # At 95 % the limit of one table is 0 exactly when the score p is 0.05.
    one, two = Tally(45, 120), Tally(30, 118)
    p = score_p_value(one, two)
    assert 0.04 < p < 0.05
    assert miettinen_nurminen(one, two, 1 - p)[0] == pytest.approx(0, abs=1e-9)
    assert risk_ratio_limits(one, two, 1 - p)[0] == pytest.approx(1, abs=1e-9)
    assert score_p_value(Tally(0, 5), Tally(0, 7)) == 1
    # Against a group without anything to vary the difference is Pearson's 2 × 2 by hand.
    assert score_p_value(Tally(2, 2), Tally(0, 2)) == pytest.approx(
        2 * (1 - 0.9583677416682248)  # z = sqrt(4 · 3 / 4) = 1.732
    )
    assert sqrt(3) == pytest.approx(1.7320508)


@st.composite
def pairs(draw):
    counts = []
    for _ in range(2):
        n = draw(st.integers(1, 300))
        counts.append(Tally(draw(st.integers(0, n)), n))
    return counts


@given(pairs())
def test_laws_of_the_limits(pair):
    one, two = pair
    low, high = miettinen_nurminen(one, two)
    gap = one.successes / one.n - two.successes / two.n
    assert -1 <= low <= gap + 1e-12
    assert gap - 1e-12 <= high <= 1
    assert miettinen_nurminen(two, one) == pytest.approx((-high, -low), abs=1e-9)
    failures = [Tally(t.n - t.successes, t.n) for t in (two, one)]
    assert miettinen_nurminen(*failures) == pytest.approx((low, high), abs=1e-6)
    ratio_low, ratio_high = risk_ratio_limits(one, two)
    assert 0 <= ratio_low <= ratio_high
    turned = risk_ratio_limits(two, one)
    assert turned[0] == pytest.approx(1 / ratio_high if ratio_high else inf, rel=1e-6)
    for limits, method in ((wilson, "wilson"), (clopper_pearson, "exact")):
        other = binomtest(one.successes, one.n).proportion_ci(method=method)
        assert limits(one) == pytest.approx((other.low, other.high), abs=1e-12)


def test_exact_limits_of_a_few():
    # 0 of 2: the chance of none is (1 - p)^2, which is 0.025 at 1 - sqrt(0.025)
    assert clopper_pearson(Tally(0, 2)) == pytest.approx((0, 1 - 0.025**0.5))
    assert clopper_pearson(Tally(1, 1)) == pytest.approx((0.025, 1))
    assert clopper_pearson(Tally(1, 1), 0.8) == pytest.approx((0.1, 1))
