"""Propensity weights against R and by hand."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from outcomes.kernel.causal.propensity import (
    effective_size,
    limits,
    log_risk_ratio,
    propensity,
    risk_difference,
    weight_slopes,
    weighted_risks,
    weights_of,
    with_model,
)
from outcomes.kernel.causal.standardized_difference import weighted_difference
from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.residuals import robust_covariance
from outcomes.kernel.curves.curve_values import survival_at
from outcomes.kernel.curves.product_limit import kaplan_meier
from tests.kernel.conftest import assert_close

SCHEMES = {"ate": "ate", "stab": "stabilized", "att": "att", "ow": "overlap"}
TRIALS = {
    "lung": ("lung_cc", ["age", "ph.ecog"], (180, 365, 600)),
    "colon": ("colon_cc", ["age", "nodes", "sex", "obstruct"], (500, 1000, 2000)),
    "gbsg": ("gb", ["age", "size", "nodes", "pgr"], (500, 1000, 1500)),
}
# One binary covariate: exposed 3 arm, 1 reference; not exposed 1 arm, 3 reference.
ARM = np.array([1.0, 1, 1, 0, 1, 0, 0, 0])
EXPOSED = np.array([1.0, 1, 1, 1, 0, 0, 0, 0])


@pytest.mark.parametrize("trial", TRIALS)
def test_three_trials_equal_r(gold, trial):
    name, columns, times = TRIALS[trial]
    frame = pd.read_csv(gold / "gold" / "data" / f"{name}.csv")
    expected = json.loads((gold / "gold" / "ref_B.json").read_text())[trial]
    x, arm = frame[columns].to_numpy(float), frame["grp"].to_numpy(float)
    time, event = frame["time"].to_numpy(float), frame["ev"].to_numpy(float)
    model = propensity(arm, x)
    assert model.status == "converged"
    assert_close(model.coefficients, expected["ps_coef"], 1e-8)
    assert_close(model.std_err, expected["ps_se"], 1e-8)
    for key, scheme in SCHEMES.items():
        weight, r = weights_of(model.chance, arm, scheme), expected[key]
        fit = cox(time, event, arm, weights=weight)
        assert_close(fit.coefficients[0], r["coef"], 1e-8)
        assert_close(np.sqrt(robust_covariance(fit)[0, 0]), r["rse"], 1e-8)
        smd = [weighted_difference(column, arm, weight) for column in x.T]
        assert_close(smd, r["smd"], 1e-8, 1e-12)
        points = [
            point
            for group in (0, 1)
            for point in survival_at(_curve(time, event, weight, arm == group), times)
        ]
        assert_close([p.survival for p in points], r["surv"], 1e-8)
        assert_close([p.std_err for p in points], r["se"], 1e-8)
        assert_close([p.ci_low for p in points], r["llo"], 1e-8)
        assert_close([p.ci_high for p in points], r["lup"], 1e-8)


def _curve(time, event, weight, rows):
    return kaplan_meier(time[rows], event[rows], weights=weight[rows], robust=True)


def test_weights_by_hand():
    model = propensity(ARM, EXPOSED[:, None])
    assert model.chance == pytest.approx([3 / 4] * 4 + [1 / 4] * 4)
    p = model.chance
    assert weights_of(p, ARM, "ate") == pytest.approx([4 / 3] * 3 + [4, 4] + [4 / 3] * 3)
    assert weights_of(p, ARM, "stabilized") == pytest.approx([2 / 3] * 3 + [2, 2] + [2 / 3] * 3)
    assert weights_of(p, ARM, "att") == pytest.approx([1, 1, 1, 3, 1, 1 / 3, 1 / 3, 1 / 3])
    assert weights_of(p, ARM, "overlap") == pytest.approx([1 / 4] * 3 + [3 / 4] * 2 + [1 / 4] * 3)
    # Arm: three of 4/3 and one of 4: 8^2 / (3 * 16/9 + 16) = 64 / (64/3).
    assert effective_size(weights_of(p, ARM)[ARM == 1]) == pytest.approx(3)
    assert effective_size(np.zeros(0)) == 0


def test_there_is_no_other_weight():
    with pytest.raises(ValueError, match="no weights 'iptw'"):
        weights_of(np.array([0.5]), np.array([1.0]), "iptw")


def test_weighting_on_a_level_balances_it_exactly():
    weight = weights_of(propensity(ARM, EXPOSED[:, None]).chance, ARM)
    # Before: (3/4 - 1/4) / sqrt(3/16) = 2 / sqrt(3); after: 1/2 - 1/2.
    assert weighted_difference(EXPOSED, ARM, np.ones(8), 2) == pytest.approx(2 / np.sqrt(3))
    assert weighted_difference(EXPOSED, ARM, weight, 2) == pytest.approx(0, abs=1e-10)


def test_slopes_are_the_derivatives_of_the_weights():
    p = np.array([0.2, 0.7, 0.4, 0.55])
    arm = np.array([1.0, 1, 0, 0])
    logit, step = np.log(p / (1 - p)), 1e-6
    for scheme in SCHEMES.values():
        up, down = (
            weights_of(1 / (1 + np.exp(-logit - side)), arm, scheme) for side in (step, -step)
        )
        assert weight_slopes(p, arm, scheme) == pytest.approx((up - down) / (2 * step), abs=1e-8)


def test_risks_by_hand():
    # Weights 4/3 and 4; successes: the first of the arm's exposed and its one not exposed.
    success = np.array([1.0, 0, 0, 0, 1, 0, 0, 1])
    weight = weights_of(propensity(ARM, EXPOSED[:, None]).chance, ARM)
    risks = weighted_risks(success, ARM, weight)
    assert (risks.arm, risks.reference) == pytest.approx(((4 / 3 + 4) / 8, (4 / 3) / 8))
    assert risks.on_arm.sum() == pytest.approx(0)
    # Arm, risk 2/3: (1/6 * 1/3)^2 + 2 (1/6 * 2/3)^2 + (1/2 * 1/3)^2 = 1/18;
    # reference, risk 1/6: (1/2 * 1/6)^2 + 2 (1/6 * 1/6)^2 + (1/6 * 5/6)^2 = 1/36.
    found = risk_difference(risks)
    assert found == pytest.approx((1 / 2, np.sqrt(1 / 18 + 1 / 36)))
    ratio = log_risk_ratio(risks)
    assert ratio == pytest.approx((np.log(4), np.sqrt(1 / 18 / (4 / 9) + 1 / 36 / (1 / 36))))
    assert limits(found) == pytest.approx((0.5 - 1.959964 * 12**-0.5, 0.5 + 1.959964 * 12**-0.5))


def test_an_estimated_saturated_propensity_is_post_stratification():
    # Half the patients per level: risk = mean of the level means; its variance with the model
    # estimated = sum over levels of 1/4 * variance of the level's mean, plus that of the levels.
    success = np.array([1.0, 0, 0, 0, 1, 0, 0, 1])
    model = propensity(ARM, EXPOSED[:, None])
    weight = weights_of(model.chance, ARM)
    slopes = weight_slopes(model.chance, ARM, "ate") / weight
    risks = with_model(weighted_risks(success, ARM, weight), model, slopes)
    # Arm: exposed mean 1/3 of 3, residuals 2/3, -1/3, -1/3, each times 1/6; one not exposed.
    # What remains after projection: level means 1/3 and 1 against 2/3, each patient 1/8.
    level = np.where(EXPOSED == 1, 1 / 3 - 2 / 3, 1 - 2 / 3) / 8
    own = np.where((ARM == 1) & (EXPOSED == 1), (success - 1 / 3) / 6, 0.0)
    assert risks.on_arm == pytest.approx(own + level, abs=1e-12)


def test_no_ratio_to_nothing():
    arm = np.array([1.0, 1, 0, 0])
    risks = weighted_risks(np.array([1.0, 0, 0, 0]), arm, np.ones(4))
    assert log_risk_ratio(risks) == (None, None)
    assert limits(log_risk_ratio(risks)) is None


@pytest.mark.parametrize(
    ("x", "status"),
    [
        (ARM[:, None], "separated"),
        (np.column_stack([EXPOSED, 1 - EXPOSED]), "collinear"),
        (np.ones((8, 1)), "collinear"),
        (np.zeros((8, 0)), "converged"),
    ],
)
def test_models_without_weights_say_so(x, status):
    model = propensity(ARM, x)
    assert model.status == status
    assert np.isnan(model.chance).all() == (status != "converged")
    assert propensity(np.ones(8), x).status == "one arm"


def test_differences_that_have_no_ruler():
    arm = np.array([1.0, 1, 0, 0])
    one = np.ones(4)
    assert weighted_difference(arm, arm, one) is None
    assert weighted_difference(one, arm, one) == 0
    assert weighted_difference(np.array([2.0, 1, 0, 0]), np.array([1.0, 0, 0, 0]), one) is None


@pytest.mark.parametrize("answer", [0.0, 1.0])
def test_where_all_answer_alike_a_share_has_no_rounding(answer):
    for seed in range(20):
        weights = np.random.default_rng(seed).uniform(1, 9, 60)
        found = weighted_risks(np.full(60, answer), np.arange(60) % 2.0, weights)
        assert (found.arm, found.reference) == (answer, answer)
        assert not found.on_arm.any()
        assert limits(risk_difference(found)) is None
