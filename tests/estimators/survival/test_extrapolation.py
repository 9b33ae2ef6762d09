from __future__ import annotations

from math import exp, log

import numpy as np
import pytest
from scipy import optimize, stats

from outcomes.estimators.survival import extrapolation as module
from outcomes.estimators.survival.extrapolation import (
    BEST,
    BEYOND,
    MODELS,
    NOT_CONVERGED,
    RISES,
    TIED_KNOTS,
    _fitted,
    extrapolation,
)
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody


@pytest.fixture(scope="module")
def veteran():
    v = load_veteran()
    cohort = make_cohort(
        v["time"],
        v["ev"],
        np.where(v["grp"] == 1, "test", "standard"),
        arms=["standard", "test"],
        time_unit="days",
    )
    return extrapolation(cohort, "os", horizon=1500.0)


def of(found, quantity, group="standard"):
    return {e.method[0].id: e for e in found.all(quantity) if e.group == group}


# R 4.2.2, survival 3.5-3: m <- survreg(Surv(time, status) ~ 1, veteran[trt == 1, ], dist)
# AIC(m); predict(m, type = "quantile", p = 0.5)
@pytest.mark.parametrize(
    ("model", "aic", "median"),
    [
        ("exponential", 747.14111943823, 86.04772413206),
        ("weibull", 749.11907870201, 85.15201069574),
        ("log_normal", 755.08187279718, 69.43460112938),
        ("log_logistic", 758.10614482059, 76.22659188546),
    ],
)
def test_models_of_veteran_equal_r(veteran, model, aic, median):
    assert of(veteran, "aic")[model].value == pytest.approx(aic, rel=1e-9)
    assert of(veteran, "median")[model].value == pytest.approx(median, rel=1e-9)


def test_exponential_by_hand():
    # Ten events in 1 + 2 + … + 10 = 55 months: rate 2/11.
    cohort = make_cohort(range(1, 11), [1] * 10)
    found = extrapolation(cohort, "os", horizon=30.0)
    rate = 10 / 55
    assert of(found, "median", "all")["exponential"].value == pytest.approx(log(2) / rate)
    mean = of(found, "rmst", "all")["exponential"]
    assert mean.value == pytest.approx((1 - exp(-30 * rate)) / rate, rel=1e-5)
    assert (mean.at, mean.unit, mean.notes) == (30.0, "months", (BEYOND,))
    likelihood = 10 * log(rate) - 10
    assert of(found, "aic", "all")["exponential"].value == pytest.approx(2 - 2 * likelihood)
    assert of(found, "bic", "all")["exponential"].value == pytest.approx(log(10) - 2 * likelihood)
    (curve,) = [c for c in found.curves if c.group == "all:exponential"]
    assert curve.value[10] == pytest.approx(exp(-rate * curve.time[10]), rel=1e-12)


def test_every_model_has_numbers_and_a_curve_and_one_is_best(veteran):
    for arm in ("standard", "test"):
        for quantity in ("aic", "bic", "median", "rmst"):
            assert tuple(of(veteran, quantity, arm)) == MODELS
        best = [e for e in of(veteran, "aic", arm).values() if BEST in e.notes]
        assert [e.value for e in best] == [min(e.value for e in of(veteran, "aic", arm).values())]
    assert {c.group for c in veteran.curves} == {
        f"{a}:{m}" for a in ("standard", "test") for m in MODELS
    }
    for curve in veteran.curves:
        assert (curve.time[0], curve.value[0], curve.time[-1]) == (0.0, 1.0, 1500.0)
        assert all(b <= a + 1e-12 for a, b in zip(curve.value, curve.value[1:], strict=False))
    assert said(veteran.notes)[0] == "extrapolation: nothing was observed after 999"


def test_a_cured_half_is_found():
    rng = np.random.default_rng(7)
    cured = rng.random(400) < 0.5
    time = np.where(cured, 60.0, np.minimum(rng.exponential(6.0, 400), 60.0))
    found = extrapolation(make_cohort(time, time < 60), "os", horizon=120.0)
    fraction = found.pick("cure_fraction")
    share = float((time >= 60).mean())
    assert fraction.value == pytest.approx(share, abs=0.005)
    # Nearly everybody uncured has had the event: the limits of a plain proportion.
    assert fraction.ci_high - fraction.ci_low == pytest.approx(0.098, abs=0.003)


def test_no_cured_fraction_says_why(veteran):
    fraction = of(veteran, "cure_fraction")["weibull_mixture"]
    assert (fraction.value, fraction.interval) == (None, None)
    assert "runs to 0" in said(fraction.notes)[0]


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody([1, 2], [1, 1]), "nobody"),
        (make_cohort([1, 2, 3], [0, 0, 0]), "0 events, fewer than 5"),
        (make_cohort([1, 2, 3, 4], [1] * 4), "4 events, fewer than 5"),
    ],
)
def test_too_few_events_say_so(cohort, words):
    found = extrapolation(cohort, "os", horizon=10.0)
    assert found.curves == ()
    assert all(e.value is None and words.split(",")[0] in said(e.notes)[0] for e in found.estimates)
    assert words in said(found.estimates[0].notes)[0]


def test_all_events_at_one_time_have_no_shape():
    found = extrapolation(make_cohort([5.0] * 30, [1] * 30), "os", horizon=10.0)
    values = {method: e.value for method, e in of(found, "aic", "all").items()}
    assert values.pop("exponential") is not None
    assert set(values.values()) == {None}
    assert "fewer than 3 different times" in said(of(found, "aic", "all")["weibull"].notes)[0]


def test_time_zero_counts_as_half_a_day_and_is_told():
    found = extrapolation(
        make_cohort([0, *range(1, 10)], [1] * 10, time_unit="days"), "os", horizon=9.0
    )
    rate = 10 / 45.5
    assert of(found, "median", "all")["exponential"].value == pytest.approx(log(2) / rate)
    assert said(found.notes)[1] == "time 0 in 1: counted as half a day"


def test_competing_events_and_a_horizon_of_zero_are_refused():
    cohort = make_cohort([1, 2, 3], [1, 2, 0], kind="competing")
    assert "competing events" in said(extrapolation(cohort, "os", horizon=5.0).notes)[0]
    with pytest.raises(ValueError, match="positive"):
        extrapolation(cohort, "os", horizon=0.0)


def test_generalized_gamma_fits_no_worse_than_the_models_within_it(veteran):
    for arm in ("standard", "test"):
        aic = {model: e.value for model, e in of(veteran, "aic", arm).items()}
        # One parameter more than Weibull and log-normal, two more than exponential.
        assert aic["generalized_gamma"] <= min(aic["weibull"], aic["log_normal"]) + 2 + 1e-3
        assert aic["generalized_gamma"] <= aic["exponential"] + 4 + 1e-3


def test_generalized_gamma_is_the_maximum_of_an_independent_likelihood(veteran):
    v = load_veteran()
    rows = v[v["grp"] == 0]
    time, event = rows["time"].to_numpy(float), rows["ev"].to_numpy() == 1

    def minus_log_likelihood(parameters):
        shape, power, scale = np.exp(parameters)
        law = stats.gengamma(shape, power, scale=scale)
        return -law.logpdf(time[event]).sum() - law.logsf(time[~event]).sum()

    found = optimize.minimize(minus_log_likelihood, [0.0, 0.0, 4.8], method="Nelder-Mead")
    aic = of(veteran, "aic")["generalized_gamma"].value
    assert aic == pytest.approx(2 * found.fun + 6, abs=1e-3)


def test_splines_equal_the_sum_of_their_own_curve(veteran):
    """AIC of R by hand (see tests/kernel/test_flexible_survival.py), through the estimator."""
    assert of(veteran, "aic")["spline_1"].value == pytest.approx(751.112355762, abs=1e-8)
    assert of(veteran, "median")["spline_2"].value == pytest.approx(86.9132809, rel=1e-6)


def test_a_spline_needs_distinct_knots_and_a_curve_that_falls():
    time = [1.0, *[2.0] * 28, 5.0]
    found = extrapolation(make_cohort(time, [1] * 30), "os", horizon=10.0)
    assert of(found, "aic", "all")["spline_2"].notes == (TIED_KNOTS,)


@pytest.mark.parametrize(("horizon", "notes"), [(0.8, ()), (0.9, (BEYOND,))])
def test_what_lies_beyond_the_last_time_is_marked_however_early_that_is(horizon, notes):
    cohort = make_cohort([0.1, 0.2, 0.4, 0.5, 0.8], [1] * 5)
    mean = of(extrapolation(cohort, "os", horizon=horizon), "rmst", "all")["exponential"]
    assert mean.notes == notes
    assert mean.value == pytest.approx((1 - exp(-2.5 * horizon)) / 2.5, rel=1e-5)  # 5 in 2 months


def test_a_model_that_does_not_converge_or_rises_has_no_numbers(monkeypatch):
    rows, grid = (np.arange(1.0, 11), np.ones(10)), np.linspace(0, 30, 5)
    monkeypatch.setattr(module, "fit_generalized_gamma", lambda *_: None)
    monkeypatch.setattr(module, "fit_location_scale", lambda *_: None)
    monkeypatch.setattr(module, "fit_spline", lambda *_: None)
    for name in MODELS:
        assert (_fitted(name, rows, grid) == NOT_CONVERGED) is (name != "exponential")

    class Rising:
        is_survival = False

    monkeypatch.setattr(module, "fit_spline", lambda *_: Rising())
    assert _fitted("spline_1", rows, grid) == RISES
