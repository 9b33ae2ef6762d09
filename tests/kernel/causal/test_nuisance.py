"""The models behind weighting, by hand."""

from __future__ import annotations

import numpy as np

from outcomes.kernel.causal.nuisance import fit_nuisance, known_lost, predicted, treatment_weights
from tests.kernel.conftest import assert_close

# One patient of each arm at each time: events at 1, censored at 2, events at 3. No arm effects.
TIME, EVENT, ARM = [1, 1, 2, 2, 3, 3], [1, 1, 0, 0, 1, 1], [0, 1] * 3
BARE = np.zeros((6, 0))


def test_an_event_counts_over_the_chance_of_staying_uncensored_until_just_before():
    models = fit_nuisance(TIME, EVENT, ARM, BARE)
    # Efron: of 4 at risk two are censored at 2, hazard 1/4 + 1/3.
    late = np.exp(1 / 4 + 1 / 3)
    assert_close(
        known_lost(models, np.array([0.5, 1, 2.5, 3])),
        [[0, 1, 1, 1]] * 2 + [[0, 0, 0, 0]] * 2 + [[0, 0, 0, late]] * 2,
    )


def test_the_predicted_survival_is_the_breslow_curve_where_the_arm_does_nothing():
    models = fit_nuisance(TIME, EVENT, ARM, BARE)
    # Efron: of 6 two at 1, of 2 two at 3.
    hazard = np.array([0, 1 / 6 + 1 / 5, 1 / 6 + 1 / 5 + 1 / 2 + 1])
    for world in predicted(models, np.array([0.5, 2, 3])):
        assert_close(world, np.tile(np.exp(-hazard), (6, 1)))


def test_weights_are_one_over_the_share_of_the_arm():
    models = fit_nuisance([1, 2, 3, 4], [1, 1, 1, 1], [0, 1, 1, 1], np.zeros((4, 0)))
    reference, arm = treatment_weights(models)
    assert_close(reference, [4, 0, 0, 0], rel=1e-6)
    assert_close(arm, [0, 4 / 3, 4 / 3, 4 / 3], rel=1e-6)


def test_patients_are_sorted_by_time():
    models = fit_nuisance([3, 1, 2], [1, 0, 1], [1, 0, 0], np.array([[3.0], [1.0], [2.5]]))
    assert models.time.tolist() == [1, 2, 3]
    assert models.event.tolist() == [0, 1, 1]
    assert models.arm.tolist() == [0, 0, 1]
    assert models.x.ravel().tolist() == [1, 2.5, 3]


def test_without_censoring_nobody_is_weighted_for_it():
    models = fit_nuisance([1, 2, 3, 4], [1, 1, 1, 1], [0, 1, 0, 1], np.zeros((4, 0)))
    assert_close(known_lost(models, np.array([2.5])).ravel(), [1, 1, 0, 0])
    assert models.censoring.status == "no events"
