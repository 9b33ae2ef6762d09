from __future__ import annotations

import numpy as np

from outcomes.estimators.survival.prediction.predictors import Predictors
from outcomes.estimators.survival.prediction.ranking import importance, ranking
from outcomes.results.note import Method
from outcomes.results.result import Estimate
from tests.estimators.survival.prediction.veteran import NAMES
from tests.said import said


def test_ranking_puts_performance_status_first(trial):
    ranked = ranking(trial, "os", covariates=NAMES)
    order = {e.covariates[0]: e.value for e in ranked.all("entry_order")}
    assert set(order) == {"karno", "age", "cell=smallcell", "cell=adeno", "cell=large"}
    assert order["karno"] == 1
    falls = {e.covariates[0]: e.value for e in ranked.all("permutation_importance")}
    assert list(falls) == NAMES
    assert falls["karno"] > 0.05 > abs(falls["age"])
    assert all(said(e.notes) for e in ranked.estimates)
    assert ranking(trial, "os", covariates=NAMES) == ranked


def test_a_forest_of_many_is_grown_with_some_drawn_and_says_so(monkeypatch):
    rng = np.random.default_rng(3)
    x = rng.normal(size=(240, 2))
    rows = Predictors(
        rng.exponential(np.exp(-2 * x[:, 0])), rng.random(240) < 0.9, x, ("strong", "noise")
    )
    whole = list(importance(rows, Estimate("c_index"), 1))
    monkeypatch.setattr("outcomes.estimators.survival.prediction.ranking.MOST", 150)
    drawn = list(importance(rows, Estimate("c_index"), 1))
    assert {e.method for e in whole} == {(Method("forest"),)}
    assert {e.method for e in drawn} == {(Method("forest_of_drawn", patients=150),)}
    assert drawn[0].value > 0.1 > abs(drawn[1].value)
