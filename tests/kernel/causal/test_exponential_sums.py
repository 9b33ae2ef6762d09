"""Sums of exponentials by interpolation against the plain ones."""

from __future__ import annotations

import numpy as np
import pytest

from outcomes.kernel.causal import exponential_sums as module
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


def test_of_many_points_only_the_nodes_are_summed(monkeypatch):
    summed, plain = [], module._plain

    def counted(rates, columns, points):
        summed.append(points.size)
        return plain(rates, columns, points)

    monkeypatch.setattr(module, "_plain", counted)
    rates, columns = np.array([1.0, 4.0]), np.ones((2, 1))
    for n in (36, 37):  # 24 nodes, and 6 times the root of 4: more points than that
        exponential_sums(rates, columns, np.linspace(0, 1, n))
    exponential_sums(rates, columns, np.ones(99))  # one place, many times
    assert summed == [36, 36, 99]
