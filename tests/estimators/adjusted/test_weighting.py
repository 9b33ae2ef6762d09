from __future__ import annotations

from math import log

import numpy as np
import pytest

from outcomes.estimators.adjusted.weighting import weighting
from outcomes.estimators.survival.cox import cox
from outcomes.estimators.survival.kaplan_meier import kaplan_meier
from outcomes.model.protocol import Covariate
from outcomes.wording import say
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

CELL = Covariate(
    "cell", "Cell type", "categorical", ("squamous", "smallcell", "adeno", "large"), adjust=True
)
KARNO = Covariate("karno", "Karnofsky", "continuous", adjust=True)
AGE = Covariate("age", "Age", "continuous", adjust=True)
PLAIN_AGE = Covariate("age", "Age", "continuous")
AB = ["a", "b"] * 10
TIMES = list(range(1, 21))
AGES = [50.0, 61, 47, 58, 66, 52, 71, 44, 63, 59, 48, 57, 64, 70, 55, 49, 62, 68, 53, 60]
OLD = {"age": AGES}


def arms_of(names=("standard", "test"), **options):
    v = load_veteran()
    return make_cohort(
        v["time"],
        v["ev"],
        np.where(v["grp"] == 1, "test", "standard"),
        arms=list(names),
        success=(v["time"] > 90).astype(float),
        landmarks=(90.0,),
        columns={
            "cell": v["Celltype"].astype(str),
            "karno": v["Karnofsky_score"],
            "age": v["Age_in_years"],
        },
        covariates=[CELL, KARNO, AGE],
        **options,
    )


@pytest.fixture(scope="module")
def veteran():
    return arms_of()


# R 4.2.2, survival 3.5-3, v = veteran with celltype relevelled to squamous, t1 = trt == 2:
# ps <- glm(t1 ~ karno + age + cell, binomial, v, control = glm.control(epsilon = 1e-14))
# e <- fitted(ps); w <- ifelse(t1 == 1, 1/e, 1/(1 - e)) (stabilized, att, overlap likewise)
# m <- coxph(Surv(time, status) ~ t1, v, weights = w, robust = TRUE); exp(coef(m)); sqrt(m$var)
# summary(survfit(Surv(time, status) ~ t1, v, weights = w, robust = TRUE, id = seq_len(137),
#   conf.type = "log-log"), times = 90): surv, lower and upper of trt 1, 2
# ess: tapply(w, t1, function(w) sum(w)^2 / sum(w^2))
R = {
    "ate": ("iptw", 1.00679103371, 0.178127689833, (0.53919529864, 0.386185649738),
            (0.409132274417, 0.267460440726), (0.652530458694, 0.503377582885),
            (64.2433197202, 63.9641372093)),
    "stabilized": ("weighted_stabilized", 1.00671434768, 0.178259702331,
                   (0.53919529864, 0.386185649738), (0.409132274417, 0.267460440726),
                   (0.652530458694, 0.503377582885), (64.2433197202, 63.9641372093)),
    "att": ("weighted_treated", 0.954106769239, 0.181648629296, (0.531561664924, 0.380168067227),
            (0.387648776552, 0.265670862447), (0.656126809667, 0.493777704345),
            (53.1037948837, 68)),
    "overlap": ("weighted_overlap", 1.00079544353, 0.179310497438,
                (0.548995057004, 0.393237228307), (0.419458708231, 0.27370142443),
                (0.661061833445, 0.510526364278), (64.771376864, 63.7729783958)),
}  # fmt: skip


@pytest.mark.parametrize("weights", R)
def test_veteran_equals_r(veteran, weights):
    label, value, std_err, survival, low, high, sizes = R[weights]
    found = weighting(veteran, "os", weights=weights)
    ratio = found.pick("hazard_ratio")
    assert (found.analysis, ratio.group, ratio.reference) == (label, "test", "standard")
    assert (ratio.n, ratio.n_events, ratio.covariates) == (137, 128, ("cell", "karno", "age"))
    assert ratio.value == pytest.approx(value, rel=1e-8)
    spread = (log(ratio.ci_high) - log(ratio.ci_low)) / 2 / 1.959963984540054
    assert spread == pytest.approx(std_err, rel=1e-8)
    at_90 = found.all("survival")
    assert [e.group for e in at_90] == ["standard", "test"]
    assert [e.value for e in at_90] == pytest.approx(survival, rel=1e-8)
    assert [e.ci_low for e in at_90] == pytest.approx(low, rel=1e-8)
    assert [e.ci_high for e in at_90] == pytest.approx(high, rel=1e-8)
    assert [e.value for e in found.all("effective_sample_size")] == pytest.approx(sizes, rel=1e-8)
    assert say(ratio.method).startswith("marginal: weighted by ")


def test_the_difference_in_survival_has_the_robust_errors_of_both_arms(veteran):
    # R as above: 0.386185649738 - 0.53919529864; sqrt(0.0627744800106^2 + 0.0612068512351^2)
    gap = weighting(veteran, "os").pick("survival_difference", at=90.0)
    value, reach = -0.153009648902, 1.959963984540054 * 0.0876752
    assert gap.value == pytest.approx(value, rel=1e-8)
    assert (gap.ci_low, gap.ci_high) == pytest.approx((value - reach, value + reach), abs=1e-6)


def test_notes_tell_of_the_weights(veteran):
    assert said(weighting(veteran, "os").pick("hazard_ratio").notes) == ("largest weight 3.81",)
    # R: max(w) 3.80577890849
    found = weighting(make_cohort(TIMES, [1] * 20, AB, columns=OLD, covariates=[AGE]), "os")
    assert said(found.pick("hazard_ratio").notes)[0].startswith("largest weight")


def test_curves_count_patients_and_effective_ones(veteran):
    found = weighting(veteran, "os")
    plain = {c.group: c for c in kaplan_meier(veteran, "os").curves}
    for curve in found.curves:
        assert curve.time == plain[curve.group].time
        assert curve.n_at_risk == plain[curve.group].n_at_risk
    survival = [c for c in found.curves if c.quantity == "survival"]
    effective = [c for c in found.curves if c.quantity == "effective_at_risk"]
    assert [c.group for c in survival] == [c.group for c in effective] == ["standard", "test"]
    assert survival[0].n_events == plain["standard"].n_events
    assert effective[0].value[0] == pytest.approx(64.2433197202, rel=1e-8)
    assert all(
        e <= n + 1e-9 for e, n in zip(effective[1].value, effective[1].n_at_risk, strict=True)
    )


# R: l <- lm(I(time > 90) ~ t1, v, weights = w) with its HC0 sandwich; and the stacked estimating
# equations of propensity and both weighted means, differentiated numerically.
def test_proportions_of_veteran_equal_r(veteran):
    found = weighting(veteran, "response")
    fixed, counted = found.all("risk_difference")
    z = 1.959963984540054
    assert fixed.value == counted.value == pytest.approx(-0.166760449588, rel=1e-8)
    assert (fixed.ci_high - fixed.value) / z == pytest.approx(0.0868020930731, rel=1e-8)
    assert (counted.ci_high - counted.value) / z == pytest.approx(0.0689103570679, rel=1e-6)
    assert "propensity as estimated" in say(counted.method)
    assert found.pick("risk_ratio").value == pytest.approx(0.684291660537, rel=1e-8)
    risks = {e.group: e.value for e in found.all("proportion")}
    assert risks["test"] - risks["standard"] == pytest.approx(fixed.value)
    assert found.n == 137


def test_weights_of_a_constant_covariate_are_one():
    same = make_cohort(TIMES, [1] * 20, AB, columns={"age": [60.0] * 20}, covariates=[AGE])
    plain = cox(same, "os").pick("hazard_ratio")
    found = weighting(same, "os", weights="stabilized")
    ratio = found.pick("hazard_ratio")
    assert ratio.value == pytest.approx(plain.value, rel=1e-10)
    assert "largest weight 1" in said(ratio.notes)
    assert "left out, the same for everybody: age" in said(ratio.notes)
    assert [e.value for e in found.all("effective_sample_size")] == pytest.approx([10, 10])


@pytest.mark.parametrize("weights", ["ate", "overlap"])
def test_swapping_the_arms_inverts_the_ratio(veteran, weights):
    one = weighting(veteran, "os", weights=weights)
    two = weighting(arms_of(("test", "standard")), "os", weights=weights)
    first, second = one.pick("hazard_ratio"), two.pick("hazard_ratio")
    assert first.value == pytest.approx(1 / second.value, rel=1e-8)
    assert first.ci_low == pytest.approx(1 / second.ci_high, rel=1e-8)
    gap, back = one.pick("survival_difference"), two.pick("survival_difference")
    assert gap.value == pytest.approx(-back.value, rel=1e-8)


def test_the_key_covariate_is_used_where_nothing_else_is_prespecified():
    key = Covariate("age", "Age", "continuous", key=True)
    found = weighting(make_cohort(TIMES, [1] * 20, AB, columns=OLD, covariates=[key]), "os")
    assert found.pick("hazard_ratio").covariates == ("age",)


def test_complete_cases_are_counted_and_shared_with_the_unadjusted_ratio():
    ages = [None, *AGES[1:]]
    cohort = make_cohort(TIMES, [1] * 20, AB, columns={"age": ages}, covariates=[AGE])
    found = weighting(cohort, "os")
    ratio, same = found.pick("hazard_ratio"), found.pick("hazard_ratio_same_patients")
    assert (ratio.n, same.n, found.n) == (19, 19, 20)
    assert "1 of 20 patients left out: incomplete covariates" in said(ratio.notes)
    alone = make_cohort(TIMES[1:], [1] * 19, AB[1:], arms=["a", "b"])
    assert same.value == pytest.approx(cox(alone, "os").pick("hazard_ratio").value, rel=1e-12)


def _age(values, events=None, arm=AB, **options):
    return make_cohort(
        TIMES, events or [1] * 20, arm, columns={"age": values}, arms=["a", "b"],
        covariates=[AGE], **{"landmarks": (5.0,), **options},
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(TIMES, [1] * 20, AB, columns=OLD, covariates=[AGE], landmarks=(5.0,)), "nobody"),
        (_age(AGES, arm=["a"] * 20), "one arm only"),
        (_age([float(x == "b") for x in AB]), "tell the arms apart"),
        (_age([None] * 20), "nobody"),
        (_age(AGES, [0] * 20), "an arm without events"),
        (_age(AGES, [1] * 4 + [0] * 16), "4 events, fewer than 5"),
        (make_cohort(TIMES, [1] * 20, AB, covariates=[PLAIN_AGE]), "no covariates to weight by"),
    ],
)
def test_what_cannot_be_estimated_is_a_note_not_a_number(cohort, words):
    ratio = weighting(cohort, "os").pick("hazard_ratio")
    assert ratio.value is ratio.interval is ratio.p_value is None
    assert said(ratio.notes)[0].startswith("not estimable")
    assert words in said(ratio.notes)[0]


def test_two_covariates_that_are_one_have_no_weights():
    twice = Covariate("again", "Age again", "continuous", adjust=True)
    both = {"age": AGES, "again": [2 * a for a in AGES]}
    cohort = make_cohort(
        TIMES, [1] * 20, AB, columns=both, covariates=[AGE, twice], landmarks=(5.0,)
    )
    found = weighting(cohort, "os")
    assert "follows from the others" in said(found.pick("hazard_ratio").notes)[0]
    assert found.pick("hazard_ratio_same_patients").value is not None
    assert found.pick("survival").value is found.pick("survival_difference").value is None
    assert found.pick("effective_sample_size").value is None
    assert found.curves == ()


def test_a_reference_level_nobody_has_gives_way_to_the_next():
    # Those with ascites only: as if "none" had never been a level.
    fluid = ["small", "massive", "massive", "small", "small"] * 4

    def ratio(*levels):
        ascites = Covariate("fluid", "Ascites", "ordinal", levels, adjust=True)
        return weighting(
            make_cohort(TIMES, [1] * 20, AB, columns={"fluid": fluid}, covariates=[ascites]), "os"
        ).pick("hazard_ratio")

    absent, plain = ratio("none", "small", "massive"), ratio("small", "massive")
    assert absent.value is not None
    assert absent.value == pytest.approx(plain.value, rel=1e-12)
    assert absent.ci_low == pytest.approx(plain.ci_low, rel=1e-12)


def test_ties_and_time_zero():
    times = [0.0, 0.0, *[1.0] * 8, *[2.0] * 10]
    found = weighting(make_cohort(times, [1] * 20, AB, columns=OLD, covariates=[AGE]), "os")
    assert said(found.notes) == ("time 0 in 2 of 20, 2 with an event",)
    assert {c.time for c in found.curves} == {(0.0, 1.0, 2.0)}


def test_three_arms_have_two_contrasts_and_no_curves():
    arm = ["a", "b", "c"] * 6 + ["a", "b"]
    found = weighting(make_cohort(TIMES, [1] * 20, arm, columns=OLD, covariates=[AGE]), "os")
    ratios = found.all("hazard_ratio")
    assert [(e.group, e.reference, e.n) for e in ratios] == [("b", "a", 14), ("c", "a", 13)]
    assert "patients of c and a" in say(ratios[1].method)
    assert found.curves == ()


def test_competing_events_have_a_cause_specific_ratio_and_no_survival():
    event = [1, 2, 1, 1, 0] * 4
    cohort = make_cohort(
        TIMES, event, AB, kind="competing", columns=OLD, covariates=[AGE], landmarks=(5.0,)
    )
    censored = make_cohort(TIMES, [e == 1 for e in event], AB, columns=OLD, covariates=[AGE])
    found = weighting(cohort, "os")
    ratio = found.pick("hazard_ratio")
    assert ratio.value == weighting(censored, "os").pick("hazard_ratio").value
    assert "cause-specific" in say(ratio.method)
    assert found.pick("survival") is None
    assert "competing events" in said(found.notes)[0]


@pytest.mark.parametrize("everybody", [0.0, 1.0])
@pytest.mark.parametrize("weights", ["ate", "att", "overlap", "stabilized"])
def test_everybody_alike_has_a_share_without_residue_and_no_test(everybody, weights):
    ages = [60.1, 52.7, 71.3, 44.9, 66.2, 58.8, 49.4, 63.5, 70.7, 55.6]
    cohort = make_cohort(arm=["a", "b"] * 5, success=[everybody] * 10, columns={"age": ages},
                         covariates=[AGE])  # fmt: skip
    found = weighting(cohort, "response", covariates=("age",), weights=weights)
    assert [e.value for e in found.all("proportion")] == [everybody, everybody]
    for e in found.all("risk_difference"):
        assert (e.value, e.interval, e.p_value) == (0.0, None, None)
        assert "no limits" in said(e.notes)[0]


def test_proportions_without_successes_or_patients():
    def risk(success, rule=make_cohort):
        return weighting(rule(arm=AB, success=success, columns=OLD, covariates=[AGE]), "response")

    none = risk([0.0] * 20)
    assert none.pick("risk_difference").value == 0
    assert none.pick("risk_difference").interval is None
    assert "without successes" in said(none.pick("risk_ratio").notes)[0]
    assert (
        said(risk([1.0] * 20, nobody).pick("risk_difference").notes)[0] == "not estimable: nobody"
    )
    blank = risk([None, *[1.0, 0.0, 0.0] * 6, 1.0])
    assert (blank.n, blank.n_missing) == (20, 1)
    assert "without a recorded outcome: 1" in said(blank.notes)[0]


def test_a_curve_that_fell_to_nobody_is_known_ever_after():
    # All of arm a are dead by time 10; some of arm b live beyond the landmark.
    times = [t / 2 if x == "a" else t for t, x in zip(TIMES, AB, strict=True)]
    cohort = make_cohort(times, [1] * 20, AB, columns=OLD, covariates=[AGE], landmarks=(15.0,))
    found = weighting(cohort, "os")
    alive = {e.group: e.value for e in found.all("survival")}
    assert alive["a"] == 0
    gap = found.pick("survival_difference")
    assert gap.value == pytest.approx(alive[gap.group] - alive[gap.reference])


@pytest.mark.parametrize(("at", "known"), [(10.0, True), (18.5, True), (19.5, False)])
def test_a_difference_is_known_until_the_first_curve_of_survivors_ends(at, known):
    alive_at_last = [1] * 18 + [0, 0]  # at 19 in arm a, at 20 in arm b
    found = weighting(_age(AGES, alive_at_last, landmarks=(at,)), "os")
    gap = found.pick("survival_difference", at=at)
    assert (gap.value is not None) is known
    assert not known or gap.interval is not None
    assert known or "follow-up of a ends" in said(gap.notes)[0]
