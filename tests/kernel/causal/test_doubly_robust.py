"""Doubly robust survival against R, and where they must agree with simpler ones."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from outcomes.kernel.causal.doubly_robust import augmented_survival
from outcomes.kernel.causal.nuisance import fit_nuisance
from outcomes.simulate import simulate_trial
from tests.kernel.causal.test_standardization import TRIALS, arms_first, errors, gaps
from tests.kernel.conftest import assert_close


@pytest.mark.parametrize("name", TRIALS)
def test_equals_r(gold, name):
    _, columns, times = TRIALS[name]
    d = pd.read_csv(gold / "gold" / "data" / f"{name}_nt.csv")
    want = json.loads((gold / "gold" / "ref_B2.json").read_text())[name]
    models = fit_nuisance(d["time"], d["ev"], d["grp"], d[columns])
    found = augmented_survival(models, times)
    assert_close(arms_first(found), want["aiptw"]["risk"])
    assert_close(errors(found), want["aiptw"]["se"])
    assert_close([g.std_err for g in gaps(found)], want["aiptw"]["dse"])


def test_without_censoring_or_covariates_it_is_the_share_alive():
    time, arm = np.arange(1.0, 9.0), np.array([0, 1] * 4)
    models = fit_nuisance(time, np.ones(8), arm, np.zeros((8, 0)))
    found = augmented_survival(models, [4.5, 5.5, 0.5])
    assert_close(found.mean, [[2 / 4, 2 / 4], [1 / 4, 2 / 4], [1.0, 1.0]])


def test_follow_up_may_end_with_an_event():
    time, arm = np.arange(1.0, 13.0), np.array([0, 1, 1] * 4)
    event = np.array([1, 1, 0, 0, 1, 0, 1, 0, 1, 0, 1, 1])
    found = augmented_survival(fit_nuisance(time, event, arm, np.zeros((12, 0))), [4.5, 9.5])
    assert ((found.mean > 0) & (found.mean < 1)).all()
    assert (errors(found) > 0).all()


def test_blocks_do_not_change_the_answer(monkeypatch):
    d = simulate_trial(150, 8)
    x = (d["ascites_category"] == "none").to_numpy(float)[:, None]
    models = fit_nuisance(d["time"], d["event"], d["arm"] == "experimental", x)
    whole = augmented_survival(models, [6.0, 12.0])
    monkeypatch.setattr("outcomes.kernel.causal.nuisance._BLOCK", 700)
    assert_close(augmented_survival(models, [6.0, 12.0]).covariance, whole.covariance)


def test_with_one_time_or_several_the_errors_are_the_same():
    d = simulate_trial(150, 8)
    x = (d["ascites_category"] == "none").to_numpy(float)[:, None]
    models = fit_nuisance(d["time"], d["event"], d["arm"] == "experimental", x)
    several = augmented_survival(models, [30.0, 6.0, 12.0])
    assert_close(augmented_survival(models, [12.0]).covariance[0], several.covariance[2])


def test_a_known_difference_is_found():
    d = simulate_trial(6000, 11)
    x = np.column_stack([d["ascites_category"] == v for v in ("small", "moderate", "massive")])
    arm = (d["arm"] == "experimental").to_numpy(float)
    ratio = np.where(x.any(axis=1), x @ [1.74, 3.20, 4.76], 1.0)
    truth = np.diff([(0.5 ** (12 / 16 * ratio * r)).mean() for r in (1.0, 0.59)])[0]
    found = augmented_survival(fit_nuisance(d["time"], d["event"], arm, x), [12.0]).difference(0)
    assert abs(found.value - truth) < 2.5 * found.std_err


def test_a_censoring_coefficient_that_runs_away_leaves_numbers():
    # Nobody with massive ascites is censored: the coefficient runs away.
    d = simulate_trial(164, 267)
    x = np.column_stack([d["ascites_category"] == v for v in ("small", "moderate", "massive")])
    models = fit_nuisance(d["time"], d["event"], d["arm"] == "experimental", x.astype(float))
    assert any(models.censoring.infinite)
    found = augmented_survival(models, [12.0])
    assert np.isfinite(found.covariance).all()
    assert 0.05 < found.difference(0).std_err < 0.1


def confounded(n, seed):
    """Treatment, event and censoring all depend on one covariate."""
    rng = np.random.default_rng(seed)
    x = rng.normal(size=(n, 1))
    arm = (rng.random(n) < 1 / (1 + np.exp(-x[:, 0]))).astype(float)
    time = rng.exponential(size=n) * np.exp(-0.8 * x[:, 0] + 0.5 * arm)
    censoring = rng.exponential(size=n) * 2 * np.exp(-0.4 * x[:, 0])
    return np.minimum(time, censoring), (time <= censoring).astype(float), arm, x


def test_errors_are_those_of_leaving_out_one_patient_after_the_other():
    data, times, n = confounded(80, 1), [0.3, 0.8], 80

    def means(rows):
        return augmented_survival(fit_nuisance(*(v[rows] for v in data)), times).mean

    found = augmented_survival(fit_nuisance(*data), times)
    left = np.stack([means(np.arange(n) != i) for i in range(n)])
    apart = (left - left.mean(axis=0)) * np.sqrt((n - 1) / n)
    jackknife = np.einsum("imw,imv->mwv", apart, apart)
    for a, b in ((0, 0), (1, 1)):
        ratio = np.sqrt(found.covariance[:, a, b] / jackknife[:, a, b])
        assert (np.abs(ratio - 0.95) < 0.05).all()
    # The two worlds hold the same patients, so that their errors go together.
    assert_close(found.covariance[:, 0, 1], jackknife[:, 0, 1], rel=0.2)
