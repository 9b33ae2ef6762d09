from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest
from kernel.conftest import load_veteran
from studies import make_cohort, nobody

from outcomes.estimators.contrasts import log_rank

# By hand: events at 1 (b; 2 a + 2 b at risk), 2 (a; 2 + 1), 3 (b; 1 + 1).
FOUR = ([1, 2, 3, 4], [1, 1, 1, 0], ["b", "a", "b", "a"])


@pytest.fixture(scope="module")
def veteran():
    v = load_veteran()
    names = np.where(v["grp"] == 1, "test", "standard")
    return make_cohort(
        v["time"],
        v["ev"],
        names,
        arms=["standard", "test"],
        columns={"cell": v["Celltype"].astype(str)},
        landmarks=(90.0, 180.0),
        tau=365.0,
        time_unit="days",
    )


def test_log_rank_by_hand():
    expected_b = Fraction(2, 4) + Fraction(1, 3) + Fraction(1, 2)
    variance = Fraction(1, 4) + Fraction(2, 9) + Fraction(1, 4)
    chi_square = (2 - expected_b) ** 2 / variance
    found = log_rank(make_cohort(*FOUR, arms=["a", "b"]), "os").pick("statistic")
    assert found.value == pytest.approx(float(chi_square), rel=1e-12)
    assert (found.group, found.n, found.n_events) == ("all", 4, 3)


# R 4.2.2, survival 3.5-3: survdiff(Surv(time, status) ~ trt, veteran); … + strata(celltype)
def test_log_rank_of_veteran_equals_r(veteran):
    plain = log_rank(veteran, "os").pick("statistic")
    strata = log_rank(veteran, "os", strata=["cell"])
    assert (plain.value, plain.p_value) == pytest.approx((0.0082273432, 0.92772723), rel=1e-7)
    assert strata.analysis == "log_rank_stratified"
    estimate = strata.pick("statistic")
    assert (estimate.value, estimate.p_value) == pytest.approx((0.70174335, 0.40219852), rel=1e-7)
    assert estimate.covariates == ("cell",)


def test_patients_without_a_stratum_are_left_out_and_counted():
    cohort = make_cohort(*FOUR, arms=["a", "b"], columns={"site": ["x", "x", "x", None]})
    found = log_rank(cohort, "os", strata=["site"]).pick("statistic")
    assert found.n == 3
    assert found.notes == ("1 of 4 patients left out: stratum unknown",)


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*FOUR, arms=["a", "b"]), "nobody"),
        (make_cohort([1, 2], [1, 1]), "one arm only"),
        (make_cohort([1, 2, 3, 4], [0] * 4, ["a", "b"] * 2), "no events"),
        (make_cohort([1, 2, 0, 0], [1, 1, 0, 0], ["a", "a", "b", "b"]), "never at risk together"),
    ],
)
def test_no_log_rank_says_why(cohort, words):
    found = log_rank(cohort, "os").pick("statistic")
    assert found.value is None
    assert words in found.notes[0]


def test_an_event_at_time_zero_counts():
    zero = make_cohort([0, 2, 3, 4], [1, 1, 1, 0], FOUR[2], arms=["a", "b"])
    later = make_cohort(*FOUR, arms=["a", "b"])
    assert log_rank(zero, "os").estimates == log_rank(later, "os").estimates
