from __future__ import annotations

import numpy as np

from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.prediction import baseline_hazards
from outcomes.kernel.curves.product_limit import kaplan_meier
from tests.kernel.conftest import assert_close
from tests.kernel.cox.test_fit import LUNG


def survival_of(fit, x, times):
    """S(t | x) of a patient, from the only baseline: exp(-H(t) exp(x beta))."""
    (baseline,) = baseline_hazards(fit)
    reached = np.searchsorted(baseline.time, times, side="right")
    hazard = np.append(0, baseline.cumulative_hazard)[reached]
    return np.exp(-hazard * np.exp(np.dot(x, fit.coefficients)))


def test_prediction_equals_r(veteran):
    # f <- coxph(Surv(time, status) ~ grp + karno, veteran)
    # survfit(f, data.frame(grp = 1, karno = 60)) at 30, 90, 365; then with
    # weights = rep(c(.5, 1.25, 2), 46)[1:137]
    x, times = veteran[["grp", "Karnofsky_score"]], [30, 90, 365]
    found = survival_of(cox(veteran["time"], veteran["ev"], x), [1, 60], times)
    assert_close(found, [0.7153229003184411, 0.4269152723423905, 0.0474447499891615])
    weighted = cox(veteran["time"], veteran["ev"], x, weights=np.tile([0.5, 1.25, 2], 46)[:137])
    want = [0.7051876150618276, 0.4223039642120563, 0.0469209439267433]
    assert_close(survival_of(weighted, [1, 60], times), want)


def test_strata_have_their_own_baseline(veteran):
    fit = cox(
        veteran["time"], veteran["ev"], veteran["Karnofsky_score"], strata=veteran["Celltype"]
    )
    baselines = baseline_hazards(fit)
    assert [b.stratum for b in baselines] == ["adeno", "large", "smallcell", "squamous"]
    large = veteran["Celltype"] == "large"
    assert baselines[1].time.tolist() == sorted(set(veteran["time"][large & (veteran["ev"] == 1)]))


def test_null_effect_is_the_nelson_aalen_curve():
    # x balanced so that beta = 0: the hazard is the sum of 1 / n at risk.
    fit = cox([1, 1, 2, 2], [1, 1, 1, 1], [0, 1, 0, 1], ties="breslow")
    assert_close(baseline_hazards(fit)[0].cumulative_hazard, [2 / 4, 2 / 4 + 2 / 2])
    assert kaplan_meier([1, 1, 2, 2], [1, 1, 1, 1]).survival[0] == 0.5


def test_nothing_fitted_has_no_baseline():
    assert baseline_hazards(cox([1, 2], [0, 0], [0, 1])) == ()


def test_gold_baseline_and_prediction(r_values, r_data):
    data = r_data("lung_cc")
    fit = cox(data["time"], data["ev"], data[LUNG])
    baseline = baseline_hazards(fit)[0]
    want = r_values["cox"]["bh_lung"]
    index = np.searchsorted(baseline.time, want["time"], side="right")
    assert_close(np.append(0, baseline.cumulative_hazard)[index], want["h"])
    want = r_values["cox"]["pred_lung"]
    for arm in (0, 1):
        found = survival_of(fit, [arm, 60, 1], [180, 365, 600])
        assert_close(found, want[f"s{arm}"])
