"""Sums of exponentials by interpolation against the plain ones."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.kernel.causal.exponential_sums import exponential_sums


@pytest.mark.parametrize("top", [0.0, 1e-9, 0.1, 3.0, 60.0, 900.0])
@pytest.mark.parametrize("skew", [0.1, 2.0])
def test_equals_the_plain_sum(top, skew):
    rng = np.random.default_rng(3)
    rates = np.exp(skew * rng.normal(size=700))
    columns = rng.normal(size=(700, 3))
    points = np.sort(rng.uniform(0, top / rates.max(), 1500))
    want = np.exp(-np.outer(points, rates)) @ columns
    found = exponential_sums(rates, columns, points)
    assert np.abs(found - want).max() < 1e-13 * np.abs(columns).sum()


def test_few_points_and_nothing():
    rates, columns = np.array([0.0, 1.0, 2.0]), np.ones((3, 1))
    found = exponential_sums(rates, columns, np.array([0.0, np.log(2)]))
    assert found[:, 0] == pytest.approx([3.0, 1.75])
    assert exponential_sums(rates, columns, np.zeros(0)).shape == (0, 1)
    assert exponential_sums(np.zeros(0), np.zeros((0, 2)), np.ones(3)).tolist() == [[0.0, 0.0]] * 3
