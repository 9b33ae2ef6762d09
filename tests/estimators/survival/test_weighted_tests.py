from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from outcomes.estimators.survival.contrasts import log_rank
from outcomes.estimators.survival.weighted_tests import weighted_tests
from outcomes.wording import say
from tests.kernel.conftest import load_veteran
from tests.said import said
from tests.studies import make_cohort, nobody

# Events at 1 (b; 3 of 5 at risk in b), 2 (a; 2 of 4), 3 (b; 2 of 3), 5 (a; 0 of 1); 4 censored.
FIVE = ([1, 2, 3, 4, 5], [1, 1, 1, 0, 1], ["b", "a", "b", "b", "a"])
SHARE = [Fraction(3, 5), Fraction(1, 2), Fraction(2, 3), Fraction(0)]
BEFORE = [Fraction(1), Fraction(4, 5), Fraction(3, 5), Fraction(2, 5)]


def z_of(rho, gamma):
    weights = [s**rho * (1 - s) ** gamma for s in BEFORE]
    happened = [1, 0, 1, 0]
    score = sum(w * (o - e) for w, o, e in zip(weights, happened, SHARE, strict=True))
    variance = sum(w**2 * e * (1 - e) for w, e in zip(weights, SHARE, strict=True))
    return float(score) / float(variance) ** 0.5


@pytest.mark.parametrize(("rho", "gamma"), [(0, 0), (1, 0), (0, 1), (1, 1)])
def test_each_weight_by_hand(rho, gamma):
    found = weighted_tests(make_cohort(*FIVE, arms=["a", "b"]), "os")
    (one,) = [e for e in found.estimates if say(e.method) == f"Fleming–Harrington ({rho}, {gamma})"]
    assert one.value == pytest.approx(z_of(rho, gamma), rel=1e-12)
    assert (one.group, one.reference, one.n, one.n_events) == ("b", "a", 5, 4)


# R 4.2.2, survival 3.5-3: survdiff(Surv(time, status) ~ trt, veteran, rho = 0 and 1)$chisq
def test_veteran_equals_r_and_max_combo_is_dearer_than_its_best():
    v = load_veteran()
    cohort = make_cohort(
        v["time"], v["ev"], np.where(v["grp"] == 1, "test", "standard"), arms=["standard", "test"]
    )
    found = weighted_tests(cohort, "os").estimates
    assert [say(e.method) for e in found][-1] == "max-combo"
    assert found[0].value ** 2 == pytest.approx(0.0082273432, rel=1e-7)
    assert found[1].value ** 2 == pytest.approx(0.871209492927, rel=1e-7)
    assert (found[0].value > 0, found[1].value > 0) == (True, True)
    assert found[2].value < 0  # more early deaths with the test drug, fewer late ones
    best = min(e.p_value for e in found[:-1])
    assert best < found[-1].p_value < 4 * best
    assert all(said(e.notes) for e in found)


def test_three_arms_give_two_contrasts_on_two_arms_each():
    time = list(range(1, 13))
    cohort = make_cohort(time, [1] * 12, ["a", "b", "c"] * 4)
    found = weighted_tests(cohort, "os").estimates
    assert [e.group for e in found] == ["b"] * 5 + ["c"] * 5
    pair = make_cohort([t for t in time if t % 3 != 0], [1] * 8, ["a", "b"] * 4, arms=["a", "b"])
    assert found[0].value ** 2 == pytest.approx(log_rank(pair, "os").estimates[0].value, rel=1e-12)


@pytest.mark.parametrize(
    ("cohort", "words"),
    [
        (nobody(*FIVE, arms=["a", "b"]), "nobody"),
        (make_cohort([1, 2], [1, 1], ["a", "a"], arms=["a", "b"]), "one arm only"),
        (make_cohort([1, 2, 3, 4], [0] * 4, ["a", "b"] * 2), "no events"),
        (make_cohort([1, 1, 1, 1], [1] * 4, ["a", "b"] * 2), "no information"),
    ],
)
def test_no_test_says_why(cohort, words):
    found = weighted_tests(cohort, "os").estimates
    assert len(found) == 5
    assert all(e.value is None and e.p_value is None and words in said(e.notes)[0] for e in found)


def test_tied_first_events_cannot_be_weighted_late():
    # All events at once: S(t-) = 1, so weights for late events are zero.
    found = weighted_tests(make_cohort([1, 1, 2, 2], [1, 0, 0, 0], ["a", "b"] * 2), "os").estimates
    assert found[0].value is not None
    assert found[2].value is None
    assert found[-1].value is None


def test_one_arm_study_has_nothing_to_compare():
    assert weighted_tests(make_cohort([1, 2], [1, 1]), "os").estimates == ()


def test_an_event_at_time_zero_counts_and_competing_events_are_censored():
    zero = make_cohort([0, 2, 3, 4, 5], *FIVE[1:], arms=["a", "b"])
    plain = make_cohort(*FIVE, arms=["a", "b"])
    assert weighted_tests(zero, "os").estimates == weighted_tests(plain, "os").estimates
    other = make_cohort(FIVE[0], [1, 1, 1, 2, 1], FIVE[2], arms=["a", "b"], kind="competing")
    found = weighted_tests(other, "os").estimates[0]
    assert found.value == pytest.approx(z_of(0, 0), rel=1e-12)
    assert "competing events censored" in say(found.method)
