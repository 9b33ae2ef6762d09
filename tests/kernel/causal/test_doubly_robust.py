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
