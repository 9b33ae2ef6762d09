"""Sums over those alike are the sums over patients."""

import numpy as np
import pytest

from outcomes.kernel.causal import world_covariances
from outcomes.kernel.causal.hazard_influence import (
    coefficient_influence,
    covariances,
    world_influences,
    worlds_of,
)
from outcomes.kernel.causal.world_covariances import covariances_of_few
from outcomes.kernel.cox.fit import cox

N = 300
RANDOM = np.random.default_rng(8)
ARM = np.arange(N) % 2.0
X = np.column_stack((RANDOM.integers(0, 2, N), RANDOM.integers(0, 3, N) == 1)).astype(float)
TIME = np.ceil(RANDOM.exponential(20, N) * np.exp(-0.5 * X[:, 0] + 0.4 * ARM))
EVENT = (RANDOM.random(N) < 0.7).astype(float)


@pytest.mark.parametrize("by_arm", [False, True])
def test_equals_the_product_of_influences(by_arm):
    if by_arm:
        model = cox(TIME, EVENT, X, strata=ARM)
    else:
        model = cox(TIME, EVENT, np.column_stack((ARM, X)))
    worlds, change = worlds_of(model, by_arm), coefficient_influence(model)
    times = np.r_[0.5, np.unique(model.risk_sets.group_time), 1e4]  # before, at and after all
    _, influences = world_influences(worlds, change, times)
    found = covariances_of_few(worlds, change, times)
    assert found == pytest.approx(covariances(influences), rel=1e-11, abs=1e-18)


def test_many_risks_are_left_to_sums_over_patients(monkeypatch):
    model = cox(TIME, EVENT, np.column_stack((ARM, X)))
    worlds, change = worlds_of(model, False), coefficient_influence(model)
    monkeypatch.setattr(world_covariances, "_MOST", 3)
    assert covariances_of_few(worlds, change, np.array([5.0])) is None


def test_patients_alike_in_one_world_only_are_not():
    model = cox(TIME, EVENT, np.column_stack((ARM, X)))
    reference, arm = worlds_of(model, False)
    other = arm._replace(risk=arm.risk + np.arange(N))
    assert covariances_of_few((reference, other), np.zeros((N, 3)), np.array([5.0])) is None
