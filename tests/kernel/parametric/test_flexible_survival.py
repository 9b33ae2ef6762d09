"""Spline models of the log cumulative hazard: R by hand, lifelines, and limits."""

from __future__ import annotations

import warnings
from math import exp, inf, log

import numpy as np
import pytest

from outcomes.kernel.parametric.flexible_survival import (
    SplineFit,
    basis,
    fit_spline,
    knots_of_events,
)
from tests.kernel.conftest import load_veteran


def rows(treated):
    v = load_veteran()
    v = v[v["grp"] == treated]
    return v["time"].to_numpy(float), v["ev"].to_numpy(float)


# R 4.2.2, survival 3.5-3, no package for these models: the log-likelihood
#   sum(status * (eta + log(slope) - x) - exp(eta)),  x <- log(time)
# written out with knots quantile(x[status == 1], c(0, 1/2, 1)) or c(0, 1/3, 2/3, 1) and
# maximised by optim (Nelder-Mead, 20 restarts, then BFGS); median by uniroot, mean to 365 days by
# integrate; veteran, trt == 1 and trt == 2.
@pytest.mark.parametrize(
    ("treated", "inner", "aic", "bic", "median", "mean"),
    [
        (0, 1, 751.112355762013, 757.814675275805, 85.585966449314, 117.455241897288),
        (0, 2, 749.602938897289, 758.539364915678, 86.913280902109, 119.812675588361),
        (1, 1, 749.592072237234, 756.250595352762, 62.619424119524, 110.327915912709),
        (1, 2, 751.590677771973, 760.468708592677, 63.184111729116, 109.670510380650),
    ],
)
def test_veteran_equals_r_by_hand(treated, inner, aic, bic, median, mean):
    time, event = rows(treated)
    fit = fit_spline(time, event, knots_of_events(time, event, inner))
    size = inner + 2
    assert 2 * size - 2 * fit.log_likelihood == pytest.approx(aic, abs=1e-8)
    assert size * log(len(time)) - 2 * fit.log_likelihood == pytest.approx(bic, abs=1e-8)
    assert fit.median() == pytest.approx(median, rel=1e-6)
    curve = fit.survival(np.linspace(0, 365, 20_001))
    assert np.trapezoid(curve, dx=365 / 20_000) == pytest.approx(mean, rel=1e-6)
    assert fit.is_survival


def test_lifelines_agrees_where_it_converges():
    """Its search fails from its own start for three of the four models: it gets ours."""
    time, event = rows(0)
    knots = knots_of_events(time, event, 1)
    fit = fit_spline(time, event, knots)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from lifelines import SplineFitter

        other = SplineFitter(np.exp(knots)).fit(time, event)
    assert other.AIC_ == pytest.approx(6 - 2 * fit.log_likelihood, abs=1e-5)


def test_without_inner_knots_it_is_the_weibull_model():
    # survreg(Surv(time, status) ~ 1, veteran[trt == 1, ], "weibull")
    time, event = rows(0)
    fit = fit_spline(time, event, knots_of_events(time, event, 0))
    assert 4 - 2 * fit.log_likelihood == pytest.approx(749.11907870201, rel=1e-10)
    assert fit.median() == pytest.approx(85.15201069574, rel=1e-6)


def test_straight_beyond_the_outer_knots():
    knots = np.array([0.0, 1.0, 3.0])
    far = basis(np.array([3.0, 4.0, 5.0]), knots)
    np.testing.assert_allclose(far[2] - far[1], far[1] - far[0], atol=1e-12)
    np.testing.assert_allclose(basis(np.array([-5.0]), knots), [[1, -5, 0]])


def test_a_flat_hazard_has_its_median_before_between_and_beyond_the_knots():
    """H = rate t: the median is log 2 / rate wherever the knots lie."""
    for knots in ([0.0, 1.0, 2.0], [-3.0, -2.0, -1.0], [-1.0, 0.0, 3.0]):
        fit = SplineFit(np.array(knots), np.array([log(0.5), 1.0, 0.0]), 0.0)
        assert fit.median() == pytest.approx(log(2) / 0.5, rel=1e-9)
        np.testing.assert_allclose(fit.survival(np.array([0.0, 2.0])), [1, exp(-1)])


def test_a_hazard_that_stops_has_no_median():
    fit = SplineFit(np.array([0.0, 1.0]), np.array([-3.0, 0.0]), 0.0)
    assert fit.median() == inf
    assert not fit.is_survival


def test_tied_knots_are_none():
    tied = np.array([1.0, 2.0, 2.0, 2.0, 2.0, 5.0])
    assert knots_of_events(tied, np.ones(6), 2) is None
    assert knots_of_events(tied, np.zeros(6), 1) is None
    assert knots_of_events(tied, np.ones(6), 1) is not None
