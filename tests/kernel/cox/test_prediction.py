from __future__ import annotations

import numpy as np
import pytest

from outcomes.kernel.cox.fit import cox
from outcomes.kernel.cox.prediction import baseline_hazards, predicted_survival
from outcomes.kernel.cox.residuals import robust_covariance
from outcomes.kernel.curves.product_limit import kaplan_meier
from tests.kernel.conftest import assert_close
from tests.kernel.cox.test_fit import LUNG


def at(curve, values, times):
    return values[np.searchsorted(curve.time, times, side="right") - 1]


def test_prediction_equals_r(veteran):
    # f <- coxph(Surv(time, status) ~ grp + karno, veteran)
    # s <- survfit(f, data.frame(grp = 1, karno = 60), conf.type = "log-log") at 30, 90, 365
    fit = cox(veteran["time"], veteran["ev"], veteran[["grp", "Karnofsky_score"]])
    found = predicted_survival(fit, [1, 60])
    times = [30, 90, 365]
    want = [0.7153229003184411, 0.4269152723423905, 0.0474447499891615]
    assert_close(at(found, found.survival, times), want)
    want = [0.0613837053669137, 0.1326139916224342, 0.4966104669985372]
    assert_close(at(found, found.std_err_cumulative_hazard, times), want)
    want = [0.6189262606996505, 0.3150130221307770, 0.0150725497736252]
    assert_close(at(found, found.ci_low, times), want)


def test_weighted_prediction_equals_r(veteran):
    # the same with weights = rep(c(.5, 1.25, 2), 46)[1:137]: R takes the robust covariance
    x, w = veteran[["grp", "Karnofsky_score"]], np.tile([0.5, 1.25, 2], 46)[:137]
    fit = cox(veteran["time"], veteran["ev"], x, weights=w)
    found = predicted_survival(fit, [1, 60], covariance=robust_covariance(fit))
    want = [0.7051876150618276, 0.4223039642120563, 0.0469209439267433]
    assert_close(at(found, found.survival, [30, 90, 365]), want)
    want = [0.0628820328611314, 0.1385619844457034, 0.5107054406760703]
    assert_close(at(found, found.std_err_cumulative_hazard, [30, 90, 365]), want)


def test_strata_have_their_own_baseline(veteran):
    fit = cox(
        veteran["time"], veteran["ev"], veteran["Karnofsky_score"], strata=veteran["Celltype"]
    )
    baselines = baseline_hazards(fit)
    assert [b.stratum for b in baselines] == ["adeno", "large", "smallcell", "squamous"]
    curve = predicted_survival(fit, [0.0], stratum="large")
    assert_close(np.exp(-baselines[1].cumulative_hazard), curve.survival)
    with pytest.raises(ValueError, match="no stratum 'brain'"):
        predicted_survival(fit, [0.0], stratum="brain")


def test_null_effect_is_the_nelson_aalen_curve():
    # x balanced so that beta = 0: the hazard is the sum of 1 / n at risk.
    fit = cox([1, 1, 2, 2], [1, 1, 1, 1], [0, 1, 0, 1], ties="breslow")
    assert_close(baseline_hazards(fit)[0].cumulative_hazard, [2 / 4, 2 / 4 + 2 / 2])
    assert kaplan_meier([1, 1, 2, 2], [1, 1, 1, 1]).survival[0] == 0.5


def test_nothing_fitted_has_no_baseline():
    assert baseline_hazards(cox([1, 2], [0, 0], [0, 1])) == ()
    assert predicted_survival(cox([1, 2], [0, 0], [0, 1]), [0]).time.size == 0


def test_gold_baseline_and_prediction(r_values, r_data):
    data = r_data("lung_cc")
    fit = cox(data["time"], data["ev"], data[LUNG])
    baseline = baseline_hazards(fit)[0]
    want = r_values["cox"]["bh_lung"]
    index = np.searchsorted(baseline.time, want["time"], side="right")
    assert_close(np.append(0, baseline.cumulative_hazard)[index], want["h"])
    want = r_values["cox"]["pred_lung"]
    times = [180, 365, 600]
    zero, one = (predicted_survival(fit, [arm, 60, 1]) for arm in (0, 1))
    assert_close(at(zero, zero.survival, times), want["s0"])
    assert_close(at(one, one.survival, times), want["s1"])
    assert_close(at(zero, zero.ci_low, times), want["l0"])
    assert_close(at(zero, zero.ci_high, times), want["u0"])
    assert_close(at(zero, zero.std_err_cumulative_hazard, times), want["se0"])
