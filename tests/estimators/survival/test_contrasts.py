from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from outcomes.estimators.survival.contrasts import log_rank, milestone_difference, rmst
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

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
    assert said(found.notes)[-1] == "1 of 4 patients left out: stratum unknown"


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
    assert words in said(found.notes)[0]


def test_an_event_at_time_zero_counts():
    zero = make_cohort([0, 2, 3, 4], [1, 1, 1, 0], FOUR[2], arms=["a", "b"])
    later = make_cohort(*FOUR, arms=["a", "b"])
    assert log_rank(zero, "os").estimates == log_rank(later, "os").estimates


def test_milestone_difference_of_veteran_equals_r(veteran):
    # R: summary(survfit(Surv(time, status) ~ trt, veteran), times = 90): 0.54674623 (0.060284071)
    # and 0.38016807 (0.059129024); the difference and its normal limits follow by hand.
    found = milestone_difference(veteran, "os").pick("survival_difference", at=90.0)
    std_err = np.hypot(0.060284071, 0.059129024)
    assert found.value == pytest.approx(0.38016807 - 0.54674623, rel=1e-7)
    assert found.ci_low == pytest.approx(found.value - 1.959963984540054 * std_err, rel=1e-7)
    assert found.ci_high == pytest.approx(found.value + 1.959963984540054 * std_err, abs=1e-8)
    assert found.p_value == pytest.approx(0.0485, abs=1e-4)


def test_milestone_difference_past_follow_up_with_nobody_and_without_variance():
    arms = {"arm": ["a", "b"] * 3, "arms": ["a", "b"], "landmarks": (5.0, 7.0)}
    found = milestone_difference(make_cohort([1, 2, 3, 4, 6, 5], [1, 1, 0, 0, 0, 1], **arms), "os")
    at_5, at_7 = found.estimates
    # a: S(5) = 2/3; b: events at 2 and 5 (alone at risk): S(5) = 0, without variance.
    assert at_5.value == pytest.approx(-2 / 3)
    assert at_5.says("arm_without_spread")
    assert at_7.value is None
    assert said(at_7.notes) == ("not estimable: follow-up of a ends at 6, before 7",)
    alone = make_cohort([1, 2], [1, 0], ["a", "a"], arms=["a", "b"], landmarks=(1.0,))
    assert said(milestone_difference(alone, "os").estimates[0].notes) == (
        "not estimable: nobody in b",
    )
    calm = make_cohort([1, 2], [0, 0], ["a", "b"], landmarks=(1.0,))
    assert milestone_difference(calm, "os").estimates[0].value == 0
    assert milestone_difference(calm, "os").estimates[0].p_value is None
    risks = make_cohort([1, 2], [1, 2], ["a", "b"], landmarks=(1.0,), kind="competing")
    assert milestone_difference(risks, "os").estimates == ()


def test_rmst_by_hand():
    # S: 1 on [0, 1), 1/2 on [1, 3): area to 3 = 2; to 2 = 3/2.
    found = rmst(make_cohort([1, 3], [1, 0]), "os")
    assert found.pick("rmst").value == 2.0
    assert found.pick("rmst").at == 3.0
    assert said(found.notes) == ("tau 3: the shortest arm's follow-up",)
    chosen = rmst(make_cohort([1, 3], [1, 0], tau=2.0), "os")
    assert chosen.pick("rmst").value == 1.5
    assert said(chosen.notes) == ()
    assert rmst(make_cohort([1, 3], [1, 0], tau=2.0), "os", tau=1.0).pick("rmst").value == 1.0


def test_default_tau_is_the_smallest_of_the_arms_longest_follow_ups():
    cohort = make_cohort([1, 5, 2, 4], [1, 0, 1, 0], ["a", "a", "b", "b"])
    found = rmst(cohort, "os")
    assert {e.at for e in found.estimates} == {4.0}
    # a: 1 + 3/2; b: 2 + 2/2.
    assert found.pick("rmst_difference").value == pytest.approx(3.0 - 2.5)


def test_rmst_of_veteran_equals_r(veteran):
    # R 4.2.2: survRM2::rmst2(time, status, arm = trt == "test", tau = 365)
    found = rmst(veteran, "os")
    arms = [(e.value, e.ci_low, e.ci_high) for e in found.all("rmst")]
    assert arms[0] == pytest.approx((118.97154, 93.452069, 144.49101), rel=1e-7)
    assert arms[1] == pytest.approx((112.40413, 83.250127, 141.55814), rel=1e-7)
    gap = found.pick("rmst_difference")
    assert (gap.value, gap.ci_low, gap.ci_high, gap.p_value) == pytest.approx(
        (-6.56741, -45.312726, 32.177906, 0.73972474), rel=1e-6
    )
    assert gap.unit == "days"


def test_rmst_of_nobody_of_zero_times_and_past_the_follow_up():
    empty = rmst(nobody([1, 2], [1, 0], ["a", "b"]), "os")
    assert [e.value for e in empty.estimates] == [None, None, None]
    assert said(empty.pick("rmst").notes) == ("not estimable: nobody in a",)
    at_zero = rmst(make_cohort([0, 0], [1, 1]), "os").pick("rmst")
    assert at_zero.value is None
    short = rmst(make_cohort([1, 2, 3, 9], [1, 0, 1, 0], ["a", "a", "b", "b"], tau=5.0), "os")
    assert [e.value is None for e in short.estimates] == [True, False, True]
    assert said(short.estimates[2].notes) == ("not estimable: follow-up of a ends at 2, before 5",)
    calm = rmst(make_cohort([2, 2], [0, 0], ["a", "b"]), "os").pick("rmst_difference")
    assert (calm.value, calm.p_value) == (0.0, None)
    assert rmst(make_cohort([1, 2], [1, 2], kind="competing"), "os").estimates == ()


def test_an_arm_without_spread_leaves_a_difference_without_limits_and_p():
    """One patient of an arm, or none of an arm with an event by then: its error would be 0."""
    study = make_cohort(
        [1, 2, 3, 4, 5, 6, 10], [1] * 7, ["a"] * 6 + ["b"], arms=["a", "b"], landmarks=(3.0,)
    )
    gaps = milestone_difference(study, "os").all("survival_difference")
    means = rmst(study, "os", tau=6.0).all("rmst_difference")
    for found in (*gaps, *means):
        assert (found.interval, found.p_value) == (None, None)
        assert found.says("arm_without_spread")
    assert [e.value for e in gaps] == [pytest.approx(0.5)]
    assert [e.value for e in means] == [pytest.approx(6 - 3.5)]


def test_a_test_of_few_events_says_so():
    assert log_rank(make_cohort(*FOUR, arms=["a", "b"]), "os").pick("statistic").says("test_of_few")
