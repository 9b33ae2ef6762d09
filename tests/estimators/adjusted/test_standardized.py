from __future__ import annotations

import numpy as np
import pytest

from outcomes.estimators.adjusted.doubly_robust import _unreliable, doubly_robust
from outcomes.estimators.adjusted.standardized import standardized
from outcomes.kernel.causal.standardization import Worlds
from outcomes.model.protocol import Covariate
from outcomes.results.note import Method, Ref
from tests.kernel.conftest import load_lung
from tests.said import said
from tests.studies import make_cohort, nobody

AGE = Covariate("age", "Age", "continuous", adjust=True)
ECOG = Covariate("ecog", "ECOG", "continuous", adjust=True)


def lung(**options):
    d = load_lung()
    # As ref_B2.R: complete cases, moved a little so that no times are tied.
    d = d.dropna(subset=["ph.ecog"]).reset_index(drop=True)
    late = (np.arange(1, len(d) + 1) * 7919 % 10007) / 10007 * 0.5
    return make_cohort(
        (d["time"] + late).tolist(),
        d["status"].tolist(),
        np.where(d["sex"] == 2, "b", "a"),
        arms=["a", "b"],
        success=(d["time"] > 300).astype(float).tolist(),
        columns={"age": d["age"], "ecog": d["ph.ecog"]},
        covariates=[AGE, ECOG],
        landmarks=(180.0, 365.0, 600.0),
        **options,
    )


def test_survival_equals_r():
    # riskRegression::ate, see tests/kernel/test_standardization.py
    found = standardized(lung(), "os", tau=600)
    gaps = [e.value for e in found.all("survival_difference")]
    assert gaps == pytest.approx([0.118937116501178, 0.187302084487548, 0.171633233321006])
    one = found.pick("survival", "b", 365.0)
    assert one.value == pytest.approx(1 - 0.475491513303528)
    assert one.ci_low < one.value < one.ci_high
    assert found.pick("rmst_difference_same_patients") is not None
    means = {g: found.pick("rmst", g).value for g in "ab"}
    assert found.pick("rmst_difference").value == pytest.approx(means["b"] - means["a"])
    assert {(c.group, c.quantity) for c in found.curves} == {
        ("a", "survival"), ("b", "survival"), ("b", "survival_difference"),
    }  # fmt: skip
    curve = found.curves[0]
    assert (curve.time[0], curve.value[0]) == (0.0, 1.0)
    assert curve.n_at_risk[0] == sum(curve.n_events) + sum(curve.n_censored)


def alive(cohort, group, at):
    """Return the product-limit estimate of a group, patient by patient: no times are tied."""
    timed = cohort.timed("os")
    everybody = sorted(zip(timed.time, timed.event, cohort.arm, strict=True))
    rows = [(time, event) for time, event, arm in everybody if arm == group]
    left = [(1 - event / (len(rows) - i)) for i, (time, event) in enumerate(rows) if time <= at]
    return float(np.prod(left))


def test_beside_each_adjusted_difference_stands_the_plain_one_of_the_same_patients():
    cohort = lung()
    found = standardized(cohort, "os", tau=600)
    plain = {e.at: e.value for e in found.all("survival_difference_same_patients")}
    for at in (180.0, 365.0, 600.0):
        assert plain[at] == pytest.approx(alive(cohort, 1, at) - alive(cohort, 0, at))


def test_doubly_robust_equals_r():
    # ate(event = e, treatment = tg, censor = cg, estimator = "AIPTW"), as ref_B2.R
    found = doubly_robust(lung(), "os").all("survival_difference")
    want = [0.178430135742696, 0.18914989716654, 0.200796803140525]
    assert [e.value for e in found] == pytest.approx(want, rel=1e-8)
    reach = [(e.ci_high - e.ci_low) / 2 / 1.959964 for e in found]
    want = [0.0548666786275141, 0.0733696123469067, 0.0718586336759341]
    assert reach == pytest.approx(want, rel=1e-7)


def test_proportion_equals_r():
    # glm(y ~ arm + age + ph.ecog, binomial), p averaged over everybody, y = time > 300
    found = standardized(lung(), "response")
    assert found.pick("proportion", "b").value == pytest.approx(0.477422163695405)
    assert found.pick("risk_difference").value == pytest.approx(0.126857755115313)
    reach = found.pick("risk_difference")
    # RobinCar 0.06614, sandwich without the covariates' own spread 0.06698.
    assert (reach.ci_high - reach.ci_low) / 2 / 1.959964 == pytest.approx(0.067, rel=0.02)
    ratio = found.pick("risk_ratio").value
    assert ratio == pytest.approx(0.477422163695405 / 0.350564408580092)


def test_nothing_to_estimate_has_no_number():
    few = make_cohort([1, 2, 3], [1, 0, 1], ["a", "b", "a"], landmarks=(2.0,))
    empty = nobody([1, 2, 3], [1, 0, 1], ["a", "b", "a"], landmarks=(2.0,))
    none = make_cohort([1, 2, 3, 4], [0] * 4, ["a", "b"] * 2, landmarks=(2.0,))
    for cohort, why in (
        (few, "an arm without events"),
        (empty, "nobody"),
        (none, "an arm without events"),
    ):
        for ask in (standardized, doubly_robust):
            found = ask(cohort, "os")
            assert found.estimates
            assert all(e.value is None for e in found.estimates)
            assert {said(e.notes)[0] for e in found.estimates} == {f"not estimable: {why}"}


def test_after_the_last_follow_up_of_an_arm_there_is_no_number():
    found = standardized(lung(), "os", tau=2000)
    assert found.pick("survival_difference").value is not None
    means = [*found.all("rmst"), *found.all("rmst_difference")]
    assert [(e.value, e.at) for e in means] == [(None, 2000)] * 3
    assert len({said(e.notes)[0] for e in means}) == 1
    assert "ends" in said(means[0].notes)[0]


def test_competing_events_are_refused():
    cohort = make_cohort([1, 2, 3], [1, 2, 1], ["a", "b", "a"], kind="competing")
    for ask in (standardized, doubly_robust):
        found = ask(cohort, "os")
        assert not found.estimates
        assert "competing" in said(found.notes)[0]


def test_up_to_a_time_at_which_all_live_the_mean_is_that_time_however_short():
    found = standardized(lung(), "os", tau=0.5)
    assert [found.pick("rmst", g).value for g in "ab"] == pytest.approx([0.5, 0.5])
    assert found.pick("rmst_difference").value == pytest.approx(0.0)


def test_every_row_says_by_what_and_of_whom():
    found = standardized(lung(), "os", covariates=("age",), tau=600)
    (how,) = found.pick("survival", "a").method
    assert (how.id, how["covariates"]) == ("standardized_cox", (Ref("covariate", "age"),))
    assert {e.covariates for e in found.estimates} == {("age",)}
    bare = make_cohort(range(1, 21), [1] * 20, ["a", "b"] * 10, landmarks=(5.0,))
    (how,) = standardized(bare, "os").pick("survival", "a").method
    assert how["covariates"] == (Method("no_covariates"),)
    three = make_cohort(range(1, 31), [1] * 30, ["a", "b", "c"] * 10, landmarks=(5.0,))
    _, pair = standardized(three, "os").pick("survival", "c").method
    assert pair == Method("pair", arm=Ref("arm", "c"), reference=Ref("arm", "a"))


def test_survival_that_no_patient_stands_for_is_not_printed():
    def said_of(mean, covariance):
        worlds = Worlds(np.array([6.0]), np.array([mean]), np.array([covariance]))
        why = _unreliable(worlds, 0)
        return why and said((why,))[0]

    fine = np.diag([0.1, 0.1])
    assert said_of([0.0, 0.5], fine) is None
    assert said_of([0.5, -0.01], fine) != said_of([0.5, 0.5], np.full((2, 2), np.nan))
    assert "not estimable" in said_of([0.5, -0.01], fine)
    assert "not estimable" in said_of([0.5, 0.5], np.full((2, 2), np.nan))
    assert said_of([1.0, 0.5], fine) is None
    assert said_of([1.0198, 0.5], fine).endswith("above 1")  # 18 patients, 5 events


def test_doubly_robust_ends_with_the_first_arm_and_needs_arms_that_overlap():
    late = doubly_robust(lung(), "os", times=(365.0, 2000.0))
    early, beyond = late.all("survival_difference")
    assert early.value is not None
    assert beyond.value is None
    assert "ends" in said(beyond.notes)[0]
    apart = make_cohort(
        range(1, 21), [1] * 20, ["a", "b"] * 10, landmarks=(5.0,),
        columns={"age": [50.0, 70.0] * 10}, covariates=[AGE],
    )  # fmt: skip
    found = doubly_robust(apart, "os")
    assert {e.value for e in found.estimates} == {None}
    assert "tell the arms apart" in said(found.estimates[0].notes)[0]
