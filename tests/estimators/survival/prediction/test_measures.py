from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from outcomes.estimators.survival.prediction.measures import (
    CENSORING,
    HELD_OUT,
    NULL,
    SAME,
    _filled,
    folds,
    prediction,
)
from outcomes.estimators.survival.prediction.ranking import ranking
from outcomes.results.note import Method
from outcomes.results.result import Estimate
from tests.estimators.survival.prediction.veteran import COVARIATES, NAMES, cohort_of, one
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody


@pytest.fixture(scope="module")
def veteran(trial):
    return prediction(trial, "os", covariates=NAMES)


# R 4.2.2, survival 3.5-3: f <- coxph(Surv(time, status) ~ karno + age + celltype, veteran)
# concordance(f); concordance(f, timewt = "n/G2", ymax = 284.6), which weights ties differently
def test_c_index_of_veteran_equals_r(veteran):
    harrell = one(veteran, "c_index", (Method("harrell"), SAME))
    assert harrell.value == pytest.approx(0.734950022717, rel=1e-9)
    uno = one(veteran, "c_index", (Method("uno"), SAME))
    assert uno.value == pytest.approx(0.72943138374, rel=3e-4)
    assert uno.at == pytest.approx(284.6)
    assert (harrell.n, harrell.n_events, harrell.covariates) == (137, 128, tuple(NAMES))


def test_cross_validation_is_less_optimistic_and_better_than_nothing(veteran):
    for quantity, at, sign in (
        ("auc", 90.0, 1),
        ("auc", 180.0, 1),
        ("brier_score", 90.0, -1),
        ("integrated_brier_score", None, -1),
    ):
        same, held = (one(veteran, quantity, m, at).value for m in (SAME, HELD_OUT))
        assert sign * same > sign * held
    for at in (90.0, 180.0):
        score = one(veteran, "brier_score", HELD_OUT, at).value
        assert score < one(veteran, "brier_score", NULL, at).value


def test_brier_score_without_covariates_is_the_spread_of_the_outcome(veteran):
    v = load_veteran()
    survival = float((v["time"] > 90).mean())  # nine censored: nearly S (1 - S)
    score = one(veteran, "brier_score", NULL, 90.0).value
    assert score == pytest.approx(survival * (1 - survival), rel=0.02)


def test_a_landmark_beyond_follow_up_has_words_and_every_number_says_what_it_is_for(veteran):
    late = [e for e in veteran.estimates if e.at == 900.0]
    assert [(e.quantity, e.value) for e in late] == [("auc", None)]
    assert "too few are followed" in said(late[0].notes)[0]
    assert all(said(e.notes) for e in veteran.estimates)


def test_the_same_cohort_gives_the_same_numbers(trial, veteran):
    assert prediction(trial, "os", covariates=NAMES) == veteran


def test_and_in_the_next_version_too(trial, veteran):
    """The parts it is cut into at random are those of every report before."""
    held = one(veteran, "c_index", (Method("harrell"), HELD_OUT))
    assert held.value == pytest.approx(0.7178555202180827, rel=1e-9)
    whole = one(veteran, "integrated_brier_score", HELD_OUT)
    assert whole.value == pytest.approx(0.1473043415176014, rel=1e-9)
    assert whole.at == pytest.approx(284.6)
    ranked = ranking(trial, "os", covariates=NAMES)
    falls = [e.value for e in ranked.all("permutation_importance")]
    assert falls == pytest.approx([0.158990562344, -0.002551591482, 0.049640936395], abs=1e-10)


def test_incomplete_patients_are_left_out_and_counted():
    v = load_veteran()
    age = [None, *v["Age_in_years"].astype(float)[1:]]
    found = prediction(cohort_of(v, columns={"age": age}), "os", covariates=["karno", "age"])
    assert said(found.notes)[1] == "1 of 137 patients left out: incomplete covariates"
    assert found.estimates[0].n == 136


@pytest.mark.parametrize(
    ("n", "events", "words"),
    [(0, 0, "nobody"), (49, 49, "49 patients"), (60, 19, "19 events"), (60, 0, "0 events")],
)
def test_too_little_data_says_so(n, events, words):
    x = {"age": np.arange(max(n, 1), dtype=float)}
    time, event = np.arange(1, max(n, 1) + 1), np.arange(max(n, 1)) < events
    make = make_cohort if n else nobody
    cohort = make(time, event, columns=x, covariates=COVARIATES)
    (found,) = prediction(cohort, "os", covariates=["age"]).estimates
    assert (found.value, words in said(found.notes)[0]) == (None, True)
    assert ranking(cohort, "os", covariates=["age"]).estimates == ()


def test_no_covariate_that_differs():
    cohort = make_cohort(range(60), [1] * 60, columns={"age": [1.0] * 60}, covariates=COVARIATES)
    (found,) = prediction(cohort, "os", covariates=["age"]).estimates
    assert "no covariate that differs" in said(found.notes)[0]


def test_a_level_without_events_has_no_model():
    event = [1, 0] * 40
    x = {"age": [float(e == 0) for e in event]}
    cohort = make_cohort(range(1, 81), event, columns=x, covariates=COVARIATES)
    found = prediction(cohort, "os", covariates=["age"])
    assert "runs to infinity" in said(found.estimates[0].notes)[0]


def test_time_zero_ties_and_a_common_last_day_are_no_crash():
    rng = np.random.default_rng(3)
    time = np.minimum(np.floor(rng.exponential(10, 80)), 12)
    event = (time < 12).astype(int)
    cohort = make_cohort(
        time,
        event,
        columns={"age": rng.normal(size=80)},
        covariates=COVARIATES,
        landmarks=(6.0, 12.0),
    )
    found = prediction(cohort, "os", covariates=["age"])
    assert one(found, "auc", HELD_OUT, 6.0).value is not None
    assert one(found, "integrated_brier_score", SAME).at < 12


def test_few_events_for_the_number_of_columns_are_told():
    v = load_veteran()
    event = v["ev"] * (np.arange(137) % 4 == 0)
    assert "few events: 33 for 5 parameters" in str(
        said(prediction(cohort_of(v, event=event), "os", covariates=NAMES).notes)
    )
    assert "few events" not in str(said(prediction(cohort_of(v), "os", covariates=["age"]).notes))


def test_folds_hold_equally_many_events():
    event = np.array([True] * 23 + [False] * 40)
    fold = folds(event, 5, 1)
    counts = np.bincount(fold[event])
    assert (len(counts), counts.max() - counts.min()) == (5, 1)
    assert np.array_equal(fold, folds(event, 5, 1))


def test_what_has_no_number_says_why():
    blank = Estimate("auc", at=9.0)
    for value in (np.nan, np.inf):
        assert _filled(blank, value) == replace(blank, notes=(CENSORING,))
    assert _filled(blank, 2.0) == replace(blank, value=2.0)
