"""Whatever sheets, columns and gaps a small study has, its results are computed."""

import pytest

from bench.hostile.studies import failures, random_study


@pytest.mark.parametrize("seed", range(48))
def test_results_of_a_random_study_have_no_error_of_ours(seed):
    assert failures(seed) == []


def test_a_seed_is_one_study():
    first, again = random_study(7), random_study(7)
    assert first.patients.equals(again.patients)
    assert first.issues == again.issues
    assert first.spec == again.spec
