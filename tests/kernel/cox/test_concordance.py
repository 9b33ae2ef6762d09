"""Concordance: by hand, against R, and against a count of every pair."""

import numpy as np
import pytest

from outcomes.kernel.cox import concordance as module
from outcomes.kernel.cox.concordance import concordance


def by_pairs(time, event, risk, weight):
    won = compared = 0.0
    for i in np.flatnonzero(event):
        for j in range(len(time)):
            if time[j] > time[i] or (time[j] == time[i] and not event[j]):
                compared += weight[i]
                gap = risk[i] - risk[j]
                won += weight[i] * (0.5 if abs(gap) <= 1e-8 else float(gap > 0))
    return won / compared


def test_by_hand():
    # Pairs: 1-2 right, 1-3 tied, 1-4 wrong, 2-3 wrong, 2-4 wrong; 3 is censored. 1.5 of 5.
    time, event = np.array([1.0, 2.0, 3.0, 4.0]), np.array([True, True, False, True])
    assert concordance(time, event, np.array([2.0, 1.0, 2.0, 3.0])) == pytest.approx(1.5 / 5)


def test_who_is_censored_at_the_time_of_an_event_was_followed_longer():
    time, event = np.array([1.0, 1.0, 1.0]), np.array([True, False, True])
    assert concordance(time, event, np.array([2.0, 1.0, 0.0])) == pytest.approx(0.5)


def test_nobody_to_compare():
    assert np.isnan(concordance(np.array([1.0, 1.0]), np.array([True, True]), np.array([1.0, 2.0])))
    assert np.isnan(concordance(np.array([1.0, 2.0]), np.zeros(2, bool), np.array([1.0, 2.0])))


@pytest.mark.parametrize("block", [1, 7, 64, 1000])
@pytest.mark.parametrize("days", [3, 40, 10**6])
def test_as_a_count_of_every_pair(monkeypatch, block, days):
    monkeypatch.setattr(module, "BLOCK", block)
    rng = np.random.default_rng(block + days)
    n = 150
    time = rng.integers(1, days, n).astype(float)
    event, weight = rng.random(n) < 0.6, rng.random(n) + 0.5
    risk = rng.integers(0, 30, n) / 7.0  # many the same
    assert concordance(time, event, risk, weight) == pytest.approx(
        by_pairs(time, event, risk, weight), rel=1e-12
    )
