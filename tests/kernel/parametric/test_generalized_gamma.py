"""Generalized gamma: models within it, an independent likelihood, lifelines."""

from __future__ import annotations

import warnings
from math import exp, log

import numpy as np
import pytest
from scipy import stats

from outcomes.kernel.parametric.generalized_gamma import (
    NORMAL,
    GeneralizedGamma,
    fit_generalized_gamma,
    log_likelihood,
)
from tests.kernel.conftest import load_veteran


def rows(treated):
    v = load_veteran()
    v = v[v["grp"] == treated]
    return v["time"].to_numpy(float), v["ev"].to_numpy(float)


@pytest.mark.parametrize("treated", [0, 1])
def test_fits_no_worse_than_lifelines(treated):
    time, event = rows(treated)
    fit = fit_generalized_gamma(time, event)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import GeneralizedGammaFitter

        other = GeneralizedGammaFitter().fit(time, event)
    aic = 6 - 2 * fit.log_likelihood
    assert aic == pytest.approx(other.AIC_, abs=1e-6)
    assert aic <= other.AIC_ + 1e-9
    assert fit.median() == pytest.approx(other.median_survival_time_, rel=2e-4)


@pytest.mark.parametrize("shape", [0.4, 1.0, 2.5])
def test_likelihood_is_that_of_scipy(shape):
    time, event = rows(0)
    happened = event == 1
    # Prentice's (location, scale, shape) in the terms of scipy: gamma ** power.
    k, scale = shape**-2, 0.8
    law = stats.gengamma(k, shape / scale, scale=exp(4.0) * k ** (-scale / shape))
    expected = law.logpdf(time[happened]).sum() + law.logsf(time[~happened]).sum()
    found = log_likelihood(np.array([4.0, log(scale), shape]), np.log(time), happened)
    assert found == pytest.approx(expected, rel=1e-10)


def test_shape_one_is_weibull_and_shape_zero_log_normal():
    time = np.array([0.0, 1.0, 5.0, 20.0])
    weibull = GeneralizedGamma(log(10.0), log(0.5), 1.0, 0.0)
    np.testing.assert_allclose(weibull.survival(time), np.exp(-((time / 10) ** 2)))
    assert weibull.median() == pytest.approx(10 * log(2) ** 0.5)
    normal = GeneralizedGamma(log(10.0), log(0.5), 0.0, 0.0)
    np.testing.assert_allclose(normal.survival(time), stats.lognorm(0.5, scale=10).sf(time))
    assert normal.median() == pytest.approx(10.0)


@pytest.mark.parametrize("sign", [-1, 1])
def test_the_log_normal_edge_is_continuous(sign):
    time = np.array([2.0, 5.0, 9.0, 20.0])
    near = GeneralizedGamma(log(10.0), log(0.5), sign * NORMAL * 1.01, 0.0)
    edge = GeneralizedGamma(log(10.0), log(0.5), 0.0, 0.0)
    np.testing.assert_allclose(near.survival(time), edge.survival(time), atol=3e-4)
    happened = np.array([True, True, False, True])
    close = [log_likelihood(np.array([2.0, -0.7, s]), np.log(time), happened)
             for s in (0.0, sign * NORMAL * 1.01)]  # fmt: skip
    assert close[0] == pytest.approx(close[1], abs=0.02)
