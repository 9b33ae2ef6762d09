from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from scipy.stats import chi2

from outcomes.estimators.survival.cox import cox, proportional_hazards
from outcomes.kernel.cox.fit import cox as kernel_cox
from outcomes.model.protocol import Covariate
from outcomes.wording import say
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

CELL = Covariate("cell", "Cell type", "categorical", ("squamous", "smallcell", "adeno", "large"))
KARNO = Covariate("karno", "Karnofsky", "continuous")
AGE = Covariate("age", "Age", "continuous")
PRIOR = Covariate("prior", "Prior therapy", "binary")
ABC = ["a", "b", "a", "b", "a", "b", "a", "b", "a", "b"]
TEN = (list(range(1, 11)), [1] * 10)


@pytest.fixture(scope="module")
def veteran():
    v = load_veteran()
    return make_cohort(
        v["time"],
        v["ev"],
        np.where(v["grp"] == 1, "test", "standard"),
        arms=["standard", "test"],
        columns={
            "cell": v["Celltype"].astype(str),
            "karno": v["Karnofsky_score"],
            "age": v["Age_in_years"],
            "prior": (v["Prior_therapy"].astype(str) == "yes").astype(float),
        },
        covariates=[CELL, KARNO, AGE, PRIOR],
    )


# R 4.2.2, survival 3.5-3, veteran with celltype relevelled to squamous:
# coxph(Surv(time, status) ~ trt); ~ trt + strata(celltype); ~ trt + karno + age + celltype + prior
@pytest.mark.parametrize(
    ("options", "label", "expected"),
    [
        ({}, "cox", (1.0179009, 0.71437553, 1.4503888, 0.92176619)),
        (
            {"strata": ["cell"]},
            "cox_stratified",
            (1.1841958, 0.80294364, 1.7464734, 0.39374622),
        ),
        (
            {"covariates": ["karno", "age", "cell", "prior"]},
            "cox_adjusted",
            (1.3428369, 0.89580629, 2.0129473, 0.15351216),
        ),
    ],
)
def test_veteran_equals_r(veteran, options, label, expected):
    found = cox(veteran, "os", **options)
    ratio = found.pick("hazard_ratio")
    assert found.analysis == label
    assert (ratio.group, ratio.reference, ratio.n, ratio.n_events) == ("test", "standard", 137, 128)
    actual = (ratio.value, ratio.ci_low, ratio.ci_high, ratio.p_value)
    assert actual == pytest.approx(expected, rel=1e-7)
    assert say(ratio.method).startswith("conditional") == bool(options)


def test_one_event_each_by_hand():
    # Events at 1 (arm b, risk set 1 a + 2 b), 2 (a; 1 a + 1 b), 3 (b): with r = exp(beta),
    # L = r/(1 + 2r) * 1/(1 + r) * 1; dlogL = 1 - 2r/(1 + 2r) - r/(1 + r) = 0 at 2 r^2 = 1.
    times = [1, 2, 3]
    model = kernel_cox(times, [1, 1, 1], [1, 0, 1])
    assert exp(model.coefficients[0]) == pytest.approx(1 / np.sqrt(2), rel=1e-9)
    few = cox(make_cohort(times, [1, 1, 1], ["b", "a", "b"], arms=["a", "b"]), "os")
    assert said(few.pick("hazard_ratio").notes) == ("not estimable: 3 events, fewer than 5",)


def test_profile_limits_lie_where_the_likelihood_written_out_has_fallen_by_half_of_3_84():
    found = cox(make_cohort(*TEN, ABC, arms=["a", "b"]), "os")
    ratio, profile = found.pick("hazard_ratio"), found.pick("hazard_ratio_profile")

    def likelihood(hazard_ratio):
        risks = [hazard_ratio if arm == "b" else 1.0 for arm in ABC]
        return sum(log(risks[i] / sum(risks[i:])) for i in range(10))

    top = likelihood(ratio.value)
    assert profile.value == ratio.value
    for limit in (profile.ci_low, profile.ci_high):
        assert 2 * (top - likelihood(limit)) == pytest.approx(3.841458820694124, rel=1e-8)
    assert profile.ci_low < ratio.value < profile.ci_high
    assert profile.p_value == pytest.approx(chi2.sf(2 * (top - likelihood(1.0)), 1), rel=1e-8)
    assert say(profile.method) == "profile-likelihood limits, likelihood-ratio p"


def test_only_the_unadjusted_ratio_has_profile_limits():
    cohort = make_cohort(*TEN, ABC, arms=["a", "b"], columns={"s": ["x"] * 10})
    assert cox(cohort, "os", strata=["s"]).pick("hazard_ratio_profile") is None
    few = cox(make_cohort([1, 2, 3], [1, 1, 1], ["b", "a", "b"], arms=["a", "b"]), "os")
    assert few.pick("hazard_ratio_profile") is None


def test_swapping_the_reference_inverts_the_ratio():
    one = cox(make_cohort(*TEN, ABC, arms=["a", "b"]), "os").pick("hazard_ratio")
    two = cox(make_cohort(*TEN, ABC, arms=["b", "a"]), "os").pick("hazard_ratio")
    assert log(one.value) == pytest.approx(-log(two.value), rel=1e-9)
    assert one.ci_low == pytest.approx(1 / two.ci_high, rel=1e-9)


def test_a_constant_covariate_changes_nothing_and_is_named():
    cohort = make_cohort(*TEN, ABC, arms=["a", "b"], columns={"age": [60.0] * 10}, covariates=[AGE])
    adjusted = cox(cohort, "os", covariates=["age"]).pick("hazard_ratio")
    plain = cox(cohort, "os").pick("hazard_ratio")
    assert adjusted.value == pytest.approx(plain.value, rel=1e-12)
    assert "the same for everybody: age" in said(adjusted.notes)[-1]


def test_complete_cases_are_counted_and_the_unadjusted_ratio_uses_the_same_patients():
    ages = [50.0, 61.0, 47.0, 58.0, 66.0, 52.0, 71.0, 44.0, None, 59.0]
    cohort = make_cohort(*TEN, ABC, arms=["a", "b"], columns={"age": ages}, covariates=[AGE])
    found = cox(cohort, "os", covariates=["age"])
    ratio, same = found.pick("hazard_ratio"), found.pick("hazard_ratio_same_patients")
    assert (ratio.n, same.n, found.n) == (9, 9, 10)
    assert "1 of 10 patients left out: incomplete covariates" in said(ratio.notes)
    keep = [i for i in range(10) if i != 8]
    alone = make_cohort([TEN[0][i] for i in keep], [1] * 9, [ABC[i] for i in keep], arms=["a", "b"])
    assert same.value == pytest.approx(cox(alone, "os").pick("hazard_ratio").value, rel=1e-12)


def test_a_covariate_the_data_lack_leaves_nobody():
    cohort = make_cohort(*TEN, ABC, arms=["a", "b"], covariates=[AGE])
    ratio = cox(cohort, "os", covariates=["age"]).pick("hazard_ratio")
    assert ratio.value is None
    assert said(ratio.notes)[0] == "not estimable: nobody"


def test_ten_events_for_two_parameters_carry_a_warning():
    ages = [50.0, 61.0, 47.0, 58.0, 66.0, 52.0, 71.0, 44.0, 63.0, 59.0]
    cohort = make_cohort(*TEN, ABC, arms=["a", "b"], columns={"age": ages}, covariates=[AGE])
    assert said(cox(cohort, "os").pick("hazard_ratio").notes) == ()
    ratio = cox(cohort, "os", covariates=["age"]).pick("hazard_ratio")
    assert ratio.value is not None
    assert said(ratio.notes) == ("few events: 10 for 2 parameters",)


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*TEN, ABC, arms=["a", "b"]), "nobody"),
        (make_cohort(*TEN, ["a"] * 10, arms=["a", "b"]), "one arm only"),
        (make_cohort(*TEN, ["a"] * 9 + ["b"], arms=["a", "b"]), "one patient alone is no group"),
        (make_cohort(TEN[0], [0] * 10, ABC, arms=["a", "b"]), "an arm without events"),
        (make_cohort(TEN[0], [0, 1] * 5, ABC, arms=["a", "b"]), "an arm without events"),
        (make_cohort([1] * 5 + [9] * 5, [1] * 10, ["a"] * 5 + ["b"] * 5), "runs to zero"),
    ],
)
def test_what_cannot_be_estimated_is_a_note_not_a_number(cohort, words):
    ratio = cox(cohort, "os").pick("hazard_ratio")
    assert ratio.value is ratio.interval is ratio.p_value is None
    assert said(ratio.notes)[0].startswith("not estimable")
    assert words in said(ratio.notes)[0]


def test_arms_that_never_share_a_stratum_have_no_ratio():
    cohort = make_cohort(*TEN, ABC, arms=["a", "b"], columns={"site": ABC})
    ratio = cox(cohort, "os", strata=["site"]).pick("hazard_ratio")
    assert ratio.value is None
    assert "never at risk together" in said(ratio.notes)[0]


def test_a_study_of_one_arm_has_no_contrast_and_three_arms_have_two():
    assert cox(make_cohort(*TEN), "os").estimates == ()
    arms = ["a", "b", "c"] * 3 + ["a"]
    found = cox(make_cohort(*TEN, arms), "os")
    assert [(e.group, e.reference, e.n) for e in found.all("hazard_ratio")] == [
        ("b", "a", 7),
        ("c", "a", 7),
    ]


def test_competing_events_are_censored_and_the_method_says_so():
    event = [1, 2, 1, 1, 2, 1, 1, 1, 0, 1]
    cause = cox(make_cohort(TEN[0], event, ABC, kind="competing"), "os").pick("hazard_ratio")
    censored = cox(make_cohort(TEN[0], [e == 1 for e in event], ABC), "os").pick("hazard_ratio")
    assert cause.value == censored.value
    assert "cause-specific" in say(cause.method)


def test_proportional_hazards_of_veteran_equals_r(veteran):
    # R 4.2.2, survival 3.5-3: cox.zph(coxph(Surv(time, status) ~ trt, veteran))
    found = proportional_hazards(veteran, "os").pick("statistic")
    assert (found.value, found.p_value) == pytest.approx((3.5369728, 0.0600149), rel=1e-6)
    assert (found.group, found.reference) == ("test", "standard")


def test_proportional_hazards_needs_what_a_hazard_ratio_needs():
    few = make_cohort([1, 2, 3], [1, 1, 1], ["b", "a", "b"], arms=["a", "b"])
    found = proportional_hazards(few, "os").pick("statistic")
    assert found.value is None
    assert said(found.notes) == ("not estimable: 3 events, fewer than 5",)
    assert proportional_hazards(nobody(*TEN, ABC), "os").pick("statistic").value is None
