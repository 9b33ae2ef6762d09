"""Baseline by hand (fractions) and against R."""

from dataclasses import replace
from fractions import Fraction
from math import sqrt
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from outcomes.estimators.conduct.baseline import baseline, standardized_difference
from outcomes.kernel.causal.standardized_difference import expected_difference
from outcomes.model.cohort import Cohort
from outcomes.model.protocol import Arm, Covariate
from outcomes.results.result import Estimate, Result
from tests.estimators.small_trial import ARMS, NOBODY, small_cohort
from tests.said import said

AGE = Covariate("age", "Age", "continuous", unit="years")
SEX = Covariate("male", "Male", "binary")
ASCITES = Covariate("ascites", "Ascites", "ordinal", ("none", "small", "massive"))
COVARIATES = (AGE, SEX, ASCITES)
PATIENTS: dict[str, Any] = {
    "patient_id": list("abcdefgh"),
    "arm": ["sox"] * 4 + ["hipec"] * 4,
    "age": [50.0, 60.0, 70.0, np.nan, 55.0, 57.0, 65.0, 71.0],
    "male": [1.0, 0.0, 0.0, 0.0, 1.0, 1.0, 1.0, 0.0],
    "ascites": ["none", "none", "small", "massive", "none", "small", "small", None],
}


def eight(**spec: Any) -> Cohort:
    return small_cohort(PATIENTS, **{"covariates": COVARIATES, **spec})


def row(result: Result, quantity: str, group: str, *covariates: str) -> Estimate:
    return next(
        e
        for e in result.estimates
        if (e.quantity, e.group, e.covariates) == (quantity, group, covariates)
    )


def test_numbers_by_hand() -> None:
    """50, 60, 70: mean 60, sd 10, quartiles 55 and 65; one of four is missing."""
    result = baseline(eight())
    values = [
        row(result, q, "sox", "age").value
        for q in ("n", "mean", "sd", "median", "q1", "q3", "n_missing")
    ]
    assert values == [3.0, 60.0, 10.0, 60.0, 55.0, 65.0, 1.0]
    assert row(result, "mean", "all", "age").value == pytest.approx(428 / 7)


def test_levels_by_hand() -> None:
    result = baseline(eight())
    assert row(result, "n", "hipec", "ascites", "small").value == 2.0
    share = row(result, "proportion", "hipec", "ascites", "small")
    assert (share.value, share.n) == (pytest.approx(2 / 3), 3)
    assert row(result, "proportion", "hipec", "ascites", "massive").value == 0.0
    assert row(result, "n_missing", "hipec", "ascites").value == 1.0
    assert row(result, "proportion", "sox", "male", "Y").value == 0.25


def test_standardized_differences_by_hand() -> None:
    """Binary: 3/4 − 1/4 over √(3/16). Ascites: (small, massive) = (2/3, 0) against (1/4, 1/4)."""
    result = baseline(eight())
    assert row(result, "smd", "hipec", "male").value == pytest.approx(0.5 / sqrt(3 / 16))
    t, c = (Fraction(2, 3), Fraction(0)), (Fraction(1, 4), Fraction(1, 4))
    a, d = ((t[i] * (1 - t[i]) + c[i] * (1 - c[i])) / 2 for i in (0, 1))
    b = -(t[0] * t[1] + c[0] * c[1]) / 2
    x, y = t[0] - c[0], t[1] - c[1]
    squared = (d * x * x - 2 * b * x * y + a * y * y) / (a * d - b * b)
    assert row(result, "smd", "hipec", "ascites").value == pytest.approx(sqrt(squared))
    age = row(result, "smd", "hipec", "age")
    variance = (Fraction(100) + Fraction(164, 3)) / 2
    assert age.value == pytest.approx(2 / sqrt(variance))
    assert (age.reference, age.n, age.p_value) == ("sox", 7, None)


def test_against_r() -> None:
    """R 4.2.2.

    age <- c(54, 61, 47, 70, 66, 58, 49, 63, 72, 55, 60); arm <- c(0,0,0,0,0,1,1,1,1,1,1)
    m <- tapply(age, arm, mean); v <- tapply(age, arm, var)
    (m[2] - m[1]) / sqrt(sum(v) / 2); sapply(split(age, arm), quantile)
    T <- c(4, 9, 6, 1) / 20; C <- c(11, 8, 2, 4) / 25; S <- function(p) diag(p) - p %o% p
    d <- (T - C)[-1]; M <- (S(T[-1]) + S(C[-1])) / 2; sqrt(drop(t(d) %*% solve(M) %*% d))
    p <- 7/20; q <- 5/25; (p - q) / sqrt((p * (1 - p) + q * (1 - q)) / 2)
    """
    reference = np.array([54.0, 61, 47, 70, 66])
    arm = np.array([58.0, 49, 63, 72, 55, 60])
    difference = standardized_difference(arm, reference)
    assert difference == pytest.approx(-0.0117201807734626, rel=1e-12)
    patients = {
        "patient_id": [str(i) for i in range(11)],
        "arm": ["sox"] * 5 + ["hipec"] * 6,
        "age": [*reference, *arm],
    }
    result = baseline(small_cohort(patients, covariates=(AGE,)))
    sd = row(result, "sd", "hipec", "age").value
    assert sd == pytest.approx(7.76530746332687, rel=1e-12)
    quartiles = [row(result, q, "hipec", "age").value for q in ("q1", "median", "q3")]
    assert quartiles == [55.75, 59.0, 62.25]
    t, c = np.repeat(range(4), (4, 9, 6, 1)), np.repeat(range(4), (11, 8, 2, 4))
    assert standardized_difference(t, c, 4) == pytest.approx(0.835113542730457, rel=1e-12)
    t, c = np.repeat([0, 1], (13, 7)), np.repeat([0, 1], (20, 5))
    assert standardized_difference(t, c, 2) == pytest.approx(0.340777100548239, rel=1e-12)


levels = st.lists(st.integers(0, 3), min_size=3, max_size=30)


@given(levels, levels)
def test_the_multivariate_difference_does_not_depend_on_the_first_level(
    t: list[int], c: list[int]
) -> None:
    x, y = np.array(t), np.array(c)
    first, turned = standardized_difference(x, y, 4), standardized_difference(3 - x, 3 - y, 4)
    assert (first is None) == (turned is None)
    if first is not None:
        assert first == pytest.approx(turned, rel=1e-6, abs=1e-9)


def test_swapping_the_arms_turns_the_sign() -> None:
    there = row(baseline(eight()), "smd", "hipec", "male").value
    swapped = tuple(replace(arm, reference=not arm.reference) for arm in ARMS)
    assert row(baseline(eight(arms=swapped)), "smd", "sox", "male").value == -there  # type: ignore[operator]


def test_three_arms_are_each_compared_with_the_reference() -> None:
    result = baseline(eight(arms=(*ARMS, Arm("ip", "IP"))), covariates=("age",))
    assert [(e.group, e.reference) for e in result.all("smd")] == [("hipec", "sox"), ("ip", "sox")]
    assert said(result.all("smd")[1].notes) == ("too few values in an arm",)


def test_no_variation_within_the_arms() -> None:
    zeros, ones = np.zeros(3), np.ones(3)
    assert standardized_difference(ones, zeros) is None
    assert standardized_difference(ones, zeros, 2) is None
    assert standardized_difference(ones, zeros, 3) is None
    assert standardized_difference(ones, ones) == 0.0
    assert standardized_difference(ones, ones, 3) == 0.0


def test_chosen_covariates_in_their_order() -> None:
    result = baseline(eight(), covariates=("male", "age"))
    assert list(dict.fromkeys(e.covariates[0] for e in result.estimates)) == ["male", "age"]


def test_nobody_one_arm_no_column() -> None:
    nobody = small_cohort({**NOBODY, "age": []}, covariates=(AGE, ASCITES))
    result = baseline(nobody)
    assert said(row(result, "mean", "sox", "age").notes) == ("no values",)
    smd = result.all("smd")
    assert [e.value for e in smd] == [None, None]
    assert said(smd[1].notes) == ("the workbook has no such column",)
    single = baseline(eight(arms=()))
    assert {e.group for e in single.estimates} == {"all"}
    assert single.all("smd") == ()
    assert said(baseline(eight(covariates=())).notes) == ("study.toml defines no covariates",)


def test_unknown_arm_is_left_out_and_told() -> None:
    result = baseline(small_cohort({**PATIENTS, "arm": [None, *PATIENTS["arm"][1:]]},
                                   covariates=COVARIATES))  # fmt: skip
    assert said(result.notes) == ("1 without an arm are left out",)
    assert row(result, "n", "all", "male").value == 7.0


def test_what_chance_leaves_by_hand() -> None:
    # sqrt(2 / pi) of sqrt(1/82 + 1/82); of four levels the mean of chi with 3 degrees of freedom,
    # 2 sqrt(2 / pi).
    spread = (2 / 82) ** 0.5
    assert expected_difference(82, 82) == pytest.approx((2 / np.pi) ** 0.5 * spread)
    assert expected_difference(82, 82, 2) == expected_difference(82, 82)
    assert expected_difference(82, 82, 4) == pytest.approx(2 * (2 / np.pi) ** 0.5 * spread)
    assert expected_difference(82, 0) is None
    assert expected_difference(10, 10, 1) is None


def test_chance_leaves_what_shuffling_the_arms_leaves() -> None:
    random = np.random.default_rng(3)
    fluid = random.choice(4, 160, p=[0.5, 0.3, 0.1, 0.1]).astype(float)
    left = []
    for _ in range(400):
        arm = random.permutation(160) < 80
        left.append(standardized_difference(fluid[arm], fluid[~arm], 4))
    assert np.mean(left) == pytest.approx(expected_difference(80, 80, 4), rel=0.08)


def test_each_difference_stands_beside_what_chance_leaves() -> None:
    found = baseline(eight())
    with_value = [e.covariates for e in found.all("smd") if e.value is not None]
    assert [e.covariates for e in found.all("smd_expected")] == with_value
    assert with_value
