"""Weibull, log-normal, log-logistic and a cured share: R, lifelines, and the top itself."""

from __future__ import annotations

import warnings
from math import inf

import numpy as np
import pytest

from outcomes.kernel.parametric.cure_mixture import fit_cure_mixture
from outcomes.kernel.parametric.location_scale import LAWS, LocationScale, fit_location_scale
from tests.kernel.conftest import load_veteran


def veteran(treated):
    v = load_veteran()
    v = v[v["grp"] == treated]
    return v["time"].to_numpy(float), v["ev"].to_numpy(float)


def trial(cured, n=400):
    rng = np.random.default_rng(5)
    time = 12 * rng.weibull(1.4, n)
    time[rng.random(n) < cured] = 1e6
    last = rng.uniform(3, 60, n)
    return np.minimum(time, last), (time <= last).astype(float)


def of_lifelines(name, rows):
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        import lifelines

        makers = {
            "weibull": lifelines.WeibullFitter,
            "log_normal": lifelines.LogNormalFitter,
            "log_logistic": lifelines.LogLogisticFitter,
            "cure": lambda: lifelines.MixtureCureFitter(lifelines.WeibullFitter()),
        }
        return makers[name]().fit(*rows)


@pytest.mark.parametrize("name", LAWS)
@pytest.mark.parametrize("rows", [veteran(0), veteran(1), trial(0.3)], ids=["0", "1", "cured"])
def test_lifelines_agrees_and_comes_less_far(name, rows):
    """On the log-likelihood its search stops within 1e-6 of the top, on the median within 3e-5."""
    fit, other = fit_location_scale(LAWS[name], *rows), of_lifelines(name, rows)
    assert -1e-9 < fit.log_likelihood - other.log_likelihood_ < 1e-6
    assert fit.median() == pytest.approx(other.median_survival_time_, rel=5e-5)
    times = np.array([0.5, 10.0, 100.0])
    np.testing.assert_allclose(
        fit.survival(times), other.survival_function_at_times(times), rtol=2e-4
    )


@pytest.mark.parametrize("name", LAWS)
def test_survival_begins_at_one_and_is_half_at_the_median(name):
    fit = fit_location_scale(LAWS[name], *veteran(0))
    np.testing.assert_allclose(fit.survival(np.array([0.0, fit.median()])), [1, 0.5], rtol=1e-12)


@pytest.mark.parametrize("name", LAWS)
def test_a_change_of_unit_is_only_a_shift(name):
    time, event = veteran(0)
    days, months = (fit_location_scale(LAWS[name], time / u, event) for u in (1.0, 30.4375))
    assert days.slope == pytest.approx(months.slope, rel=1e-9)
    assert days.median() == pytest.approx(30.4375 * months.median(), rel=1e-9)
    moved = float(event.sum()) * np.log(30.4375)
    assert days.log_likelihood == pytest.approx(months.log_likelihood - moved, rel=1e-11)


def test_a_median_no_number_can_hold_is_beyond_any():
    fit = LocationScale(LAWS["weibull"], shift=1.0, slope=1e-4, log_likelihood=0.0)
    assert fit.median() == inf


@pytest.mark.parametrize("share", [0.3, 0.6])
def test_the_cured_share_is_that_of_lifelines(share):
    rows = trial(share)
    fit, other = fit_cure_mixture(*rows), of_lifelines("cure", rows)
    assert fit.cured == pytest.approx(other.cured_fraction_, rel=1e-5)
    std_err = fit.std_err_logit * fit.cured * (1 - fit.cured)
    assert std_err == pytest.approx(other.summary.loc["cured_fraction_", "se(coef)"], rel=1e-4)
    assert -1e-9 < fit.log_likelihood - other.log_likelihood_ < 1e-6


def test_where_nobody_is_cured_the_share_runs_to_zero_and_the_rest_is_weibull():
    rows = veteran(0)
    fit, without = fit_cure_mixture(*rows), fit_location_scale(LAWS["weibull"], *rows)
    assert fit.cured < 1e-4
    assert fit.log_likelihood == pytest.approx(without.log_likelihood, abs=1e-5)


def test_one_time_alone_has_no_scale():
    time, event = np.full(30, 5.0), np.ones(30)
    assert [fit_location_scale(law, time, event) for law in LAWS.values()] == [None] * 3
    assert fit_cure_mixture(time, event) is None
