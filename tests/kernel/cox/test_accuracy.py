from __future__ import annotations

import warnings

import numpy as np
import pytest

from outcomes.kernel.cox.accuracy import Seen, brier_scores, dynamic_auc, integrated_brier_score

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from sksurv import metrics


def patients(seed):
    """Follow-up, event and predicted survival: with and without ties, a last day, few censored."""
    rng = np.random.default_rng(seed)
    n = int(rng.choice([5, 30, 200, 2_000]))
    time = rng.exponential(10, n)
    if rng.random() < 0.6:
        time = np.ceil(time / rng.choice([0.2, 1, 5]))
    if rng.random() < 0.4:
        time = np.minimum(time, np.quantile(time, 0.8))
    event = rng.random(n) < rng.choice([0.1, 0.5, 0.9, 1.0])
    if rng.random() < 0.3:
        event[time == time.max()] = False
    event[0] = True
    survival = rng.random((n, 50))
    return time, event, survival if rng.random() < 0.5 else survival.round(1)


def theirs(score, time, event, *given):
    """Return what scikit-survival says, nan where it refuses."""
    outcome = np.empty(len(time), [("event", bool), ("time", float)])
    outcome["event"], outcome["time"] = event, time
    try:
        with np.errstate(all="ignore"):
            return score(outcome, outcome, *given)
    except ValueError:
        return ([np.nan], [np.nan]) if given[0].ndim == 1 or len(given[1]) == 1 else np.nan


@pytest.mark.parametrize("seed", range(40))
def test_scores_are_those_of_scikit_survival(seed):
    time, event, survival = patients(seed)
    seen = Seen.of(time, event)
    low, high = time.min(), time.max()
    for end in (low + 0.7 * (high - low), high):  # the second reaches beyond follow-up
        grid = np.linspace(low + (end - low) / 50, end, 50)
        near = {"rel": 1e-12, "abs": 1e-15, "nan_ok": True}
        whole = theirs(metrics.integrated_brier_score, time, event, survival, grid)
        assert integrated_brier_score(seen, survival, grid) == pytest.approx(whole, **near)
        for at in grid[[10, 49]].tolist():
            predicted, one = survival[:, 7], np.array([at])
            score = theirs(metrics.brier_score, time, event, survival[:, [7]], one)[1]
            assert brier_scores(seen, survival[:, [7]], one) == pytest.approx(score, **near)
            area = theirs(metrics.cumulative_dynamic_auc, time, event, 1 - predicted, one)[0]
            (area,) = (a if np.isfinite(a) else np.nan for a in area)
            assert dynamic_auc(seen, 1 - predicted, at) == pytest.approx(area, **near)


def test_who_is_censored_on_the_day_of_an_event_was_at_risk_of_it():
    seen = Seen.of(np.array([1.0, 2.0, 2.0, 3.0]), np.array([True, True, False, True]))
    assert seen.chance_at(np.array([0.5, 1.0, 2.0, 9.0])).tolist() == [1.0, 1.0, 0.5, 0.5]
    assert seen.weights().tolist() == [1.0, 2.0, 0.0, 2.0]


def test_patients_of_one_risk_count_as_one():
    seen = Seen.of(np.arange(1.0, 9.0), np.ones(8, dtype=bool))
    assert dynamic_auc(seen, np.zeros(8), 4.0) == pytest.approx(0.5)
    assert dynamic_auc(seen, -np.arange(8.0), 4.0) == pytest.approx(1.0)


def test_what_cannot_be_scored_is_nan():
    seen = Seen.of(np.array([1.0, 2.0, 3.0]), np.array([True, False, True]))
    assert np.isnan(dynamic_auc(seen, np.array([1.0, np.inf, 0.0]), 2.0))
    assert np.isnan(brier_scores(seen, np.ones((3, 2)), np.array([2.0, 2.0]))).all()
    assert brier_scores(seen, np.ones((3, 0)), np.array([])).tolist() == []
